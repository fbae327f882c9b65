"""Changing a layout on screen: which columns, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.policy.rules import Rules
from ajx_tui.services.layouts.model import Layout, LayoutColumn, column, source_text, target
from ajx_tui.store.related import PARENT

_FIGURE = "@"


def key_of(one: LayoutColumn) -> str:
    """What tells a column apart from all others: its ways, or its figure."""
    return f"{_FIGURE}{one.figure}" if one.figure else one.path


def candidates(layout: Layout, rules: Rules) -> list[tuple[str, str]]:
    """(key, where it comes from) of every column that a layout could have: those it has first in their order, then
    the fields of its records, of what they refer to, of what they belong to, then figures."""
    kind = layout.kind
    found = {key_of(one): _title(kind, one) for one in layout.columns}
    for way in _ways(kind):
        for name in target(kind, way).fields:
            one = column(kind, ((*way, name),))
            found.setdefault(key_of(one), _title(kind, one))
    for name, figure in rules.figures.items():
        if rules.kind_of(name) == kind.name:
            found.setdefault(f"{_FIGURE}{name}", f"是否{figure.title}")
    return list(found.items())


def _title(kind: Kind, one: LayoutColumn) -> str:
    where = source_text(kind, one)
    return where if one.figure or where.endswith(one.title) else f"{one.title}（{where}）"


def _ways(kind: Kind) -> list[tuple[str, ...]]:
    """The records whose fields are at hand: the own one, what it refers to, and what it belongs to, step by step."""
    ways: list[tuple[str, ...]] = [(), *((name,) for name in kind.refs)]
    way: tuple[str, ...] = ()
    at = kind
    while (up := PARENT.get(at.name)) is not None:
        way, at = (*way, up), KINDS[at.refs[up].target]
        ways.append(way)
    return list(dict.fromkeys(ways))


def choose(layout: Layout, keys: Sequence[str], rules: Rules) -> Layout:
    """The layout with exactly these columns: kept ones as they were, new ones behind. Raises RefusedError for none."""
    if not keys:
        raise RefusedError("没有修改", "至少要有一列。")
    wanted = set(keys)
    kept = [one for one in layout.columns if key_of(one) in wanted]
    known = {key_of(one) for one in kept}
    taken = {one.title for one in kept}
    for key in (k for k in keys if k not in known):
        one = _made(layout.kind, key, rules)
        if one.title in taken:
            one = replace(one, title=source_text(layout.kind, one).replace(" › ", ""))
        taken.add(one.title)
        kept.append(one)
    return replace(layout, columns=tuple(kept))


def _made(kind: Kind, key: str, rules: Rules) -> LayoutColumn:
    if key.startswith(_FIGURE):
        name = key.removeprefix(_FIGURE)
        return LayoutColumn(f"是否{rules.figures[name].title}", (), None, name)
    return column(kind, tuple(tuple(way.strip().split(".")) for way in key.split("|")))


def move(layout: Layout, at: int, step: int) -> Layout:
    """The layout with the column at a place moved up or down, as far as it goes."""
    to = max(0, min(len(layout.columns) - 1, at + step))
    columns = list(layout.columns)
    columns.insert(to, columns.pop(at))
    return replace(layout, columns=tuple(columns))


def drop(layout: Layout, at: int) -> Layout:
    """The layout without one column. Raises RefusedError for the last one."""
    left = tuple(one for n, one in enumerate(layout.columns) if n != at)
    if not left:
        raise RefusedError("没有修改", "至少要有一列。")
    return replace(layout, columns=left)


def rename(layout: Layout, at: int, title: str) -> Layout:
    """The layout with another heading on one column. Raises RefusedError when it is empty or taken."""
    title = title.strip()
    others = {one.title for n, one in enumerate(layout.columns) if n != at}
    if not title or title in others:
        raise RefusedError("没有修改", "列名不能是空的。" if not title else f"已经有一列叫“{title}”。")
    columns = [replace(one, title=title) if n == at else one for n, one in enumerate(layout.columns)]
    return replace(layout, columns=tuple(columns))
