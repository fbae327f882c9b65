"""Who gets a paper: the enterprises behind any list, filter or set of marked rows, or named one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.enterprise_paper import find
from ajx_tui.services.session import Session
from ajx_tui.store import lists, related
from ajx_tui.store.lists import ListQuery

ENTERPRISE = KINDS["enterprise"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Enterprises by id, and in words how they were chosen."""

    enterprises: frozenset[int]
    text: str


def of_list(session: Session, query: ListQuery, text: str = "") -> Scope:
    """The enterprises that the records of a list belong to. Raises RefusedError for a kind that belongs to none."""
    kind = KINDS[query.kind]
    if kind.name != ENTERPRISE.name and related.path_up(kind.name, ENTERPRISE.name) is None:
        raise RefusedError("不能按这份清单发文", f"{kind.title}不属于某一家企业。")
    ids = lists.all_ids(session.store, query)
    if kind.name == ENTERPRISE.name:
        return Scope(frozenset(ids), text)
    found = related.enterprises_of(session.store, kind, ids)
    return Scope(frozenset(enterprise for enterprise, _ in found.values()), text)


def of_names(session: Session, names: Sequence[str]) -> Scope:
    """Enterprises by credit code or name. Raises RefusedError for one that is not there, or could be several."""
    return Scope(frozenset(find(session.store, name) for name in names), "、".join(names))
