"""Give refused rows back as the sheet they came from, with the bad cells marked and the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ajx_tui.exchange.reader import Cell
from ajx_tui.progress import Job

ROW_NUMBER_TITLE = "原行号"
REASON_TITLE = "退回原因"
EXTRA_TITLES = frozenset({ROW_NUMBER_TITLE, REASON_TITLE})
"""Titles of the two columns we add; an importer skips columns with these titles."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused row: its number in the original file, its cells, and why: `reasons` by 0-based column, `row_reasons`
    for what concerns no single cell."""

    row_number: int
    cells: Sequence[Cell]
    reasons: Mapping[int, str] = field(default_factory=dict)
    row_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedSheet:
    """The refused rows of one sheet of one file. `top_rows` are the original rows from row 1 to the header's last row;
    `header_rows` counts how many of them, from the bottom, are the header."""

    source: str
    top_rows: Sequence[Sequence[Cell]]
    rows: Sequence[RefusedRow]
    header_rows: int = 1


def write_marked(path: Path, sheets: Sequence[RefusedSheet]) -> Job[Path]:
    """Write one workbook with one sheet per refused sheet. Returns the path. Raises AjxError like `write_list`."""
    raise NotImplementedError
    yield
