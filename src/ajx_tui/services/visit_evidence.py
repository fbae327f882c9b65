"""Visits to be held side by side: those that share a person and a day, a wording, or a file (domain §4.10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records, related
from ajx_tui.store.lists import Condition, ListQuery

VISIT, ATTACHMENT = KINDS["visit"], KINDS["attachment"]
LEAST_PROCESS = 10
"""Shorter descriptions of the course are alike without meaning anything."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One visit as a column: its fields and files as people read them, and what it shares with the first one."""

    id: int
    enterprise: str
    township: str
    shown: Mapping[str, str]
    files: tuple[str, ...]
    shares: tuple[str, ...]


def side_by_side(session: Session, visit_id: int, most: int = 12) -> list[Evidence]:
    """A visit, then at most `most` others that share something with it, those that share most first.

    Raises RefusedError when the visit is gone.
    """
    store = session.store
    values = records.get(store, VISIT, visit_id)
    if values is None:
        raise RefusedError("服务记录已不存在", "它可能刚被删除，请刷新。")
    shared: dict[int, list[str]] = {visit_id: []}
    for why, ids in _alike(session, visit_id, values):
        for other in ids:
            if other != visit_id:
                shared.setdefault(other, []).append(why)
    chosen = sorted(shared, key=lambda i: (i != visit_id, -len(shared[i]), i))[: most + 1]
    stored = records.get_many(store, VISIT, chosen)
    owners = related.enterprises_of(store, VISIT, chosen)
    firms = records.get_many(store, KINDS["enterprise"], {owner for owner, _ in owners.values()})
    made = []
    for each in chosen:
        owner, name = owners.get(each, (0, ""))
        township = str(firms[owner]["township"] or "") if owner in firms else ""
        files = tuple(str(v["name"]) for v in _files(session, each).values())
        shown = records.show(store, VISIT, stored[each])
        made.append(Evidence(each, name, township, shown, files, tuple(shared[each])))
    return made


def _files(session: Session, visit_id: int) -> dict[int, Values]:
    conditions = (Condition("owner_kind", "=", VISIT.name), Condition("owner_id", "=", visit_id))
    ids = lists.all_ids(session.store, ListQuery(ATTACHMENT.name, conditions=conditions))
    return records.get_many(session.store, ATTACHMENT, ids)


def _alike(session: Session, visit_id: int, values: Values) -> Iterator[tuple[str, list[int]]]:
    """What is shared → the visits that share it, the visit itself among them."""
    store, process = session.store, str(values["process"] or "")

    def visits(*conditions: Condition) -> list[int]:
        return list(lists.all_ids(store, ListQuery(VISIT.name, conditions=conditions)))

    if values["staff"] is not None and values["visited_on"] is not None:
        same_day = Condition("visited_on", "=", values["visited_on"])
        yield "同一人员同一天", visits(Condition("staff", "=", values["staff"]), same_day)
    if len(process) >= LEAST_PROCESS:
        yield "服务过程一字不差", visits(Condition("process", "=", process))
    digests = tuple({v["sha256"] for v in _files(session, visit_id).values()})
    if digests:
        conditions = (Condition("owner_kind", "=", VISIT.name), Condition("sha256", "in", digests))
        ids = lists.all_ids(store, ListQuery(ATTACHMENT.name, conditions=conditions))
        owners = {int(v["owner_id"] or 0) for v in records.get_many(store, ATTACHMENT, ids).values()}
        yield "附件完全相同", list(records.get_many(store, VISIT, owners))
