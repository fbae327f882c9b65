"""The filter panel, built from the field declarations of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from ajx_tui.domain.fields import Choice, FieldProblem, Flag, Listed, Ref, Spec, Text, Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store import lists, records
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.relations import QUANTITIES
from ajx_tui.ui.widgets.cells import display, fit
from ajx_tui.ui.widgets.choice_field import ChoiceStrip, PickMany
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.ref_field import RefField

if TYPE_CHECKING:
    from ajx_tui.store.database import Store

Filters = dict[str, tuple[Condition, ...]]
"""The conditions that are set, by field."""

MOST_LISTED = 60
"""References to at most so many records are chosen from a list, others are searched for."""
EMPTY_TITLE = "（未填写）"
ANY, FILLED, EMPTY = "any", "filled", "empty"
PRESENCE: tuple[tuple[Value, str], ...] = ((ANY, "不限"), (FILLED, "已填写"), (EMPTY, "未填写"))
TITLE_CELLS = 22


def describe(store: Store, kind: Kind, conditions: Sequence[Condition]) -> str:
    """The conditions of one field as people say them."""
    told = []
    for condition in conditions:
        spec, value = kind.fields[condition.field], condition.value
        if condition.operator in (EMPTY, FILLED):
            told.append("未填写" if condition.operator == EMPTY else "已填写")
        elif isinstance(value, tuple):
            told.append("、".join(_shown(store, spec, each) for each in value))
        elif condition.operator == "contains":
            told.append(f"含“{value}”")
        elif condition.operator == "open":
            told.append(f"至 {value} 未发生")
        else:
            sign = "" if condition.operator == "=" else condition.operator
            told.append(sign + _shown(store, spec, value))
    return "，".join(told)


def _shown(store: Store, spec: Spec, value: Value) -> str:
    if value is None:
        return EMPTY_TITLE
    if isinstance(spec, Ref):
        return records.labels(store, KINDS[spec.target], [int(value)]).get(int(value), "")
    return spec.show(value)


class AskRange(Dialog[tuple[Condition, ...] | None]):
    """From and to of a day, number, amount or rate; or only whether the field is filled."""

    AUTO_FOCUS = "#low"
    DEFAULT_CSS = """
    AskRange .range { height: 1; margin-bottom: 1; }
    AskRange .range Static { width: 8; color: $text-muted; }
    AskRange .range Input { width: 24; }
    """

    def __init__(self, name: str, spec: Spec, present: Sequence[Condition]) -> None:
        super().__init__(f"筛选：{spec.title}{f'（{spec.unit}）' if spec.unit else ''}")
        self._column, self._spec = name, spec
        by_operator = {condition.operator: condition for condition in present}
        self._low, self._high = (self._text(by_operator.get(sign)) for sign in ("≥", "≤"))
        self._presence = next((sign for sign in (FILLED, EMPTY) if sign in by_operator), ANY)

    def _text(self, condition: Condition | None) -> str:
        value = condition.value if condition else None
        return self._spec.edit(value) if not isinstance(value, tuple) else ""

    def body(self) -> ComposeResult:
        """Two ends and the question whether the field is filled."""
        for id_, title, text in (("low", "不小于", self._low), ("high", "不大于", self._high)):
            with Horizontal(classes="range"):
                yield Static(title, markup=False)
                yield Input(text, placeholder=self._spec.example, id=id_)
        with Horizontal(classes="range"):
            yield Static("填写", markup=False)
            yield ChoiceStrip(PRESENCE, self._presence, clearable=False)
        yield Static("", classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and take."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("确定", id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _taken(self) -> None:
        presence = self.query_one(ChoiceStrip).value
        if presence == EMPTY:
            self.dismiss((Condition(self._column, EMPTY),))
            return
        made = [Condition(self._column, FILLED)] if presence == FILLED else []
        try:
            for id_, sign in (("#low", "≥"), ("#high", "≤")):
                value = self._spec.parse(self.query_one(id_, Input).value)
                if value is not None:
                    made.append(Condition(self._column, sign, value))
        except FieldProblem as problem:
            self.query_one("#wrong", Static).update(Content(display(str(problem))))
            return
        self.dismiss(tuple(made))


class AskText(Dialog[tuple[Condition, ...] | None]):
    """A part of a text, or a record to search for; or only whether the field is filled."""

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    AskText ChoiceStrip { margin-top: 1; }
    AskText > .dialog { height: 16; }
    """

    def __init__(self, name: str, spec: Spec, present: Sequence[Condition], store: Store) -> None:
        super().__init__(f"筛选：{spec.title}")
        self._column, self._spec, self._store = name, spec, store
        first = present[0] if present else None
        self._presence = first.operator if first and first.operator in (FILLED, EMPTY) else ANY
        self._value = first.value if first and not isinstance(first.value, tuple) else None

    def body(self) -> ComposeResult:
        """The text or record, and the question whether the field is filled."""
        if isinstance(self._spec, Ref):
            yield RefField(self._store, KINDS[self._spec.target], int(self._value) if self._value else None)
        else:
            yield Input(str(self._value or ""), placeholder="其中的几个字", id="text")
        yield ChoiceStrip(PRESENCE, self._presence, clearable=False)

    def buttons(self) -> ComposeResult:
        """Cancel and take."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("确定", id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _taken(self) -> None:
        presence = self.query_one(ChoiceStrip).value
        if presence in (FILLED, EMPTY):
            self.dismiss((Condition(self._column, str(presence)),))
            return
        if isinstance(self._spec, Ref):
            raw = self.query_one(RefField).raw
            self.dismiss((Condition(self._column, "=", raw),) if isinstance(raw, int) else ())
            return
        text = self.query_one("#text", Input).value.strip()
        self.dismiss((Condition(self._column, "contains", text),) if text else ())


class FilterPanel(Dialog[Filters | None]):
    """All fields of a list with the conditions set on them. Dismisses with the conditions, or None when cancelled."""

    AUTO_FOCUS = "#fields"
    DEFAULT_CSS = """
    FilterPanel > .dialog { width: 76; }
    FilterPanel OptionList { height: auto; max-height: 16; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", "应用", "按这些条件筛选", ("ctrl+s",), "yy", "对话框"),
        Command("drop", "去掉此项", "去掉光标所在字段的条件", ("delete",), "qdcx", "对话框"),
    )

    def __init__(self, store: Store, kind: Kind, filters: Mapping[str, tuple[Condition, ...]]) -> None:
        super().__init__(f"筛选{kind.title}")
        self._store, self._kind = store, kind
        self._filters: Filters = dict(filters)
        self._names = [name for name in kind.fields if name != kind.occurrence]

    def body(self) -> ComposeResult:
        """The fields."""
        yield Static("回车设置条件，Delete 去掉一项，Ctrl+S 应用。", classes="muted", markup=False)
        yield OptionList(*(Option(self._line(name)) for name in self._names), id="fields", markup=False, compact=True)

    def buttons(self) -> ComposeResult:
        """Cancel, clear, apply."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("全部清除", id="clear", compact=True)
        yield Button("应用", id="apply", variant="primary", compact=True)

    def _line(self, name: str) -> Content:
        told = describe(self._store, self._kind, self._filters.get(name, ()))
        title = fit(self._kind.fields[name].title, TITLE_CELLS)
        return Content.assemble(
            (title, "bold" if told else "$text-muted"), (display(told) or "不限", "$text-warning" if told else "dim")
        )

    def _show(self, name: str) -> None:
        fields = self.query_one("#fields", OptionList)
        fields.replace_option_prompt_at_index(self._names.index(name), self._line(name))

    @on(OptionList.OptionSelected, "#fields")
    def _ask(self, event: OptionList.OptionSelected) -> None:
        name = self._names[event.option_index]
        spec = self._kind.fields[name]
        present = self._filters.get(name, ())
        options = self._options(name, spec)
        if options is not None:
            self._ask_set(name, spec, options, present)
        elif isinstance(spec, QUANTITIES):
            self.app.push_screen(AskRange(name, spec, present), lambda made: self._took(name, made))
        else:
            self.app.push_screen(AskText(name, spec, present, self._store), lambda made: self._took(name, made))

    def _options(self, name: str, spec: Spec) -> list[tuple[Value, str]] | None:
        """The values that can be ticked, None where there are too many or no fixed set."""
        if isinstance(spec, Choice):
            return [(code, titles[0]) for code, titles in spec.options.items()]
        if isinstance(spec, Flag):
            return [(1, "是"), (0, "否")]
        if isinstance(spec, Listed) and not spec.several:
            return [(text, text) for text in records.distinct(self._store, self._kind, name, MOST_LISTED)]
        if isinstance(spec, Ref):
            target = KINDS[spec.target]
            ids = list(lists.all_ids(self._store, ListQuery(target.name), MOST_LISTED + 1))
            if len(ids) > MOST_LISTED:
                return None
            told = records.labels(self._store, target, ids)
            return [(id_, told.get(id_, "")) for id_ in ids]
        if isinstance(spec, Text) and spec.category:
            return [(text, text) for text in records.distinct(self._store, self._kind, name, MOST_LISTED)]
        return None

    def _ask_set(self, name: str, spec: Spec, options: list[tuple[Value, str]], present: tuple[Condition, ...]) -> None:
        values: list[Value] = [value for value, _ in options] + [None]
        titles = [(str(number), title) for number, (_, title) in enumerate(options)]
        titles.append((str(len(options)), EMPTY_TITLE))
        chosen: set[Value] = set()
        for condition in present:
            chosen |= set(condition.value) if isinstance(condition.value, tuple) else {condition.value}
        ticked = [str(number) for number, value in enumerate(values) if value in chosen]

        def took(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                picked = tuple(values[int(number)] for number in answer)
                self._took(name, (Condition(name, "in", picked),) if picked else ())

        self.app.push_screen(PickMany(f"筛选：{spec.title}", titles, ticked if present else ()), took)

    def _took(self, name: str, made: tuple[Condition, ...] | None) -> None:
        if made is None:
            return
        if made:
            self._filters[name] = made
        else:
            self._filters.pop(name, None)
        self._show(name)

    def do_drop(self) -> None:
        """Drop the condition of the field under the cursor."""
        index = self.query_one("#fields", OptionList).highlighted
        if index is not None:
            self._took(self._names[index], ())

    @on(Button.Pressed, "#apply")
    def do_apply(self) -> None:
        """Filter by what is set."""
        self.dismiss(self._filters)

    @on(Button.Pressed, "#clear")
    def _clear(self) -> None:
        self.dismiss({})
