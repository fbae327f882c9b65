"""History: an append-only chain of changes, each entry hashed over the one before."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def entry_hash(previous: bytes, *parts: str | None) -> bytes:
    """SHA-256 over the previous entry's hash and the parts of this one: each led by its length, NULL as a dash."""
    return hashlib.sha256(previous + "".join(map(_led, parts)).encode()).digest()


def chain_end(conn: sqlite3.Connection, name: str) -> tuple[int, bytes]:
    """How many entries a chain has and the hash of the last one, as noted beside it."""
    found = conn.execute("SELECT entries, hash FROM chain WHERE name = ?", (name,)).fetchone()
    return (int(found[0]), found[1]) if found else (0, GENESIS)


def note_end(conn: sqlite3.Connection, name: str, entries: int, last: bytes) -> None:
    """Note the end of a chain, inside the transaction that made it longer."""
    conn.execute(
        "INSERT INTO chain VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET entries = excluded.entries,"
        " hash = excluded.hash",
        (name, entries, last),
    )


def _led(part: str | None) -> str:
    return "-" if part is None else f"{len(part)}:{part}"


def _literal(text: str | None) -> str:
    """A value as it stands in a statement."""
    if text is None:
        return "NULL"
    return "CAST(x'" + text.encode().hex() + "' AS TEXT)" if "\0" in text else "'" + text.replace("'", "''") + "'"


_VERY_MANY = 500
"""Entries for which a statement of their own is worth its preparation."""


class HistoryWriter:
    """Writes the entries of one batch at the end of the chain, inside the transaction that is open.

    The chain goes on from its noted end, not from the last row found: a tail that was cut off stays missing for good.
    """

    def __init__(self, conn: sqlite3.Connection, batch: str, at: str, actor: str, intention: str, reason: str) -> None:
        self._conn = conn
        self._head = (batch, at, actor, intention)
        self._led_head = "".join(map(_led, self._head))
        self._reason = reason or None
        self._led_reason = _led(self._reason)
        self._count, self._last = chain_end(conn, "history")
        self._noted = self._count

    def write(self, entries: Iterable[Entry]) -> None:
        """Append entries."""
        self._conn.executemany(
            "INSERT INTO history (batch, at, actor, intention, action, kind, record_id, before, after, reason, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(self._row, entries),
        )

    def write_created(
        self, kind: str, names: Sequence[str], rows: Sequence[tuple[int, str, tuple[Value, ...]]]
    ) -> None:
        """Append a CREATE entry for every (id, uid, values of `names`); what is empty is left out.

        The same entries as `write` makes, in half the time: the greater part of every import's history. What is the
        same in all of very many entries stands in the statement: handing it over for each would take a third longer.
        """
        same = (*self._head, Action.CREATE.value, kind, self._reason)
        made = self._created(kind, names, rows)
        if len(rows) < _VERY_MANY:
            self._insert("?, ?, ?, ?, ?, ?, ?", ((*same, *entry) for entry in made))
        else:
            self._insert(", ".join(map(_literal, same)), made)

    def _insert(self, same: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._conn.executemany(
            "INSERT INTO history (batch, at, actor, intention, action, kind, reason, record_id, after, hash)"
            f" VALUES ({same}, ?, ?, ?)",
            rows,
        )

    def _created(
        self, kind: str, names: Sequence[str], rows: Iterable[tuple[int, str, tuple[Value, ...]]]
    ) -> Iterator[tuple[int, str, bytes]]:
        """(record id, after, hash) of every entry."""
        led = f"{self._led_head}{_led(Action.CREATE.value)}{_led(kind)}"
        led_reason, quote, sha256 = self._led_reason, encode_basestring, hashlib.sha256
        last, count = self._last, 0
        titles = [f',"{name}":' for name in names]
        for record_id, uid, values in rows:
            fields = [
                f"{title}{quote(value)}" if value.__class__ is str else f"{title}{value:d}"
                for title, value in zip(titles, values)  # noqa: B905 - both have the length of `names`
                if value is not None
            ]
            after = f'{{"uid":"{uid}"{"".join(fields)}}}'
            number = str(record_id)
            text = f"{led}{len(number)}:{number}-{len(after)}:{after}{led_reason}"
            last = sha256(last + text.encode()).digest()
            count += 1
            yield record_id, after, last
        self._last = last
        self._count += count

    def finish(self) -> None:
        """Note the new end of the chain; called once, before COMMIT."""
        if self._count != self._noted:
            note_end(self._conn, "history", self._count, self._last)
            self._noted = self._count

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        before, after = _json(entry.before), _json(entry.after)
        number, action = str(entry.record_id), entry.action.value
        text = (
            f"{self._led_head}{len(action)}:{action}{len(entry.kind)}:{entry.kind}{len(number)}:{number}"
            f"{_led(before)}{_led(after)}{self._led_reason}"
        )
        self._last = hashlib.sha256(self._last + text.encode()).digest()
        self._count += 1
        return (*self._head, action, entry.kind, entry.record_id, before, after, self._reason, self._last)


def _json(values: Mapping[str, Value] | None) -> str | None:
    """Compact JSON; pydantic's writer takes half the time of the standard one and makes the same text."""
    from pydantic_core import to_json

    return None if values is None else to_json(values).decode()


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
        new.pop("uid", None)
        made.append(Past(number, batch, at, actor, intention, Action(action), kind, record_id, old, new, reason or ""))
    return made


def record_history(conn: sqlite3.Connection, kind: str, record_id: int, limit: int = 500, after: int = 0) -> list[Past]:
    """What happened to one record, newest first; only what came after entry `after`."""
    return past(conn, "kind = ? AND record_id = ? AND id > ?", (kind, record_id, after), limit)


def touched_since(conn: sqlite3.Connection, kind: str, ids: Iterable[int], entry: int) -> dict[int, tuple[Action, str]]:
    """Those of these records that were touched after a history entry: what happened last, and when."""
    rows = conn.execute(
        "SELECT record_id, action, at, max(id) FROM history WHERE kind = ? AND id > ?"
        " AND record_id IN (SELECT value FROM json_each(?)) GROUP BY record_id",
        (kind, entry, json.dumps(list(ids))),
    )
    return {record_id: (Action(action), at) for record_id, action, at, _ in rows}


def batch_entries(conn: sqlite3.Connection, batch: str, limit: int) -> list[Past]:
    """What one batch wrote, in the order of writing; the first `limit` entries."""
    first = conn.execute("SELECT min(id) FROM history WHERE batch = ?", (batch,)).fetchone()[0] or 0
    return past(conn, "batch = ? AND id < ?", (batch, first + limit), limit)[::-1]


def journal(
    conn: sqlite3.Connection, kind: str, record_id: int | None, since: str, actor: str, limit: int
) -> list[Past]:
    """Entries of a kind, a record, a person, since a day or time in ISO, newest first; empty arguments do not limit."""
    wanted = (("kind = ?", kind), ("record_id = ?", record_id), ("at >= ?", since), ("actor = ?", actor))
    held = [(clause, value) for clause, value in wanted if value not in ("", None)]
    where = " AND ".join(["1", *(clause for clause, _ in held)])
    return past(conn, where, tuple(value for _, value in held), limit)


def broken_links(conn: sqlite3.Connection) -> Iterator[int]:
    """The ids of history entries whose hash does not follow from the entry before."""
    previous = GENESIS
    for row in conn.execute(
        "SELECT id, batch, at, actor, intention, action, kind, record_id, before, after, reason, hash"
        " FROM history ORDER BY id"
    ):
        expected = entry_hash(previous, *(None if part is None else str(part) for part in row[1:11]))
        if expected != row[11]:
            yield row[0]
        previous = row[11]
