"""What every test may have for less: nothing here changes what the program does, only what waiting for it costs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from ajx_tui.store import database, migrations
from ajx_tui.store.connection import connect
from ajx_tui.store.database import Store

_migrate, _fsync = migrations.migrate, os.fsync


@cache
def _empty() -> sqlite3.Connection:
    """A database of the present version without a record, migrated once."""
    conn = connect(Path(mkdtemp(prefix="ajx-empty-")) / "ajx.db")
    _migrate(conn)
    return conn


def _copied(conn: sqlite3.Connection) -> None:
    """A new database is a copy of one that was migrated before; others are migrated."""
    if conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        _migrate(conn)
    else:
        _empty().backup(conn)


def _unsynced(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection that does not wait for the disk: no test cuts the power, and what a killed process wrote stays."""
    conn = connect(path, readonly=readonly)
    if not readonly:
        conn.execute("PRAGMA synchronous = OFF")
    return conn


@contextmanager
def databases() -> Iterator[None]:
    """New databases are copied, and nothing waits for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "migrate", _copied)
        patch.setattr(database, "connect", _unsynced)
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@contextmanager
def none_of_it() -> Iterator[None]:
    """Databases as in life, for the tests that are about them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "migrate", _migrate)
        patch.setattr(database, "connect", connect)
        patch.setattr(os, "fsync", _fsync)
        yield


def put_away(store: Store) -> None:
    """Close a store whose file nobody looks at again: it needs no seal."""
    store._put_seal = lambda: None  # type: ignore[method-assign]
    store.close()
