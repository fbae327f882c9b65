"""What the checks find, grouped by check: how grave, how many, on which clause. Enter opens the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services import finding_list
from ajx_tui.services.finding_list import CheckGroup, Narrowed, Placed
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.findings.clause import show_check
from ajx_tui.ui.screens.findings.common import describe, export_findings
from ajx_tui.ui.screens.findings.finding_pages import CheckFindings
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

TONES: dict[str, Tone] = {"violation": "bad", "doubt": "warn", "hint": ""}
COLUMNS = (
    GridColumn("severity", "程度", 4, fixed=True, sortable=False),
    GridColumn("title", "检查", 24, fixed=True, sortable=False, grow=True),
    GridColumn("open", "待处理", 6, "right", sortable=False),
    GridColumn("explained", "已说明", 6, "right", sortable=False),
    GridColumn("group", "类别", 4, sortable=False),
    GridColumn("clause", "依据", 18, sortable=False, grow=True),
)


class FindingsScreen(ReadingPage[list[Placed]]):
    """All checks that found something."""

    HELP = (
        "按政策包中的规则检查全部登记内容。每一行是一项检查：回车打开它的发现。F1 看依据条款和核对情况；"
        "F2、F3、F4 按程度、主管部门、乡镇筛选；F5 重新检查。已说明情况的不再算作待处理，但仍然列出。"
    )
    AUTO_FOCUS = "#checks"
    DEFAULT_CSS = """
    FindingsScreen #checks { height: 1fr; }
    FindingsScreen #about { height: auto; min-height: 3; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这项检查的依据条款和核对情况", ("f1",), "yj", "检查"),
        Command("severity", "程度", "只看违规、疑点或提醒", ("f2",), "cd", "检查"),
        Command("department", "部门", "只看一个主管部门的", ("f3",), "bm", "检查"),
        Command("township", "乡镇", "只看一个乡镇（街道）的", ("f4",), "xz", "检查"),
        Command("export_list", "导出", "把列出的全部发现导出为表格", ("f7",), "dc", "检查"),
        Command("refresh_page", "重新检查", "按现在的登记内容重新检查", ("f5",), "cxjc", "检查"),
    )
    NEEDS = MappingProxyType({"export_list": EXPORT})

    def __init__(self, room: str = "", limits: Narrowed | None = None) -> None:
        super().__init__("检查发现", room)
        self._limits = limits or Narrowed()
        self._all: list[Placed] = []
        self._groups: list[CheckGroup] = []

    def body(self) -> ComposeResult:
        """The checks, and below them what the one under the cursor asks for."""
        yield RecordGrid(id="checks", empty="正在检查")
        yield Prose(id="about")

    @property
    def grid(self) -> RecordGrid:
        """The checks."""
        return self.query_one("#checks", RecordGrid)

    def read(self) -> list[Placed]:
        """Run all checks."""
        return finding_list.gather(self.session.store, self.app.as_of)

    def show_read(self, data: list[Placed]) -> None:
        """Show what was found."""
        self._all = data
        self._fill()

    def _listed(self) -> list[Placed]:
        return [placed for placed in self._all if self._limits.holds(placed)]

    def _fill(self) -> None:
        listed = self._listed()
        kept = self.current
        self._groups = finding_list.groups(listed)
        rows = {
            number: GridRow(
                (g.severity_title, g.title, str(g.open), str(g.explained or ""), g.group, g.clause.text),
                "" if g.open else "dim",
                {"severity": TONES[g.severity], "open": TONES[g.severity]} if g.open else {},
            )
            for number, g in enumerate(self._groups)
        }
        cursor = next((n for n, g in enumerate(self._groups) if kept and g.check == kept.check), None)
        limits = describe(self._limits)
        empty = "没有符合条件的发现。\n按 F2、F3、F4 改变筛选。" if limits else "检查完毕，没有发现问题。"
        self.grid.replace(ListSource(COLUMNS, rows), cursor, empty=empty)
        counts = Counter(p.finding.severity_title for p in listed if not p.finding.explained)
        told = "　".join(f"{title} {counts[title]}" for title in SEVERITIES.values())
        self.headline(limits, f"待处理 {counts.total()} 条：{told}")
        self.status.show(rows=len(listed))

    @property
    def current(self) -> CheckGroup | None:
        """The check under the cursor."""
        at = self.grid.cursor_id
        return self._groups[at] if at is not None and at < len(self._groups) else None

    @on(RecordGrid.RowHighlighted, "#checks")
    def _highlighted(self) -> None:
        group = self.current
        text = "" if group is None else f"依据：{group.clause.text}（{group.clause.note}）\n下一步：{group.next_step}"
        self.query_one("#about", Prose).update(text)
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#checks")
    def _opened(self) -> None:
        if (group := self.current) is not None:
            self.app.push_screen(CheckFindings(group.check, group.title, self._limits, self.room))

    # ----- commands

    def can_clause(self) -> bool:
        """Needs a check under the cursor."""
        return self.is_mounted and self.current is not None

    def do_clause(self) -> None:
        """Explain the check under the cursor."""
        if (group := self.current) is not None:
            show_check(self.app, group.title, group.clause, group.next_step)

    def do_severity(self) -> None:
        """Choose a severity."""
        counts = Counter(p.finding.severity for p in self._all if replace(self._limits, severity="").holds(p))
        choices = [Choice(name, title, f"{counts[name]} 条") for name, title in SEVERITIES.items()]
        self._choose("severity", "只看哪种程度？", choices)

    def do_department(self) -> None:
        """Choose a department."""
        within = [p for p in self._all if replace(self._limits, department="").holds(p)]
        counts = Counter(name for p in within for name in p.departments)
        self._choose("department", "只看哪个主管部门？", [Choice(n, n, f"{c} 条") for n, c in counts.most_common()])

    def do_township(self) -> None:
        """Choose a township."""
        within = [p for p in self._all if replace(self._limits, township="").holds(p)]
        counts = Counter(p.township for p in within if p.township)
        self._choose("township", "只看哪个乡镇（街道）？", [Choice(n, n, f"{c} 条") for n, c in counts.most_common()])

    def _choose(self, name: str, title: str, choices: list[Choice]) -> None:
        def chosen(value: str | None) -> None:
            if value is not None:
                self._limits = replace(self._limits, **{name: value})
                self._fill()

        current = getattr(self._limits, name)
        self.app.push_screen(Choose(title, [Choice("", "全部"), *choices], current=current), chosen)

    def can_export_list(self) -> bool:
        """Needs something to write."""
        return self.is_mounted and bool(self._groups)

    def do_export_list(self) -> None:
        """Write everything listed."""
        export_findings(self.app, self._listed(), "检查发现")
