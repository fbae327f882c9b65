"""The whole life of one enterprise on one page: its colour with the reasons, and every number with its list."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services import enterprise_paper
from ajx_tui.services.enterprise_numbers import Number, due_text, numbers
from ajx_tui.services.enterprise_page import EnterprisePage, page
from ajx_tui.services.evidence import comparable
from ajx_tui.services.light import LIGHT_TITLES, Light, Reason, Weights, weights
from ajx_tui.settings import load
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.findings.clause import check_parts, show_parts
from ajx_tui.ui.screens.findings.evidence_compare import EvidenceCompare
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.screens.written import tell_written
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

TONES: dict[str, Tone] = {"violation": "bad", "doubt": "warn", "hint": ""}
COLOURS = {Light.RED: "error", Light.YELLOW: "warning", Light.GREEN: "success"}
REASONS = (
    GridColumn("severity", "程度", 4, fixed=True, sortable=False),
    GridColumn("title", "原因", 16, sortable=False, grow=True),
    GridColumn("points", "分值", 6, "right", sortable=False),
)
NUMBERS = (
    GridColumn("title", "项目", 14, fixed=True, sortable=False),
    GridColumn("text", "截止日情况", 20, sortable=False, grow=True),
)


@dataclass(frozen=True, slots=True)
class Life:
    """What the worker read."""

    page: EnterprisePage
    numbers: list[Number]
    weights: Weights


class EnterpriseLife(ReadingPage[Life]):
    """One enterprise, everything about it."""

    HELP = (
        "左边是红黄绿状态的原因，从重到轻，回车打开所指的记录，F1 看依据；右边每个数都能回车打开对应的清单。"
        "F1 也说明分值和界限的依据，已说明情况的不计分。Tab 在左右之间移动。Ctrl+E 把这一页导出为 PDF、Word 或者表格。"
    )
    AUTO_FOCUS = "#reasons"
    DEFAULT_CSS = """
    EnterpriseLife #light { height: 2; background: $surface; padding: 0 1; margin-bottom: 1; }
    EnterpriseLife.-narrow #light { margin-bottom: 0; }
    EnterpriseLife #left { width: 1fr; margin-right: 1; }
    EnterpriseLife #right { width: 1fr; }
    EnterpriseLife RecordGrid { height: 1fr; }
    EnterpriseLife #about { height: auto; max-height: 7; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明光标所在原因的依据条款", ("f1",), "yj", "全貌"),
        Command("edit", "修改", "修改所指的记录，光标停在所指的字段", ("f2",), "xg", "全貌"),
        Command("due", "到期事项", "这家企业正在计算的各项期限", ("f4",), "dqsx", "全貌"),
        Command("paper", "导出", "把这一页和背后的记录写成文件，一户一档", ("ctrl+e",), "dc", "全貌"),
        Command("compare", "并排对比", "把所指的记录与相似的记录并排对照", ("f7",), "bpdb", "全貌"),
        Command("other", "换到另一边", "在原因和数字之间移动", ("f6",), "hdlyb", "全貌", shown=False),
    )
    NEEDS = MappingProxyType({"paper": EXPORT})

    def __init__(self, enterprise_id: int, room: str = "") -> None:
        super().__init__("企业全貌", room)
        self.enterprise_id = enterprise_id
        self._life: Life | None = None

    def body(self) -> ComposeResult:
        """Colour, reasons at the left, numbers at the right, the reason in full below."""
        yield Static("", id="light", markup=False)
        with Horizontal():
            with Vertical(id="left"):
                yield RecordGrid(id="reasons", empty="正在检查")
            with Vertical(id="right"):
                yield RecordGrid(id="numbers", empty="正在统计")
        yield Prose(id="about")

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """The enterprise, with all that is found about it."""
        return "enterprise", self.enterprise_id, ""

    def read(self) -> Life:
        """Everything about the enterprise."""
        made = page(self.session, self.enterprise_id, self.app.as_of)
        return Life(made, numbers(self.session, made), weights(self.session.store, made.as_of))

    def show_read(self, data: Life) -> None:
        """Show it."""
        self._life = data
        self.headline(data.page.name, f"截止 {data.page.as_of.isoformat()}")
        self.query_one("#light", Static).update(self._light(data))
        reasons = {n: self._reason_row(reason) for n, reason in enumerate(data.page.reasons)}
        grid = self.query_one("#reasons", RecordGrid)
        grid.replace(ListSource(REASONS, reasons), grid.cursor_id, empty="没有发现问题。")
        shown = {
            n: GridRow((x.title, x.text), "", {"text": "bad"} if x.bad else {}) for n, x in enumerate(data.numbers)
        }
        counts = self.query_one("#numbers", RecordGrid)
        counts.replace(ListSource(NUMBERS, shown), counts.cursor_id)
        self._tell()

    @staticmethod
    def _light(data: Life) -> Content:
        """The colour as a block that says its name, how it comes about, and the clocks that run."""
        found, weight = data.page, data.weights
        told = f" 状态 {LIGHT_TITLES[found.light]} "
        rule = f"　{found.points} 分　{weight.lines_text}{'（本级自定）' if weight.own else ''}"
        insure = "应当投保" if found.must_insure else "截止日没有应投保的对象"
        block = Content.styled(told, f"bold $background on ${COLOURS[found.light]}")
        clocks = due_text(found, found.as_of) or "没有正在计算的期限"
        return Content.assemble(block, rule, f"　{insure}", "\n", (display(clocks), "$text-muted"))

    @staticmethod
    def _reason_row(reason: Reason) -> GridRow:
        points = "已说明" if reason.explained else str(reason.points)
        tone = TONES.get(reason.severity, "")
        cells = (SEVERITIES.get(reason.severity, ""), f"{reason.title}：{reason.text}", points)
        return GridRow(cells, "dim" if reason.explained else "", {"severity": tone} if tone else {})

    # ----- reasons

    @property
    def reason(self) -> Reason | None:
        """The reason under the cursor."""
        at = self.query_one("#reasons", RecordGrid).cursor_id if self.is_mounted else None
        found = self._life.page.reasons if self._life is not None else ()
        return found[at] if at is not None and at < len(found) else None

    @on(RecordGrid.RowHighlighted, "#reasons")
    def _tell(self) -> None:
        reason = self.reason
        lines = [] if reason is None else [
            reason.text,
            f"依据：{reason.clause}（{CERTAINTIES.get(reason.certainty, '')}）　分值依据：{reason.weight}",
            f"下一步：{reason.next_step}" if reason.next_step else "",
            f"情况说明：{reason.explained}" if reason.explained else "",
        ]  # fmt: skip
        self.query_one("#about", Prose).update("\n".join(line for line in lines if line))
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#reasons")
    def _reason_opened(self) -> None:
        if (reason := self.reason) is not None:
            self.app.open_record(reason.kind, reason.record_id)

    def can_clause(self) -> bool:
        """Needs the page: without a reason, what the colour stands on."""
        return self._life is not None

    def can_edit(self) -> bool:
        """Needs a reason."""
        return self.reason is not None

    @property
    def edited(self) -> tuple[str, int] | None:
        """The record that the reason under the cursor points at."""
        reason = self.reason
        return (reason.kind, reason.record_id) if reason is not None else None

    def do_clause(self) -> None:
        """Explain the reason, its points, and where the colours begin."""
        reason = self.reason
        if self._life is None:
            return
        weight, parts = self._life.weights, tuple[tuple[str, str], ...]()
        if reason is not None:
            told = f"{reason.points} 分（{reason.weight}）" + ("，已说明情况，不计分" if reason.explained else "")
            certainty = CERTAINTIES.get(reason.certainty, "")
            parts = (*check_parts(reason.clause, certainty, reason.next_step), ("分值", told))
        colours = f"{weight.lines_text if reason is not None else weight.text}。依据：{weight.basis}"
        show_parts(self.app, reason.title if reason is not None else "红黄绿", *parts, ("红黄绿", colours))

    def do_edit(self) -> None:
        """Change the record that the reason points at."""
        if (reason := self.reason) is not None:
            actions.edit_at(self.app, reason.kind, reason.record_id, reason.field, lambda _id: self.data_changed())

    def can_compare(self) -> bool:
        """Needs a reason whose record has evidence beside it."""
        return self.reason is not None and comparable(self.reason.kind)

    def do_compare(self) -> None:
        """Show the evidence."""
        if (reason := self.reason) is not None:
            parts = check_parts(reason.clause, CERTAINTIES.get(reason.certainty, ""), reason.next_step)
            page = EvidenceCompare(reason.kind, reason.record_id, reason.title, reason.text, parts, self.room)
            self.app.push_screen(page)

    # ----- numbers

    @on(RecordGrid.RowOpened, "#numbers")
    def _number_opened(self, event: RecordGrid.RowOpened) -> None:
        if self._life is not None:
            number = self._life.numbers[event.id]
            query = ListQuery(number.kind, ids=number.ids)
            self.app.push_screen(RecordList(query, f"{self._life.page.name} {number.title}", self.room))

    def can_due(self) -> bool:
        """Needs running clocks."""
        return self._life is not None and bool(self._life.page.due)

    def do_due(self) -> None:
        """Open a record whose clock runs."""
        items = self._life.page.due if self._life is not None else ()

        def chosen(value: str | None) -> None:
            if value is not None:
                item = items[int(value)]
                self.app.open_record(item.kind, item.record_id)

        choices = [
            Choice(
                str(n),
                f"{item.due.due.isoformat()} {item.due.title}",
                f"{'逾期' if item.late else item.holder} {item.label}",
            )
            for n, item in enumerate(items)
        ]
        self.app.push_screen(Choose("打开哪一项？", choices), chosen)

    def can_paper(self) -> bool:
        """Needs the page."""
        return self._life is not None

    def do_paper(self) -> None:
        """Ask for the format, write the paper, offer to open it."""
        if self._life is None:
            return
        found, folder = self._life.page, actions.exports_folder(self.app)
        bundled = load(folder.parent / "settings.toml").bundled_fonts

        def chosen(suffix: str | None) -> None:
            if suffix is not None:
                path = folder / enterprise_paper.file_name(found.name, found.as_of, suffix)
                job = enterprise_paper.export_job(
                    self.session, found.id, path, found.as_of, suffix=suffix, bundled_only=bundled
                )
                self.app.push_screen(
                    JobScreen("导出企业全貌", job), lambda made: tell_written(self.app, "企业全貌已导出", made)
                )

        told = {"pdf": "打印存档", "docx": "可以再改", "xlsx": "各张表分页"}
        choices = [Choice(suffix, title, told[suffix]) for suffix, title in enterprise_paper.FORMATS.items()]
        self.app.push_screen(Choose("导出企业全貌", choices), chosen)

    def do_other(self) -> None:
        """Go to the other side."""
        side = "#numbers" if self.query_one("#reasons").has_focus else "#reasons"
        self.query_one(side).focus()
