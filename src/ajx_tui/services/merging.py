"""Merging two enterprises that are one: what hangs on the second goes to the first, in one transaction.

`services.undo` takes the whole batch back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.duplicate_review import VERDICTS
from ajx_tui.errors import RefusedError
from ajx_tui.services import undo
from ajx_tui.services.duplicates import ENTERPRISE, REVIEW, decision
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.history import record_history
from ajx_tui.store.lists import ListQuery
from ajx_tui.store.unit import Unit

_OBJECT, _ATTACHMENT = KINDS["insured_object"], KINDS["attachment"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value of the second enterprise, or of a record both had, that was given up for the first one's.

    `kind` and `field` are titles.
    """

    kind: str
    label: str
    field: str
    kept: str
    dropped: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: its batch (for `services.undo`), how many records moved by title, and what was given up."""

    batch: str
    moved: Mapping[str, int]
    joined: Mapping[str, int]
    dropped: tuple[Dropped, ...]


@dataclass
class _Merge:
    """The work of one merge inside its transaction."""

    store: Store
    unit: Unit
    reason: str
    moved: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: Counter[str] = field(default_factory=Counter)
    dropped: list[Dropped] = field(default_factory=list)

    def join(self, kind: Kind, keep: int, drop: int, take: frozenset[str] = frozenset()) -> None:
        """Make record `drop` part of record `keep`: children first, then its own values, then it is deleted."""
        for child_kind, column in _children(kind):
            for child in records.ids_where(self.store, child_kind, column, drop):
                self._hand_over(child_kind, child, column, keep)
        self._attachments(kind, keep, drop)
        both = records.get_many(self.store, kind, (keep, drop))
        self.unit.delete(kind, drop, self.reason)
        changes = self._changes(kind, both[keep], both[drop], take)
        if changes:
            self.unit.update(kind, keep, changes)

    def _hand_over(self, kind: Kind, child: int, column: str, keep: int) -> None:
        """Point one record at `keep`; when `keep` has the same record already, the two become one."""
        stored = records.get(self.store, kind, child)
        if stored is None:
            return  # Went into its twin with another reference.
        twin = self._twin(kind, child, {**stored, column: keep})
        if twin is not None:
            self.join(kind, twin, child)
            self.joined[kind.title] += 1
        else:
            self.unit.update(kind, child, {column: keep})
            self.moved[kind.title].add(child)

    def _twin(self, kind: Kind, child: int, values: Mapping[str, Value]) -> int | None:
        """The other live record that has the same natural key, or stands for the same enterprise as a whole."""
        if kind is _OBJECT and values["type"] == "enterprise":
            owned = records.ids_where(self.store, kind, "enterprise_id", values["enterprise_id"])
            found = records.get_many(self.store, kind, owned)
            return next((i for i, v in found.items() if i != child and v["type"] == "enterprise"), None)
        key = kind.key_of(values)
        if key is None:
            return None
        columns = kind.keys[int(key[0] or 0)]
        same = records.get_many(self.store, kind, records.ids_where(self.store, kind, columns[0], values[columns[0]]))
        return next((i for i, v in same.items() if i != child and kind.key_of(v) == key), None)

    def _attachments(self, kind: Kind, keep: int, drop: int) -> None:
        """Files follow their record; one that `keep` has already is taken off."""
        ids = records.ids_where(self.store, _ATTACHMENT, "owner_id", drop)
        for attachment, values in records.get_many(self.store, _ATTACHMENT, ids).items():
            if values["owner_kind"] != kind.name:
                continue
            if self._twin(_ATTACHMENT, attachment, {**values, "owner_id": keep}) is not None:
                self.unit.delete(_ATTACHMENT, attachment, self.reason)
            else:
                self.unit.update(_ATTACHMENT, attachment, {"owner_id": keep})
                self.moved[_ATTACHMENT.title].add(attachment)

    def _changes(self, kind: Kind, kept: Values, given: Values, take: frozenset[str]) -> Values:
        """What the kept record takes over: what it lacks, and the fields chosen. The rest is told."""
        changes: Values = {}
        shown: list[dict[str, str]] = []
        for name, value in given.items():
            if value is None or value == kept[name]:
                continue
            if kept[name] is None or name in take:
                changes[name] = value
            elif name != kind.occurrence and not (kind is _OBJECT and name in ("enterprise_id", "type")):
                shown = shown or [records.show(self.store, kind, v) for v in (kept, given)]
                title = kind.fields[name].title
                label = shown[0].get(kind.label, "") or kind.title
                self.dropped.append(Dropped(kind.title, label, title, shown[0][name], shown[1][name]))
        if "credit_code" in changes or kept.get("credit_code") is not None:
            changes.pop("no_code_reason", None)
        return changes


def _children(kind: Kind) -> Iterator[tuple[Kind, str]]:
    """Every reference that points at records of `kind`; what others hang on comes first."""
    for other in KINDS.values():
        for column, ref in other.refs.items():
            if ref.target == kind.name:
                yield other, column


def merge(session: Session, keep: int, drop: int, reason: str, take: frozenset[str] = frozenset()) -> Merged:
    """Merge enterprise `drop` into `keep` in one transaction; `take` are fields in which `drop` is right.

    Policies, visits, claims and everything else of `drop` go to `keep`; a record that both have becomes one. `drop`
    goes to the recycle bin with the reason, and the decision is remembered. Raises RefusedError without a reason or
    when one of the two is gone.
    """
    if not reason.strip():
        raise RefusedError("请写明合并理由", "理由会记入历史，供日后核查。")
    if keep == drop or len(records.get_many(session.store, ENTERPRISE, (keep, drop))) < 2:
        raise RefusedError("没有合并", "请选择两家不同的、未删除的企业。")
    with session.unit("合并重复企业", reason.strip()) as unit:
        work = _Merge(session.store, unit, f"与另一家企业合并：{reason.strip()}"[:200])
        verdict = decision(session.store, keep, drop, "merged", reason)
        work.join(ENTERPRISE, keep, drop, take)
        earlier = _reviewed(session.store, verdict)
        if earlier is None:
            unit.insert(REVIEW, verdict)
        else:
            unit.update(REVIEW, earlier, verdict)
    moved = {title: len(ids) for title, ids in work.moved.items()}
    return Merged(unit.batch, moved, dict(work.joined), tuple(work.dropped))


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about two enterprises, by whom and when; `batch` is the work that undoing takes back."""

    id: int
    names: str
    verdict: str
    reason: str
    at: str
    by: str
    batch: str

    @property
    def verdict_title(self) -> str:
        """The verdict in Chinese."""
        return VERDICTS[self.verdict][0]

    def as_json(self) -> dict[str, Any]:
        """The decision as plain values."""
        return asdict(self)


def decisions(session: Session) -> list[Decision]:
    """What was decided so far, latest first."""
    store = session.store
    made = []
    for review_id, values in records.get_many(store, REVIEW, lists.all_ids(store, ListQuery(REVIEW.name))).items():
        last = record_history(store.conn, REVIEW.name, review_id, limit=1)[0]
        told = (str(values["names"]), str(values["verdict"]), str(values["reason"] or ""))
        made.append(Decision(review_id, *told, last.at, last.actor, last.batch))
    return sorted(made, key=lambda one: (one.at, one.id), reverse=True)


def take_back(session: Session, decision_id: int, reason: str = "") -> undo.Undone:
    """Undo a decision: a merge gives both enterprises back as they were, others are shown again.

    Raises RefusedError when it is gone or records changed since, NotPermittedError for what another person decided.
    """
    found = next((one for one in decisions(session) if one.id == decision_id), None)
    if found is None:
        raise RefusedError("没有这条结论", "它可能已经撤销，请刷新。")
    return undo.undo(session, found.batch, reason)


def _reviewed(store: Store, verdict: Mapping[str, Value]) -> int | None:
    ids = records.ids_where(store, REVIEW, "first_uid", verdict["first_uid"])
    found = records.get_many(store, REVIEW, ids)
    return next((i for i, v in found.items() if v["second_uid"] == verdict["second_uid"]), None)
