"""History: an append-only chain of changes, each entry hashed over the one before."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ajx_tui.domain.fields import Value

GENESIS = bytes(32)


class Action(StrEnum):
    """What happened to a record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"


ACTION_TITLES = {Action.CREATE: "新增", Action.UPDATE: "修改", Action.DELETE: "删除", Action.RESTORE: "恢复"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be written: the changed fields before and after."""

    action: Action
    kind: str
    record_id: int
    before: Mapping[str, Value] | None
    after: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Past:
    """One change as it was written."""

    id: int
    batch: str
    at: str
    actor: str
    intention: str
    action: Action
    kind: str
    record_id: int
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    reason: str


def entry_hash(previous: bytes, *parts: str) -> bytes:
    """SHA-256 over the previous entry's hash and the parts of this one, each led by its length."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(previous + text.encode()).digest()


class HistoryWriter:
    """Writes the entries of one batch at the end of the chain, inside the transaction that is open."""

    def __init__(self, conn: sqlite3.Connection, batch: str, at: str, actor: str, intention: str, reason: str) -> None:
        self._conn = conn
        self._head = (batch, at, actor, intention)
        self._reason = reason
        last = conn.execute("SELECT hash FROM history ORDER BY id DESC LIMIT 1").fetchone()
        self._last: bytes = last[0] if last else GENESIS

    def write(self, entries: Iterable[Entry]) -> None:
        """Append entries."""
        self._conn.executemany(
            "INSERT INTO history (batch, at, actor, intention, action, kind, record_id, before, after, reason, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(self._row, entries),
        )

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        before, after = _json(entry.before), _json(entry.after)
        self._last = entry_hash(
            self._last, *self._head, entry.action, entry.kind, str(entry.record_id), before or "", after or "",
            self._reason,
        )  # fmt: skip
        named = (*self._head, entry.action.value, entry.kind, entry.record_id, before, after, self._reason or None)
        return (*named, self._last)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(values: Mapping[str, Value] | None) -> str | None:
    return None if values is None else _encode(values)


def past(conn: sqlite3.Connection, where: str, parameters: tuple[Any, ...], limit: int = 500) -> list[Past]:
    """Entries for which `where` (over the columns of history) holds, newest first."""
    rows = conn.execute(
        "SELECT id, batch, at, actor, intention, action, kind, record_id, before, after, reason FROM history"
        f" WHERE {where} ORDER BY id DESC LIMIT {int(limit)}",
        parameters,
    )
    made = []
    for row in rows:
        number, batch, at, actor, intention, action, kind, record_id, before, after, reason = row
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        made.append(Past(number, batch, at, actor, intention, Action(action), kind, record_id, old, new, reason or ""))
    return made


def record_history(conn: sqlite3.Connection, kind: str, record_id: int) -> list[Past]:
    """What happened to one record, newest first."""
    return past(conn, "kind = ? AND record_id = ?", (kind, record_id))


def broken_links(conn: sqlite3.Connection) -> Iterator[int]:
    """The ids of history entries whose hash does not follow from the entry before."""
    previous = GENESIS
    for row in conn.execute(
        "SELECT id, batch, at, actor, intention, action, kind, record_id, before, after, reason, hash"
        " FROM history ORDER BY id"
    ):
        expected = entry_hash(previous, *("" if part is None else str(part) for part in row[1:11]))
        if expected != row[11]:
            yield row[0]
        previous = row[11]
