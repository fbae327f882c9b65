"""One field of a form: label, control, and what is wrong with it. The control follows from the declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from ajx_tui.domain.fields import (
    PLAIN,
    Choice,
    Code,
    CreditCode,
    FieldProblem,
    Flag,
    Listed,
    Phone,
    Reading,
    Ref,
    Spec,
    Text,
    Value,
)  # fmt: skip
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.text import clean_text
from ajx_tui.ui.compat.keys import half_width
from ajx_tui.ui.widgets.cells import display, width_of
from ajx_tui.ui.widgets.choice_field import ChoiceStrip, PopupChoice, choice_control
from ajx_tui.ui.widgets.confirm import plain
from ajx_tui.ui.widgets.ref_field import RefField, Scope, ref_field

if TYPE_CHECKING:
    from ajx_tui.store.database import Store

WIDE_FROM = 100
"""One-line texts that may hold so many characters take the whole width of the form."""
NARROW_CONTROLS: Mapping[type[Spec], int] = {Day: 16, Count: 16, Percent: 16, Money: 20}
"""Cells that the line of such a field takes at most."""


class TextLine(Input):
    """A line of a form: Enter and Down go on to the next field, Up goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def _on_paste(self, event: events.Paste) -> None:
        """Pasted line breaks become spaces; Input's own handler, which runs next, would keep the first line only."""
        event.text = " ".join(event.text.splitlines())


class FieldBox(Vertical):
    """Label at the left, control at the right, problem below."""

    # The label is drawn by the box itself and the problem is mounted when there is one: a form of twenty fields
    # opens in half the time.
    DEFAULT_CSS = """
    FieldBox { height: auto; width: 1fr; color: $text-muted; }
    FieldBox.-current { color: $text-primary; text-style: bold; }
    FieldBox.-wrong { color: $text-error; text-style: bold; }
    FieldBox > .field--problem { height: auto; padding-left: 1; color: $text-error; text-style: none; }
    FieldBox.-warned > .field--problem { color: $text-warning; }
    FieldBox TextArea { height: 3; width: 1fr; scrollbar-size-vertical: 1; }
    FieldBox TextLine { width: 1fr; }
    """

    @dataclass
    class Left(Message):
        """The focus left the field, or its value changed by choosing."""

        box: FieldBox

    def __init__(
        self,
        name: str,
        spec: Spec,
        value: Value,
        *,
        store: Store,
        title: str = "",
        required: bool = False,
        code_lists: Mapping[str, Sequence[str]] | None = None,
        scope: Scope | None = None,
        label_width: int = 18,
    ) -> None:
        super().__init__()
        self.field_name, self.spec = name, spec
        self.title = title or spec.title
        self.required = required
        self._value, self._store, self._scope = value, store, scope
        self._lists = dict(code_lists or {})
        self._label_width = label_width
        self._problem: Static | None = None
        self.control: Widget = self._make_control()
        self._initial: object = None
        self._judged: object = None

    # ----- building

    def render(self) -> Content:
        """The label; the control covers the rest of the line."""
        star = ("*", "$text-warning") if self.required else (" ", "")
        unit = (f" {self.spec.unit}", "$text-disabled") if self._unit else ("", "")
        return Content.assemble(star, display(self.title), unit)

    @property
    def _unit(self) -> str:
        return "" if isinstance(self.spec, Percent) else self.spec.unit

    @staticmethod
    def label_cells(title: str, spec: Spec) -> int:
        """Cells that the label of such a field takes."""
        unit = "" if isinstance(spec, Percent) or not spec.unit else f" {spec.unit}"
        return width_of(display(title + unit)) + 2

    @property
    def is_wide(self) -> bool:
        """Whether the field takes the whole width of the form."""
        spec = self.spec
        return isinstance(spec, Text) and (spec.lines or spec.length >= WIDE_FROM)

    def _make_control(self) -> Widget:
        spec, value = self.spec, self._value
        clearable = spec.required is not True
        if isinstance(spec, Ref):
            return ref_field(self._store, spec.target, int(value) if value is not None else None, self._scope)
        if isinstance(spec, Flag):
            return choice_control(self.title, [(1, "是"), (0, "否")], value, clearable=clearable)
        if isinstance(spec, Choice):
            options: list[tuple[Value, str]] = [(code, titles[0]) for code, titles in spec.options.items()]
            return choice_control(self.title, options, value, clearable=clearable)
        if isinstance(spec, Listed) and spec.code_list in self._lists:
            titles: list[tuple[Value, str]] = [(title, title) for title in self._lists[spec.code_list]]
            return choice_control(self.title, titles, value, several=spec.several, clearable=clearable)
        # What came into the database past the declarations must not reach the terminal as it is.
        text = clean_text(spec.edit(value), lines=True)
        if isinstance(spec, Text) and spec.lines:
            area = TextArea(text, tab_behavior="focus", soft_wrap=True, show_line_numbers=False, compact=True)
            area.highlight_cursor_line = False
            return area
        line = TextLine(text, placeholder=spec.example and f"例 {spec.example}")
        for kind, cells in NARROW_CONTROLS.items():
            if isinstance(spec, kind):
                line.styles.max_width = cells
        return line

    def compose(self) -> ComposeResult:
        """The control, to the right of the label."""
        self.control.styles.margin = (0, 0, 0, self._label_width)
        yield self.control

    def on_mount(self) -> None:
        """Remember what the field held, to know whether it was changed."""
        if self.is_wide:
            self.add_class("-wide-field")
        self._initial = self.raw

    # ----- value

    @property
    def raw(self) -> object:
        """What the field holds, as a service reads it."""
        control = self.control
        if isinstance(control, RefField):
            return control.raw if control.is_mounted else self._value
        if isinstance(control, ChoiceStrip | PopupChoice):
            return control.value
        text = control.text if isinstance(control, TextArea) else control.value if isinstance(control, Input) else ""
        return text if text.strip() else None

    @property
    def changed(self) -> bool:
        """Whether it holds something else than at first."""
        return self.raw != self._initial

    def settle(self) -> None:
        """Take what it holds now as unchanged: it was saved."""
        self._initial = self.raw

    def set_text(self, text: str) -> None:
        """Put a text into a line or box."""
        if isinstance(self.control, Input):
            self.control.value = text
        elif isinstance(self.control, TextArea):
            self.control.text = text

    def parsed(self) -> Value:
        """What the field would store, None while it can't be read."""
        try:
            return self.spec.parse(self.raw, self._reading())
        except FieldProblem:
            return None

    def _reading(self) -> Reading:
        return Reading(lists=self._lists) if self._lists else PLAIN

    def set_required(self, required: bool) -> None:
        """Show or hide the mark of a required field."""
        if required != self.required:
            self.required = required
            self.refresh()

    # ----- problems

    def show_problem(self, text: str, *, refuses: bool = True) -> None:
        """Say below the field what is wrong with it; an empty text takes it away."""
        self.set_class(bool(text) and refuses, "-wrong")
        self.set_class(bool(text) and not refuses, "-warned")
        self._judged = self.raw
        if text and self._problem is None:
            self._problem = Static("", classes="field--problem", markup=False)
            self._problem.styles.margin = (0, 0, 0, self._label_width)
            self.mount(self._problem)
        if self._problem is not None:
            self._problem.display = bool(text)
            self._problem.update(plain(text))

    def _clear_problem(self) -> None:
        """Take the problem away once the value it was found in is changed; what a service found stays till then."""
        if self.raw != self._judged:
            self.show_problem("")

    def normalise(self) -> None:
        """Show a line the way it will be stored, or what keeps it from being read."""
        if not isinstance(self.control, Input):
            return
        line = self.control
        text = line.value
        if isinstance(self.spec, Day | Count | Money | Percent | Code | CreditCode | Phone):
            text = half_width(text)
        try:
            shown = self.spec.edit(self.spec.parse(text, self._reading()))
        except FieldProblem as problem:
            self.show_problem(str(problem))
            return
        self._clear_problem()
        if shown != line.value:
            line.value = shown
            self._judged = self.raw

    @on(ChoiceStrip.Changed)
    @on(PopupChoice.Changed)
    @on(RefField.Changed)
    def _chosen(self, event: Message) -> None:
        event.stop()
        self.show_problem("")
        self.post_message(self.Left(self))

    def on_descendant_focus(self) -> None:
        """Light the label up."""
        self.add_class("-current")

    def on_descendant_blur(self) -> None:
        """Normalise when the focus leaves the field."""
        self.remove_class("-current")
        if isinstance(self.control, RefField):
            if isinstance(self.control.raw, str) and not self.control.is_open:
                self.show_problem(f"请从列表中选择{self.control.target.title}")
            else:
                self._clear_problem()
        else:
            self.normalise()
        self.post_message(self.Left(self))

    def focus_control(self) -> None:
        """Put the focus into the field and show all of it, also the problem that may just have been added."""
        target = self.control.input if isinstance(self.control, RefField) else self.control
        target.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)
