"""Refused rows come back in the shape they came in, and can be imported again once corrected."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from made_files import names

from ajx_tui.errors import AjxError
from ajx_tui.exchange.layout import detect
from ajx_tui.exchange.marked import EXTRA_TITLES, REASON_TITLE, ROW_NUMBER_TITLE, RefusedRow, RefusedSheet, write_marked
from ajx_tui.exchange.reader import Cell, Merge, open_workbook
from ajx_tui.progress import run

TOP: list[list[Cell]] = [
    ["企业底数台账", "", ""],
    ["填报单位：应急管理局", "", ""],
    ["企业名称", "信用代码", "人数（人）"],
]
ROWS = [
    RefusedRow(12, ["甲公司", "914100001234567890", 5.0], {1: "信用代码第 18 位应为 X"}),
    RefusedRow(54, ["", "91410000TH3BJ1XG66", ""], {0: "必填", 2: "不是数字"}, ("与第 3 行重复",)),
]


def test_the_sheet_comes_back_with_its_marks(tmp_path: Path) -> None:
    path = run(write_marked(tmp_path / "退回.xlsx", [RefusedSheet("01-企业底数.xlsx", TOP, ROWS)]))
    assert names(tmp_path) == ["退回.xlsx"]
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "01-企业底数"
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][1] == "企业底数台账" and values[1][1] == "填报单位：应急管理局"
    assert values[2] == [ROW_NUMBER_TITLE, "企业名称", "信用代码", "人数（人）", REASON_TITLE]
    assert values[3] == [12, "甲公司", "914100001234567890", 5, "信用代码第 18 位应为 X"]
    assert values[4][4] == "与第 3 行重复；企业名称：必填；人数（人）：不是数字"
    red = sheet["C4"].fill.start_color.rgb
    assert (
        red == sheet["B5"].fill.start_color.rgb == sheet["D5"].fill.start_color.rgb != sheet["B4"].fill.start_color.rgb
    )
    assert sheet["C4"].comment.text == "信用代码第 18 位应为 X" and sheet["B4"].comment is None
    assert sheet["C4"].number_format == sheet["B5"].number_format == "@", "a corrected code stays text"
    assert sheet.freeze_panes == "B4"


def test_the_corrected_sheet_reads_like_the_original(tmp_path: Path) -> None:
    path = run(write_marked(tmp_path / "退回.xlsx", [RefusedSheet("01", TOP, ROWS)]))
    book = openpyxl.load_workbook(path)
    book.active["C4"] = "91410000TH3BJ1XG66"
    book.save(path)
    with open_workbook(path) as read:
        layout = detect(read.sheet(0).rows())
    original = detect([*TOP, ["丙公司", "914100003JJL6B3H60", 7.0]])
    kept = [(h.text, h.unit) for h in layout.headers if h.text not in EXTRA_TITLES]
    assert kept == [(h.text, h.unit) for h in original.headers]
    assert list(layout.data_row_numbers) == [4, 5] and layout.title_text == original.title_text


@pytest.mark.parametrize("merged", [True, False])
def test_two_row_headers_survive_the_way_back(tmp_path: Path, merged: bool) -> None:
    top: list[list[Cell]] = [["承保情况", "", "", ""], ["企业名称", "保费", "", "备注"], ["", "应收", "实收", ""]]
    rows = [RefusedRow(9, ["甲公司", "x", 5.0, ""], {1: "不是数字"})] * 3
    marks = [Merge(1, 0, 1, 3), Merge(2, 0, 3, 0), Merge(2, 1, 2, 2), Merge(2, 3, 3, 3)] if merged else []
    path = run(write_marked(tmp_path / "x.xlsx", [RefusedSheet("承保", top, rows, 2, marks)]))
    with open_workbook(path) as read:
        sheet = read.sheet(0)
        layout = detect(sheet.rows(), None, sheet.merged)
        assert sheet.rows()[3][5] == "应收：不是数字"
    assert layout.header_rows == (2, 3)
    assert [h.text for h in layout.headers] == [
        ROW_NUMBER_TITLE,
        "企业名称",
        "保费应收",
        "保费实收",
        "备注",
        REASON_TITLE,
    ]


def test_several_files_become_sheets_with_names_of_their_own(tmp_path: Path) -> None:
    one = RefusedSheet("05-承保清单/甲:保险?公司示例支公司二〇二六年第三季度承保清单.xlsx", TOP, ROWS)
    path = run(
        write_marked(
            tmp_path / "x.xlsx", [one, one, RefusedSheet("空.csv", TOP, []), RefusedSheet("2026.10.csv", TOP, ROWS)]
        )
    )
    with open_workbook(path) as read:
        names = [info.name for info in read.sheets]
    assert len(set(names)) == 3 and names[1].endswith("(2)") and names[2] == "2026.10"
    assert all(len(name) <= 31 for name in names)


def test_cells_of_every_type_come_back_as_they_were(tmp_path: Path) -> None:
    cells: list[Cell] = [
        "=1+1", 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), time(8, 30), timedelta(hours=30), None, "",
        "[/甲]", date(1850, 1, 1), 1e20,
    ]  # fmt: skip
    top: list[list[Cell]] = [[f"列{n}" for n in range(len(cells))]]
    reasons = dict.fromkeys(range(len(cells)), "不对")
    path = run(write_marked(tmp_path / "x.xlsx", [RefusedSheet("x", top, [RefusedRow(2, cells, reasons)])]))
    with open_workbook(path) as read:
        row = read.sheet(0).rows()[1]
    assert row[1:11] == ["=1+1", 1.5, True, *cells[3:6], "1 day, 6:00:00", "", "", "[/甲]"]
    assert row[11:13] == ["1850-01-01", "1e+20"]


def test_rows_longer_than_the_header_and_marks_beyond_the_row(tmp_path: Path) -> None:
    rows = [RefusedRow(2, ["甲", "多", "出"], {3: "缺少必填列"})]
    path = run(write_marked(tmp_path / "x.xlsx", [RefusedSheet("x", [["企业名称"]], rows)]))
    with open_workbook(path) as read:
        assert read.sheet(0).rows()[1] == [2.0, "甲", "多", "出", "", "缺少必填列"]


def test_sheets_without_header_are_written_too(tmp_path: Path) -> None:
    path = run(write_marked(tmp_path / "x.xlsx", [RefusedSheet("x", [], [RefusedRow(1, ["甲"], {0: "没有表头"})])]))
    with open_workbook(path) as read:
        assert read.sheet(0).rows() == [[1.0, "甲", "没有表头"]]


def test_nothing_refused_is_said(tmp_path: Path) -> None:
    with pytest.raises(AjxError, match="没有退回"):
        run(write_marked(tmp_path / "x.xlsx", [RefusedSheet("x", TOP, [])]))
    assert names(tmp_path) == []


def test_many_refused_rows_are_written_with_progress(tmp_path: Path) -> None:
    rows = [RefusedRow(n, ["甲", "x", n], {1: "错"}) for n in range(2, 2600)]
    steps = list(write_marked(tmp_path / "x.xlsx", [RefusedSheet("x", TOP, rows)]))
    assert steps[-1].done == steps[-1].total == 2598 and len(steps) > 10
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet["C2003"].comment is not None and sheet["C2600"].comment is None
    assert sheet["E2601"].value == "信用代码：错"
