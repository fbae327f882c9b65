"""Amounts in capital characters: the examples of the voucher rules, and a reader that gives the amount back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ajx_tui.domain.capitals import money_capitals

_DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"), (5, "伍分"), (10, "壹角整"), (105, "壹元零伍分"), (6_000_000, "陆万元整"),
        (10_205, "壹佰零贰元零伍分"), (10_005_030, "壹拾万零伍拾元叁角整"), (100_000_000_000, "壹拾亿元整"),
        (45_200_005_726_00, "肆佰伍拾贰亿零伍仟柒佰贰拾陆元整"), (20_000_000, "贰拾万元整"),
    ],
)  # fmt: skip
def test_amounts_read_as_people_write_them(fen: int, text: str) -> None:
    assert money_capitals(fen) == text


@given(st.integers(0, 10**16))
def test_no_amount_is_lost(fen: int) -> None:
    text = money_capitals(fen)
    assert _read(text) == fen
    assert "零零" not in text and "零元" not in text.removeprefix("零元整")


def _read(text: str) -> int:
    whole, _, rest = text.partition("元") if "元" in text else ("", "", text)
    total = group = digit = 0
    for c in whole:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _PLACES:
            group, digit = group + digit * _PLACES[c], 0
        elif c == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        else:
            total, group, digit = (total + group + digit) * 10**8, 0, 0
    yuan = total + group + digit
    jiao = _DIGITS[rest[rest.index("角") - 1]] if "角" in rest else 0
    fen = _DIGITS[rest[rest.index("分") - 1]] if "分" in rest else 0
    return yuan * 100 + jiao * 10 + fen


def test_there_are_no_capitals_for_what_is_no_amount() -> None:
    for fen in (-1, 10**18):
        with pytest.raises(ValueError):
            money_capitals(fen)
