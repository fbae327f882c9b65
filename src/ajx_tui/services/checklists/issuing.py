"""Jobs over several checklists: making them with their figures, writing their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ajx_tui.progress import Job, Progress
from ajx_tui.services.checklists import papers, reading
from ajx_tui.services.checklists.autofill import autofill
from ajx_tui.services.checklists.making import Made, new_many
from ajx_tui.services.checklists.scopes import Scope
from ajx_tui.services.session import Session


def issue(
    session: Session, template: str, targets: Sequence[Scope], start: date, end: date, day: date | None = None
) -> Job[Made]:
    """Make the same checklist for several, all or none, then fill in their figures.

    Cancelled after the first step the lists stay, some without figures; those can be filled in at any time. Raises as
    `new_many` and `autofill`.
    """
    yield Progress(0, len(targets) + 1, "新建清单")
    made = new_many(session, template, targets, start, end)
    for done, checklist_id in enumerate(made.ids, 1):
        yield Progress(done, len(made.ids) + 1, f"填写数据 {done}/{len(made.ids)}")
        yield from autofill(session, checklist_id, day)
    return made


def export_all(
    session: Session, ids: Sequence[int], folder: Path, *, suffix: str, blank: bool = False, bundled_only: bool = False
) -> Job[list[Path]]:
    """Write a file for each of several checklists into a folder; returns the files. Raises as `export_job`.

    Files finished before a cancel stay: each is complete in itself.
    """
    demo = bool(session.store.setting("demo", False))
    made: list[Path] = []
    for done, checklist_id in enumerate(ids):
        about = reading.sheet(session, checklist_id)
        yield Progress(done, len(ids), f"导出 {about.head.number}")
        path = folder / papers.file_name(about, suffix, blank=blank, demo=demo)
        job = papers.export_job(session, checklist_id, path, suffix=suffix, blank=blank, bundled_only=bundled_only)
        for _ in job:
            yield Progress(done, len(ids), f"导出 {about.head.number}")
        made.append(path)
    return made
