"""Field types that measure: counts, money, rates, days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from ajx_tui.domain.fields import PLAIN, FieldProblem, Reading, Spec, Value
from ajx_tui.domain.text import clean_code, clean_text, shorten

_NUMBER = re.compile(r"^([+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:E[+-]?\d+)?)(.*)$")
_MONEY_UNITS = {
    "": None,
    "元": 1,
    "圆": 1,
    "元整": 1,
    "RMB": 1,
    "CNY": 1,
    "千元": 1000,
    "万元": 10_000,
    "万": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
    "亿": 100_000_000,
}
MAX_INTEGER = 2**53
_EXACT = 2**40
"""Below this a product of two floats lies within 2^-12 of the exact one."""


def read_number(raw: object) -> tuple[Decimal, str] | None:
    """A number and the unit written behind it, or None when `raw` holds none below 10^18. Nothing is rounded."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return Decimal(raw), ""
    if isinstance(raw, float):
        return (Decimal(repr(raw)), "") if abs(raw) < 1e18 else None
    match = _NUMBER.match(clean_code(raw).lstrip("¥$约"))
    if not match:
        return None
    number = Decimal(match[1].replace(",", ""))
    return (number, match[2]) if abs(number.adjusted()) < 18 else None


def _too_big(title: str) -> FieldProblem:
    return FieldProblem(f"{title}的数值过大，请核对")


@dataclass(frozen=True, kw_only=True)
class Count(Spec):
    """A whole number of people, times, papers; zero or more. '50人' and '50.0' are read as 50.

    An `ordinal` one orders or dates things (年度, 版次, 排序): records are grouped by it. It is never added up, nor is
    one whose sum over records says nothing (`adds` is false).
    """

    maximum: int = 10_000_000
    ordinal: bool = False
    adds: bool = True
    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "right"
    type_title: ClassVar[str] = "整数"

    @property
    def summary(self) -> str:
        return "" if self.ordinal or not self.adds else "sum"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if isinstance(raw, float) and raw.is_integer() and 0 <= raw <= self.maximum:
            return int(raw)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        read = read_number(raw)
        if read is None or read[1] not in ("", self.unit, "人", "名", "次", "个", "起", "项", "份", "天", "日"):
            raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”不是整数")
        number = read[0]
        if number != number.to_integral_value() or number < 0:
            raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”应为不小于0的整数")
        if number > self.maximum:
            raise _too_big(self.title)
        return int(number)

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {self.maximum}"


@dataclass(frozen=True, kw_only=True)
class Money(Spec):
    """An amount, stored in fen. `unit` is what a bare number means and how it is shown: 元 or 万元.

    `plausible` is the range in yuan in which real values lie; it tells 元 from 万元 where a header names no unit. What
    is paid or owed `per_head` is averaged, never added up.
    """

    unit: str = "元"
    per_head: bool = False
    plausible: tuple[int, int] = (0, 0)
    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "right"
    type_title: ClassVar[str] = "金额"

    @property
    def summary(self) -> str:
        return "mean" if self.per_head else "sum"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        usual = _MONEY_UNITS.get(reading.unit) or _MONEY_UNITS[self.unit] or 1
        if isinstance(raw, float) and 0 <= (near := raw * (usual * 100)) < _EXACT and abs(near - round(near)) < 0.25:
            return round(near)
        read = read_number(raw)
        if read is None or read[1] not in _MONEY_UNITS:
            raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”不是金额")
        factor = _MONEY_UNITS[read[1]] or usual
        fen = (read[0] * factor * 100).quantize(Decimal(1))
        if fen < 0:
            raise FieldProblem(f"{self.title}不能为负数")
        if fen > MAX_INTEGER:
            raise _too_big(self.title)
        return int(fen)

    def show(self, value: Value) -> str:
        return "" if value is None else money_text(int(value), self.unit)

    def edit(self, value: Value) -> str:
        return "" if value is None else money_text(int(value), self.unit, exact=True).replace(",", "")

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {MAX_INTEGER}"


@dataclass(frozen=True, kw_only=True)
class Percent(Spec):
    """A rate, stored in hundredths of a percent. 5, 0.05 and '5%' all mean 5 %.

    A bare number below 1 is a fraction unless the column's unit says '%'.
    """

    unit: str = "%"
    maximum: int = 10_000
    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "right"
    type_title: ClassVar[str] = "百分比"

    @property
    def summary(self) -> str:
        return "mean"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        read = read_number(raw)
        if read is None or read[1] not in ("", "%", "‰"):
            raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”不是百分比")
        number, unit = read
        fraction = not unit and (reading.unit == "小数" or (reading.unit != "%" and 0 < number < 1))
        points = int((number * (10_000 if fraction else 10 if unit == "‰" else 100)).quantize(Decimal(1)))
        if not 0 <= points <= self.maximum:
            raise FieldProblem(f"{self.title}应在0到{self.maximum // 100}%之间")
        return points

    def show(self, value: Value) -> str:
        return "" if value is None else f"{Decimal(int(value)) / 100:f}%"

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {self.maximum}"


_ADJUSTED = re.compile(r"^(上浮|下浮|上调|下调|\+|-)(\d+(?:\.\d+)?)%$")
_SHARES = {"": 1, "%": 100, "‰": 1000}


@dataclass(frozen=True, kw_only=True)
class Ratio(Spec):
    """A factor or an insurance rate, stored in millionths: finer than `Percent`, and it may exceed 1.

    `unit` is '' (a factor such as 0.85), '%' or '‰' and is what a bare number means. For a factor, '上浮10%' is read
    as 1.1 and '下浮15%' as 0.85.
    """

    maximum: int = 100_000_000
    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "right"
    type_title: ClassVar[str] = "比率"

    @property
    def summary(self) -> str:
        return "mean"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        adjusted = _ADJUSTED.match(clean_code(raw)) if not self.unit else None
        if adjusted:
            change = Decimal(adjusted[2]) / 100
            number = 1 + (change if adjusted[1] in ("上浮", "上调", "+") else -change)
        else:
            read = read_number(raw)
            unit = "" if read is None else read[1] or (reading.unit if reading.unit in _SHARES else "") or self.unit
            if read is None or unit not in _SHARES:
                raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”不是数值")
            number = read[0] / _SHARES[unit]
        millionths = int((number * 1_000_000).quantize(Decimal(1)))
        if not 0 <= millionths <= self.maximum:
            raise FieldProblem(f"{self.title}应在0到{self.show(self.maximum)}之间")
        return millionths

    def show(self, value: Value) -> str:
        if value is None:
            return ""
        text = f"{Decimal(int(value)) * _SHARES[self.unit] / 1_000_000:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + self.unit

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {self.maximum}"


@dataclass(frozen=True, kw_only=True)
class Points(Spec):
    """A score, stored in hundredths of a point: 85.5 is 8550. '85.5分' is read too."""

    maximum: int = 100_000
    width: int = 8
    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "right"
    type_title: ClassVar[str] = "分值"

    @property
    def summary(self) -> str:
        return "mean"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        read = read_number(raw)
        if read is None or read[1] not in ("", "分"):
            raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”不是分数")
        hundredths = int((read[0] * 100).quantize(Decimal(1)))
        if not 0 <= hundredths <= self.maximum:
            raise FieldProblem(f"{self.title}应在0到{self.maximum // 100}分之间")
        return hundredths

    def show(self, value: Value) -> str:
        if value is None:
            return ""
        text = f"{Decimal(int(value)) / 100:.2f}"
        return text.rstrip("0").rstrip(".")

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND {self.maximum}"


_DATE = re.compile(r"^(\d{4})[-./年\\](\d{1,2})[-./月\\](\d{1,2})日?(?:[T ]?\d{1,2}[:：时].*)?$")
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, kw_only=True)
class Day(Spec):
    """A calendar day, stored as ISO text.

    Read from 2026-10-31, 2026.10.31, 2026/10/31, 2026年10月31日, 20261031, spreadsheet serials and date cells.
    """

    width: int = 10
    type_title: ClassVar[str] = "日期"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if isinstance(raw, datetime):
            return raw.date().isoformat()
        if isinstance(raw, date):
            return raw.isoformat()
        text = clean_code(raw)
        if not text or text in ("-", "--", "/", "无", "长期"):
            return None
        found = read_day(text)
        if found is None:
            raise FieldProblem(f"{self.title}“{shorten(text)}”不是日期，请写成 2026-10-31 这样")
        return found.isoformat()

    def sql_check(self, column: str) -> str:
        return f"{column} IS date({column})"


def read_day(text: str) -> date | None:
    """The day written in `text` (already without spaces), or None."""
    try:
        if match := _DATE.match(text):
            return _in_range(date(int(match[1]), int(match[2]), int(match[3])))
        if text.isascii() and text.isdigit():
            if len(text) == 8:
                return _in_range(date(int(text[:4]), int(text[4:6]), int(text[6:])))
            if len(text) == 5:
                return _in_range(_EPOCH + timedelta(days=int(text)))
        if re.fullmatch(r"\d{5}\.\d+", text):
            return _in_range(_EPOCH + timedelta(days=int(text.split(".")[0])))
    except (ValueError, OverflowError):
        pass
    return None


def _in_range(day: date) -> date | None:
    """Days outside 1900–2199 are slips of the pen, not dates of this work."""
    return day if 1900 <= day.year <= 2199 else None


def money_text(fen: int, unit: str = "元", *, exact: bool = False) -> str:
    """`fen` in 元 (two decimals when there are any, or always with `exact` off and pennies present) or 万元."""
    factor = 1_000_000 if unit == "万元" else 100
    amount = Decimal(fen) / factor
    if exact or unit == "万元":
        text = f"{amount:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{amount:,.2f}"
