"""The line that says what one is looking at: cut-off day, unit, user, rows, practice data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.line_parts import Part, line_strip, value_at


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line shows. `as_of` is the ISO cut-off day, `rows` the row count of the list on screen (None
    hides it), `marked` how many of them are marked, `note` a few words of the screen, `read_only` a second instance
    or an account that may not write, `past` the ISO day whose data are shown instead of today's, `warning` a few words
    about rules that are left out."""

    as_of: str = ""
    unit: str = ""
    user: str = ""
    rows: int | None = None
    marked: int = 0
    note: str = ""
    demo: bool = False
    read_only: bool = False
    past: str = ""
    warning: str = ""


class StatusLine(Widget):
    """One line above the key line; a click on a part posts `Clicked` with the name of the `Status` field."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { dock: bottom; margin-bottom: 1; height: 1; width: 1fr; background: $surface; color: $text-muted; }
    StatusLine > .status-line--text { background: $surface; color: $text-muted; }
    StatusLine > .status-line--value { background: $surface; color: $foreground; }
    StatusLine > .status-line--badge { background: $warning; color: $background; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--text", "status-line--value", "status-line--badge"}

    @dataclass
    class Clicked(Message):
        """A click on the part of this `Status` field, for example `as_of`."""

        field: str

    def __init__(self, status: Status | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._status = status if status is not None else Status()

    @property
    def status(self) -> Status:
        """What it shows now."""
        return self._status

    def show(self, **changes: Any) -> None:
        """Change some fields of the status: `line.show(rows=120, marked=0)`."""
        self._status = replace(self._status, **changes)
        self.refresh()

    def parts(self) -> list[Part]:
        """The parts of the line."""
        status = self._status
        text, value, badge = (
            self.get_component_rich_style(f"status-line--{name}") for name in ("text", "value", "badge")
        )
        parts: list[Part] = []
        if status.demo:
            parts += [Part(" 演示 ", badge, "demo")]
        if status.past:
            parts += [Part(f" 历史 {status.past} 当天的数据 ", badge, "past")]
        if status.read_only:
            parts += [Part(" 只读 ", badge, "read_only")]
        if status.warning:
            parts += [Part(f" {status.warning} ", badge, "warning")]
        for field, label, shown in (
            ("as_of", "截止日", status.as_of),
            ("unit", "", status.unit),
            ("user", "", status.user),
            ("rows", "共", f"{status.rows} 条" if status.rows is not None else ""),
            ("marked", "已标记", f"{status.marked} 条" if status.marked else ""),
            ("note", "", status.note),
        ):
            if shown:
                parts += [Part(f" {label} " if label else " ", text, field), Part(f"{shown} ", value, field)]
        return parts

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        base = self.get_component_rich_style("status-line--text")
        width = self.size.width
        return Strip.blank(width, base) if y else line_strip(self.parts(), width, base)

    def on_click(self, event: events.Click) -> None:
        """Tell the screen what was clicked."""
        event.stop()
        field = value_at(self.parts(), event.x)
        if field:
            self.post_message(self.Clicked(field))
