"""The evidence of a doubt, to be held side by side: the record and those that resemble it (domain §4.10).

Visits that share a person and a day, a wording, a file or the day they were written down; the visits of a service
body; policies of one number or one object; enterprises that may be one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.policy import among
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

VISIT, ATTACHMENT = KINDS["visit"], KINDS["attachment"]
_OF_A_BODY = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record as a column: its fields and files as people read them, and what it shares with the first one."""

    id: int
    enterprise: str
    township: str
    shown: Mapping[str, str]
    files: tuple[str, ...]
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Records of one kind beside each other; `doubted` when the first of them is the one in doubt itself."""

    kind: Kind
    columns: tuple[Evidence, ...]
    doubted: bool = True


Shared = Iterator[tuple[str, Iterable[int]]]
"""What is shared → the records that share it, the first one may be among them."""


def comparable(kind: str) -> bool:
    """Whether records of this kind have evidence to be held side by side."""
    return kind in _PEERS


def side_by_side(session: Session, kind: str, record_id: int, as_of: date, most: int = 12) -> Sides:
    """The evidence about a record: it (or what belongs to it), then at most `most` others, those that share most first.

    Raises RefusedError when the record is gone.
    """
    store = session.store
    values = records.get(store, KINDS[kind], record_id)
    if values is None:
        raise RefusedError("记录已不存在", "它可能刚被删除，请刷新。")
    of_kind, peers = _PEERS[kind]
    doubted = of_kind == kind
    shared: dict[int, list[str]] = {record_id: []} if doubted else {}
    for why, ids in peers(store, record_id, values, as_of):
        for other in ids:
            if not doubted or other != record_id:
                shared.setdefault(other, []).append(why)
    chosen = sorted(shared, key=lambda i: (i != record_id or not doubted, -len(shared[i]), i))[: most + 1]
    return Sides(KINDS[of_kind], tuple(_columns(store, KINDS[of_kind], chosen, shared)), doubted)


def _columns(store: Store, kind: Kind, chosen: list[int], shared: Mapping[int, list[str]]) -> Iterator[Evidence]:
    stored = records.get_many(store, kind, chosen)
    owners = related.enterprises_of(store, kind, chosen)
    firms = records.get_many(store, KINDS["enterprise"], {owner for owner, _ in owners.values()})
    for each in (i for i in chosen if i in stored):
        owner, name = owners.get(each, (0, ""))
        township = str(firms[owner]["township"] or "") if owner in firms else ""
        files = tuple(str(v["name"]) for v in _files(store, kind, each).values())
        yield Evidence(each, name, township, records.show(store, kind, stored[each]), files, tuple(shared[each]))


def _files(store: Store, kind: Kind, record_id: int) -> dict[int, Values]:
    conditions = (Condition("owner_kind", "=", kind.name), Condition("owner_id", "=", record_id))
    return records.get_many(store, ATTACHMENT, _ids(store, ATTACHMENT.name, *conditions))


def _ids(store: Store, kind: str, *conditions: Condition) -> list[int]:
    return list(lists.all_ids(store, ListQuery(kind, conditions=conditions)))


# ----- what resembles what


def _visits_like(store: Store, visit_id: int, values: Values, as_of: date) -> Shared:
    process = str(values["process"] or "")
    if values["staff"] is not None and values["visited_on"] is not None:
        same_day = Condition("visited_on", "=", values["visited_on"])
        yield "同一人员同一天", _ids(store, "visit", Condition("staff", "=", values["staff"]), same_day)
    if len(process) >= packs.parameter(store, "same_text_length", as_of.isoformat()):
        yield "服务过程一字不差", _ids(store, "visit", Condition("process", "=", process))
    digests = tuple({v["sha256"] for v in _files(store, VISIT, visit_id).values()})
    if digests:
        same = (Condition("owner_kind", "=", VISIT.name), Condition("sha256", "in", digests))
        found = records.get_many(store, ATTACHMENT, _ids(store, ATTACHMENT.name, *same))
        yield "附件完全相同", list(records.get_many(store, VISIT, {int(v["owner_id"] or 0) for v in found.values()}))
    for field in ("recorded_on", "archived_on"):
        if values[field] is not None and values["body_id"] is not None:
            same = (Condition("body_id", "=", values["body_id"]), Condition(field, "=", values[field]))
            yield f"同一机构同一天{'填写' if field == 'recorded_on' else '归档'}", _ids(store, "visit", *same)


def _visits_of(store: Store, body_id: int, _values: Values, as_of: date) -> Shared:
    """The last ones: what a body does now says more than what it once did."""
    known = Condition("visited_on", "≤", as_of.isoformat())
    yield "同一服务机构", _ids(store, "visit", Condition("body_id", "=", body_id), known)[-_OF_A_BODY:]


def _policies_like(store: Store, _policy_id: int, values: Values, _as_of: date) -> Shared:
    yield "同一保单号", _ids(store, "policy", Condition("number", "=", values["number"]))
    if values["object_id"] is not None:
        yield "同一应投保对象", _ids(store, "policy", Condition("object_id", "=", values["object_id"]))


def _policies_of(store: Store, object_id: int, _values: Values, as_of: date) -> Shared:
    day = as_of.isoformat()
    term = (Condition("start_on", "≤", day), Condition("end_on", "≥", day))
    yield "同时在保", _ids(store, "policy", Condition("object_id", "=", object_id), *term)


def _enterprises_like(store: Store, enterprise_id: int, _values: Values, _as_of: date) -> Shared:
    with packs.reading(store) as guard:
        twins = among.twins(guard, packs.rules(store), enterprise_id)
    yield from ((why, (other,)) for why, other in twins)


_PEERS: Mapping[str, tuple[str, Callable[[Store, int, Values, date], Shared]]] = {
    "visit": ("visit", _visits_like),
    "service_body": ("visit", _visits_of),
    "policy": ("policy", _policies_like),
    "insured_object": ("policy", _policies_of),
    "enterprise": ("enterprise", _enterprises_like),
}
"""Kind of a record in doubt → the kind that is held side by side, and how those records are found."""
