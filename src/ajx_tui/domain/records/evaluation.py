"""Problems found by evaluations until they are closed (seed 五（四）), and the yearly scoring 考核 (seed 六（二）)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Text, Value
from ajx_tui.domain.quantities import Count, Day, Points, Ratio
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.record import Problem as RecordProblem
from ajx_tui.domain.records.refs import department_ref
from ajx_tui.domain.rules import in_order

STAGES = {
    "self": ("自评", "自我评估"),
    "stage": ("阶段评估", "中期评估"),
    "overall": ("总体评估", "终期评估"),
    "superior": ("上级检查评估", "上级评估", "督导检查"),
    "bulletin": ("通报指出",),
    "other": ("其他",),
}
SUBJECTS = {"department": ("部门", "行业主管部门"), "township": ("乡镇（街道）", "乡镇", "街道")}


class Problem(Record):
    """A problem found by an evaluation: who must solve it, by when, and how it was closed."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="问题编号", group="问题", required=True, width=12, example="WT2026-01", synonyms=("编号", "问题序号")
        ),
    ]
    stage: Annotated[
        str,
        Choice(
            title="发现于",
            group="问题",
            options=STAGES,
            required=True,
            default="self",
            width=12,
            clause="省实施意见 五（四）",
            synonyms=("评估阶段", "问题来源", "来源"),
        ),
    ] = "self"
    evaluation: Annotated[
        str | None,
        Text(
            title="评估名称",
            category=True,
            group="问题",
            length=120,
            width=20,
            example="2026年度自评报告",
            synonyms=("评估报告", "报告名称"),
        ),
    ] = None
    found_on: Annotated[str, Day(title="发现日期", group="问题", required=True, synonyms=("提出日期", "评估日期"))]
    description: Annotated[
        str,
        Text(
            title="问题描述",
            group="问题",
            required=True,
            length=2000,
            lines=True,
            width=36,
            synonyms=("存在问题", "问题", "问题内容"),
        ),
    ]
    cause: Annotated[
        str | None, Text(title="原因分析", group="问题", length=2000, lines=True, grid=False, synonyms=("原因",))
    ] = None
    department_id: Annotated[int | None, department_ref("责任单位", group="整改")] = None
    person: Annotated[
        str | None,
        Text(title="责任人", group="整改", name=True, length=40, personal="name", grid=False, synonyms=("整改责任人",)),
    ] = None
    measure: Annotated[
        str | None, Text(title="整改措施", group="整改", length=2000, lines=True, width=24, synonyms=("措施",))
    ] = None
    due_on: Annotated[
        str | None,
        Day(title="整改时限", group="整改", clause="省实施意见 五（四）", synonyms=("整改期限", "完成时限", "时限")),
    ] = None
    progress: Annotated[
        str | None, Text(title="整改进展", group="整改", length=2000, lines=True, grid=False, synonyms=("进展情况",))
    ] = None
    closed_on: Annotated[
        str | None, Day(title="销号日期", group="销号", synonyms=("完成日期", "整改完成日期", "办结日期"))
    ] = None
    proof: Annotated[
        str | None,
        Text(
            title="销号依据",
            group="销号",
            length=500,
            grid=False,
            required=lambda v: v.get("closed_on") is not None,
            required_text="销号的问题须写明依据",
            synonyms=("佐证材料", "整改结果"),
        ),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="销号", length=500, lines=True, grid=False)] = None


Problem.kind = Kind(
    "problem",
    "评估问题",
    Problem,
    keys=(("number",),),
    label="description",
    search=("number", "description"),
    order=("id",),
    rules=(
        in_order(("found_on", "发现日期", "due_on", "整改时限"), ("found_on", "发现日期", "closed_on", "销号日期")),
    ),
    list_words=("问题清单", "问题台账", "整改清单"),
    indexes=("due_on", "closed_on", "department_id", "found_on"),
)


def _points_rule(values: Mapping[str, Value]) -> Iterable[RecordProblem]:
    weight, points, drawn = values.get("weight"), values.get("points"), values.get("drawn_points")
    if weight is not None and points is not None and int(points) > int(weight):
        yield RecordProblem("points", f"得分 {int(points) / 100:g} 超过满分 {int(weight) / 100:g}")
    if points is not None and drawn is not None and points != drawn and values.get("reason") is None:
        yield RecordProblem("reason", "得分与按指标计算的分数不同，须写明调整理由")


class ScoreRow(Record):
    """One indicator of one department or township in the yearly scoring, with the weight it had (本级自定)."""

    kind: ClassVar[Kind]
    year: Annotated[
        int,
        Count(title="年度", ordinal=True, required=True, group="考核", width=6, maximum=2199, synonyms=("考核年度",)),
    ]
    subject_type: Annotated[
        str,
        Choice(
            title="对象类别", options=SUBJECTS, required=True, group="考核", width=10, synonyms=("类别", "考核对象类别")
        ),
    ]
    subject: Annotated[
        str,
        Text(
            title="考核对象",
            category=True,
            required=True,
            name=True,
            length=60,
            group="考核",
            width=18,
            clause="省实施意见 六（二）",
            synonyms=("被考核单位", "单位名称", "乡镇"),
        ),
    ]
    indicator: Annotated[
        str,
        Text(
            title="考核指标",
            category=True,
            required=True,
            name=True,
            length=60,
            group="考核",
            width=16,
            synonyms=("指标", "考核内容"),
        ),
    ]
    as_of: Annotated[str, Day(title="截止日", required=True, group="计分", synonyms=("数据截止日期", "统计截止日"))]
    numerator: Annotated[int | None, Count(title="分子", adds=False, group="计分", width=8, maximum=10**15)] = None
    denominator: Annotated[int | None, Count(title="分母", adds=False, group="计分", width=8, maximum=10**15)] = None
    rate: Annotated[int | None, Ratio(title="指标值", unit="%", group="计分", width=10, maximum=10**12)] = None
    weight: Annotated[int, Points(title="满分", required=True, group="计分", synonyms=("权重", "分值"))]
    drawn_points: Annotated[
        int | None, Points(title="计算得分", group="计分", help="按指标值和满分计算，不手工修改", imported=False)
    ] = None
    points: Annotated[
        int | None, Points(title="得分", group="计分", help="可以调整，调整须写理由", synonyms=("考核得分",))
    ] = None
    reason: Annotated[
        str | None, Text(title="调整理由", length=300, group="计分", width=20, grid=False, synonyms=("说明",))
    ] = None


ScoreRow.kind = Kind(
    "score_row",
    "考核计分",
    ScoreRow,
    keys=(("year", "subject_type", "subject", "indicator"),),
    label="subject",
    search=("subject", "indicator"),
    order=("year", "subject_type", "subject", "id"),
    rules=(_points_rule,),
    indexes=("subject", "indicator", "points"),
    help="计分办法为本级自定；没有分母的指标不计分，显示“—”",
)
