"""Writing very many rows at once: indexes and search words are made for all of them together at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from ajx_tui.store import search
from ajx_tui.store.unit import Unit

WORTH_IT = 5_000
"""Fewer rows than this are written faster one by one."""
_STEP = 2_000


class Bulk:
    """What is put off while `rows` rows are written to `tables` inside `unit`, until `finish` is called.

    Plain indexes are dropped where that many rows more than double a table; unique ones stay, so that clashes are
    still found at once. Words for the search are kept back. All of it belongs to the open transaction: when that is
    rolled back, or the program is killed, everything is as before.
    """

    def __init__(self, unit: Unit, tables: Sequence[str], rows: int) -> None:
        self._unit = unit
        self._aside: list[str] = []
        if rows < WORTH_IT:
            return
        unit.index_later()
        for table in tables:
            if rows > unit.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
                self._aside += self._set_aside(table)

    def _set_aside(self, table: str) -> Iterator[str]:
        """Drop the plain indexes of a table; gives the statements that make them again."""
        found = self._unit.conn.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX %'",
            (table,),
        ).fetchall()
        for name, sql in found:
            self._unit.conn.execute(f"DROP INDEX {name}")
            yield sql

    def finish(self) -> Iterator[int]:
        """Make up for what was put off; yields from time to time how many rows have their words.

        SQLite sorts indexes without holding Python's lock: in a thread, while the words are cut here.
        """
        waiting = self._unit.unindexed()
        cut: list[tuple[str, list[search.Entry]]] = []
        count = 0
        with ThreadPoolExecutor(1) as pool:
            sorting = pool.submit(_make, self._unit.conn, self._aside)
            for kind, rows in waiting:
                for start in range(0, len(rows), _STEP):
                    yield count
                    part = rows[start : start + _STEP]
                    cut.append((kind.name, search.entries_of_many(kind, part)))
                    count += len(part)
            sorting.result()
        for name in dict.fromkeys(name for name, _ in cut):
            yield count
            search.write_many(self._unit.conn, name, [entry for of, part in cut if of == name for entry in part])


def _make(conn: sqlite3.Connection, statements: Sequence[str]) -> None:
    for sql in statements:
        conn.execute(sql)
