"""What the user sees when something fails: a notice for an expected failure, a page for a defect."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from textual import on
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button

import ajx_tui
from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.prose import Prose, wrap

NOTICE_SECONDS = 8.0
"""How long a failure stays on screen: long enough to read two sentences."""


Level = Literal["information", "warning", "error"]


def notify(app: App[Any], text: str, title: str = "", level: Level = "information") -> None:
    """Show a short message in the corner; `text` and `title` are never read as markup."""
    seconds = NOTICE_SECONDS if level == "error" else None
    # A toast is 56 cells or 70 % of the screen wide, less its padding.
    lines = "\n".join(wrap(text, min(56, app.size.width * 7 // 10) - 5))
    app.notify(lines, title=display(title), severity=level, timeout=seconds, markup=False)


def show_error(app: App[Any], error: AjxError) -> None:
    """Show an expected failure. The one place where an `AjxError` becomes something to read."""
    level: Level = "information" if isinstance(error, Cancelled) else "error"
    notify(app, error.message or error.title, error.title if error.message else "", level)


def diagnosis(error: BaseException) -> str:
    """Return what a maintainer needs to know of a defect: versions, system and traceback, no record data."""
    head = (
        f"ajx_tui {ajx_tui.__version__} · Python {platform.python_version()} · {platform.platform()}\n"
        f"{datetime.now().isoformat(timespec='seconds')} · TERM={os.environ.get('TERM', '')}\n\n"
    )
    # format_exception prints code lines and the message only; local variables hold people's data.
    return head + "".join(traceback.format_exception(error))


def write_diagnosis(text: str, folder: Path | None) -> Path | None:
    """Write the diagnosis beside the database (or to the temporary folder) and return its path, None if neither can
    be written."""
    name = f"ajx-诊断-{datetime.now():%Y%m%d-%H%M%S}.txt"
    for place in (folder, Path(tempfile.gettempdir())):
        if place is None:
            continue
        try:
            path = place / name
            path.write_text(text, encoding="utf-8")
            return path
        except OSError:
            continue
    return None


class CrashScreen(Dialog[bool]):
    """Says that the program met a defect, that saved work is safe, and hands out the diagnosis.

    Dismisses with True to open the program again and False to quit.
    """

    AUTO_FOCUS = "#copy"
    DEFAULT_CSS = """
    CrashScreen > .dialog { width: 90; }
    CrashScreen VerticalScroll { height: auto; max-height: 40vh; background: $background; }
    CrashScreen .crash--trace { color: $text-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("copy", "复制诊断信息", "把诊断信息放进剪贴板并写成文件", ("f8",), "fzzdxx", "对话框"),
        Command("cancel", "重新打开", "关闭本页，重新打开程序", ("escape",), "cxdk", "对话框"),
    )

    def __init__(self, error: BaseException, folder: Path | None = None) -> None:
        """`folder` is where the diagnosis file goes: that of the database."""
        super().__init__("程序遇到了没有预料到的错误")
        self._diagnosis = diagnosis(error)
        self._folder = folder

    def body(self) -> ComposeResult:
        """What happened, what is safe, what to do."""
        yield Prose(
            "提示「已保存」的内容都已写入数据库，不会丢失。请按 F8 复制诊断信息交给维护人员；"
            "信息中只有程序位置和错误说明，发出前请看一眼下方内容。",
            classes="dialog--text",
        )
        with VerticalScroll():
            yield Prose(self._diagnosis, classes="crash--trace")
        yield Prose(classes="good", id="where")

    def buttons(self) -> ComposeResult:
        """Copy, open again, quit."""
        yield Button("复制诊断信息", id="copy", variant="primary", compact=True)
        yield Button("重新打开", id="cancel", compact=True)
        yield Button("退出程序", id="quit", compact=True)

    def do_cancel(self) -> None:
        """Open the program again."""
        self.dismiss(True)

    @on(Button.Pressed, "#copy")
    def do_copy(self) -> None:
        """Put the diagnosis on the clipboard (OSC 52) and into a file, for terminals that ignore the former."""
        self.app.copy_to_clipboard(self._diagnosis)
        path = write_diagnosis(self._diagnosis, self._folder)
        told = f"已复制；同时写入 {path}" if path is not None else "已复制；文件未能写入。"
        self.query_one("#where", Prose).update(told)

    @on(Button.Pressed, "#quit")
    def _quit(self) -> None:
        self.dismiss(False)
