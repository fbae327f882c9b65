"""Pages as lists of drawing marks: the meeting point of layout, PDF writer and preview.

Coordinates are points from the top left corner of the page as it is read (x to the right, y downwards).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ajx_tui.documents.typeface import Typeface

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
BLOCK_WIDTH, BLOCK_HEIGHT = 156 * MM, 225 * MM
"""版心 of GB/T 9704-2012 §5.2.1."""
TOP_MARGIN = 37 * MM
"""天头."""
BINDING_MARGIN = 28 * MM
"""订口: left on odd pages, right on even ones."""
LINES, CHARACTERS = 22, 28
PITCH = BLOCK_HEIGHT / LINES
"""Line pitch of the body grid, 28.99 pt."""
BODY_SIZE = 15.75
"""3号 as the grid wants it: 28 characters fill 156 mm with 0.045 pt between them."""
BASELINE = 0.38
"""How far the baseline lies below the middle of a line, in em of the line's font."""

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
RED: Colour = (0.85, 0.0, 0.0)


class Text(NamedTuple):
    """A stretch of one typeface. `spacing` is added after each character."""

    x: float
    y: float
    typeface: Typeface
    size: float
    text: str
    spacing: float = 0.0
    colour: Colour = BLACK


class Line(NamedTuple):
    """A straight rule; `dash` alternates painted and empty lengths in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.5
    colour: Colour = BLACK
    dash: tuple[float, ...] = ()


class Shape(NamedTuple):
    """A closed polygon, filled and optionally outlined. `fill` None leaves it open inside."""

    points: tuple[tuple[float, float], ...]
    fill: Colour | None
    stroke: Colour | None = None
    width: float = 0.5


Mark = Text | Line | Shape


@dataclass(slots=True)
class Page:
    """One page. `number` is what stands at its foot; its parity decides the side of binding and page number.

    `marks` are in the coordinates of the page as read, `sheet_marks` in those of the upright portrait sheet.
    """

    number: int
    landscape: bool = False
    numbered: bool = True
    """Whether its number is printed."""
    marks: list[Mark] = field(default_factory=list)
    sheet_marks: list[Text] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Width as read."""
        return PAGE_HEIGHT if self.landscape else PAGE_WIDTH

    @property
    def height(self) -> float:
        """Height as read."""
        return PAGE_WIDTH if self.landscape else PAGE_HEIGHT

    @property
    def left(self) -> float:
        """Left edge of the text block. A landscape sheet is the portrait sheet turned clockwise: 地脚 lies left."""
        if self.landscape:
            return PAGE_HEIGHT - TOP_MARGIN - BLOCK_HEIGHT
        return BINDING_MARGIN if self.number % 2 else PAGE_WIDTH - BINDING_MARGIN - BLOCK_WIDTH

    @property
    def top(self) -> float:
        """Upper edge of the text block. On a turned sheet the portrait page's left margin lies above."""
        if self.landscape:
            return BINDING_MARGIN if self.number % 2 else PAGE_WIDTH - BINDING_MARGIN - BLOCK_WIDTH
        return TOP_MARGIN

    @property
    def block_width(self) -> float:
        """Width of the text block as read."""
        return BLOCK_HEIGHT if self.landscape else BLOCK_WIDTH

    @property
    def block_height(self) -> float:
        """Height of the text block as read."""
        return BLOCK_WIDTH if self.landscape else BLOCK_HEIGHT


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: level (0 = title or attachment, 1..4 = headings), text, page from 1, y on that page."""

    level: int
    text: str
    page: int
    y: float = 0.0
    landscape: bool = False
