"""Drafts: what is being written is kept every few seconds and given back after a crash, a lock or a kill.

One's own drafts only: of forms, and of other work by name (findings that are not sent, remarks, chapters). A form may
have lines of its own below its fields, such as the hazards of a visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.services.session import Session
from ajx_tui.store import drafts as stored
from ajx_tui.store.drafts import NEW, Draft
from ajx_tui.store.records import labels

__all__ = ["EVERY", "NEW", "Draft", "discard", "keep", "lines_of", "restore", "title", "waiting"]

EVERY = 3.0
"""Seconds between two keepings while somebody types."""
LINES = "+"
"""Where a form's draft keeps the lines below its fields; no field is called so."""

FINDINGS, REMARK, CHAPTERS = "review.findings", "checklist.remark", "document.chapters"
"""Work that is no form, by name: findings of a review (by its id), the remark on a checklist point (by its id), the
chapters of a document (its name follows after a colon; by the ordinal of its cut-off day)."""
_PERMISSIONS = {FINDINGS: Permission.REVIEW}


# ----- forms


def keep(
    session: Session, kind: Kind, record_id: int | None, content: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] = (),
) -> bool:  # fmt: skip
    """Keep what stands in a form and in the lines below it; an empty form forgets its draft.

    Nothing is written when nothing changed. Returns whether it was written. A read-only database keeps no drafts and
    says False. Raises NotPermittedError.
    """
    filled = _filled(content)
    listed = [_filled(line) for line in lines]
    if any(listed):
        filled[LINES] = listed
    return keep_work(session, kind.name, NEW if record_id is None else record_id, filled)


def _filled(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value not in ("", None)}


def restore(session: Session, kind: Kind, record_id: int | None) -> Draft | None:
    """The draft of a form, None when there is none. Fields that the program no longer has are left out."""
    found = stored.get(session.store, session.person, kind.name, NEW if record_id is None else record_id)
    if found is None:
        return None
    known = {name: value for name, value in found.content.items() if name in kind.fields or name == LINES}
    return Draft(found.owner, found.kind, found.record_id, known, found.saved_at) if known else None


def lines_of(draft: Draft) -> list[dict[str, Any]]:
    """The lines below the fields of a form's draft."""
    lines = draft.content.get(LINES)
    return [dict(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def discard(session: Session, kind: Kind, record_id: int | None) -> None:
    """Forget a form's draft: it was saved, or the person does not want it."""
    forget_work(session, kind.name, NEW if record_id is None else record_id)


# ----- other work


def keep_work(session: Session, name: str, number: int, content: Mapping[str, Any]) -> bool:
    """Keep work under a name and number; no content forgets it. Returns and raises like `keep`."""
    present = stored.get(session.store, session.person, name, number)
    if session.store.readonly_reason or (dict(present.content) if present else {}) == dict(content):
        return False
    with session.unit("保存草稿", permission=_permission(name)) as unit:
        if content:
            stored.put(unit, session.person, name, number, content)
        else:
            stored.drop(unit, session.person, name, number)
    return True


def kept_work(session: Session, name: str, number: int) -> Mapping[str, Any]:
    """Work that was kept under a name and number, empty when there is none."""
    found = stored.get(session.store, session.person, name, number)
    return found.content if found is not None else {}


def forget_work(session: Session, name: str, number: int) -> None:
    """Forget work that was kept: it is done, or not wanted."""
    if not session.store.readonly_reason and stored.get(session.store, session.person, name, number):
        with session.unit("放弃草稿", permission=_permission(name)) as unit:
            stored.drop(unit, session.person, name, number)


def _permission(name: str) -> Permission:
    return _PERMISSIONS.get(name, Permission.EDIT)


# ----- what waits


def waiting(session: Session) -> list[Draft]:
    """One's own drafts, latest first: what to offer after a crash or a login."""
    known = (FINDINGS, REMARK, CHAPTERS)
    return [
        draft
        for draft in stored.of_owner(session.store, session.person)
        if draft.kind in KINDS or draft.kind.partition(":")[0] in known
    ]


def title(session: Session, draft: Draft) -> str:
    """What a draft is about, as people read it."""
    if draft.kind not in KINDS:
        return _work_title(session, draft)
    kind = KINDS[draft.kind]
    if draft.record_id == NEW:
        name = str(draft.content.get(kind.label) or "")
        more = f"及{KINDS['hazard'].title}{len(lines_of(draft))}条" if lines_of(draft) else ""
        return f"新{kind.title}{f'「{name}」' if name else ''}{more}"
    return f"{kind.title}「{labels(session.store, kind, [draft.record_id]).get(draft.record_id, '')}」"


def _work_title(session: Session, draft: Draft) -> str:
    from ajx_tui.store import reviews

    if draft.kind == FINDINGS:
        review = reviews.get(session.store.conn, draft.record_id)
        count = len(draft.content.get("findings") or [])
        return f"审核意见{f' {count} 条' if count else ''}「{review.title if review else ''}」"
    if draft.kind == REMARK:
        name = labels(session.store, KINDS["checklist_item"], [draft.record_id]).get(draft.record_id, "")
        return f"清单情况说明「{name}」"
    return f"文书各章「{'、'.join(draft.content)}」"
