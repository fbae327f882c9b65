"""Files on records: copied in, kept once under their SHA-256 beside the database, verified, never changed."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from ajx_tui.atomic import beside, file_error, folder_error, sync
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.text import clean_text
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.session import Session
from ajx_tui.services.timeline import Binned, recycle_bin
from ajx_tui.store import files, lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.store.locks import Locks

KIND = KINDS["attachment"]
MOST_BYTES = 200 * 1024 * 1024
_BLOCK = 1024 * 1024
_RUNS = frozenset(
    f".{suffix}"
    for suffix in (
        *("exe", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta"),
        *("scr", "msi", "lnk", "pif", "reg", "jar", "sh", "desktop", "cpl", "url"),
    )
)
"""Suffixes that a viewer would run rather than show."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')

_MOST_REMOVED = 1_000_000


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a record. `size` in bytes; `there` is false when its bytes are missing."""

    id: int
    name: str
    size: int
    media_type: str
    note: str
    sha256: str
    there: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes in the store. `fresh`: they were not there before."""

    sha256: str
    size: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the stored bytes: `attachment_id` is None for a file that belongs to no record."""

    attachment_id: int | None
    name: str
    text: str


def folder(store: Store) -> Path:
    """Where the bytes lie."""
    return files.root(store.path)


def place(store: Store, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return files.place(folder(store), sha256)


def add(session: Session, kind: str, record_id: int, path: Path, note: str = "") -> Job[int]:
    """Attach a copy of the file at `path` to a record; returns the attachment's id.

    The copy is on the disk and read back before the record says it is there. The same bytes are stored once; the same
    file twice on one record is refused. Raises RefusedError for a locked record, folders, devices, empty files and
    files above `MOST_BYTES`, NotPermittedError without rights, AjxError for a full disk; nothing is left behind then.
    """
    if session.store.readonly_reason:
        raise session.store.readonly_error("现在不能添加附件")
    if kind not in KINDS or records.get(session.store, KINDS[kind], record_id) is None:
        raise RefusedError("没有添加附件", "所属记录不存在或已删除，请返回列表刷新。")
    Locks(session.store.conn).check_with_parents(kind, record_id)
    kept = yield from keep(session.store, path)
    try:
        if _known(session.store, kind, record_id, kept.sha256):
            raise RefusedError("没有重复添加", f"这条记录已有内容相同的附件，“{path.name}”不必再加。")
        with session.unit(f"添加{KINDS[kind].title}附件") as unit:
            return unit.insert(KIND, row(kind, record_id, path.name, kept, note))
    except BaseException:
        forget(session.store, kept)
        raise


def keep(store: Store, path: Path) -> Job[Kept]:
    """Copy the bytes of a file into the store, on the disk and read back; they belong to no record yet.

    Whoever keeps bytes records them in the same breath (`row`) or takes them back (`forget`). Raises like `add`.
    """
    size = _size(path)
    partial = beside(folder(store))
    try:
        digest = yield from _copy(path, partial, size)
        final = place(store, digest)
        there = final.is_file() and _digest_of(final) == digest
        if not there:
            _settle(partial, final)
        return Kept(digest, size, not there)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def forget(store: Store, kept: Kept) -> None:
    """Take back bytes that `keep` brought, unless a record refers to them after all."""
    same = (Condition("sha256", "=", kept.sha256),)
    used = any(lists.count(store, ListQuery(KIND.name, conditions=same, deleted=gone)) for gone in (False, True))
    if kept.fresh and not used:
        with suppress(OSError):
            place(store, kept.sha256).unlink(missing_ok=True)


def row(kind: str, record_id: int, name: str, kept: Kept, note: str = "") -> dict[str, Value]:
    """The values of the attachment that puts kept bytes on a record."""
    return {
        "owner_kind": kind,
        "owner_id": record_id,
        "name": (clean_text(name) or "附件")[-200:],
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": mimetypes.guess_type(name)[0],
        "note": clean_text(note)[:300] or None,
    }


def _size(path: Path) -> int:
    """The size of a file that can be attached. Raises AjxError in Chinese for everything else."""
    title = f"不能添加“{path.name}”"
    try:
        info = path.stat()
    except FileNotFoundError as error:
        raise RefusedError(title, "文件不存在，可能已被移走（U 盘可能已拔出）。") from error
    except PermissionError as error:
        raise NotPermittedError(title, "没有读取权限。请检查文件和文件夹的权限。") from error
    except OSError as error:
        raise RefusedError(title, f"打不开：{error.strerror or error}") from error
    if S_ISDIR(info.st_mode):
        raise RefusedError(title, "这是文件夹。请选择其中的文件，或先压缩成一个文件。")
    if not S_ISREG(info.st_mode):
        raise RefusedError(title, "这不是普通文件。")
    if info.st_size == 0:
        raise RefusedError(title, "这是空文件（0 字节），可能没有复制完。")
    if info.st_size > MOST_BYTES:
        told = f"文件有 {info.st_size / 1024 / 1024:.0f} MB，最多 {MOST_BYTES // 1024 // 1024} MB。"
        raise RefusedError(title, f"{told}请压缩图片、截取视频，或分成几个文件。")
    return info.st_size


def _copy(path: Path, partial: Path, size: int) -> Job[str]:
    """Copy the file, sync it, read it back; returns its digest."""
    digest = hashlib.sha256()
    try:
        source = path.open("rb")
    except OSError as error:
        raise NotPermittedError(f"不能添加“{path.name}”", "没有读取权限，或文件正被其他程序占用。") from error
    with source:
        try:
            partial.parent.mkdir(parents=True, exist_ok=True)
            done = 0
            with partial.open("xb") as copy:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
                    done += len(block)
                    if done > MOST_BYTES:
                        raise RefusedError(f"不能添加“{path.name}”", "文件在复制时变大，超过了上限。")
                    yield Progress(done, max(size, done), f"正在复制 {path.name}")
                copy.flush()
                os.fsync(copy.fileno())
            same = _digest_of(partial) == digest.hexdigest()
        except OSError as error:
            raise folder_error(error, partial.parent) from error
    if not same:
        raise AjxError(f"没有添加“{path.name}”", "复制后的内容与原文件不一致，磁盘可能有问题。请换一个磁盘后重试。")
    return digest.hexdigest()


def _settle(partial: Path, final: Path) -> None:
    """Put the copy under its name, durably."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            final.chmod(0o644)  # A damaged copy is replaced; Windows refuses that for what may only be read.
        partial.replace(final)
        with suppress(OSError):
            final.chmod(0o444)
        sync(final.parent)
    except OSError as error:
        raise file_error(error, final) from error


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ids(store: Store, *conditions: Condition) -> list[int]:
    return list(lists.all_ids(store, ListQuery(KIND.name, conditions=conditions)))


def _known(store: Store, kind: str, record_id: int, digest: str) -> bool:
    same = Condition("sha256", "=", digest)
    return bool(_ids(store, Condition("owner_kind", "=", kind), Condition("owner_id", "=", record_id), same))


def of_record(session: Session, kind: str, record_id: int) -> list[Attached]:
    """The files of a record, oldest first."""
    store = session.store
    ids = _ids(store, Condition("owner_kind", "=", kind), Condition("owner_id", "=", record_id))
    found = []
    for attachment_id, v in sorted(records.get_many(store, KIND, ids).items()):
        there = place(store, str(v["sha256"])).is_file()
        texts = (str(v["name"]), int(v["size"] or 0), str(v["media_type"] or ""), str(v["note"] or ""))
        found.append(Attached(attachment_id, *texts, str(v["sha256"]), there))
    return found


def viewable(session: Session, attachment_id: int) -> Path:
    """A copy under its own name for the system's viewer; what was shown before is cleared away.

    Raises RefusedError for a program, AjxError when the bytes are missing or changed.
    """
    name = _stored(session.store, attachment_id)[0]
    if Path(name).suffix.lower() in _RUNS:
        raise RefusedError("不直接打开这类文件", f"“{name}”是程序或脚本，打开就会运行。需要时请另存后由信息人员检查。")
    shown = folder(session.store) / "open"
    shutil.rmtree(shown, ignore_errors=True)
    return _copy_out(session.store, attachment_id, shown / secrets.token_hex(4) / _UNSAFE.sub("_", name))


def save_as(session: Session, attachment_id: int, target: Path) -> Path:
    """Copy an attachment out to `target`.

    Raises NotPermittedError for who may not export, AjxError when the bytes are missing or changed, or when `target`
    can't be written.
    """
    session.require(Permission.EXPORT)
    return _copy_out(session.store, attachment_id, target)


def _copy_out(store: Store, attachment_id: int, target: Path) -> Path:
    name, digest = _stored(store, attachment_id)
    source = place(store, digest)
    try:
        if _digest_of(source) != digest:
            raise AjxError("附件已损坏", f"“{name}”的内容与添加时不一致，请从备份中找回。")
    except OSError as error:
        raise AjxError("附件缺失", f"找不到“{name}”的内容（{source.name[:12]}…），请从备份中找回。") from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise file_error(error, target) from error
    return target


def _stored(store: Store, attachment_id: int) -> tuple[str, str]:
    values = records.get(store, KIND, attachment_id)
    if values is None:
        raise RefusedError("附件已不存在", "它可能刚被移除，请刷新。")
    return str(values["name"]), str(values["sha256"])


def remove(session: Session, attachment_id: int, reason: str) -> None:
    """Take a file off its record. Its bytes stay: history must still be able to show them.

    Raises RefusedError without a reason, or while the record is locked.
    """
    if not reason.strip():
        raise RefusedError("请写明移除原因", "原因会记入历史，供日后核查。")
    with session.unit("移除附件", reason.strip()) as unit:
        unit.delete(KIND, attachment_id, reason.strip())


def removed(session: Session, kind: str, record_id: int) -> list[Binned]:
    """The files that were taken off a record, latest first; `records.restore` brings one back."""
    owner = (Condition("owner_kind", "=", kind), Condition("owner_id", "=", record_id))
    found = frozenset(lists.all_ids(session.store, ListQuery(KIND.name, conditions=owner, deleted=True)))
    return [one for one in recycle_bin(session.store, KIND.name, _MOST_REMOVED) if one.id in found]


def verify(session: Session) -> Job[list[Fault]]:
    """Read every attachment's bytes, those in the recycle bin too; returns what is missing, changed or nobody's."""
    store = session.store
    known: dict[str, tuple[int, str]] = {}
    for deleted in (True, False):
        ids = lists.all_ids(store, ListQuery(KIND.name, deleted=deleted))
        for attachment_id, row in lists.rows(store, KIND, ["sha256", "name"], ids).items():
            known[str(row[0])] = (attachment_id, str(row[1]))
    found: list[Fault] = []
    for done, (digest, (attachment_id, name)) in enumerate(known.items(), 1):
        path = place(store, digest)
        try:
            if _digest_of(path) != digest:
                found.append(Fault(attachment_id, name, "内容与添加时不一致"))
        except OSError:
            found.append(Fault(attachment_id, name, "文件缺失或读不出来"))
        yield Progress(done, len(known), f"核对 {name}")
    strays = (path.name for path in files.stored(folder(store)) if path.name not in known)
    return found + [Fault(None, name, "不属于任何记录") for name in strays]
