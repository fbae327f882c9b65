"""The list of local checklists: state, subject, progress, score; making, handing out, receiving, submitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from ajx_tui.domain.text import compare_key
from ajx_tui.domain.workflow import State
from ajx_tui.services import checklists
from ajx_tui.services.checklists import Head, Made
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT, EXPORT
from ajx_tui.ui.screens.checklists import files as checklist_files
from ajx_tui.ui.screens.checklists.fill import ChecklistFill
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.registers.state import SearchInput
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

COLUMNS = (
    GridColumn("scope", "检查对象", 16, fixed=True, sortable=False, grow=True),
    GridColumn("title", "清单", 20, sortable=False, grow=True),
    GridColumn("state", "状态", 8, sortable=False),
    GridColumn("progress", "进度", 6, "right", sortable=False),
    GridColumn("score", "得分率", 7, "right", sortable=False),
    GridColumn("period", "期间", 14, sortable=False),
    GridColumn("number", "编号", 12, sortable=False),
)
TABS: Mapping[str, tuple[str, Callable[[Head], bool]]] = MappingProxyType(
    {
        "all": ("全部", lambda head: True),
        "open": ("填写中", lambda head: head.state is State.DRAFT),
        "waiting": ("待审核", lambda head: head.state is State.SUBMITTED),
        "returned": ("已退回", lambda head: head.state is State.RETURNED),
        "done": ("已审核", lambda head: head.state in (State.APPROVED, State.SIGNED, State.SENT)),
    }
)
"""Key of a tab → its title and which lists stand in it."""


def tone_of(head: Head) -> Tone:
    """Returned lists and complete drafts wait for the clerk; approved ones are done."""
    if head.state is State.RETURNED:
        return "bad"
    if head.state in (State.APPROVED, State.SIGNED, State.SENT):
        return "dim"
    return "warn" if head.state_text == "待送审" else ""


class ChecklistsScreen(Page[None]):
    """All checklists of the office."""

    HELP = (
        "每份清单针对一个乡镇、部门、企业或应投保对象和一段期间。Ctrl+N 新建，可以一次给全部乡镇新建；"
        "回车填写；F7 打印或导出可填写的表格发给填报人，F8 收回填好的表格；F3 查看和编制模板。"
        "空格标记多份后可一起导出。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    ChecklistsScreen #search { width: 44; }
    ChecklistsScreen TabRow { margin-bottom: 1; }
    ChecklistsScreen.-narrow TabRow { margin-bottom: 0; }
    ChecklistsScreen RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("new", "新建", "按模板给一个或全部对象新建清单", ("ctrl+n",), "xj", "清单"),
        Command("templates", "模板", "查看政策包的模板，编制本级自定的模板", ("f3",), "mb", "清单"),
        Command("export", "导出", "打印、空白表、可填写的表格（有标记时为已标记的）", ("f7",), "dc", "清单"),
        Command("receive", "收回", "读入填好的表格", ("f8",), "sh", "清单"),
        Command("find", "查找", "按对象、清单名称、编号查找", ("ctrl+f", "slash"), "cz", "清单"),
        Command("delete", "删除", "移入回收站，须写明原因", ("delete",), "sc", "清单"),
        Command("back", "返回", "去掉查找，或回到上一页", ("escape",), "fh", "清单"),
    )
    NEEDS = MappingProxyType({"export": EXPORT, "receive": EDIT})

    def __init__(self, room: str = "8") -> None:
        super().__init__("清单", room)
        self._heads: list[Head] = []

    # ----- showing

    def body(self) -> ComposeResult:
        """Tabs, search box, list."""
        yield TabRow([(key, title) for key, (title, _) in TABS.items()])
        yield SearchInput(placeholder="对象、清单名称或编号", id="search")
        yield RecordGrid(marks=True, id="grid", empty="还没有清单。")

    def on_mount(self) -> None:
        """Read the lists."""
        self.reload()

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    @property
    def search_box(self) -> SearchInput:
        """The search box."""
        return self.query_one("#search", SearchInput)

    def reload(self) -> None:
        """Read all checklists again."""
        self._heads = checklists.heads(self.session)
        counts = {key: sum(map(inside, self._heads)) for key, (_, inside) in TABS.items()}
        self.tabs.show_counts(counts)
        self._show()

    def _show(self) -> None:
        wanted = compare_key(self.search_box.value)
        inside = TABS[self.tabs.current][1]
        rows = {
            head.id: self._row(head)
            for head in self._heads
            if inside(head) and (not wanted or wanted in compare_key(f"{head.scope_title}{head.title}{head.number}"))
        }
        empty = "没有符合条件的清单。" if self._heads else f"还没有清单。{self.hint('new', '按 Ctrl+N 新建。')}"
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty=empty)
        self.status.show(rows=len(rows))
        self.refresh_bindings()

    @staticmethod
    def _row(head: Head) -> GridRow:
        state = f"{head.state_text} {head.open_findings}" if head.open_findings else head.state_text
        cells = (head.scope_title, head.title, state, head.progress, head.score.text, head.period, head.number)
        return GridRow(cells, tones={"state": tone_of(head)})

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self._show()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(RecordGrid.MarksChanged)
    def _marked(self, event: RecordGrid.MarksChanged) -> None:
        self.status.show(marked=event.count)

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RecordGrid.RowOpened)
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        self.app.push_screen(ChecklistFill(event.id, self.room))

    # ----- commands

    @property
    def _head(self) -> Head | None:
        at = self.grid.cursor_id if self.is_mounted else None
        return next((head for head in self._heads if head.id == at), None)

    def do_new(self) -> None:
        """Make lists; a single one is opened."""

        def made(done: Made) -> None:
            self.data_changed()
            if done.ids:
                self.grid.move_to(done.ids[0])
            if len(done.ids) == 1:
                self.app.push_screen(ChecklistFill(done.ids[0], self.room))

        checklist_files.new(self.app, made)

    def do_templates(self) -> None:
        """Look at templates, make one's own."""
        from ajx_tui.ui.screens.checklists.templates import TemplatesScreen

        self.app.push_screen(TemplatesScreen(self.room))

    def can_export(self) -> bool:
        """Needs a list."""
        return self._head is not None

    def do_export(self) -> None:
        """Export the marked lists, or the one under the cursor."""
        marks = [head.id for head in self._heads if head.id in self.grid.marks]
        if marks or self._head is not None:
            checklist_files.export(self.app, marks or [self._head.id] if self._head else marks)

    def do_receive(self) -> None:
        """Read returned tables."""

        def taken(found: list[checklists.Outcome]) -> None:
            checklist_files.received(self.app, found)
            self.data_changed()

        checklist_files.receive(self.app, taken)

    can_delete = can_export

    @property
    def edited(self) -> tuple[str, int] | None:
        """The list under the cursor."""
        head = self._head
        return ("checklist", head.id) if head is not None else None

    def do_delete(self) -> None:
        """Delete the list under the cursor, with a reason."""
        head = self._head
        if head is None:
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                checklists.delete(self.session, head.id, reason)
                notify(self.app, f"{head.number} 已移入回收站")
                self.data_changed()

        question = f"「{head.name}」和已填的内容将移入回收站。请写明原因："
        check = lambda text: "" if text.strip() else "请写明原因，它会记入历史。"  # noqa: E731
        self.app.push_screen(Ask("删除清单", question, check=check), answered)

    def action_to_grid(self) -> None:
        """Go from the search box into the list."""
        self.grid.focus()

    def do_find(self) -> None:
        """Go to the search box."""
        self.search_box.focus()
        self.search_box.select_all()

    def do_back(self) -> None:
        """Clear the search, then leave; the first page of a room stays."""
        if self.search_box.value or self.search_box.has_focus:
            self.search_box.value = ""
            self.grid.focus()
        elif self in self.app.screen_stack[1:]:
            self.dismiss(None)
