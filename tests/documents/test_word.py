"""The Word twin: real styles, tables, fields, charts; the same text as the PDF; opens in LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from document_samples import document, every_block, table
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import load_workbook
from pdfreader import MM

from ajx_tui.documents import word
from ajx_tui.documents.blocks import Bar, BarChart, NumberFormat, PageBreak, Paragraph, Title
from ajx_tui.documents.preview import preview
from ajx_tui.progress import run


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "文书.docx"
    run(word.render(every_block(), path))
    return path


@pytest.fixture(scope="module")
def opened(twin: Path) -> WordDocument:
    return docx.Document(str(twin))


def all_text(document_: WordDocument) -> str:
    """Every character of the body in order."""
    return "".join(node.text or "" for node in document_.element.body.iter(qn("w:t")))


def test_headings_are_real_styles_with_chinese_faces(opened: WordDocument) -> None:
    found = {p.style.name: p.text for p in opened.paragraphs if p.style.name.startswith("Heading")}
    assert found == {
        "Heading 1": "一、指导思想",
        "Heading 2": "（二）摸清底数",
        "Heading 3": "3. 逐级核对",
        "Heading 4": "（4）到户核对",
    }
    faces = {}
    for style in opened.styles.element.findall(qn("w:style")):
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            faces[style.get(qn("w:styleId"))] = fonts.get(qn("w:eastAsia"))
    assert faces["Normal"] == faces["Heading3"] == faces["Heading4"] == "仿宋"
    assert (faces["Title"], faces["Heading1"], faces["Heading2"]) == ("方正小标宋简体", "黑体", "楷体")


def test_tables_are_tables_with_repeated_header_rows(opened: WordDocument) -> None:
    grouped = next(t for t in opened.tables if "投保情况" in t.rows[0].cells[2].text)
    headers = [row for row in grouped.rows if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(headers) == 2
    assert [cell.text for cell in headers[1].cells][2:5] == ["应保", "已保", "投保率"]
    assert grouped.rows[-1].cells[1].text == "合计"


def test_page_is_a4_with_the_margins_and_grid_of_the_standard(opened: WordDocument) -> None:
    portrait = [s for s in opened.sections if s.page_width < s.page_height]
    turned = [s for s in opened.sections if s.page_width > s.page_height]
    assert len(portrait) == 2
    assert len(turned) == 1
    for section in portrait:
        width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
        height = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert width == pytest.approx(156, abs=0.1)
        assert height == pytest.approx(225, abs=0.1)
        assert (section.top_margin.mm, section.left_margin.mm) == (
            pytest.approx(37, abs=0.1),
            pytest.approx(28, abs=0.1),
        )
        grid = section._sectPr.find(qn("w:docGrid"))
        assert int(grid.get(qn("w:linePitch"))) * 22 <= height * 1440 / 25.4
    assert opened.settings.element.find(qn("w:mirrorMargins")) is not None


def test_page_numbers_are_fields_right_on_odd_and_left_on_even_pages(opened: WordDocument) -> None:
    section = opened.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph._p.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
        code = "".join(node.text for node in paragraph._p.iter(qn("w:instrText")))
        assert code.strip() == "PAGE"
        assert paragraph.text.startswith("— ")
    assert opened.settings.odd_and_even_pages_header_footer
    assert "演示数据" in section.header.paragraphs[0].text


def test_turned_pages_carry_their_number_where_it_stands_on_the_upright_sheet(opened: WordDocument) -> None:
    (turned,) = [s for s in opened.sections if s.page_width > s.page_height]
    for footer, side in ((turned.footer, "right"), (turned.even_page_footer, "left")):
        assert not footer.is_linked_to_previous
        xml = etree.tostring(footer._element).decode()
        assert 'vert="vert"' in xml and "PAGE" in xml and f'<w:jc w:val="{side}"/>' in xml
    assert turned.left_margin == turned.right_margin
    for section in opened.sections:
        assert "演示数据" in section.header.paragraphs[0].text


def test_the_imprint_is_one_frame_at_the_foot_of_the_text_block(opened: WordDocument) -> None:
    framed = [p for p in opened.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:framePr')}") is not None]
    assert [p.text.strip("\t　") for p in framed] == [
        "抄送：市安委会办公室。", "", "甲县安全生产委员会办公室\t2026年11月3日印发",
    ]  # fmt: skip
    frames = {etree.tostring(p._p.find(f"{qn('w:pPr')}/{qn('w:framePr')}")) for p in framed}
    borders = {etree.tostring(p._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")) for p in framed}
    assert len(frames) == len(borders) == 1  # else word processors make several frames of it
    assert b'yAlign="bottom"' in frames.pop()


def test_no_space_is_put_between_figures_and_characters(opened: WordDocument) -> None:
    normal = next(s for s in opened.styles.element.findall(qn("w:style")) if s.get(qn("w:styleId")) == "Normal")
    for name in ("autoSpaceDE", "autoSpaceDN", "overflowPunct", "widowControl"):
        assert normal.find(f"{qn('w:pPr')}/{qn(f'w:{name}')}").get(qn("w:val")) == "0"


def test_the_end_of_a_table_is_kept_with_its_note(tmp_path: Path) -> None:
    run(word.render(document(table(9, note="注：口径。"), Paragraph("后")), tmp_path / "a.docx"))
    made = docx.Document(str(tmp_path / "a.docx")).tables[0]
    kept = [row.cells[0].paragraphs[0]._p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for row in made.rows]
    assert kept == [True, True, True, *[False] * 6, True, True]


def test_the_twin_has_the_text_of_the_pdf(opened: WordDocument) -> None:
    ours = "".join("".join(text.split()) for text in preview(every_block(), bundled_only=True).page_texts)
    theirs = "".join(all_text(opened).split())
    for sentence in (
        "须全部投保",
        "各乡镇人民政府：",
        "甲安委办〔2026〕12号",
        "某某某",
        "注：口径见正文。",
        "抄送：市安委会办公室。",
    ):
        assert sentence in ours
        assert sentence in theirs
    cells = {cell.text for t in opened.tables for row in t.rows for cell in row.cells if cell.text}
    assert len(cells) > 100
    assert all("".join(cell.split()) in ours for cell in cells)


def test_charts_are_native_with_their_numbers_in_a_workbook(twin: Path) -> None:
    with zipfile.ZipFile(twin) as file:
        chart = etree.fromstring(file.read("word/charts/chart1.xml"))
        book = load_workbook(io.BytesIO(file.read("word/embeddings/chart1.xlsx")))
    space: dict[str, Any] = {"namespaces": {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}}
    assert chart.xpath("//c:valAx/c:scaling/c:min/@val", **space) == ["0"]
    assert chart.xpath("//c:barChart//c:val//c:v/text()", **space) == ["1.0", repr(35 / 48)]
    labels = chart.xpath("//c:cat//c:v/text()", **space)
    assert labels == ["煤矿（3/3）", "烟花爆竹 —", "建筑施工（35/48）"]
    sheet = book.active
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == labels
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [1, None, 35 / 48]


def test_formulas_in_labels_stay_text(tmp_path: Path) -> None:
    chart = BarChart("=1+1", (Bar("=cmd|'/c calc'!A1", 1),), format=NumberFormat.INTEGER)
    run(word.render(document(chart), tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        sheet = load_workbook(io.BytesIO(file.read("word/embeddings/chart1.xlsx"))).active
    assert sheet.cell(2, 1).data_type == "s"


def test_the_same_document_gives_the_same_bytes(twin: Path, tmp_path: Path) -> None:
    run(word.render(every_block(), tmp_path / "a.docx"))
    assert (tmp_path / "a.docx").read_bytes() == twin.read_bytes()


def test_long_tables_are_complete(tmp_path: Path) -> None:
    run(word.render(document(table(1203, caption="底数表")), tmp_path / "a.docx"))
    text = all_text(docx.Document(str(tmp_path / "a.docx")))
    assert all(f"甲县第{i}矿业有限公司" in text for i in (1, 500, 501, 1000, 1203))
    assert text.count("矿业有限公司") == 1203


def test_bulk_papers_restart_their_numbers(tmp_path: Path) -> None:
    paper = (Title("通知书"), Paragraph("文"))
    run(word.render(document(*paper, PageBreak(restart_numbers=True), *paper), tmp_path / "a.docx"))
    sections = docx.Document(str(tmp_path / "a.docx")).sections
    starts = [s._sectPr.find(qn("w:pgNumType")) for s in sections]
    assert starts[0] is None
    assert starts[1].get(qn("w:start")) == "1"


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_libreoffice_opens_it(twin: Path, tmp_path: Path) -> None:
    home = f"-env:UserInstallation={tmp_path.as_uri()}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(twin)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    result = tmp_path / "文书.pdf"
    text = subprocess.run(["pdftotext", str(result), "-"], check=True, capture_output=True, text=True).stdout
    plain = "".join(text.split())
    for expected in (
        "甲县2026年安全生产责任保险",
        "一、指导思想",
        "须全部投保",
        "100.0%",
        "附件2",
        "抄送：市安委会办公室。",
    ):
        assert expected in plain
    pages = boxes(result)
    (last,) = [words for _, _, words in pages if any("印发" in word for word, *_ in words)]
    assert last is pages[-1][2]
    foot = max(bottom for word, _, bottom in last if "印发" in word) / MM
    assert 37 + 225 - 8 < foot < 37 + 225 + 3
    for number, (width, height, words) in enumerate(pages, 1):
        if width > height:
            (edge,) = [x for word, x, _ in words if word == str(number) and x < 35 * MM]
            assert edge > 20 * MM


def boxes(path: Path) -> list[tuple[float, float, list[tuple[str, float, float]]]]:
    """Width and height of each page and its words with left and lower edge, in points as pdftotext measures them."""
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True)
    space = {"x": "http://www.w3.org/1999/xhtml"}
    return [
        (
            float(page.get("width")),
            float(page.get("height")),
            [
                ("".join(word.itertext()), float(word.get("xMin")), float(word.get("yMax")))
                for word in page.iterfind("x:word", space)
            ],
        )
        for page in etree.fromstring(done.stdout).iter("{http://www.w3.org/1999/xhtml}page")
    ]
