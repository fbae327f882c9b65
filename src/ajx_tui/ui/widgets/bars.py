"""Horizontal bars of a share, one row each: coverage by sector, rectification by township, and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ajx_tui.ui.widgets.cells import display, fit, width_of
from ajx_tui.ui.widgets.grid_source import Tone

NO_RATE = "—"
"""A share of nothing: neither 0 % nor 100 %."""
MIN_BAR = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: `done` of `total`. `key` comes back when the row is opened; `tone` colours the bar; `note` stands at
    the end of the row."""

    key: str
    label: str
    done: int
    total: int
    tone: Tone = ""
    note: str = ""

    @property
    def rate(self) -> str:
        """The share as text with one decimal, rounded down so that only all of them read 100.0%."""
        if self.total <= 0:
            return NO_RATE
        tenths = self.done * 1000 // self.total
        return f"{tenths // 10}.{tenths % 10}%"

    def filled(self, width: int) -> int:
        """Coloured cells of a bar of `width` cells; none is left for all, and one shows for a few."""
        if self.total <= 0 or self.done <= 0:
            return 0
        if self.done >= self.total:
            return width
        return min(width - 1, max(1, round(width * self.done / self.total)))


class Bars(ScrollView, can_focus=True):
    """Bars with aligned labels and numbers. Arrows move, Enter or a click posts `Opened` with the key of the row."""

    DEFAULT_CSS = """
    Bars { background: $surface; height: auto; max-height: 100%; }
    Bars > .bars--row { background: $surface; color: $foreground; }
    Bars > .bars--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    Bars > .bars--empty { background: $panel; }
    Bars > .bars--plain { background: $primary; }
    Bars > .bars--good { background: $success; }
    Bars > .bars--warn { background: $warning; }
    Bars > .bars--bad { background: $error; }
    Bars > .bars--dim { background: $panel-lighten-2; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"bars--{name}" for name in ("row", "cursor", "empty", "plain", "good", "warn", "bad", "dim")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    cursor: reactive[int] = reactive(0)
    """Index of the current row."""

    @dataclass
    class Opened(Message):
        """Enter or a click on the row with this key."""

        bars: Bars
        key: str

        @property
        def control(self) -> Bars:
            """The widget that sent it."""
            return self.bars

    def __init__(self, bars: Sequence[Bar] = (), *, empty: str = "没有数据。", id: str | None = None) -> None:
        super().__init__(id=id)
        self._bars = tuple(bars)
        self._empty = empty

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The rows."""
        return self._bars

    def update(self, bars: Sequence[Bar]) -> None:
        """Show other rows; the cursor stays on the same key."""
        key = self._bars[self.cursor].key if self._bars else ""
        self._bars = tuple(bars)
        self.cursor = next((index for index, bar in enumerate(self._bars) if bar.key == key), 0)
        self._measure()
        self.refresh(layout=True)

    def on_mount(self) -> None:
        """Tell the scrollbar how many rows there are."""
        self._measure()

    def on_resize(self) -> None:
        """The bars share the new width."""
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(max(1, self.scrollable_content_region.width), max(1, len(self._bars)))

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(index, len(self._bars) - 1))

    def watch_cursor(self) -> None:
        """Scroll the row into view."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def _texts(self, bar: Bar) -> tuple[str, str, str]:
        return display(bar.label), f"{bar.done} / {bar.total}", bar.rate

    def render_line(self, y: int) -> Strip:
        """Draw one row: label, bar, numbers, share, note."""
        width = self.scrollable_content_region.width
        row_style = self.get_component_rich_style("bars--row")
        if not self._bars:
            return Strip([Segment(fit(self._empty if not y else "", width), row_style)], width)
        index = y + self.scroll_offset.y
        if index >= len(self._bars) or width <= 0:
            return Strip.blank(max(0, width), row_style)
        bar = self._bars[index]
        columns = [self._texts(each) for each in self._bars]
        label_width, count_width, rate_width = (max(width_of(texts[at]) for texts in columns) for at in range(3))
        note_width = max(width_of(display(each.note)) for each in self._bars)
        numbers = count_width + rate_width + 3 + (note_width + 1 if note_width else 0)
        label_width = max(4, min(label_width, width - numbers - MIN_BAR - 3))
        bar_width = max(0, width - label_width - numbers - 3)
        current = index == self.cursor and self.has_focus
        style = self.get_component_rich_style("bars--cursor") if current else row_style
        filled = bar.filled(bar_width)
        label, count, rate = columns[index]
        tail = f" {fit(count, count_width, 'right')} {fit(rate, rate_width, 'right')} "
        if note_width:
            tail += fit(bar.note, note_width) + " "
        segments = [
            Segment((">" if current else " ") + fit(label, label_width) + " ", style),
            Segment(" " * filled, self._block(bar.tone or "plain")),
            Segment(" " * (bar_width - filled), self._block("empty")),
            Segment(tail + " " * max(0, width - label_width - 2 - bar_width - width_of(tail)), style),
        ]
        return Strip([segment for segment in segments if segment.text]).crop(0, width)

    def _block(self, name: str) -> Style:
        return self.get_component_rich_style(f"bars--{name}")

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.cursor += step

    def action_open(self) -> None:
        """Ask the screen to open the row."""
        if self._bars:
            self.post_message(self.Opened(self, self._bars[self.cursor].key))

    def on_click(self, event: events.Click) -> None:
        """Open the row under the mouse."""
        event.stop()
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._bars):
            self.cursor = index
            self.action_open()
