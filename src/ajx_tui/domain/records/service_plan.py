"""Service plans 服务方案 agreed before prevention services begin (AQ 9010-2019)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Code, Flag, Listed, Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import body_ref, policy_ref
from ajx_tui.domain.rules import in_order


class ServicePlan(Record):
    """What insurer and enterprise agreed: items, measures, frequency, body, staff, goal."""

    kind: ClassVar[Kind]
    policy_id: Annotated[int, policy_ref(group="方案", required=True)]
    number: Annotated[
        str,
        Code(
            title="方案编号",
            group="方案",
            required=True,
            width=16,
            example="FA2026001",
            help="没有编号的可用保单号加序号",
            synonyms=("服务方案编号", "计划编号", "服务计划编号"),
        ),
    ]
    agreed_on: Annotated[
        str | None,
        Day(
            title="商定日期",
            group="方案",
            clause="AQ 9010-2019",
            help="保险机构与投保单位共同确定方案的日期",
            synonyms=("签订日期", "方案日期", "确定日期", "制定日期"),
        ),
    ] = None
    contract: Annotated[
        str | None, Code(title="服务合同号", group="方案", width=16, synonyms=("合同编号", "技术服务合同号", "合同号"))
    ] = None
    body_id: Annotated[int | None, body_ref(group="方案")] = None
    staff: Annotated[
        str | None,
        Text(
            title="服务人员",
            group="方案",
            name=True,
            length=200,
            personal="name",
            width=14,
            synonyms=("专家", "项目负责人", "技术人员"),
        ),
    ] = None
    items: Annotated[
        str | None,
        Listed(
            title="服务项目",
            group="内容",
            code_list="service_item",
            several=True,
            width=28,
            clause="省实施意见 四（六）",
            synonyms=("服务内容", "项目"),
        ),
    ] = None
    measures: Annotated[
        str | None,
        Text(
            title="服务措施",
            group="内容",
            length=2000,
            lines=True,
            grid=False,
            synonyms=("服务方式", "措施", "工作方法"),
        ),
    ] = None
    frequency: Annotated[
        str | None,
        Text(
            title="服务频次",
            category=True,
            group="内容",
            length=100,
            width=14,
            example="每季度一次",
            synonyms=("频次", "服务周期"),
        ),
    ] = None
    times: Annotated[
        int | None,
        Count(
            title="约定次数",
            group="内容",
            unit="次",
            width=8,
            maximum=1000,
            clause="省实施意见 四（六）",
            synonyms=("次数", "服务次数", "计划次数"),
        ),
    ] = None
    goal: Annotated[
        str | None,
        Text(title="服务目标", group="内容", length=1000, lines=True, grid=False, synonyms=("目标", "工作目标")),
    ] = None
    starts_on: Annotated[str | None, Day(title="服务起始日", group="执行", synonyms=("服务期起", "开始日期"))] = None
    ends_on: Annotated[str | None, Day(title="服务截止日", group="执行", synonyms=("服务期止", "结束日期"))] = None
    free: Annotated[
        int | None,
        Flag(
            title="免费服务",
            group="执行",
            width=8,
            default=1,
            grid=False,
            clause="省实施意见 四（六）",
            help="预防服务不得另行收费；填“否”会作为疑点列出",
            synonyms=("是否免费",),
        ),
    ] = 1
    note: Annotated[str | None, Text(title="备注", group="执行", length=500, lines=True, grid=False)] = None


ServicePlan.kind = Kind(
    "service_plan",
    "服务方案",
    ServicePlan,
    keys=(("policy_id", "number"),),
    label="number",
    search=("number", "contract"),
    order=("id",),
    rules=(in_order(("starts_on", "服务起始日", "ends_on", "服务截止日")),),
    list_words=("服务方案", "服务计划"),
    indexes=("policy_id", "body_id", "agreed_on", "times"),
)
