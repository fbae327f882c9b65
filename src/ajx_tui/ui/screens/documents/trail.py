"""The records behind a number of a kept version, as they were counted then, and what became of each since."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.services.documents import snapshots
from ajx_tui.services.documents.snapshots import Since
from ajx_tui.services.documents.trail import Trail
from ajx_tui.store import records
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("name", "名称", 30, fixed=True, sortable=False, grow=True),
    GridColumn("code", "编号", 26, sortable=False, grow=True),
    GridColumn("since", "导出以后", 18, sortable=False),
)


class KeptRecords(ReadingPage[list[Since]]):
    """What a number counted."""

    HELP = (
        "这些是导出那一刻数到的记录，随版次留存，以后数据变了也不变。右列说明记录后来有没有修改或删除。"
        "回车打开记录现在的样子（它的“历史”里有当时的内容），F6 在登记簿里列出还在的记录。"
    )
    AUTO_FOCUS = "#kept"
    DEFAULT_CSS = """
    KeptRecords #about { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    KeptRecords #kept { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("register", "到登记簿", "在登记簿里列出这些记录", ("f6",), "ddjb", "数据来源"),
    )

    def __init__(self, trail: Trail, revision: str, room: str = "") -> None:
        super().__init__("数据来源", room)
        self._trail, self._revision = trail, revision
        self._found: tuple[Since, ...] = ()

    def body(self) -> ComposeResult:
        """How it is counted, and the records."""
        yield Prose(id="about")
        yield RecordGrid(id="kept", empty="正在读取")

    def read(self) -> list[Since]:
        """What became of each record."""
        return snapshots.since(self.session, self._trail, self._revision)

    def show_read(self, data: list[Since]) -> None:
        """One line a record."""
        self._found = tuple(data)
        trail = self._trail
        self.headline(trail.title, trail.line, f"印出 {trail.text}", f"{len(data)} 条{trail.kind_title}")
        changed = sum(bool(one.changed) for one in data)
        told = f"其中 {changed} 条后来有变动。" if changed else "这些记录后来没有变动。"
        self.query_one("#about", Prose).update("\n".join(part for part in (trail.basis, told) if part))
        rows = {
            i: GridRow((one.source.name, one.source.code, one.changed), "", {"since": "warn"} if one.changed else {})
            for i, one in enumerate(data)
        }
        self.query_one(RecordGrid).replace(ListSource(COLUMNS, rows), 0, empty="这个数字背后没有记录。")
        self.status.show(rows=len(rows))

    @on(RecordGrid.RowOpened, "#kept")
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        one = self._found[event.id].source
        if records.get(self.session.store, KINDS[self._trail.kind], one.id) is None:
            notify(self.app, f"「{one.name}」已删除，可在回收站中查看。", "没有打开")
        else:
            self.app.open_record(self._trail.kind, one.id)

    def can_register(self) -> bool:
        """Needs records."""
        return bool(self._found)

    def do_register(self) -> None:
        """List these records where they are registered."""
        query = ListQuery(self._trail.kind, ids=tuple(one.source.id for one in self._found))
        self.app.show_list(query, f"{self._trail.title} · {self._trail.line}")
