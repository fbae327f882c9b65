"""Jobs over several checklists: making them with their figures, writing their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.record import Values
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.checklists import papers, reading, sources
from ajx_tui.services.checklists.autofill import MOVING, TRIES, Days, Scoped, last_day
from ajx_tui.services.checklists.making import Made, check_targets, insert_all, twin_of
from ajx_tui.services.checklists.model import Template
from ajx_tui.services.checklists.scopes import Scope
from ajx_tui.services.session import Session


def issue(
    session: Session, template: str, targets: Sequence[Scope], start: date, end: date, day: date | None = None
) -> Job[Made]:
    """Make the same checklist for several together with their figures, in one transaction.

    Everything is reckoned before the first line is written, so that a job that is cancelled has made nothing. Raises as
    `new_many`, AjxError when the figures can't be read.
    """
    session.require(Permission.EDIT)
    store = session.store
    chosen = sources.template(store, template)
    notes = check_targets(store, chosen, targets, start, end)
    until = last_day(start, end, day or session.today())
    wanted = [scope for scope in targets if not twin_of(store, chosen, scope, (start, end))]
    for _ in range(TRIES):
        yield Progress(0, len(wanted) + 1, "统计数据")
        days = Days(store, start, until)
        try:
            figures = yield from _reckoned(days, chosen, wanted)
        except AjxError:
            if store.revision() == days.revision:
                raise
            continue  # somebody saved meanwhile
        yield Progress(len(wanted), len(wanted) + 1, "新建清单")
        with session.unit(f"新建清单：{chosen.title}") as unit:
            if store.revision() == days.revision:
                return insert_all(unit, store, chosen, targets, (start, end), notes, figures)
    raise RefusedError(*MOVING)


def _reckoned(days: Days, chosen: Template, targets: Sequence[Scope]) -> Job[dict[Scope, list[Values]]]:
    """What each point keeps of its figure, for each list. Raises AjxError when the data moved on."""
    made: dict[Scope, list[Values]] = {}
    for done, scope in enumerate(targets):
        yield Progress(done, len(targets) + 1, f"填写数据 {done + 1}/{len(targets)}")
        scoped = Scoped(days, scope)
        made[scope] = [scoped.stored(item) if item.figure else {} for item in chosen.items]
    return made


def export_all(
    session: Session, ids: Sequence[int], folder: Path, *, suffix: str, blank: bool = False, bundled_only: bool = False,
    profile: Profile = Profile.REPORT,
) -> Job[list[Path]]:  # fmt: skip
    """Write a file for each of several checklists into a folder; returns the files. Raises as `export_job`.

    Files finished before a cancel stay: each is complete in itself.
    """
    demo = bool(session.store.setting("demo", False))
    made: list[Path] = []
    for done, checklist_id in enumerate(ids):
        about = reading.sheet(session, checklist_id)
        yield Progress(done, len(ids), f"导出 {about.head.number}")
        path = folder / papers.file_name(about, suffix, blank=blank, demo=demo)
        how: dict[str, Any] = {"suffix": suffix, "blank": blank, "bundled_only": bundled_only, "profile": profile}
        job = papers.export_job(session, checklist_id, path, **how)
        for _ in job:
            yield Progress(done, len(ids), f"导出 {about.head.number}")
        made.append(path)
    return made
