"""The app every app of the program is: themes, global commands, palette, menu, help, rooms."""

from __future__ import annotations

from typing import Any, ClassVar

from ajx_tui.errors import AjxError
from ajx_tui.ui import theme
from ajx_tui.ui.commands import BoundCommand, Command, CommandHost, Commands
from ajx_tui.ui.compat.app import CompatApp, R
from ajx_tui.ui.compat.terminal import TerminalMode
from ajx_tui.ui.widgets.rail import ROOM_COMMANDS, Rail

NARROW_BELOW = 100
"""Terminals with fewer columns get the class `-narrow` on their screens, others `-wide`."""


class BaseApp(CommandHost, CompatApp[R]):
    """Adds to `CompatApp` what belongs to the product's look and commands.

    A subclass pushes its first screen and implements `open_room`. A screen may set `HELP` (a paragraph for F1) and
    `TITLE`.
    """

    CSS_PATH = theme.CSS_FILE
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW_BELOW, "-wide")]  # noqa: RUF012 - as Textual declares it

    # Textual's own COMMANDS feeds its English palette, which is switched off.
    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("help", "帮助", "说明本页每个按键和命令", ("f1",), "bz"),
        Command("palette", "命令", "按名称或拼音首字母查找并执行命令", ("ctrl+p",), "ml"),
        Command("menu", "菜单", "按类别列出本页全部命令", ("f10",), "cd", shown=False),
        Command("quit", "退出", "退出程序", ("ctrl+q",), "tc", place=9),
        *ROOM_COMMANDS,
    )

    def __init__(self, mode: TerminalMode | None = None, *, light: bool = False) -> None:
        super().__init__(mode)
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.LIGHT.name if light else theme.DARK.name
        self.commands = Commands(self)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The program's own colour names, for themes that don't set them."""
        return {name: theme.DARK.variables[name] for name in ("field", "field-focus")}

    def show_error(self, error: AjxError) -> None:
        """Say what went wrong and what to do next."""
        from ajx_tui.ui.widgets.notice import show_error

        show_error(self, error)

    def open_room(self, room: str) -> None:
        """Show the room with this digit; for the subclass."""

    def may_leave(self) -> bool:
        """Whether the program may end now; a subclass asks about unsaved work instead of answering True."""
        return True

    async def action_command(self, command_id: str, _key: str = "") -> None:
        """Run a command of the app; `room_<digit>` opens a room."""
        if command_id.startswith("room_"):
            self.open_room(command_id.removeprefix("room_"))
        else:
            await super().action_command(command_id, _key)

    def on_rail_chosen(self, event: Rail.Chosen) -> None:
        """A click on the rail is the digit key."""
        self.open_room(event.room)

    def do_help(self) -> None:
        """Explain what can be done on the screen."""
        from ajx_tui.ui.widgets.palette import HelpScreen

        screen: Any = self.screen
        text = getattr(screen, "HELP", "")
        self.push_screen(HelpScreen(screen.title or "", text, dict(self.commands.by_scope(screen))))

    def do_palette(self) -> None:
        """Find a command and run it."""
        from ajx_tui.ui.widgets.palette import Palette

        screen = self.screen
        self.push_screen(Palette(lambda query: self.commands.search(query, screen)), self._run_chosen)

    def do_menu(self) -> None:
        """List the commands by heading and run the chosen one."""
        from ajx_tui.ui.widgets.palette import Menu

        self.push_screen(Menu(dict(self.commands.by_scope(self.screen))), self._run_chosen)

    def _run_chosen(self, bound: BoundCommand | None) -> None:
        if bound is not None:
            self.call_next(bound.run)

    def do_quit(self) -> None:
        """End the program."""
        if self.may_leave():
            self.exit()

    async def action_quit(self) -> None:
        """Textual's own Ctrl+Q ends here too."""
        self.do_quit()
