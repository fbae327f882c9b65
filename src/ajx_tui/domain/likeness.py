"""When two enterprises look like one: names reduced to what tells firms apart, and what makes them differ after all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ajx_tui.domain.text import compare_key

_FORMS = re.compile(
    "(股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|有限公司|责任公司|集团公司|总公司|公司|集团|合作社|个体工商户)+$"
)
_TELLING = re.compile("[0-9十百甲乙丙丁东西南北]")
_DIGITS = str.maketrans("零〇壹贰叁肆伍陆柒捌玖拾", "00123456789十")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def core(name: object, places: Iterable[str] = ()) -> str:
    """What of a name tells one firm from another: without places in front, the legal form behind, and punctuation.

    `places` are names of the area such as 示例县; each also counts without its last character.
    """
    text = compare_key(name).translate(_DIGITS).translate(_NUMERALS)
    known = {compare_key(p) for place in places if place for p in (place, place[:-1]) if len(p) > 1}
    while (shorter := _without_place(text, known)) != text:
        text = shorter
    shorter = _FORMS.sub("", text)
    return shorter if len(shorter) >= 2 else text


def _without_place(text: str, known: set[str]) -> str:
    """`text` without the longest place name it begins with, where enough of it is left to be a name."""
    for place in sorted(known, key=len, reverse=True):
        rest = text.removeprefix(place)
        if rest != text and len(_FORMS.sub("", rest)) >= 2:
            return rest
    return text


def telling(text: str) -> str:
    """The numbers and directions in a core, in order: 一号矿 and 二号矿 are two mines however alike they read."""
    return "".join(_TELLING.findall(text))


def likeness(first: str, second: str) -> float:
    """How alike two cores are, 0 to 100; 0 when numbers or directions in them differ."""
    from rapidfuzz import fuzz

    if first == second:
        return 100.0
    if min(len(first), len(second)) < 3 or telling(first) != telling(second):
        return 0.0
    return fuzz.ratio(first, second)
