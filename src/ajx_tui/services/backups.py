"""Backups of the database from inside the program: make, list, restore."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError
from ajx_tui.services.session import Session
from ajx_tui.store import backup
from ajx_tui.store.database import Store

BY_HAND = "手工备份"
BEFORE_RESTORE = "恢复前"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: `made` is ISO time to the second, `label` why it was made, `size` in bytes."""

    path: Path
    made: str
    label: str
    size: int


def existing(session: Session) -> list[Backup]:
    """The backups of this database, newest first."""
    found = []
    for path in backup.existing(session.store.path):
        stamp, _, label = path.stem.rpartition("-")
        try:
            made = datetime.strptime(stamp[:15], "%Y%m%d-%H%M%S").isoformat(sep=" ")
        except ValueError:
            made = stamp
        found.append(Backup(path, made, label, path.stat().st_size))
    return found


def make(session: Session, label: str = BY_HAND) -> Path:
    """Back the database up now. Raises AjxError when the copy can't be written or does not verify."""
    return backup.make(session.store.conn, session.store.path, label)


def restore(session: Session, path: Path) -> Session:
    """Put a backup in the place of the database, after backing up what is there; returns the session to go on with.

    The given session is closed. Raises NotPermittedError for whoever does not manage, AjxError when nothing may be
    written or the backup does not verify; the database is then as it was and open again in the error's `session`.
    """
    session.require(Permission.MANAGE)
    if session.store.readonly_reason:
        raise AjxError("现在不能恢复", session.store.readonly_reason)
    make(session, BEFORE_RESTORE)
    database = session.store.path
    session.store.close()
    try:
        backup.restore(path, database)
    except AjxError as error:
        raise RestoreFailed(error, replace(session, store=Store.open(database))) from error
    return replace(session, store=Store.open(database))


class RestoreFailed(AjxError):
    """The backup could not be restored; `session` is open on the database as it was."""

    def __init__(self, cause: AjxError, session: Session) -> None:
        super().__init__(cause.title, cause.message)
        self.session = session
