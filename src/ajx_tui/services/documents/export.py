"""Making documents: gather, build, lay out, write. One job per file; nothing is left behind when it is cancelled."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.documents.blocks import Document, RenderReport
from ajx_tui.documents.texts.facts import Paper
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.documents.catalogue import FORMATS, PDF, Entry, entry
from ajx_tui.services.documents.gather import gather
from ajx_tui.services.session import Session

if TYPE_CHECKING:
    from ajx_tui.documents.preview import Preview


def build(session: Session, name: str, as_of: date, paper: Paper | None = None) -> Document:
    """A document of the catalogue with the county's numbers on a day. Raises AjxError, UsageError."""
    return entry(name).build(gather(session.store, as_of), paper or Paper())


def preview(session: Session, name: str, as_of: date, *, paper: Paper | None = None) -> Preview:
    """What the document will look like: page count, outline, text of each page. Writes nothing."""
    from ajx_tui.documents.preview import preview as lay_out

    return lay_out(build(session, name, as_of, paper))


def export_job(
    session: Session,
    name: str,
    as_of: date,
    path: Path,
    *,
    suffix: str = PDF,
    bundled_only: bool = False,
    paper: Paper | None = None,
) -> Job[RenderReport]:
    """Write a document of the catalogue to `path`; returns the report of the renderer.

    The folder of `path` is made when it is missing. Raises UsageError for an unknown document or format, AjxError when
    the numbers can't be read or the file can't be written; nothing is left behind then, nor when the job is closed.
    """
    chosen = entry(name)
    check_format(chosen, suffix)
    yield Progress(0, 1, "汇总数据")
    document = build(session, name, as_of, paper)
    make_folder(path.parent)
    if suffix == PDF:
        from ajx_tui.documents.pdf import render

        return (yield from render(document, path, bundled_only=bundled_only))
    from ajx_tui.documents.word import render as render_word

    return (yield from render_word(document, path))


def check_format(chosen: Entry, suffix: str) -> None:
    """Raises UsageError for a format that the document does not come in."""
    if suffix not in chosen.formats:
        known = "、".join(FORMATS[f] for f in chosen.formats)
        raise UsageError("没有这种格式", f"{chosen.title}可以导出为{known}，不能导出为“{suffix}”。")


def make_folder(folder: Path) -> None:
    """Make the folder that a document goes to. Raises AjxError in Chinese when that is not possible."""
    from ajx_tui.documents.atomic import explain

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise AjxError("不能写入文件", f"“{folder}”是一个文件，不能当作文件夹，请换一个位置。") from error
    except OSError as error:
        raise explain(error, folder / "文书") from error
