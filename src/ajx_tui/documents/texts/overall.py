"""阶段评估报告 and 总体评估报告: how the work stands and what became of the problems found (seed 五（四）)."""

from __future__ import annotations

from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import aims, evaluation, outline
from ajx_tui.documents.texts.aims import TARGETS
from ajx_tui.documents.texts.facts import Facts, Paper, Tracked
from ajx_tui.documents.texts.wording import Writer, join, unit

PREFACE = (
    "按照安全生产责任保险（以下简称安责险）工作部署，我办在各阶段评估的基础上，会同各行业主管部门、各乡镇（街道），"
    "对{whole}安责险工作开展总体评估。报告数据截至{as_of}，全部取自同一时点的本级台账；"
    "历次评估发现的问题逐项跟踪，整改情况一并报告。现将有关情况报告如下。"
)


STAGE_PREFACE = (
    "按照安全生产责任保险（以下简称安责险）工作部署，我办会同各行业主管部门、各乡镇（街道），"
    "对{year}年本阶段{whole}安责险工作开展评估。报告数据截至{as_of}，全部取自同一时点的本级台账；"
    "以前评估发现的问题一并跟踪。现将有关情况报告如下。"
)


def build_stage(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The evaluation of a stage as a document ready to be signed."""
    return evaluation.report(facts, paper or Paper(), "stage", "阶段评估报告", STAGE_PREFACE, PARTS)


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The overall evaluation as a document ready to be signed."""
    return evaluation.report(facts, paper or Paper(), "overall", "总体评估报告", PREFACE, PARTS)


def late(facts: Facts, one: Tracked) -> bool:
    """Whether a problem is open past its time limit."""
    return not one.closed and bool(one.due) and one.due < facts.as_of.isoformat()


def _tracking(facts: Facts, write: Writer) -> list[b.Block]:
    every = facts.tracked
    if not every:
        return [write("截至{as_of}，台账没有登记历次评估发现的问题。")]
    closed, overdue = [one for one in every if one.closed], [one for one in every if late(facts, one)]
    words = {"all": str(len(every)), "closed": str(len(closed)), "open": str(len(every) - len(closed)),
             "late": str(len(overdue))}  # fmt: skip
    blocks: list[b.Block] = [
        write("历次评估共发现并跟踪问题{all}项，已销号{closed}项，未销号{open}项，其中超过整改时限{late}项。", **words),
        _by_stage(facts, write),
    ]
    if len(closed) < len(every):
        blocks.append(_open_table(facts, write))
    if closed:
        blocks.append(_closed_table(facts, closed, write))
    return blocks


def _by_stage(facts: Facts, write: Writer) -> b.Table:
    count = b.NumberFormat.INTEGER
    stages = dict.fromkeys(one.stage or "未注明" for one in facts.tracked)

    def line(title: str, listed: list[Tracked]) -> tuple[b.Cell, ...]:
        closed = sum(1 for one in listed if one.closed)
        overdue = sum(1 for one in listed if late(facts, one))
        return (title, len(listed), closed, len(listed) - closed, overdue, b.Ratio(closed, len(listed)))

    return b.Table(
        (
            b.Column("发现于", 2.4),
            *(b.Column(title, format=count) for title in ("问题", "已销号", "未销号", "其中逾期")),
            b.Column("销号率", 1.2, format=b.NumberFormat.RATE),
        ),
        [line(stage, [one for one in facts.tracked if (one.stage or "未注明") == stage]) for stage in stages],
        caption=f"{write.table()}　历次评估问题销号情况",
        total=line("合计", list(facts.tracked)),
        size=10.5,
    )


def _open_table(facts: Facts, write: Writer) -> b.Table:
    rows = [
        (one.number, one.description, unit(facts.office, one.department) or "待明确", one.due,
         ("逾期：" if late(facts, one) else "") + (one.progress or one.measure or "整改中"))
        for one in facts.tracked
        if not one.closed
    ]  # fmt: skip
    return _list(rows, ("编号", "问题", "责任单位", "整改时限", "进展"), f"{write.table()}　尚未销号的问题")


def _closed_table(facts: Facts, closed: list[Tracked], write: Writer) -> b.Table:
    rows = [
        (one.number, one.description, unit(facts.office, one.department) or "—", one.closed, one.proof or one.measure)
        for one in closed
    ]
    return _list(rows, ("编号", "问题", "责任单位", "销号日期", "销号依据"), f"{write.table()}　已销号的问题")


def _list(rows: Sequence[tuple[str, ...]], titles: tuple[str, ...], caption: str) -> b.Table:
    widths = (1.6, 3.4, 2.0, 1.6, 2.6)
    centred = (b.Align.AUTO, b.Align.AUTO, b.Align.AUTO, b.Align.CENTER, b.Align.AUTO)
    columns = tuple(b.Column(t, w, a) for t, w, a in zip(titles, widths, centred, strict=True))
    return b.Table(columns, rows, caption=caption, size=10.5, row_contexts=[row[0] for row in rows])


def _verdict(facts: Facts, write: Writer) -> list[b.Block]:
    """What was reached and what was not, from the numbers alone; praise is left to the people who sign."""
    reached = [title for title, name in TARGETS if aims.reached(facts, name)]
    missed = [title for title, name in TARGETS if aims.reached(facts, name) is False]
    still = sum(1 for one in facts.tracked if not one.closed)
    told = ["投保率{coverage}、人员覆盖率{headcount_coverage}"] if write.has("due") else []
    told += ["{reached}达到工作方案目标"] if reached else []
    told += ["{missed}" + ("与工作方案目标尚有差距" if reached else "均与工作方案目标尚有差距")] if missed else []
    told += ["历次评估问题未销号{still}项"] if still else []
    if not told:
        return [write("截至{as_of}，没有可以评价的业务。")]
    text = "截至{as_of}，" + "；".join(told) + "。"
    going_on = "对尚有差距的指标和未销号的问题，纳入下一阶段工作继续跟踪，整改完成并核实后逐项销号，结果及时报告。"
    blocks: list[b.Block] = [write(text, reached=join(reached), missed=join(missed), still=str(still))]
    return [*blocks, write(going_on)] if missed or still else blocks


PARTS: outline.Parts = {**evaluation.PARTS, "tracking": _tracking, "verdict": _verdict}
