"""Commands: one declaration drives key binding, key line, palette, menu and help.

A screen, modal, widget or the app mixes in `CommandHost`, lists its commands in `COMMANDS` and implements each as
`do_<id>` (plain or async). `can_<id>`, when it exists, returns whether there is anything here for the command; where
there is not, its key is free for others. `refusal` is what services would answer to this person in this state: such a
command is not offered, and its key tells why. The `Commands` registry answers which commands are in scope.

    class Enterprises(CommandScreen[None]):
        COMMANDS = (Command("new", "新建", "登记一家企业", ("ctrl+n",), "xj", "企业"),)

        def do_new(self) -> None: ...

Keys are those a Chinese input method leaves alone: F-keys, Ctrl+letter, Enter, Esc, arrows, digits. `/` and `?` bind
their Chinese forms too, digits their full-width forms.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from inspect import isawaitable
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from ajx_tui.errors import AjxError
from ajx_tui.ui.compat.app import ErrorGuard

R = TypeVar("R")

_KEY = re.compile(
    r"f([1-9]|1[0-2])|ctrl\+[a-z]|ctrl\+(home|end|pageup|pagedown|up|down|left|right)|[0-9]"
    r"|enter|escape|space|delete|slash|question_mark|up|down|left|right|pageup|pagedown|home|end"
)
# Ctrl+H/I/J/M are Backspace, Tab, Line feed and Enter to a terminal. Ctrl+S/Q work: flow control is switched off.
_TAKEN = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # What an input method sends for the same key: 、 ／ ？ and full-width digits and space.
        "slash": ("ideographic_comma", "fullwidth_solidus"),
        "question_mark": ("fullwidth_question_mark",),
        "space": ("ideographic_space",),
        **{str(digit): (chr(0xFF10 + digit),) for digit in range(10)},
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "enter": "回车", "escape": "Esc", "space": "空格", "delete": "Delete", "slash": "/", "question_mark": "?",
        "up": "上", "down": "下", "left": "左", "right": "右",
        "pageup": "上页", "pagedown": "下页", "home": "Home", "end": "End",
    }
)  # fmt: skip
# Keys that edit text keep doing so while a text field has the focus; other control keys go to the command first.
_EDITING = frozenset({"ctrl+a", "ctrl+c", "ctrl+v", "ctrl+x", "ctrl+z"})


def key_name(key: str) -> str:
    """Return how a key is written for the user: `F2`, `Ctrl+N`, `回车`."""
    head, _, tail = key.rpartition("+")
    name = _NAMES.get(tail, tail.upper())
    return f"{head.title()}+{name}" if head else name


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can do.

    `id` names the method `do_<id>`; `title` 名称 is at most a few characters, for the key line; `help` 说明 is one
    sentence; `pinyin` are the initials of the title in lower case, written out here so that nothing has to compute
    them at start; `scope` is the heading under which menu and help list it. `shown` puts it on the key line, lower
    `place` further left: what stands at the right end goes first when the line is too short. `in_modals` keeps an
    app-wide command alive while a dialog is open.

    Raises ValueError for a key that an input method or a terminal would swallow.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...] = ()
    pinyin: str = ""
    scope: str = "通用"
    shown: bool = True
    in_modals: bool = False
    place: int = 0

    def __post_init__(self) -> None:
        for key in self.keys:
            if not _KEY.fullmatch(key) or key in _TAKEN:
                raise ValueError(f"{self.id}: the key {key!r} does not survive a Chinese input method or a terminal")
        if not self.id.isidentifier() or not (self.pinyin.isascii() and self.pinyin == self.pinyin.lower()):
            raise ValueError(f"{self.id}: bad id or pinyin")

    @property
    def key_text(self) -> str:
        """The first key as the user reads it, or an empty text."""
        return key_name(self.keys[0]) if self.keys else ""

    def matches(self, query: str) -> bool:
        """Whether the palette finds it: part of title, help or scope, pinyin initials, or the key."""
        wanted = query.strip().lower()
        if not wanted:
            return True
        if any(wanted in text.lower() for text in (self.title, self.help, self.scope)):
            return True
        return wanted in self.pinyin or wanted in {key_name(key).lower() for key in self.keys}

    def rank(self, query: str) -> int:
        """Order of hits, best first: the title, then initials, then the key, then the explanation."""
        wanted = query.strip().lower()
        if wanted in (self.title.lower(), self.pinyin):
            return -1
        if self.title.lower().startswith(wanted):
            return 0
        if self.pinyin.startswith(wanted):
            return 1
        return 2 if wanted in self.title.lower() or wanted in self.pinyin else 3

    def bindings(self) -> Iterable[Binding]:
        """The Textual bindings of its keys."""
        for key in self.keys:
            first = (key.startswith("ctrl+") and key not in _EDITING) or re.fullmatch(r"f\d+", key) is not None
            for name in (key, *_ALSO.get(key, ())):
                yield Binding(name, f"command('{self.id}', '{key}')", self.title, show=False, priority=first)


@dataclass(frozen=True, slots=True)
class BoundCommand:
    """A command together with the app, screen or widget that carries it out."""

    command: Command
    host: CommandHost
    also: tuple[Command, ...] = ()
    """What hosts further out call the same thing: people look for those names too."""

    def matches(self, query: str) -> bool:
        """Whether the palette finds it, by any of its names."""
        return any(command.matches(query) for command in (self.command, *self.also))

    def rank(self, query: str) -> int:
        """Order of hits, best first."""
        return min(command.rank(query) for command in (self.command, *self.also) if command.matches(query))

    async def run(self) -> None:
        """Carry it out, if it applies right now."""
        await self.host.action_command(self.command.id)


class CommandHost(ErrorGuard):
    """Mixin for an App, Screen or Widget that has commands. Put it before the Textual class."""

    COMMANDS: ClassVar[Any] = ()
    """The commands of this class; those of its base classes are added."""

    def __init_subclass__(cls, **options: Any) -> None:
        own: tuple[Command, ...] = tuple(cls.__dict__.get("COMMANDS", ()))
        if own:
            declared = list(cls.__dict__.get("BINDINGS", ()))
            cls.BINDINGS = [*declared, *(binding for command in own for binding in command.bindings())]  # type: ignore[attr-defined]
        super().__init_subclass__(**options)

    @classmethod
    def all_commands(cls) -> tuple[Command, ...]:
        """Commands of this class and its bases; one that has its id or its keys replaces an inherited one."""
        found: dict[str, Command] = {}
        for base in reversed(cls.__mro__):
            own = [command for command in base.__dict__.get("COMMANDS", ()) if isinstance(command, Command)]
            used = {key for command in own for key in command.keys}
            found = {name: command for name, command in found.items() if not command.keys or set(command.keys) - used}
            found.update((command.id, command) for command in own)
        return tuple(found.values())

    def concerns(self, command_id: str) -> bool:
        """Whether there is anything here for the command: its `can_<id>`, or True."""
        check = getattr(self, f"can_{command_id}", None)
        return bool(check()) if callable(check) else True

    def refusal(self, command_id: str) -> AjxError | None:
        """What a service would refuse the command with, to this person in this state; None when it would not."""
        return None

    def applies(self, command_id: str) -> bool:
        """Whether the command can be run right now."""
        return self.concerns(command_id) and self.refusal(command_id) is None

    def refuses(self, command_id: str) -> bool:
        """Whether the command is refused to this person in this state; then it says why."""
        refused = self.refusal(command_id)
        if refused is None:
            return False
        from ajx_tui.ui.widgets.notice import show_error

        self.app.clear_notifications()  # type: ignore[attr-defined]  # A key held down says it once.
        show_error(self.app, refused)  # type: ignore[attr-defined]
        return True

    async def action_command(self, command_id: str, _key: str = "") -> None:
        """Run `do_<command_id>`, or say why not; the target of every generated key binding."""
        if not self.concerns(command_id) or self.refuses(command_id):
            return
        method: Callable[[], Awaitable[None] | None] = getattr(self, f"do_{command_id}")
        result = method()
        if isawaitable(result):
            await result

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question whether a binding is live; a command there is nothing for lets the key pass on."""
        if action == "command" and parameters:
            command_id, key = str(parameters[0]), str(parameters[-1])
            if not any(command.id == command_id for command in self.all_commands()):
                return False
            return self._reachable(command_id) and self.concerns(command_id) and not self._claimed_nearer(key)
        inherited: bool | None = super().check_action(action, parameters)  # type: ignore[misc]
        return inherited

    def _reachable(self, command_id: str) -> bool:
        """A dialog hides the app's commands except those marked `in_modals`."""
        if not isinstance(self, App) or not self.screen.is_modal:
            return True
        return any(command.in_modals for command in self.all_commands() if command.id == command_id)

    def _claimed_nearer(self, key: str) -> bool:
        """Whether a host nearer to the focus uses this key: Textual asks priority bindings from the app inwards."""
        if not isinstance(self, DOMNode):
            return False
        for node in hosts_of(self.screen):
            if node is self:
                return False
            if any(key in command.keys and node.concerns(command.id) for command in node.all_commands()):
                return True
        return False


def hosts_of(screen: Screen[Any]) -> Iterable[CommandHost]:
    """Return the command hosts from the focused widget outwards, or from the screen when nothing has the focus."""
    nodes: Iterable[DOMNode] = screen.focused.ancestors_with_self if screen.focused else (screen, screen.app)
    return [node for node in nodes if isinstance(node, CommandHost)]


class CommandScreen(CommandHost, Screen[R]):
    """Base of the program's screens."""

    # Textual's own COMMANDS feeds its English palette, which the program switches off.
    COMMANDS: ClassVar[tuple[Command, ...]] = ()  # type: ignore[assignment]


class CommandModal(CommandHost, ModalScreen[R]):
    """Base of the program's dialogs: they collect and `dismiss(value)`; they never save."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()  # type: ignore[assignment]


class Commands:
    """The registry of one running app: which commands are in scope where the user is."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def in_scope(self, screen: Screen[Any] | None = None) -> tuple[BoundCommand, ...]:
        """Return the commands that apply now, nearest first: focused widget, its parents, screen, app.

        A key that two of them claim belongs to the nearer one, and so does an id, refused or not: the other command is
        there without that key. A dialog hides the app's commands except those marked `in_modals`.
        """
        screen = screen if screen is not None else self._app.screen
        found: dict[str, BoundCommand] = {}
        taken: set[str] = set()
        for node in hosts_of(screen):
            for command in node.all_commands():
                hidden = isinstance(node, App) and screen.is_modal and not command.in_modals
                if hidden:
                    continue
                if (nearer := found.get(command.id)) is not None:
                    found[command.id] = replace(nearer, also=(*nearer.also, command))
                elif node.concerns(command.id):
                    free = tuple(key for key in command.keys if key not in taken)
                    found[command.id] = BoundCommand(replace(command, keys=free), node)
            taken.update(key for bound in found.values() for key in bound.command.keys)
        return tuple(bound for bound in found.values() if bound.host.refusal(bound.command.id) is None)

    def search(self, query: str, screen: Screen[Any] | None = None) -> tuple[BoundCommand, ...]:
        """Return the commands in scope that match, best first."""
        hits = [bound for bound in self.in_scope(screen) if bound.matches(query)]
        if not query.strip():
            return tuple(hits)
        return tuple(sorted(hits, key=lambda bound: bound.rank(query)))

    def by_scope(self, screen: Screen[Any] | None = None) -> Mapping[str, tuple[BoundCommand, ...]]:
        """Return the commands in scope under their headings, in the order they are met."""
        groups: dict[str, list[BoundCommand]] = {}
        for bound in self.in_scope(screen):
            groups.setdefault(bound.command.scope, []).append(bound)
        return {scope: tuple(members) for scope, members in groups.items()}
