"""Printing a paper of a case: which one, with which number and day, as which file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input

from ajx_tui.documents.texts.case_papers import CasePaper
from ajx_tui.domain.quantities import read_day
from ajx_tui.domain.text import clean_code
from ajx_tui.errors import AjxError
from ajx_tui.services.documents import case_papers
from ajx_tui.services.documents.case_papers import Printable
from ajx_tui.services.documents.folders import file_name
from ajx_tui.settings import load
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.written import tell_written
from ajx_tui.ui.widgets.choice_field import ChoiceStrip
from ajx_tui.ui.widgets.confirm import Choice, Choose, Dialog
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was decided for one paper."""

    paper: CasePaper
    suffix: str


class PaperDialog(Dialog["Wanted | None"]):
    """Asks for number, day and format of one paper."""

    AUTO_FOCUS = "#number"

    def __init__(self, title: str, proposed: CasePaper) -> None:
        super().__init__(title)
        self._proposed = proposed

    def body(self) -> ComposeResult:
        """Three lines."""
        yield Prose("文号（不填则留空手写，台账按案件编号加序号登记）：")
        yield Input(self._proposed.number, id="number", max_length=60)
        yield Prose("文书日期（不填则留空手写）：")
        yield Input(self._proposed.day.isoformat() if self._proposed.day else "", id="day", max_length=14)
        yield ChoiceStrip((("pdf", "PDF"), ("docx", "Word")), "pdf", clearable=False)
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and print."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("打印", id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _submitted(self) -> None:
        text = clean_code(self.query_one("#day", Input).value)
        day: date | None = read_day(text) if text else None
        if text and day is None:
            self.query_one("#wrong", Prose).update("日期请写成 2026-10-31 这样。")
            return
        paper = CasePaper(self.query_one("#number", Input).value.strip(), day)
        self.dismiss(Wanted(paper, str(self.query_one(ChoiceStrip).value or "pdf")))


def choose_paper(app: AjxApp, case_id: int, done: Done) -> None:
    """Choose one of the papers of a case, and print it; `done` is called when one was put on record."""
    papers = case_papers.printable(app.session, case_id)

    def chosen(kind: str | None) -> None:
        one = next((paper for paper in papers if paper.kind == kind), None)
        if one is None:
            return
        if one.missing:
            notify(app, f"{one.missing}。", f"现在不能打印{one.title}", "warning")
            return
        _ask(app, case_id, one, done)

    choices = [
        Choice(one.kind, one.title, one.missing or (f"已登记 {one.on_record}" if one.on_record else ""))
        for one in papers
    ]
    app.push_screen(Choose("打印哪一种文书？", choices, "打印后登记到案件名下，并留存文件。"), chosen)


def _ask(app: AjxApp, case_id: int, one: Printable, done: Done) -> None:
    def answered(wanted: Wanted | None) -> None:
        if wanted is not None:
            _print(app, case_id, one, wanted, done)

    proposed = case_papers.proposed(app.session, case_id, one.kind, app.as_of)
    app.push_screen(PaperDialog(f"打印{one.title}", proposed), answered)


def _print(app: AjxApp, case_id: int, one: Printable, wanted: Wanted, done: Done) -> None:
    from ajx_tui.paths import Home, free_file

    home = Home(app.logged_in.store.path.parent.parent)
    folder = exports_folder(app)
    number = case_papers.case_number(app.session, case_id)
    mark = "演示-" if app.session.store.setting("demo", False) else ""
    path = free_file(folder / f"{mark}{file_name(f'{number}-{one.title}')}.{wanted.suffix}")

    def finished(report: Any) -> None:
        if not hasattr(report, "path"):
            return
        done(case_id)
        tell_written(app, "文书已写出", report)

    try:
        bundled = load(home.settings).bundled_fonts
    except AjxError:
        bundled = False
    job = case_papers.print_job(
        app.session, case_id, one.kind, path, wanted.paper, app.as_of, suffix=wanted.suffix, bundled_only=bundled,
        recorded=app.may_write,
    )  # fmt: skip
    app.push_screen(JobScreen(f"打印{one.title}", job), finished)
