"""Clocks of the law: from the dates of a record to what is due when, on which clause, and when it was done.

Pure functions. Lengths, clauses and the rate of the surcharge come from the policy packs, working days from a
`Calendar`. The first day never counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from ajx_tui.domain.calendar import add_months
from ajx_tui.domain.case_clocks import enforcement_case
from ajx_tui.domain.clockwork import Clockwork, Due, Holder


def claim(work: Clockwork) -> list[Due]:
    """The clocks of a claim (保险法 Art. 22–26)."""
    return sorted(_claim(work), key=lambda d: d.due)


def _claim(work: Clockwork) -> Iterator[Due]:
    insurer = Holder.INSURER
    happened, claimed = work.day("happened_on"), work.day("claimed_on", "reported_on")
    refused, closed = work.day("refused_on"), work.day("settled_on")
    if closed is None and work.values.get("settled") is not None:
        return  # Settled on a day nobody wrote down: nothing runs any more.
    ended = refused or closed
    if happened is not None:
        done = claimed or ended
        yield work.due("claim_limitation_years", "请求赔偿的时效", happened, done, Holder.RIGHT, "claimed_on")
    complete = work.day("papers_complete_on")
    if claimed is not None:
        assessed = work.day("assessed_on", "agreed_on", "paid_on") or ended
        start = complete or claimed
        yield work.due("claim_assess_days", "作出核定", start, assessed, insurer, "assessed_on")
        prepaid = _earliest(work.day("prepaid_on"), work.day("paid_on"), ended)
        yield work.due("claim_prepay_days", "先予支付可确定的数额", start, prepaid, insurer, "prepaid_on")
    assessed, agreed = work.day("assessed_on"), work.day("agreed_on")
    if work.values.get("not_covered") and assessed is not None:
        yield work.due("claim_refusal_days", "发出拒赔通知书", assessed, refused or closed, insurer, "refused_on")
    if agreed is not None:
        yield work.due("claim_pay_days", "履行赔付", agreed, work.day("paid_on") or closed, insurer, "paid_on")


def _earliest(*days: date | None) -> date | None:
    return min((d for d in days if d is not None), default=None)


def lead(work: Clockwork) -> list[Due]:
    """The clock of a complaint or lead (AQ 9010-2019), and the one set by who passed it on."""
    start = work.day("accepted_on", "received_on")
    if start is None:
        return []
    answered = work.day("answered_on", "closed_on")
    name = "complaint_days_checked" if work.values.get("needs_check") else "complaint_days"
    found = [work.due(name, "答复投诉", start, answered, Holder.OFFICE, "answered_on")]
    ordered = work.day("due_on")
    if ordered is not None:
        name, done = "lead_due", work.day("closed_on", "answered_on")
        found.append(work.fixed(name, name, "交办期限", ordered, start, done, Holder.OFFICE, "closed_on"))
    return found


def _by_field(
    name: str, basis: str, title: str, holder: Holder, *done: str, since: str
) -> Callable[[Clockwork], list[Due]]:
    """A kind whose one clock is a field of its own."""

    def told(work: Clockwork) -> list[Due]:
        last = work.day(name)
        if last is None:
            return []
        start = work.day(since) or min(last, work.as_of)
        return [work.fixed(name, basis, title, last, start, work.day(*done), holder, done[0] if done else name)]

    return told


def hazard(work: Clockwork) -> list[Due]:
    """The clocks of a hazard: the day agreed with the enterprise, and the one of an order."""
    firm, done = Holder.ENTERPRISE, "rectified_on"
    agreed = _by_field("due_on", "hazard_due", "隐患整改", firm, done, since="found_on")
    order = _by_field("order_due_on", "hazard_order_due", "责令整改期限", firm, done, since="ordered_on")
    return [*agreed(work), *order(work)]


def visit(work: Clockwork) -> list[Due]:
    """The return visit that a visit still owes."""
    visited = work.day("visited_on")
    if visited is None:
        return []
    done = work.day("returned_on") or (visited if work.values.get("returned") else None)
    return [work.due("return_visit_days", "服务回访", visited, done, Holder.INSURER, "returned_on")]


def plan_item(work: Clockwork) -> list[Due]:
    """A planned inspection is due by the last day of its month."""
    year, month = work.values.get("year"), work.values.get("month")
    if not year or not month:
        return []
    first = date(int(year), int(month), 1)
    last = add_months(first, 1) - timedelta(days=1)
    done = work.day("inspected_on")
    if done is None and work.values.get("state") != "planned":
        done = first
    name = "plan_month"
    return [work.fixed(name, name, "计划检查", last, first, done, Holder.OFFICE, "inspected_on")]


_OFFICE = Holder.OFFICE
CLOCKS: Mapping[str, Callable[[Clockwork], list[Due]]] = MappingProxyType(
    {
        "enforcement_case": enforcement_case,
        "enforcement_paper": _by_field(
            "due_on", "paper_due", "文书履行期限", Holder.ENTERPRISE, "met_on", since="issued_on"
        ),
        "enforcement_plan_item": plan_item,
        "claim": claim,
        "lead": lead,
        "hazard": hazard,
        "visit": visit,
        "problem": _by_field("due_on", "problem_due", "评估问题整改", _OFFICE, "closed_on", since="found_on"),
        "meeting": _by_field("follow_up_on", "meeting_due", "会议议定事项", _OFFICE, "done_on", since="held_on"),
        "insurer": _by_field("qualified_until", "insurer_until", "名录有效期", _OFFICE, since="qualified_from"),
        "service_body": _by_field("qualified_until", "body_until", "资质有效期", _OFFICE, since="qualified_from"),
        "commitment": _by_field("valid_until", "commitment_until", "公开承诺有效期", Holder.INSURER, since="made_on"),
    }
)
"""Kind of record → its clocks."""
