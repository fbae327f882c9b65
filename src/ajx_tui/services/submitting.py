"""What can be submitted for review, and submitting returned work again."""

from __future__ import annotations

from datetime import date

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ACT_TITLES, BATCH, Act, Permission, Role
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.progress import Job, run
from ajx_tui.services import review
from ajx_tui.services.session import Session
from ajx_tui.services.timeline import Batch, batches
from ajx_tui.store import records, reviews
from ajx_tui.store.history import record_history
from ajx_tui.store.reviews import Review

_LOOKED_THROUGH = 500
"""Latest own batches that are offered for submission."""


def against_submitting(session: Session) -> AjxError | None:
    """What keeps this person from submitting anything; None when nothing does."""
    refused = session.refusal(Permission.REVIEW)
    if refused is None and Role.CLERK not in session.roles:
        return NotPermittedError("不能送审", "送审需要经办角色，请由经办人送审。")
    return refused


def against_submit(session: Session, kind: str, subject_id: int) -> AjxError | None:
    """What keeps this person from submitting a record now, for its state or his role; None when nothing does."""
    return against_submitting(session) or _against(session, kind, subject_id, Act.SUBMIT)


def against_answer(session: Session, kind: str, subject_id: int) -> AjxError | None:
    """What keeps this person from answering the findings on a record now; None when nothing does."""
    return session.refusal(Permission.REVIEW) or _against(session, kind, subject_id, Act.ANSWER)


def _against(session: Session, kind: str, subject_id: int, act: Act) -> AjxError | None:
    present = review.review_of(session, kind, subject_id)
    why = review.refusal(session, present, act) if present is not None else ""
    return RefusedError(f"不能{ACT_TITLES[act]}", f"{why}。") if why else None


def unsubmitted(session: Session) -> list[Batch]:
    """Own batches that changed records and were never submitted nor undone, latest first."""
    conn = session.store.conn
    found = []
    for one in batches(session.store, session.person, _LOOKED_THROUGH):
        facts = None if one.undone or one.is_undo else reviews.batch_facts(conn, one.batch)
        if facts is not None and set(facts[3].split(",")) & set(KINDS) and reviews.of_batch(conn, one.batch) is None:
            found.append(one)
    return found


def corrections(session: Session, review_id: int) -> list[str]:
    """Batches that changed what the findings of a returned batch review point at, since it was returned."""
    conn = session.store.conn
    returned = [s for s in reviews.steps(session.store, review_id) if s.act == Act.RETURN]
    if not returned:
        return []
    found: dict[str, None] = {}
    for finding in reviews.findings(conn, review_id):
        if finding.kind in KINDS and finding.record_id is not None:
            since = returned[-1].revision
            entries = record_history(conn, finding.kind, finding.record_id, _LOOKED_THROUGH, since)
            found.update(dict.fromkeys(entry.batch for entry in entries))
    return [batch for batch in found if reviews.of_batch(conn, batch) is None]


def submit_job(session: Session, kind: str, subject_id: int, note: str = "") -> Job[Review]:
    """Submit a record of any kind as its kind is submitted: a document is written as a version first.

    Raises RefusedError, NotPermittedError.
    """
    if kind == "document":
        values = records.get(session.store, KINDS[kind], subject_id)
        if values is None:
            raise RefusedError("文书已不存在", "它可能刚被删除，请返回列表刷新。")
        from ajx_tui.services import documents

        issued = date.fromisoformat(str(values["issued_on"])) if values["issued_on"] else None
        name, day = str(values["name"]), date.fromisoformat(str(values["as_of"]))
        return (yield from documents.submit_job(session, name, day, paper=documents.Paper(date=issued), note=note))
    if kind == "checklist":
        from ajx_tui.services import checklists

        return checklists.finish(session, subject_id, note)
    return review.submit(session, kind, subject_id, note=note)


def again_job(session: Session, review_id: int, note: str = "") -> Job[Review]:
    """Submit returned or withdrawn work once more; corrections join a review of changes.

    Raises RefusedError while findings are unanswered, NotPermittedError for the wrong role.
    """
    found = review.get(session, review_id)
    if found.subject_kind != BATCH:
        return (yield from submit_job(session, found.subject_kind, found.subject_id, note))
    kept = reviews.batches(session.store.conn, review_id)
    return review.submit_changes(session, [*kept, *corrections(session, review_id)], found.title, note)


def submit(session: Session, kind: str, subject_id: int, note: str = "") -> Review:
    """`submit_job` run to its end."""
    return run(submit_job(session, kind, subject_id, note))


def again(session: Session, review_id: int, note: str = "") -> Review:
    """`again_job` run to its end."""
    return run(again_job(session, review_id, note))
