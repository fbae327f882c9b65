"""Look into an xlsx or ods container before it is handed to the reading library.

The library unpacks whatever the container claims and lays a sheet out as one rectangle, so a few bytes (a zip bomb, one
cell in XFD1048576) can ask for hundreds of gigabytes and end the process. Everything here is checked on the bytes that
the library will see.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from ajx_tui.exchange.limits import MAX_PARTS, MAX_UNPACKED_BYTES
from ajx_tui.exchange.sniff import damaged, encrypted, refused

_LOCAL_HEADER = struct.Struct("<4s22xHH")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook part lists it; `part` is None when the relation to its file is missing."""

    name: str
    part: str | None


class Package:
    """A zip container whose sizes have been checked; parts are unpacked on demand, never beyond their declared size."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises RefusedError for a damaged, encrypted, oversized or ambiguous container."""
        self._data = data
        self.name = name
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise damaged(name) from error
        self._parts = {entry.filename.lower().replace("\\", "/").lstrip("/"): entry for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted(name)
        if len(self._parts) != len(entries) or len(entries) > MAX_PARTS:
            raise refused(name, "文件内部结构异常（部件重复或过多）。请用 Excel 打开，另存为新的 xlsx 后再导入。")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise self.too_big()

    def too_big(self) -> Exception:
        """The error for a container that unpacks to more than is sane."""
        limit = MAX_UNPACKED_BYTES // 1024 // 1024
        return refused(
            self.name,
            f"文件解压后超过 {limit} MB，不是正常的表格。如果里面有图片或大片空白格式，请只复制数据到新表格再导入。",
        )

    def irregular(self) -> Exception:
        """The error for content that no office program writes."""
        return refused(self.name, "文件内部结构不规范，读取有风险。请用 Excel 或 WPS 打开，另存为新的 xlsx 后再导入。")

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def read(self, part: str) -> bytes:
        """Unpacked content of `part`, b"" when it isn't there.

        Raises RefusedError when it lies about its size or carries a document type (the door of external entities).
        """
        entry = self._parts.get(part.lower())
        if entry is None:
            return b""
        content = self._inflate(entry)
        head = content[:4]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
            raise self.irregular()
        if _has_doctype(content):
            raise refused(
                self.name, "文件里有外部引用定义（DTD），可能不安全，已停止读取。请用 Excel 打开，另存为新的 xlsx。"
            )
        return content

    def _inflate(self, entry: zipfile.ZipInfo) -> bytes:
        header = self._data[entry.header_offset : entry.header_offset + 30]
        if len(header) < 30:
            raise damaged(self.name)
        magic, name_size, extra_size = _LOCAL_HEADER.unpack(header)
        begin = entry.header_offset + 30 + name_size + extra_size
        packed = memoryview(self._data)[begin : begin + entry.compress_size]
        if magic != b"PK\x03\x04" or len(packed) != entry.compress_size:
            raise damaged(self.name)
        if entry.compress_type == zipfile.ZIP_STORED:
            content, ended = bytes(packed), True
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(packed, entry.file_size + 1)
            except zlib.error as error:
                raise damaged(self.name) from error
            ended = unpacker.eof
        else:
            raise self.irregular()
        if len(content) > entry.file_size:
            raise self.too_big()
        if len(content) < entry.file_size or not ended:
            raise damaged(self.name)
        return content

    def sheet_parts(self) -> list[SheetPart]:
        """Sheets of an xlsx workbook in order, with the part that holds each."""
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def on_relation(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                targets[attributes.get("Id", "")] = path

        def on_workbook(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == "sheet":
                relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), relation))

        self._walk("xl/_rels/workbook.xml.rels", on_relation)
        self._walk("xl/workbook.xml", on_workbook)
        found = [SheetPart(name, targets.get(relation)) for name, relation in sheets]
        return [SheetPart(s.name, s.part if s.part is not None and s.part in self else None) for s in found]

    def _walk(self, part: str, on_start: Callable[[str, dict[str, str]], None]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = on_start
        try:
            parser.Parse(self.read(part), True)
        except expat.ExpatError as error:
            raise damaged(self.name) from error

    def refuse_encrypted_ods(self) -> None:
        """Raises RefusedError when the manifest of an ods file lists encrypted parts."""
        if b"encryption-data" in self.read("META-INF/manifest.xml"):
            raise encrypted(self.name)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _has_doctype(content: bytes) -> bool:
    """Whether anything but comments and processing instructions stands before the root element."""
    place = content.find(b"<")
    while place >= 0:
        if content.startswith(b"<?", place):
            close = b"?>"
        elif content.startswith(b"<!--", place):
            close = b"-->"
        else:
            return content.startswith(b"<!", place)
        end = content.find(close, place)
        place = content.find(b"<", end) if end >= 0 else -1
    return False
