"""The first page: what has to be done today, how far insuring has come. Paints first, counts afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from ajx_tui.errors import AjxError
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens import home_rows as rows
from ajx_tui.ui.screens.home_rows import Standing
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.bars import Bars
from ajx_tui.ui.widgets.count_list import CountList
from ajx_tui.ui.widgets.line_list import LineList

if TYPE_CHECKING:
    from ajx_tui.services.clerk_day import Day
    from ajx_tui.services.figures import Line
    from ajx_tui.services.session import Session

COVERAGE = ("uninsured", "insured", "due")
"""The figures behind a bar."""
TINY_BELOW = 72
"""Terminals with fewer columns show one side of the page at a time."""


class HomeScreen(Page[None]):
    """Room 1."""

    ROOM = "1"
    HELP = (
        "左边是今天要办的事和工作方案的时间表，右边是各行业的投保率、数据疑点和登记数量。"
        "上下键移动，左右键换边，回车打开这个数字背后的记录，F1 说明它的依据。"
        "投保率上回车打开应保未保的对象，F4 可以另选应投保或已投保的。按数字键 1 至 9 换房间。"
    )
    AUTO_FOCUS = "#day"
    DEFAULT_CSS = """
    HomeScreen #day { width: 44; height: 1fr; margin-right: 1; }
    HomeScreen.-wide #day { width: 1fr; }
    HomeScreen #right { width: 1fr; height: 1fr; }
    HomeScreen.-tiny #day { width: 1fr; margin-right: 0; }
    HomeScreen.-tiny #right { display: none; }
    HomeScreen.-tiny.-turned #day { display: none; }
    HomeScreen.-tiny.-turned #right { display: block; }
    HomeScreen .block--title { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    HomeScreen #coverage { max-height: 11; }
    HomeScreen.-wide #coverage { max-height: 14; }
    HomeScreen #standing { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "side('#day')", show=False),
        Binding("right", "side('#coverage')", show=False),
    ]
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明光标所在的数字依据什么", ("f1",), "yj", "首页"),
        Command("chase", "应保未保", "打开全部应保未保的对象", ("f2",), "ybwb", "首页"),
        Command("findings", "检查", "按政策包检查全部登记内容", ("f6",), "jcfx", "首页"),
        Command("due_papers", "到期", "列出逾期和即将到期的事项", ("f7",), "dqsx", "首页"),
        Command("indicators", "指标", "按行业、部门、乡镇、保险机构看各项指标", ("f8",), "zb", "首页"),
        Command("import_lists", "导入", "导入部门、保险机构交来的表格", ("ctrl+o",), "dr", "首页", place=1),
        Command("cut_off", "截止日", "改变统计所依据的日期", ("f3",), "jzr", "首页", place=2),
        Command("duplicates", "查重", "找出可能重复登记的企业", ("f9",), "yscf", "首页", place=2),
        Command(
            "open_coverage",
            "投保清单",
            "打开光标所在行业应投保、已投保、应保未保的对象",
            ("f4",),
            "tbqd",
            "首页",
            place=3,
        ),
    )

    @dataclass
    class Counted(Message):
        """The worker counted how things stand."""

        standing: Standing

    @dataclass
    class Gathered(Message):
        """The worker gathered what has to be done."""

        day: Day

    @dataclass
    class Checked(Message):
        """The worker has run every check; findings by severity."""

        found: Counter[str]

    @dataclass
    class Failed(Message):
        """The worker could not count."""

        error: AjxError

    def __init__(self) -> None:
        super().__init__("安责险工作台")
        self._standing: Standing | None = None
        self._day: Day | None = None
        self._found: Counter[str] | None = None
        self._lines: dict[str, Line] = {}

    def body(self) -> ComposeResult:
        """What has to be done at the left; coverage, doubts and holdings at the right."""
        with Horizontal():
            yield CountList(rows.waiting_rows(), id="day")
            with Vertical(id="right"):
                yield Static("各行业投保率　已投保 / 应投保", classes="block--title", markup=False)
                yield Bars(empty="正在统计", id="coverage")
                yield CountList(empty="", id="standing")

    @property
    def day_list(self) -> CountList:
        """What has to be done."""
        return self.query_one("#day", CountList)

    @property
    def bars(self) -> Bars:
        """Coverage by sector."""
        return self.query_one("#coverage", Bars)

    @property
    def _gap(self) -> bool:
        """Whether there is room for a free line between the parts of a list."""
        return self.has_class("-wide")

    def action_side(self, selector: str) -> None:
        """Go to the left or the right; a small terminal shows one of them."""
        self.set_class(selector != "#day", "-turned")
        self.query_one(selector).focus()

    def on_resize(self) -> None:
        """Show one side where there is no room for both."""
        self.set_class(self.size.width < TINY_BELOW, "-tiny")

    # ----- counting

    def on_mount(self) -> None:
        """Count once the frame is on screen and the record models are loaded."""
        self.run_worker(self._first_count())

    async def _first_count(self) -> None:
        await self.app.records_loaded()
        self.reload()

    def reload(self) -> None:
        """Count anew in a worker thread."""
        session, as_of = self.session, self.app.as_of
        self.run_worker(lambda: self._count(session, as_of), thread=True, exclusive=True, group="figures")

    def _count(self, session: Session, as_of: date) -> None:
        """How things stand first, then what has to be done, at last what takes longest."""
        from ajx_tui.services import clerk_day

        worker = get_current_worker()
        try:
            standing = rows.count_standing(session.store, as_of)
            if not worker.is_cancelled:
                self.post_message(self.Counted(standing))
                day = clerk_day.day(session, as_of)
            if not worker.is_cancelled:
                self.post_message(self.Gathered(day))
                others = clerk_day.other_findings(session.store, as_of)
        except AjxError as error:
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Checked(day.found + others))

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        from ajx_tui.ui.widgets.notice import show_error

        show_error(self.app, event.error)

    @on(Counted)
    def _show_standing(self, event: Counted) -> None:
        standing = self._standing = event.standing
        self._found = None
        made = standing.figures
        self._lines = {str(number): line for number, line in enumerate(made.lines("sector"))}
        total = rows.bar_of(made, "", "合计")
        self.headline(f"应投保 {total.total}　已投保 {total.done}　投保率 {total.rate}")
        bars = [rows.bar_of(made, key, line.title, line) for key, line in self._lines.items()]
        self.bars.show([total, *(bar for bar in bars if bar.total)])
        self._fill()

    @on(Gathered)
    def _show_day(self, event: Gathered) -> None:
        self._day = event.day
        empty = self._standing is not None and not self._standing.holdings["enterprise"]
        self.day_list.show(rows.day_rows(event.day, self.app.as_of, empty=empty, gap=self._gap))
        self.refresh_bindings()

    @on(Checked)
    def _show_found(self, event: Checked) -> None:
        self._found = event.found
        self._fill()

    def _fill(self) -> None:
        if self._standing is not None:
            self.query_one("#standing", CountList).show(rows.standing_rows(self._standing, self._found, self._gap))
        self.refresh_bindings()

    # ----- opening what stands behind a number

    @on(LineList.Opened, "#day")
    @on(LineList.Opened, "#standing")
    async def _opened(self, event: LineList.Opened) -> None:
        group, _, name = event.key.partition(":")
        await getattr(self, f"_open_{group}")(name)

    async def _open_task(self, name: str) -> None:
        from ajx_tui.store.lists import ListQuery

        task = next((one for one in self._day.tasks if one.key == name), None) if self._day is not None else None
        if task is not None:
            self.app.show_list(ListQuery(task.kind, ids=task.ids), task.title)

    async def _open_topic(self, name: str) -> None:
        from ajx_tui.ui.screens.cases.due_papers import DuePapers

        self.app.push_screen(DuePapers(self.room, topic=name))

    async def _open_review(self, name: str) -> None:
        from ajx_tui.ui.screens.review.queue import ReviewQueue

        if self._day is not None:
            reviews = self._day.reviews
            ids, crumb = (reviews.returned, "退回给我的") if name == "returned" else (reviews.waiting, "等我审核")
            self.app.push_screen(ReviewQueue(ids, crumb, self.room))

    async def _open_drafts(self, _name: str) -> None:
        await self.app.do_drafts()

    async def _open_step(self, name: str) -> None:
        from ajx_tui.ui.plan_dates import open_plan_dates

        record_id = self._day.plan.steps[int(name)].record_id if self._day is not None else None
        if record_id is None:
            open_plan_dates(self.app)
        else:
            self.app.open_record("plan_step", record_id)

    async def _open_doubt(self, name: str) -> None:
        self._open_figure(name, next(title for key, title, _ in rows.DOUBTS if key == name))

    async def _open_found(self, name: str) -> None:
        from ajx_tui.services.finding_list import Narrowed
        from ajx_tui.ui.screens.findings.findings import FindingsScreen

        self.app.push_screen(FindingsScreen(self.room, Narrowed(severity=name)))

    async def _open_kind(self, name: str) -> None:
        from ajx_tui.store.lists import ListQuery

        self.app.show_list(ListQuery(name))

    def _open_figure(self, name: str, title: str, line: Line | None = None) -> None:
        from ajx_tui.store.lists import ListQuery

        if self._standing is None:
            return
        made = self._standing.figures
        behind = made.ids(name, line.dimension, line.key) if line is not None else made.ids(name)
        crumb = f"{title} · {line.title}" if line is not None else title
        self.app.show_list(ListQuery(behind.kind, ids=behind.ids), crumb)

    @on(LineList.Opened, "#coverage")
    def _bar_opened(self, event: LineList.Opened) -> None:
        self._open_figure("uninsured", "应保未保", self._lines.get(event.key))

    # ----- commands

    def do_chase(self) -> None:
        """Open everything that is due and not insured."""
        self._open_figure("uninsured", "应保未保")

    def do_open_coverage(self) -> None:
        """Choose which number of the sector under the cursor to open."""
        from ajx_tui.ui.widgets.confirm import Choice, Choose

        if self._standing is None:
            return
        made = self._standing.figures
        line = self._lines.get(self.bars.current.key) if self.bars.current is not None else None
        at = (line.dimension, line.key) if line is not None else ()

        def chosen(name: str | None) -> None:
            if name is not None:
                self._open_figure(name, made.title(name), line)

        choices = [Choice(name, made.title(name), f"{made.count(name, *at)} 个") for name in COVERAGE]
        self.app.push_screen(Choose(f"打开哪一份清单？{line.title if line else '合计'}", choices), chosen)

    def _current_key(self) -> str:
        """The key of the row under the cursor; empty beside all."""
        focused = self.focused
        row = focused.current if isinstance(focused, CountList) else None
        return row.key or "" if row is not None else ""

    def _rule(self) -> str:
        """The figure or check of the packs behind the row under the cursor; empty where there is none."""
        if isinstance(self.focused, Bars):
            return "coverage"
        group, _, name = self._current_key().partition(":")
        if group == "task" and self._day is not None:
            return next((task.rule for task in self._day.tasks if task.key == name), "")
        return name if group == "doubt" else ""

    def can_clause(self) -> bool:
        """Needs a number; elsewhere the key asks for help."""
        return self.is_mounted and bool(self._rule() or rows.basis(self._current_key(), self._day)[0])

    def do_clause(self) -> None:
        """Say what the number means and what it stands on."""
        from ajx_tui.ui.screens.findings.clause import show_parts, show_rule

        if rule := self._rule():
            show_rule(self.app, rule)
        else:
            title, parts = rows.basis(self._current_key(), self._day)
            show_parts(self.app, title, *parts)
