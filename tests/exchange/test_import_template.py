"""Import templates guide the hand that fills them in, and read back as what they are."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from made_files import names

from ajx_tui.exchange.layout import detect
from ajx_tui.exchange.reader import open_workbook
from ajx_tui.exchange.template import (
    CHOICES_SHEET,
    HELP_SHEET,
    HELPER_SHEETS,
    TemplateColumn,
    TemplateSheet,
    write_template,
)
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.progress import run

SECTORS = tuple(f"行业领域第{n}大类及相关" for n in range(40))
COLUMNS = [
    TemplateColumn("企业名称", True, meaning="与营业执照一致", example="示例县某某煤业有限公司"),
    TemplateColumn("统一社会信用代码", True, meaning="18 位", example="91410000TH3BJ1XG66"),
    TemplateColumn("行业领域", True, choices=SECTORS, example=SECTORS[0]),
    TemplateColumn("经营状态", choices=("在营", "停产", "关闭"), example="在营"),
    TemplateColumn("标签", choices=("甲,乙", "丙"), strict=False),
    TemplateColumn("从业人数", kind=ColumnKind.INT, unit="名", example="50"),
    TemplateColumn("保费", kind=ColumnKind.MONEY, unit="元", example="1200"),
    TemplateColumn("投保日期", kind=ColumnKind.DATE, example="2026-10-31"),
]
SHEET = TemplateSheet("企业底数导入模板", tuple(COLUMNS))


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    """A written template."""
    run(write_template(tmp_path / "t.xlsx", "企业底数导入模板", [SHEET], notes=["每月报送。"], rows=900))
    assert names(tmp_path) == ["t.xlsx"]
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


def test_header_colours_comments_and_formats(book: openpyxl.Workbook) -> None:
    sheet = book["企业底数导入模板"]
    assert [cell.value for cell in sheet[1]] == [
        "企业名称*", "统一社会信用代码*", "行业领域*", "经营状态", "标签", "从业人数（名）", "保费（元）", "投保日期",
    ]  # fmt: skip
    fills = {cell.fill.start_color.rgb for cell in sheet[1][:3]}, {cell.fill.start_color.rgb for cell in sheet[1][3:]}
    assert len(fills[0]) == len(fills[1]) == 1 and fills[0] != fills[1]
    assert "必填" in sheet["B1"].comment.text and "18 位" in sheet["B1"].comment.text
    assert "选填" in sheet["D1"].comment.text and "在营、停产、关闭" in sheet["D1"].comment.text
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width > 20
    assert sheet["A2"].value == "例：示例县某某煤业有限公司" and sheet["B2"].value == "91410000TH3BJ1XG66"


def test_choices_are_drop_downs_short_and_long(book: openpyxl.Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in book["企业底数导入模板"].data_validations.dataValidation}
    assert rules["D2:D901"].formula1 == '"在营,停产,关闭"' and rules["D2:D901"].errorStyle in (None, "stop")
    assert rules["C2:C901"].formula1 == f"{CHOICES_SHEET}!$A$2:$A$41"
    assert rules["E2:E901"].formula1 == f"{CHOICES_SHEET}!$B$2:$B$3" and rules["E2:E901"].errorStyle == "warning"
    assert rules["F2:F901"].type == "whole" and rules["G2:G901"].type == "decimal" and rules["H2:H901"].type == "date"
    assert "A2:A901" not in rules
    hidden = book[CHOICES_SHEET]
    assert hidden.sheet_state == "hidden"
    assert [hidden.cell(row, 1).value for row in (1, 2, 41)] == ["行业领域", SECTORS[0], SECTORS[-1]]
    assert [hidden.cell(row, 2).value for row in (1, 2, 3, 4)] == ["标签", "甲,乙", "丙", None]


def test_the_help_sheet_explains_every_column(book: openpyxl.Workbook) -> None:
    rows = [[cell.value for cell in row] for row in book[HELP_SHEET].iter_rows()]
    assert ["栏目", "是否必填", "填写要求", "格式", "单位", "示例", "可填内容"] in rows
    named = {row[0]: row for row in rows}
    assert named["统一社会信用代码"][1:3] == ["必填", "18 位"]
    assert named["从业人数"][3:6] == ["整数", "名", "50"]
    assert named["行业领域"][6].count("、") == 39
    assert "也可填其他内容" in named["标签"][6] and "每月报送。" in named


def test_a_filled_template_is_read_without_its_example(tmp_path: Path) -> None:
    path = run(write_template(tmp_path / "t.xlsx", "企业底数导入模板", [SHEET]))
    book = openpyxl.load_workbook(path)
    book["企业底数导入模板"].append(["甲公司", "91410000TH3BJ1XG66", "煤矿", "在营"])
    book.save(path)
    with open_workbook(path) as read:
        assert [info.name for info in read.sheets if info.name not in HELPER_SHEETS] == ["企业底数导入模板"]
        layout = detect(read.sheet(0).rows())
        assert layout.header_row == 1 and list(layout.data_row_numbers) == [3] and layout.skipped_rows == (2,)
        assert [(h.text, h.unit) for h in layout.headers][5:7] == [("从业人数", "名"), ("保费", "元")]


def test_a_template_without_long_lists_has_no_hidden_sheet(tmp_path: Path) -> None:
    path = run(write_template(tmp_path / "t.xlsx", "填表说明", [TemplateSheet("填表说明", tuple(COLUMNS[:2]))]))
    names = openpyxl.load_workbook(path).sheetnames
    assert len(names) == 2 and HELP_SHEET in names and names[0] != HELP_SHEET


def test_several_lists_share_one_workbook(tmp_path: Path) -> None:
    second = TemplateSheet("保单", (TemplateColumn("保单号", True), COLUMNS[2]), "一张保单一行")
    path = run(write_template(tmp_path / "t.xlsx", "填报模板", [SHEET, second], notes=["需要哪张填哪张。"]))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["企业底数导入模板", "保单", HELP_SHEET, CHOICES_SHEET]
    rules = {str(rule.sqref): rule.formula1 for rule in book["保单"].data_validations.dataValidation}
    assert rules["B2:B5001"] == f"{CHOICES_SHEET}!$A$2:$A$41"
    rows = [[cell.value for cell in row] for row in book[HELP_SHEET].iter_rows()]
    first = [row[0] for row in rows]
    assert first.index("表“企业底数导入模板”") < first.index("投保日期") < first.index("表“保单”：一张保单一行")
    assert [row[0] for row in rows].count("栏目") == 2


def test_choices_that_would_break_a_rule_go_to_the_hidden_sheet(tmp_path: Path) -> None:
    choices = ('甲"保险', "=1+1", "乙\n保险")
    sheet = TemplateSheet("保单", (TemplateColumn("保险机构", choices=choices, strict=False),))
    path = run(write_template(tmp_path / "t.xlsx", "保单导入模板", [sheet]))
    book = openpyxl.load_workbook(path)
    (rule,) = book["保单"].data_validations.dataValidation
    assert rule.formula1 == f"{CHOICES_SHEET}!$A$2:$A$4"
    cells = [book[CHOICES_SHEET].cell(row, 1) for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == list(choices)
    assert {cell.data_type for cell in cells} == {"s"}
