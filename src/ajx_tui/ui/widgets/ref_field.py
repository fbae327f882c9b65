"""Choosing a record: type a part of its name, its code or its pinyin initials, and pick it from the list below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ajx_tui.domain.records import KINDS
from ajx_tui.store import lists
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.ui.register_source import candidates
from ajx_tui.ui.widgets.cells import display

if TYPE_CHECKING:
    from ajx_tui.domain.record import Kind
    from ajx_tui.store.database import Store

SHOWN = 8
"""Matches that are listed; more of them ask for another letter."""
MORE = "还有更多，请再输入几个字"
CREATABLE = frozenset({"enterprise", "insurer", "service_body", "department"})
"""Kinds that can be entered from inside another form."""

Scope = Callable[[], Sequence[Condition]]
"""Conditions the candidates must meet, asked each time the list opens."""


class RefInput(Input):
    """The line one types in; arrows and Enter act on the list while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", show=False),
        Binding("up", "list(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    @property
    def _field(self) -> RefField:
        field = self.parent
        assert isinstance(field, RefField)
        return field

    def action_list(self, step: int) -> None:
        """Open the list, or move in it."""
        self._field.move(step)

    def action_take(self) -> None:
        """Take the highlighted record; with nothing highlighted Enter leaves the field as in every other line."""
        if not self._field.take():
            self.screen.focus_next()


class RefField(Vertical):
    """A reference to a record of `kind`. `raw` is its id, None, or the text that names no record yet."""

    DEFAULT_CSS = """
    RefField { height: 1; width: 1fr; }
    RefField > OptionList {
        display: none; overlay: screen; width: 1fr; min-width: 40; height: auto; max-height: 12; background: $panel;
        constrain: none inside;
    }
    RefField.-open > OptionList { display: block; }
    """

    @dataclass
    class Changed(Message):
        """Another record was picked, or the text was changed."""

        field: RefField

    @dataclass
    class CreateWanted(Message):
        """The clerk wants to enter a new record called `text`."""

        field: RefField
        text: str

    def __init__(self, store: Store, kind: Kind, value: int | None = None, scope: Scope | None = None) -> None:
        super().__init__()
        self._store, self._kind, self._scope = store, kind, scope
        self._chosen = value
        self._label = self._label_of(value)
        self._listed: list[int | None] = []
        self._options: OptionList | None = None

    def _label_of(self, record_id: int | None) -> str:
        if record_id is None:
            return ""
        return display(candidates(self._store, self._kind, [record_id])[record_id][0])

    def compose(self) -> ComposeResult:
        """The line; the list below it is made when it first opens."""
        yield RefInput(self._label, placeholder="输入名称、代码或拼音首字母")

    @property
    def input(self) -> RefInput:
        """The line one types in."""
        return self.query_one(RefInput)

    @property
    def options(self) -> OptionList:
        """The list of matches."""
        if self._options is None:
            self._options = OptionList(markup=False, compact=True)
            # The line keeps the focus and moves in the list; Tab goes on to the next field.
            self._options.can_focus = False
            self.mount(self._options)
        return self._options

    @property
    def target(self) -> Kind:
        """The kind of record it refers to."""
        return self._kind

    @property
    def raw(self) -> object:
        """The id, None when empty, or the text that stands for no record yet."""
        return self._chosen if self._chosen is not None else (self.input.value.strip() or None)

    def choose(self, record_id: int | None) -> None:
        """Refer to this record and show its name."""
        self._chosen = record_id
        self._label = self._label_of(record_id)
        with self.input.prevent(Input.Changed):
            self.input.value = self._label
        self.input.cursor_position = len(self._label)
        self.close_list()
        self.post_message(self.Changed(self))

    # ----- the list

    @property
    def is_open(self) -> bool:
        """Whether the list of matches is shown."""
        return self.has_class("-open")

    def close_list(self) -> None:
        """Hide the list."""
        self.remove_class("-open")

    def open_list(self, text: str) -> None:
        """Show what matches `text`, best first; nothing typed lists the first records."""
        conditions = tuple(self._scope()) if self._scope is not None else ()
        query = ListQuery(self._kind.name, text=text, conditions=conditions)
        ids = list(lists.all_ids(self._store, query, SHOWN + 1))
        told = candidates(self._store, self._kind, ids[:SHOWN])
        options = [Option(self._line(*told[id_])) for id_ in ids[:SHOWN]]
        self._listed = list(ids[:SHOWN])
        if len(ids) > SHOWN:
            options.append(Option(Content.styled(MORE, "$text-muted"), disabled=True))
        elif text.strip() and self._kind.name in CREATABLE:
            self._listed.append(None)
            options.append(Option(Content(f"新建{self._kind.title}「{display(text.strip())}」")))
        elif not ids:
            options.append(Option(Content.styled("没有找到", "$text-muted"), disabled=True))
        self.options.clear_options()
        self.options.add_options(options)
        # Making a new record takes one more key than picking one: it must not happen by a hasty Enter.
        self.options.highlighted = 0 if ids else None
        self.add_class("-open")

    @staticmethod
    def _line(label: str, extra: str) -> Content:
        return Content.assemble(display(label), (f"  {display(extra)}", "$text-muted"))

    def move(self, step: int) -> None:
        """Move in the list, opening it first."""
        if not self.is_open:
            self.open_list("" if self._chosen is not None else self.input.value)
        elif step > 0:
            self.options.action_cursor_down()
        else:
            self.options.action_cursor_up()

    def take(self) -> bool:
        """Take the highlighted entry; False when the list is closed or empty."""
        index = self.options.highlighted if self.is_open else None
        if index is None or index >= len(self._listed):
            return False
        picked = self._listed[index]
        if picked is None:
            self.close_list()
            self.post_message(self.CreateWanted(self, self.input.value.strip()))
        else:
            self.choose(picked)
        return True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._label and self._chosen is not None:
            return
        self._chosen = None
        if event.value.strip() and self.input.has_focus:
            self.open_list(event.value)
        else:
            self.close_list()
        self.post_message(self.Changed(self))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.options.highlighted = event.option_index
        self.take()
        self.input.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving the field closes the list; a text that names exactly one record picks it."""
        if event.widget is self.input:
            self.close_list()
            self._settle()

    def _settle(self) -> None:
        text = self.input.value.strip()
        if self._chosen is not None or not text:
            return
        conditions = tuple(self._scope()) if self._scope is not None else ()
        ids = list(lists.all_ids(self._store, ListQuery(self._kind.name, text=text, conditions=conditions), 2))
        if len(ids) == 1 and self._label_of(ids[0]) == text:
            self.choose(ids[0])

    def on_key(self, event: events.Key) -> None:
        """Esc closes the list before it leaves the form."""
        if event.key == "escape" and self.is_open:
            event.stop()
            event.prevent_default()
            self.close_list()


def ref_field(store: Store, target: str, value: int | None, scope: Scope | None = None) -> RefField:
    """A field that refers to a record of the kind named `target`."""
    return RefField(store, KINDS[target], value, scope)
