"""Templates of checklists: those of policy packs to look at, the office's own (本级自定) to edit."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.checklist import SCOPES
from ajx_tui.errors import AjxError
from ajx_tui.services import checklists, rights
from ajx_tui.services import records as record_service
from ajx_tui.services.checklists import Item, Template
from ajx_tui.store import records
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT, EXPORT
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.checklists import files as checklist_files
from ajx_tui.ui.screens.checklists.parts import Part, PointPanel, PointView
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid

TEMPLATE, ITEM = KINDS["checklist_template"], KINDS["checklist_template_item"]
COLUMNS = (
    GridColumn("title", "清单", 30, fixed=True, sortable=False, grow=True),
    GridColumn("scope", "检查对象", 12, sortable=False),
    GridColumn("items", "项数", 4, "right", sortable=False),
    GridColumn("origin", "来源", 16, sortable=False),
    GridColumn("version", "版次", 8, sortable=False),
    GridColumn("code", "编号", 14, sortable=False),
)
ITEM_COLUMNS = (
    GridColumn("code", "编号", 6, sortable=False, fixed=True),
    GridColumn("text", "检查内容", 40, sortable=False, grow=True),
    GridColumn("weight", "分值", 5, "right", sortable=False),
    GridColumn("figure", "自动数据", 16, sortable=False),
    GridColumn("section", "类别", 12, sortable=False),
)


class _TemplatePage(Page[None]):
    """What both pages share."""

    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = "_TemplatePage RecordGrid { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("back", "返回", "回到上一页", ("escape",), "fh", "模板"),)
    NEEDS = MappingProxyType({"copy": EDIT, "figure": EDIT, "blank": EXPORT})

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    def on_mount(self) -> None:
        """Read what is shown."""
        self.reload()

    def saved(self, _record_id: int = 0) -> None:
        """Something was saved on another page."""
        self.data_changed()

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self.show_current()
        self.refresh_bindings()

    def show_current(self) -> None:
        """Show what the cursor stands on."""

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class TemplatesScreen(_TemplatePage):
    """All templates."""

    HELP = "政策包的模板随规定更新，不能改；按 F8 另存为本级自定的模板后可以增减检查项。已新建的清单不受模板改动影响。"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("new", "新建", "编制一份本级自定的模板", ("ctrl+n",), "xj", "模板"),
        Command("copy", "另存", "另存为本级自定的模板再修改", ("f8",), "lc", "模板"),
        Command("edit", "修改", "修改名称、依据，或停用", ("f2",), "xg", "模板"),
        Command("blank", "空白表", "导出空白表，手工填写", ("f7",), "kbb", "模板"),
        Command("delete", "删除", "移入回收站，须写明原因", ("delete",), "sc", "模板"),
    )

    def __init__(self, room: str) -> None:
        super().__init__("清单模板", room)
        self._known: list[Template] = []

    def body(self) -> ComposeResult:
        """The list."""
        yield RecordGrid(id="grid", empty="没有模板。")

    def reload(self) -> None:
        """Read the templates again."""
        self._known = checklists.templates(self.session.store)
        self.grid.replace(
            ListSource(COLUMNS, {n: self._row(t) for n, t in enumerate(self._known)}), self.grid.cursor_id
        )
        self.status.show(rows=len(self._known))

    @staticmethod
    def _row(t: Template) -> GridRow:
        version = f"第{t.version}版" if t.id is not None else t.version
        cells = (t.title, SCOPES[t.scope][0], str(len(t.items)), t.origin, version, t.code if t.id is not None else "")
        return GridRow(cells, "dim" if t.retired else "")

    @property
    def current(self) -> Template | None:
        """The template under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._known[at] if at is not None and at < len(self._known) else None

    @on(RecordGrid.RowOpened)
    def _opened(self) -> None:
        if (current := self.current) is not None:
            self.app.push_screen(TemplateScreen(current.code, self.room))

    def do_new(self) -> None:
        """Begin a template of one's own."""
        actions.open_form(self.app, TEMPLATE.name, self.saved)

    def can_copy(self) -> bool:
        """Needs a template."""
        return self.current is not None

    def do_copy(self) -> None:
        """Make an own template of this one."""
        source = self.current
        if source is None:
            return

        def answered(code: str | None) -> None:
            if code is not None:
                checklists.copy(self.session, source.code, code)
                self.data_changed()
                notify(self.app, "已另存，可以增减检查项。")

        check = lambda text: "" if text.strip() else "请写明编号，如 BJ-01。"  # noqa: E731
        self.app.push_screen(Ask("另存为本级自定的模板", f"{source.title}\n模板编号：", check=check), answered)

    def can_edit(self) -> bool:
        """Only own templates are edited."""
        return self.current is not None and self.current.id is not None

    can_delete = can_edit

    @property
    def edited(self) -> tuple[str, int] | None:
        """The own template under the cursor."""
        current = self.current
        return (TEMPLATE.name, current.id) if current is not None and current.id is not None else None

    def do_edit(self) -> None:
        """Change title, basis, whether it is used."""
        if (current := self.current) is not None and current.id is not None:
            actions.edit_record(self.app, TEMPLATE.name, current.id, self.saved)

    def can_blank(self) -> bool:
        """Needs points to print."""
        return self.current is not None and bool(self.current.items)

    def do_blank(self) -> None:
        """Export the blank form."""
        if (current := self.current) is not None:
            checklist_files.export_blank(self.app, current)

    def do_delete(self) -> None:
        """Delete an own template with its points."""
        current = self.current
        if current is None or current.id is None:
            return
        template_id = current.id

        def answered(reason: str | None) -> None:
            if reason is not None:
                checklists.delete_template(self.session, template_id, reason)
                self.data_changed()

        question = f"「{current.title}」和它的检查项将移入回收站；已新建的清单不受影响。请写明原因："
        check = lambda text: "" if text.strip() else "请写明原因，它会记入历史。"  # noqa: E731
        self.app.push_screen(Ask("删除清单模板", question, check=check), answered)


class TemplateScreen(_TemplatePage):
    """The points of one template; those of the office's own can be changed."""

    HELP = "下面是光标所在检查项的全文和依据。本级自定的模板：Ctrl+N 加检查项，F2 修改，F4 选择由程序填写的数据。"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("new", "新建", "加一个检查项", ("ctrl+n",), "xj", "模板"),
        Command("edit", "修改", "修改光标所在的检查项", ("f2",), "xg", "模板"),
        Command("figure", "数据", "选择由程序填写的数据", ("f4",), "sj", "模板"),
        Command("blank", "空白表", "导出空白表，手工填写", ("f7",), "kbb", "模板"),
        Command("delete", "删除", "删去光标所在的检查项，须写明原因", ("delete",), "sc", "模板"),
    )

    def __init__(self, code: str, room: str) -> None:
        super().__init__("清单模板", room)
        self._code = code
        self._template: Template | None = None
        self._ids: list[int] = []

    def body(self) -> ComposeResult:
        """Points, and the one under the cursor in full."""
        yield RecordGrid(id="grid", empty="还没有检查项。\n按 Ctrl+N 添加。")
        yield PointPanel()

    def reload(self) -> None:
        """Read the template again; one that is gone closes its page."""
        store = self.session.store
        found = [t for t in checklists.templates(store) if t.code == self._code]
        if not found:
            self.call_later(self.dismiss, None)
            return
        template = self._template = found[0]
        if template.id is not None:
            order = "position IS NULL, position, id"
            self._ids = records.ids_where(store, ITEM, "template_id", template.id, order)
        else:
            self._ids = list(range(1, len(template.items) + 1))
        titles = dict(checklists.figures(store))
        rows = {i: self._row(item, titles) for i, item in zip(self._ids, template.items, strict=True)}
        self.grid.replace(ListSource(ITEM_COLUMNS, rows), self.grid.cursor_id)
        version = f"第{template.version}版" if template.id is not None else template.version
        self.headline(template.title, f"{template.origin} {version}")
        self.status.show(rows=len(rows))
        self.show_current()

    @staticmethod
    def _row(item: Item, titles: dict[str, str]) -> GridRow:
        figure = titles.get(item.figure, f"{item.figure}（没有）" if item.figure else "")
        return GridRow((item.code, item.text, item.weight_text, figure, item.section))

    @property
    def current(self) -> Item | None:
        """The point under the cursor."""
        if self._template is None or not self.is_mounted or self.grid.cursor_id not in self._ids:
            return None
        return self._template.items[self._ids.index(self.grid.cursor_id)]

    def show_current(self) -> None:
        """Show the point in full."""
        item = self.current
        parts: list[Part] = []
        if item is not None:
            parts = [Part(item.code, item.text, "bold"), Part("依据", item.basis or "—")]
            parts += [Part("检查方式", item.method)] if item.method else []
        self.query_one(PointPanel).query_one(PointView).show(parts)

    def can_new(self) -> bool:
        """Only own templates are changed."""
        return self._template is not None and self._template.id is not None

    def refusal_new(self) -> AjxError | None:
        """A template under review gets no more points."""
        owner = self._template.id if self._template is not None else None
        return rights.against_adding(self.session, ITEM.name, TEMPLATE.name, owner or 0)

    def can_edit(self) -> bool:
        """Needs a point of an own template."""
        return self.can_new() and self.current is not None

    can_figure = can_delete = can_edit

    @property
    def edited(self) -> tuple[str, int] | None:
        """The point under the cursor."""
        at = self.grid.cursor_id
        return (ITEM.name, at) if at is not None and self.can_new() else None

    refusal_figure = Page.refusal_edit

    def do_new(self) -> None:
        """Add a point."""
        if self._template is not None:
            preset = {"template_id": self._template.id, "position": len(self._ids) + 1}
            actions.open_form(self.app, ITEM.name, self.saved, preset=preset)

    def do_edit(self) -> None:
        """Change the point."""
        if (at := self.grid.cursor_id) is not None:
            actions.edit_record(self.app, ITEM.name, at, self.saved)

    def do_figure(self) -> None:
        """Choose what the program fills in."""
        at, item = self.grid.cursor_id, self.current
        if at is None or item is None:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                record_service.save(self.session, ITEM, {"figure": name}, at)
                self.data_changed()

        known = [Choice(name, title) for name, title in checklists.figures(self.session.store)]
        self.app.push_screen(
            Choose("程序填写哪个数据？", [Choice("", "没有数据"), *known], item.text, current=item.figure), chosen
        )

    def can_blank(self) -> bool:
        """Needs points to print."""
        return self._template is not None and bool(self._template.items)

    def do_blank(self) -> None:
        """Export the blank form."""
        if self._template is not None:
            checklist_files.export_blank(self.app, self._template)

    def do_delete(self) -> None:
        """Take a point away."""
        if (at := self.grid.cursor_id) is not None:
            actions.delete_record(self.app, ITEM.name, at, self.saved)
