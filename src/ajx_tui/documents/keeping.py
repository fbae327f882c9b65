"""What must stand together on a page: how much room a block wants where it begins."""

from __future__ import annotations

from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents import placing
from ajx_tui.documents.charts import chart_need
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.page import PITCH
from ajx_tui.documents.tables import table_need

_CHAIN = 6
"""Headings in a row that are looked through."""


def heading_need(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of a heading with the beginning of what follows it, in points."""
    height = 0.0
    for at in range(index, min(index + _CHAIN, len(blocks))):
        block = blocks[at]
        if not isinstance(block, b.Heading):
            return height + _beginning(flow, blocks, at)
        height += placing.heading_height(flow, block)
    return height + PITCH


def _beginning(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """How much of a block must follow a heading on its page."""
    block = blocks[index]
    match block:
        case b.Table() if not block.landscape:
            return table_need(flow, block, below_table(flow, blocks, index))
        case b.BarChart() | b.LineChart():
            return chart_height(flow, blocks, index)
        case b.Paragraph():
            return placing.paragraph_beginning(flow, block, tail(blocks, index))
        case b.AttachmentList() | b.SignatureBlock():
            return placing.tail_height(tuple(blocks[index : index + 2])) or PITCH
        case b.PageBreak() | b.Attachment() | b.Landscape() | b.Table():
            return 0.0
    return PITCH


def tail(blocks: Sequence[b.Block], index: int) -> float:
    """The height of a signature (with its list of attachments) right after a paragraph, else 0."""
    if index + 1 < len(blocks) and isinstance(blocks[index + 1], b.Paragraph):
        return 0.0
    return placing.tail_height(tuple(blocks[index + 1 : index + 3]))


def chart_height(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of a chart with the note that belongs to it."""
    chart = blocks[index]
    if not isinstance(chart, b.BarChart | b.LineChart):
        return 0.0
    return min(chart_need(flow, chart) + note_height(flow, blocks, index), flow.page.block_height)


def note_height(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of a note that follows a table or chart and belongs to it, else 0."""
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(following, b.Note):
        return 0.0
    styled = flow.styled(following.text, Role.FANGSONG)
    return len(flow.break_styled(styled, placing.NOTE_SIZE, flow.page.block_width)) * placing.NOTE_PITCH


def below_table(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """What must stand below a table on its page: its note, and the 版记 that an even page may end with."""
    height, at = note_height(flow, blocks, index), index + 1
    while at < len(blocks) and isinstance(blocks[at], b.Note):
        at += 1
    last = blocks[at] if at < len(blocks) else None
    if isinstance(last, b.Imprint) and flow.page.number % 2 == 0:
        height += placing.imprint_height(flow, last)
    return height


def closes(blocks: Sequence[b.Block], index: int) -> bool:
    """Whether nothing but its notes follows a block on its last page."""
    following = next((block for block in blocks[index + 1 :] if not isinstance(block, b.Note)), None)
    return following is None or isinstance(following, b.Attachment | b.PageBreak | b.Landscape | b.Imprint)


def floated(flow: Flow, blocks: Sequence[b.Block], index: int) -> int:
    """How many paragraphs after a chart (and its note) go first because it doesn't fit on this page any more.

    Paragraphs are let past until the page is full, so that a chart leaves no hole; a heading, a table or another chart
    is never passed.
    """
    if flow.at_top or chart_height(flow, blocks, index) <= flow.room:
        return 0
    room, at = flow.room, index + 1
    while at < len(blocks) and isinstance(blocks[at], b.Note):
        at += 1
    first = at
    while at < len(blocks) and room > 0:
        block = blocks[at]
        if not isinstance(block, b.Paragraph) or tail(blocks, at):
            break
        room -= placing.paragraph_height(flow, block)
        at += 1
    return at - first
