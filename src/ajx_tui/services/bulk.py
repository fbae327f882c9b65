"""What is done to many records at once: one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.completion import Completer
from ajx_tui.services.records import dependents
from ajx_tui.services.session import Session
from ajx_tui.store import records

BLOCK = 500


def delete_many(session: Session, kind: Kind, ids: Sequence[int], reason: str) -> Job[int]:
    """Put records into the recycle bin with one reason; returns how many.

    Raises RefusedError, deleting nothing, without a reason or while other records hang on one of them.
    """
    if not reason.strip():
        raise RefusedError("请写明删除原因", "原因会记入历史，供日后核查。")
    for done, record_id in enumerate(ids):
        hanging = dependents(session, kind, record_id)
        if hanging:
            name = records.labels(session.store, kind, [record_id]).get(record_id, "")
            told = "、".join(f"{title}{count}条" for title, count in hanging.items())
            raise RefusedError(f"没有删除任何{kind.title}", f"「{name}」名下还有{told}，请先处理这些记录。")
        yield Progress(done, len(ids), "核对关联记录")
    with session.unit(f"删除{kind.title}{len(ids)}条", reason.strip()) as unit:
        completer = Completer(session.store)
        for record_id in ids:
            own = completer.own_object(record_id) if kind.name == "enterprise" else None
            unit.delete(kind, record_id, reason.strip())
            if own is not None:
                unit.delete(KINDS["insured_object"], int(own), reason.strip())
    yield Progress(len(ids), len(ids), "完成")
    return len(ids)
