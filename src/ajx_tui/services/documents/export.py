"""Making documents: gather, build, lay out, write. One job per file; nothing is left behind when it is cancelled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.atomic import replacing
from ajx_tui.documents.blocks import Document, RenderReport
from ajx_tui.documents.texts import editing, outline, roster
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.letters import recipients
from ajx_tui.documents.texts.lint import LintNote, Rule, lint
from ajx_tui.documents.texts.wording import issue_day
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, RefusedError, UsageError
from ajx_tui.progress import Job, Progress, run
from ajx_tui.services.documents import checking, numbering
from ajx_tui.services.documents.archive import Version, locked_version, put, read_bytes, same_content
from ajx_tui.services.documents.catalogue import FORMATS, PDF, XLSX, Entry, entry
from ajx_tui.services.documents.drafting import Working, compose, content_digest, working
from ajx_tui.services.documents.folders import check_target, file_name, free_folder, make_folder, sweep, whole_folder
from ajx_tui.services.documents.gathering import RECORDS, gather
from ajx_tui.services.documents.recording import Part, Written, record
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
    present = working(session, name, as_of)
    facts = facts_for(session, chosen, as_of)
    given = numbering.assign(session, chosen, facts, paper or Paper(), present.id)
    return compose(chosen, facts, given, present.edited)


def facts_for(session: Session, chosen: Entry, as_of: date, *more: str) -> Facts:
    """The facts one document needs, and `more` of what can be gathered (see `gathering`)."""
    return gather(session.store, as_of, *chosen.needs, *more)


def draft(session: Session, name: str, as_of: date, *, paper: Paper | None = None, facts: Facts | None = None) -> Draft:
    """A document laid out and looked over, nothing written. `facts` saves gathering them again."""
    from ajx_tui.documents.preview import preview as lay_out

    chosen = entry(name)
    found = facts or facts_for(session, chosen, as_of)
    present = working(session, chosen.name, as_of)
    given = numbering.assign(session, chosen, found, paper or Paper(), present.id)
    document = compose(chosen, found, given, present.edited)
    laid_out = lay_out(document)
    names = checking.insurer_names(session.store)
    lost = tuple(LintNote("改动过的这一章，文书里现在没有，未印出", title, "", True, Rule.CHAPTER) for title in
                 editing.unknown(chosen.build(found, given), present.edited))  # fmt: skip
    gaps = outline.gaps(document, found.outline(chosen.name))
    notes = lint(document, missing=laid_out.missing, insurers=names, contact=found.office.phone)
    return Draft(document, laid_out, (*lost, *gaps, *notes, *checking.findings(session, as_of)))


# ----- one file


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
    the numbers can't be read or the file can't be written, NotPermittedError for who may not export; nothing is left
    behind then, nor when the job is closed.
    """
    chosen = _begin(session, name, suffix, recorded)
    yield Progress(0, 1, "汇总数据")
    present = working(session, chosen.name, as_of)
    if present.locked:
        version = locked_version(session, present, suffix)
        put(read_bytes(session, version.sha256), path)
        return RenderReport(str(path), version.pages)
    made = _make(session, chosen, present, as_of, paper or Paper(), suffix)
    made.need_recipients()
    make_folder(path.parent)
    sweep(path.parent)
    check_target(path)
    with _delivered() as done, replacing(path) as beside:
        report = yield from _render(made, beside, suffix, bundled_only)
        if recorded and made.fresh and not made.roster:
            with tempfile.TemporaryDirectory(prefix="ajx-") as staging:
                parts = () if made.sent else (yield from _parts(made, Path(staging), suffix, bundled_only))
                written = made.written(suffix, report.pages, path.name, beside, parts)
                done.append((yield from record(session, chosen, present, written)))
    return replace(report, path=str(path))


def _begin(session: Session, name: str, suffix: str, recorded: bool) -> Entry:
    """The document to export, once it is clear that this person may, and in this format."""
    session.require(Permission.EXPORT)
    if recorded and session.store.readonly_reason:
        raise session.store.readonly_error("现在不能登记文书")
    chosen = entry(name)
    check_format(chosen, suffix)
    return chosen


@dataclass(frozen=True, slots=True)
class _Made:
    """A document ready to be written. `fresh`: no version says this in this format; `sent`: one does in another."""

    chosen: Entry
    facts: Facts
    paper: Paper
    document: Document
    edited: dict[str, str]
    digest: str
    fresh: bool
    sent: bool
    roster: bool = False
    """Whether it is only the list of who gets a paper: nothing that goes out, so nothing to put on record."""

    def need_recipients(self) -> None:
        """Raises RefusedError for a paper that would go to nobody."""
        if self.chosen.number_of and not recipients(self.facts, self.chosen.number_of, self.paper):
            day, title = self.facts.as_of.isoformat(), self.chosen.title
            raise RefusedError("没有要通知的企业", f"截至 {day} 没有要出{title}的企业，没有写出文件。")

    def written(self, suffix: str, pages: int, name: str, path: Path | None, parts: tuple[Part, ...]) -> Written:
        """What is to be put on record of it."""
        return Written(self.facts, self.paper, self.document, self.digest, suffix, pages, name, path, parts)


def _make(
    session: Session, chosen: Entry, present: Working, as_of: date, paper: Paper, suffix: str, *, apart: bool = False
) -> _Made:
    """Gather, number and compose. A document that says what its last version says names that one's data revision."""
    facts = facts_for(session, chosen, as_of, *([RECORDS] if suffix == XLSX else []))
    given = numbering.assign(session, chosen, facts, paper, present.id)
    digest = content_digest(chosen, facts, given, present.edited)
    same = same_content(session, present.id, digest)
    if same is not None:
        facts = replace(facts, revision=same.revision)
    fresh = same_content(session, present.id, digest, suffix, apart=apart) is None
    if suffix == XLSX and chosen.number_of:
        series = numbering.series_of(chosen, facts.office, issue_day(facts, given))
        listed = roster.build(facts, given, chosen.title, chosen.number_of, series)
        return _Made(chosen, facts, given, listed, {}, digest, False, True, roster=True)
    document = compose(chosen, facts, replace(given, full=suffix == XLSX), present.edited)
    return _Made(chosen, facts, given, document, dict(present.edited), digest, fresh, same is not None)


def _render(made: _Made, path: Path, suffix: str, bundled_only: bool) -> Job[RenderReport]:
    if suffix == XLSX:
        from ajx_tui.services.documents.sheets import render as render_sheets

        return render_sheets(made.document, () if made.roster else made.facts.evidence, path)
    return render_job(made.document, path, suffix, bundled_only)


def render_job(document: Document, path: Path, suffix: str, bundled_only: bool) -> Job[RenderReport]:
    """Write a built document as PDF or Word. Raises AjxError when the file can't be written."""
    if suffix == PDF:
        from ajx_tui.documents.pdf import render

        return render(document, path, bundled_only=bundled_only)
    from ajx_tui.documents.word import render as render_word

    return render_word(document, path)


@contextmanager
def _delivered() -> Iterator[list[Version]]:
    """Tell where the document is when it was put on record but could not be put in its place in the end."""
    done: list[Version] = []
    try:
        yield done
    except AjxError as error:
        if not done:
            raise
        kept = f"这份文书已经登记为第{done[0].number}版并留存，可以在“版次”中另存到别处。"
        raise type(error)(error.title, f"{error.message}{kept}") from error


# ----- one file for each enterprise


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
    chosen = _begin(session, name, suffix, recorded)
    if not chosen.number_of or suffix == XLSX:
        what = "发文清单" if chosen.number_of else chosen.title
        raise UsageError("不能分户导出", f"{what}只有一份，不能每家导出一个文件。")
    yield Progress(0, 1, "汇总数据")
    present = working(session, chosen.name, as_of)
    if present.locked:
        return _copy_files(session, locked_version(session, present, suffix, apart=True), folder)
    made = _make(session, chosen, present, as_of, paper or Paper(), suffix, apart=True)
    made.need_recipients()
    make_folder(folder.parent)
    sweep(folder.parent)
    target = free_folder(folder)
    reports: list[RenderReport] = []
    with _delivered() as done, whole_folder(target) as beside:
        parts = yield from _parts(made, beside, suffix, bundled_only, reports)
        pages = sum(report.pages for report in reports)
        if recorded and made.fresh:
            written = made.written(suffix, pages, target.name, None, parts)
            done.append((yield from record(session, chosen, present, written)))
    faces = tuple(dict.fromkeys(face for report in reports for face in report.faces))
    missing = tuple(glyph for report in reports for glyph in report.missing)
    return RenderReport(str(target), pages, faces, missing)


def _parts(
    made: _Made, folder: Path, suffix: str, bundled_only: bool, reports: list[RenderReport] | None = None
) -> Job[tuple[Part, ...]]:
    """Write the paper of each enterprise into a folder."""
    groups = recipients(made.facts, made.chosen.number_of, made.paper) if made.chosen.number_of else []
    parts = []
    for index, cases in enumerate(groups):
        yield Progress(index, len(groups), cases[0].enterprise)
        part = _part(made, cases, index, folder, suffix)
        document = compose(made.chosen, made.facts, _alone(made.paper, cases, index), made.edited)
        report = run(render_job(document, part.path, suffix, bundled_only))
        parts.append(part)
        if reports is not None:
            reports.append(report)
    yield Progress(len(groups), len(groups), "完成")
    return tuple(parts)


def _part(made: _Made, cases: tuple[Case, ...], index: int, folder: Path, suffix: str) -> Part:
    name = f"{index + 1:03d}-{file_name(cases[0].enterprise)}.{suffix}"
    return Part(name, cases[0].enterprise_id, folder / name)


def _alone(paper: Paper, cases: tuple[Case, ...], index: int) -> Paper:
    """What is decided for the paper of one enterprise among many."""
    number = paper.number + index if paper.number is not None and not paper.numbers else paper.number
    return replace(paper, number=number, only=frozenset({cases[0].enterprise_id}))


def _copy_files(session: Session, version: Version, folder: Path) -> RenderReport:
    """Write the kept papers of a version into a new folder."""
    if not version.files:
        raise RefusedError("没有分户的文件", "这一版没有按企业留存文件，只能整份导出。")
    make_folder(folder.parent)
    target = free_folder(folder)
    with whole_folder(target) as beside:
        for file in version.files:
            (beside / file.name).write_bytes(read_bytes(session, file.sha256))
    return RenderReport(str(target), version.pages)


def restore_job(session: Session, version: Version, path: Path) -> Job[RenderReport]:
    """Write a kept version again, byte for byte: its file to `path`, or its papers into a new folder of that name.

    Raises NotPermittedError for who may not export, AjxError when bytes are gone or changed or can't be written.
    """
    session.require(Permission.EXPORT)
    yield Progress(0, 1, "取出留存的文件")
    if version.apart:
        return _copy_files(session, version, path)
    put(read_bytes(session, version.sha256), path)
    return RenderReport(str(path), version.pages)


def check_format(chosen: Entry, suffix: str) -> None:
    """Raises UsageError for a format that the document does not come in."""
    if suffix not in chosen.formats:
        known = "、".join(FORMATS[f] for f in chosen.formats)
        raise UsageError("没有这种格式", f"{chosen.title}可以导出为{known}，不能导出为“{suffix}”。")
