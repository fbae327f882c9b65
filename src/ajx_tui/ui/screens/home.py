"""The first page: how far insuring has come, and what has to be done now. Paints first, counts afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from ajx_tui.errors import AjxError
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.bars import Bar, Bars
from ajx_tui.ui.widgets.count_list import CountList, CountRow
from ajx_tui.ui.widgets.grid_source import Tone

if TYPE_CHECKING:
    from ajx_tui.services.figures import Figures, Line
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store

AGENDA: tuple[tuple[str, str, Tone], ...] = (
    ("policy.ends_7", "7天内到期的保单", "bad"),
    ("policy.ends_30", "30天内到期的保单", "warn"),
    ("hazard.overdue", "逾期未整改隐患", "bad"),
    ("hazard.week", "7天内到整改期限", "warn"),
    ("visit.unconfirmed", "企业未确认的服务", "warn"),
    ("claim.open", "未结案的理赔", ""),
)
"""'kind.named filter', title, tone: what is due, as of the cut-off day."""
OWED = "owed"
WATCH: tuple[tuple[str, str, Tone, str], ...] = (
    ("violations", "检查发现的违规", "bad", "findings"),
    ("doubts", "检查发现的疑点、缺项", "warn", "findings"),
    ("due", "30天内到期和逾期事项", "warn", "due_papers"),
)
"""Key, title, tone, and the command that opens the page: what takes longer to count and comes after the figures."""
WATCH_DAYS = 30
RULES: Mapping[str, str] = {
    "policy.ends_7": "expiring", "policy.ends_30": "expiring", "hazard.overdue": "hazards_overdue",
    "hazard.week": "hazard_overdue", "visit.unconfirmed": "visits_unconfirmed", "claim.open": "claim_slow",
    OWED: "service_owed",
}  # fmt: skip
"""Line of `AGENDA` → the figure or check of the packs that says what it stands on."""
DOUBTS: tuple[tuple[str, str, Tone], ...] = (
    ("uninsured", "应保未保", "bad"),
    ("headcount_short", "未全员投保", "bad"),
    ("headcount_unknown", "从业人员数不明", "warn"),
    ("below_floor", "限额低于下限", "bad"),
    ("overlapping", "重复投保", "warn"),
    ("commission_over", "佣金超上限", "bad"),
    ("ended_early", "提前终止保单", "warn"),
)
"""Figures of the policy packs that ask for a look at their records."""
HOLDINGS: tuple[str, ...] = ("enterprise", "insured_object", "policy", "visit", "hazard", "claim")
LOW_PERCENT = 60


@dataclass(frozen=True, slots=True)
class HomeData:
    """What the counting worker brought back."""

    figures: Figures
    agenda: Mapping[str, int]
    owed: tuple[int, ...]
    holdings: Mapping[str, int]
    titles: Mapping[str, str]


def count_all(store: Store, as_of: date) -> HomeData:
    """Everything the page shows; runs in a worker thread."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services.figures import figures
    from ajx_tui.store import lists
    from ajx_tui.store.agenda import visits_owed
    from ajx_tui.store.lists import ListQuery
    from ajx_tui.ui.quick_filters import quick_filters

    made = figures(store, as_of, ("coverage", *(name for name, _, _ in DOUBTS)))
    agenda = {}
    for key, _, _ in AGENDA:
        kind, _, quick = key.partition(".")
        conditions = next(q.conditions for q in quick_filters(kind, as_of) if q.key == quick)
        agenda[key] = lists.count(store, ListQuery(kind, conditions=conditions))
    holdings = {kind: lists.count(store, ListQuery(kind)) for kind in HOLDINGS}
    return HomeData(made, agenda, visits_owed(store, as_of), holdings, {kind: KINDS[kind].title for kind in HOLDINGS})


def count_watched(session: Session, as_of: date) -> dict[str, int]:
    """What `WATCH` counts; runs in a worker thread."""
    from ajx_tui.services.checks import run_all
    from ajx_tui.services.due_list import due_list

    found = run_all(session.store, as_of)
    violations = sum(finding.severity == "violation" for finding in found)
    due = len(due_list(session, WATCH_DAYS, as_of).lines)
    return {"violations": violations, "doubts": len(found) - violations, "due": due}


def _tone(done: int, total: int) -> Tone:
    if total and done >= total:
        return "good"
    return "warn" if total and done * 100 < total * LOW_PERCENT else ""


class HomeScreen(Page[None]):
    """Room 1."""

    ROOM = "1"
    HELP = (
        "左边是各行业的投保率：回车打开该行业应保未保的对象。右边是近期要办的事和数据疑点，回车打开对应的清单。"
        "每个数字都能点开到具体记录。按数字键 1 至 9 换房间。"
    )
    AUTO_FOCUS = "#coverage"
    DEFAULT_CSS = """
    HomeScreen #left { width: 5fr; height: 1fr; margin-right: 1; }
    HomeScreen #right { width: 4fr; height: 1fr; }
    HomeScreen .block--title { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    HomeScreen Bars { height: auto; max-height: 14; }
    HomeScreen.-wide .gap { height: 1; }
    HomeScreen.-narrow .gap { height: 0; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明光标所在的数字依据哪一条款", ("f1",), "yj", "首页"),
        Command("chase", "应保未保", "打开全部应保未保的对象", ("f2",), "ybwb", "首页"),
        Command("findings", "检查发现", "按政策包检查全部登记内容", ("f6",), "jcfx", "首页"),
        Command("due_papers", "到期事项", "列出逾期和即将到期的事项", ("f7",), "dqsx", "首页"),
        Command("indicators", "指标", "按行业、部门、乡镇、保险机构看各项指标", ("f8",), "zb", "首页"),
        Command("duplicates", "疑似重复", "找出可能重复登记的企业", ("f9",), "yscf", "首页"),
        Command("cut_off_day", "截止日", "改变统计所依据的日期", ("f3",), "jzr", "首页"),
        Command("due_table", "应投保", "打开光标所在行业全部应投保对象", ("f4",), "ytb", "首页"),
    )

    @dataclass
    class Counted(Message):
        """The worker finished counting."""

        data: HomeData

    @dataclass
    class Watched(Message):
        """The worker counted findings and what falls due."""

        counts: Mapping[str, int]

    @dataclass
    class Failed(Message):
        """The worker could not count."""

        error: AjxError

    def __init__(self) -> None:
        super().__init__("安责险工作台")
        self._data: HomeData | None = None
        self._lines: dict[str, Line] = {}

    def body(self) -> ComposeResult:
        """Coverage and holdings at the left, what is due and what is doubtful at the right."""
        with Horizontal():
            with Vertical(id="left"):
                yield Static("各行业投保率　已投保 / 应投保", classes="block--title", markup=False)
                yield Bars(empty="正在统计", id="coverage")
                yield Static("", classes="gap")
                yield Static("登记数量", classes="block--title", markup=False)
                yield CountList(id="holdings")
            with Vertical(id="right"):
                yield Static("近期要办", classes="block--title", markup=False)
                yield CountList(id="agenda")
                yield Static("", classes="gap")
                yield Static("数据疑点", classes="block--title", markup=False)
                yield CountList(id="doubts")
                yield Static("", classes="gap")
                yield Static("检查与期限", classes="block--title", markup=False)
                yield CountList(id="watch", empty="正在检查")

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
        """The figures first, what takes longer afterwards."""
        worker = get_current_worker()
        try:
            data = count_all(session.store, as_of)
            if not worker.is_cancelled:
                self.post_message(self.Counted(data))
                watched = count_watched(session, as_of)
        except AjxError as error:
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Watched(watched))

    @on(Watched)
    def _show_watched(self, event: Watched) -> None:
        rows = [CountRow(key, title, event.counts[key], tone) for key, title, tone, _ in WATCH]
        self.query_one("#watch", CountList).show(rows)

    @on(CountList.Opened, "#watch")
    async def _watched_opened(self, event: CountList.Opened) -> None:
        command = next(command for key, _, _, command in WATCH if key == event.key)
        await self.app.action_command(command)

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        from ajx_tui.ui.widgets.notice import show_error

        show_error(self.app, event.error)

    @on(Counted)
    def _show(self, event: Counted) -> None:
        """Fill the page."""
        data = self._data = event.data
        made = data.figures
        due, insured = made.count("due"), made.count("insured")
        self.headline(f"应投保 {due}　已投保 {insured}　投保率 {Bar('', '', insured, due).rate}")
        self._lines = {str(number): line for number, line in enumerate(made.lines("sector"))}
        bars = [self._bar("", "合计", made.count("insured"), made.count("due"))]
        for key, line in self._lines.items():
            at = (line.dimension, line.key)
            if made.count("due", *at):
                bars.append(self._bar(key, line.title, made.count("insured", *at), made.count("due", *at)))
        self.query_one("#coverage", Bars).show(bars)
        agenda = [CountRow(key, title, data.agenda[key], tone) for key, title, tone in AGENDA]
        agenda.insert(4, CountRow(OWED, "服务欠账的保单", len(data.owed), "warn"))
        self.query_one("#agenda", CountList).show(agenda)
        doubts = [CountRow(name, title, made.count(name), tone) for name, title, tone in DOUBTS]
        self.query_one("#doubts", CountList).show(doubts)
        holdings = [CountRow(kind, data.titles[kind], count) for kind, count in data.holdings.items()]
        self.query_one("#holdings", CountList).show(holdings)

    @staticmethod
    def _bar(key: str, title: str, done: int, total: int) -> Bar:
        return Bar(key, title, done, total, _tone(done, total))

    # ----- opening what stands behind a number

    def _open_figure(self, name: str, title: str, line: Line | None = None) -> None:
        from ajx_tui.store.lists import ListQuery

        if self._data is None:
            return
        made = self._data.figures
        behind = made.ids(name, line.dimension, line.key) if line is not None else made.ids(name)
        crumb = f"{title} · {line.title}" if line is not None else title
        self.app.show_list(ListQuery(behind.kind, ids=behind.ids), crumb)

    @on(Bars.Opened, "#coverage")
    def _bar_opened(self, event: Bars.Opened) -> None:
        self._open_figure("uninsured", "应保未保", self._lines.get(event.key))

    def do_chase(self) -> None:
        """Open everything that is due and not insured."""
        self._open_figure("uninsured", "应保未保")

    def do_due_table(self) -> None:
        """Open all due objects of the sector under the cursor."""
        bars = self.query_one("#coverage", Bars)
        key = bars.current.key if bars.current is not None else ""
        self._open_figure("due", "应投保", self._lines.get(key))

    def _rule(self) -> str:
        """The figure or check behind the line that has the focus; empty where there is none."""
        focused = self.focused
        if isinstance(focused, Bars):
            return "coverage"
        if not isinstance(focused, CountList) or focused.id not in ("agenda", "doubts") or focused.current is None:
            return ""
        key = focused.current.key or ""
        return RULES.get(key, key)

    def can_clause(self) -> bool:
        """Only figures stand on a clause; elsewhere the key asks for help."""
        return self.is_mounted and bool(self._rule())

    def do_clause(self) -> None:
        """Say what the figure means and on which clause it stands."""
        from ajx_tui.ui.screens.clause import show_rule

        show_rule(self.app, self._rule())

    async def do_findings(self) -> None:
        """Open what the checks find."""
        await self.app.do_findings()

    async def do_due_papers(self) -> None:
        """Open what falls due."""
        await self.app.do_due_papers()

    async def do_indicators(self) -> None:
        """Open the indicators."""
        await self.app.do_indicators()

    async def do_duplicates(self) -> None:
        """Open the enterprises that may be one."""
        await self.app.do_duplicates()

    def do_cut_off_day(self) -> None:
        """Change the cut-off day."""
        self.app.do_cut_off()

    @on(CountList.Opened, "#doubts")
    def _doubt_opened(self, event: CountList.Opened) -> None:
        title = next(title for name, title, _ in DOUBTS if name == event.key)
        self._open_figure(event.key, title)

    @on(CountList.Opened, "#holdings")
    def _holding_opened(self, event: CountList.Opened) -> None:
        from ajx_tui.store.lists import ListQuery

        self.app.show_list(ListQuery(event.key), "")

    @on(CountList.Opened, "#agenda")
    def _agenda_opened(self, event: CountList.Opened) -> None:
        from ajx_tui.store.lists import ListQuery

        if event.key == OWED and self._data is not None:
            self.app.show_list(ListQuery("policy", ids=self._data.owed), "服务欠账")
            return
        kind, _, quick = event.key.partition(".")
        self.app.show_list(ListQuery(kind), "", quick)
