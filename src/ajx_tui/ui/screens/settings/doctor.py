"""What the check-up of the data found, one finding a line, and what it should be."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.services.doctor import SORTS, Finding, Report, advice
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("sort", "类别", 8, fixed=True, sortable=False),
    GridColumn("label", "对象", 24, sortable=False, grow=True),
    GridColumn("text", "发现", 40, sortable=False, grow=True),
)


def _short(one: Finding) -> str:
    """The text of a finding without the name that stands beside it in the list."""
    rest = one.text.partition(f"「{one.label}」")[2] if one.label else ""
    return rest.removeprefix("的").removeprefix("，") or one.text


class DoctorScreen(Page[None]):
    """The report of one check-up."""

    HELP = (
        "体检逐条核对：每条记录是否与历史一致、历史是否完整、附件和文件是否损坏。上面写着结论和该怎么办；"
        "回车打开有问题的记录。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    DoctorScreen #told { height: auto; max-height: 10; padding: 0 1; background: $surface; margin-bottom: 1; }
    DoctorScreen RecordGrid { height: 1fr; }
    DoctorScreen #about { height: auto; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到上一页", ("escape",), "fh", "体检"),
        Command("open_it", "打开记录", "打开有问题的记录", ("f2",), "dkjl", "体检"),
        Command("refresh_page", "重新体检", "再核对一遍", ("f5",), "cxtj", "体检"),
    )

    def __init__(self, report: Report, room: str = "") -> None:
        super().__init__("数据体检", room)
        self._report = report

    def body(self) -> ComposeResult:
        """Verdict, findings, the one under the cursor in full."""
        yield Prose(self._verdict(), id="told")
        yield RecordGrid(ListSource(COLUMNS, self._rows()), id="grid", empty="没有发现问题。")
        yield Prose(id="about")

    def _verdict(self) -> str:
        report = self._report
        rows = sum(n for name, n in report.checked.items() if name in KINDS)
        counted = f"历史 {report.checked.get('history', 0)} 条、记录 {rows} 条"
        count = len(report.findings) + sum(report.left_out.values())
        lines = ["体检完成，没有发现问题。" if report.sound else f"发现 {count} 处问题。"]
        lines[0] += f"用时 {report.seconds:.1f} 秒。" + f"核对了{counted}。"
        lines += [f"另有{SORTS.get(sort, '')}问题 {n} 处没有逐条列出。" for sort, n in report.left_out.items()]
        return "\n".join([*lines, *advice(report), *report.notices])

    def _rows(self) -> dict[int, GridRow]:
        return {
            at: GridRow((SORTS[f.sort], f.label, _short(f)), tones={"sort": "bad"})
            for at, f in enumerate(self._report.findings)
        }

    def on_mount(self) -> None:
        """Show how many."""
        self.status.show(rows=len(self._report.findings))

    @property
    def current(self) -> Finding | None:
        """The finding under the cursor."""
        at = self.query_one(RecordGrid).cursor_id if self.is_mounted else None
        return self._report.findings[at] if at is not None and at < len(self._report.findings) else None

    @on(RecordGrid.RowHighlighted)
    def _tell(self) -> None:
        one = self.current
        parts = [one.text] if one else []
        if one and (one.stored or one.expected):
            parts += [f"现在是　{one.stored or '（空）'}", f"应当是　{one.expected or '（空）'}"]
        self.query_one("#about", Prose).update("\n".join(parts))
        self.refresh_bindings()

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def can_open_it(self) -> bool:
        """Needs a finding about a record that is there."""
        from ajx_tui.store import records

        one = self.current
        return (
            one is not None
            and one.kind in KINDS
            and records.get(self.session.store, KINDS[one.kind], one.record_id) is not None
        )

    @on(RecordGrid.RowOpened)
    def do_open_it(self) -> None:
        """Open the record of the finding."""
        if (one := self.current) is not None and self.can_open_it():
            self.app.open_record(one.kind, one.record_id)

    def do_refresh_page(self) -> None:
        """Examine once more."""
        self.dismiss(None)
        self.app.call_next(self.app.do_doctor)
