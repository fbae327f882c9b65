"""Drafts: what stands in a form that is not saved yet. One per owner, kind and record; 0 stands for a new record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ajx_tui.store import digests
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

NEW = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """One unsaved form: the texts of its fields by name, and when they were kept."""

    owner: str
    kind: str
    record_id: int
    content: Mapping[str, Any]
    saved_at: str


def put(unit: Unit, owner: str, kind: str, record_id: int, content: Mapping[str, Any]) -> None:
    """Keep a draft in the place of an earlier one."""
    unit.conn.execute(
        "INSERT INTO draft VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner, kind, record_id)"
        " DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        (owner, kind, record_id, json.dumps(dict(content), ensure_ascii=False), unit.now),
    )
    digests.note(unit.conn, "draft", owner, kind, record_id)


def drop(unit: Unit, owner: str, kind: str, record_id: int) -> None:
    """Forget a draft."""
    unit.conn.execute("DELETE FROM draft WHERE owner = ? AND kind = ? AND record_id = ?", (owner, kind, record_id))
    digests.note(unit.conn, "draft", owner, kind, record_id)


def get(store: Store, owner: str, kind: str, record_id: int) -> Draft | None:
    """One draft, None when there is none or it can't be read any more."""
    found = [d for d in of_owner(store, owner) if (d.kind, d.record_id) == (kind, record_id)]
    return found[0] if found else None


def of_owner(store: Store, owner: str) -> list[Draft]:
    """All readable drafts of one person, latest first."""
    rows = store.read(
        "SELECT kind, record_id, content, saved_at FROM draft WHERE owner = ? ORDER BY saved_at DESC, kind, record_id",
        (owner,),
    )
    made = []
    for kind, record_id, text, saved_at in rows:
        try:
            content = json.loads(text)
        except ValueError:
            continue
        if isinstance(content, dict):
            made.append(Draft(owner, kind, record_id, content, saved_at))
    return made
