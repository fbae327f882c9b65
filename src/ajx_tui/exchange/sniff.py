"""Tell what a file really is from its bytes; the extension is never trusted."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class FileKind(StrEnum):
    """Kinds of file the importer can read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


def read_file(path: Path) -> bytes:
    """Whole content of a regular file. Raises AjxError in Chinese for anything that can't be read."""
    raise NotImplementedError


def sniff(data: bytes, name: str) -> FileKind:
    """Kind of `data`. Raises AjxError in Chinese that names what the file is instead and what to do."""
    raise NotImplementedError
