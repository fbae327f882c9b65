"""What all workbooks that we write have in common: safe text, sheet names, formats, writing to a complete file."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.atomic import writing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as XlsxBook
    from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_700
"""Longest text of a cell in UTF-16 units, a little below Excel's 32 767."""

CUT = "…（内容过长，已截断）"
HEADER_COLOUR = "#DCE6F1"
REQUIRED_COLOUR = "#FCE4D6"
BAD_COLOUR = "#FFC7CE"
BAD_TEXT_COLOUR = "#9C0006"
GREY = "#808080"
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def writing_workbook(path: Path) -> Iterator[XlsxBook]:
    """Yield an XlsxWriter workbook that becomes `path` when the block ends. Rows must be written from top to bottom
    (they stream through a temporary file). Raises AjxError in Chinese; a failed or cancelled block leaves nothing."""
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.workbook import Workbook as XlsxBook

    with writing(path) as stream, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = XlsxBook(stream, options)
        book.use_zip64()
        try:
            yield book
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            for sheet in book.worksheets():
                with suppress(OSError):
                    sheet.row_data_fh.close()


def safe_text(value: object) -> str:
    """Text that a cell can hold: no characters that XML forbids, not longer than Excel allows."""
    text = _UNSAFE.sub("", str(value))
    if len(text) * 2 <= MAX_TEXT:
        return text
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MAX_TEXT:
        return text
    return units[: 2 * (MAX_TEXT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def put_text(sheet: Worksheet, row: int, column: int, value: object, form: Format | None = None) -> None:
    """Write a text cell; it is never taken for a formula, a number or a link. Empty text gives a blank cell."""
    text = safe_text(value)
    if text:
        sheet.write_string(row, column, text, form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)


def put_native(sheet: Worksheet, row: int, column: int, value: object, forms: dict[str, Format]) -> None:
    """Write a cell as it was read: numbers as numbers, days as days, all else as text.

    `forms` holds the formats `text`, `number`, `day`, `moment` and `time`.
    """
    if value is None or isinstance(value, str | timedelta):
        put_text(sheet, row, column, "" if value is None else value, forms["text"])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, forms["number"])
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(row, column, value, forms["number"])
    elif isinstance(value, datetime | date | time) and getattr(value, "year", 1900) >= 1900:
        kind = "moment" if isinstance(value, datetime) else "day" if isinstance(value, date) else "time"
        if isinstance(value, datetime | time):
            value = value.replace(tzinfo=None)
        sheet.write_datetime(row, column, value, forms[kind])
    else:
        put_text(sheet, row, column, value, forms["text"])


def native_forms(book: XlsxBook, **extra: object) -> dict[str, Format]:
    """The formats for `put_native`, each with the properties `extra`."""
    codes = {
        "text": "@",
        "number": "General",
        "day": "yyyy-mm-dd",
        "moment": "yyyy-mm-dd hh:mm:ss",
        "time": "hh:mm:ss",
    }
    return {kind: book.add_format({"num_format": code, "valign": "top", **extra}) for kind, code in codes.items()}


def sheet_title(text: str, taken: Collection[str] = ()) -> str:
    """A sheet name that Excel accepts and that isn't `taken` (case-insensitively): at most 31 UTF-16 units."""
    base = _SHEET_NAME_UNSAFE.sub("", text).strip().strip("'") or "表"
    if base.casefold() in ("history", "历史记录"):
        base += "_"
    used = {name.casefold() for name in taken}
    number = 1
    while True:
        tail = f"({number})" if number > 1 else ""
        name = _fit(base, 31 - len(tail)) + tail
        if name.casefold() not in used:
            return name
        number += 1


def _fit(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip().rstrip("'")


def display_width(text: str) -> int:
    """Half-width columns that the widest line of `text` takes on the screen."""
    return max((sum(_char_width(c) for c in line) for line in text.split("\n")), default=0)


def _char_width(char: str) -> int:
    if char.isascii():
        return 1
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1
