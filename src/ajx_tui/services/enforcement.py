"""Enforcement: the yearly plan drawn from who is due but uninsured, cases opened from it, penalties that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.fields import Value
from ajx_tui.domain.penalties import closure_days
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services import figures
from ajx_tui.services.records import save
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


def next_case_number(store: Store, year: int) -> str:
    """The number after the highest of the form ZF2027001 of a year; numbers of other forms don't count."""
    prefix = f"ZF{year}"
    taken = [
        int(number[len(prefix) :])
        for number in records.distinct(store, CASE, "number", limit=1_000_000)
        if number.startswith(prefix) and number[len(prefix) :].isdecimal()
    ]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def open_case(session: Session, item_id: int, day: date) -> int:
    """Open a case for a planned inspection on the day of the finding, and link the two; returns the case's id.

    Raises RefusedError when the item is gone or has a case already.
    """
    item = records.get(session.store, ITEM, item_id)
    if item is None:
        raise RefusedError("没有立案", "这一项执法计划已不存在，请刷新。")
    if item["case_id"] is not None:
        raise RefusedError("没有重复立案", "这一项执法计划已经立案，请打开原案件。")
    uninsured = item["reason"] == UNINSURED
    values: dict[str, object] = {
        "number": next_case_number(session.store, day.year),
        "enterprise_id": item["enterprise_id"],
        "object_id": item["object_id"],
        "cause": "uninsured" if uninsured else "other",
        "basis": "《中华人民共和国安全生产法》第五十一条第二款、第一百零九条" if uninsured else None,
        "department_id": item["department_id"],
        "found_on": day,
    }
    case_id = save(session, CASE, values).id
    linked: Values = {"case_id": case_id, "state": "case", "inspected_on": day.isoformat()}
    with session.unit("执法计划转立案") as unit:
        unit.update(ITEM, item_id, linked)
    return case_id


@dataclass(frozen=True, slots=True)
class ClosureRequest:
    """An enterprise for which closure is to be requested: its penalties that count, and its open major hazards."""

    enterprise_id: int
    name: str
    cases: tuple[int, ...]
    days: tuple[date, ...]
    hazards: tuple[int, ...]


def closure_requests(session: Session, as_of: date) -> list[ClosureRequest]:
    """Enterprises with a major hazard unresolved and three penalties in 180 days or four in a year.

    安全生产法 Art. 113(1). Each is a matter for the head of the office, not a conclusion of the program.
    """
    store = session.store
    query = ListQuery(
        CASE.name,
        conditions=(Condition("decision", "in", _PENALTIES), Condition("decided_on", "≤", as_of.isoformat())),
    )
    cases: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for case_id, values in records.get_many(store, CASE, lists.all_ids(store, query)).items():
        cases[int(values["enterprise_id"] or 0)].append((date.fromisoformat(str(values["decided_on"])), case_id))
    hazards = _open_major(store, as_of) if cases else {}
    names = records.labels(store, ENTERPRISE, cases)
    found = []
    for firm, decided in cases.items():
        days = closure_days([day for day, _ in decided], as_of)
        if days and firm in hazards:
            counted = tuple(case_id for day, case_id in sorted(decided) if days[0] <= day <= days[-1])
            found.append(ClosureRequest(firm, names[firm], counted, days, tuple(hazards[firm])))
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
