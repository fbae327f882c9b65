"""One-line widgets made of clickable parts: key line, rail, status line."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ajx_tui.ui.widgets.cells import cut, display, width_of


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line: text, style, and the value a click on it stands for."""

    text: str
    style: Style
    value: str = ""


def line_strip(parts: list[Part], width: int, base: Style) -> Strip:
    """Return the parts as a strip of exactly `width` cells; what does not fit is cut."""
    segments: list[Segment] = []
    room = width
    for part in parts:
        text = cut(display(part.text), room)
        if text:
            segments.append(Segment(text, part.style))
            room -= width_of(text)
        if room <= 0:
            break
    if room > 0:
        segments.append(Segment(" " * room, base))
    return Strip(segments, width)


def value_at(parts: list[Part], x: int) -> str:
    """Return the value of the part under cell `x`, an empty text beside all."""
    at = 0
    for part in parts:
        at += width_of(display(part.text))
        if x < at:
            return part.value
    return ""


def parts_width(parts: list[Part]) -> int:
    """Return the cells all parts take."""
    return sum(width_of(display(part.text)) for part in parts)
