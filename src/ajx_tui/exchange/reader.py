"""Read a spreadsheet file into plain rows.

`rows()[n - 1]` is the row that Excel numbers n, and `row[k]` is column k counted from 0 (A), whatever empty rows and
columns the file leaves out. All rows of a sheet have the same length. Cells keep their native type:

* `""` is an empty cell;
* `None` is a formula for which the file carries no computed value (see `Sheet.uncached_formulas`);
* numbers of xlsx, xls and ods are `float`; text files give `str` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from ajx_tui.exchange.sniff import FileKind

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


class Sheet:
    """One sheet; its content is read at the first call of `rows()` and kept."""

    info: SheetInfo

    def rows(self) -> Rows:
        """All rows down to the last one with content. Raises AjxError when the sheet is damaged or too big."""
        raise NotImplementedError

    @property
    def merged(self) -> tuple[Merge, ...]:
        """Merged ranges (xlsx and xls; empty for the others)."""
        raise NotImplementedError

    @property
    def uncached_formulas(self) -> tuple[tuple[int, int], ...]:
        """(row number, column index) of formulas without a computed value; `rows()` holds None there."""
        raise NotImplementedError

    @property
    def warnings(self) -> tuple[str, ...]:
        """Chinese remarks on what was doubtful while reading (an unclosed quote, formulas without value …)."""
        raise NotImplementedError


class Workbook:
    """An open spreadsheet file. Use it as a context manager or call `close()`."""

    path: Path
    kind: FileKind
    encoding: str | None
    delimiter: str | None

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order, the hidden ones too (`visible` is False)."""
        raise NotImplementedError

    def sheet(self, which: SheetInfo | int | str) -> Sheet:
        """The sheet with this info, index or name; the same object each time. Raises AjxError when there is none."""
        raise NotImplementedError

    def close(self) -> None:
        """Free the file; sheets already read stay usable."""

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def open_workbook(path: Path | str) -> Workbook:
    """Open an xlsx, xls, ods, csv or txt file by its content. Raises AjxError in Chinese for anything else."""
    raise NotImplementedError


def column_letter(column: int) -> str:
    """Excel's letters of a 0-based column: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unmerge(rows: Rows, merged: Sequence[Merge], first_row: int) -> Rows:
    """Copy of `rows` where cells merged downwards from `first_row` on carry the value of their top cell."""
    raise NotImplementedError
