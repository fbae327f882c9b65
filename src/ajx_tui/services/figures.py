"""Figures on a cut-off day: counts, amounts and rates by sector, township, department, insurer; and the records behind.

Every number of one `Figures` is of one state of the data (domain §4.5) and can be walked back to its records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import add

from ajx_tui.domain.rate import Rate
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.policy import lookups
from ajx_tui.policy.clause import Clause
from ajx_tui.policy.figure_sql import DIMENSIONS, SECONDS, Counted, Family, Reader, Row, cut_by
from ajx_tui.policy.guard import Guard, QueryRefused
from ajx_tui.policy.rules import Rules
from ajx_tui.services import packs
from ajx_tui.store.database import Store

Key = int | str | None
"""A line of a dimension: id of sector, department or insurer, name of township, None for the total or 'not given'."""
Day = str | date
DIMENSION_TITLES = {
    "total": "合计", "sector": "行业领域", "township": "乡镇（街道）", "department": "主管部门", "insurer": "保险机构",
}  # fmt: skip
_UNNAMED = {"sector": "未填行业", "township": "未填乡镇", "department": "未定部门", "insurer": "未填保险机构"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table by dimension."""

    dimension: str
    key: Key
    title: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The records that make a number."""

    kind: str
    ids: tuple[int, ...]


TOTAL = Line("total", None, "合计")


@dataclass(frozen=True)
class Figures:
    """All figures on one day, of the data revision and the rules they carry."""

    as_of: str
    revision: int
    county: str
    rules: Rules
    names: Mapping[str, Sequence[tuple[Key, str]]]
    leads: Mapping[int, tuple[int, ...]]
    sums: Mapping[tuple[str, str], Mapping[Key, tuple[int, int]]]
    store: Store = field(repr=False)

    def count(self, name: str, dimension: str = "total", key: Key = None) -> int:
        """How many records a figure counts, in all or on one line of a dimension."""
        return self._sum(name, dimension, key)[0]

    def amount(self, name: str, dimension: str = "total", key: Key = None) -> int:
        """The sum of a figure's amounts: money in fen, else people, times, days."""
        return self._sum(name, dimension, key)[1]

    def _sum(self, name: str, dimension: str, key: Key) -> tuple[int, int]:
        if (name, "total") not in self.sums:
            raise UsageError("没有这个指标", f"政策包中没有名为 {name} 的指标，或这次没有计算它。")
        return self.sums.get((name, dimension), {}).get(key, (0, 0))

    def rate(self, indicator: str, dimension: str = "total", key: Key = None) -> Rate:
        """A ratio of the packs, e.g. 'coverage'."""
        rule = self.rules.indicators[indicator]
        unit = "%" if rule.shown == "percent" else rule.unit
        if not all(self.is_cut(side.removesuffix(".amount"), dimension) for side in (rule.numerator, rule.denominator)):
            return Rate(0, 0, unit)
        sides = [
            self.amount(side.removesuffix(".amount"), dimension, key) if side.endswith(".amount")
            else self.count(side, dimension, key)
            for side in (rule.numerator, rule.denominator)
        ]  # fmt: skip
        return Rate(sides[0], sides[1], unit)

    def is_cut(self, name: str, dimension: str) -> bool:
        """Whether a figure can be told by a dimension at all: nothing is due to an insurer, for example."""
        return dimension == "total" or dimension in cut_by(self.rules.chain(name)[0])

    def lines(self, dimension: str) -> list[Line]:
        """The lines of a dimension in order; a line for records where it is not given only if there are any."""
        known = self.names[dimension]
        found = [Line(dimension, key, title) for key, title in known]
        others = {key for (_, d), sums in self.sums.items() if d == dimension for key in sums} - {k for k, _ in known}
        found += [Line(dimension, key, str(key)) for key in sorted(str(k) for k in others if k is not None)]
        if None in others:
            found.append(Line(dimension, None, _UNNAMED[dimension]))
        return found

    def ids(self, name: str, dimension: str = "total", key: Key = None) -> Behind:
        """The records behind a number.

        Raises AjxError when the data changed since the figures were made: number and list must agree.
        """
        with packs.reading(self.store) as guard:
            return self.ids_in(guard, name, dimension, key)

    def ids_in(self, guard: Guard, name: str, dimension: str = "total", key: Key = None) -> Behind:
        """`ids` inside a snapshot that is already open (`packs.reading`)."""
        if lookups.revision(guard) != self.revision:
            raise AjxError("数据已变动", "统计之后又有新的登记或修改，请刷新后再查看明细。")
        reader = Reader(guard, self.rules, self.as_of, self.revision)
        return Behind(self.rules.kind_of(name), tuple(reader.ids(name, dimension, key, self.leads)))

    def title(self, name: str) -> str:
        """The Chinese name of a figure or indicator."""
        rule = self.rules.indicators.get(name) or self.rules.figures[name]
        return rule.title

    def clause(self, name: str) -> Clause:
        """What a figure or indicator stands on."""
        rule = self.rules.indicators.get(name) or self.rules.figures[name]
        return rule.clause


def figures(store: Store, as_of: Day, names: Iterable[str] | None = None, *, seconds: float = SECONDS) -> Figures:
    """All figures of the packs in force on a day, or only those named (with what indicators named need).

    Raises AjxError when a pack's SQL fails or takes longer than `seconds`.
    """
    return series(store, [as_of], names, seconds=seconds)[0]


def coverage(store: Store, as_of: Day) -> Figures:
    """Only how many are due and insured in all: the quickest answer."""
    return series(store, [as_of], ("coverage",), cut=False)[0]


def months(as_of: Day, count: int = 12) -> list[str]:
    """The last days of `count` months up to `as_of`, which itself ends the list."""
    last = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    days = [last]
    while len(days) < count:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return [d.isoformat() for d in reversed(days)]


def series(
    store: Store,
    days: Iterable[Day],
    names: Iterable[str] | None = None,
    *,
    cut: bool = True,
    seconds: float = SECONDS,
) -> list[Figures]:
    """Figures on several days, all of one state of the data; with `months` a month series.

    Without `cut` only totals are counted.
    """
    rules = packs.rules(store)
    wanted = _wanted(rules, names)
    made = []
    try:
        with packs.reading(store) as guard:
            revision = lookups.revision(guard)
            county = lookups.area(guard)
            named: dict[str, list[tuple[Key, str]]] = {
                d: [] if d == "township" else [*lookups.titles(guard, KINDS[d])] for d in DIMENSIONS
            }
            for day in days:
                text = day.isoformat() if isinstance(day, date) else day
                leads = lookups.leads(guard, text)
                sums = _sums(Reader(guard, rules, text, revision, seconds).families(wanted, cut=cut), leads)
                made.append(Figures(text, revision, county, rules, named, leads, sums, store))
    except QueryRefused as refused:
        raise AjxError("统计没有完成", f"政策包的查询出错：{refused.text}") from refused
    return made


def _wanted(rules: Rules, names: Iterable[str] | None) -> set[str]:
    if names is None:
        return set(rules.figures)
    found: set[str] = set()
    for name in names:
        if name in rules.indicators:
            rule = rules.indicators[name]
            found |= {side.removesuffix(".amount") for side in (rule.numerator, rule.denominator)}
        elif name in rules.figures:
            found.add(name)
        else:
            raise UsageError("没有这个指标", f"政策包中没有名为 {name} 的指标。")
    return found


def _sums(
    families: Iterable[Family], leads: Mapping[int, tuple[int, ...]]
) -> dict[tuple[str, str], dict[Key, tuple[int, int]]]:
    """Add the rows up by every dimension; by department a row counts for each department that leads its sector."""
    sums: dict[tuple[str, str], dict[Key, tuple[int, int]]] = {}
    for family in families:
        for (dimension, key), by_flags in _by_line(family.rows, leads).items():
            for name, (bit, amount) in family.members.items():
                counted = [numbers for flags, numbers in by_flags.items() if flags >> bit & 1]
                if counted or dimension == "total":
                    total = sum(n[amount] for n in counted) if amount else 0
                    sums.setdefault((name, dimension), {})[key] = (sum(n[0] for n in counted), total)
    return sums


def _by_line(rows: Iterable[Row], leads: Mapping[int, tuple[int, ...]]) -> dict[tuple[str, Key], Counted]:
    """Rows added up by line and by the figures that count them; there is always a line for the total."""
    lines: dict[tuple[str, Key], Counted] = {("total", None): {}}
    corners: dict[tuple[int | None, int | None], Counted] = {}
    for row in rows:
        place, counted = row.place, row.counted
        if row.placed:  # sectors and departments are few: they are added up first, and then make the total
            _add(corners.setdefault((place.sector, place.department), {}), counted)
            _add(lines.setdefault(("township", place.township), {}), counted)
        elif row.total:
            _add(lines["total", None], counted)
        if row.insured:
            _add(lines.setdefault(("insurer", place.insurer), {}), counted)
    for (sector, department), counted in corners.items():
        _add(lines["total", None], counted)
        _add(lines.setdefault(("sector", sector), {}), counted)
        for owner in leads.get(sector or 0, (None,)) if department is None else (department,):
            _add(lines.setdefault(("department", owner), {}), counted)
    return lines


def _add(known: Counted, counted: Counted) -> None:
    for flags, numbers in counted.items():
        before = known.get(flags)
        known[flags] = numbers if before is None else tuple(map(add, before, numbers))
