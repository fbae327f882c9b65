"""The page of a third-party assessment, and its score sheet filled in line by line."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.fields import FieldProblem
from ajx_tui.errors import AjxError
from ajx_tui.services import rights, score_sheets
from ajx_tui.services.score_sheets import ITEM, SHEET, ScoreSheet, SheetLine, marks_text
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.accounts.secret_dialogs import AskLines, Line
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("item", "评估项目", 16, fixed=True, sortable=False, grow=True),
    GridColumn("weight", "满分", 5, "right", sortable=False),
    GridColumn("score", "得分", 6, "right", sortable=False),
    GridColumn("remark", "扣分说明", 24, sortable=False, grow=True),
    GridColumn("standard", "评分标准", 20, sortable=False, grow=True),
)


class AssessmentPage(DetailScreen):
    """One assessment."""

    HELP = DetailScreen.HELP + "　F7 打开评分表逐项打分，总分自动合计。"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("sheet", "评分表", "逐项打分，写明扣分原因，总分自动合计", ("f7",), "pfb", "评估"),
    )

    def __init__(self, record_id: int, room: str = "") -> None:
        super().__init__(SHEET.name, record_id, room)

    def do_sheet(self) -> None:
        """Open the score sheet."""
        self.app.push_screen(ScoreSheetPage(self.record_id, self.room))


class ScoreSheetPage(Page[None]):
    """The lines of the sheet; Enter scores the one under the cursor and goes on to the next."""

    HELP = (
        "回车给光标所在的一项打分并写扣分原因，随后到下一项；全部打完后总分自动写入评估。"
        "F8 加上通用的评分项目；Ctrl+N 加一项，F2 修改项目、标准和满分，Delete 去掉一项。评分表为本级自定。"
    )
    AUTO_FOCUS = "#sheet"
    DEFAULT_CSS = """
    ScoreSheetPage #sheet { height: 1fr; }
    ScoreSheetPage #about { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到评估", ("escape",), "fh", "评分表"),
        Command("new", "加一项", "在评分表中加一项", ("ctrl+n",), "jyx", "评分表"),
        Command("edit", "修改", "修改这一项的项目、标准和满分", ("f2",), "xg", "评分表"),
        Command("usual", "通用项目", "加上通用的评分项目，已有的不动", ("f8",), "tyxm", "评分表"),
        Command("delete", "去掉", "去掉这一项，须写明原因", ("delete",), "qd", "评分表"),
    )

    def __init__(self, assessment_id: int, room: str = "") -> None:
        super().__init__("评分表", room)
        self._assessment = assessment_id
        self._sheet: ScoreSheet | None = None

    def body(self) -> ComposeResult:
        """The lines, and the standard of the one under the cursor."""
        yield RecordGrid(id="sheet", empty="还没有评分项目。\n按 F8 加上通用的评分项目，或按 Ctrl+N 自己加。")
        yield Prose(id="about")

    @property
    def grid(self) -> RecordGrid:
        """The lines."""
        return self.query_one("#sheet", RecordGrid)

    def on_mount(self) -> None:
        """Show the sheet."""
        self.reload()

    def reload(self) -> None:
        """Read the sheet again."""
        made = self._sheet = score_sheets.sheet(self.session.store, self._assessment)
        rows = {line.id: self._row(line) for line in made.lines}
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id)
        total = (
            f"总分 {marks_text(made.total)}" if made.total is not None else f"已打 {made.scored}/{len(made.lines)} 项"
        )
        self.headline(f"{made.number}　{made.insurer}", f"满分 {marks_text(made.full)}，{total}")
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _row(line: SheetLine) -> GridRow:
        cells = (line.item, marks_text(line.weight), marks_text(line.score), line.remark, line.standard)
        lost = line.score is not None and line.score < line.weight
        return GridRow(cells, "", {"score": "warn"} if lost else {})

    @property
    def current(self) -> SheetLine | None:
        """The line under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        lines = self._sheet.lines if self._sheet is not None else ()
        return next((line for line in lines if line.id == at), None)

    @on(RecordGrid.RowHighlighted, "#sheet")
    def _tell(self) -> None:
        line = self.current
        told = (
            ""
            if line is None
            else f"{line.item}（满分 {marks_text(line.weight)}）\n标准：{line.standard or '没有写明'}"
        )
        self.query_one("#about", Prose).update(told)
        self.refresh_bindings()

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    @on(RecordGrid.RowOpened, "#sheet")
    def _opened(self) -> None:
        line = self.current
        if line is None or self.refuses("edit"):
            return

        def wrong(answers: dict[str, str]) -> str:
            try:
                points = ITEM.fields["score"].parse(answers["score"])
            except FieldProblem as problem:
                return str(problem)
            if points is None:
                return "请填得分。"
            if int(points) > line.weight:
                return f"得分超过满分 {marks_text(line.weight)}。"
            return "没有得满分的须写明扣分原因。" if int(points) < line.weight and not answers["remark"].strip() else ""

        def answered(answers: dict[str, str] | None) -> None:
            if answers is not None:
                self._score(line, answers["score"], answers["remark"])

        lines = (Line("score", "得分", marks_text(line.score)), Line("remark", "扣分说明", line.remark))
        text = f"满分 {marks_text(line.weight)}。{line.standard}"
        self.app.push_screen(AskLines(line.item, text, lines, wrong, "记分"), answered)

    def _score(self, line: SheetLine, points: str, remark: str) -> None:
        after = score_sheets.score(self.session, line.id, points, remark)
        self.data_changed()
        left = [other.id for other in after.lines if other.score is None]
        if left:
            self.grid.move_to(left[0])
        elif line.score is None:
            notify(self.app, f"总分 {marks_text(after.total)}，已写入评估", "评分表打完了")

    def do_usual(self) -> None:
        """Add the usual lines."""
        added = score_sheets.draw_sheet(self.session, self._assessment)
        notify(self.app, f"加上 {added} 项" if added else "通用的项目都已经有了", "评分表")
        self.data_changed()

    def refusal_new(self) -> AjxError | None:
        """An assessment under review keeps its sheet as it is."""
        return rights.against_adding(self.session, ITEM.name, "assessment", self._assessment)

    refusal_usual = refusal_new

    def do_new(self) -> None:
        """Add a line."""
        position = max((1, *(n + 2 for n, _ in enumerate(self._sheet.lines if self._sheet else ()))))
        preset = {"assessment_id": self._assessment, "position": position}
        actions.new_record(self.app, ITEM.name, self._changed, preset=preset)

    def can_edit(self) -> bool:
        """Needs a line."""
        return self.current is not None

    can_delete = can_edit

    @property
    def edited(self) -> tuple[str, int] | None:
        """The line under the cursor."""
        return (ITEM.name, line.id) if (line := self.current) is not None else None

    def do_edit(self) -> None:
        """Change the line under the cursor."""
        if (line := self.current) is not None:
            actions.edit_record(self.app, ITEM.name, line.id, self._changed)

    def do_delete(self) -> None:
        """Take the line off the sheet."""
        if (line := self.current) is not None:
            actions.delete_record(self.app, ITEM.name, line.id, self._changed)

    def _changed(self, _item_id: int) -> None:
        """A line was added, changed or taken off: the total follows."""
        score_sheets.settle(self.session, self._assessment)
        self.data_changed()
