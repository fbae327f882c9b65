"""Small dialogs. Each collects one answer and dismisses with it; none saves anything.

    if await self.app.push_screen_wait(Confirm("删除企业", "「甲公司」将移入回收站。", "删除")): ...

`push_screen_wait` needs a worker (`@work`); `push_screen(dialog, callback)` works everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList
from textual.widgets.option_list import Option

from ajx_tui.ui.commands import Command, CommandModal, R
from ajx_tui.ui.widgets.cells import cut, display, fit, width_of
from ajx_tui.ui.widgets.prose import Prose

USUAL, WIDEST, EDGES = 56, 76, 8
"""Cells a list of answers takes across: at least, at most; and what of it is padding and scrollbar."""


def plain(text: str) -> Content:
    """Return text that is shown as it is, whatever brackets it holds; line breaks stay."""
    return Content("\n".join(display(line) for line in text.splitlines()))


class Dialog(CommandModal[R]):
    """Frame of the small dialogs: a title, the body of the subclass, a row of buttons."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .dialog { width: 64; max-width: 94%; height: auto; max-height: 94%; padding: 1 2; background: $panel; }
    Dialog .dialog--title { text-style: bold; color: $primary; margin-bottom: 1; }
    Dialog .dialog--text { margin-bottom: 1; }
    Dialog .dialog--error { color: $text-error; }
    Dialog .dialog--buttons { height: 1; align-horizontal: right; margin-top: 1; }
    Dialog .dialog--buttons Button { margin-left: 2; }
    Dialog OptionList { max-height: 14; }
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "取消", "关闭对话框，什么也不改", ("escape",), "qx", "对话框"),
    )

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def body(self) -> ComposeResult:
        """The widgets between title and buttons."""
        yield from ()

    def buttons(self) -> ComposeResult:
        """The buttons, from left to right."""
        yield Button("取消", id="cancel", compact=True)

    def compose(self) -> ComposeResult:
        """Title, body, buttons."""
        with Vertical(classes="dialog"):
            yield Prose(self._title, classes="dialog--title")
            yield from self.body()
            with Horizontal(classes="dialog--buttons"):
                yield from self.buttons()

    def do_cancel(self) -> None:
        """Close with the answer that changes nothing."""
        self.dismiss(None)

    @on(Button.Pressed, "#cancel")
    def _cancel_pressed(self) -> None:
        self.do_cancel()


class Confirm(Dialog[bool]):
    """Asks before something is destroyed or lost; the focus starts on 取消. Dismisses with True or False."""

    AUTO_FOCUS = "#cancel"

    def __init__(self, title: str, text: str, yes: str = "确定", no: str = "取消") -> None:
        super().__init__(title)
        self._text, self._yes, self._no = text, yes, no

    def body(self) -> ComposeResult:
        """What would be lost."""
        yield Prose(self._text, classes="dialog--text")

    def buttons(self) -> ComposeResult:
        """The safe answer first."""
        yield Button(plain(self._no), id="cancel", compact=True)
        yield Button(plain(self._yes), id="yes", variant="error", compact=True)

    def do_cancel(self) -> None:
        """Answer no."""
        self.dismiss(False)

    @on(Button.Pressed, "#yes")
    def _confirmed(self) -> None:
        self.dismiss(True)


class Ask(Dialog[str | None]):
    """Asks for one line of text. Dismisses with the text, or None when cancelled.

    `check` returns what is wrong with a text, in Chinese, or an empty text; it is asked when the user confirms.
    """

    AUTO_FOCUS = "#answer"

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        value: str = "",
        placeholder: str = "",
        password: bool = False,
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(title)
        self._text, self._value, self._placeholder = text, value, placeholder
        self._password, self._check = password, check

    def body(self) -> ComposeResult:
        """The question and its field."""
        if self._text:
            yield Prose(self._text, classes="dialog--text")
        yield Input(self._value, placeholder=self._placeholder, password=self._password, id="answer")
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and confirm."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("确定", id="ok", variant="primary", compact=True)

    @on(Input.Submitted, "#answer")
    @on(Button.Pressed, "#ok")
    def _submitted(self) -> None:
        answer = self.query_one("#answer", Input)
        wrong = self._check(answer.value) if self._check is not None else ""
        if wrong:
            self.query_one("#wrong", Prose).update(wrong)
            answer.focus()
        else:
            self.dismiss(answer.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of `Choose`: the value it stands for, its text and an explanation."""

    value: str
    title: str
    help: str = ""


class Choose(Dialog[str | None]):
    """Asks for one of several answers by arrows, digit or mouse. Dismisses with its value, or None."""

    AUTO_FOCUS = "#choices"

    def __init__(self, title: str, choices: Sequence[Choice], text: str = "", *, current: str | None = None) -> None:
        super().__init__(title)
        self._choices, self._text, self._current = tuple(choices), text, current

    def body(self) -> ComposeResult:
        """The question and its answers; the first nine carry a digit."""
        if self._text:
            yield Prose(self._text, classes="dialog--text")
        yield OptionList(*self._prompts(), id="choices", markup=False)

    def _room(self) -> int:
        """The cells of an answer's line."""
        return min(WIDEST, self.app.size.width * 94 // 100) - EDGES

    def _prompts(self) -> Iterable[Option]:
        """A line for each answer; an explanation for which there is no room is cut, never broken."""
        room = self._room()
        for number, choice in enumerate(self._choices, 1):
            title = cut(f"{number if number <= 9 else ' '} {display(choice.title)}", room)
            rest = max(0, room - width_of(title) - 2)
            told = fit(choice.help, min(rest, width_of(display(choice.help)))) if rest > 2 else ""
            yield Option(Content(title) + Content.styled(f"  {told}" if told else "", "dim"))

    def on_mount(self) -> None:
        """Start on the current answer, as wide as the longest one."""
        longest = max((width_of(display(f"{c.title}  {c.help}")) + 2 for c in self._choices), default=0)
        self.query_one(".dialog").styles.width = min(max(USUAL, longest + EDGES), WIDEST)
        values = [choice.value for choice in self._choices]
        self.query_one(OptionList).highlighted = values.index(self._current) if self._current in values else 0

    @on(OptionList.OptionSelected, "#choices")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        """Digits, also full-width ones from an input method, answer at once."""
        character = event.character
        if character is not None and character.isdecimal() and 1 <= int(character) <= min(9, len(self._choices)):
            event.stop()
            self.dismiss(self._choices[int(character) - 1].value)
