"""Reading back the table that was handed out. What is not exactly that table is refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Values
from ajx_tui.domain.text import clean_code, clean_text, plain
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.exchange.reader import Rows, column_letter, open_workbook
from ajx_tui.progress import Job, Progress
from ajx_tui.services.checklists import reading
from ajx_tui.services.checklists.answering import Answers, read_answers
from ajx_tui.services.checklists.handout import ANSWER, CHECKED_ON, CHECKER, CODE, MARK, REMARK, TEXT
from ajx_tui.services.checklists.making import CHECKLIST, POINT
from ajx_tui.services.checklists.masks import as_handed_out
from ajx_tui.services.checklists.model import Sheet
from ajx_tui.services.records import InvalidRecord
from ajx_tui.services.session import Session
from ajx_tui.store import checklists as stored
from ajx_tui.store.locks import locked

_TOKEN = re.compile(rf"{MARK}:([0-9A-Z]{{26}}):([0-9a-fA-F]{{16}})")
_TOP_ROWS = 40
_MOST_POINTS = 2_000
_MOST_SHEETS = 20
_TOLD = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one file did, or would do. `refused` says why nothing of it was taken."""

    file: str
    checklist_id: int | None = None
    number: str = ""
    name: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    empty: int = 0
    refused: str = ""
    error: AjxError | None = None

    @property
    def taken(self) -> int:
        """How many answers it brings."""
        return self.new + self.changed

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        names = ("file", "number", "name", "new", "changed", "unchanged", "empty", "refused")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class _Read:
    """The table as it stands in a file."""

    answers: dict[str, dict[str, object]]
    head: Values
    empty: int


def read(session: Session, path: Path, *, write: bool = True) -> Outcome:
    """Take the answers of one returned table; with `write` off only say what would change.

    Empty answers change nothing; importing the same table again changes nothing. All or nothing. Raises RefusedError
    for a file that is not ours, a list that is gone or locked, points whose text was changed, were left out or added,
    and answers that can't be read.
    """
    name = path.name
    rows, found = _table(path)
    known = stored.by_uid(session.store, found[1])
    if known is None:
        raise RefusedError(f"「{name}」不是本单位发出的清单", "识别码不在本单位的数据中。请核对是不是别的单位的表。")
    if known[1]:
        raise RefusedError(f"「{name}」对应的清单已删除", "请从回收站恢复清单，或重新发出。")
    about = reading.sheet(session, known[0])
    if found[2].lower() != about.digest[: len(found[2])]:
        raise RefusedError(
            f"「{name}」不是这一版清单", f"清单 {about.head.number} 的检查项与表中的识别码不符，请重新发出。"
        )
    if not about.head.editable:
        raise locked(about.head.name, about.head.state)
    read_table = _read(rows, about, name)
    try:
        changes = read_answers(about, _present(about, read_table.answers))
    except InvalidRecord as invalid:
        raise RefusedError(f"「{name}」有填写错误，没有导入", _listed([p.text for p in invalid.problems])) from invalid
    outcome = _counted(about, changes, read_table.empty, name)
    real = [(i, v) for i, v in changes if _differs(about, i, v)]
    head = {
        k: v
        for k, v in read_table.head.items()
        if v is not None and (getattr(about, k) or None) != v and not as_handed_out(about, k, v)
    }
    if write and (real or head):
        with session.unit(f"导入清单 {name}"[:100]) as unit:
            unit.update_many(POINT, real)
            if head:
                unit.update(CHECKLIST, about.head.id, head)
    return outcome


def read_files(session: Session, paths: Sequence[Path], *, write: bool = True) -> Job[list[Outcome]]:
    """Take several tables; one that is refused does not keep the others out."""
    made = []
    for done, path in enumerate(paths):
        yield Progress(done, len(paths), f"读取 {path.name}")
        try:
            made.append(read(session, path, write=write))
        except AjxError as error:
            made.append(replace(Outcome(path.name), refused=f"{error.title}：{error.message}", error=error))
    return made


def _present(about: Sheet, answers: dict[str, dict[str, object]]) -> Answers:
    """Without empty cells and without what was only masked when it went out: neither takes anything back."""
    made: dict[str, dict[str, object]] = {}
    for code, raw in answers.items():
        point = about.point(code)
        made[code] = {
            n: v
            for n, v in raw.items()
            if (text := clean_text(v, lines=True)) and not (n == "remark" and as_handed_out(about, n, text, point))
        }
    return made


def _differs(about: Sheet, point_id: int, values: Values) -> bool:
    point = next(p for p in about.points if p.id == point_id)
    return any((getattr(point, name) or None) != value for name, value in values.items())


def _counted(about: Sheet, changes: list[tuple[int, Values]], empty: int, name: str) -> Outcome:
    points = {p.id: p for p in about.points}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for point_id, values in changes:
        if not values:
            continue
        fresh = not points[point_id].answer and not points[point_id].remark
        counts["unchanged" if not _differs(about, point_id, values) else "new" if fresh else "changed"] += 1
    return Outcome(name, about.head.id, about.head.number, about.head.name, counts["new"], counts["changed"],
                   counts["unchanged"], empty)  # fmt: skip


# ----- the file


def _table(path: Path) -> tuple[Rows, re.Match[str]]:
    """The rows of the sheet that bears our line, and that line. Raises RefusedError when there is none."""
    with open_workbook(path) as book:
        for info in [i for i in book.sheets if i.visible][:_MOST_SHEETS]:
            rows = book.sheet(info).rows()
            for row in rows[:_TOP_ROWS]:
                for cell in row:
                    if isinstance(cell, str) and (match := _TOKEN.fullmatch(cell.strip())):
                        return rows, match
    raise RefusedError(
        f"「{path.name}」不是程序发出的清单表",
        "表中没有识别码。请使用“导出表格”发出的文件填写，不要另做表或删去上方几行。",
    )


def _read(rows: Rows, about: Sheet, name: str) -> _Read:
    """The answers by point, once the table has proved to be the one handed out."""
    at, columns = _header(rows, name)
    wrong: list[str] = []
    answers: dict[str, dict[str, object]] = {}
    empty = 0
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = {title: row[column] for title, column in columns.items()}
        if all(cell == "" for cell in row):
            continue
        code = clean_code(plain(cells[CODE]))
        wrong += _judge(about, answers, code, cells, number, columns)
        if len(answers) > _MOST_POINTS or len(wrong) > _MOST_POINTS:
            break
        answers[code] = {"answer": cells[ANSWER], "remark": cells[REMARK]}
        empty += not clean_text(cells[ANSWER])
    absent = [p.item.code for p in about.points if p.item.code not in answers]
    if absent:
        wrong.append(f"缺少检查项 {'、'.join(absent[:_TOLD])}{'等' if len(absent) > _TOLD else ''}，请勿删行")
    if wrong:
        raise RefusedError(f"「{name}」与发出的表不一致，没有导入", _listed(wrong))
    return _Read(answers, _head(rows[:at], name), empty)


def _judge(
    about: Sheet, seen: dict[str, dict[str, object]], code: str, cells: dict[str, Any], number: int,
    columns: dict[str, int],
) -> Iterator[str]:  # fmt: skip
    """What is wrong with one row."""
    point = about.point(code)
    if point is None:
        yield f"第{number}行的编号“{code[:20]}”不在清单中，请勿增加行或改动编号"
    elif code in seen:
        yield f"第{number}行的编号“{code}”重复"
    elif _bare(cells[TEXT]) != _bare(point.item.text):
        yield f"第{number}行（{code}）的检查内容被改动，应为“{point.item.text[:40]}”"
    for title in (ANSWER, REMARK):
        if cells[title] is None:
            yield f"{column_letter(columns[title])}{number} 是没有结果的公式，请改成文字"


def _bare(text: object) -> str:
    """A text as it is compared: spaces and line breaks that a spreadsheet program adds don't count."""
    return "".join(clean_text(text, lines=True).split())


def _header(rows: Rows, name: str) -> tuple[int, dict[str, int]]:
    """Index of the row of titles and the column of each that is read."""
    for index, row in enumerate(rows[:_TOP_ROWS]):
        titles = {clean_text(cell): column for column, cell in reversed(list(enumerate(row)))}
        if {CODE, TEXT, ANSWER, REMARK} <= titles.keys():
            return index, {title: titles[title] for title in (CODE, TEXT, ANSWER, REMARK)}
    raise RefusedError(f"「{name}」没有表头", f"找不到{CODE}、{TEXT}、{ANSWER}、{REMARK}这几列，请使用发出的表填写。")


def _head(rows: Rows, name: str) -> Values:
    """Who filled it in and when, as written above the table."""
    found: Values = {}
    for row in rows:
        for column, cell in enumerate(row):
            title = clean_text(cell)
            if title in (CHECKER, CHECKED_ON):
                value = next((c for c in row[column + 1 : column + 3] if c not in ("", None)), "")
                field = "checker" if title == CHECKER else "checked_on"
                found[field] = _head_value(field, value, name)
    return found


def _head_value(field: str, value: object, name: str) -> str | None:
    if value == "" or (field == "checker" and clean_text(value) == CHECKED_ON):
        return None
    spec = CHECKLIST.fields[field]
    try:
        return spec.parse(value if isinstance(value, date) and isinstance(spec, Day) else plain(value))  # type: ignore[return-value]
    except ValueError as problem:
        raise RefusedError(f"「{name}」有填写错误，没有导入", f"{problem}。") from problem


def _listed(texts: Sequence[str]) -> str:
    more = f"；还有{len(texts) - _TOLD}处" if len(texts) > _TOLD else ""
    return "；".join(texts[:_TOLD]) + more + "。"
