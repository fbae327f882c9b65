"""The form of one kind of record, from its declaration: groups as blocks, two columns where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from ajx_tui.domain.fields import Spec, Value
from ajx_tui.domain.record import Kind, Problem, Variant
from ajx_tui.store.lists import Condition
from ajx_tui.ui.widgets.confirm import plain
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.ref_field import Scope

if TYPE_CHECKING:
    from ajx_tui.store.database import Store

LABEL_CELLS = (14, 22)
"""Narrowest and widest label column."""
SCOPES: Mapping[tuple[str, str], tuple[str, str]] = {
    # (kind, field): (field of the candidates, field of this form that it must equal)
    ("policy", "object_id"): ("enterprise_id", "enterprise_id"),
    ("policy", "renews_id"): ("enterprise_id", "enterprise_id"),
}


class FieldGroup(Vertical):
    """The fields of one group under its heading."""

    DEFAULT_CSS = """
    FieldGroup { height: auto; background: $surface; padding: 0 1; margin-bottom: 1; }
    FieldGroup > .group--title { height: 1; color: $primary; text-style: bold; background: $panel; padding: 0 1;
                                 margin: 0 -1; }
    FieldGroup > .group--fields { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto; height: auto;
                                  grid-gutter: 0 3; padding: 0; }
    FieldGroup > .group--fields > .-wide-field { column-span: 2; }
    """

    def __init__(self, title: str, boxes: Sequence[FieldBox]) -> None:
        super().__init__()
        self._title, self._boxes = title, tuple(boxes)

    def compose(self) -> ComposeResult:
        """Heading and fields."""
        if self._title:
            yield Static(plain(self._title), classes="group--title")
        with Container(classes="group--fields two-columns"):
            yield from self._boxes


class FormBody(VerticalScroll, can_focus=False):
    """All fields of a record. It reads and shows; saving is the screen's business.

    `values` are what the record holds (or is proposed to hold), `variant` narrows and renames the fields, `scopes`
    limit what reference fields offer.
    """

    DEFAULT_CSS = """
    FormBody { height: 1fr; padding: 0 1; background: $background; }
    """

    @dataclass
    class FieldFocused(Message):
        """The focus went to another field."""

        box: FieldBox

    def __init__(
        self,
        store: Store,
        kind: Kind,
        values: Mapping[str, Value],
        *,
        variant: Variant | None = None,
        scopes: Mapping[str, Sequence[Condition]] | None = None,
        code_lists: Mapping[str, Sequence[str]] | None = None,
        skip: Sequence[str] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._store, self.kind, self._values, self.variant = store, kind, dict(values), variant
        self._scopes, self._lists = dict(scopes or {}), code_lists or {}
        names = [name for name in self._names() if name not in skip]
        cells = [FieldBox.label_cells(self.title_of(name), kind.fields[name]) for name in names]
        self._label_width = max(LABEL_CELLS[0], min(LABEL_CELLS[1], max(cells, default=0)))
        self.boxes: dict[str, FieldBox] = {name: self._box(name) for name in names}

    # ----- building

    def _names(self) -> list[str]:
        fixed = self.variant.fixed if self.variant else {}
        wanted = self.variant.fields if self.variant and self.variant.fields else tuple(self.kind.fields)
        return [name for name in self.kind.fields if name in wanted and name not in fixed and self._asked(name)]

    def _asked(self, name: str) -> bool:
        """Fields that the program itself keeps are not asked for."""
        return name != self.kind.occurrence

    def title_of(self, name: str) -> str:
        """What the field is called in this form."""
        return (self.variant.titles.get(name) if self.variant else None) or self.kind.fields[name].title

    def _required(self, name: str, spec: Spec, values: Mapping[str, Value]) -> bool:
        if self.variant and name in self.variant.required:
            return True
        return spec.required if isinstance(spec.required, bool) else bool(spec.required(values))

    def _box(self, name: str) -> FieldBox:
        spec = self.kind.fields[name]
        return FieldBox(
            name,
            spec,
            self._values.get(name),
            store=self._store,
            title=self.title_of(name),
            required=self._required(name, spec, self._values),
            code_lists=self._lists,
            scope=self._scope(name),
            label_width=self._label_width,
        )

    def _scope(self, name: str) -> Scope | None:
        fixed = tuple(self._scopes.get(name, ()))
        pair = SCOPES.get((self.kind.name, name))
        if pair is None:
            return (lambda: fixed) if fixed else None
        column, other = pair

        def conditions() -> Sequence[Condition]:
            value = self.boxes[other].raw if other in self.boxes else self._values.get(other)
            return (*fixed, Condition(column, "=", value if isinstance(value, int) else -1))

        return conditions

    def compose(self) -> ComposeResult:
        """The groups in the order of the declaration."""
        for title, members in groupby(self.boxes.values(), key=lambda box: box.spec.group):
            yield FieldGroup(title or self.kind.title, list(members))

    # ----- values

    def raw(self) -> dict[str, object]:
        """What was typed, by field name, with what the variant fixes."""
        fixed: dict[str, object] = dict(self.variant.fixed) if self.variant else {}
        return {**fixed, **{name: box.raw for name, box in self.boxes.items()}}

    @property
    def changed(self) -> bool:
        """Whether any field holds something else than at first."""
        return any(box.changed for box in self.boxes.values())

    def settle(self) -> None:
        """Everything was saved."""
        for box in self.boxes.values():
            box.settle()

    # ----- problems

    def show_problems(self, problems: Sequence[Problem]) -> list[str]:
        """Show every problem at its field and put the focus on the first; returns those that have no field here."""
        told: dict[str, Problem] = {}
        for problem in sorted(problems, key=lambda p: not p.refuses):
            told.setdefault(problem.field, problem)
        for name, box in self.boxes.items():
            problem_here = told.get(name)
            text = problem_here.text if problem_here else ""
            box.show_problem(text, refuses=problem_here.refuses if problem_here else True)
        first = next((box for name, box in self.boxes.items() if name in told and told[name].refuses), None)
        if first is not None:
            first.focus_control()
        return [problem.text for name, problem in told.items() if name not in self.boxes]

    def on_field_box_left(self, event: FieldBox.Left) -> None:
        """Some fields are required only because of others: mark them anew."""
        event.stop()
        values: dict[str, Value] | None = None
        for name, box in self.boxes.items():
            if not isinstance(box.spec.required, bool):
                if values is None:
                    fixed = dict(self.variant.fixed) if self.variant else {}
                    values = {**fixed, **{n: b.parsed() for n, b in self.boxes.items()}}
                # A predicate is asked about the field being empty: what the field itself holds must not count.
                box.set_required(self._required(name, box.spec, {**values, name: None}))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell the screen which field is being filled."""
        for box in self.boxes.values():
            if box in event.widget.ancestors_with_self:
                self.post_message(self.FieldFocused(box))
                return

    @property
    def focused_box(self) -> FieldBox | None:
        """The field that has the focus."""
        focused = self.screen.focused
        if focused is None:
            return None
        return next((box for box in self.boxes.values() if box in focused.ancestors_with_self), None)

    def focus_first(self) -> None:
        """Put the focus into the first empty required field, else into the first field."""
        boxes = list(self.boxes.values())
        target = next((box for box in boxes if box.required and box.raw is None), boxes[0] if boxes else None)
        if target is not None:
            target.focus_control()
