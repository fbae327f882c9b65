"""Figures as `ajx stats` gives them: JSON with fixed key names, and a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ajx_tui.domain.quantities import money_text
from ajx_tui.policy import lookups
from ajx_tui.services import packs
from ajx_tui.services.figures import Figures, Line
from ajx_tui.services.tables import table_text

FLOOR = "floor_per_person"


DIMENSION_TITLES = {"sector": "行业领域", "township": "乡镇（街道）", "department": "主管部门", "insurer": "保险机构"}
"""By what the figures can be cut."""


def stats_json(found: Figures, by: str = "") -> dict[str, Any]:
    """The figures under the key names that other programs compare: see tests/data/county-a.json.

    Amounts of money in yuan; objects by credit code, or by the number of their permit, ascending. `by` adds due and
    insured cut by another dimension.
    """
    floor = found.rules.value(FLOOR, found.as_of)
    cut = {f"coverage_by_{by}": _cut(found, by)} if by else {}
    return {
        **cut,
        "county": found.county,
        "as_of": found.as_of,
        "data_revision": found.revision,
        "rules": found.rules.digest,
        "floor_per_person_yuan": None if floor is None else floor // 100,
        "enterprises_accepted": found.count("enterprises"),
        "projects_accepted": found.count("projects"),
        "coverage": _coverage(found),
        "uninsured_due_objects": _codes(found, "uninsured"),
        "headcount_short": _codes(found, "headcount_short"),
        "headcount_unknown": _codes(found, "headcount_unknown"),
        "below_floor": _codes(found, "below_floor"),
        "overlapping": _codes(found, "overlapping"),
        "commission_over_5_percent": _numbers(found, "commission_over"),
        "ended_early": _numbers(found, "ended_early"),
        "policies_accepted": found.count("policies_registered"),
        "premium_yuan_all_policies": found.amount("policies_registered") / 100,
        "visits_accepted": found.count("visits"),
        "visits_unconfirmed": found.count("visits_unconfirmed"),
        "hazards": {
            "found": found.count("hazards"),
            "major": found.count("hazards_major"),
            "rectified_by_cutoff": found.count("hazards_rectified"),
            "overdue_at_cutoff": found.count("hazards_overdue"),
        },
        "claims": {
            "reported": found.count("claims"),
            "settled_yuan": found.amount("claims_settled") / 100,
            "prepaid_yuan": found.amount("claims_prepaid") / 100,
            "deaths": found.amount("deaths"),
        },
    }


def _cut(found: Figures, by: str) -> dict[str, dict[str, int]]:
    """Due and insured by another dimension."""
    return {
        line.title: {name: found.count(name, line.dimension, line.key) for name in ("due", "insured")}
        for line in found.lines(by)
    }


def _coverage(found: Figures) -> dict[str, dict[str, int]]:
    """Sector → due and insured: the sectors the packs name, and local ones that have anything due."""
    table = {}
    for line in found.lines("sector"):
        rule = found.rules.sectors.get(line.title)
        due = found.count("due", "sector", line.key)
        if due or (rule is not None and not rule.optional):
            table[line.title] = {"due": due, "insured": found.count("insured", "sector", line.key)}
    table["total"] = {"due": found.count("due"), "insured": found.count("insured")}
    return table


def _codes(found: Figures, name: str) -> list[str]:
    with packs.reading(found.store) as guard:
        return lookups.object_codes(guard, found.ids_in(guard, name).ids)


def _numbers(found: Figures, name: str) -> list[str]:
    with packs.reading(found.store) as guard:
        return lookups.policy_numbers(guard, found.ids_in(guard, name).ids)


def stats_text(found: Figures, by: str = "sector") -> str:
    """The figures as a table by one dimension and a few lines, for the command line."""
    rows = _insurers(found) if by == "insurer" else _covered(found, by)
    title = f"{found.county or '本县'}安责险统计（截止 {found.as_of}）"
    text = [title, "", table_text(rows, range(1, len(rows[0]))), ""]
    floor = found.rules.value(FLOOR, found.as_of)
    for name in ("uninsured", "headcount_short", "headcount_unknown", "below_floor", "overlapping", "ended_early",
                 "commission_over"):  # fmt: skip
        known = name == "below_floor" and floor is not None
        note = f"（下限 {money_text(floor or 0, '万元')} 万元）" if known else ""
        text.append(f"{found.title(name)}：{found.count(name)}{note}")
    text += [
        f"保单：登记 {found.count('policies_registered')} 份，"
        f"保费 {money_text(found.amount('policies_registered'))} 元",
        f"服务：{found.count('visits')} 次，企业未确认 {found.count('visits_unconfirmed')} 次，"
        f"履行率 {found.rate('service_fulfilment')}",
        f"隐患：发现 {found.count('hazards')}，其中重大 {found.count('hazards_major')}，"
        f"已整改 {found.count('hazards_rectified')}，逾期 {found.count('hazards_overdue')}，"
        f"整改率 {found.rate('rectification')}",
        f"理赔：报案 {found.count('claims')} 起，结案赔款 {money_text(found.amount('claims_settled'))} 元，"
        f"预付 {money_text(found.amount('claims_prepaid'))} 元，死亡 {found.amount('deaths')} 人",
    ]
    return "\n".join(text)


def _covered(found: Figures, by: str) -> list[Sequence[str]]:
    """Coverage by one dimension; lines with nothing due or insured are left out."""
    lines = [x for x in found.lines(by) if found.count("due", by, x.key) or found.count("insured", by, x.key)]
    head = (DIMENSION_TITLES[by], "应投保", "已投保", "投保率", "人员覆盖率")
    return [head, *(_row(found, line) for line in (*lines, Line("total", None, "合计")))]


def _insurers(found: Figures) -> list[Sequence[str]]:
    """What each insurer has in force and does for it; nothing is due to an insurer, so there is no coverage."""
    rows: list[Sequence[str]] = [(DIMENSION_TITLES["insurer"], "有效保单", "保费（元）", "服务次数", "未确认")]
    for line in (*found.lines("insurer"), Line("total", None, "合计")):
        at = (line.dimension, line.key)
        counts = [str(found.count(name, *at)) for name in ("policies_in_force", "visits", "visits_unconfirmed")]
        rows.append((line.title, counts[0], money_text(found.amount("policies_in_force", *at)), *counts[1:]))
    return rows


def _row(found: Figures, line: Line) -> Sequence[str]:
    at = (line.dimension, line.key)
    rates = (found.rate("coverage", *at), found.rate("headcount_coverage", *at))
    return (line.title, *(str(found.count(n, *at)) for n in ("due", "insured")), *(r.text for r in rates))
