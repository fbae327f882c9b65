"""The aims of the work plan, and what has been reached of them."""

from __future__ import annotations

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.facts import Facts, Group

TARGETS: tuple[tuple[str, str], ...] = (
    ("应投保对象投保率", "coverage"),
    ("从业人员覆盖率", "headcount_coverage"),
    ("每人责任限额达标率", "floor_met"),
    ("约定服务履行率", "fulfilment"),
    ("服务记录企业确认率", "confirmation"),
    ("隐患整改率", "rectification"),
    ("重大隐患整改率", "major_rectification"),
)
"""The aims of the work plan; how much of each is aimed at says the policy pack's parameter `target_NAME`."""


def target(facts: Facts, name: str) -> int:
    """How much is aimed at, in hundredths of a percent."""
    return facts.limit(f"target_{name}")


def target_text(facts: Facts, name: str) -> str:
    """100%, 95.5%."""
    return f"{target(facts, name) / 100:g}%"


def reached(facts: Facts, name: str) -> bool | None:
    """Whether an aim was reached; None where there was nothing to reach."""
    ratio = target_value(facts.total, name)
    return ratio.numerator * 10_000 >= ratio.denominator * target(facts, name) if ratio.denominator else None


def target_value(group: Group, name: str) -> b.Ratio:
    """What has been reached of an aim."""
    if name == "floor_met":
        covered = group.value("covered")
        return b.Ratio(covered - group.value("below_floor"), covered)
    return group.ratio(name)
