"""History as people read it: what happened to a record, what a batch did, and the county as it stood on a past day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ACT_TITLES, OUTCOMES, STATE_TITLES, read_roles, role_text
from ajx_tui.services.past_days import PastStore as PastStore
from ajx_tui.services.past_days import as_of as as_of
from ajx_tui.services.past_days import rebuild_job as rebuild_job
from ajx_tui.services.past_days import store_as_of as store_as_of
from ajx_tui.store import replay
from ajx_tui.store.books import BOOKS, RESTORED, label_of
from ajx_tui.store.database import Store
from ajx_tui.store.history import ACTION_TITLES, Action, Past, batch_entries, journal, record_history
from ajx_tui.store.records import labels

SETTING = "setting"
SILENT = frozenset({"import_run", "undo_link", "handout"})
"""Books that note what was done; undoing the work leaves the note."""
KIND_TITLES: Mapping[str, str] = {
    **{name: kind.title for name, kind in KINDS.items()},
    **{name: book.title for name, book in BOOKS.items()},
    SETTING: "设置",
}
_SETTING_TITLES = {
    "demo": "演示数据", "as_of": "截止日", "review.one_person": "一人办公", "idle_minutes": "自动锁定分钟数",
    "packs.active": "启用的政策包", "packs.installed": "已安装的政策包", "packs.overlay": "本级自定",
    "packs.seeded": "政策包建立的行业和部门", "layouts": "本单位的表格格式", "holidays": "放假安排",
    "demo.life": "演示登记簿", "ui.import_folder": "导入文件夹",
}  # fmt: skip
_LONG = 200
"""Characters of a value that a history view shows."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change, as people read it."""

    field: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One history entry as people read it."""

    id: int
    batch: str
    at: str
    actor: str
    intention: str
    action: str
    action_title: str
    kind: str
    kind_title: str
    record_id: int
    label: str
    reason: str
    undone: bool
    is_undo: bool
    fields: tuple[FieldChange, ...]

    @property
    def mark(self) -> str:
        """What became of it, as people read it."""
        return mark_of(self.undone, self.is_undo)

    def as_json(self) -> dict[str, Any]:
        """The change as plain values."""
        return asdict(self)


def mark_of(undone: bool, is_undo: bool) -> str:
    """已撤销; of an undo that was taken back itself 已重做; '' for what stands."""
    return "" if not undone else "已重做" if is_undo else "已撤销"


@dataclass(frozen=True, slots=True)
class Batch:
    """One intention: everything that one transaction changed."""

    batch: str
    at: str
    actor: str
    intention: str
    reason: str
    entries: int
    undone: bool
    is_undo: bool
    kinds: frozenset[str] = frozenset()

    @property
    def mark(self) -> str:
        """What became of it, as people read it."""
        return mark_of(self.undone, self.is_undo)

    def as_json(self) -> dict[str, Any]:
        """The batch as plain values."""
        return {**asdict(self), "kinds": sorted(self.kinds)}


@dataclass
class Shower:
    """Shows values and names of records, asking the store for each name once."""

    store: Store
    _labels: dict[tuple[str, int], str] = field(default_factory=dict)

    def label(self, kind: str, record_id: int) -> str:
        """What people call a record; deleted ones too."""
        key = (kind, record_id)
        if key not in self._labels:
            self._labels[key] = self._find(kind, record_id)
        return self._labels[key]

    def learn(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Read the names of many records at once."""
        wanted: dict[str, set[int]] = {}
        for kind, record_id in pairs:
            if kind in KINDS and (kind, record_id) not in self._labels:
                wanted.setdefault(kind, set()).add(record_id)
        for kind, ids in wanted.items():
            found = labels(self.store, KINDS[kind], ids)
            self._labels.update({(kind, i): found.get(i, f"{KINDS[kind].title}{i}") for i in ids})

    def _find(self, kind: str, record_id: int) -> str:
        if kind in KINDS:
            return labels(self.store, KINDS[kind], [record_id]).get(record_id, f"{KINDS[kind].title}{record_id}")
        if kind in BOOKS:
            book = BOOKS[kind]
            text = label_of(self.store, book, record_id)
            return _book_value(kind, book.label, text) or f"{book.title}{record_id}"
        return KIND_TITLES.get(kind, kind)

    def value(self, kind: str, name: str, value: Value) -> str:
        """One value as people read it, long ones cut."""
        if value is None:
            return ""
        declared = KINDS.get(kind)
        spec = declared.fields.get(name) if declared is not None else None
        if declared is not None and spec is not None:
            target = declared.refs.get(name)
            return self.label(target.target, int(value)) if target is not None else _cut(spec.show(value))
        return _cut(_book_value(kind, name, str(value)))

    def fields(self, kind: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[FieldChange, ...]:
        """The fields of a change, in the order of the declaration."""
        names = list(dict.fromkeys([*before, *after]))
        if kind in KINDS:
            order = {name: at for at, name in enumerate(KINDS[kind].fields)}
            names.sort(key=lambda name: order.get(name, len(order)))
        return tuple(
            FieldChange(
                name, field_title(kind, name), self.value(kind, name, before.get(name)),
                self.value(kind, name, after.get(name)),
            )
            for name in names
        )  # fmt: skip


def field_title(kind: str, name: str) -> str:
    """The Chinese title of a field of a record, a book or the settings."""
    if name == "deleted_reason":
        return "删除原因"
    if kind in KINDS and name in KINDS[kind].fields:
        return KINDS[kind].fields[name].title
    if kind in BOOKS:
        return BOOKS[kind].fields.get(name, name)
    return _SETTING_TITLES.get(name, name)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…（共{len(text)}字）"


def _book_value(kind: str, name: str, text: str) -> str:
    """A value of a book in Chinese where it is a code."""
    if text.startswith("sha256:") and name in ("password", "recovery"):
        return "（已加密）"
    if name == "roles":
        return role_text(read_roles(text))
    if kind == SETTING:
        return _setting_value(text)
    if name == "at" or name.endswith("_at"):
        return text.replace("T", " ")
    codes: dict[str, Mapping[Any, str]] = {
        "state": STATE_TITLES, "from_state": STATE_TITLES, "to_state": STATE_TITLES, "act": {**ACT_TITLES, **RESTORED},
        "outcome": OUTCOMES, "subject_kind": KIND_TITLES, "kind": KIND_TITLES,
    }  # fmt: skip
    return codes.get(name, {}).get(text, text)


def _setting_value(text: str) -> str:
    """A setting, stored as JSON, as people read it."""
    try:
        read = json.loads(text)
    except ValueError:
        return text
    return read if isinstance(read, str) else {"true": "是", "false": "否", "null": ""}.get(text, text)


def _label(shower: Shower, entry: Past) -> str:
    """What an entry is about: a record by its name, settings by theirs."""
    if entry.kind == SETTING:
        return "、".join(field_title(SETTING, name) for name in {**entry.before, **entry.after})
    return shower.label(entry.kind, entry.record_id)


def changes(store: Store, entries: Sequence[Past]) -> list[Change]:
    """History entries as people read them."""
    shower = Shower(store)
    shower.learn((e.kind, e.record_id) for e in entries)
    named = {e.batch for e in entries}
    undone, undos = replay.undone_batches(store.conn, named), replay.undo_batches(store.conn, named)
    return [
        Change(
            e.id, e.batch, e.at, e.actor, e.intention, e.action.value, ACTION_TITLES[e.action], e.kind,
            KIND_TITLES.get(e.kind, e.kind), e.record_id, _label(shower, e), e.reason,
            e.batch in undone, e.batch in undos, shower.fields(e.kind, e.before, e.after),
        )
        for e in entries
    ]  # fmt: skip


def record_changes(store: Store, kind: str, record_id: int, limit: int = 500) -> list[Change]:
    """What happened to one record, newest first."""
    return changes(store, record_history(store.conn, kind, record_id, limit))


def log(
    store: Store, kind: str = "", record_id: int | None = None, since: str = "", actor: str = "", limit: int = 200
) -> list[Change]:
    """The journal, newest first. `since` is a day or time in ISO; empty arguments do not limit it."""
    return changes(store, journal(store.conn, kind, record_id, since, actor, limit))


def batch_changes(store: Store, batch: str, limit: int = 500) -> list[Change]:
    """What one intention changed, in the order of writing; at most `limit` of it. Notes of the program are left out."""
    entries = batch_entries(store.conn, batch, limit)
    return changes(store, [e for e in entries if e.kind not in SILENT])


def batches(store: Store, actor: str = "", limit: int = 100) -> list[Batch]:
    """The latest intentions, newest first; of one person when `actor` is given."""
    return [Batch(*row) for row in replay.batches(store, actor, limit)]


def named(store: Store, batch: str) -> Batch | None:
    """One intention by its number, None when there is none."""
    entries, _, kinds = replay.batch_facts(store, batch)
    if not entries:
        return None
    (one,) = batch_entries(store.conn, batch, 1)
    undone = bool(replay.undone_batches(store.conn, [batch]))
    is_undo = bool(replay.undo_batches(store.conn, [batch]))
    return Batch(batch, one.at, one.actor, one.intention, one.reason, entries, undone, is_undo, kinds)


def net_changes(entries: Iterable[Past]) -> dict[tuple[str, int], tuple[dict[str, Value], dict[str, Value]]]:
    """(kind, record) → its fields before the first and after the last of these entries, where they differ.

    `entries` come oldest first. A record that was deleted carries the reason under 'deleted_reason'.
    """
    found: dict[tuple[str, int], tuple[dict[str, Value], dict[str, Value]]] = {}
    for entry in entries:
        before, after = found.setdefault((entry.kind, entry.record_id), ({}, {}))
        changed: Mapping[str, Value] = entry.after
        if entry.action is Action.RESTORE:
            changed = {"deleted_reason": None}
        for name, value in changed.items():
            before.setdefault(name, entry.before.get(name))
            after[name] = value
    netted = {}
    for key, (before, after) in found.items():
        names = [n for n in after if before[n] != after[n]]
        if names:
            netted[key] = ({n: before[n] for n in names}, {n: after[n] for n in names})
    return netted


# ----- recycle bin


@dataclass(frozen=True, slots=True)
class Binned:
    """One record in the recycle bin 回收站."""

    kind: str
    kind_title: str
    id: int
    label: str
    deleted_at: str
    reason: str
    actor: str


def recycle_bin(store: Store, kind: str = "", limit: int = 500) -> list[Binned]:
    """What lies in the recycle bin, latest first; of one kind when `kind` is given."""
    found: list[Binned] = []
    for declared in [KINDS[kind]] if kind else KINDS.values():
        rows = replay.deleted(store, declared.name, limit)
        names = labels(store, declared, [row[0] for row in rows])
        found += [Binned(declared.name, declared.title, i, names.get(i, ""), at, why, who) for i, at, why, who in rows]
    found.sort(key=lambda one: (one.deleted_at, one.kind, one.id), reverse=True)
    return found[:limit]


def fingerprint(store: Store) -> str:
    """What a document prints to be provable later: number of the last entry and the head of the chain's hash."""
    entries, last = replay.head(store.conn)
    return f"{entries}-{last.hex()[:16]}"


def proves(store: Store, printed: str) -> str:
    """When the state that a printed fingerprint names was written, '' when this history never had it."""
    number, _, start = printed.strip().partition("-")
    if not number.isdigit() or len(start) != 16:
        return ""
    return replay.written_at(store.conn, int(number), start)


_SLACK = timedelta(minutes=5)


def clock_behind(store: Store, now: datetime | None = None) -> str:
    """What to tell when the PC's clock stands before the last entry of the history, '' when it does not.

    Nothing is lost by a wrong clock: the order of the history is that of its numbers. But due dates go by it.
    """
    last, moment = replay.last_time(store.conn), now or datetime.now()
    if not last or datetime.fromisoformat(last) <= moment + _SLACK:
        return ""
    return f"电脑时间是 {moment:%Y-%m-%d %H:%M}，早于最近一次登记的 {shown_time(last)}。请核对电脑的日期和时间。"


def shown_time(text: str) -> str:
    """A time as people read it: 2026-11-05 14:03."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M") if text else ""
