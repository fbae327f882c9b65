"""Opening enforcement cases from what is found: prefilled, once, linked to where they came from (seed 四（二）).

A proposal says what the register shows; what it means in law is for the officers who sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ajx_tui.domain.citing import cite
from ajx_tui.domain.clockwork import day_of
from ajx_tui.domain.fields import Value
from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.policy.clause import Clause
from ajx_tui.services import checks, packs
from ajx_tui.services.records import InvalidRecord, Saved, examine
from ajx_tui.services.session import Session
from ajx_tui.store import drafts, lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.store.unit import Unit

CASE, ITEM, HAZARD, OBJECT, ENTERPRISE, LEAD = (
    KINDS[name]
    for name in ("enforcement_case", "enforcement_plan_item", "hazard", "insured_object", "enterprise", "lead")
)
SOURCES = ("insured_object", "enterprise", "hazard", "lead", "enforcement_plan_item", "policy", "visit")
"""Kinds of record that a case can be opened from."""
CAUSE_OF: Mapping[str, str] = {
    "uninsured": "uninsured", "headcount_short": "not_all_employees", "below_floor": "underinsured",
    "limit_differs": "underinsured", "premium_from_employees": "premium_on_employees",
    "hazard_overdue": "hazard", "hazard_order_overdue": "hazard",
    "sham_two_places": "sham_service", "sham_same_text": "sham_service", "sham_same_photo": "sham_service",
}  # fmt: skip
"""Check of the packs → cause of a case, gravest first."""
_LEAD_CAUSES = {"refusal": "refused_service", "uninsured": "uninsured", "employees": "premium_on_employees",
                "sham": "sham_service"}  # fmt: skip
_INSURING = ("uninsured", "not_all_employees", "underinsured")
_ISO_DAY = re.compile(r" ?\b(\d{4})-(\d\d)-(\d\d)\b ?")


@dataclass(frozen=True, slots=True)
class FineRange:
    """The fine that `clause` provides, in fen. `overdue` when the order's time limit passed uncorrected.

    `sure` is false for causes that the article does not name: whether it applies is for the office to decide.
    """

    least: int
    most: int
    overdue: bool
    sure: bool
    clause: Clause

    @property
    def text(self) -> str:
        """The range with its clause, in Chinese."""
        span = f"{money_text(self.least, '万元')}万元以上{money_text(self.most, '万元')}万元以下"
        when = "逾期未改正的，" if self.overdue else ""
        doubt = "" if self.sure else "；是否适用由本级认定"
        return f"{self.clause.short}：{when}处{span}罚款{doubt}"

    def holds(self, fine: int) -> bool:
        """Whether a fine in fen lies within the range."""
        return self.least <= fine <= self.most


def fine_range(store: Store, values: Mapping[str, Value], as_of: date) -> FineRange | None:
    """The fine provided for a case as it stands; None for other causes and where the packs have no amounts."""
    cause = values.get("cause")
    until, fixed, decided = (day_of(values, name) for name in ("order_due_on", "corrected_on", "decided_on"))
    overdue = until is not None and until < (fixed or as_of)
    rules, name = packs.rules(store), "fine_overdue_" if overdue else "fine_"
    day = (decided or as_of).isoformat()
    least, most = (
        rules.value(name + end, day) if name + end in rules.parameters else None for end in ("least", "most")
    )
    if cause not in _INSURING or least is None or most is None:
        return None
    return FineRange(least, most, overdue, cause == "uninsured", packs.clause(store, name + "least", day))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a new case starts with, where it comes from, and cases of the same cause that are still open."""

    source: tuple[str, int]
    values: Mapping[str, Value]
    fine: FineRange | None
    existing: Mapping[int, str] = field(default_factory=dict)


def propose(session: Session, kind: str, record_id: int, day: date, check: str = "") -> Proposal:
    """A new case on what a record shows on a day; `check` names the finding it is about.

    Raises RefusedError when the record is gone or belongs to no enterprise.
    """
    store = session.store
    source = (kind, record_id)
    if kind == ITEM.name:
        item = records.get(store, ITEM, record_id) or {}
        kind, record_id = OBJECT.name, int(item.get("object_id") or 0)
        if not record_id:
            kind, record_id = ENTERPRISE.name, int(item.get("enterprise_id") or 0)
    stored = records.get(store, KINDS[kind], record_id) if kind in KINDS else None
    owner = related.enterprises_of(store, KINDS[kind], [record_id]).get(record_id) if stored else None
    if stored is None or owner is None:
        raise RefusedError("不能立案", "这条记录已不存在，或者没有写明是哪家企业。")
    told = _told(session, kind, record_id, stored, owner[0], day, check)
    if told["facts"] is not None:
        told["facts"] = _ISO_DAY.sub(_as_written, str(told["facts"]))
    made: Values = {
        "number": next_number(store, day.year), "enterprise_id": owner[0], "found_on": day.isoformat(),
        "filed_on": day.isoformat(), **told,
    }  # fmt: skip
    made["department_id"] = _department(store, made, day)
    if made["cause"] in _INSURING:
        made["basis"] = _basis(store, day.isoformat())
    return Proposal(source, made, fine_range(store, made, day), _open_cases(store, made))


def _basis(store: Store, day: str) -> str:
    """What not insuring stands on: the duty and the penalty; without those that were only reported."""
    clauses = [packs.clause(store, name, day) for name in ("must_insure", "fine_least")]
    return cite((c.document.title, c.article) for c in clauses if c.sure)


def _as_written(found: re.Match[str]) -> str:
    """A day as papers write it."""
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日"


def _told(
    session: Session, kind: str, record_id: int, stored: Mapping[str, Value], firm: int, day: date, check: str
) -> Values:
    """Cause, facts and insured object, by what the source is."""
    if kind == HAZARD.name:
        return _hazard(stored, day)
    if kind == LEAD.name:
        cause = _LEAD_CAUSES.get(str(stored["topic"]), "other")
        told = f"线索 {stored['number']}（{stored['received_on']} 收到）：{stored['content']}"
        return {"cause": cause, "facts": told, "object_id": None}
    found = [f for f in checks.run_enterprise(session.store, firm, day, explained=False) if f.check in CAUSE_OF]
    if kind != ENTERPRISE.name:
        thing = record_id if kind == OBJECT.name else stored.get("object_id")
        found = [f for f in found if (f.kind, f.record_id) == (kind, record_id) or f.object_id == thing]
    found = [f for f in found if f.check == check] or found
    found.sort(key=lambda f: list(CAUSE_OF).index(f.check))
    causes = [CAUSE_OF[f.check] for f in found]
    same = [f for f, cause in zip(found, causes, strict=True) if cause == causes[0]]
    things = {f.object_id for f in same if f.object_id is not None}
    about = record_id if kind == OBJECT.name else things.pop() if len(things) == 1 else None
    facts = "\n".join(f.text for f in same)
    return {"cause": causes[0] if causes else "other", "facts": facts or None, "object_id": about}


def _hazard(stored: Mapping[str, Value], day: date) -> Values:
    level = "重大隐患" if stored["level"] == "major" else "隐患"
    facts = f"{stored['found_on']} 事故预防服务发现{level}“{stored['description']}”"
    facts += f"，整改期限 {stored['due_on']}" if stored["due_on"] else ""
    if stored["ordered_on"]:
        facts += f"；{stored['ordered_on']} 责令限期整改"
        facts += f"，期限 {stored['order_due_on']}" if stored["order_due_on"] else ""
    done = stored["rectified_on"]
    facts += f"；{done} 登记整改完成。" if done else f"；截至 {day.isoformat()} 没有整改完成的登记。"
    return {
        "cause": "hazard", "facts": facts, "ordered_on": stored["ordered_on"], "order_due_on": stored["order_due_on"],
    }  # fmt: skip


def _department(store: Store, values: Mapping[str, Value], day: date) -> int | None:
    """Who handles it: the enterprise's own department, else the one that leads its sector."""
    firm = records.get(store, ENTERPRISE, int(values["enterprise_id"] or 0)) or {}
    if firm.get("department_id") is not None:
        return int(firm["department_id"] or 0)
    thing = records.get(store, OBJECT, int(values.get("object_id") or 0)) or {}
    sector = thing.get("sector_id") or firm.get("sector_id")
    text, pairs = day.isoformat(), KINDS["sector_department"]
    leading = (Condition("sector_id", "=", sector), Condition("lead", "=", 1))
    query = ListQuery(pairs.name, conditions=leading)
    for pair in records.get_many(store, pairs, lists.all_ids(store, query)).values():
        if str(pair["valid_from"] or "") <= text <= str(pair["valid_until"] or "9999"):
            return int(pair["department_id"] or 0)
    return None


def _open_cases(store: Store, values: Mapping[str, Value]) -> dict[int, str]:
    """Cases on the same enterprise, object and cause that are not closed: id → number."""
    same = [Condition(name, "=", values.get(name)) for name in ("enterprise_id", "cause")]
    if values.get("object_id") is not None:
        same.append(Condition("object_id", "in", (values["object_id"], None)))
    query = ListQuery(CASE.name, conditions=(*same, Condition("closed_on", "empty")))
    return records.labels(store, CASE, lists.all_ids(store, query))


def next_number(store: Store, year: int) -> str:
    """The number after the highest of the form ZF2027001 of a year; numbers of other forms don't count."""
    prefix = f"ZF{year}"
    taken = [
        int(number[len(prefix) :])
        for number in records.distinct(store, CASE, "number", limit=1_000_000)
        if number.startswith(prefix) and number[len(prefix) :].isdecimal()
    ]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def open_case(session: Session, raw: Mapping[str, object], source: tuple[str, int] | None = None) -> Saved:
    """Save a new case and link it to its source in one transaction: a hazard or a planned inspection names its case.

    The planned inspection of the same object and year is marked as well. Raises InvalidRecord with every problem,
    RefusedError when the source has a case already.
    """
    checked = examine(session, CASE, raw)
    if checked.refused:
        raise InvalidRecord(CASE, checked.refused)
    links = _links(session.store, source, checked.values)
    with session.unit("立案") as unit:
        case_id = unit.insert(CASE, checked.values)
        _link(unit, links, case_id, str(checked.values["found_on"]))
        drafts.drop(unit, session.person, CASE.name, drafts.NEW)
    return Saved(case_id, True, tuple(checked.values), checked.warnings)


def _links(store: Store, source: tuple[str, int] | None, values: Mapping[str, Value]) -> list[tuple[str, int]]:
    """The hazard or planned inspections that get to name the case."""
    found = []
    if source is not None and source[0] in (HAZARD.name, ITEM.name):
        stored = records.get(store, KINDS[source[0]], source[1])
        if stored is None or stored["case_id"] is not None:
            told = "它已不存在，请刷新。" if stored is None else "它已经立案，请打开原案件。"
            raise RefusedError("没有重复立案", told)
        found.append(source)
    if values.get("object_id") is not None and values.get("cause") == "uninsured":
        planned = (
            Condition("object_id", "=", values["object_id"]), Condition("state", "=", "planned"),
            Condition("year", "=", int(str(values["found_on"])[:4])), Condition("case_id", "empty"),
        )  # fmt: skip
        found += [(ITEM.name, i) for i in lists.all_ids(store, ListQuery(ITEM.name, conditions=planned))]
    return list(dict.fromkeys(found))


def _link(unit: Unit, links: list[tuple[str, int]], case_id: int, day: str) -> None:
    for kind, record_id in links:
        changes: Values = {"case_id": case_id}
        if kind == ITEM.name:
            changes |= {"state": "case", "inspected_on": day}
        unit.update(KINDS[kind], record_id, changes)


def officers(store: Store) -> list[tuple[str, str]]:
    """Officers of earlier cases with the number of their certificate, the latest first."""
    found: dict[tuple[str, str], None] = {}
    names = ("officer_1", "certificate_1", "officer_2", "certificate_2")
    for row in reversed(records.columns(store, CASE, names)):
        for name, number in (row[1:3], row[3:5]):
            if name is not None:
                found[str(name), str(number or "")] = None
    return list(found)
