"""What imports leave behind: which files were read, and what was confirmed about their headers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ajx_tui.store import digests
from ajx_tui.store.books import IMPORT_RUN, add
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One list that was imported."""

    at: str
    actor: str
    file_name: str
    sheet: str
    kind: str
    counts: Mapping[str, int]


def recall(store: Store, fingerprint: str) -> dict[str, Any] | None:
    """What was confirmed about a list with this header fingerprint, or None."""
    rows = store.read("SELECT mapping FROM import_mapping WHERE fingerprint = ?", (fingerprint,))
    return json.loads(rows[0][0]) if rows else None


def remember(unit: Unit, fingerprint: str, mapping: Mapping[str, Any]) -> None:
    """Keep what was confirmed about a header, for the next file that has it."""
    unit.conn.execute(
        "INSERT INTO import_mapping VALUES (?, ?, ?) ON CONFLICT (fingerprint)"
        " DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at",
        (fingerprint, json.dumps(mapping, ensure_ascii=False), unit.now),
    )
    digests.note(unit.conn, "import_mapping", fingerprint)


def log_run(unit: Unit, file_name: str, sheet: str, kind: str, sha256: str, counts: Mapping[str, int]) -> None:
    """Note that a list was imported."""
    run = {"batch": unit.batch, "at": unit.now, "actor": unit.actor, "file_name": file_name, "sheet": sheet}
    add(unit, IMPORT_RUN, {**run, "kind": kind, "sha256": sha256, "counts": json.dumps(counts)})


def was_run(store: Store, sheet: str, kind: str, sha256: str) -> bool:
    """Whether this very list was imported before as this kind."""
    sql = "SELECT 1 FROM import_run WHERE sha256 = ? AND sheet = ? AND kind = ? LIMIT 1"
    return bool(store.read(sql, (sha256, sheet, kind)))


def runs(store: Store, limit: int = 100) -> list[ImportRun]:
    """The latest imports, newest first."""
    rows = store.read(
        "SELECT at, actor, file_name, sheet, kind, counts FROM import_run ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [
        ImportRun(at, actor, name, sheet, kind, json.loads(counts)) for at, actor, name, sheet, kind, counts in rows
    ]
