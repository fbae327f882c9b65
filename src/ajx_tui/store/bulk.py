"""Writing very many rows at once: the plain indexes of a table are built anew afterwards instead of row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

WORTH_IT = 5_000
"""Fewer rows than this are inserted faster with the indexes in place."""


@contextmanager
def indexes_set_aside(conn: sqlite3.Connection, tables: Sequence[str], rows: int) -> Iterator[None]:
    """Drop the plain indexes of `tables` and build them again at the end, when `rows` would more than double a table.

    Unique indexes stay, so that clashes are still found at once. All of it belongs to the open transaction: when that
    is rolled back, or the program is killed, the indexes are as before.
    """
    aside: list[tuple[str, str]] = []
    for table in tables:
        if rows >= WORTH_IT and rows > conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            aside += conn.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?"
                " AND sql LIKE 'CREATE INDEX %'",
                (table,),
            ).fetchall()
    for name, _ in aside:
        conn.execute(f"DROP INDEX {name}")
    yield
    for _, sql in aside:
        conn.execute(sql)
