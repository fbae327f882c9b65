"""Normal forms of what people type and paste: one for prose and names, one for codes, one for comparing."""

from __future__ import annotations

import re
import unicodedata

# Full-width punctuation is proper Chinese writing and stays; NFKC would turn it into ASCII.
_KEEP = frozenset("，。：；！？（）“”‘’、《》【】〔〕—…·～￥％　")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_SPACE_IN_CJK = re.compile(rf"(?<=[{_CJK}])[ ]+(?=[{_CJK}])")
_COMPARE_DROP = re.compile(r"[\s()（）\[\]【】〔〕<>《》“”\"'‘’·•.,，。、:：;；\-—_/\\]+")

# Most cells are plain already; these say so without looking at each character.
_PLAIN_TEXT = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）]+").fullmatch
_PLAIN_CODE = re.compile(r"[0-9A-Z]+").fullmatch


def plain(value: object) -> str:
    """Text of any cell value: None is empty, 12.0 is '12', other values as Python prints them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def clean_text(value: object, *, lines: bool = False) -> str:
    """Prose: full-width letters and digits made half-width, invisible and control characters dropped.

    Runs of spaces become one; newlines survive only with `lines`.
    """
    text = plain(value)
    if _PLAIN_TEXT(text):
        return text
    if not text.isascii():
        text = "".join(c if c in _KEEP else unicodedata.normalize("NFKC", c) for c in text)
        text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u3000", " ")
    text = _CONTROL.sub("", text)
    if not lines:
        text = text.replace("\n", " ")
    return _SPACES.sub(" ", text).strip()


def clean_name(value: object) -> str:
    """A name of a firm, person or place: prose without the spaces people put between Chinese characters."""
    text = _SPACE_IN_CJK.sub("", clean_text(value))
    if "(" in text and not text.isascii():
        text = text.replace("(", "（").replace(")", "）")
    return text


def clean_code(value: object) -> str:
    """A number or code: NFKC, upper case, no spaces at all, one kind of hyphen, no leading apostrophe."""
    text = plain(value)
    if _PLAIN_CODE(text):
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _INVISIBLE.sub("", text).translate({0x2010: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-"})
    return unicodedata.normalize("NFKC", re.sub(r"[\s\x00-\x1f\x7f]+", "", text).lstrip("'`").upper())


def compare_key(value: object) -> str:
    """Key under which two spellings of one name are equal: case, width, spaces and brackets do not count."""
    return _COMPARE_DROP.sub("", unicodedata.normalize("NFKC", plain(value))).casefold()


def shorten(text: str, limit: int = 20) -> str:
    """At most `limit` characters of `text` for a message, with … where it was cut."""
    text = text.replace("\n", " ")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cells(text: str) -> int:
    """Cells that `text` takes on a terminal: two for a wide or full-width character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
