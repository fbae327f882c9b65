"""The rules in force with the county's own 本级自定 among them: seen beside what the packs say, changed, taken back."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.workflow import Permission
from ajx_tui.policy.clause import CERTAINTY_WORDS
from ajx_tui.services import overlay, packs
from ajx_tui.services.overlay import SHEET_THIRD, Edit
from ajx_tui.services.rule_lines import OWN, RuleLine, lines, sheet_lines, weight_lines
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.findings.clause import show_line
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.settings.rule_dialogs import BASIS, REASON, Answers, Question, RuleDialog, carry_out, refusal
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

LIGHT = "light"
SECTIONS = (
    ("parameter", "参数"), ("code_list", "代码表"), ("check", "检查"), ("outline", "提纲"), (LIGHT, "红黄绿"),
    ("score_sheet", "评分表"), ("basis", "依据"),
)  # fmt: skip
COLUMNS = (
    GridColumn("title", "名称", 26, fixed=True, sortable=False, grow=True),
    GridColumn("value", "现行", 14, sortable=False, grow=True),
    GridColumn("own", "本级自定", 8, sortable=False),
    GridColumn("below", "政策包原定", 13, sortable=False, grow=True),
    GridColumn("note", "核对", 8, sortable=False),
)
WORDS = (
    COLUMNS[0],
    GridColumn("value", "现行", 30, sortable=False, grow=True),
    *(column for column in COLUMNS if column.key in ("own", "note")),
)
"""For what reads as a text rather than a number; what the packs say stands below."""
WORDY = frozenset(["outline", "score_sheet", "basis"])


class LocalRules(ReadingPage[list[RuleLine]]):
    """Every rule that a county may set, section by section."""

    HELP = (
        "现行的参数、代码表、检查、文书提纲、红黄绿分值、评分表，和程序中各项期限、权利所依据的条款。"
        "F2 改为本级自定：参数写取值和起始日，代码表写全部选项，检查可以停用，提纲可以调整各章；"
        "先试算会改变哪些指标和检查结果，看过再保存。F3 取消本级自定，恢复原定。"
        "本级自定与政策包分开保存，政策包更新不影响它；依据标“本级自定”，不当作法律条文引用。"
    )
    AUTO_FOCUS = "#rules"
    DEFAULT_CSS = """
    LocalRules #rules { height: 1fr; min-height: 4; }
    LocalRules #about { height: auto; min-height: 3; max-height: 8; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "完整显示光标所在一条的取值、依据和核对情况", ("f1",), "yj", "本级自定"),
        Command("change", "改为自定", "改为本级自定：取值、选项、停用检查、调整提纲", ("f2",), "gwzd", "本级自定"),
        Command("unset", "取消自定", "取消光标所在一条的本级自定，恢复政策包的规定", ("f3",), "qxzd", "本级自定"),
        Command("write", "写成文件", "把全部本级自定写成文件，可以修改后装回", ("f7",), "xcwj", "本级自定"),
    )

    def __init__(self, room: str = "") -> None:
        super().__init__("现行规则", room)
        self._lines: list[RuleLine] = []
        self._shown: list[RuleLine] = []

    def body(self) -> ComposeResult:
        """Sections, rules, the one under the cursor."""
        yield TabRow(SECTIONS)
        yield RecordGrid(id="rules", empty="正在读取")
        yield Prose(id="about")

    def read(self) -> list[RuleLine]:
        """The rules as they hold on the cut-off day."""
        day = self.app.as_of.isoformat()
        return [*lines(self.session.store, day), *weight_lines(self.session.store, day)]

    def show_read(self, data: list[RuleLine]) -> None:
        """Show the open section."""
        self._lines = data
        own = sum(line.own for line in data)
        warning = packs.rules(self.session.store).warning
        self.headline(f"截止日 {self.app.as_of.isoformat()}", f"本级自定 {own} 条" if own else "", warning)
        counts = {kind: sum(line.kind == kind for line in data) for kind, _ in SECTIONS}
        self.tabs.show_counts({kind: count for kind, count in counts.items() if count})
        self._fill()

    @property
    def grid(self) -> RecordGrid:
        """The rules."""
        return self.query_one("#rules", RecordGrid)

    @on(TabRow.Chosen)
    def _chosen(self) -> None:
        self._fill()

    def _fill(self) -> None:
        self._shown = [line for line in self._lines if line.kind == self.tabs.current]
        rows = {n: self._row(line) for n, line in enumerate(self._shown)}
        columns = WORDS if self.tabs.current in WORDY else COLUMNS
        self.grid.replace(ListSource(columns, rows), self.grid.cursor_id)
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _row(line: RuleLine) -> GridRow:
        below = () if line.kind in WORDY else (line.below,)
        cells = (line.title, line.value, OWN if line.own else "", *below, CERTAINTY_WORDS[line.clause.certainty])
        tone = {"value": "warn", "own": "warn"} if line.own else {}
        return GridRow(cells, "dim" if line.value == "停用" else "", tone)  # type: ignore[arg-type]

    @property
    def current(self) -> RuleLine | None:
        """The rule under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._shown[at] if at is not None and at < len(self._shown) else None

    @on(RecordGrid.RowHighlighted, "#rules")
    def _tell(self) -> None:
        line = self.current
        told = "" if line is None else line.text.partition("\n")[2]
        self.query_one("#about", Prose).update(told)
        self.refresh_bindings()

    # ----- commands

    def can_clause(self) -> bool:
        """Needs a rule."""
        return self.current is not None

    def do_clause(self) -> None:
        """Show the rule in full."""
        if (line := self.current) is not None:
            show_line(self.app, line)

    def can_change(self) -> bool:
        """For who manages."""
        line = self.current
        return line is not None and line.kind != "basis" and self.session.may(Permission.MANAGE)

    @on(RecordGrid.RowOpened, "#rules")
    def do_change(self) -> None:
        """Set the rule under the cursor."""
        if not self.can_change():
            self.do_clause()
        elif (line := self.current) is not None:
            self._ask(line)

    def _ask(self, line: RuleLine) -> None:
        if line.kind == "outline":
            from ajx_tui.ui.screens.documents.outline_edit import OutlineEdit

            self.app.push_screen(OutlineEdit(line.name, self.room))
        elif line.kind == "check":
            self._ask_switch(line)
        else:
            self._ask_value(line)

    def _ask_value(self, line: RuleLine) -> None:
        store, rules, questions = self.session.store, packs.rules(self.session.store), tuple[Question, ...]()
        if line.kind in ("parameter", LIGHT):
            unit = "分" if line.kind == LIGHT else rules.parameters[line.name].unit
            hint = "如 50万元" if unit == "元" else ""
            since = self.app.as_of.replace(month=1, day=1).isoformat()
            value = Question("value", f"取值（{unit or '数字'}）", placeholder=hint)
            questions = (value, Question("since", "自哪一天起", since))
        elif line.kind == "score_sheet":
            sheet = rules.score_sheets[line.name]
            third = SHEET_THIRD["indicator" if any(item.indicator for item in sheet.items) else "standard"]
            told = "\n".join(sheet_lines(sheet))
            questions = (Question("values", f"全部项目，一行一项：项目|满分|{third}", told, lines=True),)
        else:
            told = "\n".join(rules.code_lists[line.name].values)
            questions = (Question("values", "全部选项，一行一个", told, lines=True),)

        def edit(given: Answers) -> Edit:
            values = given["values"].split("\n") if "values" in given else [given["value"]]
            since = given.get("since", "")
            return overlay.by_name(store, line.name, values, since, given["basis"], given["reason"])

        told = f"现行：{line.value}（{line.source}）" + (f"\n政策包原定：{line.below}" if line.below else "")
        what = f"{line.kind_title} {line.title}" if line.kind == LIGHT else line.title
        self._question(f"本级自定：{what}", told, (*questions, BASIS, REASON), edit)

    def _ask_switch(self, line: RuleLine) -> None:
        store, on_now = self.session.store, line.name in packs.rules(self.session.store).checks
        if not on_now:
            carry_out(self.app, overlay.check(store, line.name, on=True), self.data_changed)
            return

        def edit(given: Answers) -> Edit:
            return overlay.check(store, line.name, on=False, basis=given["basis"], reason=given["reason"])

        reason = Question("reason", "停用原因（和检查一起显示，并记入历史）")
        told = "停用以后这项检查不再运行，它的发现不再列出，也不计入红黄绿。"
        self._question(f"停用检查：{line.title}", told, (reason, BASIS), edit)

    def _question(self, title: str, told: str, questions: tuple[Question, ...], edit: object) -> None:
        assert callable(edit)

        def answered(given: Answers | None) -> None:
            if given is not None:
                carry_out(self.app, edit(given), self.data_changed)

        dialog = RuleDialog(title, told, questions, lambda given: refusal(lambda: edit(given)))
        self.app.push_screen(dialog, answered)

    def can_unset(self) -> bool:
        """Only what the county set can be taken back."""
        line = self.current
        return line is not None and line.own and self.session.may(Permission.MANAGE)

    def do_unset(self) -> None:
        """Go back to what the packs say."""
        if (line := self.current) is not None:
            carry_out(self.app, overlay.unset(self.session.store, line.name), self.data_changed)

    def can_write(self) -> bool:
        """Needs something of the county's own."""
        return any(line.own for line in self._lines)

    def do_write(self) -> None:
        """Write the county's own rules to a file."""
        from ajx_tui.ui.screens.records.attachments import typed_path

        proposed = exports_folder(self.app) / f"本级自定-{self.app.session.today():%Y%m%d}.toml"

        def answered(text: str | None) -> None:
            if text is not None:
                path = typed_path(text)
                path.parent.mkdir(parents=True, exist_ok=True)
                overlay.write(self.session.store, path)
                notify(self.app, f"{path}　改好以后在“政策包”中安装", "已写成文件")

        def wrong(text: str) -> str:
            return "这个文件已经存在，请换一个名字。" if not text.strip() or typed_path(text).exists() else ""

        self.app.push_screen(Ask("写成文件", "写到这个文件：", value=str(proposed), check=wrong), answered)
