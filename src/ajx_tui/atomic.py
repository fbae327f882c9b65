"""Writing a file all at once or not at all, and what the system's refusal to write means in Chinese.

Every file the program makes goes through here, but for the database, which is SQLite's own to keep whole.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ajx_tui.errors import AjxError, LockedError, NotPermittedError

_FULL = frozenset((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)))
_IN_USE = (32, 33)
"""Windows: the file, or a part of it, is locked by another program."""


def beside(folder: Path) -> Path:
    """A name in a folder that no file has: for what is not complete yet. The folder must be the final one's own."""
    return folder / f".ajx-{secrets.token_hex(8)}.part"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give an empty file beside `path` to write to; it takes the place of `path` when the block ends well.

    Whatever goes wrong, and when the job is closed, `path` stays as it was and nothing is left beside it. Raises
    AjxError in Chinese when the system refuses.
    """
    made: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        made = _empty(path.parent)
        yield made
        with made.open("rb+") as file:
            os.fsync(file.fileno())
        made.replace(path)
        made = None
    except OSError as error:
        raise file_error(error, path) from error
    finally:
        if made is not None:
            with suppress(OSError):
                made.unlink()
    sync(path.parent)


def _empty(folder: Path) -> Path:
    """A new empty file. Raises AjxError: that it can't be made is the folder's fault, not that of the file's name."""
    made = beside(folder)
    try:
        made.open("xb").close()
    except OSError as error:
        raise folder_error(error, folder) from error
    return made


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream whose content becomes `path` when the block ends well. Raises like `replacing`."""
    with replacing(path) as made, made.open("wb") as stream:
        yield stream


def sync(folder: Path) -> None:
    """Make the renaming of files in a folder durable, where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_error(error: OSError, path: Path) -> AjxError:
    """What the system's refusal to write the file `path` means."""
    if isinstance(error, IsADirectoryError):
        return AjxError("不能写入文件", f"“{path}”是一个文件夹，请给出文件名。")
    if error.errno == errno.ENAMETOOLONG:
        return AjxError("文件名太长", f"“{path.name[:40]}…”超过了系统允许的长度，请缩短文件名，或换一个位置。")
    in_use = getattr(error, "winerror", None) in _IN_USE
    if in_use or (isinstance(error, PermissionError) and path.is_file() and os.access(path.parent, os.W_OK)):
        why = "正在别的程序（如 WPS、Excel、阅读器）中打开，或者是只读文件"
        return LockedError("文件正被占用", f"“{path.name}”{why}。请关闭它，或换一个文件名。")
    return folder_error(error, path.parent)


def folder_error(error: OSError, folder: Path) -> AjxError:
    """What the system's refusal to write into a folder means."""
    if error.errno in _FULL:
        told = "磁盘空间不足，没有留下不完整的文件，原有数据不受影响。请清理磁盘后重试，或换一个位置"
        return AjxError("磁盘已满", f"“{folder}”所在{told}。")
    if error.errno == errno.EROFS:
        return NotPermittedError("没有写入权限", f"“{folder}”所在的磁盘是只读的。请换一个位置。")
    if isinstance(error, PermissionError):
        return NotPermittedError("没有写入权限", f"不能在“{folder}”中写文件。请检查文件夹的权限，或换一个位置。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AjxError("文件夹不存在", f"找不到“{folder}”（U 盘可能已拔出）。请先建立，或换一个位置。")
    return AjxError("读写磁盘出错", f"读写“{folder}”时出错，请检查磁盘或 U 盘（{error.strerror or error}）。")
