"""Records of the store as the rows of a `RecordGrid`."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from ajx_tui.domain.fields import Choice, Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, Tone

ENTERPRISE = "@enterprise"
"""Key of the column that names the enterprise a record belongs to."""

LEADING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "enterprise": ("name", "credit_code", "sector_id", "township", "status", "headcount"),
        "insured_object": ("enterprise_id", "type", "name", "code", "sector_id"),
        "policy": ("number", "enterprise_id", "start_on", "end_on", "headcount", "limit_person", "premium"),
        "visit": (ENTERPRISE, "visited_on", "item", "confirmed", "staff"),
        "hazard": (ENTERPRISE, "description", "level", "found_on", "due_on", "rectified_on"),
        "claim": ("number", ENTERPRISE, "happened_on", "reported_on", "settled", "prepaid"),
    }
)
"""Columns that stand first in a list, because one looks for them first; the others follow as they are declared."""

GROWING = frozenset({"name", "enterprise_id", ENTERPRISE, "description", "title", "item", "department_id"})
SOON_DAYS = 30
"""A policy that ends within so many days is marked."""


def column_names(kind: Kind) -> list[str]:
    """The columns of a kind's list, in order."""
    leading = LEADING.get(kind.name, ())
    return [*leading, *(name for name in lists.grid_fields(kind) if name not in leading)]


def columns(kind: Kind) -> list[GridColumn]:
    """The grid columns of a kind, from its field declarations."""
    made = []
    for position, name in enumerate(column_names(kind)):
        if name == ENTERPRISE:
            made.append(GridColumn(name, "企业", 28, sortable=False, fixed=position == 0, grow=True))
            continue
        spec = kind.fields[name]
        title = spec.title + (f"（{spec.unit}）" if spec.unit in ("万元",) else "")
        width = max(spec.width, width_of(title))
        align = "right" if spec.align == "right" else "center" if spec.align == "center" else "left"
        made.append(
            GridColumn(name, title, width, align, fixed=position == 0, grow=name in GROWING and position < 4)  # type: ignore[arg-type]
        )
    return made


def policy_tone(values: Mapping[str, Value], as_of: date) -> Tone:
    """Ended policies are dim, those that end soon warn."""
    day, end, ended = as_of.isoformat(), values.get("end_on"), values.get("ended_on")
    if (ended is not None and str(ended) <= day) or (end is not None and str(end) < day):
        return "dim"
    if end is not None and str(end) <= (as_of + timedelta(days=SOON_DAYS)).isoformat():
        return "warn"
    return ""


def hazard_tone(values: Mapping[str, Value], as_of: date) -> Tone:
    """Rectified hazards are dim, overdue ones bad, open major ones warn."""
    done, due = values.get("rectified_on"), values.get("due_on")
    if done is not None and str(done) <= as_of.isoformat():
        return "dim"
    if due is not None and str(due) < as_of.isoformat():
        return "bad"
    return "warn" if values.get("level") == "major" else ""


def enterprise_tone(values: Mapping[str, Value], as_of: date) -> Tone:
    """Enterprises that stopped or closed by the day are dim."""
    since = values.get("status_on")
    gone = values.get("status") in ("stopped", "closed", "finished")
    return "dim" if gone and (since is None or str(since) <= as_of.isoformat()) else ""


def visit_tone(values: Mapping[str, Value], _as_of: date) -> Tone:
    """Visits that the enterprise did not confirm warn."""
    return "warn" if values.get("confirmed") == 0 else ""


TONES: Mapping[str, Callable[[Mapping[str, Value], date], Tone]] = MappingProxyType(
    {
        "policy": policy_tone,
        "hazard": hazard_tone,
        "enterprise": enterprise_tone,
        "insured_object": enterprise_tone,
        "visit": visit_tone,
    }
)


class StoreSource:
    """A `GridSource` over one query; `as_of` decides what is over, due or late."""

    def __init__(self, store: Store, query: ListQuery, as_of: date) -> None:
        self.query = query
        self._store = store
        self._kind = KINDS[query.kind]
        self._as_of = as_of
        self.columns: Sequence[GridColumn] = columns(self._kind)
        self._names = [column.key for column in self.columns if column.key != ENTERPRISE]
        self._tone = TONES.get(query.kind)

    def first_ids(self, limit: int) -> array[int]:
        """The first ids of the list."""
        return lists.all_ids(self._store, self.query, limit)

    def all_ids(self) -> array[int]:
        """Every id of the list; the store gives each thread a connection of its own."""
        return lists.all_ids(self._store, self.query)

    def rows(self, ids: Sequence[int]) -> dict[int, GridRow]:
        """The texts of these records."""
        found = lists.rows(self._store, self._kind, self._names, ids)
        owners: dict[int, tuple[int, str]] = {}
        if len(self._names) < len(self.columns):
            owners = related.enterprises_of(self._store, self._kind, ids)
        return {id_: self._row(row, owners.get(id_, (0, ""))[1]) for id_, row in found.items()}

    def _row(self, values: Sequence[Value], owner: str) -> GridRow:
        shown = dict(zip(self._names, lists.texts(self._kind, self._names, values), strict=True))
        shown[ENTERPRISE] = owner
        tone = self._tone(dict(zip(self._names, values, strict=True)), self._as_of) if self._tone else ""
        return GridRow([shown[column.key] for column in self.columns], tone)


def candidates(store: Store, kind: Kind, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Record id → (what people call it, what tells it from its namesakes), for pickers."""
    names = records.labels(store, kind, ids)
    extras: dict[int, list[str]] = {id_: [] for id_ in ids}
    told = [name for name in TELLING.get(kind.name, ()) if name in kind.fields]
    if told:
        for id_, row in lists.rows(store, kind, told, ids).items():
            extras[id_] = [text for text in lists.texts(kind, told, row) if text and text != names.get(id_)]
    if kind.name in ("policy", "visit"):
        for id_, (_, owner) in related.enterprises_of(store, kind, ids).items():
            extras[id_].append(owner)
    return {id_: (names.get(id_, f"{kind.title}{id_}"), " · ".join(extras[id_])) for id_ in ids}


TELLING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "enterprise": ("credit_code", "township"),
        "insured_object": ("type", "code"),
        "policy": ("start_on", "end_on"),
        "visit": ("visited_on", "item"),
        "insurer": ("aliases",),
        "service_body": ("aliases",),
    }
)
"""Fields that tell records of one name apart."""


def choices_of(kind: Kind, name: str) -> list[tuple[Value, str]]:
    """The values of a field with a fixed set, with their titles; empty for other fields."""
    spec = kind.fields[name]
    if isinstance(spec, Choice):
        return [(code, titles[0]) for code, titles in spec.options.items()]
    return []
