"""The recycle bin: deleted records by kind, with who deleted them, when and why; bringing them back."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.services import records as service
from ajx_tui.services.timeline import Binned, recycle_bin, shown_time
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("kind", "种类", 12, fixed=True, sortable=False),
    GridColumn("label", "名称", 24, fixed=True, sortable=False, grow=True),
    GridColumn("at", "删除时间", 16, sortable=False),
    GridColumn("actor", "删除人", 10, sortable=False),
    GridColumn("reason", "原因", 20, sortable=False, grow=True),
)
MOST = 2_000


class RecycleBin(ReadingPage[list[Binned]]):
    """Deleted records, latest first."""

    HELP = "删除的记录都在这里，不会丢失。F2 恢复光标所在的（有标记时为已标记的），F3 只看一种。恢复也会记入历史。"
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    RecycleBin RecordGrid { height: 1fr; }
    RecycleBin #about { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("restore", "恢复", "恢复光标所在的或已标记的记录", ("f2",), "hf", "回收站"),
        Command("kind", "种类", "只看一种记录", ("f3",), "zl", "回收站"),
    )
    NEEDS = MappingProxyType({"restore": EDIT})

    def __init__(self, room: str = "") -> None:
        super().__init__("回收站", room)
        self._all: list[Binned] = []
        self._kind = ""

    def body(self) -> ComposeResult:
        """The list, and the reason in full."""
        yield RecordGrid(marks=True, id="grid", empty="正在读取")
        yield Prose(id="about")

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    def read(self) -> list[Binned]:
        """Everything deleted."""
        return recycle_bin(self.session.store, limit=MOST)

    def show_read(self, data: list[Binned]) -> None:
        """Show it."""
        self._all = data
        self._show()

    def _show(self) -> None:
        rows = {
            at: GridRow((one.kind_title, one.label, shown_time(one.deleted_at), one.actor, one.reason))
            for at, one in enumerate(self._all)
            if not self._kind or one.kind == self._kind
        }
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty="回收站是空的。")
        self.headline(KINDS[self._kind].title if self._kind else "")
        more = "只列最近删除的" if len(self._all) >= MOST else ""
        self.status.show(rows=len(rows), marked=0, note=more)
        self._tell()

    @on(RecordGrid.MarksChanged)
    def _marked(self, event: RecordGrid.MarksChanged) -> None:
        self.status.show(marked=event.count)

    @on(RecordGrid.RowHighlighted)
    def _tell(self) -> None:
        at = self.grid.cursor_id
        one = self._all[at] if at is not None and at < len(self._all) else None
        text = f"{one.kind_title}「{one.label}」　原因：{one.reason or '（未写）'}" if one else ""
        self.query_one("#about", Prose).update(text)
        self.refresh_bindings()

    def can_restore(self) -> bool:
        """Needs a record."""
        return self.is_mounted and self.grid.cursor_id is not None

    @property
    def edited(self) -> tuple[str, int] | None:
        """The record under the cursor."""
        at = self.grid.cursor_id
        one = self._all[at] if at is not None and at < len(self._all) else None
        return (one.kind, one.id) if one is not None else None

    refusal_restore = ReadingPage.refusal_edit

    @on(RecordGrid.RowOpened)
    def do_restore(self) -> None:
        """Bring records back; what can't come back says why and the rest comes all the same."""
        if not self.can_restore() or self.refuses("restore"):
            return
        marks = [at for at in self.grid.ids if at in self.grid.marks]
        at = self.grid.cursor_id
        done: list[Binned] = []
        try:
            for number in marks or ([at] if at is not None else []):
                one = self._all[number]
                service.restore(self.session, KINDS[one.kind], one.id)
                done.append(one)
        finally:
            if done:
                told = f"「{done[0].label}」" if len(done) == 1 else f"{len(done)} 条记录"
                notify(self.app, told, "已恢复")
                self.data_changed()

    def do_kind(self) -> None:
        """Choose a kind."""
        counts: dict[str, int] = {}
        for one in self._all:
            counts[one.kind] = counts.get(one.kind, 0) + 1
        choices = [Choice(kind, KINDS[kind].title, f"{count} 条") for kind, count in counts.items()]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self._kind = kind
                self._show()

        self.app.push_screen(Choose("只看哪一种？", [Choice("", "全部"), *choices], current=self._kind), chosen)
