"""What was decided about enterprises that looked like one, and taking a decision back."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.errors import AjxError
from ajx_tui.services import merging, undo
from ajx_tui.services.merging import Decision
from ajx_tui.services.timeline import shown_time
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Ask, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("verdict", "结论", 8, sortable=False, fixed=True),
    GridColumn("names", "两家企业", 36, sortable=False, grow=True),
    GridColumn("at", "时间", 16, sortable=False),
    GridColumn("by", "办理人", 8, sortable=False),
)


class DuplicateDecisions(Page[None]):
    """The decisions, latest first."""

    HELP = "列出合并过的和记为“不是重复”的企业。F8 撤销光标所在的结论：合并的恢复成两家，不是重复的重新列为疑似。"
    AUTO_FOCUS = "#decided"
    DEFAULT_CSS = """
    DuplicateDecisions #decided { height: 1fr; }
    DuplicateDecisions #about { height: auto; min-height: 2; max-height: 5; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到疑似重复", ("escape",), "fh", "查重"),
        Command("take_back", "撤销结论", "恢复成作出结论以前的样子", ("f8",), "cxjl", "查重"),
    )
    NEEDS = MappingProxyType({"take_back": EDIT})

    def __init__(self, room: str = "") -> None:
        super().__init__("查重结论", room)
        self._decisions: dict[int, Decision] = {}

    def body(self) -> ComposeResult:
        """The decisions, and the one under the cursor in full."""
        yield RecordGrid(id="decided", empty="还没有结论。\n按 Esc 回到疑似重复。")
        yield Prose(id="about")

    def on_mount(self) -> None:
        """Show them."""
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        self._decisions = {one.id: one for one in merging.decisions(self.session)}
        rows = {i: (one.verdict_title, one.names, shown_time(one.at), one.by) for i, one in self._decisions.items()}
        grid = self.query_one("#decided", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id)
        self.status.show(rows=len(rows))
        self._tell()

    @property
    def current(self) -> Decision | None:
        """The decision under the cursor."""
        at = self.query_one("#decided", RecordGrid).cursor_id if self.is_mounted else None
        return self._decisions.get(at) if at is not None else None

    @on(RecordGrid.RowHighlighted, "#decided")
    def _tell(self) -> None:
        one = self.current
        self.query_one("#about", Prose).update("" if one is None else f"{one.names}\n理由：{one.reason or '没有写明'}")
        self.refresh_bindings()

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def can_take_back(self) -> bool:
        """Needs a decision under the cursor."""
        return self.current is not None

    def refusal_take_back(self) -> AjxError | None:
        """What somebody else decided is taken back by who manages."""
        one = self.current
        return undo.against_others(self.session, one.by) if one is not None else None

    def do_take_back(self) -> None:
        """Ask, then undo the decision."""
        one = self.current
        if one is None:
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                merging.take_back(self.session, one.id, reason)
                notify(self.app, one.names, "结论已撤销")
                self.data_changed()

        merged = one.verdict == "merged"
        text = "两家企业和名下的记录恢复成合并之前的样子。" if merged else "两家企业会重新列为疑似重复。"
        title, text = f"撤销“{one.verdict_title}”？", f"{one.names}\n{text}"
        if one.by == self.session.person:
            self.app.push_screen(Confirm(title, text, "撤销"), lambda yes: answered("" if yes else None))
            return
        check = lambda reason: "" if reason.strip() else "请写明原因，它会记入历史。"  # noqa: E731
        self.app.push_screen(Ask(title, f"{text}\n这是{one.by}的结论，请写明原因：", check=check), answered)
