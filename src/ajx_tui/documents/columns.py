"""How wide the columns of a table become: as weighted, but no code or number is cut, and no room stays unused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from ajx_tui.documents.blocks import Table
from ajx_tui.documents.numbers import format_cell

_SAMPLE = 300
"""Rows that are looked at: enough for what a column holds, and quick for a table of thousands."""
_WORD = re.compile(r"[!-~]+")
_LONGEST_WORD = 24
_SHORT_CELL, _SHORT_TITLE = 3, 4
"""Characters of a cell, and of a line of a title, that are never broken."""
_GIVES = 0.4
"""The share of its width that a column gives so that nothing is cut in another."""
_WIDEST = 0.5
"""Of the table: what a column of long texts asks for at most."""


@dataclass(slots=True)
class _Want:
    """What a column needs beside its padding: for what must not be broken, and for each cell to stand on a line."""

    least: float = 0.0
    whole: float = 0.0
    filled: bool = False


def column_widths(table: Table, total: float, measure: Callable[[str], float], padding: float) -> list[float]:
    """The widths of the columns, together `total`; `measure` gives the width of a text in the same unit.

    Columns that have room to spare give it to those too narrow for a word, then to those whose texts would wrap.
    Columns that are empty, to be filled in by hand, keep their width. `padding` is what a cell needs beside its text.
    """
    weights = [max(column.width, 0.01) for column in table.columns]
    widths = [total * weight / sum(weights) for weight in weights]
    wants = _wants(table, measure, total * _WIDEST)
    em = measure("口")

    def lacking(whole: bool) -> list[float]:
        needs = (want.whole if whole else want.least for want in wants)
        return [max(need + padding - width, 0.0) if need else 0.0 for need, width in zip(needs, widths, strict=True)]

    def unused() -> list[float]:
        return [
            max(width - max(want.whole, want.least) - padding - em, 0.0) if want.filled else 0.0
            for width, want in zip(widths, wants, strict=True)
        ]

    _move(widths, lacking(False), unused())
    spare = (max(min(w - want.least - padding, w * _GIVES), 0.0) for w, want in zip(widths, wants, strict=True))
    _move(widths, lacking(False), list(spare))
    _move(widths, lacking(True), unused())
    return widths


def _move(widths: list[float], wanted: Sequence[float], given: Sequence[float]) -> None:
    """Move as much as there is from columns that give to columns that want, each by its share."""
    moved = min(sum(wanted), sum(given))
    if moved > 0:
        for index, (want, give) in enumerate(zip(wanted, given, strict=True)):
            widths[index] += moved * (want / sum(wanted) - give / sum(given))


def _wants(table: Table, measure: Callable[[str], float], widest: float) -> list[_Want]:
    wants = [_Want() for _ in table.columns]
    seen: set[tuple[int, str]] = set()
    for row in islice(table.rows, _SAMPLE):
        for index, (want, cell, column) in enumerate(zip(wants, row, table.columns, strict=False)):
            text = format_cell(cell, column.format)
            if not text or (index, text) in seen:
                continue
            seen.add((index, text))
            want.filled = True
            want.whole = max(want.whole, min(max(map(measure, text.split("\n"))), widest))
            for word in [text] if len(text) <= _SHORT_CELL else _WORD.findall(text):
                if len(word) <= _LONGEST_WORD:
                    want.least = max(want.least, measure(word))
    if table.header:
        for want, column in zip(wants, table.columns, strict=True):
            for part in column.title.split("\n"):
                if len(part) <= _SHORT_TITLE:
                    want.least = max(want.least, measure(part))
    return wants
