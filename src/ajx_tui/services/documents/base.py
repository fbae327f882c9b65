"""What only some documents need beside the figures: the base register, and the numbers of an earlier day."""

from __future__ import annotations

from datetime import date, timedelta

from ajx_tui.documents.texts.facts import Entry
from ajx_tui.services.figures import Figures
from ajx_tui.store import paper_rows
from ajx_tui.store.database import Store


def register(store: Store, found: Figures) -> tuple[Entry, ...]:
    """Every due object of the figures' day, by sector and township, with the policy in force that ends last."""
    objects, policies = found.ids("due").ids, found.ids("policies_in_force").ids
    return tuple(Entry(*row) for row in paper_rows.register_rows(store, objects, policies, found.as_of))


def eve_of_month(as_of: date) -> date:
    """The last day of the month before: what a bulletin compares with."""
    return as_of.replace(day=1) - timedelta(days=1)
