"""Enforcement cases with every date that the clocks of 行政处罚法 need (seed 四（二）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Ref, RefKey, Text
from ajx_tui.domain.quantities import Day, Money
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.enforcement_rules import (
    CAUSES,
    DECISIONS,
    DELIVERIES,
    money_rule,
    officers_rule,
    told_first,
)
from ajx_tui.domain.records.refs import department_ref, enterprise_ref
from ajx_tui.domain.rules import in_order

_LAW = "行政处罚法 "


class EnforcementCase(Record):
    """One case, from finding the violation to closing the file."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="案件编号",
            group="案件",
            required=True,
            width=16,
            example="ZF2026001",
            synonyms=("执法案件编号", "案号", "立案编号", "立案号"),
        ),
    ]
    enterprise_id: Annotated[int, enterprise_ref("当事人", group="案件", required=True)]
    object_id: Annotated[
        int | None,
        Ref(
            title="应投保对象",
            group="案件",
            target="insured_object",
            grid=False,
            width=18,
            help="涉及在建工程、许可证或船舶时选择",
            keys=(RefKey("code", "应投保对象编号", ("施工许可证号", "许可证号", "船名号")),),
        ),
    ] = None
    cause: Annotated[
        str,
        Choice(
            title="案由",
            group="案件",
            options=CAUSES,
            required=True,
            default="uninsured",
            width=16,
            synonyms=("违法行为", "案件类型", "违法事由"),
        ),
    ] = "uninsured"
    facts: Annotated[
        str | None,
        Text(
            title="违法事实",
            group="案件",
            length=4000,
            lines=True,
            grid=False,
            clause=f"{_LAW}第四十条",
            synonyms=("案情", "案情摘要", "主要违法事实"),
        ),
    ] = None
    basis: Annotated[
        str | None,
        Text(
            title="处罚依据",
            group="案件",
            length=300,
            grid=False,
            example="安全生产法第一百零九条",
            synonyms=("法律依据", "依据"),
        ),
    ] = None
    department_id: Annotated[int | None, department_ref("承办部门", group="案件")] = None
    officer_1: Annotated[
        str | None,
        Text(
            title="执法人员一",
            group="执法人员",
            name=True,
            length=40,
            personal="name",
            grid=False,
            clause=f"{_LAW}第四十二条",
            required=lambda v: v.get("notified_on") is not None or v.get("decided_on") is not None,
            required_text="告知或处罚前须有两名执法人员",
            synonyms=("执法人员", "主办人", "承办人"),
        ),
    ] = None
    certificate_1: Annotated[
        str | None,
        Code(
            title="执法证号一",
            group="执法人员",
            length=40,
            personal="id",
            grid=False,
            synonyms=("执法证号", "主办人证号"),
        ),
    ] = None
    officer_2: Annotated[
        str | None,
        Text(
            title="执法人员二",
            group="执法人员",
            name=True,
            length=40,
            personal="name",
            grid=False,
            clause=f"{_LAW}第四十二条",
            required=lambda v: v.get("notified_on") is not None or v.get("decided_on") is not None,
            required_text="告知或处罚前须有两名执法人员",
            synonyms=("协办人",),
        ),
    ] = None
    certificate_2: Annotated[
        str | None,
        Code(title="执法证号二", group="执法人员", length=40, personal="id", grid=False, synonyms=("协办人证号",)),
    ] = None
    ended_on: Annotated[
        str | None,
        Day(
            title="违法行为终了日期",
            group="立案与责令改正",
            grid=False,
            clause=f"{_LAW}第三十六条",
            help="处罚时效自此日起算；仍在继续的不填",
            synonyms=("行为终了日期",),
        ),
    ] = None
    harmful: Annotated[
        int | None,
        Flag(
            title="有危害后果",
            group="立案与责令改正",
            grid=False,
            clause=f"{_LAW}第三十六条",
            help="涉及生命健康安全、金融安全且有危害后果的，处罚时效较长，最后一天见期限表",
        ),
    ] = None
    found_on: Annotated[
        str, Day(title="发现日期", group="立案与责令改正", required=True, synonyms=("检查日期", "查处日期"))
    ]
    filed_on: Annotated[
        str | None,
        Day(title="立案日期", group="立案与责令改正", clause=f"{_LAW}第五十四条", synonyms=("立案时间",)),
    ] = None
    ordered_on: Annotated[
        str | None,
        Day(
            title="责令改正日期",
            group="立案与责令改正",
            clause=f"{_LAW}第二十八条",
            synonyms=("责令整改日期", "责令限期改正日期"),
        ),
    ] = None
    order_due_on: Annotated[
        str | None, Day(title="改正期限", group="立案与责令改正", synonyms=("整改期限", "限期改正日期"))
    ] = None
    reinspected_on: Annotated[
        str | None, Day(title="复查日期", group="立案与责令改正", grid=False, synonyms=("复核日期",))
    ] = None
    corrected_on: Annotated[
        str | None,
        Day(title="改正完成日期", group="立案与责令改正", grid=False, synonyms=("投保日期", "整改完成日期")),
    ] = None
    refused_on: Annotated[
        str | None,
        Day(
            title="拒不改正认定日期",
            group="立案与责令改正",
            grid=False,
            clause="安全生产法 第一百一十二条",
            help="被处罚款后仍拒不改正，可自责令改正次日起按日连续处罚",
        ),
    ] = None
    notified_on: Annotated[
        str | None,
        Day(
            title="处罚告知日期",
            group="告知与听证",
            grid=False,
            clause=f"{_LAW}第四十四条",
            help="告知书送达当事人的日期",
            synonyms=("告知日期", "行政处罚告知日期"),
        ),
    ] = None
    hearing_right: Annotated[
        int | None,
        Flag(
            title="告知听证权利",
            group="告知与听证",
            grid=False,
            clause=f"{_LAW}第六十三条",
            help="较大数额罚款等须告知听证权利",
            synonyms=("是否告知听证",),
        ),
    ] = None
    stated_on: Annotated[
        str | None,
        Day(title="陈述申辩日期", group="告知与听证", grid=False, clause=f"{_LAW}第四十五条"),
    ] = None
    hearing_asked_on: Annotated[
        str | None,
        Day(
            title="申请听证日期", group="告知与听证", grid=False, clause=f"{_LAW}第六十四条", synonyms=("要求听证日期",)
        ),
    ] = None
    hearing_told_on: Annotated[
        str | None,
        Day(title="听证通知日期", group="告知与听证", grid=False, clause=f"{_LAW}第六十四条"),
    ] = None
    hearing_on: Annotated[
        str | None,
        Day(title="听证日期", group="告知与听证", grid=False, clause=f"{_LAW}第六十四条", synonyms=("举行听证日期",)),
    ] = None
    extended_until: Annotated[
        str | None,
        Day(
            title="办案延长至",
            group="决定",
            grid=False,
            clause=f"{_LAW}第六十条",
            help="法律、法规、规章另有规定并经批准延长的",
            synonyms=("延期至",),
        ),
    ] = None
    decided_on: Annotated[
        str | None,
        Day(title="决定日期", group="决定", clause=f"{_LAW}第五十七条", synonyms=("处罚日期", "处罚决定日期")),
    ] = None
    decision: Annotated[
        str | None,
        Choice(
            title="处理决定",
            group="决定",
            options=DECISIONS,
            width=12,
            required=lambda v: v.get("decided_on") is not None,
            required_text="有决定日期时须选择处理决定",
            synonyms=("处罚种类", "处理结果", "决定"),
        ),
    ] = None
    decision_no: Annotated[
        str | None,
        Code(title="决定书文号", group="决定", width=18, grid=False, synonyms=("处罚决定书文号", "文书号", "处罚文号")),
    ] = None
    fine: Annotated[
        int | None,
        Money(
            title="罚款数额",
            group="决定",
            unit="元",
            width=12,
            plausible=(1_000, 10_000_000),
            clause="安全生产法 第一百零九条",
            required=lambda v: v.get("decision") == "fine",
            required_text="决定罚款的须填罚款数额",
            synonyms=("罚款金额", "罚款", "处罚金额"),
        ),
    ] = None
    served_on: Annotated[
        str | None,
        Day(title="送达日期", group="送达与执行", clause=f"{_LAW}第六十一条", grid=False, synonyms=("决定书送达日期",)),
    ] = None
    delivery: Annotated[
        str | None, Choice(title="送达方式", group="送达与执行", options=DELIVERIES, grid=False, width=10)
    ] = None
    deferred_until: Annotated[
        str | None,
        Day(
            title="暂缓或分期缴纳至",
            group="送达与执行",
            grid=False,
            clause=f"{_LAW}第六十六条",
            help="经批准暂缓或分期缴纳的，至此日",
        ),
    ] = None
    paid_on: Annotated[
        str | None, Day(title="缴款日期", group="送达与执行", clause=f"{_LAW}第六十七条", synonyms=("缴纳日期",))
    ] = None
    surcharge: Annotated[
        int | None,
        Money(
            title="加处罚款",
            group="送达与执行",
            unit="元",
            grid=False,
            plausible=(1, 10_000_000),
            clause=f"{_LAW}第七十二条",
            help="逾期按日加处，不超过罚款数额；到期计算见期限表",
        ),
    ] = None
    review_on: Annotated[
        str | None,
        Day(title="申请复议日期", group="救济", grid=False, clause="行政复议法 第二十条", synonyms=("行政复议日期",)),
    ] = None
    review_result: Annotated[str | None, Text(title="复议结果", group="救济", length=200, grid=False)] = None
    suit_on: Annotated[
        str | None,
        Day(title="起诉日期", group="救济", grid=False, clause="行政诉讼法 第四十六条", synonyms=("行政诉讼日期",)),
    ] = None
    suit_result: Annotated[str | None, Text(title="诉讼结果", group="救济", length=200, grid=False)] = None
    urged_on: Annotated[str | None, Day(title="催告日期", group="救济", grid=False, synonyms=("催告书送达日期",))] = (
        None
    )
    enforced_on: Annotated[
        str | None, Day(title="申请强制执行日期", group="救济", grid=False, synonyms=("强制执行日期",))
    ] = None
    closed_on: Annotated[str | None, Day(title="结案日期", group="结案", synonyms=("结案时间",))] = None
    archive_no: Annotated[str | None, Code(title="案卷号", group="结案", grid=False, synonyms=("档案号",))] = None
    note: Annotated[str | None, Text(title="备注", group="结案", length=1000, lines=True, grid=False)] = None


EnforcementCase.kind = Kind(
    "enforcement_case",
    "执法案件",
    EnforcementCase,
    keys=(("number",),),
    label="number",
    search=("number", "decision_no"),
    order=("id",),
    rules=(
        officers_rule,
        money_rule,
        told_first,
        in_order(
            ("found_on", "发现日期", "filed_on", "立案日期"),
            ("filed_on", "立案日期", "decided_on", "决定日期"),
            ("ordered_on", "责令改正日期", "order_due_on", "改正期限"),
            ("ordered_on", "责令改正日期", "refused_on", "拒不改正认定日期"),
            ("notified_on", "处罚告知日期", "decided_on", "决定日期"),
            ("notified_on", "处罚告知日期", "hearing_asked_on", "申请听证日期"),
            ("hearing_told_on", "听证通知日期", "hearing_on", "听证日期"),
            ("hearing_on", "听证日期", "decided_on", "决定日期"),
            ("decided_on", "决定日期", "served_on", "送达日期"),
            ("decided_on", "决定日期", "paid_on", "缴款日期"),
            ("served_on", "送达日期", "review_on", "申请复议日期"),
            ("served_on", "送达日期", "suit_on", "起诉日期"),
            ("found_on", "发现日期", "closed_on", "结案日期"),
        ),
    ),
    list_words=("执法案件", "案件台账", "行政处罚台账", "处罚清单"),
    indexes=(
        "enterprise_id",
        "object_id",
        "cause",
        "found_on",
        "filed_on",
        "decided_on",
        "fine",
        "paid_on",
        "closed_on",
    ),
)
