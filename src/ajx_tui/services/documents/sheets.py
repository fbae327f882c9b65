"""The tables of a document as a workbook: one sheet a table, numbers as numbers, codes as text, evidence in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import RenderReport
from ajx_tui.documents.tables import NO_ROWS
from ajx_tui.documents.texts.facts import Evidence
from ajx_tui.exchange.xlsx_out import HEADER_COLOUR, display_width, put_text, sheet_title, writing_workbook
from ajx_tui.progress import Job, Progress

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CODES = {
    b.NumberFormat.TEXT: "@",
    b.NumberFormat.INTEGER: "0",
    b.NumberFormat.DECIMAL: "0.00",
    b.NumberFormat.RATE: "0.0%",
    b.NumberFormat.YUAN: "#,##0.00",
    b.NumberFormat.WAN: "0.00",
}
_SCALES = {b.NumberFormat.YUAN: 100, b.NumberFormat.WAN: 1_000_000}
_STEP = 500
_LEAST, _MOST = 6, 44


def render(document: b.Document, evidence: Iterable[Evidence], path: Path) -> Job[RenderReport]:
    """Write every table of `document`, then the records behind each number, to an xlsx file.

    Raises AjxError when the file can't be written; closing the job leaves nothing behind.
    """
    tables = list(all_tables(document.blocks))
    total = sum(len(table.rows) for table in tables) + 1
    done = 0
    with writing_workbook(path) as book:
        meta = document.meta
        # A fixed day of making: the same numbers give the same bytes.
        book.set_properties({"title": meta.title, "author": meta.author, "created": dt.datetime(2000, 1, 1)})
        forms = _Forms(book)
        taken: list[str] = []
        for table in tables:
            yield Progress(done, total, f"生成工作表 {len(taken) + 1}")
            name = sheet_title(table.caption or f"表{len(taken) + 1}", taken)
            taken.append(name)
            for step in _table(book.add_worksheet(name), forms, document, table):
                yield Progress(done + step, total, f"生成工作表 {name}")
            done += len(table.rows)
        listed = [one for one in evidence if one.labels]
        if listed:
            _evidence(book.add_worksheet(sheet_title("数据来源", taken)), forms, listed)
        if not tables and not listed:
            put_text(book.add_worksheet("说明"), 0, 0, document.meta.title)
        yield Progress(total, total, "写入文件")
    return RenderReport(str(path), 0)


def all_tables(blocks: Iterable[b.Block]) -> Iterator[b.Table]:
    """Every table with a header, in order; lists of codes without one are in the evidence sheet anyway."""
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from all_tables(block.blocks)
        elif isinstance(block, b.Table) and block.header:
            yield block


class _Forms:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": "宋体", "font_size": 11, "valign": "vcenter", **properties}
            )
        return self._made[key]

    def cell(self, column: b.Column, bold: bool) -> Format:
        """A body cell under a column."""
        right = column.format is not b.NumberFormat.TEXT or column.align is b.Align.RIGHT
        align = "right" if right else "center" if column.align is b.Align.CENTER else "left"
        return self(num_format=_CODES[column.format], border=1, bold=bold, align=align, text_wrap=not right)

    @property
    def header(self) -> Format:
        """A header cell."""
        return self(bold=True, border=1, align="center", text_wrap=True, bg_color=HEADER_COLOUR)


def _table(sheet: Worksheet, forms: _Forms, document: b.Document, table: b.Table) -> Iterator[int]:
    """Caption, note of the cut-off day, header, rows, total; the header stays in view and repeats on paper."""
    columns = table.columns
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _width(table, index, column))
    meta = document.meta
    put_text(sheet, 0, 0, table.caption or meta.title, forms(bold=True, font_size=14))
    day = f"截止日 {meta.as_of.isoformat()}　数据版本 {meta.revision}" if meta.as_of else ""
    put_text(sheet, 1, 0, "　".join(part for part in ("演示数据" if meta.demo else "", day, table.unit) if part),
             forms(font_color="#808080"))  # fmt: skip
    row = _header(sheet, forms, columns, 2)
    sheet.freeze_panes(row, 1)
    sheet.repeat_rows(2, row - 1)
    for number, values in enumerate(table.rows, 1):
        _row(sheet, forms, columns, row, values, number - 1 in table.subtotals)
        row += 1
        if number % _STEP == 0:
            yield number
    if not table.rows:
        put_text(sheet, row, 0, NO_ROWS, forms(border=1, align="center"))
        row += 1
    if table.total is not None:
        _row(sheet, forms, columns, row, table.total, True)
        row += 1
    if table.note:
        put_text(sheet, row, 0, table.note, forms(font_color="#808080"))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if table.landscape or len(columns) > 8:
        sheet.set_landscape()


def _header(sheet: Worksheet, forms: _Forms, columns: tuple[b.Column, ...], row: int) -> int:
    """The header rows; returns the first row below."""
    if any(column.group for column in columns):
        at = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            count = len(list(members))
            if group and count > 1:
                sheet.merge_range(row, at, row, at + count - 1, group, forms.header)
            else:
                for index in range(at, at + count):
                    put_text(sheet, row, index, group, forms.header)
            at += count
        row += 1
    for index, column in enumerate(columns):
        put_text(sheet, row, index, column.title.replace("\n", ""), forms.header)
    return row + 1


def _row(
    sheet: Worksheet, forms: _Forms, columns: tuple[b.Column, ...], row: int, values: Iterable[b.Cell], bold: bool
) -> None:
    for index, (column, value) in enumerate(zip(columns, values, strict=False)):
        _put(sheet, row, index, value, column.format, forms.cell(column, bold))


def _put(sheet: Worksheet, row: int, index: int, cell: b.Cell, style: b.NumberFormat, form: Format) -> None:
    value = cell.value if isinstance(cell, b.Figure) else cell
    if isinstance(value, b.Ratio):
        value = value.value
        if value is None:
            put_text(sheet, row, index, "—", form)
            return
    if value is None:
        put_text(sheet, row, index, "" if style is b.NumberFormat.TEXT else "—", form)
    elif isinstance(value, int | float | Decimal) and -1e15 < value < 1e15:
        sheet.write_number(row, index, float(value) / _SCALES.get(style, 1), form)
    else:
        put_text(sheet, row, index, value.isoformat() if isinstance(value, dt.date) else value, form)


def _width(table: b.Table, index: int, column: b.Column) -> int:
    texts = column.title.split("\n")
    for values in [*table.rows[:200], *([table.total] if table.total else [])]:
        if index < len(values) and isinstance(values[index], str):
            texts.append(str(values[index]))
    return max(_LEAST, min(_MOST, max(map(display_width, texts)) + 2, 60))


def _evidence(sheet: Worksheet, forms: _Forms, listed: list[Evidence]) -> None:
    """One row per record behind each number."""
    for index, (title, width) in enumerate((("指标", 20), ("数值", 18), ("记录类别", 14), ("记录编号", 26))):
        sheet.set_column(index, index, width)
        put_text(sheet, 0, index, title, forms.header)
    sheet.freeze_panes(1, 0)
    form, row = forms(num_format="@", border=1), 1
    for one in listed:
        for label in one.labels:
            for index, text in enumerate((one.title, one.value, one.kind, label)):
                put_text(sheet, row, index, text, form)
            row += 1
    sheet.autofilter(0, 0, row - 1, 3)
