"""The plain blocks as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_date, heading_text
from ajx_tui.documents.placing import TITLE_SIZE, document_number, signature_gap
from ajx_tui.documents.text import tidy
from ajx_tui.documents.titles import balanced
from ajx_tui.documents.wordtables import blank_lines_xml, form_line_xml
from ajx_tui.documents.wordxml import (
    CHARACTER,
    HEITI,
    KAITI,
    XIAOBIAOSONG,
    ParagraphFormat,
    border,
    paragraph,
    rich,
    run,
    spacer,
    tab,
    tab_stop,
)

_RED = "D90000"


def block_xml(block: b.Block, width: int, *, new_page: bool, keep_next: bool = False) -> Iterator[str]:
    """The elements of one block that is neither table, chart nor page matter; `width` of the text block in twips.

    `keep_next` keeps the end of a paragraph or list on the page of the signature that follows.
    """
    if new_page and not isinstance(block, b.Title | b.Heading | b.Paragraph | b.Attachment):
        yield paragraph("", ParagraphFormat("AjxNote", page_break=True, line=20))
        new_page = False
    match block:
        case b.Paragraph():
            yield _paragraph(block, new_page, keep_next)
        case b.Heading():
            text = run(heading_text(block.level, block.text, block.number))
            yield paragraph(text, ParagraphFormat(f"Heading{block.level}", page_break=new_page))
        case b.Title():
            yield from _title(block, width, new_page)
        case b.Attachment():
            label = f"附件{block.number}" if block.number else "附件"
            yield paragraph(run(label), ParagraphFormat("AjxAttachment", page_break=new_page))
            if block.title:
                yield paragraph("")
                yield from _title(b.Title(block.title), width, False)
        case b.Recipient():
            yield paragraph(run(block.text.rstrip().rstrip(":：") + "："))
        case b.Note():
            yield paragraph(rich(block.text, size=12), ParagraphFormat("AjxNote"))
        case b.AttachmentList():
            yield from _attachment_list(block, keep_next)
        case b.SignatureBlock():
            yield from _signature(block)
        case b.DocumentHead():
            yield from _head(block, width)
        case b.Imprint() | b.FormLine() | b.BlankLines():
            yield from _ruled(block, width)
        case b.Space():
            for _ in range(max(round(block.lines), 0)):
                yield paragraph("")
        case _:
            raise TypeError(f"unknown block {type(block).__name__}")


def _ruled(block: b.Imprint | b.FormLine | b.BlankLines, width: int) -> Iterator[str]:
    """Blocks that are tables or a frame in Word; a paragraph follows each, so that two never run together."""
    if isinstance(block, b.Imprint):
        yield from _imprint(block, width)
    elif isinstance(block, b.FormLine):
        if not block.fields:
            return
        yield form_line_xml(block, width)
    else:
        if block.label:
            yield paragraph(run(block.label))
        if block.count <= 0:
            return
        yield blank_lines_xml(block.count, width)
    yield spacer()


def _imprint(imprint: b.Imprint, width: int) -> Iterator[str]:
    """版记: paragraphs in one frame at the foot of the text block, the outer rules borders of its full width.

    Every word processor keeps a frame there; a floating table drops to where it is anchored in some. LibreOffice wants
    the same borders on each paragraph, so the rule between is a tab with a leader; Word draws borders from the hanging
    indent, so the character of room at the left is a space.
    """
    frame = (
        f'<w:framePr w:w="{width}" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
        'w:xAlign="left" w:yAlign="bottom"/>'
    )
    character, size = 280, 14
    common = ParagraphFormat(
        "AjxNote", left=4 * character, hanging=4 * character, line=440, frame=frame,
        border=border("top", 8) + border("bottom", 8),
    )  # fmt: skip
    if imprint.copies_to:
        yield paragraph(run("　抄送：" + "，".join(imprint.copies_to) + "。", size=size), common)
        stops = tab_stop(4 * character, leader=True, side="left") + tab_stop(width, leader=True)
        yield paragraph(tab(size=10) * 2, replace(common, line=120, tabs=stops))
    date = run(chinese_date(imprint.date) + "印发", size=size)
    form = replace(common, tabs=tab_stop(width - character))
    yield paragraph(run("　" + imprint.issuer, size=size) + tab() + date, form)


def _paragraph(block: b.Paragraph, new_page: bool, keep_next: bool) -> str:
    indented = block.indent and block.align in (b.Align.AUTO, b.Align.LEFT)
    align = "" if block.align is b.Align.AUTO else block.align.value
    form = ParagraphFormat(align=align, first_chars=200 if indented else 0, page_break=new_page, keep_next=keep_next)
    return paragraph(rich(block.text), form)


def _title(title: b.Title, width: int, new_page: bool) -> Iterator[str]:
    """The title in lines broken as in the PDF."""
    text = tidy(title.text)
    widths = {character: 500 if character < "\u0100" else 1000 for character in text}
    lines = balanced(text, widths, TITLE_SIZE, width / 20 - 2 * TITLE_SIZE)
    broken = "\n".join(text[start:end] for start, end in lines)
    yield paragraph(run(broken), ParagraphFormat("Title", page_break=new_page))
    if title.subtitle:
        yield paragraph(run(title.subtitle), ParagraphFormat("Subtitle"))
    yield paragraph("")


def _attachment_list(block: b.AttachmentList, keep_next: bool) -> Iterator[str]:
    """Two characters in, further lines and items aligned with the first character of the first name."""
    yield paragraph("", ParagraphFormat(keep_next=keep_next))
    several = len(block.items) > 1
    lead, mark = 3 * CHARACTER, (CHARACTER if several else 0)
    for index, item in enumerate(block.items, 1):
        text = ("附件：" if index == 1 else "") + (f"{index}. " if several else "") + item
        hanging = (lead if index == 1 else 0) + mark
        yield paragraph(
            run(text), ParagraphFormat(left=2 * CHARACTER + lead + mark, hanging=hanging, keep_next=keep_next)
        )


def _characters(text: str) -> float:
    """The width of a text in full characters."""
    return sum(0.5 if ord(c) < 0x100 else 1.0 for c in text)


def _signature(block: b.SignatureBlock) -> Iterator[str]:
    """Date four characters from the right where a seal goes, the units centred over it; kept on one page."""
    date = chinese_date(block.date)
    for _ in range(signature_gap(block)):
        yield paragraph("", ParagraphFormat(keep_next=True))
    inset = 4.0 if block.seal else 2.0
    widest = max((min(_characters(unit), 24.0) for unit in block.units), default=0.0)
    centre = inset + _characters(date) / 2
    centre = max(centre, 1 + widest / 2)
    for unit in block.units:
        right = max(centre - min(_characters(unit), 24.0) / 2, 0.0)
        form = ParagraphFormat(align="right", right=round(right * CHARACTER), keep_next=True)
        yield paragraph(run(unit), form)
    right = max(centre - _characters(date) / 2, 0.0)
    yield paragraph(run(date), ParagraphFormat(align="right", right=round(right * CHARACTER)))


def _head(head: b.DocumentHead, width: int) -> Iterator[str]:
    """版头: red mark, number, red rule, two blank lines."""
    corner = head.corner[:3]
    for index in range(3):
        text = run(corner[index], font=HEITI) if index < len(corner) else ""
        yield paragraph(text, ParagraphFormat(align="left"))
    size = min(42.0, max(16.0, width / 20 * 0.96 / max(_characters(head.issuer), 1.0)))
    mark = run(head.issuer, font=XIAOBIAOSONG, size=size, colour=_RED)
    # Three lines and this much are the 35 mm above the mark.
    yield paragraph(mark, ParagraphFormat(align="center", before=247, line=round(size * 25), off_grid=True))
    yield paragraph("")
    yield paragraph("")
    rule = border("bottom", 12, _RED, 8)
    number = document_number(head.number) if head.number else ""
    if head.signer:
        content = run("　" + number) + tab() + run("签发人：") + run(head.signer, font=KAITI)
        yield paragraph(content, ParagraphFormat(border=rule, tabs=tab_stop(width - CHARACTER)))
    else:
        yield paragraph(run(number) if number else "", ParagraphFormat(align="center", border=rule))
    yield paragraph("")
    yield paragraph("")
