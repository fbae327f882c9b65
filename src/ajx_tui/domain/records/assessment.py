"""Third-party assessments 第三方评估 of insurers' prevention services (seed 四（二）, 四（六）)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Points
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.records.refs import insurer_ref
from ajx_tui.domain.rules import in_order

GRADES = {
    "excellent": ("优秀", "优"),
    "good": ("良好", "良"),
    "pass": ("合格", "中"),
    "fail": ("不合格", "差"),
}


class Assessment(Record):
    """One assessment of one insurer for a period; its score sheet is its own list."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="评估编号", group="评估", required=True, width=14, example="PG2026-01", synonyms=("编号", "报告编号")
        ),
    ]
    insurer_id: Annotated[int, insurer_ref(group="评估", required=True)]
    period_from: Annotated[
        str, Day(title="评估期起", group="评估", required=True, synonyms=("评估起始日期", "期间起", "评估期间起"))
    ]
    period_to: Annotated[
        str, Day(title="评估期止", group="评估", required=True, synonyms=("评估截止日期", "期间止", "评估期间止"))
    ]
    assessor: Annotated[
        str,
        Text(
            title="评估机构",
            category=True,
            group="评估",
            name=True,
            required=True,
            length=100,
            width=22,
            clause="省实施意见 四（六）",
            help="与被评估的保险机构没有利害关系的第三方",
            synonyms=("第三方机构", "评估单位"),
        ),
    ]
    assessed_on: Annotated[str | None, Day(title="评估日期", group="评估", synonyms=("评估完成日期", "出具日期"))] = (
        None
    )
    total: Annotated[
        int | None,
        Points(
            title="总分",
            group="结果",
            maximum=100_000,
            help="不填则由评分表合计",
            synonyms=("得分", "评估得分", "总得分"),
        ),
    ] = None
    grade: Annotated[
        str | None,
        Choice(title="评估等次", group="结果", options=GRADES, width=8, synonyms=("等次", "等级", "评估等级")),
    ] = None
    conclusion: Annotated[
        str | None,
        Text(title="评估结论", group="结果", length=4000, lines=True, grid=False, synonyms=("结论", "总体评价")),
    ] = None
    problems: Annotated[
        str | None,
        Text(title="发现的问题", group="结果", length=4000, lines=True, grid=False, synonyms=("存在问题", "主要问题")),
    ] = None
    published_on: Annotated[
        str | None,
        Day(
            title="公布日期",
            group="公布",
            clause="省实施意见 四（六）",
            help="评估结果向社会公布的日期",
            synonyms=("公开日期", "结果公布日期"),
        ),
    ] = None
    published_in: Annotated[
        str | None, Text(title="公布途径", group="公布", length=200, grid=False, synonyms=("公开途径", "公布渠道"))
    ] = None
    regulator_on: Annotated[
        str | None,
        Day(
            title="抄送金融监管部门日期",
            group="公布",
            clause="省实施意见 四（六）",
            synonyms=("报送金融监管日期", "抄送日期"),
        ),
    ] = None
    recipients: Annotated[
        str | None, Text(title="其他抄送单位", group="公布", length=300, grid=False, synonyms=("抄送单位",))
    ] = None
    note: Annotated[str | None, Text(title="备注", group="公布", length=500, lines=True, grid=False)] = None


Assessment.kind = Kind(
    "assessment",
    "第三方评估",
    Assessment,
    keys=(("number",),),
    label="number",
    search=("number", "assessor"),
    order=("period_to", "id"),
    rules=(
        in_order(
            ("period_from", "评估期起", "period_to", "评估期止"),
            ("assessed_on", "评估日期", "published_on", "公布日期"),
        ),
    ),
    list_words=("第三方评估", "评估结果", "评估清单"),
    indexes=("insurer_id", "assessed_on", "total", "published_on"),
)


def _score_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    weight, score = values.get("weight"), values.get("score")
    if weight is not None and score is not None and int(score) > int(weight):
        yield Problem("score", f"得分 {int(score) / 100:g} 超过满分 {int(weight) / 100:g}")


class AssessmentItem(Record):
    """One line of the score sheet. Sheets are the county's own (本级自定): no official one was found."""

    kind: ClassVar[Kind]
    assessment_id: Annotated[
        int,
        Ref(
            title="评估编号",
            target="assessment",
            required=True,
            width=14,
            keys=(RefKey("number", "评估编号", ("报告编号",)),),
        ),
    ]
    position: Annotated[int | None, Count(title="排序", ordinal=True, width=6, maximum=1000, synonyms=("序号",))] = None
    item: Annotated[
        str,
        Text(
            title="评估项目",
            required=True,
            length=200,
            width=28,
            example="服务频次兑现情况",
            synonyms=("评分项目", "指标", "评估指标", "项目"),
        ),
    ]
    standard: Annotated[
        str | None, Text(title="评分标准", length=1000, lines=True, width=28, synonyms=("标准", "评分办法", "评分细则"))
    ] = None
    weight: Annotated[int, Points(title="满分", required=True, example="20", synonyms=("分值", "权重", "标准分"))]
    score: Annotated[int | None, Points(title="得分", synonyms=("评分", "实得分"))] = None
    remark: Annotated[
        str | None,
        Text(
            title="扣分说明",
            length=1000,
            lines=True,
            width=24,
            grid=False,
            required=lambda v: v.get("score") is not None and int(v["score"] or 0) < int(v.get("weight") or 0),
            required_text="没有得满分的须写明扣分原因",
            synonyms=("扣分原因", "评分说明", "备注"),
        ),
    ] = None


AssessmentItem.kind = Kind(
    "assessment_item",
    "评估评分表",
    AssessmentItem,
    keys=(("assessment_id", "item"),),
    label="item",
    order=("assessment_id", "position", "id"),
    rules=(_score_rule,),
    list_words=("评分表", "评估评分", "打分表"),
)
