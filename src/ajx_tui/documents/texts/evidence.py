"""数据来源: every number of a document, how many records it was counted from, and which ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts.facts import Evidence, Facts
from ajx_tui.documents.texts.wording import day_text, join

SHORT = 6
"""Lists up to this length stand in the table itself."""
LONGEST = 600
"""Longer lists are left to the spreadsheet annex."""
PER_ROW = 5


@dataclass(frozen=True, slots=True)
class Trail:
    """How one number's records are told: in `text`, or as a list of its own further down."""

    evidence: Evidence
    text: str
    listed: bool = False


def trails(facts: Facts) -> list[Trail]:
    """One trail per number: its codes, a relation to lists above, or a list of its own."""
    made: list[Trail] = []
    lists = 0
    for evidence in facts.evidence:
        text = _short(evidence) or _relation(evidence, made)
        if text:
            made.append(Trail(evidence, text))
        elif len(evidence.labels) > LONGEST:
            made.append(Trail(evidence, "记录较多，明细见随附电子表格"))
        else:
            lists += 1
            made.append(Trail(evidence, f"见明细（{chinese_numeral(lists)}）", listed=True))
    return made


def _short(evidence: Evidence) -> str:
    if not evidence.labels:
        return "无"
    return join(evidence.labels) if len(evidence.labels) <= SHORT else ""


def _relation(evidence: Evidence, above: Sequence[Trail]) -> str:
    """The same records as a number above, or a number above less a few, or less those of another."""
    own = set(evidence.labels)
    if len(own) != len(evidence.labels):
        return ""
    numbered = [(number, trail.evidence) for number, trail in enumerate(above, 1)]
    peers = [(number, other, set(other.labels)) for number, other in numbered if other.kind == evidence.kind]
    for number, _, labels in peers:
        if labels == own:
            return f"同第{number}项"
    for number, whole, labels in peers:
        rest = labels - own
        if own <= labels and len(whole.labels) == len(labels):
            if len(rest) <= SHORT:
                return f"第{number}项除去{join(sorted(rest))}"
            for other, _, less in peers:
                if less == rest:
                    return f"第{number}项除去第{other}项"
    return ""


def annex(facts: Facts) -> list[b.Block]:
    """The evidence table and the lists it refers to."""
    told = trails(facts)
    blocks: list[b.Block] = [
        b.Paragraph(
            f"本报告全部数据取自同一时点：截止日{day_text(facts.as_of)}，数据版本{facts.revision}，"
            f"统计口径{facts.rules or '本级自定'}。各项数字与所依据的记录对应如下，可在台账中逐条核对。"
        ),
        b.Table(
            (
                b.Column("序号", 0.7, b.Align.CENTER),
                b.Column("指标", 2.2),
                b.Column("数值", 2.6),
                b.Column("记录数", 0.9, format=b.NumberFormat.INTEGER),
                b.Column("记录类别", 1.4),
                b.Column("所依据的记录", 4.4),
            ),
            [
                (n, t.evidence.title, b.Figure(t.evidence.value, t.evidence.id), len(t.evidence.labels),
                 t.evidence.kind, t.text)
                for n, t in enumerate(told, 1)
            ],
            size=10.5,
        ),
    ]  # fmt: skip
    for number, trail in enumerate((t for t in told if t.listed), 1):
        blocks.append(_list(trail.evidence, number))
    return blocks


def _list(evidence: Evidence, number: int) -> b.Table:
    labels = evidence.labels
    rows = [labels[start : start + PER_ROW] for start in range(0, len(labels), PER_ROW)]
    return b.Table(
        tuple(b.Column("", align=b.Align.CENTER) for _ in range(PER_ROW)),
        rows,
        caption=f"明细（{chinese_numeral(number)}）{evidence.title}（{len(labels)}条{evidence.kind}记录）",
        header=False,
        size=9,
    )
