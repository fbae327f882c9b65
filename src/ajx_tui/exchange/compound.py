"""Read one stream out of a compound file (the container of xls) and put it into a sound one.

The reading library follows sector chains for ever when they run in a circle. So it never sees the container as it came,
only one that was written here around the one stream that was taken out with every link checked.
"""

from __future__ import annotations

import struct

_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_HEADER_SLOTS = 109
_MINI_SECTOR = 64
_SECTOR = 4096  # of the files written here; 109 tables of 1024 sectors hold 436 MB, more than is ever read
_SLOTS = _SECTOR // 4
_END, _TABLE_MARK, _UNUSED = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class BrokenCompound(Exception):
    """The container contradicts itself."""


def find_entry(data: bytes, stream: str) -> int:
    """Place of the directory entry of this name, or -1 (entries lie on 128-byte borders)."""
    wanted = stream.encode("utf-16-le") + b"\x00\x00"
    place = data.find(wanted)
    while place >= 0:
        if place % 128 == 0 and data[place + 66 : place + 67] in (b"\x01", b"\x02"):
            return place
        place = data.find(wanted, place + 2)
    return -1


def read_stream(data: bytes, entry: int) -> bytes:
    """Content of the stream of the directory entry at `entry`. Raises BrokenCompound."""
    if len(data) < 512 or len(data) < entry + 128:
        raise BrokenCompound
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise BrokenCompound
    sector = 1 << shift
    first, size = struct.unpack_from("<II", data, entry + 116)
    if size > len(data):
        raise BrokenCompound
    table = _allocation(data, sector)
    directory, cutoff, mini_first = struct.unpack_from("<I4xII", data, 48)
    if size >= cutoff:
        return _chain(data, table, first, sector, sector)[:size]
    root = (directory + 1) * sector
    if len(data) < root + 128:
        raise BrokenCompound
    mini = _chain(data, table, struct.unpack_from("<I", data, root + 116)[0], sector, sector)
    listed = _chain(data, table, mini_first, sector, sector)
    mini_table = list(struct.unpack(f"<{len(listed) // 4}I", listed[: len(listed) // 4 * 4]))
    return _chain(mini, mini_table, first, _MINI_SECTOR, 0)[:size]


def _chain(data: bytes, table: list[int], first: int, size: int, offset: int) -> bytes:
    """The sectors of `size` bytes that follow each other from `first` on, sector 0 lying at `offset`."""
    pieces: list[bytes] = []
    sector = first
    while sector < _FREE:
        if sector >= len(table) or len(pieces) > len(table):
            raise BrokenCompound
        pieces.append(data[offset + sector * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(pieces)


def _allocation(data: bytes, size: int) -> list[int]:
    """The sector allocation table: for each sector the one that follows it."""
    count = struct.unpack_from("<I", data, 44)[0]
    places = list(struct.unpack_from(f"<{_HEADER_SLOTS}I", data, 76))
    more, slots = struct.unpack_from("<I", data, 68)[0], size // 4
    while more < _FREE and len(places) < count:
        block = data[(more + 1) * size : (more + 2) * size]
        if len(block) < size:
            raise BrokenCompound
        *listed, more = struct.unpack(f"<{slots}I", block)
        places += listed
    if count > len(places):
        raise BrokenCompound
    table: list[int] = []
    for place in places[:count]:
        block = data[(place + 1) * size : (place + 2) * size] if place < _FREE else b""
        if len(block) < size:
            raise BrokenCompound
        table += struct.unpack(f"<{slots}I", block)
    return table


def rebuild(name: str, content: bytes) -> bytes:
    """A compound file of version 4 that holds `content` as its only stream."""
    content = content.ljust(max(len(content), _SECTOR), b"\0")
    count = -(-len(content) // _SECTOR)
    tables = 1
    while tables * _SLOTS < tables + 2 + count:
        tables += 1
    # sectors: the tables, the directory, an (unused) mini stream that the library insists on, the content
    table = [_TABLE_MARK] * tables + [_END, _END] + [tables + 3 + n for n in range(count - 1)] + [_END]
    table += [_UNUSED] * (tables * _SLOTS - len(table))
    root = _entry("Root Entry", 5, tables + 1, _SECTOR, 1)
    directory = (root + _entry(name, 2, tables + 2, len(content), _UNUSED)).ljust(_SECTOR, b"\0")
    header = struct.pack("<8s16xHHHHH6x", OLE_MAGIC, 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, tables, 0, _SECTOR, _END, 0, _END, 0)
    header += struct.pack(f"<{_HEADER_SLOTS}I", *range(tables), *[_UNUSED] * (_HEADER_SLOTS - tables))
    body = struct.pack(f"<{len(table)}I", *table) + directory + bytes(_SECTOR) + content.ljust(count * _SECTOR, b"\0")
    return header.ljust(_SECTOR, b"\0") + body


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBBIII", raw, len(raw), kind, 1, _UNUSED, _UNUSED, child)
    return head + b"\0" * 36 + struct.pack("<IQ", first, size)
