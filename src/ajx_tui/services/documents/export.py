"""Making documents: gather, build, lay out, write. One job per file; nothing is left behind when it is cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.documents.blocks import Document, RenderReport
from ajx_tui.documents.texts.facts import Facts, Paper
from ajx_tui.documents.texts.lint import LintNote, lint
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.documents.catalogue import FORMATS, PDF, XLSX, Entry, entry
from ajx_tui.services.documents.gather import gather
from ajx_tui.services.session import Session

if TYPE_CHECKING:
    from ajx_tui.documents.preview import Preview


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is written: its layout in the terminal and what to look at before it is signed."""

    document: Document
    preview: Preview
    notes: tuple[LintNote, ...]


def build(session: Session, name: str, as_of: date, paper: Paper | None = None) -> Document:
    """A document of the catalogue with the county's numbers on a day. Raises AjxError, UsageError."""
    chosen = entry(name)
    return chosen.build(facts_for(session, chosen, as_of), paper or Paper())


def facts_for(session: Session, chosen: Entry, as_of: date) -> Facts:
    """The facts one document needs; facts of one day and revision serve all documents that need no lists."""
    return gather(session.store, as_of, *chosen.needs)


def draft(session: Session, name: str, as_of: date, *, paper: Paper | None = None, facts: Facts | None = None) -> Draft:
    """A document laid out and looked over, nothing written. `facts` saves gathering them again."""
    from ajx_tui.documents.preview import preview as lay_out

    chosen = entry(name)
    found = facts or facts_for(session, chosen, as_of)
    document = chosen.build(found, paper or Paper())
    laid_out = lay_out(document)
    names = [group.title for group in found.insurers]
    return Draft(document, laid_out, lint(document, missing=laid_out.missing, insurers=names))


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
    facts = facts_for(session, chosen, as_of)
    document = chosen.build(facts, paper or Paper())
    make_folder(path.parent)
    if suffix == XLSX:
        from ajx_tui.services.documents.sheets import render as render_sheets

        return (yield from render_sheets(document, facts.evidence, path))
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
