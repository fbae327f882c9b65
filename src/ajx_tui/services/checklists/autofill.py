"""Figures that the program fills in: counts and rates of the packs, limited to what the checklist is about.

A figure is of the end of the period (of the given day while that lies ahead). Every value keeps the ids of its records
and the state of the data it was read from, so that in two years it can still be walked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.policy.guard import QueryRefused
from ajx_tui.policy.rules import Rules
from ajx_tui.progress import Job, Progress
from ajx_tui.services import figures, packs, review
from ajx_tui.services.checklists import reading
from ajx_tui.services.checklists.model import Item, Sheet, to_ranges
from ajx_tui.services.checklists.scopes import TARGETS, Scope
from ajx_tui.services.figures import Figures
from ajx_tui.services.session import Session
from ajx_tui.store import related
from ajx_tui.store.database import Store
from ajx_tui.store.locks import locked

POINT = KINDS["checklist_item"]
NO_VALUE = "—"
_SECONDS = 60.0
"""Only what never ends is stopped."""
TRIES = 3
"""How often filling starts again when somebody saves meanwhile."""
_WORDS: Mapping[str, str] = {
    "enterprise": "户", "insured_object": "个", "policy": "份", "visit": "次", "hazard": "条", "claim": "起",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One figure: what is shown, and the records behind it (of a rate: those of numerator and denominator)."""

    text: str
    kind: str = ""
    ids: tuple[int, ...] = ()
    base_kind: str = ""
    base_ids: tuple[int, ...] = ()


class Days:
    """The county's figures at the end of a period and on its eve, all of one state of the data.

    Raises AjxError when they can't be read.
    """

    def __init__(self, store: Store, start: date, end: date) -> None:
        self.store, self.end = store, end
        self.before, self.at = figures.series(store, [start - timedelta(days=1), end], (), cut=False)
        self._amounts: dict[str, Mapping[int, int]] = {}

    @property
    def rules(self) -> Rules:
        """The rules the figures are read by."""
        return self.at.rules

    @property
    def revision(self) -> int:
        """The state of the data."""
        return self.at.revision

    def amounts(self, name: str) -> Mapping[int, int]:
        """Record id → amount of a figure that has amounts, for the whole county."""
        if name not in self._amounts:
            self._amounts[name] = self._read_amounts(name)
        return self._amounts[name]

    def _read_amounts(self, name: str) -> Mapping[int, int]:
        text = self.rules.amounts(name)
        if not text:
            return {}
        try:
            rows = packs.guard(self.store).rows(text, self.rules.bindings(text, self.at.as_of), _SECONDS)
        except QueryRefused as refused:
            raise AjxError("数据没有填写", f"政策包的查询出错：{refused.text}") from refused
        return {row[0]: int(row[1] or 0) for row in rows}


def last_day(start: date, end: date, today: date) -> date:
    """The day that figures of a period are of: its end, today while that lies ahead."""
    return max(start, min(end, today))


class Scoped:
    """The figures of one township, department, enterprise or object."""

    def __init__(self, days: Days, scope: Scope) -> None:
        self._days, self._scope, self.rules = days, scope, days.rules

    def stored(self, item: Item) -> Values:
        """What a point keeps of its figure: the value, the records behind it, the day and the state of the data."""
        value = self.value(item.figure, item.span)
        return {
            "figure_value": value.text, "figure_kind": value.kind or None,
            "figure_ids": to_ranges(value.ids) or None, "base_kind": value.base_kind or None,
            "base_ids": to_ranges(value.base_ids) or None, "figure_on": self._days.end.isoformat(),
            "revision": self._days.revision if value.kind else None,
        }  # fmt: skip

    def value(self, name: str, span: str) -> Value:
        """A figure or indicator by name; '—' for what the packs in force do not know or can't be told apart here."""
        if name in self.rules.indicators:
            return self._rate(name, span)
        if name not in self.rules.figures:
            return Value(NO_VALUE)
        found = self._members(name, span)
        kind = self.rules.kind_of(name)
        if found is None:
            return Value(NO_VALUE)
        text = f"{len(found)}{_WORDS.get(kind, '条')}"
        unit = self.rules.figures[name].amount
        if unit:
            total = sum(found.values())
            text += f"，{money_text(total)}元" if unit == "元" else f"，{total}{unit}"
        return Value(text, kind, tuple(found))

    def _rate(self, name: str, span: str) -> Value:
        rule = self.rules.indicators[name]
        numbers, names, members = [], [], []
        for side in (rule.numerator, rule.denominator):
            figure = side.removesuffix(".amount")
            found = self._members(figure, span)
            if found is None:
                return Value(NO_VALUE)
            numbers.append(sum(found.values()) if side != figure else len(found))
            names.append(figure)
            members.append(tuple(found))
        rate = Rate(numbers[0], numbers[1], "%" if rule.shown == "percent" else rule.unit)
        money = any(self.rules.figures[n].amount == "元" for n in names)
        text = rate.text if money or not numbers[1] else f"{rate.text}（{numbers[0]}/{numbers[1]}）"
        kinds = [self.rules.kind_of(n) for n in names]
        return Value(text, kinds[0], members[0], kinds[1], members[1])

    def _members(self, name: str, span: str) -> dict[int, int] | None:
        """Record id → amount of a figure within the scope; None when its records can't be told apart by scope."""
        now = self._ids(self._days.at, name)
        if now is None:
            return None
        if span == "period":
            now -= self._ids(self._days.before, name) or set()
        amounts = self._days.amounts(name)
        return {i: amounts.get(i, 0) for i in sorted(now)}

    def _ids(self, found: Figures, name: str) -> set[int] | None:
        if self._scope.type in ("township", "department"):
            return set(found.ids(name, self._scope.type, self._scope.value).ids)
        own = self._own.get(self.rules.kind_of(name))
        return None if own is None else own & set(found.ids(name).ids)

    @cached_property
    def _own(self) -> Mapping[str, set[int]]:
        """Kind → the records of the enterprise or the object the list is about."""
        top, record_id = TARGETS[self._scope.type], int(self._scope.value)
        made: dict[str, set[int]] = {top: {record_id}}
        for name in {self.rules.kind_of(figure) for figure in self.rules.figures} - {top}:
            path = _path(name, top)
            if path:
                made[name] = set(related.ids_below(self._days.store, KINDS[name], path, record_id))
        return made


def _path(kind: str, top: str) -> tuple[str, ...] | None:
    """The references that lead from a kind up to the enterprise or the insured object."""
    if top == "enterprise":
        return related.path_up(kind, "enterprise")
    above = related.path_up(kind, "policy")
    return (*above, "object_id") if above is not None else None


def autofill(session: Session, checklist_id: int, today: date | None = None) -> Job[int]:
    """Fill in every figure of a checklist; returns how many points changed.

    Raises RefusedError when it is gone or locked, AjxError when the figures can't be read.
    """
    about = reading.sheet(session, checklist_id)
    if review.is_locked(session, "checklist", checklist_id):
        raise locked(about.head.name, about.head.state)
    wanted = [p for p in about.points if p.item.figure]
    start, end = date.fromisoformat(about.head.period_from), date.fromisoformat(about.head.period_to)
    end = last_day(start, end, today or session.today())
    for attempt in range(TRIES):
        changes: list[tuple[int, Values]] = []
        days = Days(session.store, start, end)
        try:
            scoped = Scoped(days, scope_of(about))
            for done, point in enumerate(wanted):
                yield Progress(done, len(wanted), f"填写 {point.item.code} {point.figure_title}")
                changes.append((point.id, scoped.stored(point.item)))
        except AjxError:
            if attempt == TRIES - 1 or session.store.revision() == days.revision:
                raise
            continue
        return _write(session, checklist_id, changes)
    raise RefusedError(*MOVING)


MOVING = "数据正在变动", "填写期间一直有新的登记或修改，请稍后再填。"


def scope_of(about: Sheet) -> Scope:
    """What a checklist is about."""
    ids = {"department": about.department_id, "enterprise": about.enterprise_id, "project": about.object_id}
    return Scope(about.head.scope, ids.get(about.head.scope, about.township))


def _write(session: Session, checklist_id: int, changes: Iterable[tuple[int, Values]]) -> int:
    """Write what differs; a newer state of the data alone is no change."""
    from ajx_tui.store import records

    listed = list(changes)
    before = records.get_many(session.store, POINT, [i for i, _ in listed])
    real = [
        (i, values)
        for i, values in listed
        if i in before and any(before[i][n] != v for n, v in values.items() if n != "revision")
    ]
    if real:
        with session.unit("填写清单数据") as unit:
            unit.update_many(POINT, real)
    return len(real)
