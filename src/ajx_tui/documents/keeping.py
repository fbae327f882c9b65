"""What must stand together on a page: how much room a block wants where it begins."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents import placing
from ajx_tui.documents.charts import chart_need
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.page import PITCH
from ajx_tui.documents.tables import table_need

_CHAIN = 6
"""Blocks in a row that are looked through."""
_LONGEST_TAIL = 14 * PITCH


def heading_need(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of a heading with the beginning of what follows it, in points."""
    height = 0.0
    for at in range(index, min(index + _CHAIN, len(blocks))):
        block = blocks[at]
        if not isinstance(block, b.Heading):
            return height + _beginning(flow, blocks, at, height)
        height += placing.heading_height(flow, block)
    return height + PITCH


def _beginning(flow: Flow, blocks: Sequence[b.Block], index: int, above: float) -> float:
    """How much of a block must follow headings that take `above` on their page."""
    block = blocks[index]
    match block:
        case b.Table() if not block.landscape:
            below = below_table(flow, blocks, index)
            return table_need(flow, block, below, closing=closes(blocks, index), above=above)
        case b.BarChart() | b.LineChart():
            return chart_height(flow, blocks, index)
        case b.Paragraph():
            return placing.paragraph_beginning(flow, block, tail(flow, blocks, index))
        case b.AttachmentList() | b.SignatureBlock():
            return tail(flow, blocks, index - 1) or PITCH
        case b.PageBreak() | b.Attachment() | b.Landscape() | b.Table():
            return 0.0
    return PITCH


def tail(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of the list of attachments and the signature right after a block, with what stands below them.

    GB/T 9704-2012 §7.3.5.5: a signature must not stand on a page without text; nor should a list, or be split.
    """
    height = 0.0
    for at in range(index + 1, min(index + 3, len(blocks))):
        block = blocks[at]
        if isinstance(block, b.AttachmentList):
            height += (1 + sum(1 + len(item) // 22 for item in block.items)) * PITCH
        elif isinstance(block, b.SignatureBlock):
            height += (len(block.units) + 2) * PITCH + below_signature(flow, blocks, at)
            break
        else:
            break
    return min(height, _LONGEST_TAIL)


def below_signature(flow: Flow, blocks: Sequence[b.Block], index: int) -> float:
    """The height of what stands below a signature on its page: 附注, a remark, lines to be signed."""
    height = 0.0
    for block in blocks[index + 1 : index + 1 + _CHAIN]:
        match block:
            case b.Paragraph():
                height += placing.paragraph_height(flow, block)
            case b.Note():
                styled = flow.styled(block.text, Role.FANGSONG)
                lines = flow.break_styled(styled, placing.NOTE_SIZE, flow.page.block_width)
                height += math.ceil(len(lines) * placing.NOTE_PITCH / PITCH) * PITCH
            case b.FormLine():
                height += placing.FORM_PITCH
            case b.Space():
                height += block.lines * PITCH
            case _:
                break
    return min(height, _LONGEST_TAIL)


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
    """What must stand below a table on its page: its note or a signature, the 版记 that an even page may end with."""
    height, at = note_height(flow, blocks, index) + tail(flow, blocks, index), index + 1
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
        if not isinstance(block, b.Paragraph) or tail(flow, blocks, at):
            break
        room -= placing.paragraph_height(flow, block)
        at += 1
    return at - first
