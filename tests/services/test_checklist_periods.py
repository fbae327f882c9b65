"""Periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from ajx_tui.errors import UsageError
from ajx_tui.services.checklists.periods import period_name, read_period, usual


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("２０２６年度", "2026-01-01", "2026-12-31"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("2026H2", "2026-07-01", "2026-12-31"),
        ("2026年第三季度", "2026-07-01", "2026-09-30"),
        ("2026 年 4 季度", "2026-10-01", "2026-12-31"),
        ("2026q1", "2026-01-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026年9月", "2026-09-01", "2026-09-30"),
        ("2026-07-01至2026-09-30", "2026-07-01", "2026-09-30"),
        ("2026.7.1—2026.9.30", "2026-07-01", "2026-09-30"),
        ("2026-07-01~2026-07-01", "2026-07-01", "2026-07-01"),
    ],
)
def test_read(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in read_period(text)] == [first, last]


@pytest.mark.parametrize(
    "text", ["", "去年", "2026-13", "2026-09-30至2026-07-01", "0999", "2026Q5", "至", "[/甲]", "2026" * 99]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="期间看不懂"):
        read_period(text)


def test_the_usual_ones_can_all_be_read_back() -> None:
    for day in (date(2026, 1, 5), date(2026, 12, 31), date(2024, 2, 29)):
        for name, first, last in usual(day):
            assert read_period(name) == (first, last)
        assert usual(day)[0][1] <= day <= usual(day)[0][2]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2026-01-01", "2026-12-31", "2026年"),
        ("2026-01-01", "2026-06-30", "2026年上半年"),
        ("2026-07-01", "2026-12-31", "2026年下半年"),
        ("2026-07-01", "2026-09-30", "2026年第三季度"),
        ("2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-12-01", "2026-12-31", "2026年12月"),
        ("2026-07-01", "2026-10-31", "2026-07-01至2026-10-31"),
        ("2026-07-02", "2026-09-30", "2026-07-02至2026-09-30"),
        ("2026-10-01", "2027-03-31", "2026-10-01至2027-03-31"),
    ],
)
def test_names(start: str, end: str, name: str) -> None:
    assert period_name(start, end) == name
    assert [day.isoformat() for day in read_period(name)] == [start, end]
