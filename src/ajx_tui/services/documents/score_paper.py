"""The score table as a file: PDF, Word or Excel."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ajx_tui.documents.blocks import RenderReport
from ajx_tui.documents.texts.scores import ScoredLine, build
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import UsageError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.documents.catalogue import FORMATS, XLSX
from ajx_tui.services.documents.export import render_job
from ajx_tui.services.documents.folders import make_folder
from ajx_tui.services.documents.gathering import read_office
from ajx_tui.services.scoring import SUBJECTS, ScoreTable, points_text, table
from ajx_tui.services.session import Session


def export_job(session: Session, by: str, as_of: date, path: Path, *, bundled_only: bool = False) -> Job[RenderReport]:
    """Write the scores of departments or townships on a day; the format follows the name of the file.

    Raises NotPermittedError for who may not export, UsageError for another format, AjxError when the file can't be
    written; nothing is left behind then.
    """
    session.require(Permission.EXPORT)
    suffix = path.suffix.lstrip(".").lower()
    if suffix not in FORMATS:
        raise UsageError("没有这种格式", f"考核计分表可以导出为 {'、'.join(FORMATS)}，请改文件名的结尾。")
    yield Progress(0, 1, "计算得分")
    made = table(session.store, as_of, by)
    store = session.store
    document = build(
        read_office(store), SUBJECTS[by], dict(made.indicators.values()),
        [_line(made, number) for number in range(len(made.subjects))], as_of, made.basis, _reasons(made),
        str(store.revision()),
        demo=bool(store.setting("demo", False)),
    )  # fmt: skip
    make_folder(path.parent)
    if suffix == XLSX:
        from ajx_tui.services.documents.sheets import render

        return (yield from render(document, (), path))
    return (yield from render_job(document, path, suffix, bundled_only))


def _line(made: ScoreTable, number: int) -> ScoredLine:
    one = made.subjects[number]
    scores = [(cell.rate.text, points_text(cell.points)) for cell in one.cells]
    points = points_text(one.points) if one.full else "—"
    return ScoredLine(one.rank, one.title, scores, points, points_text(one.full), one.share.text)


def _reasons(made: ScoreTable) -> list[str]:
    """What persons changed, and why."""
    return [
        f"{one.title}“{cell.title}”由{points_text(cell.drawn)}分调整为{points_text(cell.points)}分：{cell.reason}。"
        for one in made.subjects
        for cell in one.cells
        if cell.own
    ]
