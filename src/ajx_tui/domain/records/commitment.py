"""Public commitments 公开承诺 of insurers, and where they were broken (seed 四（一）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Ref, RefKey, Text
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import insurer_ref
from ajx_tui.domain.rules import in_order


class Commitment(Record):
    """What an insurer publicly undertook when it entered the local business."""

    kind: ClassVar[Kind]
    insurer_id: Annotated[int, insurer_ref(group="承诺", required=True)]
    content: Annotated[
        str,
        Text(
            title="承诺内容",
            group="承诺",
            required=True,
            length=1000,
            lines=True,
            width=36,
            example="接到报案后两小时内到达现场",
            clause="省实施意见 四（一）",
            help="一项承诺登记一条，便于逐项核对是否兑现",
            synonyms=("承诺事项", "公开承诺", "承诺"),
        ),
    ]
    made_on: Annotated[
        str,
        Day(
            title="承诺日期",
            group="承诺",
            required=True,
            example="2026-01-15",
            synonyms=("作出承诺日期", "签订日期", "公开日期", "承诺时间"),
        ),
    ]
    topic: Annotated[
        str | None,
        Text(
            title="承诺类别",
            category=True,
            group="承诺",
            name=True,
            length=40,
            width=10,
            example="理赔时效",
            help="如：费率、理赔时效、预防服务、不正当竞争",
            synonyms=("类别", "承诺类型"),
        ),
    ] = None
    published_in: Annotated[
        str | None,
        Text(
            title="公开途径",
            group="公开",
            length=200,
            width=20,
            example="县政府门户网站",
            help="网站、公众号、营业场所公示栏等",
            synonyms=("公开方式", "公开渠道", "公示途径"),
        ),
    ] = None
    valid_until: Annotated[
        str | None,
        Day(title="有效期至", group="公开", help="长期有效的不填", synonyms=("承诺期限", "截止日期")),
    ] = None
    clause: Annotated[
        str | None,
        Text(title="对应条款", group="公开", length=200, grid=False, help="承诺所依据的文件和条款", synonyms=("依据",)),
    ] = None
    note: Annotated[str | None, Text(title="备注", group="公开", length=500, lines=True, grid=False)] = None


Commitment.kind = Kind(
    "commitment",
    "公开承诺",
    Commitment,
    keys=(("insurer_id", "made_on", "content"),),
    label="content",
    search=("content",),
    order=("insurer_id", "made_on"),
    rules=(in_order(("made_on", "承诺日期", "valid_until", "有效期至")),),
    list_words=("公开承诺", "承诺清单", "承诺书"),
    indexes=("made_on", "valid_until"),
    help="政府引导投保但不指定机构：承诺由保险机构自己作出，向社会公开，兑现情况由各方监督",
)


class Breach(Record):
    """A commitment that was not kept, and what was done about it."""

    kind: ClassVar[Kind]
    commitment_id: Annotated[
        int,
        Ref(
            title="承诺内容",
            group="违诺",
            target="commitment",
            required=True,
            width=32,
            keys=(RefKey("content", "承诺内容", ("承诺事项", "违反的承诺")),),
        ),
    ]
    found_on: Annotated[
        str, Day(title="发现日期", group="违诺", required=True, synonyms=("违诺日期", "核实日期", "查实日期"))
    ]
    facts: Annotated[
        str,
        Text(
            title="违诺事实",
            group="违诺",
            required=True,
            length=2000,
            lines=True,
            width=36,
            clause="省实施意见 四（一）",
            synonyms=("违诺情况", "事实", "情况说明"),
        ),
    ]
    source: Annotated[
        str | None,
        Text(
            title="线索来源",
            category=True,
            group="违诺",
            length=100,
            grid=False,
            help="投诉、检查、评估等",
            synonyms=("来源",),
        ),
    ] = None
    handling: Annotated[
        str | None,
        Text(
            title="处理情况",
            group="处理",
            length=2000,
            lines=True,
            width=28,
            required=lambda v: v.get("closed_on") is not None,
            required_text="已办结的违诺须写明处理情况",
            synonyms=("处理结果", "处置情况", "整改情况"),
        ),
    ] = None
    informed_on: Annotated[
        str | None,
        Day(
            title="通报监管部门日期",
            group="处理",
            grid=False,
            clause="省实施意见 四（三）",
            help="向金融监管部门通报的日期",
            synonyms=("通报日期", "移送日期"),
        ),
    ] = None
    closed_on: Annotated[str | None, Day(title="办结日期", group="处理", synonyms=("处理完成日期", "销号日期"))] = None
    note: Annotated[str | None, Text(title="备注", group="处理", length=500, lines=True, grid=False)] = None


Breach.kind = Kind(
    "breach",
    "违诺",
    Breach,
    keys=(("commitment_id", "found_on", "facts"),),
    label="facts",
    search=("facts",),
    order=("found_on",),
    rules=(in_order(("found_on", "发现日期", "closed_on", "办结日期")),),
    indexes=("found_on", "closed_on"),
)
