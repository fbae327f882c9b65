"""Undo and redo of one's own work, as new entries: the history is never taken back.

A batch (one save, one import, one bulk change) is undone as a whole or not at all. It is refused when something
changed since, and the refusal says what, by whom and when. Reviews and accounts are not undone here: they have steps
of their own (withdraw, unlock, disable).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import BATCH, EDITABLE, STATE_TITLES, Permission
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.progress import Job, Progress, run
from ajx_tui.services.session import Session
from ajx_tui.services.timeline import KIND_TITLES, SETTING, SILENT, Batch, Shower, batches, field_title, named
from ajx_tui.store import books, reviews, undoing
from ajx_tui.store.history import Action, Past
from ajx_tui.store.locks import Locks
from ajx_tui.store.unit import Unit

_STEP = 2_000
_SHOWN = 20
"""Conflicts that are told one by one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a batch can't be undone: this record, this field, changed since by this person at this time."""

    kind: str
    record_id: int
    label: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing a batch would do. `counts`: Chinese words for the records that would come and go."""

    batch: Batch
    counts: Mapping[str, int]
    conflicts: tuple[Conflict, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        from dataclasses import asdict

        conflicts = [asdict(c) for c in self.conflicts]
        return {"batch": self.batch.as_json(), "counts": dict(self.counts), "conflicts": conflicts}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: the batch taken back, the new batch that did it, and the counts of the plan."""

    undoes: str
    batch: str
    intention: str
    counts: Mapping[str, int]


_VERBS = {Action.CREATE: "移入回收站", Action.UPDATE: "改回", Action.DELETE: "恢复", Action.RESTORE: "移入回收站"}


def last_undoable(session: Session) -> Batch | None:
    """The latest own work that Ctrl+Z would take back, None when there is none."""
    for one in batches(session.store, session.person, 200):
        if not one.undone and not one.is_undo and _works(session, one):
            return one
    return None


def last_redoable(session: Session) -> Batch | None:
    """The latest own undo that can be taken back, None when own work came after it or there is none."""
    for one in batches(session.store, session.person, 200):
        if one.is_undo and not one.undone and one.intention.startswith(_UNDO):
            return one
        if not one.is_undo and _works(session, one):
            return None
    return None


_UNDO, _REDO = "撤销：", "重做："
_HELD = 500
"""Records of a batch whose locks are asked for before it is begun; the unit of work asks for all."""


def verb_of(one: Batch) -> str:
    """What taking a batch back is called: 撤销, of something that was undone 重做."""
    return "重做" if one.intention.startswith(_UNDO) else "撤销"


def against_others(session: Session, actor: str) -> AjxError | None:
    """What keeps this person from taking back what `actor` did; None when nothing does."""
    refused = session.refusal(Permission.EDIT)
    if refused is None and actor != session.person and not session.may(Permission.MANAGE):
        told = f"这是{actor}做的，请由{actor}或管理员撤销。"
        return NotPermittedError("不能撤销别人的操作", told)
    return refused


def takes_back(session: Session, one: Batch) -> bool:
    """Whether this person may take a batch back at all, as far as can be said without looking at what came after."""
    own = one.actor == session.person or session.may(Permission.MANAGE)
    free = own and not one.undone and session.may(Permission.EDIT) and _works(session, one)
    return free and _held(session, one) is None


def _held(session: Session, one: Batch) -> RefusedError | None:
    """What keeps a batch as it is: that it is under review itself, or one of its records (of the first many)."""
    conn = session.store.conn
    review = reviews.of_batch(conn, one.batch)
    if review is not None and review.subject_kind == BATCH and review.state not in EDITABLE:
        told = STATE_TITLES[review.state]
        return RefusedError("这批变更已锁定", f"“{review.title}”{told}，请先撤回，或写明原因解锁。")
    locks = Locks(conn)
    try:
        for kind, record_id in undoing.touched(conn, one.batch, _HELD):
            locks.check_with_parents(kind, record_id)
    except RefusedError as locked:
        return locked
    return None


def _works(session: Session, one: Batch) -> bool:
    """Whether a batch is work on records or settings and nothing but. A practice county stays one."""
    kinds = one.kinds - SILENT
    if not kinds or not all(k in KINDS or k == SETTING for k in kinds):
        return False
    settings = undoing.entries(session.store.conn, one.batch, SETTING) if SETTING in kinds else []
    return not any("demo" in e.after for e in settings)


def plan(session: Session, batch: str = "") -> Plan:
    """What undoing a batch (the latest own one when empty) would do, without doing it.

    Raises RefusedError when there is nothing to undo, NotPermittedError for the work of others.
    """
    return _plan(session, _chosen(session, batch))[0]


def undo(session: Session, batch: str = "", reason: str = "") -> Undone:
    """`undo_job` run to its end."""
    return run(undo_job(session, batch, reason))


def redo(session: Session, reason: str = "") -> Undone:
    """Take back one's own latest undo. Raises RefusedError when there is none or something changed since."""
    one = last_redoable(session)
    if one is None:
        raise RefusedError("没有可以重做的操作", "撤销之后又做了新的操作，或没有撤销过。")
    return run(_take_back(session, one, reason, _REDO))


def undo_job(session: Session, batch: str = "", reason: str = "") -> Job[Undone]:
    """Undo a batch, the latest own one when empty, in one transaction.

    Raises RefusedError with the explanation when something changed since, NotPermittedError for the work of others
    (an administrator may undo it, with a reason).
    """
    one = _chosen(session, batch)
    return (yield from _take_back(session, one, reason, f"{verb_of(one)}："))


def _chosen(session: Session, batch: str) -> Batch:
    session.require(Permission.EDIT)
    if not batch:
        found = last_undoable(session)
        if found is None:
            raise RefusedError("没有可以撤销的操作", f"{session.person}没有可以撤销的操作。")
        return found
    found = named(session.store, batch)
    if found is None:
        raise RefusedError("没有这批操作", "请用 ajx log 或历史页查看批次编号。")
    return found


def _plan(session: Session, one: Batch) -> tuple[Plan, list[Past]]:
    session.require(Permission.EDIT)
    if one.undone:
        raise RefusedError("已经撤销过", f"“{one.intention}”已被撤销，不能重复撤销。")
    if one.actor != session.person and not session.may(Permission.MANAGE):
        raise NotPermittedError("不能撤销别人的操作", f"“{one.intention}”是{one.actor}做的，请由本人或管理员撤销。")
    conn = session.store.conn
    entries = undoing.entries(conn, one.batch)
    if not _works(session, one):
        what = "、".join(sorted({KIND_TITLES.get(e.kind, e.kind) for e in entries if e.kind not in KINDS}))
        raise RefusedError("这项操作不能撤销", f"{what}有自己的步骤（撤回、解锁、停用等），不能用撤销改变。")
    if (held := _held(session, one)) is not None:
        raise held
    work = [e for e in entries if e.kind not in SILENT]
    counts: dict[str, int] = {}
    for entry in work:
        key = f"{_VERBS[entry.action]}{KIND_TITLES[entry.kind]}"
        counts[key] = counts.get(key, 0) + 1
    return Plan(one, counts, tuple(_conflicts(session, work))), work


def _conflicts(session: Session, entries: Sequence[Past]) -> Iterator[Conflict]:
    """What does not stand as the batch left it, at most `_SHOWN`."""
    conn, shower, shown = session.store.conn, Shower(session.store), 0
    last = max(e.id for e in entries)
    left = _left_by(entries)
    for kind, records in left.items():
        stands = {0: undoing.settings(conn)} if kind == SETTING else undoing.current(conn, KINDS[kind], records)
        for record_id, (values, deleted) in records.items():
            now = stands.get(record_id, {})
            wrong = [n for n, v in values.items() if now.get(n) != v]
            gone = kind != SETTING and (now.get("deleted_at") is not None) != deleted
            if wrong or gone:
                field = "" if gone else wrong[0]
                since = undoing.changed_since(conn, kind, record_id, last, field)
                yield Conflict(kind, record_id, shower.label(kind, record_id), field, _why(kind, field, since))
                shown += 1
                if shown == _SHOWN:
                    return


def _why(kind: str, field: str, since: Past | None) -> str:
    if since is None:
        return "与历史不一致，请运行 ajx doctor"
    when = since.at.replace("T", " ")[:16]
    if since.action in (Action.DELETE, Action.RESTORE):
        return f"{when} 被{since.actor}{'删除' if since.action is Action.DELETE else '恢复'}（{since.intention}）"
    name = field_title(kind, field) if field else "内容"
    return f"{name}在 {when} 又被{since.actor}修改（{since.intention}）"


Left = dict[str, dict[int, tuple[dict[str, Value], bool]]]


def _left_by(entries: Sequence[Past]) -> Left:
    """Kind → record → (values as the batch left them, whether deleted). A created record stands with all its fields."""
    left: Left = {}
    for entry in reversed(entries):
        records = left.setdefault(entry.kind, {})
        values, deleted = records.get(entry.record_id, ({}, False))
        if entry.action is Action.CREATE and entry.kind in KINDS:
            values = dict.fromkeys(KINDS[entry.kind].fields)
        if entry.action in (Action.CREATE, Action.UPDATE):
            values = {**values, **entry.after}
        elif entry.action is Action.DELETE:
            deleted = True
        else:
            deleted = False
        records[entry.record_id] = (values, deleted)
    return left


def _take_back(session: Session, one: Batch, reason: str, verb: str) -> Job[Undone]:
    if one.actor != session.person and session.may(Permission.MANAGE) and not reason.strip():
        raise RefusedError("请写明原因", "撤销别人的操作要写明原因，原因会记入历史。")
    intention = one.intention.removeprefix(_UNDO).removeprefix(_REDO)
    with session.unit(f"{verb}{intention}", reason.strip()) as unit:
        made, entries = _plan(session, one)
        if made.conflicts:
            told = "；".join(f"「{c.label}」{c.text}" for c in made.conflicts[:5])
            more = "等" if len(made.conflicts) > 5 else ""
            raise RefusedError("不能撤销", f"“{one.intention}”之后又有改动：{told}{more}。请先处理这些改动。")
        yield from _reverse(unit, entries, f"{verb}{intention}")
        _nothing_loose(session, unit)
        books.add(unit, books.UNDO_LINK, {"batch": unit.batch, "undoes": one.batch})
        return Undone(one.batch, unit.batch, intention, made.counts)


def _reverse(unit: Unit, entries: Sequence[Past], why: str) -> Iterator[Progress]:
    """Write the opposite of every entry, newest first; runs of the same action on one kind go together."""
    done = 0
    for (kind_name, action), group in groupby(entries, key=lambda e: (e.kind, e.action)):
        run_of = list(group)
        for start in range(0, len(run_of), _STEP):
            block = run_of[start : start + _STEP]
            if kind_name == SETTING:
                _reverse_settings(unit, block)
            else:
                _reverse_records(unit, KINDS[kind_name], action, block, why)
            done += len(block)
            yield Progress(done, len(entries), why)


def _reverse_records(unit: Unit, kind: Kind, action: Action, block: Sequence[Past], why: str) -> None:
    ids = [e.record_id for e in block]
    if action in (Action.CREATE, Action.RESTORE):
        unit.delete_many(kind, ids, why)
    elif action is Action.DELETE:
        for record_id in ids:
            unit.restore(kind, record_id)
    else:
        unit.update_many(kind, [(e.record_id, {n: e.before.get(n) for n in e.after}) for e in block])


def _reverse_settings(unit: Unit, block: Sequence[Past]) -> None:
    import json

    for entry in block:
        for name, text in entry.before.items():
            unit.set_setting(name, json.loads(str(text)) if text is not None else None)


def _nothing_loose(session: Session, unit: Unit) -> None:
    """Raises RefusedError when a live record would refer to one in the recycle bin."""
    shower = Shower(session.store)
    for loose in undoing.loose_ends(unit.conn, unit.touched):
        child, parent = shower.label(loose.kind, loose.record_id), shower.label(loose.target, loose.target_id)
        told = f"{KIND_TITLES[loose.kind]}「{child}」还挂在{KIND_TITLES[loose.target]}「{parent}」名下"
        raise RefusedError("不能撤销", f"{told}，而后者会在回收站里。请先处理前者。")
