"""The grid of a table and its header: columns in points, header cells over one column or several."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from ajx_tui.documents.blocks import Align, NumberFormat, Table
from ajx_tui.documents.columns import column_widths
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.page import MM
from ajx_tui.documents.titles import balanced

PAD_X, PAD_Y = 3.5, 3.0
"""Room around the text of a cell in points."""
_LEADING = 1.28
_HEADER_LINES = 8  # a longer column title ends in …
_NUMBERS = frozenset(NumberFormat) - {NumberFormat.TEXT}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's columns in points, its type size and alignments."""

    edges: tuple[float, ...]
    aligns: tuple[Align, ...]
    formats: tuple[NumberFormat, ...]
    size: float
    least_height: float

    @property
    def pitch(self) -> float:
        return self.size * _LEADING

    @property
    def widths(self) -> list[float]:
        """Room for text in each column."""
        return [b - a - 2 * PAD_X for a, b in zip(self.edges, self.edges[1:], strict=False)]


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One header cell: columns first..last, rows top..bottom of the header (each exclusive at the end)."""

    first: int
    last: int
    top: int
    bottom: int
    lines: list[str]


def make_grid(flow: Flow, table: Table) -> Grid:
    roles = (Role.FANGSONG, Role.HEITI) if table.header else (Role.FANGSONG,)
    faces = [flow.fonts[role].primary.widths for role in roles]

    def measure(text: str) -> float:
        return max(sum(widths.get(character, 1000) for character in text) for widths in faces) * table.size / 1000

    edges = [0.0, *accumulate(column_widths(table, flow.page.block_width, measure, 2 * PAD_X + 0.1))]
    aligns = tuple(
        column.align if column.align is not Align.AUTO else Align.RIGHT if column.format in _NUMBERS else Align.LEFT
        for column in table.columns
    )
    formats = tuple(column.format for column in table.columns)
    return Grid(tuple(edges), aligns, formats, table.size, table.row_height * MM)


def header_cells(flow: Flow, table: Table, grid: Grid) -> list[HeaderCell]:
    """Header cells of one row, or of two where columns share a group title."""
    face, size = flow.fonts[Role.HEITI], grid.size

    def wrap(text: str, first: int, last: int) -> list[str]:
        clean = flow.fonts.clean(text, flow.context(text))
        room = grid.edges[last] - grid.edges[first] - 2 * PAD_X
        lines = [clean[a:z] for a, z in balanced(clean, face.widths, size, room)]
        return lines if len(lines) <= _HEADER_LINES else [*lines[: _HEADER_LINES - 1], "…"]

    columns = table.columns
    depth = 2 if any(column.group for column in columns) else 1
    cells, at = [], 0
    while at < len(columns):
        end = at + 1
        group = columns[at].group
        if group:
            while end < len(columns) and columns[end].group == group:
                end += 1
            cells.append(HeaderCell(at, end, 0, 1, wrap(group, at, end)))
        for i in range(at, end):
            cells.append(HeaderCell(i, i + 1, 1 if group else 0, depth, wrap(columns[i].title, i, i + 1)))
        at = end
    return cells


def header_heights(cells: list[HeaderCell], grid: Grid) -> list[float]:
    if not cells:
        return []
    depth = max(cell.bottom for cell in cells)
    heights = [0.0] * depth
    for cell in cells:
        height = len(cell.lines) * grid.pitch + 2 * PAD_Y
        if cell.bottom - cell.top == 1:
            heights[cell.top] = max(heights[cell.top], height)
    for cell in cells:
        height = len(cell.lines) * grid.pitch + 2 * PAD_Y
        if cell.bottom - cell.top == 2:
            heights[1] += max(height - sum(heights), 0.0)
    return heights
