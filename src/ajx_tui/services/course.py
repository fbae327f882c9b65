"""Where a record stands in its course on a day: steps, clocks and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ajx_tui.domain.clockwork import Holder
from ajx_tui.domain.course import Line, State, course, following
from ajx_tui.domain.courses import COURSES, HAZARDS
from ajx_tui.domain.escalation import NEXT_STEPS, STAGE_TITLES, Stage, stage
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.services import clocks
from ajx_tui.services.clocks import HOLDER_TITLES
from ajx_tui.services.session import Session
from ajx_tui.store import records

_ENDS: Mapping[str, tuple[str, ...]] = {
    "enforcement_case": ("closed_on",), "hazard": ("verified_on",), "claim": ("settled_on", "refused_on"),
    "lead": ("closed_on",), "breach": ("closed_on",), "problem": ("closed_on",), "visit": ("archived_on",),
}  # fmt: skip
"""Kind → the fields of which one ends its course: what is still open then needs no more doing."""


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one record. `next_text` says in a sentence what comes next, empty when nothing does."""

    kind: str
    record_id: int
    as_of: date
    lines: tuple[Line, ...]
    next: Line | None
    next_text: str

    def as_json(self) -> list[dict[str, Any]]:
        """The steps as plain values."""
        return [
            {"step": line.title, "field": line.field, "done": line.done or None, "state": line.state.value,
             "state_text": line.state_text(self.as_of),
             "due": line.due.due.isoformat() if line.due else None,
             "days_left": line.due.days_left(self.as_of) if line.due else None,
             "clause": line.clause, "holder": HOLDER_TITLES[line.holder], "note": line.note}
            for line in self.lines
        ]  # fmt: skip


def of_record(session: Session, kind: str, record_id: int, as_of: date) -> Course | None:
    """The course of a record on a day; None for a kind without steps or a record that is gone."""
    store = session.store
    stored = records.get(store, KINDS[kind], record_id) if kind in COURSES else None
    if stored is None:
        return None
    values: dict[str, Value] = dict(stored)
    if kind == "visit":
        values[HAZARDS] = len(records.ids_where(store, KINDS["hazard"], "visit_id", record_id))
    dues = clocks.of_record(session, kind, record_id, as_of)
    lines = course(KINDS[kind], COURSES[kind], values, dues, as_of, clocks.terms(store, as_of))
    over = any(values.get(name) is not None and str(values[name]) <= as_of.isoformat() for name in _ENDS.get(kind, ()))
    coming = None if over else following(lines)
    told = _hazard_text(values, as_of) if kind == "hazard" else _next_text(coming, as_of)
    return Course(kind, record_id, as_of, lines, coming, told)


def _next_text(line: Line | None, as_of: date) -> str:
    if line is None:
        return ""
    when = ""
    if line.due is not None and line.state in (State.RUNNING, State.OVERDUE):
        when = f"，{line.due.due.isoformat()} 前（{line.state_text(as_of)}）"
    who = "" if line.holder is Holder.OFFICE else f"督促{HOLDER_TITLES[line.holder]}"
    return f"下一步：{who}{line.title}{when}"


def _hazard_text(values: Mapping[str, Value], as_of: date) -> str:
    reached = stage(values, as_of)
    ahead = NEXT_STEPS[reached]
    return f"{STAGE_TITLES[reached]}。下一步：{ahead}" if ahead and reached is not Stage.VERIFIED else ""
