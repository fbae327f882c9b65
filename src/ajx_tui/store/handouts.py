"""The log of lists handed over: who, when, what, to whom, how many rows, with how much of personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.store.books import HANDOUT, add
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

_COLUMNS = tuple(HANDOUT.fields)


@dataclass(frozen=True, slots=True)
class Handout:
    """One file that was handed over. `filter` says in words what its list was limited to."""

    at: str
    actor: str
    layout: str
    version: str
    title: str
    party: str
    recipient: str
    profile: str
    kind: str
    as_of: str
    entries: int
    filter: str
    file_name: str
    format: str
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """The entry as plain values."""
        return asdict(self)


def log(unit: Unit, values: Mapping[str, Value]) -> None:
    """Note one file."""
    add(unit, HANDOUT, {"at": unit.now, "actor": unit.actor, **values})


def handouts(store: Store, limit: int = 500) -> list[Handout]:
    """The latest entries, newest first."""
    rows = store.read(f"SELECT {', '.join(_COLUMNS)} FROM handout ORDER BY id DESC LIMIT ?", (limit,))
    named = (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
    return [Handout(**{**one, "filter": one["filter"] or ""}) for one in named]
