"""Claims under a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Code, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day, Money
from ajx_tui.domain.record import Kind, Problem, Record


def _order_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    happened = values.get("happened_on")
    for name, title in (("reported_on", "报案日期"), ("prepaid_on", "预付日期"), ("settled_on", "结案日期")):
        day = values.get(name)
        if happened is not None and day is not None and str(day) < str(happened):
            yield Problem(name, f"{title} {day} 早于出险日期 {happened}")


class Claim(Record):
    """A claim, from report to settlement (保险法 Art. 22–26; heads of loss by 27号 Art. 3)."""

    kind: ClassVar[Kind]
    number: Annotated[
        str,
        Code(
            title="案件号",
            group="案件",
            required=True,
            width=14,
            example="LP00001",
            synonyms=("赔案号", "报案号", "案件编号", "理赔编号", "立案号"),
        ),
    ]
    policy_id: Annotated[
        int,
        Ref(
            title="保单号",
            group="案件",
            target="policy",
            required=True,
            width=18,
            keys=(RefKey("number", "保单号", ("保险单号", "保单编号", "保单号码")),),
        ),
    ]
    happened_on: Annotated[
        str | None, Day(title="出险日期", group="案件", synonyms=("事故日期", "出险时间", "事故发生日期"))
    ] = None
    reported_on: Annotated[str | None, Day(title="报案日期", group="案件", synonyms=("报案时间",))] = None
    accident: Annotated[
        str | None,
        Text(
            title="事故经过",
            group="案件",
            length=4000,
            lines=True,
            grid=False,
            synonyms=("出险经过", "事故情况", "出险原因"),
        ),
    ] = None
    deaths: Annotated[
        int | None, Count(title="死亡人数", group="案件", unit="人", width=8, maximum=10_000, synonyms=("死亡",))
    ] = None
    injuries: Annotated[
        int | None,
        Count(
            title="受伤人数",
            group="案件",
            unit="人",
            width=8,
            maximum=10_000,
            synonyms=("受伤", "伤残人数", "伤亡人数"),
        ),
    ] = None
    prepaid: Annotated[
        int | None,
        Money(
            title="预付赔款",
            group="赔付",
            unit="元",
            width=14,
            plausible=(100, 10**9),
            synonyms=("预付金额", "预赔金额", "预付"),
        ),
    ] = None
    prepaid_on: Annotated[str | None, Day(title="预付日期", group="赔付", grid=False, synonyms=("预付时间",))] = None
    settled: Annotated[
        int | None,
        Money(
            title="结案赔款",
            group="赔付",
            unit="元",
            width=14,
            plausible=(100, 10**9),
            synonyms=("赔款金额", "赔付金额", "结案金额", "已决赔款", "赔款"),
        ),
    ] = None
    settled_on: Annotated[
        str | None, Day(title="结案日期", group="赔付", grid=False, synonyms=("结案时间", "赔付日期"))
    ] = None
    note: Annotated[str | None, Text(title="备注", group="赔付", length=500, lines=True, grid=False)] = None


Claim.kind = Kind(
    "claim",
    "理赔",
    Claim,
    keys=(("number",),),
    label="number",
    search=("number",),
    order=("id",),
    rules=(_order_rule,),
    list_words=("理赔情况", "理赔台账", "赔案清单", "理赔清单"),
    indexes=("policy_id", "happened_on", "reported_on", "prepaid", "settled", "deaths", "injuries", "number"),
)
