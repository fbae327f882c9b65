"""Recording a prevention visit together with the hazards it found, as one intention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ajx_tui.domain.record import Checked, Problem, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.records import examine
from ajx_tui.services.session import Session
from ajx_tui.store import drafts
from ajx_tui.store.unit import Unit


class InvalidVisit(RefusedError):
    """Nothing was saved: `visit` are the problems of the visit, `hazards` those of each hazard by its place."""

    def __init__(self, visit: tuple[Problem, ...], hazards: Mapping[int, tuple[Problem, ...]]) -> None:
        lines = [p.text for p in visit]
        lines += [f"隐患{place + 1}：{p.text}" for place, found in hazards.items() for p in found]
        super().__init__("服务记录未保存", "；".join(lines))
        self.visit = visit
        self.hazards = hazards


@dataclass(frozen=True, slots=True)
class VisitSaved:
    """What was written: the visit, its hazards, and what the clerk should still look at."""

    id: int
    hazards: tuple[int, ...]
    warnings: tuple[Problem, ...]


def record_visit(
    session: Session, raw: Mapping[str, object], hazards: Sequence[Mapping[str, object]] = ()
) -> VisitSaved:
    """Save a new visit and its hazards in one transaction.

    A hazard without a day of its own was found on the day of the visit. Raises InvalidVisit with every problem of
    the visit and of all hazards, RefusedError when the number of the visit is taken.
    """
    visit = examine(session, KINDS["visit"], raw)
    found = [_examined(session, each, visit.values) for each in hazards]
    wrong = {place: checked.refused for place, checked in enumerate(found) if checked.refused}
    if visit.refused or wrong:
        raise InvalidVisit(visit.refused, wrong)
    _number_alike([checked.values for checked in found])
    with session.unit("登记服务记录") as unit:
        visit_id = unit.insert(KINDS["visit"], visit.values)
        ids = _insert(unit, visit_id, found)
        drafts.drop(unit, session.person, "visit", drafts.NEW)
    warnings = visit.warnings + tuple(w for checked in found for w in checked.warnings)
    return VisitSaved(visit_id, ids, warnings)


def _examined(session: Session, raw: Mapping[str, object], visit: Values) -> Checked:
    """A hazard read before its visit exists."""
    day = visit.get("visited_on")
    filled = dict(raw) if raw.get("found_on") or day is None else {**raw, "found_on": day}
    checked = examine(session, KINDS["hazard"], filled)
    return Checked(checked.values, tuple(p for p in checked.problems if p.field != "visit_id"))


def _number_alike(rows: Sequence[Values]) -> None:
    """Hazards of one visit with the same words are told apart by their number."""
    seen: Counter[object] = Counter()
    for values in rows:
        seen[values.get("description")] += 1
        values["occurrence"] = seen[values.get("description")]


def _insert(unit: Unit, visit_id: int, found: Sequence[Checked]) -> tuple[int, ...]:
    if not found:
        return ()
    return tuple(unit.insert_many(KINDS["hazard"], [{**c.values, "visit_id": visit_id} for c in found]))
