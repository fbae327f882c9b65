"""What is due when: the clocks of one record, and those of the whole database within some days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ajx_tui.domain.calendar import Calendar
from ajx_tui.domain.clocks import CLOCKS
from ajx_tui.domain.clockwork import BASES, TERMS, Cited, Clockwork, Due, Holder, Term, Terms
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.services import holidays, packs
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

HOLDER_TITLES: Mapping[Holder, str] = {
    Holder.OFFICE: "本单位",
    Holder.INSURER: "保险机构",
    Holder.ENTERPRISE: "企业",
    Holder.RIGHT: "当事人权利",
}
RUNNING: Mapping[str, tuple[Condition, ...]] = {
    "enforcement_case": (Condition("closed_on", "empty"),),
    "enforcement_paper": (Condition("met_on", "empty"), Condition("due_on", "filled")),
    "enforcement_plan_item": (Condition("state", "=", "planned"),),
    "claim": (Condition("settled_on", "empty"), Condition("settled", "empty")),
    "lead": (Condition("closed_on", "empty"),),
    "hazard": (Condition("rectified_on", "empty"),),
    "problem": (Condition("closed_on", "empty"),),
    "meeting": (Condition("done_on", "empty"), Condition("follow_up_on", "filled")),
    "insurer": (Condition("qualified_until", "filled"),),
    "service_body": (Condition("qualified_until", "filled"),),
    "commitment": (Condition("valid_until", "filled"),),
}
"""Kind → what its records with running clocks have in common. Return visits are only read when asked for."""
_FORGOTTEN: Mapping[str, tuple[str, str]] = {
    "insurer": ("qualified_until", "directory_kept_days"),
    "service_body": ("qualified_until", "directory_kept_days"),
    "commitment": ("valid_until", ""),
}
"""Entries that nobody renewed leave the list a parameter's days after their end (at once without one): they are no
longer used."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One clock of one record: a line of a list of what is due."""

    kind: str
    record_id: int
    label: str
    enterprise: str
    due: Due
    days_left: int
    late: bool

    @property
    def holder(self) -> str:
        """Who must act, in Chinese."""
        return HOLDER_TITLES[self.due.holder]


def terms(store: Store, as_of: date) -> Terms:
    """The lengths of the clocks on a day. Raises AjxError when the packs in force lack one."""
    return {name: term(store, name, as_of) for name in TERMS}


def term(store: Store, name: str, as_of: date) -> Term:
    """A parameter that is a length of time, on a day. Raises AjxError when the packs in force have none."""
    value = packs.parameter(store, name, as_of.isoformat())
    return Term(value, packs.rules(store).parameters[name].unit)


def late_rate(store: Store, as_of: date) -> int:
    """The surcharge on an unpaid fine per day, in hundredths of a percent. Raises AjxError when no pack has it."""
    return packs.parameter(store, "late_payment_rate", as_of.isoformat())


def cites(store: Store, as_of: date) -> Mapping[str, Cited]:
    """What each clock stands on, on a day."""
    rules, day = packs.rules(store), as_of.isoformat()
    found = {name: rules.clause(name, day) for name in (*TERMS, *BASES)}
    return {name: Cited(clause.short, clause.certainty) for name, clause in found.items() if clause is not None}


def of_record(session: Session, kind: str, record_id: int, as_of: date | None = None) -> list[Due]:
    """All clocks of one record, met and unmet; none for a kind without clocks or a record that is gone."""
    values = records.get(session.store, KINDS[kind], record_id)
    if values is None or kind not in CLOCKS:
        return []
    return _Reader(session.store, as_of or session.today()).dues(kind, values)


def within(session: Session, days: int, as_of: date | None = None, kinds: Iterable[str] | None = None) -> list[DueItem]:
    """What is overdue or falls due within `days` after `as_of`, soonest first.

    Without `kinds` all but return visits, which `visit` adds: they are many and the checks list those owed.
    """
    day = as_of or session.today()
    reader = _Reader(session.store, day)
    found: list[DueItem] = []
    for name in kinds if kinds is not None else RUNNING:
        found += _of_kind(session.store, reader, KINDS[name], day, days)
    return sorted(found, key=lambda item: (item.due.due, item.kind, item.record_id))


def running(session: Session, kind: str, ids: Iterable[int], as_of: date | None = None) -> list[DueItem]:
    """The clocks that still run, or ran out unmet, of some records of one kind; none for a kind without clocks."""
    day = as_of or session.today()
    if kind not in CLOCKS:
        return []
    return _items(session.store, _Reader(session.store, day), KINDS[kind], ids, day, None)


def _of_kind(store: Store, reader: _Reader, kind: Kind, day: date, days: int) -> list[DueItem]:
    ids = lists.all_ids(store, ListQuery(kind.name, conditions=_running(kind.name, day, days, reader)))
    return _items(store, reader, kind, ids, day, days)


def _items(store: Store, reader: _Reader, kind: Kind, ids: Iterable[int], day: date, days: int | None) -> list[DueItem]:
    """The open clocks of records, only those of the next `days` when given."""
    hits: list[tuple[int, Due]] = []
    for record_id, values in records.get_many(store, kind, ids).items():
        for due in reader.dues(kind.name, values):
            known = due.start <= day or kind.name == "enforcement_plan_item"
            if known and due.open(day) and (days is None or due.days_left(day) <= days):
                hits.append((record_id, due))
    wanted = list(dict.fromkeys(i for i, _ in hits))
    labels, owners = records.labels(store, kind, wanted), related.enterprises_of(store, kind, wanted)
    return [
        DueItem(kind.name, i, labels.get(i, ""), owners.get(i, (0, ""))[1], due, due.days_left(day), due.late(day))
        for i, due in hits
    ]


def _running(name: str, day: date, days: int, reader: _Reader) -> tuple[Condition, ...]:
    """The records worth reading. Visits are only looked at while their return visit may fall due in the span."""
    if name in _FORGOTTEN:
        field, kept = _FORGOTTEN[name]
        return (Condition(field, "≥", (day - timedelta(days=reader.number(kept) if kept else 0)).isoformat()),)
    if name != "visit":
        return RUNNING.get(name, ())
    latest = day + timedelta(days=days)
    begun = reader.terms["return_visit_days"].begin(latest, reader.calendar)
    first = begun - timedelta(days=reader.number("return_visit_kept_days"))
    return (Condition("returned_on", "empty"), Condition("visited_on", "≥", first.isoformat()))


class _Reader:
    """Clocks of many records on one day, with lengths, clauses and calendar read once."""

    def __init__(self, store: Store, as_of: date) -> None:
        self.store, self.as_of = store, as_of
        self.calendar: Calendar = holidays.calendar(store)
        self.terms, self._cites, self._rate = terms(store, as_of), cites(store, as_of), late_rate(store, as_of)

    def number(self, name: str) -> int:
        """A parameter on the day."""
        return packs.parameter(self.store, name, self.as_of.isoformat())

    def dues(self, kind: str, values: Values) -> list[Due]:
        """The clocks of one record."""
        return CLOCKS[kind](Clockwork(values, self.as_of, self.terms, self._rate, self._cites, self.calendar))
