"""Columns of records as they are stored, those in the recycle bin included; and the uids behind ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.store.database import Store
from ajx_tui.store.records import in_groups


def column(store: Store, kind: Kind, name: str, ids: Iterable[int]) -> dict[int, Value]:
    """Id → one column, of live and deleted records alike."""
    return {record_id: row[0] for record_id, row in _rows(store, kind, [name], ids).items()}


def uids(store: Store, kind: Kind, ids: Iterable[int]) -> dict[int, str]:
    """Id → uid, of live and deleted records alike."""
    return {record_id: str(row[0]) for record_id, row in _rows(store, kind, ["uid"], ids).items()}


def _rows(store: Store, kind: Kind, names: Sequence[str], ids: Iterable[int]) -> dict[int, tuple[Value, ...]]:
    found: dict[int, tuple[Value, ...]] = {}
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        sql = f"SELECT id, {', '.join(names)} FROM {kind.name} WHERE id IN ({marks})"
        found.update({row[0]: tuple(row[1:]) for row in store.read(sql, group)})
    return found
