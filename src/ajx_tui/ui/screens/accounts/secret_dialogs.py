"""Dialogs for names and passwords, and the one that shows a recovery code, once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Line:
    """One line to fill in."""

    key: str
    title: str
    value: str = ""
    secret: bool = False


Answers = dict[str, str]
MOST_APART = 5
"""More lines than these stand close together, so that they fit into 24 lines."""
PASSWORD_TWICE = (Line("new", "新口令", secret=True), Line("again", "再输一遍", secret=True))


def passwords_wrong(name: str, answers: Mapping[str, str]) -> str:
    """What is wrong with a new password and its repetition, '' when nothing is."""
    from ajx_tui.errors import RefusedError
    from ajx_tui.services.accounts import check_password

    try:
        check_password(name, answers["new"])
    except RefusedError as refused:
        return refused.message
    return "" if answers["new"] == answers["again"] else "两次输入的口令不一样。"


class AskLines(Dialog[Answers | None]):
    """Asks for several short lines at once. Dismisses with them by key, or None.

    `check` returns what is wrong in Chinese, or an empty text.
    """

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    AskLines .line { height: 1; margin-bottom: 1; }
    AskLines.-many .line { margin-bottom: 0; }
    AskLines .line > Static { width: 12; color: $text-muted; }
    AskLines .line > Input { width: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("ok", "确定", "填好了", ("ctrl+s",), "qd", "对话框", shown=False),
    )

    def __init__(
        self, title: str, text: str, lines: Sequence[Line], check: Callable[[Answers], str], ok: str = "确定"
    ) -> None:
        super().__init__(title)
        self._text, self._lines, self._check, self._ok = text, tuple(lines), check, ok
        self.set_class(len(self._lines) > MOST_APART, "-many")

    def body(self) -> ComposeResult:
        """The lines."""
        if self._text:
            yield Prose(self._text, classes="dialog--text")
        for line in self._lines:
            with Horizontal(classes="line"):
                yield Static(line.title, markup=False)
                yield Input(line.value, password=line.secret, id=f"line-{line.key}")
        yield Prose(classes="dialog--error", id="wrong")

    def on_mount(self) -> None:
        """Start at the first empty line."""
        empty = next((line.key for line in self._lines if not line.value), self._lines[0].key)
        self.query_one(f"#line-{empty}", Input).focus()

    def buttons(self) -> ComposeResult:
        """Cancel and take."""
        yield Button("取消", id="cancel", compact=True)
        yield Button(self._ok, id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter goes on to the next line, and takes everything in the last."""
        event.stop()
        if event.input.id == f"line-{self._lines[-1].key}":
            self.do_ok()
        else:
            self.focus_next()

    @on(Button.Pressed, "#ok")
    def do_ok(self) -> None:
        """Take the lines when nothing is wrong with them."""
        answers = {line.key: self.query_one(f"#line-{line.key}", Input).value for line in self._lines}
        wrong = self._check(answers)
        if wrong:
            self.query_one("#wrong", Prose).update(wrong)
        else:
            self.dismiss(answers)


class CodeScreen(Dialog[None]):
    """Shows the sheet with a recovery code. Closing asks once more, because nothing can show it again."""

    AUTO_FOCUS = "#print"
    DEFAULT_CSS = """
    CodeScreen > .dialog { width: 72; }
    CodeScreen .code { background: $field; color: $text-warning; text-style: bold; padding: 1 2; margin-bottom: 1; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "关闭", "已经打印或抄下，关闭", ("escape",), "gb", "对话框"),
        Command("print_it", "打印", "用系统的程序打开这一页，供打印", ("f7",), "dy", "对话框"),
    )

    def __init__(self, code: str, sheet: Sequence[str]) -> None:
        super().__init__("恢复码：只显示这一次")
        self._code, self._sheet = code, tuple(sheet)
        self._asked = False
        self._folder: Path | None = None

    def body(self) -> ComposeResult:
        """The code large, the sheet below."""
        yield Prose(self._code, classes="code")
        yield Prose("\n".join(self._sheet[1:]), classes="dialog--text")
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Print, close."""
        yield Button("打印（F7）", id="print", variant="primary", compact=True)
        yield Button("已经抄下，关闭", id="cancel", compact=True)

    @on(Button.Pressed, "#print")
    def do_print_it(self) -> None:
        """Write the sheet to a temporary file, open it, and take it away when this page closes."""
        import tempfile

        from ajx_tui.ui.open_file import open_path

        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="ajx-code-"))
        path = self._folder / "恢复码.txt"
        path.write_text("\r\n".join(self._sheet) + "\r\n", encoding="utf-8-sig")
        told = "已在另一个窗口打开。打印后请关闭那个窗口，再关闭本页。"
        if open_path(path):
            self._forget_file()
            told = "这台电脑没有可以打印的窗口，请用笔抄下，装入信封保管。"
        self.query_one("#wrong", Prose).update(told)

    def do_cancel(self) -> None:
        """Close at the second try."""
        if not self._asked:
            self._asked = True
            self.query_one("#wrong", Prose).update("关闭后再也看不到这个恢复码。已经打印或抄下的，请再按一次关闭。")
            return
        self.dismiss(None)

    def on_unmount(self) -> None:
        """Leave nothing of the code on the disk."""
        self._forget_file()

    def _forget_file(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
