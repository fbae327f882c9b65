"""What is said when a file was written: where it lies, and whether to open it at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.errors import Cancelled
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

FILE, FOLDER = "file", "folder"


def tell_written(app: AjxApp, title: str, made: Any) -> None:
    """Offer to open what a job wrote (a report with its `path`); nothing when it was cancelled or refused."""
    if made is None or isinstance(made, Cancelled):
        return
    path, text = Path(made.path), str(made.path)
    if missing := getattr(made, "missing", ()):
        named = "".join(dict.fromkeys(glyph.character for glyph in missing))[:20]
        text += f"\n字体中没有“{named}”，已印成□，请核对。"

    def answered(choice: str | None) -> None:
        opened = {FILE: path, FOLDER: path.parent}.get(choice or "")
        if opened is not None and (problem := open_path(opened)):
            notify(app, problem, "没有打开", "warning")

    choices = (Choice(FILE, "打开文件", "用系统的程序"), Choice(FOLDER, "打开文件夹", "文件所在的位置"))
    app.push_screen(Choose(title, choices, text), answered)
