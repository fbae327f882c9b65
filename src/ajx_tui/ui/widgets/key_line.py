"""The line at the bottom that says which keys work here; a click on one does the same."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.commands import BoundCommand, Commands
from ajx_tui.ui.widgets.line_parts import Part, line_strip, parts_width, value_at


def _order(bound: BoundCommand) -> tuple[bool, int]:
    """The way back stands first on every page."""
    return "escape" not in bound.command.keys, bound.command.place


def _spared(bound: BoundCommand) -> bool:
    """Whether a command of the app gives way when the line is short."""
    return bound.command.place > 0


class KeyLine(Widget):
    """Always visible, always one line. Commands of the app (help, palette, quit) keep their place at the right end;
    when the line is too short, leaving goes first, then commands of the screen from the last on: the palette has
    them all. `refresh_bindings()` of the screen redraws it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; width: 1fr; background: $panel; color: $text-muted; }
    KeyLine > .key-line--key { background: $panel; color: $primary; text-style: bold; }
    KeyLine > .key-line--title { background: $panel; color: $foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--title"}

    def on_mount(self) -> None:
        """Follow the focus and the state of commands."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def _bound(self) -> tuple[BoundCommand, ...]:
        return tuple(
            bound for bound in Commands(self.app).in_scope(self.screen) if bound.command.shown and bound.command.keys
        )

    def _parts(self, bound: BoundCommand) -> list[Part]:
        command = bound.command
        key, title = self.get_component_rich_style("key-line--key"), self.get_component_rich_style("key-line--title")
        return [Part(f" {command.key_text}", key, command.id), Part(f" {command.title} ", title, command.id)]

    def parts(self) -> list[Part]:
        """The parts of the line at its present width."""
        commands = self._bound()
        own = sorted((one for one in commands if not isinstance(one.host, App)), key=_order)
        wanted = sum(parts_width(self._parts(bound)) for bound in commands)
        kept = [b for b in commands if isinstance(b.host, App) and (wanted <= self.size.width or not _spared(b))]
        tail = [part for bound in kept for part in self._parts(bound)]
        room = self.size.width - parts_width(tail)
        head: list[Part] = []
        for bound in own:
            new = self._parts(bound)
            if parts_width(head + new) > room:
                break
            head += new
        gap = max(0, room - parts_width(head))
        return [*head, Part(" " * gap, self.get_component_rich_style("key-line--title")), *tail]

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.get_component_rich_style("key-line--title")
        width = self.size.width
        return Strip.blank(width, base) if y else line_strip(self.parts(), width, base)

    async def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        event.stop()
        wanted = value_at(self.parts(), event.x)
        for bound in self._bound():
            if bound.command.id == wanted:
                await bound.run()
                break
