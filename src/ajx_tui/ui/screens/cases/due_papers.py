"""What falls due: every clock of the next days by day, with working days left, and where holidays are not known."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs
from ajx_tui.services.due_list import TOPICS, DueLine, DueList, due_list
from ajx_tui.services.rule_lines import RuleLine, rule_help
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_parts
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose, plain
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

SPANS = (7, 15, 30, 60, 90, 180)
USUAL_SPAN = 30
SOON = 3
"""Working days from which on a clock is marked."""
EVERYTHING = "all"
WEEKDAYS = "一二三四五六日"
COLUMNS = (
    GridColumn("day", "最后一天", 15, fixed=True, sortable=False),
    GridColumn("left", "剩余", 10, sortable=False),
    GridColumn("work", "工作日", 6, "right", sortable=False),
    GridColumn("title", "事项", 14, sortable=False),
    GridColumn("name", "企业", 20, sortable=False, grow=True),
    GridColumn("label", "记录", 14, sortable=False, grow=True),
    GridColumn("holder", "责任方", 10, sortable=False),
)


class DuePapers(ReadingPage[DueList]):
    """The list of what is due."""

    HELP = (
        "按最后一天排列：执法文书、理赔、投诉答复、整改期限、到期未续的保单等，逾期的在最前。"
        "Ctrl+G 换看一类；F2 改变看多少天；回车打开记录；F1 看这个期限的依据。"
        "节假日安排没有录入的年份按周一至周五推算，屏幕下方会写明。"
    )
    AUTO_FOCUS = "#due"
    DEFAULT_CSS = """
    DuePapers #due { height: 1fr; min-height: 4; }
    DuePapers #about { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    DuePapers #note { height: auto; padding: 0 1; color: $text-warning; background: $panel; display: none; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这个期限依据的条款", ("f1",), "yj", "到期"),
        Command("span", "天数", "改变看多少天以内到期的事项", ("f2",), "ts", "到期"),
        Command("edit", "登记办理", "修改记录，填上办理的日期", ("f3",), "djbl", "到期"),
    )

    def __init__(self, room: str = "", span: int = USUAL_SPAN, topic: str = EVERYTHING) -> None:
        """`topic` is the tab to begin with."""
        super().__init__("到期事项", room)
        self._span, self._topic = span, topic
        self._data: DueList | None = None
        self._lines: tuple[DueLine, ...] = ()

    def body(self) -> ComposeResult:
        """Topics, the list, what is known of the line under the cursor, the note of the calendar."""
        yield TabRow([(EVERYTHING, "全部"), *((topic, topic) for topic in TOPICS)], self._topic)
        yield RecordGrid(id="due", empty="正在读取")
        yield Prose(id="about")
        yield Static("", id="note", markup=False)

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#due", RecordGrid)

    @property
    def current(self) -> DueLine | None:
        """The line under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._lines[at] if at is not None and at < len(self._lines) else None

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """The record under the cursor."""
        line = self.current
        return (line.item.kind, line.item.record_id, "") if line is not None else None

    def read(self) -> DueList:
        """All clocks of the span."""
        return due_list(self.session, self._span, self.app.as_of)

    def show_read(self, data: DueList) -> None:
        """Show them."""
        self._data = data
        self.tabs.show_counts({EVERYTHING: len(data.lines), **{t: len(data.of_topic(t)) for t in TOPICS}})
        note = self.query_one("#note", Static)
        note.display = bool(data.note)
        note.update(plain(f"注意：{data.note}。"))
        overdue = f"逾期 {data.overdue} 项" if data.overdue else ""
        self.headline(f"{self._span} 天以内（到 {data.until.isoformat()}）", overdue)
        self._fill()

    def _fill(self) -> None:
        if self._data is None:
            return
        kept = self.current
        topic = self.tabs.current
        self._lines = self._data.of_topic("" if topic == EVERYTHING else topic)
        rows: dict[int, GridRow] = {}
        for _, members in groupby(enumerate(self._lines), key=lambda pair: pair[1].day):
            for place, (number, line) in enumerate(members):
                rows[number] = self._row(line, first=not place)
        cursor = next((n for n, line in enumerate(self._lines) if kept and line.item == kept.item), None)
        empty = f"{self._span} 天以内没有到期的事项。\n按 F2 看得更远。"
        self.grid.replace(ListSource(COLUMNS, rows), cursor, empty=empty)
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _row(line: DueLine, *, first: bool) -> GridRow:
        """The day stands on the first line of each day only."""
        item = line.item
        day = f"{line.day.isoformat()} 周{WEEKDAYS[line.day.weekday()]}" if first else ""
        workdays = str(line.workdays) if item.days_left > 0 else ""
        tone: Tone = "bad" if item.late else "warn" if line.workdays <= SOON else ""
        cells = (day, line.left, workdays, item.due.title, item.enterprise, item.label, item.holder)
        return GridRow(cells, "", {"left": tone, "work": tone} if tone else {})

    @on(TabRow.Chosen)
    def _topic_chosen(self) -> None:
        self._fill()

    @on(RecordGrid.RowHighlighted, "#due")
    def _tell(self) -> None:
        line = self.current
        self.query_one("#about", Prose).update(self._about(line) if line is not None else "")
        self.refresh_bindings()

    @staticmethod
    def _about(line: DueLine) -> str:
        item, due = line.item, line.item.due
        kind = KINDS[item.kind].title
        parts = [f"{due.title}：{kind} {item.label}　从 {due.start.isoformat()} 起，到 {due.due.isoformat()} 为止",
                 f"依据：{due.clause}　责任方：{item.holder}"]  # fmt: skip
        return "\n".join([*parts, due.note] if due.note else parts)

    @on(RecordGrid.RowOpened, "#due")
    def _opened(self) -> None:
        if (line := self.current) is not None:
            self.app.open_record(line.item.kind, line.item.record_id)

    # ----- commands

    def can_clause(self) -> bool:
        """Needs a line under the cursor."""
        return self.current is not None

    can_edit = can_clause

    @property
    def edited(self) -> tuple[str, int] | None:
        """The record under the cursor."""
        return (line.item.kind, line.item.record_id) if (line := self.current) is not None else None

    def do_clause(self) -> None:
        """Explain the clock."""
        if (line := self.current) is not None:
            due = line.item.due
            told = f"从 {due.start.isoformat()} 起算，最后一天是 {due.due.isoformat()}。责任方：{line.item.holder}。"
            title = f"期限：{due.title}"
            rule = self._rule(due.name)
            parts = (("依据", due.clause),) if rule is None else (
                ("期限长度", rule.value), ("依据", rule.clause.text), ("依据核对情况", rule.clause.note),
                ("来源", rule.source))  # fmt: skip
            show_parts(self.app, title, ("期限", told), *parts, ("说明", due.note))

    def _rule(self, name: str) -> RuleLine | None:
        """The parameter of the packs that a clock runs by; None for a day that a record itself sets."""
        if name not in packs.rules(self.session.store).parameters:
            return None
        return rule_help(self.session.store, name, self.app.as_of.isoformat())

    def do_span(self) -> None:
        """Choose how far to look."""

        def chosen(value: str | None) -> None:
            if value is not None:
                self._span = int(value)
                self.reload()

        choices = [Choice(str(days), f"{days} 天") for days in SPANS]
        self.app.push_screen(Choose("看多少天以内到期的事项？", choices, current=str(self._span)), chosen)

    def do_edit(self) -> None:
        """Change the record."""
        from ajx_tui.ui.screens import actions

        if (line := self.current) is not None:
            actions.edit_record(self.app, line.item.kind, line.item.record_id, lambda _id: self.data_changed())
