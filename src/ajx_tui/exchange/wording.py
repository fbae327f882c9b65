"""How well a column title says what a column is: the same word, the same word in other clothes, or a relative."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ajx_tui.domain.slots import Slot
from ajx_tui.domain.text import compare_key

TITLE = 1.0
"""The title is the field's own title."""
SYNONYM = 0.95
"""… one of its synonyms."""
SAME = 0.9
"""… one of both, apart from words that add nothing (企业名称 / 名称全称, 服务时间 / 服务日期)."""
DRESSED = 0.85
"""… one of both with only such words around it (企业从业人员总数)."""
SURE = 0.8
"""Titles from here on are known by their words alone."""

_REPLACED = (
    (re.compile(r"编号|编码|号码|代号"), "号"),
    (re.compile(r"时间"), "日期"),
    (re.compile(r"人员总?数量?|总?人数量?"), "人数"),
    (re.compile(r"总数量?|数量"), "数"),
    (re.compile(r"率$"), "比例"),
    (re.compile(r"(?<=.)(?:姓名|名称|全称|情况|信息)$"), ""),
    (re.compile(r"^(?:所属|所在|是否|现有|目前|具体)(?=.)"), ""),
)
_NEUTRAL = re.compile(r"企业|单位|公司|本|该|的|情况|信息|具体|全称|简称|现有|目前|全部|总|合计|当前|姓名|名称|填写|可")


@cache
def canonical(key: str) -> str:
    """A title (as `compare_key` gives it) without what does not change its meaning."""
    for pattern, other in _REPLACED:
        key = pattern.sub(other, key)
    return key


@cache
def canonical_words(words: frozenset[str]) -> frozenset[str]:
    """The words of a slot in canonical form."""
    return frozenset(map(canonical, words))


def word_fit(text: str, slot: Slot) -> float:
    """0 … 1: how well `text` says `slot`. The head of a Chinese compound stands last, so an ending counts most."""
    return _fit(text, slot.title, slot.words)


@lru_cache(maxsize=20_000)
def _fit(text: str, title: str, words: frozenset[str]) -> float:
    key = compare_key(text)
    if not key:
        return 0.0
    if key == compare_key(title):
        return TITLE
    if key in words:
        return SYNONYM
    short, shorts = canonical(key), canonical_words(words)
    if short in shorts:
        return SAME
    pairs = [(short, word) for word in shorts] + [(key, word) for word in words]
    return max((_relation(a, b) for a, b in pairs if len(a) >= 2 and len(b) >= 2), default=0.0)


def _relation(key: str, word: str) -> float:
    """How closely two different titles are related: one holds the other, at its end, its start or inside."""
    if word in key:
        if not _NEUTRAL.sub("", key.replace(word, "", 1)):
            return DRESSED
        share = len(word) / len(key)
        if key.endswith(word):
            return 0.42 + 0.35 * share
        return (0.35 if key.startswith(word) else 0.25) + 0.35 * share
    if key in word:
        if word.removeprefix(key) in ("号", "数", "人数"):
            return DRESSED
        return 0.3 + 0.4 * len(key) / len(word)
    return 0.0
