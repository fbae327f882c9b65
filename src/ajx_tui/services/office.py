"""The office that uses this database: its set-up and its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ajx_tui.store.office import office_id, office_name

__all__ = ["office", "office_id", "office_name", "set_up"]

if TYPE_CHECKING:
    from ajx_tui.domain.record import Values
    from ajx_tui.services.records import Saved
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store


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
