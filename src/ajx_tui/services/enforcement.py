"""Enforcement: the yearly plan drawn from who is due but uninsured, and penalties that add up to a closure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.penalties import ClosureRule, closure_days
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import UsageError
from ajx_tui.policy.clause import Clause
from ajx_tui.services import clocks, figures, packs
from ajx_tui.services.session import Session
from ajx_tui.store import lists, raw, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

ITEM, CASE, OBJECT, ENTERPRISE = (
    KINDS[name] for name in ("enforcement_plan_item", "enforcement_case", "insured_object", "enterprise")
)
UNINSURED = "应保未保"
_RISK_ORDER: Mapping[Value, int] = {"high": 0, "medium": 1, "low": 2, None: 3}
_PENALTIES = ("fine", "warning", "stop")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing the plan did. `kept` were in the plan already, `removed` a person had taken out before."""

    added: tuple[int, ...]
    kept: int
    removed: int
    cleared: tuple[int, ...]


def draw_plan(session: Session, year: int, as_of: date, months: Sequence[int] = tuple(range(1, 13))) -> Drawn:
    """Put every object that is due but uninsured on `as_of` into the enforcement plan of `year` (seed 四（二）).

    Drawing again adds only what is new and marks as cleared what is insured since; what a person changed stays, what a
    person took out stays out. Higher risks come in earlier months, evenly over `months`. Raises UsageError for a month
    that is none.
    """
    if not months or not all(1 <= m <= 12 for m in months):
        raise UsageError("月份不对", "计划月份应是 1 到 12 之间的数。")
    store = session.store
    found = figures.figures(store, as_of, ("uninsured",))
    uninsured = found.ids("uninsured").ids
    present, taken_out = _in_plan(store, year)
    cleared = _insured_since(store, present, set(uninsured))
    new = [i for i in uninsured if i not in present and i not in taken_out]
    with session.unit(f"按应保未保编制{year}年执法计划") as unit:
        ids = unit.insert_many(ITEM, _items(store, new, year, months, found.leads)) if new else range(0)
        unit.update_many(ITEM, [(i, {"state": "cleared"}) for i in cleared])
    kept = sum(i in present for i in uninsured)
    return Drawn(tuple(ids), kept, sum(i in taken_out for i in uninsured), tuple(cleared))


def _in_plan(store: Store, year: int) -> tuple[dict[int, int], set[int]]:
    """Object → its live item of the year, and the objects that a person took out of it."""
    by_state: list[dict[int, int]] = []
    for deleted in (False, True):
        query = ListQuery(ITEM.name, conditions=(Condition("year", "=", year),), deleted=deleted)
        objects = raw.column(store, ITEM, "object_id", lists.all_ids(store, query))
        by_state.append({int(object_id): item for item, object_id in objects.items() if object_id is not None})
    live, gone = by_state
    return live, set(gone) - set(live)


def _insured_since(store: Store, present: Mapping[int, int], uninsured: set[int]) -> list[int]:
    """Items still planned for being uninsured whose object no longer is."""
    items = records.get_many(store, ITEM, present.values())
    return [
        item for object_id, item in present.items()
        if object_id not in uninsured and items[item]["state"] == "planned" and items[item]["reason"] == UNINSURED
    ]  # fmt: skip


def _items(
    store: Store, objects: Sequence[int], year: int, months: Sequence[int], leads: Mapping[int, tuple[int, ...]]
) -> list[Values]:
    """The items of new objects, spread over the months by risk."""
    things = records.get_many(store, OBJECT, objects)
    firms = records.get_many(store, ENTERPRISE, {int(o["enterprise_id"] or 0) for o in things.values()})

    def firm(object_id: int) -> Values:
        return firms[int(things[object_id]["enterprise_id"] or 0)]

    order = sorted(things, key=lambda i: (_RISK_ORDER.get(firm(i)["risk_level"], 3), i))
    made: list[Values] = []
    for place, object_id in enumerate(order):
        thing, owner = things[object_id], firm(object_id)
        sector = int(thing["sector_id"] or owner["sector_id"] or 0)
        department = owner["department_id"] or next(iter(leads.get(sector, ())), None)
        made.append(
            {"year": year, "enterprise_id": thing["enterprise_id"], "object_id": object_id, "reason": UNINSURED,
             "department_id": department, "month": sorted(months)[place * len(months) // len(order)],
             "state": "planned"}
        )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class ClosureRequest:
    """An enterprise for which closure is to be requested: its penalties that count, and its open major hazards.

    `fulfilled` is the count within a span that they reach, `clause` the article on which.
    """

    enterprise_id: int
    name: str
    cases: tuple[int, ...]
    days: tuple[date, ...]
    hazards: tuple[int, ...]
    fulfilled: str
    clause: Clause

    @property
    def text(self) -> str:
        """Why, in Chinese."""
        days = "、".join(day.isoformat() for day in self.days)
        return (
            f"{self.clause.short}：重大事故隐患 {len(self.hazards)} 条未整改，{self.fulfilled}受到处罚（{days}），"
            "提请地方人民政府予以关闭，由本机关负责人决定"
        )

    def as_json(self) -> dict[str, Any]:
        """The request as plain values."""
        return {"enterprise_id": self.enterprise_id, "enterprise": self.name, "cases": self.cases,
                "decided_on": [day.isoformat() for day in self.days], "hazards": self.hazards,
                "clause": self.clause.as_json(),
                "reason": self.text}  # fmt: skip


def closure_rule(store: Store, as_of: date) -> ClosureRule:
    """How many penalties within which span ask for closure, on a day. Raises AjxError when no pack says it."""
    day = as_of.isoformat()
    return ClosureRule(
        packs.parameter(store, "closure_short_count", day), clocks.term(store, "closure_short_span", as_of),
        packs.parameter(store, "closure_long_count", day), clocks.term(store, "closure_long_span", as_of),
    )  # fmt: skip


def closure_text(store: Store, as_of: date) -> str:
    """The rule of closure in a line, on its clause."""
    rule, clause = closure_rule(store, as_of), packs.clause(store, "closure_short_span", as_of.isoformat())
    return f"{clause.short}：{rule.text(rule.short_count)}或者{rule.text(rule.long_count)}"


def closure_request(session: Session, enterprise_id: int, as_of: date) -> ClosureRequest | None:
    """The request for one enterprise, None when its penalties and hazards don't ask for one."""
    return next(iter(closure_requests(session, as_of, enterprise_id)), None)


def closure_requests(session: Session, as_of: date, enterprise_id: int | None = None) -> list[ClosureRequest]:
    """Enterprises with a major hazard unresolved and as many penalties as the packs' rule of closure names.

    安全生产法 Art. 113(1). Each is a matter for the head of the office, not a conclusion of the program.
    `enterprise_id` limits the search to one.
    """
    store = session.store
    penal = [Condition("decision", "in", _PENALTIES), Condition("decided_on", "≤", as_of.isoformat())]
    if enterprise_id is not None:
        penal.append(Condition("enterprise_id", "=", enterprise_id))
    query = ListQuery(CASE.name, conditions=tuple(penal))
    cases: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for case_id, values in records.get_many(store, CASE, lists.all_ids(store, query)).items():
        cases[int(values["enterprise_id"] or 0)].append((date.fromisoformat(str(values["decided_on"])), case_id))
    hazards = _open_major(store, as_of) if cases else {}
    names = records.labels(store, ENTERPRISE, cases)
    rule, found = closure_rule(store, as_of), []
    clause = packs.clause(store, "closure_short_span", as_of.isoformat())
    for firm, decided in cases.items():
        days = closure_days([day for day, _ in decided], as_of, rule)
        if days and firm in hazards:
            counted = tuple(case_id for day, case_id in sorted(decided) if days[0] <= day <= days[-1])
            told = rule.text(len(days))
            found.append(ClosureRequest(firm, names[firm], counted, days, tuple(hazards[firm]), told, clause))
    return found


def _open_major(store: Store, as_of: date) -> dict[int, list[int]]:
    """Enterprise → its major hazards found and not rectified by a day."""
    day = as_of.isoformat()
    major = Condition("level", "=", "major")
    open_then = (Condition("found_on", "≤", day), Condition("rectified_on", "open", day))
    query = ListQuery("hazard", conditions=(major, *open_then))
    found: dict[int, list[int]] = defaultdict(list)
    for hazard_id, (firm, _) in related.enterprises_of(store, KINDS["hazard"], lists.all_ids(store, query)).items():
        found[firm].append(hazard_id)
    return found
