"""The papers of one enforcement case; articles and terms come from the policy packs.

The sentences are the program's own; what is not on record stays blank to be written by hand, signatures always do.
Forms are the county's own (本级自定): no official set was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.enforcement import remedies
from ajx_tui.documents.texts.facts import Office
from ajx_tui.documents.texts.wording import day_text
from ajx_tui.domain.citing import Article, cite

BLANK_DAY = "　　年　　月　　日"
_LONG_BLANK = "　" * 14


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is on record of a case, as plain values; days None and texts empty where nothing is. Money in 元 as text.

    `ordered_no` is the number of the order that a re-inspection opinion answers, `decided_no` that of the decision.
    """

    office: Office
    number: str
    firm: str
    code: str = ""
    address: str = ""
    principal: str = ""
    phone: str = ""
    object: str = ""
    cause: str = ""
    facts: str = ""
    basis: str = ""
    department: str = ""
    officers: tuple[tuple[str, str], ...] = (("", ""), ("", ""))
    found: dt.date | None = None
    filed: dt.date | None = None
    ordered: dt.date | None = None
    ordered_no: str = ""
    limit: dt.date | None = None
    reinspected: dt.date | None = None
    corrected: dt.date | None = None
    notified: dt.date | None = None
    hearing: bool = False
    decided: dt.date | None = None
    decided_no: str = ""
    decision: str = ""
    fine: str = ""
    fine_capitals: str = ""
    range: str = ""
    served: dt.date | None = None
    paid: dt.date | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    """Terms as papers write them (60日, 百分之三 a day), by the names of the policy pack's parameters."""
    articles: Mapping[str, Article] = field(default_factory=dict)
    """What may be printed as law, by the names of parameters and bases."""
    surcharge: str = ""
    surcharge_capitals: str = ""
    as_of: dt.date | None = None
    revision: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class CasePaper:
    """What is decided for one paper: its number (empty: written by hand) and day (None: blank)."""

    number: str = ""
    day: dt.date | None = None


Body = Callable[[CaseFile, CasePaper], list[b.Block]]


def build(kind: str, title: str, case: CaseFile, paper: CasePaper) -> b.Document:
    """One paper of a case. Raises KeyError for a kind of paper that is not printed."""
    shown = paper.number or _blank_number(kind, paper)
    meta = b.DocumentMeta(
        title=f"{title}（{case.firm}）", subject=title, author=case.office.name, as_of=case.as_of,
        revision=case.revision, demo=case.demo, context=case.firm,
    )  # fmt: skip
    return b.Document(meta, (b.Title(title, subtitle=shown), *BODIES[kind](case, paper)))


def _blank_number(kind: str, paper: CasePaper) -> str:
    year = paper.day.year if paper.day is not None else "　　　　"
    return "" if kind in ("filing", "closing", "delivery") else f"（　　　　）应急〔{year}〕　　号"


def _day(day: dt.date | None) -> str:
    return day_text(day) if day is not None else BLANK_DAY


def _p(text: str) -> b.Paragraph:
    return b.Paragraph(text)


def _facts(case: CaseFile) -> list[b.Block]:
    """The facts, one paragraph for each line on record; ruled lines when there are none."""
    lines = [line for line in case.facts.splitlines() if line.strip()]
    if not lines:
        return [b.BlankLines(3)]
    if len(lines) == 1:
        return [_p(lines[0])]
    return [_p(f"{number}. {line}") for number, line in enumerate(lines, 1)]


def _officers(case: CaseFile) -> list[b.Block]:
    return [
        b.FormLine((b.FormField("执法人员：", name, width=1), b.FormField("证号：", number, width=1)))
        for name, number in case.officers
    ]


def _signed(case: CaseFile, paper: CasePaper, what: str) -> list[b.Block]:
    """Who gets a copy, and the signature, which so never stands alone on a page."""
    return [_p(f"本{what}一式两份，当事人和本机关各一份。"), b.SignatureBlock((case.office.name,), paper.day)]


def _received(label: str = "签收人：") -> b.FormLine:
    return b.FormLine((b.FormField(label, width=1 if len(label) < 6 else 1.8), b.FormField("日期：", width=1)))


def _remedies(case: CaseFile, what: str) -> b.Paragraph:
    return _p(remedies(what, f"{case.office.area}人民政府", case.terms))


def _law(case: CaseFile, name: str, otherwise: str = "有关法律的规定") -> str:
    """The article a sentence stands on; without one that may be printed, what stands in its place."""
    return cite([case.articles[name]]) if name in case.articles else otherwise


def _term(case: CaseFile, name: str) -> str:
    return case.terms.get(name, "　　日")


def _party(case: CaseFile) -> list[tuple[str, str]]:
    return [
        ("当事人", case.firm), ("统一社会信用代码", case.code), ("地址", case.address),
        ("主要负责人", case.principal), ("联系电话", case.phone),
    ]  # fmt: skip


def _form(rows: list[tuple[str, str]], tall: tuple[str, ...] = ()) -> b.Table:
    """A form of two columns; rows named in `tall` get room to write."""
    filled = [(title, text + ("\n\n\n\n" if title in tall else "")) for title, text in rows]
    return b.Table((b.Column("项目", 1.1), b.Column("内容", 3.4)), filled, header=False, size=12, row_height=10.0)


def _filing(case: CaseFile, _paper: CasePaper) -> list[b.Block]:
    rows = [
        ("案件编号", case.number), ("案由", case.cause), *_party(case),
        ("案情摘要", case.facts), ("立案依据", case.basis),
        ("承办人意见", f"建议立案。承办人：　　　　　、　　　　　　{BLANK_DAY}"), ("承办机构意见", ""),
        ("负责人审批意见", ""),
    ]  # fmt: skip
    return [_form(rows, ("承办人意见", "承办机构意见", "负责人审批意见"))]


def _order(case: CaseFile, paper: CasePaper) -> list[b.Block]:
    law = f"依据{case.basis}，" if case.basis else ""
    return [
        b.Recipient(case.firm),
        _p("经查，你单位存在下列问题："),
        *_facts(case),
        _p(
            f"{law}现责令你单位于{_day(case.limit)}前整改完毕，并将整改情况书面报告本机关。期满本机关将进行复查，逾期未整改的，依法处理。"
        ),
        _remedies(case, "本指令"),
        *_officers(case),
        _received("被检查单位负责人："),
        *_signed(case, paper, "指令"),
    ]


def _reinspection(case: CaseFile, paper: CasePaper) -> list[b.Block]:
    order = f"（{case.ordered_no}）" if case.ordered_no else ""
    done = f"登记的改正完成日期为{day_text(case.corrected)}。" if case.corrected is not None else ""
    return [
        b.Recipient(case.firm),
        _p(
            f"本机关于{_day(case.ordered)}对你单位作出责令限期整改的决定{order}，整改期限至{_day(case.limit)}，要求整改下列问题："
        ),
        *_facts(case),
        _p(f"经复查，提出如下意见：{done}"),
        b.BlankLines(3),
        _received("被复查单位负责人："),
        *_officers(case),
        *_signed(case, paper, "意见书"),
    ]


def _notice(case: CaseFile, paper: CasePaper) -> list[b.Block]:
    fine = f"罚款人民币{case.fine_capitals}（¥{case.fine}）" if case.fine else _LONG_BLANK
    told: list[b.Block] = [
        b.Recipient(case.firm),
        _p("经查，你单位有下列违法事实："),
        *_facts(case),
        _p(f"依据{case.basis or _LONG_BLANK}的规定，拟对你单位作出{fine}的行政处罚。"),
        _p(f"依据{_law(case, 'notice_rights')}，你单位有权陈述、申辩，可以自收到本告知书之日起　　日内向本机关提出。"),
    ]
    if case.hearing:
        told.append(
            _p(
                f"依据{_law(case, 'hearing_right')}，你单位有权要求听证，应当自收到本告知书之日起"
                f"{_term(case, 'hearing_request_days')}内向本机关提出；逾期不提出的，视为放弃听证权利。"
            )
        )
    office = case.office
    where = b.FormLine((b.FormField("联系人：", office.contact, 1), b.FormField("联系电话：", office.phone, 1)))
    return [*told, where, *_officers(case), _received(), *_signed(case, paper, "告知书")]


def _decision(case: CaseFile, paper: CasePaper) -> list[b.Block]:
    punished = case.decision or "　　　　"
    fine = f"：罚款人民币{case.fine_capitals}（¥{case.fine}）" if case.fine else ""
    told: list[b.Block] = [
        _form(_party(case)),
        b.Space(0.5),
        _p("违法事实和证据："),
        *_facts(case),
        _p("以上事实有现场检查记录、询问笔录、投保和台账资料等证据证实。"),
        _p(f"依据{case.basis or _LONG_BLANK}的规定，决定给予{punished}的行政处罚{fine}。"),
    ]
    if case.fine:
        told.append(
            _p(
                f"罚款应当自收到本决定书之日起{_term(case, 'penalty_payment_days')}内缴至指定的银行"
                "或者通过电子支付系统缴纳，执法人员不得自行收缴。逾期不缴纳的，"
                f"依据{_law(case, 'late_payment_rate')}，"
                f"每日按罚款数额的{case.terms.get('late_payment_rate', '　　%')}加处罚款，"
                "加处罚款的数额不超出罚款的数额。"
            )
        )
    return [*told, _remedies(case, "本决定"), *_officers(case), *_signed(case, paper, "决定书")]


def _delivery(case: CaseFile, _paper: CasePaper) -> list[b.Block]:
    paper = f"行政处罚决定书{case.decided_no}" if case.decided is not None else ""
    rows = [
        ("案件编号", case.number), ("受送达人", case.firm), ("送达地址", case.address), ("送达的文书和文号", paper),
        ("送达方式", ""), ("送达时间", "　　　　年　　月　　日　　时　　分"), ("收件人签名或者盖章", ""),
        ("代收人及与受送达人关系", ""), ("送达人（两名）", "、".join(name for name, _ in case.officers if name)),
        ("备注", ""),
    ]  # fmt: skip
    return [_form(rows, ("收件人签名或者盖章", "备注"))]


def _urge(case: CaseFile, paper: CasePaper) -> list[b.Block]:
    extra = f"，加处罚款人民币{case.surcharge_capitals}（¥{case.surcharge}）" if case.surcharge else ""
    due = f"罚款人民币{case.fine_capitals}（¥{case.fine}）{extra}" if case.fine else _LONG_BLANK
    return [
        b.Recipient(case.firm),
        _p(f"本机关于{_day(case.decided)}对你单位作出行政处罚决定{case.decided_no}，于{_day(case.served)}送达。"
           "你单位在法定期限内没有申请行政复议或者提起行政诉讼，又没有履行决定确定的义务。"),
        _p(f"依据{_law(case, 'urge_days', '行政强制法的有关规定')}，现催告你单位自收到本催告书之日起"
           f"{_term(case, 'urge_days')}内履行下列义务：{due}。缴纳方式与处罚决定书相同。"),
        _p("逾期仍未履行的，本机关将依法申请人民法院强制执行。你单位有权进行陈述和申辩。"),
        *_officers(case),
        _received(),
        *_signed(case, paper, "催告书"),
    ]  # fmt: skip


def _closing(case: CaseFile, _paper: CasePaper) -> list[b.Block]:
    fine = f"，罚款{case.fine}元" if case.fine else ""
    paid = f"{day_text(case.paid)}缴清" if case.paid is not None else ""
    corrected = f"{day_text(case.corrected)}改正" if case.corrected is not None else ""
    rows = [
        ("案件编号", case.number), ("案由", case.cause), *_party(case), ("违法事实", case.facts),
        ("立案日期", _day(case.filed)), ("处理决定", f"{case.decision}{fine}"), ("决定书文号", case.decided_no),
        ("执行情况", "；".join(part for part in (corrected, paid) if part)), ("承办人意见", ""), ("负责人审批意见", ""),
    ]  # fmt: skip
    return [_form(rows, ("承办人意见", "负责人审批意见"))]


BODIES: Mapping[str, Body] = {
    "filing": _filing, "order": _order, "reinspection": _reinspection, "notice": _notice, "decision": _decision,
    "delivery": _delivery, "urge": _urge, "closing": _closing,
}  # fmt: skip
"""Kind of enforcement paper → what it says."""
