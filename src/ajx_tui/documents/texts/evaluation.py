"""自评报告: what the county reports upward, computed from its records, with statistics, problem list and evidence."""

from __future__ import annotations

from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import charts, duties, evidence, outline, problems, statistics
from ajx_tui.documents.texts.aims import TARGETS, reached, target_text, target_value
from ajx_tui.documents.texts.clauses import claims, hazards, lowest, registered, services, those
from ajx_tui.documents.texts.facts import Facts, Group, Paper
from ajx_tui.documents.texts.wording import Writer, cell, day_text, issue_day, join, money, percent, upper_unit


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The self-evaluation as a document ready to be signed."""
    return report(facts, paper or Paper(), "evaluation", "自评报告", PREFACE, PARTS)


def report(facts: Facts, paper: Paper, name: str, kind: str, preface: str, parts: outline.Parts) -> b.Document:
    """An evaluation of some kind (自评报告, 总体评估报告): the parts of its outline, what they rest on in annexes."""
    office, day = facts.office, issue_day(facts, paper)
    meta = b.DocumentMeta(
        title=f"{office.issuer}关于安全生产责任保险工作的{kind}",
        subject=f"安全生产责任保险{kind}",
        author=office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        keywords=("安责险", kind, office.area),
        demo=facts.demo,
    )
    number = b.DocumentNumber(office.issuer_code, day.year, paper.number)
    head: list[b.Block] = [
        # A blank signer still takes its place: the line is signed by hand.
        b.DocumentHead(f"{office.issuer}文件", number, signer=paper.signer or "　　　　"),
        b.Title(f"{office.issuer}\n关于安全生产责任保险工作的\n{kind}"),
        b.Recipient(upper_unit(office)),
    ]
    write = Writer(facts, paper=paper, outline=facts.outline(name))
    text = (*head, write(preface), *outline.chapters(parts, write), write("特此报告。"), *_close(facts, write))
    write.printed = text
    return b.Document(meta, (*text, *outline.annexes(ANNEXES, write), b.Imprint(office.issuer, day)))


PREFACE = (
    "按照安全生产责任保险（以下简称安责险）工作部署，我办会同各行业主管部门、各乡镇（街道），对照工作方案和台账记录，"
    "对{year}年以来{whole}安责险工作逐项开展自评。报告数据截至{as_of}，全部取自同一时点的本级台账。"
    "现将有关情况报告如下。"
)


def _basics(facts: Facts, write: Writer) -> list[b.Block]:
    sectors = join(f"{g.title}{g.value('due')}个" for g in facts.sectors if g.value("due"))
    supervisors = len(duties.supervisors(facts))
    text = registered(write)
    text += f"，分布在{len(facts.townships)}个乡镇（街道、园区）" if facts.townships else ""
    text += f"，由{supervisors}个行业主管部门分工监管。" if supervisors else "。"
    if sectors:
        text += "依法应投保对象{due}个，已填报从业人员{headcount_due.amount}人；按行业领域分：{sectors}。"
    else:
        text += "目前没有依法应投保的对象。"
    blocks: list[b.Block] = [write(text, sectors=sectors)]
    if not write.has("policies_registered"):
        return [*blocks, write("目前台账尚未登记保单。")]
    text = "目前有{count}家保险机构在我{level}承保安责险，累计登记保单{policies_registered}份"
    text += those(write, ("policies_registered.amount", "，保险费{policies_registered.amount|wan}万元"))
    if write.has("policies_in_force"):
        text += "；其中截止日有效保单{policies_in_force}份"
        text += those(write, ("policies_in_force.amount", "，保险费{policies_in_force.amount|wan}万元"))
    return [*blocks, write(text + "。", count=str(len(facts.insurers)))]


def _targets(facts: Facts, write: Writer) -> list[b.Block]:
    rows: list[tuple[b.Cell, ...]] = []
    for title, name in TARGETS:
        ratio = target_value(facts.total, name)
        state = {None: "—", True: "已达到", False: "未达到"}[reached(facts, name)]
        figure = "below_floor" if name == "floor_met" else name
        rows.append((title, target_text(facts, name), b.Figure(ratio, facts.total.evidence(figure)), ratio.numerator,
                     ratio.denominator, state))  # fmt: skip
    count, rate = b.NumberFormat.INTEGER, b.NumberFormat.RATE
    return [
        write("对照工作方案确定的{all}项目标，截至{as_of}{told}", all=str(len(rows)), told=_reached(rows)),
        b.Table(
            (
                b.Column("目标", 3.2),
                b.Column("目标值", 1.1, b.Align.RIGHT),
                b.Column("实际", 1.2, format=rate),
                b.Column("已完成", 1.1, format=count),
                b.Column("应完成", 1.1, format=count),
                b.Column("评价", 1.2, b.Align.CENTER),
            ),
            rows,
            caption=f"{write.table()}　工作目标完成情况",
        ),
    ]  # fmt: skip


def _reached(rows: Sequence[tuple[b.Cell, ...]]) -> str:
    """Which aims were reached and which were not, in words."""
    missed = [str(row[0]) for row in rows if row[-1] == "未达到"]
    met, idle = sum(row[-1] == "已达到" for row in rows), sum(row[-1] == "—" for row in rows)
    if idle == len(rows):
        return "没有可以评价的业务。"
    parts = [] if not missed else [f"未达到{len(missed)}项，为{join(missed)}"]
    if not missed:
        parts = ["有业务的各项均已达到" if idle else "全部达到"]
    elif met:
        parts.insert(0, f"已达到{met}项")
    elif not idle:
        parts = ["均未达到，各项差距见表"]
    if idle:
        parts.append(f"另有{idle}项没有对应业务，不作评价")
    return "；".join(parts) + "。"


def _insuring(facts: Facts, write: Writer) -> list[b.Block]:
    if not write.has("due"):
        return [write("截至{as_of}，没有依法应投保的对象。")]
    text = "截至{as_of}，应投保对象{due}个中已投保{insured}个，投保率{coverage}"
    text += those(write, ("uninsured", "，应保未保{uninsured}个")) + "。{ranks}"
    blocks: list[b.Block] = [
        write(text, ranks=_ranks([g for g in facts.sectors if g.value("due")])),
        statistics.table(
            statistics.COVERAGE, facts.sectors, facts.total, "行业领域", caption=f"{write.table()}　分行业领域投保情况"
        ),
    ]
    if len(facts.months) > 1:
        blocks.append(write("{trend}", trend=_trend(facts, write.outline.label("statistics"))))
    return blocks


def _ranks(due: list[Group]) -> str:
    """Which sectors are complete and which are last."""
    full, low = [g.title for g in due if not g.value("uninsured")], lowest(due)
    return (f"{join(full)}已实现应保尽保。" if full else "") + (f"投保率较低的是{low}。" if low else "")


def _trend(facts: Facts, annex: str) -> str:
    first, last = facts.months[0], facts.months[-1]
    before, after = first.coverage.value, last.coverage.value
    if before is None or after is None:
        return f"各行业领域投保率和各月末投保率见{annex}。" if annex else ""
    points = (after - before) * 100
    word = "提高" if points > 0.05 else "下降" if points < -0.05 else ""
    change = f"{word}{abs(points):.1f}个百分点" if word else "基本持平"
    rates = f"从{first.label}末的{percent(first.coverage)}到目前的{percent(last.coverage)}"
    return f"按现有台账推算，投保率{rates}，{change}" + (f"（见{annex}图1、图2）。" if annex else "。")


def _protection(facts: Facts, write: Writer) -> list[b.Block]:
    least = facts.total.lowest_limit
    if least is None:
        return [write("截至{as_of}，没有有效保单。")]
    basis = f"根据{law}，" if (law := facts.cite("floor_per_person")) else ""
    short = those(
        write,
        ("headcount_short", "在保对象中未全员投保的{headcount_short}个"),
        ("headcount_unknown", "从业人员数不明的{headcount_unknown}个"),
    )
    people = "应保从业人员{headcount_due.amount}人，在保{headcount_covered.amount}人，人员覆盖率{headcount_coverage}；"
    limits = "有效保单累计责任限额{limit_in_force.amount|wan}万元，" if write.has("limit_in_force") else "有效保单中，"
    limits += "每人责任限额最低为{least}万元。"
    if facts.floor is not None:
        limits += basis + "现行每人死亡伤残责任限额不得低于{floor}；按保单起保时的标准衡量，"
        limits += "限额偏低的在保对象{below_floor}个。" if write.has("below_floor") else "在保对象的限额均符合规定。"
    odd = those(
        write,
        ("overlapping", "重复投保的对象{overlapping}个"),
        ("ended_early", "提前终止的保单{ended_early}份"),
        ("commission_over", "佣金比例超过规定的保单{commission_over}份"),
        between="，",
    )
    return [
        write(people + (short or "在保对象均已全员投保") + "。"),
        write(limits, least=money(least)),
        write(f"台账中有{odd}。" if odd else "没有发现重复投保、提前终止保单和佣金比例超过规定的情形。"),
    ]


def _services(facts: Facts, write: Writer) -> list[b.Block]:
    annex = write.outline.label("statistics")
    text = services(write)
    text += those(write, ("served", "在保对象{covered}个中接受过服务的{served}个，服务覆盖率{reach}。"))
    months = f"各月情况见{annex}图3。" if annex and len(facts.months) > 1 and write.has("visits") else ""
    if write.has("fund_spent"):
        fund = "登记的本年事故预防费用支出{fund_spent.amount|wan}万元，占本年起保保单实收保险费的{fund_use}。"
    else:
        fund = "各保险机构本年事故预防费用支出尚未报送登记，须限期补报后再核算占实收保险费的比例。"
    told = write.has("fund_spent") or write.has("policies_in_force")
    return [write(text + "{months}", months=months), *([write(fund)] if told else [])]


def _hazards(facts: Facts, write: Writer) -> list[b.Block]:
    if not write.has("hazards"):
        return [write(hazards(write) or "截至{as_of}，没有服务记录，未登记隐患。")]
    groups, annex = [g for g in facts.sectors if g.value("hazards")], write.outline.label("problems")
    names = ("hazards", "hazards_major", "hazards_rectified", "hazards_overdue", "rectification")
    return [
        write(hazards(write, "，逐条{listed}交办"), listed=f"列入{annex}" if annex else ""),
        b.Table(
            (
                b.Column("行业领域", 2),
                *(b.Column(t, format=b.NumberFormat.INTEGER) for t in ("发现隐患", "其中重大", "已整改", "逾期未改")),
                b.Column("整改率", format=b.NumberFormat.RATE),
            ),
            [(g.title, *(cell(g, name) for name in names)) for g in groups],
            caption=f"{write.table()}　分行业领域隐患整改情况",
            total=("合计", *(cell(facts.total, name) for name in names)),
            size=10.5,
        ),
    ]


def _claims(facts: Facts, write: Writer) -> list[b.Block]:
    text, timed = claims(write), facts.total.number("claims_timed")
    if timed.count and timed.amount is not None:
        average = timed.amount / timed.count
        return [write(text + "已结案件从报案到结案平均用时{days}天。", days=f"{average:.1f}".removesuffix(".0"))]
    return [write(text)]


def _enforcement(facts: Facts, write: Writer) -> list[b.Block]:
    law = f"依据{law}" if (law := facts.cite("fine_least")) else "依法"
    done = facts.enforcement
    if done.filed:
        parts = (
            (done.ordered, "责令改正{ordered}件"),
            (done.corrected, "已改正{corrected}件"),
            (done.fined, "处以罚款{fined}件、{fines}万元"),
            (done.closed, "结案{closed}件"),
        )
        told = "，".join(words for number, words in parts if number)
        text = "{year}年以来立案查处安责险案件{filed}件" + (f"，其中{told}。" if told else "。")
    else:
        text = "{year}年以来没有安责险方面的立案查处。"
    if write.has("uninsured"):
        text += "对{listed}{uninsured}个应保未保对象，拟先行书面催保；逾期仍不投保的，{law}责令限期改正并实施行政处罚。"
    counts = {name: str(getattr(done, name)) for name in ("filed", "ordered", "corrected", "fined", "closed")}
    annex = write.outline.label("problems")
    listed = f"{annex}所列" if annex else ""
    return [write(text, law=law, listed=listed, fines=money(done.fines), **counts)]


def _measures(facts: Facts, write: Writer) -> list[b.Block]:
    title = "以前评估发现问题的整改进展"
    if not problems.found(facts):
        going_on = write("继续保持动态检查，发现问题随时交办、限期整改。")
        return [going_on, *problems.tracked(facts, write, title)]
    table, annex = write.table(), write.outline.label("problems")
    text = "针对上述问题，逐项明确整改措施、责任单位和完成时限（见{table}），{listed}整改一项、核实一项、销号一项。"
    return [
        write(text, table=table, listed=f"逐户逐条清单见{annex}，" if annex else ""),
        problems.measures_table(facts, write.issued, f"{table}　问题整改措施"),
        *problems.tracked(facts, write, title),
    ]


NEXT = (
    (
        "盯住底数和投保",
        "每月核对底数，新增对象及时纳入、退出对象凭据核减；保单到期前分级提醒，逐户清零应保未保和脱保。",
    ),
    (
        "盯住服务质量",
        "督促保险机构按合同补齐欠账服务，加强现场留痕、企业确认和回访，抽查服务记录的真实性，防止走过场。",
    ),
    (
        "盯住隐患整改",
        "对逾期隐患和重大隐患挂账督办，行业主管部门、保险机构和企业三方核实，确保整改闭环。",
    ),
    (
        "盯住制度落实",
        "完善部门会商、定期通报、考核巡查机制，把自评发现的问题纳入下一阶段督导重点，按时报告整改结果。",
    ),
)


def next_steps(facts: Facts, write: Writer) -> list[b.Block]:
    blocks: list[b.Block] = []
    for number, (heading, text) in enumerate(NEXT, 1):
        blocks += [b.Heading(2, heading, number), write(text)]
    return blocks


def _close(facts: Facts, write: Writer) -> list[b.Block]:
    office = facts.office
    blocks: list[b.Block] = [*outline.annex_list(write), b.SignatureBlock((office.issuer,), write.issued)]
    if write.paper.contact and (office.contact or office.phone):
        parts = (("联系人：", office.contact), ("联系电话：", office.phone))
        blocks.append(b.Paragraph(f"（{'；'.join(label + value for label, value in parts if value)}）"))
    return blocks


def _statistics_annex(facts: Facts, _write: Writer) -> list[b.Block]:
    return [*charts.charts(facts), *statistics.annex(facts)]


def _problem_annex(facts: Facts, write: Writer) -> list[b.Block]:
    empty = b.Paragraph(f"截至{day_text(facts.as_of)}，未发现需要列入整改清单的问题。")
    return problems.case_tables(facts, write.issued, full=write.paper.full) or [empty]


def _evidence_annex(facts: Facts, write: Writer) -> list[b.Block]:
    """The records behind every number that text and statistics print."""
    figures = _statistics_annex(facts, write) if write.outline.label("statistics") else []
    listed = write.outline.label("problems")
    return evidence.annex(
        facts, evidence.used((*write.printed, *figures)), problems.places(facts, listed) if listed else {}
    )


PARTS: outline.Parts = {
    "basics": _basics,
    "targets": _targets,
    "insuring": _insuring,
    "protection": _protection,
    "services": _services,
    "hazards": _hazards,
    "claims": _claims,
    "enforcement": _enforcement,
    "problems": problems.narrative,
    "measures": _measures,
    "next": next_steps,
}
ANNEXES: outline.Parts = {"statistics": _statistics_annex, "problems": _problem_annex, "evidence": _evidence_annex}
