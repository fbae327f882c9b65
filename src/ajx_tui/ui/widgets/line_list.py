"""Base of the short lists: one line per row, a cursor, and rows that open when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ajx_tui.ui.widgets.cells import fit


class Row(Protocol):
    """What every row has: the key that comes back when it is opened; none when it only says something."""

    @property
    def key(self) -> str | None:
        """Identifies the row."""
        ...


R = TypeVar("R", bound=Row)


class LineList(ScrollView, Generic[R], can_focus=True):
    """Rows of one line. Arrows move, over an end on to the neighbouring list; Enter or a click posts `Opened`.

    A subclass draws a row with `draw`. Rows without a key are passed over by the cursor.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineList { background: $surface; color: $foreground; height: auto; max-height: 100%; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Index of the current row."""

    @dataclass
    class Opened(Message):
        """Enter or a click on the row with this key."""

        list: LineList[Any]
        key: str

        @property
        def control(self) -> LineList[Any]:
            """The widget that sent it."""
            return self.list

    def __init__(self, rows: Sequence[R] = (), *, empty: str, id: str | None = None) -> None:
        """`empty` is said while there are no rows."""
        super().__init__(id=id)
        self._rows = tuple(rows)
        self._empty = empty

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows."""
        return self._rows

    @property
    def current(self) -> R | None:
        """The row under the cursor, if it can be opened."""
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else None
        return row if row is not None and row.key is not None else None

    def show(self, rows: Sequence[R]) -> None:
        """Show other rows; the cursor stays on the same key."""
        kept = self.current.key if self.current is not None else None
        self._rows = tuple(rows)
        places = self._places()
        self.cursor = next((at for at in places if self._rows[at].key == kept), places[0] if places else 0)
        self._measure()
        self.refresh(layout=True)

    def draw(self, row: R, width: int, current: bool) -> list[Segment]:
        """The segments of one row, together `width` cells; `current` when the cursor stands on it."""
        raise NotImplementedError

    # ----- drawing

    def on_mount(self) -> None:
        """Tell the scrollbar how many rows there are."""
        self._measure()

    def on_resize(self) -> None:
        """The rows share the new width."""
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(max(1, self.scrollable_content_region.width), max(1, len(self._rows)))

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        width = self.scrollable_content_region.width
        if not self._rows:
            return Strip([Segment(fit(f" {self._empty}" if not y else "", width), self.rich_style)], width)
        at = y + self.scroll_offset.y
        if at >= len(self._rows) or width <= 0:
            return Strip.blank(max(0, width), self.rich_style)
        segments = self.draw(self._rows[at], width, at == self.cursor and self.has_focus)
        return Strip([segment for segment in segments if segment.text]).crop(0, width)

    # ----- the cursor

    def _places(self) -> list[int]:
        """Where the cursor may stand."""
        return [at for at, row in enumerate(self._rows) if row.key is not None]

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(index, len(self._rows) - 1))

    def watch_cursor(self) -> None:
        """Scroll the row into view, at the ends with what stands beyond it."""
        places = self._places()
        first = 0 if places and self.cursor == places[0] else self.cursor
        last = len(self._rows) - 1 if places and self.cursor == places[-1] else self.cursor
        for row in (first, last, self.cursor):
            self.scroll_to_region(Region(0, row, 1, 1), animate=False, force=True)

    def action_move(self, step: int) -> None:
        """Move the cursor; past the ends the focus goes on to the next list."""
        beyond = [at for at in self._places() if (at - self.cursor) * step > 0]
        if beyond:
            self.cursor = min(beyond) if step > 0 else max(beyond)
        else:
            self._leave(step)

    def _leave(self, step: int) -> None:
        """Go on to the neighbouring list, at its near end."""
        lists = [widget for widget in self.screen.focus_chain if isinstance(widget, LineList)]
        at = lists.index(self) + step
        if 0 <= at < len(lists):
            lists[at].action_edge(-step)
            lists[at].focus()

    def action_page(self, step: int) -> None:
        """Move by what is in view."""
        target = self.cursor + step * max(1, self.size.height - 1)
        self.cursor = min(self._places(), key=lambda at: abs(at - target), default=0)

    def action_edge(self, step: int) -> None:
        """Go to the first or last row."""
        places = self._places()
        self.cursor = (places[-1] if step > 0 else places[0]) if places else 0

    def action_open(self) -> None:
        """Ask the screen to open the row."""
        row = self.current
        if row is not None and row.key is not None:
            self.post_message(self.Opened(self, row.key))

    def on_click(self, event: events.Click) -> None:
        """Open the row under the mouse."""
        event.stop()
        at = event.y + self.scroll_offset.y
        if at in self._places():
            self.cursor = at
            self.action_open()
