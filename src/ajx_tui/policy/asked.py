"""What the program itself asks of the packs in force, whichever they are, and proving that they give it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ajx_tui.policy.clause import LOCAL, Place
from ajx_tui.policy.model import BEGINNING, FOREVER, UNIT_FACTORS, Parameter, Problems
from ajx_tui.policy.rules import Rules

_MOST = {"天": 18_300, "个工作日": 2_500, "个月": 600, "年": 50, "%": 100, "分": 1_000, "次": 1_000}
"""The most of each unit: what is above is a slip of the pen, or would carry days out of the calendar."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters by name with the units they may be given in, and the names of bases and score sheets.

    `per_check` begins the names of further parameters that end with the name of a check, with the unit of those asked
    for that begin so; `rising` are parameters of which each must lie above the one before, on every day.
    """

    parameters: Mapping[str, Collection[str]] = field(default_factory=dict)
    bases: Collection[str] = ()
    score_sheets: Collection[str] = ()
    rising: Collection[tuple[str, str]] = ()
    per_check: str = ""


def prove_asked(rules: Rules, asked: Asked, nowhere: Place, problems: Problems) -> None:
    """Add to `problems` what the program asks for and does not get: on every day, in a unit it can count in."""
    for name, units in asked.parameters.items():
        if name not in rules.parameters:
            problems.add(nowhere, name, f"缺少程序要用的参数 {name}，请用 [[parameter]] 写出")
        else:
            _prove_parameter(rules, rules.parameters[name], units, problems)
    for what, section, names, given in (
        ("依据", "basis", asked.bases, rules.bases),
        ("评分表", "score_sheet", asked.score_sheets, rules.score_sheets),
    ):
        for name in names:
            if name not in given:
                problems.add(nowhere, name, f"缺少程序要用的{what} {name}，请用 [[{section}]] 写出")
    if asked.per_check:
        _prove_per_check(rules, asked, problems)
    if not problems.found:
        for lower, upper in asked.rising:
            _prove_rising(rules, lower, upper, problems)


def _prove_per_check(rules: Rules, asked: Asked, problems: Problems) -> None:
    """A slip of the pen in such a name would silently do nothing; the county's own may outlive a check."""
    checks = {check.name for pack in rules.packs for check in pack.checks}
    units = {unit for name, units in asked.parameters.items() if name.startswith(asked.per_check) for unit in units}
    for rule in (rule for pack in rules.packs if pack.id != LOCAL for rule in pack.parameters):
        if not rule.name.startswith(asked.per_check) or rule.name in asked.parameters:
            continue
        check = rule.name.removeprefix(asked.per_check)
        if check not in checks:
            problems.add(rule.place, rule.name, f"没有名为 {check} 的检查，请核对名称")
        elif rule.unit not in units:
            problems.add(rule.unit_place, "unit", f"{rule.title}的单位“{rule.unit}”应是 {'、'.join(units)}")


def _prove_parameter(rules: Rules, rule: Parameter, units: Collection[str], problems: Problems) -> None:
    if rule.unit not in units:
        problems.add(rule.unit_place, "unit", f"{rule.title}的单位“{rule.unit}”应是 {'、'.join(units)} 之一")
        return
    spans = sorted(rules.intervals(rule.name))
    following = BEGINNING
    for start, end, _ in spans:
        if start > following:
            break
        following = end if end == FOREVER else _after(end)
    if not spans or following != FOREVER:
        told = "之前" if following == BEGINNING else "起"
        day = spans[0][0] if following == BEGINNING and spans else following
        problems.add(rule.place, "values", f"{rule.title}是程序要用的，{day} {told}没有取值，请补上")
    most = _MOST.get(rule.unit)
    if most is not None and any(Decimal(v) / UNIT_FACTORS[rule.unit] > most for _, _, v in spans):
        problems.add(rule.place, "values", f"{rule.title}最多 {most}{rule.unit}，请核对取值和单位")


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _prove_rising(rules: Rules, lower: str, upper: str, problems: Problems) -> None:
    days = {start for name in (lower, upper) for start, _, _ in rules.intervals(name)}
    for day in sorted(days):
        below, above = rules.value(lower, day), rules.value(upper, day)
        if below is not None and above is not None and below >= above:
            titles = rules.parameters[upper].title, rules.parameters[lower].title
            since = "" if day == BEGINNING else f"自 {day} 起"
            problems.add(rules.parameters[upper].place, "values", f"{since}“{titles[0]}”应高于“{titles[1]}”")
