"""Chinese paragraphs. Textual breaks lines at spaces only, so that a sentence with one Latin word falls apart."""

from __future__ import annotations

import re

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from ajx_tui.ui.widgets.cells import cut, display, width_of

# A Latin word or number stays whole; every other character is a piece of its own.
_PIECES = re.compile(r"[!-~]+| +|.")
_NOT_FIRST = frozenset("，。、；：？！）》」』】”’…—％·,.;:?!)]}%")
_NOT_LAST = frozenset("（《「『【“‘([{")


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` cells: no closing mark begins a line, no opening one ends it, words
    and numbers stay whole where they fit. Line breaks in the text are kept."""
    return [line for paragraph in text.splitlines() or [""] for line in _wrap_one(display(paragraph), max(2, width))]


def _wrap_one(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _PIECES.findall(text):
        while width_of(piece) > width:
            if line:
                lines.append("".join(line))
            head = cut(piece, width)
            lines.append(head)
            piece, line, used = piece[len(head) :], [], 0
        if used + width_of(piece) > width:
            carried = _carry(line, piece, width)
            lines.append("".join(line).rstrip())
            line = carried
            used = sum(map(width_of, line))
            if piece.isspace() and not line:
                continue
        line.append(piece)
        used += width_of(piece)
    lines.append("".join(line).rstrip())
    return lines


def _carry(line: list[str], following: str, width: int) -> list[str]:
    """Take from the end of `line` what has to open the next line together with `following`."""
    count = 1 if following[0] in _NOT_FIRST else 0
    while count < len(line) - 1 and (line[-count - 1][-1] in _NOT_LAST or (count and line[-count][0] in _NOT_FIRST)):
        count += 1
    carried = line[len(line) - count :]
    room = width - width_of(following)
    if count >= len(line) or sum(map(width_of, carried)) > room or any(piece.isspace() for piece in carried):
        return []
    del line[len(line) - count :]
    return carried


class Prose(Widget):
    """A text broken by the rules of Chinese; shown as it is, never as markup. As high as its lines."""

    ALLOW_SELECT = True
    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text

    @property
    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def update(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The longest line, unbroken."""
        return max((width_of(display(line)) for line in self._text.splitlines()), default=0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width; none for an empty text."""
        return len(wrap(self._text, width)) if self._text else 0

    def render(self) -> RenderResult:
        """The lines at the present width."""
        return Content("\n".join(wrap(self._text, self.content_size.width)))
