"""Who answers for what: owners of sectors, the duty tables, and names of departments as the county writes them."""

from __future__ import annotations

from ajx_tui.documents.blocks import Align, Column, NumberFormat, Table
from ajx_tui.documents.texts.facts import Facts
from ajx_tui.documents.texts.wording import cell, join, unit


def lead_of(facts: Facts, sector: str) -> str:
    """The lead department of a sector with its level, empty when none is recorded."""
    found = [duty for duty in facts.duties if duty.sector == sector]
    lead = next((duty for duty in found if duty.lead), found[0] if found else None)
    return unit(facts.office, lead.department) if lead else ""


def partners_of(facts: Facts, sector: str) -> list[str]:
    """The other departments of a sector, with their part of it."""
    lead = lead_of(facts, sector)
    return [
        unit(facts.office, duty.department) + (f"（{duty.scope}）" if duty.scope else "")
        for duty in facts.duties
        if duty.sector == sector and unit(facts.office, duty.department) != lead
    ]


def supervisors(facts: Facts) -> list[str]:
    """Every department that answers for a sector, once, in order of the sectors."""
    return list(dict.fromkeys(unit(facts.office, duty.department) for duty in facts.duties))


def members(facts: Facts) -> list[str]:
    """Every department of the coordination mechanism."""
    return list(dict.fromkeys(unit(facts.office, member.name) for member in facts.members))


def member_like(facts: Facts, *parts: str) -> str:
    """The first member whose name holds one of `parts`, with its level; empty when there is none."""
    return next((unit(facts.office, m.name) for part in parts for m in facts.members if part in m.name), "")


def sector_table(facts: Facts) -> Table:
    """行业领域 × 牵头部门 × 配合部门, with what each has still to do."""
    rows = []
    for group in facts.sectors:
        lead_scope = next((d.scope for d in facts.duties if d.sector == group.title and d.lead and d.scope), "")
        lead = lead_of(facts, group.title) or "待明确"
        rows.append(
            (
                group.title,
                lead + (f"（{lead_scope}）" if lead_scope else ""),
                join(partners_of(facts, group.title)) or "各有关部门",
                cell(group, "due"),
                cell(group, "uninsured"),
            )
        )
    return Table(
        (
            Column("行业领域", 2.2),
            Column("牵头部门", 3.8),
            Column("配合部门", 4.2),
            Column("应投保\n对象", 1.3, format=NumberFormat.INTEGER),
            Column("其中\n未投保", 1.3, format=NumberFormat.INTEGER),
        ),
        rows,
        caption="（一）行业领域分工",
        total=("合计", "", "", cell(facts.total, "due"), cell(facts.total, "uninsured")),
        size=10.5,
    )


def member_table(facts: Facts) -> Table:
    """部门 × 主要职责."""
    rows = [
        (index, unit(facts.office, member.name), member.duty or "按职责做好安责险推进工作")
        for index, member in enumerate(facts.members, 1)
    ]
    return Table(
        (Column("序号", 0.7, Align.CENTER), Column("部门", 3), Column("主要职责", 7)),
        rows,
        caption="（二）部门职责分工",
        size=10.5,
    )
