"""Published pure loss rates of sectors 行业纯风险损失率 (seed 四（三）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Ref, RefKey, Text
from ajx_tui.domain.quantities import Day, Ratio
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.rules import in_order


class LossRate(Record):
    """The loss rate published for a sector and how long it holds; a new one is a new record."""

    kind: ClassVar[Kind]
    sector_id: Annotated[
        int,
        Ref(
            title="行业领域",
            target="sector",
            required=True,
            width=14,
            keys=(RefKey("title", "行业领域", ("行业", "所属行业", "行业类别")),),
        ),
    ]
    subsector: Annotated[
        str,
        Text(
            title="细分行业",
            category=True,
            name=True,
            length=60,
            required=True,
            default="全行业",
            help="不分细类的填“全行业”",
            synonyms=("细分领域", "小类"),
        ),
    ] = "全行业"
    rate: Annotated[
        int,
        Ratio(
            title="纯风险损失率",
            unit="‰",
            required=True,
            width=12,
            example="3.25",
            clause="省实施意见 四（三）",
            help="不带单位的数按千分之几读；也可写 0.3%",
            synonyms=("损失率", "行业纯风险损失率", "基准纯风险损失率"),
        ),
    ]
    valid_from: Annotated[str, Day(title="适用起始日", required=True, synonyms=("起始日期", "有效期起", "执行日期"))]
    valid_until: Annotated[
        str | None, Day(title="适用截止日", help="未定的不填", synonyms=("截止日期", "有效期止", "有效期至"))
    ] = None
    publisher: Annotated[
        str | None,
        Text(title="发布单位", category=True, name=True, length=100, width=20, synonyms=("发布机构", "公布单位")),
    ] = None
    document: Annotated[
        str | None, Text(title="发布文件", length=200, width=20, help="文件名称和文号", synonyms=("文号", "文件名称"))
    ] = None
    published_on: Annotated[str | None, Day(title="发布日期", synonyms=("公布日期",))] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False)] = None


LossRate.kind = Kind(
    "loss_rate",
    "行业纯风险损失率",
    LossRate,
    keys=(("sector_id", "subsector", "valid_from"),),
    label="sector_id",
    order=("sector_id", "subsector", "valid_from"),
    rules=(in_order(("valid_from", "适用起始日", "valid_until", "适用截止日")),),
    list_words=("纯风险损失率", "行业损失率"),
    indexes=("valid_from",),
)
