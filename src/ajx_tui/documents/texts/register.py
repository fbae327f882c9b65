"""底数台账: every due object of the county with its policy in force, one table per sector, thousands of rows."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts import outline
from ajx_tui.documents.texts.facts import Entry, Facts, Paper
from ajx_tui.documents.texts.wording import Writer, day_text, join, unit
from ajx_tui.domain.masking import partly

COLUMNS = (
    b.Column("序号", 28, b.Align.CENTER),
    b.Column("企业或应投保对象", 142),
    b.Column("信用代码或证照编号", 112),
    b.Column("乡镇（街道）", 54),
    b.Column("主要负责人", 44),
    b.Column("联系电话", 68),
    b.Column("从业\n人数", 34, format=b.NumberFormat.INTEGER),
    b.Column("保险止期", 58, b.Align.CENTER),
    b.Column("投保\n人数", 34, format=b.NumberFormat.INTEGER),
    b.Column("每人限额\n（万元）", 54, format=b.NumberFormat.WAN),
)
UNINSURED = "未投保"


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The book as it may be handed round: a cover note and the tables, names and telephone numbers masked in part."""
    return _build(facts, paper or Paper(), "register", PARTS)


def build_internal(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The book with names and telephone numbers in full, for the office itself."""
    return _build(facts, paper or Paper(), "register_internal", INTERNAL_PARTS)


def _build(facts: Facts, paper: Paper, name: str, parts: outline.Parts) -> b.Document:
    office = facts.office
    meta = b.DocumentMeta(
        title=f"{office.area}安全生产责任保险应投保底数台账",
        subject="应投保底数台账",
        author=office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
    )
    write = Writer(facts, paper=paper, outline=facts.outline(name))
    head = f"{office.area}安全生产责任保险\n应投保底数台账"
    blocks = [b.Title(head, subtitle=f"（截至{day_text(facts.as_of)}）"), *outline.paragraphs(parts, write)]
    return b.Document(meta, (b.Landscape(tuple(blocks)),))


def _note(facts: Facts, write: Writer, *, internal: bool = False) -> list[b.Block]:
    every, insured = len(facts.register), sum(1 for entry in facts.register if entry.policy)
    if insured in (0, every):
        state = "均已投保" if insured else "均未投保"
    else:
        state = f"其中已投保{insured}个、未投保{every - insured}个"
    told = f"共登记应投保对象{every}个，{state}。" if every else ""
    return [
        b.Paragraph(
            f"编制单位：{facts.office.issuer}。编制日期：{day_text(write.issued)}。{told}"
            + ("本台账含企业联系信息，仅限工作使用，妥善保管，不得外传。" if internal else "姓名和电话已作部分遮盖。")
        )
    ]


def _tables(facts: Facts, _write: Writer, *, internal: bool = False) -> list[b.Block]:
    if not facts.register:
        return [b.Paragraph("目前没有登记应投保对象。")]
    grouped = groupby(facts.register, key=lambda entry: entry.sector)
    numbered = enumerate(((sector, tuple(entries)) for sector, entries in grouped), 1)
    return [_table(facts, sector, entries, number, internal=internal) for number, (sector, entries) in numbered]


PARTS: outline.Parts = {"note": _note, "tables": _tables}
INTERNAL_PARTS: outline.Parts = {"note": partial(_note, internal=True), "tables": partial(_tables, internal=True)}


def _table(facts: Facts, sector: str, entries: tuple[Entry, ...], number: int, *, internal: bool) -> b.Table:
    rows = [
        (
            index,
            entry.name,
            entry.code,
            entry.township,
            entry.principal if internal else partly("name", entry.principal),
            entry.phone if internal else partly("phone", entry.phone),
            entry.headcount,
            entry.until or UNINSURED,
            entry.insured_people,
            entry.limit_person,
        )
        for index, entry in enumerate(entries, 1)
    ]
    owners = dict.fromkeys(unit(facts.office, entry.department) for entry in entries if entry.department)
    told = f"{len(entries)}个，主管部门：{join(owners, 3)}" if owners else f"{len(entries)}个"
    return b.Table(
        COLUMNS,
        rows,
        caption=f"{chinese_numeral(number)}、{sector or '未填行业'}（{told}）",
        size=9,
        row_contexts=[f"{entry.name} {entry.code}" for entry in entries],
    )
