"""Write a file beside its place and put it there only when it is complete and on the disk."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ajx_tui.errors import AjxError, LockedError, NotPermittedError

_NO_SPACE = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Yield a binary stream whose content becomes `path` at the end of the block.

    If the block is left by an exception (also by closing the generator it stands in), `path` stays as it was and
    nothing is left beside it. Raises AjxError in Chinese when the operating system refuses.
    """
    beside = path.parent / f".ajx-{secrets.token_hex(6)}.part"
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the renaming durable where folders can be synced (not on Windows)."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_error(path: Path, error: OSError) -> AjxError:
    """What the operating system's refusal to write `path` means, in Chinese."""
    if error.errno in _NO_SPACE:
        return AjxError(f"写不下「{path.name}」", "磁盘空间不足。请清理磁盘，或换一个位置保存。原有文件没有改动。")
    if isinstance(error, IsADirectoryError):
        return AjxError(f"不能保存为「{path.name}」", "已有同名的文件夹。请换一个文件名。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AjxError(f"不能保存到「{path.parent}」", "这个文件夹不存在（U 盘可能已拔出）。请换一个位置保存。")
    if isinstance(error, PermissionError):
        if path.exists() and os.name == "nt":
            return LockedError(f"不能覆盖「{path.name}」", "它可能正在 Excel 或 WPS 中打开。请关闭它，或换一个文件名。")
        return NotPermittedError(f"不能保存到「{path.parent}」", "没有写入权限。请换一个位置保存，例如「文档」或桌面。")
    if error.errno == errno.EROFS:
        return NotPermittedError(f"不能保存到「{path.parent}」", "这个磁盘是只读的。请换一个位置保存。")
    if error.errno == errno.ENAMETOOLONG:
        return AjxError("不能保存", "文件名或路径太长。请改短文件名，或换一个位置保存。")
    return AjxError(f"写不出「{path.name}」", f"磁盘或网络有问题（{error.strerror}）。请换一个位置保存。")
