"""Enterprises for which closure is to be requested: a matter for the head of the office, with the records behind it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.services.enforcement import ClosureRequest, closure_requests, closure_text
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("name", "企业", 30, fixed=True, sortable=False, grow=True),
    GridColumn("cases", "处罚", 6, "right", sortable=False),
    GridColumn("last", "最近一次", 10, sortable=False),
    GridColumn("hazards", "重大隐患", 8, "right", sortable=False),
)


class ClosurePage(ReadingPage[list[ClosureRequest]]):
    """The list, with the reason of the one under the cursor."""

    HELP = (
        "列出有重大事故隐患没有整改，一段期间内多次受到处罚的企业，次数和期间见标题行。是否提请关闭由本机关负责人决定。"
        "回车打开企业，F2 看这些处罚，F3 看未整改的重大隐患。"
    )
    AUTO_FOCUS = "#firms"
    DEFAULT_CSS = """
    ClosurePage #firms { height: 1fr; }
    ClosurePage #about { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cases", "处罚", "列出计入的处罚案件", ("f2",), "cf", "提请关闭"),
        Command("hazards", "重大隐患", "列出没有整改的重大隐患", ("f3",), "zdyh", "提请关闭"),
    )

    def __init__(self, room: str = "") -> None:
        super().__init__("提请关闭", room)
        self._found: list[ClosureRequest] = []

    def body(self) -> ComposeResult:
        """Enterprises, and why."""
        yield RecordGrid(id="firms", empty="正在核对")
        yield Prose(id="about")

    def read(self) -> list[ClosureRequest]:
        """All of them on the cut-off day."""
        return closure_requests(self.session, self.app.as_of)

    def show_read(self, data: list[ClosureRequest]) -> None:
        """Show them."""
        self._found = data
        rows = {n: (x.name, str(len(x.days)), x.days[-1].isoformat(), str(len(x.hazards))) for n, x in enumerate(data)}
        grid = self.query_one("#firms", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id, empty="没有应提请关闭的企业。\n按 Esc 返回。")
        self.headline(closure_text(self.session.store, self.app.as_of), f"{len(data)} 家" if data else "")
        self.status.show(rows=len(rows))
        self._tell()

    @property
    def current(self) -> ClosureRequest | None:
        """The enterprise under the cursor."""
        at = self.query_one("#firms", RecordGrid).cursor_id if self.is_mounted else None
        return self._found[at] if at is not None and at < len(self._found) else None

    @on(RecordGrid.RowHighlighted, "#firms")
    def _tell(self) -> None:
        one = self.current
        self.query_one("#about", Prose).update(f"{one.text}。" if one is not None else "")
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#firms")
    def _opened(self) -> None:
        if (one := self.current) is not None:
            self.app.open_record("enterprise", one.enterprise_id)

    def can_cases(self) -> bool:
        """Needs an enterprise."""
        return self.current is not None

    can_hazards = can_cases

    def do_cases(self) -> None:
        """List the penalties that count."""
        if (one := self.current) is not None:
            query = ListQuery("enforcement_case", ids=one.cases)
            self.app.push_screen(RecordList(query, f"{one.name} · 受到的处罚", self.room))

    def do_hazards(self) -> None:
        """List the open major hazards."""
        if (one := self.current) is not None:
            query = ListQuery("hazard", ids=one.hazards)
            self.app.push_screen(RecordList(query, f"{one.name} · 未整改的重大隐患", self.room))
