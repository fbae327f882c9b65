"""What is locked because it is under review or approved: asked by the unit of work before every write.

Standing below all services, it holds for screens, command line, import and undo alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cached_property

from ajx_tui.domain.fields import Value
from ajx_tui.domain.workflow import EDITABLE, STATE_TITLES, SUBJECTS, State
from ajx_tui.errors import RefusedError

_OPEN = ", ".join(f"'{state.value}'" for state in sorted(EDITABLE))
_PARENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    child: tuple((kind, column) for kind, s in SUBJECTS.items() for c, column in s.content.items() if c == child)
    for subject in SUBJECTS.values()
    for child in subject.content
}
"""Kind → the subjects it is content of, with the column that refers to them."""


class Locks:
    """The locks in force in one transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """Kinds of which anything is locked: mostly none, so that a write costs one look at a small index."""
        rows = self._conn.execute(f"SELECT DISTINCT subject_kind FROM review WHERE state NOT IN ({_OPEN})")
        return frozenset(row[0] for row in rows)

    def check(self, kind: str, record_id: int) -> None:
        """Raises RefusedError when this record is locked itself."""
        if kind not in self._kinds:
            return
        found = self._conn.execute(
            f"SELECT title, state FROM review WHERE subject_kind = ? AND subject_id = ? AND state NOT IN ({_OPEN})",
            (kind, record_id),
        ).fetchone()
        if found:
            raise locked(found[0], State(found[1]))

    def check_parents(self, kind: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Raises RefusedError when one of these rows is content of something locked."""
        for parent, column in _PARENTS.get(kind, ()):
            if parent in self._kinds:
                for record_id in {row.get(column) for row in rows}:
                    if record_id is not None:
                        self.check(parent, int(record_id))

    def check_with_parents(self, kind: str, record_id: int) -> None:
        """`check` and `check_parents` for a record that is stored already."""
        self.check(kind, record_id)
        for parent, column in _PARENTS.get(kind, ()):
            found = self._conn.execute(f"SELECT {column} FROM {kind} WHERE id = ?", (record_id,)).fetchone()
            if found and found[0] is not None:
                self.check(parent, int(found[0]))


def locked(title: str, state: State) -> RefusedError:
    """What is told when somebody tries to change something locked."""
    way = "请由送审人先撤回，或由审核人退回" if state is State.SUBMITTED else "需要修改时请审核人或签发人写明原因解锁"
    return RefusedError(f"「{title}」{STATE_TITLES[state]}，不能修改", f"{way}。")
