"""Runs an app and, when a defect ends it, a fresh small app that shows the crash page.

The broken app can't show it: the message loop that met the defect is dead. What was saved is in the database.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.compat.app import CompatApp
from ajx_tui.ui.compat.terminal import TerminalMode


class CrashApp(BaseApp[bool]):
    """Shows the crash page; returns True to start the program again."""

    def __init__(self, error: BaseException, folder: Path | None, mode: TerminalMode) -> None:
        super().__init__(mode)
        self._error, self._folder = error, folder

    def on_mount(self) -> None:
        """Show the page."""
        # Imported when needed only: every start of the program passes through this module.
        from ajx_tui.ui.widgets.notice import CrashScreen

        self.push_screen(CrashScreen(self._error, self._folder), self.exit)


def run_guarded(make_app: Callable[[], CompatApp[Any]], folder: Path | None = None) -> int:
    """Run the app that `make_app` builds, again after each crash the user chooses to go on from, and return the exit
    code. `folder` takes the diagnosis file: that of the database."""
    while True:
        app = make_app()
        app.run()
        if app.crash is None:
            return app.return_code or 0
        page = CrashApp(app.crash, folder, app.mode)
        again = page.run()
        if page.crash is not None:
            from ajx_tui.ui.widgets.notice import diagnosis

            # Not even the small app works here: leave what a maintainer needs on the plain terminal.
            print(diagnosis(app.crash), file=sys.stderr)
        if not again:
            return 1
