"""Filling a checklist in: answers, evidence, files, and handing it to review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ajx_tui.domain.record import Problem, Values, check
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import Job
from ajx_tui.services import attachments, review
from ajx_tui.services.checklists import reading
from ajx_tui.services.checklists.model import Point, Sheet
from ajx_tui.services.records import InvalidRecord
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.locks import locked
from ajx_tui.store.reviews import Review

POINT, EVIDENCE = KINDS["checklist_item"], KINDS["checklist_evidence"]
ANSWER_FIELDS = ("answer", "remark")
Answers = Mapping[str, Mapping[str, object]]
"""Number of a point → 'answer' (符合, 不符合, 不适用, √, ×, 1, 2, 3) and/or 'remark'; empty takes an answer back."""
_TOLD = 12


def fill(session: Session, checklist_id: int, answers: Answers, intention: str = "填写清单") -> int:
    """Answer points of a checklist; returns how many changed. All or nothing.

    Raises InvalidRecord naming every point that can't be read, RefusedError for unknown points and locked lists.
    """
    about = reading.sheet(session, checklist_id)
    changes = read_answers(about, answers)
    real = [(i, v) for i, v in changes if _differs(about, i, v)]
    if real:
        with session.unit(intention) as unit:
            unit.update_many(POINT, real)
    return len(real)


def _differs(about: Sheet, point_id: int, values: Values) -> bool:
    point = next(p for p in about.points if p.id == point_id)
    return any((getattr(point, name) or None) != value for name, value in values.items())


def read_answers(about: Sheet, answers: Answers) -> list[tuple[int, Values]]:
    """Point id → stored values. Raises InvalidRecord with every problem at once."""
    changes: list[tuple[int, Values]] = []
    problems: list[Problem] = []
    for code, raw in answers.items():
        point = about.point(code)
        if point is None:
            problems.append(Problem("code", f"没有编号为{code}的检查项"))
            continue
        given = {name: value for name, value in raw.items() if name in ANSWER_FIELDS}
        read = check(POINT, given)
        problems += [Problem(p.field, f"{code}：{p.text}") for p in read.refused if p.field in given]
        changes.append((point.id, {name: read.values[name] for name in given}))
    if problems:
        raise InvalidRecord(KINDS["checklist"], tuple(problems))
    return changes


# ----- evidence


def _point(session: Session, checklist_id: int, code: str) -> Point:
    about = reading.sheet(session, checklist_id)
    if not about.head.editable:
        raise locked(about.head.name, about.head.state)
    point = about.point(code)
    if point is None:
        raise RefusedError("没有这个检查项", f"清单 {about.head.number} 没有编号为{code}的检查项。")
    return point


def add_evidence(session: Session, checklist_id: int, code: str, kind: str, record_id: int, note: str = "") -> int:
    """Name a record as evidence of a point; returns the evidence's id.

    Raises RefusedError when the record is gone or named already, or the list is locked.
    """
    point = _point(session, checklist_id, code)
    if kind not in KINDS or records.get(session.store, KINDS[kind], record_id) is None:
        raise RefusedError("佐证记录不存在", "它可能刚被删除，请重新选择。")
    if any(p.kind == kind and p.record_id == record_id for p in point.proofs):
        raise RefusedError("已是佐证", "这条记录已经是该检查项的佐证，不必再加。")
    values: Values = {
        "checklist_id": checklist_id, "item_id": point.id, "record_kind": kind, "record_id": record_id,
        "note": note.strip()[:200] or None,
    }  # fmt: skip
    with session.unit("添加清单佐证") as unit:
        return unit.insert(EVIDENCE, values)


def attach(session: Session, checklist_id: int, code: str, path: Path, note: str = "") -> Job[int]:
    """Attach a copy of a file to a point; returns the attachment's id. Raises as `attachments.add`, and when locked."""
    point = _point(session, checklist_id, code)
    return (yield from attachments.add(session, POINT.name, point.id, path, note))


def remove_evidence(session: Session, checklist_id: int, code: str, kind: str, proof_id: int, reason: str) -> None:
    """Take evidence off a point: `kind` 'attachment' for a file, else the record kind. Raises RefusedError."""
    point = _point(session, checklist_id, code)
    if not any(p.id == proof_id and p.kind == kind for p in point.proofs):
        raise RefusedError("没有这条佐证", "它可能刚被移除，请刷新。")
    if kind == "attachment":
        attachments.remove(session, proof_id, reason)
        return
    if not reason.strip():
        raise RefusedError("请写明移除原因", "原因会记入历史，供日后核查。")
    with session.unit("移除清单佐证", reason.strip()) as unit:
        unit.delete(EVIDENCE, proof_id, reason.strip())


# ----- review


def left_to_do(about: Sheet) -> list[str]:
    """What keeps a checklist from being submitted, in words; empty when nothing does."""
    told = []
    if about.missing:
        told.append(f"还有 {len(about.missing)} 项没有结论（{_codes(about.missing)}）")
    if about.unexplained:
        told.append(f"{len(about.unexplained)} 项不符合或不适用的没有写明情况（{_codes(about.unexplained)}）")
    return told


def _codes(points: Sequence[Point]) -> str:
    shown = "、".join(p.item.code for p in points[:_TOLD])
    return f"{shown}等" if len(points) > _TOLD else shown


def finish(session: Session, checklist_id: int, note: str = "") -> Review:
    """Submit a complete checklist to review; it is locked then.

    Raises RefusedError naming the points that are not answered or explained, NotPermittedError for the wrong role.
    """
    about = reading.sheet(session, checklist_id)
    left = left_to_do(about)
    if left:
        raise RefusedError("清单还没有填完", f"{'；'.join(left)}。")
    return review.submit(session, "checklist", checklist_id, about.head.name, note)
