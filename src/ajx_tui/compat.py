"""Fixes for terminals, Chinese input methods and Textual 8.2.8: the only file that leans on Textual's internals.

Importing this module sets the switches that Textual reads when it is first imported; `ajx_tui.ui` imports it before
anything else. `CompatApp` is the base of every app of the program.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

# Input-method commits of five or more characters arrive garbled through the kitty keyboard protocol.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

import textual.widgets
from rich import cells, segment
from rich.text import Text
from textual import constants
from textual.app import App
from textual.content import Content
from textual.driver import Driver
from textual.message import Message
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.worker import WorkerFailed

from ajx_tui.compat_compositor import keep_wide_characters
from ajx_tui.errors import AjxError

R = TypeVar("R")

QUIT_HINT = "要退出程序，请按 Ctrl+Q。"
LOADING = "正在读取"
PROBE = "\u201c"
"""A character of ambiguous width that every Chinese font has: the left quotation mark."""
PROBE_SECONDS = 0.06
"""A local terminal answers within a few milliseconds; a late answer is ignored by Textual's parser."""


# ----- terminal mode


@dataclass(frozen=True, slots=True)
class TerminalMode:
    """What the terminal can draw. `plain` is 兼容模式: no symbol beyond ASCII is used for decoration.
    `wide_ambiguous`: the terminal draws characters of ambiguous width (“”…①) two cells wide."""

    plain: bool = False
    wide_ambiguous: bool = False


def detect_terminal(plain: bool = False, environ: Mapping[str, str] = os.environ) -> TerminalMode:
    """Ask the terminal how wide it draws an ambiguous character. A wide answer switches 兼容模式 on by itself, as
    `plain` (the option `--plain`) and the variable `AJX_PLAIN=1` do."""
    width = _probe_windows() if sys.platform == "win32" else _probe_posix()
    wide = width == 2
    return TerminalMode(plain or wide or environ.get("AJX_PLAIN") == "1", wide)


def parse_cursor_report(answer: bytes) -> int | None:
    """Return the column (from 0) of a cursor position report, None when there is none in `answer`."""
    match = re.search(rb"\x1b\[\d+;(\d+)R", answer)
    return int(match.group(1)) - 1 if match else None


def _probe_posix() -> int | None:
    """Print the probe character, ask where the cursor is, wipe the line. None without an answer."""
    import select
    import termios
    import tty

    source, target = sys.__stdin__, sys.__stdout__
    if source is None or target is None or not (source.isatty() and target.isatty()):
        return None
    handle = source.fileno()
    try:
        before = termios.tcgetattr(handle)
    except termios.error:
        return None
    answer = b""
    try:
        tty.setraw(handle, termios.TCSANOW)
        os.write(target.fileno(), f"\r{PROBE}\x1b[6n".encode())
        while b"R" not in answer and select.select([handle], [], [], PROBE_SECONDS)[0]:
            answer += os.read(handle, 64)
    finally:
        os.write(target.fileno(), b"\r\x1b[K")
        termios.tcsetattr(handle, termios.TCSANOW, before)
    return parse_cursor_report(answer)


def _probe_windows() -> int | None:
    """Print the probe character and read the cursor column from the console itself. None without a console."""
    import ctypes
    from ctypes import wintypes

    class ScreenInfo(ctypes.Structure):
        _fields_ = (
            ("size", wintypes._COORD), ("cursor", wintypes._COORD), ("attributes", wintypes.WORD),
            ("window", wintypes.SMALL_RECT), ("maximum", wintypes._COORD),
        )  # fmt: skip

    target = sys.__stdout__
    if target is None or not target.isatty():
        return None
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.GetStdHandle.restype = wintypes.HANDLE
    target.write(f"\r{PROBE}")
    target.flush()
    info = ScreenInfo()
    known = kernel.GetConsoleScreenBufferInfo(wintypes.HANDLE(kernel.GetStdHandle(-11)), ctypes.byref(info))
    target.write("\r  \r")
    target.flush()
    return int(info.cursor.X) if known else None


# ----- widths and glyphs


def use_wide_ambiguous() -> None:
    """Make Rich, and so Textual's compositor, count ambiguous characters as two cells."""
    from ajx_tui.ui.widgets.cells import forget_widths

    rich_cells: Any = cells
    rich_segment: Any = segment
    table: cells.CellTable = rich_cells.load_cell_table("auto")
    runs: list[tuple[int, int, int]] = []
    for code in range(0xA1, 0xFFFE):
        char = chr(code)
        if unicodedata.east_asian_width(char) != "A" or cells.get_character_cell_size(char) != 1:
            continue
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code, 2)
        else:
            runs.append((code, code, 2))
    # Codes that the table lists as narrow are replaced; it lists wide and zero-width ones, so nothing overlaps.
    wide = cells.CellTable(table.unicode_version, tuple(sorted([*table.widths, *runs])), table.narrow_to_wide)
    narrow: Callable[[str], bool] = frozenset(map(chr, range(0x20, 0x7F))).issuperset

    def load(_unicode_version: str = "auto") -> cells.CellTable:
        return wide

    rich_cells.load_cell_table = load
    rich_cells._is_single_cell_widths = rich_segment._is_single_cell_widths = narrow
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()
    forget_widths()


class BlockScrollBar(ScrollBarRender):
    """A scrollbar of whole cells: the eighth-blocks of the original are of ambiguous width."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def use_ascii_borders() -> None:
    """兼容模式: whatever border a style asks for is drawn with spaces."""
    from textual import _border

    blank = ((" ", " ", " "),) * 3
    for name in _border.BORDER_CHARS:
        _border.BORDER_CHARS[name] = blank
    _border.get_box.cache_clear()


# ----- English strings and symbols of Textual's widgets


def _patch_select(cls: type[Any]) -> None:
    from textual.widgets import _select

    def compose(self: Any) -> Any:
        yield _select.NonSelectableStatic(self.placeholder, id="label")
        yield _select.NonSelectableStatic("v", classes="arrow down-arrow")
        yield _select.NonSelectableStatic("^", classes="arrow up-arrow")

    _select.SelectCurrent.compose = compose  # type: ignore[method-assign]
    for function in (cls.__init__, cls.from_values.__func__):
        function.__kwdefaults__["prompt"] = "请选择"


def _patch_input(cls: type[Any]) -> None:
    """Passwords as `*`, control characters as spaces, validators that speak Chinese."""
    from textual import validation

    # One for one, so that the cursor still counts characters.
    hidden = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")

    def _value(self: Any) -> Text:
        shown = "*" * len(self.value) if self.password else self.value.translate(hidden)
        text = Text(shown, no_wrap=True, overflow="ignore", end="")
        return self.highlighter(text) if self.highlighter is not None and not self.password else text

    cls._value = property(_value)

    def bounds(low: object, high: object, what: str) -> str:
        if low is None and high is None:
            return f"请填写{what}。"
        if low is None:
            return f"请填写不大于 {high} 的{what}。"
        return f"请填写不小于 {low} 的{what}。" if high is None else f"请填写 {low} 至 {high} 之间的{what}。"

    texts: dict[type[Any], Callable[[Any], str]] = {
        validation.Number: lambda rule: bounds(rule.minimum, rule.maximum, "数字"),
        validation.Integer: lambda rule: bounds(rule.minimum, rule.maximum, "整数"),
        validation.Length: lambda rule: bounds(rule.minimum, rule.maximum, "字数"),
        validation.Regex: lambda _rule: "格式不符合要求。",
        validation.URL: lambda _rule: "请填写完整的网址。",
    }
    for validator, text in texts.items():
        validator.describe_failure = lambda self, _failure, text=text: text(self)


def _patch_loading(cls: type[Any]) -> None:
    cls.render = lambda self: Text(LOADING)


def _patch_toggle(_cls: type[Any]) -> None:
    """`[x]` or `[ ]`: the state reads without colour, too."""
    from textual.widgets._toggle_button import ToggleButton

    def _button(self: Any) -> Content:
        return Content("[x]" if self.value else "[ ]")

    ToggleButton.BUTTON_LEFT, ToggleButton.BUTTON_INNER, ToggleButton.BUTTON_RIGHT = "[", "x", "]"
    ToggleButton._button = property(_button)  # type: ignore[assignment,method-assign]


def _patch_bar(_cls: type[Any]) -> None:
    from textual.renderables.bar import Bar

    Bar.HALF_BAR_LEFT, Bar.BAR, Bar.HALF_BAR_RIGHT = " ", "-", " "


def _patch_collapsible(cls: type[Any]) -> None:
    cls.__init__.__kwdefaults__.update(collapsed_symbol="+", expanded_symbol="-", title="展开")


def _patch_tree(cls: type[Any]) -> None:
    cls.ICON_NODE, cls.ICON_NODE_EXPANDED = "+ ", "- "


PATCHES: Mapping[str, Callable[[type[Any]], None]] = MappingProxyType(
    {
        "Select": _patch_select, "Input": _patch_input, "MaskedInput": _patch_input,
        "LoadingIndicator": _patch_loading, "Checkbox": _patch_toggle, "SelectionList": _patch_toggle,
        "RadioButton": _patch_toggle, "RadioSet": _patch_toggle, "Tabs": _patch_bar, "TabbedContent": _patch_bar,
        "ProgressBar": _patch_bar, "Collapsible": _patch_collapsible, "Tree": _patch_tree, "DirectoryTree": _patch_tree,
    }
)  # fmt: skip
"""Widget name → what to replace in it, when the widget is first asked for."""


def patch_widgets() -> None:
    """Replace English texts and ambiguous symbols of Textual's widgets, each when it is first loaded, so that no
    widget is imported for the sake of its patch. Calling it again changes nothing."""
    package: Any = textual.widgets
    if hasattr(package, "_ajx_patched"):
        return
    original = package.__getattr__
    done: set[str] = set()

    def patched(name: str) -> type[Any]:
        cls: type[Any] = original(name)
        if name in PATCHES and name not in done:
            done.add(name)
            PATCHES[name](cls)
        return cls

    for name in tuple(package._WIDGETS_LAZY_LOADING_CACHE):
        patched(name)
    package.__getattr__ = patched
    package._ajx_patched = True
    ScrollBar.renderer = BlockScrollBar


# ----- what people type

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("。"): ord(".")}


def half_width(text: str) -> str:
    """Return text with full-width ASCII (１２．５％Ａ) and 。 as an input method types them turned into ASCII. For
    fields of numbers, dates and codes; never for names, whose （） are Chinese."""
    return text.translate(_HALF)


# ----- Windows input


def keeps_key_record(character: str, control_state: int, virtual_key: int) -> bool:
    """Whether a key-down record of the Windows console carries input.

    Textual drops every record without a virtual key while a modifier is held; an input method sends Shift-made
    punctuation (？：！（）《》) just so (Textualize/textual #6667). Only a record without a character is noise.
    """
    return not (control_state and virtual_key == 0 and character in ("", "\x00"))


def windows_driver() -> type[Driver]:
    """Return Textual's Windows driver with the event monitor of `ajx_tui.compat_windows`."""
    from ajx_tui.compat_windows import ImeWindowsDriver

    return ImeWindowsDriver


# ----- the app


class ErrorGuard:
    """Mixin for screens and widgets: an `AjxError` in a message handler becomes a notice. Textual would end the
    message loop of the widget, which then never answers again."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)  # type: ignore[misc]
        except AjxError as error:
            from ajx_tui.ui.widgets.notice import show_error

            show_error(self.app, error)  # type: ignore[attr-defined]


class CompatApp(App[R]):
    """Base of the program's apps: Chinese, without animation, safe with input methods and old consoles.

    An unexpected exception ends the app quietly and is kept in `crash`; `ajx_tui.ui.crash.run_guarded` shows it.
    """

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, mode: TerminalMode | None = None) -> None:
        mode = mode if mode is not None else TerminalMode()
        patch_widgets()
        keep_wide_characters()
        constants.DISABLE_KITTY_KEY = True  # type: ignore[misc]
        if mode.plain:
            use_ascii_borders()
        if mode.wide_ambiguous:
            use_wide_ambiguous()
        super().__init__()
        self.mode = mode
        self.animation_level = "none"
        self.set_class(mode.plain, "-plain")
        self.crash: BaseException | None = None

    @property
    def colourless(self) -> bool:
        """Whether colour alone may not be seen: NO_COLOR, or 兼容模式 on an old console."""
        return self.no_color or self.mode.plain

    def get_driver_class(self) -> type[Driver]:
        """Choose the driver that understands input methods."""
        return windows_driver() if sys.platform == "win32" and constants.DRIVER is None else super().get_driver_class()

    def action_help_quit(self) -> None:
        """Ctrl+C quits nothing; say what does."""
        self.notify(QUIT_HINT, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        cause: BaseException = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, AjxError):
            from ajx_tui.ui.widgets.notice import show_error

            show_error(self, cause)
            return
        if self.crash is None:
            self.crash = cause
        if self.is_headless:
            super()._handle_exception(error)
            return
        self._return_code = 1
        self._exception = error
        self._exception_event.set()
        self._close_messages_no_wait()
