"""Documents used by several tests."""

from __future__ import annotations

import datetime as dt

from pypdf import PdfReader

from ajx_tui.documents.blocks import (
    Align,
    Attachment,
    AttachmentList,
    Bar,
    BarChart,
    BlankLines,
    Block,
    Column,
    Document,
    DocumentHead,
    DocumentMeta,
    DocumentNumber,
    Figure,
    FormField,
    FormLine,
    Heading,
    Imprint,
    LineChart,
    Note,
    NumberFormat,
    Paragraph,
    Ratio,
    Recipient,
    RenderReport,
    Run,
    Series,
    SignatureBlock,
    Table,
    Title,
)

BODY = (
    "为落实《中华人民共和国安全生产法》（2021年修正）和《安全生产责任保险实施办法》（应急〔2025〕27号），"
    "截至2026年10月31日，全县应投保对象186家，已投保163家，投保率87.6%；其中“煤矿”“非煤矿山”等行业……均已覆盖。"
)

HOSTILE = (
    "[/甲]",
    "[red]红[/red]",
    "制\t表\n换行\r\n又一行",
    "名" * 2000,
    "𠮷野",
    "零\u200b宽",
    "=1+1",
    "<b>&amp;</b>]]>",
    "控\x00\x07\x1b[31m制",
    "方\u202e向",
    "\ud800半",
    "\ufffe\uffff非字符",
    "(括\\号)",
    "e\u0301",
    "",
    " ",
    "😀",
    "W" * 500,
    "\x00\x07abc",
    "\u202e\u2066abc\u2069",
    "x" * 200 + "甲" * 200,
)
"""What people, programs and accidents put into a text field."""


def document(*blocks: Block, **meta: object) -> Document:
    """A document of some blocks."""
    return Document(DocumentMeta(title=str(meta.pop("title", "测试文书")), **meta), tuple(blocks))  # type: ignore[arg-type]


def table(rows: int, **options: object) -> Table:
    """A register-like table."""
    columns = (
        Column("序号", 0.5, Align.CENTER),
        Column("企业名称", 2.5),
        Column("应保", 1, format=NumberFormat.INTEGER, group="投保情况"),
        Column("已保", 1, format=NumberFormat.INTEGER, group="投保情况"),
        Column("投保率", 1, format=NumberFormat.RATE, group="投保情况"),
        Column("保费（万元）", 1.2, format=NumberFormat.WAN),
    )
    cells = [(str(i + 1), f"甲县第{i + 1}矿业有限公司", i, i // 2, Ratio(i // 2, i), i * 123_456) for i in range(rows)]
    return Table(columns, cells, **options)  # type: ignore[arg-type]


def every_block() -> Document:
    """A document with every kind of block."""
    bars = (Bar("煤矿", Ratio(3, 3), "3/3"), Bar("烟花爆竹", Ratio(0, 0)), Bar("建筑施工", Ratio(35, 48), "35/48"))
    return document(
        DocumentHead("甲县安全生产委员会办公室文件", DocumentNumber("甲安委办", 2026, 12), signer="某某某"),
        Title("甲县2026年安全生产责任保险扩面提质工作方案", "（截至2026年10月31日）"),
        Recipient("各乡镇人民政府"),
        Paragraph(BODY),
        Heading(1, "指导思想", 1),
        Paragraph((Run("应投保对象"), Run("186家", evidence="due"), Run("须全部投保", bold=True), Run("。"))),
        Heading(2, "摸清底数", 2),
        Heading(3, "逐级核对", 3),
        Heading(4, "到户核对", 4),
        Paragraph(BODY),
        BarChart("分行业投保率", bars, reference=1.0, reference_label="目标100%"),
        LineChart("分月走势", ("8月", "9月", "10月"), (Series("新增保单", (3, None, 9)), Series("隐患", (1, 2, 4)))),
        table(
            3,
            caption="投保情况",
            unit="单位：家",
            note="注：口径见正文。",
            total=("", "合计", 3, 1, Ratio(1, 3), 370_368),
        ),
        Note("注：以上为本级自定口径。"),
        AttachmentList(("任务分工表", "应投保底数表")),
        SignatureBlock(("甲县安全生产委员会办公室",), dt.date(2026, 11, 3)),
        Attachment(1, "任务分工表"),
        Table((Column("任务", 2), Column("责任单位")), (("摸底", Figure("县应急管理局", "dept")),)),
        Attachment(2, "应投保底数表"),
        table(40, landscape=True),
        FormLine((FormField("检查人员："), FormField("证号：", "0123"))),
        BlankLines(3, "检查意见："),
        Imprint("甲县安全生产委员会办公室", dt.date(2026, 11, 3), ("市安委会办公室",)),
        author="甲县安全生产委员会办公室",
        subject="工作方案",
        as_of=dt.date(2026, 10, 31),
        revision="r7",
        keywords=("安责险",),
        demo=True,
    )


Rendered = tuple[PdfReader, RenderReport]
