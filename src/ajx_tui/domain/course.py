"""The course of a record: its steps in order, what each must meet, where it stands on a day, and what comes next.

Pure functions over the declarations of `domain.courses`; the clocks come from `domain.clocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ajx_tui.domain.clockwork import Due, Holder, Terms
from ajx_tui.domain.fields import Choice, Flag, Value
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind

When = Callable[[Mapping[str, Value]], bool]


def _always(_values: Mapping[str, Value]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course. `field` says that it was done: a day, or a value that says so.

    `clocks` are the names of the clocks it meets; `since` tells from when the first of them runs, for a clock that has
    not begun. `when` says whether the step belongs to the course of these values; `needed` false marks what may stay
    undone. `clause` is the field's own when empty.
    """

    field: str
    title: str
    clocks: tuple[str, ...] = ()
    since: str = ""
    when: When = _always
    needed: bool = True
    clause: str = ""
    help: str = ""
    holder: Holder = Holder.OFFICE


class State(StrEnum):
    """Where a step stands."""

    DONE = "done"
    DONE_LATE = "done_late"
    RUNNING = "running"
    OVERDUE = "overdue"
    OPEN = "open"
    AHEAD = "ahead"
    MAY = "may"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Line:
    """One step on a day. `done` is the day it was done or the value that says so, empty while it is not."""

    field: str
    title: str
    done: str
    due: Due | None
    state: State
    clause: str
    holder: Holder
    note: str

    def state_text(self, as_of: date) -> str:
        """Where it stands, in Chinese."""
        if self.due is not None and self.state in (State.RUNNING, State.OVERDUE, State.DONE_LATE):
            days = self.due.days_left(as_of)
            if self.state is State.DONE_LATE:
                late = (date.fromisoformat(self.done) - self.due.due).days if self.done[:4].isdecimal() else 0
                return f"迟{late}天" if late > 0 else "逾期"
            if self.state is State.OVERDUE:
                return f"逾期{-days}天"
            return "今天到期" if not days else f"还有{days}天"
        return _PLAIN[self.state]


_PLAIN: Mapping[State, str] = {
    State.DONE: "已办", State.OPEN: "待办", State.AHEAD: "未起算", State.MAY: "", State.LAPSED: "期满未提出",
    State.RUNNING: "进行中", State.OVERDUE: "逾期", State.DONE_LATE: "逾期办理",
}  # fmt: skip


def course(
    kind: Kind, steps: Sequence[Step], values: Mapping[str, Value], dues: Sequence[Due], as_of: date, terms: Terms
) -> tuple[Line, ...]:
    """The steps that belong to the course of a record, or were done anyway, with their clocks."""
    made = []
    for step in steps:
        own = [due for due in dues if due.name in step.clocks]
        done = _done(kind, step.field, values)
        if not (step.when(values) or done or own):
            continue
        due = next((d for d in own if d.open(as_of)), own[-1] if own else None)
        state = _state(step, done, due, as_of)
        made.append(_line(kind, step, done, due, state, terms))
    return tuple(made)


def _done(kind: Kind, field: str, values: Mapping[str, Value]) -> str:
    """The day of a step, or what its field says; empty when nothing does."""
    value, spec = values.get(field), kind.fields[field]
    if value is None or (isinstance(spec, Flag) and not value):
        return ""
    if isinstance(spec, Day):
        return str(value)
    return spec.show(value) if isinstance(spec, Choice | Flag) else "已填"


def _state(step: Step, done: str, due: Due | None, as_of: date) -> State:
    if done:
        late = due is not None and due.done_on is not None and due.late(as_of)
        return State.DONE_LATE if late else State.DONE
    if due is not None and due.done_on is None:
        if due.holder is Holder.RIGHT:
            return State.RUNNING if due.due >= as_of else State.LAPSED
        return State.OVERDUE if due.due < as_of else State.RUNNING
    if not step.needed or due is not None:
        return State.MAY  # A clock that was met otherwise no longer asks for the step.
    return State.AHEAD if step.clocks and due is None else State.OPEN


def _line(kind: Kind, step: Step, done: str, due: Due | None, state: State, terms: Terms) -> Line:
    spec = kind.fields[step.field]
    clause = (due.clause if due is not None else step.clause or spec.clause).replace("法 第", "法第")
    parts = [step.help or spec.help]
    term = terms.get(step.clocks[0]) if step.clocks else None
    if due is None and step.since and term is not None:
        parts.append(f"期限：自{step.since}起{term.count}{term.unit}内")
    if due is not None and due.note:
        parts.append(due.note)
    holder = due.holder if due is not None else step.holder
    return Line(step.field, step.title, done, due, state, clause, holder, "。".join(p.rstrip("。") for p in parts if p))


def following(lines: Sequence[Line]) -> Line | None:
    """What to do next: what is overdue for longest, else the office's first step that waits, else that of others.

    None when nothing waits.
    """
    overdue = [line for line in lines if line.state is State.OVERDUE and line.due is not None]
    if overdue:
        return min(overdue, key=lambda line: line.due.due if line.due is not None else date.max)
    states = (State.OPEN, State.AHEAD, State.RUNNING)
    waiting = [line for line in lines if line.state in states and line.holder is not Holder.RIGHT]
    return next((line for line in waiting if line.holder is Holder.OFFICE), waiting[0] if waiting else None)
