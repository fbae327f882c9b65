"""Hazards 隐患, from being found to being verified or taken further (seed 四（七）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Ref, RefKey, Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import case_ref
from ajx_tui.domain.rules import in_order

HAZARD_LEVELS = {"general": ("一般", "一般隐患", "一般事故隐患"), "major": ("重大", "重大隐患", "重大事故隐患")}


class Hazard(Record):
    """A hazard 隐患 found on a visit, until it is rectified and re-inspected."""

    kind: ClassVar[Kind]
    visit_id: Annotated[
        int,
        Ref(
            title="服务编号",
            group="隐患",
            target="visit",
            required=True,
            width=12,
            keys=(RefKey("number", "服务编号", ("服务单号", "记录编号", "服务记录号")),),
        ),
    ]
    description: Annotated[
        str,
        Text(
            title="隐患描述",
            group="隐患",
            required=True,
            length=2000,
            lines=True,
            width=32,
            synonyms=("隐患内容", "问题描述", "隐患", "存在问题", "隐患情况", "问题"),
        ),
    ]
    level: Annotated[
        str,
        Choice(
            title="隐患等级",
            group="隐患",
            options=HAZARD_LEVELS,
            required=True,
            default="general",
            width=8,
            synonyms=("隐患级别", "等级", "隐患类别", "级别"),
        ),
    ] = "general"
    found_on: Annotated[
        str | None, Day(title="发现日期", group="隐患", help="不填则为服务日期", synonyms=("排查日期", "检查日期"))
    ] = None
    due_on: Annotated[
        str | None, Day(title="整改期限", group="整改", synonyms=("整改时限", "要求完成日期", "整改截止日期", "限期"))
    ] = None
    rectified_on: Annotated[
        str | None,
        Day(title="整改完成日期", group="整改", synonyms=("完成日期", "整改日期", "整改完成时间", "实际完成日期")),
    ] = None
    measure: Annotated[
        str | None, Text(title="整改措施", group="整改", length=2000, lines=True, grid=False, synonyms=("整改情况",))
    ] = None
    verified_on: Annotated[
        str | None, Day(title="复查日期", group="整改", grid=False, synonyms=("复核日期", "验收日期"))
    ] = None
    verified_by: Annotated[
        str | None,
        Text(
            title="复查人",
            category=True,
            group="整改",
            name=True,
            length=60,
            personal="name",
            grid=False,
            synonyms=("复核人", "验收人", "复查人员"),
        ),
    ] = None
    occurrence: Annotated[
        int,
        Count(
            title="同类序号",
            ordinal=True,
            group="整改",
            grid=False,
            imported=False,
            default=1,
            help="同一次服务中描述相同的隐患依次编号",
        ),
    ] = 1
    notified_on: Annotated[
        str | None,
        Day(
            title="隐患告知日期",
            group="告知",
            grid=False,
            clause="AQ 9010-2019",
            help="书面告知企业的日期",
            synonyms=("书面通知日期", "通知日期"),
        ),
    ] = None
    principal_notified_on: Annotated[
        str | None,
        Day(
            title="告知主要负责人日期",
            group="告知",
            grid=False,
            clause="应急厅函〔2024〕322号",
            help="重大隐患须告知企业主要负责人",
            synonyms=("主要负责人告知日期", "重大隐患告知日期"),
        ),
    ] = None
    ordered_on: Annotated[
        str | None,
        Day(
            title="责令整改日期",
            group="升级处置",
            grid=False,
            clause="省实施意见 四（七）",
            help="监管部门下达责令限期整改指令的日期",
            synonyms=("责令限期整改日期", "下达指令日期"),
        ),
    ] = None
    order_due_on: Annotated[
        str | None,
        Day(title="责令整改期限", group="升级处置", grid=False, synonyms=("指令整改期限",)),
    ] = None
    case_id: Annotated[int | None, case_ref("执法案件编号", group="升级处置", grid=False)] = None
    inspected_more_on: Annotated[
        str | None,
        Day(
            title="增加检查频次日期",
            group="升级处置",
            grid=False,
            clause="省实施意见 四（七）",
            help="逾期不改的，自此日起列为重点检查对象",
            synonyms=("加大检查频次日期",),
        ),
    ] = None
    liability_on: Annotated[
        str | None,
        Day(
            title="追究责任日期",
            group="升级处置",
            grid=False,
            clause="省实施意见 四（七）",
            help="依法处罚或追究责任的日期",
            synonyms=("追责日期",),
        ),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="升级处置", length=500, lines=True, grid=False)] = None


Hazard.kind = Kind(
    "hazard",
    "隐患",
    Hazard,
    keys=(("visit_id", "description", "occurrence"),),
    label="description",
    search=("description",),
    order=("id",),
    rules=(
        in_order(
            ("found_on", "发现日期", "rectified_on", "整改完成日期"),
            ("rectified_on", "整改完成日期", "verified_on", "复查日期"),
            ("found_on", "发现日期", "principal_notified_on", "告知主要负责人日期"),
            ("found_on", "发现日期", "ordered_on", "责令整改日期"),
            ("ordered_on", "责令整改日期", "order_due_on", "责令整改期限"),
            ("ordered_on", "责令整改日期", "inspected_more_on", "增加检查频次日期"),
        ),
    ),
    occurrence="occurrence",
    list_words=("隐患清单", "隐患台账", "隐患排查"),
    indexes=(
        "visit_id, deleted_at, found_on, due_on, rectified_on, level",  # all that figures ask
        "level",
        "due_on",
        "rectified_on",
        "found_on",
        "description",
        "ordered_on",
        "case_id",
    ),
)
