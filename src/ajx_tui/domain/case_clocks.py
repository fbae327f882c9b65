"""The clocks of an enforcement case: 行政处罚法, and what follows it (domain §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ajx_tui.domain.clockwork import Clockwork, Due, Holder
from ajx_tui.domain.penalties import daily_penalty, surcharge
from ajx_tui.domain.quantities import money_text

_PENALTY = "行政处罚法"


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
        clause, found = f"{_PENALTY}第三十六条", work.day("found_on")
        yield work.due(name, "处罚时效", clause, ended, found, Holder.OFFICE, "found_on")
    limit = work.day("order_due_on")
    if limit is not None:
        fixed = work.day("corrected_on") or closed
        clause = f"{_PENALTY}第二十八条"
        since = ordered or limit
        yield Due("order_due", "改正期限", limit, clause, fixed, since, Holder.ENTERPRISE, field="corrected_on")
        seen = work.day("reinspected_on", "corrected_on") or closed
        clause = "本级自定：复查期限"
        yield work.due("reinspection_days", "期满复查", clause, limit, seen, Holder.OFFICE, "reinspected_on")
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
            "corrected_on",
        )


def _hearing(work: Clockwork, closed: date | None) -> Iterator[Due]:
    told, held = work.day("notified_on"), work.day("hearing_on")
    if told is not None and work.values.get("hearing_right"):
        asked = work.day("hearing_asked_on") or closed
        clause = f"{_PENALTY}第六十四条第一项"
        yield work.due("hearing_request_days", "要求听证", clause, told, asked, Holder.RIGHT, "hearing_asked_on")
    if held is not None:
        term = work.term("hearing_notice_days")
        by_working_days = term.unit == "个工作日"
        last = work.calendar.before(held, term.count) if by_working_days else held - timedelta(days=term.count)
        note = work.calendar.note(last, held) if by_working_days else ""
        done = work.day("hearing_told_on") or closed
        clause = f"{_PENALTY}第六十四条第二项"
        since = work.day("hearing_asked_on", "notified_on", "filed_on", "found_on") or last
        field = "hearing_told_on"
        yield Due("hearing_notice_days", "听证通知当事人", last, clause, done, since, Holder.OFFICE, note, field)


def _decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    filed, decided = work.day("filed_on"), work.day("decided_on")
    if filed is not None:
        clause = f"{_PENALTY}第六十条"
        extended = work.day("extended_until")
        done = decided or closed
        due = work.due("case_decision_days", "作出处罚决定", clause, filed, done, Holder.OFFICE, "decided_on")
        if extended is not None and extended > due.due:
            due = replace(due, due=extended, note="经批准延长")
        yield due
    if decided is not None and work.values.get("decision") != "dropped":
        clause = f"{_PENALTY}第六十一条"
        served = work.day("served_on") or closed
        yield work.due("service_of_papers_days", "送达决定书", clause, decided, served, Holder.OFFICE, "served_on")


def _after_decision(work: Clockwork, closed: date | None) -> Iterator[Due]:
    served = work.day("served_on")
    if served is None or work.values.get("decision") not in ("fine", "warning", "stop"):
        return
    right, asked, sued = Holder.RIGHT, work.day("review_on"), work.day("suit_on")
    clause = "行政复议法第二十条"
    review = work.due("review_days", "申请行政复议", clause, served, asked, right, "review_on", roll=True)
    clause = "行政诉讼法第四十六条"
    suit = work.due("litigation_months", "提起行政诉讼", clause, served, sued, right, "suit_on", roll=True)
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
            name, title = "court_application_months", "申请法院强制执行"
            yield work.due(name, title, clause, last, done, Holder.OFFICE, "enforced_on")


def _payment(work: Clockwork, served: date, fine: int) -> Due:
    clause = f"{_PENALTY}第六十七条"
    paid = work.day("paid_on")
    due = work.due("penalty_payment_days", "缴纳罚款", clause, served, paid, Holder.ENTERPRISE, "paid_on", roll=True)
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
