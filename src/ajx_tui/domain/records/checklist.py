"""Local checklists 清单 (seed: supervisors review local checklists): templates, filled lists, their points, evidence.

A filled list keeps copies of the points it was made from, so that a later change of its template changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Points
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.records.refs import department_ref, enterprise_ref
from ajx_tui.domain.rules import in_order

SCOPES = {
    "township": ("乡镇（街道）", "乡镇", "街道", "镇办"),
    "department": ("部门", "行业主管部门"),
    "enterprise": ("企业", "生产经营单位", "单位"),
    "project": ("应投保对象", "在建工程", "工程", "项目", "许可证", "船舶"),
}
SCOPE_FIELDS = {
    "township": "township", "department": "department_id", "enterprise": "enterprise_id", "project": "object_id",
}  # fmt: skip
"""Scope → the field of a checklist that says which one."""
ANSWERS = {
    "yes": ("符合", "是", "√", "合格", "达标", "1"),
    "no": ("不符合", "否", "×", "不合格", "不达标", "2"),
    "na": ("不适用", "无此项", "不涉及", "3"),
}
EXPLAINED = frozenset({"no", "na"})
"""Answers that need a word of explanation before the list is finished."""
SPANS = {"day": ("期末", "截止日"), "period": ("期间", "本期")}
CERTAINTIES = {
    "S": ("省实施意见原文",),
    "V": ("已核对公布文本",),
    "R": ("据转述",),
    "O": ("本级自定", "未见明文"),
}
MOST_IDS = 1_000_000
"""Longest text of record numbers behind a figure; they are written as ranges."""


class ChecklistTemplate(Record):
    """A template of the office's own (本级自定). Those of policy packs are rules, not records."""

    kind: ClassVar[Kind]
    code: Annotated[
        str, Code(title="模板编号", required=True, length=40, width=14, example="BJ-01", synonyms=("清单模板编号",))
    ]
    title: Annotated[
        str,
        Text(title="清单名称", required=True, name=True, length=60, width=30, example="夏季安责险专项检查清单"),
    ]
    scope: Annotated[
        str,
        Choice(
            title="检查对象",
            required=True,
            options=SCOPES,
            default="township",
            width=14,
            help="清单按哪一类对象逐个填写",
        ),
    ] = "township"
    basis: Annotated[
        str | None, Text(title="制定依据", length=200, width=24, example="县安委会2026年第3次会议纪要")
    ] = None
    version: Annotated[
        int,
        Count(
            title="版次",
            ordinal=True,
            required=True,
            default=1,
            width=6,
            maximum=100_000,
            imported=False,
            help="检查项改动后再次使用时自动加一",
        ),
    ] = 1
    retired: Annotated[int | None, Flag(title="停用", width=6, help="停用的模板不再用来新建清单")] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False)] = None


ChecklistTemplate.kind = Kind(
    "checklist_template",
    "清单模板",
    ChecklistTemplate,
    keys=(("code",),),
    label="title",
    search=("code", "title"),
    order=("code",),
    list_words=("清单模板",),
    indexes=("title", "scope"),
    help="本级自定的清单模板；政策包自带的清单不在这里",
)


def _point_fields() -> tuple[Code, Text, Text, Text, Text, Text, Points]:
    """What a point of a template and a point of a filled list have in common."""
    return (
        Code(title="编号", required=True, length=20, width=8, example="1.1", synonyms=("序号", "检查项编号")),
        Text(title="类别", length=60, width=12, example="组织推动", synonyms=("检查类别", "分类")),
        Text(
            title="检查内容", required=True, length=500, width=40, synonyms=("检查项目", "检查事项", "检查要点"),
            example="应投保对象全部有在保保单",
        ),
        Text(title="依据", length=200, width=24, synonyms=("检查依据", "条款"), help="文件名称、文号和条款"),
        Text(title="检查方式", length=200, width=20, example="查保单原件", synonyms=("检查方法", "查看方式")),
        Text(title="自动数据", length=60, width=14, help="由程序填写的统计数据名称，如：投保率、应保未保；不填为没有"),
        Points(title="权重", required=True, default=100, maximum=10_000, example="5", synonyms=("分值", "标准分")),
    )  # fmt: skip


_CODE, _SECTION, _TEXT, _CLAUSE, _METHOD, _FIGURE, _WEIGHT = _point_fields()


def _weight_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    if values.get("weight") == 0:
        yield Problem("weight", "权重应大于0")


class ChecklistTemplateItem(Record):
    """One point of a template of the office's own."""

    kind: ClassVar[Kind]
    template_id: Annotated[
        int,
        Ref(
            title="清单模板", target="checklist_template", required=True, width=24,
            keys=(RefKey("code", "模板编号"), RefKey("title", "清单名称", ("清单模板",))),
        ),
    ]  # fmt: skip
    position: Annotated[
        int | None, Count(title="顺序", ordinal=True, width=6, maximum=100_000, help="不填则排在最后")
    ] = None
    code: Annotated[str, _CODE]
    section: Annotated[str | None, _SECTION] = None
    text: Annotated[str, _TEXT]
    clause: Annotated[str | None, _CLAUSE] = None
    certainty: Annotated[
        str | None,
        Choice(
            title="依据核对情况",
            options=CERTAINTIES,
            width=14,
            help="没有核对过原文的请选“据转述”，本级要求选“本级自定”",
        ),
    ] = None
    method: Annotated[str | None, _METHOD] = None
    weight: Annotated[int, _WEIGHT] = 100
    figure: Annotated[str | None, _FIGURE] = None
    span: Annotated[
        str | None,
        Choice(title="数据口径", options=SPANS, width=8, help="期末：期末那一天的状态；期间：只计期间内新增的"),
    ] = None


ChecklistTemplateItem.kind = Kind(
    "checklist_template_item",
    "清单模板检查项",
    ChecklistTemplateItem,
    keys=(("template_id", "code"),),
    label="text",
    search=("code", "text"),
    order=("template_id", "position", "id"),
    rules=(_weight_rule,),
    list_words=("清单模板检查项", "检查项目"),
    indexes=("position", "code"),
)


def _scope_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    scope = str(values.get("scope") or "")
    for name, field in SCOPE_FIELDS.items():
        if name == scope and values.get(field) is None:
            yield Problem(field, f"请填写检查哪个{SCOPES[scope][0]}")
        elif name != scope and values.get(field) is not None:
            yield Problem(field, f"检查对象是{SCOPES[scope][0] if scope in SCOPES else '别的'}，这里应当空着")


class Checklist(Record):
    """One checklist filled in for one township, department, enterprise or insured object, for a period."""

    kind: ClassVar[Kind]
    number: Annotated[str, Code(title="清单编号", required=True, length=40, width=14, example="QD2026-0001")]
    template: Annotated[str, Text(title="模板", category=True, required=True, length=60, width=14, grid=False)]
    title: Annotated[str, Text(title="清单名称", category=True, required=True, length=60, width=28)]
    version: Annotated[str, Text(title="模板版次", required=True, length=40, width=10, grid=False)]
    digest: Annotated[
        str,
        Text(
            title="检查项校验码",
            required=True,
            length=64,
            width=12,
            grid=False,
            help="由全部检查项算出，表格和清单据此对应",
        ),
    ]
    basis: Annotated[str | None, Text(title="制定依据", length=200, width=24, grid=False)] = None
    scope: Annotated[str, Choice(title="检查对象类别", required=True, options=SCOPES, width=14)]
    township: Annotated[
        str | None, Text(title="乡镇（街道）", category=True, name=True, length=40, width=14, synonyms=("乡镇", "街道"))
    ] = None
    department_id: Annotated[int | None, department_ref("部门")] = None
    enterprise_id: Annotated[int | None, enterprise_ref("企业")] = None
    object_id: Annotated[
        int | None,
        Ref(title="应投保对象", target="insured_object", width=24, keys=(RefKey("code", "证照或工程编号"),)),
    ] = None
    period_from: Annotated[str, Day(title="期间起", required=True)]
    period_to: Annotated[str, Day(title="期间止", required=True)]
    checked_on: Annotated[str | None, Day(title="检查日期", help="现场检查或自查的日期")] = None
    checker: Annotated[str | None, Text(title="检查（填报）人", name=True, length=60, personal="name", width=12)] = None
    present: Annotated[
        str | None, Text(title="被检查单位陪同人", name=True, length=60, personal="name", width=12, grid=False)
    ] = None
    conclusion: Annotated[str | None, Text(title="检查结论", length=2000, lines=True, grid=False)] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False)] = None


Checklist.kind = Kind(
    "checklist",
    "清单",
    Checklist,
    keys=(("number",),),
    label="number",
    search=("number", "title", "township"),
    order=("period_to", "id"),
    rules=(_scope_rule, in_order(("period_from", "期间起", "period_to", "期间止"))),
    unique=(
        "template, period_from, period_to, scope, coalesce(township, ''), coalesce(department_id, 0),"
        " coalesce(enterprise_id, 0), coalesce(object_id, 0)) WHERE deleted_at IS NULL",
    ),
    indexes=("title", "scope", "township", "department_id", "enterprise_id", "object_id", "period_to", "checked_on"),
)


def _answer_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    answer = values.get("answer")
    if answer in EXPLAINED and values.get("remark") is None:
        yield Problem("remark", f"{ANSWERS[str(answer)][0]}的须写明情况", refuses=False)


class ChecklistItem(Record):
    """One point of a filled list with its answer and the figure the program filled in.

    `figure_ids` are the ids of the records behind the figure as ranges ('1-5,8'), `base_ids` those of a rate's
    denominator; `figure_on` is the day and `revision` the state of the data they are of.
    """

    kind: ClassVar[Kind]
    checklist_id: Annotated[
        int, Ref(title="清单编号", target="checklist", required=True, width=14, keys=(RefKey("number", "清单编号"),))
    ]
    position: Annotated[int, Count(title="顺序", ordinal=True, required=True, width=6, maximum=100_000, grid=False)]
    code: Annotated[str, _CODE]
    section: Annotated[str | None, _SECTION] = None
    text: Annotated[str, _TEXT]
    clause: Annotated[str | None, _CLAUSE] = None
    certainty: Annotated[str | None, Choice(title="依据核对情况", options=CERTAINTIES, width=14, grid=False)] = None
    method: Annotated[str | None, _METHOD] = None
    weight: Annotated[int, _WEIGHT] = 100
    figure: Annotated[str | None, _FIGURE] = None
    span: Annotated[str | None, Choice(title="数据口径", options=SPANS, width=8, grid=False)] = None
    answer: Annotated[
        str | None, Choice(title="结论", options=ANSWERS, width=8, synonyms=("检查结果", "检查结论", "是否符合"))
    ] = None
    remark: Annotated[
        str | None,
        Text(
            title="情况说明", length=2000, lines=True, width=30, synonyms=("说明", "存在问题", "情况"),
            help="不符合的写明问题，不适用的写明理由",
        ),
    ] = None  # fmt: skip
    figure_value: Annotated[str | None, Text(title="数据", length=120, width=16)] = None
    figure_kind: Annotated[str | None, Text(title="数据的记录种类", length=60, grid=False)] = None
    figure_ids: Annotated[str | None, Text(title="数据的记录", length=MOST_IDS, grid=False)] = None
    base_kind: Annotated[str | None, Text(title="分母的记录种类", length=60, grid=False)] = None
    base_ids: Annotated[str | None, Text(title="分母的记录", length=MOST_IDS, grid=False)] = None
    figure_on: Annotated[str | None, Day(title="数据截止日", grid=False)] = None
    revision: Annotated[int | None, Count(title="数据版本", ordinal=True, grid=False, maximum=2**53)] = None


ChecklistItem.kind = Kind(
    "checklist_item",
    "清单检查项",
    ChecklistItem,
    keys=(("checklist_id", "code"),),
    label="text",
    order=("checklist_id", "position", "id"),
    rules=(_weight_rule, _answer_rule),
    indexes=("answer",),
)


class ChecklistEvidence(Record):
    """A record that shows what an answer says: kind and id. An attachment of the point needs none, it hangs there."""

    kind: ClassVar[Kind]
    checklist_id: Annotated[
        int, Ref(title="清单编号", target="checklist", required=True, width=14, keys=(RefKey("number", "清单编号"),))
    ]
    item_id: Annotated[
        int,
        Ref(
            title="检查项",
            target="checklist_item",
            required=True,
            width=20,
            keys=(RefKey("code", "检查项编号"),),
        ),
    ]
    record_kind: Annotated[
        str, Text(title="记录种类", category=True, required=True, length=60, width=12, imported=False)
    ]
    record_id: Annotated[int, Count(title="记录号", ordinal=True, required=True, maximum=2**53, imported=False)]
    note: Annotated[str | None, Text(title="说明", length=200, width=24)] = None


ChecklistEvidence.kind = Kind(
    "checklist_evidence",
    "清单佐证",
    ChecklistEvidence,
    keys=(("item_id", "record_kind", "record_id"),),
    label="record_kind",
    order=("id",),
    indexes=("checklist_id",),
)
