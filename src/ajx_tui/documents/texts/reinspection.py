"""整改复查意见书: what became of what an order asked for. There is none without a prior order (domain §4.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import outline
from ajx_tui.documents.texts.enforcement import officer_lines
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.letters import numbers_of, recipients
from ajx_tui.documents.texts.wording import Writer, day_text, issue_day

TITLE = "整改复查意见书"


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """One to each enterprise that was ordered to rectify something; the opinion is written and signed on the spot."""
    paper = paper or Paper()
    groups = recipients(facts, "orders", paper)
    blocks: list[b.Block] = []
    for index, (cases, number) in enumerate(zip(groups, numbers_of(groups, paper), strict=True)):
        if index:
            blocks.append(b.PageBreak(restart_numbers=True))
        blocks += _paper(facts, cases, paper, number)
    if not groups:
        none = f"截至{day_text(facts.as_of)}，台账没有到期或者已整改、需要复查的责令整改。"
        blocks = [b.Title(TITLE), b.Paragraph(none + "复查意见书须对应一份责令限期整改指令书。")]
    one = groups[0][0].enterprise if len(groups) == 1 else ""
    meta = b.DocumentMeta(
        title=f"{TITLE}（{one or f'{len(groups)}份'}）",
        subject=TITLE,
        author=facts.office.name,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
        context=one,
    )
    return b.Document(meta, tuple(blocks))


def _paper(facts: Facts, cases: Sequence[Case], paper: Paper, number: int | None) -> list[b.Block]:
    shown = f"（　　　　）应急复查〔{issue_day(facts, paper).year}〕{number if number is not None else '　　'}号"
    write = Writer(facts, paper=paper, outline=facts.outline("reinspection"), cases=cases)
    return [
        b.Title(TITLE, subtitle=shown),
        b.Recipient(cases[0].enterprise),
        *outline.paragraphs(PARTS, write),
        b.SignatureBlock((facts.office.name,), None),
    ]


def _orders(_facts: Facts, write: Writer) -> list[b.Block]:
    cases = write.cases
    numbers = list(dict.fromkeys(case.code for case in cases if case.code))
    days = list(dict.fromkeys(case.ordered for case in cases))
    words = {
        "days": "、".join(day_text(dt.date.fromisoformat(one)) for one in days),
        "numbers": f"以{'、'.join(numbers[:3])}{'等文书' if len(numbers) > 3 else ''}" if numbers else "",
        "count": str(len(cases)),
    }
    rows = [(i, case.text, case.ordered, case.day, case.done or "未登记", "") for i, case in enumerate(cases, 1)]
    return [
        write(
            "本机关于{days}{numbers}责令你单位限期整改下列{count}项问题。经复查，提出如下意见：",
            **words,
        ),
        b.Table(
            (
                b.Column("序号", 0.7, b.Align.CENTER),
                b.Column("责令整改的问题", 3.6),
                b.Column("下达日期", 1.6, b.Align.CENTER),
                b.Column("整改期限", 1.6, b.Align.CENTER),
                b.Column("登记的完成日期", 1.6, b.Align.CENTER),
                b.Column("复查结果", 1.8),
            ),
            rows,
            size=10.5,
            row_height=11.0,
        ),
    ]


def _opinion(_facts: Facts, _write: Writer) -> list[b.Block]:
    return [b.BlankLines(3, "复查意见：")]


def _inspected(_facts: Facts, _write: Writer) -> list[b.Block]:
    return [b.FormLine((b.FormField("被复查单位负责人：", width=1.7), b.FormField("日期：", width=1)))]


def _copies(_facts: Facts, write: Writer) -> list[b.Block]:
    return [write("本意见书一式两份，被复查单位和执法单位各一份。")]


PARTS: outline.Parts = {
    "orders": _orders,
    "opinion": _opinion,
    "inspected": _inspected,
    "officers": officer_lines,
    "copies": _copies,
}
