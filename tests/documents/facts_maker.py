"""Facts to write documents from, without a database: a plausible county, an empty one, and a hostile one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ajx_tui.documents.blocks import Ratio
from ajx_tui.documents.texts.facts import (
    Case,
    Duty,
    Earlier,
    Entry,
    Evidence,
    Facts,
    Group,
    Law,
    Member,
    Month,
    Number,
    Office,
)
from ajx_tui.documents.texts.wording import FIGURES
from ajx_tui.services.documents import stated
from ajx_tui.services.documents.gathering import outlines
from ajx_tui.services.packs import rules_of

AS_OF = dt.date(2026, 10, 31)
HOSTILE = "坏[/甲][red]\t制表\n换行𠮷零\u200b宽=1+1{due}" + "长" * 500
LAWS = (
    Law("safety_law", "《中华人民共和国安全生产法》"),
    Law("measures", "《安全生产责任保险实施办法》", "应急〔2025〕27号"),
)
RULES, DAY = rules_of("", "", ""), AS_OF.isoformat()
OUTLINES, LIMITS = outlines(RULES), stated.limits(RULES, DAY)
"""What the packs that come with the program say."""
OFFICE = Office(
    "示例县应急管理局",
    "示例县",
    "county",
    "示例市",
    "河南省",
    "示例县安全生产委员会办公室",
    "示安委办",
    "张某",
    "0370-0",
)


def group(title: str, due: int, insured: int, key: str = "", **numbers: int) -> Group:
    """A group in which everything that is not given is 0."""
    made = {name: Number(0, 0) for name in FIGURES}
    made |= {
        "due": Number(due, 0),
        "insured": Number(insured, 0),
        "uninsured": Number(due - insured, 0),
        "covered": Number(insured, 0),
        "enterprises": Number(due, 0),
    }
    made |= {name: Number(value, value) for name, value in numbers.items()}
    return Group(title, made, key)


def case(record: int, name: str, **values: object) -> Case:
    """A case of one enterprise, in 煤矿 and 城关镇."""
    given = {"enterprise": name, "sector": "煤矿", "township": "城关镇", "department": "应急管理局",
             "enterprise_id": record, **values}  # fmt: skip
    return Case(record, name, f"CODE{record:04d}", **given)  # type: ignore[arg-type]


def county() -> Facts:
    """Three due of which one is insured, in two sectors and two townships."""
    sectors = (group("煤矿", 2, 1, "sector:煤矿"), group("渔业生产", 1, 0, "sector:渔业生产"))
    townships = (group("城关镇", 2, 1, "township:城关镇"), group("柳河镇", 1, 0, "township:柳河镇"))
    uninsured = (case(1, "甲煤矿"), case(2, "乙渔业社", sector="渔业生产", department="农业农村局"))
    overdue = (
        case(3, "甲煤矿", enterprise_id=1, day="2026-09-01", text="顶板离层", major=True, detail="顶板离层"),
        case(4, "甲煤矿", enterprise_id=1, day="2026-10-01", text="配电箱未接地", detail="配电箱未接地"),
    )
    total = group("合计", 3, 1, hazards=5, hazards_rectified=3, hazards_overdue=2, hazards_major=1, claims=1,
                  headcount_due=90, headcount_covered=60)  # fmt: skip
    return Facts(
        office=OFFICE,
        as_of=AS_OF,
        revision="7-abc",
        total=total,
        sectors=sectors,
        townships=townships,
        insurers=(group("甲财产保险示例支公司", 0, 0, "insurer:甲", policies_registered=1),),
        duties=(
            Duty("煤矿", "应急管理局"),
            Duty("渔业生产", "农业农村局"),
            Duty("煤矿", "工业和信息化局", "民爆", False),
        ),
        members=(
            Member("应急管理局", "牵头"),
            Member("农业农村局", "负责渔业"),
            Member("金融监管支局", "监管保险机构"),
        ),
        laws=LAWS,
        floor=40_000_000,
        limits=LIMITS,
        terms=stated.terms(RULES, DAY),
        articles=stated.articles(RULES, DAY),
        cases={"uninsured": uninsured, "hazards_overdue": overdue},
        evidence=(
            Evidence("due", "应投保", "应投保对象", ("A1", "A2", "A3"), "3"),
            Evidence("insured", "已投保", "应投保对象", ("A1",), "1"),
        ),
        months=tuple(Month(f"{m}月", Ratio(m, 10), m, 1, 1) for m in range(1, 11)),
        fines={"fine_least": 5_000_000, "fine_most": 10_000_000, "fine_overdue_least": 10_000_000,
               "fine_overdue_most": 20_000_000},
        earlier=Earlier(dt.date(2026, 9, 30), group("合计", 3, 0), (group("煤矿", 2, 0),), (group("城关镇", 2, 2),)),
        register=(
            Entry("甲煤矿", "A1", "煤矿", "城关镇", "应急管理局", "张某", "1", 50, "甲", "PZ1", "2027-01-31", 50, 1),
        ),
        rules="全国安责险规则（2026.11）",
        outlines=OUTLINES,
        demo=True,
    )  # fmt: skip


def empty() -> Facts:
    """An office that has just begun: nothing registered, no rules."""
    nothing = group("合计", 0, 0)
    return Facts(office=Office("示例县应急管理局", "示例县"), as_of=AS_OF, revision="0-0", total=nothing,
                 months=(Month("10月", Ratio(0, 0)),), outlines=OUTLINES, limits=LIMITS)  # fmt: skip


def only_insured() -> Facts:
    """A county where everyone due is insured and nothing else has happened yet."""
    facts = county()
    total = group("合计", 3, 3, headcount_due=90, headcount_covered=90)
    policies = {name: Number(3, 1_234_500) for name in ("policies_in_force", "policies_registered")}
    total = replace(total, numbers={**total.numbers, **policies}, lowest_limit=50_000_000)
    sectors = (group("煤矿", 2, 2, "sector:煤矿"), group("渔业生产", 1, 1, "sector:渔业生产"))
    towns = (group("城关镇", 2, 2, "township:城关镇"), group("柳河镇", 1, 1, "township:柳河镇"))
    return replace(facts, total=total, sectors=sectors, townships=towns, cases={}, earlier=None)


def hostile() -> Facts:
    """The county with a hostile text wherever a record can bring one in."""
    bad = HOSTILE
    facts = county()
    cases = {
        name: tuple(
            replace(
                one, name=bad, code=bad, enterprise=bad, sector=bad, township=bad, department=bad, detail=bad, text=bad
            )
            for one in listed
        )
        for name, listed in facts.cases.items()
    }
    return replace(
        facts,
        office=replace(OFFICE, contact=bad, phone=bad),
        sectors=(replace(facts.sectors[0], title=bad, key=f"sector:{bad}"),),
        townships=(replace(facts.townships[0], title=bad),),
        insurers=(replace(facts.insurers[0], title=bad),),
        duties=(Duty(bad, bad, bad),),
        members=(Member(bad, bad),),
        cases=cases,
        evidence=(Evidence("due", bad, bad, (bad, bad + "2", "c"), bad),),
        register=(Entry(bad, bad, bad, bad, bad, bad, bad, 1, bad, bad, bad, 1, 1),),
    )
