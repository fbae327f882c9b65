"""Tell what a file really is from its bytes; the extension is never trusted."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from ajx_tui.errors import AjxError, LockedError, NotPermittedError, RefusedError
from ajx_tui.exchange.compound import OLE_MAGIC, find_entry
from ajx_tui.exchange.limits import MAX_FILE_BYTES

_SHARING_VIOLATIONS = (32, 33)  # Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
_SAVE_AS = "请用 Excel 或 WPS 打开它，另存为「Excel 工作簿（*.xlsx）」后再导入。"
_MAGICS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "PDF 里的表格读不出来，请向报送单位要 Excel 原表。"),
    (b"{\\rtf", "写字板文档", _SAVE_AS),
    (b"\x89PNG", "图片", "图片里的表格读不出来，请向报送单位要 Excel 原表。"),
    (b"\xff\xd8\xff", "图片", "图片里的表格读不出来，请向报送单位要 Excel 原表。"),
    (b"GIF8", "图片", "图片里的表格读不出来，请向报送单位要 Excel 原表。"),
    (b"Rar!", "压缩包", "请先解压，再导入里面的表格。"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", "请先解压，再导入里面的表格。"),
    (b"\x1f\x8b", "压缩包", "请先解压，再导入里面的表格。"),
    (b"SQLite format 3\x00", "数据库文件", "请选择表格文件；要恢复备份，请用「恢复备份」功能。"),
    (b"MZ", "程序文件", "请选择表格文件。"),
)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError)
_TABLE_SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".et", ".xlsm")


class FileKind(StrEnum):
    """Kinds of file the importer can read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


def refused(name: str, message: str) -> RefusedError:
    """The error for a file that was looked at and can't be used."""
    return RefusedError(f"不能导入「{name}」", message)


def read_file(path: Path) -> bytes:
    """Whole content of a regular file, at most `MAX_FILE_BYTES`.

    Raises AjxError in Chinese for anything else: missing, a folder, a device, no rights, locked, empty, too big.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise AjxError(f"「{path.name}」是文件夹", "请选择文件夹里面的表格文件。")
        if not stat.S_ISREG(status.st_mode):
            raise AjxError(f"「{path.name}」不是普通文件", "请选择 xlsx、xls、ods 或 csv 表格文件。")
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise file_error(path, error) from error
    except MemoryError as error:
        raise refused(path.name, "文件太大，内存不够。请把它分成几个小一些的文件。") from error
    if not data:
        raise refused(path.name, "文件是空的（0 字节），可能没有拷贝完整。请重新拷贝或向报送单位再要一份。")
    if len(data) > MAX_FILE_BYTES:
        raise refused(path.name, f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB。请把它分成几个小一些的文件。")
    return data


def file_error(path: Path, error: OSError | ValueError) -> AjxError:
    """What the operating system's refusal to read `path` means, in Chinese."""
    name = path.name or str(path)
    if isinstance(error, ValueError | FileNotFoundError | NotADirectoryError):
        return AjxError(f"找不到文件「{name}」", "它可能被移动、改名，或者 U 盘已经拔出。请检查路径后再试。")
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
        return LockedError(f"「{name}」正被其他程序使用", "请在 Excel 或 WPS 中关闭它后再试。")
    if isinstance(error, PermissionError):
        hint = "它可能正在 Excel 或 WPS 中打开，请关闭后再试；否则" if os.name == "nt" else ""
        return NotPermittedError(f"没有权限读取「{name}」", f"{hint}请把它复制到自己的文件夹里，或请管理员授权。")
    if error.errno == errno.ELOOP:
        return AjxError(f"打不开「{name}」", "它是一个指向自己的快捷链接。请选择真正的表格文件。")
    if error.errno == errno.ENAMETOOLONG:
        return AjxError(f"打不开「{name[:20]}…」", "文件名或路径太长。请改短文件名，或移到上层文件夹。")
    return AjxError(f"读不出「{name}」", f"磁盘或网络有问题（{error.strerror}）。请把文件复制到本机后再试。")


def sniff(data: bytes, name: str) -> FileKind:
    """Kind of `data`. Raises RefusedError in Chinese that names what the file is instead and what to do."""
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _sniff_zip(data, name)
    if data.startswith(OLE_MAGIC):
        return _sniff_ole(data, name)
    for magic, what, advice in _MAGICS:
        if data.startswith(magic):
            raise refused(name, f"它是{what}，不是表格。{advice}")
    if data[:1] == b"\x09" and data[1:2] in (b"\x00", b"\x02", b"\x04", b"\x08") and data[3:4] == b"\x00":
        raise refused(name, f"它是很早版本的 Excel 格式。{_SAVE_AS}")
    _refuse_markup(data, name)
    return FileKind.TEXT


def _sniff_zip(data: bytes, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.lower() for entry in archive.namelist()}
            mimetype = archive.open("mimetype").read(100) if "mimetype" in archive.namelist() else b""
    except _BROKEN_ZIP as error:
        raise damaged(name) from error
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        raise refused(name, f"它是二进制工作簿（xlsb）。{_SAVE_AS}")
    if any(entry.startswith("word/") for entry in names) or mimetype.endswith(b"opendocument.text"):
        raise refused(name, "它是 Word 文档，不是表格。请把里面的表格复制到 Excel，保存为 xlsx 后再导入。")
    if any(entry.startswith("ppt/") for entry in names):
        raise refused(name, "它是演示文稿，不是表格。请选择 xlsx、xls、ods 或 csv 文件。")
    if "ofd.xml" in names:
        raise refused(name, "它是 OFD 版式文件，表格读不出来，请向报送单位要 Excel 原表。")
    if any(entry.endswith(_TABLE_SUFFIXES) for entry in names):
        raise refused(name, "它是压缩包。请先解压，再导入里面的表格。")
    raise refused(name, "它不是表格文件。请选择 xlsx、xls、ods 或 csv 文件。")


def damaged(name: str) -> RefusedError:
    """The error for a spreadsheet whose container is broken."""
    return refused(
        name, "文件不完整或已损坏，可能没有下载、拷贝完。请重新拷贝；如果 Excel 能打开它，请另存为新的 xlsx。"
    )


def encrypted(name: str) -> RefusedError:
    """The error for a spreadsheet protected by a password."""
    return refused(
        name, "文件设有打开密码或已加密。请在 Excel 或 WPS 中输入密码打开，取消「用密码进行加密」后另存，再导入。"
    )


def _sniff_ole(data: bytes, name: str) -> FileKind:
    if find_entry(data, "EncryptedPackage") >= 0:
        raise encrypted(name)
    if find_entry(data, "Workbook") >= 0 or find_entry(data, "Book") >= 0:
        return FileKind.XLS
    if find_entry(data, "WordDocument") >= 0:
        raise refused(name, "它是 Word 或 WPS 文字文档，不是表格。请把里面的表格复制到 Excel，保存为 xlsx 后再导入。")
    if find_entry(data, "PowerPoint Document") >= 0:
        raise refused(name, "它是演示文稿，不是表格。请选择 xlsx、xls、ods 或 csv 文件。")
    if len(data) % 512:
        raise damaged(name)
    raise refused(name, f"它是旧版 WPS 或其他 Office 格式，无法直接读取。{_SAVE_AS}")


def _refuse_markup(data: bytes, name: str) -> None:
    """Refuse web pages and XML that carry a table under the name of a spreadsheet."""
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head.startswith(b"<"):
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head or b"excel.sheet" in head:
        raise refused(name, f"它其实是「XML 表格 2003」格式。{_SAVE_AS}")
    if re.search(rb"<(?:!doctype html|html|table|head|meta|body)\b", head):
        raise refused(name, f"它其实是网页（HTML）格式，只是扩展名像表格。{_SAVE_AS}")
    if head.startswith(b"<?xml") or re.match(rb"<[a-z!]", head):
        raise refused(name, "它是 XML 数据文件，不是表格。请选择 xlsx、xls、ods 或 csv 文件。")
