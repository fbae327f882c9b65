"""The rows of a layout: values along its ways, as people read them, with personal data masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ajx_tui.domain.fields import Spec, Value
from ajx_tui.domain.masking import Profile, mask, names_in
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.services.layouts.model import Layout, LayoutColumn, target
from ajx_tui.store import records, related
from ajx_tui.store.database import Store

BLOCK = 500
_KINDS: tuple[tuple[type[Spec], ColumnKind], ...] = (
    (Count, ColumnKind.INT), (Money, ColumnKind.MONEY), (Percent, ColumnKind.PERCENT), (Day, ColumnKind.DATE),
)  # fmt: skip
_TYPED = (Count, Money, Percent, Day)


def column_kind(column: LayoutColumn) -> ColumnKind:
    """How a column is written."""
    if column.spec is None:
        return ColumnKind.TEXT
    return next((kind for spec_type, kind in _KINDS if isinstance(column.spec, spec_type)), ColumnKind.TEXT)


class Block:
    """Some records and what they refer to, each kind read once."""

    def __init__(self, store: Store, kind: Kind, ids: Sequence[int]) -> None:
        self._store = store
        self.kind, self.ids = kind, ids
        self._values: dict[tuple[str, ...], dict[int, Values]] = {(): records.get_many(store, kind, ids)}
        self._labels: dict[tuple[str, ...], dict[int, str]] = {}

    def values(self, steps: tuple[str, ...]) -> dict[int, Values]:
        """Record id of the block → the values of what `steps` lead to."""
        if steps not in self._values:
            above = self.values(steps[:-1])
            targets = {i: int(v[steps[-1]] or 0) for i, v in above.items() if v.get(steps[-1]) is not None}
            read = records.get_many(self._store, target(self.kind, steps), set(targets.values()))
            self._values[steps] = {i: read[t] for i, t in targets.items() if t in read}
        return self._values[steps]

    def labels(self, path: tuple[str, ...], wanted: set[int]) -> dict[int, str]:
        """Id → name of what a reference at the end of `path` points at."""
        if path not in self._labels:
            self._labels[path] = records.labels(self._store, target(self.kind, path), wanted)
        return self._labels[path]


def along(block: Block, path: tuple[str, ...]) -> dict[int, Value]:
    """Record id → the value at the end of a path."""
    found = block.values(path[:-1])
    return {i: found[i][path[-1]] if i in found else None for i in block.ids}


def rows(
    store: Store, layout: Layout, ids: Sequence[int], masking: Profile, marks: Mapping[str, frozenset[int]]
) -> Iterator[list[object]]:
    """The cells of records, in the order of `ids`. `marks` are the records behind each figure that is a column."""
    for start in range(0, len(ids), BLOCK):
        block = Block(store, layout.kind, ids[start : start + BLOCK])
        columns = [_cells(block, column, marks) for column in layout.columns]
        names = _names(block, layout) if masking is not Profile.INTERNAL else {}
        for record_id in block.ids:
            yield [
                _masked(column, cells[record_id], masking, names.get(record_id, ()))
                for column, cells in zip(layout.columns, columns, strict=True)
            ]


def _cells(block: Block, column: LayoutColumn, marks: Mapping[str, frozenset[int]]) -> dict[int, object]:
    """One column of a block, unmasked: typed values as they are stored, everything else as people read it."""
    if column.figure:
        return {i: "是" if i in marks[column.figure] else "否" for i in block.ids}
    cells: dict[int, object] = dict.fromkeys(block.ids)
    for path in column.paths:
        values = along(block, path)
        owner = target(block.kind, path[:-1])
        spec = owner.fields[path[-1]]
        if path[-1] in owner.refs:
            labels = block.labels(path, {int(v) for v in values.values() if v is not None})
            shown: dict[int, object] = {i: labels.get(int(v)) for i, v in values.items() if v is not None}
        else:
            typed = isinstance(spec, _TYPED)
            shown = {i: v if typed else spec.show(v) for i, v in values.items() if v is not None}
        cells.update({i: v for i, v in shown.items() if cells[i] is None})
    return cells


def _names(block: Block, layout: Layout) -> dict[int, tuple[str, ...]]:
    """Record id → the persons named in it, in what it belongs to, and in every record its columns pass through."""
    found: dict[int, set[str]] = {i: set() for i in block.ids}
    steps = {path[:n] for column in layout.columns for path in column.paths for n in range(len(path))}
    steps |= {path for c in layout.columns for path in c.paths if path[-1] in target(block.kind, path[:-1]).refs}
    way: tuple[str, ...] = ()
    at = block.kind
    while (up := related.PARENT.get(at.name)) is not None:
        way, at = (*way, up), KINDS[at.refs[up].target]
        steps.add(way)
    for step in steps | {()}:
        kind = target(block.kind, step)
        personal = [name for name, spec in kind.fields.items() if spec.personal == "name"]
        for record_id, values in block.values(step).items():
            for name in personal:
                found[record_id].update(names_in(str(values[name] or "")))
    return {i: tuple(sorted(names)) for i, names in found.items()}


def _masked(column: LayoutColumn, value: object, masking: Profile, names: Sequence[str]) -> object:
    if column.spec is None or value is None or not isinstance(value, str) or isinstance(column.spec, Day):
        return value
    return mask(column.spec, value, masking, () if column.own_name else names)
