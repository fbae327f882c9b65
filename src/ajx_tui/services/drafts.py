"""Drafts: a form is kept every few seconds and given back after a crash, a lock or a kill. One's own drafts only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.services.session import Session
from ajx_tui.store import drafts as stored
from ajx_tui.store.drafts import NEW, Draft
from ajx_tui.store.records import labels

__all__ = ["EVERY", "NEW", "Draft", "discard", "keep", "restore", "title", "waiting"]

EVERY = 3.0
"""Seconds between two keepings while somebody types."""


def keep(session: Session, kind: Kind, record_id: int | None, content: Mapping[str, Any]) -> bool:
    """Keep what stands in a form; an empty form forgets its draft. Nothing is written when nothing changed.

    Returns whether it was written. A read-only database keeps no drafts and says False. Raises NotPermittedError.
    """
    number = NEW if record_id is None else record_id
    filled = {name: value for name, value in content.items() if value not in ("", None)}
    present = stored.get(session.store, session.person, kind.name, number)
    if session.store.readonly_reason or (dict(present.content) if present else {}) == filled:
        return False
    with session.unit("保存草稿", permission=Permission.EDIT) as unit:
        if filled:
            stored.put(unit, session.person, kind.name, number, filled)
        else:
            stored.drop(unit, session.person, kind.name, number)
    return True


def restore(session: Session, kind: Kind, record_id: int | None) -> Draft | None:
    """The draft of a form, None when there is none. Fields that the program no longer has are left out."""
    found = stored.get(session.store, session.person, kind.name, NEW if record_id is None else record_id)
    if found is None:
        return None
    known = {name: value for name, value in found.content.items() if name in kind.fields}
    return Draft(found.owner, found.kind, found.record_id, known, found.saved_at) if known else None


def discard(session: Session, kind: Kind, record_id: int | None) -> None:
    """Forget a draft: the form was saved, or the person does not want it."""
    number = NEW if record_id is None else record_id
    if not session.store.readonly_reason and stored.get(session.store, session.person, kind.name, number):
        with session.unit("放弃草稿", permission=Permission.EDIT) as unit:
            stored.drop(unit, session.person, kind.name, number)


def waiting(session: Session) -> list[Draft]:
    """One's own drafts, latest first: what to offer after a crash or a login."""
    return [draft for draft in stored.of_owner(session.store, session.person) if draft.kind in KINDS]


def title(session: Session, draft: Draft) -> str:
    """What a draft is about, as people read it."""
    kind = KINDS[draft.kind]
    if draft.record_id == NEW:
        name = str(draft.content.get(kind.label) or "")
        return f"新{kind.title}{f'「{name}」' if name else ''}"
    return f"{kind.title}「{labels(session.store, kind, [draft.record_id]).get(draft.record_id, '')}」"
