"""Read a spreadsheet file into plain rows.

`rows()[n - 1]` is the row that Excel numbers n, and `row[k]` is column k counted from 0 (A), whatever empty rows and
columns the file leaves out. All rows of a sheet have the same length. Cells keep their native type:

* `""` is an empty cell;
* `None` is a formula for which the file carries no computed value (see `Sheet.uncached_formulas`);
* a cell with an error holds its text, like `"#N/A"`;
* numbers of xlsx, xls and ods are `float`; text files give `str` only.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.exchange import text_table
from ajx_tui.exchange.limits import MAX_CELLS
from ajx_tui.exchange.ods_guard import inspect_ods
from ajx_tui.exchange.package import Package
from ajx_tui.exchange.sniff import FileKind, damaged, encrypted, read_file, refused, sniff
from ajx_tui.exchange.xls_guard import sound_xls
from ajx_tui.exchange.xlsx_guard import LongestStrings, SheetFacts, inspect_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a workbook. `index` counts from 0 in workbook order; a text file has one visible sheet."""

    index: int
    name: str
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows are 1-based as Excel shows them, columns 0-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class _Content:
    """What a sheet turned out to hold."""

    rows: Rows
    merged: tuple[Merge, ...] = ()
    uncached: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()


class Sheet:
    """One sheet; its content is read at the first call of `rows()` and kept."""

    def __init__(self, workbook: Workbook, info: SheetInfo) -> None:
        self._workbook = workbook
        self._content: _Content | None = None
        self.info = info

    def _read(self) -> _Content:
        if self._content is None:
            self._content = self._workbook.load(self.info)
        return self._content

    def rows(self) -> Rows:
        """All rows down to the last one with content. Raises AjxError when the sheet is damaged or too big."""
        return self._read().rows

    @property
    def merged(self) -> tuple[Merge, ...]:
        """Merged ranges (xlsx and xls; empty for the others)."""
        return self._read().merged

    @property
    def uncached_formulas(self) -> tuple[tuple[int, int], ...]:
        """(row number, column index) of formulas without a computed value; `rows()` holds None there. xlsx and ods."""
        return self._read().uncached

    @property
    def warnings(self) -> tuple[str, ...]:
        """Chinese remarks on what was doubtful while reading (an unclosed quote, formulas without value …)."""
        return self._read().warnings


@dataclass(slots=True)
class _Source:
    """The open file behind a workbook: either a library workbook with its guards, or a parsed text table."""

    book: CalamineWorkbook | None = None
    package: Package | None = None
    parts: dict[str, str | None] = field(default_factory=dict)
    strings: LongestStrings | None = None
    facts: dict[str, SheetFacts] = field(default_factory=dict)
    text: text_table.TextTable | None = None


class Workbook:
    """An open spreadsheet file. Use it as a context manager or call `close()`."""

    def __init__(self, path: Path, kind: FileKind, sheets: Sequence[SheetInfo], source: _Source) -> None:
        self.path = path
        self.kind = kind
        self.encoding = source.text.encoding if source.text else None
        self.delimiter = source.text.delimiter if source.text else None
        self._infos = tuple(sheets)
        self._source: _Source | None = source
        self._sheets: dict[int, Sheet] = {}

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order, the hidden ones too (`visible` is False)."""
        return self._infos

    def sheet(self, which: SheetInfo | int | str) -> Sheet:
        """The sheet with this info, index or name; the same object each time. Raises AjxError when there is none."""
        for info in self._infos:
            if which in (info, info.name, info.index):
                return self._sheets.setdefault(info.index, Sheet(self, info))
        shown = which.name if isinstance(which, SheetInfo) else which
        names = "、".join(info.name for info in self._infos)
        raise AjxError(f"没有工作表「{shown}」", f"「{self.path.name}」里有：{names}。")

    def load(self, info: SheetInfo) -> _Content:
        """Content of a sheet, read anew; `Sheet` keeps it."""
        if self._source is None:
            raise AjxError(f"「{self.path.name}」已经关闭", "请重新打开文件后再读取。")
        if self._source.text is not None:
            return _text_content(self._source.text, self.path.name)
        return _sheet_content(self._source, info, self.path.name)

    def close(self) -> None:
        """Free the file; sheets already read stay usable."""
        if self._source is not None and self._source.book is not None:
            self._source.book.close()
        self._source = None

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def open_workbook(path: Path | str) -> Workbook:
    """Open an xlsx, xls, ods, csv or txt file by its content. Raises AjxError in Chinese for anything else."""
    path = Path(path)
    data = read_file(path)
    kind = sniff(data, path.name)
    source = _Source()
    if kind is FileKind.TEXT:
        source.text = text_table.parse(data, path.name)
        return Workbook(path, kind, (SheetInfo(0, path.stem),), source)
    if kind is FileKind.XLSX:
        _open_xlsx(source, data, path.name)
    else:
        if kind is FileKind.ODS:
            source.facts = dict(inspect_ods(Package(data, path.name)))
        else:
            data = sound_xls(data, path.name)
        source.book = _open_book(data, path.name)
    assert source.book is not None
    infos = _sheet_infos(source.book)
    if len({info.name for info in infos}) != len(infos):
        raise refused(path.name, "有两个同名的工作表，分不清楚。请用 Excel 打开，另存为新的 xlsx 后再导入。")
    return Workbook(path, kind, infos, source)


def _open_xlsx(source: _Source, data: bytes, name: str) -> None:
    """Check the parts that the library reads at once, then inspect the first sheet while the library opens the file
    (it does so without holding the interpreter lock)."""
    from concurrent.futures import ThreadPoolExecutor

    source.package = package = Package(data, name)
    sheets = package.sheet_parts()
    source.parts = {sheet.name: sheet.part for sheet in sheets}
    source.strings = LongestStrings(package.read("xl/sharedStrings.xml"))
    package.read("xl/styles.xml")
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(_open_book, data, name)
        if sheets:
            with suppress(AjxError):  # a bad first sheet is reported when it is asked for
                source.facts[sheets[0].name] = _inspect(source, sheets[0].name, name)
        source.book = opening.result()


def _open_book(data: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise encrypted(name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(name) from error
    except BaseException as error:
        raise _library_panic(name, error) from error


def _library_panic(name: str, error: BaseException) -> BaseException:
    """The error for a panic of the reading library (which isn't an Exception); anything else is passed on."""
    return damaged(name) if type(error).__name__ == "PanicException" else error


def _sheet_infos(book: CalamineWorkbook) -> list[SheetInfo]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        SheetInfo(index, meta.name, meta.visible == SheetVisibleEnum.Visible)
        for index, meta in enumerate(book.sheets_metadata)
        if meta.typ == SheetTypeEnum.WorkSheet
    ]


def _sheet_content(source: _Source, info: SheetInfo, name: str) -> _Content:
    facts = _facts(source, info, name)
    assert source.book is not None
    sheet = _get_sheet(source.book, info, name)
    rows: Rows = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    _restore(rows, facts)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    merged = tuple(Merge(a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    warnings: list[str] = []
    if facts.uncached:
        row, column = facts.uncached[0]
        count, cell = len(facts.uncached), f"{column_letter(column)}{row}"
        warnings.append(f"有 {count} 个公式没有计算结果（如 {cell}）。请用 Excel 或 WPS 打开，保存一次后再导入。")
    return _Content(rows, merged, tuple(facts.uncached), tuple(warnings))


def _facts(source: _Source, info: SheetInfo, name: str) -> SheetFacts:
    """Check a sheet before it is laid out; xls and ods have been checked as a whole."""
    if source.package is None or info.name in source.facts:
        return source.facts.get(info.name, SheetFacts())
    return _inspect(source, info.name, name)


def _inspect(source: _Source, sheet_name: str, name: str) -> SheetFacts:
    assert source.package is not None and source.strings is not None
    part = source.parts.get(sheet_name)
    if part is None:
        raise source.package.irregular()
    return inspect_sheet(source.package, part, name, sheet_name, source.strings)


def _get_sheet(book: CalamineWorkbook, info: SheetInfo, name: str) -> CalamineSheet:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(info.name)
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError(
            f"读不出工作表「{info.name}」",
            f"「{name}」的这一部分已损坏。请用 Excel 或 WPS 打开，另存为新的 xlsx 后再导入。",
        ) from error
    except BaseException as error:
        raise _library_panic(name, error) from error
    if sheet.total_height * sheet.total_width > 2 * MAX_CELLS:
        raise refused(name, f"工作表「{info.name}」太大（超过 {MAX_CELLS // 10000} 万格）。请分成几个文件。")
    return sheet


def _restore(rows: Rows, facts: SheetFacts) -> None:
    """Put back what the library leaves empty: None for formulas without value, the text of errors."""
    marks: dict[tuple[int, int], Cell] = {**dict.fromkeys(facts.uncached), **facts.errors}
    if not marks:
        return
    width = max(len(rows[0]) if rows else 0, 1 + max(column for _, column in marks))
    height = max(len(rows), max(row for row, _ in marks))
    if not rows or width > len(rows[0]):
        for row in rows:
            row.extend([""] * (width - len(row)))
    rows.extend([""] * width for _ in range(height - len(rows)))
    for (number, column), value in marks.items():
        if rows[number - 1][column] == "":
            rows[number - 1][column] = value


def _text_content(table: text_table.TextTable, name: str) -> _Content:
    width = max(map(len, table.rows), default=0)
    if width * len(table.rows) > MAX_CELLS:
        widest = 1 + max(range(len(table.rows)), key=lambda at: len(table.rows[at]))
        raise refused(name, f"第 {widest} 行有 {width} 列，比其他行多得多。请检查这一行的分隔符或引号后再试。")
    rows: Rows = [[*row, *[""] * (width - len(row))] if len(row) < width else [*row] for row in table.rows]
    return _Content(rows, warnings=tuple(table.warnings))


def column_letter(column: int) -> str:
    """Excel's letters of a 0-based column: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unmerge(rows: Rows, merged: Sequence[Merge], first_row: int) -> Rows:
    """Copy of `rows` where cells merged downwards from `first_row` on carry the value of their top cell.

    Only single columns are filled: a range over several columns is a title, not one value for many rows.
    """
    filled = list(rows)
    for range_ in merged:
        if range_.first_row < first_row or range_.first_column != range_.last_column or range_.first_row > len(rows):
            continue
        value = rows[range_.first_row - 1][range_.first_column]
        for number in range(range_.first_row + 1, min(range_.last_row, len(rows)) + 1):
            if filled[number - 1] is rows[number - 1]:
                filled[number - 1] = list(rows[number - 1])
            filled[number - 1][range_.first_column] = value
    return filled
