"""The base of the program's apps and of everything that handles messages."""

from __future__ import annotations

import sys
from typing import TypeVar

from textual import constants
from textual.app import App
from textual.driver import Driver
from textual.message import Message
from textual.worker import WorkerFailed

from ajx_tui.errors import AjxError
from ajx_tui.ui.compat.compositor import keep_wide_characters
from ajx_tui.ui.compat.glyphs import use_ascii_borders, use_wide_ambiguous
from ajx_tui.ui.compat.styles import keep_rules
from ajx_tui.ui.compat.terminal import TerminalMode
from ajx_tui.ui.compat.texts import patch_widgets

R = TypeVar("R")

QUIT_HINT = "要退出程序，请按 Ctrl+Q。"


class ErrorGuard:
    """Mixin for screens and widgets: an `AjxError` in a message handler becomes a notice. Textual would end the
    message loop of the widget, which then never answers again."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)  # type: ignore[misc]
        except AjxError as error:
            self.app.show_error(error)  # type: ignore[attr-defined]


class CompatApp(App[R]):
    """Base of the program's apps: Chinese, without animation, safe with input methods and old consoles.

    An unexpected exception ends the app quietly and is kept in `crash`; `ajx_tui.ui.crash.run_guarded` shows it.
    """

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, mode: TerminalMode | None = None) -> None:
        mode = mode if mode is not None else TerminalMode()
        patch_widgets()
        keep_wide_characters()
        keep_rules()
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
        if sys.platform == "win32" and constants.DRIVER is None:
            from ajx_tui.ui.compat.windows import ImeWindowsDriver

            return ImeWindowsDriver
        return super().get_driver_class()

    def show_error(self, error: AjxError) -> None:
        """Say what went wrong and what to do next; the program's own apps say it in a notice."""
        self.notify(str(error), severity="error", markup=False)

    def action_help_quit(self) -> None:
        """Ctrl+C quits nothing; say what does."""
        self.notify(QUIT_HINT, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        cause: BaseException = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, AjxError):
            self.show_error(cause)
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
