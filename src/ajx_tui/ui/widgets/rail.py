"""The rooms of the program: a column at the left, one line at the top of a narrow terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.line_parts import Part, line_strip, parts_width, value_at


@dataclass(frozen=True, slots=True)
class Room:
    """A room: the digit that opens it, its name, a short name for narrow terminals, pinyin initials."""

    key: str
    title: str
    short: str
    pinyin: str


ROOMS: tuple[Room, ...] = (
    Room("1", "首页", "首页", "sy"),
    Room("2", "企业", "企业", "qy"),
    Room("3", "保单", "保单", "bd"),
    Room("4", "服务与隐患", "服务", "fwyyh"),
    Room("5", "理赔与费用", "理赔", "lpyfy"),
    Room("6", "名录与执法", "名录", "mlyzf"),
    Room("7", "文书", "文书", "ws"),
    Room("8", "审核与上报", "审核", "shysb"),
    Room("9", "设置", "设置", "sz"),
)

ROOM_COMMANDS: tuple[Command, ...] = tuple(
    Command(f"room_{room.key}", room.title, f"打开「{room.title}」", (room.key,), room.pinyin, "房间", shown=False)
    for room in ROOMS
)
"""Commands of the app that open the rooms by digit."""


class Rail(Widget):
    """Shows the rooms, which one is open and how much waits in it; a click posts `Chosen`. The digits are commands of
    the app."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rail { dock: left; width: 16; height: 1fr; background: $panel; color: $foreground; }
    Rail > .rail--room { background: $panel; color: $foreground; }
    Rail > .rail--key { background: $panel; color: $primary; text-style: bold; }
    Rail > .rail--mark { background: $panel; color: $text-warning; text-style: bold; }
    Rail > .rail--open { background: $primary; color: $background; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rail--room", "rail--key", "rail--open", "rail--mark"}

    current: reactive[str] = reactive("1")
    """Digit of the open room."""

    @dataclass
    class Chosen(Message):
        """A click on a room."""

        room: str

    def __init__(
        self,
        current: str = "1",
        *,
        marks: Mapping[str, int] | None = None,
        id: str | None = None,
    ) -> None:
        """`marks` is how much waits in some of them, by digit."""
        super().__init__(id=id)
        self._marks = dict(marks or {})
        self.set_reactive(Rail.current, current)

    @property
    def is_line(self) -> bool:
        """Whether it lies at the top as one line."""
        return self.size.height == 1

    def show_marks(self, marks: Mapping[str, int]) -> None:
        """Show how much waits in some rooms; nothing for those that are not named."""
        if self._marks != marks:
            self._marks = dict(marks)
            self.refresh()

    def _room_parts(self, room: Room, title: str, width: int = 0) -> list[Part]:
        """One room; with a width its mark stands at the right end of it."""
        count = self._marks.get(room.key, 0)
        mark = f"{count} " if count else ""
        title = f"{title} " if title else ""
        gap = " " * max(0, width - width_of(f" {room.key} {title}{mark}"))
        if room.key == self.current:
            style = self.get_component_rich_style("rail--open")
            return [Part(f" {room.key} {title}{gap}{mark}", style, room.key)]
        key, name, waits = (self.get_component_rich_style(f"rail--{part}") for part in ("key", "room", "mark"))
        parts = [Part(f" {room.key}", key, room.key), Part(f" {title}{gap}", name, room.key)]
        return [*parts, Part(mark, waits, room.key)] if mark else parts

    def _line_parts(self) -> list[Part]:
        """All rooms by name; where there is no room for the names, only the open one has its name."""
        parts = [part for room in ROOMS for part in self._room_parts(room, room.short)]
        if parts_width(parts) <= self.size.width:
            return parts
        return [
            part for room in ROOMS
            for part in self._room_parts(room, room.short if room.key == self.current else "")
        ]  # fmt: skip

    def render_line(self, y: int) -> Strip:
        """Draw one line: all rooms at the top, or one room of the column with a free line after it."""
        base = self.get_component_rich_style("rail--room")
        width = self.size.width
        if self.is_line:
            return line_strip(self._line_parts(), width, base)
        index, between = divmod(y - 1, 2)
        if y < 1 or between or index >= len(ROOMS):
            return Strip.blank(width, base)
        room = ROOMS[index]
        parts = self._room_parts(room, room.title, width)
        fill = self.get_component_rich_style("rail--open") if room.key == self.current else base
        return line_strip(parts, width, fill)

    def on_click(self, event: events.Click) -> None:
        """Ask for the room under the mouse."""
        event.stop()
        if self.is_line:
            chosen = value_at(self._line_parts(), event.x)
        else:
            index, between = divmod(event.y - 1, 2)
            chosen = ROOMS[index].key if event.y >= 1 and not between and index < len(ROOMS) else ""
        if chosen:
            self.post_message(self.Chosen(chosen))
