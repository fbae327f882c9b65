"""The page of one enterprise as a paper: its numbers, reasons with clauses, records, in every format."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from small_county import County

from ajx_tui.documents import blocks as b
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import enterprise_paper
from ajx_tui.services.enterprise_numbers import numbers
from ajx_tui.services.enterprise_page import page

DAY = date(2026, 10, 31)


@pytest.fixture
def firm(county: County) -> int:
    """A firm that is uninsured since spring, with an overdue hazard and a claim of old."""
    firm = county.firm("示例县双龙冶炼有限公司", headcount=50)
    insurer = county.add("insurer", name="甲保险支公司", qualified_until="2027-12-31")
    policy = county.policy(
        firm, number="PZ1", insurer_id=insurer, headcount=40, limit_person="60", premium="5000",
        start_on="2025-04-01", end_on="2026-03-31", promised_visits=2,
    )  # fmt: skip
    visit = county.add("visit", number="FW1", policy_id=policy, visited_on="2025-06-01", confirmed=True)
    county.add("hazard", visit_id=visit, description="临边防护缺失", level="重大", due_on="2025-07-01")
    county.add(
        "claim", number="LP1", policy_id=policy, happened_on="2025-08-01", reported_on="2025-08-02", injuries=1,
        settled="3.5", settled_on="2025-09-01",
    )  # fmt: skip
    return firm


def made(county: County, firm: int) -> b.Document:
    return enterprise_paper.document(county.session, firm, DAY)


def tables(document: b.Document) -> dict[str, b.Table]:
    """The tables under their caption, or under the heading above them."""
    found: dict[str, b.Table] = {}
    heading = ""
    for block in document.blocks:
        if isinstance(block, b.Heading):
            heading = block.text
        elif isinstance(block, b.Table):
            found[block.caption or heading] = block
    return found


def test_it_says_what_the_screen_says(county: County, firm: int) -> None:
    document = made(county, firm)
    found = page(county.session, firm, DAY)
    (state,) = [block.text for block in document.blocks if isinstance(block, b.Paragraph)]
    assert "依法应当投保安责险；综合状态为“红”" in str(state)
    shown = tables(document)
    pairs = [pair for row in shown["总体情况"].rows for pair in (row[:2], row[2:])]
    assert sorted(p for p in pairs if p[0]) == sorted((n.title, n.text) for n in numbers(county.session, found))
    assert len(shown["问题和依据"].rows) == len(found.reasons) > 1
    for row, reason in zip(shown["问题和依据"].rows, found.reasons, strict=True):
        assert reason.clause in str(row[3])
        assert not str(row[2]).startswith(f"{reason.title}：示例县双龙")
    assert shown["保单"].rows[0][:3] == ("PZ1", "甲保险支公司", "2025-04-01\n2026-03-31\n已到期")
    assert shown["应投保对象"].rows[0][2] == "应保未保"
    assert shown["隐患"].rows[0][:2] == ("临边防护缺失", "重大")
    assert [row[0] for row in shown["理赔案件"].rows] == ["LP1"]
    assert "到期事项" in shown


def test_rules_not_read_in_a_published_text_are_marked(county: County, firm: int) -> None:
    marks = {str(row[3]).rpartition("（")[2].rstrip("）") for row in tables(made(county, firm))["问题和依据"].rows}
    assert marks <= {"省实施意见原文", "已核对公布文本", "据转述，引用前请核对原文", "未见明文，由本级确定"}


def test_what_came_later_and_what_there_is_not_is_left_out(county: County, firm: int) -> None:
    early = enterprise_paper.document(county.session, firm, date(2025, 5, 1))
    shown = tables(early)
    assert not {"服务记录", "隐患", "理赔案件", "预防费用", "执法案件"} & shown.keys()
    assert shown["保单"].rows[0][2].endswith("有效")  # type: ignore[union-attr]
    headings = [block.number for block in early.blocks if isinstance(block, b.Heading)]
    assert headings == list(range(1, len(headings) + 1))


@pytest.mark.parametrize("suffix", enterprise_paper.FORMATS)
def test_every_format_is_written_and_the_same_twice(county: County, firm: int, tmp_path: Path, suffix: str) -> None:
    paths = [tmp_path / f"{n}.{suffix}" for n in (1, 2)]
    for path in paths:
        run(enterprise_paper.export_job(county.session, firm, path, DAY, suffix=suffix, bundled_only=True))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    if suffix == "pdf":
        text = "".join(p.extract_text() for p in PdfReader(paths[0]).pages)
        assert "示例县双龙冶炼有限公司" in text and "临边防护缺失" in text
    if suffix == "xlsx":
        assert "保单" in load_workbook(paths[0]).sheetnames


def test_a_hostile_name_prints_in_every_format(county: County, tmp_path: Path) -> None:
    firm = county.firm("坏[/甲]<b>&" + "长" * 60, headcount=1)
    for suffix in enterprise_paper.FORMATS:
        run(enterprise_paper.export_job(county.session, firm, tmp_path / f"a.{suffix}", DAY, suffix=suffix))
    assert enterprise_paper.file_name("甲/乙:丙", DAY, "pdf") == "企业全貌-甲 乙 丙-2026-10-31.pdf"


def test_another_format_is_refused_and_nothing_is_left(county: County, firm: int, tmp_path: Path) -> None:
    folder = tmp_path / "文书"
    with pytest.raises(UsageError, match="PDF、Word、Excel"):
        run(enterprise_paper.export_job(county.session, firm, folder / "a.txt", DAY, suffix="txt"))
    with pytest.raises(RefusedError, match="已不存在"):
        run(enterprise_paper.export_job(county.session, 999, folder / "a.pdf", DAY))
    job = enterprise_paper.export_job(county.session, firm, folder / "a.pdf", DAY)
    for _ in range(4):
        next(job)
    job.close()
    assert not list(folder.glob("*"))


def test_an_enterprise_is_found_by_code_name_or_part_of_it(county: County, firm: int) -> None:
    store = county.session.store
    other = county.firm("示例县双龙采石场", headcount=5)
    with county.session.unit("测试") as unit:
        unit.update(KINDS["enterprise"], other, {"credit_code": "91110000600037341L"})
    assert enterprise_paper.find(store, "91110000600037341l") == other
    assert enterprise_paper.find(store, " 示例县双龙采石场 ") == other
    assert enterprise_paper.find(store, "冶炼") == firm
    with pytest.raises(RefusedError, match="示例县双龙冶炼有限公司、示例县双龙采石场"):
        enterprise_paper.find(store, "双龙")
    for nothing in ("没有这家", "", "%"):
        with pytest.raises(RefusedError, match="没有这家企业"):
            enterprise_paper.find(store, nothing)
