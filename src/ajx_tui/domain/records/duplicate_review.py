"""What was decided about two enterprises that looked like one."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Text
from ajx_tui.domain.record import Kind, Record

VERDICTS = {"different": ("不是重复",), "merged": ("已合并",)}


class DuplicateReview(Record):
    """A reviewed pair, by the uids of the two enterprises in ascending order, so that it outlives both."""

    kind: ClassVar[Kind]
    first_uid: Annotated[str, Text(title="企业一标识", required=True, length=26, grid=False, imported=False)]
    second_uid: Annotated[str, Text(title="企业二标识", required=True, length=26, grid=False, imported=False)]
    names: Annotated[str, Text(title="两家企业", required=True, length=300, width=50, imported=False)]
    verdict: Annotated[str, Choice(title="结论", required=True, options=VERDICTS, width=10, imported=False)]
    reason: Annotated[str | None, Text(title="理由", length=300, width=30)] = None


DuplicateReview.kind = Kind(
    "duplicate_review",
    "查重结论",
    DuplicateReview,
    keys=(("first_uid", "second_uid"),),
    label="names",
    search=("names",),
    order=("id",),
)
