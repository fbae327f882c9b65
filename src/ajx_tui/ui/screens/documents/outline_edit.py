"""The outline of a document: its chapters and annexes put in order, renamed, taken out, written anew by the county."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.policy.clause import LOCAL_DOCUMENT, Clause
from ajx_tui.policy.papers import Outline, OutlinePart
from ajx_tui.services import overlay, packs
from ajx_tui.services.documents.catalogue import CATALOGUE
from ajx_tui.services.overlay import Edit
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_parts
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.settings.rule_dialogs import BASIS, REASON, Answers, Question, RuleDialog, carry_out, refusal
from ajx_tui.ui.widgets.confirm import Choice, Choose, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("kind", "类别", 6, fixed=True, sortable=False),
    GridColumn("title", "标题", 28, fixed=True, sortable=False, grow=True),
    GridColumn("required", "必备", 4, sortable=False),
    GridColumn("words", "文字", 8, sortable=False),
    GridColumn("clause", "依据", 24, sortable=False, grow=True),
)


class OutlineEdit(Page[None]):
    """One outline, part by part. Nothing is saved until it is asked for."""

    HELP = (
        "文书由这些章和附件组成，次序和标题可以调整。F3、F4 上移下移；F2 改标题和文字：文字留空的由程序按台账写出，"
        "写了的用本级自拟的文字，写法与编辑文书相同。F6 增加一章，Delete 删去一章；必备的不能删。Ctrl+S 保存。"
    )
    AUTO_FOCUS = "#parts"
    DEFAULT_CSS = """
    OutlineEdit #parts { height: 1fr; min-height: 4; }
    OutlineEdit #about { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这一部分的依据和核对情况", ("f1",), "yj", "提纲"),
        Command("edit_part", "修改", "修改标题，或写本级自拟的文字", ("f2",), "xg", "提纲"),
        Command("up", "上移", "把这一部分往前移", ("f3",), "sy", "提纲"),
        Command("down", "下移", "把这一部分往后移", ("f4",), "xy", "提纲"),
        Command("add", "增加", "增加一章：程序会写的，或者本级自拟的", ("f6",), "zj", "提纲"),
        Command("drop", "删去", "从提纲中删去这一部分", ("delete",), "sq", "提纲"),
        Command("save", "保存", "保存为本级自定的提纲", ("ctrl+s",), "bc", "提纲"),
        Command("back", "返回", "不保存就返回", ("escape",), "fh", "提纲"),
    )

    def __init__(self, document: str, room: str = "") -> None:
        super().__init__("文书提纲", room)
        self._was = packs.rules(self.session.store).outlines[document]
        self._parts = list(self._was.parts)
        self._chapters = len(self._was.chapters)

    def body(self) -> ComposeResult:
        """The parts, and the one under the cursor."""
        yield RecordGrid(id="parts", empty="提纲是空的。\n按 F6 增加一章。")
        yield Prose(id="about")

    def on_mount(self) -> None:
        """Show them."""
        self._fill(0)

    def reload(self) -> None:
        """What is being edited stays."""

    @property
    def grid(self) -> RecordGrid:
        """The parts."""
        return self.query_one("#parts", RecordGrid)

    @property
    def outline(self) -> Outline:
        """The outline as it stands on screen."""
        parts = tuple(self._parts)
        return replace(self._was, chapters=parts[: self._chapters], annexes=parts[self._chapters :])

    def _fill(self, cursor: int) -> None:
        rows = {
            n: GridRow(
                ("附件" if n >= self._chapters else f"第{n + 1}章", part.title, "必备" if part.required else "",
                 "本级自拟" if part.text else "程序", part.clause.text)
            )
            for n, part in enumerate(self._parts)
        }  # fmt: skip
        self.grid.replace(ListSource(COLUMNS, rows), min(cursor, len(rows) - 1) if rows else None)
        self.headline(self._was.title, "有改动没有保存" if self.outline != self._was else "")
        self.status.show(rows=len(rows))
        self._tell()

    @property
    def at(self) -> int | None:
        """The place under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return at if at is not None and at < len(self._parts) else None

    @on(RecordGrid.RowHighlighted, "#parts")
    def _tell(self) -> None:
        part = self._parts[self.at] if self.at is not None else None
        told = "" if part is None else f"依据：{part.clause.text}（{part.clause.note}）\n{part.text}"
        self.query_one("#about", Prose).update(told)
        self.refresh_bindings()

    # ----- commands

    def can_clause(self) -> bool:
        """Needs a part."""
        return self.at is not None

    can_edit_part = can_clause

    def do_clause(self) -> None:
        """Explain the part."""
        if (at := self.at) is not None:
            part = self._parts[at]
            must = "必备，不能删去" if part.required else "可以调整"
            parts = (("要求", must), ("依据", part.clause.text), ("依据核对情况", part.clause.note))
            show_parts(self.app, part.title, *parts)

    @on(RecordGrid.RowOpened, "#parts")
    def do_edit_part(self) -> None:
        """Change title or words."""
        at = self.at
        if at is None:
            return
        part = self._parts[at]
        written = self._written(at)

        def wrong(given: Answers) -> str:
            if not given["title"]:
                return "请写标题。"
            return "" if given["text"] or part.name in written else "程序不会写这一章，请写上本级自拟的文字。"

        def answered(given: Answers | None) -> None:
            if given is not None:
                self._parts[at] = replace(part, title=given["title"], text=given["text"])
                self._fill(at)

        questions = (Question("title", "标题", part.title),
                     Question("text", "本级自拟的文字（留空由程序按台账写出）", part.text, lines=True))  # fmt: skip
        told = "一段一行；“## ”开头是小标题；{due} 这样的域由程序填数。"
        self.app.push_screen(RuleDialog("修改这一部分", told, questions, wrong, "确定"), answered)

    def _written(self, at: int) -> list[str]:
        """The parts at this place that the program can write."""
        entry = CATALOGUE[self._was.document]
        return list(entry.annexes if at >= self._chapters else entry.parts)

    def can_up(self) -> bool:
        """Chapters stay among chapters, annexes among annexes."""
        return self.at is not None and self.at not in (0, self._chapters)

    def can_down(self) -> bool:
        """Chapters stay among chapters, annexes among annexes."""
        return self.at is not None and self.at not in (self._chapters - 1, len(self._parts) - 1)

    def do_up(self) -> None:
        """Move the part up."""
        self._swap(-1)

    def do_down(self) -> None:
        """Move the part down."""
        self._swap(1)

    def _swap(self, by: int) -> None:
        if (at := self.at) is not None:
            self._parts[at], self._parts[at + by] = self._parts[at + by], self._parts[at]
            self._fill(at + by)

    def can_drop(self) -> bool:
        """What the law or a paper above requires stays."""
        at = self.at
        return at is not None and not self._parts[at].required and not (at < self._chapters == 1)

    def do_drop(self) -> None:
        """Take the part out."""
        if (at := self.at) is not None:
            del self._parts[at]
            self._chapters -= at < self._chapters
            self._fill(at)

    def do_add(self) -> None:
        """Add a chapter or annex that the program can write, or one of the county's own."""
        there = {part.name for part in self._parts}
        entry = CATALOGUE[self._was.document]
        known = {p.name: p for pack in packs.rules(self.session.store).packs for o in pack.outlines
                 if o.document == self._was.document for p in o.parts}  # fmt: skip
        choices = [Choice("", "本级自拟一章", "标题和文字都由本级写")]
        choices += [Choice(f"chapter.{n}", known[n].title, "章") for n in entry.parts if n not in there and n in known]
        choices += [
            Choice(f"annex.{n}", known[n].title, "附件") for n in entry.annexes if n not in there and n in known
        ]

        def chosen(value: str | None) -> None:
            if value is None:
                return
            kind, _, name = value.partition(".")
            number = next(n for n in range(1, 100) if f"own_{n}" not in there)
            clause = Clause(LOCAL_DOCUMENT, "本级增加", "O")
            own = OutlinePart(f"own_{number}", "本级自拟", "请写上这一章的文字。", False, clause, self._was.place)
            at = len(self._parts) if kind == "annex" else self._chapters
            self._parts.insert(at, known[name] if name else own)
            self._chapters += kind != "annex"
            self._fill(at)
            if not name:
                self.do_edit_part()

        self.app.push_screen(Choose("增加哪一部分？", choices), chosen)

    def can_save(self) -> bool:
        """Needs a change."""
        return self.is_mounted and self.outline != self._was

    def do_save(self) -> None:
        """Keep the outline as the county's own."""

        def edit(given: Answers) -> Edit:
            return overlay.outline(self.session.store, self.outline, given["basis"], given["reason"])

        def answered(given: Answers | None) -> None:
            if given is not None:
                carry_out(self.app, edit(given), self._leave)

        def wrong(given: Answers) -> str:
            return refusal(lambda: overlay.proved(self.session.store, edit(given)))

        self.app.push_screen(RuleDialog(f"本级自定提纲：{self._was.title}", "", (BASIS, REASON), wrong), answered)

    def do_back(self) -> None:
        """Go back, asking about what is not saved."""
        if not self.can_save():
            self.dismiss(None)
            return
        question = Confirm("有改动没有保存", "不保存就返回，改动会丢失。", "不保存", "继续修改")
        self.app.push_screen(question, lambda yes: self._leave() if yes else None)

    def _leave(self) -> None:
        self.dismiss(None)
