"""Files that belong to records: scans, photos, PDFs. The bytes lie beside the database, named by their SHA-256."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Text
from ajx_tui.domain.quantities import Count
from ajx_tui.domain.record import Kind, Record


class Attachment(Record):
    """One file on one record. The same bytes on several records are stored once."""

    kind: ClassVar[Kind]
    owner_kind: Annotated[
        str, Text(title="所属记录种类", category=True, required=True, length=40, grid=False, imported=False)
    ]
    owner_id: Annotated[
        int,
        Count(title="所属记录编号", ordinal=True, required=True, grid=False, imported=False, maximum=2**53, width=8),
    ]
    name: Annotated[
        str, Text(title="文件名", required=True, length=200, width=36, imported=False, example="现场照片1.jpg")
    ]
    sha256: Annotated[
        str,
        Text(title="SHA-256", required=True, length=64, width=16, grid=False, imported=False, help="文件内容的校验值"),
    ]
    size: Annotated[int, Count(title="字节数", required=True, width=12, imported=False, maximum=2**53)]
    media_type: Annotated[str | None, Text(title="文件类型", category=True, length=100, width=16, imported=False)] = (
        None
    )
    note: Annotated[str | None, Text(title="说明", length=300, width=24, help="照片、扫描件说明了什么")] = None


Attachment.kind = Kind(
    "attachment",
    "附件",
    Attachment,
    keys=(("owner_kind", "owner_id", "sha256"),),
    label="name",
    search=("name", "note"),
    order=("id",),
    indexes=("sha256", "size", "name"),
)
