"""Writing a file: where to, and when it was written where it lies and whether to open it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.errors import Cancelled
from ajx_tui.progress import Job
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp


FILE, FOLDER = "file", "folder"


TABLES = (".xlsx", ".csv")


def write_file(
    app: AjxApp, title: str, proposed: Path, job_of: Callable[[Path], Job[Any]], endings: Sequence[str] = TABLES
) -> None:
    """Ask where to write a file, run the job that writes it, and offer to open it."""

    def wrong(text: str) -> str:
        path = Path(text.strip()).expanduser()
        if path.suffix.lower() not in endings:
            return f"文件名请以 {' 或 '.join(endings)} 结尾。"
        return "这个文件已经存在，请换一个名字。" if path.exists() else ""

    def answered(text: str | None) -> None:
        if text is not None:
            job, told = job_of(Path(text.strip()).expanduser()), f"{title.removeprefix('导出')}已导出"
            app.push_screen(JobScreen(title, job), lambda made: tell_written(app, told, made))

    app.push_screen(Ask(title, "写到这个文件：", value=str(proposed), check=wrong), answered)


def tell_written(app: AjxApp, title: str, made: Any) -> None:
    """Offer to open what a job wrote (a path, or a report with its `path`); nothing if it was cancelled or refused."""
    if made is None or isinstance(made, Cancelled):
        return
    path = made if isinstance(made, Path) else Path(made.path)
    text = str(path)
    if missing := getattr(made, "missing", ()):
        named = "".join(dict.fromkeys(glyph.character for glyph in missing))[:20]
        text += f"\n字体中没有“{named}”，已印成□，请核对。"

    def answered(choice: str | None) -> None:
        open_written(app, {FILE: path, FOLDER: path.parent}.get(choice or ""))

    choices = (Choice(FILE, "打开文件", "用系统的程序"), Choice(FOLDER, "打开文件夹", "文件所在的位置"))
    app.push_screen(Choose(title, choices, text), answered)


def open_written(app: AjxApp, path: Path | None) -> None:
    """Open a file or folder with the system's program, or say why that is not possible; None opens nothing."""
    if path is not None and (problem := open_path(path)):
        notify(app, problem, "没有打开", "warning")


class WrittenFile(Page[None]):
    """What a page that writes files offers for the last one: its keys open the file and its folder."""

    _written: Path | None = None

    def can_open_file(self) -> bool:
        """There is a file to open."""
        return self._written is not None

    can_open_folder = can_open_file

    def do_open_file(self) -> None:
        """Open what was just written."""
        open_written(self.app, self._written)

    def do_open_folder(self) -> None:
        """Open the folder of what was just written."""
        open_written(self.app, self._written.parent if self._written is not None else None)
