"""What must be known of an xls workbook before the reading library lays it out: it believes every row, column and
count that a record names, so one flipped byte can ask for more memory than there is."""

from __future__ import annotations

import struct

from ajx_tui.exchange.compound import BrokenCompound, find_entry, read_stream
from ajx_tui.exchange.limits import MAX_CELLS
from ajx_tui.exchange.sniff import damaged, encrypted
from ajx_tui.exchange.xlsx_guard import too_wide

_SUBSTREAM, _END, _DIMENSIONS, _STRINGS, _PASSWORD = 0x0809, 0x000A, 0x0200, 0x00FC, 0x002F
_MANY_CELLS = 0x00BD  # MULRK: row, first column, …, last column
_ONE_CELL = frozenset((0x0203, 0x0204, 0x0205, 0x0006, 0x0207, 0x027E, 0x00FD, 0x00D6))
_MAX_XLS_ROWS = 65_536
_MAX_XLS_COLUMNS = 256


def check_xls(data: bytes, name: str) -> None:
    """Raises RefusedError when the workbook is encrypted, damaged, or laying out a sheet would take too much memory."""
    entry = find_entry(data, "Workbook")
    if entry < 0:
        entry = find_entry(data, "Book")
    try:
        stream = read_stream(data, entry)
    except BrokenCompound as error:
        raise damaged(name) from error
    rows = columns = 0
    at, size = 0, len(stream)
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _ONE_CELL or kind == _MANY_CELLS:
            if length < 4 or at + length > size:
                raise damaged(name)
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _MANY_CELLS:
                column = struct.unpack_from("<H", stream, at + length - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _SUBSTREAM:
            _check_extent(rows, columns, name)
            rows = columns = 0
        elif kind == _DIMENSIONS and length >= 10:
            _check_dimensions(stream[at : at + length], name)
        elif kind == _STRINGS and (length < 8 or struct.unpack_from("<I", stream, at + 4)[0] > size // 3):
            raise damaged(name)
        elif kind == _PASSWORD:
            raise encrypted(name)
        at += length
    _check_extent(rows, columns, name)


def _check_extent(rows: int, columns: int, name: str) -> None:
    if columns > _MAX_XLS_COLUMNS:
        raise damaged(name)
    if rows * columns > MAX_CELLS:
        raise too_wide(name, "", rows, columns)


def _check_dimensions(body: bytes, name: str) -> None:
    """The library reserves room for the extent that this record claims."""
    if len(body) >= 14:
        first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH", body)
    else:
        first_row, last_row, first_column, last_column = struct.unpack_from("<HHHH", body)
    if last_row > _MAX_XLS_ROWS or last_column > _MAX_XLS_COLUMNS or first_row > last_row or first_column > last_column:
        raise damaged(name)
