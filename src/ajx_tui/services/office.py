"""The office that uses this database: its set-up and its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ajx_tui.domain.record import Values
    from ajx_tui.services.records import Saved
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store


def office_name(store: Store) -> str:
    """The name of the office, empty while none is set. Loads no record models: the first page waits for it."""
    rows = store.read("SELECT name FROM office WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    return rows[0][0] if rows else ""


def office_id(store: Store) -> int | None:
    """The id of the office's record, None while none is set."""
    rows = store.read("SELECT id FROM office WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    return int(rows[0][0]) if rows else None


def office(store: Store) -> Values | None:
    """The stored values of the office, None while none is set."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.store import records

    record_id = office_id(store)
    return None if record_id is None else records.get(store, KINDS["office"], record_id)


def set_up(session: Session, raw: Mapping[str, object]) -> Saved:
    """Record whose database this is, or change it: there is only ever one office.

    Raises InvalidRecord with every problem at once.
    """
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import records

    return records.save(session, KINDS["office"], raw, office_id(session.store))
