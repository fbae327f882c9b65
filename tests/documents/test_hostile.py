"""Whatever stands in a record, every block prints it, in PDF, Word and preview."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from document_samples import HOSTILE, Rendered, document

from ajx_tui.documents import pdf, word
from ajx_tui.documents.blocks import (
    Attachment,
    AttachmentList,
    Bar,
    BarChart,
    BlankLines,
    Block,
    Column,
    DocumentHead,
    DocumentNumber,
    FormField,
    FormLine,
    Heading,
    Imprint,
    LineChart,
    Note,
    Paragraph,
    Recipient,
    Run,
    Series,
    SignatureBlock,
    Table,
    Title,
)
from ajx_tui.documents.layout import Layout
from ajx_tui.documents.page import Text
from ajx_tui.documents.preview import preview
from ajx_tui.documents.typeface import FontSet
from ajx_tui.progress import run


def blocks_with(text: str) -> tuple[Block, ...]:
    """Every block with this text wherever it takes one."""
    day = dt.date(2026, 1, 2)
    return (
        DocumentHead(text, DocumentNumber(text, 2026, None), text, (text,)),
        Title(text, text),
        Recipient(text),
        Heading(1, text, 1),
        Heading(4, text),
        Paragraph(text),
        Paragraph((Run(text, bold=True), Run(text, evidence=text))),
        Table((Column(text, group=text), Column(text, group=text)), ((text, text), (text,)), text, text, text, (text,)),
        Table((Column(text, 0.0), Column("窄", 100)), ((text, text, text),), landscape=True, header=False),
        BarChart(text, (Bar(text, 3, text),), unit=text, reference=1.0, reference_label=text),
        LineChart(text, (text, text), (Series(text, (1, 2, 3, 4)), Series(text, ())), unit=text),
        AttachmentList((text, text)),
        SignatureBlock((text, text), day),
        Attachment(1, text),
        Note(text),
        FormLine((FormField(text, text), FormField(text, text, 0.0))),
        BlankLines(2, text),
        Imprint(text, day, (text,)),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_goes_through_every_block(text: str, tmp_path: Path) -> None:
    source = document(*blocks_with(text), title=text, author=text, subject=text, keywords=(text,), context=text)
    report = run(pdf.render(source, tmp_path / "a.pdf", bundled_only=True))
    assert report.pages == preview(source, bundled_only=True).pages
    run(word.render(source, tmp_path / "a.docx"))
    assert zipfile.ZipFile(tmp_path / "a.docx").testzip() is None


@pytest.mark.parametrize("text", [t for t in HOSTILE if len(t) > 1], ids=lambda text: ascii(text[:6]))
def test_nothing_is_drawn_outside_the_text_block(text: str) -> None:
    fonts = FontSet(bundled_only=True)
    for block in blocks_with(text):
        for _, pages in Layout(document(block), fonts).steps():
            for page in pages:
                for mark in page.marks:
                    if isinstance(mark, Text):
                        end = mark.x + mark.typeface.width(mark.text, mark.size)
                        assert page.left - 0.5 <= mark.x, block
                        assert end <= page.left + page.block_width + 0.5, block
                        assert page.top <= mark.y <= page.top + page.block_height, block


def test_markup_and_formulas_print_as_they_stand(render: Callable[..., Rendered]) -> None:
    texts = ("[/甲]", "[red]红[/red]", "=1+1", "<b>&amp;</b>]]>", "(括\\号)")
    reader, _ = render(document(*map(Paragraph, texts)))
    page = reader.pages[0].extract_text()
    assert all(text in page for text in texts)


def test_a_2000_character_name_in_a_cell_is_complete(render: Callable[..., Rendered]) -> None:
    reader, _ = render(document(Table((Column("企业"), Column("数")), (("名" * 2000, "1"),))))
    assert sum(page.extract_text().count("名") for page in reader.pages) == 2000


def test_missing_characters_name_their_record(render: Callable[..., Rendered]) -> None:
    rows = (("1", "甲县𠮷野矿业"), ("2", "甲县正常矿业"))
    columns = (Column("序号"), Column("企业"))
    _, report = render(
        document(
            Table(columns, rows, caption="底数表", row_contexts=("企业 E-1", "企业 E-2")),
            Table(columns, rows, caption="底数表"),
            Paragraph("负责人𠮷某"),
            context="通知书3",
        )
    )
    assert [(m.character, m.context) for m in report.missing] == [
        ("𠮷", "企业 E-1"),
        ("𠮷", "通知书3：底数表第1行：甲县𠮷野矿业"),
        ("𠮷", "通知书3：负责人𠮷某"),
    ]


def test_a_missing_character_is_a_box_on_paper(render: Callable[..., Rendered]) -> None:
    reader, _ = render(document(Paragraph("甲𠮷乙😀丙")))
    assert "甲□乙□丙" in reader.pages[0].extract_text()
