"""What must be known of a worksheet before the reading library lays it out: its extent, its text, its broken formulas.

The usual sheet costs a few searches at memory speed; only an unusual one is walked cell by cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from xml.parsers import expat

from ajx_tui.exchange.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES
from ajx_tui.exchange.package import Package
from ajx_tui.exchange.sniff import damaged, refused

_SAMPLE = 1 << 16
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}"(?: [a-z]+="[^"<>]*")*/?>)[\s/>]')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?:[^<>]*[^<>/])?>(?!</c>)')
_PREFIXED_CELL = re.compile(rb":[c][\s/>]")
_FORMULA = re.compile(rb"<f[\s/>]")
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*)><f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>)(<v\s*/>|<v>\s*</v>)?</c>'
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]* t="e"[^<>]*>(?:<f(?:[^<>]*/>|(?:\s[^<>]*)?>[^<]*</f>))?<v>([^<]*)</v>'
)
_SHARED_USE = re.compile(rb' t="s"[^<>]*><v>(\d{1,9})<')
_STRING_ENTRY = re.compile(rb"<(?:\w+:)?si[\s/>]")
_WINDOW = 1 << 24
_LONG = 512
_MIN_CELL_BYTES = 28  # <c r="A1" t="s"><v>0</v></c>
MAX_FLAGGED = 100_000


@dataclass(slots=True)
class SheetFacts:
    """Extent of the content (rows and columns counted from 1) and cells whose value the library would lose.

    Keys of `uncached` and `errors` are (1-based row, 0-based column).
    """

    rows: int = 0
    columns: int = 0
    uncached: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def inspect_sheet(package: Package, part: str, name: str, sheet_name: str, longest: LongestStrings) -> SheetFacts:
    """Facts of the worksheet in `part`. Raises RefusedError when laying it out would take too much memory."""
    data = package.read(part)
    facts = SheetFacts()
    facts.rows, facts.columns = _extent(data, package)
    if facts.rows > MAX_ROWS or facts.columns > MAX_COLUMNS:
        raise package.irregular()
    if facts.rows * facts.columns > MAX_CELLS:
        raise too_wide(name, sheet_name, facts.rows, facts.columns)
    if len(data) // _MIN_CELL_BYTES * longest.bound > MAX_TEXT_BYTES and longest.total(data) > MAX_TEXT_BYTES:
        raise refused(name, f"工作表「{sheet_name}」里的文字太多，放不进内存。请检查是否有超长的单元格。")
    if _FORMULA.search(data) is not None:
        _collect_uncached(data, facts)
    if data.find(b' t="e"') >= 0:
        for match in islice(_ERROR.finditer(data), MAX_FLAGGED):
            facts.errors[int(match[2]), column_index(match[1])] = match[3].decode("utf-8", "replace")
    return facts


def too_wide(name: str, sheet_name: str, rows: int, columns: int) -> Exception:
    """The error for a sheet whose content is spread over too large a rectangle."""
    where = f"工作表「{sheet_name}」" if sheet_name else "工作表"
    return refused(
        name,
        f"{where}的内容一直延伸到第 {rows} 行、第 {columns} 列，超过 {MAX_CELLS // 10000} 万格。"
        "多半是远处误填了内容：请按 Ctrl+End 找到并删除整行整列，保存后再导入。",
    )


def column_index(letters: bytes) -> int:
    """0-based column of Excel's letters: A → 0, AB → 27."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + letter - 64
    return index - 1


def _extent(data: bytes, package: Package) -> tuple[int, int]:
    """(rows, columns) that hold the sheet's content, exact or somewhat more, never less."""
    if _PREFIXED_CELL.search(data) is None:
        rows, columns = _claim(data)
        if rows and rows * columns <= MAX_CELLS:
            beyond = rb'<c(?! r="(?:%s)(?:%s)")[\s/>]' % (_columns_up_to(columns), _rows_up_to(rows))
            if re.search(beyond, data) is None:
                return rows, columns
        if _ODD_CELL.search(data) is None:
            return _extent_of_filled(data)
    return _extent_by_parser(data, package)


def _extent_of_filled(data: bytes) -> tuple[int, int]:
    """Exact extent of the cells that hold something; formatted empty cells don't count."""
    rows = columns = 0
    for start, end in _windows(data):
        for letters, row in _FILLED_CELL.findall(data, start, end):
            rows = max(rows, int(row))
            columns = max(columns, column_index(letters) + 1)
    return rows, columns


def _windows(data: bytes) -> Iterator[tuple[int, int]]:
    """Pieces of `data` that begin at a cell, so that results of one piece at a time fit in memory."""
    start, size = 0, len(data)
    while start < size:
        end = start + _WINDOW
        if end < size:
            end = data.find(b"<c ", end)
            end = size if end < 0 else end
        yield start, end
        start = end


def _claim(data: bytes) -> tuple[int, int]:
    """(rows, columns) by the head and the tail of the sheet, rounded up to what a short pattern can describe."""
    body = max(data.find(b"<sheetData"), 0)
    sample = _REFERENCE.findall(data, body, body + _SAMPLE) + _REFERENCE.findall(data, max(len(data) - _SAMPLE, body))
    if not sample:
        return 0, 0
    rows = max(int(row) for _, row in sample)
    scale = 10 ** (len(str(rows)) - 1)
    columns = max(column_index(letters) for letters, _ in sample) + 1
    if columns > 26:
        columns = -(-columns // 26) * 26 if columns <= 702 else MAX_COLUMNS
    whole = 10 * scale - 1
    return whole if whole * columns <= MAX_CELLS else (rows // scale + 1) * scale - 1, columns


def _rows_up_to(limit: int) -> bytes:
    """Pattern of the row numbers up to a `limit` of the form d99…9."""
    text = str(limit)
    if not text.strip("9"):
        return rf"\d{{1,{len(text)}}}".encode()
    shorter = rf"|\d{{1,{len(text) - 1}}}" if len(text) > 1 else ""
    return rf"[1-{text[0]}]\d{{{len(text) - 1}}}{shorter}".encode()


def _columns_up_to(count: int) -> bytes:
    """Pattern of the letters of the first `count` columns: up to 26, or a multiple of 26, or all."""
    if count <= 26:
        return f"[A-{chr(64 + count)}]".encode()
    if count <= 702:
        return f"[A-{chr(64 + (count - 1) // 26)}]?[A-Z]".encode()
    return b"[A-Z]{1,3}"


def _extent_by_parser(data: bytes, package: Package) -> tuple[int, int]:
    """Exact extent of sheets that name cells unusually (prefixed tags, no references), by a full parse."""
    row = column = rows = columns = 0
    parser = expat.ParserCreate()

    def on_start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        kind = tag.rpartition(":")[2]
        reference = attributes.get("r")
        if kind == "row":
            row, column = _number(reference, row + 1), 0
        elif kind == "c":
            match = re.fullmatch(r"([A-Za-z]{1,7})(\d{1,9})", reference) if reference else None
            if reference and match is None:
                raise package.irregular()
            column = column_index(match[1].encode()) + 1 if match else column + 1
            row = int(match[2]) if match else row
        elif kind in ("v", "is", "f"):
            rows, columns = max(rows, row), max(columns, column)

    parser.StartElementHandler = on_start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(package.name) from error
    return rows, columns


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _collect_uncached(data: bytes, facts: SheetFacts) -> None:
    """Note formulas without a computed value. An empty value of type str is a computed empty text."""
    for match in _NO_VALUE.finditer(data):
        letters, row, attributes, value = match.groups()
        if value is None or b't="str"' not in attributes:
            facts.uncached.append((int(row), column_index(letters)))
            if len(facts.uncached) >= MAX_FLAGGED:
                return


class LongestStrings:
    """How long the shared strings of a workbook are, so that their use can be bounded."""

    def __init__(self, table: bytes) -> None:
        self._table = table
        self.bound = max(_LONG, _longest_gap(table)) if table else 0

    def total(self, sheet: bytes) -> int:
        """Bytes of shared text that the cells of `sheet` use together."""
        starts = [match.start() for match in _STRING_ENTRY.finditer(self._table)] + [len(self._table)]
        used: Counter[bytes] = Counter()
        for start, end in _windows(sheet):
            used.update(_SHARED_USE.findall(sheet, start, end))
        return sum((starts[at + 1] - starts[at]) * n for key, n in used.items() if (at := int(key)) < len(starts) - 1)


def _longest_gap(table: bytes) -> int:
    """Longest distance between the ends of two string entries; distances below `_LONG` bytes count as none."""
    longest, at, size = 0, 0, len(table)
    while at < size:
        step = table.rfind(b"</si>", at + 1, at + _LONG)
        if step < 0:
            step = table.find(b"</si>", at + 1)
            step = size if step < 0 else step
            longest = max(longest, step - at)
        at = step
    return longest
