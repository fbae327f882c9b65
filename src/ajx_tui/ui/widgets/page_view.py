"""The pages of a laid-out document as text, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.cells import display, fit
from ajx_tui.ui.widgets.prose import wrap

_MARGIN = 1


class PageView(Widget, can_focus=True):
    """Shows one page. Left and right turn pages, up and down scroll and on to the next; Home and End jump."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PageView { height: 1fr; width: 1fr; background: $surface; color: $foreground; }
    PageView > .pages--head { background: $panel; color: $text-muted; }
    PageView:focus > .pages--head { background: $block-cursor-background; color: $block-cursor-foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pages--head"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("pageup", "screenful(-1)", show=False),
        Binding("pagedown", "screenful(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
    ]

    page: reactive[int] = reactive(0)
    """Index of the page shown."""
    top: reactive[int] = reactive(0)
    """First line of the page that is in view."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pages: tuple[str, ...] = ()
        self._waiting = ""
        self._wrapped: tuple[int, int, list[str]] = (-1, -1, [])

    def show(self, pages: Sequence[str]) -> None:
        """Show other pages, from the same page on where there is one."""
        self._pages, self._waiting = tuple(pages), ""
        self._wrapped = (-1, -1, [])
        self.page = min(self.page, max(0, len(self._pages) - 1))
        self.top = 0
        self.refresh()

    def wait(self, text: str) -> None:
        """Say that pages are on their way, or that there are none."""
        self._pages, self._waiting = (), text
        self._wrapped = (-1, -1, [])
        self.refresh()

    @property
    def lines(self) -> list[str]:
        """The lines of the page at the present width."""
        width = max(2, self.size.width - 2 * _MARGIN)
        if self._wrapped[:2] != (self.page, width):
            text = self._pages[self.page] if self.page < len(self._pages) else self._waiting
            # Full-width blanks lead paragraphs; a table line is wrapped as it comes.
            self._wrapped = (self.page, width, [part for line in text.split("\n") for part in wrap(line, width)])
        return self._wrapped[2]

    def render_line(self, y: int) -> Strip:
        """The head line, then the text."""
        width, base = self.size.width, self.rich_style
        if not y:
            total = len(self._pages)
            text = f" 第 {self.page + 1} / {total} 页　左右翻页，上下滚动" if total else " 预览"
            return Strip([Segment(fit(text, width), self.get_component_rich_style("pages--head"))], width)
        at = self.top + y - 1
        text = self.lines[at] if at < len(self.lines) else ""
        return Strip([Segment(fit(" " * _MARGIN + display(text), width), base)], width)

    @property
    def _room(self) -> int:
        return max(1, self.size.height - 1)

    @property
    def _last_top(self) -> int:
        return max(0, len(self.lines) - self._room)

    def validate_page(self, page: int) -> int:
        """Keep to pages there are."""
        return max(0, min(page, len(self._pages) - 1)) if self._pages else 0

    def watch_page(self) -> None:
        """A page starts at its top."""
        self.top = 0
        self.refresh()

    def action_turn(self, step: int) -> None:
        """The page before or after."""
        self.page += step

    def action_edge(self, which: int) -> None:
        """The first or last page."""
        self.page = 0 if which == 0 else len(self._pages) - 1

    def action_line(self, step: int) -> None:
        """A line up or down; over the edge of a page to the next."""
        self._move(step)

    def action_screenful(self, step: int) -> None:
        """A screenful up or down; over the edge of a page to the next."""
        self._move(step * max(1, self._room - 1))

    def _move(self, step: int) -> None:
        if step > 0 and self.top >= self._last_top and self.page + 1 < len(self._pages):
            self.page += 1
        elif step < 0 and self.top == 0 and self.page > 0:
            self.page -= 1
            self.top = self._last_top
        else:
            self.top = max(0, min(self.top + step, self._last_top))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves three lines."""
        event.stop()
        self._move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves three lines."""
        event.stop()
        self._move(-3)

    def on_click(self, event: events.Click) -> None:
        """A click on the head line turns the page: left half back, right half on."""
        event.stop()
        self.focus()
        if event.y == 0:
            self.action_turn(1 if event.x * 2 >= self.size.width else -1)
