"""Room 8: what waits for review, since when and from whom; one's own submissions; what is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.workflow import Act, State
from ajx_tui.errors import AjxError
from ajx_tui.services import review_desk, submitting
from ajx_tui.services.review_desk import Waiting
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

COLUMNS = (
    GridColumn("title", "送审内容", 28, fixed=True, sortable=False, grow=True),
    GridColumn("state", "状态", 8, sortable=False),
    GridColumn("days", "已等", 6, "right", sortable=False),
    GridColumn("waits", "等谁", 6, sortable=False),
    GridColumn("submitter", "送审人", 10, sortable=False),
    GridColumn("at", "送审时间", 11, sortable=False),
    GridColumn("left", "待答复", 6, "right", sortable=False),
    GridColumn("kind", "类别", 10, sortable=False),
    GridColumn("department", "部门", 16, sortable=False),
    GridColumn("township", "乡镇（街道）", 12, sortable=False),
)
MINE, OWN, OPEN, DONE = "mine", "own", "open", "done"
TABS = ((MINE, "待我处理"), (OWN, "我送审的"), (OPEN, "全部在办"), (DONE, "已办结"))
EMPTY = {
    MINE: "没有等您处理的审核。\n别人送审的、退回给您的会列在这里；按 Ctrl+G 看其他。",
    OWN: "没有您送审的、还在办的内容。",
    OPEN: "没有在办的审核。",
    DONE: "还没有办结的审核。",
}
SLOW_DAYS, LATE_DAYS = 3, 7
"""From so many days of waiting on a line is coloured."""


def tone_of(line: Waiting) -> Tone:
    """How long it has waited, by colour."""
    return "bad" if line.days >= LATE_DAYS else "warn" if line.days >= SLOW_DAYS else ""


def row_of(line: Waiting) -> GridRow:
    """One line of a list of reviews."""
    review = line.review
    at = review.submitted_at.replace("T", " ")[5:16]
    cells = (
        review.title, line.state_title, f"{line.days} 天", line.waits_for or "—", review.submitter, at,
        str(line.open_findings or ""), line.subject_title, line.department, review.township,
    )  # fmt: skip
    state: Tone = "bad" if review.state is State.RETURNED else ""
    return GridRow(cells, tones={"days": tone_of(line), "state": state, "left": "warn" if line.open_findings else ""})


@dataclass(frozen=True, slots=True)
class Desk:
    """What was read: every open review, every finished one."""

    open: list[Waiting]
    done: list[Waiting]


class ReviewQueue(ReadingPage[Desk]):
    """The room. `only` limits it to some reviews, for example those behind a line of the overview."""

    ROOM = "8"
    HELP = (
        "「待我处理」按等待时间从长到短排列，回车打开第一项，处理一项后自动转到下一项。"
        "「我送审的」里标为已退回的，回车打开意见，逐条改正或说明后再送审。F3 送审新的内容，F4 看各处积压。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    ReviewQueue TabRow { margin-bottom: 1; }
    ReviewQueue.-narrow TabRow { margin-bottom: 0; }
    ReviewQueue RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_item", "打开", "查看送审内容并处理", ("f2",), "dk", "审核"),
        Command("submit", "送审", "选择自己的数据变更送交审核", ("f3",), "ss", "审核"),
        Command("overview", "督办", "看哪里积压了多少、等了多久", ("f4",), "db", "审核"),
        Command("checklists", "清单", "打开本地检查清单", ("f6",), "qd", "审核"),
        Command("hand_over", "导出给", "按格式把清单报给上级或交给部门、保险机构、服务机构", ("f7",), "dcg", "上报"),
    )

    def __init__(self, only: Sequence[int] | None = None, crumb: str = "", room: str = "") -> None:
        super().__init__("审核", room)
        self._only, self._crumb = frozenset(only) if only is not None else None, crumb
        self._desk = Desk([], [])
        self._fresh = True

    def body(self) -> ComposeResult:
        """Tabs and the list."""
        yield TabRow(TABS if self._only is None else ((OPEN, "在办"),))
        yield RecordGrid(id="grid", empty="正在读取")

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    # ----- reading and showing

    def read(self) -> Desk:
        """Everything under review."""
        return Desk(review_desk.waiting(self.session), review_desk.finished(self.session))

    def show_read(self, data: Desk) -> None:
        """Show it, on the tab where there is something to do."""
        self._desk = data
        counts = {key: len(self._lines(key)) for key in self.tabs.keys}
        self.tabs.show_counts(counts)
        if self._fresh:
            self._fresh = False
            first = next((key for key in (MINE, OWN) if counts.get(key)), "")
            if first:
                self.tabs.choose(first)
        self._show()

    def _lines(self, key: str) -> list[Waiting]:
        person = self.session.person
        if key == DONE:
            return self._desk.done
        lines = [x for x in self._desk.open if self._only is None or x.review.id in self._only]
        if key == MINE:
            return [x for x in lines if set(x.acts) - {Act.UNLOCK, Act.WITHDRAW}]
        if key == OWN:
            return [x for x in lines if x.review.submitter == person]
        return lines

    def _show(self) -> None:
        lines = self._lines(self.tabs.current)
        rows = {line.review.id: row_of(line) for line in lines}
        empty = EMPTY[self.tabs.current]
        if self.tabs.current in (OWN, OPEN):
            empty += self.hint("submit", "按 F3 选择要送审的内容。")
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty=empty)
        self.headline(self._crumb)
        self.status.show(rows=len(rows))
        self.refresh_bindings()

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self._show()
        self.focus_content(self.grid)

    # ----- commands

    def can_back(self) -> bool:
        """The room itself has nothing behind it."""
        return self._only is not None

    def can_open_item(self) -> bool:
        """Needs a line."""
        return self.is_mounted and self.grid.cursor_id is not None

    @on(RecordGrid.RowOpened, "#grid")
    def do_open_item(self) -> None:
        """Open the review under the cursor, with the rest of the list behind it."""
        from ajx_tui.ui.screens.review.item import ReviewItem

        chosen = self.grid.cursor_id
        if chosen is not None:
            self.app.push_screen(ReviewItem(chosen, [x.review.id for x in self._lines(self.tabs.current)], self.room))

    def refusal_submit(self) -> AjxError | None:
        """Clerks submit."""
        return submitting.against_submitting(self.session)

    def do_submit(self) -> None:
        """Choose what to submit."""
        from ajx_tui.ui.screens.review.submit import SubmitChanges

        def submitted(title: str) -> None:
            notify(self.app, f"「{title}」等待审核", "已送审")

        self.app.push_screen(SubmitChanges(submitted, self.room))

    def do_overview(self) -> None:
        """Show what waits where."""
        from ajx_tui.ui.screens.review.overview import OverviewScreen

        self.app.push_screen(OverviewScreen(self.room))
