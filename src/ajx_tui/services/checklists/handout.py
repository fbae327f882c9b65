"""The table that is handed out to be filled in elsewhere: an xlsx whose answers can be read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.records.checklist import ANSWERS
from ajx_tui.exchange.xlsx_out import GREY, HEADER_COLOUR, REQUIRED_COLOUR, put_text, writing_workbook
from ajx_tui.progress import Job, Progress
from ajx_tui.services.checklists import reading
from ajx_tui.services.checklists.masks import masked
from ajx_tui.services.checklists.model import Point, Sheet
from ajx_tui.services.session import Session

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TITLES = ("编号", "类别", "检查内容", "依据", "检查方式", "分值", "数据", "结论", "情况说明")
CODE, TEXT, ANSWER, REMARK = "编号", "检查内容", "结论", "情况说明"
MARK = "AJXQD1"
"""Begins the line by which a returned table is known."""
CHECKER, CHECKED_ON = "检查（填报）人", "检查日期"
_WIDTHS = (8, 12, 42, 28, 22, 7, 20, 10, 40)
_HEADER_ROW = 7
_DIGEST = 16
SHEET = "清单"


def token(about: Sheet) -> str:
    """What tells the list and its points apart from every other."""
    return f"{MARK}:{about.uid}:{about.digest[:_DIGEST]}"


def write(
    session: Session, checklist_id: int, path: Path, *, blank: bool = False, profile: Profile = Profile.REPORT
) -> Job[Any]:
    """Write the table of a checklist; only answers and what is said to them can be typed into.

    With `blank` the answers given so far are left out; what was written into it is masked by `profile`. Raises
    RefusedError when the list is gone, AjxError when the file can't be written; nothing is left behind then.
    """
    from ajx_tui.documents.report import RenderReport
    from ajx_tui.services.documents.folders import make_folder

    yield Progress(0, 2, "读取清单")
    about = masked(reading.sheet(session, checklist_id), profile)
    make_folder(path.parent)
    with writing_workbook(path) as book:
        # A fixed day of making: the same list gives the same bytes.
        book.set_properties({"title": about.head.name, "created": dt.datetime(2000, 1, 1)})
        sheet = book.add_worksheet(SHEET)
        looks = _looks(book)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        _write_top(sheet, looks, about, blank=blank)
        for column, title in enumerate(TITLES):
            put_text(sheet, _HEADER_ROW, column, title, looks["needed" if title == ANSWER else "header"])
        yield Progress(1, 2, f"正在写入 {path.name}")
        for row, point in enumerate(about.points, _HEADER_ROW + 1):
            _write_point(sheet, looks, row, point, blank=blank)
        _finish(sheet, len(about.points))
    yield Progress(2, 2, "完成")
    return RenderReport(str(path), 0)


def _looks(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
    head = {**base, "bold": True, "border": 1, "align": "center"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 15, "text_wrap": False}),
        "name": book.add_format({**base, "font_color": GREY, "text_wrap": False}),
        "value": book.add_format({**base, "text_wrap": False}),
        "open": book.add_format({**base, "text_wrap": False, "locked": False, "bottom": 1}),
        "header": book.add_format({**head, "bg_color": HEADER_COLOUR}),
        "needed": book.add_format({**head, "bg_color": REQUIRED_COLOUR}),
        "cell": book.add_format({**base, "border": 1, "valign": "top"}),
        "answer": book.add_format({**base, "border": 1, "align": "center", "locked": False}),
        "remark": book.add_format({**base, "border": 1, "valign": "top", "locked": False}),
    }


def _write_top(sheet: Worksheet, looks: dict[str, Any], about: Sheet, *, blank: bool) -> None:
    """Title, what the list is about, the line by which it is known, who fills it in."""
    head = about.head
    put_text(sheet, 0, 0, head.title, looks["title"])
    pairs = (("清单编号", head.number), (head.scope_kind, head.scope_title), ("期间", head.period))
    for row, (name, value) in enumerate(pairs, 1):
        put_text(sheet, row, 0, name, looks["name"])
        put_text(sheet, row, 2, value, looks["value"])
    put_text(sheet, 4, 0, "识别码", looks["name"])
    put_text(sheet, 4, 2, token(about), looks["name"])
    put_text(sheet, 5, 0, CHECKER, looks["name"])
    put_text(sheet, 5, 2, "" if blank else about.checker, looks["open"])
    put_text(sheet, 5, 3, CHECKED_ON, looks["name"])
    put_text(sheet, 5, 4, "" if blank else about.checked_on, looks["open"])
    notes = "请在“结论”栏选择符合、不符合或不适用；不符合写明问题，不适用写明理由。其余内容和识别码请勿改动。"
    put_text(sheet, 6, 0, notes, looks["name"])


def _write_point(sheet: Worksheet, looks: dict[str, Any], row: int, point: Point, *, blank: bool) -> None:
    item = point.item
    cells = (item.code, item.section, item.text, item.basis, item.method, item.weight_text, point.figure_text)
    for column, text in enumerate(cells):
        put_text(sheet, row, column, text, looks["cell"])
    put_text(sheet, row, 7, "" if blank else point.answer_text, looks["answer"])
    put_text(sheet, row, 8, "" if blank else point.remark, looks["remark"])


def _finish(sheet: Worksheet, count: int) -> None:
    """Drop-down, protection without a password (it keeps slips out, not people), print settings."""
    sheet.data_validation(
        _HEADER_ROW + 1, 7, _HEADER_ROW + max(count, 1), 7,
        {"validate": "list", "source": [titles[0] for titles in ANSWERS.values()], "ignore_blank": True,
         "error_title": "结论", "error_message": "请选择符合、不符合或不适用。"},
    )  # fmt: skip
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
