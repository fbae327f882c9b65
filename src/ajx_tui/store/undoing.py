"""What undoing needs to know: the entries of a batch, what stands now, who changed it since, what would hang loose."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store.history import Action, Past, past
from ajx_tui.store.records import in_groups

_ALL = 10_000_000


def touched(conn: sqlite3.Connection, batch: str, limit: int) -> list[tuple[str, int]]:
    """Kind and id of the first records that a batch wrote."""
    sql = "SELECT DISTINCT kind, record_id FROM history WHERE batch = ? LIMIT ?"
    return [(kind, record_id) for kind, record_id in conn.execute(sql, (batch, limit))]


def entries(conn: sqlite3.Connection, batch: str, kind: str = "") -> list[Past]:
    """All entries of a batch, newest first; of one kind when `kind` is given."""
    return past(conn, "batch = ? AND (? = '' OR kind = ?)", (batch, kind, kind), _ALL)


def current(conn: sqlite3.Connection, kind: Kind, ids: Iterable[int]) -> dict[int, dict[str, Value]]:
    """The rows of records as they stand, deleted ones too, with 'deleted_at'."""
    names = [*kind.fields, "deleted_at"]
    found: dict[int, dict[str, Value]] = {}
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        for row in conn.execute(f"SELECT id, {', '.join(names)} FROM {kind.name} WHERE id IN ({marks})", group):
            found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found


def settings(conn: sqlite3.Connection) -> dict[str, Value]:
    """All settings as they stand, JSON text by name."""
    return dict(conn.execute("SELECT name, value FROM setting"))


def changed_since(conn: sqlite3.Connection, kind: str, record_id: int, after: int, field: str) -> Past | None:
    """The latest entry after entry `after` that touched a field of a record, or the record when `field` is empty."""
    for entry in past(conn, "kind = ? AND record_id = ? AND id > ?", (kind, record_id, after)):
        if not field or field in entry.after or entry.action in (Action.DELETE, Action.RESTORE):
            return entry
    return None


@dataclass(frozen=True, slots=True)
class Loose:
    """A live record that refers to a deleted one."""

    kind: str
    record_id: int
    target: str
    target_id: int


def loose_ends(conn: sqlite3.Connection, touched: Mapping[str, Iterable[int]]) -> Iterator[Loose]:
    """The live records that refer to a deleted one, where either was touched in this transaction."""
    for name, ids in touched.items():
        if name not in KINDS:
            continue
        text = json.dumps(sorted(ids))
        for child in KINDS.values():
            for column, ref in child.refs.items():
                if ref.target == name:
                    yield from _loose(conn, child.name, column, name, "p", text)
        for column, ref in KINDS[name].refs.items():
            yield from _loose(conn, name, column, ref.target, "r", text)


def _loose(conn: sqlite3.Connection, child: str, column: str, target: str, touched: str, ids: str) -> Iterator[Loose]:
    rows = conn.execute(
        f"WITH given AS (SELECT value AS id FROM json_each(?)) SELECT r.id, p.id FROM {child} r"
        f" JOIN {target} p ON p.id = r.{column}"
        f" WHERE r.deleted_at IS NULL AND p.deleted_at IS NOT NULL AND {touched}.id IN (SELECT id FROM given) LIMIT 3",
        (ids,),
    )
    return (Loose(child, row[0], target, row[1]) for row in rows.fetchall())


def deleted_with(conn: sqlite3.Connection, kind: str, record_id: int) -> list[tuple[str, int]]:
    """(kind, id) of what went into the recycle bin in one batch with a record and hangs on it; nearest first."""
    found = conn.execute(
        "SELECT batch FROM history WHERE kind = ? AND record_id = ? AND action = 'delete' ORDER BY id DESC LIMIT 1",
        (kind, record_id),
    ).fetchone()
    if found is None:
        return []
    made: dict[tuple[str, int], None] = {}
    wanted = [(kind, record_id)]
    for parent, number in wanted:
        for child in KINDS.values():
            for column, ref in child.refs.items():
                if ref.target == parent:
                    fresh = [one for one in _gone(conn, child.name, column, number, found[0]) if one not in made]
                    made.update(dict.fromkeys(fresh))
                    wanted += fresh
    return list(made)


def _gone(conn: sqlite3.Connection, child: str, column: str, number: int, batch: str) -> list[tuple[str, int]]:
    """The children of a record that a batch deleted last."""
    last = "SELECT h.batch FROM history h WHERE h.kind = ? AND h.record_id = r.id AND h.action = 'delete'"
    rows = conn.execute(
        f"SELECT r.id FROM {child} r WHERE r.{column} = ? AND r.deleted_at IS NOT NULL"
        f" AND ({last} ORDER BY h.id DESC LIMIT 1) = ?",
        (number, child, batch),
    )
    return [(child, row[0]) for row in rows]
