"""Handing a list over: which rows, how it looks before it is written, the file, and the entry in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ajx_tui.domain.masking import PROFILE_TITLES, Profile, scrub
from ajx_tui.domain.quantities import Money, money_text
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, RefusedError, UsageError
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.progress import Job, Progress
from ajx_tui.services import figures
from ajx_tui.services.layouts import sharing
from ajx_tui.services.layouts.cells import column_kind, rows
from ajx_tui.services.layouts.model import LABEL, Layout, LayoutColumn
from ajx_tui.services.office import office_name
from ajx_tui.services.session import Session
from ajx_tui.store import handouts, lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

SUFFIXES = ("xlsx", "csv")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `query` is the list it is asked from: its filter and order are kept, `told` says them in
    words. `only` is the recipient whose rows these are; `profile` may mask more than the layout does, never less."""

    layout: Layout
    as_of: date
    query: ListQuery | None = None
    told: str = ""
    only: int | None = None
    profile: Profile | None = None

    @property
    def masking(self) -> Profile:
        """How much of personal data leaves."""
        return self.layout.masking(self.profile)


@dataclass(frozen=True, slots=True)
class Preview:
    """How an export would begin: titles and first rows as text, how many rows there are, and for whom (id → name and
    rows) where a layout can be taken apart by recipient."""

    titles: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    first: tuple[tuple[str, ...], ...]
    count: int
    recipients: Mapping[int, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Handed:
    """What was written: file or folder, and how many rows."""

    path: Path
    rows: int
    files: int = 1


def ids_of(store: Store, order: Order) -> list[int]:
    """The records of an order. Raises UsageError when its list is of another kind than its layout."""
    layout, query = order.layout, order.query or ListQuery(order.layout.kind.name)
    if query.kind != layout.kind.name:
        told = f"“{layout.title}”每行一条{layout.kind.title}，不能用于{KINDS[query.kind].title}列表。"
        raise UsageError("格式不合用", told)
    if layout.figure:
        found = figures.figures(store, order.as_of, (layout.figure,)).ids(layout.figure)
        if found.kind != layout.kind.name:
            raise RefusedError("导出格式有误", f"指标 {layout.figure} 背后不是{layout.kind.title}。")
        behind = frozenset(found.ids)
        query = replace(query, ids=tuple(i for i in query.ids if i in behind) if query.ids is not None else found.ids)
    if layout.day:
        until = Condition(layout.day, "≤", order.as_of.isoformat())
        query = replace(query, conditions=(*query.conditions, until))
    ids = list(lists.all_ids(store, query))
    if order.only is None:
        return ids
    sharing.recipient_kind(layout)
    shares = sharing.owners(store, layout, ids, order.as_of)
    return [i for i in ids if order.only in shares[i]]


def recipients(session: Session, order: Order) -> dict[int, tuple[str, int]]:
    """Who may be sent a file of their own: id → (name, rows), of those with at least one row."""
    ids = ids_of(session.store, replace(order, only=None))
    return sharing.recipients(session.store, order.layout, ids, order.as_of)


def preview(session: Session, order: Order, limit: int = _SHOWN) -> Preview:
    """The first rows of an order, masked as they would be written."""
    store = session.store
    ids = ids_of(store, order)
    columns = order.layout.columns
    kinds = tuple(column_kind(c) for c in columns)
    first = tuple(
        tuple(_shown(cell, kind) for cell, kind in zip(row, kinds, strict=True))
        for row in rows(store, order.layout, ids[:limit], order.masking, _marks(store, order))
    )
    shared = {} if order.only is not None else sharing.recipients(store, order.layout, ids, order.as_of)
    return Preview(tuple(map(heading, columns)), kinds, first, len(ids), shared)


def _shown(cell: object, kind: ColumnKind) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int) and kind is ColumnKind.MONEY:
        return money_text(cell)
    if isinstance(cell, int) and kind is ColumnKind.PERCENT:
        return f"{cell / 100:g}%"
    return str(cell)


def heading(column: LayoutColumn) -> str:
    """The title of a column with the unit its amounts are written in, so that they are read as what they are."""
    money = isinstance(column.spec, Money) and "元" not in column.title
    return f"{column.title}（元）" if money else column.title


def _marks(store: Store, order: Order) -> dict[str, frozenset[int]]:
    """The records behind each figure that is a column."""
    names = {c.figure for c in order.layout.columns if c.figure}
    if not names:
        return {}
    found = figures.figures(store, order.as_of, names)
    return {name: frozenset(found.ids(name).ids) for name in names}


def export(session: Session, order: Order, path: Path, *, log: Session | None = None) -> Job[Handed]:
    """Write an order to xlsx, or csv by the suffix of `path`, and note it in the log of `log` (this session's own
    unless a past day is shown).

    Raises NotPermittedError without the right to export, LockedError where the log can't be written, AjxError when
    the file can't; nothing is left behind then.
    """
    from ajx_tui.services.documents.folders import make_folder

    book = log or session
    _may(book, path.suffix)
    make_folder(path.parent)
    handed = yield from _write(session, order, path)
    _note(book, order, handed, path.suffix)
    return handed


def export_each(
    session: Session, order: Order, folder: Path, suffix: str = "xlsx", *, log: Session | None = None
) -> Job[Handed]:
    """Write one file for every recipient into a new folder, and note each in the log; returns folder and all rows.

    A folder that is already there is left alone and another name is taken. Raises RefusedError for a layout that is
    not taken apart or has no recipient, and everything `export` does; nothing is left behind then.
    """
    from ajx_tui.services.documents.folders import file_name, free_folder, make_folder, whole_folder

    book, layout = log or session, order.layout
    _may(book, f".{suffix}")
    sharing.recipient_kind(layout)
    shares = recipients(session, order)
    if not shares:
        raise RefusedError("没有导出", f"截至 {order.as_of.isoformat()}，“{layout.title}”没有要发给谁的行。")
    make_folder(folder.parent)
    chosen = free_folder(folder)
    written: list[tuple[Order, Handed]] = []
    with whole_folder(chosen) as beside:
        for number, (owner, (name, _)) in enumerate(shares.items(), 1):
            yield Progress(number - 1, len(shares), name)
            one = replace(order, only=owner)
            safe = file_name(scrub(name) if order.masking is not Profile.INTERNAL else name)
            path = beside / f"{number:02d}-{safe}-{layout.title}.{suffix}"
            written.append((one, (yield from _write(session, one, path))))
    for one, handed in written:
        _note(book, one, replace(handed, path=chosen / handed.path.name), f".{suffix}")
    return Handed(chosen, sum(handed.rows for _, handed in written), len(written))


def _may(book: Session, suffix: str) -> None:
    """Whether anything may be handed over at all: who hands over is written down first of all."""
    book.require(Permission.EXPORT)
    if book.store.readonly_reason:
        raise book.store.readonly_error("导出要登记在案，现在不能导出")
    if suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("没有这种格式", "文件名请以 .xlsx 或 .csv 结尾。")


def _write(session: Session, order: Order, path: Path) -> Job[Handed]:
    store, layout, masking = session.store, order.layout, order.masking
    ids = ids_of(store, order)
    columns = [
        OutColumn(heading(c), column_kind(c), None if c.spec is None else c.spec.width + 4) for c in layout.columns
    ]
    notes: tuple[str, ...] = (
        f"{LABEL}格式 {layout.id} {layout.version}　给：{layout.recipient}　{office_name(store)}",
        f"截止日 {order.as_of.isoformat()}　个人信息：{PROFILE_TITLES[masking]}档　共 {len(ids)} 条",
    )
    if masking is not Profile.INTERNAL:
        notes = tuple(map(scrub, notes))
    cells: Iterator[list[object]] = rows(store, layout, ids, masking, _marks(store, order))
    made = yield from write_list(path, columns, cells, total=len(ids), title=layout.title, notes=notes)
    return Handed(made, len(ids))


def _note(book: Session, order: Order, handed: Handed, suffix: str) -> None:
    """Write the log entry; a file that can't be noted does not stay."""
    layout, store = order.layout, book.store
    try:
        name = ""
        if order.only is not None:
            known = records.labels(store, sharing.recipient_kind(layout), [order.only])
            name = known.get(order.only, "")
        told = f"导出“{layout.title}”给{name or layout.recipient}，{handed.rows} 条"
        with book.unit(told, permission=Permission.EXPORT) as unit:
            handouts.log(
                unit,
                {
                    "layout": layout.id, "version": layout.version, "title": layout.title, "party": layout.party,
                    "recipient": name or layout.recipient, "profile": order.masking, "kind": layout.kind.name,
                    "as_of": order.as_of.isoformat(), "entries": handed.rows, "filter": order.told or None,
                    "file_name": handed.path.name, "format": suffix.lstrip(".").lower(),
                    "sha256": _digest(handed.path),
                },
            )  # fmt: skip
    except AjxError:
        with suppress(OSError):
            handed.path.unlink(missing_ok=True)
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
