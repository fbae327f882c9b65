"""The supervisor's overview: what waits where and for how long, by state, role, person, department, township."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.services import review_desk
from ajx_tui.services.review_desk import OverviewLine
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.review.queue import LATE_DAYS, SLOW_DAYS, ReviewQueue
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

TABS = (
    ("state", "按状态"), ("role", "按等谁"), ("person", "按送审人"), ("department", "按部门"), ("township", "按乡镇"),
)  # fmt: skip
COLUMNS = (
    GridColumn("name", "名称", 20, fixed=True, sortable=False, grow=True),
    GridColumn("count", "在办", 8, "right", sortable=False),
    GridColumn("longest", "最长已等", 10, "right", sortable=False),
    GridColumn("mean", "平均已等", 10, "right", sortable=False),
)


class OverviewScreen(ReadingPage[list[OverviewLine]]):
    """Counts and waiting times; Enter opens the reviews behind a line."""

    HELP = "每行是一处积压：有多少件、最长和平均等了几天。Ctrl+G 换看按什么归类，回车打开其中的审核。"
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    OverviewScreen TabRow { margin-bottom: 1; }
    OverviewScreen.-narrow TabRow { margin-bottom: 0; }
    OverviewScreen RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_lines", "打开", "列出这一行的审核", ("f2",), "dk", "督办"),
    )

    def __init__(self, room: str = "8") -> None:
        super().__init__("督办", room)
        self._all: list[OverviewLine] = []

    def body(self) -> ComposeResult:
        """Tabs and the counts."""
        yield TabRow(TABS)
        yield RecordGrid(id="grid", empty="正在统计")

    @property
    def grid(self) -> RecordGrid:
        """The counts."""
        return self.query_one("#grid", RecordGrid)

    def read(self) -> list[OverviewLine]:
        """What waits where."""
        return review_desk.overview(self.session)

    def show_read(self, data: list[OverviewLine]) -> None:
        """Show it."""
        self._all = data
        counts = {key: sum(line.by == key for line in data) for key, _ in TABS}
        self.tabs.show_counts(counts)
        self._show()

    @property
    def _lines(self) -> list[OverviewLine]:
        return [line for line in self._all if line.by == self.tabs.current]

    def _show(self) -> None:
        rows = {number: self._row(line) for number, line in enumerate(self._lines)}
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty="没有在办的审核。")
        total = sum(line.count for line in self._all if line.by == "state")
        longest = max((line.longest for line in self._all), default=0)
        self.headline(f"在办 {total} 件" + (f"，最长已等 {longest} 天" if total else ""))
        self.status.show(rows=len(rows))

    @staticmethod
    def _row(line: OverviewLine) -> GridRow:
        tone: Tone = "bad" if line.longest >= LATE_DAYS else "warn" if line.longest >= SLOW_DAYS else ""
        cells = (line.name, f"{line.count} 件", f"{line.longest} 天", f"{line.mean:.1f} 天")
        return GridRow(cells, tones={"longest": tone})

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self._show()
        self.focus_content(self.grid)

    def can_open_lines(self) -> bool:
        """Needs a line."""
        return self.is_mounted and self.grid.cursor_id is not None

    @on(RecordGrid.RowOpened, "#grid")
    def do_open_lines(self) -> None:
        """List the reviews behind the line under the cursor."""
        at = self.grid.cursor_id
        if at is not None and at < len(self._lines):
            line = self._lines[at]
            self.app.push_screen(ReviewQueue(line.reviews, line.name, self.room))
