"""Making documents: gather, build, lay out, write. One job per file; nothing is left behind when it is cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.documents.atomic import replacing
from ajx_tui.documents.blocks import Document, RenderReport
from ajx_tui.documents.texts import editing, outline
from ajx_tui.documents.texts.facts import Facts, Paper
from ajx_tui.documents.texts.letters import recipients
from ajx_tui.documents.texts.lint import LintNote, lint
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.progress import Job, Progress, run
from ajx_tui.services.attachments import place
from ajx_tui.services.documents.catalogue import FORMATS, PDF, XLSX, Entry, entry
from ajx_tui.services.documents.folders import file_name, free_folder, make_folder, whole_folder
from ajx_tui.services.documents.gathering import RECORDS, gather
from ajx_tui.services.documents.records import (
    Working,
    Written,
    compose,
    content_digest,
    keep_bytes,
    locked_version,
    record,
    same_content,
    working,
)
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
    edited = working(session, name, as_of).edited
    return compose(chosen, facts_for(session, chosen, as_of), paper or Paper(), edited)


def facts_for(session: Session, chosen: Entry, as_of: date, *more: str) -> Facts:
    """The facts one document needs, and `more` of what can be gathered (see `gathering`)."""
    return gather(session.store, as_of, *chosen.needs, *more)


def draft(session: Session, name: str, as_of: date, *, paper: Paper | None = None, facts: Facts | None = None) -> Draft:
    """A document laid out and looked over, nothing written. `facts` saves gathering them again."""
    from ajx_tui.documents.preview import preview as lay_out

    chosen = entry(name)
    found = facts or facts_for(session, chosen, as_of)
    edited = working(session, chosen.name, as_of).edited
    given = paper or Paper()
    document = compose(chosen, found, given, edited)
    laid_out = lay_out(document)
    names = [group.title for group in found.insurers]
    lost = tuple(LintNote("改动过的这一章，文书里现在没有，未印出", title, serious=True) for title in
                 editing.unknown(chosen.build(found, given), edited))  # fmt: skip
    gaps = outline.gaps(document, found.outline(chosen.name))
    return Draft(document, laid_out, (*lost, *gaps, *lint(document, missing=laid_out.missing, insurers=names)))


def export_job(
    session: Session,
    name: str,
    as_of: date,
    path: Path,
    *,
    suffix: str = PDF,
    bundled_only: bool = False,
    paper: Paper | None = None,
    recorded: bool = False,
) -> Job[RenderReport]:
    """Write a document of the catalogue to `path`; returns the report of the renderer.

    `recorded` puts it on record as a version (unless it says exactly what the last one says), with a paper for each
    enterprise. A document that is under review or approved gives exactly the bytes of the version that was submitted.

    The folder of `path` is made when it is missing. Raises UsageError for an unknown document or format, AjxError when
    the numbers can't be read or the file can't be written; nothing is left behind then, nor when the job is closed.
    """
    chosen = entry(name)
    check_format(chosen, suffix)
    yield Progress(0, 1, "汇总数据")
    present = working(session, chosen.name, as_of)
    if present.locked:
        return _copy_locked(session, present, path, suffix)
    facts = facts_for(session, chosen, as_of, *([RECORDS] if suffix == XLSX else []))
    given = paper or Paper()
    digest = content_digest(chosen, facts, given, present.edited)
    if (same := same_content(session, present.id, digest)) is not None:
        facts = replace(facts, revision=same.revision)
    document = compose(chosen, facts, replace(given, full=suffix == XLSX), present.edited)
    make_folder(path.parent)
    if suffix == XLSX:
        from ajx_tui.services.documents.sheets import render as render_sheets

        report = yield from render_sheets(document, facts.evidence, path)
    else:
        report = yield from _render(document, path, suffix, bundled_only)
    if recorded and same_content(session, present.id, digest, suffix) is None:
        written = Written(facts, given, document, digest, path, suffix, report.pages)
        version = record(session, chosen, present, written)
        if session.may(Permission.EDIT):
            keep_bytes(session, version, path)
    return report


def _copy_locked(session: Session, present: Working, path: Path, suffix: str) -> RenderReport:
    """Write the bytes of the version that is under review or approved."""
    version = locked_version(session, present, suffix)
    make_folder(path.parent)
    with replacing(path) as beside:
        beside.write_bytes(place(session.store, version.sha256).read_bytes())
    return RenderReport(str(path), version.pages)


def export_each_job(
    session: Session,
    name: str,
    as_of: date,
    folder: Path,
    *,
    suffix: str = PDF,
    bundled_only: bool = False,
    paper: Paper | None = None,
    recorded: bool = False,
) -> Job[RenderReport]:
    """Write one file per enterprise into a new folder; returns one report: the folder and all pages.

    Numbers go on from `paper.number`. A folder that is already there is left alone and another name is taken. Raises
    UsageError for a document that is not made per enterprise; nothing is left behind when it fails or is closed.
    """
    chosen = entry(name)
    check_format(chosen, suffix)
    if not chosen.number_of:
        raise UsageError("不能分户导出", f"{chosen.title}只有一份，不能每家导出一个文件。")
    yield Progress(0, 1, "汇总数据")
    given, present = paper or Paper(), working(session, chosen.name, as_of)
    if present.locked:
        raise RefusedError("已送审，不能分户导出", "送审后的文书只能整份导出送审时的文件。")
    facts = facts_for(session, chosen, as_of)
    groups = recipients(facts, chosen.number_of, given)
    if not groups:
        raise RefusedError("没有要通知的企业", f"截至 {as_of.isoformat()} 没有需要{chosen.title}的企业。")
    make_folder(folder.parent)
    target = free_folder(folder)
    reports: list[RenderReport] = []
    with whole_folder(target) as beside:
        for index, cases in enumerate(groups):
            yield Progress(index, len(groups), cases[0].enterprise)
            number = given.number + index if given.number is not None else None
            one = replace(given, number=number, only=frozenset({cases[0].enterprise_id}))
            path = beside / f"{index + 1:03d}-{file_name(cases[0].enterprise)}.{suffix}"
            reports.append(run(_render(compose(chosen, facts, one, present.edited), path, suffix, bundled_only)))
        yield Progress(len(groups), len(groups), "完成")
    faces = tuple(dict.fromkeys(face for report in reports for face in report.faces))
    missing = tuple(glyph for report in reports for glyph in report.missing)
    pages = sum(report.pages for report in reports)
    digest = content_digest(chosen, facts, given, present.edited)
    if recorded and same_content(session, present.id, digest, suffix) is None:
        whole = compose(chosen, facts, given, present.edited)
        record(session, chosen, present, Written(facts, given, whole, digest, target, suffix, pages))
    return RenderReport(str(target), pages, faces, missing)


def _render(document: Document, path: Path, suffix: str, bundled_only: bool) -> Job[RenderReport]:
    if suffix == PDF:
        from ajx_tui.documents.pdf import render

        return render(document, path, bundled_only=bundled_only)
    from ajx_tui.documents.word import render as render_word

    return render_word(document, path)


def check_format(chosen: Entry, suffix: str) -> None:
    """Raises UsageError for a format that the document does not come in."""
    if suffix not in chosen.formats:
        known = "、".join(FORMATS[f] for f in chosen.formats)
        raise UsageError("没有这种格式", f"{chosen.title}可以导出为{known}，不能导出为“{suffix}”。")
