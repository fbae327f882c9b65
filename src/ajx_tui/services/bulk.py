"""What is done to many records at once: one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ajx_tui.domain.fields import Spec, Value
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.progress import Job, Progress
from ajx_tui.services.completion import Completer
from ajx_tui.services.records import dependents
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.lists import ListQuery

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


def export_list(session: Session, query: ListQuery, path: Path) -> Job[Path]:
    """Write the records of a list with all their fields to xlsx, or csv by the suffix of `path`; returns the path.

    Raises AjxError when it can't be written.
    """
    kind = KINDS[query.kind]
    ids = lists.all_ids(session.store, query)
    names = list(kind.fields)
    columns = [OutColumn(spec.title, _column_kind(spec), spec.width + 2) for spec in kind.fields.values()]

    def rows() -> Iterator[list[object]]:
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK]
            found = lists.rows(session.store, kind, names, block)
            for record_id in block:
                if record_id in found:
                    yield [_cell(kind, n, v) for n, v in zip(names, found[record_id], strict=True)]

    return (yield from write_list(path, columns, rows(), total=len(ids), title=f"{kind.title}清单"))


def _column_kind(spec: Spec) -> ColumnKind:
    kinds: tuple[tuple[type[Spec], ColumnKind], ...] = (
        (Count, ColumnKind.INT), (Money, ColumnKind.MONEY), (Percent, ColumnKind.PERCENT), (Day, ColumnKind.DATE),
    )  # fmt: skip
    return next((column for spec_type, column in kinds if isinstance(spec, spec_type)), ColumnKind.TEXT)


def _cell(kind: Kind, name: str, value: Value) -> object:
    """The value as the writer takes it: references by name, money in fen, rates as fractions."""
    spec = kind.fields[name]
    if value is None or name in kind.refs or isinstance(spec, Count | Money | Day):
        return value
    if isinstance(spec, Percent):
        return int(value) / 10_000
    return spec.show(value)
