"""Making any text printable: what people paste into a record must neither break a page nor vanish silently."""

from __future__ import annotations

import unicodedata

_KEEP = frozenset("\n")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf"})
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_SPACES = frozenset("\t\v\f\x1c\x1d\x1e\x1f")
_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


def tidy_character(character: str) -> str:
    """What one character prints as: itself, a space, a newline, nothing, or U+FFFD for half a surrogate pair
    and for code points that are no characters.

    Tabs become a space, all line ends a newline; control, format (zero-width, direction) characters and variation
    selectors print nothing.
    """
    if character in _KEEP:
        return character
    if character in _SPACES:
        return " "
    if character in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(character)
    if category == "Cs" or (category == "Cn" and _is_noncharacter(ord(character))):
        return "\ufffd"
    if category in _DROPPED_CATEGORIES or (category == "Mn" and any(ord(character) in r for r in _VARIATION_SELECTORS)):
        return ""
    return " " if category == "Zs" and character not in "\u3000 " else character


def _is_noncharacter(point: int) -> bool:
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def tidy(text: str) -> str:
    """`tidy_character` over a whole text, with CR LF as one newline."""
    if text.isalnum() or (text.isprintable() and text.isascii()):
        return text
    return "".join(map(tidy_character, text.replace("\r\n", "\n")))


def shorten(text: str, limit: int = 24) -> str:
    """The beginning of a text for a warning, on one line."""
    line = " ".join(tidy(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
