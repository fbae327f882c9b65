"""Records of the store as the rows of a `RecordGrid`."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.grid_design import ENTERPRISE, GROWING, LEADING, TONES
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow


def columns(kind: Kind) -> list[GridColumn]:
    """The grid columns of a kind: those of `LEADING`, then the others as they are declared."""
    leading = dict(at if isinstance(at, tuple) else (at, 0) for at in LEADING.get(kind.name, ()))
    names = [*leading, *(name for name in lists.grid_fields(kind) if name not in leading)]
    made = []
    for position, name in enumerate(names):
        grow, first = name in GROWING and position < 4, position == 0
        if name == ENTERPRISE:
            made.append(GridColumn(name, "企业", leading[name] or 28, sortable=False, fixed=first, grow=grow))
            continue
        spec = kind.fields[name]
        title = spec.title + (f"（{spec.unit}）" if spec.unit in ("万元",) else "")
        width = max(leading.get(name) or spec.width, width_of(title))
        align = "right" if spec.align == "right" else "center" if spec.align == "center" else "left"
        made.append(GridColumn(name, title, width, align, fixed=first, grow=grow))  # type: ignore[arg-type]
    return made


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
