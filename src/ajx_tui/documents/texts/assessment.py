"""承保机构评估报告: what assessments of insurers' prevention services found, beside the register (seed 四（六）)."""

from __future__ import annotations

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import outline
from ajx_tui.documents.texts.facts import Assessed, Facts, Paper
from ajx_tui.documents.texts.wording import Writer, cell, issue_day, stored_day


def build(facts: Facts, paper: Paper | None = None) -> b.Document:
    """The report on insurers, in the order of their names: it ranks nobody and recommends nobody."""
    paper = paper or Paper()
    office, day = facts.office, issue_day(facts, paper)
    lines = (f"{office.area}安全生产责任保险", "承保机构事故预防服务评估情况")
    meta = b.DocumentMeta(
        title="".join(lines),
        subject="承保机构评估",
        author=office.issuer,
        as_of=facts.as_of,
        revision=facts.revision,
        demo=facts.demo,
    )
    write = Writer(facts, paper=paper, outline=facts.outline("assessment"))
    insurers = str(len({one.insurer for one in facts.assessments}))
    blocks: list[b.Block] = [
        b.Title("\n".join(lines)),
        write(PREFACE, count=str(len(facts.assessments)), insurers=insurers)
        if facts.assessments
        else write("现将台账反映的各承保机构事故预防服务情况汇总如下。排列不分先后，不作评分。"),
        *outline.chapters(PARTS, write),
        *outline.annex_list(write),
        b.SignatureBlock((office.issuer,), day),
        *outline.annexes(ANNEXES, write),
    ]
    return b.Document(meta, tuple(blocks))


PREFACE = (
    "按照有关规定，由与保险机构没有利害关系的第三方对承保机构的事故预防服务进行评估。截至{as_of}，"
    "共登记对{insurers}家承保机构的评估{count}次，现将情况汇总如下。排列不分先后，各项满分见评分表。"
)
USE = (
    "评估结果按规定向社会公布，并抄送金融监管部门。发现的问题由有关承保机构制定措施、限期整改，结果报行业主管部门。",
    "企业自主选择保险机构。评估结果供企业参考，各级各部门不得据此指定保险机构、划分市场份额。",
)


def points(value: int | None) -> str:
    """Hundredths of a point as people write them: 92.5."""
    return "—" if value is None else f"{value / 100:.2f}".rstrip("0").rstrip(".")


def unfinished(one: Assessed) -> int:
    """How many lines of a score sheet that was begun have no score yet."""
    scored = sum(item.score is not None for item in one.items)
    return len(one.items) - scored if scored else 0


def _assessed(facts: Facts, write: Writer) -> list[b.Block]:
    if not facts.assessments:
        return [write("截至{as_of}，尚未登记第三方评估结果。第三方评估按有关规定组织，完成后补充评估结果和评分表。")]
    blocks: list[b.Block] = [_overview(facts, write)]
    for number, one in enumerate(facts.assessments, 1):
        blocks += [b.Heading(2, f"{one.insurer}（{one.number}）", number), *_one(facts, one)]
    return blocks


def _overview(facts: Facts, write: Writer) -> b.Table:
    rows = [(a.insurer, f"{a.since} 至 {a.until}", a.assessor, "未评完" if unfinished(a) else points(a.total),
             a.grade or "—", a.published or "未公布") for a in facts.assessments]  # fmt: skip
    return b.Table(
        (
            b.Column("保险机构", 2.6),
            b.Column("评估期", 1.9, b.Align.CENTER),
            b.Column("评估机构", 2.2),
            b.Column("总分", 1.0, b.Align.RIGHT),
            b.Column("等次", 0.9, b.Align.CENTER),
            b.Column("公布日期", 1.4, b.Align.CENTER),
        ),
        rows,
        caption=f"{write.table()}　评估结果",
        size=10.5,
    )


def _one(facts: Facts, one: Assessed) -> list[b.Block]:
    words = {
        "by": one.assessor, "since": stored_day(one.since), "until": stored_day(one.until),
        "day": stored_day(one.day), "total": points(one.total), "grade": one.grade,
    }  # fmt: skip
    write = Writer(facts, words=words)
    text = "评估期{since}至{until}，由{by}评估" + ("，{day}完成。" if one.day else "。")
    if left := unfinished(one):
        text += f"还有{left}个项目没有评分，总分和等次待评完后确定。"
    elif one.total is not None:
        text += "总分{total}分" + ("，等次为{grade}。" if one.grade else "。")
    blocks: list[b.Block] = [write(text)]
    if one.conclusion:
        blocks.append(write("评估结论：{told}", told=one.conclusion))
    if one.problems:
        blocks.append(write("发现的问题：{told}", told=one.problems))
    if one.items:
        blocks.append(_sheet(one))
    return blocks


def _sheet(one: Assessed) -> b.Table:
    rows = [(i, x.item, points(x.weight), points(x.score), x.remark) for i, x in enumerate(one.items, 1)]
    scored = [x.score for x in one.items if x.score is not None]
    given = points(sum(scored)) if len(scored) == len(one.items) else "—"
    return b.Table(
        (
            b.Column("序号", 0.7, b.Align.CENTER),
            b.Column("评估项目", 3.4),
            b.Column("满分", 0.9, b.Align.RIGHT),
            b.Column("得分", 0.9, b.Align.RIGHT),
            b.Column("扣分说明", 3.4),
        ),
        rows,
        total=("", "合计", points(sum(x.weight for x in one.items)), given, ""),
        size=10.5,
    )


def _register(facts: Facts, write: Writer) -> list[b.Block]:
    text = (
        "截至{as_of}，有效保单{policies_in_force}份，约定服务{services_promised.amount}次，已履行"
        "{services_delivered.amount}次，履行率{fulfilment}；企业未确认的服务记录{visits_unconfirmed}次，"
        "发现隐患{hazards}条。"
    )
    if not facts.insurers:
        return [write("截至{as_of}，台账没有登记保单。")]
    table = write.table()
    return [write(text + "各承保机构情况见{table}。", table=table), _services(facts, f"{table}　承保机构服务情况")]


def _services(facts: Facts, caption: str) -> b.Table:
    count, rate = b.NumberFormat.INTEGER, b.NumberFormat.RATE
    names = ("policies_in_force", "services_promised.amount", "services_delivered.amount", "fulfilment",
             "visits_unconfirmed", "hazards")  # fmt: skip
    titles = (
        "在保保单\n（份）",
        "约定服务\n（次）",
        "已履行\n（次）",
        "履行率",
        "未经确认\n（次）",
        "发现隐患\n（条）",
    )
    columns = [
        b.Column(t, 1.1, format=rate if n == "fulfilment" else count) for t, n in zip(titles, names, strict=True)
    ]
    return b.Table(
        (b.Column("保险机构", 2.8), *columns),
        [
            (group.title, *(cell(group, name) for name in names))
            for group in sorted(facts.insurers, key=lambda g: g.title)
        ],
        caption=caption,
        total=("合计", *(cell(facts.total, name) for name in names)),
        size=10.5,
    )


def _use(_facts: Facts, write: Writer) -> list[b.Block]:
    return [write(text) for text in USE]


PARTS: outline.Parts = {"assessed": _assessed, "register": _register, "use": _use}
ANNEXES: outline.Parts = {}
