"""Prevention visits, with the whole process of AQ 9010-2019."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Listed, Ref, RefKey, Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.rules import in_order

SATISFACTION = {
    "satisfied": ("满意", "非常满意", "很满意"),
    "fair": ("基本满意", "较满意", "一般"),
    "dissatisfied": ("不满意",),
}


class Visit(Record):
    """One prevention visit under a policy (AQ 9010-2019: confirm, on site, written notice, return visit, record)."""

    kind: ClassVar[Kind]
    number: Annotated[
        str | None,
        Code(
            title="服务编号",
            group="服务",
            width=12,
            example="FW00001",
            synonyms=("记录编号", "服务单号", "编号", "服务记录号"),
        ),
    ] = None
    policy_id: Annotated[
        int,
        Ref(
            title="保单号",
            group="服务",
            target="policy",
            required=True,
            width=18,
            keys=(RefKey("number", "保单号", ("保险单号", "保单编号", "保单号码")),),
        ),
    ]
    visited_on: Annotated[
        str,
        Day(
            title="服务日期",
            group="服务",
            required=True,
            synonyms=("到访日期", "服务时间", "日期", "上门日期", "开展日期"),
        ),
    ]
    item: Annotated[
        str | None,
        Listed(
            title="服务项目",
            group="服务",
            code_list="service_item",
            several=True,
            width=20,
            clause="AQ 9010-2019",
            synonyms=("服务内容", "服务类型", "服务类别", "项目"),
        ),
    ] = None
    body_id: Annotated[
        int | None,
        Ref(
            title="服务机构",
            group="服务",
            target="service_body",
            creates=True,
            width=24,
            keys=(RefKey("name", "服务机构", ("服务单位", "实施机构", "技术服务机构", "服务机构名称")),),
        ),
    ] = None
    staff: Annotated[
        str | None,
        Text(
            title="服务人员",
            group="服务",
            name=True,
            personal="name",
            width=12,
            synonyms=("专家", "服务专家", "检查人员", "专家姓名", "服务人"),
        ),
    ] = None
    place: Annotated[str | None, Text(title="服务地点", group="服务", name=True, grid=False, synonyms=("地点",))] = None
    process: Annotated[
        str | None,
        Text(
            title="服务过程",
            group="过程",
            length=4000,
            lines=True,
            grid=False,
            width=30,
            synonyms=("服务情况", "过程记录", "服务过程描述", "服务内容描述"),
        ),
    ] = None
    measures: Annotated[
        str | None,
        Text(title="建议措施", group="过程", length=4000, lines=True, grid=False, synonyms=("措施", "整改建议")),
    ] = None
    people: Annotated[
        int | None, Count(title="参加人数", group="过程", unit="人", grid=False, synonyms=("培训人数", "受训人数"))
    ] = None
    confirmed: Annotated[
        int | None,
        Flag(
            title="企业确认",
            group="过程",
            width=8,
            clause="AQ 9010-2019",
            synonyms=("是否确认", "企业签字", "企业是否确认", "投保单位确认", "确认"),
        ),
    ] = None
    returned: Annotated[int | None, Flag(title="是否回访", group="过程", width=8, synonyms=("回访", "已回访"))] = None
    plan_id: Annotated[
        int | None,
        Ref(
            title="服务方案编号",
            group="闭环",
            target="service_plan",
            grid=False,
            width=16,
            keys=(RefKey("number", "服务方案编号", ("方案编号", "服务计划编号")),),
        ),
    ] = None
    confirmed_before_on: Annotated[
        str | None,
        Day(
            title="事前确认日期",
            group="闭环",
            grid=False,
            clause="AQ 9010-2019",
            help="上门前与企业确认服务时间和内容的日期",
            synonyms=("预约日期", "事前沟通日期"),
        ),
    ] = None
    notice_on: Annotated[
        str | None,
        Day(
            title="书面告知日期",
            group="闭环",
            grid=False,
            clause="AQ 9010-2019",
            help="把现场发现的隐患书面告知企业的日期",
            synonyms=("隐患告知日期", "告知日期"),
        ),
    ] = None
    returned_on: Annotated[
        str | None,
        Day(title="回访日期", group="闭环", clause="AQ 9010-2019", synonyms=("回访时间",)),
    ] = None
    satisfaction: Annotated[
        str | None,
        Choice(
            title="满意度",
            group="闭环",
            options=SATISFACTION,
            width=8,
            clause="AQ 9010-2019",
            synonyms=("服务满意度", "企业评价", "满意程度"),
        ),
    ] = None
    insurer_confirmed: Annotated[
        int | None,
        Flag(
            title="保险机构确认",
            group="闭环",
            width=8,
            grid=False,
            clause="AQ 9010-2019",
            help="服务记录由投保单位和保险机构双方确认",
            synonyms=("保险公司确认", "承保机构确认"),
        ),
    ] = None
    charged: Annotated[
        int | None,
        Flag(
            title="另行收费",
            group="闭环",
            width=8,
            grid=False,
            clause="省实施意见 四（六）",
            help="预防服务应当免费；向企业收费的填“是”",
            synonyms=("是否收费", "是否另行收费"),
        ),
    ] = None
    recorded_on: Annotated[
        str | None,
        Day(
            title="记录填写日期",
            group="闭环",
            grid=False,
            clause="AQ 9010-2019",
            help="服务机构填写或上传这条记录的日期；一天之内集中补填会列为疑点",
            synonyms=("填表日期", "填报日期", "录入日期", "录入时间", "上传时间", "记录日期"),
        ),
    ] = None
    archived_on: Annotated[
        str | None,
        Day(title="归档日期", group="闭环", grid=False, clause="AQ 9010-2019", synonyms=("存档日期",)),
    ] = None
    archive_no: Annotated[
        str | None, Code(title="档案编号", group="闭环", grid=False, width=14, synonyms=("档案号", "归档编号"))
    ] = None
    note: Annotated[str | None, Text(title="备注", group="闭环", length=500, lines=True, grid=False)] = None


Visit.kind = Kind(
    "visit",
    "服务记录",
    Visit,
    keys=(("number",), ("policy_id", "visited_on", "item", "staff")),
    label="number",
    search=("number", "staff"),
    order=("id",),
    rules=(
        in_order(
            ("confirmed_before_on", "事前确认日期", "visited_on", "服务日期"),
            ("visited_on", "服务日期", "notice_on", "书面告知日期"),
            ("visited_on", "服务日期", "returned_on", "回访日期"),
            ("visited_on", "服务日期", "recorded_on", "记录填写日期"),
            ("visited_on", "服务日期", "archived_on", "归档日期"),
        ),
    ),
    list_words=("服务记录", "事故预防服务", "服务台账", "预防服务"),
    indexes=(
        "policy_id, visited_on, deleted_at, confirmed",
        "visited_on",
        "body_id",
        "item",
        "staff, visited_on, policy_id, deleted_at",
        "confirmed",
        "number",
        "returned_on",
    ),
)
