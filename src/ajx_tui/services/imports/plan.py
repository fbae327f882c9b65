"""Reading files for import and saying what each list in them is, with the questions that remain."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ajx_tui.domain.fields import CodeLists, Ref
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot, slots
from ajx_tui.domain.text import compare_key
from ajx_tui.errors import UsageError
from ajx_tui.exchange.layout import TableLayout, detect, normalise_header
from ajx_tui.exchange.reader import Sheet, SheetInfo, open_workbook, unmerge
from ajx_tui.exchange.recognise import Answers, Question, Recognition, Table, header_score, recognise
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.import_log import recall
from ajx_tui.store.records import columns

_SAMPLE = 200
_CJK = r"[\u4e00-\u9fff（）]"
_FIRM = re.compile(rf"{_CJK}*?保险{_CJK}*(?:分公司|支公司|营业部|服务部|公司)|{_CJK}{{1,12}}?保险")


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller settles beforehand, by the words people use: kind, column titles, units, values for a whole file.

    `columns` maps a column's title in the file to a field's title ('' leaves it out); `values` maps a field's title
    to what it is in every row.
    """

    list_name: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListPlan:
    """One list: its rows as they lie in the file, what it was taken for, and what is still open.

    `fixed` are raw values, by slot name, that hold for every row.
    """

    sheet: str
    rows: Sequence[Sequence[Any]]
    layout: TableLayout
    recognition: Recognition
    fixed: Mapping[str, str]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


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


def plan(session: Session, path: Path, options: Options = Options()) -> FilePlan:
    """Read a file and recognise its lists. Raises AjxError when it is no spreadsheet, or an option names nothing."""
    lists: list[ListPlan] = []
    skipped: list[str] = []
    known = code_lists(session.store)
    with open_workbook(path) as workbook:
        for info in workbook.sheets:
            if options.sheet and info.name != options.sheet:
                continue
            if not info.visible and not options.sheet:
                skipped.append(f"工作表“{info.name}”是隐藏的，没有读取；要读取请加 --sheet {info.name}")
                continue
            found = _plan_sheet(session.store, path, info, workbook.sheet(info), options, known)
            if found is None:
                skipped.append(f"工作表“{info.name}”里没有找到带表头的清单")
            else:
                lists.append(found)
    if options.sheet and not lists and not skipped:
        raise UsageError("没有这个工作表", f"{path.name} 里没有名为“{options.sheet}”的工作表。")
    return FilePlan(path, _digest(path), tuple(lists), tuple(skipped))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plan_sheet(
    store: Store, path: Path, info: SheetInfo, sheet: Sheet, options: Options, known: CodeLists
) -> ListPlan | None:
    """The plan of one sheet, or None when it holds no list."""
    rows = sheet.rows()
    layout = detect(rows, header_score, sheet.merged)
    if layout.header_row is None:
        return None
    if sheet.merged:
        rows = unmerge(rows, sheet.merged, layout.first_data_row)
    numbers = layout.data_row_numbers[:_SAMPLE]
    samples = {
        h.column: [rows[n - 1][h.column] for n in numbers if h.column < len(rows[n - 1])] for h in layout.headers
    }
    around = " ".join((path.stem, info.name, layout.title_text, *layout.notes))
    table = Table(layout, samples, around, known)
    answers = _answers(store, options, layout)
    recognition = recognise(table, answers)
    if recognition is None:
        return None
    fixed, asked = _fixed(store, recognition, options, path, layout)
    questions = tuple(q for q in recognition.questions if _slot_field(recognition, q.about) not in fixed)
    return ListPlan(info.name, rows, layout, recognition, fixed, (*questions, *asked), tuple(sheet.warnings))


def _slot_field(recognition: Recognition, title: str) -> str:
    """The name of the slot a question about a missing column is about."""
    return next((s.name for s in slots(recognition.kind, recognition.variant) if s.title == title), "")


def _answers(store: Store, options: Options, layout: TableLayout) -> Answers:
    """What is settled about this header: what the clerk once confirmed, overruled by today's options."""
    content = recall(store, layout.fingerprint)
    remembered = Answers(content["list"], content["columns"], content["units"]) if content else Answers()
    if options.list_name and options.list_name not in list_kinds():
        names = "、".join(f"{name}（{v.title if v else k.title}）" for name, (k, v) in list_kinds().items())
        raise UsageError("没有这种清单", f"“{options.list_name}”不是清单种类；可用：{names}")
    name = options.list_name or remembered.list_name
    if not options.list_name and not options.columns and not options.units:
        return remembered
    same = name == remembered.list_name
    settled = dict(remembered.columns) if same else {}
    settled.update({normalise_header(h)[0]: _slot_name(name, title) for h, title in options.columns.items()})
    units = dict(remembered.units) if same else {}
    units.update({normalise_header(h)[0]: unit for h, unit in options.units.items()})
    return Answers(name, settled, units)


def _slot_name(list_name: str, title: str) -> str:
    """The slot that `title` (a field's title, header word or name) means. Raises UsageError when it means none."""
    if not title:
        return ""
    pairs = [list_kinds()[list_name]] if list_name else list(list_kinds().values())
    for kind, variant in pairs:
        for slot in slots(kind, variant):
            if title in (slot.name, slot.title) or compare_key(title) in slot.words:
                return slot.name
    raise UsageError("没有这个字段", f"“{title}”不是任何清单的字段，可运行 ajx dictionary 查看。")


def _fixed(
    store: Store, recognition: Recognition, options: Options, path: Path, layout: TableLayout
) -> tuple[dict[str, str], list[Question]]:
    """Values for the whole list: those the options give, and an insurer named in title or file name."""
    fixed = {_slot_name(recognition.list_name, title): value for title, value in options.values.items()}
    asked: list[Question] = []
    filled = {name.split(".")[0] for name in (*recognition.slot_columns(), *fixed)}
    for slot in slots(recognition.kind, recognition.variant):
        if slot.field in filled or not (isinstance(slot.spec, Ref) and slot.spec.creates):
            continue
        value, sure, where = _named_in(store, slot, layout.title_text, path.stem)
        if not value:
            text = f"表中没有“{slot.title}”列，将留空"
            asked.append(Question(slot.title, text, f"--set {slot.title}=名称", optional=not slot.required))
            continue
        fixed[slot.name] = value
        if not sure:
            text = f"表中没有“{slot.title}”列，按{where}推断全表为“{value}”"
            asked.append(Question(slot.title, text, f"--set {slot.title}={value}", value))
    return fixed, asked


def _named_in(store: Store, slot: Slot, title: str, stem: str) -> tuple[str, bool, str]:
    """(name, sure, where) of the directory entry that title or file name mention; sure when it is registered,
    or when the title spells out a full firm name."""
    ref = slot.spec
    assert isinstance(ref, Ref)
    rows = columns(store, KINDS[ref.target], ("name", "aliases"))
    for text, where in ((title, "标题"), (stem, "文件名")):
        hits = {str(name) for _, name, aliases in rows for word in (str(name), *split_aliases(aliases)) if word in text}
        if len(hits) == 1:
            return hits.pop(), True, where
        found = _FIRM.search(text) if ref.target == "insurer" else None
        if found:
            return found[0], found[0].endswith(("公司", "部")) and where == "标题", where
    return "", False, ""


def split_aliases(text: object) -> list[str]:
    """The spellings in an aliases field."""
    return [part for part in re.split(r"[、,，;；/\s]+", str(text or "")) if part]
