"""Tabs as colour blocks in one line, each with a count behind its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.line_parts import Part, line_strip, parts_width, value_at

MORE_CELLS = 2
"""Cells of the marks that lead to tabs for which there is no room."""


class TabRow(Widget, can_focus=True):
    """Arrows or a click choose a tab; a `Chosen` message says which."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabRow { height: 1; width: 1fr; background: $background; }
    TabRow > .tabs--tab { background: $panel; color: $foreground; }
    TabRow > .tabs--open { background: $primary; color: $background; text-style: bold; }
    TabRow > .tabs--gap { background: $background; }
    TabRow:focus > .tabs--open { background: $block-cursor-background; color: $block-cursor-foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--tab", "tabs--open", "tabs--gap"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another tab was chosen."""

        row: TabRow
        key: str

    def __init__(self, tabs: Sequence[tuple[str, str]], current: str = "", *, id: str | None = None) -> None:
        """`tabs` are (key, title)."""
        super().__init__(id=id)
        self._tabs = tuple(tabs)
        self._current = current or (self._tabs[0][0] if self._tabs else "")
        self._counts: dict[str, int] = {}

    @property
    def current(self) -> str:
        """Key of the open tab."""
        return self._current

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all tabs, in order."""
        return tuple(key for key, _ in self._tabs)

    def choose(self, key: str) -> None:
        """Open a tab and say so, unless it is open already."""
        if key != self._current and key in self.keys:
            self._current = key
            self.refresh()
            self.post_message(self.Chosen(self, key))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records stand behind tabs."""
        self._counts.update(counts)
        self.refresh()

    def _tab_parts(self, key: str, title: str) -> list[Part]:
        """One tab; the mark tells the open one without any colour."""
        count = f" {self._counts[key]}" if key in self._counts else ""
        gap = Part(" ", self.get_component_rich_style("tabs--gap"))
        if key == self._current:
            return [Part(f" >{title}{count} ", self.get_component_rich_style("tabs--open"), key), gap]
        return [Part(f"  {title}{count} ", self.get_component_rich_style("tabs--tab"), key), gap]

    def parts(self) -> list[Part]:
        """The pieces of the line. When it is too short, tabs at its ends give way to those around the open one, and
        `<` or `>` leads to them."""
        pieces = [self._tab_parts(key, title) for key, title in self._tabs]
        at = self.keys.index(self._current) if self._tabs else 0
        first, last = at, at + 1
        room = self.size.width + 1 - 2 * MORE_CELLS
        if sum(map(parts_width, pieces)) <= self.size.width + 1:
            first, last = 0, len(pieces)
        while (first, last) != (0, len(pieces)):
            used = sum(map(parts_width, pieces[first:last]))
            if last < len(pieces) and used + parts_width(pieces[last]) <= room:
                last += 1
            elif first and used + parts_width(pieces[first - 1]) <= room:
                first -= 1
            else:
                break
        more = self.get_component_rich_style("tabs--gap")
        left = [Part("< ", more, self.keys[first - 1])] if first else []
        right = [Part(">", more, self.keys[last])] if last < len(pieces) else []
        return [*left, *(part for piece in pieces[first:last] for part in piece), *right]

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.get_component_rich_style("tabs--gap")
        return Strip.blank(self.size.width, base) if y else line_strip(self.parts(), self.size.width, base)

    def action_step(self, step: int) -> None:
        """Open the neighbour."""
        keys = self.keys
        self.choose(keys[(keys.index(self._current) + step) % len(keys)])

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the mouse."""
        event.stop()
        key = value_at(self.parts(), event.x)
        if key:
            self.choose(key)
