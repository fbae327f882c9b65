"""A small chart of months: one block per month, its value above, its name below. Blocks are coloured cells, no
symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.cells import fit


@dataclass(frozen=True, slots=True)
class Month:
    """One block: `key` comes back when it is opened; `share` is its height, 0 to 1, None when there is no value."""

    key: str
    label: str
    value: str
    share: float | None


class MonthBars(Widget, can_focus=True):
    """Left and right move, Enter or a click posts `Opened`. What does not fit at the left is left out: the last
    months count most."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    MonthBars { height: 1fr; min-height: 3; width: 1fr; background: $surface; color: $foreground; }
    MonthBars > .months--bar { background: $primary; color: $background; }
    MonthBars > .months--text { background: $surface; color: $foreground; }
    MonthBars > .months--label { background: $surface; color: $text-muted; }
    MonthBars > .months--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
                                  text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"months--{name}" for name in ("bar", "text", "label", "cursor")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    LEAST = 6
    """Cells of a column: a value such as 63.0% and a gap."""

    cursor: reactive[int] = reactive(0)
    """Index of the current month."""

    @dataclass
    class Opened(Message):
        """Enter or a click on the month with this key."""

        bars: MonthBars
        key: str

        @property
        def control(self) -> MonthBars:
            """The widget that sent it."""
            return self.bars

    def __init__(self, *, empty: str = "正在统计", id: str | None = None) -> None:
        super().__init__(id=id)
        self._months: tuple[Month, ...] = ()
        self._empty = empty

    @property
    def months(self) -> tuple[Month, ...]:
        """The blocks, oldest first."""
        return self._months

    def show(self, months: Sequence[Month]) -> None:
        """Show other months; the cursor goes to the last."""
        self._months = tuple(months)
        self.cursor = max(0, len(self._months) - 1)
        self.refresh()

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor on a month that is shown."""
        return max(self._first(), min(index, len(self._months) - 1))

    def _first(self) -> int:
        """The first month there is room for."""
        return max(0, len(self._months) - max(1, (self.size.width - 1) // self.LEAST)) if self.size.width else 0

    def _column(self) -> int:
        shown = len(self._months) - self._first()
        return max(self.LEAST, min(10, (self.size.width - 1) // max(1, shown)))

    def render_line(self, y: int) -> Strip:
        """Draw one line: the values over their blocks, the blocks, the names."""
        width, height = self.size.width, self.size.height
        text, label = (self.get_component_rich_style(f"months--{name}") for name in ("text", "label"))
        if not self._months:
            return Strip([Segment(fit(f" {self._empty}" if not y else "", width), label)], width)
        column = self._column()
        segments = [Segment(" ", text)]
        for index in range(self._first(), len(self._months)):
            segments += self._cell(index, y, height, column)
        return Strip(segments).adjust_cell_length(width, text).crop(0, width)

    def _cell(self, index: int, y: int, height: int, column: int) -> list[Segment]:
        month = self._months[index]
        text, label, bar, cursor = (
            self.get_component_rich_style(f"months--{name}") for name in ("text", "label", "bar", "cursor")
        )
        current = index == self.cursor and self.has_focus
        gap = Segment(" ", text)
        if y == height - 1:
            return [Segment(fit(month.label, column - 1, "center"), cursor if current else label), gap]
        # The value takes the line above its block, so a full block leaves one line for it.
        room = max(1, height - 2)
        filled = 0 if not month.share else max(1, round(month.share * room))
        top = height - 1 - filled
        if y == top - 1:
            return [Segment(fit(month.value, column - 1, "center"), cursor if current else text), gap]
        return [Segment(" " * (column - 1), bar if y >= top else text), gap]

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.cursor += step

    def action_open(self) -> None:
        """Ask the screen to open the month."""
        if self._months:
            self.post_message(self.Opened(self, self._months[self.cursor].key))

    def on_click(self, event: events.Click) -> None:
        """Open the month under the mouse."""
        event.stop()
        index = self._first() + (event.x - 1) // self._column()
        if 0 <= index < len(self._months):
            self.cursor = index
            self.action_open()
