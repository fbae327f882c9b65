"""Enterprises in the base register 底数."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, CreditCode, Phone, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money
from ajx_tui.domain.record import Kind, Problem, Record

STATUSES = {
    "active": ("在营", "正常", "生产", "营业", "开业", "在业", "存续", "正常生产", "在产", "在建", "在用"),
    "stopped": ("停产", "停业", "停产停业", "歇业", "停工", "停航", "暂停"),
    "closed": ("关闭", "注销", "吊销", "关停", "已关闭", "破产", "报废"),
    "finished": ("完工", "竣工", "已竣工", "已完工"),
}
RISK_LEVELS = {
    "high": ("高", "高风险", "红", "重大", "A"),
    "medium": ("中", "中风险", "较大", "一般", "B", "黄"),
    "low": ("低", "低风险", "蓝", "C", "D", "绿"),
}
SCALES = {"large": ("大型", "大"), "medium": ("中型",), "small": ("小型", "小"), "micro": ("微型", "微")}


def status_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """An object leaves the denominator from a date, with reason and proof (27号 Art. 16)."""
    if values.get("status") in ("stopped", "closed") and values.get("status_on") is None and "status_on" in values:
        yield Problem("status_on", "已停产或关闭但没有日期，暂按一直不计入应投保处理，请补填日期和依据", refuses=False)


class Enterprise(Record):
    """An enterprise in the base register 底数."""

    kind: ClassVar[Kind]
    name: Annotated[
        str,
        Text(
            title="企业名称",
            group="基本信息",
            required=True,
            name=True,
            length=120,
            width=30,
            example="示例县某某煤业有限公司",
            synonyms=("单位名称", "企业全称", "名称", "生产经营单位", "生产经营单位名称", "公司名称", "企业"),
        ),
    ]
    credit_code: Annotated[
        str | None,
        CreditCode(
            title="统一社会信用代码",
            group="基本信息",
            width=18,
            required=lambda v: v.get("no_code_reason") is None,
            required_text="统一社会信用代码未填写；确实没有的，请在“无代码原因”中说明",
            example="91350100M000100Y43",
            clause="GB 32100-2015",
            help="18位，最后一位是校验位",
            synonyms=("信用代码", "社会信用代码", "统一信用代码", "统一代码", "机构代码", "税号", "纳税人识别号"),
        ),
    ] = None
    no_code_reason: Annotated[
        str | None,
        Text(
            title="无代码原因",
            group="基本信息",
            grid=False,
            length=100,
            help="个体渔船、筹建单位等没有信用代码时说明原因",
        ),
    ] = None
    sector_id: Annotated[
        int,
        Ref(
            title="行业领域",
            group="基本信息",
            target="sector",
            required=True,
            width=12,
            example="非煤矿山",
            clause="应急〔2025〕27号 第二条",
            keys=(RefKey("title", "行业领域", ("行业", "所属行业", "行业类别", "行业分类", "领域", "行业类型")),),
        ),
    ]
    subsector: Annotated[
        str | None,
        Text(
            title="细分行业",
            category=True,
            group="基本信息",
            name=True,
            grid=False,
            length=60,
            example="地下矿山",
            synonyms=("细分领域", "小类", "行业小类"),
        ),
    ] = None
    department_id: Annotated[
        int | None,
        Ref(
            title="主管部门",
            group="基本信息",
            target="department",
            width=14,
            grid=False,
            help="不填则按行业分工确定",
            keys=(RefKey("name", "主管部门", ("行业主管部门", "监管部门", "归口部门")),),
        ),
    ] = None
    township: Annotated[
        str | None,
        Text(
            title="所在乡镇（街道）",
            category=True,
            group="基本信息",
            name=True,
            length=40,
            width=12,
            example="城关镇",
            synonyms=("乡镇", "街道", "所属乡镇", "乡镇街道", "所在乡镇", "属地", "所在街道", "镇街"),
        ),
    ] = None
    address: Annotated[
        str | None,
        Text(
            title="生产经营地址",
            group="基本信息",
            name=True,
            length=200,
            grid=False,
            width=30,
            synonyms=("地址", "详细地址", "经营地址", "住所", "企业地址"),
        ),
    ] = None
    legal_person: Annotated[
        str | None,
        Text(
            title="法定代表人",
            group="人员",
            name=True,
            personal="name",
            length=40,
            grid=False,
            synonyms=("法人", "法人代表", "法定代表人姓名"),
        ),
    ] = None
    principal: Annotated[
        str | None,
        Text(
            title="主要负责人",
            group="人员",
            name=True,
            personal="name",
            length=40,
            width=10,
            synonyms=("负责人", "实际控制人", "企业负责人", "联系人"),
        ),
    ] = None
    phone: Annotated[
        str | None,
        Phone(
            title="联系电话",
            group="人员",
            width=14,
            example="0370-0000000",
            synonyms=("电话", "手机", "手机号", "联系方式", "负责人电话", "电话号码"),
        ),
    ] = None
    safety_officer: Annotated[
        str | None,
        Text(
            title="安全管理负责人",
            group="人员",
            name=True,
            personal="name",
            length=40,
            grid=False,
            synonyms=("安全负责人", "安全员", "分管安全负责人"),
        ),
    ] = None
    safety_phone: Annotated[
        str | None, Phone(title="安全管理电话", group="人员", grid=False, synonyms=("安全负责人电话",))
    ] = None
    headcount: Annotated[
        int | None,
        Count(
            title="从业人员数",
            group="人员",
            unit="人",
            width=10,
            example="50",
            clause="应急〔2025〕27号 第十六条",
            help="全部从业人员，含临时用工和劳务派遣人员",
            synonyms=("从业人数", "职工人数", "员工人数", "员工数", "人数", "职工数", "用工人数", "从业人员"),
        ),
    ] = None
    status: Annotated[
        str | None,
        Choice(
            title="经营状态",
            group="状态",
            options=STATUSES,
            default="active",
            width=8,
            synonyms=("状态", "企业状态", "生产状态", "生产经营状态", "登记状态"),
        ),
    ] = "active"
    status_on: Annotated[
        str | None,
        Day(
            title="停产/关闭日期",
            group="状态",
            help="自此日起不再计入应投保",
            synonyms=("停产日期", "关闭日期", "停产关闭日期", "注销日期", "停业日期"),
        ),
    ] = None
    status_proof: Annotated[
        str | None,
        Text(
            title="停产/关闭依据",
            group="状态",
            grid=False,
            help="停产关闭的文件或现场核实记录",
            synonyms=("停产原因", "关闭原因", "依据"),
        ),
    ] = None
    risk_level: Annotated[
        str | None,
        Choice(
            title="风险等级",
            group="状态",
            options=RISK_LEVELS,
            width=8,
            synonyms=("风险级别", "安全风险等级", "等级", "风险分级"),
        ),
    ] = None
    scale: Annotated[
        str | None,
        Choice(title="企业规模", group="状态", options=SCALES, grid=False, width=8, synonyms=("规模", "规模类型")),
    ] = None
    permit: Annotated[
        str | None,
        Code(title="安全生产许可证号", group="状态", grid=False, width=18, synonyms=("许可证号", "许可证编号")),
    ] = None
    permit_until: Annotated[
        str | None, Day(title="许可证有效期至", group="状态", grid=False, synonyms=("许可证有效期", "有效期至"))
    ] = None
    revenue: Annotated[
        int | None,
        Money(
            title="年营业收入",
            group="状态",
            unit="万元",
            grid=False,
            plausible=(10_000, 10**11),
            synonyms=("营业收入", "年产值", "主营业务收入"),
        ),
    ] = None
    note: Annotated[
        str | None, Text(title="备注", group="状态", length=1000, lines=True, width=20, grid=False, synonyms=("说明",))
    ] = None


Enterprise.kind = Kind(
    "enterprise",
    "企业",
    Enterprise,
    keys=(("credit_code",), ("name", "township")),
    label="name",
    search=("name", "credit_code"),
    order=("id",),
    rules=(status_rule,),
    list_words=("企业底数", "底数台账", "企业名单", "企业台账", "企业名录", "底数"),
    indexes=(
        "name",
        "sector_id",
        "township",
        "headcount",
        "status",
        "risk_level",
        "principal",
        "phone",
        "department_id",
        "status_on",
        "permit",
        "substr(credit_code, 9, 9)",
    ),
)
