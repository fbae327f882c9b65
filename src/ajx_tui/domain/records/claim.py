"""Claims under a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Code, Flag, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money, money_text
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.rules import in_order

LOSS_HEADS = {
    "loss_employees": "从业人员人身伤亡",
    "loss_third_persons": "第三者人身伤亡",
    "loss_third_property": "第三者财产损失",
    "loss_rescue": "抢险救援费用",
    "loss_medical": "医疗救护费用",
    "loss_appraisal": "事故鉴定费用",
    "loss_litigation": "法律诉讼费用",
}
"""The heads of loss that the insurance covers (27号 Art. 3): field → title."""


def _heads_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """Heads of loss, where given, sum up to what was settled."""
    given = [int(v) for name in LOSS_HEADS if (v := values.get(name)) is not None]
    settled = values.get("settled")
    if given and settled is not None and sum(given) != int(settled):
        told = f"各赔偿项目合计 {money_text(sum(given))} 元，与结案赔款 {money_text(int(settled))} 元不一致"
        yield Problem("settled", told)


def _refusal_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """A refused claim pays nothing."""
    if values.get("refused_on") is not None and int(values.get("settled") or 0) > 0:
        yield Problem("refused_on", "已有结案赔款，不能同时登记拒赔；部分拒赔请写在备注中", refuses=False)


def _head(name: str, synonyms: tuple[str, ...]) -> Money:
    """One head of loss; together they make up what was settled."""
    return Money(
        title=LOSS_HEADS[name],
        group="赔偿项目",
        width=14,
        grid=False,
        plausible=(1, 10**9),
        clause="应急〔2025〕27号 第三条",
        synonyms=synonyms,
    )


class Claim(Record):
    """A claim, from report to settlement (保险法 Art. 22–26; heads of loss by 27号 Art. 3)."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="案件号",
            group="案件",
            required=True,
            width=14,
            example="LP00001",
            synonyms=("赔案号", "报案号", "案件编号", "理赔编号", "立案号"),
        ),
    ]
    policy_id: Annotated[
        int,
        Ref(
            title="保单号",
            group="案件",
            target="policy",
            required=True,
            width=18,
            keys=(RefKey("number", "保单号", ("保险单号", "保单编号", "保单号码")),),
        ),
    ]
    happened_on: Annotated[
        str | None, Day(title="出险日期", group="案件", synonyms=("事故日期", "出险时间", "事故发生日期"))
    ] = None
    reported_on: Annotated[str | None, Day(title="报案日期", group="案件", synonyms=("报案时间",))] = None
    accident: Annotated[
        str | None,
        Text(
            title="事故经过",
            group="案件",
            length=4000,
            lines=True,
            grid=False,
            synonyms=("出险经过", "事故情况", "出险原因"),
        ),
    ] = None
    deaths: Annotated[
        int | None, Count(title="死亡人数", group="案件", unit="人", width=8, maximum=10_000, synonyms=("死亡",))
    ] = None
    injuries: Annotated[
        int | None,
        Count(
            title="受伤人数",
            group="案件",
            unit="人",
            width=8,
            maximum=10_000,
            synonyms=("受伤", "伤残人数", "伤亡人数"),
        ),
    ] = None
    prepaid: Annotated[
        int | None,
        Money(
            title="预付赔款",
            group="赔付",
            unit="元",
            width=14,
            plausible=(100, 10**9),
            synonyms=("预付金额", "预赔金额", "预付"),
        ),
    ] = None
    prepaid_on: Annotated[str | None, Day(title="预付日期", group="赔付", grid=False, synonyms=("预付时间",))] = None
    settled: Annotated[
        int | None,
        Money(
            title="结案赔款",
            group="赔付",
            unit="元",
            width=14,
            plausible=(100, 10**9),
            synonyms=("赔款金额", "赔付金额", "结案金额", "已决赔款", "赔款"),
        ),
    ] = None
    settled_on: Annotated[
        str | None, Day(title="结案日期", group="赔付", grid=False, synonyms=("结案时间", "赔付日期"))
    ] = None
    third_party_paid: Annotated[
        int | None,
        Flag(
            title="直接赔付第三者",
            group="赔付",
            grid=False,
            clause="保险法 第六十五条",
            help="赔款直接支付给受损害的第三者",
            synonyms=("直赔第三者",),
        ),
    ] = None
    loss_employees: Annotated[
        int | None,
        _head("loss_employees", ("员工伤亡赔款", "雇员伤亡", "人身伤亡赔款")),
    ] = None
    loss_third_persons: Annotated[
        int | None,
        _head("loss_third_persons", ("第三者伤亡", "三者人伤")),
    ] = None
    loss_third_property: Annotated[
        int | None,
        _head("loss_third_property", ("第三者财产", "三者财产", "财产损失")),
    ] = None
    loss_rescue: Annotated[
        int | None,
        _head("loss_rescue", ("救援费用", "抢险救援")),
    ] = None
    loss_medical: Annotated[
        int | None,
        _head("loss_medical", ("医疗费用", "医疗救护")),
    ] = None
    loss_appraisal: Annotated[
        int | None,
        _head("loss_appraisal", ("鉴定费用", "事故鉴定")),
    ] = None
    loss_litigation: Annotated[
        int | None,
        _head("loss_litigation", ("诉讼费用", "法律费用")),
    ] = None
    claimed_on: Annotated[
        str | None,
        Day(
            title="索赔日期",
            group="时限",
            grid=False,
            clause="保险法 第二十三条",
            help="收到赔偿请求的日期；核定和先予支付的期限自此日起算，未填按报案日期",
            synonyms=("索赔申请日期", "提出索赔日期"),
        ),
    ] = None
    papers_named_on: Annotated[
        str | None,
        Day(
            title="通知补充资料日期",
            group="时限",
            grid=False,
            clause="保险法 第二十二条",
            help="资料不全的，应当一次性通知补充",
            synonyms=("补充资料通知日期", "一次性告知日期"),
        ),
    ] = None
    papers_complete_on: Annotated[
        str | None,
        Day(
            title="资料齐全日期",
            group="时限",
            grid=False,
            clause="保险法 第二十二条",
            synonyms=("单证齐全日期", "收齐资料日期"),
        ),
    ] = None
    complex_case: Annotated[
        int | None,
        Flag(
            title="情形复杂",
            group="时限",
            grid=False,
            clause="保险法 第二十三条",
            help="情形复杂的有核定期限，其他应及时核定；最后一天见期限表",
        ),
    ] = None
    assessed_on: Annotated[
        str | None,
        Day(title="核定日期", group="时限", grid=False, clause="保险法 第二十三条", synonyms=("定损日期", "核赔日期")),
    ] = None
    agreed_on: Annotated[
        str | None,
        Day(
            title="达成协议日期",
            group="时限",
            grid=False,
            clause="保险法 第二十三条",
            help="与被保险人就赔偿数额达成协议的日期；赔付期限自这一天起算",
            synonyms=("赔偿协议日期",),
        ),
    ] = None
    paid_on: Annotated[
        str | None,
        Day(
            title="赔款支付日期",
            group="时限",
            grid=False,
            clause="保险法 第二十三条",
            synonyms=("支付日期", "付款日期", "赔款到账日期"),
        ),
    ] = None
    not_covered: Annotated[
        int | None,
        Flag(
            title="核定不属保险责任",
            group="时限",
            grid=False,
            clause="保险法 第二十四条",
            help="填“是”的，拒赔通知书的期限自核定之日起算",
            synonyms=("不属于保险责任", "是否拒赔"),
        ),
    ] = None
    refused_on: Annotated[
        str | None,
        Day(title="拒赔通知日期", group="时限", grid=False, clause="保险法 第二十四条", synonyms=("拒赔日期",)),
    ] = None
    refusal_reason: Annotated[
        str | None,
        Text(
            title="拒赔理由",
            group="时限",
            length=1000,
            lines=True,
            grid=False,
            clause="保险法 第二十四条",
            required=lambda v: v.get("refused_on") is not None,
            required_text="拒赔须说明理由",
            synonyms=("拒赔原因",),
        ),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="时限", length=500, lines=True, grid=False)] = None


Claim.kind = Kind(
    "claim",
    "理赔",
    Claim,
    keys=(("number",),),
    label="number",
    search=("number",),
    order=("id",),
    rules=(
        _heads_rule,
        _refusal_rule,
        in_order(
            ("happened_on", "出险日期", "reported_on", "报案日期"),
            ("happened_on", "出险日期", "prepaid_on", "预付日期"),
            ("happened_on", "出险日期", "settled_on", "结案日期"),
            ("happened_on", "出险日期", "claimed_on", "索赔日期"),
            ("papers_named_on", "通知补充资料日期", "papers_complete_on", "资料齐全日期"),
            ("claimed_on", "索赔日期", "assessed_on", "核定日期"),
            ("assessed_on", "核定日期", "refused_on", "拒赔通知日期"),
            ("agreed_on", "达成协议日期", "paid_on", "赔款支付日期"),
        ),
    ),
    list_words=("理赔情况", "理赔台账", "赔案清单", "理赔清单"),
    indexes=("policy_id", "happened_on", "reported_on", "prepaid", "settled", "deaths", "injuries", "number"),
)
