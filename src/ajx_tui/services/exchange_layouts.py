"""Writing lists for others by their layout, with personal data masked on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from ajx_tui.domain.fields import Spec, Value
from ajx_tui.domain.masking import PROFILE_TITLES, Profile, mask, names_in, stricter
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.progress import Job
from ajx_tui.services import figures
from ajx_tui.services.layout_rules import SETTING, Layout, LayoutColumn, find, layouts, parse, shipped
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery

__all__ = ["Layout", "export", "find", "install", "layouts", "recipients", "shipped"]
_BLOCK = 500
_KINDS: tuple[tuple[type[Spec], ColumnKind], ...] = (
    (Count, ColumnKind.INT), (Money, ColumnKind.MONEY), (Percent, ColumnKind.PERCENT), (Day, ColumnKind.DATE),
)  # fmt: skip
_TYPED = (Count, Money, Percent, Day)
_MOST_BYTES = 1_000_000


def install(session: Session, path: Path) -> Layout:
    """Put a layout file into this database, replacing the one of its id. Raises RefusedError for what is none."""
    title = f"没有装入{path.name}"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RefusedError(title, "文件过大，不像是导出格式。")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RefusedError(title, f"打不开：{error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(title, "不是 UTF-8 文字，请用 UTF-8 编码另存。") from error
    layout = parse(text, path.name)
    with session.unit(f"装入导出格式{layout.title}") as unit:
        unit.set_setting(SETTING, {**session.store.setting(SETTING, {}), layout.id: text})
    return layout


def recipients(session: Session, layout: Layout, as_of: date) -> dict[int, str]:
    """Who may be sent a file of their own by this layout: id → name, of those with at least one row."""
    if not layout.by:
        return {}
    ids = _ids(session.store, layout, as_of)
    found = {int(v) for v in _along(_Block(session.store, layout.kind, ids), layout.by).values() if v is not None}
    target = _target(layout.kind, layout.by)
    return records.labels(session.store, target, sorted(found))


def export(
    session: Session,
    layout: Layout,
    path: Path,
    as_of: date,
    *,
    only: int | None = None,
    profile: Profile | None = None,
) -> Job[Path]:
    """Write the records of a layout to xlsx, or csv by the suffix of `path`; returns the path.

    `only` is one recipient of `recipients`. `profile` may be stricter than the layout's, never looser. Raises AjxError
    when the file can't be written; nothing is left behind then.
    """
    masking = stricter(layout.profile, profile or layout.profile)
    store = session.store
    ids = _ids(store, layout, as_of)
    if only is not None:
        if not layout.by:
            raise RefusedError("没有导出", f"“{layout.title}”不按收件方分开。")
        ids = [i for i, v in _along(_Block(store, layout.kind, ids), layout.by).items() if v == only]
    marks = _marks(store, layout, as_of)
    columns = [
        OutColumn(c.title, _column_kind(c), None if c.spec is None else c.spec.width + 4) for c in layout.columns
    ]
    notes = (
        f"本级自定格式 {layout.id} {layout.version}　给：{layout.recipient}",
        f"截止日 {as_of.isoformat()}　个人信息：{PROFILE_TITLES[masking]}档　共 {len(ids)} 条",
    )

    def rows() -> Iterator[list[object]]:
        for start in range(0, len(ids), _BLOCK):
            yield from _rows(store, layout, ids[start : start + _BLOCK], masking, marks)

    return (yield from write_list(path, columns, rows(), total=len(ids), title=layout.title, notes=notes))


def _ids(store: Store, layout: Layout, as_of: date) -> list[int]:
    """The records of a layout, in the order of their kind."""
    behind = None
    if layout.figure:
        found = figures.figures(store, as_of, (layout.figure,)).ids(layout.figure)
        if found.kind != layout.kind.name:
            raise RefusedError("导出格式有误", f"指标 {layout.figure} 背后不是{layout.kind.title}。")
        behind = found.ids
    return list(lists.all_ids(store, ListQuery(layout.kind.name, ids=behind)))


def _marks(store: Store, layout: Layout, as_of: date) -> dict[str, frozenset[int]]:
    """The records behind each figure that is a column."""
    names = {c.figure for c in layout.columns if c.figure}
    if not names:
        return {}
    found = figures.figures(store, as_of, names)
    return {name: frozenset(found.ids(name).ids) for name in names}


class _Block:
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
            read = records.get_many(self._store, _target(self.kind, steps), set(targets.values()))
            self._values[steps] = {i: read[t] for i, t in targets.items() if t in read}
        return self._values[steps]

    def labels(self, path: tuple[str, ...], wanted: set[int]) -> dict[int, str]:
        """Id → name of what a reference at the end of `path` points at."""
        if path not in self._labels:
            self._labels[path] = records.labels(self._store, _target(self.kind, path), wanted)
        return self._labels[path]


def _target(kind: Kind, steps: Sequence[str]) -> Kind:
    """The kind that references lead to."""
    for step in steps:
        kind = KINDS[kind.refs[step].target]
    return kind


def _along(block: _Block, path: tuple[str, ...]) -> dict[int, Value]:
    """Record id → the value at the end of a path."""
    found = block.values(path[:-1])
    return {i: found[i][path[-1]] if i in found else None for i in block.ids}


def _rows(
    store: Store, layout: Layout, ids: Sequence[int], masking: Profile, marks: Mapping[str, frozenset[int]]
) -> Iterator[list[object]]:
    block = _Block(store, layout.kind, ids)
    columns = [_cells(block, column, marks) for column in layout.columns]
    names = _names(block, layout) if masking is not Profile.INTERNAL else {}
    for record_id in ids:
        yield [
            _masked(column, cells[record_id], masking, names.get(record_id, ()))
            for column, cells in zip(layout.columns, columns, strict=True)
        ]


def _cells(block: _Block, column: LayoutColumn, marks: Mapping[str, frozenset[int]]) -> dict[int, object]:
    """One column of a block, unmasked: typed values as they are stored, everything else as people read it."""
    if column.figure:
        return {i: "是" if i in marks[column.figure] else "否" for i in block.ids}
    cells: dict[int, object] = dict.fromkeys(block.ids)
    for path in column.paths:
        values = _along(block, path)
        spec = _target(block.kind, path[:-1]).fields[path[-1]]
        if path[-1] in _target(block.kind, path[:-1]).refs:
            labels = block.labels(path, {int(v) for v in values.values() if v is not None})
            shown: dict[int, object] = {i: labels.get(int(v)) for i, v in values.items() if v is not None}
        else:
            typed = isinstance(spec, _TYPED)
            shown = {i: v if typed else spec.show(v) for i, v in values.items() if v is not None}
        cells.update({i: v for i, v in shown.items() if cells[i] is None})
    return cells


def _names(block: _Block, layout: Layout) -> dict[int, tuple[str, ...]]:
    """Record id → the persons named in it, in what it belongs to, and in every record its columns pass through."""
    found: dict[int, set[str]] = {i: set() for i in block.ids}
    steps = {path[:n] for column in layout.columns for path in column.paths for n in range(len(path))}
    steps |= {path for c in layout.columns for path in c.paths if path[-1] in _target(block.kind, path[:-1]).refs}
    way: tuple[str, ...] = ()
    at = block.kind
    while (up := related.PARENT.get(at.name)) is not None:
        way, at = (*way, up), KINDS[at.refs[up].target]
        steps.add(way)
    for step in steps | {()}:
        kind = _target(block.kind, step)
        personal = [name for name, spec in kind.fields.items() if spec.personal == "name"]
        for record_id, values in block.values(step).items():
            for name in personal:
                found[record_id].update(names_in(str(values[name] or "")))
    return {i: tuple(sorted(names)) for i, names in found.items()}


def _masked(column: LayoutColumn, value: object, masking: Profile, names: Sequence[str]) -> object:
    if column.spec is None or value is None or not isinstance(value, str) or isinstance(column.spec, Day):
        return value
    return mask(column.spec, value, masking, () if column.own_name else names)


def _column_kind(column: LayoutColumn) -> ColumnKind:
    if column.spec is None:
        return ColumnKind.TEXT
    return next((kind for spec_type, kind in _KINDS if isinstance(column.spec, spec_type)), ColumnKind.TEXT)
