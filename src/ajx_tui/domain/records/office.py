"""The office itself, the sectors it answers for, and the departments that share the work."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Phone, Ref, RefKey, Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record

LEVELS = {"county": ("县级", "县", "区", "市辖区", "县级市"), "city": ("市级", "市"), "province": ("省级", "省")}
DUE_UNITS = {
    "enterprise": ("企业", "单位"),
    "project": ("在建工程", "工程", "项目"),
    "licence": ("许可证", "证照"),
    "vessel": ("船舶", "渔船"),
}


class Office(Record):
    """The office that uses this database. There is one."""

    kind: ClassVar[Kind]
    name: Annotated[
        str,
        Text(
            title="单位名称",
            required=True,
            name=True,
            example="示例县应急管理局",
            width=20,
            help="编制文书时使用的单位全称",
        ),
    ]
    area: Annotated[
        str, Text(title="行政区名称", required=True, name=True, example="示例县", help="用于文书标题和正文")
    ]
    area_code: Annotated[
        str | None,
        Code(title="行政区划代码", example="410999", length=12, help="GB/T 2260 六位代码，开发区可用上级赋予的代码"),
    ] = None
    level: Annotated[str, Choice(title="层级", options=LEVELS, required=True, default="county")] = "county"
    city: Annotated[str | None, Text(title="所属市", name=True, example="示例市")] = None
    province: Annotated[str | None, Text(title="所属省", name=True, example="河南省")] = None
    committee: Annotated[
        str | None,
        Text(
            title="安委会办公室名称",
            name=True,
            example="示例县安全生产委员会办公室",
            help="工作方案和自评报告的报送、印发单位",
        ),
    ] = None
    document_prefix: Annotated[str | None, Text(title="发文机关代字", example="示安委办")] = None
    contact: Annotated[str | None, Text(title="联系人", name=True, personal="name")] = None
    phone: Annotated[str | None, Phone(title="联系电话")] = None


Office.kind = Kind("office", "本单位", Office, keys=(("name",),), label="name")


class Sector(Record):
    """A sector that must insure (应急〔2025〕27号 Art. 2; the seed document, chapter 三), or one opened locally."""

    kind: ClassVar[Kind]
    title: Annotated[str, Text(title="行业领域", required=True, name=True, length=30, width=14, example="非煤矿山")]
    aliases: Annotated[str | None, Text(title="其他写法", help="用顿号隔开，导入时等同于本行业", width=24)] = None
    due_unit: Annotated[
        str,
        Choice(
            title="投保单元",
            options=DUE_UNITS,
            required=True,
            default="enterprise",
            help="应投保对象按企业、在建工程、许可证还是船舶计",
        ),
    ] = "enterprise"
    due_from: Annotated[str | None, Day(title="应投保起始日", help="本地扩展行业自此日起计入应投保")] = None
    due_until: Annotated[str | None, Day(title="应投保终止日")] = None
    basis: Annotated[str | None, Text(title="依据", width=30, help="文件名称、文号和条款")] = None
    position: Annotated[int | None, Count(title="排序", ordinal=True, grid=False)] = None


Sector.kind = Kind(
    "sector",
    "行业领域",
    Sector,
    keys=(("title",),),
    label="title",
    search=("title", "aliases"),
    order=("position", "title"),
)


class Department(Record):
    """A department that supervises insuring in its sectors (seed 四（二）)."""

    kind: ClassVar[Kind]
    name: Annotated[
        str,
        Text(
            title="部门名称",
            required=True,
            name=True,
            length=60,
            width=20,
            example="应急管理局",
            synonyms=("部门", "单位名称", "主管部门", "成员单位"),
        ),
    ]
    aliases: Annotated[str | None, Text(title="其他写法", width=20, help="用顿号隔开，如：应急局、县应急局")] = None
    contact: Annotated[str | None, Text(title="联系人", name=True, personal="name", synonyms=("联络员",))] = None
    phone: Annotated[str | None, Phone(title="联系电话", width=14, synonyms=("电话", "办公电话"))] = None
    duty: Annotated[
        str | None, Text(title="职责分工", length=500, lines=True, width=30, help="写入工作方案的任务分工表")
    ] = None
    position: Annotated[int | None, Count(title="排序", ordinal=True, grid=False)] = None


Department.kind = Kind(
    "department",
    "部门",
    Department,
    keys=(("name",),),
    label="name",
    search=("name", "aliases"),
    order=("position", "name"),
    list_words=("部门名单", "成员单位", "部门通讯录"),
)


class SectorDepartment(Record):
    """Which department answers for which sector, and since when. Many to many."""

    kind: ClassVar[Kind]
    sector_id: Annotated[
        int, Ref(title="行业领域", target="sector", required=True, width=14, keys=(RefKey("title", "行业领域"),))
    ]
    department_id: Annotated[
        int, Ref(title="主管部门", target="department", required=True, width=20, keys=(RefKey("name", "主管部门"),))
    ]
    scope: Annotated[str | None, Text(title="分工范围", width=20, example="公路工程")] = None
    valid_from: Annotated[str | None, Day(title="起始日")] = None
    valid_until: Annotated[str | None, Day(title="终止日")] = None
    lead: Annotated[int | None, Flag(title="牵头", default=1)] = 1


SectorDepartment.kind = Kind(
    "sector_department",
    "行业分工",
    SectorDepartment,
    keys=(("sector_id", "department_id"),),
    label="sector_id",
    order=("sector_id", "department_id"),
)
