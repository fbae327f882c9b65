"""TrueType files: metrics of a face, their compact sidecar, and the subset that is embedded into a PDF.

Only what a PDF needs is read: character map, advance widths, names, outlines. A bundled face has its metrics beside it
as `NAME.metrics`, so that its file is opened only for the outlines of the glyphs in use; a system face is parsed.
"""

from __future__ import annotations

import array
import json
import mmap
import struct
import sys
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MAGIC = b"AJXM1\n"
_EMBEDDED_TABLES = ("cvt ", "fpgm", "prep")
_COMPOSITE_MORE, _ARGS_ARE_WORDS = 0x0020, 0x0001
_SCALE, _XY_SCALE, _TWO_BY_TWO = 0x0008, 0x0040, 0x0080


class FontError(ValueError):
    """The file is not a TrueType face that can be embedded."""


@dataclass(frozen=True, slots=True)
class FaceInfo:
    """Names and vertical measures of a face; lengths in 1/1000 em. `fs_type` is the embedding right of OS/2."""

    postscript_name: str
    families: tuple[str, ...]
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, int, int, int]
    fs_type: int
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Metrics:
    """A face's characters: for each code point (ascending) its glyph id and advance width in 1/1000 em."""

    info: FaceInfo
    points: array.array[int]
    glyphs: array.array[int]
    widths: array.array[int]


class SfntFile:
    """A TrueType file or one member of a collection, memory-mapped; close it or use it in a `with`."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Map the file. Raises `FontError` when it is no TrueType face, OSError when it can't be read."""
        with path.open("rb") as file:
            try:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise FontError(f"{path.name} is empty") from error
        try:
            self._tables = self._directory(index)
        except (struct.error, FontError) as error:
            self._data.close()
            raise FontError(f"{path.name}: {error}") from error

    def __enter__(self) -> SfntFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._data.close()

    def _directory(self, index: int) -> dict[str, tuple[int, int]]:
        offset = 0
        if self._data[:4] == b"ttcf":
            if index >= struct.unpack_from(">L", self._data, 8)[0]:
                raise FontError(f"no face {index} in the collection")
            offset = struct.unpack_from(">L", self._data, 12 + 4 * index)[0]
        if self._data[offset : offset + 4] not in (b"\x00\x01\x00\x00", b"true"):
            raise FontError("not a TrueType face")
        tables = {}
        for i in range(struct.unpack_from(">H", self._data, offset + 4)[0]):
            tag, _, start, length = struct.unpack_from(">4sLLL", self._data, offset + 12 + 16 * i)
            tables[tag.decode("latin-1")] = (start, length)
        return tables

    def face_count(self) -> int:
        """How many faces the file holds."""
        return int(struct.unpack_from(">L", self._data, 8)[0]) if self._data[:4] == b"ttcf" else 1

    def has(self, tag: str) -> bool:
        """Whether the table is present."""
        return tag in self._tables

    def table(self, tag: str) -> bytes:
        """The bytes of a table. Raises `FontError` when it is missing."""
        if tag not in self._tables:
            raise FontError(f"table {tag} is missing")
        start, length = self._tables[tag]
        return self._data[start : start + length]

    def slice(self, tag: str, start: int, end: int) -> bytes:
        """A part of a table."""
        base = self._tables[tag][0]
        return self._data[base + start : base + end]


def family_names(font: SfntFile) -> tuple[str, ...]:
    """Every family and full name (ids 1, 4, 16) a face gives itself, in all languages, duplicates removed.

    Raises `FontError` for a broken name table.
    """
    try:
        return tuple(dict.fromkeys(text for number, text in _names(font) if number in (1, 4, 16)))
    except struct.error as error:
        raise FontError(f"broken name table: {error}") from error


def _names(font: SfntFile) -> list[tuple[int, str]]:
    data = font.table("name")
    count, strings = struct.unpack_from(">HH", data, 2)
    found = []
    for i in range(count):
        platform, encoding, _, number, length, offset = struct.unpack_from(">6H", data, 6 + 12 * i)
        raw = data[strings + offset : strings + offset + length]
        codec = "utf-16-be" if platform in (0, 3) else "mac_roman"
        if platform == 1 and encoding == 25:
            codec = "gb18030"
        found.append((number, raw.decode(codec, "replace").strip("\0")))
    return found


def _character_map(font: SfntFile) -> dict[int, int]:
    data = font.table("cmap")
    best = (0, 0)
    for i in range(struct.unpack_from(">H", data, 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", data, 4 + 8 * i)
        rank = {(3, 10): 4, (0, 4): 3, (0, 6): 3, (3, 1): 2, (0, 3): 1}.get((platform, encoding), 0)
        best = max(best, (rank, offset))
    if not best[0]:
        raise FontError("no Unicode character map")
    form = struct.unpack_from(">H", data, best[1])[0]
    if form == 12:
        return _format12(data, best[1])
    if form == 4:
        return _format4(data, best[1])
    raise FontError(f"character map format {form}")


def _format12(data: bytes, base: int) -> dict[int, int]:
    mapping: dict[int, int] = {}
    for i in range(struct.unpack_from(">L", data, base + 12)[0]):
        first, last, glyph = struct.unpack_from(">LLL", data, base + 16 + 12 * i)
        if last > 0x10FFFF or last < first:
            raise FontError("broken character map")
        mapping.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return mapping


def _format4(data: bytes, base: int) -> dict[int, int]:
    count = struct.unpack_from(">H", data, base + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, base + 14)
    starts = struct.unpack_from(f">{count}H", data, base + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}h", data, base + 16 + 4 * count)
    offsets_at = base + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    mapping: dict[int, int] = {}
    for i in range(count):
        for point in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = point
            if offsets[i]:
                where = offsets_at + 2 * i + offsets[i] + 2 * (point - starts[i])
                glyph = struct.unpack_from(">H", data, where)[0]
                if not glyph:
                    continue
            mapping[point] = (glyph + deltas[i]) & 0xFFFF
    return mapping


def _info(font: SfntFile, scale: float) -> FaceInfo:
    names = _names(font)
    postscript = next((text for number, text in names if number == 6 and text.isascii()), "Face")
    _, ascent, descent = struct.unpack_from(">Lhh", font.table("hhea"))
    box = struct.unpack_from(">4h", font.table("head"), 36)
    fs_type, cap = 0, 0
    if font.has("OS/2"):
        os2 = font.table("OS/2")
        fs_type = struct.unpack_from(">H", os2, 8)[0]
        if struct.unpack_from(">H", os2)[0] >= 2 and len(os2) >= 90:
            cap = struct.unpack_from(">h", os2, 88)[0]
    whole = [round(value * scale) for value in (ascent, descent, cap or 700 / scale, *box)]
    return FaceInfo(
        postscript_name="".join(c for c in postscript if c.isalnum() or c == "-")[:60] or "Face",
        families=family_names(font),
        ascent=whole[0],
        descent=whole[1],
        cap_height=whole[2],
        bbox=(whole[3], whole[4], whole[5], whole[6]),
        fs_type=fs_type,
    )


def read_metrics(path: Path, index: int = 0) -> Metrics:
    """Parse a face. Raises `FontError` for a broken one or one without outlines of quadratic curves, OSError."""
    with SfntFile(path, index) as font:
        try:
            font.table("glyf")
            scale = 1000 / struct.unpack_from(">H", font.table("head"), 18)[0]
            count = struct.unpack_from(">H", font.table("hhea"), 34)[0]
            advances = struct.unpack(">" + "Hh" * count, font.table("hmtx")[: 4 * count])[::2]
            mapping = sorted((point, glyph) for point, glyph in _character_map(font).items() if glyph)
            widths = [round(advances[min(glyph, count - 1)] * scale) for _, glyph in mapping]
            return Metrics(
                _info(font, scale),
                array.array("I", [point for point, _ in mapping]),
                array.array("H", [glyph for _, glyph in mapping]),
                array.array("H", widths),
            )
        except (struct.error, IndexError, ZeroDivisionError, OverflowError) as error:
            raise FontError(f"{path.name}: {error}") from error


def pack(metrics: Metrics) -> bytes:
    """The sidecar of a face: magic, one line of JSON with names and measures, three little-endian arrays, deflated."""
    arrays = [array.array(a.typecode, a) for a in (metrics.points, metrics.glyphs, metrics.widths)]
    if sys.byteorder == "big":
        for item in arrays:
            item.byteswap()
    head = json.dumps({**asdict(metrics.info), "count": len(metrics.points)}, ensure_ascii=False, sort_keys=True)
    return MAGIC + zlib.compress(head.encode() + b"\n" + b"".join(a.tobytes() for a in arrays), 9)


def unpack(data: bytes) -> Metrics:
    """Read a sidecar. Raises `FontError` when it is damaged."""
    if not data.startswith(MAGIC):
        raise FontError("not a metrics sidecar")
    try:
        head, _, body = zlib.decompress(data[len(MAGIC) :]).partition(b"\n")
        fields = json.loads(head)
    except (zlib.error, ValueError) as error:
        raise FontError("damaged metrics sidecar") from error
    count = fields.pop("count")
    fields["families"], fields["bbox"] = tuple(fields["families"]), tuple(fields["bbox"])
    arrays, at = [], 0
    for code in "IHH":
        item: array.array[int] = array.array(code)
        size = count * item.itemsize
        item.frombytes(body[at : at + size])
        at += size
        if sys.byteorder == "big":
            item.byteswap()
        arrays.append(item)
    return Metrics(FaceInfo(**fields), *arrays)


def subset(path: Path, index: int, glyphs: Sequence[int]) -> bytes:
    """A TrueType file with the given glyphs as ids 1, 2, …; id 0 is .notdef, components of composites follow.

    Raises `FontError` for broken outlines, OSError when the file can't be read.
    """
    with SfntFile(path, index) as font:
        try:
            return _assemble(font, glyphs)
        except (struct.error, IndexError) as error:
            raise FontError(f"{path.name}: {error}") from error


def _assemble(font: SfntFile, glyphs: Iterable[int]) -> bytes:
    head, hhea, maxp = bytearray(font.table("head")), bytearray(font.table("hhea")), bytearray(font.table("maxp"))
    long_offsets = struct.unpack_from(">h", head, 50)[0] != 0
    order = [0, *glyphs]
    ids = {old: new for new, old in reversed(list(enumerate(order)))}
    outlines = []
    for old in order:  # grows while composites are met
        outline = font.slice("glyf", *_extent(font, old, long_offsets))
        if len(outline) > 10 and outline[0] & 0x80:
            outline = _renumber(outline, ids, order)
        outlines.append(outline + b"\0" * (-len(outline) % 4))
    count = struct.unpack_from(">H", hhea, 34)[0]
    metrics = [_long_metric(font, old, count) for old in order]
    positions = [0]
    for outline in outlines:
        positions.append(positions[-1] + len(outline))
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">H", hhea, 34, len(order))
    struct.pack_into(">H", maxp, 4, len(order))
    tables = {
        "head": bytes(head),
        "hhea": bytes(hhea),
        "maxp": bytes(maxp),
        "hmtx": b"".join(metrics),
        "loca": struct.pack(f">{len(positions)}L", *positions),
        "glyf": b"".join(outlines),
    }
    tables.update({tag: font.table(tag) for tag in _EMBEDDED_TABLES if font.has(tag)})
    return _sfnt(tables)


def _extent(font: SfntFile, glyph: int, long_offsets: bool) -> tuple[int, int]:
    """Where a glyph's outline lies in the glyf table."""
    if long_offsets:
        start, end = struct.unpack(">LL", font.slice("loca", 4 * glyph, 4 * glyph + 8))
        return start, end
    start, end = struct.unpack(">HH", font.slice("loca", 2 * glyph, 2 * glyph + 4))
    return 2 * start, 2 * end


def _long_metric(font: SfntFile, glyph: int, count: int) -> bytes:
    """Advance and bearing of a glyph; beyond `count` glyphs share the last advance."""
    if glyph < count:
        return font.slice("hmtx", 4 * glyph, 4 * glyph + 4)
    bearing = 4 * count + 2 * (glyph - count)
    return font.slice("hmtx", 4 * count - 4, 4 * count - 2) + font.slice("hmtx", bearing, bearing + 2)


def _renumber(outline: bytes, ids: dict[int, int], order: list[int]) -> bytes:
    data, at = bytearray(outline), 10
    while True:
        flags, glyph = struct.unpack_from(">HH", data, at)
        if glyph not in ids:
            ids[glyph] = len(order)
            order.append(glyph)
        struct.pack_into(">H", data, at + 2, ids[glyph])
        at += 8 if flags & _ARGS_ARE_WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        if not flags & _COMPOSITE_MORE:
            return bytes(data)


def _sfnt(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(">LHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    at, body = 12 + 16 * count, b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag.encode("latin-1"), checksum, at, len(data))
        body += padded
        at += len(padded)
    return directory + body
