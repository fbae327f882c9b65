"""The statistics tables of domain §5, cut by sector, township or insurer; each rate from the counts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts.facts import Facts, Group
from ajx_tui.documents.texts.wording import cell

_COUNT, _RATE, _WAN = b.NumberFormat.INTEGER, b.NumberFormat.RATE, b.NumberFormat.WAN


_UNKNOWN = frozenset({"limit_in_force.amount", "fund_spent.amount", "fund_use"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: a number, a sum of amounts or a rate of a group."""

    title: str
    name: str
    width: float = 1.0
    format: b.NumberFormat = _COUNT
    group: str = ""

    def column(self) -> b.Column:
        """The table column."""
        return b.Column(self.title, self.width, format=self.format, group=self.group)

    def cell(self, group: Group) -> b.Cell:
        """The value of a group with its evidence."""
        if self.name == "lowest_limit":
            return group.lowest_limit
        if self.name in _UNKNOWN and not group.value(self.name.removesuffix(".amount")):
            return None  # nobody has entered any: unknown, not 0
        return cell(group, self.name)


INSURING = (
    Measure("应投保\n对象", "due"),
    Measure("已投保", "insured"),
    Measure("未投保", "uninsured"),
    Measure("投保率", "coverage", 1.15, _RATE),
    Measure("应保人数", "headcount_due.amount", 1.1, group="从业人员（人）"),
    Measure("在保人数", "headcount_covered.amount", 1.1, group="从业人员（人）"),
    Measure("覆盖率", "headcount_coverage", 1.15, _RATE, "从业人员（人）"),
    Measure("在保\n保单（份）", "policies_in_force", 1.15),
    Measure("保费\n（万元）", "policies_in_force.amount", 1.2, _WAN),
    Measure("每人限额\n最低（万元）", "lowest_limit", 1.4, _WAN),
    Measure("累计限额\n（万元）", "limit_in_force.amount", 1.5, _WAN),
)
SERVICE = (
    Measure("约定\n次数", "services_promised.amount", group="约定服务"),
    Measure("已履行\n次数", "services_delivered.amount", group="约定服务"),
    Measure("履行率", "fulfilment", 1.2, _RATE, "约定服务"),
    Measure("服务记录\n（次）", "visits", 1.2),
    Measure("覆盖\n对象", "served"),
    Measure("未经\n确认", "visits_unconfirmed"),
    Measure("发现", "hazards", group="隐患（条）"),
    Measure("其中\n重大", "hazards_major", group="隐患（条）"),
    Measure("已整改", "hazards_rectified", group="隐患（条）"),
    Measure("逾期\n未改", "hazards_overdue", group="隐患（条）"),
    Measure("整改率", "rectification", 1.2, _RATE, "隐患（条）"),
)
CLAIMS = (
    Measure("报案\n（起）", "claims"),
    Measure("结案\n（起）", "claims_settled"),
    Measure("结案率", "settlement", 1.1, _RATE),
    Measure("赔款\n（万元）", "claims_settled.amount", 1.2, _WAN),
    Measure("预付赔款\n（万元）", "claims_prepaid.amount", 1.2, _WAN),
    Measure("死亡\n（人）", "deaths.amount"),
    Measure("受伤\n（人）", "injuries.amount"),
)
COVERAGE = (
    Measure("应投保\n对象", "due"),
    Measure("已投保", "insured"),
    Measure("未投保", "uninsured"),
    Measure("投保率", "coverage", 1.2, _RATE),
    Measure("应保\n人数", "headcount_due.amount", 1.1),
    Measure("在保\n人数", "headcount_covered.amount", 1.1),
    Measure("人员\n覆盖率", "headcount_coverage", 1.2, _RATE),
)
"""The short table of the text."""


def table(
    measures: Sequence[Measure],
    groups: Sequence[Group],
    total: Group | None,
    first: str,
    *,
    caption: str = "",
    width: float = 2.2,
    landscape: bool = False,
    size: float = 10.5,
) -> b.Table:
    """One table: a row per group and the county as 合计; a column that nobody has entered anything for is left out."""
    every = [*groups, *([total] if total else [])]
    shown = [m for m in measures if any(m.cell(group) is not None for group in every)]
    return b.Table(
        (b.Column(first, width), *(measure.column() for measure in shown)),
        [(group.title, *(measure.cell(group) for measure in shown)) for group in groups],
        caption=caption,
        total=("合计", *(measure.cell(total) for measure in shown)) if total else None,
        landscape=landscape,
        size=size,
    )


def annex(facts: Facts) -> list[b.Block]:
    """The full statistics: townships below the charts, then landscape what is wider, each table on one page."""
    sector, total = "行业领域", facts.total
    claimed = [group for group in facts.sectors if group.value("claims")]
    captions = (f"（{chinese_numeral(number)}）" for number in count(1))
    upright: list[b.Block] = [
        table(INSURING[:7], facts.townships, total, "乡镇（街道）", caption=next(captions) + "分乡镇（街道）投保情况"),
    ]
    wide: list[b.Block] = [
        table(INSURING, facts.sectors, total, sector, caption=next(captions) + "分行业投保和保障情况", landscape=True),
        b.Note(
            "注：应投保对象按企业、在建工程等投保单元计；在保人数超过从业人员数的按从业人员数计；已履行次数每份保单至多计到"
            "约定次数；“—”表示未登记或者没有对应业务。本套表式为本级自定。"
        ),
    ]
    if claimed:
        wide.append(table(CLAIMS, claimed, total, sector, caption=next(captions) + "分行业理赔情况", landscape=True))
    wide += [
        b.PageBreak(),
        table(SERVICE, facts.sectors, total, sector, caption=next(captions) + "分行业服务和隐患情况", landscape=True),
    ]
    if facts.insurers:
        wide.append(insurer_table(facts, next(captions) + "保险机构承保和服务情况"))
    return [*upright, b.Landscape(tuple(wide))]


INSURER = (
    Measure("在保保单\n（份）", "policies_in_force"),
    Measure("在保保费\n（万元）", "policies_in_force.amount", 1.1, _WAN),
    Measure("约定服务\n（次）", "services_promised.amount"),
    Measure("已履行\n（次）", "services_delivered.amount"),
    Measure("履行率", "fulfilment", 1.0, _RATE),
    Measure("未经确认\n（次）", "visits_unconfirmed"),
    Measure("发现隐患\n（条）", "hazards"),
    Measure("赔款\n（万元）", "claims_settled.amount", 1.0, _WAN),
    Measure("预防费用\n（万元）", "fund_spent.amount", 1.0, _WAN),
    Measure("占实收\n保费", "fund_use", 1.0, _RATE),
)


def insurer_table(facts: Facts, caption: str) -> b.Table:
    """What each insurer has done, in the order of the register: no ranking, no shares (domain §3, Art. 39–40)."""
    return table(INSURER, facts.insurers, facts.total, "保险机构", caption=caption, width=3.6, landscape=True, size=10)
