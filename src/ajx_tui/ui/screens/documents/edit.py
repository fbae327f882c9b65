"""Editing a document chapter by chapter; numbers stand as fields and go on following the records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, TextArea
from textual.widgets.option_list import Option

from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError
from ajx_tui.services import documents, drafts, packs
from ajx_tui.services.documents import changes
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_rule
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Choice, Choose, Confirm
from ajx_tui.ui.widgets.notice import notify, show_error
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.documents.texts.editing import Chapter
    from ajx_tui.documents.texts.facts import Facts

_SHOWN = 12


class DocumentEdit(Page[None]):
    """The chapters at the left, the text of one at the right, its live numbers below. `chapter` is the one to start
    with."""

    HELP = (
        "一段一行。{due} 这样的域由程序填数，数据变了文书跟着变；F4 从列表插入。“## ”开头的是小标题，自动编号。"
        "【表1：…】代表表格或图，可以移动、删去。Ctrl+S 保存全部改动；F6 把这一章恢复成模板。"
    )
    AUTO_FOCUS = "#chapters"
    DEFAULT_CSS = """
    DocumentEdit #chapters { width: 22; height: 1fr; background: $surface; margin-right: 1; }
    DocumentEdit.-wide #chapters { width: 32; }
    DocumentEdit #editor { width: 1fr; height: 1fr; }
    DocumentEdit #text { height: 1fr; }
    DocumentEdit #fields { height: auto; max-height: 6; padding: 0 1; background: $panel; color: $text-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save", "保存", "保存改动的各章", ("ctrl+s", "f2"), "bc", "文书"),
        Command("clause", "依据", "说明这一章为什么要有、依据哪一条", ("f1",), "yj", "文书"),
        Command("insert", "插入数字", "在光标处插入一个随数据更新的数字", ("f4",), "crsz", "文书"),
        Command("revert", "恢复模板", "丢弃这一章的改动，恢复成模板的文字", ("f6",), "hfmb", "文书"),
        Command("back", "返回", "回到文书，先保存改动", ("escape",), "fh", "文书"),
    )

    def __init__(
        self, name: str, as_of: date, facts: Facts, room: str = "", chapter: str = "", quote: str = ""
    ) -> None:
        """It begins with `chapter`, at the words `quote` where they are there."""
        super().__init__("编辑文书", room)
        self._quote = quote
        self._document, self._as_of, self._facts = name, as_of, facts
        built = documents.entry(name).build(facts, documents.Paper())
        self._templates: dict[str, Chapter] = {one.title: one for one in documents.chapters(built)}
        self._edited = dict(documents.working(self.app.session, name, as_of).edited)
        self._texts = {title: self._edited.get(title, one.text) for title, one in self._templates.items()}
        self._shown = ""
        self._start = list(self._texts).index(chapter) if chapter in self._texts else 0

    def body(self) -> ComposeResult:
        """The chapters, the text, its numbers."""
        with Horizontal():
            yield OptionList(*(Option(Content(self._label(t)), id=f"c{i}") for i, t in enumerate(self._texts)),
                             id="chapters", markup=False)  # fmt: skip
            with Vertical(id="editor"):
                yield TextArea(tab_behavior="focus", soft_wrap=True, show_line_numbers=False, compact=True, id="text")
                yield Prose(id="fields")

    def on_mount(self) -> None:
        """Start with the first chapter, or with the words that were asked for."""
        self.headline(documents.entry(self._document).title, f"截止日 {self._as_of.isoformat()}")
        if self._texts:
            self.query_one("#chapters", OptionList).highlighted = self._start
        if self._quote:
            self.call_after_refresh(self._show_words)
        self.call_after_refresh(self._offer_draft)

    def _show_words(self) -> None:
        """Put the cursor on the words that were asked for; fields hide numbers, so that only a part may be there."""
        text, quote = self.area.text, self._quote
        self.area.focus()
        for length in range(len(quote), 1, -1):
            if (start := text.find(quote[:length])) >= 0:
                self.area.move_cursor(_location(text, start))
                self.area.move_cursor(_location(text, start + length), select=True)
                return

    # ----- draft

    @property
    def _place(self) -> tuple[str, int]:
        """Where the draft of this document lies."""
        return f"{drafts.CHAPTERS}:{self._document}", self._as_of.toordinal()

    @property
    def has_unsaved(self) -> bool:
        """Whether a chapter was changed that is not saved."""
        return bool(self._unsaved())

    def _offer_draft(self) -> None:
        """Offer what was typed before a crash, a lock or a kill, and keep from now on."""
        kept = {t: str(x) for t, x in drafts.kept_work(self.session, *self._place).items() if t in self._texts}
        if all(self._texts[title] == text for title, text in kept.items()):
            self.set_interval(drafts.EVERY, self.keep_draft)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                for title, text in kept.items():
                    self._texts[title] = text
                    self._mark(title)
                self.area.load_text(self._texts[self._shown])
            else:
                drafts.forget_work(self.session, *self._place)
            self.set_interval(drafts.EVERY, self.keep_draft)

        text = f"没有保存的改动还在（{'、'.join(kept)}）。恢复后可以接着写，再按 Ctrl+S 保存。"
        self.app.push_screen(Confirm("草稿", text, "恢复", "不要，丢弃草稿"), answered)

    def keep_draft(self) -> None:
        """Keep the chapters that are not saved."""
        if self.session.may(Permission.EDIT):
            drafts.keep_work(self.session, *self._place, {title: self._texts[title] for title in self._unsaved()})

    @property
    def area(self) -> TextArea:
        """The text of the chapter."""
        return self.query_one("#text", TextArea)

    def _label(self, title: str) -> str:
        """The chapter's title, marked when its words are no longer the template's."""
        changed = self._texts[title] != self._templates[title].text
        return f"{'● ' if changed else '　 '}{display(title)}"

    @on(OptionList.OptionHighlighted, "#chapters")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        title = list(self._texts)[event.option_index]
        if title != self._shown:
            self._shown = title
            self.area.load_text(self._texts[title])
            fields = self._templates[title].fields
            told = "　".join(f"{field}＝{text or '（空）'}" for field, text in list(fields.items())[:_SHOWN])
            more = f" 等{len(fields)}个" if len(fields) > _SHOWN else ""
            self.query_one("#fields", Prose).update(
                f"本章的域：{told}{more}" if fields else "本章没有域；F4 插入数字。"
            )

    @on(OptionList.OptionSelected, "#chapters")
    def _selected(self) -> None:
        self.area.focus()

    @on(TextArea.Changed, "#text")
    def _typed(self) -> None:
        if self._shown and self.area.text != self._texts[self._shown]:
            self._texts[self._shown] = self.area.text
            self._mark(self._shown)

    def _mark(self, title: str) -> None:
        index = list(self._texts).index(title)
        self.query_one("#chapters", OptionList).replace_option_prompt_at_index(index, Content(self._label(title)))

    # ----- commands

    def _unsaved(self) -> dict[str, str | None]:
        """Chapters to keep, with None for those that are as the template has them again."""
        found: dict[str, str | None] = {}
        for title, text in self._texts.items():
            wanted = None if text == self._templates[title].text else text
            if wanted != self._edited.get(title):
                found[title] = wanted
        return found

    def do_save(self) -> None:
        """Keep every changed chapter."""
        try:
            for title, text in self._unsaved().items():
                documents.save_chapter(self.session, self._document, self._as_of, title, text)
                if text is None:
                    self._edited.pop(title, None)
                else:
                    self._edited[title] = text
        except AjxError as error:
            show_error(self.app, error)
            return
        drafts.forget_work(self.session, *self._place)
        notify(self.app, "导出时按改动后的文字排版。", "已保存")

    def can_clause(self) -> bool:
        """Needs a chapter that the outline names."""
        return self._rule() is not None

    def do_clause(self) -> None:
        """Show what the chapter stands on."""
        if (rule := self._rule()) is not None:
            show_rule(self.app, rule)

    def _rule(self) -> str | None:
        """The name of the rule behind the chapter on screen."""
        outline = packs.rules(self.session.store).outlines.get(self._document)
        parts = {part.title: part.name for part in outline.chapters} if outline is not None else {}
        name = parts.get(self._shown)
        return None if name is None else f"{self._document}.{name}"

    def do_insert(self) -> None:
        """Choose a number and put its field where the cursor is."""
        rules = packs.rules(self.session.store)
        choices = [Choice(field, title, value) for field, title, value in changes.live_fields(self._facts, rules)]
        self.app.push_screen(Choose("插入哪个数字？", choices), self._insert)

    def _insert(self, field: str | None) -> None:
        if field is not None:
            self.area.insert(field)
            self.area.focus()

    def do_revert(self) -> None:
        """Go back to the template's words for this chapter."""
        if self._shown:
            self._texts[self._shown] = self._templates[self._shown].text
            self.area.load_text(self._texts[self._shown])
            self._mark(self._shown)

    def do_back(self) -> None:
        """Go back, asking about what is not saved."""
        if not self._unsaved():
            self.keep_draft()
            self.dismiss(None)
            return
        question = Confirm("有改动没有保存", "不保存就返回，改动会丢失。", "不保存", "继续编辑")
        self.app.push_screen(question, self._leave)

    def _leave(self, yes: bool | None) -> None:
        if yes:
            drafts.forget_work(self.session, *self._place)
            self.dismiss(None)


def _location(text: str, index: int) -> tuple[int, int]:
    """Row and column of a character of a text."""
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1
