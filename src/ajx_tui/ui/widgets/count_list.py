"""A short list of counts, each of which opens the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.cells import fit, width_of
from ajx_tui.ui.widgets.grid_source import Tone


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line: `key` comes back when it is opened; `tone` colours the count when it is not zero."""

    key: str
    title: str
    count: int
    tone: Tone = ""
    unit: str = "条"


class CountList(Widget, can_focus=True):
    """Titles at the left, counts at the right. Arrows move, Enter or a click posts `Opened`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CountList { height: auto; width: 1fr; background: $surface; color: $foreground; }
    CountList > .counts--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
                                  text-style: bold; }
    CountList > .counts--muted { color: $text-muted; }
    CountList > .counts--good { color: $text-success; }
    CountList > .counts--warn { color: $text-warning; text-style: bold; }
    CountList > .counts--bad { color: $text-error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"counts--{name}" for name in ("cursor", "muted", "good", "warn", "bad")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Index of the current line."""

    @dataclass
    class Opened(Message):
        """Enter or a click on the line with this key."""

        list: CountList
        key: str

        @property
        def control(self) -> CountList:
            """The widget that sent it."""
            return self.list

    def __init__(self, rows: Sequence[CountRow] = (), *, empty: str = "正在统计", id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = tuple(rows)
        self._empty = empty

    @property
    def rows(self) -> tuple[CountRow, ...]:
        """The lines."""
        return self._rows

    def show(self, rows: Sequence[CountRow]) -> None:
        """Show other lines; the cursor stays on the same key."""
        key = self._rows[self.cursor].key if self._rows else ""
        self._rows = tuple(rows)
        self.cursor = next((index for index, row in enumerate(self._rows) if row.key == key), 0)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows."""
        return max(1, len(self._rows))

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor on a line."""
        return max(0, min(index, len(self._rows) - 1))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.rich_style
        if not self._rows:
            muted = self.get_component_rich_style("counts--muted")
            return Strip([Segment(fit(f" {self._empty}" if not y else "", width), muted)], width)
        if y >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[y]
        current = y == self.cursor and self.has_focus
        style = self.get_component_rich_style("counts--cursor") if current else base
        number = style
        if not current:
            name = (row.tone or "") if row.count else "muted"
            number = self.get_component_rich_style(f"counts--{name}") if name else base
        tail = f"{row.count} {row.unit} "
        lead = (">" if current else " ") + fit(row.title, max(0, width - width_of(tail) - 2)) + " "
        return Strip([Segment(lead, style), Segment(tail, number)], width).crop(0, width)

    def action_move(self, step: int) -> None:
        """Move the cursor; past the ends the focus goes on to the neighbour."""
        at = self.cursor + step
        if at < 0:
            self.screen.focus_previous()
        elif at >= len(self._rows):
            self.screen.focus_next()
        else:
            self.cursor = at

    def action_open(self) -> None:
        """Ask the screen to open the line."""
        if self._rows:
            self.post_message(self.Opened(self, self._rows[self.cursor].key))

    def on_click(self, event: events.Click) -> None:
        """Open the line under the mouse."""
        event.stop()
        if event.y < len(self._rows):
            self.cursor = event.y
            self.action_open()
