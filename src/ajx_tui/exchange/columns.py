"""What the values of one column say about it: whether they fit a field, and in which unit they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ajx_tui.domain.credit_code import is_valid
from ajx_tui.domain.fields import (
    Choice,
    CodeLists,
    CreditCode,
    FieldProblem,
    Flag,
    Listed,
    Phone,
    Reading,
    Ref,
    RefKey,
    Spec,
    Text,
)
from ajx_tui.domain.quantities import Day, Money, Percent, read_number
from ajx_tui.domain.slots import Term
from ajx_tui.domain.text import clean_code, clean_name, compare_key, plain

MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")
PERCENT_UNITS = ("%", "小数")
_UNIT_TITLES = {
    **dict.fromkeys(("元", "人民币元", "人民币", "rmb", "cny"), "元"),
    **dict.fromkeys(("万元", "万", "人民币万元"), "万元"),
    **{unit: unit for unit in ("千元", "百万元", "亿元", "%")},
    "百分比": "%",
}
_EMPTY = frozenset(("", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "n/a", "na", "null", "不详", "未知"))
_PERSON = re.compile(r"[\u3400-\u9fff·]{2,4}|[\u3400-\u9fff]{2,8}[·•][\u3400-\u9fff]{2,8}")
_FIRM = re.compile(
    r"(?:公司|集团|厂|矿|社|站|场|店|部|院|中心|企业|井|库|队|处|所|户|行|局|委员会|协会|煤业|车间)[)）]?$"
)
_CODE_LENGTHS = (17, 18, 19)


def is_empty(value: object) -> bool:
    """Whether a cell says nothing: blank, a dash, 无."""
    return value is None or plain(value).strip().casefold() in _EMPTY


def content_fit(spec: Spec, sample: Sequence[object], lists: CodeLists, key: RefKey | None = None) -> float | None:
    """Share of the filled sample values that look like `spec`; None when any text could be this field."""
    filled = [v for v in sample if not is_empty(v)]
    if not filled:
        return None
    if isinstance(spec, Ref):
        return _key_fit(key, filled)
    if isinstance(spec, CreditCode):
        return _codes(filled)
    if isinstance(spec, Phone):
        return sum(1 for v in filled if len(re.sub(r"\D", "", plain(v))) >= 7 and not re.search(r"[A-Za-z]", plain(v))
                   and _readable(spec, v, Reading())) / len(filled)  # fmt: skip
    if isinstance(spec, Text) and spec.personal == "name":
        return sum(_PERSON.fullmatch(clean_name(v)) is not None for v in filled) / len(filled)
    if isinstance(spec, Text) and spec.name and spec.required is True:
        return _names(filled)
    if isinstance(spec, Choice | Flag | Listed | Day | Term) or spec.sql_type != "TEXT":
        reading = Reading(lists=lists)
        return sum(_readable(spec, v, reading) for v in filled) / len(filled)
    return None


def signature(spec: Spec, key: RefKey | None) -> tuple[object, ...]:
    """Fields of one signature answer `content_fit` alike."""
    told = (getattr(spec, name, None) for name in ("personal", "name", "unit", "code_list", "several", "maximum"))
    tail = key.column.rpartition(".")[2] if key is not None else ""
    return (type(spec), spec.required is True, id(getattr(spec, "options", None)), tail, *told)


def _key_fit(key: RefKey | None, filled: Sequence[object]) -> float | None:
    """How well values name the target of a reference."""
    column = key.column.rpartition(".")[2] if key is not None else ""
    if column == "credit_code":
        return _codes(filled)
    if column == "name":
        return _names(filled)
    if column in ("number", "code"):
        return sum(any(c.isdigit() for c in plain(v)) and len(plain(v)) <= 60 for v in filled) / len(filled)
    return None


def _codes(filled: Sequence[object]) -> float:
    """Share that could be credit codes, mistyped ones included."""
    codes = [clean_code(v) for v in filled]
    return sum(len(c) in _CODE_LENGTHS and c.isascii() and c.isalnum() and c[2:8].isdigit() for c in codes) / len(codes)


def valid_codes(sample: Sequence[object]) -> float:
    """Share of the filled values that are credit codes with the right check character: no other column has those."""
    filled = [v for v in sample if not is_empty(v)]
    return sum(is_valid(clean_code(v)) for v in filled) / len(filled) if filled else 0.0


def _names(filled: Sequence[object]) -> float:
    """Share that could be names of firms, projects or bodies: words, not numbers, days or telephone numbers."""
    names = [clean_name(v) for v in filled]
    telling = sum(_FIRM.search(n) is not None for n in names)
    if telling >= 0.5 * len(names):
        return 1.0
    wordy = sum(sum("\u3400" <= c <= "\u9fff" for c in n) >= 3 for n in names)
    return 0.7 * wordy / len(names) if wordy else 0.0


def _readable(spec: Spec, value: object, reading: Reading) -> bool:
    try:
        return spec.parse(value, reading) is not None
    except FieldProblem:
        return False


def named_unit(written: str) -> str:
    """The unit that a header's unit means ('人民币万元/年' → '万元'), '' when it is none of ours."""
    return _UNIT_TITLES.get(compare_key(written.split("/")[0]) or written, "")


def infer_unit(spec: Spec, written: str, around: str, sample: Sequence[object]) -> tuple[str, str, str]:
    """(unit of the column, doubt, guess).

    `written` is the unit in the column's title, `around` the one that stands above the table. The doubt is a Chinese
    question when title and content do not settle the unit; the guess may be empty.
    """
    if isinstance(spec, Money):
        return _money_unit(spec, written, around, _bare_numbers(sample))
    if isinstance(spec, Percent):
        return _percent_unit(spec, written, _bare_numbers(sample))
    return (written if written in ("%", "‰") else ""), "", ""


def _bare_numbers(sample: Sequence[object]) -> list[Decimal]:
    """The non-zero values that carry no unit of their own."""
    read = [read_number(v) for v in sample if v is not None]
    return [r[0] for r in read if r is not None and not r[1] and r[0] != 0]


def _money_unit(spec: Money, written: str, around: str, numbers: Sequence[Decimal]) -> tuple[str, str, str]:
    said = named_unit(written) or ("" if written else named_unit(around))
    if not numbers:
        return said or spec.unit, "", ""
    if written and not named_unit(written):
        return spec.unit, f"“{spec.title}”列的单位“{written}”认不出来，不知道是元还是万元", ""
    fits = _fitting_units(spec, numbers)
    if said:
        other = [unit for unit in fits if unit != said]
        if fits and said not in fits and said in ("元", "万元"):
            shown = f"如 {numbers[0]:f}"
            return said, f"“{spec.title}”列写的单位是{said}，但数值（{shown}）更像{other[0]}，请指明单位", ""
        return said, "", ""
    if len(fits) == 1:
        return fits[0], "", ""
    if any(-int(n.as_tuple().exponent) > 2 for n in numbers):
        return "万元", "", ""
    shown = "、".join(f"{n:f}" for n in numbers[:3])
    return spec.unit, f"“{spec.title}”列没有写单位，数值（如 {shown}）看不出是元还是万元", spec.unit


def _fitting_units(spec: Money, numbers: Sequence[Decimal]) -> list[str]:
    """元, 万元: those in which at least nine tenths of the numbers are plausible."""
    low, high = spec.plausible
    if (low, high) == (0, 0):
        return []
    return [
        unit
        for unit, factor in (("元", 1), ("万元", 10_000))
        if sum(low <= n * factor <= high for n in numbers) >= 0.9 * len(numbers)
    ]


def _percent_unit(spec: Percent, written: str, numbers: Sequence[Decimal]) -> tuple[str, str, str]:
    below = sum(n < 1 for n in numbers)
    if not numbers:
        return "%", "", ""
    shown = f"{next((n for n in numbers if n < 1), numbers[0]):f}"
    if written and named_unit(written) != "%":
        return "%", f"“{spec.title}”列的单位“{written}”认不出来，请指明是%还是小数", ""
    if below == len(numbers):
        if written:
            return "小数", f"“{spec.title}”列写的是%，数值却都小于1（如 {shown}），看不出{shown}是不是百分数", "小数"
        return "小数", "", ""
    if below:
        return "%", f"“{spec.title}”列里有的数小于1、有的不小于1，看不出{shown}是{shown}%还是小数", ""
    return "%", "", ""
