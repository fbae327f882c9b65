"""Pinyin initials of names, with every reading of a character and the place names that common tables misread."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import combinations

# Place names whose usual reading a character table gets wrong; the initials come first, other readings stay.
PLACE_INITIALS = {
    "长垣": "cy", "长葛": "cg", "浚县": "xx", "尉氏": "ws", "单县": "sx", "中牟": "zm", "泌阳": "by", "柘城": "zc",
    "郏县": "jx", "荥阳": "xy", "氾水": "ss", "渑池": "mc", "栾川": "lc", "嵩县": "sx", "杞县": "qx", "睢县": "sx",
    "鄢陵": "yl", "漯河": "lh", "濮阳": "py", "内黄": "nh", "重渡": "cd",
}  # fmt: skip
_MOST_READINGS = 16


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


@lru_cache(maxsize=50_000)
def initials(name: str) -> tuple[str, ...]:
    """The initials of a name in all plausible readings, at most 16, the likeliest first."""
    letters = [readings(c) for c in name]
    for place, spelled in PLACE_INITIALS.items():
        start = name.find(place)
        if start >= 0:
            for offset, letter in enumerate(spelled):
                others = letters[start + offset].replace(letter, "")
                letters[start + offset] = letter + others
    letters = [r for r in letters if r]
    base = [r[0] for r in letters]
    made = ["".join(base)]
    doubtful = [i for i, r in enumerate(letters) if len(r) > 1]
    for size in (1, 2):
        for places in combinations(doubtful, size):
            if len(made) >= _MOST_READINGS:
                return tuple(made)
            changed = base.copy()
            for place_index in places:
                changed[place_index] = letters[place_index][1]
            made.append("".join(changed))
    return tuple(made)
