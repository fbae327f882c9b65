"""企业全貌 on paper: how one enterprise stands and why, and every record behind it, for its file (一户一档)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.wording import day_text

TITLE = "企业安全生产责任保险全貌"
LONGEST = 40
"""Lines of one list that the paper prints; the rest is counted in its note."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for the colour. `points` is what it counts ('已说明' when it was explained away)."""

    severity: str
    text: str
    points: str
    clause: str
    certainty: str
    next_step: str = ""
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Records of one kind in columns (title, weight), newest first. `chapter` is where they stand."""

    chapter: str
    caption: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the paper says, as plain text from one data revision; `numbers` and `basic` are (title, text).

    `basis` is what points and colours stand on.
    """

    name: str
    office: str
    as_of: dt.date
    revision: str
    light: str
    rule: str
    basis: str
    due: str
    basic: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]
    grounds: tuple[Ground, ...] = ()
    listings: tuple[Listing, ...] = ()
    demo: bool = False


def build(dossier: Dossier) -> b.Document:
    """The paper; a chapter without anything to say is left out."""
    day = f"截至{day_text(dossier.as_of)}"
    meta = b.DocumentMeta(
        title=f"{TITLE}（{dossier.name}）",
        subject=TITLE,
        author=dossier.office,
        as_of=dossier.as_of,
        revision=dossier.revision,
        keywords=("安责险", "一户一档", dossier.name),
        demo=dossier.demo,
        context=dossier.name,
    )
    blocks: list[b.Block] = [b.Title(TITLE, subtitle=f"（{day}）")]
    for number, (heading, content) in enumerate(_chapters(dossier), 1):
        blocks += [b.Heading(1, heading, number), *content]
    told = f"注：本页由{dossier.office}台账自动汇总，数据版本{dossier.revision}；表式为本级自定。"
    blocks.append(b.Note(told + "含企业和个人信息，仅限工作使用。"))
    return b.Document(meta, tuple(blocks))


def _chapters(dossier: Dossier) -> Iterator[tuple[str, list[b.Block]]]:
    if dossier.basic:
        yield "基本信息", [_pairs(dossier.basic)]
    yield "总体情况", [b.Paragraph(_state(dossier)), _pairs(dossier.numbers)]
    if dossier.grounds:
        yield "问题和依据", [_grounds(dossier), b.Note(f"注：分值和红黄绿界限的依据：{dossier.basis}。")]
    chapters = dict.fromkeys(listing.chapter for listing in dossier.listings if listing.rows)
    for chapter in chapters:
        yield chapter, [_listing(one) for one in dossier.listings if one.chapter == chapter and one.rows]


def _state(dossier: Dossier) -> str:
    text = f"截至{day_text(dossier.as_of)}，{dossier.due}；综合状态为“{dossier.light}”（{dossier.rule}）。"
    counted = sum(not ground.explained for ground in dossier.grounds)
    explained = len(dossier.grounds) - counted
    if counted:
        text += f"对照台账检查发现问题{counted}项"
        return text + (f"，另有{explained}项已说明情况、不计分。" if explained else "。")
    return text + (f"检查发现的{explained}项问题均已说明情况，不计分。" if explained else "对照台账检查没有发现问题。")


def _pairs(pairs: tuple[tuple[str, str], ...]) -> b.Table:
    """Title and text, two pairs a row."""
    half = (len(pairs) + 1) // 2
    right = [*pairs[half:], *([("", "")] if len(pairs) % 2 else [])]
    rows = [(*left, *other) for left, other in zip(pairs[:half], right, strict=True)]
    title, text = b.Column("项目", 1.5), b.Column("情况", 2.6)
    return b.Table((title, text, title, text), rows, size=10.5)


def _grounds(dossier: Dossier) -> b.Table:
    rows = []
    for number, one in enumerate(dossier.grounds, 1):
        told = "\n".join(
            part
            for part in (
                one.text,
                f"下一步：{one.next_step}" if one.next_step else "",
                f"情况说明：{one.explained}" if one.explained else "",
            )
            if part
        )
        basis = f"{one.clause}（{one.certainty}）" if one.clause else one.certainty
        rows.append((number, one.severity, told, basis, one.points))
    return b.Table(
        (
            b.Column("序号", 0.7, b.Align.CENTER),
            b.Column("程度", 0.8, b.Align.CENTER),
            b.Column("问题", 4.6),
            b.Column("依据", 3.2),
            b.Column("分值", 0.9, b.Align.CENTER),
        ),
        rows,
        size=10.5,
    )


def _listing(listing: Listing) -> b.Table:
    shown, more = listing.rows[:LONGEST], len(listing.rows) - LONGEST
    return b.Table(
        tuple(b.Column(title, width) for title, width in listing.columns),
        shown,
        caption=listing.caption,
        note=f"注：列出最近的{LONGEST}条，其余{more}条见台账。" if more > 0 else "",
        size=10.5,
    )
