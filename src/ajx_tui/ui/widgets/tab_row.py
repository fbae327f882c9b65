"""Tabs as colour blocks in one line, each with a count behind its title; many tabs in groups, which take a line of
their own above."""

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


@dataclass(frozen=True, slots=True)
class TabGroup:
    """Some of the tabs under a name of their own. `key` names the group among tabs, so it must differ from theirs."""

    key: str
    title: str
    tabs: tuple[str, ...]


class TabRow(Widget, can_focus=True):
    """Left and right or a click choose a tab, up and down the line; a `Chosen` message says which tab is open."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabRow { height: 1; width: 1fr; background: $background; }
    TabRow.-grouped { height: 2; }
    TabRow > .tabs--tab { background: $panel; color: $foreground; }
    TabRow > .tabs--open { background: $primary; color: $background; text-style: bold; }
    TabRow > .tabs--group { background: $secondary; color: $foreground; text-style: bold; }
    TabRow > .tabs--gap { background: $background; }
    TabRow > .tabs--here { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"tabs--{name}" for name in ("tab", "open", "group", "gap", "here")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("up", "level(-1)", show=False),
        Binding("down,enter", "level(1)", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another tab was chosen."""

        row: TabRow
        key: str

    @dataclass
    class Left(Message):
        """Down was pressed on the lowest line: the focus belongs to the content."""

        row: TabRow

    def __init__(
        self,
        tabs: Sequence[tuple[str, str]],
        current: str = "",
        *,
        groups: Sequence[TabGroup] = (),
        id: str | None = None,
    ) -> None:
        """`tabs` are (key, title); `groups` hold each of them once, in order."""
        super().__init__(id=id, classes="-grouped" if groups else None)
        self._tabs = tuple(tabs)
        self._groups = tuple(groups)
        self._current = current or (self._tabs[0][0] if self._tabs else "")
        self._kept: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._on_groups = False

    @property
    def current(self) -> str:
        """Key of the open tab."""
        return self._current

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all tabs, in order."""
        return tuple(key for key, _ in self._tabs)

    @property
    def groups(self) -> tuple[TabGroup, ...]:
        """The groups, none when the tabs have one line."""
        return self._groups

    @property
    def group(self) -> TabGroup | None:
        """The group of the open tab."""
        return next((group for group in self._groups if self._current in group.tabs), None)

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """(key, title) of the tabs on the line of the open one."""
        group = self.group
        return self._tabs if group is None else tuple(tab for tab in self._tabs if tab[0] in group.tabs)

    def title(self, key: str) -> str:
        """The title of a tab."""
        return dict(self._tabs)[key]

    def choose(self, key: str) -> None:
        """Open a tab, or the tab of a group that was open last, and say so, unless it is open already."""
        group = next((one for one in self._groups if one.key == key), None)
        if group is not None:
            key = self._current if self._current in group.tabs else self._kept.get(key, group.tabs[0])
        if key != self._current and key in self.keys:
            self._current = key
            if (now := self.group) is not None:
                self._kept[now.key] = key
            self.refresh()
            self.post_message(self.Chosen(self, key))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records stand behind tabs."""
        self._counts.update(counts)
        self.refresh()

    # ----- drawing

    def _tab_parts(self, key: str, title: str, current: str, upper: bool) -> list[Part]:
        """One tab or group; the mark tells the open one without any colour."""
        count = f" {self._counts[key]}" if key in self._counts else ""
        gap = Part(" ", self.get_component_rich_style("tabs--gap"))
        if key != current:
            return [Part(f"  {title}{count} ", self.get_component_rich_style("tabs--tab"), key), gap]
        here = self.has_focus and upper == (self._on_groups and bool(self._groups))
        name = "here" if here else "group" if upper else "open"
        return [Part(f" >{title}{count} ", self.get_component_rich_style(f"tabs--{name}"), key), gap]

    def parts(self, line: int = -1) -> list[Part]:
        """The pieces of a line, the tabs' own by default. When it is too short, tabs at its ends give way to those
        around the open one, and `<` or `>` leads to them."""
        upper = bool(self._groups) and line == 0
        if upper:
            tabs, current = (
                tuple((group.key, group.title) for group in self._groups),
                self.group.key if self.group else "",
            )
        else:
            tabs, current = self.beside, self._current
        keys = [key for key, _ in tabs]
        pieces = [self._tab_parts(key, title, current, upper) for key, title in tabs]
        first, last = self._in_sight(pieces, keys.index(current) if keys else 0)
        more = self.get_component_rich_style("tabs--gap")
        left = [Part("< ", more, keys[first - 1])] if first else []
        right = [Part(">", more, keys[last])] if last < len(pieces) else []
        return [*left, *(part for piece in pieces[first:last] for part in piece), *right]

    def _in_sight(self, pieces: list[list[Part]], at: int) -> tuple[int, int]:
        """The first and one past the last piece that fit around the open one."""
        if sum(map(parts_width, pieces)) <= self.size.width + 1:
            return 0, len(pieces)
        room = self.size.width + 1 - 2 * MORE_CELLS
        first, last = at, at + 1
        while (first, last) != (0, len(pieces)):
            used = sum(map(parts_width, pieces[first:last]))
            if last < len(pieces) and used + parts_width(pieces[last]) <= room:
                last += 1
            elif first and used + parts_width(pieces[first - 1]) <= room:
                first -= 1
            else:
                break
        return first, last

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        base = self.get_component_rich_style("tabs--gap")
        lines = 2 if self._groups else 1
        return Strip.blank(self.size.width, base) if y >= lines else line_strip(self.parts(y), self.size.width, base)

    # ----- keys and mouse

    def on_focus(self) -> None:
        """Start on the tabs."""
        self._on_groups = False

    def action_step(self, step: int) -> None:
        """Open the neighbour on the line; from the last tab of a group on to the next group."""
        if self._on_groups and self.has_focus and (group := self.group) is not None:
            keys = [one.key for one in self._groups]
            self.choose(keys[(keys.index(group.key) + step) % len(keys)])
            return
        keys = list(self.keys)
        self.choose(keys[(keys.index(self._current) + step) % len(keys)])

    def action_level(self, step: int) -> None:
        """Go to the line of the groups, back to the tabs, or down into the content."""
        if step > 0 and not self._on_groups:
            self.post_message(self.Left(self))
        self._on_groups = step < 0 and bool(self._groups)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the mouse."""
        event.stop()
        key = value_at(self.parts(event.y), event.x)
        if key:
            self.choose(key)
