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
            return table_need(flow, block)
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
    height = chart_need(flow, chart)
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if isinstance(following, b.Note):
        size, pitch = placing.NOTE_SIZE, placing.NOTE_PITCH
        lines = flow.break_styled(flow.styled(following.text, Role.FANGSONG), size, flow.page.block_width)
        height += len(lines) * pitch
    return min(height, flow.page.block_height)


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
