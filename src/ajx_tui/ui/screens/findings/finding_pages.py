"""The findings of one check, one by one: record, field, value, clause, next step; explained away or opened."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input

from ajx_tui.domain.records import KINDS
from ajx_tui.services import checks, finding_list
from ajx_tui.services.checks import Finding
from ajx_tui.services.evidence import comparable
from ajx_tui.services.finding_list import Narrowed, Placed
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT, EXPORT
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.findings.clause import check_parts, show_check
from ajx_tui.ui.screens.findings.common import describe, export_findings
from ajx_tui.ui.screens.findings.evidence_compare import EvidenceCompare
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Confirm, Dialog
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

OPEN, ALL = "待处理", "全部"
COLUMNS = (
    GridColumn("name", "企业或名称", 24, fixed=True, sortable=False, grow=True),
    GridColumn("text", "发现", 36, sortable=False, grow=True),
    GridColumn("state", "情况", 6, sortable=False),
    GridColumn("township", "乡镇", 10, sortable=False),
    GridColumn("departments", "主管部门", 12, sortable=False),
)


class Explain(Dialog["tuple[str, str | None] | None"]):
    """Asks why a finding stands as it is, and until when that holds. Dismisses with (reason, ISO day or None)."""

    AUTO_FOCUS = "#reason"

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"情况说明：{finding.title}")
        self._finding = finding

    def body(self) -> ComposeResult:
        """The finding, the reason, the day."""
        yield Prose(self._finding.text, classes="dialog--text")
        yield Prose("为什么可以这样？理由会保留并显示在发现旁边。")
        yield Input(self._finding.explained, id="reason", max_length=300)
        yield Prose("到哪一天为止有效？不填则一直有效，直到所依据的情况改变。")
        yield Input(placeholder="如 2026-12-31", id="until")
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and confirm."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("记下说明", id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _submitted(self) -> None:
        from ajx_tui.domain.quantities import read_day
        from ajx_tui.domain.text import clean_code

        reason, until = (self.query_one(f"#{name}", Input).value.strip() for name in ("reason", "until"))
        day = read_day(clean_code(until)) if until else None
        wrong = "请写明理由。" if not reason else "日期请写成 2026-12-31 这样。" if until and day is None else ""
        if wrong:
            self.query_one("#wrong", Prose).update(wrong)
        else:
            self.dismiss((reason, day.isoformat() if day else None))


class CheckFindings(ReadingPage[list[Placed]]):
    """What one check found."""

    HELP = (
        "每一行是一条发现，下方写明记录、字段、现在的值、依据和下一步。回车打开记录，F2 直接修改所指的字段；"
        "情况属实但有正当理由的，按 F3 写明说明：它不再算作待处理，所依据的情况改变后会重新出现。"
        "服务记录、保单、企业可按 F6 与相似的记录并排对比。"
    )
    AUTO_FOCUS = "#findings"
    DEFAULT_CSS = """
    CheckFindings #findings { height: 1fr; min-height: 4; }
    CheckFindings #about { height: auto; max-height: 10; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这项检查的依据条款和核对情况", ("f1",), "yj", "检查"),
        Command("edit", "修改", "修改记录，光标停在所指的字段", ("f2",), "xg", "检查"),
        Command("explain", "说明", "写明为什么可以这样，不再算作待处理", ("f3",), "sm", "检查"),
        Command("reopen", "撤销说明", "撤销情况说明，重新算作待处理", ("f4",), "cxsm", "检查"),
        Command("compare", "并排对比", "把有疑点的记录与相似的记录并排对照", ("f6",), "bpdb", "检查"),
        Command("export_list", "导出", "把列出的发现导出为表格", ("f7",), "dc", "检查"),
        Command("toggle", "待处理/全部", "只看待处理的，或连同已说明的一起看", ("f8",), "dcl", "检查"),
    )
    NEEDS = MappingProxyType({"explain": EDIT, "reopen": EDIT, "export_list": EXPORT})

    def __init__(self, check: str, title: str, limits: Narrowed | None = None, room: str = "") -> None:
        super().__init__(title, room)
        self._check, self._limits = check, limits or Narrowed()
        self._all: list[Placed] = []
        self._listed: dict[int, Placed] = {}
        self._shown = ALL
        self._next: int | None = None

    def body(self) -> ComposeResult:
        """The findings, and everything about the one under the cursor."""
        yield RecordGrid(id="findings", empty="正在检查")
        yield Prose(id="about")

    @property
    def grid(self) -> RecordGrid:
        """The findings."""
        return self.query_one("#findings", RecordGrid)

    def read(self) -> list[Placed]:
        """Run the check."""
        found = finding_list.gather(self.session.store, self.app.as_of, [self._check])
        return [placed for placed in found if self._limits.holds(placed)]

    def show_read(self, data: list[Placed]) -> None:
        """Show what was found."""
        self._all = data
        self._fill()

    def _fill(self) -> None:
        """Rows are named by the id of their record: one check finds a record once."""
        kept, self._next = self._next or self.grid.cursor_id, None
        shown = [p for p in self._all if self._shown == ALL or not p.finding.explained]
        shown.sort(key=lambda p: bool(p.finding.explained))
        self._listed = {p.finding.record_id: p for p in shown}
        rows = {number: self._row(placed) for number, placed in self._listed.items()}
        still = sum(not p.finding.explained for p in self._all)
        empty = "没有待处理的发现。\n按 F8 连同已说明的一起看。" if self._all else "没有发现。\n按 Esc 返回。"
        self.grid.replace(ListSource(COLUMNS, rows), kept, empty=empty)
        explained = f"已说明 {len(self._all) - still} 条" if still < len(self._all) else ""
        self.headline(describe(self._limits), f"待处理 {still} 条", explained)
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _row(placed: Placed) -> GridRow:
        done = bool(placed.finding.explained)
        state = "已说明" if done else ""
        cells = (placed.name, placed.told, state, placed.township, "、".join(placed.departments))
        return GridRow(cells, "dim" if done else "", {"state": "good"} if done else {})

    @property
    def current(self) -> Placed | None:
        """The finding under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._listed.get(at) if at is not None else None

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """The record the finding under the cursor is about."""
        placed = self.current
        return (placed.finding.kind, placed.finding.record_id, placed.finding.check) if placed is not None else None

    @on(RecordGrid.RowHighlighted, "#findings")
    def _tell(self) -> None:
        """Say everything about the finding under the cursor."""
        placed = self.current
        self.query_one("#about", Prose).update(self._about(placed) if placed is not None else "")
        self.refresh_bindings()

    def _about(self, placed: Placed) -> str:
        finding = placed.finding
        title, value = finding_list.field_title(finding), finding_list.field_text(self.session.store, finding)
        lines = (
            f"【{finding.severity_title}】{finding.text}",
            f"记录：{KINDS[finding.kind].title}　{placed.label}",
            f"字段：{title}（现为 {value or '空'}）" if title else "",
            f"依据：{finding.clause.text}（{finding.clause.note}）",
            f"下一步：{finding.next_step}",
            f"说明：{finding.explained}" if finding.explained else "",
            f"以前的说明（所依据的情况已变或已到期）：{finding.earlier}" if finding.earlier else "",
        )
        return "\n".join(line for line in lines if line)

    @on(RecordGrid.RowOpened, "#findings")
    def _opened(self) -> None:
        if (placed := self.current) is not None:
            self.app.open_record(placed.finding.kind, placed.finding.record_id)

    # ----- commands

    def can_clause(self) -> bool:
        """Needs a finding under the cursor."""
        return self.current is not None

    can_edit = can_clause

    def do_clause(self) -> None:
        """Explain the check."""
        if (placed := self.current) is not None:
            found = placed.finding
            show_check(self.app, found.title, found.clause, found.next_step)

    def do_edit(self) -> None:
        """Change the record, starting at the field."""
        if (placed := self.current) is not None:
            actions.edit_at(self.app, placed.finding.kind, placed.finding.record_id, placed.finding.field, self._saved)

    def _saved(self, _record_id: int) -> None:
        self.data_changed()

    def can_explain(self) -> bool:
        """Needs a finding under the cursor."""
        return self.current is not None

    def do_explain(self) -> None:
        """Keep why the finding stands as it is."""
        placed = self.current
        if placed is None:
            return

        def answered(answer: tuple[str, str | None] | None) -> None:
            if answer is not None:
                checks.explain(self.session, placed.finding, *answer)
                self._next = self._following()
                notify(self.app, "已记下情况说明")
                self.data_changed()

        self.app.push_screen(Explain(placed.finding), answered)

    def _following(self) -> int | None:
        """The finding to go on with: what was just explained moves to the end of the list."""
        ids, at = self.grid.ids, self.grid.cursor
        return ids[at + 1] if at + 1 < len(ids) else None

    def can_reopen(self) -> bool:
        """Only what was explained away can be taken back."""
        placed = self.current
        return placed is not None and bool(placed.finding.explained)

    def do_reopen(self) -> None:
        """Take the explanation back."""
        placed = self.current
        if placed is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                checks.reopen(self.session, placed.finding)
                self.data_changed()

        text = f"现有说明：{placed.finding.explained}"
        self.app.push_screen(Confirm("撤销这条情况说明？", text, "撤销说明"), answered)

    def can_compare(self) -> bool:
        """Visits, policies and enterprises are held beside those like them; of a service body, its visits."""
        placed = self.current
        return placed is not None and comparable(placed.finding.kind)

    def do_compare(self) -> None:
        """Show the evidence."""
        if (placed := self.current) is not None:
            found = placed.finding
            parts = check_parts(found.clause.text, found.clause.note, found.next_step)
            page = EvidenceCompare(found.kind, found.record_id, found.title, found.text, parts, self.room)
            self.app.push_screen(page)

    def can_export_list(self) -> bool:
        """Needs something to write."""
        return self.is_mounted and bool(self._listed)

    def do_export_list(self) -> None:
        """Write what is listed."""
        export_findings(self.app, list(self._listed.values()), f"检查发现-{self.title}")

    def do_toggle(self) -> None:
        """Leave out what was explained away, or show it too."""
        self._shown = OPEN if self._shown == ALL else ALL
        self._fill()
