"""The terminal preview says what the PDF will hold, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable

from document_samples import BODY, Rendered, document, every_block

from ajx_tui.documents.blocks import Heading, Paragraph, Title
from ajx_tui.documents.preview import preview


def test_preview_and_file_agree(render: Callable[..., Rendered]) -> None:
    source = every_block()
    seen = preview(source, bundled_only=True)
    reader, report = render(source)
    assert seen.pages == report.pages == len(seen.page_texts) == len(reader.pages)
    assert seen.figures == report.figures
    assert seen.missing == report.missing
    for text, page in zip(seen.page_texts, reader.pages, strict=True):
        assert sorted("".join(text.split())) == sorted("".join(page.extract_text().split()))


def test_outline_names_pages() -> None:
    seen = preview(document(Heading(1, "甲", 1), Paragraph(BODY * 20), Heading(1, "乙", 2), Paragraph("文")))
    assert [(entry.level, entry.text) for entry in seen.outline] == [(1, "一、甲"), (1, "二、乙")]
    assert [entry.page for entry in seen.outline] == [1, seen.pages]


def test_lines_read_as_on_paper() -> None:
    seen = preview(document(Paragraph(BODY)), bundled_only=True)
    lines = seen.page_texts[0].splitlines()
    assert lines[0].startswith("    为落实")
    assert "".join(line.strip() for line in lines[:-1]) == BODY
    assert lines[-1] == "— 1 —"


def test_a_spread_line_is_one_line_and_titles_stand_in_the_middle() -> None:
    loose = "有效保单约定服务192次，已履行77次，履行率40.1%；登记服务记录95次，其中企业未确认10次，确认率89.5%。"
    seen = preview(document(Title("工作方案"), Paragraph(loose)), bundled_only=True)
    lines = seen.page_texts[0].splitlines()
    assert lines[0] == " " * 22 + "工作方案"
    assert "".join(line.strip() for line in lines[1:-1]) == loose
