"""The yearly scores of departments and townships: the ranking, the indicators of one of them, weights, changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from ajx_tui.errors import UsageError
from ajx_tui.paths import free_file
from ajx_tui.services import scoring
from ajx_tui.services.scoring import ROW, SUBJECTS, Cell, ScoreTable, Subject, points_text
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT, EXPORT, MANAGE
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.accounts.secret_dialogs import AskLines, Line
from ajx_tui.ui.screens.findings.clause import show_rule
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.screens.written import write_file
from ajx_tui.ui.widgets.confirm import Choice, Choose, plain
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

CELLS = (
    GridColumn("title", "指标", 14, fixed=True, sortable=False, grow=True),
    GridColumn("rate", "指标值", 8, "right", sortable=False),
    GridColumn("full", "满分", 6, "right", sortable=False),
    GridColumn("drawn", "计算", 8, "right", sortable=False),
    GridColumn("points", "得分", 8, "right", sortable=False),
    GridColumn("reason", "调整理由", 20, sortable=False, grow=True),
)


class ScorePage(ReadingPage[dict[str, ScoreTable]]):
    """Ranking above, the indicators of the subject under the cursor below."""

    HELP = (
        "上面是名次，下面是光标所在对象的各项指标，Tab 在上下之间移动；在下面回车打开一项指标分子、分母背后的记录。"
        "F4 改为本级自定的权重；"
        "F6 把得分登记到本年度，登记后可以按 F2 调整一项的得分并写明理由，调整过的带 *，重新计算时保留。F7 导出。"
    )
    AUTO_FOCUS = "#ranking"
    DEFAULT_CSS = """
    ScorePage #ranking { height: 3fr; min-height: 5; }
    ScorePage #of { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    ScorePage #cells { height: 2fr; min-height: 5; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明光标所在指标的含义和依据", ("f1",), "yj", "考核"),
        Command("edit", "调整得分", "调整光标所在指标的得分，须写明理由", ("f2",), "tzdf", "考核"),
        Command("open_behind", "打开清单", "选择打开哪个数字背后的记录", ("f3",), "dkqd", "考核"),
        Command("weights", "权重", "修改各项指标的满分（本级自定）", ("f4",), "qz", "考核"),
        Command("draw", "登记得分", "把截止日的得分登记到本年度，人改过的保留", ("f6",), "djdf", "考核"),
        Command("export_list", "导出", "导出为 PDF、Word 或 Excel", ("f7",), "dc", "考核"),
    )
    NEEDS = MappingProxyType({"draw": EDIT, "weights": MANAGE, "export_list": EXPORT})

    def __init__(self, room: str = "") -> None:
        super().__init__("考核计分", room)
        self._tables: dict[str, ScoreTable] = {}

    def body(self) -> ComposeResult:
        """Sorts of subjects, ranking, indicators."""
        yield TabRow([(by, SUBJECTS[by]) for by in ("township", "department")])
        yield RecordGrid(id="ranking", empty="正在计算")
        yield Static("", id="of", markup=False)
        yield RecordGrid(id="cells", empty="正在计算")

    def read(self) -> dict[str, ScoreTable]:
        """Both tables on the cut-off day."""
        return {by: scoring.table(self.session.store, self.app.as_of, by) for by in SUBJECTS}

    def show_read(self, data: dict[str, ScoreTable]) -> None:
        """Show the open one."""
        self._tables = data
        told = f"权重：{scoring.basis(self.session.store).document.text}"
        self.headline(f"{self.app.as_of.year} 年度，截止 {self.app.as_of.isoformat()}", told)
        self._fill()

    @property
    def _table(self) -> ScoreTable | None:
        return self._tables.get(self.tabs.current)

    @on(TabRow.Chosen)
    def _fill(self) -> None:
        made = self._table
        if made is None:
            return
        marked = [GridColumn(name, f"{title}{full}", max(8, len(title) * 2 + 3), "right", sortable=False)
                  for name, (title, full) in made.indicators.items()]  # fmt: skip
        columns = [
            GridColumn("rank", "名次", 4, "right", sortable=False, fixed=True),
            GridColumn("title", SUBJECTS[made.by], 14, sortable=False, grow=True),
            GridColumn("share", "得分率", 8, "right", sortable=False),
            GridColumn("points", "得分", 8, "right", sortable=False),
            *marked,
        ]
        rows = {number: self._row(one) for number, one in enumerate(made.subjects)}
        grid = self.query_one("#ranking", RecordGrid)
        grid.replace(ListSource(columns, rows), grid.cursor_id, empty="没有可以计分的对象。")
        self.status.show(rows=len(rows))
        self._show_cells()

    @staticmethod
    def _row(one: Subject) -> GridRow:
        marks = [points_text(cell.points) + ("*" if cell.own else "") for cell in one.cells]
        points = points_text(one.points) if one.full else "—"
        return GridRow((str(one.rank), one.title, one.share.text, points, *marks), "" if one.full else "dim")

    @property
    def current(self) -> Subject | None:
        """The subject under the cursor."""
        at = self.query_one("#ranking", RecordGrid).cursor_id if self.is_mounted else None
        made = self._table
        return made.subjects[at] if made is not None and at is not None and at < len(made.subjects) else None

    @property
    def cell(self) -> Cell | None:
        """The indicator under the cursor below."""
        at = self.query_one("#cells", RecordGrid).cursor_id if self.is_mounted else None
        one = self.current
        return one.cells[at] if one is not None and at is not None and at < len(one.cells) else None

    @on(RecordGrid.RowHighlighted, "#ranking")
    def _show_cells(self) -> None:
        one = self.current
        rows = {
            number: (cell.title, cell.rate.text, points_text(cell.weight), points_text(cell.drawn),
                     points_text(cell.points), cell.reason)
            for number, cell in enumerate(one.cells if one is not None else ())
        }  # fmt: skip
        grid = self.query_one("#cells", RecordGrid)
        grid.replace(ListSource(CELLS, rows), grid.cursor_id, empty="没有指标。")
        self.query_one("#of", Static).update(plain(one.title if one is not None else ""))
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#ranking")
    def _to_cells(self) -> None:
        self.query_one("#cells", RecordGrid).focus()

    def can_clause(self) -> bool:
        """Needs an indicator."""
        return self.cell is not None

    def do_clause(self) -> None:
        """Explain the indicator."""
        if (cell := self.cell) is not None:
            clause = scoring.basis(self.session.store, cell.indicator)
            marks = f"{points_text(cell.weight)} 分，依据：{clause.text}（{clause.note}）"
            show_rule(self.app, cell.indicator, ("满分", marks))

    can_edit = can_clause

    @property
    def edited(self) -> tuple[str, int] | None:
        """The points that were written down for the indicator."""
        cell = self.cell
        return (ROW.name, cell.row_id) if cell is not None and cell.row_id is not None else None

    can_open_behind = can_clause

    @on(RecordGrid.RowOpened, "#cells")
    def do_open_behind(self) -> None:
        """Choose which of the numbers of the indicator to open: the two sides of its rate, or the stored score."""
        cell, one, made = self.cell, self.current, self._table
        if cell is None or one is None or made is None:
            return
        found = scoring.sides(self.session.store, self.app.as_of, made.by, one.title, cell.indicator)
        choices = [Choice(str(number), side.title, side.text) for number, side in enumerate(found)]
        choices += [Choice("score", "登记的得分", points_text(cell.points))] if cell.row_id is not None else []

        def chosen(value: str | None) -> None:
            if value == "score" and cell.row_id is not None:
                self.app.open_record(ROW.name, cell.row_id)
            elif value is not None:
                side = found[int(value)]
                crumb = f"{one.title} · {side.title} · 截止 {self.app.as_of.isoformat()}"
                self.app.push_screen(RecordList(ListQuery(side.kind, ids=side.ids), crumb, self.room))

        self.app.push_screen(Choose(f"打开哪个数字背后的记录？{cell.title} {cell.rate.text}", choices), chosen)

    def do_edit(self) -> None:
        """Change the points of one indicator; the scores are written down first."""
        cell = self.cell
        if cell is None or self.refuses("edit"):
            return
        if cell.row_id is None:
            notify(self.app, "先按 F6 把得分登记到本年度，再调整。", "还没有登记", "warning")
            return
        actions.edit_record(self.app, ROW.name, cell.row_id, lambda _id: self.data_changed(), at="points")

    def do_draw(self) -> None:
        """Write the scores down."""
        done = scoring.draw(self.session, self.app.as_of.year, self.app.as_of)
        told = f"新登记 {done.added} 项，更新 {done.updated} 项，人工调整过的 {done.kept} 项保留"
        notify(self.app, told, f"{self.app.as_of.year} 年度得分")
        self.data_changed()

    def do_weights(self) -> None:
        """Ask for the full marks of every indicator that can be scored."""
        store = self.session.store
        present, known = scoring.weights(store), scoring.scorable(store)

        def marks(answers: Mapping[str, str]) -> dict[str, int]:
            given = {name: answers[name].strip() for name in known if answers[name].strip()}
            if not all(text.isdecimal() for text in given.values()):
                raise UsageError("权重看不懂", "满分请用整数，不计分的留空。")
            return {name: int(text) for name, text in given.items() if int(text)}

        def wrong(answers: dict[str, str]) -> str:
            try:
                found = marks(answers)
            except UsageError as error:
                return error.message
            if not answers["basis"].strip():
                return "请写明依据，如“示安委〔2026〕2号”。"
            return "" if found and all(full <= 1000 for full in found.values()) else "至少一项，每项 1 到 1000 分。"

        def answered(answers: dict[str, str] | None) -> None:
            if answers is not None:
                scoring.set_weights(self.session, marks(answers), answers["basis"], answers["reason"].strip())
                self.data_changed()

        lines = [Line(name, title[:6], str(present.get(name, ""))) for name, title in known.items()]
        lines += [Line("basis", "依据（必写）"), Line("reason", "修改原因")]
        text = "各项满分，留空的不计分。已登记的得分按 F6 重新计算后才按新权重。"
        self.app.push_screen(AskLines("考核权重（本级自定）", text, lines, wrong), answered)

    def do_export_list(self) -> None:
        """Ask where to, then write the table."""
        from ajx_tui.services.documents.score_paper import export_job

        by = self.tabs.current
        name = f"考核计分表-{SUBJECTS[by].partition('、')[0]}-{self.app.as_of.isoformat()}.pdf"

        proposed, day = free_file(actions.exports_folder(self.app) / name), self.app.as_of
        endings = (".pdf", ".docx", ".xlsx")
        write_file(self.app, "导出考核计分表", proposed, lambda path: export_job(self.session, by, day, path), endings)
