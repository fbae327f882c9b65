"""Bringing a database to the present version. Append a function; never change one that was released."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from ajx_tui.store.connection import APPLICATION_ID

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

VERSION = 1
"""The `user_version` of a database that this program writes."""


def migrations() -> Migrations:
    """The migration set, oldest first."""
    from sqlite_utils import Migrations

    steps = Migrations("ajx")

    @steps(name="0001_first_tables")
    def first_tables(db: Database) -> None:
        from ajx_tui.domain.records import KINDS
        from ajx_tui.store import search
        from ajx_tui.store.schema import statements

        for statement in statements():
            db.conn.execute(statement)
        for kind in KINDS.values():
            if kind.search:
                search.note_made(db.conn, kind)

    return steps


def version_of(conn: sqlite3.Connection) -> int:
    """The version of an open database; 0 when it is new."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(conn: sqlite3.Connection) -> None:
    """Apply every pending step, each in a transaction of its own, and write the version last."""
    from sqlite_utils import Database

    migrations().apply(Database(conn))
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {VERSION}")
