"""Where documents go: folders, names that every system accepts, a folder that appears only when it is complete."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from ajx_tui.atomic import beside as unused
from ajx_tui.atomic import file_error, folder_error
from ajx_tui.errors import AjxError

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]+')
_LONGEST = 60
"""Characters of a file name; 255 bytes of UTF-8 are the least that systems allow."""
_STALE = 3600
"""Seconds after which a half-written file is nobody's any more."""


def file_name(text: str) -> str:
    """A name of a firm as part of a file name: no separators or control characters, not too long, never empty."""
    clean = " ".join(_UNSAFE.sub(" ", text).split()).strip(". ")
    return clean[:_LONGEST].strip(". ") or "未命名"


def make_folder(folder: Path) -> None:
    """Make the folder that a document goes to. Raises AjxError in Chinese when that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise AjxError("不能写入文件", f"“{folder}”是一个文件，不能当作文件夹，请换一个位置。") from error
    except OSError as error:
        raise folder_error(error, folder) from error


def sweep(folder: Path) -> None:
    """Clear away what an export that was killed left half-written beside its target; what is recent may be at work."""
    with suppress(OSError):
        for path in folder.glob(".ajx-*"):
            if path.suffix in (".tmp", ".part") and time() - path.stat().st_mtime > _STALE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def check_target(path: Path) -> None:
    """Raises AjxError when a file that is to be replaced is locked by another program or may not be written."""
    try:
        if path.is_file():
            path.open("r+b").close()
    except OSError as error:
        raise file_error(error, path) from error


def free_folder(folder: Path) -> Path:
    """`folder`, or the first of folder(2), folder(3) … that does not exist yet."""
    number, path = 1, folder
    while path.exists():
        number += 1
        path = folder.with_name(f"{folder.name}({number})")
    return path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside `target` to write into; it becomes `target` when the block ends well, else it is removed.

    Raises AjxError in Chinese when the system refuses.
    """
    beside = unused(target.parent)
    try:
        beside.mkdir()
        yield beside
        beside.rename(target)
    except OSError as error:
        raise file_error(error, target) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
