"""The seal: what the database file was, byte for byte, when the program last closed it.

The history proves every record; the seal adds what no record can show: a bit that flipped in an index, in a free page
or in SQLite's own header, and any write by another program. It lies beside the file, is taken away while the program
writes, and is missing after a kill: then it says nothing, it never accuses wrongly.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

BLOCK = 4096
_HEAD = 100
"""Bytes of SQLite's header. Every commit changes its change counter."""
_DIGEST = 8


def place(database: Path) -> Path:
    """Where the seal of a database lies."""
    return database.with_name(database.name + ".seal")


def _blocks(database: Path) -> list[str]:
    with database.open("rb") as file:
        return [
            hashlib.blake2b(block, digest_size=_DIGEST).hexdigest() for block in iter(lambda: file.read(BLOCK), b"")
        ]


def head(database: Path) -> bytes:
    """SQLite's header of a database file, empty when it can't be read. No connection may be open in this process."""
    try:
        with database.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def take(database: Path) -> str:
    """Take the seal away before the program may write; returns it, '' when there is none."""
    try:
        text = place(database).read_text(encoding="ascii")
    except (OSError, ValueError):
        text = ""
    drop(database)
    return text


def drop(database: Path) -> None:
    """Remove the seal: the file is about to be replaced on purpose."""
    with suppress(OSError):
        place(database).unlink(missing_ok=True)


def put(database: Path, text: str = "") -> None:
    """Seal a closed database; `text` puts an earlier seal back. A seal that can't be written is left out."""
    partial = place(database).with_suffix(".part")
    try:
        if not text:
            made = {"at": datetime.now().isoformat(timespec="seconds"), "blocks": "".join(_blocks(database))}
            text = json.dumps(made)
        partial.write_text(text, encoding="ascii")
        partial.replace(place(database))
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def broken(database: Path) -> tuple[str, list[int]] | None:
    """(when it was sealed, numbers of the 4096-byte blocks that differ, from 1), None when there is no seal to hold.

    No connection to the database may be open in this process: closing a file drops SQLite's locks on it.
    """
    try:
        read: Any = json.loads(place(database).read_text(encoding="ascii"))
        at, kept = str(read["at"]), str(read["blocks"])
        now = _blocks(database)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    width = 2 * _DIGEST
    before = [kept[i : i + width] for i in range(0, len(kept), width)]
    longest = max(len(before), len(now))
    padded = [*before, *[""] * (longest - len(before))], [*now, *[""] * (longest - len(now))]
    return at, [n for n, (old, new) in enumerate(zip(*padded, strict=True), 1) if old != new]
