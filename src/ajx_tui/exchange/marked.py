"""Give refused rows back as the sheet they came from, with the bad cells marked and the reasons in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.errors import AjxError
from ajx_tui.exchange.reader import Cell, Merge
from ajx_tui.exchange.xlsx_out import (
    BAD_COLOUR,
    BAD_TEXT_COLOUR,
    GREY,
    HEADER_COLOUR,
    display_width,
    native_forms,
    put_native,
    put_text,
    safe_text,
    sheet_title,
    writing_workbook,
)
from ajx_tui.progress import Job, Progress

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as XlsxBook
    from xlsxwriter.worksheet import Worksheet

ROW_NUMBER_TITLE = "原行号"
REASON_TITLE = "退回原因"
EXTRA_TITLES = frozenset({ROW_NUMBER_TITLE, REASON_TITLE})
"""Titles of the two columns we add; an importer skips columns with these titles."""

_SUFFIX = re.compile(r"\.(?:xlsx?|xlsm|ods|csv|txt|et)$", re.IGNORECASE)
_STEP = 200
_MAX_COMMENTS = 2000  # per sheet; Excel gets slow with more, and the reason column says it all
_SAMPLE = 100


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
    `header_rows` counts how many of them, from the bottom, are the header. `merged` are the sheet's merged ranges."""

    source: str
    top_rows: Sequence[Sequence[Cell]]
    rows: Sequence[RefusedRow]
    header_rows: int = 1
    merged: Sequence[Merge] = ()

    @property
    def first_header_row(self) -> int:
        """0-based place of the header's first row in `top_rows`."""
        return max(len(self.top_rows) - self.header_rows, 0)


def write_marked(path: Path, sheets: Sequence[RefusedSheet]) -> Job[Path]:
    """Write one workbook with one sheet per refused sheet. Returns the path.

    Raises AjxError like `write_list`, and when no sheet has a refused row.
    """
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise AjxError("没有退回的行", "全部行都已通过，不需要退回表。")
    total = sum(len(sheet.rows) for sheet in sheets)
    done = 0
    with writing_workbook(path) as book:
        taken: list[str] = []
        looks = _Looks(book)
        for refused in sheets:
            taken.append(sheet_title(_SUFFIX.sub("", refused.source) or "退回", taken))
            page = _Page(book.add_worksheet(taken[-1]), refused, looks)
            page.write_top()
            for row in refused.rows:
                page.write_row(row)
                done += 1
                if done % _STEP == 0:
                    yield Progress(done, total, f"正在写入 {path.name}")
            page.finish()
        yield Progress(total, total, f"正在保存 {path.name}")
    return path


class _Looks:
    """The formats of a marked workbook."""

    def __init__(self, book: XlsxBook) -> None:
        head = {"bold": True, "bg_color": HEADER_COLOUR, "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.plain = native_forms(book)
        self.bad = native_forms(book, bg_color=BAD_COLOUR, font_color=BAD_TEXT_COLOUR)
        self.header = native_forms(book, **head)
        self.extra: Format = book.add_format({"font_color": GREY, "valign": "top"})
        self.reason: Format = book.add_format({"text_wrap": True, "valign": "top", "font_color": BAD_TEXT_COLOUR})


class _Page:
    """One sheet being written: the original columns one place to the right, between our two."""

    def __init__(self, sheet: Worksheet, refused: RefusedSheet, looks: _Looks) -> None:
        self._sheet = sheet
        self._refused = refused
        self._looks = looks
        self._next = len(refused.top_rows)
        marked = (max(row.reasons, default=-1) + 1 for row in refused.rows)
        self._width = max([0, *map(_used, refused.top_rows), *(_used(row.cells) for row in refused.rows), *marked])
        self._titles = self._find_titles()

    def _find_titles(self) -> list[str]:
        """The title of each column, from the lowest header row that names it."""
        found = [""] * self._width
        for row in self._refused.top_rows[self._refused.first_header_row :]:
            for column, cell in enumerate(row[: self._width]):
                if text := "".join(str(cell if cell is not None else "").split()):
                    found[column] = text
        return found

    def write_top(self) -> None:
        """Write the original rows down to the header, and our two titles beside the header."""
        first_header = self._refused.first_header_row
        for number, row in enumerate(self._refused.top_rows):
            forms = self._looks.header if number >= first_header else self._looks.plain
            for column, cell in enumerate(row[: self._width], 1):
                if cell not in ("", None) or number >= first_header:
                    put_native(self._sheet, number, column, cell, forms)
            if number == first_header:
                put_text(self._sheet, number, 0, ROW_NUMBER_TITLE, self._looks.header["text"])
                put_text(self._sheet, number, self._width + 1, REASON_TITLE, self._looks.header["text"])
        self._merge(first_header, len(self._refused.top_rows))

    def _merge(self, first_header: int, end: int) -> None:
        """Repeat the merged ranges of the header, so that a two-row header is read the same way again."""
        ranges = [
            (m.first_row - 1, m.first_column + 1, m.last_row - 1, m.last_column + 1)
            for m in self._refused.merged
            if m.first_row > first_header and m.last_row <= end and m.last_column < self._width
        ]
        if end - first_header > 1:
            ranges += [(first_header, column, end - 1, column) for column in (0, self._width + 1)]
        for first_row, first_column, last_row, last_column in ranges:
            if (first_row, first_column) != (last_row, last_column):
                # merge_range would write the rows below before their turn, which a streamed sheet can't
                self._sheet.merge.append([first_row, first_column, last_row, last_column])

    def write_row(self, row: RefusedRow) -> None:
        """Write the next refused row: bad cells red with a comment, all reasons in the last column."""
        number, sheet = self._next, self._sheet
        with_comments = number - len(self._refused.top_rows) < _MAX_COMMENTS
        sheet.write_number(number, 0, row.row_number, self._looks.extra)
        for column in range(self._width):
            cell = row.cells[column] if column < len(row.cells) else ""
            reason = row.reasons.get(column)
            put_native(sheet, number, column + 1, cell, self._looks.plain if reason is None else self._looks.bad)
            if reason is not None and with_comments:
                sheet.write_comment(number, column + 1, safe_text(reason), {"x_scale": 1.5, "font_size": 9})
        put_text(sheet, number, self._width + 1, self._reason_text(row), self._looks.reason)
        self._next += 1

    def _reason_text(self, row: RefusedRow) -> str:
        """All reasons of a row in one text; each says which column it means."""
        parts = list(row.row_reasons)
        for column, reason in sorted(row.reasons.items()):
            title = self._titles[column]
            parts.append(reason if not title or title in reason else f"{title}：{reason}")
        return "；".join(part.rstrip("；。") for part in parts)

    def finish(self) -> None:
        """Set widths, frozen header and filter."""
        sheet, last = self._sheet, self._width + 1
        sheet.set_column(0, 0, 8)
        for column, title in enumerate(self._titles):
            sample = (row.cells[column] for row in self._refused.rows[:_SAMPLE] if column < len(row.cells))
            widest = max((display_width(str(cell)[:100]) for cell in sample if cell is not None), default=0)
            sheet.set_column(column + 1, column + 1, min(max(display_width(title) + 2, widest + 2, 8), 40))
        sheet.set_column(last, last, 60)
        header = len(self._refused.top_rows)
        sheet.freeze_panes(header, 1)
        if header - self._refused.first_header_row == 1:
            sheet.autofilter(header - 1, 0, self._next - 1, last)


def _used(row: Sequence[Cell]) -> int:
    """Length of a row without the empty cells at its end."""
    used = len(row)
    while used and row[used - 1] in ("", None):
        used -= 1
    return used
