"""How text is written into a csv cell so that no spreadsheet program computes or mangles it, and the way back."""

from __future__ import annotations

import re

_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
_QUOTED_TEXT = re.compile(r'="([^"]*)"')
_LONG_CODE = re.compile(r"0\d+|\d{12,}")


def to_csv(text: str, *, codes: bool = False) -> str:
    """An apostrophe goes before what would be a formula; with `codes` a tab before long numbers and numbers with
    leading zeros, as offices do by hand."""
    if _FORMULA.match(text):
        return f"'{text}"
    return f"\t{text}" if codes and _LONG_CODE.fullmatch(text) else text


def from_csv(cell: str) -> str:
    """The text of a csv cell without what writers add to keep it text: tabs around, `="…"`, the apostrophe."""
    if _guarded(cell):
        return cell[1:]
    cell = cell.strip("\t")
    if cell[:1] == "=" and (match := _QUOTED_TEXT.fullmatch(cell)):
        return match[1]
    return cell[1:] if _guarded(cell) else cell


def _guarded(cell: str) -> bool:
    """Whether the cell's apostrophe is there only to keep what follows from being a formula."""
    return cell[:1] == "'" and _FORMULA.match(cell, 1) is not None
