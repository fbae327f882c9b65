"""Write a list to xlsx or csv. Strings are never formulas, codes are text, the file appears only when complete."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from ajx_tui.atomic import writing
from ajx_tui.errors import AjxError
from ajx_tui.exchange.csv_cells import to_csv
from ajx_tui.exchange.limits import MAX_ROWS
from ajx_tui.exchange.xlsx_out import (
    GREY,
    HEADER_COLOUR,
    display_width,
    put_text,
    safe_text,
    sheet_title,
    writing_workbook,
)
from ajx_tui.progress import Job, Progress

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as XlsxBook
    from xlsxwriter.worksheet import Worksheet

_STEP = 500  # rows between two progress reports
_SAMPLE = 200  # rows that set the column widths
_MAX_WIDTH = 48


class ColumnKind(StrEnum):
    """What a column holds.

    `money` integer fen, shown in yuan · `date` ISO text or a date · `percent` integer hundredths of a percent (500 is
    5 %) · `ratio` a fraction (0.05 is 5 %) · `number` any number · `int` a count.
    """

    TEXT = "text"
    INT = "int"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of an exported list. `width` in half-width characters, None: by title and content."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int | None = None
    note: str = ""


_Put = Callable[[int, int, object], None]
_NUMBER_FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.INT: "0",
    ColumnKind.NUMBER: "General",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.PERCENT: "0.00%",
    ColumnKind.RATIO: "0.00%",
}
_LEAST_WIDTHS = {ColumnKind.MONEY: 14, ColumnKind.DATE: 12, ColumnKind.PERCENT: 9, ColumnKind.RATIO: 9}


def write_list(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[object]],
    *,
    total: int = 0,
    title: str = "",
    notes: Sequence[str] = (),
    sheet_name: str = "清单",
) -> Job[Path]:
    """Write `rows` to `path`: csv when its suffix is .csv, else xlsx.

    `total` is the expected number of rows, for the progress only. `title` and `notes` stand above the header (xlsx
    only). None and '' give an empty cell; a value that does not fit its column's kind is written as text. Returns the
    path. Raises AjxError for a full disk, missing rights or a file open elsewhere; nothing is left behind then or when
    the job is closed, and a file that was there before stays.
    """
    if path.suffix.lower() == ".csv":
        return _write_csv(path, columns, rows, total)
    return _write_xlsx(path, columns, rows, total, title, notes, sheet_name)


def _write_csv(path: Path, columns: Sequence[OutColumn], rows: Iterable[Sequence[object]], total: int) -> Job[Path]:
    kinds = [column.kind for column in columns]
    with writing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
        writer = csv.writer(text)
        writer.writerow([to_csv(safe_text(column.title)) for column in columns])
        for number, row in enumerate(rows, 1):
            writer.writerow([_csv_cell(value, kind) for value, kind in zip(row, kinds, strict=False)])
            if number % _STEP == 0:
                yield Progress(number, max(total, number), f"正在写入 {path.name}")
        text.flush()
        text.detach()
    return path


def _csv_cell(value: object, kind: ColumnKind) -> str:
    if isinstance(value, str):
        return to_csv(safe_text(value), codes=kind is ColumnKind.TEXT)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        if isinstance(value, int):
            if kind is ColumnKind.MONEY:
                return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
            if kind not in (ColumnKind.PERCENT, ColumnKind.RATIO):
                return str(value)
        if kind is ColumnKind.PERCENT:
            return f"{_plain(Decimal(str(value)) / 100)}%"
        if kind is ColumnKind.RATIO:
            return f"{_plain(round(Decimal(str(value)) * 100, 2))}%"
        return _plain(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return to_csv(safe_text(value))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number.is_finite() else ""


def _write_xlsx(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[object]],
    total: int,
    title: str,
    notes: Sequence[str],
    sheet_name: str,
) -> Job[Path]:
    with writing_workbook(path) as book:
        sheet = book.add_worksheet(sheet_title(sheet_name))
        iterator = iter(rows)
        sample = list(islice(iterator, _SAMPLE))
        _set_widths(sheet, columns, sample)
        header_row = _write_top(book, sheet, title, notes)
        _write_header(book, sheet, columns, header_row)
        puts = [_putter(book, sheet, column.kind) for column in columns]
        done = 0
        for done, row in enumerate(chain(sample, iterator), 1):
            if header_row + done >= MAX_ROWS:
                raise AjxError("行数太多", f"Excel 最多 {MAX_ROWS} 行。请先筛选，或导出为 csv。")
            for column, (put, value) in enumerate(zip(puts, row, strict=False)):
                if value is not None and value != "":
                    put(header_row + done, column, value)
            if done % _STEP == 0:
                yield Progress(done, max(total, done), f"正在写入 {path.name}")
        sheet.autofilter(header_row, 0, header_row + max(done, 1), max(len(columns) - 1, 0))
        yield Progress(done, max(total, done), f"正在保存 {path.name}")
    return path


def _putter(book: XlsxBook, sheet: Worksheet, kind: ColumnKind) -> _Put:
    """The function that writes a value of this kind; what doesn't fit is written as text."""
    form = book.add_format({"num_format": _NUMBER_FORMATS[kind], "valign": "top"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    scale = {ColumnKind.MONEY: 100, ColumnKind.PERCENT: 10_000}.get(kind, 1)

    def put(row: int, column: int, value: object) -> None:
        if isinstance(value, bool):
            put_text(sheet, row, column, "是" if value else "否", text)
        elif kind is ColumnKind.DATE and (day := _day(value)) is not None:
            sheet.write_datetime(row, column, day, form)
        elif kind not in (ColumnKind.TEXT, ColumnKind.DATE) and _is_number(value):
            sheet.write_number(row, column, float(value) / scale, form)
        else:
            put_text(sheet, row, column, value, text)

    return put


def _is_number(value: object) -> TypeGuard[int | float | Decimal]:
    """Whether a spreadsheet keeps the number exactly enough (fifteen digits)."""
    return isinstance(value, int | float | Decimal) and -1e15 < value < 1e15


def _day(value: object) -> datetime | None:
    """The day of an ISO text or date, None for anything else and for years before Excel's calendar."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, date) and value.year >= 1901:
        return datetime(value.year, value.month, value.day)
    return None


def _set_widths(sheet: Worksheet, columns: Sequence[OutColumn], sample: Sequence[Sequence[object]]) -> None:
    for number, column in enumerate(columns):
        width = column.width
        if width is None:
            values = (row[number] for row in sample if number < len(row) and row[number] is not None)
            widest = max((display_width(str(value)[:200]) for value in values), default=0)
            width = max(display_width(column.title) + 4, _LEAST_WIDTHS.get(column.kind, 6), widest + 2)
        sheet.set_column(number, number, min(width, _MAX_WIDTH))


def _write_top(book: XlsxBook, sheet: Worksheet, title: str, notes: Sequence[str]) -> int:
    """Write title and notes; return the row of the header, from 0."""
    row = 0
    if title:
        put_text(sheet, row, 0, title, book.add_format({"bold": True, "font_size": 14}))
        row += 1
    grey = book.add_format({"font_color": GREY})
    for note in notes:
        put_text(sheet, row, 0, note, grey)
        row += 1
    return row


def _write_header(book: XlsxBook, sheet: Worksheet, columns: Sequence[OutColumn], row: int) -> None:
    form = book.add_format(
        {
            "bold": True,
            "bg_color": HEADER_COLOUR,
            "border": 1,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
        }
    )
    for number, column in enumerate(columns):
        put_text(sheet, row, number, column.title, form)
        if column.note:
            sheet.write_comment(row, number, safe_text(column.note), {"x_scale": 1.6, "font_size": 9})
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
