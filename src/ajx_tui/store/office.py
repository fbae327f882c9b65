"""The one office of a database. Loads no record models: the first page waits for its name."""

from __future__ import annotations

from ajx_tui.store.database import Store

_FIRST = "FROM office WHERE deleted_at IS NULL ORDER BY id LIMIT 1"


def office_name(store: Store) -> str:
    """The name of the office, empty while none is set."""
    rows = store.read(f"SELECT name {_FIRST}")
    return rows[0][0] if rows else ""


def office_id(store: Store) -> int | None:
    """The id of the office's record, None while none is set."""
    rows = store.read(f"SELECT id {_FIRST}")
    return int(rows[0][0]) if rows else None
