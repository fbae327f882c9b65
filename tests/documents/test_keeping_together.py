"""What must stand together on a page, measured for every place on the page where it can begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from document_samples import Rendered, document
from pdfreader import MM, lines, rules, shown

from ajx_tui.documents.blocks import (
    Attachment,
    AttachmentList,
    Bar,
    BarChart,
    Block,
    Column,
    FormField,
    FormLine,
    Heading,
    Imprint,
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
def test_a_list_of_attachments_is_not_split_and_goes_with_text(render: Render, filled: int) -> None:
    text = Paragraph("正文" * 100 + "末尾。")
    listing = AttachmentList(("任务分工表", "应投保底数表", "数据来源"))
    pages = pages_of(render, *filler(filled), text, listing, Attachment(1, "任务分工表"))
    place = page_with(pages, "附件：")
    assert "2. 应投保底数表" in pages[place] and "3. 数据来源" in pages[place] and "末尾。" in pages[place]


@pytest.mark.parametrize("filled", FILLED)
def test_what_is_signed_stands_with_the_signature_and_text(render: Render, filled: int) -> None:
    pages = pages_of(
        render,
        *filler(filled),
        Paragraph("末段文字。"),
        SignatureBlock(("示例县应急管理局",), dt.date(2026, 10, 31)),
        Note("注：本单位一人办理。"),
        Paragraph("（联系人：张某）"),
        Space(),
        FormLine((FormField("签收人："), FormField("日期："))),
    )
    texts = ("末段文字。", "2026年10月31日", "注：本单位一人办理。", "（联系人：张某）", "签收人：")
    assert len({page_with(pages, text) for text in texts}) == 1


@pytest.mark.parametrize("filled", FILLED)
def test_lines_to_be_signed_go_with_the_signature_below_them(render: Render, filled: int) -> None:
    line = FormLine((FormField("执法人员："), FormField("证号：")))
    pages = pages_of(render, *filler(filled), line, SignatureBlock(("示例县应急管理局",), None))
    assert page_with(pages, "执法人员：") == page_with(pages, "示例县应急管理局")


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


@pytest.mark.parametrize("block", [True, False])
@pytest.mark.parametrize("filled", FILLED)
def test_a_note_stands_with_the_last_two_rows(render: Render, filled: int, block: bool) -> None:
    rows = [(f"行{i}。", i) for i in range(12)]
    told = "注：口径见正文，表式为本级自定。" * 3
    made = Table((Column("名称"), Column("数")), rows, total=("合计", 7), note="" if block else told)
    pages = pages_of(render, *filler(filled), made, *([Note(told)] if block else []), Paragraph("后文"))
    whole = "注：口径见正文"
    assert page_with(pages, whole) == page_with(pages, "合计") == page_with(pages, "行11。")
    assert pages[page_with(pages, whole)].replace("\n", "").count("本级自定") == 3


@pytest.mark.parametrize("filled", FILLED)
def test_the_last_table_of_a_page_is_not_split_where_a_page_holds_it(render: Render, filled: int) -> None:
    made = Table((Column("名称"),), [(f"行{i}。",) for i in range(12)], caption="末表", note="注：末注。")
    pages = pages_of(render, *filler(filled), made)
    assert len({page_with(pages, text) for text in ("末表", "行0。", "行11。", "注：末注。")}) == 1


def test_a_table_that_just_does_not_fit_is_set_closer(render: Render) -> None:
    rows = [(f"行{i}。",) for i in range(28)]
    made = Table((Column("名称"),), rows, header=False, note="注：末注。")
    assert len(pages_of(render, made)) == 1
    assert len(pages_of(render, Table((Column("名称"),), rows * 2, header=False))) == 2


IMPRINT = Imprint("示例县应急管理局", dt.date(2026, 10, 31), ("市应急管理局",))


@pytest.mark.parametrize("filled", [1, 10, 22, 23, 36, 39, 40, 42, 44])
def test_the_imprint_stands_at_the_foot_of_an_even_page(render: Render, filled: int) -> None:
    reader, _ = render(document(*filler(filled), IMPRINT))
    pages = ["\n".join(text for *_, text in sorted_lines(page)) for page in reader.pages]
    place = page_with(pages, "印发")
    assert place == len(pages) - 1 and len(pages) % 2 == 0
    assert min(y for _, y, _, _ in rules(reader.pages[place])) == pytest.approx((297 - 37 - 225) * MM, abs=0.1)
    numbers = [any(item.text == f"— {n} —" for item in shown(page)) for n, page in enumerate(reader.pages, 1)]
    text_pages = (filled + 21) // 22
    blank = text_pages % 2 == 0 and place != text_pages - 1
    assert numbers == ([True] * text_pages + [False] * 2 if blank else [True] * len(pages))
    assert len(pages) - text_pages <= 2


def test_a_code_is_never_cut_where_other_columns_have_room(render: Render) -> None:
    rows = [(i, "示例县柳河正阳嘉禾煤业有限公司", "91410000GY7NGWWYWM", "煤矿") for i in range(5)]
    columns = (Column("序号", 0.4), Column("企业", 4), Column("信用代码", 1.4), Column("行业", 2))
    reader, _ = render(document(Table(columns, rows)))
    texts = [item.text for item in shown(reader.pages[0])]
    assert texts.count("91410000GY7NGWWYWM") == 5
    assert "序号" in texts
    edges = sorted({round(x1, 1) for x1, _, x2, _ in rules(reader.pages[0]) if x1 == x2})
    assert edges[-1] - edges[0] == pytest.approx(156 * MM, abs=0.2)
