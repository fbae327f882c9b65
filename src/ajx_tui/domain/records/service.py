"""Prevention visits and the hazards they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Listed, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Problem, Record

HAZARD_LEVELS = {"general": ("一般", "一般隐患", "一般事故隐患"), "major": ("重大", "重大隐患", "重大事故隐患")}


def _rectified_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    found, done = values.get("found_on"), values.get("rectified_on")
    if found is not None and done is not None and str(done) < str(found):
        yield Problem("rectified_on", f"整改完成日期 {done} 早于发现日期 {found}")


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
    note: Annotated[str | None, Text(title="备注", group="过程", length=500, lines=True, grid=False)] = None


Visit.kind = Kind(
    "visit",
    "服务记录",
    Visit,
    keys=(("number",), ("policy_id", "visited_on", "item", "staff")),
    label="number",
    search=("number", "staff"),
    order=("id",),
    list_words=("服务记录", "事故预防服务", "服务台账", "预防服务"),
    indexes=("policy_id, visited_on, confirmed", "visited_on", "body_id", "item", "staff", "confirmed", "number"),
)


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
    verified_on: Annotated[str | None, Day(title="复查日期", group="整改", grid=False, synonyms=("复核日期",))] = None
    occurrence: Annotated[
        int,
        Count(
            title="同类序号",
            group="整改",
            grid=False,
            imported=False,
            default=1,
            help="同一次服务中描述相同的隐患依次编号",
        ),
    ] = 1
    note: Annotated[str | None, Text(title="备注", group="整改", length=500, lines=True, grid=False)] = None


Hazard.kind = Kind(
    "hazard",
    "隐患",
    Hazard,
    keys=(("visit_id", "description", "occurrence"),),
    label="description",
    search=("description",),
    order=("id",),
    rules=(_rectified_rule,),
    occurrence="occurrence",
    list_words=("隐患清单", "隐患台账", "隐患排查"),
    indexes=("visit_id", "level", "due_on", "rectified_on", "found_on", "description"),
)
