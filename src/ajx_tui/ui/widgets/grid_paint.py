"""How a `RecordGrid` lays out its columns and draws one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ajx_tui.ui.widgets.cells import cut, fit, width_of
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow

GUTTER = 2
"""Cells left of the first column: `>` for the cursor and `*` for a mark, visible without any colour."""
GAP = 1
"""Empty cells after each column."""

ToneStyle = Callable[[str], Style]
"""Returns the style of a tone; a null style for an unknown one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a column lies on the unscrolled line: `start` inclusive, `end` exclusive, in cells."""

    column: GridColumn
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Column positions for one viewport width. `lead` is the gutter plus the row-number column, `fixed` where the
    part that stays ends, `total` the width of the whole line."""

    spans: tuple[Span, ...]
    lead: int
    fixed: int
    total: int

    @classmethod
    def build(cls, columns: Sequence[GridColumn], viewport: int, number_width: int = 0) -> GridLayout:
        """Lay out `columns`; room left over in `viewport` cells goes to the growing columns."""
        lead = GUTTER + (number_width + GAP if number_width else 0)
        base = lead + sum(column.width + GAP for column in columns)
        growing = [index for index, column in enumerate(columns) if column.grow]
        spare = max(0, viewport - base) if growing else 0
        spans: list[Span] = []
        at = lead
        fixed = lead
        for index, column in enumerate(columns):
            width = column.width
            if column.grow:
                width += spare // len(growing) + (spare % len(growing) if index == growing[-1] else 0)
            spans.append(Span(column, at, at + width))
            at += width + GAP
            if column.fixed and fixed == spans[-1].start:
                fixed = at
        # A fixed part wider than the view would leave no room to scroll the rest in.
        if viewport and fixed > viewport * 2 // 3:
            fixed = lead
        return cls(tuple(spans), lead, fixed, at)

    def column_at(self, x: int, scroll_x: int) -> Span | None:
        """Return the column drawn at cell `x` of the view, or None."""
        position = x if x < self.fixed else x + scroll_x
        return next((span for span in self.spans if span.start <= position < span.end + GAP), None)


def cell_pieces(layout: GridLayout, row: GridRow, base: Style, tone: ToneStyle) -> list[tuple[str, Style]]:
    """Return the texts of a row after the lead, neighbours of one style joined, so that a plain row is one piece."""
    pieces: list[tuple[str, Style]] = []
    row_style = base + tone(row.tone) if row.tone else base
    texts: list[str] = []
    current = row_style
    cells = row.cells
    count = len(cells)
    for index, span in enumerate(layout.spans):
        width = span.end - span.start
        text = fit(cells[index], width, span.column.align) if index < count else " " * width
        cell_tone = row.tones.get(span.column.key, "") if row.tones else ""
        style = base + tone(cell_tone) if cell_tone else row_style
        if style is not current and texts:
            pieces.append(("".join(texts), current))
            texts = []
        current = style
        texts.append(text)
        texts.append(" " * GAP)
    if texts:
        pieces.append(("".join(texts), current))
    return pieces


def skip(text: str, cells: int) -> str:
    """Return a displayed text without its first `cells` cells; half of a wide character becomes a space."""
    if text.isascii():
        return text[cells:]
    head = cut(text, cells)
    rest = text[len(head) :]
    if rest and width_of(head) < cells:
        return " " * (width_of(head + rest[0]) - cells) + rest[1:]
    return rest


def assemble(
    layout: GridLayout, lead: Segment, pieces: list[tuple[str, Style]], base: Style, scroll_x: int, width: int
) -> Strip:
    """Join the lead and the row pieces into a strip of exactly `width` cells, scrolled behind the fixed part."""
    segments = [lead]
    at = layout.lead
    used = layout.lead
    hidden_to = layout.fixed + scroll_x
    for text, style in pieces:
        size = width_of(text)
        end = at + size
        if scroll_x and end > layout.fixed:
            stay = cut(text, max(0, layout.fixed - at))
            rest = text[len(stay) :]
            rest_at = max(at, layout.fixed)
            text = stay + skip(rest, max(0, min(size, hidden_to - rest_at)))
        at = end
        if text:
            segments.append(Segment(text, style))
            used += width_of(text)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
        used = width
    strip = Strip(segments, used)
    return strip if used == width else strip.crop(0, width)
