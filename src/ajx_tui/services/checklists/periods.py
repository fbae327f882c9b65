"""Periods as people write them: 2026, 2026年上半年, 2026年第三季度, 2026Q3, 2026-09, 2026-07-01至2026-09-30."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from ajx_tui.domain.quantities import read_day
from ajx_tui.domain.text import clean_code
from ajx_tui.errors import UsageError

_YEAR = re.compile(r"(\d{4})年?度?")
_HALF = re.compile(r"(\d{4})(?:年?(上|下)半年|-?H([12]))")
_QUARTER = re.compile(r"(\d{4})(?:年?第?([一二三四1234])季度?|-?Q([1-4]))")
_MONTH = re.compile(r"(\d{4})(?:年|-|\.|/)(\d{1,2})月?份?")
_SPLIT = re.compile(r"至|到|~+|～")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def read_period(text: str) -> tuple[date, date]:
    """First and last day of a period. Raises UsageError for what can't be read."""
    given = clean_code(text.replace("—", "~"))  # a dash between days, before it looks like one within them
    found = _days(given) or _named(given)
    if found is None or not 1900 <= found[0].year <= found[1].year <= 2199 or found[1] < found[0]:
        raise UsageError(
            "期间看不懂", f"“{text[:30]}”请写成 2026、2026年下半年、2026Q3、2026-09 或 2026-07-01至2026-09-30。"
        )
    return found


def _days(given: str) -> tuple[date, date] | None:
    parts = _SPLIT.split(given)
    days = [read_day(part) for part in parts]
    if len(days) == 2 and days[0] is not None and days[1] is not None:
        return days[0], days[1]
    return None


def _named(given: str) -> tuple[date, date] | None:
    if match := _YEAR.fullmatch(given):
        return _span(int(match[1]), 1, 12)
    if match := _HALF.fullmatch(given):
        first = match[2] == "上" or match[3] == "1"
        return _span(int(match[1]), 1 if first else 7, 6)
    if match := _QUARTER.fullmatch(given):
        word = match[2] or match[3]
        return _span(int(match[1]), 3 * (_QUARTERS.get(word) or int(word)) - 2, 3)
    if (match := _MONTH.fullmatch(given)) and 1 <= int(match[2]) <= 12:
        return _span(int(match[1]), int(match[2]), 1)
    return None


def _span(year: int, month: int, months: int) -> tuple[date, date] | None:
    if not 1900 <= year <= 2199:
        return None
    last = month + months - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def usual(today: date) -> list[tuple[str, date, date]]:
    """The periods mostly asked for around a day, the running quarter first: (name, first day, last day)."""
    quarter = (today.month + 2) // 3
    half = "上半年" if quarter < 3 else "下半年"
    before = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
    names = [
        f"{today.year}年第{'一二三四'[quarter - 1]}季度", f"{today.year}年{half}", f"{today.year}年",
        f"{before[0]}年第{'一二三四'[before[1] - 1]}季度", f"{today.year}年{today.month}月",
    ]  # fmt: skip
    return [(name, *read_period(name)) for name in names]


def period_name(start: str, end: str) -> str:
    """A period (ISO days) as people call it: 2026年第三季度, 2026年下半年, 2026年9月, else its two days."""
    year, month = int(start[:4]), int(start[5:7])
    half = "上半年" if month == 1 else "下半年"
    names = {12: "", 6: half, 3: f"第{'一二三四'[(month - 1) // 3]}季度", 1: f"{month}月"}
    for months, name in names.items():
        if (month - 1) % months == 0 and month + months <= 13:
            span = _span(year, month, months)
            if span is not None and (start, end) == (span[0].isoformat(), span[1].isoformat()):
                return f"{year}年{name}"
    return f"{start}至{end}"
