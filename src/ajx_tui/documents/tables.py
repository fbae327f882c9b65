"""Tables drawn directly: wrapping cells, a header repeated on every page, page breaks between and inside rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ajx_tui.documents.blocks import Align, Cell, Figure, NumberFormat, Table
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.linebreak import break_lines
from ajx_tui.documents.numbers import format_cell
from ajx_tui.documents.page import BASELINE, BODY_SIZE, MM, PITCH, Line, Text
from ajx_tui.documents.text import shorten
from ajx_tui.documents.titles import balanced
from ajx_tui.documents.typeface import Typeface

NO_ROWS = "（无）"
_PAD_X, _PAD_Y = 3.5, 3.0
_LEADING = 1.28
_FRAME, _THIN = 0.9, 0.4
_SMALL = 12.0
_HEADER_LINES = 8  # a longer column title ends in …
_MOST_EMPTY = 0.1  # of a page: more white than this is not left, the row is split
_TOGETHER = 2  # rows that stay with the caption, and at the end of a table
_NUMBERS = frozenset(NumberFormat) - {NumberFormat.TEXT}


@dataclass(frozen=True, slots=True)
class _Grid:
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
        return [b - a - 2 * _PAD_X for a, b in zip(self.edges, self.edges[1:], strict=False)]


@dataclass(frozen=True, slots=True)
class _HeaderCell:
    """One header cell: columns first..last, rows top..bottom of the header (each exclusive at the end)."""

    first: int
    last: int
    top: int
    bottom: int
    lines: list[str]


Lines = list[list[str]]
"""The wrapped lines of each cell of a row."""


def place_table(flow: Flow, table: Table) -> Iterator[int]:
    """Place a table. Yields the number of rows placed since the last yield, at least once a page.

    The caption stands with the header and the first two rows; the last row, mostly the total, with the row before it.
    """
    if table.landscape:
        flow.turn(True)
    layout = _TableLayout(flow, table)
    rows = layout.rows()
    ahead = list(islice(rows, _TOGETHER + 1))
    layout.start(ahead)
    placed, page, index = 0, flow.page_count, 0
    if not table.rows:
        layout.empty()
    waiting = deque(ahead)
    while waiting:
        row = waiting.popleft()
        waiting.extend(islice(rows, 1))
        layout.row(row, waiting[0] if len(waiting) == 1 else None)
        index += 1
        if flow.page_count != page and index <= len(table.rows):
            yield index - placed
            placed, page = index, flow.page_count
    layout.finish()
    yield len(table.rows) - placed


def table_need(flow: Flow, table: Table) -> float:
    """The height that a table wants on the page it begins on, in points."""
    layout = _TableLayout(flow, table)
    return layout.wanted(list(islice(layout.rows(), _TOGETHER + 1)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its lines broken, ready to be placed."""

    cells: Sequence[Cell]
    lines: Lines
    face: Typeface
    height: float


class _TableLayout:
    """The state of one table while its rows are placed."""

    def __init__(self, flow: Flow, table: Table) -> None:
        self.flow = flow
        self.table = table
        self.body = flow.fonts[Role.FANGSONG]
        self.bold = flow.fonts[Role.HEITI]
        self.grid = _make_grid(flow, table)
        self.room = self.grid.widths
        self.header = _header_cells(flow, table, self.grid) if table.header else []
        self.header_heights = _header_heights(self.header, self.grid)
        self.top = 0.0

    # outline of the table on a page

    def wanted(self, ahead: Sequence[_Row]) -> float:
        """The height of caption, unit, header and the rows that must not be parted from them."""
        table, lines = self.table, self._caption()[1]
        above = min(len(lines), 6) * PITCH + (_SMALL * 1.5 if table.unit else 0.0)
        return above + sum(self.header_heights) + self._first_rows(ahead)

    def _first_rows(self, ahead: Sequence[_Row]) -> float:
        """Room for the first two rows (three of three); for tall ones, as much as a page is left for anyway."""
        grid, heights = self.grid, [row.height for row in ahead]
        if not self.table.rows:
            heights.insert(0, max(grid.pitch + 2 * _PAD_Y, grid.least_height))
        total = len(self.table.rows) + (self.table.total is not None)
        rows = sum(heights if total <= _TOGETHER + 1 else heights[:_TOGETHER])
        fresh = self._fresh()
        return rows if rows <= fresh / 2 else max(fresh * _MOST_EMPTY, 4 * grid.pitch + 2 * _PAD_Y) + 0.1

    def _fresh(self) -> float:
        """Room for rows on a page of its own."""
        return self.flow.page.block_height - sum(self.header_heights)

    def _caption(self) -> tuple[str, list[tuple[int, int]]]:
        flow, table = self.flow, self.table
        caption = flow.fonts.clean(table.caption, flow.context(table.caption))
        return caption, balanced(caption, self.bold.widths, BODY_SIZE, flow.page.block_width) if caption else []

    def start(self, ahead: Sequence[_Row]) -> None:
        """Caption, unit and header, on the page of the first rows."""
        flow, table = self.flow, self.table
        caption, lines = self._caption()
        unit = flow.fit(flow.one_line(table.unit), Role.FANGSONG, _SMALL, flow.page.block_width - 2 * _PAD_X)
        flow.need(min(self.wanted(ahead) + (0.0 if caption else PITCH / 4), flow.page.block_height))
        if caption:
            flow.centred(caption, lines, Role.HEITI, BODY_SIZE)
            if len(lines) > 6:
                flow.need(sum(self.header_heights) + 4 * self.grid.pitch)
        elif not flow.at_top:
            flow.skip(PITCH / 4)
        if unit:
            x = flow.page.block_width - self.body.width(unit, _SMALL) - _PAD_X
            flow.text(max(x, 0.0), flow.y + _SMALL, Role.FANGSONG, _SMALL, unit)
            flow.advance(_SMALL * 1.5)
        self._open()

    def _open(self) -> None:
        self.top = self.flow.y
        if self.header:
            self._draw_header()

    def _close(self) -> None:
        """Frame and column rules over the part of the table that stands on this page."""
        flow, edges = self.flow, self.grid.edges
        left, top, bottom = flow.page.left, flow.page.top + self.top, flow.page.top + flow.y
        header_bottom = top + sum(self.header_heights)
        marks = flow.page.marks
        for x in edges[1:-1]:
            marks.append(Line(left + x, header_bottom, left + x, bottom, _THIN))
        for x in (edges[0], edges[-1]):
            marks.append(Line(left + x, top - _FRAME / 2, left + x, bottom + _FRAME / 2, _FRAME))
        marks.append(Line(left + edges[0], top, left + edges[-1], top, _FRAME))
        marks.append(Line(left + edges[0], bottom, left + edges[-1], bottom, _FRAME))

    def _next_page(self) -> None:
        self._close()
        self.flow.new_page()
        self._open()

    def finish(self) -> None:
        """Close the frame, set the note."""
        flow, table = self.flow, self.table
        self._close()
        flow.y += 4
        if table.note:
            flow.need(_SMALL * 1.5)
            flow.lines(flow.styled(table.note, Role.FANGSONG), size=_SMALL, pitch=_SMALL * 1.5)
        flow.y = min(flow.y + 4, flow.page.block_height)

    # header

    def _draw_header(self) -> None:
        flow, grid = self.flow, self.grid
        tops = [0.0]
        for height in self.header_heights:
            tops.append(tops[-1] + height)
        left, top = flow.page.left, flow.page.top + flow.y
        marks = flow.page.marks
        for cell in self.header:
            x1, x2 = left + grid.edges[cell.first], left + grid.edges[cell.last]
            y1, y2 = top + tops[cell.top], top + tops[cell.bottom]
            y = (y1 + y2 - len(cell.lines) * grid.pitch) / 2 + grid.pitch / 2 + BASELINE * grid.size
            for text in cell.lines:
                x = (x1 + x2 - self.bold.width(text, grid.size)) / 2
                marks.append(Text(x, y, self.bold, grid.size, text))
                y += grid.pitch
            marks.append(Line(x1, y2, x2, y2, _THIN))
            if cell.last < len(grid.edges) - 1:
                marks.append(Line(x2, y1, x2, y2, _THIN))
        flow.advance(tops[-1])

    # rows

    def rows(self) -> Iterator[_Row]:
        """The rows in order, the total last, each wrapped when it is asked for."""
        table, contexts = self.table, self.table.row_contexts
        for index, cells in enumerate(table.rows):
            context = contexts[index] if index < len(contexts) else ""
            yield self._make(cells, context or None, index, self.bold if index in table.subtotals else self.body)
        if table.total is not None:
            yield self._make(table.total, "合计", len(table.rows), self.bold)

    def _make(self, cells: Sequence[Cell], context: str | None, index: int, face: Typeface) -> _Row:
        lines, grid = self._wrap(cells, context, index, face), self.grid
        return _Row(cells, lines, face, max(max(map(len, lines)) * grid.pitch + 2 * _PAD_Y, grid.least_height))

    def row(self, row: _Row, last: _Row | None) -> None:
        """Place one row; one that doesn't fit goes to the next page, or is split where much would stay empty.

        `last` is the last row of the table when it comes next: the two stay together.
        """
        grid, flow, height = self.grid, self.flow, row.height
        fresh, room = self._fresh(), flow.room + 0.01
        parted = last is not None and height <= room < height + last.height <= fresh
        little = height > room and height <= fresh and room < max(fresh * _MOST_EMPTY, 4 * grid.pitch + 2 * _PAD_Y)
        if (parted or little) and flow.y > self.top + sum(self.header_heights) + 0.01:
            self._next_page()
        self._note_figures(row)
        if height <= flow.room + 0.01:
            self._draw_row(row.lines, row.face, height)
        else:
            self._split_row(row.lines, row.face)

    def _split_row(self, wrapped: Lines, face: Typeface) -> None:
        """Spread a tall row over pages, as many lines on each as fit."""
        grid, flow = self.grid, self.flow
        while True:
            fit = int((flow.room - 2 * _PAD_Y + 0.01) / grid.pitch)
            tallest = max(map(len, wrapped))
            if fit < min(2, tallest):
                self._next_page()
                fit = max(int((flow.room - 2 * _PAD_Y + 0.01) / grid.pitch), 1)
            part = [lines[:fit] for lines in wrapped]
            wrapped = [lines[fit:] for lines in wrapped]
            self._draw_row(part, face, max(map(len, part)) * grid.pitch + 2 * _PAD_Y, top_aligned=True)
            if not any(wrapped):
                return
            self._next_page()

    def _wrap(self, cells: Sequence[Cell], context: str | None, index: int, face: Typeface) -> Lines:
        flow, size, table = self.flow, self.grid.size, self.table
        widths, known = face.widths, flow.fonts.known
        scale, wrapped = size / 1000, []
        for cell, style, room in zip(cells, self.grid.formats, self.room, strict=False):
            text = cell if type(cell) is str else format_cell(cell, style)
            if not known.issuperset(text):
                text = flow.fonts.clean(text, context or _row_context(flow, table, cells, index))
            if "\n" not in text and sum(map(widths.__getitem__, text)) * scale <= room:
                wrapped.append([text] if text else [])
            else:
                wrapped.append([text[a:z] for a, z in break_lines(text, widths, size, room)])
        wrapped += [[] for _ in range(len(self.room) - len(wrapped))]
        return wrapped

    def _note_figures(self, row: _Row) -> None:
        for cell, lines in zip(row.cells, row.lines, strict=False):
            if type(cell) is Figure:
                self.flow.figure(cell.evidence, "".join(lines))

    def _draw_row(self, wrapped: Lines, face: Typeface, height: float, *, top_aligned: bool = False) -> None:
        flow, grid = self.flow, self.grid
        left, top = flow.page.left, flow.page.top + flow.y
        marks, size, pitch = flow.page.marks, grid.size, grid.pitch
        first = pitch / 2 + BASELINE * size
        for lines, edge, room, align in zip(wrapped, grid.edges, self.room, grid.aligns, strict=False):
            if not lines:
                continue
            y = top + first + (_PAD_Y if top_aligned else (height - len(lines) * pitch) / 2)
            x = left + edge + _PAD_X
            for text in lines:
                if align is Align.LEFT:
                    marks.append(Text(x, y, face, size, text))
                else:
                    slack = room - face.width(text, size)
                    marks.append(Text(x + (slack / 2 if align is Align.CENTER else slack), y, face, size, text))
                y += pitch
        bottom = top + height
        marks.append(Line(left + grid.edges[0], bottom, left + grid.edges[-1], bottom, _THIN))
        flow.advance(height)

    def empty(self) -> None:
        """The one line of a table without rows."""
        flow, grid = self.flow, self.grid
        height = max(grid.pitch + 2 * _PAD_Y, grid.least_height)
        x = (grid.edges[0] + grid.edges[-1] - self.body.width(NO_ROWS, grid.size)) / 2
        y = flow.y + height / 2 + BASELINE * grid.size
        page = flow.page
        page.marks.append(Text(page.left + x, page.top + y, self.body, grid.size, NO_ROWS))
        flow.advance(height)


def _row_context(flow: Flow, table: Table, cells: Sequence[Cell], index: int) -> str:
    """How a warning names a row: document context, caption, row number and first text cell."""
    first = next((shorten(cell) for cell in cells if isinstance(cell, str) and not cell.strip().isdigit() and cell), "")
    place = f"{shorten(table.caption) or '表'}第{index + 1}行"
    return "：".join(part for part in (flow.meta.context, place, first) if part)


def _make_grid(flow: Flow, table: Table) -> _Grid:
    weights = [max(column.width, 0.01) for column in table.columns]
    scale = flow.page.block_width / sum(weights)
    edges = [0.0]
    for weight in weights:
        edges.append(edges[-1] + weight * scale)
    aligns = tuple(
        column.align if column.align is not Align.AUTO else Align.RIGHT if column.format in _NUMBERS else Align.LEFT
        for column in table.columns
    )
    formats = tuple(column.format for column in table.columns)
    return _Grid(tuple(edges), aligns, formats, table.size, table.row_height * MM)


def _header_cells(flow: Flow, table: Table, grid: _Grid) -> list[_HeaderCell]:
    """Header cells of one row, or of two where columns share a group title."""
    face, size = flow.fonts[Role.HEITI], grid.size

    def wrap(text: str, first: int, last: int) -> list[str]:
        clean = flow.fonts.clean(text, flow.context(text))
        room = grid.edges[last] - grid.edges[first] - 2 * _PAD_X
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
            cells.append(_HeaderCell(at, end, 0, 1, wrap(group, at, end)))
        for i in range(at, end):
            cells.append(_HeaderCell(i, i + 1, 1 if group else 0, depth, wrap(columns[i].title, i, i + 1)))
        at = end
    return cells


def _header_heights(cells: list[_HeaderCell], grid: _Grid) -> list[float]:
    if not cells:
        return []
    depth = max(cell.bottom for cell in cells)
    heights = [0.0] * depth
    for cell in cells:
        height = len(cell.lines) * grid.pitch + 2 * _PAD_Y
        if cell.bottom - cell.top == 1:
            heights[cell.top] = max(heights[cell.top], height)
    for cell in cells:
        height = len(cell.lines) * grid.pitch + 2 * _PAD_Y
        if cell.bottom - cell.top == 2:
            heights[1] += max(height - sum(heights), 0.0)
    return heights
