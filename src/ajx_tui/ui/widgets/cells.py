"""Text in terminal cells: what may be drawn, how wide it is, and how it is cut.

Everything that comes from a record passes `display` before it reaches a strip, so a tab, a line break, an escape
character or a zero-width space can neither move the columns nor steer the terminal. Widths are asked of Rich, because
Textual's compositor measures with the same table: the two can't disagree. `compat.glyphs.use_wide_ambiguous` changes
that table for consoles that draw East Asian "ambiguous" characters two cells wide.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from rich.cells import get_character_cell_size

Align = Literal["left", "right", "center"]

CUT_MARK = ".."
"""Ends a cut text. The usual one-character ellipsis is of ambiguous width."""

_BREAKS = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_UNSEEN = frozenset({"Cc", "Cs"})


class _DisplayTable(dict[int, str | None]):
    """`str.translate` table filled on demand: breaks become spaces, controls `?`, characters without a cell vanish."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        shown: str | None = char
        if char in _BREAKS:
            shown = " "
        elif unicodedata.category(char) in _UNSEEN:
            shown = "?"
        elif unicodedata.category(char) == "Cf" or get_character_cell_size(char) == 0:
            shown = None
        self[code] = shown
        return shown


class _WidthTable(dict[str, int]):
    """Cells of one character, remembered."""

    def __missing__(self, char: str) -> int:
        width = get_character_cell_size(char)
        self[char] = width
        return width


@lru_cache(maxsize=1)
def _tables() -> tuple[_DisplayTable, _WidthTable]:
    return _DisplayTable(), _WidthTable()


def forget_widths() -> None:
    """Forget remembered widths; needed once after the width table itself changed."""
    _tables.cache_clear()


def display(text: str) -> str:
    """Return `text` as one line that is safe to draw.

    Tabs and line breaks become spaces, other control characters and lone surrogates `?`; zero-width, directional and
    remaining combining characters are left out (after composing what can be composed). Every character of the result
    takes one or two cells.
    """
    if text.isascii() and text.isprintable():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_tables()[0])


def width_of(text: str) -> int:
    """Return the cells a text takes that `display` returned."""
    if text.isascii():
        return len(text)
    return sum(map(_tables()[1].__getitem__, text))


def cut(text: str, width: int) -> str:
    """Return the longest start of a displayed text that fits in `width` cells, without a mark."""
    if text.isascii():
        return text[:width]
    widths = _tables()[1]
    used = 0
    for index, char in enumerate(text):
        used += widths[char]
        if used > width:
            return text[:index]
    return text


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return `text` cleaned, cut and padded to exactly `width` cells.

    A text that had to be cut ends in `CUT_MARK` when there is room for it. Only the first characters of a huge text
    are looked at, so a cell of megabytes costs no more than a short one.
    """
    if width <= 0:
        return ""
    reach = 4 * width + 16
    shown = display(text[:reach])
    used = width_of(shown)
    if used > width or len(text) > reach:
        mark = CUT_MARK if width >= 6 else ""
        shown = cut(shown, width - len(mark)) + mark
        used = width_of(shown)
    room = width - used
    if not room:
        return shown
    if align == "right":
        return " " * room + shown
    if align == "center":
        return " " * (room // 2) + shown + " " * (room - room // 2)
    return shown + " " * room


def size_text(size: int) -> str:
    """A size in bytes for people."""
    if size >= 1_048_576:
        return f"{size / 1_048_576:.1f} MB"
    return f"{max(1, size // 1024)} KB" if size >= 1024 else f"{size} 字节"
