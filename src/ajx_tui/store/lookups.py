"""Single values of related records, one at a time or a whole column at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store

_OWN = "SELECT {} FROM insured_object WHERE type = 'enterprise' AND deleted_at IS NULL"


def own_object(store: Store, enterprise_id: int) -> int | None:
    """The insured object that stands for an enterprise as a whole, or None."""
    rows = store.read(f"{_OWN.format('id')} AND enterprise_id = ?", (enterprise_id,))
    return int(rows[0][0]) if rows else None


def binned_own_object(store: Store, enterprise_id: int) -> int | None:
    """The latest deleted insured object that stood for an enterprise as a whole, or None."""
    rows = store.read(
        "SELECT id FROM insured_object WHERE type = 'enterprise' AND deleted_at IS NOT NULL AND enterprise_id = ?"
        " ORDER BY deleted_at DESC, id DESC LIMIT 1",
        (enterprise_id,),
    )
    return int(rows[0][0]) if rows else None


def own_objects(store: Store) -> dict[int, int]:
    """Enterprise id → its own insured object, for all enterprises."""
    return dict(store.read(_OWN.format("enterprise_id, id")))


def value(store: Store, kind: Kind, record_id: int, column: str) -> Value:
    """One column of a live record, or None."""
    rows: list[tuple[Value]] = store.read(
        f"SELECT {column} FROM {kind.name} WHERE id = ? AND deleted_at IS NULL", (record_id,)
    )
    return rows[0][0] if rows else None


def column(store: Store, kind: Kind, name: str) -> dict[int, Value]:
    """Id → one column, for all live records of a kind."""
    return dict(store.read(f"SELECT id, {name} FROM {kind.name} WHERE deleted_at IS NULL"))


def key_texts(store: Store, kind: Kind, path: str) -> list[tuple[int, str]]:
    """(id, text) of every live record that has one in `path`: a column, or 'reference.column' of what it points at."""
    own, _, other = path.partition(".")
    if not other:
        sql = f"SELECT id, {own} FROM {kind.name} WHERE deleted_at IS NULL AND {own} IS NOT NULL"
        return store.read(sql)
    target = KINDS[kind.refs[own].target].name
    return store.read(
        f"SELECT r.id, t.{other} FROM {kind.name} r JOIN {target} t ON t.id = r.{own}"
        f" WHERE r.deleted_at IS NULL AND t.{other} IS NOT NULL"
    )


def key_rows(store: Store, kind: Kind, names: Sequence[str]) -> list[tuple[Value, ...]]:
    """The named columns, then the id, of every live record."""
    return store.read(f"SELECT {', '.join(names)}, id FROM {kind.name} WHERE deleted_at IS NULL")


def highest(store: Store, kind: Kind, column: str, others: Mapping[str, Value]) -> int:
    """The highest value of a counting column among live records that are equal in `others`; 0 when there is none."""
    where = " AND ".join(f"{name} IS ?" for name in others) or "1"
    sql = f"SELECT coalesce(max({column}), 0) FROM {kind.name} WHERE deleted_at IS NULL AND {where}"
    return int(store.read(sql, tuple(others.values()))[0][0])
