"""Writing a finished file all at once or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from ajx_tui.errors import AjxError, NotPermittedError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_SHARING_VIOLATION = 32  # Windows: the file is open in another program
_LOCK_VIOLATION = 33


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path` to write to; it takes the place of `path` when the block ends well.

    Whatever goes wrong, and when the job is cancelled, the temporary file is removed and an existing `path` stays as it
    was. Raises `AjxError` in Chinese for a missing folder, a full disk, a file open elsewhere, a folder without rights.
    """
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise AjxError("不能写入文件", f"“{path}”是一个文件夹，请给出文件名。")
        name = path.with_name(f".ajx-{secrets.token_hex(8)}.tmp")
        name.open("xb").close()
        temporary = name
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise explain(error, path) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def explain(error: OSError, path: Path) -> AjxError:
    """An operating-system error of writing `path` in words a clerk can act on."""
    if getattr(error, "winerror", None) in (_SHARING_VIOLATION, _LOCK_VIOLATION):
        return AjxError(
            "文件正被占用", f"“{path.name}”正在别的程序（如 WPS、阅读器）中打开，请关闭后再导出，或换一个文件名。"
        )
    if error.errno in _FULL:
        return AjxError("磁盘已满", f"“{path.parent}”所在磁盘空间不足，没有留下不完整的文件。请清理后再导出。")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        if path.exists() and os.access(path.parent, os.W_OK):
            return NotPermittedError("不能写入文件", f"“{path}”只读或正被别的程序打开，请关闭它或换一个文件名。")
        return NotPermittedError("没有写入权限", f"不能在“{path.parent}”中写文件，请换一个文件夹。")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return AjxError("文件夹不存在", f"找不到文件夹“{path.parent}”，请先建立或换一个文件夹。")
    if error.errno == errno.ENAMETOOLONG:
        return AjxError("文件名太长", f"“{path.name[:40]}…”超过了系统允许的长度，请缩短文件名。")
    return AjxError("不能写入文件", f"写“{path}”时出错：{error.strerror or error}。")
