"""Palette, menu and help: three views of the commands in scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from ajx_tui.ui.commands import BoundCommand, Command, CommandModal, key_name
from ajx_tui.ui.widgets.cells import display, fit, width_of
from ajx_tui.ui.widgets.confirm import plain
from ajx_tui.ui.widgets.prose import Prose, wrap

NOTHING = "没有找到。可以输入名称、说明中的字，或名称的拼音首字母，例如 dr（导入）。"
KEY_WIDTH = 11
TITLE_WIDTH = 15
WIDEST, EDGES = 92, 8
"""Cells of the list across at most, and what of it is padding and scrollbar."""
HELP_KEYS = 18
"""Cells of the keys in the help."""


def prompt(bound: BoundCommand, width: int) -> Content:
    """Return the line of a command in a terminal of `width` cells: key, title, explanation in columns."""
    command = bound.command
    room = max(0, min(WIDEST, width) - EDGES - KEY_WIDTH - TITLE_WIDTH)
    return Content.assemble(
        (fit(command.key_text, KEY_WIDTH), "$text-primary bold"),
        (fit(command.title, TITLE_WIDTH), "bold"),
        (fit(command.help, min(room, width_of(display(command.help)))), "dim"),
    )


class CommandList(CommandModal[BoundCommand | None]):
    """Lists commands; dismisses with the chosen one, or None. The app runs it after the list is gone, so that it acts
    on the screen beneath."""

    DEFAULT_CSS = """
    CommandList { align: center top; background: $background 60%; }
    CommandList > Vertical {
        width: 92; max-width: 100%; height: auto; max-height: 90%; margin-top: 2; padding: 1 2; background: $panel;
    }
    CommandList Input { margin-bottom: 1; }
    CommandList OptionList { background: $panel; max-height: 22; height: auto; }
    CommandList #none { height: auto; color: $text-muted; display: none; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("cancel", "关闭", "关闭这个列表", ("escape",), "gb", "对话框"),)

    def compose(self) -> ComposeResult:
        """The list, under a search field where there is one."""
        with Vertical():
            yield from self.head()
            yield OptionList(id="commands", markup=False, compact=True)
            yield Prose(NOTHING, id="none")

    def head(self) -> ComposeResult:
        """What stands above the list."""
        yield from ()

    def fill(self, hits: list[BoundCommand | str]) -> None:
        """Show these commands; a text is a heading."""
        self._shown = [hit if isinstance(hit, BoundCommand) else None for hit in hits]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Option(prompt(hit, self.app.size.width))
            if isinstance(hit, BoundCommand)
            else Option(Content(hit), disabled=True)
            for hit in hits
        )
        first = next((index for index, bound in enumerate(self._shown) if bound is not None), None)
        options.highlighted = first
        self.query_one("#none").display = first is None
        options.display = first is not None

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def do_cancel(self) -> None:
        """Close without choosing."""
        self.dismiss(None)


class Palette(CommandList):
    """Ctrl+P: finds a command by Chinese text or by the pinyin initials of its name."""

    AUTO_FOCUS = "Input"

    def __init__(self, search: Callable[[str], tuple[BoundCommand, ...]]) -> None:
        """`search` is `Commands.search`, bound to the screen beneath."""
        super().__init__()
        self._search = search

    def head(self) -> ComposeResult:
        """The search field."""
        yield Input(placeholder="输入要做的事，或拼音首字母")

    def on_mount(self) -> None:
        """Start with everything."""
        self.fill(list(self._search("")))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.fill(list(self._search(event.value)))

    @on(Input.Submitted)
    def _take(self) -> None:
        self.query_one(OptionList).action_select()

    def on_key(self, event: events.Key) -> None:
        """Arrows move the list while the field keeps the focus."""
        moves = {"down": "cursor_down", "up": "cursor_up", "pagedown": "page_down", "pageup": "page_up"}
        if event.key in moves and isinstance(self.focused, Input):
            getattr(self.query_one(OptionList), f"action_{moves[event.key]}")()
            event.stop()


class Menu(CommandList):
    """F10: every command in scope under its heading."""

    AUTO_FOCUS = "OptionList"

    def __init__(self, groups: dict[str, tuple[BoundCommand, ...]]) -> None:
        super().__init__()
        self._groups = groups

    def on_mount(self) -> None:
        """List the groups."""
        hits: list[BoundCommand | str] = []
        for scope, members in self._groups.items():
            hits += [scope, *members]
        self.fill(hits)


class HelpScreen(CommandModal[None]):
    """F1: what every key and command does here, with a few words of the screen before it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > VerticalScroll { width: 92; max-width: 100%; height: 92%; padding: 1 2; background: $panel; }
    HelpScreen Static { height: auto; }
    HelpScreen .help--scope { margin-top: 1; color: $primary; text-style: bold; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("close", "关闭", "关闭帮助", ("escape", "f1", "enter"), "gb", "对话框"),
    )

    def __init__(self, title: str, text: str, groups: dict[str, tuple[BoundCommand, ...]]) -> None:
        """`text` explains the screen in a paragraph or two."""
        super().__init__()
        self._title, self._text, self._groups = title, text, groups

    def compose(self) -> ComposeResult:
        """Title, explanation, commands by heading."""
        with VerticalScroll():
            yield Static(plain(f"帮助：{self._title}" if self._title else "帮助"), classes="title")
            if self._text:
                yield Prose(self._text)
            for scope, members in self._groups.items():
                yield Static(plain(scope), classes="help--scope")
                for bound in members:
                    yield Static(self._line(bound.command))
            yield Static(plain("按 Esc 关闭；用上、下键或滚轮翻看。"), classes="help--scope muted")

    def _line(self, command: Command) -> Content:
        """Keys, then title and explanation; further lines begin below them."""
        keys = " ".join(key_name(key) for key in command.keys) or "（菜单）"
        room = min(WIDEST, self.app.size.width) - EDGES - HELP_KEYS
        told = ("\n" + " " * HELP_KEYS).join(wrap(f"{command.title}  {command.help}", room))
        return Content.assemble(
            (fit(keys, HELP_KEYS), "$text-primary bold"),
            (told[: len(command.title)], "bold"),
            told[len(command.title) :],
        )

    def do_close(self) -> None:
        """Close."""
        self.dismiss(None)
