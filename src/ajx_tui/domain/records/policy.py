"""Policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money, Percent, Ratio
from ajx_tui.domain.record import Kind, Problem, Record

PREMIUM_SOURCES = {
    "safety_fund": ("安全生产费用", "安全费用", "安全生产费"),
    "own_cost": ("企业成本费用", "企业自有资金", "企业自筹", "成本"),
    "employees": ("从业人员承担", "职工分摊", "个人缴纳", "摊派"),
    "other": ("其他",),
}


def _term_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    start, end, ended = (values.get(n) for n in ("start_on", "end_on", "ended_on"))
    if start is not None and end is not None and str(end) < str(start):
        yield Problem("end_on", f"保险止期 {end} 早于保险起期 {start}")
    if ended is not None and start is not None and str(ended) < str(start):
        yield Problem("ended_on", f"终止日期 {ended} 早于保险起期 {start}")
    elif ended is not None and end is not None and str(ended) > str(end):
        yield Problem("ended_on", f"终止日期 {ended} 晚于保险止期 {end}")


def _received_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    premium, received = values.get("premium"), values.get("premium_received")
    if premium is not None and received is not None and int(received) > int(premium):
        yield Problem("premium_received", "实收保费大于保费，请核对", refuses=False)


class Policy(Record):
    """A policy of 安全生产责任保险 for one insured object (27号 Art. 3, 6, 14–16)."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="保单号",
            group="保单",
            required=True,
            width=18,
            example="PZ20260001",
            synonyms=("保险单号", "保单号码", "保险单号码", "保单编号", "保险合同号"),
        ),
    ]
    enterprise_id: Annotated[
        int,
        Ref(
            title="投保单位",
            group="保单",
            target="enterprise",
            required=True,
            width=28,
            keys=(
                RefKey(
                    "credit_code",
                    "统一社会信用代码",
                    ("信用代码", "社会信用代码", "投保人代码", "投保单位代码", "证件号码"),
                ),
                RefKey(
                    "name",
                    "投保单位",
                    ("投保人", "企业名称", "投保企业", "被保险人", "单位名称", "投保单位名称", "投保人名称"),
                ),
            ),
        ),
    ]
    object_id: Annotated[
        int | None,
        Ref(
            title="应投保对象",
            group="保单",
            target="insured_object",
            grid=False,
            width=18,
            help="在建工程、许可证或船舶投保时选择；企业整体投保可不填",
            keys=(
                RefKey(
                    "code", "施工许可证号", ("许可证号", "工程编号", "项目编号", "船名号", "许可证编号", "标的编号")
                ),
            ),
        ),
    ] = None
    insurer_id: Annotated[
        int | None,
        Ref(
            title="保险机构",
            group="保单",
            target="insurer",
            creates=True,
            width=24,
            keys=(RefKey("name", "保险机构", ("保险公司", "承保公司", "承保机构", "保险人", "承保单位")),),
        ),
    ] = None
    start_on: Annotated[
        str,
        Day(
            title="保险起期",
            group="期限",
            required=True,
            synonyms=("起保日期", "保险期间起", "起期", "生效日期", "保险起始日期", "起始日期", "保险责任起期"),
        ),
    ]
    end_on: Annotated[
        str,
        Day(
            title="保险止期",
            group="期限",
            required=True,
            synonyms=(
                "终保日期",
                "保险期间止",
                "止期",
                "到期日期",
                "保险终止日期",
                "截止日期",
                "保险责任止期",
                "满期日期",
            ),
        ),
    ]
    headcount: Annotated[
        int | None,
        Count(
            title="投保人数",
            group="保障",
            unit="人",
            width=8,
            clause="应急〔2025〕27号 第十六条",
            synonyms=("参保人数", "被保险人数", "承保人数", "人数", "在保人数"),
        ),
    ] = None
    declared_all: Annotated[
        int | None,
        Flag(
            title="全员投保声明",
            group="保障",
            width=8,
            grid=False,
            clause="应急〔2025〕27号 第十六条",
            help="投保单位书面声明已为全部从业人员投保，含临时用工和劳务派遣人员",
            synonyms=("是否全员投保", "全员投保承诺"),
        ),
    ] = None
    limit_person: Annotated[
        int | None,
        Money(
            title="每人责任限额",
            per_head=True,
            group="保障",
            unit="万元",
            width=12,
            plausible=(50_000, 20_000_000),
            clause="应急〔2025〕27号 第十五条",
            synonyms=(
                "每人限额",
                "每人赔偿限额",
                "每人死亡伤残责任限额",
                "每人伤亡责任限额",
                "单人限额",
                "每人保额",
                "人均限额",
            ),
        ),
    ] = None
    limit_total: Annotated[
        int | None,
        Money(
            title="累计责任限额",
            group="保障",
            unit="万元",
            width=12,
            grid=False,
            plausible=(200_000, 10**11),
            synonyms=("累计限额", "保险金额", "总保额", "累计保额", "总限额", "累计赔偿限额"),
        ),
    ] = None
    premium: Annotated[
        int | None,
        Money(
            title="保费",
            group="保费",
            unit="元",
            width=12,
            plausible=(500, 10**8),
            synonyms=("保险费", "应收保费", "签单保费", "保费金额", "总保费"),
        ),
    ] = None
    premium_received: Annotated[
        int | None,
        Money(
            title="实收保费",
            group="保费",
            unit="元",
            width=12,
            plausible=(500, 10**8),
            synonyms=("已收保费", "实缴保费", "到账保费", "实收金额"),
        ),
    ] = None
    premium_source: Annotated[
        str | None,
        Choice(
            title="保费来源",
            group="保费",
            options=PREMIUM_SOURCES,
            grid=False,
            width=12,
            clause="应急〔2025〕27号 第六条",
            synonyms=("保费列支渠道", "资金来源"),
        ),
    ] = None
    commission: Annotated[
        int | None,
        Percent(
            title="佣金比例",
            group="保费",
            width=8,
            clause="应急〔2025〕27号 第十四条",
            synonyms=("佣金率", "手续费比例", "手续费率", "经纪佣金比例", "佣金"),
        ),
    ] = None
    base_rate: Annotated[
        int | None,
        Ratio(
            title="基准费率",
            group="费率",
            unit="‰",
            width=10,
            grid=False,
            clause="省实施意见 二（四）",
            help="不带单位的数按千分之几读",
            synonyms=("基础费率", "行业基准费率"),
        ),
    ] = None
    base_premium: Annotated[
        int | None,
        Money(
            title="每人基准保费",
            per_head=True,
            group="费率",
            unit="元",
            width=10,
            grid=False,
            plausible=(10, 100_000),
            help="按人数计费的填写",
            synonyms=("人均基准保费", "基准保费"),
        ),
    ] = None
    floating: Annotated[
        int | None,
        Ratio(
            title="浮动系数",
            group="费率",
            width=8,
            grid=False,
            maximum=10_000_000,
            clause="省实施意见 四（五）",
            help="各浮动因子相乘的结果；0.9 也可写“下浮10%”",
            synonyms=("费率浮动系数", "费率浮动", "综合系数"),
        ),
    ] = None
    promised_visits: Annotated[
        int | None,
        Count(
            title="约定服务次数",
            group="服务",
            unit="次",
            width=10,
            maximum=1000,
            synonyms=("服务次数", "约定服务频次", "应服务次数", "预防服务次数", "服务频次"),
        ),
    ] = None
    ended_on: Annotated[
        str | None,
        Day(
            title="终止日期",
            group="终止",
            help="提前解除或退保的日期，自此日起不在保",
            synonyms=("退保日期", "解除日期", "注销日期", "提前终止日期"),
        ),
    ] = None
    end_reason: Annotated[
        str | None,
        Text(
            title="终止原因",
            category=True,
            group="终止",
            width=14,
            length=100,
            grid=False,
            required=lambda v: v.get("ended_on") is not None,
            required_text="有终止日期时须写明终止原因",
            synonyms=("退保原因", "解除原因", "注销原因"),
        ),
    ] = None
    product: Annotated[
        str | None,
        Text(
            title="险种",
            category=True,
            group="终止",
            name=True,
            length=60,
            grid=False,
            help="雇主责任险、团体意外险、工伤保险不是安责险",
            synonyms=("产品名称", "险种名称", "保险产品"),
        ),
    ] = None
    renews_id: Annotated[
        int | None,
        Ref(
            title="续保自",
            group="终止",
            target="policy",
            grid=False,
            keys=(RefKey("number", "上年度保单号", ("原保单号", "续保保单号", "上期保单号")),),
        ),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="终止", length=500, lines=True, grid=False)] = None


Policy.kind = Kind(
    "policy",
    "保单",
    Policy,
    keys=(("number", "object_id"),),
    label="number",
    search=("number",),
    order=("id",),
    rules=(_term_rule, _received_rule),
    list_words=("承保清单", "保单清单", "承保明细", "投保清单", "保单台账"),
    indexes=(
        "enterprise_id",
        "object_id, start_on, end_on, ended_on, deleted_at, product, headcount, limit_person, insurer_id",
        "insurer_id",
        "start_on",
        "end_on",
        "headcount",
        "limit_person",
        "premium",
        "premium_received",
        "commission",
        "promised_visits",
        "ended_on",
        "number",
    ),
)
