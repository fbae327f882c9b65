"""Courses of records: every step where it stands, and what comes next."""

from __future__ import annotations

from datetime import date

import pytest
from national import terms, work

from ajx_tui.domain.clocks import CLOCKS
from ajx_tui.domain.course import Line, State, course, following
from ajx_tui.domain.courses import COURSES, HAZARDS
from ajx_tui.domain.records import KINDS

DAY = date(2026, 10, 31)


def _course(kind: str, **values: object) -> dict[str, Line]:
    dues = CLOCKS[kind](work(values, DAY)) if kind in CLOCKS else []
    lines = course(KINDS[kind], COURSES[kind], values, dues, DAY, terms())  # type: ignore[arg-type]
    return {line.field: line for line in lines}


def _next(kind: str, **values: object) -> str:
    line = following(list(_course(kind, **values).values()))
    return line.field if line is not None else ""


@pytest.mark.parametrize("kind", COURSES)
def test_every_step_is_a_field_and_every_clock_is_met_by_its_step(kind: str) -> None:
    steps = COURSES[kind]
    assert len({step.field for step in steps}) == len(steps)
    assert all(step.field in KINDS[kind].fields for step in steps)


def test_all_clocks_of_the_penalty_law_stand_in_the_course_of_a_case() -> None:
    named = {name for step in COURSES["enforcement_case"] for name in step.clocks}
    values = {
        "found_on": "2026-01-05", "ended_on": "2026-01-04", "ordered_on": "2026-01-05", "order_due_on": "2026-01-20",
        "filed_on": "2026-01-06", "notified_on": "2026-01-22", "hearing_right": 1, "hearing_asked_on": "2026-01-23",
        "hearing_on": "2026-02-10", "decided_on": "2026-02-20", "decision": "fine", "fine": 6_000_000,
        "served_on": "2026-02-23", "refused_on": "2026-03-20",
    }  # fmt: skip
    dues = CLOCKS["enforcement_case"](work(values, DAY))
    assert {due.name for due in dues} <= named
    assert len(dues) >= 11
    fields = {step.field: step.clocks for step in COURSES["enforcement_case"]}
    for due in dues:
        assert due.name in fields[due.field], due


def test_a_new_case_has_its_clocks_ahead() -> None:
    lines = _course("enforcement_case", found_on="2026-10-12")
    assert (lines["found_on"].state, lines["ordered_on"].state) == (State.DONE, State.OPEN)
    assert lines["decided_on"].state is State.AHEAD and "自立案起90天内" in lines["decided_on"].note
    assert "hearing_on" not in lines and "corrected_on" not in lines
    assert lines["review_on"].state is State.MAY
    assert _next("enforcement_case", found_on="2026-10-12") == "ordered_on"


def test_what_is_overdue_comes_before_the_next_step() -> None:
    told = {"found_on": "2026-08-03", "ordered_on": "2026-08-05", "filed_on": "2026-08-05"}
    assert _next("enforcement_case", **told) == "notified_on"
    assert _next("enforcement_case", **told, order_due_on="2026-08-20") == "corrected_on"
    lines = _course("enforcement_case", **told, order_due_on="2026-08-20", corrected_on="2026-08-25")
    assert lines["corrected_on"].state is State.DONE_LATE
    assert lines["corrected_on"].state_text(DAY) == "迟5天"
    assert lines["reinspected_on"].state is State.MAY, "whoever corrected was looked at"


def test_rights_lapse_and_are_never_the_next_step() -> None:
    decided = {
        "found_on": "2026-01-05", "ordered_on": "2026-01-05", "filed_on": "2026-01-06", "notified_on": "2026-01-20",
        "decided_on": "2026-02-02", "decision": "fine", "fine": 5_000_000, "served_on": "2026-02-03",
    }  # fmt: skip
    lines = _course("enforcement_case", **decided)
    assert lines["review_on"].state is State.LAPSED and lines["suit_on"].state is State.LAPSED
    assert lines["paid_on"].state is State.OVERDUE and "已达罚款数额上限" in lines["paid_on"].note
    assert _next("enforcement_case", **decided) == "paid_on"
    dropped = _course("enforcement_case", **{**decided, "decision": "dropped", "fine": None})
    assert "paid_on" not in dropped and "review_on" not in dropped


def test_a_visit_goes_through_the_whole_process() -> None:
    lines = _course("visit", visited_on="2026-10-01", policy_id=1, **{HAZARDS: 2})
    assert list(lines) == [
        "plan_id", "confirmed_before_on", "visited_on", "notice_on", "confirmed", "insurer_confirmed", "returned_on",
        "archived_on",
    ]  # fmt: skip
    assert "satisfaction" in _course("visit", visited_on="2026-10-01", returned_on="2026-10-20")
    assert lines["returned_on"].due is not None and lines["returned_on"].due.due == date(2026, 11, 30)
    assert "notice_on" not in _course("visit", visited_on="2026-10-01", **{HAZARDS: 0})
    assert _course("visit", visited_on="2026-10-01", confirmed=1)["confirmed"].done == "是"
    assert _course("visit", visited_on="2026-10-01", confirmed=0)["confirmed"].state is State.OPEN


def test_a_refused_claim_is_not_paid() -> None:
    lines = _course("claim", reported_on="2026-10-01", assessed_on="2026-10-20", not_covered=1)
    assert lines["refused_on"].state is State.OVERDUE and "paid_on" not in lines
    assert "refused_on" not in _course("claim", reported_on="2026-10-01")
