"""The fields of a record for reading, and its history."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ajx_tui.domain.fields import Spec, Text
from ajx_tui.domain.record import Kind
from ajx_tui.store import records
from ajx_tui.store.database import Store
from ajx_tui.store.history import ACTION_TITLES, Action, Past, record_history
from ajx_tui.ui.widgets.cells import display, width_of
from ajx_tui.ui.widgets.confirm import plain

NOTHING = "—"
UNTITLED = "登记内容"


class FieldLine(Horizontal):
    """One field: title at the left, value at the right."""

    DEFAULT_CSS = """
    FieldLine { height: auto; width: 1fr; }
    FieldLine > .line--title { width: 20; height: 1; color: $text-muted; }
    FieldLine > .line--value { width: 1fr; height: auto; }
    FieldLine > .line--none { color: $text-disabled; }
    """

    def __init__(self, spec: Spec, text: str) -> None:
        unit = spec.unit if text and spec.unit and not text.endswith(spec.unit) else ""
        value = Static(plain(f"{text} {unit}".rstrip()) if text else NOTHING, classes="line--value", markup=False)
        value.set_class(not text, "line--none")
        title = Static(display(spec.title), classes="line--title", markup=False)
        super().__init__(title, value)
        wide = isinstance(spec, Text) and (spec.lines or spec.length >= 200)
        self.set_class(wide, "-wide-field")


class FieldsView(Vertical):
    """All fields of a record in their groups, in two columns where there is room."""

    DEFAULT_CSS = """
    FieldsView { height: auto; }
    FieldsView > .view--title { height: 1; color: $primary; text-style: bold; background: $panel; padding: 0 1; }
    FieldsView > .view--fields { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto; height: auto;
                                 grid-gutter: 0 3; padding: 0 1; margin-bottom: 1; }
    FieldsView > .view--fields > .-wide-field { column-span: 2; }
    .-narrow FieldsView > .view--fields { grid-size: 1; grid-columns: 1fr; }
    .-narrow FieldsView > .view--fields > .-wide-field { column-span: 1; }
    """

    def show(self, kind: Kind, shown: Mapping[str, str]) -> None:
        """Show the fields of one record."""
        self.remove_children()
        names = [name for name in kind.fields if name != kind.occurrence]
        widgets: list[Static | Container] = []
        for title, members in groupby(names, key=lambda name: kind.fields[name].group):
            widgets.append(Static(plain(title or UNTITLED), classes="view--title"))
            lines = [FieldLine(kind.fields[name], shown.get(name, "")) for name in members]
            widgets.append(Container(*lines, classes="view--fields"))
        self.mount(*widgets)


def history_text(store: Store, kind: Kind, record_id: int) -> Content:
    """Who changed what and why, newest first."""
    entries = record_history(store.conn, kind.name, record_id)
    if not entries:
        return Content("没有历史记录。")
    parts = [_entry(store, kind, entry) for entry in entries]
    return Content("\n\n").join(parts)


def _entry(store: Store, kind: Kind, entry: Past) -> Content:
    head = Content.assemble(
        (display(entry.at.replace("T", " ")), "bold"),
        f"　{display(entry.actor)}　",
        (ACTION_TITLES[entry.action], "$text-primary bold"),
        (f"　{display(entry.intention)}", "$text-muted"),
    )
    lines = [head]
    if entry.reason:
        lines.append(Content.assemble(("  原因　", "$text-muted"), display(entry.reason)))
    if entry.action is Action.DELETE:
        return Content("\n").join(lines)
    before, after = records.show(store, kind, entry.before), records.show(store, kind, entry.after)
    titles = [kind.fields[name].title for name in after if name in kind.fields]
    width = max((width_of(display(title)) for title in titles), default=0)
    for name, text in after.items():
        if name in kind.fields:
            lines.append(_change(kind.fields[name].title, width, entry, before.get(name, ""), text))
    return Content("\n").join(lines)


def _change(title: str, width: int, entry: Past, before: str, after: str) -> Content:
    shown = display(title)
    lead = f"  {shown}{' ' * (width - width_of(shown))}　"
    if entry.action is Action.CREATE:
        return Content.assemble((lead, "$text-muted"), display(after))
    return Content.assemble(
        (lead, "$text-muted"), (display(before) or "（空）", "$text-error"), "  改为  ",
        (display(after) or "（空）", "$text-success"),
    )  # fmt: skip
