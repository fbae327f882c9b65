"""Charts of the annex: coverage per sector, and the year by months."""

from __future__ import annotations

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.aims import target, target_text
from ajx_tui.documents.texts.facts import Facts


def charts(facts: Facts) -> list[b.Block]:
    """图1 coverage per sector; 图2 and 图3 by month, where there is more than one month."""
    bars = tuple(
        b.Bar(group.title, group.ratio("coverage"), f"{group.value('insured')}/{group.value('due')}")
        for group in facts.sectors
    )
    blocks: list[b.Block] = [
        b.BarChart(
            "图1　分行业领域投保率",
            bars,
            reference=target(facts, "coverage") / 10_000,
            reference_label=f"目标{target_text(facts, 'coverage')}",
        ),
        b.Note("注：柱右为投保率，括号内为已投保数和应投保数；没有应投保对象的以“—”表示。月末数按现有台账推算。"),
    ]
    if len(facts.months) > 1:
        labels = tuple(month.label for month in facts.months)
        coverage = (b.Series("月末投保率", tuple(month.coverage for month in facts.months)),)
        work = (
            b.Series("服务次数", tuple(month.visits for month in facts.months)),
            b.Series("发现隐患", tuple(month.hazards for month in facts.months)),
            b.Series("整改隐患", tuple(month.rectified for month in facts.months)),
        )
        rate = b.NumberFormat.RATE
        blocks += [
            b.LineChart("图2　月末投保率", labels, coverage, format=rate, maximum=1.0),
            b.LineChart("图3　各月服务、发现隐患和整改隐患", labels, work),
        ]
    return blocks
