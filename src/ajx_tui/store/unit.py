"""The unit of work: every write to a record goes through here, together with its history entry and search words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import itemgetter

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Values
from ajx_tui.errors import RefusedError
from ajx_tui.store import digests, search
from ajx_tui.store.history import Action, Entry, HistoryWriter
from ajx_tui.store.locks import Locks
from ajx_tui.store.ulid import new_ulids


class Unit:
    """The open transaction of one user intention."""

    def __init__(self, conn: sqlite3.Connection, actor: str, intention: str, reason: str = "") -> None:
        self.conn = conn
        self.now = datetime.now().isoformat(timespec="seconds")
        self.batch = new_ulids(1)[0]
        self.actor = actor
        self._history = HistoryWriter(conn, self.batch, self.now, actor, intention, reason)
        self._locks = Locks(conn)
        self.touched: dict[str, set[int]] = {}
        self.settings: set[str] = set()
        self._unindexed: list[tuple[Kind, list[tuple[int, Values]]]] | None = None

    def note(self, entries: Iterable[Entry]) -> None:
        """Write history entries for what is no record: books and settings."""
        self._history.write(entries)

    def finish(self) -> None:
        """Note the end of the history; the store calls it just before COMMIT."""
        self._history.finish()

    def insert(self, kind: Kind, values: Mapping[str, Value]) -> int:
        """Create one record and return its id. Raises RefusedError when its natural key is taken."""
        return self.insert_many(kind, [values])[0]

    def insert_many(self, kind: Kind, rows: Sequence[Mapping[str, Value]]) -> range:
        """Create records in the order given and return their ids."""
        first = self.conn.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {kind.name}").fetchone()[0]
        ids = range(first, first + len(rows))
        if not rows:
            return ids
        uids = new_ulids(len(rows))
        names, filled = _filled(kind, rows)
        self._locks.check_parents(kind.name, filled)
        values = list(map(_values_of(names), filled))
        marks = ", ".join("?" * (len(names) + 4))
        sql = f"INSERT INTO {kind.name} (id, uid, created_at, updated_at, {', '.join(names)}) VALUES ({marks})"
        try:
            self.conn.executemany(
                sql, ((i, u, self.now, self.now, *row) for i, u, row in zip(ids, uids, values, strict=True))
            )
        except sqlite3.IntegrityError as error:
            raise self._clash(kind, error) from error
        self._history.write_created(kind.name, names, list(zip(ids, uids, values, strict=True)))
        if kind.search:
            self._index(kind, list(zip(ids, filled, strict=True)))
        self.touched.setdefault(kind.name, set()).update(ids)
        return ids

    def _index(self, kind: Kind, rows: list[tuple[int, Values]]) -> None:
        if self._unindexed is None:
            search.index_rows(self.conn, kind, rows)
        else:
            names = {*kind.search, kind.label} & rows[0][1].keys()
            self._unindexed.append((kind, [(i, {n: row[n] for n in names}) for i, row in rows]))

    def index_later(self) -> None:
        """Keep back what records created from now on are found by, until `unindexed` is asked."""
        self._unindexed = []

    def unindexed(self) -> list[tuple[Kind, list[tuple[int, Values]]]]:
        """The records kept back, which the caller now puts into the search; later ones are put there at once."""
        kept, self._unindexed = self._unindexed or [], None
        return kept

    def update(self, kind: Kind, record_id: int, changes: Mapping[str, Value]) -> Values:
        """Change fields of one record; returns the old values of those that really changed (empty: nothing did)."""
        return self.update_many(kind, [(record_id, changes)])[0]

    def update_many(self, kind: Kind, rows: Iterable[tuple[int, Mapping[str, Value]]]) -> list[Values]:
        """Change fields of several records of one kind."""
        names = list(kind.fields)
        select = f"SELECT {', '.join(names)} FROM {kind.name} WHERE id = ? AND deleted_at IS NULL"
        befores: list[Values] = []
        for record_id, changes in rows:
            found = self.conn.execute(select, (record_id,)).fetchone()
            if found is None:
                raise RefusedError(f"{kind.title}已不存在", "它可能刚被删除，请刷新后重试。")
            old = dict(zip(names, found, strict=True))
            new = {n: v for n, v in changes.items() if old[n] != v}
            befores.append({n: old[n] for n in new})
            if new:
                self._locks.check(kind.name, record_id)
                self._locks.check_parents(kind.name, (old, {**old, **new}))
                self._write_update(kind, record_id, old, new)
        return befores

    def _write_update(self, kind: Kind, record_id: int, old: Values, new: Values) -> None:
        setters = ", ".join(f"{n} = ?" for n in new)
        try:
            self.conn.execute(
                f"UPDATE {kind.name} SET {setters}, updated_at = ? WHERE id = ?", (*new.values(), self.now, record_id)
            )
        except sqlite3.IntegrityError as error:
            raise self._clash(kind, error) from error
        self._history.write([Entry(Action.UPDATE, kind.name, record_id, {n: old[n] for n in new}, new)])
        if kind.search and any(n in kind.search or n == kind.label for n in new):
            search.reindex_rows(self.conn, kind, [(record_id, {**old, **new})])
        self.touched.setdefault(kind.name, set()).add(record_id)

    def delete(self, kind: Kind, record_id: int, reason: str) -> None:
        """Put a record into the recycle bin 回收站 with a reason."""
        self._locks.check_with_parents(kind.name, record_id)
        done = self.conn.execute(
            f"UPDATE {kind.name} SET deleted_at = ?, deleted_reason = ? WHERE id = ? AND deleted_at IS NULL",
            (self.now, reason, record_id),
        )
        if not done.rowcount:
            raise RefusedError(f"{kind.title}已不存在", "它可能刚被删除，请刷新后重试。")
        self._history.write([Entry(Action.DELETE, kind.name, record_id, None, {"deleted_reason": reason})])
        if kind.search:
            search.drop_rows(self.conn, kind, [record_id])
        self.touched.setdefault(kind.name, set()).add(record_id)

    def delete_many(self, kind: Kind, ids: Sequence[int], reason: str) -> None:
        """Put many records of one kind into the recycle bin at once."""
        for record_id in ids:
            self._locks.check_with_parents(kind.name, record_id)
        done = self.conn.executemany(
            f"UPDATE {kind.name} SET deleted_at = ?, deleted_reason = ? WHERE id = ? AND deleted_at IS NULL",
            ((self.now, reason, i) for i in ids),
        )
        if done.rowcount != len(ids):
            raise RefusedError(f"{kind.title}已不存在", "有的记录刚被删除，请刷新后重试。")
        self._history.write(Entry(Action.DELETE, kind.name, i, None, {"deleted_reason": reason}) for i in ids)
        if kind.search:
            search.drop_rows(self.conn, kind, ids)
        self.touched.setdefault(kind.name, set()).update(ids)

    def restore(self, kind: Kind, record_id: int) -> None:
        """Take a record out of the recycle bin. Raises RefusedError when its place is taken meanwhile."""
        self._locks.check_with_parents(kind.name, record_id)
        try:
            done = self.conn.execute(
                f"UPDATE {kind.name} SET deleted_at = NULL, deleted_reason = NULL"
                " WHERE id = ? AND deleted_at IS NOT NULL",
                (record_id,),
            )
        except sqlite3.IntegrityError as error:
            raise self._clash(kind, error) from error
        if not done.rowcount:
            raise RefusedError(f"{kind.title}不在回收站", "它可能已被恢复，请刷新后重试。")
        self._history.write([Entry(Action.RESTORE, kind.name, record_id, None, None)])
        if kind.search:
            names = list(kind.fields)
            found = self.conn.execute(f"SELECT {', '.join(names)} FROM {kind.name} WHERE id = ?", (record_id,))
            search.index_rows(self.conn, kind, [(record_id, dict(zip(names, found.fetchone(), strict=True)))])
        self.touched.setdefault(kind.name, set()).add(record_id)

    def set_setting(self, name: str, value: object) -> None:
        """Store a small fact about this database (a JSON value), with a history entry.

        Names that begin with 'ui.' are how somebody likes the program to look and leave no history.
        """
        text = json.dumps(value, ensure_ascii=False)
        found = self.conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        if found and found[0] == text:
            return
        self.conn.execute(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, text)
        )
        self.settings.add(name)
        if name.startswith(digests.UNTRACKED):
            digests.note(self.conn, "setting", name)
            return
        before = {name: found[0] if found else None}
        self.note([Entry(Action.UPDATE if found else Action.CREATE, "setting", 0, before, {name: text})])

    @staticmethod
    def _clash(kind: Kind, error: sqlite3.IntegrityError) -> RefusedError:
        if "UNIQUE" in str(error):
            keys = "或".join("＋".join(kind.fields[c].title for c in key) for key in kind.keys)
            return RefusedError(f"{kind.title}已有登记", f"{keys}与已登记的记录相同，请打开原记录修改。")
        if "FOREIGN KEY" in str(error):
            return RefusedError(f"{kind.title}未保存", "它所关联的记录不存在或已删除，请重新选择。")
        return RefusedError(f"{kind.title}未保存", f"有的值不在允许范围内：{error}")


@contextmanager
def transaction(conn: sqlite3.Connection, actor: str, intention: str, reason: str = "") -> Iterator[Unit]:
    """One intention on a connection of one's own: written as a whole, or not at all. Raises sqlite3.Error."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        unit = Unit(conn, actor, intention, reason)
        yield unit
        unit.finish()
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def _filled(kind: Kind, rows: Sequence[Mapping[str, Value]]) -> tuple[list[str], list[Values]]:
    """The fields that any of the rows has, or that have a default; and the rows with all of these."""
    given = set().union(*rows)
    blank: Values = {n: s.default for n, s in kind.fields.items() if n in given or s.default is not None}
    if given == blank.keys() and all(len(row) == len(blank) for row in rows):
        return list(blank), [row if isinstance(row, dict) else dict(row) for row in rows]
    return list(blank), [{**blank, **row} for row in rows]


def _values_of(names: Sequence[str]) -> Callable[[Values], tuple[Value, ...]]:
    """The values of a row in this order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda row: tuple(row[name] for name in names)
