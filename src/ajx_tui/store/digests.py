"""Digests of the working tables: what the program keeps for itself beside the history.

Drafts, confirmed headers and the like change every few seconds and decide nothing, so that they leave no history. But
people rely on them: each row has a digest, and the end of them all stands in `chain`, so that the doctor can name a row
that was altered, added or taken out by anything but the program.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ajx_tui.store.history import GENESIS, chain_end, note_end

CHAIN = "digest"
UNTRACKED = "ui."
"""How the names of settings begin that are no facts about the county."""


@dataclass(frozen=True, slots=True)
class Working:
    """One such table: its key columns, the others, and which of its rows are meant."""

    title: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    where: str = "1"


WORKING: Mapping[str, Working] = MappingProxyType({
    "draft": Working("草稿", ("owner", "kind", "record_id"), ("content", "saved_at")),
    "review_look": Working("审核的阅读进度", ("review_id", "person"), ("revision", "at")),
    "import_mapping": Working("已确认的表头", ("fingerprint",), ("mapping", "used_at")),
    "search_made": Working("检索的版本", ("kind",), ("version",)),
    "setting": Working("界面喜好", ("name",), ("value",), f"substr(name, 1, {len(UNTRACKED)}) = '{UNTRACKED}'"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkFault:
    """A row of a working table that is not as the program left it. `key` is empty when no one row can be named."""

    table: str
    key: tuple[Any, ...]
    text: str


def note(conn: sqlite3.Connection, table: str, *key: Any) -> None:
    """Note what a row of a working table is now; called after every write to it, inside the same transaction."""
    work, named = WORKING[table], _text(key)
    found = conn.execute(
        f"SELECT {', '.join(work.columns)} FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in work.key)}", key
    ).fetchone()
    before = conn.execute("SELECT hash FROM digest WHERE kind = ? AND key = ?", (table, named)).fetchone()
    old = before[0] if before else None
    new = None if found is None else _digest(table, named, found)
    if new == old:
        return
    if new is None:
        conn.execute("DELETE FROM digest WHERE kind = ? AND key = ?", (table, named))
    else:
        conn.execute("REPLACE INTO digest VALUES (?, ?, ?)", (table, named, new))
    entries, total = chain_end(conn, CHAIN)
    note_end(conn, CHAIN, entries + (new is not None) - (old is not None), _mixed(total, old, new))


def forget(conn: sqlite3.Connection, *tables: str) -> None:
    """Forget the digests of working tables that were emptied in a copy, and sum up the others."""
    conn.executemany("DELETE FROM digest WHERE kind = ?", ((table,) for table in tables))
    kept = [row[0] for row in conn.execute("SELECT hash FROM digest")]
    note_end(conn, CHAIN, len(kept), _mixed(GENESIS, *kept))


def _text(key: tuple[Any, ...]) -> str:
    return json.dumps(key, ensure_ascii=False, default=repr)


def _digest(table: str, key: str, values: tuple[Any, ...]) -> bytes:
    return hashlib.sha256(f"{table}{key}{_text(values)}".encode("utf-8", "replace")).digest()


def _mixed(total: bytes, *hashes: bytes | None) -> bytes:
    """Hashes put into, or taken out of, the sum of them all; the order does not count."""
    number = int.from_bytes(total)
    for one in hashes:
        number ^= int.from_bytes(one or GENESIS)
    return number.to_bytes(len(GENESIS))


def faults(conn: sqlite3.Connection) -> Iterator[WorkFault]:
    """Every row of the working tables, and of their digests, that is not as the program left it."""
    kept = {(table, key): made for table, key, made in conn.execute("SELECT kind, key, hash FROM digest")}
    count, total = len(kept), _mixed(GENESIS, *kept.values())
    for table, work in WORKING.items():
        rows = conn.execute(f"SELECT {', '.join(work.key + work.columns)} FROM {table} WHERE {work.where}")
        for row in rows:
            key, values = row[: len(work.key)], row[len(work.key) :]
            before = kept.pop((table, _text(key)), None)
            if before is None:
                yield WorkFault(table, key, "不是由程序写入的")
            elif before != _digest(table, _text(key), values):
                yield WorkFault(table, key, "被改动")
    for table, text in kept:
        yield WorkFault(table, _key(text), "不见了")
    if (count, total) != chain_end(conn, CHAIN):
        yield WorkFault("digest", (), "各项登记的校验值之和与登记的不符：有的被删除或添加")


def _key(text: str) -> tuple[Any, ...]:
    try:
        read = json.loads(text)
    except ValueError:
        return (text,)
    return tuple(read) if isinstance(read, list) else (text,)
