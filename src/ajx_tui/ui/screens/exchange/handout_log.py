"""导出登记: who gave which list to whom, when, how many rows, with how much of personal data."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.masking import PROFILE_TITLES, Profile
from ajx_tui.domain.records import KINDS
from ajx_tui.store.handouts import Handout, handouts
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("at", "时间", 16, fixed=True, sortable=False),
    GridColumn("title", "名称", 22, sortable=False, grow=True),
    GridColumn("recipient", "给谁", 20, sortable=False, grow=True),
    GridColumn("entries", "条数", 6, "right", sortable=False),
    GridColumn("profile", "遮盖", 6, sortable=False),
    GridColumn("actor", "经手人", 10, sortable=False),
)


class HandoutLog(ReadingPage[list[Handout]]):
    """The log, newest first; below it the entry under the cursor in full."""

    HELP = "每次导出给别人的清单都在这里：谁、何时、什么、给谁、多少条、遮到哪一档。登记不能修改或删除。"
    AUTO_FOCUS = "#log"
    DEFAULT_CSS = """
    HandoutLog #log { height: 1fr; min-height: 4; }
    HandoutLog #about { height: auto; min-height: 3; max-height: 6; padding: 0 1; background: $panel; }
    """

    def __init__(self, room: str = "") -> None:
        super().__init__("导出登记", room)
        self._entries: list[Handout] = []

    def body(self) -> ComposeResult:
        """The entries, and one of them in full."""
        yield RecordGrid(id="log", empty="正在读取")
        yield Prose(id="about")

    def read(self) -> list[Handout]:
        """The latest entries."""
        return handouts(self.app.logged_in.store)

    def show_read(self, data: list[Handout]) -> None:
        """Show them; what left unmasked is marked."""
        self._entries = data
        rows = {
            n: GridRow(
                (e.at[:16].replace("T", " "), e.title, e.recipient, str(e.entries), PROFILE_TITLES[Profile(e.profile)],
                 e.actor),
                "", {"profile": "warn"} if e.profile == Profile.INTERNAL else {},
            )
            for n, e in enumerate(data)
        }  # fmt: skip
        self.query_one("#log", RecordGrid).replace(ListSource(COLUMNS, rows), empty="还没有导出过清单。")
        self.status.show(rows=len(rows))
        self._tell()

    @on(RecordGrid.RowHighlighted, "#log")
    def _tell(self) -> None:
        at = self.query_one("#log", RecordGrid).cursor_id
        entry = self._entries[at] if at is not None and at < len(self._entries) else None
        told = ""
        if entry is not None:
            kind = KINDS[entry.kind].title if entry.kind in KINDS else entry.kind
            limit = f"，筛选：{entry.filter}" if entry.filter else ""
            told = (
                f"{entry.file_name}\n{kind}，截止日 {entry.as_of}{limit}\n"
                f"格式 {entry.layout} {entry.version}，SHA-256 {entry.sha256[:16]}…"
            )
        self.query_one("#about", Prose).update(told)
