"""How values print: counts, rates, money, dates, Chinese numerals."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from ajx_tui.documents.blocks import Cell, Figure, NumberFormat, Ratio

EMPTY = "—"
"""What a missing value or a rate over zero prints as (domain rule: never 0 % or 100 %)."""
_DIGITS = "〇一二三四五六七八九"


def format_cell(cell: Cell, style: NumberFormat = NumberFormat.TEXT) -> str:
    """The printed form of a cell value under a column's number format.

    Text prints as it stands in any column. None prints '' in a text column and '—' elsewhere.
    """
    if type(cell) is str:
        return cell
    if isinstance(cell, Figure):
        return format_cell(cell.value, style)
    if cell is None:
        return "" if style is NumberFormat.TEXT else EMPTY
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, Ratio):
        if not cell.denominator:
            return EMPTY
        if style in (NumberFormat.RATE, NumberFormat.TEXT):
            return _fixed(Decimal(cell.numerator) / Decimal(cell.denominator) * 100, "0.1") + "%"
        return format_number(Decimal(cell.numerator) / Decimal(cell.denominator), style)
    return format_number(cell, style)


def format_number(value: int | float | Decimal, style: NumberFormat) -> str:
    """A plain number under a number format; money is integer fen. NaN and infinity print '—'."""
    if type(value) is int and style in (NumberFormat.TEXT, NumberFormat.INTEGER):
        return str(value)
    number = (
        value if isinstance(value, Decimal) else Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    )
    if not number.is_finite():
        return EMPTY
    match style:
        case NumberFormat.INTEGER:
            return _fixed(number, "1")
        case NumberFormat.DECIMAL:
            return _fixed(number, "0.01")
        case NumberFormat.RATE:
            return _fixed(number * 100, "0.1") + "%"
        case NumberFormat.YUAN:
            return _fixed(number / 100, "0.01")
        case NumberFormat.WAN:
            return _fixed(number / 1_000_000, "0.01")
    return format(number.normalize(), "f")


def _fixed(number: Decimal, step: str) -> str:
    text = (
        format(number.quantize(Decimal(step), ROUND_HALF_UP), "f") if abs(number) < Decimal(10) ** 24 else str(number)
    )
    return text.removeprefix("-") if not text.strip("-0.") else text


def chinese_numeral(number: int) -> str:
    """1..99 as heading numerals: 一, 十, 十一, 二十, …; other numbers as Arabic digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def heading_text(level: int, text: str, number: int | None) -> str:
    """A heading with its number in the style of its level: 一、 · （一） · 1. · （1）."""
    if number is None:
        return text
    numeral = chinese_numeral(number)
    return (f"{numeral}、", f"（{numeral}）", f"{number}. ", f"（{number}）")[level - 1] + text


def chinese_date(day: dt.date | None) -> str:
    """成文日期: 2026年11月3日, without leading zeros (GB/T 9704 §7.3.5.4); None leaves room for handwriting."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"
