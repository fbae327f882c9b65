"""Lists counted by what their records share: one grouped query, and the records behind each of its groups."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from ajx_tui.domain.fields import Choice, Flag, Listed, Ref, Spec, Text, Value
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery, column_sql, where_sql
from ajx_tui.store.related import PARENT

PLACES: Mapping[str, str] = MappingProxyType(
    {"sector": "行业领域", "township": "乡镇（街道）", "department": "主管部门", "insurer": "保险机构"}
)
"""Where a record belongs although it does not say so itself: that is told by the enterprise, object or policy above."""
MONTH, YEAR = "month", "year"
_LENGTH = {MONTH: 7, YEAR: 4}
_OWN_FIELDS: Mapping[str, str] = MappingProxyType(
    {"sector": "sector_id", "township": "township", "insurer": "insurer_id"}
)
_PLACE_FIELDS = frozenset({"sector_id", "township", "department_id"})
_PLACED = ("enterprise", "insured_object")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to group the records of a kind: by a field, a day's month or year (`grain`), or a place of `PLACES`.

    `key` names it on the command line, `title` for people; the year of a day is '<field>.year'.
    """

    key: str
    title: str
    field: str = ""
    grain: str = ""

    @property
    def place(self) -> str:
        """The place it groups by, empty for a field of the record itself."""
        return "" if self.field else self.key

    @property
    def turned(self) -> Way:
        """Of a day the other grain: years for months, months for years."""
        if self.grain == MONTH:
            return replace(self, key=f"{self.field}.{YEAR}", title=self.title.replace("按月", "按年"), grain=YEAR)
        return replace(self, key=self.field, title=self.title.replace("按年", "按月"), grain=MONTH)


class Group(NamedTuple):
    """One group: the values its records share, how many they are, and for each measure how many have it and its sum."""

    key: tuple[Value, ...]
    records: int
    filled: tuple[int, ...]
    sums: tuple[int, ...]


def ways(kind: Kind) -> tuple[Way, ...]:
    """Every way in which the records of a kind can be grouped: places, then fields as they are declared, then months.

    A field that says where the record belongs is not offered beside the place that it tells.
    """
    places = [Way(place, title) for place, title in PLACES.items() if _place_columns(kind, place)]
    told = {"insurer_id"} if any(way.key == "insurer" for way in places) else set()
    told |= _PLACE_FIELDS if kind.name in _PLACED else set()
    fields = [Way(n, s.title, n) for n, s in kind.fields.items() if n not in told and _shared(s)]
    days = [Way(n, f"{s.title}（按月）", n, MONTH) for n, s in kind.fields.items() if isinstance(s, Day)]
    return (*places, *fields, *days)


def _shared(spec: Spec) -> bool:
    """Whether records share the values of a field, so that they can be counted by it; persons are not counted."""
    if isinstance(spec, Text):
        return spec.category and not spec.personal
    return isinstance(spec, Choice | Flag | Listed | Ref) or (isinstance(spec, Count) and spec.ordinal and spec.grid)


def measures(kind: Kind) -> tuple[str, ...]:
    """The fields whose sum or mean means something, as they are declared."""
    return tuple(name for name, spec in kind.fields.items() if spec.summary)


def groups(store: Store, query: ListQuery, way: Way, names: Sequence[str] = ()) -> list[Group]:
    """The records of a list by one way, with the named measures; one pass over the list."""
    kind = KINDS[query.kind]
    columns = _columns(kind, way)
    told = [column_sql(kind, name) for name in names]
    numbers = "".join(f", count({column}), coalesce(sum({column}), 0)" for column in told)
    source, parameters = _source(kind, query, way)
    sql = f"SELECT {', '.join(columns)}, count(*){numbers} {source} GROUP BY {', '.join(columns)}"
    width = len(columns)
    return [
        Group(tuple(row[:width]), row[width], tuple(row[width + 1 :: 2]), tuple(row[width + 2 :: 2]))
        for row in store.read(sql, parameters)
    ]


def missing(store: Store, query: ListQuery) -> dict[str, int]:
    """For every field that may be left empty, how many records of a list leave it so; only fields that some do."""
    kind = KINDS[query.kind]
    names = [n for n, spec in kind.fields.items() if spec.required is not True and spec.imported]
    if not names:
        return {}
    where, parameters = _limited(kind, query)
    told = ", ".join(f"count(*) - count({column_sql(kind, name)})" for name in names)
    row = store.read(f"SELECT {told} FROM {kind.name} r WHERE {where}", parameters)[0]
    return {name: lacking for name, lacking in zip(names, row, strict=True) if lacking}


def ids(store: Store, query: ListQuery, way: Way, keys: Collection[tuple[Value, ...]]) -> array[int]:
    """The records of the groups with these keys, in the order they were registered."""
    kind, wanted = KINDS[query.kind], set(keys)
    source, parameters = _source(kind, query, way)
    sql = f"SELECT r.id, {', '.join(_columns(kind, way))} {source} ORDER BY r.id"
    return array("q", [row[0] for row in store.read(sql, parameters) if tuple(row[1:]) in wanted])


def _source(kind: Kind, query: ListQuery, way: Way) -> tuple[str, list[Value]]:
    where, parameters = _limited(kind, query)
    joins = "".join(_joins(kind)) if way.place else ""
    return f"FROM {kind.name} r{joins} WHERE {where}", parameters


def _limited(kind: Kind, query: ListQuery) -> tuple[str, list[Value]]:
    where, parameters = where_sql(kind, query)
    if query.ids is None:
        return where, parameters
    return f"r.id IN (SELECT value FROM json_each(?)) AND {where}", [f"[{','.join(map(str, query.ids))}]", *parameters]


def own_field(kind: Kind, way: Way) -> str:
    """The field of the record itself that tells a way, empty where only what stands above it, or a day, does."""
    if way.field:
        return way.field
    name = _OWN_FIELDS.get(way.place, "")
    return name if name in kind.fields and (name == "insurer_id" or kind.name in _PLACED) else ""


def _columns(kind: Kind, way: Way) -> tuple[str, ...]:
    if way.place:
        return _place_columns(kind, way.place)
    if way.grain:
        return (f"substr({column_sql(kind, way.field)}, 1, {_LENGTH[way.grain]})",)
    return (column_sql(kind, way.field),)


# ----- places


def _chain(kind: Kind) -> Iterator[tuple[str, Kind]]:
    """(alias, kind) of a record and of what stands above it, step by step."""
    alias, step = "r", 0
    while True:
        yield alias, kind
        column = PARENT.get(kind.name)
        if column is None:
            return
        step += 1
        alias, kind = f"a{step}", KINDS[kind.refs[column].target]


def _holder(kind: Kind, field: str) -> str:
    """The alias of the first record from `kind` upwards that has a field, empty when none has."""
    return next((alias for alias, each in _chain(kind) if field in each.refs), "")


def _joins(kind: Kind) -> Iterator[str]:
    """What stands above the rows `r`, and as `o` the insured object that they, or one of those above, name."""
    steps = list(_chain(kind))
    for (alias, below), (upper, target) in pairwise(steps):
        yield f" LEFT JOIN {target.name} {upper} ON {upper}.id = {alias}.{PARENT[below.name]}"
    if holder := _holder(kind, "object_id"):
        yield f" LEFT JOIN insured_object o ON o.id = {holder}.object_id"


def _place_columns(kind: Kind, place: str) -> tuple[str, ...]:
    """The columns that tell a place, empty where the kind belongs to none.

    What an insured object says of itself comes before what its enterprise says. A department is told by the sector
    together with the enterprise's own department: which department leads a sector depends on the day.
    """
    if place == "insurer":
        holder = _holder(kind, "insurer_id")
        return (f"{holder}.insurer_id",) if holder else ()
    steps = [(alias, each.name) for alias, each in _chain(kind)]
    firm = next((alias for alias, name in steps if name == "enterprise"), "")
    if not firm:
        return ()
    thing = next((alias for alias, name in steps if name == "insured_object"), "")
    thing = thing or ("o" if _holder(kind, "object_id") else "")
    if place == "department":
        return (*_place_columns(kind, "sector"), f"{firm}.department_id")
    column = "sector_id" if place == "sector" else "township"
    return (f"coalesce({thing}.{column}, {firm}.{column})" if thing else f"{firm}.{column}",)
