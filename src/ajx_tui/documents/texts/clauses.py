"""Sentences that several documents share. Each says what is on record and is silent about what never happened.

They are templates for a `Writer`: numbers stand as fields, so that an edited chapter keeps them live.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ajx_tui.documents.texts.facts import Group
from ajx_tui.documents.texts.wording import Writer, join, percent

_LOWEST = 3


def those(write: Writer, *clauses: tuple[str, str], between: str = "、") -> str:
    """The clauses (name of a number, words) whose number is not zero, joined; '' when all are zero."""
    return between.join(words for name, words in clauses if write.has(name))


def registered(write: Writer) -> str:
    """How many enterprises and projects are on record."""
    if not write.has("enterprises"):
        return "{whole}尚未登记高危行业领域企业"
    return "{whole}登记高危行业领域企业{enterprises}户" + those(write, ("projects", "、在建工程{projects}项"))


def services(write: Writer) -> str:
    """What insurers promised and did."""
    text = "有效保单没有登记约定的服务次数"
    if write.has("services_promised.amount"):
        text = "有效保单约定事故预防服务{services_promised.amount}次，已履行{services_delivered.amount}次，"
        text += "履行率{fulfilment}"
    if not write.has("visits"):
        return text + "，尚未登记服务记录。"
    if write.has("visits_unconfirmed"):
        return text + "；登记服务记录{visits}次，其中企业未确认{visits_unconfirmed}次，确认率{confirmation}。"
    return text + "；登记服务记录{visits}次，均经企业确认。"


def hazards(write: Writer, after: str = "") -> str:
    """What services found and what became of it; `after` follows the hazards past their limit."""
    if not write.has("hazards"):
        return "服务记录中没有登记隐患，对查不出问题的服务要重点抽查。" if write.has("visits") else ""
    text = "服务中累计发现隐患{hazards}条"
    if write.value("hazards_rectified") == write.value("hazards"):
        return text + those(write, ("hazards_major", "（其中重大隐患{hazards_major}条）")) + "，均已整改。"
    text += _major(write) + "，已整改{hazards_rectified}条，整改率{rectification}；"
    if write.has("hazards_overdue"):
        return text + "超过期限未整改{hazards_overdue}条" + after + "。"
    return text + "其余均未超过整改期限。"


def _major(write: Writer) -> str:
    if not write.has("hazards_major"):
        return ""
    done, every = write.value("hazards_major_rectified"), write.value("hazards_major")
    state = "均已整改" if done == every else "已整改{hazards_major_rectified}条" if done else "均未整改"
    return "（其中重大隐患{hazards_major}条，" + state + "）"


def claims(write: Writer) -> str:
    """Reports, settlements, what was paid and who was harmed."""
    if not write.has("claims"):
        return "截至{as_of}，没有安责险报案和赔付。"
    text = "累计报案{claims}起，"
    if write.value("claims_settled") == write.value("claims"):
        text += "均已结案"
    else:
        text += "结案{claims_settled}起，结案率{settlement}" if write.has("claims_settled") else "均未结案"
    paid = those(
        write,
        ("claims_settled.amount", "结案赔款{claims_settled.amount|wan}万元"),
        ("claims_prepaid.amount", "预付赔款{claims_prepaid}起、{claims_prepaid.amount|wan}万元"),
        between="，",
    )
    harmed = those(write, ("deaths.amount", "死亡{deaths.amount}人"), ("injuries.amount", "受伤{injuries.amount}人"))
    return text + (f"；{paid}" if paid else "") + (f"；涉及{harmed}" if harmed else "") + "。"


def lowest(groups: Iterable[Group]) -> str:
    """The sectors or townships with the lowest coverage, those with the same rate together; '' when none is missing."""
    behind = sorted((g for g in groups if g.value("uninsured")), key=_rate)
    named: list[str] = []
    told = 0
    for _, same in groupby(behind, key=_rate):
        if told >= _LOWEST:
            break
        named.append(_same_rate(tuple(same)))
        told += named[-1].count("、") + 1
    return ("，" if any("、" in one for one in named) else "、").join(named)


def _rate(group: Group) -> float:
    return group.ratio("coverage").value or 0.0


def _same_rate(groups: Sequence[Group]) -> str:
    names, rate = join(group.title for group in groups), percent(groups[0].ratio("coverage"))
    return f"{names}（{'均为' if len(groups) > 1 else ''}{rate}）"
