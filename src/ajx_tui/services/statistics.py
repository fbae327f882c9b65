"""The statistics table of domain §5 by sector, department, township or insurer, and month series of the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.progress import Job, Progress
from ajx_tui.services.figures import DIMENSION_TITLES, TOTAL, Figures, Key, Line, figures, months, series
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

LOWEST = "lowest_limit"
NONE = "—"
LABEL = "本级自定表式"
INDICATORS = ("coverage", "headcount_coverage", "service_fulfilment", "rectification", "claims_speed", "fund_use")
"""The indicators of the mission: coverage, headcount coverage, service fulfilment, rectification, claims, fund use."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a figure, the sum of its amounts ('name.amount'), an indicator, or the lowest limit per person.

    `unknown` says that nothing counted means that nobody has entered any, not that there is none.
    """

    title: str
    name: str
    kind: ColumnKind = ColumnKind.INT
    unknown: bool = False

    @property
    def figure(self) -> str:
        """The figure whose records stand behind the number."""
        return "policies_in_force" if self.name == LOWEST else self.name.removesuffix(".amount")


COLUMNS: tuple[Column, ...] = (
    Column("应投保数", "due"),
    Column("已投保数", "insured"),
    Column("投保率", "coverage", ColumnKind.RATIO),
    Column("应保人数", "headcount_due.amount"),
    Column("在保人数", "headcount_covered.amount"),
    Column("人员覆盖率", "headcount_coverage", ColumnKind.RATIO),
    Column("保费（元）", "policies_in_force.amount", ColumnKind.MONEY),
    Column("每人限额最低值（元）", LOWEST, ColumnKind.MONEY),
    Column("累计保额（元）", "limit_in_force.amount", ColumnKind.MONEY, unknown=True),
    Column("应服务次数", "services_promised.amount"),
    Column("已服务次数", "services_delivered.amount"),
    Column("服务覆盖企业数", "enterprises_served"),
    Column("排查隐患", "hazards"),
    Column("重大隐患", "hazards_major"),
    Column("已整改", "hazards_rectified"),
    Column("整改率", "rectification", ColumnKind.RATIO),
    Column("预防费用投入（元）", "fund_spent.amount", ColumnKind.MONEY, unknown=True),
    Column("占实收保费", "fund_use", ColumnKind.RATIO),
    Column("报案", "claims"),
    Column("结案", "claims_settled"),
    Column("赔款（元）", "claims_settled.amount", ColumnKind.MONEY),
    Column("预付（元）", "claims_prepaid.amount", ColumnKind.MONEY),
)
"""Columns of bulletins and statistics (domain §5), in their order."""


@dataclass(frozen=True)
class Table:
    """The table on one day, of one state of the data. `columns` are those that the packs in force know."""

    figures: Figures
    columns: tuple[Column, ...]
    limits: Mapping[int, int]

    def lines(self, dimension: str) -> list[Line]:
        """The lines with anything on them, then the total."""
        found = [line for line in self.figures.lines(dimension) if any(self.counted(c, line) for c in self.columns)]
        return [*found, TOTAL]

    def counted(self, column: Column, line: Line) -> int:
        """How many records stand behind a number."""
        name = column.figure
        if name in self.figures.rules.indicators:
            name = self.figures.rules.indicators[name].numerator.removesuffix(".amount")
        return self.figures.count(name, line.dimension, line.key)

    def value(self, column: Column, line: Line) -> int | Rate | None:
        """A count, money in fen, a rate; None where nothing can be said."""
        data, at = self.figures, (line.dimension, line.key)
        if column.name in data.rules.indicators:
            return data.rate(column.name, *at)
        if not data.is_cut(column.figure, line.dimension):
            return None
        if column.name == LOWEST:
            return self._lowest(*at)
        if column.unknown and not data.count(column.figure, *at):
            return None
        return data.amount(column.figure, *at) if column.name.endswith(".amount") else data.count(column.figure, *at)

    def _lowest(self, dimension: str, key: Key) -> int | None:
        ids = self.figures.ids("policies_in_force", dimension, key).ids
        return min((self.limits[i] for i in ids if i in self.limits), default=None)

    def text(self, column: Column, line: Line) -> str:
        """A number as people read it."""
        value = self.value(column, line)
        if value is None:
            return NONE
        if isinstance(value, Rate):
            return value.text
        return money_text(value) if column.kind is ColumnKind.MONEY else str(value)

    def as_json(self, dimension: str) -> dict[str, Any]:
        """The table as plain values: money in fen, rates as numerator and denominator."""
        rows = []
        for line in self.lines(dimension):
            row: dict[str, Any] = {"line": line.title}
            for column in self.columns:
                value = self.value(column, line)
                row[column.name] = _rate_json(value) if isinstance(value, Rate) else value
            rows.append(row)
        titles = {column.name: column.title for column in self.columns}
        return {"as_of": self.figures.as_of, "by": dimension, "titles": titles, "rows": rows}


def _rate_json(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "text": rate.text}


def table(store: Store, as_of: str | date) -> Table:
    """The statistics of a day. Raises AjxError when a pack's SQL fails or the data changes meanwhile."""
    found = figures(store, as_of)
    known = {*found.rules.figures, *found.rules.indicators}
    columns = tuple(c for c in COLUMNS if c.name in known or c.figure in found.rules.figures)
    rows = records.columns(store, KINDS["policy"], ("limit_person",))
    return Table(found, columns, {int(i or 0): int(limit) for i, limit in rows if limit is not None})


def export(session: Session, as_of: str | date, dimension: str, path: Path) -> Job[Path]:
    """Write the table to xlsx, or csv by the suffix of `path`; returns the path. Raises NotPermittedError, AjxError."""
    session.require(Permission.EXPORT)
    from ajx_tui.services.documents.folders import make_folder

    yield Progress(0, 1, "统计")
    made = table(session.store, as_of)
    lines = made.lines(dimension)
    first = DIMENSION_TITLES[dimension]
    columns = [OutColumn(first), *(OutColumn(c.title, c.kind) for c in made.columns)]
    rows = [[line.title, *(_cell(made, column, line) for column in made.columns)] for line in lines]
    day = made.figures.as_of
    notes = (f"截止日 {day}　{LABEL}", "“—”表示分母为零、未登记，或不能按此划分。")
    make_folder(path.parent)
    title = f"{made.figures.county or '本县'}安责险统计表（按{first}）"
    return (yield from write_list(path, columns, rows, total=len(rows), title=title, notes=notes, sheet_name="统计表"))


def _cell(made: Table, column: Column, line: Line) -> object:
    value = made.value(column, line)
    if value is None or (isinstance(value, Rate) and value.value is None):
        return NONE
    return value.value if isinstance(value, Rate) else value


# ----- indicators and months


def rates(found: Figures, dimension: str, names: Sequence[str] = INDICATORS) -> list[tuple[Line, list[Rate]]]:
    """The indicators named that the packs know, line by line with the total last; lines without any are left out."""
    known = [name for name in names if name in found.rules.indicators]
    made = []
    for line in (*found.lines(dimension), TOTAL):
        row = [found.rate(name, line.dimension, line.key) for name in known]
        if line is TOTAL or any(rate.denominator for rate in row):
            made.append((line, row))
    return made


@dataclass(frozen=True, slots=True)
class Months:
    """One indicator at the ends of months, line by line."""

    title: str
    days: tuple[str, ...]
    lines: tuple[tuple[Line, tuple[Rate, ...]], ...]

    def as_json(self) -> dict[str, Any]:
        """The series as plain values."""
        rows = [{"line": line.title, "rates": [_rate_json(rate) for rate in rates]} for line, rates in self.lines]
        return {"indicator": self.title, "days": list(self.days), "rows": rows}


def month_series(store: Store, as_of: str | date, dimension: str, indicator: str, count: int = 12) -> Months:
    """An indicator over `count` months up to a day, each month as at its end. Raises UsageError for an unknown one."""
    made = series(store, months(as_of, count), (indicator,))
    lines: dict[tuple[str, Key], Line] = {}
    for one in made:
        lines.update({(line.dimension, line.key): line for line in one.lines(dimension)})
    shown = [*lines.values(), TOTAL]
    rows = [(line, tuple(one.rate(indicator, line.dimension, line.key) for one in made)) for line in shown]
    kept = tuple(row for row in rows if row[0] is TOTAL or any(rate.denominator for rate in row[1]))
    return Months(made[-1].title(indicator), tuple(one.as_of for one in made), kept)


def rows_text(head: Iterable[str], body: Iterable[tuple[Line, Iterable[Rate]]]) -> list[list[str]]:
    """Rates as rows of text under their titles."""
    return [list(head), *([line.title, *(rate.text for rate in found)] for line, found in body)]
