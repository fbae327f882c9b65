"""Official documents as records: the working text, every version that was written, and every paper that went out.

A version is what an exported file says and what it was made from, so that a number in a signed paper can be followed to
its records years later (domain §4.5, §4.7). The papers are the office's 发文登记: one line for each 发文字号, and for
each paper without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Code, Flag, Ref, RefKey, Text, Value
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Problem, Record
from ajx_tui.domain.records.refs import enterprise_ref
from ajx_tui.domain.rules import in_order

LONGEST = 2_000_000
"""Characters of the chapters and numbers of one version, kept as JSON."""
FILE_FORMATS = {"pdf": ("PDF",), "docx": ("Word",), "xlsx": ("Excel",)}


class Document(Record):
    """One document of the catalogue on one cut-off day, with what was changed in its chapters by hand."""

    kind: ClassVar[Kind]
    name: Annotated[
        str, Text(title="文书种类", required=True, length=40, grid=False, imported=False, help="文书目录里的名称")
    ]
    title: Annotated[str, Text(title="标题", required=True, length=200, width=36, imported=False)]
    as_of: Annotated[str, Day(title="截止日", required=True, imported=False)]
    number: Annotated[
        str | None,
        Text(title="发文字号", length=60, width=20, imported=False, example="示安委办〔2026〕12号"),
    ] = None
    issued_on: Annotated[str | None, Day(title="成文日期", imported=False)] = None
    current: Annotated[
        int | None, Count(title="现行版次", ordinal=True, width=8, imported=False, maximum=1_000_000)
    ] = None
    chapters: Annotated[
        str | None,
        Text(title="改动的章节", length=LONGEST, lines=True, grid=False, imported=False, help="数字写作 {due}"),
    ] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, imported=False)] = None


Document.kind = Kind(
    "document",
    "文书",
    Document,
    keys=(("name", "as_of"),),
    label="title",
    search=("title", "number"),
    order=("as_of", "id"),
    indexes=("name", "number"),
    help="在“文书”一页编辑和导出；这里可以查看版次",
)


class DocumentVersion(Record):
    """One written version: its chapters, its numbers, the state of the data and the rules, and the file's digest."""

    kind: ClassVar[Kind]
    document_id: Annotated[
        int,
        Ref(title="文书", target="document", required=True, width=30, keys=(RefKey("title", "标题"),), imported=False),
    ]
    version: Annotated[
        int, Count(title="版次", ordinal=True, required=True, width=6, imported=False, maximum=1_000_000)
    ]
    format: Annotated[str, Choice(title="格式", options=FILE_FORMATS, required=True, width=8, imported=False)] = "pdf"
    number: Annotated[str | None, Text(title="发文字号", length=60, width=20, imported=False)] = None
    issued_on: Annotated[str | None, Day(title="成文日期", imported=False)] = None
    scope: Annotated[
        str | None, Text(title="发给范围", length=300, width=20, imported=False, help="只发给一部分企业时，怎样选出的")
    ] = None
    made_by: Annotated[str, Text(title="制作人", category=True, required=True, length=80, width=12, imported=False)]
    made_at: Annotated[str, Text(title="制作时间", required=True, length=40, width=18, imported=False)]
    file_name: Annotated[str, Text(title="文件名", required=True, length=300, width=30, imported=False)]
    pages: Annotated[int | None, Count(title="页数", width=6, imported=False, maximum=10_000_000)] = None
    size: Annotated[int | None, Count(title="字节数", width=10, grid=False, imported=False, maximum=2**53)] = None
    sha256: Annotated[
        str,
        Text(title="SHA-256", required=True, length=64, width=16, grid=False, imported=False, help="文件内容的校验值"),
    ]
    revision: Annotated[
        str, Text(title="数据版本", required=True, length=120, width=20, imported=False, help="台账版本和政策包摘要")
    ]
    rules: Annotated[str | None, Text(title="政策包", length=1000, grid=False, imported=False)] = None
    alone: Annotated[
        int | None,
        Flag(title="编审未分离", width=10, grid=False, imported=False, help="制作时本单位为一人办公，文书中已注明"),
    ] = None
    files: Annotated[
        str | None,
        Text(title="各份文件", length=LONGEST, lines=True, grid=False, imported=False, help="各份的文件名和校验值"),
    ] = None
    evidence_sha256: Annotated[
        str | None,
        Text(title="数据来源校验值", length=64, grid=False, imported=False, help="每个数字由哪些记录得出，随本版留存"),
    ] = None
    content_sha256: Annotated[
        str,
        Text(title="内容校验值", required=True, length=64, grid=False, imported=False, help="相同则内容没有变化"),
    ]
    content: Annotated[
        str, Text(title="各章内容", required=True, length=LONGEST, lines=True, grid=False, imported=False)
    ]
    figures: Annotated[
        str, Text(title="印出的数字", required=True, length=LONGEST, lines=True, grid=False, imported=False)
    ]


DocumentVersion.kind = Kind(
    "document_version",
    "文书版次",
    DocumentVersion,
    keys=(("document_id", "version"),),
    label="file_name",
    order=("document_id", "version"),
    indexes=("sha256",),
)


class DocumentPaper(Record):
    """One line of 发文登记: a paper with its 发文字号 (series and sequence), who got it, which file it is.

    A number belongs to one paper for ever: what was numbered by mistake is marked void and its number stays taken.
    """

    kind: ClassVar[Kind]
    number: Annotated[
        str | None, Code(title="发文字号", width=22, imported=False, help="空着的由人手写，写好后可以补登")
    ] = None
    title: Annotated[str, Text(title="文书", required=True, length=200, width=20, imported=False)]
    enterprise_id: Annotated[int | None, enterprise_ref("收文企业", imported=False)] = None
    addressee: Annotated[str | None, Text(title="主送", length=200, width=20, imported=False)] = None
    issued_on: Annotated[str, Day(title="成文日期", required=True, imported=False)]
    about: Annotated[
        str | None, Text(title="事由", length=500, width=30, imported=False, help="当时列明的对象或隐患")
    ] = None
    served_on: Annotated[str | None, Day(title="送达日期", imported=False)] = None
    recipient: Annotated[
        str | None, Text(title="签收人", name=True, length=40, personal="name", grid=False, imported=False)
    ] = None
    void_on: Annotated[
        str | None, Day(title="作废日期", imported=False, help="作废后发文字号仍然占用，不再给别的文书")
    ] = None
    void_reason: Annotated[str | None, Text(title="作废原因", length=200, width=20, grid=False, imported=False)] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, imported=False)] = None
    series: Annotated[
        str | None, Text(title="字号系列", length=50, grid=False, imported=False, help="机关代字和年份")
    ] = None
    sequence: Annotated[
        int | None, Count(title="序号", ordinal=True, width=6, grid=False, imported=False, maximum=10_000_000)
    ] = None
    document_id: Annotated[
        int | None,
        Ref(title="所属文书", target="document", grid=False, imported=False, keys=(RefKey("title", "标题"),)),
    ] = None
    version_id: Annotated[
        int | None,
        Ref(
            title="版次", target="document_version", grid=False, imported=False,
            keys=(RefKey("file_name", "文件名"),),
        ),
    ] = None  # fmt: skip
    sha256: Annotated[
        str | None, Text(title="SHA-256", length=64, grid=False, imported=False, help="留存的这一份文件的校验值")
    ] = None


def _void_has_reason(values: Mapping[str, Value]) -> Iterable[Problem]:
    """A number that was used and taken back must be explained."""
    if values.get("void_on") is not None and values.get("void_reason") is None:
        yield Problem("void_reason", "作废的请写明原因")
    if values.get("void_on") is not None and values.get("served_on") is not None:
        yield Problem("void_on", "已经送达的文书不能作废，请另行发文撤回")


DocumentPaper.kind = Kind(
    "document_paper",
    "发文登记",
    DocumentPaper,
    keys=(("series", "sequence"), ("version_id", "enterprise_id")),
    label="title",
    search=("title", "number", "addressee"),
    order=("issued_on", "id"),
    rules=(in_order(("issued_on", "成文日期", "served_on", "送达日期")), _void_has_reason),
    indexes=("enterprise_id", "issued_on", "number", "document_id"),
)
