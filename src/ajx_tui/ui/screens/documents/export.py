"""Room 7: official documents. The list at the left, its settings and the laid-out pages at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from ajx_tui.errors import AjxError
from ajx_tui.paths import Home
from ajx_tui.services import documents
from ajx_tui.services.documents.folders import file_name
from ajx_tui.services.documents.scope import Scope
from ajx_tui.settings import load
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.documents.export_record import RECORD_COMMANDS
from ajx_tui.ui.screens.documents.export_scope import SCOPE_COMMAND, ScopedRoom
from ajx_tui.ui.screens.documents.export_settings import ExportSettings
from ajx_tui.ui.screens.written import WrittenFile
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.choice_field import ChoiceStrip
from ajx_tui.ui.widgets.confirm import Choice, Choose, Confirm
from ajx_tui.ui.widgets.notice import notify, show_error
from ajx_tui.ui.widgets.page_view import PageView
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.documents.blocks import RenderReport
    from ajx_tui.documents.texts.facts import Facts, Paper

NOTES_SHOWN = 20
CHECKS = "checks"
"""The finding that tells of the checks: it leads to their page."""


class ExportScreen(WrittenFile, ScopedRoom):
    """Room 7."""

    ROOM = "7"
    HELP = (
        "左边选文书，右边填发文号、日期和文件名，下面是排好版的各页文字。左右方向键翻页，F6 按目录跳页。"
        "F2 导出并记为一版；Ctrl+E 逐章编辑，Ctrl+D 看与上一版的不同，Ctrl+T 送审，Ctrl+Y 另存每个数字的来源。"
        "F7 打开文件，F8 打开所在文件夹。数字全部取自截止日同一时点的台账。"
    )
    AUTO_FOCUS = "#documents"
    DEFAULT_CSS = """
    ExportScreen #documents { width: 20; height: 1fr; background: $surface; margin-right: 1; }
    ExportScreen.-wide #documents { width: 30; }
    ExportScreen #right { width: 1fr; height: 1fr; }
    ExportScreen #about { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    ExportScreen #told { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    ExportScreen #told.-bad { color: $text-warning; }
    ExportScreen #told.-good { color: $text-success; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("export", "导出", "把光标所在的文书写成文件", ("f2",), "dc", "文书"),
        Command("cut_off", "截止日", "改变数字所依据的日期", ("f3",), "jzr", "文书"),
        Command("outline", "目录", "按标题跳到某一页", ("f6",), "ml", "文书"),
        Command("look", "检查", "列出签发前需要留意的地方", ("f4",), "jc", "文书"),
        SCOPE_COMMAND,
        Command("open_file", "打开文件", "用系统的程序打开刚导出的文件", ("f7",), "dkwj", "文书"),
        Command("open_folder", "文件夹", "打开刚导出的文件所在的文件夹", ("f8",), "wjj", "文书"),
        *RECORD_COMMANDS,
    )

    @dataclass
    class Drafted(Message):
        """The worker laid a document out, or could not."""

        key: tuple[object, ...]
        draft: documents.Draft | None
        facts: Facts | None
        error: AjxError | None = None

    def __init__(self) -> None:
        super().__init__("文书")
        self._entries = tuple(documents.CATALOGUE.values())
        self._draft: documents.Draft | None = None
        self._facts: dict[tuple[object, ...], Facts] = {}
        self._told_written = ""
        self._scope = None

    # ----- the page

    def body(self) -> ComposeResult:
        """List, settings, preview."""
        with Horizontal():
            yield OptionList(*(Option(Content(entry.title)) for entry in self._entries), id="documents", markup=False)
            with Vertical(id="right"):
                yield Static("", id="about", markup=False)
                yield ExportSettings()
                yield Prose(id="told")
                yield PageView(id="pages")

    def on_mount(self) -> None:
        """Start on the first document."""
        self.query_one("#documents", OptionList).highlighted = 0

    @property
    def entry(self) -> documents.Entry:
        """The document under the cursor."""
        return self._entries[self.query_one("#documents", OptionList).highlighted or 0]

    @property
    def settings(self) -> ExportSettings:
        """What is decided for the export."""
        return self.query_one(ExportSettings)

    @property
    def _home(self) -> Home:
        return Home(self.app.logged_in.store.path.parent.parent)

    def reload(self) -> None:
        """Data or cut-off day changed: lay out anew."""
        self._facts.clear()
        self._choose()

    @on(OptionList.OptionHighlighted, "#documents")
    def _highlighted(self) -> None:
        self._scope, self._told_written = None, ""
        self._choose()

    def show_document(self, name: str, chosen: Scope | None) -> None:
        """Show one document, for some enterprises only."""
        at = [entry.name for entry in self._entries].index(name)
        with self.prevent(OptionList.OptionHighlighted):
            self.query_one("#documents", OptionList).highlighted = at
        self._told_written = ""
        self.set_scope(chosen)

    def _choose(self) -> None:
        """Another document, day or setting: show its name and lay it out."""
        self.headline(f"截止日 {self.app.as_of.isoformat()}", self.entry.help)
        self.query_one("#about", Static).update(Content(self.entry.title))
        self.settings.follow(self.entry)
        self._name_file()
        self._lay_out()

    @on(ChoiceStrip.Changed)
    def _name_file(self) -> None:
        """Propose a file name."""
        mark = "演示-" if self.session.store.setting("demo", False) else ""
        limit = self.scoped()
        part = f"-{file_name(limit.text)[:20]}" if limit is not None else ""
        self.settings.propose_name(f"{mark}{self.entry.title}{part}-{self.app.as_of.isoformat()}")

    @on(ExportSettings.Changed)
    def _paper_changed(self) -> None:
        if self._paper() is not None:
            self._told_written = ""
            self._lay_out()

    def _paper(self) -> Paper | None:
        """What is decided for the papers, None while something can't be read."""
        paper, limit = self.settings.paper(), self.scoped()
        if paper is None or limit is None:
            return paper
        return replace(paper, only=limit.enterprises, scope=limit.text)

    def _found(self) -> Facts | None:
        return self._facts.get((self.app.stamp(), self.entry.needs))

    # ----- the preview

    def _lay_out(self) -> None:
        """Lay out in a worker thread; an older one is dropped."""
        key = (self.entry.name, self.app.stamp(), self._paper())
        self.query_one(PageView).wait("正在汇总和排版")
        self._draft = None
        self._tell(self._told_written, "-good")
        self.run_worker(lambda: self._work(key), thread=True, exclusive=True, group="preview")

    def _work(self, key: tuple[Any, ...]) -> None:
        name, stamp, paper = key
        worker = get_current_worker()
        as_of, chosen = self.app.as_of, documents.entry(name)
        try:
            facts = self._facts.get((stamp, chosen.needs)) or documents.facts_for(self.session, chosen, as_of)
            if worker.is_cancelled:
                return
            draft = documents.draft(self.session, name, as_of, paper=paper, facts=facts)
        except AjxError as error:
            if not worker.is_cancelled:
                self.post_message(self.Drafted(key, None, None, error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Drafted(key, draft, facts))

    @on(Drafted)
    def _show(self, event: Drafted) -> None:
        """Show the pages and what to look at."""
        event.stop()
        if event.key != (self.entry.name, self.app.stamp(), self._paper()):
            return
        if event.draft is None or event.facts is None:
            self.query_one(PageView).wait("没有排出版面")
            if event.error is not None:
                self._tell(f"{event.error.title}：{event.error.message}", "-bad")
            return
        self._facts[event.key[1], self.entry.needs] = event.facts
        self._draft = event.draft
        self.query_one(PageView).show(event.draft.preview.page_texts)
        title, pages = self.entry.title, event.draft.preview.pages
        limit, state = self.scoped(), self.state_text()
        shown = f"　范围：{display(limit.text)}" if limit is not None else ""
        self.query_one("#about", Static).update(Content(f"{title}　共 {pages} 页{shown}　{state}".rstrip()))
        paper: Any = event.key[2]
        told = documents.next_number(self.session, self.entry, event.draft.document, event.facts, paper)
        self.settings.tell_next(told)
        self._tell_notes()

    def _tell_notes(self) -> None:
        notes = self._draft.notes if self._draft is not None else ()
        if self._told_written:  # Being put on record changes the data, so the page is laid out once more.
            self._tell(self._told_written, "-good")
        elif notes:
            self._tell(f"检查：{len(notes)} 处需要留意（F4 列出）。{notes[0]}", "-bad")
        else:
            self._tell("检查：未发现需要留意的地方。")

    def _tell(self, text: str, tone: str = "") -> None:
        told = self.query_one("#told", Prose)
        told.set_classes(tone)
        told.update(text)

    def do_outline(self) -> None:
        """Jump to the page of a heading."""
        if self._draft is None:
            return
        outline = self._draft.preview.outline
        choices = [Choice(str(one.page), "　" * min(one.level, 2) + one.text, f"第 {one.page} 页") for one in outline]
        self.app.push_screen(Choose("目录", choices), self._jump)

    def _jump(self, page: str | None) -> None:
        if page is not None:
            view = self.query_one(PageView)
            view.page = int(page) - 1
            view.focus()

    def do_look(self) -> None:
        """List what to look at before signing."""
        notes = self._draft.notes if self._draft is not None else ()
        if not notes:
            notify(self.app, "未发现需要留意的地方。", "检查")
            return
        shown = [
            Choice(str(at), str(note), "应当处理" if note.serious else "请核实")
            for at, note in enumerate(notes[:NOTES_SHOWN])
        ]
        more = f"共 {len(notes)} 处，先列出 {NOTES_SHOWN} 处。" if len(notes) > NOTES_SHOWN else ""
        self.app.push_screen(Choose("签发前检查", shown, f"{more}回车到所指的地方。"), self._lead_to)

    def _lead_to(self, at: str | None) -> None:
        """Go where a finding lies: the words in the editor, else the record, else the page."""
        if at is None or self._draft is None:
            return
        note = self._draft.notes[int(at)]
        place = documents.place_of(self.session, self._draft, note)
        if note.rule == CHECKS:
            self.app.call_next(self.app.do_findings)
        elif place.record is not None:
            self.app.open_record(*place.record)
        elif place.chapter and self.applies("edit_text"):
            self.do_edit_text(place.chapter, place.quote)
        elif place.page:
            self._jump(str(place.page))
        else:
            notify(self.app, "这一处不在某一页上，请看说明。", "检查")

    # ----- the file

    @on(OptionList.OptionSelected, "#documents")
    def _selected(self) -> None:
        if not self.refuses("export"):
            self.do_export()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self.refuses("export"):
            self.do_export()

    def target(self) -> Path:
        """Where the file or folder goes: into the exports folder unless a whole path was given."""
        return self.settings.target(self._home.exports)

    def do_export(self) -> None:
        """Write the document, asking before a file is replaced."""
        if self._paper() is None:
            notify(self.app, "发文号请填数字，成文日期请写成 2026-10-31 这样；也可以留空手写。", "没有导出", "warning")
            return
        path = self.target()
        if path.exists() and not self.settings.apart:
            question = Confirm("已有同名文件", f"{path} 已经存在，覆盖后原来的内容不能恢复。", "覆盖", "取消")
            self.app.push_screen(question, lambda yes: self._export(path) if yes else None)
        else:
            self._export(path)

    def _export(self, path: Path) -> None:
        try:
            bundled = load(self._home.settings).bundled_fonts
        except AjxError as error:
            show_error(self.app, error)
            return
        make = documents.export_each_job if self.settings.apart else documents.export_job
        job = make(
            self.session,
            self.entry.name,
            self.app.as_of,
            path,
            suffix=self.settings.suffix,
            bundled_only=bundled,
            paper=self._paper(),
            recorded=self.recorded(),
        )
        self.app.push_screen(JobScreen(f"导出{self.entry.title}", job), self._exported)

    def _exported(self, report: RenderReport | Any) -> None:
        """Say where the file lies."""
        if not hasattr(report, "path"):
            return
        self._written = Path(report.path)
        pages = f" {report.pages} 页" if report.pages else ""
        self._told_written = f"已写出{pages}：{report.path}　F7 打开文件，F8 打开文件夹"
        self._tell(self._told_written, "-good")
        self.refresh_bindings()
