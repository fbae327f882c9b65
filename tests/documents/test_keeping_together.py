"""What must stand together on a page, measured for every place on the page where it can begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from document_samples import Rendered, document
from pdfreader import lines, shown

from ajx_tui.documents.blocks import (
    AttachmentList,
    Bar,
    BarChart,
    Block,
    Column,
    Heading,
    LineChart,
    Note,
    Paragraph,
    Series,
    SignatureBlock,
    Space,
    Table,
)

Render = Callable[..., Rendered]
FILLED = range(23)


def filler(count: int) -> list[Block]:
    """Paragraphs of one line each."""
    return [Paragraph(f"第{i}行正文") for i in range(count)]


def pages_of(render: Render, *blocks: Block) -> list[str]:
    reader, _ = render(document(*blocks))
    return ["\n".join(text for *_, text in sorted_lines(page)) for page in reader.pages]


def sorted_lines(page: object) -> list[tuple[float, float, float, str]]:
    found = [row for size in (10.5, 12.0, 15.75, 22.0, 14.0) for row in lines(page, size)]  # type: ignore[arg-type]
    return sorted(found, key=lambda row: -row[0])


def page_with(pages: list[str], text: str) -> int:
    found = [number for number, page in enumerate(pages) if text in page]
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("filled", FILLED)
def test_a_caption_stands_with_its_first_two_rows(render: Render, filled: int, header: bool) -> None:
    rows = [(f"甲{i}", f"乙{i}") for i in range(60)]
    made = Table((Column("列一"), Column("列二")), rows, caption="明细表", header=header, size=10.5)
    pages = pages_of(render, *filler(filled), made)
    caption = page_with(pages, "明细表")
    assert "甲0" in pages[caption] and "甲1乙1" in pages[caption]


@pytest.mark.parametrize("count", [*range(1, 8), *range(30, 52)])
@pytest.mark.parametrize("filled", [0, 7])
def test_a_total_stands_with_the_row_before_it(render: Render, filled: int, count: int) -> None:
    rows = [(f"行{i}。", i) for i in range(count)]
    made = Table((Column("名称"), Column("数")), rows, caption="表", total=("合计", 7), size=10.5)
    pages = pages_of(render, *filler(filled), made)
    assert page_with(pages, "合计") == page_with(pages, f"行{count - 1}。")
    assert all(f"行{i}。" in "".join(pages) for i in range(count))


@pytest.mark.parametrize("count", range(30, 52))
def test_the_last_row_of_a_table_without_total_is_never_alone(render: Render, count: int) -> None:
    made = Table((Column("名称"),), [(f"行{i}。",) for i in range(count)], caption="表", header=False, size=10.5)
    pages = pages_of(render, made)
    assert page_with(pages, f"行{count - 1}。") == page_with(pages, f"行{count - 2}。")


@pytest.mark.parametrize("filled", FILLED)
def test_a_heading_goes_with_the_paragraph_that_moves_with_the_signature(render: Render, filled: int) -> None:
    pages = pages_of(
        render,
        *filler(filled),
        Heading(1, "下一步工作", 1),
        Paragraph("特此报告。"),
        AttachmentList(("清单",)),
        SignatureBlock(("示例县应急管理局",), dt.date(2026, 10, 31)),
    )
    place = page_with(pages, "下一步工作")
    assert place == page_with(pages, "特此报告。") == page_with(pages, "2026年10月31日")


@pytest.mark.parametrize("filled", FILLED)
def test_headings_of_two_levels_go_with_the_table_below_them(render: Render, filled: int) -> None:
    made = Table((Column("列"),), [(f"值{i}。",) for i in range(3)], caption="小表")
    pages = pages_of(render, *filler(filled), Heading(1, "大标题", 1), Heading(2, "小标题", 1), made)
    places = [page_with(pages, text) for text in ("大标题", "小标题", "小表", "值0。", "值2。")]
    assert len(set(places)) == 1


@pytest.mark.parametrize("filled", FILLED)
def test_a_chart_stands_with_its_caption_and_note_and_lets_text_past(render: Render, filled: int) -> None:
    chart = BarChart("图1　投保率", tuple(Bar(f"行业{i}", 0.5) for i in range(9)))
    after = [Paragraph(f"后文{i}。") for i in range(16)]
    pages = pages_of(render, *filler(filled), chart, Note("注：目标为一。"), *after, Heading(1, "下一节", 1), Space())
    assert page_with(pages, "图1　投保率") == page_with(pages, "行业0") == page_with(pages, "注：目标为一。")
    text = "".join(pages)
    assert [text.index(f"后文{i}。") for i in range(16)] == sorted(text.index(f"后文{i}。") for i in range(16))
    assert text.index("图1") < text.index("下一节")
    if page_with(pages, "图1　投保率") == 1 and filled < 22:
        # The page before is full: the text that follows the chart was let past.
        assert "后文0。" in pages[0]
        assert pages[0].count("行正文") + pages[0].count("后文") == 22


def test_a_line_chart_shrinks_a_little_rather_than_leave_a_hole(render: Render) -> None:
    months = tuple(f"{m}月" for m in range(1, 11))
    chart = LineChart("图", months, (Series("次数", tuple(range(10))),))
    reader, _ = render(document(*filler(13), chart))
    assert len(reader.pages) == 1
    lowest = min(item.y for item in shown(reader.pages[0]) if item.size < 13)
    assert lowest > 72 / 25.4 * 35
