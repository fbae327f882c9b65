"""Leads and complaints 线索投诉, with their clocks and outcome (seed 四（三）; AQ 9010-2019)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Phone, Text
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import body_ref, department_ref, enterprise_ref, insurer_ref
from ajx_tui.domain.rules import in_order

CHANNELS = {
    "phone": ("电话", "热线", "12345热线", "12350"),
    "letter": ("来信", "信件"),
    "visit": ("来访",),
    "online": ("网络", "网上", "邮箱", "公众号"),
    "inspection": ("检查发现", "监督检查"),
    "evaluation": ("评估发现", "第三方评估"),
    "transferred": ("上级交办或部门移送", "移送", "上级交办", "转办"),
    "data": ("数据比对", "系统核查"),
}
LEAD_TOPICS = {
    "charge": ("预防服务收费", "乱收费", "另行收费"),
    "refusal": ("拒绝接受服务", "企业拒绝服务"),
    "sham": ("服务走过场", "虚假服务"),
    "coercion": ("强制或指定投保", "指定保险公司", "强制投保"),
    "underpricing": ("恶意低价竞争", "低价竞争"),
    "rebate": ("给予或收受回扣", "返还手续费", "回扣"),
    "claims": ("拖赔惜赔", "理赔拖延"),
    "uninsured": ("未投保或未全员投保", "应保未保"),
    "employees": ("向从业人员摊派保费", "摊派保费"),
    "fund": ("挪用预防费用", "套取预防费用"),
    "other": ("其他",),
}
OUTCOMES = {
    "true": ("属实", "查实"),
    "partly": ("部分属实",),
    "false": ("不属实", "查否"),
    "unclear": ("无法查实",),
    "transferred": ("移送处理", "已移送"),
    "withdrawn": ("撤回", "投诉人撤回"),
}


class Lead(Record):
    """A complaint or a lead about an insurer, a service body or an enterprise."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="线索编号",
            group="来源",
            required=True,
            width=14,
            example="XS2026001",
            synonyms=("投诉编号", "受理编号", "举报编号", "工单号"),
        ),
    ]
    received_on: Annotated[
        str,
        Day(title="收到日期", group="来源", required=True, synonyms=("来件日期", "投诉日期", "举报日期", "登记日期")),
    ]
    channel: Annotated[
        str | None,
        Choice(title="来源渠道", group="来源", options=CHANNELS, width=10, synonyms=("渠道", "来源", "受理渠道")),
    ] = None
    person: Annotated[
        str | None,
        Text(
            title="投诉人",
            group="来源",
            name=True,
            length=40,
            personal="name",
            grid=False,
            help="匿名的不填",
            synonyms=("举报人", "反映人", "投诉人姓名"),
        ),
    ] = None
    phone: Annotated[
        str | None, Phone(title="投诉人电话", group="来源", grid=False, synonyms=("联系电话", "举报人电话", "联系方式"))
    ] = None
    topic: Annotated[
        str,
        Choice(
            title="线索类别",
            group="反映问题",
            options=LEAD_TOPICS,
            required=True,
            default="other",
            width=14,
            synonyms=("问题类别", "投诉类别", "类别"),
        ),
    ] = "other"
    insurer_id: Annotated[int | None, insurer_ref("被反映保险机构", group="反映问题")] = None
    body_id: Annotated[int | None, body_ref("被反映服务机构", group="反映问题", grid=False)] = None
    enterprise_id: Annotated[int | None, enterprise_ref("涉及企业", group="反映问题")] = None
    content: Annotated[
        str,
        Text(
            title="反映内容",
            group="反映问题",
            required=True,
            length=4000,
            lines=True,
            width=32,
            clause="省实施意见 四（三）",
            synonyms=("投诉内容", "举报内容", "线索内容", "问题描述"),
        ),
    ]
    accepted_on: Annotated[
        str | None,
        Day(title="受理日期", group="办理", help="答复期限自此日起算，未填按收到日期", synonyms=("受理时间",)),
    ] = None
    needs_check: Annotated[
        int | None,
        Flag(
            title="需要核查",
            group="办理",
            width=8,
            clause="AQ 9010-2019",
            help="需要调查核实的，答复期限较长，最后一天见期限表",
            synonyms=("是否核查", "需调查"),
        ),
    ] = None
    due_on: Annotated[
        str | None,
        Day(
            title="交办期限",
            group="办理",
            grid=False,
            help="上级或移送部门另有期限的填写",
            synonyms=("办理期限", "要求办结日期"),
        ),
    ] = None
    department_id: Annotated[int | None, department_ref("承办部门", group="办理")] = None
    handling: Annotated[
        str | None,
        Text(
            title="核查处理情况", group="办理", length=4000, lines=True, grid=False, synonyms=("处理情况", "核查情况")
        ),
    ] = None
    outcome: Annotated[
        str | None,
        Choice(
            title="核查结论",
            group="办结",
            options=OUTCOMES,
            width=10,
            required=lambda v: v.get("closed_on") is not None,
            required_text="办结的线索须有核查结论",
            synonyms=("结论", "处理结果", "办理结果"),
        ),
    ] = None
    answered_on: Annotated[str | None, Day(title="答复日期", group="办结", synonyms=("回复日期", "反馈日期"))] = None
    transferred_to: Annotated[
        str | None,
        Text(
            title="移送单位",
            group="办结",
            name=True,
            length=100,
            grid=False,
            clause="省实施意见 四（三）",
            help="如金融监管部门",
            synonyms=("移送部门",),
        ),
    ] = None
    closed_on: Annotated[str | None, Day(title="办结日期", group="办结", synonyms=("结案日期", "办结时间"))] = None
    note: Annotated[str | None, Text(title="备注", group="办结", length=500, lines=True, grid=False)] = None


Lead.kind = Kind(
    "lead",
    "线索投诉",
    Lead,
    keys=(("number",),),
    label="number",
    search=("number", "content"),
    order=("id",),
    rules=(
        in_order(
            ("received_on", "收到日期", "accepted_on", "受理日期"),
            ("received_on", "收到日期", "answered_on", "答复日期"),
            ("received_on", "收到日期", "closed_on", "办结日期"),
        ),
    ),
    list_words=("线索投诉", "投诉台账", "线索台账", "举报台账"),
    indexes=("received_on", "insurer_id", "body_id", "enterprise_id", "topic", "answered_on", "closed_on"),
)
