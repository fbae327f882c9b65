"""The store: one open database file, its lock, and one connection per thread."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ajx_tui.errors import AjxError, LockedError, NewerVersionError
from ajx_tui.store import migrations, seal
from ajx_tui.store.connection import APPLICATION_ID, connect, explain, size_of

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from ajx_tui.store.unit import Unit

T = TypeVar("T")


class Store:
    """One database file. `readonly_reason` is empty, or says in Chinese why nothing can be written."""

    def __init__(
        self, path: Path, lock: BaseFileLock | None, readonly_reason: str = "", *, newer: bool = False
    ) -> None:
        self.path = path
        self.readonly_reason = readonly_reason
        self._newer = newer
        self._lock = lock
        self._sealed = (seal.take(path), seal.head(path)) if lock is not None else ("", b"")
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, wait: bool = False) -> Store:
        """Open or create the database at `path`.

        A database held by another instance, written by a newer program, or lying where nothing may be written is
        opened read-only, and `readonly_reason` says so. Raises AjxError when it can't be read at all.
        """
        exists = bool(size_of(path))
        if readonly:
            if not exists:
                raise AjxError("没有数据", f"{path} 还不存在。请先运行 ajx 建立单位，或运行 ajx demo 看演示。")
            return cls._checked(cls(path, None, "以只读方式打开。"))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = _take_lock(path)
        except OSError as error:
            if not exists:
                raise AjxError("不能建立数据文件", f"{path.parent} 不能写入：{error.strerror}") from error
            return cls._checked(cls(path, None, f"没有写入 {path.parent} 的权限，以只读方式打开。"))
        if lock is None:
            return cls._checked(cls(path, None, f"{holder(path)}正在使用这份数据，以只读方式打开。"))
        store = cls(path, lock)
        try:
            store._prepare()
        except NewerVersionError as error:
            store.close()
            return cls(path, None, error.message, newer=True)
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def _checked(store: Store) -> Store:
        """A read-only store, once its version is known to be readable."""
        version = migrations.version_of(store.conn)
        if version < migrations.VERSION:
            store.close()
            raise LockedError("数据需要升级", "请先关闭其他窗口，再打开程序完成升级。")
        return store

    def _prepare(self) -> None:
        """Migrate when needed: a verified backup first, and that backup put back when a step fails."""
        version = migrations.version_of(self.conn)
        if version > migrations.VERSION:
            raise NewerVersionError(
                "数据由更新的版本写成", f"数据版本 {version} 高于本程序的 {migrations.VERSION}，只能查看；请升级程序。"
            )
        if version == migrations.VERSION:
            return
        from ajx_tui.store import backup

        tables = self.conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        owner = self.conn.execute("PRAGMA application_id").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            raise AjxError("不是本程序的数据文件", f"{self.path} 是别的程序的数据库，没有改动它。请换一个位置。")
        saved = backup.make(self.conn, self.path, "升级前") if tables else None
        try:
            migrations.migrate(self.conn)
        except sqlite3.Error as error:
            self._close_connections()
            if saved is not None:
                backup.restore(saved, self.path)
            raise explain(error, self.path) from error

    def readonly_error(self, title: str) -> AjxError:
        """The error for an attempt to write to a database that was opened read-only."""
        return (NewerVersionError if self._newer else LockedError)(title, self.readonly_reason)

    @property
    def conn(self) -> sqlite3.Connection:
        """This thread's connection."""
        conn: sqlite3.Connection | None = getattr(self._local, "conn", None)
        if conn is None:
            conn = connect(self.path, readonly=bool(self.readonly_reason))
            self._local.conn = conn
            with self._guard:
                self._open.append(conn)
        return conn

    def reader(self, prepare: Callable[[sqlite3.Connection], T]) -> T:
        """What `prepare` made of this thread's second, read-only connection. Made once per thread and kept.

        For work that must see one state of the data, or that must not be able to write.
        """
        made: T | None = getattr(self._local, "reader", None)
        if made is None:
            conn = connect(self.path, readonly=True)
            with self._guard:
                self._open.append(conn)
            made = prepare(conn)
            self._local.reader = made
        return made

    def read(self, sql: str, parameters: Any = ()) -> list[Any]:
        """All rows of a query. Raises AjxError for anything SQLite reports."""
        try:
            return self.conn.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    @contextmanager
    def unit(self, actor: str, intention: str, reason: str = "") -> Iterator[Unit]:
        """One user intention: everything written inside is committed together, or nothing is.

        Only when this returns has the work reached the disk. Raises AjxError when it can't be written.
        """
        from ajx_tui.store.unit import transaction

        if self.readonly_reason:
            raise self.readonly_error("现在不能保存")
        try:
            with transaction(self.conn, actor, intention, reason) as unit:
                yield unit
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def revision(self) -> int:
        """The data revision: the number of the last history entry. Equal revisions mean equal data."""
        return int(self.read("SELECT coalesce(max(id), 0) FROM history")[0][0])

    def setting(self, name: str, default: Any = None) -> Any:
        """A stored fact about this database, or `default`."""
        text = self.setting_text(name)
        return json.loads(text) if text else default

    def setting_text(self, name: str) -> str:
        """A stored fact as it is stored (JSON text), empty when there is none: for comparing without reading it."""
        rows = self.read("SELECT value FROM setting WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def optimise(self) -> None:
        """Refresh the planner's statistics; an index without them can turn 85 ms into 49 s. Run after imports."""
        if not self.readonly_reason:
            self.conn.execute("PRAGMA analysis_limit = 2000")
            self.conn.execute("ANALYZE")

    def close(self) -> None:
        """Close every connection and give the lock back."""
        self._close_connections()
        if self._lock is not None:
            self._put_seal()
            _holder_file(self.path).unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def _put_seal(self) -> None:
        """Seal the closed file: as it was when nothing was written, else anew."""
        kept, before = self._sealed
        after = seal.head(self.path)
        if after:
            seal.put(self.path, kept if kept and before == after else "")

    def _close_connections(self) -> None:
        with self._guard:
            for conn in self._open:
                conn.close()
            self._open.clear()
        self._local = threading.local()


def _holder_file(path: Path) -> Path:
    return path.with_name(path.name + ".holder")


def _take_lock(path: Path) -> BaseFileLock | None:
    """The write lock of the database, or None when another instance has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(path.name + ".lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    holder_text = {"user": getpass.getuser(), "host": platform.node(), "pid": os.getpid()}
    holder_text["since"] = datetime.now().strftime("%m月%d日 %H:%M")
    _holder_file(path).write_text(json.dumps(holder_text, ensure_ascii=False), encoding="utf-8")
    return lock


def holder(path: Path) -> str:
    """Who holds the write lock, in Chinese."""
    try:
        told = json.loads(_holder_file(path).read_text(encoding="utf-8"))
        return f"{told['user']}（{told['host']}，{told['since']}打开）"
    except (OSError, ValueError, KeyError):
        return "另一个窗口"
