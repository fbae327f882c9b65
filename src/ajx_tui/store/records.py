"""Reading records: one by id, many by key, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store

_MOST_PARAMETERS = 5_000


def in_groups(ids: Iterable[int], size: int = _MOST_PARAMETERS) -> Iterator[list[int]]:
    """`ids` in lists of at most `size`, so that no statement has too many parameters."""
    group: list[int] = []
    for record_id in ids:
        group.append(record_id)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def get(store: Store, kind: Kind, record_id: int) -> Values | None:
    """The values of a live record, or None."""
    return get_many(store, kind, [record_id]).get(record_id)


def get_many(store: Store, kind: Kind, ids: Iterable[int]) -> dict[int, Values]:
    """The values of live records, by id."""
    names = list(kind.fields)
    found: dict[int, Values] = {}
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        rows = store.read(
            f"SELECT id, {', '.join(names)} FROM {kind.name} WHERE deleted_at IS NULL AND id IN ({marks})", group
        )
        found.update({row[0]: dict(zip(names, row[1:], strict=True)) for row in rows})
    return found


def ids_where(store: Store, kind: Kind, column: str, value: Value, order: str = "id") -> list[int]:
    """Ids of the live records whose `column` has this value."""
    sql = f"SELECT id FROM {kind.name} WHERE deleted_at IS NULL AND {column} IS ? ORDER BY {order}"
    return [row[0] for row in store.read(sql, (value,))]


def count(store: Store, kind: Kind) -> int:
    """How many live records there are."""
    return int(store.read(f"SELECT count(*) FROM {kind.name} WHERE deleted_at IS NULL")[0][0])


def columns(store: Store, kind: Kind, names: Sequence[str]) -> list[tuple[Value, ...]]:
    """(id, then the named columns) of every live record, by id."""
    return store.read(f"SELECT id, {', '.join(names)} FROM {kind.name} WHERE deleted_at IS NULL ORDER BY id")


def key_index(store: Store, kind: Kind) -> dict[tuple[Value, ...], int]:
    """Natural key (as `Kind.key_of` gives it) → id, of every live record."""
    names = sorted({column for key in kind.keys for column in key})
    index: dict[tuple[Value, ...], int] = {}
    for row in columns(store, kind, names):
        key = kind.key_of(dict(zip(names, row[1:], strict=True)))
        if key is not None:
            index[key] = int(row[0] or 0)
    return index


def distinct(store: Store, kind: Kind, column: str, limit: int = 500) -> list[str]:
    """The different values of a text column, commonest first: what a form suggests."""
    rows = store.read(
        f"SELECT {column} FROM {kind.name} WHERE deleted_at IS NULL AND {column} IS NOT NULL"
        f" GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT ?",
        (limit,),
    )
    return [row[0] for row in rows]


def label_sql(kind: Kind, alias: str) -> str:
    """An SQL expression for what people call a record of `kind` whose row is `alias`."""
    if kind.name == "insured_object":
        return (
            f"coalesce({alias}.name, {alias}.code,"
            f" (SELECT e.name FROM enterprise e WHERE e.id = {alias}.enterprise_id))"
        )
    target = kind.refs.get(kind.label)
    if target is None:
        return f"{alias}.{kind.label}"
    inner = label_sql(KINDS[target.target], f"{alias}_l")
    return f"(SELECT {inner} FROM {target.target} {alias}_l WHERE {alias}_l.id = {alias}.{kind.label})"


def labels(store: Store, kind: Kind, ids: Iterable[int]) -> dict[int, str]:
    """What people call these records, by id; deleted ones too, since old documents and history name them."""
    found: dict[int, str] = {}
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        sql = f"SELECT r.id, {label_sql(kind, 'r')} FROM {kind.name} r WHERE r.id IN ({marks})"
        found.update({row[0]: row[1] or f"{kind.title}{row[0]}" for row in store.read(sql, group)})
    return found


def show(store: Store, kind: Kind, values: Mapping[str, Value]) -> dict[str, str]:
    """Every value as people read it; references by the name of the record they point at."""
    shown: dict[str, str] = {}
    for name, value in values.items():
        spec = kind.fields.get(name)
        if spec is None:
            shown[name] = "" if value is None else str(value)
        elif name in kind.refs and value is not None:
            shown[name] = labels(store, KINDS[kind.refs[name].target], [int(value)]).get(int(value), "")
        else:
            shown[name] = spec.show(value)
    return shown
