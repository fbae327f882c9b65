"""Choosing one of a few values without opening anything, or several of a list in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Button, SelectionList, Static
from textual.widgets.selection_list import Selection

from ajx_tui.domain.fields import Value
from ajx_tui.ui.widgets.cells import display, fit, width_of
from ajx_tui.ui.widgets.confirm import Choice, Choose, Dialog, plain

STRIP_CELLS = 32
"""Values whose titles fit in so many cells stand side by side; longer sets open a dialog."""
NONE_YET = "未选"


class ChoiceStrip(Widget, can_focus=True):
    """All values side by side, the chosen one in brackets and colour. Arrows or a digit choose, Delete clears."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChoiceStrip { height: 1; width: 1fr; background: $field; color: $text-muted; }
    ChoiceStrip:focus { background: $field-focus; }
    ChoiceStrip > .choice--chosen { color: $background; background: $primary; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("space,ideographic_space", "cycle", show=False),
        Binding("delete,backspace", "clear", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        strip: ChoiceStrip

    def __init__(self, options: Sequence[tuple[Value, str]], value: Value = None, *, clearable: bool = True) -> None:
        super().__init__()
        self._options = tuple(options)
        self._clearable = clearable
        self._value = value

    @property
    def value(self) -> Value:
        """The chosen value, None when none is."""
        return self._value

    @value.setter
    def value(self, value: Value) -> None:
        if value != self._value:
            self._value = value
            self.refresh()
            self.post_message(self.Changed(self))

    @property
    def _index(self) -> int:
        return next((i for i, (value, _) in enumerate(self._options) if value == self._value), -1)

    def _texts(self) -> list[str]:
        return [f"[{title}]" if value == self._value else f" {title} " for value, title in self._options]

    def render_line(self, y: int) -> Strip:
        """Draw the values."""
        width, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, base)
        chosen = self.get_component_rich_style("choice--chosen")
        segments = [
            Segment(display(text), chosen if value == self._value else base)
            for (value, _), text in zip(self._options, self._texts(), strict=True)
        ]
        return Strip(segments).extend_cell_length(width, base).crop(0, width)

    def action_step(self, step: int) -> None:
        """Choose the neighbour."""
        index = self._index
        at = 0 if index < 0 else max(0, min(len(self._options) - 1, index + step))
        self.value = self._options[at][0]

    def action_cycle(self) -> None:
        """Choose the next value, from the last one the first."""
        self.value = self._options[(self._index + 1) % len(self._options)][0]

    def action_clear(self) -> None:
        """Choose none, where that is allowed."""
        if self._clearable:
            self.value = None

    def on_key(self, event: events.Key) -> None:
        """A digit chooses; full-width ones of an input method too. Digits that choose nothing stay here all the same:
        they must not open a room."""
        if event.character is not None and event.character.isdecimal():
            event.stop()
            event.prevent_default()
            number = int(event.character)
            if 1 <= number <= len(self._options):
                self.value = self._options[number - 1][0]

    def on_click(self, event: events.Click) -> None:
        """Choose the value under the mouse; a click on the chosen one clears it."""
        event.stop()
        at = 0
        for (value, _), text in zip(self._options, self._texts(), strict=True):
            at += width_of(display(text))
            if event.x < at:
                self.value = None if value == self._value and self._clearable else value
                return


class PickMany(Dialog[tuple[str, ...] | None]):
    """Asks for any number of texts of a list. Dismisses with them in list order, or None when cancelled."""

    AUTO_FOCUS = "SelectionList"
    DEFAULT_CSS = "PickMany SelectionList { height: auto; max-height: 14; background: $panel; }"

    def __init__(self, title: str, options: Sequence[tuple[str, str]], chosen: Sequence[str] = ()) -> None:
        """`options` are (value, title)."""
        super().__init__(title)
        self._options, self._chosen = tuple(options), frozenset(chosen)

    def body(self) -> ComposeResult:
        """The list with check boxes."""
        yield Static("空格勾选，勾完按“确定”。", classes="muted", markup=False)
        yield SelectionList[str](
            *(
                Selection(Content(display(title)), str(number), value in self._chosen)
                for number, (value, title) in enumerate(self._options)
            )
        )

    def buttons(self) -> ComposeResult:
        """Cancel and take."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("确定", id="ok", variant="primary", compact=True)

    @on(Button.Pressed, "#ok")
    def _taken(self) -> None:
        chosen = set(self.query_one(SelectionList).selected)
        self.dismiss(tuple(value for number, (value, _) in enumerate(self._options) if str(number) in chosen))


class PopupChoice(Widget, can_focus=True):
    """Shows the chosen value in one line; Enter opens the list. `several` allows more than one, joined by 、."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PopupChoice { height: 1; width: 1fr; background: $field; color: $foreground; }
    PopupChoice:focus { background: $field-focus; }
    PopupChoice > .choice--none { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--none"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,ideographic_space", "open", show=False),
        Binding("delete,backspace", "clear", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        popup: PopupChoice

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[Value, str]],
        value: Value = None,
        *,
        several: bool = False,
        clearable: bool = True,
    ) -> None:
        super().__init__()
        self._title, self._options = title, tuple(options)
        self._several, self._clearable = several, clearable
        self._value = value

    @property
    def value(self) -> Value:
        """The chosen value; several texts joined by 、; None when none is chosen."""
        return self._value

    @value.setter
    def value(self, value: Value) -> None:
        if value != self._value:
            self._value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def _shown(self) -> str:
        if self._value is None:
            return ""
        return next((title for value, title in self._options if value == self._value), str(self._value))

    def render_line(self, y: int) -> Strip:
        """Draw the value and the mark that says there is a list."""
        width, base = self.size.width, self.rich_style
        if y or width < 4:
            return Strip.blank(width, base)
        muted = self.get_component_rich_style("choice--none")
        text = self._shown()
        line = Segment(fit(f" {text or NONE_YET}", width - 3), base if text else muted)
        return Strip([line, Segment(" v ", muted)], width)

    def action_open(self) -> None:
        """Open the list."""
        if self._several:
            texts = [(str(value), title) for value, title in self._options]
            chosen = [value for value, _ in texts if value in str(self._value or "")]
            self.app.push_screen(PickMany(self._title, texts, chosen), self._took_many)
            return
        choices = [Choice(str(number), title) for number, (_, title) in enumerate(self._options)]
        if self._clearable and self._value is not None:
            choices.append(Choice("", "清空"))
        current = next((str(n) for n, (value, _) in enumerate(self._options) if value == self._value), None)
        self.app.push_screen(Choose(self._title, choices, current=current), self._took)

    def _took(self, answer: str | None) -> None:
        if answer is not None:
            self.value = self._options[int(answer)][0] if answer else None

    def _took_many(self, answer: tuple[str, ...] | None) -> None:
        if answer is not None:
            self.value = "、".join(answer) or None

    def action_clear(self) -> None:
        """Choose none, where that is allowed."""
        if self._clearable:
            self.value = None

    def on_key(self, event: events.Key) -> None:
        """Digits must not open a room from inside a form."""
        if event.character is not None and event.character.isdecimal():
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Open the list."""
        event.stop()
        self.action_open()


def choice_control(
    title: str, options: Sequence[tuple[Value, str]], value: Value, *, several: bool = False, clearable: bool = True
) -> ChoiceStrip | PopupChoice:
    """The control for a fixed set: side by side when it fits, else a dialog."""
    cells = sum(width_of(display(text)) + 2 for _, text in options)
    if not several and cells <= STRIP_CELLS and len(options) < 10:
        return ChoiceStrip(options, value, clearable=clearable)
    return PopupChoice(title, options, value, several=several, clearable=clearable)


__all__ = ["ChoiceStrip", "PickMany", "PopupChoice", "choice_control", "plain"]
