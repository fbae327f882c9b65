"""From blocks to pages: one dispatcher over the block kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents import keeping, placing
from ajx_tui.documents.charts import place_bar_chart, place_line_chart
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.page import PITCH, Page
from ajx_tui.documents.tables import place_table
from ajx_tui.documents.typeface import FontSet


class Layout:
    """Lays a document out. Iterate over `steps`; bookmarks and figures are complete when it is exhausted."""

    def __init__(self, document: b.Document, fonts: FontSet) -> None:
        self.document = document
        self.flow = Flow(fonts, document.meta)
        self.units = work_units(document.blocks)

    def steps(self) -> Iterator[tuple[int, list[Page]]]:
        """Yield (work units done, pages finished since) until every block is placed; the units add up to `units`."""
        done = 0
        for units in self._place_all(self.document.blocks, False):
            done += units
            yield done, self.flow.take()
        self.flow.finish()
        yield self.units, self.flow.take()

    def _place_all(self, blocks: Sequence[b.Block], landscape: bool) -> Iterator[int]:
        waiting = list(blocks)
        for index in range(len(waiting)):
            block = waiting[index]
            following = waiting[index + 1] if index + 1 < len(waiting) else None
            if isinstance(block, b.Landscape):
                yield from self._place_all(block.blocks, True)
            elif isinstance(block, b.Attachment):
                wide = isinstance(following, b.Table) and following.landscape
                placing.place_attachment(self.flow, block, landscape or wide)
                yield 1
            elif isinstance(block, b.PageBreak):
                self._break_page(block, landscape)
                yield 1
            else:
                if isinstance(block, b.BarChart | b.LineChart):
                    self._let_past(waiting, index, landscape)
                yield from self._place(waiting, index, landscape)

    def _let_past(self, waiting: list[b.Block], index: int, landscape: bool) -> None:
        """Put the paragraphs that a chart lets past in front of it."""
        self.flow.turn(landscape)
        count = keeping.floated(self.flow, waiting, index)
        if count:
            first = index + 1
            while isinstance(waiting[first], b.Note):
                first += 1
            waiting[index : first + count] = [*waiting[first : first + count], *waiting[index:first]]

    def _break_page(self, block: b.PageBreak, landscape: bool) -> None:
        flow = self.flow
        if not flow.at_top:
            flow.new_page(landscape=landscape, number=1 if block.restart_numbers else None)
        elif block.restart_numbers:
            flow.page = Page(1, flow.page.landscape)

    def _place(self, blocks: Sequence[b.Block], index: int, landscape: bool) -> Iterator[int]:
        flow, block = self.flow, blocks[index]
        if isinstance(block, b.Table):
            flow.turn(landscape or block.landscape)
            yield 1
            below = keeping.below_table(flow, blocks, index)
            yield from place_table(flow, block, below, closing=keeping.closes(blocks, index))
            return
        flow.turn(landscape)
        if not isinstance(block, b.Note | b.Imprint | b.BarChart | b.LineChart):
            flow.snap()
        match block:
            case b.Heading():
                placing.place_heading(flow, block, keeping.heading_need(flow, blocks, index))
            case b.Paragraph():
                placing.place_paragraph(flow, block, keeping.tail(flow, blocks, index))
            case b.BarChart() | b.LineChart():
                flow.need(keeping.chart_height(flow, blocks, index))
                place_block(flow, block)
            case b.AttachmentList():
                flow.need(keeping.tail(flow, blocks, index - 1))
                place_block(flow, block)
            case b.FormLine():
                flow.need(PITCH + keeping.tail(flow, blocks, index))
                place_block(flow, block)
            case b.SignatureBlock():
                placing.place_signature(flow, block, keeping.below_signature(flow, blocks, index))
            case _:
                place_block(flow, block)
        yield 1


def place_block(flow: Flow, block: b.Block) -> None:
    """Place one block that is neither a table nor a page matter."""
    match block:
        case b.Title():
            placing.place_title(flow, block)
        case b.Recipient():
            placing.place_recipient(flow, block)
        case b.Note():
            placing.place_note(flow, block)
        case b.BarChart():
            place_bar_chart(flow, block)
        case b.LineChart():
            place_line_chart(flow, block)
        case b.AttachmentList():
            placing.place_attachment_list(flow, block)
        case b.DocumentHead():
            placing.place_head(flow, block)
        case b.Imprint():
            placing.place_imprint(flow, block)
        case b.FormLine():
            placing.place_form_line(flow, block)
        case b.BlankLines():
            placing.place_blank_lines(flow, block)
        case b.Space():
            flow.skip(block.lines * PITCH)
        case _:
            raise TypeError(f"unknown block {type(block).__name__}")


def work_units(blocks: tuple[b.Block, ...]) -> int:
    """How many steps a document takes: one per block and one per table row."""
    units = 0
    for block in blocks:
        if isinstance(block, b.Landscape):
            units += work_units(block.blocks)
        else:
            units += 1 + (len(block.rows) if isinstance(block, b.Table) else 0)
    return units
