"""The questions that clerks ask of each list every week, as named filters."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ajx_tui.services.packs import parameter
from ajx_tui.services.rule_names import WARNINGS
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition

Rule = Callable[[str], int]
"""A parameter of the policy packs on the cut-off day, by its name."""


@dataclass(frozen=True, slots=True)
class Quick:
    """A named filter. `key` is stable, `title` is what the clerk reads."""

    key: str
    title: str
    conditions: tuple[Condition, ...]


def quick_filters(store: Store, kind: str, as_of: date) -> tuple[Quick, ...]:
    """The named filters of a kind of record, as things and rules stand on the cut-off day."""
    make = _MAKERS.get(kind)
    return tuple(make(as_of, lambda name: parameter(store, name, as_of.isoformat()))) if make is not None else ()


def day_ranges(name: str, as_of: date) -> tuple[Quick, ...]:
    """What is asked of any day, as things stand on the cut-off day."""
    day, month = as_of.isoformat(), as_of.isoformat()[:8]
    last = f"{month}{monthrange(as_of.year, as_of.month)[1]}"
    ranges = {
        ("before", "早于截止日"): (("<", day),),
        ("past", "最近30天"): (("≥", _days(as_of, -30)), ("≤", day)),
        ("month", "截止日当月"): (("≥", f"{month}01"), ("≤", last)),
        ("year", "截止日当年"): (("≥", f"{as_of.year}-01-01"), ("≤", f"{as_of.year}-12-31")),
        ("next", "今后30天"): (("≥", day), ("≤", _days(as_of, 30))),
    }
    return tuple(
        Quick(key, title, tuple(Condition(name, sign, value) for sign, value in signs))
        for (key, title), signs in ranges.items()
    )


def _days(as_of: date, days: int) -> str:
    return (as_of + timedelta(days=days)).isoformat()


def _enterprise(as_of: date, _rule: Rule) -> list[Quick]:
    day = as_of.isoformat()
    return [
        Quick("active", "在营", (Condition("status", "in", ("active", None)),)),
        Quick("stopped", "停产或关闭", (Condition("status", "in", ("stopped", "closed")),)),
        Quick("high", "高风险", (Condition("risk_level", "=", "high"),)),
        Quick("no_headcount", "从业人员数未填", (Condition("headcount", "empty"),)),
        Quick("no_code", "没有信用代码", (Condition("credit_code", "empty"),)),
        Quick("no_phone", "联系电话未填", (Condition("phone", "empty"),)),
        Quick("permit_over", "许可证已过期", (Condition("permit_until", "<", day),)),
    ]


def _insured_object(as_of: date, _rule: Rule) -> list[Quick]:
    day = as_of.isoformat()
    types = (("project", "在建工程"), ("licence", "许可证"), ("vessel", "船舶"), ("enterprise", "企业整体"))
    made = [Quick(code, title, (Condition("type", "=", code),)) for code, title in types]
    late = (Condition("type", "=", "project"), Condition("end_on", "<", day), Condition("status_on", "empty"))
    return [*made, Quick("late", "工期已过未报完工", late)]


def _policy(as_of: date, rule: Rule) -> list[Quick]:
    day = as_of.isoformat()
    ceiling = rule("commission_ceiling")
    running = (Condition("start_on", "≤", day), Condition("end_on", "≥", day), Condition("ended_on", "open", day))
    return [
        Quick("in_force", "在保", running),
        *(
            Quick(f"ends_{days}", f"{days}天内到期", (*running, Condition("end_on", "≤", _days(as_of, days))))
            for days in sorted({rule(name) for name in WARNINGS})
        ),
        Quick("over", "已到期", (Condition("end_on", "<", day),)),
        Quick("ended", "提前终止", (Condition("ended_on", "filled"),)),
        Quick("commission", f"佣金超过{ceiling / 100:g}%", (Condition("commission", ">", ceiling),)),
        Quick("no_headcount", "投保人数未填", (Condition("headcount", "empty"),)),
        Quick("no_received", "实收保费未填", (Condition("premium_received", "empty"),)),
    ]


def _visit(as_of: date, _rule: Rule) -> list[Quick]:
    return [
        Quick("unconfirmed", "企业未确认", (Condition("confirmed", "=", 0),)),
        Quick("not_returned", "没有回访", (Condition("returned", "in", (0, None)),)),
        Quick("month", "最近30天", (Condition("visited_on", "≥", _days(as_of, -30)),)),
        Quick("year", "本年", (Condition("visited_on", "≥", f"{as_of.year}-01-01"),)),
    ]


def _hazard(as_of: date, rule: Rule) -> list[Quick]:
    day = as_of.isoformat()
    still, days = Condition("rectified_on", "open", day), rule("hazard_soon_days")
    soon = (still, Condition("due_on", "≥", day), Condition("due_on", "≤", _days(as_of, days)))
    return [
        Quick("open", "未整改", (still,)),
        Quick("overdue", "逾期未整改", (still, Condition("due_on", "<", day))),
        Quick("soon", f"{days}天内到期", soon),
        Quick("major", "重大隐患", (Condition("level", "=", "major"),)),
        Quick("not_verified", "已整改未复查", (Condition("rectified_on", "≤", day), Condition("verified_on", "empty"))),
    ]


def _claim(as_of: date, _rule: Rule) -> list[Quick]:
    day = as_of.isoformat()
    return [
        Quick("open", "未结案", (Condition("settled_on", "open", day),)),
        Quick("prepaid", "有预付", (Condition("prepaid", ">", 0),)),
        Quick("deaths", "有人员死亡", (Condition("deaths", ">", 0),)),
    ]


def _directory(as_of: date, rule: Rule) -> list[Quick]:
    day, days = as_of.isoformat(), rule("directory_warning_days")
    soon = (Condition("qualified_until", "≥", day), Condition("qualified_until", "≤", _days(as_of, days)))
    return [
        Quick("over", "已过有效期", (Condition("qualified_until", "<", day),)),
        Quick("soon", f"{days}天内到期", soon),
        Quick("no_until", "有效期未填", (Condition("qualified_until", "empty"),)),
    ]


_MAKERS: Mapping[str, Callable[[date, Rule], list[Quick]]] = {
    "enterprise": _enterprise,
    "insured_object": _insured_object,
    "policy": _policy,
    "visit": _visit,
    "hazard": _hazard,
    "claim": _claim,
    "insurer": _directory,
    "service_body": _directory,
}
