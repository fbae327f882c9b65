"""The table that is handed out comes back exactly as it went, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from small_county import County

from ajx_tui.domain.masking import Profile
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import checklists, packs
from ajx_tui.services.checklists import Scope
from ajx_tui.services.checklists.returned import read, read_files
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

FIRST = 9
"""Row of the first point, as Excel counts."""
ANSWER, REMARK, TEXT, CODE = 8, 9, 3, 1


@pytest.fixture
def made(county: County) -> int:
    county.firm("甲厂", township="城关镇")
    scope = Scope("township", "城关镇")
    return checklists.new(county.session, "township_self", scope, date(2026, 7, 1), date(2026, 12, 31)).ids[0]


def hand_out(county: County, made: int, path: Path, *, blank: bool = False) -> Path:
    run(checklists.export_job(county.session, made, path, suffix="xlsx", blank=blank))
    return path


def change(path: Path, edit: Callable[[Worksheet], None]) -> Path:
    """What a spreadsheet program does: open, edit, save."""
    book = load_workbook(path)
    edit(book["清单"])
    book.save(path)
    return path


def answer(sheet: Worksheet) -> None:
    for row, (value, text) in enumerate((("符合", None), ("不符合", "有指定"), ("不适用", "首次检查")), FIRST):
        sheet.cell(row, ANSWER, value)
        sheet.cell(row, REMARK, text)
    sheet["C6"] = "李四"
    sheet["E6"] = date(2026, 9, 30)


def test_a_filled_table_comes_back_and_twice_changes_nothing(county: County, made: int, tmp_path: Path) -> None:
    path = change(hand_out(county, made, tmp_path / "清单.xlsx"), answer)
    outcome = read(county.session, path)
    assert (outcome.number, outcome.new, outcome.changed, outcome.empty) == ("QD2026-0001", 3, 0, 14)
    about = checklists.sheet(county.session, made)
    assert [(p.answer, p.remark) for p in about.points[:4]] == [
        ("yes", ""), ("no", "有指定"), ("na", "首次检查"), ("", ""),
    ]  # fmt: skip
    assert (about.checker, about.checked_on) == ("李四", "2026-09-30")
    before = county.session.store.revision()
    again = read(county.session, path)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert county.session.store.revision() == before


def test_empty_cells_take_nothing_back(county: County, made: int, tmp_path: Path) -> None:
    checklists.fill(county.session, made, {"1.1": {"answer": "不符合", "remark": "已有"}, "5.1": {"answer": "符合"}})
    path = hand_out(county, made, tmp_path / "清单.xlsx", blank=True)
    assert load_workbook(path)["清单"].cell(FIRST, ANSWER).value is None
    outcome = read(county.session, change(path, lambda s: s.cell(FIRST, ANSWER, "符合")))
    assert (outcome.new, outcome.changed) == (0, 1)
    point = checklists.sheet(county.session, made).points[0]
    assert (point.answer, point.remark) == ("yes", "已有")
    assert checklists.head(county.session, made).progress == "2/17"


def test_a_preview_writes_nothing(county: County, made: int, tmp_path: Path) -> None:
    path = change(hand_out(county, made, tmp_path / "清单.xlsx"), answer)
    before = county.session.store.revision()
    assert read(county.session, path, write=False).new == 3
    assert county.session.store.revision() == before


def drop_row(sheet: Worksheet) -> None:
    sheet.delete_rows(FIRST + 2)


def drop_token(sheet: Worksheet) -> None:
    sheet["C5"] = None


def other_digest(sheet: Worksheet) -> None:
    sheet["C5"] = f"{sheet['C5'].value[:-4]}0000"


def other_list(sheet: Worksheet) -> None:
    sheet["C5"] = f"AJXQD1:{'0' * 26}:{'0' * 16}"


def extra_row(sheet: Worksheet) -> None:
    sheet.cell(FIRST + 17, CODE, "6.1")
    sheet.cell(FIRST + 17, TEXT, "自己加的")


def twice(sheet: Worksheet) -> None:
    sheet.cell(FIRST + 1, CODE, "1.1")


def no_header(sheet: Worksheet) -> None:
    sheet.cell(FIRST - 1, ANSWER, "结果")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda s: s.cell(FIRST, TEXT, "内容改成别的"), "第9行（1.1）的检查内容被改动，应为“明确分管负责人"),
        (drop_row, "缺少检查项 1.3"),
        (drop_token, "表中没有识别码"),
        (other_digest, "不是这一版清单"),
        (other_list, "不是本单位发出的清单"),
        (extra_row, "编号“6.1”不在清单中"),
        (twice, "编号“1.1”重复"),
        (no_header, "没有表头"),
        (lambda s: s.cell(FIRST, ANSWER, "大概符合"), "1.1：结论“大概符合”"),
        (lambda s: s.cell(FIRST, REMARK, "长" * 2001), "有2001个字符"),
        (lambda s: s.cell(FIRST, ANSWER, "=IF(1,2,3)"), "没有结果的公式"),
        (lambda s: s.__setitem__("E6", "上个月"), "检查日期“上个月”"),
    ],
)
def test_what_is_not_the_table_handed_out_is_refused_whole(
    county: County, made: int, tmp_path: Path, edit: Callable[[Worksheet], None], told: str
) -> None:
    path = change(change(hand_out(county, made, tmp_path / "清单.xlsx"), answer), edit)
    before = county.session.store.revision()
    with pytest.raises(RefusedError) as refused:
        read(county.session, path)
    assert told in str(refused.value)
    assert county.session.store.revision() == before


def test_line_breaks_and_spaces_that_a_program_adds_do_not_count(county: County, made: int, tmp_path: Path) -> None:
    path = hand_out(county, made, tmp_path / "清单.xlsx")

    def wrap(sheet: Worksheet) -> None:
        text = str(sheet.cell(FIRST, TEXT).value)
        sheet.cell(FIRST, TEXT, f" {text[:8]}\n{text[8:]} ")
        sheet.cell(FIRST, ANSWER, " 符合\n")

    assert read(county.session, change(path, wrap)).new == 1


def test_a_table_of_another_office_is_foreign(county: County, made: int, tmp_path: Path) -> None:
    path = change(hand_out(county, made, tmp_path / "清单.xlsx"), answer)
    store = Store.open(tmp_path / "other" / "db" / "ajx.db")
    other = Session(store)
    packs.seed(other)
    neighbour = County(other, count(1))
    neighbour.firm("乙厂", township="城关镇")
    checklists.new(other, "township_self", Scope("township", "城关镇"), date(2026, 7, 1), date(2026, 12, 31))
    with pytest.raises(RefusedError, match="不是本单位发出的清单"):
        read(other, path)
    store.close()


def test_a_deleted_and_a_locked_list_take_nothing(county: County, made: int, tmp_path: Path) -> None:
    path = change(hand_out(county, made, tmp_path / "清单.xlsx"), answer)
    about = checklists.sheet(county.session, made)
    checklists.fill(county.session, made, {p.item.code: {"answer": "符合"} for p in about.points})
    checklists.finish(county.session, made)
    with pytest.raises(RefusedError, match="待审核，不能修改"):
        read(county.session, path)
    other = checklists.new(
        county.session, "township_self", Scope("township", "城关镇"), date(2027, 1, 1), date(2027, 6, 30)
    ).ids[0]
    gone = hand_out(county, other, tmp_path / "删.xlsx")
    checklists.delete(county.session, other, "不要")
    with pytest.raises(RefusedError, match="已删除"):
        read(county.session, gone)


def test_a_bad_file_among_good_ones(county: County, made: int, tmp_path: Path) -> None:
    good = change(hand_out(county, made, tmp_path / "好.xlsx"), answer)
    strange = tmp_path / "别的.xlsx"
    book = Workbook()
    book.active.append(["企业名称", "统一社会信用代码"])  # type: ignore[union-attr]
    book.save(strange)
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04broken")
    absent = tmp_path / "没有.xlsx"
    found = run(read_files(county.session, [strange, broken, good, absent]))
    assert [bool(one.refused) for one in found] == [True, True, False, True]
    assert "识别码" in found[0].refused
    assert all(isinstance(one.error, AjxError) for one in found if one.refused)
    assert checklists.head(county.session, made).progress == "3/17"


def test_formulas_and_markup_in_text_stay_text(county: County, made: int, tmp_path: Path) -> None:
    hostile = "=cmd|' /C calc'!A0 [/甲] 𠮷"
    checklists.fill(county.session, made, {"1.1": {"answer": "不符合", "remark": hostile}})
    path = hand_out(county, made, tmp_path / "清单.xlsx")
    cell = load_workbook(path)["清单"].cell(FIRST, REMARK)
    assert (cell.value, cell.data_type) == (hostile, "s")
    assert read(county.session, path).unchanged == 1


def test_only_answers_can_be_typed_into(county: County, made: int, tmp_path: Path) -> None:
    sheet = load_workbook(hand_out(county, made, tmp_path / "清单.xlsx"))["清单"]
    assert sheet.protection.sheet
    assert sheet.cell(FIRST, TEXT).protection.locked and sheet["C5"].protection.locked
    assert not sheet.cell(FIRST, ANSWER).protection.locked and not sheet.cell(FIRST, REMARK).protection.locked
    rule = sheet.data_validations.dataValidation[0]
    assert rule.formula1 == '"符合,不符合,不适用"' and str(rule.sqref) == "H9:H25"


def test_the_same_list_gives_the_same_bytes(county: County, made: int, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        hand_out(county, made, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_cancelled_hand_out_leaves_nothing(county: County, made: int, tmp_path: Path) -> None:
    job = checklists.export_job(county.session, made, tmp_path / "out" / "清单.xlsx", suffix="xlsx")
    next(job)
    next(job)
    job.close()
    assert list((tmp_path / "out").iterdir()) == []


PHONES = ("13812345678", "0370-7654321", "138 1234 5679")
PLANTED = ("1381234", "7654321", "138 1234", "李大山", "王小河")


def _with_persons(county: County, made: int) -> None:
    checklists.fill(county.session, made, {"1.1": {"answer": "no", "remark": f"致电李大山{PHONES[0]}未果"}})
    checklists.fill(county.session, made, {"1.2": {"answer": "yes", "remark": f"联系{PHONES[1]}"}})
    head = {"checker": "李大山", "present": f"王小河 {PHONES[2]}", "conclusion": f"详询王小河（{PHONES[0]}）"}
    checklists.describe(county.session, made, {**head, "checked_on": "2026-09-30"})


def _text(path: Path) -> str:
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")
    if path.suffix == ".docx":
        import docx

        word = docx.Document(str(path))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return "".join([*cells, *(paragraph.text for paragraph in word.paragraphs)])
    return "".join(str(cell) for row in load_workbook(path)["清单"].iter_rows(values_only=True) for cell in row)


@pytest.mark.parametrize("suffix", ["xlsx", "pdf", "docx"])
def test_a_planted_number_leaves_with_no_profile_but_the_internal(
    county: County, made: int, tmp_path: Path, suffix: str
) -> None:
    _with_persons(county, made)
    for profile in Profile:
        path = tmp_path / f"{profile}.{suffix}"
        run(checklists.export_job(county.session, made, path, suffix=suffix, profile=profile))
        leaked = [word for word in PLANTED if word in _text(path)]
        assert bool(leaked) == (profile is Profile.INTERNAL), (profile, leaked)
    usual = tmp_path / f"usual.{suffix}"
    run(checklists.export_job(county.session, made, usual, suffix=suffix))
    assert not [word for word in PLANTED if word in _text(usual)]


def test_a_masked_table_that_comes_back_takes_nothing_away(county: County, made: int, tmp_path: Path) -> None:
    _with_persons(county, made)
    before = checklists.sheet(county.session, made)
    path = hand_out(county, made, tmp_path / "清单.xlsx")
    assert read(county.session, path).taken == 0
    assert checklists.sheet(county.session, made) == before

    def say_more(sheet: Worksheet) -> None:
        sheet.cell(FIRST, REMARK, "现已联系上")

    assert read(county.session, change(path, say_more)).changed == 1
    after = checklists.sheet(county.session, made)
    assert after.points[0].remark == "现已联系上" and after.points[1].remark == before.points[1].remark
    assert after.checker == "李大山"
