"""Steps of the work plan 工作方案: what has to be done by which day (seed 四（一）, 五)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Text
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind, Record


class PlanStep(Record):
    """One step of the timetable. The plan prints these steps, and home counts the days they have left."""

    kind: ClassVar[Kind]
    title: Annotated[
        str,
        Text(
            title="步骤",
            required=True,
            length=60,
            width=28,
            example="动员部署，核准底数",
            synonyms=("步骤名称", "阶段", "阶段任务"),
        ),
    ]
    due_on: Annotated[
        str, Day(title="完成期限", required=True, example="2026-11-20", synonyms=("截止日期", "完成时限", "期限"))
    ]
    owner: Annotated[
        str | None,
        Text(title="责任单位", category=True, name=True, length=100, width=20, synonyms=("牵头单位", "负责单位")),
    ] = None
    content: Annotated[
        str | None,
        Text(
            title="主要任务",
            length=1000,
            lines=True,
            grid=False,
            help="印在工作方案的实施步骤里；空着时用模板对同名步骤的说明",
            synonyms=("工作内容", "任务"),
        ),
    ] = None
    done_on: Annotated[str | None, Day(title="完成日期", synonyms=("实际完成日期", "办结日期"))] = None
    result: Annotated[
        str | None, Text(title="完成情况", length=1000, lines=True, width=24, synonyms=("进展", "落实情况"))
    ] = None


PlanStep.kind = Kind(
    "plan_step",
    "工作步骤",
    PlanStep,
    keys=(("title", "due_on"),),
    label="title",
    search=("title", "owner"),
    order=("due_on", "id"),
    list_words=("工作步骤", "实施步骤", "工作时间表"),
    help="工作方案的时间表：每一步由谁、在哪天以前完成",
)
