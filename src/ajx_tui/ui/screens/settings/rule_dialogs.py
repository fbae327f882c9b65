"""Asking for a rule of the county's own, and showing what it would change before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Input, TextArea

from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.progress import Job, Progress
from ajx_tui.services import overlay
from ajx_tui.services.overlay import Edit
from ajx_tui.services.pack_changes import Change
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a dialog; `lines` makes it several lines high."""

    name: str
    title: str
    value: str = ""
    placeholder: str = ""
    lines: bool = False


BASIS = Question(
    "basis", "依据（写明文件、条款；显示时标“本级自定”，不当作法律条文引用）", placeholder="如 示政办〔2026〕3号第二条"
)
REASON = Question("reason", "为什么这样定（记入历史）", placeholder="可以不填")


class RuleDialog(Dialog["Answers | None"]):
    """Asks several questions at once. Dismisses with the answers by name, or None.

    `check` says what is wrong with the answers, in Chinese, or nothing.
    """

    DEFAULT_CSS = """
    RuleDialog > .dialog { width: 76; }
    RuleDialog .rule--told { height: auto; max-height: 3; margin-bottom: 1; color: $text-muted; }
    RuleDialog Input { margin-bottom: 1; }
    RuleDialog TextArea { height: 7; }
    RuleDialog.-long Input { margin-bottom: 0; }
    """

    def __init__(
        self,
        title: str,
        told: str,
        questions: tuple[Question, ...],
        check: Callable[[Answers], str],
        ok: str = "下一步",
    ) -> None:
        super().__init__(title)
        self._told, self._questions, self._check, self._ok = told, questions, check, ok
        self.set_class(any(question.lines for question in questions), "-long")

    def body(self) -> ComposeResult:
        """What holds now, then the questions."""
        with VerticalScroll(classes="rule--told"):
            yield Prose(self._told)
        for question in self._questions:
            yield Prose(question.title)
            if question.lines:
                yield TextArea(question.value, id=question.name, tab_behavior="focus", compact=True)
            else:
                yield Input(question.value, placeholder=question.placeholder, id=question.name, compact=True)
        yield Prose(classes="dialog--error", id="wrong")

    def on_mount(self) -> None:
        """Start with the first question."""
        self.query_one(f"#{self._questions[0].name}").focus()

    def buttons(self) -> ComposeResult:
        """Cancel and go on."""
        yield Button("取消", id="cancel", compact=True)
        yield Button(self._ok, id="ok", variant="primary", compact=True)

    @property
    def answers(self) -> Answers:
        """What stands in the fields now."""
        return {
            q.name: (self.query_one(f"#{q.name}", TextArea).text if q.lines
                     else self.query_one(f"#{q.name}", Input).value).strip()
            for q in self._questions
        }  # fmt: skip

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _submitted(self) -> None:
        given = self.answers
        wrong = self._check(given)
        if wrong:
            self.query_one("#wrong", Prose).update(wrong)
        else:
            self.dismiss(given)


class Effect(Dialog[bool]):
    """Shows what an edit changes in today's figures and findings. Dismisses with True to save it."""

    AUTO_FOCUS = "#cancel"
    DEFAULT_CSS = """
    Effect > .dialog { width: 84; }
    Effect VerticalScroll { height: auto; max-height: 50vh; background: $background; padding: 0 1; }
    """

    def __init__(self, edit: Edit, changes: tuple[Change, ...], as_of: str) -> None:
        super().__init__("保存以后会怎样变化？")
        self._edit, self._changes, self._as_of = edit, changes, as_of

    def body(self) -> ComposeResult:
        """The edit and its effect."""
        told = "\n".join(map(str, self._changes)) or "今天的指标和检查结果都不变。"
        yield Prose(self._edit.intention, classes="dialog--text")
        with VerticalScroll():
            yield Prose(f"按截止日 {self._as_of} 试算：\n{told}")

    def buttons(self) -> ComposeResult:
        """Leave it, or save."""
        yield Button("不保存", id="cancel", compact=True)
        yield Button("保存", id="save", variant="primary", compact=True)

    def do_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(False)

    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        self.dismiss(True)


def refusal(make: Callable[[], object]) -> str:
    """What a service says against something, or nothing."""
    try:
        make()
    except AjxError as error:
        return error.message
    return ""


def carry_out(app: AjxApp, edit: Edit, done: Callable[[], None]) -> None:
    """Try an edit on a copy, show what it changes, save it when that is wanted; then call `done`."""
    as_of = app.as_of

    def work() -> Job[tuple[Change, ...]]:
        yield Progress(0, 1, "在数据的副本上试算")
        return overlay.effect(app.session, edit, as_of)

    def tried(outcome: tuple[Change, ...] | Cancelled | None) -> None:
        if isinstance(outcome, tuple):
            app.push_screen(Effect(edit, outcome, as_of.isoformat()), decided)

    def decided(yes: bool | None) -> None:
        if yes:
            overlay.apply(app.session, edit)
            notify(app, edit.intention, "已保存")
            done()

    app.push_screen(JobScreen("试算本级自定", work()), tried)
