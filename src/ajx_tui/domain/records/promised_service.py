"""The services that a policy promises."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Listed, Ref, RefKey, Text
from ajx_tui.domain.quantities import Count
from ajx_tui.domain.record import Kind, Record


class PromisedService(Record):
    """One service item agreed in a policy or a service contract, with its number of times (seed 四（六）)."""

    kind: ClassVar[Kind]
    policy_id: Annotated[
        int,
        Ref(
            title="保单号", target="policy", required=True, width=18, keys=(RefKey("number", "保单号", ("保险单号",)),)
        ),
    ]
    item: Annotated[
        str, Listed(title="服务项目", code_list="service_item", required=True, width=20, synonyms=("服务内容", "项目"))
    ]
    times: Annotated[
        int, Count(title="约定次数", required=True, unit="次", maximum=1000, width=8, synonyms=("次数", "频次"))
    ]
    note: Annotated[str | None, Text(title="备注", length=300)] = None


PromisedService.kind = Kind(
    "promised_service",
    "约定服务",
    PromisedService,
    keys=(("policy_id", "item"),),
    label="item",
    order=("policy_id",),
    list_words=("约定服务", "服务约定"),
    indexes=("policy_id",),
)
