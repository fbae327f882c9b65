"""Builds spreadsheet files byte by byte, so that tests can make them wrong in exactly one way."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS = "urn:oasis:names:tc:opendocument:xmlns"


def names(folder: Path) -> list[str]:
    """Names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these parts in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx_parts(sheets: Mapping[str, str], strings: Sequence[str] = ()) -> dict[str, str]:
    """Parts of a minimal workbook; each sheet is the XML between <sheetData> and </sheetData>."""
    numbered = list(enumerate(sheets.items(), 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n, _ in numbered
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in numbered)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
    }
    for n, (_, body) in numbered:
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
        )
    if strings:
        items = "".join(f"<si><t>{text}</t></si>" for text in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    return parts


def xlsx(body: str, strings: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet 'S'."""
    return zipped(xlsx_parts({"S": body}, strings))


def number(reference: str, value: object = 1) -> str:
    """A number cell."""
    return f'<c r="{reference}"><v>{value}</v></c>'


def text(reference: str, value: str) -> str:
    """An inline text cell."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(n: int, *cells: str) -> str:
    """A row of cells."""
    return f'<row r="{n}">{"".join(cells)}</row>'


def ods(tables: str, styles: str = "", manifest: str = "") -> bytes:
    """An ods document with this XML for its tables."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = " ".join(f'xmlns:{n}="{_ODS}:{n}:1.0"' for n in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    listed = (
        f'<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}">{manifest}</manifest:file-entry></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": listed, "content.xml": content})


def ods_table(*rows: str, name: str = "表", style: str = "") -> str:
    """A table of an ods document."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{"".join(rows)}</table:table>'


def ods_row(*cells: str, times: int = 1) -> str:
    """A row of an ods table, repeated."""
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def ods_text(value: str, times: int = 1) -> str:
    """A text cell of an ods table, repeated; '' is an empty cell."""
    if not value:
        return f'<table:table-cell table:number-columns-repeated="{times}"/>'
    return (
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="string">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(rows: Sequence[Sequence[str | float]], *, first_row: int = 0, encrypted: bool = False) -> bytes:
    """A BIFF8 workbook in a compound file, with one sheet '表1'."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    protected = _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\0" * 48) if encrypted else b""
    name = "表1".encode("utf-16-le")
    sheet_size = len(_record(0x0085, struct.pack("<IBBBB", 0, 0, 0, 2, 1) + name))
    page = _record(0x0042, struct.pack("<H", 1200))
    end = _record(0x000A, b"")
    offset = len(start) + len(protected) + len(page) + sheet_size + len(end)
    book = start + protected + page + _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + name) + end
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for r, cells in enumerate(rows, first_row):
        for c, value in enumerate(cells):
            if isinstance(value, str):
                raw = value.encode("utf-16-le")
                body += _record(0x0204, struct.pack("<HHHHB", r, c, 0, len(raw) // 2, 1) + raw)
            else:
                body += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    return ole({"Workbook": book + body + end})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams (each padded to at least 4096 bytes, so that no mini stream is needed)."""
    free, chain_end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [fat_mark, chain_end]
    sectors: list[bytes] = []
    entries = [_entry("Root Entry", 5, chain_end, 0, 1 if streams else free)]
    for at, (name, content) in enumerate(streams.items(), 1):
        content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
        first = len(fat)
        count = len(content) // 512
        fat += [first + n + 1 for n in range(count - 1)] + [chain_end]
        sectors += [content[n * 512 : n * 512 + 512] for n in range(count)]
        entries.append(_entry(name, 2, first, len(content), free, right=at + 1 if at < len(streams) else free))
    directory = b"".join(entries).ljust(512, b"\0")
    assert len(directory) == 512 and len(fat) <= 128
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6sIII", 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, 1)
    header += struct.pack("<IIIIII", 0, 4096, chain_end, 0, chain_end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + table + directory + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int, child: int, *, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", first, size)
    )
