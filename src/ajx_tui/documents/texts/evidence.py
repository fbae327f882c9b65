"""数据来源: every number of a document, how many records it was counted from, and which ones."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts.facts import Evidence, Facts
from ajx_tui.documents.texts.wording import day_text, join

SHORT = 6
"""Lists up to this length stand in the table itself."""
PER_ROW = 4


@dataclass(frozen=True, slots=True)
class Trail:
    """How one number's records are told: in `text`, or as a list of its own further down."""

    evidence: Evidence
    text: str
    listed: bool = False


def used(blocks: Iterable[b.Block]) -> set[str]:
    """The evidence ids of whole-county numbers that stand in text and tables."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, b.Landscape):
            found |= used(block.blocks)
        elif isinstance(block, b.Paragraph) and not isinstance(block.text, str):
            found |= {run.evidence for run in block.text}
        elif isinstance(block, b.Table):
            rows = [*block.rows, *([block.total] if block.total else [])]
            found |= {cell.evidence for row in rows for cell in row if isinstance(cell, b.Figure)}
    return {name for name in found if name and ":" not in name}


def trails(evidence: Sequence[Evidence], places: Mapping[str, str]) -> list[Trail]:
    """One trail per number: where it is listed already, its codes, a relation to others, or a list of its own."""
    made: list[Trail] = []
    lists = 0
    for number, one in enumerate(evidence):
        text = places.get(one.id) or _short(one) or _relation(number, evidence)
        if text:
            made.append(Trail(one, text))
        elif one.records > len(one.labels):
            made.append(Trail(one, "记录较多，明细见随附电子表格"))
        else:
            lists += 1
            made.append(Trail(one, f"见明细（{chinese_numeral(lists)}）", listed=True))
    return made


def _short(evidence: Evidence) -> str:
    if not evidence.records:
        return "无"
    if not evidence.labels:
        return ""
    return join(evidence.labels) if len(evidence.labels) <= SHORT else ""


def _relation(at: int, evidence: Sequence[Evidence]) -> str:
    """The same records as a number above, or a number above less a few records, or less those of a smaller number."""
    one = evidence[at]
    own = set(one.labels)
    if len(own) != one.records:
        return ""
    peers = [(number, set(other.labels)) for number, other in enumerate(evidence, 1) if other.kind == one.kind]
    for number, labels in peers:
        rest = labels - own
        if number > at or not own <= labels or evidence[number - 1].records != len(labels):
            continue
        if not rest:
            return f"同第{number}项"
        if len(rest) <= SHORT:
            return f"第{number}项除去{join(sorted(rest))}"
        for other, less in peers:
            if less == rest and len(rest) < len(own):
                return f"第{number}项除去第{other}项"
    return ""


def annex(facts: Facts, wanted: Container[str], places: Mapping[str, str]) -> list[b.Block]:
    """The evidence table of the numbers `wanted` and the lists it needs; `places` says what is listed elsewhere."""
    told = trails([one for one in facts.evidence if one.id in wanted], places)
    rows = [
        (
            n,
            t.evidence.title,
            b.Figure(t.evidence.value, t.evidence.id),
            t.evidence.records,
            t.evidence.kind,
            t.text,
        )
        for n, t in enumerate(told, 1)
    ]
    blocks: list[b.Block] = [
        b.Paragraph(
            f"本报告全部数据取自同一时点：截止日{day_text(facts.as_of)}，数据版本{facts.revision}，"
            f"统计口径{facts.rules or '本级自定'}。各项数字与所依据的记录对应如下，可在台账中逐条核对。"
        ),
        b.Table(
            (
                b.Column("序号", 30, b.Align.CENTER),
                b.Column("指标", 92),
                b.Column("数值", 90, b.Align.RIGHT),
                b.Column("记录数", 46, format=b.NumberFormat.INTEGER),
                b.Column("记录类别", 64),
                b.Column("所依据的记录", 120),
            ),
            rows,
            caption="数字与记录对应表",
            size=10.5,
        ),
    ]
    for number, trail in enumerate((t for t in told if t.listed), 1):
        blocks.append(_list(trail.evidence, number))
    return blocks


def _list(evidence: Evidence, number: int) -> b.Table:
    labels = evidence.labels
    rows = [labels[start : start + PER_ROW] for start in range(0, len(labels), PER_ROW)]
    return b.Table(
        tuple(b.Column("", align=b.Align.CENTER) for _ in range(PER_ROW)),
        rows,
        caption=f"明细（{chinese_numeral(number)}）{evidence.title}（{evidence.kind}{len(labels)}条）",
        header=False,
        size=8.5,
    )
