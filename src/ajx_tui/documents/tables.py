"""Tables drawn directly: wrapping cells, a header repeated on every page, page breaks between and inside rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ajx_tui.documents.blocks import Align, Cell, Figure, Table
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.linebreak import break_lines
from ajx_tui.documents.numbers import format_cell
from ajx_tui.documents.page import BASELINE, BODY_SIZE, PITCH, Line, Text
from ajx_tui.documents.tablegrid import PAD_X, PAD_Y, header_cells, header_heights, make_grid
from ajx_tui.documents.text import shorten
from ajx_tui.documents.titles import balanced
from ajx_tui.documents.typeface import Typeface

NO_ROWS = "（无）"
_FRAME, _THIN = 0.9, 0.4
_SMALL = 12.0
_NOTE_PITCH, _GAP = _SMALL * 1.5, 4.0
_MOST_EMPTY = 0.1  # of a page: more white than this is not left, the row is split
_TOGETHER = 2  # rows that stay with the caption, and at the end of a table
_SHORT = 60  # rows: a table up to this long is looked at as a whole
_LEAST_PAD = 1.5
_SMALL_TABLE = 0.3  # of a page: a table up to this high is not split
_TALL = 0.15  # of a page: of first rows taller than this together one stays with the caption


Lines = list[list[str]]
"""The wrapped lines of each cell of a row."""


def place_table(flow: Flow, table: Table, below: float = 0.0, *, closing: bool = False) -> Iterator[int]:
    """Place a table. Yields the number of rows placed since the last yield, at least once a page.

    The caption stands with the header and the first two rows; the last row, mostly the total, with the row before it
    and with the note. `below` is the height of a note that follows as a block of its own. A short table that is
    `closing`, with nothing more to come on its last page, moves to a page of its own rather than be split.
    """
    if table.landscape:
        flow.turn(True)
    layout = _TableLayout(flow, table, below)
    rows = layout.rows()
    short = len(table.rows) <= _SHORT
    ahead = list(rows if short else islice(rows, _TOGETHER + 1))
    layout.start(ahead, whole=short and closing)
    if short:
        layout.squeeze(ahead)
    placed, page, index = 0, flow.page_count, 0
    if not table.rows:
        layout.empty()
    waiting = deque(ahead)
    while waiting:
        row = waiting.popleft()
        waiting.extend(islice(rows, 1))
        layout.row(row, waiting)
        index += 1
        if flow.page_count != page and index <= len(table.rows):
            yield index - placed
            placed, page = index, flow.page_count
    layout.finish()
    yield len(table.rows) - placed


def table_need(flow: Flow, table: Table, below: float, *, closing: bool, above: float) -> float:
    """The height that a table wants below headings that take `above`, in points; the rest as for `place_table`."""
    layout = _TableLayout(flow, table, below)
    short = len(table.rows) <= _SHORT
    rows = layout.rows()
    return layout.wanted(list(rows if short else islice(rows, _TOGETHER + 1)), whole=short and closing, above=above)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its lines broken, ready to be placed."""

    cells: Sequence[Cell]
    lines: Lines
    face: Typeface
    count: int
    """The lines of its tallest cell."""


class _TableLayout:
    """The state of one table while its rows are placed."""

    def __init__(self, flow: Flow, table: Table, below: float) -> None:
        self.flow = flow
        self.table = table
        self.body = flow.fonts[Role.FANGSONG]
        self.bold = flow.fonts[Role.HEITI]
        self.grid = make_grid(flow, table)
        self.room = self.grid.widths
        self.header = header_cells(flow, table, self.grid) if table.header else []
        self.header_heights = header_heights(self.header, self.grid)
        self.pad = PAD_Y
        self.note = flow.styled(table.note, Role.FANGSONG)
        noted = len(flow.break_styled(self.note, _SMALL, flow.page.block_width)) * _NOTE_PITCH if table.note else 0.0
        self.below = _GAP + noted + (_GAP + below if below else 0.0) if noted or below else 0.0
        self.top = 0.0

    # outline of the table on a page

    def wanted(self, ahead: Sequence[_Row], *, whole: bool, above: float = 0.0) -> float:
        """The height of caption, unit, header and the rows that must not be parted from them.

        With `whole` those are all rows, where they fit on a page and can't be squeezed onto this one below the
        headings that take `above`.
        """
        table, lines, page = self.table, self._caption()[1], self.flow.page.block_height
        head = min(len(lines), 6) * PITCH if lines else PITCH / 4
        head += (_SMALL * 1.5 if table.unit else 0.0) + sum(self.header_heights)
        every = sum(self.height(row.count) for row in ahead) + self.below
        if whole and above + head + every - self._squeezable(ahead) > self.flow.room and above + head + every <= page:
            return head + every
        return head + self._first_rows(ahead)

    @staticmethod
    def _squeezable(rows: Sequence[_Row]) -> float:
        """How much lower rows get when they are set closer."""
        return 2 * (PAD_Y - _LEAST_PAD) * len(rows)

    def _first_rows(self, ahead: Sequence[_Row]) -> float:
        """Room for the first two rows, all of a small table; for tall ones, as much as a page is left for anyway."""
        grid, heights = self.grid, [self.height(row.count) for row in ahead]
        if not self.table.rows:
            heights.insert(0, self.height(1))
        total, every = len(self.table.rows) + (self.table.total is not None), sum(heights) + self.below
        fresh = self._fresh()
        rows = sum(heights[:_TOGETHER])
        if total <= _TOGETHER + 1 or (len(heights) >= total and every <= fresh * _SMALL_TABLE):
            rows = every
        elif rows > fresh * _TALL:
            rows = heights[0]
        return rows if rows <= fresh / 2 else max(fresh * _MOST_EMPTY, 4 * grid.pitch + 2 * PAD_Y) + 0.1

    def _fresh(self) -> float:
        """Room for rows on a page of its own."""
        return self.flow.page.block_height - sum(self.header_heights)

    def height(self, lines: int) -> float:
        """The height of a row whose tallest cell has so many lines."""
        return max(lines * self.grid.pitch + 2 * self.pad, self.grid.least_height)

    def squeeze(self, rows: Sequence[_Row]) -> None:
        """Set the rows closer where the whole table then stays on this page that would just not fit."""
        count = max(len(rows), 1)
        wanted = sum(self.height(row.count) for row in rows) + self.below - self.flow.room
        if 0 < wanted <= self._squeezable(rows):
            self.pad = PAD_Y - wanted / (2 * count) - 0.01

    def _caption(self) -> tuple[str, list[tuple[int, int]]]:
        flow, table = self.flow, self.table
        caption = flow.fonts.clean(table.caption, flow.context(table.caption))
        return caption, balanced(caption, self.bold.widths, BODY_SIZE, flow.page.block_width) if caption else []

    def start(self, ahead: Sequence[_Row], *, whole: bool) -> None:
        """Caption, unit and header, on the page of the first rows."""
        flow, table = self.flow, self.table
        caption, lines = self._caption()
        unit = flow.fit(flow.one_line(table.unit), Role.FANGSONG, _SMALL, flow.page.block_width - 2 * PAD_X)
        flow.need(min(self.wanted(ahead, whole=whole), flow.page.block_height))
        if caption:
            flow.centred(caption, lines, Role.HEITI, BODY_SIZE)
            if len(lines) > 6:
                flow.need(sum(self.header_heights) + 4 * self.grid.pitch)
        elif not flow.at_top:
            flow.skip(PITCH / 4)
        if unit:
            x = flow.page.block_width - self.body.width(unit, _SMALL) - PAD_X
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
        flow = self.flow
        self._close()
        flow.y = min(flow.y + _GAP, flow.page.block_height)
        if self.table.note:
            flow.lines(self.note, size=_SMALL, pitch=_NOTE_PITCH)
        flow.y = min(flow.y + _GAP, flow.page.block_height)

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
        lines = self._wrap(cells, context, index, face)
        return _Row(cells, lines, face, max(map(len, lines)))

    def row(self, row: _Row, coming: Sequence[_Row]) -> None:
        """Place one row; one that doesn't fit goes to the next page, or is split where much would stay empty.

        `coming` are the rows that are known to come. The last two stay together, and with the note.
        """
        grid, flow, height = self.grid, self.flow, self.height(row.count)
        fresh, room = self._fresh(), flow.room + 0.01
        end = sum(self.height(one.count) for one in coming) + self.below if len(coming) < _TOGETHER else 0.0
        parted = end > 0 and height <= room < height + end <= fresh
        little = height > room and height <= fresh and room < max(fresh * _MOST_EMPTY, 4 * grid.pitch + 2 * PAD_Y)
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
            fit = int((flow.room - 2 * PAD_Y + 0.01) / grid.pitch)
            tallest = max(map(len, wrapped))
            if fit < min(2, tallest):
                self._next_page()
                fit = max(int((flow.room - 2 * PAD_Y + 0.01) / grid.pitch), 1)
            part = [lines[:fit] for lines in wrapped]
            wrapped = [lines[fit:] for lines in wrapped]
            self._draw_row(part, face, max(map(len, part)) * grid.pitch + 2 * PAD_Y, top_aligned=True)
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
            y = top + first + (PAD_Y if top_aligned else (height - len(lines) * pitch) / 2)
            x = left + edge + PAD_X
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
        height = self.height(1)
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
