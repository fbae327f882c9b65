"""Clocks of the law: from the dates of a record to what is due when, on which clause, and when it was done.

Pure functions. Lengths come as `Terms` (the policy pack's parameters by the same names), working days from a
`Calendar`. The first day never counts; 5- and 7-day terms of 行政处罚法 are working days (its Art. 85).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar, add_months
from ajx_tui.domain.fields import Value
from ajx_tui.domain.penalties import LATE_RATE, daily_penalty, surcharge
from ajx_tui.domain.quantities import money_text

Values = Mapping[str, Value]
_PENALTY, _INSURANCE = "行政处罚法", "保险法"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as rules give it: a number of 天, 个工作日, 个月 or 年."""

    count: int
    unit: str = "天"

    def end(self, start: date, calendar: Calendar) -> date:
        """The last day of the term that begins the day after `start`."""
        if self.unit == "个工作日":
            return calendar.after(start, self.count)
        if self.unit in ("个月", "年"):
            return add_months(start, self.count * (12 if self.unit == "年" else 1))
        return start + timedelta(days=self.count)


Terms = Mapping[str, Term]
DEFAULT_TERMS: Terms = MappingProxyType(
    {
        "penalty_limitation_years": Term(2, "年"),
        "penalty_limitation_harm_years": Term(5, "年"),
        "case_decision_days": Term(90),
        "hearing_request_days": Term(5, "个工作日"),
        "hearing_notice_days": Term(7, "个工作日"),
        "service_of_papers_days": Term(7, "个工作日"),
        "penalty_payment_days": Term(15),
        "review_days": Term(60),
        "litigation_months": Term(6, "个月"),
        "court_application_months": Term(3, "个月"),
        "reinspection_days": Term(10),
        "claim_assess_days": Term(30),
        "claim_pay_days": Term(10),
        "claim_refusal_days": Term(3),
        "claim_prepay_days": Term(60),
        "claim_limitation_years": Term(2, "年"),
        "complaint_days": Term(10, "个工作日"),
        "complaint_days_checked": Term(30, "个工作日"),
        "return_visit_days": Term(60),
    }
)
"""Lengths by the names of the policy pack's parameters (domain §3); what a pack or county says replaces them."""


class Holder(StrEnum):
    """Who must act before the day. When a right of the party lapses, nothing is overdue: the way is free."""

    OFFICE = "office"
    INSURER = "insurer"
    ENTERPRISE = "enterprise"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Due:
    """One clock: `due` is the last day in time; `done_on` the day it was met, None while it runs.

    `note` holds what a person must know besides: amounts that run up, days past the known holidays.
    """

    name: str
    title: str
    due: date
    clause: str
    done_on: date | None
    start: date
    holder: Holder
    note: str = ""

    def open(self, as_of: date) -> bool:
        """Whether it still runs, or ran out unmet."""
        return (self.done_on is None or self.done_on > as_of) and not (self.holder is Holder.RIGHT and self.due < as_of)

    def late(self, as_of: date) -> bool:
        """Whether it was missed: met after its day, or unmet and past."""
        if self.holder is Holder.RIGHT:
            return False
        return self.due < (as_of if self.done_on is None else min(self.done_on, as_of))

    def days_left(self, as_of: date) -> int:
        """Days until the last day in time; negative when it has passed."""
        return (self.due - as_of).days


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the clocks of one record are told by: its values, the lengths, the calendar, and the day they are read.

    `late_rate` is the surcharge per day in hundredths of a percent.
    """

    values: Values
    as_of: date
    calendar: Calendar = PLAIN_CALENDAR
    terms: Terms = field(default_factory=lambda: DEFAULT_TERMS)
    late_rate: int = LATE_RATE

    def day(self, *names: str) -> date | None:
        """The first of these fields that holds a day."""
        for name in names:
            value = self.values.get(name)
            if value is not None:
                return date.fromisoformat(str(value))
        return None

    def term(self, name: str) -> Term:
        """The length of that name: the pack's, or the default."""
        return self.terms.get(name, DEFAULT_TERMS[name])

    def due(
        self,
        name: str,
        title: str,
        clause: str,
        start: date,
        done_on: date | None,
        holder: Holder,
        *,
        roll: bool = False,
    ) -> Due:
        """A clock of the term `name`. `roll` moves a last day that is no working day to the next one."""
        term = self.term(name)
        end = term.end(start, self.calendar)
        if roll:
            end = self.calendar.rolled(end)
        note = self.calendar.note(start, end) if roll or term.unit == "个工作日" else ""
        return Due(name, title, end, clause, done_on, start, holder, note)


def enforcement_case(work: Clockwork) -> list[Due]:
    """The clocks of an enforcement case, in order of their days."""
    closed = work.day("closed_on")
    found = [
        *_correction(work, closed),
        *_hearing(work, closed),
        *_decision(work, closed),
        *_after_decision(work, closed),
    ]
    return sorted(found, key=lambda d: d.due)


def _correction(work: Clockwork, closed: date | None) -> Iterator[Due]:
    ended, ordered = work.day("ended_on"), work.day("ordered_on")
    if ended is not None:
        harm = bool(work.values.get("harmful"))
        name = "penalty_limitation_harm_years" if harm else "penalty_limitation_years"
        yield work.due(name, "处罚时效", f"{_PENALTY}第三十六条", ended, work.day("found_on"), Holder.OFFICE)
    limit = work.day("order_due_on")
    if limit is not None:
        fixed = work.day("corrected_on") or closed
        clause = f"{_PENALTY}第二十八条"
        yield Due("order_due", "改正期限", limit, clause, fixed, ordered or limit, Holder.ENTERPRISE)
        seen = work.day("reinspected_on", "corrected_on") or closed
        yield work.due("reinspection_days", "期满复查", "本级自定：复查期限", limit, seen, Holder.OFFICE)
    refused, fine = work.day("refused_on"), work.values.get("fine")
    if refused is not None and ordered is not None and fine is not None:
        fixed = work.day("corrected_on")
        amount, days = daily_penalty(int(fine), ordered, fixed or work.as_of)
        note = f"自责令改正次日起按日连续处罚，至今{days}日，合计{money_text(amount)}元"
        first = ordered + timedelta(days=1)
        yield Due(
            "daily_penalty",
            "按日连续处罚起算",
            first,
            "安全生产法第一百一十二条",
            fixed or closed,
            ordered,
            Holder.OFFICE,
            note,
        )


def _hearing(work: Clockwork, closed: date | None) -> Iterator[Due]:
    told, held = work.day("notified_on"), work.day("hearing_on")
    if told is not None and work.values.get("hearing_right"):
        asked = work.day("hearing_asked_on")
        clause = f"{_PENALTY}第六十四条第一项"
        yield work.due("hearing_request_days", "要求听证", clause, told, asked or closed, Holder.RIGHT)
    if held is not None:
        term = work.term("hearing_notice_days")
        by_working_days = term.unit == "个工作日"
        last = work.calendar.before(held, term.count) if by_working_days else held - timedelta(days=term.count)
        note = work.calendar.note(last, held) if by_working_days else ""
        done = work.day("hearing_told_on") or closed
        clause = f"{_PENALTY}第六十四条第二项"
        since = work.day("hearing_asked_on", "notified_on", "filed_on", "found_on") or last
        yield Due("hearing_notice_days", "听证通知当事人", last, clause, done, since, Holder.OFFICE, note)


def _decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    filed, decided = work.day("filed_on"), work.day("decided_on")
    if filed is not None:
        clause = f"{_PENALTY}第六十条"
        extended = work.day("extended_until")
        due = work.due("case_decision_days", "作出处罚决定", clause, filed, decided or closed, Holder.OFFICE)
        if extended is not None and extended > due.due:
            due = Due(due.name, due.title, extended, clause, due.done_on, filed, Holder.OFFICE, "经批准延长")
        yield due
    if decided is not None and work.values.get("decision") != "dropped":
        clause = f"{_PENALTY}第六十一条"
        served = work.day("served_on") or closed
        yield work.due("service_of_papers_days", "送达决定书", clause, decided, served, Holder.OFFICE)


def _after_decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    served = work.day("served_on")
    if served is None or work.values.get("decision") not in ("fine", "warning", "stop"):
        return
    review = work.due(
        "review_days", "申请行政复议", "行政复议法第二十条", served, work.day("review_on"), Holder.RIGHT, roll=True
    )
    suit = work.due(
        "litigation_months",
        "提起行政诉讼",
        "行政诉讼法第四十六条",
        served,
        work.day("suit_on"),
        Holder.RIGHT,
        roll=True,
    )
    yield review
    yield suit
    fine = work.values.get("fine")
    if fine is None or work.values.get("decision") != "fine":
        return
    yield _payment(work, served, int(fine))
    paid = work.day("paid_on")
    if review.done_on is None and suit.done_on is None and (paid is None or paid > suit.due):
        done = work.day("enforced_on") or paid or closed
        clause = "行政强制法第五十三条"
        last = max(review.due, suit.due)
        if last < work.as_of:
            yield work.due("court_application_months", "申请法院强制执行", clause, last, done, Holder.OFFICE)


def _payment(work: Clockwork, served: date, fine: int) -> Due:
    clause = f"{_PENALTY}第六十七条"
    paid = work.day("paid_on")
    due = work.due("penalty_payment_days", "缴纳罚款", clause, served, paid, Holder.ENTERPRISE, roll=True)
    deferred = work.day("deferred_until")
    last, told = (deferred, "经批准暂缓或分期") if deferred is not None and deferred > due.due else (due.due, due.note)
    stopped = [d for d in (paid, work.day("review_on"), work.day("suit_on")) if d is not None]
    until = min([work.as_of, *stopped])
    extra, days = surcharge(fine, last, until, work.late_rate)
    if extra:
        reached = "，已达罚款数额上限" if extra == fine else ""
        paused = "；复议、诉讼期间不予计算" if until != work.as_of and until != paid else ""
        told = "；".join(
            part for part in (told, f"逾期{days}日，加处罚款{money_text(extra)}元{reached}{paused}") if part
        )
    return Due(due.name, due.title, last, clause, paid, served, Holder.ENTERPRISE, told)


def claim(work: Clockwork) -> list[Due]:
    """The clocks of a claim (保险法 Art. 22–26)."""
    return sorted(_claim(work), key=lambda d: d.due)


def _claim(work: Clockwork) -> Iterator[Due]:
    happened, claimed = work.day("happened_on"), work.day("claimed_on", "reported_on")
    refused, closed = work.day("refused_on"), work.day("settled_on")
    if closed is None and work.values.get("settled") is not None:
        return  # Settled on a day nobody wrote down: nothing runs any more.
    ended = refused or closed
    if happened is not None:
        clause = f"{_INSURANCE}第二十六条"
        yield work.due("claim_limitation_years", "请求赔偿的时效", clause, happened, claimed or ended, Holder.RIGHT)
    complete = work.day("papers_complete_on")
    if claimed is not None:
        assessed = work.day("assessed_on", "agreed_on", "paid_on") or ended
        clause = f"{_INSURANCE}第二十三条"
        start = complete or claimed
        yield work.due("claim_assess_days", "作出核定", clause, start, assessed, Holder.INSURER)
        prepaid = _earliest(work.day("prepaid_on"), work.day("paid_on"), ended)
        clause = f"{_INSURANCE}第二十五条"
        yield work.due("claim_prepay_days", "先予支付可确定的数额", clause, start, prepaid, Holder.INSURER)
    assessed, agreed = work.day("assessed_on"), work.day("agreed_on")
    if work.values.get("not_covered") and assessed is not None:
        clause = f"{_INSURANCE}第二十四条"
        yield work.due("claim_refusal_days", "发出拒赔通知书", clause, assessed, refused or closed, Holder.INSURER)
    if agreed is not None:
        paid = work.day("paid_on") or closed
        clause = f"{_INSURANCE}第二十三条"
        yield work.due("claim_pay_days", "履行赔付", clause, agreed, paid, Holder.INSURER)


def _earliest(*days: date | None) -> date | None:
    return min((d for d in days if d is not None), default=None)


def lead(work: Clockwork) -> list[Due]:
    """The clock of a complaint or lead (AQ 9010-2019), and the one set by who passed it on."""
    start = work.day("accepted_on", "received_on")
    if start is None:
        return []
    answered = work.day("answered_on", "closed_on")
    name = "complaint_days_checked" if work.values.get("needs_check") else "complaint_days"
    found = [work.due(name, "答复投诉", "AQ 9010-2019 投诉处理", start, answered, Holder.OFFICE)]
    ordered = work.day("due_on")
    if ordered is not None:
        done = work.day("closed_on", "answered_on")
        found.append(Due("lead_due", "交办期限", ordered, "交办要求", done, start, Holder.OFFICE))
    return found


def _by_field(
    name: str, title: str, clause: str, holder: Holder, *done: str, since: str
) -> Callable[[Clockwork], list[Due]]:
    """A kind whose one clock is a field of its own."""

    def told(work: Clockwork) -> list[Due]:
        last = work.day(name)
        if last is None:
            return []
        return [Due(name, title, last, clause, work.day(*done), work.day(since) or last, holder)]

    return told


def hazard(work: Clockwork) -> list[Due]:
    """The clocks of a hazard: the day agreed with the enterprise, and the one of an order."""
    found = _by_field("due_on", "隐患整改", "省实施意见四（七）", Holder.ENTERPRISE, "rectified_on", since="found_on")(
        work
    )
    order = _by_field(
        "order_due_on", "责令整改期限", "省实施意见四（七）", Holder.ENTERPRISE, "rectified_on", since="ordered_on"
    )
    return [*found, *order(work)]


def visit(work: Clockwork) -> list[Due]:
    """The return visit that a visit still owes."""
    visited = work.day("visited_on")
    if visited is None:
        return []
    done = work.day("returned_on") or (visited if work.values.get("returned") else None)
    return [work.due("return_visit_days", "服务回访", "AQ 9010-2019 回访", visited, done, Holder.INSURER)]


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
    return [Due("plan_month", "计划检查", last, "省实施意见四（二）", done, first, Holder.OFFICE)]


CLOCKS: Mapping[str, Callable[[Clockwork], list[Due]]] = MappingProxyType(
    {
        "enforcement_case": enforcement_case,
        "enforcement_paper": _by_field(
            "due_on", "文书履行期限", "行政处罚法第二十八条", Holder.ENTERPRISE, "met_on", since="issued_on"
        ),
        "enforcement_plan_item": plan_item,
        "claim": claim,
        "lead": lead,
        "hazard": hazard,
        "visit": visit,
        "problem": _by_field(
            "due_on", "评估问题整改", "省实施意见五（四）", Holder.OFFICE, "closed_on", since="found_on"
        ),
        "meeting": _by_field(
            "follow_up_on", "会议议定事项", "省实施意见六（一）", Holder.OFFICE, "done_on", since="held_on"
        ),
    }
)
"""Kind of record → its clocks."""
