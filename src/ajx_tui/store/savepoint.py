"""A part of a transaction that can fail by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def savepoint(conn: sqlite3.Connection) -> Iterator[None]:
    """What is written inside is taken back when it raises; the transaction around it goes on.

    For statements that come before any history entry: the chain of hashes is not taken back.
    """
    conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK TO part")
            conn.execute("RELEASE part")
        raise
    conn.execute("RELEASE part")
