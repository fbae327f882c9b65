"""Enterprises, and the objects of theirs that must be insured 应投保对象."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, CreditCode, Phone, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money
from ajx_tui.domain.record import Kind, Problem, Record, Variant

STATUSES = {
    "active": ("在营", "正常", "生产", "营业", "开业", "在业", "存续", "正常生产", "在产", "在建", "在用"),
    "stopped": ("停产", "停业", "停产停业", "歇业", "停工", "停航", "暂停"),
    "closed": ("关闭", "注销", "吊销", "关停", "已关闭", "破产", "报废"),
    "finished": ("完工", "竣工", "已竣工", "已完工"),
}
RISK_LEVELS = {"high": ("高", "高风险", "红", "重大", "A"), "medium": ("中", "中风险", "较大", "一般", "B", "黄"),
    "low": ("低", "低风险", "蓝", "C", "D", "绿")}
SCALES = {"large": ("大型", "大"), "medium": ("中型",), "small": ("小型", "小"), "micro": ("微型", "微")}
OBJECT_TYPES = {
    "enterprise": ("企业",),
    "project": ("在建工程", "工程项目", "项目"),
    "licence": ("许可证", "证照"),
    "vessel": ("船舶", "渔船"),
}


def _status_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """An object leaves the denominator from a date, with reason and proof (27号 Art. 16)."""
    if values.get("status") in ("stopped", "closed") and values.get("status_on") is None and "status_on" in values:
        yield Problem("status_on", "已停产或关闭但没有日期，暂按一直不计入应投保处理，请补填日期和依据", refuses=False)


def _term_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    start, end = values.get("start_on"), values.get("end_on")
    if start is not None and end is not None and str(end) < str(start):
        yield Problem("end_on", f"截止日 {end} 早于起始日 {start}")


class Enterprise(Record):
    """An enterprise in the base register 底数."""

    kind: ClassVar[Kind]
    name: Annotated[str, Text(title="企业名称", group="基本信息", required=True, name=True, length=120, width=30,
        example="示例县某某煤业有限公司",
        synonyms=("单位名称", "企业全称", "名称", "生产经营单位", "生产经营单位名称", "公司名称", "企业"))]
    credit_code: Annotated[str | None, CreditCode(title="统一社会信用代码", group="基本信息", width=18,
        required=lambda v: v.get("no_code_reason") is None,
        required_text="统一社会信用代码未填写；确实没有的，请在“无代码原因”中说明",
        example="91350100M000100Y43", clause="GB 32100-2015", help="18位，最后一位是校验位",
        synonyms=("信用代码", "社会信用代码", "统一信用代码", "统一代码", "机构代码", "税号", "纳税人识别号"))] = None
    no_code_reason: Annotated[str | None, Text(title="无代码原因", group="基本信息", grid=False, length=100,
        help="个体渔船、筹建单位等没有信用代码时说明原因")] = None
    sector_id: Annotated[int, Ref(title="行业领域", group="基本信息", target="sector", required=True, width=12,
        example="非煤矿山", clause="应急〔2025〕27号 第二条",
        keys=(RefKey("title", "行业领域", ("行业", "所属行业", "行业类别", "行业分类", "领域", "行业类型")),))]
    subsector: Annotated[str | None, Text(title="细分行业", group="基本信息", name=True, grid=False, length=60,
        example="地下矿山", synonyms=("细分领域", "小类", "行业小类"))] = None
    department_id: Annotated[int | None, Ref(title="主管部门", group="基本信息", target="department", width=14,
        grid=False, help="不填则按行业分工确定",
        keys=(RefKey("name", "主管部门", ("行业主管部门", "监管部门", "归口部门")),))] = None
    township: Annotated[str | None, Text(title="所在乡镇（街道）", group="基本信息", name=True, length=40, width=12,
        example="城关镇", synonyms=("乡镇", "街道", "所属乡镇", "乡镇街道", "所在乡镇", "属地", "所在街道", "镇街"))] = None
    address: Annotated[str | None, Text(title="生产经营地址", group="基本信息", name=True, length=200, grid=False,
        width=30, synonyms=("地址", "详细地址", "经营地址", "住所", "企业地址"))] = None
    legal_person: Annotated[str | None, Text(title="法定代表人", group="人员", name=True, personal="name", length=40,
        grid=False, synonyms=("法人", "法人代表", "法定代表人姓名"))] = None
    principal: Annotated[str | None, Text(title="主要负责人", group="人员", name=True, personal="name", length=40,
        width=10, synonyms=("负责人", "实际控制人", "企业负责人", "联系人"))] = None
    phone: Annotated[str | None, Phone(title="联系电话", group="人员", width=14, example="0370-0000000",
        synonyms=("电话", "手机", "手机号", "联系方式", "负责人电话", "电话号码"))] = None
    safety_officer: Annotated[str | None, Text(title="安全管理负责人", group="人员", name=True, personal="name",
        length=40, grid=False, synonyms=("安全负责人", "安全员", "分管安全负责人"))] = None
    safety_phone: Annotated[str | None, Phone(title="安全管理电话", group="人员", grid=False,
        synonyms=("安全负责人电话",))] = None
    headcount: Annotated[int | None, Count(title="从业人员数", group="人员", unit="人", width=10, example="50",
        clause="应急〔2025〕27号 第十六条", help="全部从业人员，含临时用工和劳务派遣人员",
        synonyms=("从业人数", "职工人数", "员工人数", "员工数", "人数", "职工数", "用工人数", "从业人员"))] = None
    status: Annotated[str | None, Choice(title="经营状态", group="状态", options=STATUSES, default="active", width=8,
        synonyms=("状态", "企业状态", "生产状态", "生产经营状态", "登记状态"))] = "active"
    status_on: Annotated[str | None, Day(title="停产/关闭日期", group="状态",
        help="自此日起不再计入应投保", synonyms=("停产日期", "关闭日期", "停产关闭日期", "注销日期", "停业日期"))] = None
    status_proof: Annotated[str | None, Text(title="停产/关闭依据", group="状态", grid=False,
        help="停产关闭的文件或现场核实记录", synonyms=("停产原因", "关闭原因", "依据"))] = None
    risk_level: Annotated[str | None, Choice(title="风险等级", group="状态", options=RISK_LEVELS, width=8,
        synonyms=("风险级别", "安全风险等级", "等级", "风险分级"))] = None
    scale: Annotated[str | None, Choice(title="企业规模", group="状态", options=SCALES, grid=False, width=8,
        synonyms=("规模", "规模类型"))] = None
    permit: Annotated[str | None, Code(title="安全生产许可证号", group="状态", grid=False, width=18,
        synonyms=("许可证号", "许可证编号"))] = None
    permit_until: Annotated[str | None, Day(title="许可证有效期至", group="状态", grid=False,
        synonyms=("许可证有效期", "有效期至"))] = None
    revenue: Annotated[int | None, Money(title="年营业收入", group="状态", unit="万元", grid=False,
        plausible=(10_000, 10**11), synonyms=("营业收入", "年产值", "主营业务收入"))] = None
    note: Annotated[str | None, Text(title="备注", group="状态", length=1000, lines=True, width=20, grid=False,
        synonyms=("说明",))] = None


Enterprise.kind = Kind("enterprise", "企业", Enterprise, keys=(("credit_code",), ("name", "township")), label="name",
    search=("name", "credit_code"), order=("id",), rules=(_status_rule,),
    list_words=("企业底数", "底数台账", "企业名单", "企业台账", "企业名录", "底数"),
    indexes=("name", "sector_id", "township", "headcount", "status", "risk_level", "principal", "phone",
        "department_id", "status_on"))


class InsuredObject(Record):
    """An object that must be insured: the enterprise as a whole, a project, a licence or a vessel.

    Each enterprise has exactly one of type 'enterprise'. Sector, township, headcount and status that are empty
    here are the enterprise's own.
    """

    kind: ClassVar[Kind]
    enterprise_id: Annotated[int, Ref(title="所属企业", target="enterprise", required=True, width=28, group="基本信息",
        keys=(RefKey("credit_code", "所属企业统一社会信用代码", ("统一社会信用代码", "信用代码", "社会信用代码")),
            RefKey("name", "所属企业名称", ("企业名称", "单位名称", "所属企业"))))]
    type: Annotated[str, Choice(title="对象类型", options=OBJECT_TYPES, required=True, width=10, group="基本信息")]
    code: Annotated[str | None, Code(title="证照编号", width=18, group="基本信息",
        required=lambda v: v.get("type") != "enterprise", example="SG20250001",
        help="施工许可证号、许可证号或船名号")] = None
    name: Annotated[str | None, Text(title="对象名称", name=True, length=120, width=28, group="基本信息",
        required=lambda v: v.get("type") == "project")] = None
    sector_id: Annotated[int | None, Ref(title="行业领域", target="sector", group="基本信息",
        help="与企业不同时填写", keys=(RefKey("title", "行业领域", ("行业", "所属行业")),))] = None
    township: Annotated[str | None, Text(title="所在乡镇（街道）", name=True, length=40, group="基本信息",
        help="与企业不同时填写", synonyms=("乡镇", "工程所在地", "项目所在地", "所在乡镇", "属地"))] = None
    cost: Annotated[int | None, Money(title="工程造价", unit="万元", width=12, group="期限与人员",
        plausible=(50_000, 10**11), synonyms=("造价", "合同价", "合同金额", "工程总造价", "合同造价", "投资额"))] = None
    start_on: Annotated[str | None, Day(title="起始日期", group="期限与人员",
        synonyms=("有效期起", "起始日", "发证日期", "生效日期"))] = None
    end_on: Annotated[str | None, Day(title="截止日期", group="期限与人员",
        synonyms=("有效期止", "有效期至", "截止日", "到期日期"))] = None
    headcount: Annotated[int | None, Count(title="从业人员数", unit="人", group="期限与人员",
        synonyms=("人数", "从业人数", "船员人数", "作业人员数"))] = None
    status: Annotated[str | None, Choice(title="状态", options=STATUSES, width=8, group="期限与人员",
        help="与企业不同时填写", synonyms=("工程状态", "项目状态", "施工状态", "证照状态"))] = None
    status_on: Annotated[str | None, Day(title="停工/完工/注销日期", group="期限与人员",
        synonyms=("停工日期", "完工日期", "实际竣工日期", "竣工日期", "注销日期"))] = None
    status_proof: Annotated[str | None, Text(title="停工/注销依据", grid=False, group="期限与人员")] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, group="期限与人员")] = None


_PROJECT = Variant(
    "project", "在建工程", fixed={"type": "project"},
    titles={"code": "施工许可证号", "name": "工程名称", "start_on": "开工日期", "end_on": "计划竣工日期",
        "headcount": "现场从业人员", "enterprise_id.credit_code": "施工单位统一社会信用代码",
        "enterprise_id.name": "施工单位"},
    synonyms={"code": ("施工许可证", "许可证号", "施工许可", "施工许可证编号"), "name": ("项目名称", "工程项目名称", "工程", "项目"),
        "start_on": ("开工时间", "合同开工日期", "实际开工日期"), "end_on": ("竣工日期", "合同竣工日期", "预计竣工日期", "计划竣工时间", "计划完工日期"),
        "headcount": ("现场人数", "施工人数", "现场施工人数", "作业人数", "用工人数"),
        "enterprise_id.credit_code": ("施工单位信用代码", "施工企业统一社会信用代码", "总包单位统一社会信用代码"),
        "enterprise_id.name": ("施工企业", "总包单位", "施工总承包单位", "承建单位", "施工单位名称")},
    required=("code", "name"), list_words=("在建工程", "工程一览", "项目清单", "在建项目", "工程项目"))
_LICENCE = Variant(
    "licence", "许可证", fixed={"type": "licence"},
    titles={"code": "许可证编号", "name": "许可范围"},
    synonyms={"code": ("许可证号", "安全生产许可证号", "采矿许可证号", "证书编号", "证照编号"),
        "name": ("许可内容", "矿山名称", "生产系统", "许可项目")},
    fields=("enterprise_id", "code", "name", "sector_id", "township", "start_on", "end_on", "headcount", "status",
        "status_on", "note"),
    required=("code",), list_words=("许可证清单", "许可证台账", "证照清单", "采矿许可"))
_VESSEL = Variant(
    "vessel", "船舶", fixed={"type": "vessel"},
    titles={"code": "船名号", "name": "船舶类型", "headcount": "船员人数"},
    synonyms={"code": ("渔船编码", "船舶登记号", "船号", "渔船名称", "船名"), "name": ("作业类型", "船舶种类"),
        "headcount": ("核定船员数", "在船人数")},
    fields=("enterprise_id", "code", "name", "sector_id", "township", "start_on", "end_on", "headcount", "status",
        "status_on", "note"),
    required=("code",), list_words=("渔船名录", "船舶清单", "渔船台账", "船舶台账"))

InsuredObject.kind = Kind("insured_object", "应投保对象", InsuredObject, keys=(("type", "code"),), label="name",
    search=("name", "code"), order=("id",), rules=(_status_rule, _term_rule), variants=(_PROJECT, _LICENCE, _VESSEL),
    unique=("enterprise_id) WHERE type = 'enterprise' AND deleted_at IS NULL",),
    indexes=("enterprise_id", "sector_id", "type", "end_on", "name", "code"))
