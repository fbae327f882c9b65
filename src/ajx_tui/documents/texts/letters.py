"""Papers that go to one enterprise each: 催保通知 for who is not insured, 隐患整改通知 for hazards past their limit.

Neither is an enforcement paper (domain §4.7): they remind, and name what the law provides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import outline
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.timetable import deadline
from ajx_tui.documents.texts.wording import Writer, day_text, issue_day, join, money

_INLINE = 2


def recipients(facts: Facts, name: str, paper: Paper | None = None) -> list[tuple[Case, ...]]:
    """The cases behind a number by enterprise, in the order of the first case; restricted to `paper.only`."""
    grouped: dict[int, list[Case]] = {}
    for case in facts.cases.get(name, ()):
        if paper is None or paper.only is None or case.enterprise_id in paper.only:
            grouped.setdefault(case.enterprise_id, []).append(case)
    return [tuple(cases) for cases in grouped.values()]


def numbers_of(groups: Sequence[Sequence[Case]], paper: Paper) -> list[int | None]:
    """The number that stands on the paper of each enterprise; None leaves room to write it by hand."""
    given = dict(paper.numbers)
    if given:
        return [given.get(cases[0].enterprise_id) for cases in groups]
    return [None if paper.number is None else paper.number + index for index in range(len(groups))]


def build_urging(facts: Facts, paper: Paper | None = None) -> b.Document:
    """催保通知: one to each enterprise that has due objects without a policy in force."""
    return _papers(facts, paper or Paper(), "urging", "uninsured", "投保提醒通知", URGING)


def build_hazards(facts: Facts, paper: Paper | None = None) -> b.Document:
    """隐患整改通知: one to each enterprise with hazards past their time limit."""
    return _papers(facts, paper or Paper(), "hazards", "hazards_overdue", "隐患整改提醒通知", HAZARDS)


def _papers(facts: Facts, paper: Paper, name: str, number_of: str, title: str, parts: outline.Parts) -> b.Document:
    groups = recipients(facts, number_of, paper)
    first = groups[0][0].enterprise if len(groups) == 1 else ""
    meta = b.DocumentMeta(
        title=f"{title}（{first or f'{len(groups)}户'}）",
        subject=title,
        author=facts.office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
        context=first,
    )
    blocks: list[b.Block] = []
    day = issue_day(facts, paper)
    for index, (cases, number) in enumerate(zip(groups, numbers_of(groups, paper), strict=True)):
        if index:
            blocks.append(b.PageBreak(restart_numbers=True))
        # The full-width room is what a number written by hand takes.
        shown = f"{facts.office.issuer_code}〔{day.year}〕{number if number is not None else '　　'}号"
        blocks += [b.Title(title, subtitle=shown), b.Recipient(cases[0].enterprise or cases[0].name)]
        blocks += outline.paragraphs(parts, Writer(facts, paper=paper, outline=facts.outline(name), cases=cases))
        blocks.append(b.SignatureBlock((facts.office.issuer,), day))
        blocks.append(b.Space())
        blocks.append(b.FormLine((b.FormField("签收人：", width=1.2), b.FormField("签收日期：", width=1))))
    if not groups:
        blocks = [b.Title(title), b.Paragraph(f"截至{day_text(facts.as_of)}，没有需要发送本通知的企业。")]
    return b.Document(meta, tuple(blocks))


def _contact(facts: Facts) -> str:
    office = facts.office
    parts = (("联系人", office.contact), ("联系电话", office.phone))
    told = "，".join(label + value for label, value in parts if value)
    return f"（{told}）" if told else ""


def _uninsured(_facts: Facts, write: Writer) -> list[b.Block]:
    text = "经核对台账，截至{as_of}，{what}没有有效的安全生产责任保险（以下简称安责险）保单{lapsed}。"
    blocks: list[b.Block] = [write(text, what=_objects(write.cases), lapsed=_lapsed(write.cases))]
    if len(write.cases) > _INLINE:
        blocks.append(_object_table(write.cases))
    return blocks


def _insure(facts: Facts, write: Writer) -> list[b.Block]:
    words = {
        "until": day_text(deadline(max(facts.as_of, write.issued), facts.limit("urging_days"))),
        "law": f"根据{law}，" if (law := facts.cite("must_insure")) else "",
        "fine": _fine(facts),
    }
    text = (
        "{law}高危行业领域生产经营单位应当投保安责险。请于{until}前自行比选保险机构投保，覆盖全部从业人员，"
        + ("每人死亡伤残责任限额不低于{floor}；" if facts.floor is not None else "")
        + "保险费不得由从业人员负担。{fine}"
    )
    return [write(text, **words)]


def _otherwise(facts: Facts, write: Writer) -> list[b.Block]:
    text = "已投保、已停产关闭或者不属于投保范围的，请持有关材料与我办联系核实{contact}。"
    return [write(text, contact=_contact(facts))]


def _objects(cases: Sequence[Case]) -> str:
    """What is not insured: the enterprise itself, one or two objects by name, or a table that follows."""
    if all(case.name == case.enterprise for case in cases):
        return f"你单位（{cases[0].sector}）" if cases[0].sector else "你单位"
    if len(cases) > _INLINE:
        return f"你单位下列{len(cases)}个应投保对象"
    return "你单位" + join(f"“{case.name}”" + (f"（{case.code}）" if case.code else "") for case in cases)


def _lapsed(cases: Sequence[Case]) -> str:
    """When the last policy of the only object ended."""
    if len(cases) > 1 or not cases[0].day:
        return ""
    return f"，原保单已于{day_text(dt.date.fromisoformat(cases[0].day))}到期"


def _object_table(cases: Sequence[Case]) -> b.Table:
    rows = [(index, case.name, case.code, case.township, case.detail) for index, case in enumerate(cases, 1)]
    titles = (("序号", 0.6), ("应投保对象", 3), ("证照编号", 2), ("乡镇（街道）", 1.4), ("情况", 2.4))
    return b.Table(tuple(b.Column(title, width) for title, width in titles), rows, size=10.5)


def _fine(facts: Facts) -> str:
    """What the law provides for not insuring, with the amounts in force; empty when the pack has none."""
    names = ("fine_least", "fine_most", "fine_overdue_least", "fine_overdue_most")
    law = facts.cite("fine_least", said=facts.articles.get("must_insure", ("", ""))[0])
    if not law or any(name not in facts.fines for name in names):
        return ""
    least, most, overdue_least, overdue_most = (f"{money(facts.fines[name])}万元" for name in names)
    return (
        f"未按规定投保的，依照{law}责令限期改正，处{least}以上{most}以下罚款；"
        f"逾期未改正的，处{overdue_least}以上{overdue_most}以下罚款。"
    )


def _overdue(_facts: Facts, write: Writer) -> list[b.Block]:
    rows = [
        (index, case.text, "重大" if case.major else "一般", case.day, case.code)
        for index, case in enumerate(write.cases, 1)
    ]
    text = "截至{as_of}，安责险事故预防服务中在你单位发现的下列{count}条隐患超过期限仍未整改："
    return [
        write(text, count=str(len(rows))),
        b.Table(
            (
                b.Column("序号", 0.7, b.Align.CENTER),
                b.Column("隐患", 4.4),
                b.Column("等级", 0.9, b.Align.CENTER),
                b.Column("整改期限", 1.7, b.Align.CENTER),
                b.Column("服务编号", 1.8),
            ),
            rows,
            size=10.5,
        ),
    ]


def _rectify(facts: Facts, write: Writer) -> list[b.Block]:
    major = "对重大隐患，主要负责人应当亲自组织整改，整改前采取停止作业、撤出人员等安全措施。"
    text = "请明确责任人、措施和资金，于{until}前完成整改，并将整改情况报我办和承保的保险机构复查。{major}"
    until = day_text(deadline(max(facts.as_of, write.issued), facts.limit("rectify_days")))
    return [write(text, until=until, major=major if any(case.major for case in write.cases) else "")]


def _consequence(facts: Facts, write: Writer) -> list[b.Block]:
    text = "逾期仍未整改的，移交行业主管部门依法处理。对上述情况有异议的，请及时联系核实{contact}。"
    return [write(text, contact=_contact(facts))]


URGING: outline.Parts = {"found": _uninsured, "demand": _insure, "contact": _otherwise}
HAZARDS: outline.Parts = {"found": _overdue, "demand": _rectify, "consequence": _consequence}
