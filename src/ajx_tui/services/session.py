"""Who is at work on which database: the first argument of every service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ajx_tui.store.database import Store

if TYPE_CHECKING:
    from ajx_tui.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Session:
    """An open store and the person who uses it."""

    store: Store
    actor: str = "本机用户"

    @contextmanager
    def unit(self, intention: str, reason: str = "") -> Iterator[Unit]:
        """One intention of this person as one transaction."""
        with self.store.unit(self.actor, intention, reason) as unit:
            yield unit

    def today(self) -> date:
        """Today, for due dates and default cut-off days."""
        return date.today()
