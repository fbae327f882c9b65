"""Checklists on paper: the blank and the filled form, as PDF and as Word, with the records behind every figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader
from small_county import County

from ajx_tui.documents.preview import preview
from ajx_tui.domain.masking import Profile
from ajx_tui.errors import UsageError
from ajx_tui.progress import run
from ajx_tui.services import checklists
from ajx_tui.services.checklists import Scope

HOSTILE = "坏[/甲][red]<b>=1+1\x1b[2J"


@pytest.fixture
def made(county: County) -> int:
    county.add("office", name="示例县应急管理局", area="示例县", level="county")
    county.firm("甲厂", township="城关镇", headcount=5)
    scope = Scope("township", "城关镇")
    made = checklists.new(county.session, "township_self", scope, date(2026, 7, 1), date(2026, 12, 31)).ids[0]
    run(checklists.autofill(county.session, made, date(2026, 10, 31)))
    checklists.fill(county.session, made, {"1.1": {"answer": "符合"}, "1.2": {"answer": "不符合", "remark": HOSTILE}})
    checklists.add_evidence(county.session, made, "1.2", "enterprise", 1)
    checklists.describe(county.session, made, {"checker": "张三", "checked_on": "2026-09-01"})
    return made


PRINTED = (
    *("乡镇（街道）安责险推进自查清单", "城关镇", "QD2026-0001", "张三", "2026年9月1日", "坏[/甲][red]<b>=1+1"),
    *("企业“甲厂”", "应保未保", "符合1项，不符合1项，不适用0项", "得分率42.9%", "数据来源"),
    "《河南省推进安全生产责任保险工作实施意见》",
)


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "").replace(" ", "")


def test_the_filled_form(county: County, made: int, tmp_path: Path) -> None:
    report = run(
        checklists.export_job(
            county.session, made, tmp_path / "a.pdf", suffix="pdf", bundled_only=True, profile=Profile.INTERNAL
        )
    )
    text = text_of(tmp_path / "a.pdf")
    for part in PRINTED:
        assert part in text, part
    assert report.missing == ()
    for page in PdfReader(tmp_path / "a.pdf").pages:
        assert round(float(page.mediabox.width)) == 842 or page.rotation in (90, 270), "landscape"


def test_the_blank_form_has_boxes_and_no_answer(county: County, made: int, tmp_path: Path) -> None:
    run(checklists.export_job(county.session, made, tmp_path / "a.pdf", suffix="pdf", blank=True, bundled_only=True))
    text = text_of(tmp_path / "a.pdf")
    assert text.count("□不适用") == 17
    assert "坏" not in text and "张三" not in text and "得分率" not in text and "数据来源" not in text
    assert "应保未保" in text, "what the program knows already is printed"


def test_the_form_of_a_template_is_for_nobody_in_particular(county: County, tmp_path: Path) -> None:
    run(checklists.export_template(county.session, "enterprise_service", tmp_path / "a.pdf", suffix="pdf"))
    text = text_of(tmp_path / "a.pdf")
    assert text.count("□不适用") == 17 and "企业：" in text and "期间：" in text
    with pytest.raises(UsageError, match="没有这份清单模板"):
        run(checklists.export_template(county.session, "没有", tmp_path / "b.pdf", suffix="pdf"))
    with pytest.raises(UsageError, match="没有这种格式"):
        run(checklists.export_template(county.session, "township_self", tmp_path / "b.pdf", suffix="xlsx"))


def test_the_word_twin_says_the_same(county: County, made: int, tmp_path: Path) -> None:
    run(checklists.export_job(county.session, made, tmp_path / "a.docx", suffix="docx"))
    word = docx.Document(str(tmp_path / "a.docx"))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "坏[/甲][red]<b>=1+1" in "".join(cells) and "不符合" in cells
    about = checklists.sheet(county.session, made)
    assert all(any(p.item.text in cell for cell in cells) for p in about.points)


def test_the_same_list_gives_the_same_pdf(county: County, made: int, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        run(checklists.export_job(county.session, made, tmp_path / name, suffix="pdf", bundled_only=True))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_character_without_a_glyph_names_its_point(county: County, made: int) -> None:
    checklists.fill(county.session, made, {"1.2": {"remark": "\U00031340"}})
    found = preview(checklists.document(county.session, made), bundled_only=True).missing
    assert [(m.character, "1.2" in m.context) for m in found] == [("\U00031340", True)]


def test_a_very_long_text_and_many_records_stay_readable(county: County, made: int) -> None:
    checklists.fill(county.session, made, {"1.2": {"remark": "很长的情况" * 400}})
    for number in range(70):
        county.firm(f"第{number}厂", township="城关镇")
    run(checklists.autofill(county.session, made, date(2026, 10, 31)))
    laid_out = preview(checklists.document(county.session, made), bundled_only=True)
    text = "".join(laid_out.page_texts).replace("\n", "").replace(" ", "")
    assert "等71条" in text
    assert laid_out.missing == ()


def test_file_names_are_safe(county: County, made: int) -> None:
    about = checklists.sheet(county.session, made)
    assert (
        checklists.file_name(about, "pdf", blank=True) == "QD2026-0001-乡镇（街道）安责险推进自查清单-城关镇-空白.pdf"
    )
