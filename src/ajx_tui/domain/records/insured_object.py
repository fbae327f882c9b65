"""What must be insured 应投保对象: an enterprise as a whole, a project, a licence, a vessel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money
from ajx_tui.domain.record import Kind, Problem, Record, Variant
from ajx_tui.domain.records.enterprise import STATUSES, status_rule

OBJECT_TYPES = {
    "enterprise": ("企业",),
    "project": ("在建工程", "工程项目", "项目"),
    "licence": ("许可证", "证照"),
    "vessel": ("船舶", "渔船"),
}


def _term_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    start, end = values.get("start_on"), values.get("end_on")
    if start is not None and end is not None and str(end) < str(start):
        yield Problem("end_on", f"截止日 {end} 早于起始日 {start}")


class InsuredObject(Record):
    """An object that must be insured: the enterprise as a whole, a project, a licence or a vessel.

    Each enterprise has exactly one of type 'enterprise'. Sector, township and status that are empty here are the
    enterprise's own; so is the headcount, except that of a project.
    """

    kind: ClassVar[Kind]
    enterprise_id: Annotated[
        int,
        Ref(
            title="所属企业",
            target="enterprise",
            required=True,
            width=28,
            group="基本信息",
            keys=(
                RefKey("credit_code", "所属企业统一社会信用代码", ("统一社会信用代码", "信用代码", "社会信用代码")),
                RefKey("name", "所属企业名称", ("企业名称", "单位名称", "所属企业")),
            ),
        ),
    ]
    type: Annotated[str, Choice(title="对象类型", options=OBJECT_TYPES, required=True, width=10, group="基本信息")]
    code: Annotated[
        str | None,
        Code(
            title="证照编号",
            width=18,
            group="基本信息",
            required=lambda v: v.get("type") != "enterprise",
            example="SG20250001",
            help="施工许可证号、许可证号或船名号",
        ),
    ] = None
    name: Annotated[
        str | None,
        Text(
            title="对象名称",
            name=True,
            length=120,
            width=28,
            group="基本信息",
            required=lambda v: v.get("type") == "project",
        ),
    ] = None
    sector_id: Annotated[
        int | None,
        Ref(
            title="行业领域",
            target="sector",
            group="基本信息",
            inherits="enterprise_id",
            help="与企业不同时填写",
            keys=(RefKey("title", "行业领域", ("行业", "所属行业")),),
        ),
    ] = None
    township: Annotated[
        str | None,
        Text(
            title="所在乡镇（街道）",
            category=True,
            name=True,
            length=40,
            group="基本信息",
            inherits="enterprise_id",
            help="与企业不同时填写",
            synonyms=("乡镇", "工程所在地", "项目所在地", "所在乡镇", "属地"),
        ),
    ] = None
    cost: Annotated[
        int | None,
        Money(
            title="工程造价",
            unit="万元",
            width=12,
            group="期限与人员",
            plausible=(50_000, 10**11),
            synonyms=("造价", "合同价", "合同金额", "工程总造价", "合同造价", "投资额"),
        ),
    ] = None
    start_on: Annotated[
        str | None, Day(title="起始日期", group="期限与人员", synonyms=("有效期起", "起始日", "发证日期", "生效日期"))
    ] = None
    end_on: Annotated[
        str | None, Day(title="截止日期", group="期限与人员", synonyms=("有效期止", "有效期至", "截止日", "到期日期"))
    ] = None
    headcount: Annotated[
        int | None,
        Count(
            title="从业人员数",
            unit="人",
            group="期限与人员",
            synonyms=("人数", "从业人数", "船员人数", "作业人员数"),
        ),
    ] = None
    status: Annotated[
        str | None,
        Choice(
            title="状态",
            options=STATUSES,
            width=8,
            group="期限与人员",
            inherits="enterprise_id",
            help="与企业不同时填写",
            synonyms=("工程状态", "项目状态", "施工状态", "证照状态"),
        ),
    ] = None
    status_on: Annotated[
        str | None,
        Day(
            title="停工/完工/注销日期",
            group="期限与人员",
            inherits="enterprise_id",
            synonyms=("停工日期", "完工日期", "实际竣工日期", "竣工日期", "注销日期"),
        ),
    ] = None
    status_proof: Annotated[str | None, Text(title="停工/注销依据", grid=False, group="期限与人员")] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, group="期限与人员")] = None


_PROJECT = Variant(
    "project",
    "在建工程",
    fixed={"type": "project"},
    titles={
        "code": "施工许可证号",
        "name": "工程名称",
        "start_on": "开工日期",
        "end_on": "计划竣工日期",
        "headcount": "现场从业人员",
        "enterprise_id.credit_code": "施工单位统一社会信用代码",
        "enterprise_id.name": "施工单位",
    },
    synonyms={
        "code": ("施工许可证", "许可证号", "施工许可", "施工许可证编号"),
        "name": ("项目名称", "工程项目名称", "工程", "项目"),
        "start_on": ("开工时间", "合同开工日期", "实际开工日期"),
        "end_on": ("竣工日期", "合同竣工日期", "预计竣工日期", "计划竣工时间", "计划完工日期"),
        "headcount": ("现场人数", "施工人数", "现场施工人数", "作业人数", "用工人数"),
        "enterprise_id.credit_code": ("施工单位信用代码", "施工企业统一社会信用代码", "总包单位统一社会信用代码"),
        "enterprise_id.name": ("施工企业", "总包单位", "施工总承包单位", "承建单位", "施工单位名称"),
    },
    required=("code", "name"),
    list_words=("在建工程", "工程一览", "项目清单", "在建项目", "工程项目"),
)
_LICENSED = (
    "enterprise_id",
    "code",
    "name",
    "sector_id",
    "township",
    "start_on",
    "end_on",
    "headcount",
    "status",
    "status_on",
    "note",
)
"""What is told of an object that a licence or a register stands for."""
_LICENCE = Variant(
    "licence",
    "许可证",
    fixed={"type": "licence"},
    titles={"code": "许可证编号", "name": "许可范围"},
    synonyms={
        "code": ("许可证号", "安全生产许可证号", "采矿许可证号", "证书编号", "证照编号"),
        "name": ("许可内容", "矿山名称", "生产系统", "许可项目"),
    },
    fields=_LICENSED,
    required=("code",),
    list_words=("许可证清单", "许可证台账", "证照清单", "采矿许可"),
)
_VESSEL = Variant(
    "vessel",
    "船舶",
    fixed={"type": "vessel"},
    titles={"code": "船名号", "name": "船舶类型", "headcount": "船员人数"},
    synonyms={
        "code": ("渔船编码", "船舶登记号", "船号", "渔船名称", "船名"),
        "name": ("作业类型", "船舶种类"),
        "headcount": ("核定船员数", "在船人数"),
    },
    fields=_LICENSED,
    required=("code",),
    list_words=("渔船名录", "船舶清单", "渔船台账", "船舶台账"),
)

_MIXED = Variant(
    "insured_object",
    "应投保对象",
    required=("type",),
    list_words=("应投保对象", "投保对象清单", "对象清单"),
)
"""Objects of any type in one list, each row saying which; what an export of the whole register is."""

InsuredObject.kind = Kind(
    "insured_object",
    "应投保对象",
    InsuredObject,
    keys=(("type", "code"),),
    label="name",
    search=("name", "code"),
    order=("id",),
    rules=(status_rule, _term_rule),
    variants=(_PROJECT, _LICENCE, _VESSEL, _MIXED),
    unique=("enterprise_id) WHERE type = 'enterprise' AND deleted_at IS NULL",),
    indexes=(
        # Who is due is read from this index alone, in the order of the enterprises.
        "enterprise_id, type, deleted_at, sector_id, township, status, status_on, start_on, end_on, headcount",
        "sector_id",
        "type",
        "end_on",
        "name",
        "code",
    ),
)
