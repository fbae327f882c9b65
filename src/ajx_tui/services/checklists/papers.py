"""Checklists on paper and as workbooks: the blank form, the filled form, the table that is handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.documents.texts.checklist import Form, Line
from ajx_tui.documents.texts.checklist import build as build_document
from ajx_tui.domain.masking import Profile, scrub
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.checklist import SCOPES
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import UsageError
from ajx_tui.progress import Job, Progress
from ajx_tui.services import review
from ajx_tui.services.checklists import reading, sources
from ajx_tui.services.checklists.masks import masked
from ajx_tui.services.checklists.model import Behind, Item, Point, Sheet
from ajx_tui.services.office import office_name
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

if TYPE_CHECKING:
    from ajx_tui.documents.blocks import Document

FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel（可填写后导回）"}
_MOST_LABELS = 60
_CHECK = 8


def document(
    session: Session, checklist_id: int, *, blank: bool = False, profile: Profile = Profile.REPORT
) -> Document:
    """A checklist as a document: filled in, or as a form to fill in by hand. Raises RefusedError when it is gone."""
    return build_document(filled_form(session, reading.sheet(session, checklist_id), blank=blank, profile=profile))


def template_document(session: Session, name: str) -> Document:
    """The blank form of a template, for nobody in particular. Raises UsageError for an unknown one."""
    chosen = sources.template(session.store, name)
    rules_titles = dict(sources.figures(session.store))
    form = Form(
        title=chosen.title, office=office_name(session.store), scope_kind=SCOPES[chosen.scope][0], scope_title="",
        period="", number="", template=f"{chosen.title}（{chosen.origin} {chosen.version}）",
        check=chosen.digest[:_CHECK], basis=chosen.basis,
        lines=tuple(_line(item, rules_titles.get(item.figure, "")) for item in chosen.items), filled=False,
        demo=bool(session.store.setting("demo", False)),
    )  # fmt: skip
    return build_document(form)


def _line(item: Item, figure_title: str, **more: Any) -> Line:
    return Line(item.section, item.code, item.text, item.basis, item.method, item.weight_text, figure_title, **more)


def filled_form(session: Session, about: Sheet, *, blank: bool = False, profile: Profile = Profile.REPORT) -> Form:
    """What a checklist prints. A blank one keeps its subject, period and figures, but no answer. Personal data as the
    masking profile lets it out."""
    about = masked(about, profile)
    store, head = session.store, about.head
    shown = str if profile is Profile.INTERNAL else scrub
    days = {p.figure_on for p in about.points if p.figure_on}
    counts = tuple(sum(p.answer == code for p in about.points) for code in ("yes", "no", "na"))
    filled: dict[str, Any] = {}
    if not blank:
        filled = {
            "checker": about.checker, "present": about.present, "checked_on": about.checked_on,
            "conclusion": about.conclusion, "score": head.score.text, "counts": counts, "state": head.state_text,
            "alone": review.set_aside(store, "checklist", head.id),
        }  # fmt: skip
    return Form(
        title=head.title, office=office_name(store), scope_kind=head.scope_kind, scope_title=head.scope_title,
        period=head.period, number=head.number, template=f"{head.title} {head.version}版",
        check=about.digest[:_CHECK], basis=about.basis,
        lines=tuple(_point_line(store, p, shown, blank=blank) for p in about.points), filled=not blank,
        as_of=date.fromisoformat(max(days)) if days else None, revision=str(store.revision()),
        demo=bool(store.setting("demo", False)), context=f"{head.number} {head.scope_title}", **filled,
    )  # fmt: skip


def _point_line(store: Store, point: Point, shown: Callable[[str], str], *, blank: bool) -> Line:
    figure = {"figure_value": point.figure_value, "figure_on": point.figure_on}
    if blank:
        return _line(point.item, point.figure_title, **figure)
    proofs = tuple(f"{KINDS[p.kind].title if p.kind in KINDS else p.kind}“{p.label}”" for p in point.proofs)
    return _line(
        point.item, point.figure_title, **figure, records=tuple(map(shown, _names(store, point.behind))),
        record_kind=KINDS[point.behind.kind].title if point.behind is not None else "", answer=point.answer_text,
        remark=point.remark, evidence=proofs,
    )  # fmt: skip


def _names(store: Store, behind: Behind | None) -> tuple[str, ...]:
    """What the records behind a figure are called; of many only the first are looked up, the rest are counted."""
    if behind is None:
        return ()
    known = records.labels(store, KINDS[behind.kind], behind.ids[:_MOST_LABELS])
    names = [known.get(i, f"{KINDS[behind.kind].title}{i}") for i in behind.ids[:_MOST_LABELS]]
    return (*names, *("" for _ in behind.ids[_MOST_LABELS:]))


def export_job(
    session: Session, checklist_id: int, path: Path, *, suffix: str, blank: bool = False, bundled_only: bool = False,
    profile: Profile = Profile.REPORT,
) -> Job[Any]:  # fmt: skip
    """Write a checklist: pdf or docx as a document, xlsx as the table that can be filled in and imported again.

    Only with the profile 内部 are persons, telephone and identity numbers written as they are.

    Returns the report of the renderer (`path`, `pages`). Raises NotPermittedError for who may not export, UsageError
    for another format, AjxError when it can't be written; nothing is left behind then, nor when the job is closed.
    """
    session.require(Permission.EXPORT)
    if suffix == "xlsx":
        from ajx_tui.services.checklists.handout import write

        return (yield from write(session, checklist_id, path, blank=blank, profile=profile))
    _known(suffix, "pdf", "docx")
    yield Progress(0, 1, "读取清单")
    return (
        yield from _render(document(session, checklist_id, blank=blank, profile=profile), path, suffix, bundled_only)
    )


def export_template(session: Session, name: str, path: Path, *, suffix: str, bundled_only: bool = False) -> Job[Any]:
    """Write the blank form of a template as pdf or docx. Raises like `export_job`."""
    session.require(Permission.EXPORT)
    _known(suffix, "pdf", "docx")
    yield Progress(0, 1, "读取模板")
    return (yield from _render(template_document(session, name), path, suffix, bundled_only))


def _known(suffix: str, *formats: str) -> None:
    if suffix not in formats:
        told = "、".join(FORMATS[f] for f in formats)
        raise UsageError("没有这种格式", f"可以导出为{told}，不能导出为“{suffix}”。")


def _render(made: Document, path: Path, suffix: str, bundled_only: bool) -> Job[Any]:
    from ajx_tui.services.documents.folders import make_folder

    make_folder(path.parent)
    if suffix == "docx":
        from ajx_tui.documents.word import render as render_word

        return (yield from render_word(made, path))
    from ajx_tui.documents.pdf import render

    return (yield from render(made, path, bundled_only=bundled_only))


def file_name(about: Sheet, suffix: str, *, blank: bool = False, demo: bool = False) -> str:
    """A file name for a checklist, safe on every system."""
    from ajx_tui.domain.text import clean_text

    unsafe = set('<>:"/\\|?*')
    parts = [
        "演示" if demo else "",
        about.head.number,
        about.head.title,
        scrub(about.head.scope_title),
        "空白" if blank else "",
    ]
    stem = "-".join("".join("_" if c in unsafe else c for c in clean_text(p)) for p in parts if p)
    return f"{stem[:100].rstrip(' .')}.{suffix}"
