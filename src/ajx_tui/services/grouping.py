"""Any register counted by anything its records share: 统计 of a list, on screen, as xlsx, on the command line.

What can be counted by and what is added up comes from the declaration of the kind (store/grouping.py); there is no
list of statistics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ajx_tui.domain.fields import Choice, Flag, Listed, Ref, Spec, Value
from ajx_tui.domain.quantities import Count, Money, Percent, Points, Ratio
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.policy import lookups
from ajx_tui.progress import Job, Progress
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.services.tables import table_text
from ajx_tui.store import grouping, lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.grouping import Group, Way, measures, ways
from ajx_tui.store.lists import Condition, ListQuery

NONE = "—"
EMPTY = "（未填写）"
_STEPS: Mapping[tuple[type[Spec], str], int] = MappingProxyType(
    {(Money, "万元"): 10_000, (Ratio, ""): 1_000, (Ratio, "%"): 100, (Ratio, "‰"): 10}
)
"""Means are rounded to two decimals of what is shown (factors to three)."""
_TARGETS = {"sector": "sector", "department": "department", "insurer": "insurer"}
Raw = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: how many records, and for each measure how many of them have it and the sum. `raw` are the keys of the
    groups of the query that make it up."""

    title: str
    count: int
    filled: tuple[int, ...]
    sums: tuple[int, ...]
    raw: tuple[Raw, ...]


@dataclass(frozen=True)
class Grouped:
    """A list by one way, in one state of the data. A record may stand on several lines (`several`): the total counts
    it once."""

    kind: Kind
    query: ListQuery
    way: Way
    as_of: date
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    revision: int
    several: bool
    store: Store = field(repr=False)

    def share(self, line: Line) -> Rate:
        """The records of a line among all that are counted."""
        return Rate(line.count, self.total.count)

    def ids(self, line: Line) -> tuple[int, ...]:
        """The records behind a line.

        Raises AjxError when the data changed since the counting: number and list must agree.
        """
        if self.store.revision() != self.revision:
            raise AjxError("数据已变动", "统计之后又有新的登记或修改，请刷新后再查看明细。")
        return tuple(grouping.ids(self.store, self.query, self.way, line.raw))

    def conditions(self, line: Line) -> tuple[Condition, ...] | None:
        """The filter on fields of the record itself that finds a line, None where only its ids do."""
        name = grouping.own_field(self.kind, self.way)
        spec = self.kind.fields.get(name)
        if spec is None or (isinstance(spec, Listed) and spec.several):
            return None
        value = line.raw[0][0]
        if value is None:
            return (Condition(name, "empty"),)
        if not self.way.grain:
            return (Condition(name, "in", (value,)),)
        first = date.fromisoformat(f"{value}-01-01"[:10])
        months = 12 if self.way.grain == grouping.YEAR else 1
        after = date(first.year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1)
        return (Condition(name, "≥", first.isoformat()), Condition(name, "≤", (after - timedelta(1)).isoformat()))

    def measure_title(self, name: str, *, unit: bool = True) -> str:
        """What a sum or mean is called."""
        spec = self.kind.fields[name]
        told = f"（{spec.unit}）" if unit and spec.unit and isinstance(spec, Money | Count) else ""
        return ("平均" if spec.summary == "mean" else "") + spec.title + told

    def number(self, line: Line, at: int) -> int | None:
        """The sum of a measure (money in fen), the mean of a rate; None where no record of the line has any."""
        if not line.filled[at]:
            return None
        spec = self.kind.fields[self.names[at]]
        if spec.summary == "mean":
            step = _STEPS.get((type(spec), spec.unit), 1)
            return round(line.sums[at] / line.filled[at] / step) * step
        return line.sums[at]

    def text(self, line: Line, at: int) -> str:
        """That number as people read it."""
        number = self.number(line, at)
        return NONE if number is None else self.kind.fields[self.names[at]].show(number)

    def told(self, line: Line) -> str:
        """A line in one sentence, with what every share and sum is of."""
        parts = [f"{line.title}：{self.kind.title} {line.count} 条"]
        if line is not self.total:
            parts[0] += f"，占全部 {self.total.count} 条的 {self.share(line).text}"
        for at, name in enumerate(self.names):
            if line.filled[at]:
                spec = self.kind.fields[name]
                unit = f" {spec.unit}" if spec.unit and isinstance(spec, Money | Count) else ""
                what = "平均" if spec.summary == "mean" else "合计"
                some = f"（{line.filled[at]} 条填写）" if line.filled[at] < line.count else ""
                parts.append(f"{spec.title}{what} {self.text(line, at)}{unit}{some}")
        return "；".join(parts)

    def as_json(self) -> dict[str, Any]:
        """The table as plain values: money in fen, shares as numerator and denominator."""
        return {
            "kind": self.kind.name,
            "by": self.way.key,
            "as_of": self.as_of.isoformat(),
            "titles": {name: self.measure_title(name) for name in self.names},
            "rows": [self._line_json(line) for line in self.lines],
            "total": self._line_json(self.total),
        }

    def _line_json(self, line: Line) -> dict[str, Any]:
        share = self.share(line)
        numbers = {name: self.number(line, at) for at, name in enumerate(self.names)}
        filled = dict(zip(self.names, line.filled, strict=True))
        told = {"numerator": share.numerator, "denominator": share.denominator, "text": share.text}
        return {"line": line.title, "count": line.count, "share": told, "values": numbers, "filled": filled}


def way_of(kind: Kind, wanted: str) -> Way:
    """A way by its key or title. Raises UsageError that names the ways there are."""
    for way in ways(kind):
        for one in (way, way.turned) if way.grain else (way,):
            if wanted in (one.key, one.title):
                return one
    known = "、".join(f"{way.key}（{way.title}）" for way in ways(kind))
    raise UsageError("不能这样分组", f"{kind.title}可以按这些分：{known or '没有可以分组的栏目'}。")


def grouped(store: Store, query: ListQuery, way: Way, as_of: date) -> Grouped:
    """The records of a list, counted by one way. `as_of` decides which department leads a sector."""
    kind = KINDS[query.kind]
    names = measures(kind)
    revision = store.revision()
    found = grouping.groups(store, query, way, names)
    by_key = _by_key(store, kind, way, found, as_of)
    total = _line("合计", found, len(names))
    titles, order = _titles(store, kind, way, list(by_key))
    made = [(key, _line(titles[key], each, len(names))) for key, each in by_key.items()]
    if order is None:
        made.sort(key=lambda one: (one[0] is None, -one[1].count, one[1].title))
    else:
        made.sort(key=lambda one: (one[0] is None, order.get(one[0], len(order)), one[1].title))
    used = tuple(at for at in range(len(names)) if total.filled[at])
    lines = tuple(_only(line, used) for _, line in made)
    several = sum(line.count for line in lines) > total.count
    shown = tuple(names[at] for at in used)
    return Grouped(kind, query, way, as_of, shown, lines, _only(total, used), revision, several, store)


def _line(title: str, found: Sequence[Group], measured: int) -> Line:
    filled, sums = (
        tuple(sum(getattr(each, side)[at] for each in found) for at in range(measured)) for side in ("filled", "sums")
    )
    return Line(title, sum(each.records for each in found), filled, sums, tuple(each.key for each in found))


def _only(line: Line, used: Sequence[int]) -> Line:
    """The line with only the measures that any record of the list has."""
    filled, sums = (tuple(side[at] for at in used) for side in (line.filled, line.sums))
    return replace(line, filled=filled, sums=sums)


def _by_key(store: Store, kind: Kind, way: Way, found: Sequence[Group], as_of: date) -> Mapping[Value, list[Group]]:
    """The groups by the line they stand on: a department for each sector it leads, each title of a list of titles."""
    made: dict[Value, list[Group]] = defaultdict(list)
    if way.place == "department":
        with packs.reading(store) as guard:
            leads = lookups.leads(guard, as_of.isoformat())
        for group in found:
            sector, own = group.key
            owners: Sequence[Value] = (own,) if own is not None else leads.get(int(sector or 0), (None,))
            for owner in dict.fromkeys(owners):
                made[owner].append(group)
        return made
    spec = kind.fields.get(way.field)
    known = packs.code_lists(store).get(spec.code_list, ()) if isinstance(spec, Listed) else ()
    for group in found:
        value = group.key[0]
        parts = spec.parts(str(value), known) if isinstance(spec, Listed) and value is not None else (value,)
        for part in parts:
            made[part].append(group)
    return made


def _titles(
    store: Store, kind: Kind, way: Way, keys: Sequence[Value]
) -> tuple[dict[Value, str], dict[Value, int] | None]:
    """What the lines are called, and their order; without one the largest come first."""
    spec: Spec | None = kind.fields.get(way.field)
    target = spec.target if isinstance(spec, Ref) else _TARGETS.get(way.place, "")
    if target:
        filled = [int(key) for key in keys if key is not None]
        named: dict[Value, str] = {None: _unnamed(way)}
        for id_, label in records.labels(store, KINDS[target], filled).items():
            named[id_] = label
        placed: dict[Value, int] = {id_: at for at, id_ in enumerate(lists.all_ids(store, ListQuery(target)))}
        return named, placed if way.place else None
    titles = {key: str(key) if spec is None or way.grain else spec.show(key) for key in keys}
    titles[None] = _unnamed(way)
    if isinstance(spec, Choice):
        return titles, {code: at for at, code in enumerate(spec.options)}
    if isinstance(spec, Listed):
        return titles, {title: at for at, title in enumerate(packs.code_lists(store).get(spec.code_list, ()))}
    if way.grain or isinstance(spec, Flag | Count):
        return titles, {key: at for at, key in enumerate(sorted(titles.keys() - {None}, key=str))}
    return titles, None


def _unnamed(way: Way) -> str:
    return "未定部门" if way.place == "department" else EMPTY


# ----- as text, as a file


def head(made: Grouped, *, units: bool = True) -> list[str]:
    """The titles of the columns."""
    return [made.way.title, "条数", "占比", *(made.measure_title(name, unit=units) for name in made.names)]


def row(made: Grouped, line: Line) -> list[str]:
    """A line as texts."""
    return [line.title, str(line.count), made.share(line).text, *(made.text(line, at) for at in range(len(made.names)))]


def grouped_text(made: Grouped) -> str:
    """The table for the command line."""
    rows = [head(made), *(row(made, line) for line in (*made.lines, made.total))]
    note = "\n一条记录可以计入多行，合计不重复计。" if made.several else ""
    title = f"{made.kind.title}统计：按{made.way.title}，截止 {made.as_of.isoformat()}"
    return f"{title}\n\n{table_text(rows, range(1, len(rows[0])))}{note}"


def export(session: Session, made: Grouped, path: Path, told: str = "") -> Job[Path]:
    """Write the table to xlsx, or csv by the suffix of `path`; `told` says what the list was limited to.

    Returns the path. Raises NotPermittedError for who may not export, AjxError.
    """
    session.require(Permission.EXPORT)
    from ajx_tui.services.documents.folders import make_folder

    yield Progress(0, 1, "统计")
    specs = [made.kind.fields[name] for name in made.names]
    columns = [OutColumn(made.way.title), OutColumn("条数", ColumnKind.INT), OutColumn("占比", ColumnKind.RATIO)]
    columns += [
        OutColumn(_out_title(made, name), _out_kind(spec)) for name, spec in zip(made.names, specs, strict=True)
    ]
    rows = [_out_row(made, line, specs) for line in (*made.lines, made.total)]
    notes = [f"截止日 {made.as_of.isoformat()}　共 {made.total.count} 条" + (f"　{told}" if told else "")]
    notes += ["一条记录可以计入多行，合计不重复计。"] if made.several else []
    notes.append("“—”表示没有登记。占比的分母是合计条数。")
    make_folder(path.parent)
    title = f"{made.kind.title}统计（按{made.way.title}）"
    return (yield from write_list(path, columns, rows, total=len(rows), title=title, notes=notes, sheet_name="统计"))


def _out_title(made: Grouped, name: str) -> str:
    title = made.measure_title(name)
    return title.replace("万元", "元") if isinstance(made.kind.fields[name], Money) else title


def _out_kind(spec: Spec) -> ColumnKind:
    if isinstance(spec, Money):
        return ColumnKind.MONEY
    if isinstance(spec, Percent):
        return ColumnKind.PERCENT
    return ColumnKind.INT if isinstance(spec, Count) else ColumnKind.NUMBER


def _out_row(made: Grouped, line: Line, specs: Sequence[Spec]) -> list[object]:
    cells: list[object] = [line.title, line.count, NONE if (share := made.share(line).value) is None else share]
    for at, spec in enumerate(specs):
        number = made.number(line, at)
        if number is None:
            cells.append(NONE)
        elif isinstance(spec, Points):
            cells.append(number / 100)
        else:
            cells.append(number if isinstance(spec, Money | Percent | Count) else spec.show(number))
    return cells
