"""What was said about a finding of a check, so that it need not be looked into again."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record


class FindingNote(Record):
    """Why a finding stands as it is. It holds for one record and what the finding rested on then (`basis`)."""

    kind: ClassVar[Kind]
    check_name: Annotated[str, Text(title="检查", category=True, required=True, length=60, width=16, imported=False)]
    record_kind: Annotated[
        str, Text(title="记录种类", category=True, required=True, length=60, grid=False, imported=False)
    ]
    record_id: Annotated[
        int, Count(title="记录号", ordinal=True, required=True, maximum=2**53, grid=False, imported=False)
    ]
    basis: Annotated[str | None, Text(title="依据的事实", length=200, grid=False, imported=False)] = None
    reason: Annotated[
        str, Text(title="情况说明", required=True, length=500, lines=True, width=40, help="写明核实的结果和依据")
    ]
    until: Annotated[str | None, Day(title="有效期至", help="过期后重新列出；不填为长期有效")] = None


FindingNote.kind = Kind(
    "finding_note",
    "情况说明",
    FindingNote,
    keys=(("check_name", "record_kind", "record_id"),),
    label="check_name",
    order=("id",),
)
