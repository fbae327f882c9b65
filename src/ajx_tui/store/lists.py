"""Lists of records: filtered, searched, sorted; as ids first and rows only for what is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.records import in_groups, label_sql
from ajx_tui.store.related import PARENT
from ajx_tui.store.search import match_expression

OPERATORS = {"=": "IS", "≠": "IS NOT", "<": "<", "≤": "<=", ">": ">", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter on one field: an operator of `OPERATORS`, 'empty', 'filled', 'in', 'contains' or 'open'.

    'in' takes a tuple, in which None stands for an empty field. 'open' is empty or later than a day: what had not
    ended, been rectified or been settled by then.
    """

    field: str
    operator: str
    value: Value | tuple[Value, ...] = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows. `ids` limits it to the records behind a figure; `sort` is a field of the kind."""

    kind: str
    text: str = ""
    conditions: tuple[Condition, ...] = ()
    ids: tuple[int, ...] | None = None
    sort: str = ""
    descending: bool = False
    deleted: bool = False


def all_ids(store: Store, query: ListQuery, limit: int = -1) -> array[int]:
    """The ids the list shows, in order; at most `limit` when it is not negative."""
    kind = KINDS[query.kind]
    if limit >= 0 and _streams(kind, query):
        return _first_found(store, kind, query, limit)
    where, parameters = where_sql(kind, query)
    sql = f"SELECT r.id FROM {kind.name} r WHERE {where} ORDER BY {_order(kind, query)}"
    if query.ids is not None:
        return _limited(store, sql, parameters, query.ids, limit)
    found = array("q")
    found.extend(row[0] for row in store.read(f"{sql} LIMIT ?", (*parameters, limit)))
    return found


def _streams(kind: Kind, query: ListQuery) -> bool:
    """Whether the list is in the order in which the search index itself gives its hits."""
    by_id = not query.sort and not query.descending and kind.order in ((), ("id",))
    own_words = bool(kind.search) and kind.name not in PARENT and match_expression(query.text) is not None
    return by_id and own_words and query.ids is None and not query.deleted


def _first_found(store: Store, kind: Kind, query: ListQuery, limit: int) -> array[int]:
    """The first hits only: the index is read as far as needed, however many records match."""
    where, parameters = where_sql(kind, replace(query, text=""))
    search = f"{kind.name}_search"
    sql = (
        f"SELECT r.id FROM {search} CROSS JOIN {kind.name} r ON r.id = {search}.rowid"
        f" WHERE {search} MATCH ? AND {where} ORDER BY {search}.rowid LIMIT ?"
    )
    return array("q", [row[0] for row in store.read(sql, (match_expression(query.text), *parameters, limit))])


def _limited(store: Store, sql: str, parameters: Sequence[Value], ids: Iterable[int], limit: int) -> array[int]:
    """The list restricted to `ids`, handed over as one JSON value: any number of them fits."""
    text = f"[{','.join(map(str, ids))}]"
    sql = sql.replace(" WHERE ", " WHERE r.id IN (SELECT value FROM json_each(?)) AND ", 1)
    return array("q", [row[0] for row in store.read(f"{sql} LIMIT ?", (text, *parameters, limit))])


def count(store: Store, query: ListQuery) -> int:
    """How many records the list shows."""
    kind = KINDS[query.kind]
    where, parameters = where_sql(kind, query)
    if query.ids is not None:
        return len(all_ids(store, query))
    return int(store.read(f"SELECT count(*) FROM {kind.name} r WHERE {where}", parameters)[0][0])


def where_sql(kind: Kind, query: ListQuery) -> tuple[str, list[Value]]:
    """The condition of a list on its rows `r`, and the values it asks for; the limit to `ids` is left to the caller."""
    parts = ["r.deleted_at IS NOT NULL" if query.deleted else "r.deleted_at IS NULL"]
    parameters: list[Value] = []
    for text, values in _found(kind, query.text):
        parts.append(text)
        parameters += values
    for condition in query.conditions:
        text, values = _condition(kind, condition)
        parts.append(text)
        parameters += values
    return " AND ".join(parts), parameters


def _found(kind: Kind, text: str) -> Iterator[tuple[str, list[Value]]]:
    """The clauses of the search box. What hangs on an enterprise or policy is also found by that one's words."""
    # With others above it each word is looked for by itself: one may stand in the number, one in the firm's name.
    for word in text.split() if _above(kind) else [text]:
        expression = match_expression(word)
        if expression is not None and searched(kind):
            sql, parameters = _matches(kind, "r.", expression)
            yield f"({sql})", parameters


def searched(kind: Kind) -> list[tuple[Kind, str]]:
    """What the search box of a kind looks into, as (kind, field), from what stands furthest above downwards."""
    found = [one for _, target in _above(kind) for one in searched(target)]
    return [*found, *((kind, name) for name in kind.search)]


def _above(kind: Kind) -> list[tuple[str, Kind]]:
    """The reference by whose record a kind is found too; what has no words of its own is found by all it refers to."""
    parent = PARENT.get(kind.name)
    columns = [parent] if parent else [] if kind.search else [*kind.refs]
    return [(column, KINDS[kind.refs[column].target]) for column in columns]


def _matches(kind: Kind, prefix: str, expression: str) -> tuple[str, list[Value]]:
    """Rows of a kind that match themselves, or that are found by what stands above them."""
    parts, parameters = [], list[Value]()
    if kind.search:
        parts.append(f"{prefix}id IN (SELECT rowid FROM {kind.name}_search WHERE {kind.name}_search MATCH ?)")
        parameters.append(expression)
    for column, target in _above(kind):
        if searched(target):
            inner, values = _matches(target, "", expression)
            parts.append(f"{prefix}{column} IN (SELECT id FROM {target.name} WHERE {inner})")
            parameters += values
    return " OR ".join(parts), parameters


def _condition(kind: Kind, condition: Condition) -> tuple[str, list[Value]]:
    if condition.field not in kind.fields:
        raise KeyError(condition.field)
    column, value = column_sql(kind, condition.field), condition.value
    if condition.operator == "empty":
        return f"{column} IS NULL", []
    if condition.operator == "filled":
        return f"{column} IS NOT NULL", []
    if condition.operator == "in" and isinstance(value, tuple):
        filled: list[Value] = [each for each in value if each is not None]
        among = f"{column} IN ({', '.join('?' * len(filled))})"
        return (among if len(filled) == len(value) else f"({among} OR {column} IS NULL)"), filled
    if condition.operator == "open" and not isinstance(value, tuple):
        return f"({column} IS NULL OR {column} > ?)", [value]
    if condition.operator == "contains":
        return f"instr({column}, ?) > 0", [None if isinstance(value, tuple) else value]
    return f"{column} {OPERATORS[condition.operator]} ?", [None if isinstance(value, tuple) else value]


def _order(kind: Kind, query: ListQuery) -> str:
    direction = " DESC" if query.descending else ""
    if query.sort:
        return f"{_shown(kind, query.sort)}{direction}, r.id{direction}"
    return ", ".join(f"r.{c}{direction}" for c in (*kind.order, "id") if c in kind.fields or c == "id")


def rows(store: Store, kind: Kind, fields: Sequence[str], ids: Sequence[int]) -> dict[int, list[Value]]:
    """The named fields of records by id, references as the name of what they point at. Order is the caller's."""
    shown = ", ".join(_shown(kind, name) for name in fields)
    found: dict[int, list[Value]] = {}
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        for row in store.read(f"SELECT r.id, {shown} FROM {kind.name} r WHERE r.id IN ({marks})", group):
            found[row[0]] = list(row[1:])
    return found


def _shown(kind: Kind, name: str) -> str:
    target = kind.refs.get(name)
    if target is None:
        return column_sql(kind, name)
    label = label_sql(KINDS[target.target], "t")
    return f"(SELECT {label} FROM {target.target} t WHERE t.id = {column_sql(kind, name)})"


def inherited(store: Store, kind: Kind, record_id: int, values: Mapping[str, Value]) -> dict[str, str]:
    """What the empty fields of a record take from the one above it, as people read it, with the word from whom."""
    names = [name for name, spec in kind.fields.items() if spec.inherits and values.get(name) is None]
    if not names:
        return {}
    row = rows(store, kind, names, [record_id])[record_id]
    whose = {name: KINDS[kind.refs[kind.fields[name].inherits].target].title for name in names}
    return {
        name: f"{text}（随{whose[name]}）" for name, text in zip(names, texts(kind, names, row), strict=True) if text
    }


def column_sql(kind: Kind, name: str) -> str:
    """The value of a field, or while it is empty that of the record it inherits from."""
    source = kind.fields[name].inherits
    if not source:
        return f"r.{name}"
    owner = kind.refs[source].target
    return f"coalesce(r.{name}, (SELECT o.{name} FROM {owner} o WHERE o.id = r.{source}))"


def texts(kind: Kind, fields: Sequence[str], row: Sequence[Value]) -> list[str]:
    """One row of `rows` as people read it."""
    return [
        str(value or "") if name in kind.refs else kind.fields[name].show(value)
        for name, value in zip(fields, row, strict=True)
    ]


def grid_fields(kind: Kind) -> list[str]:
    """The fields that stand in the grid of a kind, in order."""
    return [name for name, spec in kind.fields.items() if spec.grid]
