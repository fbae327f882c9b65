"""The journal: everything that was done, intention by intention, and taking one of them back."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from ajx_tui.services import timeline, undo
from ajx_tui.services.timeline import Batch, shown_time
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.records.history_text import history_text
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("at", "时间", 16, fixed=True, sortable=False),
    GridColumn("actor", "谁", 10, sortable=False),
    GridColumn("intention", "做了什么", 24, sortable=False, grow=True),
    GridColumn("entries", "改动", 8, "right", sortable=False),
    GridColumn("mark", "情况", 8, sortable=False),
    GridColumn("reason", "原因", 16, sortable=False, grow=True),
)
MOST = 1_000
SHOWN = 300
"""Changes of one intention that are shown; the rest is counted."""


class Journal(ReadingPage[list[Batch]]):
    """The latest intentions, newest first: one's own, or everybody's."""

    HELP = (
        "一次保存、一次导入、一次批量操作各是一行。回车看改了什么；F8 撤销光标所在的一行，先说明会改变什么，"
        "之后又被改动的不能撤销并说明是谁改的。F6 只看自己的或看全部。撤销和重做都会另记一行，原来的记录不会消失。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = "Journal RecordGrid { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_it", "看改动", "看这一次改了哪些记录、改了什么", ("f2",), "kgd", "操作记录"),
        Command("take_back", "撤销", "撤销这一次操作，先说明会改变什么", ("f8",), "cx", "操作记录"),
        Command("whose", "自己/全部", "只看自己的，或看全部人的", ("f6",), "zjqb", "操作记录"),
    )

    def __init__(self, room: str = "") -> None:
        super().__init__("操作记录", room)
        self._mine = False
        self._batches: list[Batch] = []

    def body(self) -> ComposeResult:
        """The list."""
        yield RecordGrid(id="grid", empty="正在读取")

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    def read(self) -> list[Batch]:
        """The latest intentions."""
        return timeline.batches(self.session.store, self.session.person if self._mine else "", MOST)

    def show_read(self, data: list[Batch]) -> None:
        """Show them."""
        self._batches = data
        rows = {
            n: GridRow(
                (shown_time(b.at), b.actor, b.intention, f"{b.entries} 处", b.mark, b.reason), "dim" if b.mark else ""
            )
            for n, b in enumerate(data)
        }
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty="还没有操作。")
        self.headline(self.session.person if self._mine else "全部人员")
        self.status.show(rows=len(rows), note="只列最近的" if len(rows) == MOST else "")
        self.refresh_bindings()

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @property
    def current(self) -> Batch | None:
        """The intention under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._batches[at] if at is not None and at < len(self._batches) else None

    def do_whose(self) -> None:
        """One's own, or everybody's."""
        self._mine = not self._mine
        self.reload()

    def can_open_it(self) -> bool:
        """Needs a line."""
        return self.current is not None

    @on(RecordGrid.RowOpened, "#grid")
    def do_open_it(self) -> None:
        """Show what was changed."""
        if (one := self.current) is not None:
            self.app.push_screen(BatchPage(one, self.room))

    def can_take_back(self) -> bool:
        """One's own work, or that of others for who manages; never a step of review or of accounts."""
        one = self.current
        return one is not None and not self.session.store.readonly_reason and undo.takes_back(self.session, one)

    def do_take_back(self) -> None:
        """Say what would change, or why nothing can, and do it when confirmed."""
        if (one := self.current) is not None:
            self.app.take_back(undo.verb_of(one), undo.plan(self.session, one.batch))


class BatchPage(ReadingPage[list[timeline.Change]]):
    """What one intention changed, record by record."""

    HELP = "这一次操作改动的每条记录，改动前和改动后。Esc 回到操作记录。"
    AUTO_FOCUS = "#all"
    DEFAULT_CSS = """
    BatchPage #all { height: 1fr; background: $surface; padding: 1; }
    BatchPage #all > Static { height: auto; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, batch: Batch, room: str = "") -> None:
        super().__init__("操作", room)
        self._batch = batch

    def body(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll(id="all"):
            yield Static("正在读取", markup=False)

    def read(self) -> list[timeline.Change]:
        """The changes, as far as they are shown."""
        return timeline.batch_changes(self.session.store, self._batch.batch, SHOWN)

    def show_read(self, data: list[timeline.Change]) -> None:
        """Show them."""
        one = self._batch
        self.headline(one.intention, f"{shown_time(one.at)} {one.actor}", one.mark)
        self.query_one("#all > Static", Static).update(history_text(data, named=True))
        rest = one.entries - SHOWN
        self.status.show(rows=one.entries, note=f"只列前 {SHOWN} 处" if rest > 0 else "")
