"""A room's lists: one grid, a search box, filters, and the records behind a figure."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.services.quick_filters import quick_filters
from ajx_tui.store.grouping import ways
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.letters import LIST_COMMANDS, PaperList
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.register_source import StoreSource
from ajx_tui.ui.rooms import GROUPS, LISTS
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.registers.filters import FilterPanel, Filters, describe
from ajx_tui.ui.screens.registers.own_page import OWN_COMMANDS, OwnPage
from ajx_tui.ui.screens.registers.quick_choice import QuickChoice, search_hint
from ajx_tui.ui.screens.registers.state import ListState, SearchInput
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import show_error
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabGroup, TabRow

TYPING_PAUSE = 0.25
"""Seconds without a key after which the rest of a long list of hits is read and counted."""


class RegisterScreen(OwnPage, QuickChoice, PaperList, Page[None]):
    """The lists of one room."""

    HELP = (
        "在列表里直接打字就是查找：名称、代码的任意几个字，或名称的拼音首字母，列表随输入即时变化。"
        "数字用来换房间，按代码查找先按 Ctrl+F。"
        "空格标记多条后，可以一起导出或删除。从首页数字点进来时，标题行写着这些记录的共同点，按 Esc 回到全部。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    RegisterScreen #tools { height: 1; background: $background; }
    RegisterScreen #search { width: 44; }
    RegisterScreen.-narrow #search { width: 34; }
    RegisterScreen #filters { width: 1fr; height: 1; padding: 0 1; color: $text-warning; text-wrap: nowrap;
                              text-overflow: ellipsis; }
    RegisterScreen TabRow { margin-bottom: 1; }
    RegisterScreen.-narrow TabRow { margin-bottom: 0; }
    RegisterScreen RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("find", "查找", "按名称、代码或拼音首字母查找", ("ctrl+f", "slash"), "cz", "列表"),
        Command("new", "新建", "登记一条新记录", ("ctrl+n",), "xj", "列表"),
        Command("edit", "修改", "修改光标所在的记录", ("f2",), "xg", "列表"),
        Command("filter", "筛选", "按各个字段设置条件", ("f3",), "sx", "列表"),
        Command("back", "显示全部", "去掉搜索和筛选，回到全部记录", ("escape",), "xsqb", "列表"),
        Command("choose_tab", "换类", "选择看这个房间的哪一类记录，按数字即可", ("ctrl+g",), "hl", "列表", place=1),
        Command("quick", "常用", "按常用的问法、一个栏目的值或缺项筛选", ("f4",), "cy", "列表", place=2),
        Command(
            "export_list", "导出给", "把列表（有标记时为已标记的）按格式导出，先看再写", ("f7",), "dcg", "列表", place=2
        ),
        Command("group", "统计", "按一个栏目统计列表（有标记时为已标记的）", ("f8",), "tj", "列表", place=2),
        Command("sort", "排序", "选择按哪一列排序", ("f6",), "px", "列表", place=2),
        Command("delete", "删除", "把记录移入回收站，须写明原因", ("delete",), "sc", "列表", place=3),
        Command("import_lists", "导入", "从部门、保险机构交来的表格读入", ("ctrl+o",), "dr", "列表", place=4),
        *LIST_COMMANDS,
        *OWN_COMMANDS,
    )
    NEEDS = MappingProxyType({"export_list": EXPORT, "papers": EXPORT})

    def __init__(self, room: str, title: str) -> None:
        super().__init__(title, room)
        self._groups, self._kinds = GROUPS[room], LISTS[room]
        self._states = {kind: ListState(kind) for kind in self._kinds}
        self._open = self._kinds[0]

    # ----- building

    def body(self) -> ComposeResult:
        """Tabs, search box, grid."""
        if len(self._kinds) > 1:
            groups = [TabGroup(f"group {group.title}", group.title, group.kinds) for group in self._groups]
            titles = [(name, KINDS[name].title) for name in self._kinds]
            yield TabRow(titles, groups=groups if len(groups) > 1 else ())
        with Horizontal(id="tools"):
            yield SearchInput(placeholder=self._search_text(), select_on_focus=False, id="search")
            yield Static("", id="filters", markup=False)
        yield RecordGrid(self._source(), marks=True, id="grid", empty=self._empty_text())

    @property
    def state(self) -> ListState:
        """What the open list shows."""
        return self._states[self._open]

    @property
    def kind(self) -> Kind:
        """The kind of the open list."""
        return KINDS[self._open]

    @property
    def grid(self) -> RecordGrid:
        """The grid."""
        return self.query_one("#grid", RecordGrid)

    @property
    def search_box(self) -> SearchInput:
        """The search box."""
        return self.query_one("#search", SearchInput)

    def _source(self) -> StoreSource:
        return StoreSource(self.session.store, self.state.query, self.app.as_of)

    def _search_text(self) -> str:
        return search_hint(self.kind)

    def _empty_text(self) -> str:
        if self.state.narrowed:
            return f"没有符合条件的{self.kind.title}。\n按 Esc 去掉搜索和筛选。"
        return f"还没有{self.kind.title}。{self.hint('new', '按 Ctrl+N 登记，或用导入功能从表格读入。')}"

    def on_mount(self) -> None:
        """Show what the list is limited to."""
        self._show_limits()

    # ----- showing

    def show_state(self, state: ListState, *, keep: int | None = None) -> None:
        """Show another state of the open list."""
        self._states[self._open] = state
        sort = (state.sort, state.descending) if state.sort else ("", False)
        self.grid.replace(self._source(), keep, sort=sort, empty=self._empty_text())
        self._show_limits()

    def limits(self) -> list[str]:
        """What the filters limit the list to, in words."""
        state, store = self.state, self.session.store
        parts = []
        if state.quick:
            titles = {quick.key: quick.title for quick in quick_filters(self.session.store, self._open, self.app.as_of)}
            parts.append(titles.get(state.quick, ""))
        parts += [
            f"{self.kind.fields[name].title}：{describe(store, self.kind, conditions)}"
            for name, conditions in state.filters.items()
        ]
        return parts

    def _show_limits(self) -> None:
        state = self.state
        self.query_one("#filters", Static).update(Content(display("　".join(self.limits()))))
        ways = ("Ctrl+K 立案　" if self._open == "insured_object" and self.app.may_write else "") + "Esc 看全部"
        crumb = f"{state.crumb} · {len(state.ids)} 条　{ways}" if state.ids is not None else ""
        self.headline(self.kind.title if self.kind.title != self.title else "", crumb)
        self.refresh_bindings()

    def reload(self) -> None:
        """Read the list again, staying on the same record; what depends on the cut-off day is worked out anew."""
        state = self.state
        if state.quick:
            fresh = {
                quick.key: quick.conditions for quick in quick_filters(self.session.store, self._open, self.app.as_of)
            }
            state = replace(state, quick_conditions=fresh.get(state.quick, ()))
        self.show_state(state, keep=self.grid.cursor_id)

    def show_query(self, query: ListQuery, crumb: str = "", quick: str = "") -> None:
        """Show the records of a query, for example those behind a figure, or those of a named filter."""
        self._switch(query.kind)
        with self.search_box.prevent(Input.Changed):
            self.search_box.value = query.text
        filters: Filters = {}
        for condition in query.conditions:
            filters[condition.field] = (*filters.get(condition.field, ()), condition)
        named = {
            each.key: each.conditions for each in quick_filters(self.session.store, query.kind, self.app.as_of)
        }.get(quick, ())
        self.show_state(
            ListState(query.kind, query.text, filters, quick if named else "", named, query.ids, crumb, query.sort)
        )
        self.grid.focus()

    def _switch(self, kind: str) -> None:
        """Open the list of another kind, as it was left."""
        if kind not in self._kinds or kind == self._open:
            return
        self._states[self._open] = replace(self.state, cursor=self.grid.cursor_id)
        self._open = kind
        with self.search_box.prevent(Input.Changed):
            self.search_box.value = self.state.text
        self.search_box.placeholder = self._search_text()
        tabs = self.tabs
        with tabs.prevent(TabRow.Chosen):
            tabs.choose(kind)
        self.show_state(self.state, keep=self.state.cursor)

    @on(TabRow.Chosen)
    def _tab_chosen(self, event: TabRow.Chosen) -> None:
        self._switch(event.key)

    # ----- the grid speaks

    @on(RecordGrid.Loaded)
    def _loaded(self, event: RecordGrid.Loaded) -> None:
        self.status.show(rows=event.count, note="")

    @on(RecordGrid.MarksChanged)
    def _marked(self, event: RecordGrid.MarksChanged) -> None:
        self.status.show(marked=event.count)

    @on(RecordGrid.LoadFailed)
    def _failed(self, event: RecordGrid.LoadFailed) -> None:
        show_error(self.app, event.error)

    @on(RecordGrid.RowOpened)
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        self.app.open_record(self._open, event.id)

    @on(RecordGrid.SortRequested)
    def _sort_wanted(self, event: RecordGrid.SortRequested) -> None:
        if event.column in self.kind.fields:
            state = replace(self.state, sort=event.column, descending=event.descending)
            self.show_state(state, keep=self.grid.cursor_id)

    # ----- search

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        before = self.state.narrowed
        state = self._states[self._open] = replace(self.state, text=event.value)
        # Nothing but the list itself is touched: every other change would lay the whole page out anew.
        self.grid.replace(self._source(), None, empty=self._empty_text(), pause=TYPING_PAUSE)
        if state.narrowed != before:
            self.refresh_bindings()

    def action_to_grid(self) -> None:
        """Go from the search box into the list."""
        self.grid.focus()

    def on_key(self, event: events.Key) -> None:
        """Whoever types a name in the list means to look for it; digits open rooms, the space bar marks."""
        character = event.character or ""
        if self.grid.has_focus and event.is_printable and (character.isalpha() or not character.isascii()):
            event.stop()
            self.search_box.focus()
            self.search_box.insert_text_at_cursor(character)

    def do_find(self) -> None:
        """Go to the search box."""
        self.search_box.focus()
        self.search_box.select_all()

    def can_back(self) -> bool:
        """Whether there is anything to clear, or the focus to give back to the list."""
        return self.state.narrowed or self.search_box.has_focus

    def do_back(self) -> None:
        """Clear search, filters and the limit to a figure; from an empty search box go back to the list."""
        with self.search_box.prevent(Input.Changed):
            self.search_box.value = ""
        if self.state.narrowed:
            kept = ListState(self._open, sort=self.state.sort, descending=self.state.descending)
            self.show_state(kept, keep=self.grid.cursor_id)
        self.grid.focus()

    # ----- filter and sort

    def do_filter(self) -> None:
        """Open the filter panel."""

        def applied(filters: Filters | None) -> None:
            if filters is not None:
                self.show_state(replace(self.state, filters=filters))

        self.app.push_screen(FilterPanel(self.session.store, self.kind, self.state.filters), applied)

    def do_sort(self) -> None:
        """Choose the column to sort by; the same column again turns the order."""
        columns = [column for column in self._source().columns if column.sortable]

        def chosen(name: str | None) -> None:
            if name is not None:
                descending = name == self.state.sort and not self.state.descending
                self.show_state(replace(self.state, sort=name, descending=descending), keep=self.grid.cursor_id)

        choices = [Choice("", "登记先后"), *(Choice(column.key, column.title) for column in columns)]
        self.app.push_screen(Choose("按哪一列排序？", choices, "再选同一列则倒序。", current=self.state.sort), chosen)

    # ----- records

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """The record under the cursor."""
        at = self.grid.cursor_id
        return (self._open, at, "") if at is not None else None

    def _changed(self, record_id: int) -> None:
        self.data_changed()
        self.grid.move_to(record_id)

    def do_new(self) -> None:
        """Enter a record; in a list filtered by type of that type."""
        kinds = [c for c in self.state.quick_conditions if c.field == "type" and self._open == "insured_object"]
        preset = {"type": kinds[0].value} if kinds and isinstance(kinds[0].value, str) else None
        usable = preset if preset and preset["type"] != "enterprise" else None
        actions.new_record(self.app, self._open, self._changed, preset=usable)

    def can_edit(self) -> bool:
        """Needs a record under the cursor."""
        return self.grid.cursor_id is not None

    can_export_list = can_delete = can_edit

    def refusal_delete(self) -> AjxError | None:
        """None of what is marked may be locked, and nothing may hang on a single record."""
        ids = self._doomed() if self.is_mounted else []
        if not ids:
            return None
        from ajx_tui.services import rights

        if len(ids) > 1:
            return rights.against_change(self.session, self._open, ids)
        return rights.against_delete(self.session, self._open, ids[0])

    def _doomed(self) -> list[int]:
        """What `delete` is about: the marked records, or the one under the cursor."""
        cursor = self.grid.cursor_id
        return sorted(self.grid.marks) or ([cursor] if cursor is not None else [])

    def do_edit(self) -> None:
        """Change the record under the cursor."""
        if (record_id := self.grid.cursor_id) is not None:
            actions.edit_record(self.app, self._open, record_id, self._changed)

    def do_delete(self) -> None:
        """Delete the marked records, or the one under the cursor."""
        ids = self._doomed()
        if len(ids) > 1:
            actions.delete_records(self.app, self._open, ids, self.data_changed)
        elif ids:
            actions.delete_record(self.app, self._open, ids[0], lambda _id: self.data_changed())

    def _marked_or_all(self) -> tuple[ListQuery, str]:
        """The marked records, or the whole list as it is filtered and sorted; and in words what that is."""
        state, marks = self.state, tuple(sorted(self.grid.marks))
        told = [*self.limits(), *([f"查找“{state.text.strip()}”"] if state.text.strip() else [])]
        told += [f"已标记的 {len(marks)} 条"] if marks else [state.crumb]
        return (replace(state.query, ids=marks) if marks else state.query), "　".join(filter(None, told))

    def do_export_list(self) -> None:
        """Hand over the marked records, or the whole list."""
        from ajx_tui.ui.screens.exchange.hand_over import hand_over

        hand_over(self.app, *self._marked_or_all())

    def can_group(self) -> bool:
        """Where records have anything in common."""
        return self.is_mounted and self.grid.cursor_id is not None and bool(ways(self.kind))

    def do_group(self) -> None:
        """Count the marked records, or the whole list."""
        from ajx_tui.ui.screens.registers.groups import Groups

        self.app.push_screen(Groups(*self._marked_or_all(), self.room))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """What Esc does depends on the focus."""
        self.refresh_bindings()


# The screens of the rooms 2 to 6, as `ui.rooms` names them.
enterprises = partial(RegisterScreen, "2", "企业")
policies = partial(RegisterScreen, "3", "保单")
services = partial(RegisterScreen, "4", "服务与隐患")
claims = partial(RegisterScreen, "5", "理赔与费用")
directories = partial(RegisterScreen, "6", "名录与执法")
