"""Enforcement: the yearly plan of whom to inspect, and 责令限期整改指令书 for who is due and not insured.

An order is an enforcement paper of the department itself, not of the committee's office, and never a reminder
(domain §4.7): two officers with their certificate numbers, the problem, the day, review body and court, signatures
left blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import outline
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.letters import numbers_of, recipients
from ajx_tui.documents.texts.timetable import LEAST_DAYS, deadline, final_day
from ajx_tui.documents.texts.wording import Writer, day_text, issue_day, unit

PLANNED: tuple[tuple[str, str], ...] = (
    ("uninsured", "应投保未投保"),
    ("headcount_short", "未全员投保"),
    ("below_floor", "未足额投保"),
    ("hazards_overdue", "隐患逾期未整改"),
)
"""What puts an enterprise on the plan, gravest first."""


def build_plan(facts: Facts, paper: Paper | None = None) -> b.Document:
    """年度执法计划: every enterprise with something to enforce, once, by responsible department."""
    paper = paper or Paper()
    office, day = facts.office, issue_day(facts, paper)
    year = final_day(facts.as_of, facts.limit(LEAST_DAYS)).year
    title = f"{office.area}{year}年度\n安全生产责任保险执法检查计划"
    write = Writer(facts, words={"target": str(year)}, paper=paper, outline=facts.outline("inspection"))
    blocks: list[b.Block] = [
        b.Title(title),
        _listing(facts, write),
        *outline.chapters(PLAN_PARTS, write),
        *outline.annex_list(write),
        b.SignatureBlock((office.name,), day),
        *outline.annexes(PLAN_ANNEXES, write),
    ]
    meta = b.DocumentMeta(
        title=title.replace("\n", ""),
        subject="年度执法检查计划",
        author=office.name,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
    )
    return b.Document(meta, tuple(blocks))


def _listing(facts: Facts, write: Writer) -> b.Paragraph:
    """Whom the plan lists, why, and who inspects them."""
    rows, annex = planned(facts), write.outline.label("objects")
    later = "新发现的随时列入。各部门按照职责分工组织，与其他安全生产检查合并进行，避免重复检查。"
    if not rows:
        return write("根据截至{as_of}的安责险台账，没有需要列入{target}年度执法检查计划的企业；" + later)
    found = {reason for _, reasons in rows for reason in reasons}
    shares: dict[str, int] = {}
    for case, _ in rows:
        name = unit(facts.office, case.department) or "检查单位待定的"
        shares[name] = shares.get(name, 0) + 1
    words = {
        "law": f"依据{law}，" if (law := facts.cite("must_insure", "fine_least")) else "",
        "why": "、".join(reason for _, reason in PLANNED if reason in found),
        "count": str(len(rows)),
        "shares": "、".join(f"{name}{count}家" for name, count in shares.items()),
        "annex": f"名单见{annex}，" if annex else "",
    }
    return write(
        "{law}根据截至{as_of}的安责险台账，将存在{why}问题的{count}家企业列入{target}年度执法检查计划，其中{shares}。"
        "{annex}" + later,
        **words,
    )


def _content(_facts: Facts, write: Writer) -> list[b.Block]:
    return [
        write(
            "是否依法投保、按时续保；是否覆盖全部从业人员；每人责任限额是否符合规定；保险费是否由从业人员负担；"
            "是否接受并配合事故预防服务；服务发现的隐患是否按期整改。"
        )
    ]


def _handling(_facts: Facts, write: Writer) -> list[b.Block]:
    return [
        write(
            "检查由两名以上持证执法人员进行，如实记录，违法行为当场责令改正或者限期改正，依法应当处罚的立案查处，"
            "检查和处理结果录入台账，整改到期后复查。"
        )
    ]


def _objects(facts: Facts, _write: Writer) -> list[b.Block]:
    return [_plan_table(facts, planned(facts))]


PLAN_PARTS: outline.Parts = {"content": _content, "handling": _handling}
PLAN_ANNEXES: outline.Parts = {"objects": _objects}


def planned(facts: Facts) -> list[tuple[Case, tuple[str, ...]]]:
    """Each enterprise once with everything that is found with it, by department, sector and name."""
    first: dict[int, Case] = {}
    reasons: dict[int, list[str]] = {}
    for name, reason in PLANNED:
        for case in facts.cases.get(name, ()):
            first.setdefault(case.enterprise_id, case)
            told = reasons.setdefault(case.enterprise_id, [])
            if reason not in told:
                told.append(reason)
    ordered = sorted(first.values(), key=lambda case: (case.department, case.sector, case.township, case.enterprise))
    return [(case, tuple(reasons[case.enterprise_id])) for case in ordered]


def _plan_table(facts: Facts, rows: Sequence[tuple[Case, tuple[str, ...]]]) -> b.Table:
    return b.Table(
        (
            b.Column("序号", 28, b.Align.CENTER),
            b.Column("企业名称", 150),
            b.Column("行业领域", 70),
            b.Column("乡镇（街道）", 58),
            b.Column("检查事由", 110),
            b.Column("检查单位", 100),
            b.Column("计划时间", 60),
            b.Column("检查结果", 62),
        ),
        [
            (index, case.enterprise, case.sector, case.township, "、".join(reasons),
             unit(facts.office, case.department) or "待定", "", "")
            for index, (case, reasons) in enumerate(rows, 1)
        ],
        landscape=True,
        size=10,
        row_contexts=[case.enterprise for case, _ in rows],
    )  # fmt: skip


def build_orders(facts: Facts, paper: Paper | None = None) -> b.Document:
    """责令限期整改指令书: one to each enterprise that is due and not insured, completed and signed on the spot."""
    paper = paper or Paper()
    groups = recipients(facts, "uninsured", paper)
    title = "责令限期整改指令书"
    blocks: list[b.Block] = []
    for index, (cases, number) in enumerate(zip(groups, numbers_of(groups, paper), strict=True)):
        if index:
            blocks.append(b.PageBreak(restart_numbers=True))
        blocks += _order(facts, cases, paper, number)
    if not groups:
        blocks = [b.Title(title), b.Paragraph(f"截至{day_text(facts.as_of)}，没有应投保未投保的企业。")]
    meta = b.DocumentMeta(
        title=f"{title}（{groups[0][0].enterprise if len(groups) == 1 else f'{len(groups)}份'}）",
        subject=title,
        author=facts.office.name,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
        context=groups[0][0].enterprise if len(groups) == 1 else "",
    )
    return b.Document(meta, tuple(blocks))


def _order(facts: Facts, cases: Sequence[Case], paper: Paper, number: int | None) -> list[b.Block]:
    shown = f"（　　　　）应急责改〔{issue_day(facts, paper).year}〕{number if number is not None else '　　'}号"
    write = Writer(facts, paper=paper, outline=facts.outline("order"), cases=cases)
    return [
        b.Title("责令限期整改指令书", subtitle=shown),
        b.Recipient(cases[0].enterprise),
        *outline.paragraphs(ORDER, write),
        b.SignatureBlock((facts.office.name,), None),
    ]


def _fact(_facts: Facts, write: Writer) -> list[b.Block]:
    cases = write.cases
    objects = [case for case in cases if case.name != case.enterprise]
    what = "、".join(f"“{case.name}”" + (f"（{case.code}）" if case.code else "") for case in objects[:3])
    more = f"等{len(objects)}个应投保对象" if len(objects) > 3 else ""
    text = "经检查，你单位{what}属于国家规定的高危行业、领域，截至{as_of}未投保安全生产责任保险。"
    return [write(text, what=what + more)]


def _demand(facts: Facts, write: Writer) -> list[b.Block]:
    broken = facts.cite("must_insure")
    basis = facts.cite("fine_least", said=facts.articles.get("must_insure", ("", ""))[0])
    words = {
        "law": f"上述行为违反了{broken}的规定。依据{basis}，" if broken and basis else "依据有关法律规定，",
        "until": day_text(deadline(max(facts.as_of, write.issued), facts.limit("order_days"))),
    }
    return [write("{law}责令你单位于{until}前为全部从业人员投保；对违法行为另行依法处理。", **words)]


def _remedy(facts: Facts, write: Writer) -> list[b.Block]:
    text = remedies("本指令", f"{facts.office.area}人民政府", facts.terms)
    return [write("{text}本指令一式两份，被检查单位和执法单位各一份。", text=text)]


def remedies(what: str, government: str, terms: Mapping[str, str]) -> str:
    """Where and until when a paper can be contested; without a term, within that of the law."""
    review, suit = (terms.get(name, "法定期限") for name in ("review_days", "litigation_months"))
    return (
        f"如不服{what}，可以自收到之日起{review}内向{government}申请行政复议，"
        f"或者自收到之日起{suit}内向有管辖权的人民法院提起行政诉讼。"
        "复议、诉讼期间不停止执行，法律另有规定的除外。"
    )


def officer_lines(_facts: Facts, _write: Writer) -> list[b.Block]:
    """Room for two officers and their certificate numbers, filled in by hand."""
    officer = b.FormLine((b.FormField("执法人员：", width=1), b.FormField("证号：", width=1)))
    return [officer, officer]


def _receipt(_facts: Facts, _write: Writer) -> list[b.Block]:
    return [b.FormLine((b.FormField("签收人：", width=1), b.FormField("日期：", width=1)))]


ORDER: outline.Parts = {
    "fact": _fact,
    "demand": _demand,
    "remedy": _remedy,
    "officers": officer_lines,
    "receipt": _receipt,
}
