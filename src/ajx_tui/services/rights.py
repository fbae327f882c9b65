"""What keeps a person from changing records here and now, asked before it is offered.

Every answer comes from the gate that later refuses: `Session.refusal` and the locks that the unit of work asks. So
pages offer what goes through, and say the same words when a key is pressed all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ATTACHMENT, MANAGED_KINDS, OWNERS, Permission
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.services import records
from ajx_tui.services.session import Session
from ajx_tui.store.locks import Locks


def against_change(session: Session, kind: str, ids: Iterable[int]) -> AjxError | None:
    """What keeps this person from changing or deleting stored records of a kind; None when nothing does."""
    refused = session.refusal(Permission.MANAGE if kind in MANAGED_KINDS else Permission.EDIT)
    if refused is not None:
        return refused
    locks = Locks(session.store.conn)
    try:
        for record_id in ids:
            locks.check_with_parents(kind, record_id)
    except RefusedError as locked:
        return locked
    return None


def against_delete(session: Session, kind: str, record_id: int) -> AjxError | None:
    """What keeps this person from deleting one stored record, on which others may hang; None when nothing does."""
    return against_change(session, kind, (record_id,)) or records.against_delete(session, KINDS[kind], record_id)


def against_adding(session: Session, kind: str, owner: str, owner_id: int) -> AjxError | None:
    """What keeps this person from adding a record of `kind` under a record `owner`, which may be locked with its parts;
    None when nothing does."""
    refused = session.refusal(Permission.EDIT)
    if refused is not None:
        return refused
    values: dict[str, Value] = {part.column: owner_id for name, part in OWNERS.get(kind, ()) if name == owner}
    if kind == ATTACHMENT:
        values = {"owner_kind": owner, "owner_id": owner_id}
    try:
        Locks(session.store.conn).check_parents(kind, [values])
    except RefusedError as locked:
        return locked
    return None
