"""Files kept under their SHA-256: beside the database for use, and beside its backups for the bad day."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ajx_tui.errors import AjxError

NAME = "attachments"
_BLOCK = 1024 * 1024
_FULL = frozenset((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)))


def root(database: Path) -> Path:
    """Where the files of a database lie."""
    return database.parent / NAME


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie under a folder of files."""
    return folder / sha256[:2] / sha256


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sound(path: Path, sha256: str) -> bool:
    """Whether a file is there and holds exactly these bytes."""
    try:
        return digest_of(path) == sha256
    except OSError:
        return False


def copy(source: Path, target: Path, sha256: str) -> bool:
    """Copy the bytes with this digest, on the disk and read back. False when `source` is missing or damaged.

    Raises OSError when `target` can't be written, for a full disk above all; nothing is left there then.
    """
    if not sound(source, sha256):
        return False
    beside = target.parent / f".ajx-{secrets.token_hex(6)}.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as given, beside.open("xb") as made:
            while block := given.read(_BLOCK):
                made.write(block)
            made.flush()
            os.fsync(made.fileno())
        if digest_of(beside) != sha256:
            raise OSError(errno.EIO, "the copy differs")
        if target.exists():
            target.chmod(0o644)  # A damaged copy is replaced; Windows refuses that for what may only be read.
        beside.replace(target)
        with suppress(OSError):
            target.chmod(0o444)
        _sync(target.parent)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return True


def _sync(folder: Path) -> None:
    """Make a renaming durable where folders can be synced (not on Windows)."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def stored(folder: Path) -> Iterator[Path]:
    """Every kept file under a folder."""
    for sub in sorted(folder.iterdir()) if folder.is_dir() else []:
        if sub.is_dir() and len(sub.name) == 2:
            yield from sorted(path for path in sub.iterdir() if path.is_file() and not path.name.startswith("."))


def forget(path: Path) -> None:
    """Delete a kept file, if the system lets us."""
    with suppress(OSError):
        path.chmod(0o644)
        path.unlink(missing_ok=True)


def explain(error: OSError, folder: Path) -> AjxError:
    """What the operating system's refusal to write under `folder` means, in Chinese."""
    if error.errno in _FULL:
        return AjxError("磁盘已满", f"没有写完，已撤回，原有数据不受影响。请清理 {folder} 所在磁盘后重试。")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return AjxError("没有写入权限", f"不能写入 {folder}，请检查文件夹的权限，或磁盘是否只读。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return AjxError("文件夹不存在", f"找不到 {folder}（U 盘可能已拔出）。")
    return AjxError("读写磁盘出错", f"读写 {folder} 时出错，请检查磁盘或U盘（{error.strerror or error}）。")
