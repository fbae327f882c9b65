"""工作方案: the notice that issues it, the plan itself, its annexes, made of the parts that its outline names."""

from __future__ import annotations

import datetime as dt

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import duties, outline, timetable
from ajx_tui.documents.texts.aims import target_text
from ajx_tui.documents.texts.clauses import hazards, registered, services, those
from ajx_tui.documents.texts.facts import Facts, Group, Paper, Step
from ajx_tui.documents.texts.wording import (
    Writer,
    cell,
    day_text,
    issue_day,
    join,
    level_word,
    lower_units,
    upper_unit,
)


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The work plan as a document ready to be signed."""
    paper = paper or Paper()
    name = title(facts)
    meta = b.DocumentMeta(
        title=name,
        subject="安全生产责任保险工作方案",
        author=facts.office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        keywords=("安责险", "工作方案", facts.office.area),
        demo=facts.demo,
    )
    write = Writer(facts, paper=paper, outline=facts.outline("plan"))
    body = [b.Title(name), write(PREFACE, laws=_laws(facts), end=_end(facts)), *outline.chapters(PARTS, write)]
    imprint = b.Imprint(facts.office.issuer, write.issued, (upper_unit(facts.office),))
    annexes = (*outline.annex_list(write), *outline.annexes(ANNEXES, write), imprint)
    return b.Document(meta, (*_notice(facts, paper, name), *body, *annexes))


def title(facts: Facts) -> str:
    """示例县安全生产责任保险工作方案."""
    return f"{facts.office.area}安全生产责任保险工作方案"


def _notice(facts: Facts, paper: Paper, name: str) -> list[b.Block]:
    """The notice in front of the plan."""
    office, day = facts.office, issue_day(facts, paper)
    write = Writer(facts, words={"name": name})
    text = "现将《{name}》印发给你们，请结合实际认真抓好落实。"
    return [
        b.DocumentHead(f"{office.issuer}文件", b.DocumentNumber(office.issuer_code, day.year, paper.number)),
        b.Title(f"{office.issuer}关于印发\n《{name}》\n的通知", bookmark=False),
        b.Recipient(f"{lower_units(office)}，{level_word(office)}安委会有关成员单位"),
        write(text),
        b.SignatureBlock((office.issuer,), day),
        b.PageBreak(),
    ]


def _end(facts: Facts) -> str:
    usual = timetable.final_day(facts.as_of, facts.limit(timetable.LEAST_DAYS))
    return day_text(facts.steps[-1].until if facts.steps else usual)


PREFACE = (
    "为把安全生产责任保险（以下简称安责险）切实用到防风险、保安全、补损失上来，推动{whole}高危行业领域"
    "应保尽保、保足保全，根据{laws}等规定，结合我{level}实际，制定本方案，实施至{end}。"
)


def _laws(facts: Facts) -> str:
    """The laws and papers the plan stands on: only those read in a published text."""
    cited = [law.title + (f"（{law.number}）" if law.number else "") for law in facts.laws]
    return "".join(cited) if cited else "有关法律法规"


def _guiding(facts: Facts, write: Writer) -> list[b.Block]:
    return [
        write(
            "以习近平新时代中国特色社会主义思想为指导，全面落实习近平总书记关于安全生产的重要论述，"
            "牢固树立人民至上、生命至上理念，统筹发展和安全，以查清底数为基础，以依法投保为前提，以预防服务为核心，"
            "以闭环整改为抓手，把安责险制度落实到每一个应投保对象、每一名从业人员、每一处事故隐患，"
            "用市场机制补齐企业安全管理短板，为{whole}高质量发展守牢底线。"
        )
    ]


PRINCIPLES = (
    (
        "依法推进，规范引导。",
        "投保安责险是法律规定的义务。各级各部门立足宣传、指导、督促和执法，对符合条件的保险机构一视同仁，"
        "不为企业指定保险机构，不划分市场份额，不干预保险合同的订立和履行。",
    ),
    (
        "企业主责，自主选择。",
        "高危行业领域生产经营单位对投保负主体责任，在符合规定条件的保险机构中自主比选，按时足额缴纳保险费，"
        "不得让从业人员个人负担。",
    ),
    (
        "预防优先，服务到位。",
        "把事故预防服务作为安责险的核心，合同约定什么就服务什么，约定多少次就服务多少次，"
        "不走过场、不另收费，切实帮助企业发现和解决安全问题。",
    ),
    (
        "全员覆盖，保障充分。",
        "按全部从业人员投保，含临时用工和劳务派遣人员；同一保单执行统一的每人责任限额，限额和累计限额与风险相匹配。",
    ),
    (
        "底数清楚，闭环管理。",
        "以一本台账管到底，每一个应投保对象、每一张保单、每一次服务、每一条隐患都有记录、可追溯，"
        "发现问题逐项交办、逐项销号。",
    ),
)


def _principles(facts: Facts, write: Writer) -> list[b.Block]:
    blocks: list[b.Block] = []
    for number, (heading, text) in enumerate(PRINCIPLES, 1):
        blocks += [b.Heading(2, heading.rstrip("。"), number), write(text)]
    return blocks


def _goals(facts: Facts, write: Writer) -> list[b.Block]:
    blocks: list[b.Block] = [
        write(
            "经摸底，截至{as_of}，"
            + registered(write)
            + (GOAL_NOW if write.has("due") else "，目前没有依法应投保的对象")
            + those(write, ("uninsured", "，应保未保{uninsured}个"))
            + "。"
        ),
        write("到{end}，实现以下目标：", end=_end(facts)),
    ]
    goals = [
        ("应保尽保", "应投保对象投保率达到{coverage_aim}；到期保单提前衔接、及时续保，不发生脱保、断保。"),
        (
            "保足保全",
            "在保人员覆盖率达到{people_aim}，每人死亡伤残责任限额不低于{floor}。"
            if facts.floor is not None
            else "在保人员覆盖率达到{people_aim}，每人死亡伤残责任限额符合规定。",
        ),
        ("服务到位", "合同约定的事故预防服务履行率达到{service_aim}，服务记录经企业确认率达到{confirmation_aim}。"),
        ("隐患清零", "服务中发现的一般隐患按期整改率达到{hazard_aim}，重大隐患立即报告、挂账督办、限期整改到位。"),
        ("管理规范", "应投保底数台账按月更新，投保、服务、隐患、理赔数据完整准确，能够逐条核查。"),
    ]
    aims = {
        word: target_text(facts, name)
        for word, name in (
            ("coverage_aim", "coverage"), ("people_aim", "headcount_coverage"), ("service_aim", "fulfilment"),
            ("confirmation_aim", "confirmation"), ("hazard_aim", "rectification"),
        )
    }  # fmt: skip
    for number, (heading, text) in enumerate(goals, 1):
        blocks += [b.Heading(2, heading, number), write(text, **aims)]
    return blocks


GOAL_NOW = "，依法应投保对象{due}个、从业人员{headcount_due.amount}人；已投保{insured}个，投保率{coverage}"


def _tasks(facts: Facts, write: Writer) -> list[b.Block]:
    office = facts.office.issuer
    others = duties.supervisors(facts)
    regulator = duties.member_like(facts, "金融", "银保监")
    finance = f"{regulator}牵头，各行业主管部门配合" if regulator else "有关部门按职责分工负责"
    sectors = "各行业主管部门按职责分工负责，各乡镇（街道）配合"
    base = write.outline.label("base")
    names = {"office": office, "sectors": join(others, 4) or "各行业主管部门", "missing": _missing(facts),
             "base": f"底数表见{base}，" if base else "底数表", "warnings": _warnings(facts)}  # fmt: skip
    enforce = TASK_ENFORCE.replace("{law}", f"依据{law}" if (law := facts.cite("fine_least")) else "")
    tasks = (
        ("核清应投保底数", TASK_BASE, f"{office}牵头，各行业主管部门、各乡镇（街道）配合"),
        ("督促依法投保", TASK_INSURE_NOW + TASK_INSURE if write.has("uninsured") else TASK_INSURE, sectors),
        ("保足人员和限额", TASK_COVER + _cover_now(write) + TASK_NO_SUBSTITUTE, sectors),
        ("维护公平市场秩序", TASK_MARKET, finance),
        ("做实事故预防服务", TASK_SERVICE + _service_now(write) + TASK_SPOT_CHECK,
         "各行业主管部门牵头，有关保险机构、服务机构组织实施"),
        ("推动隐患闭环整改", TASK_HAZARD + hazards(write) + TASK_HAZARD_LATE,
         "各行业主管部门按职责分工负责，企业组织实施"),
        ("优化理赔和救援保障", TASK_CLAIM, "有关保险机构组织实施，各行业主管部门督促"),
        ("严格监督执法", enforce, "负有安全生产监督管理职责的部门按职责分工负责"),
    )  # fmt: skip
    table = write.outline.label("duties")
    blocks: list[b.Block] = [write("{see}重点抓好以下工作。", see=f"具体分工见{table}，" if table else "")]
    for number, (heading, text, owner) in enumerate(tasks, 1):
        blocks += [b.Heading(2, heading, number), write(text + f"（{owner}）", **names)]
    return blocks


def _warnings(facts: Facts) -> str:
    """60日、30日、15日: when before its end a policy is called to mind."""
    days = {facts.limit(f"warning_days_{name}") for name in ("first", "second", "last")}
    return "、".join(f"{count}日" for count in sorted(days, reverse=True))


def _missing(facts: Facts) -> str:
    """Where the uninsured are: the sectors with most of them first."""
    open_ones = sorted((g for g in facts.sectors if g.value("uninsured")), key=lambda g: -g.value("uninsured"))
    listed = "、".join(f"{g.title}{g.value('uninsured')}个" for g in open_ones[:5])
    return f"其中{listed}" + ("等" if len(open_ones) > 5 else "")


def _cover_now(write: Writer) -> str:
    """What is wrong with people and limits today, and what is done about it."""
    short = those(
        write, ("headcount_short", "未全员投保的{headcount_short}个"), ("below_floor", "限额低于规定的{below_floor}个")
    )
    text = f"对目前发现的{short}对象，督促保险机构和企业办理批改、补足保障。" if short else ""
    return text + those(write, ("headcount_unknown", "对从业人员数不明的{headcount_unknown}个对象，限期补报人数。"))


def _service_now(write: Writer) -> str:
    text = "目前" + services(write)
    return text + ("未确认的由保险机构逐条补正。" if write.has("visits_unconfirmed") else "")


TASK_BASE = (
    "以企业登记、行政许可、在建工程、营运和渔船等信息为来源，逐户核对名称、统一社会信用代码、行业类别、所在乡镇、"
    "从业人员数和生产经营状态，建立一户一档。新增、复产、开工的及时纳入，停产、关闭、完工的凭依据退出并注明日期。"
    "{base}由{office}汇总，每月核对更新一次。"
)
TASK_INSURE_NOW = "对{uninsured}个应保未保对象（{missing}）逐一送达提醒，宣传法定义务，明确投保时限。"
TASK_INSURE = (
    "建筑施工以在建工程项目为单位推进，企业按其应投保对象分别落实。对已投保的，在保单到期前{warnings}分别提醒续保。"
    "保险费可以按规定从依法提取的安全生产费用中列支。"
)
TASK_COVER = "对照从业人员名册核对投保人数，把临时用工和劳务派遣人员纳入保障。"
TASK_NO_SUBSTITUTE = "不得以雇主责任险、团体意外险、工伤保险代替安责险。"
TASK_MARKET = (
    "符合规定条件的保险机构均可依法开展安责险业务，并向社会公开服务承诺、接受监督。加强承保行为监管，"
    "依法查处恶意低价、虚假承保、违规支付佣金等行为。各级各部门及其工作人员不得指定或者变相指定保险机构，"
    "不得分配业务份额，不得收取或者挪用事故预防费用。"
)
TASK_SERVICE = (
    "督促保险机构在保险合同或者服务合同中写明服务项目、次数和人员，按照事故预防技术服务规范制定服务计划，"
    "服务前告知、服务中留痕、服务后由企业确认并回访。"
)
TASK_SPOT_CHECK = "定期抽查服务质量，从严核查记录雷同、查不出问题、一人同日多地等走过场情形。"
TASK_HAZARD = "服务中发现的隐患书面告知企业，明确整改措施、责任人和期限，整改完成后复查销号。"
TASK_HAZARD_LATE = (
    "对超过期限未整改的，由行业主管部门责令限期整改；对重大隐患，立即告知企业主要负责人并报告行业主管部门，"
    "实行挂账督办。"
)
TASK_CLAIM = (
    "保险机构建立快速理赔通道，事故发生后第一时间参与救援和查勘，对责任明确、金额能够确定的部分按规定先行支付，"
    "所需资料一次告知。理赔情况按月报送行业主管部门，用于改进预防措施。"
)
TASK_ENFORCE = (
    "把投保和接受服务情况纳入年度执法计划。对应投保未投保的，{law}责令限期改正并依法实施行政处罚；"
    "对不配合事故预防服务、发现隐患拒不整改的，增加检查频次，依法处理。对未全员投保、未足额投保的，责令限期补足。"
    "执法情况同步记入台账。"
)


STEPS = {
    "动员部署，核准底数": (
        "召开部署会议，分解任务，公布工作联络员。各行业主管部门会同乡镇（街道）完成底数核对，{first_list}"
    ),
    "集中投保，补齐短板": (
        "应保未保对象完成投保，未全员投保、限额不足的完成批改。行业主管部门每{dispatch}日调度一次，对拒不投保的移交执法。"
    ),
    "规范服务，整改隐患": (
        "保险机构补齐欠账服务，补正未确认的服务记录；企业完成逾期隐患整改并通过复查，重大隐患整改情况逐条核实。"
    ),
    "评估总结，巩固提升": (
        "各行业主管部门、各乡镇（街道）开展自评，查找问题并完成整改。{office}组织核查，形成自评报告按程序上报，"
        "提炼可推广的做法，纳入下一年度工作安排。"
    ),
}
"""The steps of a plan for which the office has laid down none: title and what is to be done."""


def usual_steps(as_of: dt.date, least_days: int) -> tuple[Step, ...]:
    """The steps of the template, their days counted from the cut-off day; see `timetable.final_day`."""
    return tuple(Step(title, day) for title, day in zip(STEPS, timetable.steps(as_of, least_days), strict=True))


def _steps(facts: Facts, write: Writer) -> list[b.Block]:
    listing = "对{uninsured}个应保未保对象建立清单，逐一送达投保提醒。" if write.has("uninsured") else "建立续保清单。"
    blocks: list[b.Block] = []
    for number, step in enumerate(facts.steps or usual_steps(facts.as_of, facts.limit(timetable.LEAST_DAYS)), 1):
        blocks.append(b.Heading(2, f"{step.title}（{day_text(step.until)}前）", number))
        if step.text:
            blocks += [b.Paragraph(line) for line in step.text.splitlines() if line.strip()]
        elif step.title in STEPS:
            text = STEPS[step.title].replace("{first_list}", listing)
            dispatch = str(facts.limit("dispatch_days"))
            blocks.append(write(text, office=facts.office.issuer, dispatch=dispatch))
    return blocks


def _guarantees(facts: Facts, write: Writer) -> list[b.Block]:
    listed = duties.members(facts)
    names = {
        "office": facts.office.issuer,
        "members": f"由{'、'.join(listed)}参加的" if listed else "有关部门参加的",
    }
    parts = (
        (
            "加强协调联动",
            "建立{members}安责险协调联动机制，{office}负责日常协调，定期会商，研究解决难点问题。"
            "各成员单位明确一名负责人和一名联络员。",
        ),
        (
            "强化督导考核",
            "{office}按月汇总进度，定期通报各行业领域、各乡镇（街道）投保、服务、整改和理赔情况。推进情况纳入对有关部门和"
            "乡镇（街道）的年度安全生产考核巡查。",
        ),
        (
            "严明工作纪律",
            "坚持服务企业、减轻负担，不得以推进安责险为由增设许可条件、重复要求报送材料。台账数据据实填报，"
            "企业和个人信息仅限工作使用，不得泄露。",
        ),
        (
            "广泛宣传发动",
            "采取以案说法、现场推进、进企宣讲、新媒体推送等方式，讲清投保义务、保障范围、服务内容和理赔流程，"
            "及时宣传好做法好成效，引导企业主动投保、用好服务。",
        ),
    )
    blocks: list[b.Block] = []
    for number, (heading, text) in enumerate(parts, 1):
        blocks += [b.Heading(2, heading, number), write(text, **names)]
    return blocks


def _duty_annex(facts: Facts, _write: Writer) -> list[b.Block]:
    return [duties.sector_table(facts), duties.member_table(facts)]


def _base_annex(facts: Facts, _write: Writer) -> list[b.Block]:
    return [
        base_table(facts.sectors, facts.total, "行业领域", "（一）按行业领域"),
        base_table(facts.townships, facts.total, "乡镇（街道）", "（二）按乡镇（街道）"),
        b.Note(
            f"注：数据截至{day_text(facts.as_of)}。建筑施工以在建工程为应投保对象；从业人数为应投保对象已填报人数之和；"
            "“—”表示没有应投保对象。表式为本级自定。"
        ),
    ]


def base_table(groups: tuple[Group, ...], total: Group, first: str, caption: str) -> b.Table:
    """底数表: register, due, insured, uninsured, coverage and headcount of each group."""
    names = ("enterprises", "projects", "due", "insured", "uninsured", "coverage", "headcount_due.amount")
    count = b.NumberFormat.INTEGER
    return b.Table(
        (
            b.Column(first, 2.6),
            b.Column("登记\n企业", 1.1, format=count),
            b.Column("在建\n工程", 1.1, format=count),
            b.Column("应投保\n对象", 1.3, format=count),
            b.Column("已投保", 1.3, format=count),
            b.Column("未投保", 1.3, format=count),
            b.Column("投保率", 1.5, format=b.NumberFormat.RATE),
            b.Column("从业\n人数", 1.4, format=count),
        ),
        [(group.title, *(cell(group, name) for name in names)) for group in groups],
        caption=caption,
        total=("合计", *(cell(total, name) for name in names)),
        size=10.5,
    )


PARTS: outline.Parts = {
    "guiding": _guiding,
    "principles": _principles,
    "goals": _goals,
    "tasks": _tasks,
    "steps": _steps,
    "guarantees": _guarantees,
}
ANNEXES: outline.Parts = {"duties": _duty_annex, "base": _base_annex}
