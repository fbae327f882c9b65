"""What must be known of an xls workbook before the reading library lays it out: it believes every row, column, length
and offset that a record names, so one flipped byte can ask for more memory than there is."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ajx_tui.exchange.compound import BrokenCompound, find_entry, read_stream, rebuild
from ajx_tui.exchange.limits import MAX_CELLS
from ajx_tui.exchange.sniff import damaged, encrypted
from ajx_tui.exchange.xlsx_guard import too_wide

_SUBSTREAM, _END, _DIMENSIONS, _STRINGS, _PASSWORD, _SHEET = 0x0809, 0x000A, 0x0200, 0x00FC, 0x002F, 0x0085
_MANY_CELLS, _MERGED, _NAME = 0x00BD, 0x00E5, 0x0018
# Records the library takes apart, with the least bytes it reads of each.
_CELL_BYTES = {0x0203: 14, 0x0204: 8, 0x0205: 8, 0x0006: 20, 0x027E: 10, 0x00FD: 10, 0x00D6: 8, _MANY_CELLS: 12}
_LEAST_BYTES = _CELL_BYTES | {
    _SUBSTREAM: 4, _PASSWORD: 2, 0x0042: 2, 0x0022: 2, 0x041E: 3, 0x00E0: 4, _SHEET: 8, _NAME: 14, 0x0017: 2,
    _STRINGS: 8, _MERGED: 2, 0x0207: 2,
}  # fmt: skip
_MAX_XLS_ROWS = 65_536
_MAX_XLS_COLUMNS = 256

_Record = tuple[int, int, int]
"""Kind of a record, place and length of its body."""


def sound_xls(data: bytes, name: str) -> bytes:
    """The workbook of the xls file `data` in a sound container, its records checked.

    Raises RefusedError when it is encrypted or damaged, or when laying out a sheet would take too much memory.
    """
    stream_name = "Workbook" if find_entry(data, "Workbook") >= 0 else "Book"
    try:
        stream = read_stream(data, find_entry(data, stream_name))
    except BrokenCompound as error:
        raise damaged(name) from error
    for place in _sheet_places(stream, name):
        _check_sheet(stream, place, name)
    return rebuild(stream_name, stream)


def _records(stream: bytes, at: int, name: str) -> Iterator[_Record]:
    """The records from `at` on. Raises RefusedError for one that is cut off or shorter than its kind allows."""
    size = len(stream)
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > size or length < _LEAST_BYTES.get(kind, 0):
            raise damaged(name)
        yield kind, at, length
        at += length


def _sheet_places(stream: bytes, name: str) -> list[int]:
    """Where the sheets begin, from the workbook's own records."""
    places = []
    for kind, at, length in _records(stream, 0, name):
        if kind == _PASSWORD:
            raise encrypted(name)
        if kind == _SHEET:
            places.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _END:
            break
        too_many = kind == _STRINGS and struct.unpack_from("<I", stream, at + 4)[0] > len(stream) // 3
        too_long = kind == _NAME and struct.unpack_from("<H", stream, at + 4)[0] > length
        if too_many or too_long:
            raise damaged(name)
    if any(place >= len(stream) for place in places):
        raise damaged(name)
    return places


def _check_sheet(stream: bytes, place: int, name: str) -> None:
    """Walk one sheet as the library does: up to its end, without what is embedded in it."""
    rows = columns = 0
    depth = -1
    for kind, at, length in _records(stream, place, name):
        if kind == _SUBSTREAM:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth < 0:
                break
        elif depth > 0:
            continue
        elif kind in _CELL_BYTES:
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _MANY_CELLS:
                column = struct.unpack_from("<H", stream, at + length - 2)[0]
            rows = row + 1 if row >= rows else rows
            columns = column + 1 if column >= columns else columns
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[at : at + length], name)
        elif kind == _MERGED and struct.unpack_from("<H", stream, at)[0] * 8 + 2 > length:
            raise damaged(name)
    if columns > _MAX_XLS_COLUMNS:
        raise damaged(name)
    if rows * columns > MAX_CELLS:
        raise too_wide(name, "", rows, columns)


def _check_dimensions(body: bytes, name: str) -> None:
    """The library reserves room for the extent that this record claims."""
    if len(body) not in (10, 14):
        raise damaged(name)
    first_row, last_row, _, last_column = struct.unpack_from("<IIHH" if len(body) == 14 else "<HHHH", body)
    if last_row > _MAX_XLS_ROWS or last_column > _MAX_XLS_COLUMNS or first_row > last_row:
        raise damaged(name)
