"""The drawing half of `RecordGrid`: layout, colours and one line at a time."""

from __future__ import annotations

from array import array
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ajx_tui.errors import AjxError
from ajx_tui.ui.widgets.cells import cut, display, fit, width_of
from ajx_tui.ui.widgets.grid_paint import GridLayout, assemble, cell_pieces
from ajx_tui.ui.widgets.grid_source import GridRow, GridSource, ListSource, RowCache

HEADER = 1
"""Lines taken by the titles."""
UNREADABLE = GridRow(("（读取失败）",), "bad")
ASCENDING, DESCENDING = "升", "降"
NO_STYLE = Style.null()


class GridView(ScrollView, can_focus=True):
    """Draws the visible lines of an ordered list of ids; knows nothing of keys, mouse or loading."""

    DEFAULT_CSS = """
    GridView { background: $surface; color: $foreground; height: 1fr; }
    GridView > .record-grid--header { background: $panel; color: $text-muted; text-style: bold; }
    GridView > .record-grid--sorted { background: $panel; color: $primary; text-style: bold; }
    GridView > .record-grid--even { background: $surface; color: $foreground; }
    GridView > .record-grid--odd { background: $boost; color: $foreground; }
    GridView > .record-grid--marked { background: $secondary-muted; color: $foreground; }
    GridView > .record-grid--cursor {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
    }
    GridView:focus > .record-grid--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    GridView > .record-grid--empty { background: $surface; color: $text-muted; }
    GridView > .record-grid--good { color: $text-success; }
    GridView > .record-grid--warn { color: $text-warning; }
    GridView > .record-grid--bad { color: $text-error; }
    GridView > .record-grid--dim { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"record-grid--{name}"
        for name in ("header", "sorted", "even", "odd", "marked", "cursor", "empty", "good", "warn", "bad", "dim")
    }

    cursor: reactive[int] = reactive(0, repaint=False)
    """Index of the current row."""
    empty: reactive[str] = reactive("")
    """What an empty list says: why it is empty and what to do."""

    def __init__(
        self,
        source: GridSource | None,
        empty: str,
        numbers: bool,
        sort: tuple[str, bool] | None,
        id: str | None,
        classes: str | None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(GridView.empty, empty)
        self._numbers = numbers
        self._sort = sort
        self._source: GridSource = source if source is not None else ListSource((), {})
        self._rows = RowCache(self._source)
        self._ids: array[int] = array("q")
        self._complete = False
        self._marks: set[int] = set()
        self._layout: GridLayout | None = None
        self._styles_seen: dict[str, Style] = {}

    # ----- layout

    @property
    def _view_width(self) -> int:
        return self.scrollable_content_region.width

    def _page_size(self) -> int:
        return max(1, self.scrollable_content_region.height - HEADER)

    def _grid_layout(self) -> GridLayout:
        layout = self._layout
        if layout is None:
            digits = len(str(len(self._ids))) if self._numbers and self._ids else 0
            layout = self._layout = GridLayout.build(self._source.columns, self._view_width, digits)
        return layout

    def _resize_virtual(self) -> None:
        """Tell the scrollbars how big the list is."""
        self._layout = None
        # Decide the vertical scrollbar first: it takes cells from the growing columns.
        self.virtual_size = Size(self.virtual_size.width, len(self._ids) + HEADER)
        self.virtual_size = Size(max(1, self._grid_layout().total), len(self._ids) + HEADER)

    def on_resize(self) -> None:
        """Share the width anew."""
        self._resize_virtual()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget colours when the theme or the focus changed."""
        super().notify_style_update()
        self._styles_seen.clear()

    # ----- drawing

    def _style(self, name: str) -> Style:
        style = self._styles_seen.get(name)
        if style is None:
            style = self._styles_seen[name] = self.get_component_rich_style(f"record-grid--{name}")
        return style

    def _tone(self, tone: str) -> Style:
        """The text colour of a tone; the background stays that of the row."""
        if not tone:
            return NO_STYLE
        key = f"tone:{tone}"
        style = self._styles_seen.get(key)
        if style is None:
            style = Style(color=self._style(tone).color)
            self._styles_seen[key] = style
        return style

    @staticmethod
    def _keep_colours(_tone: str) -> Style:
        """On the cursor row the text keeps the colour that is readable there."""
        return NO_STYLE

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the view: the titles, a row, or the empty text."""
        width = self._view_width
        if width <= 0:
            return Strip.blank(self.size.width, self.rich_style)
        if y == 0:
            return self._header_strip(width)
        if not self._ids:
            return self._empty_strip(y, width)
        index = y - HEADER + self.scroll_offset.y
        if index >= len(self._ids):
            return Strip.blank(width, self._style("even"))
        return self._row_strip(index, width)

    def _header_strip(self, width: int) -> Strip:
        layout = self._grid_layout()
        style = self._style("header")
        pieces: list[tuple[str, Style]] = []
        for span in layout.spans:
            column, room = span.column, span.end - span.start
            title = column.title
            is_sorted = self._sort is not None and self._sort[0] == column.key
            if is_sorted and self._sort is not None:
                mark = DESCENDING if self._sort[1] else ASCENDING
                title = f"{cut(display(title), max(0, room - 3))} {mark}"
            pieces.append((fit(title, room, column.align) + " ", self._style("sorted") if is_sorted else style))
        lead = Segment(" " * layout.lead, style)
        return assemble(layout, lead, pieces, style, self.scroll_offset.x, width)

    def _empty_strip(self, y: int, width: int) -> Strip:
        style = self._style("empty")
        lines = self.empty.splitlines() if self._complete else ["正在读取"]
        at = y - max(HEADER + 1, (self.size.height - len(lines)) // 3)
        text = lines[at] if 0 <= at < len(lines) else ""
        return Strip([Segment(fit(text, width, "center"), style)], width)

    def _row(self, index: int) -> GridRow:
        """The texts of a row; a source that fails shows so in the row and is reported once."""
        try:
            return self._rows.get(self._ids, index)
        except AjxError as error:
            self._source_failed(error)
            return UNREADABLE

    def _source_failed(self, error: AjxError) -> None:
        """Hook of `RecordGrid`: report a failed read."""

    def _row_strip(self, index: int, width: int) -> Strip:
        layout = self._grid_layout()
        row = self._row(index)
        marked = self._ids[index] in self._marks
        current = index == self.cursor
        name = "cursor" if current else "marked" if marked else "odd" if index % 2 else "even"
        style = self._style(name)
        lead = (">" if current else " ") + ("*" if marked else " ")
        if self._numbers:
            lead += fit(str(index + 1), layout.lead - len(lead) - 1, "right") + " "
        tone = self._keep_colours if current else self._tone
        if len(row.cells) < len(layout.spans):
            # A stand-in for a row that could not be read: one text across all columns.
            text = fit(row.cells[0] if row.cells else "", max(1, width - layout.lead))
            return Strip([Segment(lead, style), Segment(text, style + tone(row.tone))], layout.lead + width_of(text))
        pieces = cell_pieces(layout, row, style, tone)
        return assemble(layout, Segment(lead, style), pieces, style, self.scroll_offset.x, width)
