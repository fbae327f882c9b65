"""Papers of enforcement cases, and the yearly enforcement plan (seed 四（二）)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.records.enforcement_rules import DELIVERIES
from ajx_tui.domain.records.refs import case_ref, department_ref, enterprise_ref
from ajx_tui.domain.rules import in_order

PAPER_TYPES = {
    "inspection": ("现场检查记录", "检查记录"),
    "order": ("责令限期整改指令书", "责令整改指令书", "责令改正通知书"),
    "reinspection": ("整改复查意见书", "复查意见书"),
    "filing": ("立案审批表",),
    "inquiry": ("询问笔录",),
    "notice": ("行政处罚告知书", "处罚告知书"),
    "hearing_right": ("听证告知书",),
    "hearing_notice": ("听证会通知书", "听证通知书"),
    "hearing_record": ("听证笔录",),
    "decision": ("行政处罚决定书", "处罚决定书"),
    "no_penalty": ("不予行政处罚决定书",),
    "daily": ("按日连续处罚决定书",),
    "delivery": ("送达回证",),
    "urge": ("催告书", "履行行政处罚决定催告书"),
    "court": ("强制执行申请书",),
    "transfer": ("案件移送书",),
    "closing": ("结案审批表",),
    "other": ("其他文书", "其他"),
}
PLAN_STATES = {
    "planned": ("待检查", "未开展", "计划"),
    "inspected": ("已检查",),
    "cleared": ("已投保销号", "已销号", "已投保"),
    "case": ("已立案",),
    "cancelled": ("取消", "已取消"),
}


def _follows_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """A re-inspection opinion needs a prior order (domain §4.7)."""
    if values.get("type") == "reinspection" and values.get("follows_id") is None:
        yield Problem("follows_id", "整改复查意见书须对应一份责令限期整改指令书，请选择“对应文书”")


class EnforcementPaper(Record):
    """One paper of a case: what it is, when it was issued and handed over, and by when it must be met."""

    kind: ClassVar[Kind]
    case_id: Annotated[int, case_ref(group="文书", required=True)]
    type: Annotated[
        str,
        Choice(
            title="文书种类",
            group="文书",
            options=PAPER_TYPES,
            required=True,
            width=18,
            synonyms=("文书名称", "文书类型"),
        ),
    ]
    number: Annotated[
        str,
        Code(
            title="文书编号",
            group="文书",
            required=True,
            width=20,
            example="（示）应急责改〔2026〕1号",
            help="没有文号的笔录、回证等用“案件编号-序号”",
            synonyms=("文号", "文书号", "文书文号"),
        ),
    ]
    issued_on: Annotated[
        str, Day(title="文书日期", group="文书", required=True, synonyms=("出具日期", "下达日期", "制作日期"))
    ]
    content: Annotated[
        str | None,
        Text(
            title="主要内容",
            group="文书",
            length=4000,
            lines=True,
            width=28,
            grid=False,
            help="责令整改的逐条写明问题",
            synonyms=("内容", "存在问题", "事项"),
        ),
    ] = None
    follows_id: Annotated[
        int | None,
        Ref(
            title="对应文书",
            group="文书",
            target="enforcement_paper",
            grid=False,
            help="复查意见书对应的责令整改指令书；送达回证对应的文书",
            keys=(RefKey("number", "对应文书编号", ("对应指令书编号",)),),
        ),
    ] = None
    due_on: Annotated[
        str | None,
        Day(
            title="履行期限",
            group="履行",
            required=lambda v: v.get("type") == "order",
            required_text="责令限期整改指令书须写明整改期限",
            synonyms=("整改期限", "限期"),
        ),
    ] = None
    met_on: Annotated[str | None, Day(title="履行日期", group="履行", synonyms=("完成日期", "整改完成日期"))] = None
    served_on: Annotated[str | None, Day(title="送达日期", group="送达", synonyms=("签收日期",))] = None
    delivery: Annotated[
        str | None, Choice(title="送达方式", group="送达", options=DELIVERIES, width=10, grid=False)
    ] = None
    recipient: Annotated[
        str | None,
        Text(
            title="签收人",
            group="送达",
            name=True,
            length=40,
            personal="name",
            grid=False,
            synonyms=("收件人", "受送达人"),
        ),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="送达", length=500, lines=True, grid=False)] = None


EnforcementPaper.kind = Kind(
    "enforcement_paper",
    "执法文书",
    EnforcementPaper,
    keys=(("case_id", "type", "number"),),
    label="number",
    search=("number",),
    order=("case_id", "issued_on"),
    rules=(
        _follows_rule,
        in_order(
            ("issued_on", "文书日期", "due_on", "履行期限"),
            ("issued_on", "文书日期", "served_on", "送达日期"),
            ("issued_on", "文书日期", "met_on", "履行日期"),
        ),
    ),
    list_words=("执法文书", "文书台账", "文书清单"),
    indexes=("issued_on", "due_on", "type", "follows_id"),
)


class EnforcementPlanItem(Record):
    """One enterprise (or one of its insured objects) in the enforcement plan of a year."""

    kind: ClassVar[Kind]
    year: Annotated[
        int,
        Count(
            title="年度",
            ordinal=True,
            group="计划",
            required=True,
            width=6,
            maximum=2199,
            example="2027",
            synonyms=("计划年度",),
        ),
    ]
    enterprise_id: Annotated[int, enterprise_ref("检查对象", group="计划", required=True)]
    object_id: Annotated[
        int | None,
        Ref(
            title="应投保对象",
            group="计划",
            target="insured_object",
            width=18,
            help="在建工程、许可证或船舶；企业整体的也在此写明，便于核对是否已投保",
            keys=(RefKey("code", "应投保对象编号", ("施工许可证号", "许可证号", "船名号")),),
        ),
    ] = None
    reason: Annotated[
        str,
        Text(
            title="列入理由",
            category=True,
            group="计划",
            required=True,
            length=300,
            width=26,
            example="应保未保",
            clause="省实施意见 四（二）",
            synonyms=("检查事由", "理由", "检查内容"),
        ),
    ]
    department_id: Annotated[int | None, department_ref("承担部门", group="计划")] = None
    month: Annotated[
        int | None,
        Count(
            title="计划月份",
            ordinal=True,
            group="计划",
            width=8,
            maximum=12,
            help="1 到 12",
            synonyms=("检查月份", "月份"),
        ),
    ] = None
    state: Annotated[
        str,
        Choice(
            title="执行情况",
            group="执行",
            options=PLAN_STATES,
            required=True,
            default="planned",
            width=12,
            synonyms=("状态", "完成情况"),
        ),
    ] = "planned"
    inspected_on: Annotated[str | None, Day(title="检查日期", group="执行", synonyms=("实际检查日期",))] = None
    case_id: Annotated[int | None, case_ref("立案编号", group="执行")] = None
    result: Annotated[
        str | None, Text(title="检查结果", group="执行", length=1000, lines=True, grid=False, synonyms=("结果",))
    ] = None
    note: Annotated[str | None, Text(title="备注", group="执行", length=500, lines=True, grid=False)] = None


EnforcementPlanItem.kind = Kind(
    "enforcement_plan_item",
    "执法计划",
    EnforcementPlanItem,
    keys=(("year", "enterprise_id", "object_id"),),
    label="reason",
    search=("reason",),
    order=("year", "month", "id"),
    list_words=("执法计划", "检查计划", "监督检查计划"),
    indexes=("enterprise_id", "department_id", "state", "case_id", "object_id"),
)
