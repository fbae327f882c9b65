"""Room 7: official documents. The list at the left, its settings and the laid-out pages at the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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

from ajx_tui.domain.quantities import read_day
from ajx_tui.domain.text import clean_code
from ajx_tui.errors import AjxError
from ajx_tui.paths import Home
from ajx_tui.services import documents
from ajx_tui.services.documents.folders import file_name
from ajx_tui.settings import load
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.export_record import RECORD_COMMANDS, DocumentRoom
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


class ExportScreen(DocumentRoom):
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
    ExportScreen .line { height: 1; width: 1fr; }
    ExportScreen .line > Static { width: 9; padding-left: 1; color: $text-muted; }
    ExportScreen #number { width: 8; margin-right: 1; }
    ExportScreen #day { width: 14; }
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
        Command("scope", "范围", "只给某个行业或乡镇的企业发", ("f9",), "fw", "文书"),
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
        self._written: Path | None = None
        self._told_written = ""
        self._given_name = ""
        self._scope = ""

    # ----- the page

    def body(self) -> ComposeResult:
        """List, settings, preview."""
        with Horizontal():
            yield OptionList(*(Option(Content(entry.title)) for entry in self._entries), id="documents", markup=False)
            with Vertical(id="right"):
                yield Static("", id="about", markup=False)
                with Horizontal(classes="line"):
                    yield Static("发文号", markup=False)
                    yield Input(id="number", placeholder="手写", max_length=6)
                    yield Static("成文日期", markup=False)
                    yield Input(id="day", placeholder="同截止日", max_length=14)
                with Horizontal(classes="line"):
                    yield Static("格式", markup=False)
                    yield ChoiceStrip(tuple(documents.FORMATS.items()), "pdf", clearable=False)
                with Horizontal(classes="line", id="split-line"):
                    yield Static("份数", markup=False)
                    yield ChoiceStrip(((False, "合成一个文件"), (True, "每家一个文件")), False, clearable=False)
                with Horizontal(classes="line"):
                    yield Static("文件名", markup=False)
                    yield Input(id="file")
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
    def suffix(self) -> str:
        """The chosen format."""
        return str(self.query(ChoiceStrip).first().value or "pdf")

    @property
    def apart(self) -> bool:
        """Whether each enterprise gets a file of its own."""
        return bool(self.entry.number_of) and bool(self.query(ChoiceStrip).last().value)

    @property
    def _home(self) -> Home:
        return Home(self.app.logged_in.store.path.parent.parent)

    def reload(self) -> None:
        """Data or cut-off day changed: lay out anew."""
        self._facts.clear()
        self._choose()

    @on(OptionList.OptionHighlighted, "#documents")
    def _highlighted(self) -> None:
        self._scope = self._told_written = ""
        self._choose()

    def _choose(self) -> None:
        """Another document, day or setting: show its name and lay it out."""
        self.headline(f"截止日 {self.app.as_of.isoformat()}", self.entry.help)
        self.query_one("#about", Static).update(Content(self.entry.title))
        self.query_one("#split-line").display = bool(self.entry.number_of)
        self._name_file()
        self._lay_out()

    def _name_file(self) -> None:
        """Propose a file name until the user has written one."""
        field = self.query_one("#file", Input)
        if field.value == self._given_name:
            mark = "演示-" if self.session.store.setting("demo", False) else ""
            scope = f"-{file_name(self._scope)}" if self._scope else ""
            stem = f"{mark}{self.entry.title}{scope}-{self.app.as_of.isoformat()}"
            self._given_name = stem if self.apart else f"{stem}.{self.suffix}"
            field.value = self._given_name

    @on(ChoiceStrip.Changed)
    def _format_changed(self) -> None:
        field = self.query_one("#file", Input)
        if field.value != self._given_name and field.value and not self.apart:
            field.value = str(Path(field.value).with_suffix(f".{self.suffix}"))
        self._name_file()

    @on(Input.Changed, "#number")
    @on(Input.Changed, "#day")
    def _paper_changed(self) -> None:
        if self._paper() is not None:
            self._told_written = ""
            self._lay_out()

    def _paper(self) -> Paper | None:
        """Number and day as given, None while one of them can't be read."""
        number = clean_code(self.query_one("#number", Input).value)
        day = clean_code(self.query_one("#day", Input).value)
        read: date | None = read_day(day) if day else None
        if (day and read is None) or (number and not (number.isdecimal() and int(number) > 0)):
            return None
        return documents.Paper(number=int(number) if number else None, date=read, only=self._only())

    # ----- who gets a paper

    def _found(self) -> Facts | None:
        return self._facts.get((self.app.stamp(), self.entry.needs))

    def _groups(self) -> dict[str, frozenset[int]]:
        """Sectors and townships of the enterprises that would get this paper, with their ids."""
        facts = self._found()
        groups: dict[str, set[int]] = {}
        cases = facts.cases.get(self.entry.number_of, ()) if facts is not None else ()
        for place in ("sector", "township"):
            for case in cases:
                if name := getattr(case, place):
                    groups.setdefault(name, set()).add(case.enterprise_id)
        return {name: frozenset(ids) for name, ids in groups.items()}

    def _only(self) -> frozenset[int] | None:
        """The enterprises of the chosen scope, None for all."""
        return self._groups().get(self._scope) if self.entry.number_of and self._scope else None

    def can_scope(self) -> bool:
        """Only papers to enterprises have a scope."""
        return bool(self.entry.number_of)

    def do_scope(self) -> None:
        """Choose the sector or township whose enterprises get a paper."""
        groups = self._groups()
        choices = [Choice("", "全部", "")]
        choices += [Choice(name, name, f"{len(ids)} 家") for name, ids in groups.items()]
        self.app.push_screen(Choose("发给哪些企业", choices, current=self._scope), self._scoped)

    def _scoped(self, scope: str | None) -> None:
        if scope is not None:
            self._scope = scope
            self._choose()

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
        scope = f"　范围：{display(self._scope)}" if self._only() is not None else ""
        state = self.state_text()
        self.query_one("#about", Static).update(Content(f"{title}　共 {pages} 页{scope}　{state}".rstrip()))
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
        shown = [Choice("", str(note), "应当处理" if note.serious else "请核实") for note in notes[:NOTES_SHOWN]]
        more = f"共 {len(notes)} 处，先列出 {NOTES_SHOWN} 处。" if len(notes) > NOTES_SHOWN else ""
        self.app.push_screen(Choose("签发前检查", shown, more))

    # ----- the file

    @on(OptionList.OptionSelected, "#documents")
    def _selected(self) -> None:
        self.do_export()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.do_export()

    def target(self) -> Path:
        """Where the file or folder goes: into the exports folder unless a whole path was given."""
        given = Path(self.query_one("#file", Input).value.strip() or self._given_name).expanduser()
        path = given if given.is_absolute() else self._home.exports / given
        if self.apart:
            return path
        return path if path.suffix.lower() == f".{self.suffix}" else path.with_name(f"{path.name}.{self.suffix}")

    def do_export(self) -> None:
        """Write the document, asking before a file is replaced."""
        if self._paper() is None:
            notify(self.app, "发文号请填数字，成文日期请写成 2026-10-31 这样；也可以留空手写。", "没有导出", "warning")
            return
        path = self.target()
        if path.exists() and not self.apart:
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
        make = documents.export_each_job if self.apart else documents.export_job
        job = make(
            self.session,
            self.entry.name,
            self.app.as_of,
            path,
            suffix=self.suffix,
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

    def can_open_file(self) -> bool:
        """There is a file to open."""
        return self._written is not None

    def can_open_folder(self) -> bool:
        """There is a folder to open."""
        return self._written is not None

    def do_open_file(self) -> None:
        """Open the file just written."""
        self._open(self._written)

    def do_open_folder(self) -> None:
        """Open the folder of the file just written."""
        self._open(self._written.parent if self._written is not None else None)

    def _open(self, path: Path | None) -> None:
        problem = open_path(path) if path is not None else ""
        if problem:
            notify(self.app, problem, "没有打开", "warning")
