"""Backups: whole, dated, verified copies beside the database; the oldest are pruned."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from ajx_tui.errors import AjxError
from ajx_tui.store import seal
from ajx_tui.store.connection import connect, explain

KEEP = 20
SUFFIX = ".db"


def folder(database: Path) -> Path:
    """Where the backups of a database lie."""
    return database.parent / "backups"


def make(conn: sqlite3.Connection, database: Path, label: str) -> Path:
    """Copy the open database by SQLite's backup API, verify the copy, prune old ones. `label` says why, in Chinese.

    Raises AjxError when the copy can't be written or does not verify; nothing half-written stays.
    """
    target_folder = folder(database)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")[:19]
    target = target_folder / f"{stamp}-{label}{SUFFIX}"
    partial = target.with_suffix(".part")
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(partial)) as copy:
            conn.backup(copy)
            verify(copy)
        partial.replace(target)
    except OSError as error:
        raise AjxError("备份失败", f"不能写入 {target_folder}：{error.strerror}") from error
    except sqlite3.Error as error:
        raise explain(error, target) from error
    finally:
        partial.unlink(missing_ok=True)
    prune(target_folder)
    return target


def verify(copy: sqlite3.Connection) -> None:
    """Raise AjxError unless the copy is sound by SQLite's own check and its foreign keys hold."""
    if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise AjxError("备份未通过校验", "备份文件不完整，已丢弃。请检查磁盘后重试。")
    if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise AjxError("备份未通过校验", "记录之间的关联不完整，已丢弃。请运行 ajx doctor。")


def existing(database: Path) -> list[Path]:
    """The backups of a database, newest first."""
    return sorted(folder(database).glob(f"*{SUFFIX}"), reverse=True)


def prune(target_folder: Path, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` backups."""
    _delete(sorted(target_folder.glob(f"*{SUFFIX}"), reverse=True)[keep:])


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def restore(backup: Path, database: Path) -> None:
    """Put a verified backup in the place of the database. No connection to the database may be open."""
    with closing(connect(backup, readonly=True)) as source:
        verify(source)
        partial = database.with_suffix(".restoring")
        with closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
    seal.drop(database)
    partial.replace(database)
