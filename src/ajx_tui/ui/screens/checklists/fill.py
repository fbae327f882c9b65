"""Filling in one checklist: the table of its points and the point under the cursor, one key per answer."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from ajx_tui.domain.record import Variant
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.checklist import EXPLAINED
from ajx_tui.domain.workflow import State
from ajx_tui.errors import AjxError
from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.services import checklists, drafts, rights, submitting
from ajx_tui.services.checklists import Point, Sheet
from ajx_tui.services.checklists.making import HEAD_FIELDS
from ajx_tui.services.review import Finding
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.checklists import files as checklist_files
from ajx_tui.ui.screens.checklists.evidence import Evidence, reply
from ajx_tui.ui.screens.checklists.parts import PointPanel, Remark, open_behind
from ajx_tui.ui.screens.findings.clause import show_parts
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid

CHECKLIST = KINDS["checklist"]
ANSWER_TONES: dict[str, Tone] = {"yes": "good", "no": "bad", "na": "dim"}
COLUMNS = (
    GridColumn("code", "编号", 5, sortable=False, fixed=True),
    GridColumn("text", "检查内容", 34, sortable=False, grow=True),
    GridColumn("figure", "数据", 18, sortable=False),
    GridColumn("answer", "结论", 6, sortable=False),
    GridColumn("more", "说明", 6, sortable=False),
)


class ChecklistFill(Page[None]):
    """One checklist. `point_id` is the point to begin at; of a returned list that of the first open finding."""

    HELP = (
        "1 符合，2 不符合，3 不适用，填好自动到下一项；不符合和不适用会接着问情况说明。F2 补写说明，F6 佐证，"
        "F8 重新填写数据，回车看数据对应的记录。F4 在表格和单项之间切换。F9 送审，送审后锁定。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    ChecklistFill RecordGrid { height: 1fr; }
    ChecklistFill RecordGrid.-hidden { height: 0; min-height: 0; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("answer_yes", "符合", "结论填符合，到下一项", ("1",), "fh", "填写"),
        Command("answer_no", "不符合", "结论填不符合，接着写明情况", ("2",), "bfh", "填写"),
        Command("answer_na", "不适用", "结论填不适用，接着写明理由", ("3",), "bsy", "填写"),
        Command("remark", "说明", "填写情况说明", ("f2",), "sm", "填写"),
        Command("evidence", "佐证", "添加、打开或移除佐证记录和附件", ("f6",), "zz", "填写"),
        Command("submit", "送审", "填完后送审，随即锁定", ("f9",), "ss", "清单"),
        Command("reply", "答复意见", "答复光标所在项的审核意见", ("ctrl+r",), "dfyj", "填写"),
        Command("figures", "填数据", "重新填写程序能算出的数据", ("f8",), "tsj", "清单"),
        Command("single", "单项", "在表格和单项之间切换", ("f4",), "dx", "清单"),
        Command("next_open", "下一空项", "到下一个没有填完的项或没有答复的意见", ("f3",), "xykx", "清单"),
        Command("head", "填报人", "填写检查人、日期、结论", ("ctrl+e",), "tbr", "清单"),
        Command("export", "导出", "打印、空白表、可填写的表格", ("f7",), "dc", "清单"),
        Command("clause", "依据", "说明光标所在项的依据条款和核对情况", ("f1",), "yj", "填写", shown=False),
        Command("clear", "清除", "清除光标所在项的结论", ("delete",), "qc", "填写", shown=False),
        Command("back", "返回", "回到清单列表", ("escape",), "fh", "清单"),
    )
    NEEDS = MappingProxyType({"export": EXPORT})

    def __init__(self, checklist_id: int, room: str = "", point_id: int | None = None) -> None:
        super().__init__("清单", room)
        self.checklist_id = checklist_id
        self._start = point_id
        self._sheet: Sheet | None = None
        self._findings: list[Finding] = []
        self._single = False

    # ----- reading and showing

    def body(self) -> ComposeResult:
        """Table and point."""
        yield RecordGrid(id="grid", empty="这份清单没有检查项。")
        yield PointPanel()

    def on_mount(self) -> None:
        """Read the list and go where there is something to do."""
        self.reload()
        self.set_interval(drafts.EVERY, self.keep_draft)
        start = self._start or next((f.record_id for f in self._open_findings()), None)
        if start is None and self.sheet is not None and self.sheet.missing:
            start = self.sheet.missing[0].id
        if start is not None:
            self.grid.move_to(start)

    @property
    def grid(self) -> RecordGrid:
        """The table."""
        return self.query_one("#grid", RecordGrid)

    @property
    def sheet(self) -> Sheet | None:
        """The list as it was last read."""
        return self._sheet

    @property
    def point(self) -> Point | None:
        """The point under the cursor."""
        if self._sheet is None or not self.is_mounted:
            return None
        return next((p for p in self._sheet.points if p.id == self.grid.cursor_id), None)

    def _open_findings(self) -> list[Finding]:
        return [f for f in self._findings if f.outcome == "open" and f.kind == "checklist_item"]

    def reload(self) -> None:
        """Read the list again; one that is gone closes its page."""
        if checklists.heads(self.session, [self.checklist_id]) == []:
            self.call_later(self.dismiss, None)
            return
        self._sheet = checklists.sheet(self.session, self.checklist_id)
        self._findings = checklists.findings(self.session, self.checklist_id)
        rows = {point.id: self._row(point) for point in self._sheet.points}
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id)
        self._show_head()
        self._show_point()

    def _row(self, point: Point) -> GridRow:
        marks = "待说明" if point.unexplained else "有" if point.remark else ""
        tones: dict[str, Tone] = {
            "answer": ANSWER_TONES.get(point.answer, ""),
            "more": "warn" if marks == "待说明" else "",
        }
        if any(f.record_id == point.id for f in self._open_findings()):
            marks, tones["more"], tones["text"] = "意见", "warn", "warn"
        elif point.proofs and not point.unexplained:
            marks = f"证 {len(point.proofs)}"
        return GridRow((point.item.code, point.item.text, point.figure_value, point.answer_text, marks), tones=tones)

    def _show_head(self) -> None:
        if self._sheet is None:
            return
        head = self._sheet.head
        told = f"已填 {head.progress}　得分率 {head.score}"
        self.headline(head.scope_title, head.period, head.state_text, told, head.title)
        left = len([f for f in self._findings if f.outcome == "open"])
        self.status.show(rows=None, note=f"意见 {left} 条待答复" if left else "")
        self.refresh_bindings()

    def _show_point(self) -> None:
        point = self.point
        found = [f for f in self._findings if point is not None and f.record_id == point.id]
        found += [f for f in self._findings if f.kind == "checklist" and f.outcome == "open"]
        self.query_one(PointPanel).show(point, found)

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self._show_point()
        self.refresh_bindings()

    # ----- answering

    def may_edit(self) -> bool:
        """Whether the content may be changed here and now by this person."""
        return self._sheet is not None and self._against() is None

    def _against(self) -> AjxError | None:
        return rights.against_change(self.session, CHECKLIST.name, (self.checklist_id,))

    refusal_answer_yes = refusal_answer_no = refusal_answer_na = refusal_remark = refusal_clear = _against
    refusal_figures = refusal_head = _against

    def can_answer_yes(self) -> bool:
        """Needs a point."""
        return self.point is not None

    def on_key(self, event: events.Key) -> None:
        """On a list without points the digits of the answers do nothing: they must not open a room by surprise."""
        if event.character is not None and event.character in "123１２３" and not self.can_answer_yes():
            event.stop()
            event.prevent_default()

    can_answer_no = can_answer_na = can_remark = can_answer_yes

    def can_clear(self) -> bool:
        """Only what was answered can be cleared."""
        point = self.point
        return self.can_answer_yes() and point is not None and bool(point.answer)

    def do_answer_yes(self) -> None:
        """符合."""
        self._answer("yes")

    def do_answer_no(self) -> None:
        """不符合."""
        self._answer("no")

    def do_answer_na(self) -> None:
        """不适用."""
        self._answer("na")

    def do_clear(self) -> None:
        """Take the answer back."""
        self._fill({"answer": ""})

    def _answer(self, answer: str) -> None:
        point = self.point
        if point is None:
            return
        self._fill({"answer": answer})
        if answer in EXPLAINED and not point.remark:
            self.do_remark()
        else:
            self.grid.action_move(1)

    def _fill(self, given: dict[str, object]) -> None:
        if (point := self.point) is not None:
            checklists.fill(self.session, self.checklist_id, {point.item.code: given})
            self.data_changed()

    def do_remark(self) -> None:
        """Write what there is to say; after that the next point."""
        point = self.point
        if point is None:
            return
        fresh = bool(point.answer) and not point.remark

        def answered(text: str | None) -> None:
            if text is not None:
                self._fill({"remark": text})
            drafts.forget_work(self.session, drafts.REMARK, point.id)
            if text is not None and fresh and text.strip():
                self.grid.action_move(1)

        kept = str(drafts.kept_work(self.session, drafts.REMARK, point.id).get("text") or "")
        told = f"{point.answer_text or '情况说明'}：{point.item.text}\n回车确定，Ctrl+J 换行。"
        if kept:
            told = f"{told}\n下面是上次没有保存的草稿。"
        self.app.push_screen(Remark(f"{point.item.code} 情况说明", told, kept or point.remark, point.id), answered)

    def keep_draft(self) -> None:
        """Keep the remark that is being written."""
        dialog = next((s for s in self.app.screen_stack if isinstance(s, Remark)), None)
        if dialog is not None and dialog.changed and self.may_edit():
            drafts.keep_work(self.session, drafts.REMARK, dialog.point_id, {"text": dialog.text})

    def can_clause(self) -> bool:
        """Needs a point."""
        return self.point is not None

    def do_clause(self) -> None:
        """Show what the point asks for and on which clause it stands."""
        if (point := self.point) is not None:
            item = point.item
            certainty = CERTAINTIES.get(item.certainty, "")
            parts = (("检查内容", item.text), ("检查方式", item.method), ("依据", item.clause))
            show_parts(self.app, f"检查项 {item.code}", *parts, ("依据核对情况", certainty))

    def do_next_open(self) -> None:
        """Go to the next point that is not done: open finding, no answer, no explanation."""
        if self._sheet is None:
            return
        points = list(self._sheet.points)
        at = next((n for n, p in enumerate(points) if p.id == self.grid.cursor_id), -1)
        noted = {f.record_id for f in self._open_findings()}
        for point in points[at + 1 :] + points[: at + 1]:
            if not point.answer or point.unexplained or point.id in noted:
                self.grid.move_to(point.id)
                return
        notify(self.app, "全部检查项都已填完。")

    def do_single(self) -> None:
        """Show one point alone, or the table with it."""
        self._single = not self._single
        self.grid.set_class(self._single, "-hidden")
        self.query_one(PointPanel).set_class(self._single, "-alone")
        self.grid.focus()

    # ----- figures

    @on(RecordGrid.RowOpened)
    def _opened(self) -> None:
        """Enter opens the records behind the figure, else asks for the remark."""
        point = self.point
        if point is None:
            return
        if point.behind is None:
            if not self.refuses("remark"):
                self.do_remark()
            return
        open_behind(self.app, point, self.room)

    def do_figures(self) -> None:
        """Fill in the figures anew."""
        job = checklists.autofill(self.session, self.checklist_id, self.app.as_of)

        def finished(changed: object) -> None:
            if isinstance(changed, int):
                notify(self.app, f"{changed} 项数据有变化" if changed else "数据没有变化")
                self.data_changed()

        self.app.push_screen(JobScreen("填写数据", job), finished)

    def do_head(self) -> None:
        """Fill in who checked and when, and the conclusion."""
        variant = Variant("head", "清单填报信息", fields=HEAD_FIELDS)
        self.app.push_screen(
            FormScreen(CHECKLIST, self.checklist_id, variant=variant), lambda _saved: self.data_changed()
        )

    # ----- evidence

    def can_evidence(self) -> bool:
        """There is something to open, or the right to add."""
        point = self.point
        return point is not None and (bool(point.proofs) or self.may_edit())

    def do_evidence(self) -> None:
        """Add, open or remove evidence."""
        if (point := self.point) is not None:
            Evidence(self.app, self.checklist_id, point, self.may_edit(), self.data_changed).ask()

    # ----- review and paper

    def refusal_submit(self) -> AjxError | None:
        """Drafts and returned lists are submitted, by whom may."""
        return submitting.against_submit(self.session, CHECKLIST.name, self.checklist_id)

    def do_submit(self) -> None:
        """Submit, after naming what is left to do."""
        sheet = self._sheet
        if sheet is None:
            return
        left = checklists.left_to_do(sheet)
        if left:
            notify(self.app, "；".join(left), "还不能送审", "warning")
            self.do_next_open()
            return

        def answered(yes: bool | None) -> None:
            if yes:
                checklists.finish(self.session, self.checklist_id)
                self.data_changed()
                notify(self.app, f"{sheet.head.number} 已送审")

        head = sheet.head
        told = f"{head.name}\n得分率 {head.score}。送审后内容锁定，撤回或退回后才能再改。"
        self.app.push_screen(Confirm("送审？", told, "送审", "再看看"), answered)

    def can_reply(self) -> bool:
        """Findings of returned work are answered."""
        sheet = self._sheet
        return sheet is not None and sheet.head.state is State.RETURNED and self._here() is not None

    def refusal_reply(self) -> AjxError | None:
        """By whom may."""
        return submitting.against_answer(self.session, CHECKLIST.name, self.checklist_id)

    def _here(self) -> Finding | None:
        """The open finding at the cursor, or one about the list as a whole."""
        opened = [f for f in self._findings if f.outcome == "open"]
        point = self.point
        at = next(
            (f for f in opened if point is not None and f.record_id == point.id and f.kind == "checklist_item"), None
        )
        return at or next((f for f in opened if f.kind != "checklist_item"), None)

    def do_reply(self) -> None:
        """Answer a finding: fixed, or explained."""

        def settled() -> None:
            self.data_changed()
            self.do_next_open()

        if (finding := self._here()) is not None:
            reply(self.app, finding, settled)

    def do_export(self) -> None:
        """Print, blank form, table to hand out."""
        checklist_files.export(self.app, [self.checklist_id])

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
