"""Reading files for import and saying what each list in them is, with the questions that remain."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ajx_tui.errors import UsageError
from ajx_tui.exchange.layout import TableLayout, detect
from ajx_tui.exchange.marked import EXTRA_TITLES
from ajx_tui.exchange.reader import Merge, Sheet, SheetInfo, Workbook, column_letter, open_workbook, unmerge
from ajx_tui.exchange.recognise import POSSIBLE, Answers, Question, Recognition, Table, header_score, recognise
from ajx_tui.exchange.template import HELPER_SHEETS
from ajx_tui.progress import Progress, garbage_kept
from ajx_tui.progress import run as run_job
from ajx_tui.services.imports.options import Options
from ajx_tui.services.imports.whole import whole_values
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store.import_log import recall

_SAMPLE, _SAMPLE_LENGTH = 150, 300
_NO_OPTIONS = Options()
_NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Source:
    """A table as it lies in a file; `notes` are remarks on how it was read."""

    path: Path
    sheet: str
    rows: Sequence[Sequence[Any]]
    merged: tuple[Merge, ...]
    table: Table
    notes: tuple[str, ...]

    @property
    def layout(self) -> TableLayout:
        """Where header, rows and totals are."""
        return self.table.layout

    @property
    def fingerprint(self) -> str:
        """By what a clerk's answers are found again: the titles in order, without the two columns that we add."""
        words = "\n".join(f"{h.text}\t{h.unit}" for h in self.layout.headers if h.text not in EXTRA_TITLES)
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ListPlan:
    """One list: where it lies, what it was taken for, and what is still open.

    `fixed` are raw values, by slot name, that hold for every row; `answers` and `values` are what people settled.
    """

    source: Source
    recognition: Recognition
    fixed: Mapping[str, str]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    answers: Answers
    values: Mapping[str, str]
    used: frozenset[str] = frozenset()

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.source.sheet

    @property
    def place(self) -> str:
        """File and, in a workbook of several lists, sheet, for messages."""
        return self.source.path.name

    @property
    def row_numbers(self) -> Sequence[int]:
        """The data rows, numbered as Excel does."""
        return self.source.layout.data_row_numbers


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file and the lists found in it. `skipped` says which sheets were left out and why."""

    path: Path
    sha256: str
    lists: tuple[ListPlan, ...]
    skipped: tuple[str, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything still open in this file."""
        return tuple(q for one in self.lists for q in one.questions)


def plan(session: Session, path: Path, options: Options = _NO_OPTIONS) -> FilePlan:
    """Read one file and recognise its lists. Raises AjxError when it is no spreadsheet, or an option means nothing."""
    return run_job(plan_files(session, [path], options))[0]


def plan_files(
    session: Session, paths: Sequence[Path], options: Options = _NO_OPTIONS
) -> Generator[Progress, None, list[FilePlan]]:
    """Read several files. Raises AjxError for the first that is no spreadsheet, or when an option means nothing in
    any of them."""
    options.check()
    plans: list[FilePlan] = []
    for number, path in enumerate(dict.fromkeys(paths)):
        yield Progress(number, len(paths), f"读取 {path.name}")
        with garbage_kept():
            plans.append(_plan_file(session, path, options))
    used = {option for one in plans for planned in one.lists for option in planned.used}
    unused = sorted(options.named() - used)
    if unused and any(one.lists for one in plans):
        raise UsageError("选项没有用上", f"{'、'.join(unused)}：这些文件里没有这样的列，或该种清单没有这个字段。")
    return plans


def _plan_file(session: Session, path: Path, options: Options) -> FilePlan:
    lists: list[ListPlan] = []
    skipped: list[str] = []
    with open_workbook(path) as workbook:
        for info in workbook.sheets:
            if options.sheet and info.name != options.sheet:
                continue
            if info.name in HELPER_SHEETS and not options.sheet:
                continue  # Our own templates explain themselves there.
            if not info.visible and not options.sheet:
                skipped.append(f"工作表“{info.name}”是隐藏的，没有读取；要读取请加 --sheet {info.name}")
                continue
            found, why = _plan_sheet(session, path, info, workbook.sheet(info), options)
            if found is None:
                skipped.append(f"工作表“{info.name}”{why}")
            else:
                lists.append(found)
        _require_sheet(workbook, options, path)
    lists, weak = _leave_out_weak(lists, options)
    return FilePlan(path, _digest(path), tuple(lists), (*skipped, *weak))


def _require_sheet(workbook: Workbook, options: Options, path: Path) -> None:
    names = [info.name for info in workbook.sheets]
    if options.sheet and options.sheet not in names:
        there = "、".join(names)
        raise UsageError("没有这个工作表", f"{path.name} 里没有名为“{options.sheet}”的工作表，只有：{there}")


def _leave_out_weak(lists: list[ListPlan], options: Options) -> tuple[list[ListPlan], list[str]]:
    """Sheets that hardly look like a list are left out, and told, when another sheet of the file clearly is one."""
    good = [one for one in lists if one.recognition.score >= POSSIBLE or one.answers.list_name]
    if not good or len(good) == len(lists) or options.sheet:
        return lists, []
    weak = [one for one in lists if one not in good]
    told = [f"工作表“{one.sheet}”不像清单，没有读取；要读取请加 --sheet {one.sheet} --as 种类" for one in weak]
    return good, told


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plan_sheet(
    session: Session, path: Path, info: SheetInfo, sheet: Sheet, options: Options
) -> tuple[ListPlan | None, str]:
    """(the plan of one sheet or None, why it holds no list)."""
    rows = sheet.rows()
    if not rows:
        return None, "是空的"
    layout = detect(rows, header_score, sheet.merged)
    if layout.header_row is None:
        return None, "里没有找到表头"
    if not layout.data_row_numbers:
        return None, "只有表头，没有数据"
    if sheet.merged:
        rows = unmerge(rows, sheet.merged, layout.first_data_row)
    table = Table(layout, _samples(rows, layout), _around(path, info, layout), code_lists(session.store))
    source = Source(path, info.name, rows, tuple(sheet.merged), table, (*sheet.warnings, *_untitled(layout)))
    answers, used = options.answers(layout)
    planned = settle(session, source, answers, options.values)
    if planned is None:
        titles = "、".join(h.raw or h.text for h in layout.headers[:8])
        return None, f"里没有认出清单（表头：{titles}）；可加 --as 种类 和 --column 列名=字段 指明"
    return replace(planned, used=planned.used | used), ""


def _samples(rows: Sequence[Sequence[Any]], layout: TableLayout) -> dict[int, list[Any]]:
    """Values of each column, taken evenly from the whole list; a monstrous cell by its beginning."""
    numbers = layout.data_row_numbers
    step = max(1, len(numbers) // _SAMPLE)
    chosen = [rows[n - 1] for n in numbers[::step]]
    return {h.column: [_begun(row[h.column]) for row in chosen if h.column < len(row)] for h in layout.headers}


def _begun(cell: Any) -> Any:
    return cell[:_SAMPLE_LENGTH] if isinstance(cell, str) else cell


def _around(path: Path, info: SheetInfo, layout: TableLayout) -> str:
    return " ".join((path.stem, info.name, layout.title_text, *layout.notes))


def _untitled(layout: TableLayout) -> tuple[str, ...]:
    if not layout.untitled_columns:
        return ()
    letters = "、".join(map(column_letter, layout.untitled_columns))
    return (f"{letters}列有内容但没有列名，没有读取",)


def settle(
    session: Session, source: Source, answers: Answers = _NO_ANSWERS, values: Mapping[str, str] | None = None
) -> ListPlan | None:
    """Recognise a table anew with what people said about it; None when it is no list.

    What was confirmed for the same header before comes after `answers` and before words and content.
    """
    content = recall(session.store, source.fingerprint)
    before = Answers(content["list"], content["columns"], content["units"]) if content else Answers()
    if answers.list_name and before.list_name != answers.list_name:
        before = Answers()
    recognition = recognise(source.table, answers, before)
    if recognition is None:
        return None
    layout = source.layout
    texts = (("标题", layout.title_text), *(("表头上方", t) for t in layout.notes), ("工作表名", source.sheet),
             ("文件名", source.path.stem))  # fmt: skip
    whole = whole_values(session.store, recognition, values or {}, texts, source.table.lists)
    questions = (*recognition.questions, *whole.questions)
    notes = (*source.notes, *whole.notes)
    return ListPlan(
        source, recognition, whole.values, questions, notes, answers, dict(values or {}), frozenset(whole.used)
    )


def accepted(planned: ListPlan) -> dict[str, Any]:
    """What to remember about a list's header, once its import is confirmed: what people said, and the guesses they let
    stand. What the words of the header say plainly is left to the program, which may learn more words."""
    recognition = planned.recognition
    columns = {c.key: c.slot.name if c.slot else "" for c in recognition.columns
               if c.how in ("已指定", "已指定不用", "上次确认") or not c.sure}  # fmt: skip
    asked = {q.about for q in planned.questions if q.topic == "unit"}
    units = {c.key: c.unit for c in recognition.columns if c.key in planned.answers.units or c.key in asked}
    kind = recognition.list_name
    told = planned.answers.list_name or any(q.topic == "kind" for q in planned.questions)
    return {"list": kind if told or columns else "", "columns": columns, "units": units}
