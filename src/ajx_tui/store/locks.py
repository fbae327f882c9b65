"""What is locked because it is under review or approved: asked by the unit of work before every write.

Standing below all services, it holds for screens, command line, import and undo alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ATTACHMENT, EDITABLE, OWNERS, STATE_TITLES, State
from ajx_tui.errors import RefusedError

_OPEN = ", ".join(f"'{state.value}'" for state in sorted(EDITABLE))


class Locks:
    """The locks in force in one transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._any: dict[str, bool] = {}

    def _has_any(self, kind: str) -> bool:
        """Whether anything of a kind is locked: mostly not, so that a write costs one look at an index."""
        if kind not in self._any:
            found = self._conn.execute(
                f"SELECT 1 FROM review WHERE subject_kind = ? AND state NOT IN ({_OPEN}) LIMIT 1", (kind,)
            )
            self._any[kind] = found.fetchone() is not None
        return self._any[kind]

    def check(self, kind: str, record_id: int) -> None:
        """Raises RefusedError when this record is locked itself."""
        if not self._has_any(kind):
            return
        found = self._conn.execute(
            f"SELECT title, state FROM review WHERE subject_kind = ? AND subject_id = ? AND state NOT IN ({_OPEN})",
            (kind, record_id),
        ).fetchone()
        if found:
            raise locked(found[0], State(found[1]))

    def check_parents(self, kind: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Raises RefusedError when one of these rows is part of something locked. Rows hold every field."""
        if kind != ATTACHMENT and not any(self._has_any(owner) for owner, _ in OWNERS.get(kind, ())):
            return
        for owner, record_id in dict.fromkeys(pair for row in rows for pair in _owners(kind, row)):
            self.check(owner, record_id)
            if kind == ATTACHMENT:
                self.check_with_parents(owner, record_id)

    def check_with_parents(self, kind: str, record_id: int) -> None:
        """`check` and `check_parents` for a record that is stored already."""
        self.check(kind, record_id)
        if kind in KINDS and (kind == ATTACHMENT or kind in OWNERS):
            names = list(KINDS[kind].fields)
            found = self._conn.execute(f"SELECT {', '.join(names)} FROM {kind} WHERE id = ?", (record_id,)).fetchone()
            if found:
                self.check_parents(kind, [dict(zip(names, found, strict=True))])


def _owners(kind: str, row: Mapping[str, Value]) -> Iterator[tuple[str, int]]:
    """What a row is part of: of a file the record it hangs on."""
    if kind == ATTACHMENT:
        if row.get("owner_id") is not None:
            yield str(row["owner_kind"]), int(row["owner_id"] or 0)
        return
    for owner, part in OWNERS.get(kind, ()):
        record_id = row.get(part.column)
        if record_id is not None and part.type in ("", row.get("type")):
            yield owner, int(record_id)


def locked(title: str, state: State) -> RefusedError:
    """What is told when somebody tries to change something locked."""
    way = "请由送审人先撤回，或由审核人退回" if state is State.SUBMITTED else "需要修改时请审核人或签发人写明原因解锁"
    return RefusedError(f"「{title}」{STATE_TITLES[state]}，不能修改", f"{way}。")
