"""The numbers of an enterprise's page: due, insured, served, open, overdue, paid; each with the records behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.quantities import money_text
from ajx_tui.services.enterprise_page import EnterprisePage
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store.lists import Condition, ListQuery

_DAYS = {
    "policy": "start_on", "visit": "visited_on", "fund_entry": "occurred_on", "enforcement_case": "decided_on",
}  # fmt: skip
"""Kind → the day from which its records count."""


@dataclass(frozen=True, slots=True)
class Number:
    """One line: `bad` when it asks for something to be done. `ids` are records of `kind`, newest first."""

    key: str
    title: str
    text: str
    kind: str
    ids: tuple[int, ...]
    bad: bool = False


def numbers(session: Session, page: EnterprisePage) -> list[Number]:
    """The lines of the page, in the order of the work: insuring, services, hazards, claims, enforcement, money."""
    return [*_insuring(session, page), *_services(session, page), *_paid(session, page)]


def _until(session: Session, page: EnterprisePage, kind: str) -> tuple[int, ...]:
    """The enterprise's records of a kind up to the day of the page."""
    ids = page.related.get(kind, ())
    if kind not in _DAYS:
        return ids
    early = Condition(_DAYS[kind], "≤", page.as_of.isoformat())
    return tuple(lists.all_ids(session.store, ListQuery(kind, conditions=(early,), ids=ids)))


def _ids(found: Iterable[tuple[int, bool]]) -> tuple[int, ...]:
    return tuple(record_id for record_id, wanted in found if wanted)


def _insuring(session: Session, page: EnterprisePage) -> list[Number]:
    due = _ids((o.id, o.due) for o in page.objects)
    insured = _ids((o.id, o.insured) for o in page.objects)
    bare = _ids((o.id, o.due and not o.insured) for o in page.objects)
    short = _ids((o.id, o.headcount_short or o.below_floor) for o in page.objects)
    running = _ids((p.id, p.in_force) for p in page.policies)
    policies = _until(session, page, "policy")
    return [
        Number("due", "应投保对象", f"{len(due)} 个", "insured_object", due),
        Number("insured", "已投保对象", f"{len(insured)} 个", "insured_object", insured),
        Number("uninsured", "应保未保", f"{len(bare)} 个", "insured_object", bare, bool(bare)),
        Number("short", "人数或限额不足", f"{len(short)} 个", "insured_object", short, bool(short)),
        Number("running", "有效保单", f"{len(running)} 份", "policy", running),
        Number(
            "policies", "历次保单和保费", f"{len(policies)} 份 {money_text(page.totals.premium)} 元", "policy", policies
        ),
    ]


def _services(session: Session, page: EnterprisePage) -> list[Number]:
    totals, visits = page.totals, _until(session, page, "visit")
    promised = sum(p.promised or 0 for p in page.policies if p.in_force)
    done = sum(p.visits for p in page.policies if p.in_force)
    owing = _ids((p.id, p.in_force and bool(p.promised)) for p in page.policies)
    text = page.as_of.isoformat()
    still = tuple(h for h in page.hazards if h.open)
    late = _ids((h.id, bool(h.due_on) and h.due_on < text) for h in still)
    told = f"{totals.visits} 次，企业确认 {totals.visits_confirmed} 次"
    return [
        Number("promised", "本期约定服务", f"{promised} 次，已做 {done} 次", "policy", owing),
        Number("visits", "服务记录", told, "visit", visits),
        Number(
            "hazards", "排查隐患", f"{totals.hazards} 条，重大 {totals.hazards_major} 条", "hazard",
            tuple(h.id for h in page.hazards),
        ),
        Number("open", "未整改隐患", f"{len(still)} 条", "hazard", tuple(h.id for h in still), bool(still)),
        Number("overdue", "逾期未整改", f"{len(late)} 条", "hazard", late, bool(late)),
    ]  # fmt: skip


def _paid(session: Session, page: EnterprisePage) -> list[Number]:
    totals = page.totals
    claims, cases = page.related.get("claim", ()), _until(session, page, "enforcement_case")
    paid = f"结案 {money_text(totals.settled)} 元，预付 {money_text(totals.prepaid)} 元"
    return [
        Number(
            "claims", "理赔", f"{totals.claims} 起，未结 {totals.claims_open} 起", "claim", claims,
            bool(totals.claims_open),
        ),
        Number("paid", "赔款", paid, "claim", claims),
        Number(
            "fund", "预防费用支出", f"{money_text(totals.fund_spent)} 元", "fund_entry",
            _until(session, page, "fund_entry"),
        ),
        Number("fines", "行政处罚", f"{len(cases)} 件 罚款 {money_text(totals.fines)} 元", "enforcement_case", cases),
        Number("leads", "投诉和线索", f"{len(page.related.get('lead', ()))} 条", "lead", page.related.get("lead", ())),
    ]  # fmt: skip


def due_text(page: EnterprisePage, day: date) -> str:
    """The clocks that run, in one line; empty when none does."""
    if not page.due:
        return ""
    first = page.due[0]
    late = f"，其中逾期 {len(page.overdue)} 项" if page.overdue else ""
    when = f"逾期{(day - first.due.due).days}天" if first.late else f"还有{first.days_left}天"
    return f"到期事项 {len(page.due)} 项{late}；最近一项：{first.due.title} {first.due.due.isoformat()}（{when}）"
