"""Backups: whole, dated, verified copies of the database and its files beside it; the oldest are pruned.

A backup is one `.db` file; the files its records refer to lie once, under their SHA-256, in a folder all backups share.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ajx_tui.atomic import folder_error
from ajx_tui.domain.fields import Value
from ajx_tui.errors import AjxError, DamagedError, NewerVersionError
from ajx_tui.progress import Job, Progress, run
from ajx_tui.store import books, files, migrations, seal
from ajx_tui.store.connection import connect, explain
from ajx_tui.store.unit import transaction

KEEP = 20
SUFFIX, DAMAGED = ".db", ".damaged"


@dataclass(frozen=True, slots=True)
class Made:
    """What was backed up: how many files with it, and the names of those whose bytes are missing or damaged."""

    path: Path
    files: int
    lost: tuple[str, ...]


def folder(database: Path) -> Path:
    """Where the backups of a database lie."""
    return database.parent / "backups"


def files_folder(target_folder: Path) -> Path:
    """Where the files of all backups in a folder lie."""
    return target_folder / files.NAME


def stamp() -> str:
    """What the name of a backup made now begins with: the newest sorts last."""
    return datetime.now().strftime("%Y%m%d-%H%M%S-%f")[:19]


def make(conn: sqlite3.Connection, database: Path, label: str) -> Path:
    """`make_job` run to its end; returns the path of the backup."""
    return run(make_job(conn, database, label)).path


def make_job(conn: sqlite3.Connection, database: Path, label: str) -> Job[Made]:
    """Copy the open database by SQLite's backup API, with the files it refers to; verify, prune old ones.

    `label` says why, in Chinese. Files that a backup has already are not copied again. Raises AjxError when something
    can't be written or does not verify; nothing half-written stays then, nor when the job is closed.
    """
    target_folder = folder(database)
    target = target_folder / f"{stamp()}-{label}{SUFFIX}"
    partial = target.with_suffix(".part")
    fresh: list[Path] = []
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        yield Progress(0, 1, "备份数据")
        with closing(sqlite3.connect(partial)) as copy:
            conn.backup(copy)
            verify(copy)
            listed = digests(copy)
        lost = yield from _bring(files.root(database), files_folder(target_folder), listed, fresh, "备份附件")
        partial.replace(target)
        fresh.clear()
    except OSError as error:
        raise folder_error(error, target_folder) from error
    except sqlite3.Error as error:
        raise explain(error, target) from error
    finally:
        partial.unlink(missing_ok=True)
        for path in fresh:
            files.forget(path)
    prune(target_folder)
    return Made(target, len(listed) - len(lost), lost)


def digests(conn: sqlite3.Connection) -> dict[str, str]:
    """SHA-256 → name of every file that records refer to, those in the recycle bin too."""
    there = conn.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'attachment'").fetchone()
    return dict(conn.execute("SELECT sha256, name FROM attachment ORDER BY id")) if there[0] else {}


def _bring(
    source: Path, target: Path, listed: Mapping[str, str], fresh: list[Path], told: str, *, check: bool = False
) -> Job[tuple[str, ...]]:
    """Copy files from one folder to another where they are not yet; returns the names of those that can't be had.

    `fresh` collects what was copied. With `check` the bytes that are there already are read as well.
    """
    lost = []
    for done, (sha256, name) in enumerate(listed.items()):
        yield Progress(done, len(listed), f"{told} {name}")
        place = files.place(target, sha256)
        if files.sound(place, sha256) if check else place.is_file():
            continue
        there = place.is_file()
        if not files.copy(files.place(source, sha256), place, sha256):
            lost.append(name)
        elif not there:
            fresh.append(place)
    return tuple(lost)


def verify(copy: sqlite3.Connection) -> None:
    """Raise AjxError unless the copy is sound by SQLite's own check and its foreign keys hold."""
    if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise DamagedError("备份未通过校验", "数据不完整，不能作为备份。请运行 ajx doctor，并检查磁盘。")
    if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DamagedError("备份未通过校验", "记录之间的关联不完整，不能作为备份。请运行 ajx doctor。")


def existing(database: Path) -> list[Path]:
    """The backups of a database, newest first."""
    return sorted(folder(database).glob(f"*{SUFFIX}"), reverse=True)


def files_in(backup: Path) -> dict[str, str]:
    """SHA-256 → name of the files that a backup refers to. Raises AjxError when it can't be read."""
    with closing(connect(backup, readonly=True)) as conn:
        return digests(conn)


def prune(target_folder: Path, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` backups, and the files that only they referred to."""
    made = sorted(target_folder.glob(f"*{SUFFIX}"), reverse=True)
    if len(made) <= keep:
        return
    for path in made[keep:]:
        path.unlink(missing_ok=True)
    try:
        used = {sha256 for path in made[:keep] for sha256 in files_in(path)}
    except AjxError:
        return  # One that can't be read may refer to any of them.
    _drop_files(target_folder, used)


def _drop_files(target_folder: Path, used: Iterable[str]) -> None:
    kept = frozenset(used)
    for path in files.stored(files_folder(target_folder)):
        if path.name not in kept:
            files.forget(path)


@dataclass(frozen=True, slots=True)
class Replaced:
    """Who put a backup in the place of which data: what the restored history says about it.

    `act` is 'restore' or 'rescue'; `entries` and `head` are the end of the history that was replaced, None when it
    could not be read; `saved_as` is the file in which the replaced data lie.
    """

    actor: str
    act: str
    entries: int | None
    head: bytes | None
    saved_as: Path


def _note_replaced(partial: Path, backup: Path, by: Replaced, count: int, lost: tuple[str, ...]) -> None:
    """Write into the copy that is about to become the database where it came from."""
    told: dict[str, Value] = {"act": by.act, "file_name": backup.name, "files": count, "lost": "、".join(lost) or None}
    ends: dict[str, Value] = {
        "entries": by.entries,
        "saved_as": by.saved_as.name,
        "head": by.head.hex() if by.head else None,
    }
    with closing(connect(partial)) as copy:
        if migrations.version_of(copy) < migrations.VERSION:
            migrations.migrate(copy)
        with transaction(copy, by.actor, books.RESTORED[by.act]) as unit:
            row = {"at": unit.now, "actor": by.actor, **told, **ends, "sha256": files.digest_of(backup)}
            books.add(unit, books.RESTORATION, row)


def _journal(database: Path) -> Path:
    """Where SQLite keeps what a save that was cut short has overwritten."""
    return database.with_name(f"{database.name}-journal")


def keep_damaged(database: Path) -> Path:
    """Keep the bytes of a database that can't be backed up any more, and the journal of a save that was cut short,
    beside its backups. Raises AjxError."""
    target_folder = folder(database)
    target = target_folder / f"{stamp()}-损坏{DAMAGED}"
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(database, target)
        if _journal(database).is_file():
            shutil.copyfile(_journal(database), _journal(target))
    except OSError as error:
        target.unlink(missing_ok=True)
        raise folder_error(error, target_folder) from error
    return target


def restore(backup: Path, database: Path) -> tuple[str, ...]:
    """`restore_job` run to its end."""
    return run(restore_job(backup, database))


def restore_job(backup: Path, database: Path, by: Replaced | None = None) -> Job[tuple[str, ...]]:
    """Put a verified backup in the place of the database, and its files where they are missing or damaged.

    The restored history says so when `by` is given; without it the program puts back what its own upgrade broke.
    Returns the names of files that can't be had any more. No connection to the database may be open. Raises AjxError
    when the backup does not verify or something can't be written; the database is then as it was.
    """
    partial = database.with_suffix(".restoring")
    fresh: list[Path] = []
    try:
        yield Progress(0, 1, "核对备份")
        with closing(connect(backup, readonly=True)) as source:
            verify(source)
            if migrations.version_of(source) > migrations.VERSION:
                raise NewerVersionError("不能恢复这个备份", "它由更新的版本写成，请先升级程序。")
            listed = digests(source)
            with closing(sqlite3.connect(partial)) as copy:
                source.backup(copy)
        lost = yield from _bring(
            files_folder(backup.parent), files.root(database), listed, fresh, "恢复附件", check=True
        )
        if by is not None:
            _note_replaced(partial, backup, by, len(listed) - len(lost), lost)
        seal.drop(database)
        _journal(database).unlink(missing_ok=True)  # it would be played back into what is put there now
        partial.replace(database)
        fresh.clear()
    except OSError as error:
        raise folder_error(error, database.parent) from error
    except sqlite3.Error as error:
        raise explain(error, partial) from error
    finally:
        partial.unlink(missing_ok=True)
        for path in fresh:
            files.forget(path)
    return lost


def drop_strays(database: Path, backup: Path) -> None:
    """Delete kept files that `backup`, which the database now is, knows nothing of and the backups hold anyway."""
    known, saved = files_in(backup), files_folder(folder(database))
    for path in files.stored(files.root(database)):
        if path.name not in known and files.sound(files.place(saved, path.name), path.name):
            files.forget(path)


def recover_job(conn: sqlite3.Connection, database: Path) -> Job[tuple[int, tuple[str, ...]]]:
    """Bring back files that are missing or damaged from the backups; the data stays as it is.

    Returns how many were brought back and the names of those that can't be had. Raises AjxError for a full disk.
    """
    listed, fresh, bad = digests(conn), list[Path](), dict[str, str]()
    for done, (sha256, name) in enumerate(listed.items()):
        yield Progress(done, len(listed), f"核对附件 {name}")
        if not files.sound(files.place(files.root(database), sha256), sha256):
            bad[sha256] = name
    try:
        lost = yield from _bring(
            files_folder(folder(database)), files.root(database), bad, fresh, "找回附件", check=True
        )
    except OSError as error:
        raise folder_error(error, database.parent) from error
    return len(bad) - len(lost), lost
