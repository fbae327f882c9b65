"""通报: where the county stands, ranked by sector and township, and what changed since the last cut-off day."""

from __future__ import annotations

from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import outline, statistics
from ajx_tui.documents.texts.clauses import claims, hazards, lowest, services, those
from ajx_tui.documents.texts.facts import Facts, Group, Paper
from ajx_tui.documents.texts.wording import (
    Writer,
    cell,
    day_text,
    issue_day,
    level_word,
    lower_units,
    upper_unit,
)

_COUNT = b.NumberFormat.INTEGER


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The bulletin as a document ready to be signed."""
    paper = paper or Paper()
    office, day = facts.office, issue_day(facts, paper)
    head = "安全生产责任保险工作进展情况的通报"
    meta = b.DocumentMeta(
        title=f"关于全{level_word(office)}{head}",
        subject="安全生产责任保险通报",
        author=office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
    )
    write = Writer(facts, paper=paper, outline=facts.outline("bulletin"))
    blocks: list[b.Block] = [
        b.DocumentHead(f"{office.issuer}文件", b.DocumentNumber(office.issuer_code, day.year, paper.number)),
        b.Title(f"{office.issuer}\n关于全{level_word(office)}{head}"),
        b.Recipient(f"{lower_units(office)}，{level_word(office)}安委会有关成员单位"),
        write("现将截至{as_of}{whole}安全生产责任保险（以下简称安责险）工作进展情况通报如下。"),
        *outline.chapters(PARTS, write),
        *outline.annex_list(write),
        b.SignatureBlock((office.issuer,), day),
        *outline.annexes(ANNEXES, write),
        b.Imprint(office.issuer, day, (upper_unit(office),)),
    ]
    return b.Document(meta, tuple(blocks))


def _sectors(facts: Facts, write: Writer) -> list[b.Block]:
    return _ranked(write, facts.sectors, _before(facts, "sectors"), "行业领域", "分行业领域投保进度")


def _townships(facts: Facts, write: Writer) -> list[b.Block]:
    return _ranked(write, facts.townships, _before(facts, "townships"), "乡镇（街道）", "分乡镇（街道）投保进度")


def _before(facts: Facts, attribute: str) -> dict[str, Group]:
    if facts.earlier is None:
        return {}
    groups = facts.earlier.sectors if attribute == "sectors" else facts.earlier.townships
    return {group.title: group for group in groups}


def _overall(facts: Facts, write: Writer) -> list[b.Block]:
    if not write.has("due"):
        return [write("目前没有依法应投保的对象。")]
    text = "应投保对象{due}个，已投保{insured}个，投保率{coverage}"
    text += those(write, ("uninsured", "，应保未保{uninsured}个")) + "；人员覆盖率{headcount_coverage}。"
    text += claims(write) if write.has("claims") else ""
    if facts.earlier is None:
        return [write(text)]
    change = points(facts.total.ratio("coverage"), facts.earlier.total.ratio("coverage"))
    words = {
        "then": day_text(facts.earlier.as_of),
        "change": _told(change),
        "more": _more(facts.total.value("insured") - facts.earlier.total.value("insured")),
    }
    return [write(text + "与{then}相比，已投保对象{more}，投保率{change}。", **words)]


def _more(difference: int) -> str:
    return f"增加{difference}个" if difference > 0 else f"减少{-difference}个" if difference < 0 else "没有变化"


def points(now: b.Ratio, before: b.Ratio) -> float | None:
    """The change of a rate in percentage points; None where one of them has no denominator."""
    if now.value is None or before.value is None:
        return None
    return (now.value - before.value) * 100


def _told(change: float | None) -> str:
    if change is None:
        return "无法比较"
    if abs(change) < 0.05:
        return "持平"
    return f"{'提高' if change > 0 else '下降'}{abs(change):.1f}个百分点"


def ranking(groups: Sequence[Group]) -> list[Group]:
    """Highest coverage first, among equals the larger one; groups without anything due are not ranked."""
    due = [group for group in groups if group.value("due")]
    return sorted(due, key=lambda group: (-(group.ratio("coverage").value or 0.0), -group.value("due")))


def _ranked(write: Writer, groups: Sequence[Group], before: dict[str, Group], first: str, title: str) -> list[b.Block]:
    ordered = ranking(groups)
    if not ordered:
        return [b.Paragraph("本期没有应投保对象，不作排名。")]
    rows: list[tuple[b.Cell, ...]] = []
    place, last = 0, -1.0
    for index, group in enumerate(ordered, 1):
        rate = group.ratio("coverage").value or 0.0
        if rate != last:
            place, last = index, rate  # equal rates share a place
        change = (
            points(group.ratio("coverage"), before[group.title].ratio("coverage")) if group.title in before else None
        )
        shown = "—" if change is None else "0.0" if abs(change) < 0.05 else f"{change:+.1f}"
        rows.append((place, group.title, *(cell(group, n) for n in ("due", "insured", "uninsured", "coverage")), shown))
    low = lowest(ordered)
    return [
        write("投保率较低的是{low}，要抓紧补齐。" if low else "均已实现应保尽保，要做好续保衔接。", low=low),
        b.Table(
            (
                b.Column("位次", 0.8, b.Align.CENTER),
                b.Column(first, 2.4),
                b.Column("应投保", 1.2, format=_COUNT),
                b.Column("已投保", 1.2, format=_COUNT),
                b.Column("未投保", 1.2, format=_COUNT),
                b.Column("投保率", 1.3, format=b.NumberFormat.RATE),
                b.Column("变化（百分点）", 2.0, b.Align.RIGHT),
            ),
            rows,
            caption=f"{write.table()}　{title}",
            size=10.5,
        ),
    ]


def _services(facts: Facts, write: Writer) -> list[b.Block]:
    return [write(services(write) + hazards(write))]


def _demands(facts: Facts, write: Writer) -> list[b.Block]:
    demands = [
        "各行业主管部门、各乡镇（街道）要对照底数台账，逐户核实应保未保对象，督促依法投保、及时续保，保足人员和限额。",
        "要督促保险机构按合同履行事故预防服务，补齐欠账，规范记录和企业确认。",
    ]
    if write.has("hazards_overdue"):
        demands.append("对超过期限未整改的{hazards_overdue}条隐患，逐条明确责任人和时限，改后复查销号。")
    blocks: list[b.Block] = [write(text) for text in demands]
    return [*blocks, write("各级各部门不得指定保险机构，不得干预市场竞争。")]


def _statistics_annex(facts: Facts, _write: Writer) -> list[b.Block]:
    return statistics.annex(facts)


PARTS: outline.Parts = {
    "overall": _overall,
    "sectors": _sectors,
    "townships": _townships,
    "services": _services,
    "demands": _demands,
}
ANNEXES: outline.Parts = {"statistics": _statistics_annex}
