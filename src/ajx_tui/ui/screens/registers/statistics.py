"""统计表: every column of bulletins and statistics on one page, by sector, department, township or insurer."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.paths import free_file
from ajx_tui.services.documents.folders import file_name
from ajx_tui.services.figures import DIMENSION_TITLES, TOTAL, Figures, Line
from ajx_tui.services.statistics import LABEL, NONE, Column, Table, export, table
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.findings.clause import show_rule
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.screens.written import write_file
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

DIMENSIONS = ("sector", "department", "township", "insurer")
_NARROWEST = 6


class Statistics(ReadingPage[Table]):
    """The table; Enter opens the records behind one of the numbers of a line."""

    HELP = (
        "一行一个行业、部门、乡镇或保险机构，最后是合计；左右键看后面的栏目，Ctrl+G 换一种分法。"
        "回车选择一个数字，打开它背后的记录；F1 看一个数字的依据；F7 把整张表写成 Excel 或 CSV。"
        "“—”表示分母为零、没有登记，或不能按此划分。"
    )
    AUTO_FOCUS = "#table"
    DEFAULT_CSS = "Statistics #table { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "选择一个数字，说明它的含义和依据条款", ("f1",), "yj", "统计表"),
        Command("open_behind", "打开清单", "选择打开哪个数字背后的记录", ("f3",), "dkqd", "统计表"),
        Command("export_table", "导出", "把统计表写成 Excel 或 CSV", ("f7",), "dc", "统计表"),
    )
    NEEDS = MappingProxyType({"export_table": EXPORT})

    def __init__(self, room: str = "") -> None:
        super().__init__("统计表", room)
        self._table: Table | None = None
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Ways to cut, and the table."""
        yield TabRow([(name, DIMENSION_TITLES[name]) for name in DIMENSIONS])
        yield RecordGrid(id="table", empty="正在统计")

    @property
    def dimension(self) -> str:
        """By what the table is cut."""
        return self.tabs.current

    def read(self) -> Table:
        """All figures on the cut-off day."""
        return table(self.session.store, self.app.as_of)

    def show_read(self, data: Table) -> None:
        """Fill the table."""
        self._table = data
        self.headline(f"截止 {data.figures.as_of}", LABEL)
        self._fill()

    @on(TabRow.Chosen)
    def _fill(self) -> None:
        data = self._table
        if data is None:
            return
        kept = self.line if self._lines else None
        self._lines = data.lines(self.dimension)
        rows = {n: self._row(data, line) for n, line in enumerate(self._lines)}
        columns = [GridColumn("title", DIMENSION_TITLES[self.dimension], 16, fixed=True, sortable=False, grow=True)]
        for number, column in enumerate(data.columns, 1):
            title = column.title.replace("（元）", "")
            widest = max((width_of(row.cells[number]) for row in rows.values()), default=0)
            width = max(width_of(title), widest, _NARROWEST)
            columns.append(GridColumn(column.name, title, width, "right", sortable=False))
        cursor = next((n for n, line in enumerate(self._lines) if line == kept), 0)
        self.query_one("#table", RecordGrid).replace(ListSource(columns, rows), cursor)
        self.status.show(rows=len(self._lines) - 1)

    @staticmethod
    def _row(data: Table, line: Line) -> GridRow:
        cells, tones = [line.title], dict[str, Tone]()
        for column in data.columns:
            cells.append(data.text(column, line))
            if cells[-1] == NONE:
                tones[column.name] = "dim"
        return GridRow(cells, "", tones)

    @property
    def line(self) -> Line:
        """The line under the cursor."""
        at = self.query_one("#table", RecordGrid).cursor_id if self.is_mounted else None
        return self._lines[at] if at is not None and at < len(self._lines) else TOTAL

    # ----- behind the numbers

    def can_clause(self) -> bool:
        """Needs the figures."""
        return self._table is not None

    can_open_behind = can_export_table = can_clause

    def _choices(self, data: Table) -> list[Choice]:
        line = self.line
        return [
            Choice(str(n), c.title.replace("（元）", ""), f"{text}{' 元' if c.kind is ColumnKind.MONEY else ''}")
            for n, c in enumerate(data.columns)
            if (text := data.text(c, line)) != NONE
        ]

    @on(RecordGrid.RowOpened, "#table")
    def do_open_behind(self) -> None:
        """Choose one of the numbers of the line."""
        data, line = self._table, self.line
        if data is None:
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                self._open_number(data, data.columns[int(value)], line)

        self.app.push_screen(Choose(f"打开哪个数字背后的记录？{line.title}", self._choices(data)), chosen)

    def _open_number(self, data: Table, column: Column, line: Line) -> None:
        """Open the records of a number, of a rate those of either side."""
        rule = data.figures.rules.indicators.get(column.figure)
        if rule is None:
            self._open(data.figures, column.figure, line)
            return
        names = [side.removesuffix(".amount") for side in (rule.numerator, rule.denominator)]
        counts = [data.figures.count(name, line.dimension, line.key) for name in names]
        choices = [
            Choice(name, f"{side}：{data.figures.title(name)}", f"{count} 条")
            for side, name, count in zip(("分子", "分母"), names, counts, strict=True)
        ]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._open(data.figures, name, line)

        self.app.push_screen(Choose(f"{column.title} {data.text(column, line)}", choices), chosen)

    def _open(self, made: Figures, name: str, line: Line) -> None:
        behind = made.ids(name, line.dimension, line.key)
        crumb = f"{made.title(name)} · {line.title} · 截止 {made.as_of}"
        self.app.push_screen(RecordList(ListQuery(behind.kind, ids=behind.ids), crumb, self.room))

    def do_clause(self) -> None:
        """Choose a number and explain it."""
        data = self._table
        if data is None:
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                column = data.columns[int(value)]
                known = column.name in data.figures.rules.indicators
                show_rule(self.app, column.name if known else column.figure)

        self.app.push_screen(Choose("看哪个数字的依据？", self._choices(data)), chosen)

    # ----- commands

    def do_export_table(self) -> None:
        """Ask where to, then write the table."""
        dimension = self.dimension
        stem = f"统计表-{file_name(DIMENSION_TITLES[dimension])}-{self.app.as_of.isoformat()}"
        proposed = free_file(exports_folder(self.app) / f"{stem}.xlsx")

        day = self.app.as_of
        write_file(self.app, "导出统计表", proposed, lambda path: export(self.session, day, dimension, path))
