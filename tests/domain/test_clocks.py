"""Clocks of the law: every term of domain.md §3 on days worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from national import work

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar, add_months
from ajx_tui.domain.clocks import CLOCKS
from ajx_tui.domain.clockwork import Due, Holder, Term
from ajx_tui.domain.escalation import Stage, stage
from ajx_tui.domain.penalties import ClosureRule, closure_days, daily_penalty, surcharge

# National day 2026: 1–7 October off, 20 September and 10 October worked.
OCTOBER = Calendar(
    off=frozenset(date(2026, 10, d) for d in range(1, 8)) | {date(2026, 9, 25)},
    worked=frozenset([date(2026, 9, 20), date(2026, 10, 10)]),
    years=frozenset([2026]),
)


def _dues(kind: str, as_of: str = "2026-10-31", calendar: Calendar = OCTOBER, **values: object) -> dict[str, Due]:
    return {d.title: d for d in CLOCKS[kind](work(values, date.fromisoformat(as_of), calendar))}


def test_working_days_skip_holidays_and_count_worked_weekends() -> None:
    assert OCTOBER.after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert OCTOBER.after(date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert OCTOBER.before(date(2026, 10, 9), 2) == date(2026, 9, 30)
    assert OCTOBER.rolled(date(2026, 10, 3)) == date(2026, 10, 8)
    assert OCTOBER.between(date(2026, 9, 30), date(2026, 10, 12)) == 4
    assert OCTOBER.between(date(2026, 10, 12), date(2026, 9, 30)) == 0


def test_the_end_of_the_holiday_data_is_said() -> None:
    assert OCTOBER.note(date(2026, 10, 1), date(2026, 12, 31)) == ""
    assert "节假日安排只到2026-12-31" in OCTOBER.note(date(2026, 12, 28), date(2027, 1, 4))
    due = _dues("lead", received_on="2026-12-25")["答复投诉"]
    assert "2026-12-31" in due.note


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_steps_forward_and_back_meet(day: date, count: int) -> None:
    start = OCTOBER.rolled(day)
    end = OCTOBER.after(start, count)
    assert OCTOBER.before(end, count) == start
    assert OCTOBER.between(start, end) == count


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


CASE = {
    "found_on": "2026-08-03", "filed_on": "2026-08-05", "ordered_on": "2026-08-05", "order_due_on": "2026-08-20",
    "notified_on": "2026-09-24", "hearing_right": 1, "decided_on": "2026-09-28", "decision": "fine", "fine": 5_000_000,
}  # fmt: skip


def test_the_clocks_of_a_case() -> None:
    dues = _dues("enforcement_case", **CASE)
    assert dues["作出处罚决定"].due == date(2026, 11, 3)
    assert dues["作出处罚决定"].done_on == date(2026, 9, 28)
    # 24 September is a Thursday; 25th off, weekend, then 28, 29, 30 September and 8, 9 October.
    assert dues["要求听证"].due == date(2026, 10, 9)
    # 28 September + seven working days: 29, 30 September, 8, 9, 10, 12, 13 October.
    assert dues["送达决定书"].due == date(2026, 10, 13)
    assert dues["送达决定书"].late(date(2026, 10, 14))
    assert not dues["送达决定书"].late(date(2026, 10, 13))
    assert dues["期满复查"].due == date(2026, 8, 30)
    assert "缴纳罚款" not in dues


def test_a_hearing_is_announced_seven_working_days_ahead() -> None:
    due = _dues("enforcement_case", **CASE, hearing_on="2026-10-12")["听证通知当事人"]
    # Back from Monday 12 October: 10, 9, 8 October, 30, 29, 28 September, 24 September.
    assert due.due == date(2026, 9, 24)


def test_after_service_payment_review_and_suit_run() -> None:
    dues = _dues("enforcement_case", **CASE, served_on="2026-09-21")
    assert dues["缴纳罚款"].due == date(2026, 10, 8)  # 6 October is a holiday
    assert dues["申请行政复议"].due == date(2026, 11, 20)
    assert dues["提起行政诉讼"].due == date(2027, 3, 22)  # 21 March 2027 is a Sunday
    assert dues["申请行政复议"].holder is Holder.RIGHT
    assert "申请法院强制执行" not in dues
    late = _dues("enforcement_case", "2027-04-01", **CASE, served_on="2026-09-21")
    assert late["申请法院强制执行"].due == date(2027, 6, 22)
    paid = _dues("enforcement_case", "2027-04-01", **CASE, served_on="2026-09-21", paid_on="2026-10-08")
    assert "申请法院强制执行" not in paid
    assert not paid["缴纳罚款"].late(date(2027, 4, 1))


def test_the_surcharge_runs_three_percent_a_day_and_stops_at_the_fine() -> None:
    last = date(2026, 10, 8)
    assert surcharge(5_000_000, last, last, 300) == (0, 0)
    assert surcharge(5_000_000, last, date(2026, 10, 9), 300) == (150_000, 1)
    assert surcharge(5_000_000, last, date(2026, 11, 10), 300) == (4_950_000, 33)
    assert surcharge(5_000_000, last, date(2026, 11, 11), 300) == (5_000_000, 34)
    note = _dues("enforcement_case", "2027-01-01", **CASE, served_on="2026-09-21")["缴纳罚款"].note
    assert "加处罚款50,000.00元，已达罚款数额上限" in note
    paused = _dues("enforcement_case", "2027-01-01", **CASE, served_on="2026-09-21", review_on="2026-10-10")
    assert "逾期2日，加处罚款3,000.00元；复议、诉讼期间不予计算" in paused["缴纳罚款"].note


@given(st.integers(0, 10**12), st.integers(-10, 3000))
def test_the_surcharge_never_exceeds_the_fine(fine: int, days: int) -> None:
    extra, late = surcharge(fine, date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days), 300)
    assert 0 <= extra <= fine
    assert late == max(0, days)


def test_payment_put_off_is_not_late() -> None:
    due = _dues("enforcement_case", **CASE, served_on="2026-09-21", deferred_until="2026-12-31")["缴纳罚款"]
    assert due.due == date(2026, 12, 31)
    assert "暂缓" in due.note


def test_a_daily_penalty_runs_from_the_day_after_the_order_until_corrected() -> None:
    assert daily_penalty(5_000_000, date(2026, 8, 5), date(2026, 8, 5)) == (0, 0)
    assert daily_penalty(5_000_000, date(2026, 8, 5), date(2026, 8, 8)) == (15_000_000, 3)
    due = _dues("enforcement_case", **CASE, refused_on="2026-10-01", corrected_on="2026-10-05")["按日连续处罚起算"]
    assert due.due == date(2026, 8, 6)
    assert "61日，合计3,050,000.00元" in due.note


CLOSURE = ClosureRule(3, Term(180), 4, Term(1, "年"))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2026-01-01", "2026-03-01", "2026-06-30"], 3),  # exactly 180 days
        (["2026-01-01", "2026-03-01", "2026-07-01"], 0),
        (["2026-01-01", "2026-05-01", "2026-09-01", "2027-01-01"], 4),  # a year to the day
        (["2026-01-01", "2026-07-02", "2026-12-31"], 0),
        (["2026-01-01", "2026-08-01", "2026-11-01", "2027-01-02"], 3),
        ([], 0),
    ],
)
def test_penalties_that_ask_for_closure(days: list[str], expected: int) -> None:
    assert len(closure_days([date.fromisoformat(d) for d in days], date(2030, 1, 1), CLOSURE)) == expected


def test_another_rule_of_closure() -> None:
    days = [date(2026, 1, 1), date(2026, 2, 15)]
    rule = ClosureRule(2, Term(2, "个月"), 5, Term(2, "年"))
    assert closure_days(days, date(2026, 3, 1), rule) == tuple(days)
    assert (rule.text(2), rule.text(5), CLOSURE.text(3)) == ("2个月内2次", "2年内5次", "180日内3次")
    assert closure_days(days, date(2026, 3, 1), ClosureRule(0, Term(180), 0, Term(1, "年"))) == ()


def test_penalties_after_the_day_do_not_count() -> None:
    days = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert closure_days(days, date(2026, 2, 28), CLOSURE) == ()
    assert closure_days(days, date(2026, 3, 1), CLOSURE) == tuple(days)


def test_a_violation_ages_in_two_years_or_five_with_harm() -> None:
    plain = _dues("enforcement_case", found_on="2026-08-03", ended_on="2024-08-02")["处罚时效"]
    assert plain.due == date(2026, 8, 2)
    assert plain.late(date(2026, 10, 31))
    harmful = _dues("enforcement_case", found_on="2026-08-03", ended_on="2024-08-02", harmful=1)["处罚时效"]
    assert harmful.due == date(2029, 8, 2)
    assert not harmful.late(date(2026, 10, 31))


def test_the_clocks_of_a_claim() -> None:
    dues = _dues("claim", happened_on="2026-08-01", reported_on="2026-08-02", claimed_on="2026-08-10")
    assert dues["作出核定"].due == date(2026, 9, 9)
    assert dues["先予支付可确定的数额"].due == date(2026, 10, 9)
    assert dues["请求赔偿的时效"].due == date(2028, 8, 1)
    later = _dues("claim", claimed_on="2026-08-10", papers_complete_on="2026-09-01", assessed_on="2026-09-30",
                  agreed_on="2026-10-01", not_covered=1)  # fmt: skip
    assert later["作出核定"].due == date(2026, 10, 1)
    assert not later["作出核定"].late(date(2026, 12, 1))
    assert later["发出拒赔通知书"].due == date(2026, 10, 3)
    assert later["履行赔付"].due == date(2026, 10, 11)
    settled = _dues("claim", reported_on="2026-08-02", settled_on="2026-08-20")
    assert not any(d.open(date(2026, 10, 31)) for d in settled.values())


def test_complaints_answer_in_ten_working_days_or_thirty() -> None:
    assert _dues("lead", received_on="2026-09-21")["答复投诉"].due == date(2026, 10, 12)
    checked = _dues("lead", received_on="2026-09-21", needs_check=1)["答复投诉"]
    assert PLAIN_CALENDAR.between(date(2026, 9, 21), checked.due) > 30
    assert OCTOBER.between(date(2026, 9, 21), checked.due) == 30


def test_a_pack_overrides_lengths_and_units() -> None:
    values = {"received_on": "2026-09-01", "needs_check": 1}
    made = work(values, date(2026, 9, 2), complaint_days_checked=Term(30))
    assert CLOCKS["lead"](made)[0].due == date(2026, 10, 1)
    held = {"hearing_on": "2026-09-30", "found_on": "2026-01-01"}
    told = CLOCKS["enforcement_case"](work(held, date(2026, 9, 2), hearing_notice_days=Term(1, "个月")))
    assert told[0].due == date(2026, 8, 30)


def test_every_clock_stands_on_a_clause_of_the_packs() -> None:
    claim = _dues("claim", happened_on="2026-08-01", claimed_on="2026-08-10")
    assert (claim["作出核定"].clause, claim["作出核定"].certainty) == ("保险法第二十三条", "V")
    hazard = _dues("hazard", found_on="2026-08-01", due_on="2026-09-01", order_due_on="2026-10-01")
    assert {(d.clause, d.certainty) for d in hazard.values()} == {("省实施意见四（七）", "S")}


def test_a_lapsed_right_is_not_overdue_but_a_missed_duty_is() -> None:
    dues = _dues("enforcement_case", "2027-06-01", **CASE, served_on="2026-09-21")
    assert not dues["申请行政复议"].open(date(2027, 6, 1))
    assert not dues["申请行政复议"].late(date(2027, 6, 1))
    assert dues["缴纳罚款"].open(date(2027, 6, 1))
    assert dues["缴纳罚款"].days_left(date(2026, 10, 10)) == -2


@pytest.mark.parametrize("kind", CLOCKS)
def test_an_empty_record_has_no_clock(kind: str) -> None:
    assert CLOCKS[kind](work({}, date(2026, 10, 31))) == []


def test_a_planned_inspection_is_due_by_the_end_of_its_month() -> None:
    due = _dues("enforcement_plan_item", year=2028, month=2, state="planned")["计划检查"]
    assert due.due == date(2028, 2, 29)
    assert due.open(date(2028, 3, 1))
    done = _dues("enforcement_plan_item", year=2028, month=2, state="cancelled")["计划检查"]
    assert not done.open(date(2028, 3, 1))


def test_a_hazard_climbs_the_steps_of_the_law() -> None:
    day = date(2026, 10, 31)
    steps = {"found_on": "2026-01-01", "due_on": "2026-02-01"}
    assert stage(steps, date(2026, 1, 15)) is Stage.FOUND
    assert stage({**steps, "notified_on": "2026-01-02"}, date(2026, 1, 15)) is Stage.NOTIFIED
    assert stage({**steps, "notified_on": "2026-01-02"}, day) is Stage.OVERDUE
    for name, reached in (
        ("ordered_on", Stage.ORDERED), ("inspected_more_on", Stage.INSPECTED_MORE), ("liability_on", Stage.LIABILITY),
        ("rectified_on", Stage.RECTIFIED), ("verified_on", Stage.VERIFIED),
    ):  # fmt: skip
        steps[name] = "2026-03-01"
        assert stage(steps, day) is reached
        assert stage(steps, date(2026, 2, 15)) is Stage.OVERDUE
