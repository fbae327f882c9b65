"""发文清单: who gets a paper, with what number and about what, as a table to work with; no telephone, no address."""

from __future__ import annotations

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.facts import Facts, Paper
from ajx_tui.documents.texts.letters import numbers_of, recipients
from ajx_tui.documents.texts.wording import day_text, unit


def build(facts: Facts, paper: Paper, title: str, number_of: str, series: str) -> b.Document:
    """One row for each enterprise that gets a paper. `series` is what stands before the number."""
    groups = recipients(facts, number_of, paper)
    rows = [
        (
            index,
            f"{series}{number}号" if number is not None else "",
            cases[0].enterprise,
            cases[0].township,
            cases[0].sector,
            "；".join(dict.fromkeys(case.text or case.detail or case.name for case in cases)),
            unit(facts.office, cases[0].department),
            "",
            "",
        )
        for index, (cases, number) in enumerate(zip(groups, numbers_of(groups, paper), strict=True), 1)
    ]
    columns = (
        b.Column("序号", 0.7, b.Align.CENTER),
        b.Column("发文字号", 2.4),
        b.Column("企业名称", 3.4),
        b.Column("乡镇（街道）", 1.4),
        b.Column("行业领域", 1.4),
        b.Column("事由", 4),
        b.Column("责任部门", 2),
        b.Column("送达日期", 1.4),
        b.Column("签收人", 1.2),
    )
    meta = b.DocumentMeta(
        title=f"{title}发文清单",
        subject=title,
        author=facts.office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
    )
    caption = f"{title}发文清单（截至{day_text(facts.as_of)}，{len(rows)}家）"
    return b.Document(meta, (b.Table(columns, rows, caption=caption, landscape=True, size=10),))
