"""Making search indexes anew when they were made by another version of the tokeniser, or are not sound."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import Job, Progress
from ajx_tui.store import search
from ajx_tui.store.connection import explain
from ajx_tui.store.database import Store

_STEP = 2_000


def searched_kinds() -> list[Kind]:
    """The kinds that have a search index."""
    return [kind for kind in KINDS.values() if kind.search]


def outdated(conn: sqlite3.Connection) -> list[Kind]:
    """The kinds whose index was not made by this program's tokeniser: looking for something there would miss it."""
    made = dict(conn.execute("SELECT kind, version FROM search_made"))
    return [kind for kind in searched_kinds() if made.get(kind.name) != search.version_of(kind)]


def rebuild(store: Store, kinds: Iterable[Kind] | None = None) -> Job[int]:
    """Make the indexes of these kinds anew, all of them by default; returns how many records are in them.

    Each kind is one transaction: stopped half-way, its old index and version stay. Raises LockedError for a database
    that is open read-only.
    """
    if store.readonly_reason:
        raise store.readonly_error("现在不能重建检索")
    chosen = searched_kinds() if kinds is None else list(kinds)
    counts = {kind.name: store.read(f"SELECT count(*) FROM {kind.name}")[0][0] for kind in chosen}
    done, total = 0, sum(counts.values())
    for kind in chosen:
        try:
            for step in _rebuild_one(store.conn, kind):
                done += step
                yield Progress(min(done, total), total, f"重建检索：{kind.title}")
        except sqlite3.Error as error:
            raise explain(error, store.path) from error
    return done


def _rebuild_one(conn: sqlite3.Connection, kind: Kind) -> Iterator[int]:
    names = tuple(dict.fromkeys((*kind.search, kind.label)))
    columns = ", ".join(names)
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute(f"DELETE FROM {kind.name}_search")
        last = 0
        while rows := conn.execute(
            f"SELECT id, {columns} FROM {kind.name} WHERE deleted_at IS NULL AND id > ? ORDER BY id LIMIT {_STEP}",
            (last,),
        ).fetchall():
            search.index_rows(conn, kind, ((row[0], dict(zip(names, row[1:], strict=True))) for row in rows))
            last = rows[-1][0]
            yield len(rows)
        search.note_made(conn, kind)
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
