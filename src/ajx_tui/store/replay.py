"""Replaying the history: what every row must be now, and what it was at any point before."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import OWNERS
from ajx_tui.store import digests, search
from ajx_tui.store.books import BOOKS
from ajx_tui.store.database import Store
from ajx_tui.store.history import chain_end
from ajx_tui.store.records import in_groups

SYSTEM = ("uid", "created_at", "updated_at", "deleted_at", "deleted_reason")
State = dict[str, Value]


_scan = json.JSONDecoder().raw_decode
"""Reads JSON that the program wrote itself: no space around it, so that nothing needs to be skipped."""


def fold(state: State | None, action: str, at: str, after: str | None) -> State:
    """The state of a record after one more entry. Deleting and restoring leave `updated_at` alone, as the unit does.

    Raises ValueError or TypeError for an `after` that is not what the program writes.
    """
    if action == "update" and state is not None:
        state.update(_scan(after or "")[0])
        state["updated_at"] = at
    elif action == "delete":
        state = {} if state is None else state
        state["deleted_at"] = at
        state["deleted_reason"] = _scan(after or "")[0].get("deleted_reason")
    elif action == "restore":
        state = {} if state is None else state
        state["deleted_at"] = state["deleted_reason"] = None
    else:
        state = {"created_at": at, "updated_at": at, **({} if state is None else state)}
        state.update(_scan(after or "")[0])
    return state


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns of a kind's or book's table that the history accounts for, without id."""
    if kind in KINDS:
        return (*KINDS[kind].fields, *SYSTEM)
    return tuple(BOOKS[kind].fields)


def state_at(conn: sqlite3.Connection, kind: str, record_id: int, boundary: int) -> State | None:
    """What a record was after history entry `boundary`; None when it did not exist yet."""
    state: State | None = None
    for action, at, after in conn.execute(
        "SELECT action, at, after FROM history WHERE kind = ? AND record_id = ? AND id <= ? ORDER BY id",
        (kind, record_id, boundary),
    ):
        state = fold(state, action, at, after)
    return state


def head(conn: sqlite3.Connection) -> tuple[int, bytes]:
    """Number of entries and hash of the last one, as noted beside the chain."""
    return chain_end(conn, "history")


def written_at(conn: sqlite3.Connection, number: int, start: str) -> str:
    """The time of entry `number` if its hash begins with `start` (hex), else ''."""
    found = conn.execute("SELECT at, hash FROM history WHERE id = ?", (number,)).fetchone()
    return str(found[0]) if found and found[1].hex().startswith(start) else ""


# ----- time


def last_time(conn: sqlite3.Connection) -> str:
    """When the last history entry was written, by the clock of that moment; '' when there is none."""
    found = conn.execute("SELECT at FROM history ORDER BY id DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def trusted_days(runs: list[tuple[int, str]]) -> tuple[list[int], list[str]]:
    """The longest sequence of (first entry id, day) whose days never go back: the others came from a wrong clock."""
    tails: list[str] = []
    tail_at: list[int] = []
    before: list[int] = []
    for at, (_, day) in enumerate(runs):
        place = bisect_right(tails, day)
        before.append(tail_at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(day)
            tail_at.append(at)
        else:
            tails[place], tail_at[place] = day, at
    kept: list[int] = []
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        kept.append(at)
        at = before[at]
    kept.reverse()
    return [runs[i][0] for i in kept], [runs[i][1] for i in kept]


def last_entry_of(conn: sqlite3.Connection, day: str) -> int | None:
    """The last history entry written on or before `day` (ISO); None when there is none.

    A day's work stamped by a clock that stood wrong belongs to the day before it in the history. Days are weighed, not
    entries: one large import on a wrong day moves nothing.
    """
    runs = conn.execute(
        "SELECT id, day FROM (SELECT id, substr(at, 1, 10) AS day, lag(substr(at, 1, 10)) OVER (ORDER BY id) AS earlier"
        " FROM history) WHERE day IS NOT earlier ORDER BY id"
    ).fetchall()
    ids, days = trusted_days(runs)
    place = bisect_right(days, day)
    if place == 0:
        return None
    if place == len(ids):
        return int(conn.execute("SELECT max(id) FROM history").fetchone()[0])
    return ids[place] - 1


# ----- the county at an earlier entry


def roll_back(conn: sqlite3.Connection, boundary: int) -> None:
    """Make a copy of the database what it was after history entry `boundary`.

    Only what was touched since is replayed. Accounts, logins and drafts are taken out: the copy is for looking.
    """
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("BEGIN")
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    touched: dict[str, list[int]] = {}
    for kind, record_id in conn.execute("SELECT DISTINCT kind, record_id FROM history WHERE id > ?", (boundary,)):
        touched.setdefault(kind, []).append(record_id)
    for name, ids in touched.items():
        if name in KINDS:
            _roll_back_kind(conn, KINDS[name], ids, boundary)
        elif name in BOOKS and name != "account":
            _write_rows(conn, name, ids, boundary)
        elif name == "setting":
            _roll_back_settings(conn, boundary)
    conn.execute("DELETE FROM history WHERE id > ?", (boundary,))
    for table in ("login_log", "draft", "review_look", "account"):
        conn.execute(f"DELETE FROM {table}")
    last = conn.execute("SELECT hash FROM history WHERE id = ?", (boundary,)).fetchone()
    conn.execute("UPDATE chain SET entries = ?, hash = ? WHERE name = 'history'", (boundary, last[0]))
    conn.execute("DELETE FROM chain WHERE name <> 'history'")
    digests.forget(conn, "draft", "review_look")
    for _, sql in triggers:
        conn.execute(sql)
    conn.execute("COMMIT")


def _write_rows(conn: sqlite3.Connection, name: str, ids: Iterable[int], boundary: int) -> list[tuple[int, State]]:
    """Replace rows of a table by their replayed states; returns the (id, state) of those that exist."""
    columns = columns_of(name)
    found = []
    for group in in_groups(ids):
        conn.executemany(f"DELETE FROM {name} WHERE id = ?", ((i,) for i in group))
        found += [(i, s) for i in group if (s := state_at(conn, name, i, boundary)) is not None]
    conn.executemany(
        f"INSERT INTO {name} (id, {', '.join(columns)}) VALUES ({', '.join('?' * (len(columns) + 1))})",
        ((i, *map(s.get, columns)) for i, s in found),
    )
    return found


def _roll_back_kind(conn: sqlite3.Connection, kind: Kind, ids: list[int], boundary: int) -> None:
    found = _write_rows(conn, kind.name, ids, boundary)
    if kind.search:
        search.drop_rows(conn, kind, ids)
        search.index_rows(conn, kind, [(i, s) for i, s in found if s.get("deleted_at") is None])


def _roll_back_settings(conn: sqlite3.Connection, boundary: int) -> None:
    state = state_at(conn, "setting", 0, boundary) or {}
    conn.execute("DELETE FROM setting WHERE substr(name, 1, 3) <> 'ui.'")
    rows = [(n, v) for n, v in state.items() if n not in ("created_at", "updated_at") and v is not None]
    conn.executemany("INSERT INTO setting VALUES (?, ?)", rows)


# ----- lists for views


def undone_batches(conn: sqlite3.Connection, batches: Iterable[str]) -> set[str]:
    """Those of `batches` that are taken back at present: by an undo that was not itself taken back."""
    text = json.dumps(list(batches))
    rows = conn.execute(
        "SELECT u.undoes, u.batch FROM undo_link u WHERE u.undoes IN (SELECT value FROM json_each(?))", (text,)
    ).fetchall()
    if not rows:
        return set()
    again = undone_batches(conn, {batch for _, batch in rows})
    return {undoes for undoes, batch in rows if batch not in again}


_MOST_STEPS = 5_000


def batches(store: Store, actor: str, limit: int) -> list[tuple[Any, ...]]:
    """(batch, at, actor, intention, reason, entries, undone, is undo, kinds) of the latest batches, newest first.

    A batch is written in one transaction, so that its entries stand together: each step leaps over a whole batch.
    """
    rows: list[tuple[Any, ...]] = []
    cursor = 2**62
    for _ in range(_MOST_STEPS):
        found = store.read(
            "SELECT batch, at, actor, intention, coalesce(reason, '') FROM history WHERE id < ?"
            " ORDER BY id DESC LIMIT 1",
            (cursor,),
        )
        if not found or len(rows) == limit:
            break
        entries, cursor, kinds = batch_facts(store, found[0][0])
        if actor in ("", found[0][2]):
            rows.append((*found[0], entries, kinds))
    undone = undone_batches(store.conn, [row[0] for row in rows])
    undos = undo_batches(store.conn, [row[0] for row in rows])
    return [(*row[:6], row[0] in undone, row[0] in undos, row[6]) for row in rows]


def batch_facts(store: Store, batch: str) -> tuple[int, int, frozenset[str]]:
    """(how many entries a batch has, the first of them, the kinds it touched); no entries for an unknown batch."""
    entries, first, kinds = store.read(
        "SELECT count(*), coalesce(min(id), 0), coalesce(group_concat(DISTINCT kind), '') FROM history WHERE batch = ?",
        (batch,),
    )[0]
    return entries, first, frozenset(kinds.split(",")) if kinds else frozenset()


def undo_batches(conn: sqlite3.Connection, batches: Iterable[str]) -> set[str]:
    """Those of `batches` that take another one back."""
    sql = "SELECT batch FROM undo_link WHERE batch IN (SELECT value FROM json_each(?))"
    return {row[0] for row in conn.execute(sql, (json.dumps(list(batches)),))}


def deleted(store: Store, table: str, limit: int) -> list[tuple[int, str, str, str]]:
    """(id, when, why, who) of the deleted rows of a record table, latest first, without parts of a deleted whole."""
    whole = "".join(
        f" AND NOT EXISTS (SELECT 1 FROM {owner} o WHERE o.id = r.{part.column} AND o.deleted_at IS NOT NULL"
        + (f" AND r.type = '{part.type}')" if part.type else ")")
        for owner, part in OWNERS.get(table, ())
    )
    return store.read(
        f"SELECT r.id, r.deleted_at, coalesce(r.deleted_reason, ''), coalesce((SELECT h.actor FROM history h"
        f" WHERE h.kind = ? AND h.record_id = r.id AND h.action = 'delete' ORDER BY h.id DESC LIMIT 1), '')"
        f" FROM {table} r WHERE r.deleted_at IS NOT NULL{whole} ORDER BY r.deleted_at DESC, r.id DESC LIMIT ?",
        (table, limit),
    )


def table_rows(conn: sqlite3.Connection, name: str) -> Iterable[tuple[Any, ...]]:
    """(id, then the columns of `columns_of`) of every row of a record's or book's table."""
    return conn.execute(f"SELECT id, {', '.join(columns_of(name))} FROM {name} ORDER BY id")


def tracked() -> Mapping[str, tuple[str, ...]]:
    """Every table that the history accounts for, with its columns."""
    return {name: columns_of(name) for name in (*KINDS, *BOOKS)}
