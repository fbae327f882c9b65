"""Claims against premium, beside the published pure loss rates; every number opens its records."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.quantities import money_text
from ajx_tui.services.figures import DIMENSION_TITLES
from ajx_tui.services.losses import CLAIMS, POLICIES, PREPAID, RATIO, SETTLED, WAYS, LossLine, LossTable, loss_table
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_rule
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

PUBLISHED = "published"


def columns(by: str) -> list[GridColumn]:
    """Ratios first: they are what one looks for."""
    return [
        GridColumn("title", DIMENSION_TITLES[by], 14, fixed=True, sortable=False, grow=True),
        GridColumn("ratio", "赔付率", 8, "right", sortable=False),
        *([GridColumn(PUBLISHED, "公布损失率", 10, "right", sortable=False)] if by == "sector" else []),
        GridColumn("premium", "保费（元）", 14, "right", sortable=False),
        GridColumn("settled", "结案赔款（元）", 14, "right", sortable=False),
        GridColumn("claims", "报案", 5, "right", sortable=False),
        GridColumn("prepaid", "预付（元）", 12, "right", sortable=False),
        GridColumn("policies", "保单", 5, "right", sortable=False),
    ]


class LossPage(ReadingPage[dict[str, LossTable]]):
    """The table, cut by sector, insurer, department or township."""

    HELP = (
        "赔付率是结案赔款与登记保费之比，没有保费的显示 —。按行业列出时，旁边是公布的、截止日仍适用的纯风险损失率，"
        "F2 打开损失率表。回车选择打开哪个数字背后的记录，F1 看依据，Ctrl+G 换一种分法。"
    )
    AUTO_FOCUS = "#losses"
    DEFAULT_CSS = """
    LossPage #losses { height: 1fr; }
    LossPage #about { height: auto; min-height: 2; max-height: 4; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明赔付率的含义和依据", ("f1",), "yj", "赔付"),
        Command("published", "损失率表", "打开公布的行业纯风险损失率", ("f2",), "sslb", "赔付"),
        Command("open_behind", "打开清单", "选择打开哪个数字背后的记录", ("f3",), "dkqd", "赔付"),
    )

    def __init__(self, room: str = "") -> None:
        super().__init__("赔付情况", room)
        self._tables: dict[str, LossTable] = {}

    def body(self) -> ComposeResult:
        """Ways to cut, the table, the line under the cursor in words."""
        yield TabRow([(by, DIMENSION_TITLES[by]) for by in WAYS])
        yield RecordGrid(id="losses", empty="正在统计")
        yield Prose(id="about")

    def read(self) -> dict[str, LossTable]:
        """All ways to cut, of the same day."""
        return {by: loss_table(self.session.store, self.app.as_of, by) for by in WAYS}

    def show_read(self, data: dict[str, LossTable]) -> None:
        """Show the open one."""
        self._tables = data
        self.headline(f"截止 {self.app.as_of.isoformat()}")
        self._fill()

    @property
    def _table(self) -> LossTable | None:
        return self._tables.get(self.tabs.current)

    @on(TabRow.Chosen)
    def _fill(self) -> None:
        made = self._table
        if made is None:
            return
        rows = {number: self._row(line, made.by) for number, line in enumerate(made.lines)}
        grid = self.query_one("#losses", RecordGrid)
        grid.replace(ListSource(columns(made.by), rows), grid.cursor_id, empty="没有登记保单和理赔。")
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _row(line: LossLine, by: str) -> GridRow:
        published = [line.published or "—"] if by == "sector" else []
        cells = (
            line.line.title, line.ratio.text, *published, money_text(line.premium), money_text(line.settled),
            str(line.claims), money_text(line.prepaid), str(line.policies),
        )  # fmt: skip
        return GridRow(cells, "", {} if line.ratio.denominator else {"ratio": "dim"})

    @property
    def current(self) -> LossLine | None:
        """The line under the cursor."""
        at = self.query_one("#losses", RecordGrid).cursor_id if self.is_mounted else None
        made = self._table
        return made.lines[at] if made is not None and at is not None and at < len(made.lines) else None

    @on(RecordGrid.RowHighlighted, "#losses")
    def _tell(self) -> None:
        line = self.current
        told = ""
        if line is not None:
            told = (
                f"{line.line.title}：保单 {line.policies} 份，保费 {money_text(line.premium)} 元；"
                f"报案 {line.claims} 起，结案赔款 {money_text(line.settled)} 元，预付 {money_text(line.prepaid)} 元，"
                f"赔付率 {line.ratio.text}"
            )
        self.query_one("#about", Prose).update(told)
        self.refresh_bindings()

    def can_open_behind(self) -> bool:
        """Needs a line."""
        return self.current is not None

    @on(RecordGrid.RowOpened, "#losses")
    def do_open_behind(self) -> None:
        """Choose which number to open."""
        line, made = self.current, self._table
        if line is None or made is None:
            return
        numbers = (
            (POLICIES, f"{line.policies} 份"), (CLAIMS, f"{line.claims} 起"),
            (SETTLED, f"{money_text(line.settled)} 元"), (PREPAID, f"{money_text(line.prepaid)} 元"),
        )  # fmt: skip

        def chosen(name: str | None) -> None:
            if name == PUBLISHED:
                self._open_published(int(line.line.key or 0))
            elif name is not None:
                behind = made.found.ids(name, line.line.dimension, line.line.key)
                crumb = f"{made.found.title(name)} · {line.line.title} · 截止 {made.as_of}"
                self.app.push_screen(RecordList(ListQuery(behind.kind, ids=behind.ids), crumb, self.room))

        choices = [Choice(name, made.found.title(name), text) for name, text in numbers]
        choices += [Choice(PUBLISHED, "公布的损失率", line.published)] if line.published else []
        self.app.push_screen(Choose(f"打开哪个数字背后的记录？{line.line.title}", choices), chosen)

    def do_published(self) -> None:
        """List the published rates in force."""
        self._open_published()

    def _open_published(self, sector: int = 0) -> None:
        """Those of one sector, or all."""
        conditions = [Condition("valid_from", "≤", self.app.as_of.isoformat())]
        conditions += [Condition("sector_id", "=", sector)] if sector else []
        query = ListQuery("loss_rate", conditions=tuple(conditions))
        self.app.push_screen(RecordList(query, "公布的纯风险损失率", self.room))

    def do_clause(self) -> None:
        """Explain the ratio."""
        show_rule(self.app, RATIO)
