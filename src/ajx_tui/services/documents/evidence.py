"""The trail of a document as a workbook: every number it prints, and the records that each was counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ajx_tui.documents.report import RenderReport
from ajx_tui.documents.texts.facts import Paper
from ajx_tui.domain.workflow import Permission
from ajx_tui.exchange.xlsx_out import HEADER_COLOUR, put_text, writing_workbook
from ajx_tui.progress import Job, Progress
from ajx_tui.services.documents import snapshots
from ajx_tui.services.documents.archive import versions
from ajx_tui.services.documents.catalogue import entry
from ajx_tui.services.documents.drafting import working
from ajx_tui.services.documents.export import build
from ajx_tui.services.documents.folders import make_folder
from ajx_tui.services.documents.scrubbing import scrubbed_text
from ajx_tui.services.documents.trail import Trail, Trails, trails
from ajx_tui.services.session import Session

_MOST = 1_000_000
_NUMBERS = (("数字", 24), ("范围", 26), ("印出", 18), ("记录类别", 14), ("记录数", 10), ("口径和依据", 60))
_RECORDS = (("数字", 24), ("范围", 26), ("记录类别", 14), ("记录编号", 28), ("名称", 40))


def trails_now(session: Session, name: str, as_of: dt.date, paper: Paper | None = None) -> Trails:
    """The trail of a document as it stands: of one that review locked the trail kept with its version, else of the
    data as it is now. Raises AjxError when others save meanwhile, or when a kept trail is gone or damaged."""
    present = working(session, name, as_of)
    if present.locked and present.id is not None:
        return snapshots.read(session, versions(session, present.id)[-1].evidence_sha256)
    return trails(session, entry(name), build(session, name, as_of, paper), as_of)


def evidence_job(
    session: Session, name: str, as_of: dt.date, path: Path, *, paper: Paper | None = None
) -> Job[RenderReport]:
    """Write the trail of a document: a sheet of its numbers and a sheet of the records behind each.

    Raises AjxError when the file can't be written; closing the job leaves nothing behind.
    """
    session.require(Permission.EXPORT)
    yield Progress(0, 2, "汇总数据")
    return (yield from write_trails(entry(name).title, trails_now(session, name, as_of, paper), path))


def write_trails(title: str, found: Trails, path: Path) -> Job[RenderReport]:
    """Write a trail to xlsx. The same trail gives the same bytes. Raises AjxError when the file can't be written."""
    make_folder(path.parent)
    with writing_workbook(path) as book:
        name = f"{title}数据来源（截至{found.as_of.isoformat()}，数据版本{found.revision}）"
        book.set_properties({"title": name, "created": dt.datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "border": 1, "bg_color": HEADER_COLOUR})
        text = book.add_format({"num_format": "@"})
        count = book.add_format({"num_format": "0"})
        numbers = book.add_worksheet("印出的数字")
        _header(numbers, _NUMBERS, head)
        for row, one in enumerate(found.numbers, 1):
            for column, value in enumerate((one.title, one.line, one.text, one.kind_title)):
                put_text(numbers, row, column, scrubbed_text(value), text)
            numbers.write_number(row, 4, len(one.records), count)
            put_text(numbers, row, 5, one.basis, text)
        yield Progress(1, 2, "列出记录")
        behind = book.add_worksheet("所依据的记录")
        _header(behind, _RECORDS, head)
        last = 0
        for last, values in enumerate(_records(found.numbers), 1):
            for column, value in enumerate(values):
                put_text(behind, last, column, scrubbed_text(value), text)
        behind.autofilter(0, 0, max(last, 1), len(_RECORDS) - 1)
        yield Progress(2, 2, "写入文件")
    return RenderReport(str(path), 0)


def _records(listed: Iterable[Trail]) -> Iterator[tuple[str, ...]]:
    """A row for each record behind each number, as many as a sheet holds."""
    rows = 0
    for one in listed:
        for record in one.records:
            if rows < _MOST:
                yield one.title, one.line, one.kind_title, record.code, record.name
            rows += 1


def _header(sheet: Any, columns: Iterable[tuple[str, int]], form: Any) -> None:
    for index, (title, width) in enumerate(columns):
        sheet.set_column(index, index, width)
        put_text(sheet, 0, index, title, form)
    sheet.freeze_panes(1, 0)
