"""What every page must hold, asked of the page in front: true keys, no words of the program cut off."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import App
from textual.widgets import Button, Static

from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.commands import Commands
from ajx_tui.ui.widgets.cells import CUT_MARK, display, width_of
from ajx_tui.ui.widgets.count_list import CountList
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.key_line import KeyLine
from ajx_tui.ui.widgets.line_parts import parts_width
from ajx_tui.ui.widgets.rail import Rail
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow


def faults(app: AjxApp) -> list[str]:
    """What is wrong with the page in front; nothing when all is well."""
    page = type(app.screen).__name__
    return [f"{page}: {fault}" for fault in (*_keys(app), *_cut(app))]


def _keys(app: AjxApp) -> Iterator[str]:
    """Every key on the key line runs the command beside it, from where the focus is; the palette is always there."""
    bindings = app.screen.active_bindings
    commands = {bound.command.id: bound for bound in Commands(app).in_scope(app.screen)}
    for line in app.screen.query(KeyLine):
        parts = line.parts()
        if parts_width(parts) > line.size.width:
            yield "the key line is longer than the terminal"
        for name in dict.fromkeys(part.value for part in parts if part.value):
            bound = commands[name]
            key = bound.command.keys[0]
            active = bindings.get(key)
            if active is None or not active.enabled:
                yield f"{bound.command.key_text} {bound.command.title}: the key is not bound"
            elif active.binding.action != f"command('{name}', '{key}')" or active.node is not bound.host:
                yield f"{bound.command.key_text} {bound.command.title}: the key runs {active.binding.action}"
            hosts = (bound.host, app)
            if not any(callable(getattr(host, f"do_{name}", None)) for host in hosts):
                yield f"{bound.command.title}: nothing carries it out"
        if "Ctrl+P 命令" not in "".join(part.text for part in parts) and not app.screen.is_modal:
            yield "no key leads to the other commands"
        own = [bound for bound in commands.values() if bound.command.shown and not isinstance(bound.host, App)]
        left = [bound for bound in own if "escape" in bound.command.keys]
        if left and not any(part.value == left[0].command.id for part in parts):
            yield "the way back is not on the key line"


def _cut(app: AjxApp) -> Iterator[str]:
    """Titles, tabs, headings, labels and buttons are whole; only data may be cut."""
    screen = app.screen
    for button in screen.query(Button):
        if button.display and button.region.width and width_of(display(str(button.label))) > button.region.width:
            yield f"button {button.label}"
    for title in screen.query(".block--title").results(Static):
        if title.region.width and width_of(display(str(title.content))) > title.region.width - 2:
            yield f"block title {title.content}"
    for tabs in screen.query(TabRow):
        shown = [part for part in tabs.parts() if part.value == tabs.current]
        if tabs.region.width and (not shown or parts_width(tabs.parts()) > tabs.size.width + 1):
            yield f"tab {tabs.current}"
    for rail in screen.query(Rail):
        if rail.is_line and parts_width(rail._line_parts()) > rail.size.width:
            yield "the rail"
    for grid in screen.query(RecordGrid):
        if grid.region.width:
            for span in grid._grid_layout().spans:
                if width_of(display(span.column.title)) > span.end - span.start:
                    yield f"column {span.column.title}"
    for counts in screen.query(CountList):
        for row in counts.rows:
            text = "".join(segment.text for segment in counts.draw(row, counts.size.width, False))
            if counts.size.width and CUT_MARK in text:
                yield f"line {text}"
    for box in screen.query(FieldBox):
        if FieldBox.label_cells(box.title, box.spec) > box._label_width:
            yield f"label {box.title}"
