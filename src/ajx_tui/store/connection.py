"""Opening the SQLite file: every pragma of the program is set here and nowhere else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from ajx_tui.errors import AjxError, DamagedError, LockedError, NotPermittedError

APPLICATION_ID = 0x616A7831
"""'ajx1', so that the file says whose it is."""

BUSY_MS = 5_000
PAGE_SIZE = 8192
"""Bytes of a page of a new file: an eighth less work than 4096 for an import and its indexes."""


def size_of(path: Path) -> int | None:
    """Bytes of the database file, None when there is none. Raises NotPermittedError when nobody lets us look."""
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        way = "请检查文件夹的权限，或请管理员打开"
        raise NotPermittedError("打不开数据文件", f"不能读取 {path.parent}。{way}。") from error


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection with the settings of design §5.

    DELETE + EXTRA is the journal mode that lost nothing in simulated power cuts and keeps the data in one file, so
    that a copy on a USB stick is whole. A save that was cut short is taken back first, which a reader can't do by
    itself. Raises AjxError when the file can't be opened or is no database of ours.
    """
    try:
        try:
            return _opened(path, readonly)
        except sqlite3.OperationalError as error:
            if not readonly or getattr(error, "sqlite_errorname", "") != "SQLITE_READONLY_ROLLBACK":
                raise
            _opened(path, False).close()
            return _opened(path, readonly)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # SQLite quotes the broken schema in its message
        raise _damaged(path) from error


def _opened(path: Path, readonly: bool) -> sqlite3.Connection:
    mode = "ro" if readonly else "rwc"
    conn = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False,
        cached_statements=256,
    )  # fmt: skip
    try:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA trusted_schema = OFF")
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        conn.execute("PRAGMA cache_size = -65536")
        conn.execute("PRAGMA temp_store = MEMORY")
        if not readonly:
            conn.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            conn.execute("PRAGMA journal_mode = DELETE").fetchone()
            conn.execute("PRAGMA synchronous = EXTRA")
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn


def _damaged(path: Path) -> DamagedError:
    way = "请先把它拷一份留底，用 ajx backup list 查看备份，再用 ajx backup restore 恢复"
    return DamagedError("数据文件损坏", f"{path} 不是有效的数据文件。{way}（备份在 {path.parent / 'backups'}）。")


def explain(error: sqlite3.Error, path: Path) -> AjxError:
    """The Chinese error for what SQLite reported about the file at `path`."""
    code = getattr(error, "sqlite_errorname", "") or ""
    text = str(error)
    if code.startswith("SQLITE_FULL") or "disk is full" in text:
        return AjxError("磁盘已满", f"数据没有写入，原有数据不受影响。请清理 {path.parent} 所在磁盘后重试。")
    if code == "SQLITE_READONLY_ROLLBACK":
        way = "要退回到保存前的样子，程序须能写入那个文件夹：请检查权限，或把文件夹拷到能写入的地方"
        return NotPermittedError("上次保存中断过", f"{path} 没有写完。{way}。")
    if code.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return NotPermittedError("没有写入权限", f"不能写入 {path}，请检查文件和文件夹的权限。")
    if code.startswith("SQLITE_CANTOPEN"):
        return NotPermittedError("打不开数据文件", f"{path} 不存在或没有权限。请检查文件夹的权限，或请管理员打开。")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LockedError("数据文件正被占用", "另一个程序正在写入，请稍后重试。")
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return _damaged(path)
    if code.startswith("SQLITE_IOERR"):
        return AjxError("读写磁盘出错", f"读写 {path} 时出错，数据保持在上一次保存时的样子。请检查磁盘或U盘。")
    return AjxError("数据库出错", f"{text}（{code}）")
