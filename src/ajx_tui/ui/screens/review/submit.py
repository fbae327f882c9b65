"""Choosing what to submit: one's own changes that nobody has reviewed yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.errors import AjxError
from ajx_tui.services import review, submitting
from ajx_tui.services.timeline import Batch, shown_time
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("at", "时间", 16, fixed=True, sortable=False),
    GridColumn("intention", "做了什么", 24, sortable=False, grow=True),
    GridColumn("entries", "改动", 6, "right", sortable=False),
    GridColumn("reason", "原因", 16, sortable=False, grow=True),
)
MOST = 60
"""Characters of a proposed title."""


class SubmitChanges(ReadingPage[list[Batch]]):
    """Own batches of changes; `done` is called with the title of what was submitted."""

    HELP = "空格标记要一起送审的变更（不标记时送审光标所在的一批），F2 送审。送审后别人审核通过前，仍可修改这些记录。"
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = "SubmitChanges RecordGrid { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("send", "送审", "把标记的（没有标记时为光标所在的）变更送交审核", ("f2",), "ss", "送审"),
    )

    def __init__(self, done: Callable[[str], None], room: str = "8") -> None:
        super().__init__("送审数据变更", room)
        self._done = done
        self._batches: list[Batch] = []

    def body(self) -> ComposeResult:
        """The list."""
        yield RecordGrid(marks=True, id="grid", empty="正在读取")

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    def read(self) -> list[Batch]:
        """Own batches that are not under review."""
        return submitting.unsubmitted(self.session)

    def show_read(self, data: list[Batch]) -> None:
        """Show them, latest first."""
        self._batches = data
        rows = {
            number: GridRow((shown_time(b.at), b.intention, f"{b.entries} 处", b.reason))
            for number, b in enumerate(data)
        }
        empty = "没有可以送审的变更。\n自己登记、修改或导入的内容会列在这里；已送审的不再列出。"
        self.grid.replace(ListSource(COLUMNS, rows), empty=empty)
        self.headline(self.session.person)
        self.status.show(rows=len(rows), marked=0)
        self.refresh_bindings()

    @on(RecordGrid.MarksChanged)
    def _marked(self, event: RecordGrid.MarksChanged) -> None:
        self.status.show(marked=event.count)

    def can_send(self) -> bool:
        """Needs a batch."""
        return self.is_mounted and bool(self._batches)

    def refusal_send(self) -> AjxError | None:
        """Clerks submit."""
        return submitting.against_submitting(self.session)

    @on(RecordGrid.RowOpened, "#grid")
    def do_send(self) -> None:
        """Ask for a title and submit."""
        marked = [at for at in self.grid.ids if at in self.grid.marks]
        at = self.grid.cursor_id
        chosen = [self._batches[n] for n in marked or ([at] if at is not None else [])]
        if not chosen:
            return
        names = list(dict.fromkeys(b.intention for b in chosen))
        proposed = f"{'、'.join(names)}（{chosen[-1].at[:10]}）"[:MOST]

        def answered(title: str | None) -> None:
            if title is not None:
                made = review.submit_changes(self.session, [b.batch for b in chosen], title.strip())
                self.dismiss(None)
                self._done(made.title)

        def wrong(text: str) -> str:
            return "" if text.strip() else "请写一个标题，审核人靠它辨认。"

        question = f"{len(chosen)} 批变更，共 {sum(b.entries for b in chosen)} 处。标题："
        self.app.push_screen(Ask("送审", question, value=proposed, check=wrong), answered)
