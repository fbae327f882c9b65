"""Write import templates: lists with help on the header, drop-downs and an example, and a sheet that explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.exchange.reader import column_letter
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.exchange.xlsx_out import (
    GREY,
    HEADER_COLOUR,
    REQUIRED_COLOUR,
    display_width,
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

HELP_SHEET = "填表说明"
CHOICES_SHEET = "可填内容"
HELPER_SHEETS = frozenset({HELP_SHEET, CHOICES_SHEET})
"""Sheets of a template that hold no records; an importer leaves them out."""

EXAMPLE_MARK = "例："
"""Begins the first cell of the example row, which an importer leaves out (`layout.detect` does)."""

_LIST_LIMIT = 255  # Excel's limit for a drop-down written out in the rule itself
_BREAKS_RULE = re.compile(r"""[,"\r\n]""")  # what would end such a list, or one of its entries
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_FORMATS = {
    ColumnKind.TEXT: "@",
    ColumnKind.INT: "0",
    ColumnKind.NUMBER: "General",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.PERCENT: "General",
    ColumnKind.RATIO: "General",
}
_KIND_WORDS = {
    ColumnKind.TEXT: "文字",
    ColumnKind.INT: "整数",
    ColumnKind.NUMBER: "数字",
    ColumnKind.MONEY: "数字",
    ColumnKind.DATE: "日期，如 2026-10-31",
    ColumnKind.PERCENT: "数字，5 表示 5%",
    ColumnKind.RATIO: "数字，5 表示 5%",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of an import template. `choices` become a drop-down; `strict` False lets other values in as well."""

    title: str
    required: bool = False
    kind: ColumnKind = ColumnKind.TEXT
    meaning: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    strict: bool = True
    unit: str = ""
    width: int | None = None

    @property
    def shown_title(self) -> str:
        """Title with its unit and, when required, an asterisk: '从业人员数（人）*'."""
        unit = f"（{self.unit}）" if self.unit and self.unit not in self.title else ""
        return f"{self.title}{unit}{'*' if self.required else ''}"


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One list of a template: `title` names the list and its sheet, `about` says what goes into it."""

    title: str
    columns: tuple[TemplateColumn, ...]
    about: str = ""


def write_template(
    path: Path, title: str, sheets: Sequence[TemplateSheet], *, notes: Sequence[str] = (), rows: int = 5000
) -> Job[Path]:
    """Write a template workbook of one or several lists. `title` and `notes` go on the sheet 填表说明; drop-downs and
    checks reach down `rows` rows. Returns the path. Raises AjxError like `write_list`."""
    with writing_workbook(path) as book:
        taken: list[str] = [*HELPER_SHEETS]
        pages = []
        for one in sheets:
            taken.append(sheet_title(one.title, taken))
            pages.append(book.add_worksheet(taken[-1]))
        explained = book.add_worksheet(HELP_SHEET)
        sources = _write_choices(book, [column for one in sheets for column in one.columns])
        for number, (page, one) in enumerate(zip(pages, sheets, strict=True)):
            yield Progress(number, len(sheets) + 1, f"正在写入{one.title}")
            _write_columns(book, page, one.columns)
            for place, column in enumerate(one.columns):
                rule = _rule(column, sources.get(column.choices))
                if rule is not None:
                    page.data_validation(1, place, max(rows, 1), place, rule)
        yield Progress(len(sheets), len(sheets) + 1, "正在写入填表说明")
        _write_help(book, explained, title, sheets, notes)
        yield Progress(len(sheets) + 1, len(sheets) + 1, f"正在保存 {path.name}")
    return path


def _write_choices(book: XlsxBook, columns: Sequence[TemplateColumn]) -> dict[tuple[str, ...], str]:
    """Write lists too long for a rule onto a hidden sheet, each once; return list → range that holds it."""
    long: dict[tuple[str, ...], str] = {}
    for column in columns:
        if len(",".join(column.choices)) > _LIST_LIMIT or any(_BREAKS_RULE.search(c) for c in column.choices):
            long.setdefault(column.choices, column.title)
    if not long:
        return {}
    sheet = book.add_worksheet(CHOICES_SHEET)
    sheet.hide()
    text = book.add_format({"num_format": "@"})
    for row in range(max(map(len, long)) + 1):
        for place, (choices, title) in enumerate(long.items()):
            values = (title, *choices)
            if row < len(values):
                put_text(sheet, row, place, values[row], text)
    return {
        choices: f"={CHOICES_SHEET}!${column_letter(place)}$2:${column_letter(place)}${len(choices) + 1}"
        for place, choices in enumerate(long)
    }


def _write_columns(book: XlsxBook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    look = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    header = {
        True: book.add_format({**look, "bg_color": REQUIRED_COLOUR}),
        False: book.add_format({**look, "bg_color": HEADER_COLOUR}),
    }
    example = book.add_format({"italic": True, "font_color": GREY, "num_format": "@"})
    for number, column in enumerate(columns):
        form = book.add_format({"num_format": _FORMATS[column.kind]})
        least = display_width(column.shown_title) + 3
        widest = max(least, min(display_width(column.example) + 2, 40), column.width or 0, 10)
        sheet.set_column(number, number, min(widest, 48), form)
        put_text(sheet, 0, number, column.shown_title, header[column.required])
        sheet.write_comment(0, number, safe_text(_comment(column)), {"x_scale": 1.8, "y_scale": 1.4, "font_size": 9})
    for number, column in enumerate(columns):
        put_text(sheet, 1, number, f"{'' if number else EXAMPLE_MARK}{column.example}", example)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)


def _comment(column: TemplateColumn) -> str:
    lines = ["必填" if column.required else "选填", column.meaning, f"格式：{_KIND_WORDS[column.kind]}"]
    if column.unit:
        lines.append(f"单位：{column.unit}")
    if column.example:
        lines.append(f"例：{column.example}")
    if column.choices:
        shown = "、".join(column.choices[:20])
        lines.append(f"可填：{shown}{' 等' if len(column.choices) > 20 else ''}")
    return "\n".join(line for line in lines if line)


def _rule(column: TemplateColumn, source: str | None) -> dict[str, Any] | None:
    """The check of a column's cells, or None. What the importer would understand anyway is only warned about."""
    rule: dict[str, Any]
    if column.choices:
        rule = {"validate": "list", "source": source or list(column.choices)}
        message = "请从下拉列表中选择。" if column.strict else "列表里没有这一项，确定要填吗？"
        rule |= {"error_type": "stop" if column.strict else "warning", "error_message": message}
    elif column.kind is ColumnKind.DATE:
        rule = {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        rule |= {"error_type": "warning", "error_message": "请填写日期，例如 2026-10-31。"}
    elif column.kind is ColumnKind.INT:
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
        rule |= {"error_type": "stop", "error_message": "请填写不小于 0 的整数，不要带单位。"}
    elif column.kind is not ColumnKind.TEXT:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        rule |= {"error_type": "stop", "error_message": "请填写不小于 0 的数字，不要带单位。"}
    else:
        return None
    return rule | {"error_title": column.title[:32], "ignore_blank": True}


def _write_help(
    book: XlsxBook, sheet: Worksheet, title: str, sheets: Sequence[TemplateSheet], notes: Sequence[str]
) -> None:
    bold = book.add_format({"bold": True, "font_size": 12})
    head = book.add_format({"bold": True, "border": 1, "bg_color": HEADER_COLOUR, "align": "center"})
    put_text(sheet, 0, 0, f"{title} · 填表说明", book.add_format({"bold": True, "font_size": 14}))
    row = 1
    fixed = (f"每张表的第 2 行是示例，以“{EXAMPLE_MARK}”开头，导入时自动跳过。", "标 * 并带底色的列必填。")
    for note in (*notes, *fixed):
        put_text(sheet, row, 0, note)
        row += 1
    looks = [
        book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}),
        book.add_format({"text_wrap": True, "valign": "top", "border": 1, "bg_color": REQUIRED_COLOUR}),
    ]
    for number, (_, width) in enumerate(_HELP_TITLES):
        sheet.set_column(number, number, width)
    for one in sheets:
        row += 1
        if len(sheets) > 1:
            put_text(sheet, row, 0, f"表“{one.title}”" + (f"：{one.about}" if one.about else ""), bold)
            row += 1
        for number, (name, _) in enumerate(_HELP_TITLES):
            put_text(sheet, row, number, name, head)
        if len(sheets) == 1:
            sheet.freeze_panes(row + 1, 1)
        for column in one.columns:
            row += 1
            _help_row(sheet, row, column, looks)
        row += 1


_HELP_TITLES = (
    ("栏目", 24), ("是否必填", 10), ("填写要求", 44), ("格式", 20), ("单位", 8), ("示例", 26), ("可填内容", 50),
)  # fmt: skip


def _help_row(sheet: Worksheet, row: int, column: TemplateColumn, looks: Sequence[Format]) -> None:
    """What a column wants; `looks` are the cells of others and of required ones."""
    choices = "、".join(column.choices) + ("" if column.strict or not column.choices else "（也可填其他内容）")
    cells = ("必填" if column.required else "选填", column.meaning, _KIND_WORDS[column.kind])
    put_text(sheet, row, 0, column.title, looks[column.required])
    for number, cell in enumerate((*cells, column.unit, column.example, choices), 1):
        put_text(sheet, row, number, cell, looks[0])
