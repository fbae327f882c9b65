"""Wording that steers the market: designating an insurer, sharing out the business (seed 四（一）; 27号 Art. 39–40)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_INSURER = r"(?:保险公司|保险机构|承保机构|财产保险|财险|共保体)"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?:指定|选定|确定|推荐|优先选择|统一选择)[^，。；、]{{0,12}}{_INSURER}"), "指定或者推荐保险机构"),
    (re.compile(rf"(?:只能|必须|一律|统一)(?:由|向|到|在)[^，。；]{{0,20}}{_INSURER}"), "限定投保的保险机构"),
    (re.compile(r"(?:业务|市场|承保)?份额[^，。；]{0,12}[\d０-９]+(?:\.\d+)?\s*[%％]"), "划分承保份额"),
    (re.compile(r"[\d０-９]+(?:\.\d+)?\s*[%％][^，。；]{0,6}的?份额"), "划分承保份额"),
    (
        re.compile(r"(?:首席承保|主承保|从共保|共保比例|组建共保体|按比例分配业务|分配[^，。；]{0,6}份额)"),
        "安排共保或者份额",
    ),
)
_NEGATION = re.compile(r"(?:不得|不能|不应|不可|不为|不|严禁|禁止|防止|杜绝|避免|未|查处|纠正)[^，。；]{0,24}$")
NAMED = "点名要求到某家保险机构投保"


def steering(text: str, insurers: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(what it does, the words) of every steering phrase; `insurers` are names that must not be named to insure with.

    What a clause forbids or denies (不得指定…) is not steering.
    """
    for pattern, what in _PATTERNS:
        yield from ((what, match[0]) for match in pattern.finditer(text) if not _negated(text, match.start()))
    for name in insurers:
        if len(name) >= 2 and name in text:
            named = rf"(?:由|向|到|在|选择){re.escape(name)}[^。；]{{0,6}}(?:承保|投保|办理)"
            yield from ((NAMED, m[0]) for m in re.finditer(named, text) if not _negated(text, m.start()))


def _negated(text: str, at: int) -> bool:
    """Whether the clause before a match forbids or denies it."""
    return _NEGATION.search(text[max(0, at - 40) : at]) is not None
