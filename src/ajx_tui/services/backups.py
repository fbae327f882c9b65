"""Backups of the data from inside the program: make, list, restore, take elsewhere; attachments always with them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ajx_tui.domain.fields import Value
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, DamagedError, RefusedError
from ajx_tui.progress import Job, run
from ajx_tui.services.session import NOBODY, Session
from ajx_tui.store import backup, books, files, replay
from ajx_tui.store.backup import Made
from ajx_tui.store.database import Store

BY_HAND = "手工备份"
BEFORE_RESTORE = "恢复前"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: `made` is ISO time to the second, `label` why it was made, `size` of the data in bytes."""

    path: Path
    made: str
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The files that a backup refers to: how many, their bytes, and the names of those it does not have."""

    files: int
    size: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the session to go on with, the names of files that can't be had, and why it failed, if so."""

    session: Session
    lost: tuple[str, ...] = ()
    failed: AjxError | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many missing or damaged files were brought back from the backups, and the names of the others."""

    brought: int
    lost: tuple[str, ...]


def existing(database: Path) -> list[Backup]:
    """The backups of a database, newest first; it need not be there, or whole."""
    found = []
    for path in backup.existing(database):
        stamp, _, label = path.stem.rpartition("-")
        try:
            made = datetime.strptime(stamp[:15], "%Y%m%d-%H%M%S").isoformat(sep=" ")
        except ValueError:
            made = stamp
        found.append(Backup(path, made, label, path.stat().st_size))
    return found


def contents(one: Backup) -> Contents:
    """The files of a backup. Raises AjxError when it can't be read."""
    folder = backup.files_folder(one.path.parent)
    sizes, lost = 0, []
    listed = backup.files_in(one.path)
    for sha256, name in listed.items():
        try:
            sizes += files.place(folder, sha256).stat().st_size
        except OSError:
            lost.append(name)
    return Contents(len(listed), sizes, tuple(lost))


def make(session: Session, label: str = BY_HAND) -> Path:
    """`make_job` run to its end; returns the path of the backup."""
    return run(make_job(session, label)).path


def make_job(session: Session, label: str = BY_HAND) -> Job[Made]:
    """Back the data and its files up now. Raises AjxError when something can't be written or does not verify."""
    return (yield from backup.make_job(session.store.conn, session.store.path, label))


def restore(session: Session, path: Path) -> Session:
    """`restore_job` run to its end; returns the session to go on with.

    Raises RestoreFailed, with the database as it was and open again in the error's `session`.
    """
    done = run(restore_job(session, path))
    if done.failed is not None:
        raise RestoreFailed(done.failed, done.session)
    return done.session


def restore_job(session: Session, path: Path) -> Job[Restored]:
    """Put a backup in the place of the database and its files, after backing up what is there.

    The given session is closed. When the backup does not verify or something can't be written the database is as it
    was, and `failed` says why. Raises NotPermittedError for whoever does not manage, AjxError when nothing may be
    written or what is there can't be backed up.
    """
    session.require(Permission.MANAGE)
    if session.store.readonly_reason:
        raise AjxError("现在不能恢复", session.store.readonly_reason)
    database = session.store.path
    entries, head = _end(session.store)
    try:
        saved = (yield from make_job(session, BEFORE_RESTORE)).path
    except DamagedError:
        saved = backup.keep_damaged(database)
    by = backup.Replaced(session.person, "restore", entries, head, saved)
    session.store.close()
    try:
        # From here to the end nobody cancels: the session is closed.
        lost = run(backup.restore_job(path, database, by))
        backup.drop_strays(database, path)
    except AjxError as error:
        return Restored(replace(session, store=Store.open(database)), failed=error)
    return Restored(replace(session, store=Store.open(database)), lost)


def _end(store: Store) -> tuple[int | None, bytes | None]:
    """The end of the history that is about to be replaced, as far as it can be read."""
    try:
        return replay.head(store.conn)
    except (sqlite3.Error, AjxError):
        return None, None


def _damaged(database: Path) -> bool:
    try:
        with closing(Store.open(database)) as store:
            backup.verify(store.conn)
    except (DamagedError, sqlite3.DatabaseError):
        return True
    return False


def rescue_job(database: Path, path: Path) -> Job[tuple[str, ...]]:
    """Put a backup in the place of a database that can't be opened any more; its bytes are kept beside the backups.

    Nobody can log in then: the restored history says that it was done without. Returns the names of files that can't
    be had. Raises RefusedError for a database that opens, AjxError when the backup does not verify or something can't
    be written.
    """
    if not _damaged(database):
        raise RefusedError("不需要这样恢复", "数据文件是好的，请登录后恢复。")
    saved = backup.keep_damaged(database)
    return (yield from backup.restore_job(path, database, backup.Replaced(NOBODY, "rescue", None, None, saved)))


class RestoreFailed(AjxError):
    """The backup could not be restored; `session` is open on the database as it was."""

    def __init__(self, cause: AjxError, session: Session) -> None:
        super().__init__(cause.title, cause.message)
        self.session = session


def recover_job(session: Session) -> Job[Recovered]:
    """Bring back files that are missing or damaged from the backups; the data stays as it is.

    Raises AjxError when nothing may be written.
    """
    if session.store.readonly_reason:
        raise session.store.readonly_error("现在不能找回附件")
    brought, lost = yield from backup.recover_job(session.store.conn, session.store.path)
    if brought or lost:
        title = books.RESTORED["recover"]
        with session.store.unit(session.person, title) as unit:
            told: dict[str, Value] = {"act": "recover", "files": brought, "lost": "、".join(lost) or None}
            books.add(unit, books.RESTORATION, {"at": unit.now, "actor": session.person, **told})
    return Recovered(brought, lost)
