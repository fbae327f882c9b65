"""A backup with all its files as one file for a USB stick, and such a file taken back among the backups."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from ajx_tui import atomic
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.attachments import MOST_BYTES
from ajx_tui.services.backups import Backup
from ajx_tui.services.session import Session
from ajx_tui.store import backup, doctor, files, migrations
from ajx_tui.store.connection import connect

SUFFIX = ".zip"
DATABASE = "ajx.db"
BROUGHT = "拷入"
_FILE = re.compile(r"attachments/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_MOST_DATABASE = 16 * 1024**3
_BLOCK = 1024 * 1024


def take_out_job(session: Session, one: Backup, target: Path) -> Job[Path]:
    """Write a backup with every file it has as one zip, laid out like the data folder itself.

    Raises NotPermittedError for who may not export, AjxError when `target` can't be written; nothing is left behind
    then, nor when the job is closed.
    """
    session.require(Permission.EXPORT)
    listed, folder = backup.files_in(one.path), backup.files_folder(one.path.parent)
    total = len(listed) + 1
    with atomic.writing(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        yield Progress(0, total, "写入数据")
        packed.write(one.path, DATABASE, zipfile.ZIP_DEFLATED)
        for done, (sha256, name) in enumerate(listed.items(), 1):
            yield Progress(done, total, f"写入附件 {name}")
            place = files.place(folder, sha256)
            if files.sound(place, sha256):
                packed.write(place, f"{files.NAME}/{sha256[:2]}/{sha256}")
    return target


def bring_in_job(session: Session, source: Path) -> Job[Path]:
    """Take a file written by `take_out_job`, or a bare backup file, among the backups; returns its place there.

    Every name, size and digest in it is checked before anything is taken. Raises RefusedError for any other file,
    NotPermittedError for whoever does not manage, AjxError for a full disk; nothing is left behind then.
    """
    session.require(Permission.MANAGE)
    folder = backup.folder(session.store.path)
    target = folder / f"{backup.stamp()}-{BROUGHT}{backup.SUFFIX}"
    fresh: list[Path] = []
    with _beside(folder) as beside:
        try:
            if zipfile.is_zipfile(source):
                yield from _unpack(source, beside, folder, fresh)
            else:
                yield Progress(0, 1, "复制备份")
                _copy_database(source, beside)
            _check(source, beside)
            beside.replace(target)
            fresh.clear()
        except OSError as error:
            raise atomic.folder_error(error, folder) from error
        finally:
            for path in fresh:
                files.forget(path)
    return target


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    path = atomic.beside(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _refused(source: Path, text: str) -> RefusedError:
    return RefusedError(f"没有拷入“{source.name}”", text)


def _copy_database(source: Path, beside: Path) -> None:
    try:
        size = source.stat().st_size
    except OSError as error:
        raise _refused(source, "文件不存在或打不开（U 盘可能已拔出）。") from error
    if size > _MOST_DATABASE:
        raise _refused(source, "文件过大，不像是备份。")
    shutil.copyfile(source, beside)


def _unpack(source: Path, beside: Path, folder: Path, fresh: list[Path]) -> Job[None]:
    """Take the database and the files out of a zip; anything else in it refuses the whole."""
    try:
        with zipfile.ZipFile(source) as packed:
            members = packed.infolist()
            wrong = [m.filename for m in members if m.filename != DATABASE and not _FILE.fullmatch(m.filename)]
            names = [m.filename for m in members]
            if wrong or DATABASE not in names or len(set(names)) != len(names):
                raise _refused(source, "里面不是本程序写出的备份。")
            for done, member in enumerate(members):
                yield Progress(done, len(members), "读取备份")
                with packed.open(member) as stream:
                    if member.filename == DATABASE:
                        _write(source, stream, beside, _MOST_DATABASE)
                    else:
                        _take_file(source, stream, member.filename, folder, fresh)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(source, "文件已损坏，或者不是备份。") from error


def _take_file(source: Path, stream: IO[bytes], name: str, folder: Path, fresh: list[Path]) -> None:
    sha256 = name.rpartition("/")[2]
    place = files.place(backup.files_folder(folder), sha256)
    if files.sound(place, sha256):
        return
    there = place.is_file()
    with _beside(folder) as beside:
        digest = _write(source, stream, beside, MOST_BYTES)
        if digest != sha256 or not files.copy(beside, place, sha256):
            raise _refused(source, "其中一个附件的内容与登记的不一致，文件可能已损坏。")
    if not there:
        fresh.append(place)


def _write(source: Path, stream: IO[bytes], target: Path, most: int) -> str:
    """Copy a member, never more than `most` bytes, whatever its header says; returns its digest."""
    digest, done = hashlib.sha256(), 0
    with target.open("wb") as made:
        while block := stream.read(_BLOCK):
            done += len(block)
            if done > most:
                raise _refused(source, "其中一个文件大得不正常。")
            digest.update(block)
            made.write(block)
    return digest.hexdigest()


def _check(source: Path, database: Path) -> None:
    """The database must open, be whole and be ours."""
    try:
        with closing(connect(database, readonly=True)) as conn:
            backup.verify(conn)
            version = migrations.version_of(conn)
            changed = version == migrations.VERSION and any(doctor.schema_faults(conn))
            ours = not changed and not any(doctor.header_faults(conn))
    except AjxError as error:
        # The error names the copy beside, which is nobody's concern.
        raise _refused(source, "里面没有完好的数据：它不是拷出的备份，或者在拷贝中损坏，请重新拷出一份。") from error
    if not ours:
        raise _refused(source, "里面的数据由别的程序写成，或者表结构被改动过。")
    if version > migrations.VERSION:
        raise _refused(source, "里面的数据由更新的版本写成，请先升级程序。")
