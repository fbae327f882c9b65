"""The clocks of an enforcement case: 行政处罚法, and what follows it (domain §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ajx_tui.domain.clockwork import Clockwork, Due, Holder
from ajx_tui.domain.penalties import daily_penalty, surcharge
from ajx_tui.domain.quantities import money_text


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
    office, firm = Holder.OFFICE, Holder.ENTERPRISE
    ended, ordered = work.day("ended_on"), work.day("ordered_on")
    if ended is not None:
        harm = bool(work.values.get("harmful"))
        name = "penalty_limitation_harm_years" if harm else "penalty_limitation_years"
        yield work.due(name, "处罚时效", ended, work.day("found_on"), office, "found_on")
    limit = work.day("order_due_on")
    if limit is not None:
        fixed = work.day("corrected_on") or closed
        name, since = "order_due", ordered or limit
        yield work.fixed(name, name, "改正期限", limit, since, fixed, firm, "corrected_on")
        seen = work.day("reinspected_on", "corrected_on") or closed
        yield work.due("reinspection_days", "期满复查", limit, seen, office, "reinspected_on")
    refused, fine = work.day("refused_on"), work.values.get("fine")
    if refused is not None and ordered is not None and fine is not None:
        fixed = work.day("corrected_on")
        amount, days = daily_penalty(int(fine), ordered, fixed or work.as_of)
        note = f"自责令改正次日起按日连续处罚，至今{days}日，合计{money_text(amount)}元"
        name, first = "daily_penalty", ordered + timedelta(days=1)
        yield work.fixed(name, name, "按日连续处罚起算", first, ordered, fixed or closed, office, "corrected_on", note)


def _hearing(work: Clockwork, closed: date | None) -> Iterator[Due]:
    told, held = work.day("notified_on"), work.day("hearing_on")
    if told is not None and work.values.get("hearing_right"):
        asked = work.day("hearing_asked_on") or closed
        yield work.due("hearing_request_days", "要求听证", told, asked, Holder.RIGHT, "hearing_asked_on")
    if held is not None:
        name, title = "hearing_notice_days", "听证通知当事人"
        last, note = work.terms[name].begin(held, work.calendar), ""
        if work.terms[name].unit == "个工作日":
            note = work.calendar.note(last, held)
        done = work.day("hearing_told_on") or closed
        since = work.day("hearing_asked_on", "notified_on", "filed_on", "found_on") or last
        yield work.fixed(name, name, title, last, since, done, Holder.OFFICE, "hearing_told_on", note)


def _decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    filed, decided = work.day("filed_on"), work.day("decided_on")
    if filed is not None:
        extended = work.day("extended_until")
        due = work.due("case_decision_days", "作出处罚决定", filed, decided or closed, Holder.OFFICE, "decided_on")
        if extended is not None and extended > due.due:
            due = replace(due, due=extended, note="经批准延长")
        yield due
    if decided is not None and work.values.get("decision") != "dropped":
        served = work.day("served_on") or closed
        yield work.due("service_of_papers_days", "送达决定书", decided, served, Holder.OFFICE, "served_on")


def _after_decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    served = work.day("served_on")
    if served is None or work.values.get("decision") not in ("fine", "warning", "stop"):
        return
    right, asked, sued = Holder.RIGHT, work.day("review_on"), work.day("suit_on")
    review = work.due("review_days", "申请行政复议", served, asked, right, "review_on", roll=True)
    suit = work.due("litigation_months", "提起行政诉讼", served, sued, right, "suit_on", roll=True)
    yield review
    yield suit
    fine = work.values.get("fine")
    if fine is None or work.values.get("decision") != "fine":
        return
    yield _payment(work, served, int(fine))
    paid = work.day("paid_on")
    if review.done_on is None and suit.done_on is None and (paid is None or paid > suit.due):
        done = work.day("enforced_on") or paid or closed
        last = max(review.due, suit.due)
        if last < work.as_of:
            name, title = "court_application_months", "申请法院强制执行"
            yield work.due(name, title, last, done, Holder.OFFICE, "enforced_on")


def _payment(work: Clockwork, served: date, fine: int) -> Due:
    paid = work.day("paid_on")
    due = work.due("penalty_payment_days", "缴纳罚款", served, paid, Holder.ENTERPRISE, "paid_on", roll=True)
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
    return replace(due, due=last, note=told)
