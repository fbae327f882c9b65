"""Review: submitting, returning with findings, approving, signing off, sending, unlocking.

Every step is one row of `domain.workflow.STEPS`, taken in one transaction and kept in the hashed history. What screens
offer (`actions`) and what is refused comes from the same function. Queues and overview: `services.review_desk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import (
    ACT_TITLES,
    BATCH,
    FINDING_CODES,
    OUTCOMES,
    STATE_TITLES,
    Act,
    Permission,
    State,
    Step,
    Who,
    stands_alone,
    step,
)
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.services.drafts import FINDINGS
from ajx_tui.services.permissions import maker_checker_off
from ajx_tui.services.review_rights import ALONE as ALONE
from ajx_tui.services.review_rights import actions as actions
from ajx_tui.services.review_rights import is_locked as is_locked
from ajx_tui.services.review_rights import lock_on as lock_on
from ajx_tui.services.review_rights import own_work as own_work
from ajx_tui.services.review_rights import refusal as refusal
from ajx_tui.services.review_rights import set_aside as set_aside
from ajx_tui.services.session import Session
from ajx_tui.store import books, checklists, drafts, reviews
from ajx_tui.store.database import Store
from ajx_tui.store.records import labels
from ajx_tui.store.replay import undone_batches
from ajx_tui.store.reviews import Finding, Review, StepTaken
from ajx_tui.store.unit import Unit

__all__ = ["Finding", "NewFinding", "Review", "StepTaken", "submit"]

_BOOKKEEPING = frozenset(books.BOOKS) - {"import_run"}


@dataclass(frozen=True, slots=True)
class NewFinding:
    """One thing found wrong: code of `FINDING_CODES`, what, where, on which clause.

    `kind` and `record_id` empty mean the subject itself; `field` empty the record as a whole.
    """

    text: str
    code: str = "other"
    kind: str = ""
    record_id: int | None = None
    field: str = ""
    clause: str = ""


# ----- what may be done


def review_of(session: Session, kind: str, subject_id: int) -> Review | None:
    """The review of a subject, None when it was never submitted."""
    return reviews.of_subject(session.store.conn, kind, subject_id)


def get(session: Session, review_id: int) -> Review:
    """One review. Raises RefusedError when there is none of that number."""
    found = reviews.get(session.store.conn, review_id)
    if found is None:
        raise RefusedError("没有这项审核", f"没有编号为{review_id}的审核，请刷新列表。")
    return found


def _permitted(session: Session, review: Review, act: Act, text: str) -> Step:
    """The step, judged inside the transaction. Raises NotPermittedError or RefusedError."""
    found = step(review.state, act, review.subject_kind)
    if found is None:
        raise RefusedError(f"不能{ACT_TITLES[act]}", f"「{review.title}」现在是{STATE_TITLES[review.state]}，请刷新。")
    why = refusal(session, review, act)
    if why:
        raise NotPermittedError(f"不能{ACT_TITLES[act]}", f"{why}。")
    if found.reason and not text.strip():
        raise RefusedError("请写明原因", f"{ACT_TITLES[act]}的原因会记入历史，供日后核查。")
    return found


def _take(session: Session, unit: Unit, review: Review, act: Act, text: str, changes: dict[str, Value]) -> int:
    """Write one step: the state, the step itself. Returns the step's id."""
    found = _permitted(session, review, act, text)
    changed: dict[str, Value] = {**changes}
    if found.target is not review.state:
        changed |= {"state": found.target.value, "state_at": unit.now}
    books.change(unit, books.REVIEW, review.id, changed)
    alone = found.who is Who.NOT_MAKER and maker_checker_off(session.store) and bool(own_work(session, review))
    made: dict[str, Value] = {
        "review_id": review.id, "act": act.value, "from_state": review.state.value, "to_state": found.target.value,
        "actor": unit.actor, "at": unit.now, "text": text.strip() or None, "revision": session.store.revision(),
        "alone": int(alone),
    }  # fmt: skip
    return books.add(unit, books.REVIEW_STEP, made)


def _current(unit: Unit, review_id: int) -> Review:
    """The review as it stands inside the transaction."""
    found = reviews.get(unit.conn, review_id)
    if found is None:
        raise RefusedError("没有这项审核", f"没有编号为{review_id}的审核，请刷新列表。")
    return found


# ----- steps


def submit(session: Session, kind: str, subject_id: int, title: str = "", note: str = "") -> Review:
    """Submit a record (document, checklist, any other kind) for review, for the first time or again.

    Raises RefusedError when it is gone or findings are unanswered, NotPermittedError for the wrong role.
    """
    declared = KINDS.get(kind)
    if declared is None:
        raise RefusedError("不能送审", f"没有“{kind}”这种可以送审的对象。")
    if not stands_alone(kind):
        raise RefusedError("不能单独送审", f"{declared.title}随所属的内容一起送审。")
    with session.unit(f"送审{declared.title}", note, Permission.REVIEW) as unit:
        if not reviews.exists(unit.conn, kind, subject_id):
            raise RefusedError(f"{declared.title}已不存在", "它可能刚被删除，请返回列表刷新。")
        if kind in _READY:
            _READY[kind](session.store, subject_id)
        name = title or f"{declared.title} {labels(session.store, declared, [subject_id]).get(subject_id, '')}"
        department, township = reviews.place_of(unit.conn, kind, subject_id)
        return _submit(session, unit, (kind, subject_id), name, (department, township), note)


def _complete(store: Store, checklist_id: int) -> None:
    """Raises RefusedError for a checklist with points that are not answered or explained, by whatever route."""
    found = checklists.filled(store, [checklist_id]).get(checklist_id)
    if found is None:
        raise RefusedError("清单还没有填完", "它没有检查项。")
    if found.answered < found.total or found.unexplained:
        told = f"还有{found.total - found.answered}项没有结论，{found.unexplained}项没有写明情况"
        raise RefusedError("清单还没有填完", f"{told}，请填完后再送审。")


def _written(store: Store, document_id: int) -> None:
    """Raises RefusedError for a document whose present words are not those of a version: nobody could read them."""
    if not reviews.is_written(store.conn, document_id):
        raise RefusedError("文书还没有存成一版", "送审的是导出的那一份文件。请在“文书”一页送审，程序会先存成一版。")


_READY: Mapping[str, Callable[[Store, int], None]] = {"checklist": _complete, "document": _written}
"""Kind → what must be so before a subject of it is submitted, by whatever route."""


def submit_changes(session: Session, batches: Sequence[str], title: str = "", note: str = "") -> Review:
    """Submit batches of record changes (an import, a day's work) for review.

    Batches added to a returned review join it. Raises RefusedError for a batch that is unknown, holds no record, or is
    under review already.
    """
    with session.unit("送审数据变更", note, Permission.REVIEW) as unit:
        facts = [(batch, reviews.batch_facts(unit.conn, batch)) for batch in dict.fromkeys(batches)]
        known = [(batch, fact) for batch, fact in facts if fact is not None]
        if not facts or len(known) < len(facts):
            raise RefusedError("没有这批变更", "请从历史中选择要送审的变更。")
        undone = undone_batches(unit.conn, [batch for batch, _ in known])
        if undone:
            gone = next(fact[1] for batch, fact in known if batch in undone)
            raise RefusedError("不能送审", f"“{gone}”已被撤销，没有可以审核的内容。")
        joined = [r for batch, _ in known if (r := reviews.of_batch(unit.conn, batch)) is not None]
        others = {r.id for r in joined}
        for _, fact in known:
            if set(fact[3].split(",")) <= _BOOKKEEPING | {"setting"}:
                raise RefusedError("不能送审", f"“{fact[1]}”没有改动登记的记录。")
        if len(others) > 1 or any(step(r.state, Act.SUBMIT, BATCH) is None for r in joined):
            raise RefusedError("已经送审", f"“{joined[0].title}”已在审核中，不能重复送审。")
        subject_id = joined[0].subject_id if joined else known[0][1][2]
        name = title or (joined[0].title if joined else known[0][1][1])
        made = _submit(session, unit, (BATCH, subject_id), name, (None, None), note)
        present = set(reviews.batches(unit.conn, made.id))
        for batch, _ in known:
            if batch not in present:
                books.add(unit, books.REVIEW_BATCH, {"review_id": made.id, "batch": batch})
        return made


def _submit(
    session: Session, unit: Unit, of: tuple[str, int], title: str, place: tuple[int | None, str | None], note: str
) -> Review:
    review = reviews.of_subject(unit.conn, *of)
    first = review is None
    if review is None:
        row: dict[str, Value] = {
            "subject_kind": of[0], "subject_id": of[1], "title": title, "state": State.DRAFT.value,
            "submitter": unit.actor, "submitted_at": unit.now, "state_at": unit.now, "round": 1,
            "department_id": place[0], "township": place[1],
        }  # fmt: skip
        review = _current(unit, books.add(unit, books.REVIEW, row))
    left = len(reviews.findings(unit.conn, review.id, open_only=True))
    if left:
        raise RefusedError("还有意见没有答复", f"请先逐条答复{left}条审核意见（已改正或说明），再送审。")
    again = {} if first else {"round": review.round + 1}
    changes: dict[str, Value] = {
        "submitter": unit.actor, "submitted_at": unit.now, "title": title, "department_id": place[0],
        "township": place[1], **again,
    }  # fmt: skip
    _take(session, unit, review, Act.SUBMIT, note, changes)
    return _current(unit, review.id)


def withdraw(session: Session, review_id: int, reason: str = "") -> Review:
    """Take back what one submitted oneself and nobody has decided yet."""
    return _plain(session, review_id, Act.WITHDRAW, reason)


def approve(session: Session, review_id: int, text: str = "") -> Review:
    """Approve: the content is locked from now on. Raises NotPermittedError for whoever made any of it."""
    return _plain(session, review_id, Act.APPROVE, text)


def sign(session: Session, review_id: int, text: str = "") -> Review:
    """Sign off what was approved."""
    return _plain(session, review_id, Act.SIGN, text)


def mark_sent(session: Session, review_id: int, text: str = "") -> Review:
    """Note that what was signed off has left the office."""
    return _plain(session, review_id, Act.SEND, text)


def unlock(session: Session, review_id: int, reason: str) -> Review:
    """Open approved work for changes again; it starts over as a draft. Raises RefusedError without a reason."""
    return _plain(session, review_id, Act.UNLOCK, reason)


def _plain(session: Session, review_id: int, act: Act, text: str) -> Review:
    with session.unit(ACT_TITLES[act], text, Permission.REVIEW) as unit:
        review = _current(unit, review_id)
        _take(session, unit, review, act, text, {})
        return _current(unit, review_id)


def return_with(session: Session, review_id: int, findings: Sequence[NewFinding], text: str = "") -> Review:
    """Return work with findings, each of which must be answered before it comes back.

    Raises RefusedError without any finding or text, or for a finding that points at nothing.
    """
    if not findings and not text.strip():
        raise RefusedError("请写明退回的意见", "至少写一条意见，经办人才知道改什么。")
    listed = findings or [NewFinding(text.strip())]
    with session.unit(ACT_TITLES[Act.RETURN], text, Permission.REVIEW) as unit:
        review = _current(unit, review_id)
        step_id = _take(session, unit, review, Act.RETURN, text, {})
        for one in listed:
            books.add(unit, books.REVIEW_FINDING, _finding_row(unit, review, step_id, one))
        drafts.drop(unit, session.person, FINDINGS, review_id)
        return _current(unit, review_id)


def _finding_row(unit: Unit, review: Review, step_id: int, one: NewFinding) -> dict[str, Value]:
    kind, record_id = (one.kind, one.record_id) if one.kind else (review.subject_kind, review.subject_id)
    if not one.text.strip():
        raise RefusedError("意见是空的", "请写明每条意见的内容。")
    if one.code not in FINDING_CODES:
        raise RefusedError("没有这类意见", f"可用的类别：{'、'.join(FINDING_CODES.values())}。")
    if one.kind and one.kind in KINDS:
        if record_id is None or not reviews.exists(unit.conn, one.kind, record_id):
            raise RefusedError("意见指向的记录不存在", "它可能刚被删除，请刷新后重写这条意见。")
        if one.field and one.field.partition(":")[0] not in KINDS[one.kind].fields:
            raise RefusedError("意见指向的字段不存在", f"{KINDS[one.kind].title}没有“{one.field}”这个字段。")
    return {
        "review_id": review.id, "step_id": step_id, "kind": kind, "record_id": record_id, "field": one.field or None,
        "code": one.code, "text": one.text.strip(), "clause": one.clause or None, "outcome": "open",
    }  # fmt: skip


def answer_finding(session: Session, finding_id: int, outcome: str, text: str = "") -> None:
    """Answer one finding of returned work: 'fixed', or 'explained' with a text. Answering again replaces the answer.

    Raises RefusedError, NotPermittedError.
    """
    if outcome not in OUTCOMES or outcome == "open":
        raise RefusedError("答复不明确", "请选择已改正或已说明。")
    if outcome == "explained" and not text.strip():
        raise RefusedError("请写明说明", "没有改动的意见要写明理由，供审核人判断。")
    with session.unit(ACT_TITLES[Act.ANSWER], text, Permission.REVIEW) as unit:
        finding = reviews.finding(unit.conn, finding_id)
        if finding is None:
            raise RefusedError("没有这条意见", "请刷新后重试。")
        _permitted(session, _current(unit, finding.review_id), Act.ANSWER, text)
        changes: dict[str, Value] = {
            "outcome": outcome, "answer": text.strip() or None, "answered_by": unit.actor, "answered_at": unit.now,
        }  # fmt: skip
        books.change(unit, books.REVIEW_FINDING, finding_id, changes)


# ----- reading


def findings(session: Session, review_id: int) -> list[Finding]:
    """The findings of a review, oldest first."""
    return reviews.findings(session.store.conn, review_id)


def steps(session: Session, review_id: int) -> list[StepTaken]:
    """The steps of a review, oldest first."""
    return reviews.steps(session.store, review_id)


def states(session: Session, kind: str, ids: Iterable[int]) -> dict[int, State]:
    """Subject id → state, for lists; what was never submitted is left out."""
    return reviews.states(session.store, kind, ids)
