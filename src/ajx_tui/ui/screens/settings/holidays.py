"""Which days offices work: the years that are known, and putting in another one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.services import holidays
from ajx_tui.services.holidays import Year
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.attachments import typed_path
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("year", "年份", 6, sortable=False, fixed=True),
    GridColumn("off", "放假", 8, "right", sortable=False),
    GridColumn("work", "调休上班", 8, "right", sortable=False),
    GridColumn("source", "来源", 10, sortable=False),
    GridColumn("document", "文件", 30, sortable=False, grow=True),
)


class Holidays(Page[None]):
    """The years that are known."""

    HELP = (
        "听证、送达、投诉答复等按工作日计算的期限以这里为准。国务院办公厅公布新一年的安排后，写成 TOML 文件，"
        '按 Ctrl+N 装入：[[year]]、year = 2027、off = ["2027-01-01..2027-01-03"]、work = ["2027-01-09"]。'
    )
    AUTO_FOCUS = "#years"
    DEFAULT_CSS = """
    Holidays #years { height: 1fr; }
    Holidays #about { height: auto; min-height: 3; max-height: 9; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到设置", ("escape",), "fh", "节假日"),
        Command("new", "装入", "装入某一年的节假日安排", ("ctrl+n",), "zr", "节假日"),
    )

    def __init__(self, room: str = "") -> None:
        super().__init__("节假日安排", room)
        self._years: dict[int, Year] = {}

    def body(self) -> ComposeResult:
        """The years, and the days of the one under the cursor."""
        yield RecordGrid(id="years", empty=f"没有录入节假日安排。{self.hint('new', '按 Ctrl+N 装入。')}")
        yield Prose(id="about")

    def on_mount(self) -> None:
        """Show them, from the latest."""
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        self._years = {one.year: one for one in reversed(holidays.years(self.session.store))}
        rows = {
            year: (str(year), f"{one.days_off} 天", f"{len(one.work)} 天", one.source, one.document)
            for year, one in self._years.items()
        }
        grid = self.query_one("#years", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id)
        self.headline(holidays.edge_text(self.session.store, self.app.as_of))
        self._tell()

    @on(RecordGrid.RowHighlighted, "#years")
    def _tell(self) -> None:
        at = self.query_one("#years", RecordGrid).cursor_id
        one = self._years.get(at) if at is not None else None
        told = "" if one is None else f"放假：{'、'.join(one.off)}\n上班：{'、'.join(one.work) or '没有'}"
        self.query_one("#about", Prose).update(told)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def do_new(self) -> None:
        """Ask for a file and take its years in."""

        def answered(text: str | None) -> None:
            if text is not None:
                years = holidays.install(self.session, typed_path(text))
                notify(self.app, f"已装入{'、'.join(map(str, years))}年的节假日安排，各项期限随即按它计算")
                self.data_changed()

        def wrong(text: str) -> str:
            return "" if text.strip() else "请写明文件路径。"

        self.app.push_screen(Ask("装入节假日安排", "文件路径（键入、粘贴，或把文件拖进窗口）：", check=wrong), answered)
