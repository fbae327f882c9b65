"""The records behind a number, on top of the page that shows the number: Esc leads back to it."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.store.grouping import ways
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.register_source import StoreSource
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.notice import show_error
from ajx_tui.ui.widgets.record_grid import RecordGrid


class RecordList(Page[None]):
    """Some records of one kind; `crumb` says what they have in common."""

    HELP = (
        "这是刚才那个数字背后的记录。回车打开记录，F2 修改，F6 到登记簿里查找和筛选，F7 导出，F8 统计；"
        "Esc 回到刚才那一页。"
    )
    AUTO_FOCUS = "#behind"
    DEFAULT_CSS = "RecordList RecordGrid { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到刚才那一页", ("escape",), "fh", "列表"),
        Command("edit", "修改", "修改光标所在的记录", ("f2",), "xg", "列表"),
        Command("register", "到登记簿", "在登记簿里列出这些记录，可再查找、筛选", ("f6",), "ddjb", "列表"),
        Command("export_list", "导出给", "把列表按格式导出，先看再写", ("f7",), "dcg", "列表"),
        Command("group", "统计", "按一个栏目统计这些记录", ("f8",), "tj", "列表"),
    )
    NEEDS = MappingProxyType({"export_list": EXPORT})

    def __init__(self, query: ListQuery, crumb: str, room: str = "") -> None:
        super().__init__(KINDS[query.kind].title, room)
        self._query, self._crumb = query, crumb

    def body(self) -> ComposeResult:
        """The grid."""
        source = StoreSource(self.session.store, self._query, self.app.as_of)
        yield RecordGrid(source, id="behind", empty="这个数字背后没有记录。\n按 Esc 返回。")

    @property
    def grid(self) -> RecordGrid:
        """The records."""
        return self.query_one("#behind", RecordGrid)

    def reload(self) -> None:
        """Read the records again."""
        source = StoreSource(self.session.store, self._query, self.app.as_of)
        self.grid.replace(source, self.grid.cursor_id)

    @on(RecordGrid.Loaded)
    def _loaded(self, event: RecordGrid.Loaded) -> None:
        self.headline(self._crumb, f"{event.count} 条")
        self.status.show(rows=event.count)
        self.refresh_bindings()

    @on(RecordGrid.LoadFailed)
    def _failed(self, event: RecordGrid.LoadFailed) -> None:
        show_error(self.app, event.error)

    @on(RecordGrid.RowOpened)
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        self.app.open_record(self._query.kind, event.id)

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """The record under the cursor."""
        at = self.grid.cursor_id
        return (self._query.kind, at, "") if at is not None else None

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def can_edit(self) -> bool:
        """Needs a record under the cursor."""
        return self.is_mounted and self.grid.cursor_id is not None

    can_export_list = can_edit

    def do_edit(self) -> None:
        """Change the record under the cursor."""
        if (record_id := self.grid.cursor_id) is not None:
            actions.edit_record(self.app, self._query.kind, record_id, lambda _id: self.data_changed())

    def do_register(self) -> None:
        """List these records where they are registered."""
        self.app.show_list(self._query, self._crumb)

    def can_group(self) -> bool:
        """Where records have anything in common."""
        return self.can_edit() and bool(ways(KINDS[self._query.kind]))

    def do_group(self) -> None:
        """Count these records."""
        from ajx_tui.ui.screens.registers.groups import Groups

        self.app.push_screen(Groups(self._query, self._crumb, self.room))

    def do_export_list(self) -> None:
        """Hand them over by a layout."""
        from ajx_tui.ui.screens.exchange.hand_over import hand_over

        hand_over(self.app, self._query, self._crumb)
