"""Where a hazard stands: found → notified → rectified → verified, or overdue → ordered → inspected more → liability."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from ajx_tui.domain.fields import Value


class Stage(StrEnum):
    """The stages of a hazard, from its dates; nothing of this is stored."""

    FOUND = "found"
    NOTIFIED = "notified"
    OVERDUE = "overdue"
    ORDERED = "ordered"
    INSPECTED_MORE = "inspected_more"
    LIABILITY = "liability"
    RECTIFIED = "rectified"
    VERIFIED = "verified"


STAGE_TITLES: Mapping[Stage, str] = {
    Stage.FOUND: "已发现",
    Stage.NOTIFIED: "已书面告知",
    Stage.OVERDUE: "逾期未改",
    Stage.ORDERED: "已责令限期整改",
    Stage.INSPECTED_MORE: "已增加检查频次",
    Stage.LIABILITY: "已追究责任",
    Stage.RECTIFIED: "已整改待复查",
    Stage.VERIFIED: "已复查销号",
}
NEXT_STEPS: Mapping[Stage, str] = {
    Stage.FOUND: "书面告知企业；重大隐患还须告知主要负责人",
    Stage.NOTIFIED: "督促企业在期限内整改",
    Stage.OVERDUE: "下达责令限期整改指令书",
    Stage.ORDERED: "指令期满复查；仍未整改的增加检查频次",
    Stage.INSPECTED_MORE: "仍不整改的立案处罚、追究责任",
    Stage.LIABILITY: "继续督促整改并复查",
    Stage.RECTIFIED: "到现场复查，确认后销号",
    Stage.VERIFIED: "",
}


def stage(values: Mapping[str, Value], as_of: date) -> Stage:
    """The stage of a hazard on a day (seed 四（二）, 四（七））."""
    day = as_of.isoformat()

    def by(name: str) -> bool:
        value = values.get(name)
        return value is not None and str(value) <= day

    steps = (
        ("verified_on", Stage.VERIFIED), ("rectified_on", Stage.RECTIFIED), ("liability_on", Stage.LIABILITY),
        ("inspected_more_on", Stage.INSPECTED_MORE), ("ordered_on", Stage.ORDERED),
    )  # fmt: skip
    for name, reached in steps:
        if by(name):
            return reached
    due = values.get("due_on")
    if due is not None and str(due) < day:
        return Stage.OVERDUE
    return Stage.NOTIFIED if by("notified_on") or by("principal_notified_on") else Stage.FOUND
