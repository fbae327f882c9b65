"""Breaking Chinese text into lines: 避头尾, numbers and Latin words kept whole, the slack spread over the line.

The rules follow GB/T 15834-2011 《标点符号用法》 §5.1: closing marks never start a line, opening marks never end one,
dashes and ellipses are not separated from what they follow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, pairwise

NO_START = frozenset("，。、；：？！．,.;:?!）》〉」』】〕］｝〗〙)]}>”’…—～·‧•％%‰℃°℉′″々ー〞﹂﹄︶︸︺︼︾﹀－")
"""Characters that must not start a line."""
NO_END = frozenset("（《〈「『【〔［｛〖〘([{<“‘￥＄$¥£№＃#§〝﹁﹃︵︷︹︻︽︿")
"""Characters that must not end a line."""

_WORD = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;/%+-_@&#$'\"*=~^|\\!?()[]{}<>×²³°‰"
)
MAX_STRETCH = 0.3
"""The widest gap, in em, that justification may add between two characters; a looser line stays ragged."""
_EASY, _WIDE = 0.08, 0.45
"""In em: a gap that neither the eye nor a search in the file takes for one; the most that a better place gets more."""
_RUN = re.compile(r"[!-~²³×°‰]{2,}")
_MARKS, _OPEN = "，。、；：？！）》〉」』】〕”…", "（《〈「『【〔“"
_PLACE = re.compile(
    rf"(?<=[{_MARKS}])(?=[^{_MARKS} ])|(?<=[!-~])(?=[^ -~{_MARKS}])|(?<=[^ -~{_OPEN}])(?=[!-~])",
)
"""Where a wider gap does no harm: after a mark, and between a figure and a character."""
_MOST_MOVED = 4  # characters that a line may give to a last line of one


def may_break(text: str, at: int) -> bool:
    """Whether a line may end before `text[at]`."""
    before, after = text[at - 1], text[at]
    if before == " ":
        return True
    if after in NO_START or before in NO_END:
        return False
    return not (before in _WORD and (after in _WORD or after == " "))


def break_lines(
    text: str, widths: Mapping[str, int], size: float, width: float, first_indent: float = 0.0
) -> list[tuple[int, int]]:
    """Break a cleaned text; newlines end a line. Lengths in points.

    Returns (start, end) of each line without the spaces at its ends. At least one character stands on each line,
    however narrow the column; a word longer than a line is cut.
    """
    lines: list[tuple[int, int]] = []
    begin = 0
    for part in text.split("\n"):
        _break_part(text, begin, begin + len(part), widths, 1000 / size * width, 1000 / size * first_indent, lines)
        begin += len(part) + 1
    return lines


def _break_part(
    text: str, begin: int, end: int, widths: Mapping[str, int], room: float, indent: float, lines: list[tuple[int, int]]
) -> None:
    """Append the lines of text[begin:end], which holds no newline; lengths in 1/1000 em."""
    sums = [0, *accumulate(map(widths.__getitem__, text[begin:end]))]
    start, available, before = begin, room - indent, -1
    while sums[-1] - sums[start - begin] > available + 0.01:
        fit = begin + bisect_right(sums, sums[start - begin] + available + 0.01) - 1
        stop = _cut(text, start, max(fit, start + 1), end)
        lines.append(_trim(text, start, stop))
        before, start = start, stop
        while start < end and text[start] == " ":
            start += 1
        available = room
        if start >= end:
            return
    if before >= 0 and _lone(text, start, end):
        at = _earlier(text, before, start)
        if sums[-1] - sums[at - begin] <= available:
            lines[-1], start = _trim(text, before, at), at
    lines.append(_trim(text, start, end) if start > begin else (start, end))


def _lone(text: str, start: int, end: int) -> bool:
    """Whether a last line is a single character, perhaps with its marks (单字不成行)."""
    return end - start <= _MOST_MOVED and all(character in NO_START for character in text[start + 1 : end])


def _earlier(text: str, before: int, start: int) -> int:
    """Where the line that began at `before` may end a little earlier than `start`, and keep half of itself."""
    least = max(before + (start - before) // 2, start - _MOST_MOVED - 1)
    return next((at for at in range(start - 1, least, -1) if may_break(text, at)), start)


def _cut(text: str, start: int, fit: int, end: int) -> int:
    """The last allowed break in (start, fit]; failing that one that at least keeps 避头尾; failing that `fit`."""
    if fit >= end:
        return end
    for at in range(fit, start, -1):
        if may_break(text, at):
            return at
    for at in range(fit, start, -1):
        if text[at] not in NO_START and text[at - 1] not in NO_END:
            return at
    return fit


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    while stop > start and text[stop - 1] == " ":
        stop -= 1
    return start, stop


Segment = tuple[int, int, float, float]
"""Start and end of a part of a line, the space after each of its characters, more space after the part (points)."""


def spread(line: str, slack: float, size: float) -> list[Segment]:
    """How a line is set so that it gets wider by `slack` points; as it is where it would become too loose.

    Nothing goes inside a number or Latin word. What small gaps everywhere don't take goes after marks and beside
    figures, so that words stay together.
    """
    runs = [found.span() for found in _RUN.finditer(line)]
    gaps = len(line) - 1 - sum(end - start - 1 for start, end in runs)
    if slack <= 0 or gaps < 1 or slack > MAX_STRETCH * size * gaps:
        return [(0, len(line), 0.0, 0.0)]
    each, wide, places = slack / gaps, 0.0, set[int]()
    if each > _EASY * size:
        found, rest = {place.start() for place in _PLACE.finditer(line)}, slack - _EASY * size * gaps
        if found:
            places, wide = found, min(rest / len(found), _WIDE * size)
            each = (slack - wide * len(found)) / gaps
    starts = {start for start, _ in runs}
    cuts = sorted({0, len(line), *places, *starts, *(end - 1 for _, end in runs)})
    return [(a, z, 0.0 if a in starts else each, wide if z in places else 0.0) for a, z in pairwise(cuts)]
