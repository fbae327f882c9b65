"""Pinyin initials of names, with every reading of a character and the place names that common tables misread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Place names whose usual reading a character table gets wrong; the initials come first, other readings stay.
PLACE_INITIALS = {
    "长垣": "cy", "长葛": "cg", "浚县": "xx", "尉氏": "ws", "单县": "sx", "中牟": "zm", "泌阳": "by", "柘城": "zc",
    "郏县": "jx", "荥阳": "xy", "氾水": "ss", "渑池": "mc", "栾川": "lc", "嵩县": "sx", "杞县": "qx", "睢县": "sx",
    "鄢陵": "yl", "漯河": "lh", "濮阳": "py", "内黄": "nh", "重渡": "cd",
}  # fmt: skip
_PLACES = re.compile("|".join(PLACE_INITIALS))
# Words that are read in one way only, whatever other readings their characters have elsewhere.
_CERTAIN = re.compile(
    "有限责任公司|股份有限公司|有限公司|分公司|公司|集团|合作社|工程|运输|建筑|化工|矿业|煤业|石化|石料"
)
WINDOW = 6
"""How many letters either side of a doubtful character its other readings are spelled out with."""


@lru_cache(maxsize=30_000)
def readings(character: str) -> str:
    """First letters of all readings of one character, commonest first; letters and digits are themselves."""
    from pypinyin.pinyin_dict import pinyin_dict

    spelled = pinyin_dict.get(ord(character))
    if spelled is None:
        return character.lower() if character.isascii() and character.isalnum() else ""
    found: list[str] = []
    for reading in spelled.split(","):
        letter = unicodedata.normalize("NFD", reading)[:1].lower()
        if letter.isascii() and letter not in found:
            found.append(letter)
    return "".join(found)


class _Commonest(dict[int, str | None]):
    """Table for `str.translate`: character → first letter of its commonest reading; None drops the character."""

    def __missing__(self, point: int) -> str | None:
        self[point] = readings(chr(point))[:1] or None
        return self[point]


class _Doubtful(dict[int, str | None]):
    """Table for `str.translate`: '?' for a character with several readings, '.' for one, None for none."""

    def __missing__(self, point: int) -> str | None:
        self[point] = ("?" if len(readings(chr(point))) > 1 else ".") if readings(chr(point)) else None
        return self[point]


_COMMONEST, _DOUBTFUL = _Commonest(), _Doubtful()
# The same for texts of many lines.
_COMMONEST_OF_LINES, _DOUBTFUL_OF_LINES = _Commonest({10: "\n"}), _Doubtful({10: "\n"})


def _certain(found: re.Match[str]) -> str:
    """As many characters of one reading."""
    return "一" * len(found[0])


def initials(name: str) -> list[str]:
    """The initials of a name: the likeliest reading whole, then each other reading with its surroundings.

    A search for up to `WINDOW` letters finds the name under any reading of any one character.
    """
    likely = name.translate(_COMMONEST)
    doubt = _CERTAIN.sub(_certain, name).translate(_DOUBTFUL)
    for found in _PLACES.finditer(name):
        start = len(name[: found.start()].translate(_COMMONEST))
        likely = likely[:start] + PLACE_INITIALS[found[0]] + likely[start + len(found[0]) :]
    return _spelled(name, likely, doubt)


def initials_of_many(names: Sequence[str]) -> list[list[str]]:
    """What `initials` says of each name, in a third of the time: all of them are looked up as one text."""
    lines = "\n".join(names)
    likely = lines.translate(_COMMONEST_OF_LINES).split("\n")
    doubt = _CERTAIN.sub(_certain, lines).translate(_DOUBTFUL_OF_LINES).split("\n")
    if len(likely) != len(names) or len(doubt) != len(names):
        return [initials(name) for name in names]
    made = list(map(_spelled, names, likely, doubt))
    if _PLACES.search(lines):
        for at, name in enumerate(names):
            if _PLACES.search(name):
                made[at] = initials(name)
    return made


def _spelled(name: str, likely: str, doubt: str) -> list[str]:
    """The likeliest reading, and each other reading of the doubtful characters with its surroundings."""
    made = [likely]
    at = doubt.find("?")
    if at < 0:
        return made
    spoken = name if len(doubt) == len(name) else [c for c in name if readings(c)]
    while at >= 0:
        own, before, after = likely[at], likely[max(0, at - WINDOW) : at], likely[at + 1 : at + 1 + WINDOW]
        for other in readings(spoken[at]):
            if other != own:
                made.append(before + other + after)
        at = doubt.find("?", at + 1)
    return made
