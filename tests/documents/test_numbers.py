"""Printed values: rates, money, dates, numerals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ajx_tui.documents.blocks import Cell, Figure, NumberFormat, Ratio
from ajx_tui.documents.charts import axis_ticks
from ajx_tui.documents.numbers import chinese_date, chinese_numeral, format_cell, heading_text
from ajx_tui.documents.text import shorten, tidy


@pytest.mark.parametrize(
    ("cell", "style", "printed"),
    [
        (Ratio(7, 8), NumberFormat.RATE, "87.5%"),
        (Ratio(0, 0), NumberFormat.RATE, "—"),
        (Ratio(5, 0), NumberFormat.TEXT, "—"),
        (Ratio(0, 4), NumberFormat.RATE, "0.0%"),
        (0.125, NumberFormat.RATE, "12.5%"),
        (123_456_789, NumberFormat.YUAN, "1234567.89"),
        (123_456_789, NumberFormat.WAN, "123.46"),
        (-1, NumberFormat.WAN, "0.00"),
        (12345, NumberFormat.INTEGER, "12345"),
        (None, NumberFormat.INTEGER, "—"),
        (None, NumberFormat.TEXT, ""),
        (float("nan"), NumberFormat.DECIMAL, "—"),
        (Decimal("2.345"), NumberFormat.DECIMAL, "2.35"),
        (dt.date(2026, 1, 2), NumberFormat.TEXT, "2026-01-02"),
        ("=1+1", NumberFormat.YUAN, "=1+1"),
        (Figure(Ratio(1, 3), "x"), NumberFormat.RATE, "33.3%"),
    ],
)
def test_values_print(cell: Cell, style: NumberFormat, printed: str) -> None:
    assert format_cell(cell, style) == printed


def test_an_absurdly_large_number_prints_something() -> None:
    assert format_cell(10**40, NumberFormat.YUAN).startswith("1")


def test_headings_are_numbered_in_the_style_of_their_level() -> None:
    assert [heading_text(level, "题", 12) for level in (1, 2, 3, 4)] == ["十二、题", "（十二）题", "12. 题", "（12）题"]
    assert heading_text(1, "一、原文", None) == "一、原文"
    assert [chinese_numeral(n) for n in (1, 10, 11, 20, 99, 100)] == ["一", "十", "十一", "二十", "九十九", "100"]


def test_dates_have_no_leading_zeros_and_may_be_left_to_the_pen() -> None:
    assert chinese_date(dt.date(2026, 1, 2)) == "2026年1月2日"
    assert chinese_date(None).strip("　") == "年　　月　　日"


def test_axes_start_at_zero_and_reach_the_largest_value() -> None:
    assert axis_ticks([0.3, None], NumberFormat.RATE, None) == [0, 0.25, 0.5, 0.75, 1.0]
    for largest in (0, 1, 2, 3, 7, 15, 99, 101, 12_345):
        ticks = axis_ticks([largest], NumberFormat.INTEGER, None)
        assert ticks[0] == 0
        assert ticks[-1] >= largest
        assert all(tick == int(tick) for tick in ticks)
    assert axis_ticks([1.2], NumberFormat.RATE, None)[-1] >= 1.2
    assert axis_ticks([], NumberFormat.WAN, None)[0] == 0


def test_text_is_made_printable() -> None:
    assert tidy("甲\t乙\r\n丙\x00\u200b\u202e丁\ufe0f") == "甲 乙\n丙丁"
    assert tidy("\ud800\ufffe") == "\ufffd\ufffd"
    assert tidy("\u3000中 A\u00a0B") == "\u3000中 A B"
    assert len(shorten("长" * 300)) == 24
