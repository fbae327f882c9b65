"""The PDF measured from its own bytes: GB/T 9704-2012 to the millimetre, embedded faces, extractable text."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from document_samples import BODY, Rendered, document, every_block, table
from pdfreader import MM, Shown, lines, open_pdf, rules, shown

from ajx_tui.documents import pdf
from ajx_tui.documents.blocks import (
    Align,
    Attachment,
    AttachmentList,
    Bar,
    BarChart,
    Column,
    DocumentHead,
    DocumentNumber,
    Figure,
    Heading,
    Imprint,
    Landscape,
    NumberFormat,
    PageBreak,
    Paragraph,
    Ratio,
    Recipient,
    Run,
    SignatureBlock,
    Space,
    Table,
    Title,
)
from ajx_tui.documents.linebreak import NO_END, NO_START
from ajx_tui.progress import run

Render = Callable[..., Rendered]
HANZI = "安全生产责任保险应急管理局煤矿企业隐患整改投保率服务机构事故预防"


def hanzi(count: int) -> str:
    return "".join(random.Random(count).choices(HANZI, k=count))


def text_of(reader: object) -> list[str]:
    return [page.extract_text() for page in reader.pages]  # type: ignore[attr-defined]


def test_a_full_page_is_22_lines_of_28_characters_on_156_by_225_mm(render: Render) -> None:
    reader, _ = render(document(Paragraph(hanzi(28 * 22 * 3), indent=False)))
    assert len(reader.pages) == 3
    for number, page in enumerate(reader.pages, 1):
        assert [round(float(v) / MM) for v in page.mediabox] == [0, 0, 210, 297]
        rows = lines(page, 15.75)
        assert len(rows) == 22
        left = 28 if number % 2 else 26
        last_page = number == 3
        for index, (_, x0, x1, text) in enumerate(rows):
            assert len(text) == 28
            assert x0 / MM == pytest.approx(left, abs=0.05)
            if not (last_page and index == 21):
                assert (x1 - x0) / MM == pytest.approx(156, abs=0.1)
        pitches = [above[0] - below[0] for above, below in pairwise(rows)]
        assert max(pitches) - min(pitches) < 0.05
        assert sum(pitches) / 21 * 22 / MM == pytest.approx(225, abs=0.1)
        top = float(page.mediabox[3]) - (rows[0][0] + 0.38 * 15.75 + sum(pitches) / 42)
        assert top / MM == pytest.approx(37, abs=0.1)


def test_page_numbers_stand_outside_between_dashes(render: Render) -> None:
    reader, _ = render(document(Paragraph(hanzi(28 * 22 * 4), indent=False)))
    for number, page in enumerate(reader.pages, 1):
        (found,) = [item for item in shown(page) if item.size == 14]
        assert found.text == f"— {number} —"
        assert "Songti" in found.font
        if number % 2:
            assert found.x1 == pytest.approx((210 - 26) * MM - 14, abs=0.5)
        else:
            assert found.x0 == pytest.approx(26 * MM + 14, abs=0.5)
        assert (float(page.mediabox[3]) - found.y) / MM == pytest.approx(37 + 225 + 7 + 4.4, abs=0.5)


def test_page_numbers_can_be_left_out(render: Render) -> None:
    reader, _ = render(document(Paragraph("正文"), page_numbers=False))
    assert "—" not in reader.pages[0].extract_text()


def test_numbers_restart_on_a_right_hand_page(render: Render) -> None:
    paper = (Title("通知书"), Paragraph(hanzi(1000)))
    reader, _ = render(document(*paper, PageBreak(restart_numbers=True), *paper, PageBreak(), *paper))
    numbers = [item.text for page in reader.pages for item in shown(page) if item.size == 14]
    assert numbers == ["— 1 —", "— 2 —", "— 1 —", "— 2 —", "— 3 —", "— 4 —"]


def test_every_face_is_embedded_truetype_and_nothing_is_helvetica(render: Render) -> None:
    reader, report = render(every_block())
    fonts = {}
    for page in reader.pages:
        fonts.update(page["/Resources"]["/Font"])
    assert len(fonts) == 5
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert descendant["/Subtype"] == "/CIDFontType2"
        data = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        assert data[:4] == b"\x00\x01\x00\x00"
        assert len(data) < 200_000
        assert font.get_object()["/BaseFont"][7] == "+"
    assert len(report.faces) == 5


def test_helvetica_is_nowhere_in_the_file(render: Render, tmp_path: Path) -> None:
    render(every_block(), "a.pdf")
    assert b"Helvetica" not in (tmp_path / "a.pdf").read_bytes()


def test_rare_characters_extract_as_themselves(render: Render) -> None:
    probes = "䶮㛃𬭎㸆𫟼𬍛䓛㙍槑犇喆堃玥淼鑫祎"
    reader, report = render(document(Paragraph(f"姓名{probes}止"), Title(probes), Heading(2, probes)))
    assert reader.pages[0].extract_text().count(probes) == 3
    assert report.missing == ()


@pytest.mark.skipif(not shutil.which("pdftotext") or not shutil.which("pdffonts"), reason="needs poppler-utils")
def test_poppler_agrees(render: Render, tmp_path: Path) -> None:
    render(every_block(), "a.pdf")
    render(document(Paragraph("姓名𬭎䶮㛃止"), Paragraph(BODY)), "b.pdf")
    fonts = subprocess.run(["pdffonts", "a.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert fonts.stderr == ""
    table_lines = fonts.stdout.splitlines()[2:]
    assert len(table_lines) == 5
    assert all("CID TrueType" in line and "yes yes yes" in line for line in table_lines)
    text = subprocess.run(["pdftotext", "b.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert text.stderr == ""
    assert "姓名𬭎䶮㛃止" in text.stdout
    assert BODY in text.stdout.replace("\n", "")


def test_no_line_on_paper_breaks_the_rules(render: Render) -> None:
    from test_linebreak import sentence

    source = random.Random(22)
    reader, _ = render(document(*(Paragraph(sentence(source)) for _ in range(300))))
    checked = 0
    for page in reader.pages:
        for (_, _, _, above), (_, x0, _, below) in zip(lines(page, 15.75), lines(page, 15.75)[1:], strict=False):
            if x0 < 80:  # a further line of the same paragraph
                assert below[0] not in NO_START
                assert above[-1] not in NO_END
                checked += 1
    assert checked > 800


def test_the_header_row_stands_on_every_page_of_a_long_table(render: Render) -> None:
    reader, _ = render(document(Title("台账"), table(400, caption="底数表")))
    texts = text_of(reader)
    assert len(texts) > 8
    for text in texts:
        assert "企业名称" in text
        assert "投保情况" in text
    joined = "\n".join(texts)
    assert all(joined.count(f"甲县第{i}矿业有限公司") == 1 for i in range(1, 401))


def test_table_numbers_are_aligned_and_inside_the_block(render: Render) -> None:
    reader, _ = render(document(table(30)))
    page = reader.pages[0]
    rates = [item for item in shown(page) if item.text.endswith("%")]
    assert len(rates) > 20
    assert max(item.x1 for item in rates) - min(item.x1 for item in rates) < 0.1
    right = 28 * MM + 156 * MM
    assert all(x1 >= 28 * MM - 1 and x2 <= right + 1 for x1, _, x2, _ in rules(page))
    assert all(item.x1 <= right + 0.5 for item in shown(page))


def test_a_row_taller_than_a_page_goes_on_with_the_header_and_loses_nothing(render: Render) -> None:
    long = hanzi(6000)
    reader, _ = render(document(Table((Column("序号", 0.3), Column("内容", 1)), (("1", long), ("2", "短")))))
    assert len(reader.pages) > 3
    text = ""
    for page in reader.pages:
        rows = [item for item in shown(page) if item.size == 12]
        assert any(item.text == "内容" for item in rows)
        text += "".join(item.text for item in rows if item.x0 > 28 * MM + 40 and item.text not in ("内容", "短"))
        assert all(item.y > (297 - 37 - 225) * MM for item in rows)
    assert text == long


def test_an_empty_table_says_so(render: Render) -> None:
    reader, _ = render(document(table(0, caption="底数表")))
    assert "（无）" in reader.pages[0].extract_text()
    assert "企业名称" in reader.pages[0].extract_text()


def test_zero_denominators_print_a_dash(render: Render) -> None:
    rows = (("甲", Ratio(0, 0)), ("乙", Ratio(3, 0)))
    bars = BarChart("投保率", (Bar("丙", Ratio(0, 0)),))
    reader, _ = render(
        document(Table((Column("行业"), Column("投保率", format=NumberFormat.RATE)), rows), bars, page_numbers=False)
    )
    text = reader.pages[0].extract_text()
    assert text.count("—") == 3
    assert "0.0%" not in text


def test_wide_tables_stand_on_turned_sheets_and_portrait_returns(render: Render) -> None:
    reader, _ = render(document(Paragraph("前"), Attachment(2, "底数表"), table(60, landscape=True), Paragraph("后")))
    turned = [page.get("/Rotate", 0) for page in reader.pages]
    assert turned[0] == turned[-1] == 0
    assert set(turned[1:-1]) == {90}
    assert len(turned) > 3
    assert all(float(page.mediabox[2]) < float(page.mediabox[3]) for page in reader.pages)
    assert "附件2" in reader.pages[1].extract_text()
    for number, page in enumerate(reader.pages, 1):  # on turned sheets too the number keeps its place on the sheet
        (found,) = [item for item in shown(page) if item.size == 14]
        assert found.text == f"— {number} —"
        assert found.y == pytest.approx(float(page.mediabox[3]) - (37 + 225 + 7) * MM - 14 * 0.88, abs=0.1)


def test_landscape_blocks_get_pages_of_their_own(render: Render) -> None:
    reader, _ = render(document(Landscape((Title("横表"), table(3))), Paragraph("后")))
    assert [page.get("/Rotate", 0) for page in reader.pages] == [90, 0]


def test_head_number_signer_and_red_rule(render: Render) -> None:
    reader, _ = render(
        document(
            DocumentHead("甲县安全生产委员会办公室文件", DocumentNumber("甲安委办", 2026, 12), "某某某", ("000001",)),
            Title("甲县工作方案"),
        )
    )
    items = {item.text: item for item in shown(reader.pages[0])}
    assert items["甲安委办〔2026〕12号"].x0 == pytest.approx(28 * MM + 15.75, abs=0.1)
    assert items["某某某"].x1 == pytest.approx(184 * MM - 15.75, abs=0.1)
    assert "Kaiti" in items["某某某"].font
    mark = items["甲县安全生产委员会办公室文件"]
    top = float(reader.pages[0].mediabox[3]) - mark.y - 0.88 * mark.size
    assert top / MM == pytest.approx(37 + 35, abs=0.1)
    assert b"0.85 0 0 rg" in reader.pages[0].get_contents().get_data()
    (rule,) = rules(reader.pages[0])
    below = items["甲安委办〔2026〕12号"].y - 0.12 * 15.75 - rule[1]
    assert below / MM == pytest.approx(4, abs=0.3)


def test_signature_date_ends_four_characters_from_the_right(render: Render) -> None:
    reader, _ = render(document(Paragraph("正文"), SignatureBlock(("甲县应急管理局",), dt.date(2026, 1, 2))))
    items = {item.text: item for item in shown(reader.pages[0])}
    date, unit = items["2026年1月2日"], items["甲县应急管理局"]
    assert date.x1 == pytest.approx(184 * MM - 4 * 15.75, abs=0.1)
    assert (unit.x0 + unit.x1) / 2 == pytest.approx((date.x0 + date.x1) / 2, abs=0.1)


@pytest.mark.parametrize("filled", range(14, 24))
def test_a_signature_never_stands_alone_on_a_page(render: Render, filled: int) -> None:
    reader, _ = render(
        document(
            Paragraph(hanzi(28 * filled), indent=False),
            AttachmentList(("任务分工表", "底数表")),
            SignatureBlock(("甲县应急管理局",), dt.date(2026, 1, 2)),
        )
    )
    (page,) = [page for page in reader.pages if "甲县应急管理局" in page.extract_text()]
    assert len(lines(page, 15.75)) >= 6


def test_a_heading_never_stands_at_the_foot_of_a_page(render: Render) -> None:
    for filled in (20, 21, 22):
        reader, _ = render(
            document(Paragraph(hanzi(28 * filled), indent=False), Heading(1, "标题", 1), Paragraph("文"))
        )
        (page,) = [page for page in reader.pages if "一、标题" in page.extract_text()]
        assert lines(page, 15.75)[-1][3] == "文"


def test_attachments_begin_pages_and_everything_is_in_the_outline(render: Render) -> None:
    reader, _ = render(every_block())
    texts = text_of(reader)
    for label in ("附件1", "附件2"):
        assert sum(text.lstrip("演示数据\n ").startswith(label) for text in texts) == 1

    def flat(entries: list[object], depth: int = 0) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += flat(entry, depth + 1)
            else:
                found.append((depth, str(entry["/Title"])))  # type: ignore[index]
        return found

    assert flat(reader.outline) == [
        (0, "甲县2026年安全生产责任保险扩面提质工作方案"),
        (1, "一、指导思想"),
        (2, "（二）摸清底数"),
        (3, "3. 逐级核对"),
        (4, "（4）到户核对"),
        (0, "附件1 任务分工表"),
        (0, "附件2 应投保底数表"),
    ]
    for entry in reader.outline[-2:]:
        page = reader.get_destination_page_number(entry)  # type: ignore[arg-type]
        assert page is not None
        assert str(entry["/Title"])[:3] in texts[page]  # type: ignore[index,call-overload]


def test_properties_and_demo_mark(render: Render) -> None:
    reader, _ = render(every_block())
    info = reader.metadata
    assert info is not None
    assert info.title == "测试文书"
    assert info.author == "甲县安全生产委员会办公室"
    assert info.subject == "工作方案"
    assert "截止日 2026-10-31" in info["/Keywords"]
    assert "数据版本 r7" in info["/Keywords"]
    assert info.creation_date is not None
    assert info.creation_date.date() == dt.date(2026, 10, 31)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert all("演示数据" in text for text in text_of(reader))
    plain, _ = render(document(Paragraph("正文")))
    assert "演示" not in plain.pages[0].extract_text()


def test_figures_are_reported_with_page_and_text(render: Render) -> None:
    rows = [("甲", Figure(i, f"e{i}")) for i in range(60)]
    _, report = render(
        document(
            Paragraph((Run("共"), Run("1234家", evidence="due"), Run("。"))),
            Table((Column("户"), Column("数", format=NumberFormat.INTEGER)), rows),
        )
    )
    marks = {mark.evidence: mark for mark in report.figures}
    assert (marks["due"].text, marks["due"].page) == ("1234家", 1)
    assert marks["e59"].text == "59"
    assert marks["e59"].page == report.pages > 1
    assert len(report.figures) == 61


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        run(pdf.render(every_block(), tmp_path / name, bundled_only=True))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_long_documents_stay_small(tmp_path: Path) -> None:
    source = document(*(Paragraph(hanzi(600)) for _ in range(100)), table(500))
    report = run(pdf.render(source, tmp_path / "a.pdf", bundled_only=True))
    assert report.pages > 80
    assert (tmp_path / "a.pdf").stat().st_size / report.pages < 20_000
    run(pdf.render(document(Title("通知"), Paragraph(BODY)), tmp_path / "b.pdf", bundled_only=True))
    assert (tmp_path / "b.pdf").stat().st_size < 60_000


def test_bars_start_at_zero_and_are_as_long_as_their_values(render: Render) -> None:
    bars = (Bar("甲", Ratio(1, 2)), Bar("乙", Ratio(1, 4)), Bar("丙", Ratio(0, 9)))
    reader, _ = render(document(BarChart("投保率", bars)))
    code = reader.pages[0].get_contents().get_data().decode()
    boxes = [line.split() for line in code.splitlines() if line.startswith("q ") and line.endswith(" f Q")]
    spans = [(float(box[5]), float(box[8])) for box in boxes]
    assert len(spans) == 2
    assert spans[0][0] == spans[1][0]
    assert (spans[0][1] - spans[0][0]) == pytest.approx(2 * (spans[1][1] - spans[1][0]), abs=0.05)
    text = reader.pages[0].extract_text()
    assert all(value in text for value in ("50.0%", "25.0%", "0.0%", "100%"))


def test_blank_space_does_not_open_a_page(render: Render) -> None:
    reader, _ = render(document(Space(3), Paragraph("文", align=Align.CENTER), Space(30), PageBreak(), PageBreak()))
    assert len(reader.pages) == 2


def test_a_document_without_blocks_is_one_page(tmp_path: Path) -> None:
    run(pdf.render(document(), tmp_path / "a.pdf"))
    assert len(open_pdf(tmp_path / "a.pdf").pages) == 1


def test_every_element_stands_where_the_standard_puts_it(render: Render) -> None:
    """GB/T 9704-2012 §7.3: faces, indents and lines measured from the page."""
    reader, _ = render(
        document(
            Title("甲县关于印发工作方案的通知"),
            Recipient("各乡镇人民政府："),
            Heading(1, "指导思想", 1),
            Heading(2, "总体要求", 1),
            Heading(3, "具体做法", 1),
            Heading(4, "细则", 1),
            Paragraph("正文"),
            AttachmentList(("任务分工表", "应投保底数表")),
            Attachment(1, "任务分工表"),
            Paragraph("附件正文"),
        )
    )
    items = {item.text: item for item in shown(reader.pages[0])}
    left, em = 28 * MM, 15.75

    def line(item: Shown) -> float:
        """The line of the grid it stands on, from 1."""
        middle = float(reader.pages[0].mediabox[3]) - item.y - 0.38 * item.size - 37 * MM
        return round(middle / (225 * MM / 22) + 0.5, 2)

    title = items["甲县关于印发工作方案的通知"]
    assert title.size == 22 and "Biaosong" in title.font
    assert (title.x0 + title.x1) / 2 == pytest.approx(left + 78 * MM, abs=0.1)
    recipient = items["各乡镇人民政府："]
    assert recipient.x0 == pytest.approx(left, abs=0.1) and line(recipient) - line(title) == pytest.approx(2, abs=0.05)
    for text, face in (
        ("一、指导思想", "Heiti"), ("（一）总体要求", "Kaiti"), ("1. 具体做法", "Fangsong"), ("（1）细则", "Fangsong"),
        ("正文", "Fangsong"),
    ):  # fmt: skip
        assert items[text].x0 == pytest.approx(left + 2 * em, abs=0.1), text
        assert items[text].size == 15.75 and face in items[text].font
    first, second, lead = items["任务分工表"], items["应投保底数表"], items["附件："]
    assert lead.x0 == pytest.approx(left + 2 * em, abs=0.1)
    assert line(lead) - line(items["正文"]) == pytest.approx(2, abs=0.01)
    assert first.x0 == pytest.approx(second.x0, abs=0.1) and items["2. "].x0 == pytest.approx(items["1. "].x0, abs=0.1)
    on_second = {item.text: item for item in shown(reader.pages[1])}
    label, attached = on_second["附件1"], on_second["任务分工表"]
    assert "Heiti" in label.font and label.x0 == pytest.approx(26 * MM, abs=0.1) and line(label) == pytest.approx(1)
    assert attached.size == 22 and "Biaosong" in attached.font and line(attached) == pytest.approx(3, abs=0.05)


def test_an_imprint_lies_between_rules_of_the_standard(render: Render) -> None:
    """§7.4: outer rules 0.35 mm, the one between 0.25 mm, all as wide as the text block, the last at its lower edge."""
    reader, _ = render(document(Paragraph("文"), Imprint("甲县办公室", dt.date(2026, 1, 2), ("市办公室", "县委"))))
    page = reader.pages[1]
    code = page.get_contents().get_data().decode().splitlines()
    widths = [float(row.split(" RG ")[1].split()[0]) / MM for row in code if " RG " in row]
    assert widths == [pytest.approx(0.35, abs=0.01), pytest.approx(0.25, abs=0.01), pytest.approx(0.35, abs=0.01)]
    drawn = rules(page)
    assert all(x2 - x1 == pytest.approx(156 * MM, abs=0.2) for x1, _, x2, _ in drawn)
    texts = {item.text: item for item in shown(page)}
    assert texts["抄送：市办公室，县委。"].size == 14
    assert texts["2026年1月2日印发"].x1 == pytest.approx((26 + 156) * MM - 14, abs=0.1)
