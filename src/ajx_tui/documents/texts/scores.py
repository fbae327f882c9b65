"""年度考核计分表: departments or townships with their points by indicator (seed 六（二）), as one table to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.facts import Office
from ajx_tui.documents.texts.wording import day_text


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """One subject: rank, name, its (rate, points) by indicator as text, points, full marks and share as text."""

    rank: int
    name: str
    scores: Sequence[tuple[str, str]]
    points: str
    full: str
    share: str


def build(
    office: Office, what: str, indicators: Mapping[str, int], lines: Sequence[ScoredLine], as_of: dt.date,
    basis: str, reasons: Sequence[str] = (), revision: str = "", *, demo: bool = False,
) -> b.Document:  # fmt: skip
    """The table of `what` (部门, 乡镇); `indicators` are title → full marks, `basis` is what
    the marks stand on, `reasons` say what persons changed.
    """
    title = f"{office.area}{as_of.year}年度安全生产责任保险工作考核计分表"
    columns = [b.Column("名次", 0.7, b.Align.CENTER), b.Column(what, 2.2)]
    for name, full in indicators.items():
        columns += [b.Column("指标值", 1.1, b.Align.RIGHT, group=f"{name}（{full}分）"),
                    b.Column("得分", 0.9, b.Align.RIGHT, group=f"{name}（{full}分）")]  # fmt: skip
    columns += [b.Column("得分", 0.9, b.Align.RIGHT), b.Column("可得分", 0.9, b.Align.RIGHT),
                b.Column("得分率", 1.0, b.Align.RIGHT)]  # fmt: skip
    rows: list[tuple[b.Cell, ...]] = [
        (line.rank, line.name, *(text for pair in line.scores for text in pair), line.points, line.full, line.share)
        for line in lines
    ]
    note = f"截至{day_text(as_of)}。权重依据：{basis}；没有分母的指标不计分，显示“—”，不计入可得分。"
    blocks: list[b.Block] = [b.Title(title, f"（{what}）"), b.Table(tuple(columns), rows, note=note, size=10.5)]
    if reasons:
        blocks += [b.Heading(1, "得分调整说明", None), *(b.Paragraph(text) for text in reasons)]
    meta = b.DocumentMeta(
        title=title, subject="考核计分表", author=office.issuer, as_of=as_of, revision=revision,
        demo=demo,
    )  # fmt: skip
    return b.Document(meta, (b.Landscape(tuple(blocks)),))
