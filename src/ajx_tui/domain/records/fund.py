"""The dedicated ledger 专门台账 of accident-prevention money 事故预防费用 (seed 四（六）; 27号)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Listed, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.records.refs import insurer_ref, policy_ref

FUND_KINDS = {"drawn": ("提取", "计提", "计入"), "spent": ("支出", "列支", "使用", "付款")}
PAYEE_TYPES = {
    "service_body": ("服务机构", "第三方服务机构", "技术服务机构"),
    "expert": ("专家个人", "专家"),
    "supplier": ("设备物资供应商", "供应商"),
    "insurer_own": ("保险机构自有力量", "保险机构自身"),
    "insured": ("投保单位", "企业"),
    "authority": ("行政机关及其工作人员", "监管部门", "行政机关"),
    "other": ("其他",),
}


def _use_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """专款专用、据实列支: money goes to services, never to the insured or to an authority (27号 Art. 39–40)."""
    if values.get("entry") != "spent":
        return
    if values.get("payee_type") in ("insured", "authority"):
        who = "投保单位" if values["payee_type"] == "insured" else "行政机关或其工作人员"
        yield Problem("payee_type", f"预防费用支付给了{who}，请核实是否违规", refuses=False)
    if values.get("voucher_no") is None:
        yield Problem("voucher_no", "支出没有凭证号，须据实列支", refuses=False)


class FundEntry(Record):
    """One line of the ledger: money set aside from premium received, or spent on prevention."""

    kind: ClassVar[Kind]
    number: Annotated[
        str | None,
        Code(title="台账序号", group="收支", width=12, grid=False, synonyms=("台账编号", "流水号", "记账编号")),
    ] = None
    insurer_id: Annotated[int, insurer_ref(group="收支", required=True)]
    entry: Annotated[
        str,
        Choice(
            title="收支类别",
            group="收支",
            options=FUND_KINDS,
            required=True,
            width=8,
            clause="省实施意见 四（六）",
            help="提取：按实收保费计入专户；支出：用于事故预防服务",
            synonyms=("类别", "收支", "提取/支出", "业务类型"),
        ),
    ]
    amount: Annotated[
        int,
        Money(
            title="金额",
            group="收支",
            unit="元",
            required=True,
            width=14,
            plausible=(50, 10**8),
            synonyms=("提取金额", "支出金额", "费用金额", "发生额", "支付金额"),
        ),
    ]
    occurred_on: Annotated[
        str,
        Day(
            title="发生日期",
            group="收支",
            required=True,
            synonyms=("支付日期", "入账日期", "记账日期", "付款日期", "提取日期"),
        ),
    ]
    policy_id: Annotated[
        int | None, policy_ref(group="用途", help="提取时写明来自哪份保单；支出时写明为哪份保单服务")
    ] = None
    visit_id: Annotated[
        int | None,
        Ref(
            title="服务编号",
            group="用途",
            target="visit",
            width=14,
            help="支出对应的服务记录；没有对应服务的支出会列为疑点",
            keys=(RefKey("number", "服务编号", ("服务记录编号", "服务记录号", "服务单号")),),
        ),
    ] = None
    item: Annotated[
        str | None,
        Listed(
            title="费用用途",
            group="用途",
            code_list="service_item",
            width=18,
            synonyms=("用途", "服务项目", "支出项目", "费用项目"),
        ),
    ] = None
    payee: Annotated[
        str | None,
        Text(
            title="收款方",
            category=True,
            group="凭证",
            name=True,
            length=100,
            width=22,
            required=lambda v: v.get("entry") == "spent",
            required_text="支出须写明收款方",
            synonyms=("收款单位", "收款人", "支付对象", "供应商名称"),
        ),
    ] = None
    payee_type: Annotated[
        str | None,
        Choice(
            title="收款方类型", group="凭证", options=PAYEE_TYPES, width=12, synonyms=("收款方性质", "收款单位类型")
        ),
    ] = None
    voucher_no: Annotated[
        str | None,
        Code(
            title="凭证号",
            group="凭证",
            width=14,
            clause="省实施意见 四（六）",
            synonyms=("凭证编号", "发票号", "票据号", "记账凭证号"),
        ),
    ] = None
    occurrence: Annotated[
        int,
        Count(
            title="同类序号",
            ordinal=True,
            group="凭证",
            grid=False,
            imported=False,
            default=1,
            help="同日同额的收支依次编号",
        ),
    ] = 1
    note: Annotated[str | None, Text(title="备注", group="凭证", length=500, lines=True, grid=False)] = None


FundEntry.kind = Kind(
    "fund_entry",
    "预防费用台账",
    FundEntry,
    keys=(("insurer_id", "entry", "occurred_on", "amount", "occurrence"),),
    label="voucher_no",
    search=("voucher_no", "number", "payee"),
    order=("occurred_on", "id"),
    rules=(_use_rule,),
    occurrence="occurrence",
    list_words=("预防费用", "费用台账", "预防费台账", "费用使用明细"),
    indexes=("policy_id", "visit_id", "occurred_on", "entry", "amount", "payee_type"),
    help="专门台账、专款专用、据实列支；提取不得超过实收保费的上限比例",
)
