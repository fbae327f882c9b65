"""Problems that the numbers show: what is wrong, why, what is done about it, by whom, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts.facts import Case, Facts
from ajx_tui.documents.texts.timetable import deadline
from ajx_tui.documents.texts.wording import Writer, day_text, join, percent, unit


@dataclass(frozen=True, slots=True)
class ProblemRule:
    """A number that is a problem when it is not zero; the policy pack's `limit` says in how many days to solve it."""

    name: str
    title: str
    measure_word: str
    found: str
    cause: str
    measure: str

    @property
    def limit(self) -> str:
        """The parameter with the days."""
        return f"problem_days_{self.name}"


RULES: tuple[ProblemRule, ...] = (
    ProblemRule(
        "uninsured",
        "应保未保尚未清零",
        "个",
        "应投保对象中仍有{uninsured}个未投保，占{share}。{lapsed}",
        "部分企业对投保义务认识不足，存在等待观望心理；到期提醒和续保衔接不够及时；底数动态更新与投保督促未能完全同步。",
        "逐户送达催保通知，督促限期投保；逾期不投保的移交执法",
    ),
    ProblemRule(
        "headcount_short",
        "未全员投保",
        "个",
        "在保对象中有{headcount_short}个投保人数少于从业人员数。",
        "企业用工变动后未及时办理批改，个别企业漏报临时用工和劳务派遣人员。",
        "核对从业人员名册，办理人数批改，补足保险费",
    ),
    ProblemRule(
        "below_floor",
        "每人责任限额偏低",
        "个",
        "有{below_floor}个在保对象的每人责任限额低于起保时规定的限额。",
        "保险机构承保审核把关不严，企业对保障标准了解不够。",
        "督促保险机构和企业办理批改，提高限额",
    ),
    ProblemRule(
        "hazards_overdue",
        "隐患整改逾期",
        "条",
        "服务发现的隐患中有{hazards_overdue}条超过整改期限仍未完成整改。",
        "部分企业整改投入不足、责任人不落实，跟踪复查不够紧。",
        "逐条明确责任人限期整改并复查，拒不整改的责令限期整改",
    ),
    ProblemRule(
        "visits_unconfirmed",
        "服务记录未经企业确认",
        "次",
        "有{visits_unconfirmed}次服务记录没有企业确认。",
        "服务人员留痕意识不强，现场未及时办理签字确认。",
        "由保险机构逐条向企业核实，属实的补办确认，不属实的核减",
    ),
    ProblemRule(
        "overlapping",
        "同一对象重复投保",
        "个",
        "有{overlapping}个对象同时有两份以上有效保单。",
        "续保与原保单衔接日期重叠，或者企业重复办理。",
        "核实重复原因，确属重复的由企业与保险机构协商处理",
    ),
    ProblemRule(
        "headcount_unknown",
        "从业人员数不明",
        "个",
        "有{headcount_unknown}个在保对象未填报从业人员数，无法判断是否全员投保。",
        "底数采集时漏填，未及时补正。",
        "向企业核实从业人员数并补填台账",
    ),
    ProblemRule(
        "ended_early",
        "保单提前终止",
        "份",
        "有{ended_early}份保单在保险期间届满前终止。",
        "企业停产、关闭或者改换承保机构后，终止依据收集不全。",
        "核查终止原因，不符合规定的督促恢复投保",
    ),
    ProblemRule(
        "commission_over",
        "佣金比例超过规定",
        "份",
        "有{commission_over}份保单的佣金比例超过规定上限。",
        "保险机构费用管控不严。",
        "移送保险监督管理部门依法处理",
    ),
)
"""In the order of weight."""

LONGEST = 200
"""Records of one problem that a paper lists; the rest is left to the spreadsheet annex."""


def found(facts: Facts) -> tuple[ProblemRule, ...]:
    """The problems the county has on the cut-off day."""
    return tuple(rule for rule in RULES if facts.total.value(rule.name))


def until(facts: Facts, rule: ProblemRule, issued: dt.date) -> dt.date:
    """The day a problem is to be solved by, counted from the day of the paper."""
    return deadline(max(facts.as_of, issued), facts.limit(rule.limit))


def owners(facts: Facts, listed: Sequence[Case]) -> list[str]:
    """The departments that answer for these records, most records first."""
    counted: dict[str, int] = {}
    for case in listed:
        name = unit(facts.office, case.department) if case.department else "责任部门待明确"
        counted[name] = counted.get(name, 0) + 1
    return sorted(counted, key=lambda name: -counted[name])


def narrative(facts: Facts, write: Writer) -> list[b.Block]:
    """存在问题及原因: one numbered item per problem."""
    listed = found(facts)
    if not listed:
        return [write("经对照台账逐项检查，截至{as_of}未发现应保未保、未全员投保、限额不足、隐患逾期等问题。")]
    blocks: list[b.Block] = []
    words = {"share": _share(facts), "lapsed": _lapsed(facts)}
    for number, rule in enumerate(listed, 1):
        text = rule.found + "主要原因：" + rule.cause
        blocks += [b.Heading(2, rule.title, number), write(text, **words)]
    return blocks


def _share(facts: Facts) -> str:
    return percent(b.Ratio(facts.total.value("uninsured"), facts.total.value("due")))


def _lapsed(facts: Facts) -> str:
    """How many of the uninsured once were, and how many never."""
    listed = facts.cases.get("uninsured", ())
    never = sum("未查到" in case.detail for case in listed)
    lapsed = len(listed) - never
    told = [f"保单到期未续的{lapsed}个"] if lapsed else []
    told += [f"未查到投保记录的{never}个"] if never else []
    return f"其中{'，'.join(told)}。" if told else ""


def measures_table(facts: Facts, issued: dt.date, caption: str = "") -> b.Table:
    """整改措施: problem, number, measure, responsible departments, time limit."""
    rows = []
    for number, rule in enumerate(found(facts), 1):
        count = facts.total.value(rule.name)
        rows.append(
            (
                number,
                rule.title,
                b.Figure(f"{count}{rule.measure_word}", facts.total.evidence(rule.name)),
                rule.measure,
                join(owners(facts, facts.cases.get(rule.name, ())), 3, "部门") or "有关部门",
                _short_day(until(facts, rule, issued), issued),
            )
        )
    return b.Table(
        (
            b.Column("序号", 0.7, b.Align.CENTER),
            b.Column("问题", 2.1),
            b.Column("数量", 0.95, b.Align.RIGHT),
            b.Column("整改措施", 3.7),
            b.Column("责任单位", 2.8),
            b.Column("完成时限", 1.4, b.Align.CENTER),
        ),
        rows,
        caption=caption,
        size=10.5,
    )


def tracked(facts: Facts, write: Writer, title: str) -> list[b.Block]:
    """What became of the problems that earlier evaluations found; nothing where none was recorded."""
    if not facts.tracked:
        return []
    closed = sum(1 for one in facts.tracked if one.closed)
    late = sum(1 for one in facts.tracked if not one.closed and one.due and one.due < facts.as_of.isoformat())
    words = {"tracked": str(len(facts.tracked)), "solved": str(closed), "open": str(len(facts.tracked) - closed)}
    text = "以前评估发现并跟踪的问题{tracked}项，已销号{solved}项，未销号{open}项"
    rows = [
        (
            one.number,
            one.description,
            unit(facts.office, one.department) or "待明确",
            one.due,
            f"{one.closed}销号" if one.closed else one.progress or "整改中",
        )
        for one in facts.tracked
    ]
    return [
        write(text + ("，其中逾期{late}项。" if late else "。"), late=str(late), **words),
        b.Table(
            (
                b.Column("编号", 1.6),
                b.Column("问题", 4),
                b.Column("责任单位", 2.2),
                b.Column("整改时限", 1.6, b.Align.CENTER),
                b.Column("进展", 2.2),
            ),
            rows,
            caption=f"{write.table()}　{title}",
            size=10.5,
        ),
    ]


def _short_day(day: dt.date, issued: dt.date) -> str:
    """11月30日, with the year when it is another one."""
    return f"{day.month}月{day.day}日" if day.year == issued.year else day_text(day)


def case_tables(facts: Facts, issued: dt.date, *, full: bool = False) -> list[b.Block]:
    """问题整改清单: every record behind every problem with its owner; the time limit stands in the caption."""
    return [_case_table(facts, rule, number, issued, full) for number, rule in enumerate(found(facts), 1)]


def places(facts: Facts, annex: str) -> dict[str, str]:
    """Where the records of each problem are listed (`annex` as 附件2), for the evidence table."""
    return {rule.name: f"见{annex}（{chinese_numeral(number)}）" for number, rule in enumerate(found(facts), 1)}


def _case_table(facts: Facts, rule: ProblemRule, number: int, issued: dt.date, full: bool) -> b.Table:
    every = facts.cases.get(rule.name, ())
    listed = every if full else every[:LONGEST]
    count = f"{facts.total.value(rule.name)}{rule.measure_word}"
    day = _short_day(until(facts, rule, issued), issued)
    return b.Table(
        (
            b.Column("序号", 27, b.Align.CENTER),
            b.Column("企业或项目", 142),
            b.Column("证照、保单或服务编号", 120),
            b.Column("行业领域", 67),
            b.Column("乡镇（街道）", 57),
            b.Column("具体情况", 126),
            b.Column("责任单位", 97),
        ),
        [
            (
                index,
                case.name,
                case.code,
                case.sector,
                case.township,
                case.detail,
                unit(facts.office, case.department) or "待明确",
            )
            for index, case in enumerate(listed, 1)
        ],
        caption=f"（{chinese_numeral(number)}）{rule.title}（{count}，{day}前完成整改）",
        note=f"注：列出前{len(listed)}条，其余{len(every) - len(listed)}条见随附电子表格。" if listed != every else "",
        landscape=True,
        size=10,
        row_contexts=[f"{case.name} {case.code}" for case in listed],
    )
