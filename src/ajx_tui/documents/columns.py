"""How wide the columns of a table become: as weighted, but no code, number or short title is cut in two."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from ajx_tui.documents.blocks import Table
from ajx_tui.documents.numbers import format_cell

_SAMPLE = 300
"""Rows that are looked at: enough for what a column holds, and quick for a table of thousands."""
_WORD = re.compile(r"[!-~]+")
_LONGEST_WORD = 24
_SHORT_TITLE = 2
_GIVES = 0.4
"""The share of its width that a column may give to others."""


def column_widths(table: Table, total: float, measure: Callable[[str], float], padding: float) -> list[float]:
    """The widths of the columns, together `total`; `measure` gives the width of a text in the same unit.

    A column too narrow for a word of its cells takes what it lacks from the columns that have room to spare;
    `padding` is what a cell needs beside its text.
    """
    weights = [max(column.width, 0.01) for column in table.columns]
    widths = [total * weight / sum(weights) for weight in weights]
    least = [need + padding if need else 0.0 for need in _least(table, measure)]
    lacking = [max(need - width, 0.0) for need, width in zip(least, widths, strict=True)]
    if not any(lacking):
        return widths
    spare = [max(min(width - need, width * _GIVES), 0.0) for need, width in zip(least, widths, strict=True)]
    moved = min(sum(lacking), sum(spare))
    given, taken = moved / (sum(spare) or 1.0), moved / sum(lacking)
    return [width + short * taken - room * given for width, short, room in zip(widths, lacking, spare, strict=True)]


def _least(table: Table, measure: Callable[[str], float]) -> list[float]:
    """The widest text of each column that must not be broken."""
    found = [""] * len(table.columns)
    least = [0.0] * len(table.columns)
    for row in islice(table.rows, _SAMPLE):
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=False)):
            for word in _WORD.findall(format_cell(cell, column.format)):
                if len(found[index]) - 2 < len(word) <= _LONGEST_WORD:
                    found[index] = max(found[index], word, key=len)
                    least[index] = max(least[index], measure(word))
    if table.header:
        for index, column in enumerate(table.columns):
            short = (part for part in column.title.split("\n") if len(part) <= _SHORT_TITLE)
            least[index] = max(least[index], *map(measure, short), 0.0)
    return least
