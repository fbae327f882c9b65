"""Kept files of documents: opened with the system's program, or saved again byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.errors import AjxError
from ajx_tui.paths import free_file
from ajx_tui.services import documents
from ajx_tui.services.documents import archive
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.notice import notify, show_error

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp


def open_kept(app: AjxApp, version: documents.Version) -> None:
    """Open the file of a version; one that is a folder of papers says where these are."""
    if version.apart:
        notify(app, "这一版是每家一个文件：回车进入这一版，在“各份”中逐份打开，或者按 F2 全部另存。", "没有打开")
    else:
        open_bytes(app, version.sha256)


def open_bytes(app: AjxApp, digest: str) -> None:
    """Open kept bytes under their own name."""
    try:
        problem = open_path(archive.viewable(app.session, digest))
    except AjxError as error:
        show_error(app, error)
        return
    if problem:
        notify(app, problem, "没有打开", "warning")
    else:
        notify(app, "正在用系统的程序打开留存的原文件。")


def save_version(app: AjxApp, version: documents.Version) -> None:
    """Ask where to, then write the file of a version, or its papers into a new folder."""
    folder = exports_folder(app)
    proposed = folder / version.file_name if version.apart else free_file(folder / version.file_name)

    def finished(result: Any) -> None:
        if hasattr(result, "path"):
            notify(app, f"{result.path}", "已另存，与原文件一字不差")

    def answered(text: str | None) -> None:
        if text is not None:
            path = Path(text.strip()).expanduser()
            app.push_screen(JobScreen("另存原件", documents.restore_job(app.session, version, path)), finished)

    what = "写到这个新文件夹：" if version.apart else "写到这个文件："
    app.push_screen(Ask(f"另存第{version.number}版", what, value=str(proposed), check=_wrong), answered)


def _wrong(text: str) -> str:
    if not text.strip():
        return "请写明路径。"
    return "已经存在，请换一个名字。" if Path(text.strip()).expanduser().exists() else ""
