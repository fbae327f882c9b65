"""Directories 名录 of insurers and service bodies (seed 四（二）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, CreditCode, Phone, Ref, RefKey, Text
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind, Record

BODY_TYPES = {
    "third_party": ("第三方机构", "安全生产技术服务机构", "服务机构", "第三方"),
    "insurer": ("保险机构自有力量", "保险公司", "自有力量", "自有"),
}


class Insurer(Record):
    """An insurer, usually the branch that serves the county."""

    kind: ClassVar[Kind]
    name: Annotated[
        str,
        Text(
            title="保险机构名称",
            required=True,
            name=True,
            length=100,
            width=30,
            example="甲财产保险股份有限公司示例支公司",
            synonyms=("保险公司", "保险机构", "承保机构", "承保公司", "公司名称", "机构名称"),
        ),
    ]
    aliases: Annotated[
        str | None,
        Text(title="简称", width=14, help="用顿号隔开，导入时等同于全称", example="甲保险", synonyms=("别名",)),
    ] = None
    credit_code: Annotated[str | None, CreditCode(title="统一社会信用代码", width=18, synonyms=("信用代码",))] = None
    licence: Annotated[
        str | None, Text(title="经营保险业务许可证号", width=16, synonyms=("许可证号", "经营许可证"))
    ] = None
    qualified_from: Annotated[str | None, Day(title="名录起始日", synonyms=("有效期起", "起始日期"))] = None
    qualified_until: Annotated[str | None, Day(title="名录截止日", synonyms=("有效期止", "有效期至"))] = None
    contact: Annotated[str | None, Text(title="联系人", name=True, personal="name", synonyms=("负责人",))] = None
    phone: Annotated[str | None, Phone(title="联系电话", width=14, synonyms=("电话",))] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False)] = None


Insurer.kind = Kind(
    "insurer",
    "保险机构",
    Insurer,
    keys=(("name",),),
    label="name",
    search=("name", "aliases", "credit_code"),
    order=("name",),
    list_words=("保险机构名录", "保险公司名单", "承保机构名录"),
)


class ServiceBody(Record):
    """A body that does prevention visits: a third party, or an insurer's own staff."""

    kind: ClassVar[Kind]
    name: Annotated[
        str,
        Text(
            title="服务机构名称",
            required=True,
            name=True,
            length=100,
            width=30,
            example="示例安全技术服务有限公司",
            synonyms=("服务机构", "技术服务机构", "机构名称", "单位名称"),
        ),
    ]
    aliases: Annotated[
        str | None, Text(title="简称", width=14, help="用顿号隔开，导入时等同于全称", synonyms=("别名",))
    ] = None
    type: Annotated[str | None, Choice(title="机构类型", options=BODY_TYPES, width=14, synonyms=("类型", "性质"))] = (
        None
    )
    insurer_id: Annotated[
        int | None,
        Ref(title="所属保险机构", target="insurer", width=24, keys=(RefKey("name", "所属保险机构", ("保险公司",)),)),
    ] = None
    credit_code: Annotated[str | None, CreditCode(title="统一社会信用代码", width=18, synonyms=("信用代码",))] = None
    qualification: Annotated[str | None, Text(title="专业资质", width=20, synonyms=("资质", "资质证书编号"))] = None
    qualified_from: Annotated[str | None, Day(title="资质起始日", synonyms=("有效期起",))] = None
    qualified_until: Annotated[str | None, Day(title="资质截止日", synonyms=("有效期止", "有效期至"))] = None
    contact: Annotated[str | None, Text(title="联系人", name=True, personal="name", synonyms=("负责人",))] = None
    phone: Annotated[str | None, Phone(title="联系电话", width=14, synonyms=("电话",))] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False)] = None


ServiceBody.kind = Kind(
    "service_body",
    "服务机构",
    ServiceBody,
    keys=(("name",),),
    label="name",
    search=("name", "aliases", "credit_code"),
    order=("name",),
    list_words=("服务机构名录", "技术服务机构名单"),
)
