"""The evidence beside a document: every number it prints, and the records that each was counted from, as xlsx."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ajx_tui.documents.report import RenderReport
from ajx_tui.documents.texts.facts import Paper
from ajx_tui.exchange.xlsx_out import HEADER_COLOUR, put_text, writing_workbook
from ajx_tui.progress import Job, Progress
from ajx_tui.services import figures as figure_service
from ajx_tui.services.documents.catalogue import entry
from ajx_tui.services.documents.changes import title_of
from ajx_tui.services.documents.export import build
from ajx_tui.services.documents.folders import make_folder
from ajx_tui.services.documents.gathering import GROUPED
from ajx_tui.services.documents.records import printed
from ajx_tui.services.figures import Figures
from ajx_tui.services.packs import rules
from ajx_tui.services.session import Session
from ajx_tui.store import paper_rows

_DIMENSIONS = {"sector": "行业领域", "township": "乡镇（街道）", "department": "责任部门", "insurer": "保险机构"}
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Trail:
    """One printed number: its title, line of a table, what it prints, and the records behind it."""

    title: str
    line: str
    texts: tuple[str, ...]
    kind: str
    labels: tuple[str, ...]


def trails(session: Session, name: str, as_of: dt.date, paper: Paper | None = None) -> list[Trail]:
    """Every number of a document with its records. Raises AjxError when others save meanwhile."""
    document = build(session, name, as_of, paper)
    names = rules(session.store).figures
    wanted = printed(document)
    counted = frozenset(key.rpartition(":")[2] for key in wanted) & names.keys()
    found = figure_service.figures(session.store, as_of, counted)
    return [made for evidence, texts in wanted.items() if (made := _trail(session, found, evidence, texts)) is not None]


def _trail(session: Session, found: Figures, evidence: str, texts: tuple[str, ...]) -> Trail | None:
    place, _, name = evidence.rpartition(":")
    if name not in found.rules.figures:
        return None
    dimension, _, title = place.partition(":")
    if place:
        line = next((one for one in found.lines(dimension) if one.title == title), None)
        if line is None:
            return None
        behind = found.ids(name, dimension, line.key)
    else:
        behind = found.ids(name)
    kind = found.rules.kind_of(name)
    labels = paper_rows.labels(session.store, kind, behind.ids)
    shown = f"{_DIMENSIONS.get(dimension, dimension)}：{title}" if place else "全部"
    return Trail(title_of(name, found.rules), shown, texts, GROUPED[kind], labels)


def evidence_job(
    session: Session, name: str, as_of: dt.date, path: Path, *, paper: Paper | None = None
) -> Job[RenderReport]:
    """Write the evidence of a document: a sheet of its numbers and a sheet of the records behind each.

    Raises AjxError when the file can't be written; closing the job leaves nothing behind.
    """
    yield Progress(0, 2, "汇总数据")
    listed = trails(session, name, as_of, paper)
    make_folder(path.parent)
    with writing_workbook(path) as book:
        title = f"{entry(name).title}数据来源（截至{as_of.isoformat()}）"
        book.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "border": 1, "bg_color": HEADER_COLOUR})
        text = book.add_format({"num_format": "@"})
        count = book.add_format({"num_format": "0"})
        numbers = book.add_worksheet("印出的数字")
        _header(numbers, (("数字", 24), ("范围", 26), ("印出", 18), ("记录类别", 14), ("记录数", 10)), head)
        for row, one in enumerate(listed, 1):
            for column, value in enumerate((one.title, one.line, "、".join(one.texts), one.kind)):
                put_text(numbers, row, column, value, text)
            numbers.write_number(row, 4, len(one.labels), count)
        yield Progress(1, 2, "列出记录")
        behind = book.add_worksheet("所依据的记录")
        _header(behind, (("数字", 24), ("范围", 26), ("记录类别", 14), ("记录编号", 28)), head)
        last = 0
        for last, values in enumerate(_records(listed), 1):
            for column, value in enumerate(values):
                put_text(behind, last, column, value, text)
        behind.autofilter(0, 0, max(last, 1), 3)
        yield Progress(2, 2, "写入文件")
    return RenderReport(str(path), 0)


def _records(listed: Iterable[Trail]) -> Iterator[tuple[str, str, str, str]]:
    """A row for each record behind each number, as many as a sheet holds."""
    rows = 0
    for one in listed:
        for label in one.labels:
            if rows < _MOST:
                yield one.title, one.line, one.kind, label
            rows += 1


def _header(sheet: Any, columns: Iterable[tuple[str, int]], form: Any) -> None:
    for index, (title, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        put_text(sheet, 0, index, title, form)
    sheet.freeze_panes(1, 0)
