"""What people type: full-width characters, and the records in which a Windows console hands it over."""

from __future__ import annotations

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("。"): ord(".")}


def half_width(text: str) -> str:
    """Return text with full-width ASCII (１２．５％Ａ) and 。 as an input method types them turned into ASCII. For
    fields of numbers, dates and codes; never for names, whose （） are Chinese."""
    return text.translate(_HALF)


def keeps_key_record(character: str, control_state: int, virtual_key: int) -> bool:
    """Whether a key-down record of the Windows console carries input.

    Textual drops every record without a virtual key while a modifier is held; an input method sends Shift-made
    punctuation (？：！（）《》) just so (Textualize/textual #6667). Only a record without a character is noise.
    """
    return not (control_state and virtual_key == 0 and character in ("", "\x00"))
