"""What the values of one column say about it: whether they fit a field, and in which unit they are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ajx_tui.domain.fields import Choice, CodeLists, CreditCode, FieldProblem, Flag, Listed, Reading, Ref, RefKey, Spec
from ajx_tui.domain.quantities import Day, Money, Percent, read_number
from ajx_tui.domain.text import clean_code, plain

_UNIT_TITLES = {
    **dict.fromkeys(("元", "人民币元", "RMB"), "元"),
    **dict.fromkeys(("万元", "万", "人民币万元"), "万元"),
    **{unit: unit for unit in ("千元", "百万元", "亿元", "%")},
    "百分比": "%",
}


def content_fit(spec: Spec, sample: Sequence[object], lists: CodeLists, key: RefKey | None = None) -> float | None:
    """Share of the filled sample values that `spec` can read; None when any text could be this field."""
    if isinstance(spec, Ref):
        if key is None or key.column != "credit_code":
            return None
        spec = CreditCode(title="")
    if not isinstance(spec, CreditCode | Day | Choice | Flag | Listed | Money | Percent) and spec.sql_type == "TEXT":
        return None
    filled = [v for v in sample if v is not None and plain(v).strip()]
    if not filled:
        return None
    if isinstance(spec, CreditCode):
        return sum(len(clean_code(v)) in (17, 18, 19) and clean_code(v)[:2].isalnum() for v in filled) / len(filled)
    reading = Reading(lists=lists)
    return sum(_readable(spec, v, reading) for v in filled) / len(filled)


def _readable(spec: Spec, value: object, reading: Reading) -> bool:
    try:
        return spec.parse(value, reading) is not None
    except FieldProblem:
        return False


def infer_unit(spec: Spec, written: str, sample: Sequence[object]) -> tuple[str, str]:
    """(unit of the column, doubt). The doubt is a Chinese question when the content does not settle the unit."""
    if isinstance(spec, Money):
        return _money_unit(spec, written, sample)
    if isinstance(spec, Percent):
        return _percent_unit(spec, written, sample)
    return "", ""


def _bare_numbers(sample: Sequence[object]) -> list[Decimal]:
    """The non-zero values that carry no unit of their own."""
    read = [read_number(v) for v in sample if v is not None]
    return [r[0] for r in read if r is not None and not r[1] and r[0] != 0]


def _money_unit(spec: Money, written: str, sample: Sequence[object]) -> tuple[str, str]:
    if written in _UNIT_TITLES:
        return _UNIT_TITLES[written], ""
    numbers = _bare_numbers(sample)
    if not numbers or spec.plausible == (0, 0):
        return spec.unit, ""
    low, high = spec.plausible
    fits = {
        unit: sum(low <= n * factor <= high for n in numbers) >= 0.9 * len(numbers)
        for unit, factor in (("元", 1), ("万元", 10_000))
    }
    if fits["元"] != fits["万元"]:
        return ("元" if fits["元"] else "万元"), ""
    if any(n.as_tuple().exponent < -2 for n in numbers):  # type: ignore[operator]
        return "万元", ""
    return spec.unit, f"“{spec.title}”列没有写单位，数值看不出是元还是万元"


def _percent_unit(spec: Percent, written: str, sample: Sequence[object]) -> tuple[str, str]:
    numbers = _bare_numbers(sample)
    below = sum(n < 1 for n in numbers)
    if numbers and below == len(numbers):
        return "小数", ""
    if below:
        return "%", f"“{spec.title}”列里有的数小于1、有的不小于1，看不出0.05是5%还是0.05%"
    return "%", ""
