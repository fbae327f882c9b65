"""Files kept under their SHA-256: beside the database for use, and beside its backups for the bad day."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ajx_tui.atomic import beside, sync

NAME = "attachments"
_BLOCK = 1024 * 1024


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
    partial = beside(target.parent)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as given, partial.open("xb") as made:
            while block := given.read(_BLOCK):
                made.write(block)
            made.flush()
            os.fsync(made.fileno())
        if digest_of(partial) != sha256:
            raise OSError(errno.EIO, "the copy differs")
        if target.exists():
            target.chmod(0o644)  # A damaged copy is replaced; Windows refuses that for what may only be read.
        partial.replace(target)
        with suppress(OSError):
            target.chmod(0o444)
        sync(target.parent)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return True


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
