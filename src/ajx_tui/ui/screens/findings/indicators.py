"""The indicators of the packs by sector, department, township and insurer, with months; every number opens its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.rate import Rate
from ajx_tui.errors import AjxError
from ajx_tui.services.figures import DIMENSION_TITLES, TOTAL, Figures, Line, figures, months, series
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_rule
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.widgets.confirm import Choice, Choose, plain
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.month_bars import Month, MonthBars
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

SHOWN = ("coverage", "headcount_coverage", "service_fulfilment", "rectification", "claims_speed", "fund_use")
"""Indicators with a column of their own, where the packs in force know them; the others stand below the table."""
SHORT = {
    "headcount_coverage": "人员覆盖", "service_fulfilment": "服务履行", "rectification": "整改率",
    "claims_speed": "结案天数", "fund_use": "费用占比",
}  # fmt: skip
"""Short names for the columns."""
DIMENSIONS = ("sector", "department", "township", "insurer")
MONTHS = 12
NUMBERS = (
    GridColumn("title", "数字", 10, fixed=True, sortable=False, grow=True),
    GridColumn("text", "截止日", 15, "right", sortable=False),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One number below the table: a side of an indicator. `figure` is what opens; `amount` shows the sum instead."""

    figure: str
    title: str
    text: str


class Indicators(ReadingPage[Figures]):
    """Table, the numbers behind its current line, and months of the chosen indicator."""

    HELP = (
        "上面是各项指标，按行业、部门、乡镇、保险机构列出，Ctrl+G 换一种分法。下面左边是光标所在一行的数字，"
        "回车打开背后的记录；右边是所选指标近12个月的变化，左右键移动，回车打开当月的记录。"
        "F2 选择指标，F1 看它的依据，F6 看统计表全部栏目并导出，Tab 在三处之间移动。没有分母的比率显示为 —。"
    )
    AUTO_FOCUS = "#table"
    DEFAULT_CSS = """
    Indicators #table { height: 3fr; min-height: 5; }
    Indicators #below { height: 2fr; min-height: 6; }
    Indicators #left { width: 32; margin-right: 1; }
    Indicators.-wide #left { width: 40; }
    Indicators #right { width: 1fr; }
    Indicators .block--title { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    Indicators #numbers { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明所选指标的含义和依据条款", ("f1",), "yj", "指标"),
        Command("indicator", "选指标", "选择下方显示哪一项指标", ("f2",), "xzb", "指标"),
        Command("open_behind", "打开清单", "选择打开哪个数字背后的记录", ("f3",), "dkqd", "指标"),
        Command("statistics", "统计表", "看通报和统计的全部栏目，导出为表格", ("f6",), "tjb", "指标"),
    )

    @dataclass
    class Counted(Message):
        """The worker has counted the months."""

        series: list[Figures]
        indicator: str

    def __init__(self, room: str = "") -> None:
        super().__init__("指标", room)
        self._figures: Figures | None = None
        self._series: list[Figures] = []
        self._lines: list[Line] = []
        self._parts: list[Part] = []
        self._names: list[str] = []
        self._indicator = SHOWN[0]

    def body(self) -> ComposeResult:
        """Ways to cut, the table, numbers and months below it."""
        yield TabRow([(name, DIMENSION_TITLES[name]) for name in DIMENSIONS])
        yield RecordGrid(id="table", empty="正在统计")
        with Horizontal(id="below"):
            with Vertical(id="left"):
                yield Static("", id="line", classes="block--title", markup=False)
                yield RecordGrid(id="numbers", empty="正在统计")
            with Vertical(id="right"):
                yield Static("", id="chosen", classes="block--title", markup=False)
                yield MonthBars(id="months")

    # ----- reading

    def read(self) -> Figures:
        """All figures on the cut-off day."""
        return figures(self.session.store, self.app.as_of)

    def show_read(self, data: Figures) -> None:
        """Fill the table, then count the months."""
        self._figures, self._series = data, []
        self._names = [name for name in SHOWN if name in data.rules.indicators]
        if self._indicator not in data.rules.indicators:
            self._indicator = next(iter(data.rules.indicators), "")
        self.headline(f"截止 {data.as_of}")
        self._fill()
        self._count_months()

    def _count_months(self) -> None:
        if self._figures is None or not self._indicator:
            return
        day, name = self.app.as_of, self._indicator
        self.query_one(MonthBars).show(())
        self.run_worker(lambda: self._months_work(day, name), thread=True, exclusive=True, group="months")

    def _months_work(self, day: date, name: str) -> None:
        worker = get_current_worker()
        try:
            found = series(self.session.store, months(day, MONTHS), (name,))
        except AjxError as error:
            if not worker.is_cancelled:
                self.post_message(self.ReadFailed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Counted(found, name))

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        event.stop()
        if event.indicator == self._indicator:
            self._series = event.series
            self._show_months()

    # ----- the table

    @property
    def line(self) -> Line:
        """The line under the cursor."""
        at = self.query_one("#table", RecordGrid).cursor_id if self.is_mounted else None
        return self._lines[at] if at is not None and at < len(self._lines) else TOTAL

    def _fill(self) -> None:
        data = self._figures
        if data is None:
            return
        kept = self.line
        shown = [line for line in data.lines(self.tabs.current) if self._filled(data, line)]
        self._lines = [TOTAL, *shown]
        columns = [GridColumn("title", "分组", 14, fixed=True, sortable=False, grow=True)]
        columns += [GridColumn(n, SHORT.get(n) or data.title(n), 8, "right", sortable=False) for n in self._names]
        rows = {number: self._row(data, line) for number, line in enumerate(self._lines)}
        cursor = next((n for n, line in enumerate(self._lines) if line == kept), 0)
        self.query_one("#table", RecordGrid).replace(ListSource(columns, rows), cursor)
        self.status.show(rows=len(shown))
        self._show_line()

    def _filled(self, data: Figures, line: Line) -> bool:
        """Lines without any record behind any indicator are left out."""
        return any(data.rate(name, line.dimension, line.key).denominator for name in self._names)

    def _row(self, data: Figures, line: Line) -> GridRow:
        cells, tones = [line.title], dict[str, Tone]()
        for name in self._names:
            rate = data.rate(name, line.dimension, line.key)
            cells.append(rate.text)
            if not rate.denominator:
                tones[name] = "dim"
        return GridRow(cells, "", tones)

    @on(TabRow.Chosen)
    def _cut_chosen(self) -> None:
        self._fill()

    @on(RecordGrid.RowHighlighted, "#table")
    def _show_line(self) -> None:
        """Show the numbers of the line under the cursor."""
        data = self._figures
        if data is None or not self._indicator:
            return
        line = self.line
        self._parts = self._parts_of(data, line)
        rows = {number: (part.title, part.text) for number, part in enumerate(self._parts)}
        grid = self.query_one("#numbers", RecordGrid)
        grid.replace(ListSource(NUMBERS, rows), grid.cursor_id)
        rate = data.rate(self._indicator, line.dimension, line.key)
        self.query_one("#line", Static).update(plain(f"{line.title}　{data.title(self._indicator)} {rate.text}"))
        self._show_months()

    def _parts_of(self, data: Figures, line: Line) -> list[Part]:
        """The two sides of the chosen indicator, then every figure that counts anything on the line."""
        rule, rules = data.rules.indicators[self._indicator], data.rules
        wanted = [rule.numerator, rule.denominator]
        sides = {side.removesuffix(".amount") for side in wanted}
        others = [name for name in rules.figures if name not in sides and data.count(name, line.dimension, line.key)]
        # People, times and days are told as such, money as the number of records it is on.
        wanted += [f"{name}.amount" if rules.figures[name].amount not in ("", "元") else name for name in others]
        return [self._part(data, line, side) for side in wanted]

    @staticmethod
    def _part(data: Figures, line: Line, side: str) -> Part:
        name = side.removesuffix(".amount")
        rule = data.rules.figures[name]
        if side == name:
            return Part(name, rule.title, f"{data.count(name, line.dimension, line.key)} 条")
        amount = data.amount(name, line.dimension, line.key)
        text = f"{money_text(amount)} 元" if rule.amount == "元" else f"{amount} {rule.amount}"
        return Part(name, rule.title, text)

    # ----- months

    def _show_months(self) -> None:
        data = self._figures
        if data is None or not self._indicator:
            return
        title = data.title(self._indicator)
        line = self.line
        span = f"　{self._series[0].as_of[:7]} 至 {self._series[-1].as_of[:7]}" if self._series else ""
        self.query_one("#chosen", Static).update(plain(f"{title}　{line.title}{span}"))
        rates = [made.rate(self._indicator, line.dimension, line.key) for made in self._series]
        highest = max((rate.value or 0 for rate in rates if rate.unit != "%"), default=0.0)
        shown = [
            Month(str(number), f"{int(made.as_of[5:7])}月", self._brief(rate), self._share(rate, highest))
            for number, (made, rate) in enumerate(zip(self._series, rates, strict=True))
        ]
        self.query_one(MonthBars).show(shown)

    @staticmethod
    def _brief(rate: Rate) -> str:
        """A value in five cells."""
        return "100%" if rate.text == "100.0%" else rate.text

    @staticmethod
    def _share(rate: Rate, highest: float) -> float | None:
        """Percentages fill up to all, averages up to the highest of them."""
        if rate.value is None:
            return None
        return min(1.0, rate.value) if rate.unit == "%" else rate.value / highest if highest else 0.0

    @on(MonthBars.Opened)
    def _month_opened(self, event: MonthBars.Opened) -> None:
        made = self._series[int(event.key)]
        self._open(made, made.rules.indicators[self._indicator].numerator.removesuffix(".amount"))

    # ----- opening

    def _open(self, made: Figures, name: str) -> None:
        line = self.line
        behind = made.ids(name, line.dimension, line.key)
        crumb = f"{made.title(name)} · {line.title} · 截止 {made.as_of}"
        self.app.push_screen(RecordList(ListQuery(behind.kind, ids=behind.ids), crumb, self.room))

    @on(RecordGrid.RowOpened, "#numbers")
    def _number_opened(self, event: RecordGrid.RowOpened) -> None:
        if self._figures is not None:
            self._open(self._figures, self._parts[event.id].figure)

    @on(RecordGrid.RowOpened, "#table")
    def do_open_behind(self) -> None:
        """Choose one of the numbers of the line."""
        made = self._figures
        if made is None:
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                self._open(made, self._parts[int(value)].figure)

        choices = [Choice(str(n), part.title, part.text) for n, part in enumerate(self._parts)]
        self.app.push_screen(Choose(f"打开哪个数字背后的记录？{self.line.title}", choices), chosen)

    # ----- commands

    def can_clause(self) -> bool:
        """Needs the figures."""
        return self._figures is not None and bool(self._indicator)

    can_indicator = can_open_behind = can_clause

    def do_clause(self) -> None:
        """Explain the number under the cursor, else the chosen indicator."""
        numbers = self.query_one("#numbers", RecordGrid)
        at = numbers.cursor_id
        show_rule(self.app, self._parts[at].figure if numbers.has_focus and at is not None else self._indicator)

    def do_statistics(self) -> None:
        """Show every column of bulletins and statistics."""
        from ajx_tui.ui.screens.registers.statistics import Statistics

        self.app.push_screen(Statistics(self.room))

    def do_indicator(self) -> None:
        """Choose the indicator that is shown below."""
        data = self._figures
        if data is None:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self._indicator = name
                self._series = []
                self._show_line()
                self._count_months()

        choices = [Choice(name, rule.title, data.rate(name).text) for name, rule in data.rules.indicators.items()]
        self.app.push_screen(Choose("下方显示哪一项指标？", choices, current=self._indicator), chosen)
