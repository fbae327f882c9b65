"""Read a text table (csv, txt): its encoding, its delimiter, its quotes, by evidence and never silently."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ajx_tui.exchange.csv_cells import from_csv
from ajx_tui.exchange.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from ajx_tui.exchange.sniff import refused

DELIMITERS = (",", "\t", ";", "|", "，")
"""Delimiters that are looked for; at equal evidence the earlier one wins."""

_SAMPLE_LINES = 200
_SAMPLE_WIDTH = 20_000
_HEADERLESS = 0.4
_MAX_QUOTED_LINES = 500  # a quoted cell with more line breaks is an unclosed quote
_MAX_QUOTED_TRIES = 50  # … and so is one with quotes on so many lines of which none closes it
_MAX_QUOTED_CHARS = 2_000_000
_MAX_UNCLOSED = 20  # after so many unclosed quotes no cell of this file may span lines
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(slots=True)
class TextTable:
    """A parsed text table: cells as written, without the padding of short rows."""

    rows: list[list[str]]
    encoding: str
    delimiter: str
    warnings: list[str] = field(default_factory=list)


def parse(data: bytes, name: str) -> TextTable:
    """The table in `data`. Raises RefusedError when it isn't text in UTF-8, UTF-16 or GB18030."""
    text, encoding = decode(data, name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    warnings: list[str] = []
    told = re.fullmatch(r'"?sep=(.)"?', lines[0].strip(), re.IGNORECASE) if lines else None
    if told is not None:  # Excel reads this line and does not count it as a row
        delimiter, width = told[1], 0
        del lines[0]
    else:
        delimiter, width, doubtful = choose_delimiter(lines)
        if doubtful:
            shown = {"\t": "制表符"}.get(delimiter, delimiter)
            warnings.append(f"列之间的分隔符不明显，按「{shown}」读取，请核对各列是否对齐。")
    rows = _collect(_records(lines, delimiter, width, warnings), name)
    while rows and not any(rows[-1]):
        rows.pop()
    return TextTable(rows, encoding, delimiter, warnings)


def _collect(records: Iterator[list[str]], name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    for fields in records:
        rows.append(fields)
        cells += len(fields)
        if len(fields) > MAX_COLUMNS:
            raise refused(name, f"第 {len(rows)} 行超过 {MAX_COLUMNS} 列，不是正常的表格。请检查分隔符或换行后再试。")
        if cells > MAX_CELLS or len(rows) > MAX_ROWS:
            raise refused(name, f"表格太大（超过 {MAX_ROWS} 行或 {MAX_CELLS // 10000} 万格）。请分成几个文件。")
    return rows


def decode(data: bytes, name: str) -> tuple[str, str]:
    """(text, encoding). Raises RefusedError for NUL bytes, control characters and unknown encodings."""
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error) from error
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if "\x00" in text:
        raise refused(
            name,
            "文件里夹有空字符（NUL），可能已损坏或不是表格。请用 Excel 打开，另存为「CSV UTF-8」或 xlsx 后再导入。",
        )
    if len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) // 100:
        raise refused(name, "它不是表格文件（内容是乱码）。请选择 xlsx、xls、ods 或 csv 文件。")
    return text, encoding


def _encoding(data: bytes) -> str:
    """Encoding of `data` by byte-order mark, by NUL pattern, then UTF-8, or GB18030 if that reads more."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in data:
        low, high = data[1::2].count(0), data[0::2].count(0)
        if len(data) % 2 == 0 and max(low, high) > 20 * min(low, high) and max(low, high) > len(data) // 40:
            return "utf-16-le" if low > high else "utf-16-be"
    return max(("utf-8", "gb18030"), key=lambda encoding: _readable(data, encoding))


def _readable(data: bytes, encoding: str) -> int:
    """How many bytes of `data` can be read in this encoding; UTF-8 that breaks off inside its last character counts as
    read, for in GB18030 that may look like other text."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = encoding == "utf-8" and error.reason == "unexpected end of data" and error.start >= len(data) - 3
        return len(data) if cut and not data[: error.start].isascii() else error.start
    return len(data)


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> Exception:
    row = data.count(b"\n", 0, error.start) + 1
    if error.start >= len(data) - 4:
        return refused(name, f"文件在第 {row} 行中间断了，可能没有拷贝完。请重新拷贝或再要一份。")
    return refused(
        name,
        f"第 {row} 行有认不出的文字编码，或者它不是文本表格。请用 Excel 打开，另存为「CSV UTF-8」或 xlsx 后再导入。",
    )


def choose_delimiter(lines: Sequence[str]) -> tuple[str, int, bool]:
    """(delimiter, usual number of columns, doubtful) by how evenly each candidate divides the first lines.

    The score is share² × (columns − 1), so one tab before every code loses against eight commas. A delimiter that
    divides the data but not the line where another begins (the header) only stands in the text: it counts less.
    """
    sample = [line[:_SAMPLE_WIDTH] for line in lines[: 5 * _SAMPLE_LINES] if line.strip()][:_SAMPLE_LINES]
    found: list[tuple[float, int, str, int]] = []
    for delimiter in DELIMITERS:
        widths = [len(_split_loose(line, delimiter)) for line in sample]
        counts = Counter(width for width in widths if width > 1)
        if counts:
            width, often = max(counts.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
            share = often / len(sample)
            found.append((share * share * (width - 1), width, delimiter, widths.index(width)))
    if not found:
        return ",", 1, False
    header = min(first for score, _, _, first in found if score * 10 > max(found)[0])
    scores = [(score if first == header else score * _HEADERLESS, width, d) for score, width, d, first in found]
    best = max(scores, key=lambda score: score[0])
    second = max((score[0] for score in scores if score is not best), default=0.0)
    return best[2], best[1], second > 0.7 * best[0]


def _split_loose(line: str, delimiter: str) -> list[str]:
    fields = _fields(line, delimiter) if '"' in line else None
    return line.split(delimiter) if fields is None else fields


def _records(lines: list[str], delimiter: str, width: int, warnings: list[str]) -> Iterator[list[str]]:
    """The records of `lines`; a quoted cell may span lines. An unclosed quote is kept as an ordinary character."""
    unclosed = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        fields = _quoted(line, delimiter) if '"' in line else line.split(delimiter, MAX_COLUMNS)
        if fields is None and unclosed < _MAX_UNCLOSED:
            fields, used = _joined(lines, at - 1, delimiter, width)
            at += used
        if fields is None:
            fields = line.split(delimiter, MAX_COLUMNS)
            unclosed += 1
            if unclosed <= _MAX_UNCLOSED:
                warnings.append(f"文本第 {at} 行有一个没有成对的引号，按普通字符读取。")
        yield [from_csv(cell) for cell in fields] if "\t" in line or "=" in line or "'" in line else fields


def _quoted(line: str, delimiter: str) -> list[str] | None:
    """Like `_fields`, by the csv module where the line is well-formed and no cell is above its limit."""
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True))
    except csv.Error:
        return _fields(line, delimiter)


def _joined(lines: list[str], start: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """(fields, extra lines used) of the record that begins at `start` with a quoted cell over several lines."""
    tries, chars = 0, len(lines[start])
    for end in range(start + 1, min(start + _MAX_QUOTED_LINES, len(lines))):
        chars += len(lines[end])
        if chars > _MAX_QUOTED_CHARS or tries > _MAX_QUOTED_TRIES:
            break
        if '"' not in lines[end]:
            continue
        fields = _fields("\n".join(lines[start : end + 1]), delimiter, strict=True)
        if fields is not None:
            fits = width < 2 or len(fields) == width or lines[start].count(delimiter) + 1 < width
            return (fields, end - start) if fits else (None, 0)
        tries += 1
    return None, 0


def _fields(record: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    """Cells of one record, or None when it ends inside a quoted cell.

    Text behind a closing quote is kept, or, if `strict`, shows that the quote did not open a cell: None.
    """
    fields: list[str] = []
    at, size = 0, len(record)
    while True:
        if at < size and record[at] == '"':
            end = _closing(record, at + 1)
            if end < 0:
                return None
            stop = record.find(delimiter, end + 1)
            stop = size if stop < 0 else stop
            if strict and stop > end + 1:
                return None
            fields.append(record[at + 1 : end].replace('""', '"') + record[end + 1 : stop])
        else:
            stop = record.find(delimiter, at)
            stop = size if stop < 0 else stop
            fields.append(record[at:stop])
        if stop >= size or len(fields) > MAX_COLUMNS:
            return fields
        at = stop + len(delimiter)


def _closing(record: str, at: int) -> int:
    """Place of the quote that closes the cell begun before `at`, or -1; doubled quotes belong to the text."""
    while True:
        at = record.find('"', at)
        if at < 0 or record[at + 1 : at + 2] != '"':
            return at
        at += 2
