"""Floating factors 浮动因子 that made the rate of a policy (seed 四（五）, 二（四）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Listed, Text
from ajx_tui.domain.quantities import Ratio
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import policy_ref


class RateFactor(Record):
    """One reason why the premium of a policy went up or down, as a factor."""

    kind: ClassVar[Kind]
    policy_id: Annotated[int, policy_ref(required=True)]
    factor: Annotated[
        str,
        Listed(
            title="浮动因子",
            code_list="rate_factor",
            required=True,
            width=20,
            example="安全生产标准化等级",
            clause="省实施意见 二（四）",
            help="如：安全风险等级、标准化等级、事故记录、隐患整改、赔付记录、投保人数、诚信记录",
            synonyms=("因子", "浮动项目", "调整因子", "调整项目"),
        ),
    ]
    coefficient: Annotated[
        int,
        Ratio(
            title="浮动系数",
            required=True,
            width=10,
            maximum=10_000_000,
            example="0.9",
            help="0.9 表示下浮一成；也可写“下浮10%”",
            synonyms=("系数", "调整系数", "费率系数"),
        ),
    ]
    basis: Annotated[
        str | None, Text(title="取值依据", length=300, width=30, synonyms=("依据", "说明", "认定依据"))
    ] = None


RateFactor.kind = Kind(
    "rate_factor",
    "费率浮动因子",
    RateFactor,
    keys=(("policy_id", "factor"),),
    label="factor",
    order=("policy_id", "id"),
    list_words=("浮动因子", "费率浮动", "费率因子"),
    indexes=("coefficient",),
)
