"""What the doctor looks at, piece by piece, over one connection. Reads only; says what it found, judges nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.store import digests, reindex, replay, search
from ajx_tui.store.accounts import LOGIN_CHAIN, login_hash
from ajx_tui.store.books import BOOKS, told
from ajx_tui.store.connection import APPLICATION_ID, connect
from ajx_tui.store.history import GENESIS, chain_end

SETTING = "setting"
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class EntryFault:
    """A history entry that is not as it was written. `kind` and `record_id` say what it was about, as far as known."""

    entry: int
    kind: str
    record_id: int
    text: str


@dataclass(slots=True)
class Reading:
    """The whole history, read once: what every row must be, and what is wrong with the entries themselves."""

    states: dict[str, dict[int, replay.State]] = field(default_factory=dict)
    faults: list[EntryFault] = field(default_factory=list)
    entries: int = 0
    jumps: list[tuple[int, str, str]] = field(default_factory=list)
    """Entries stamped before the one in front of them: (id, its time, the time before)."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is not what its history says. `field` is empty when the whole row is missing or unknown."""

    table: str
    record_id: int
    field: str
    stored: Value
    expected: Value


def opened(path: Path, *, tolerant: bool = False) -> sqlite3.Connection:
    """A read-only connection that sees one state; `tolerant` reads text that is not UTF-8 any more."""
    conn = connect(path, readonly=True)
    if tolerant:
        conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    conn.execute("BEGIN")
    return conn


# ----- history


def last_entry(conn: sqlite3.Connection) -> int:
    """The number of the last history entry, for the progress line."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()[0])


def read_history(conn: sqlite3.Connection) -> Iterator[Reading]:
    """Verify the chain and replay it; yields the same reading every `_BLOCK` entries and at the end."""
    reading = Reading()
    states, faults = reading.states, reading.faults
    previous, number, head_of, led = GENESIS, 0, ("",) * 6, ""
    known: dict[int, replay.State] = {}
    sha256, fold = hashlib.sha256, replay.fold
    for row in conn.execute(
        "SELECT id, batch, at, actor, intention, action, kind, record_id, before, after, reason, hash"
        " FROM history ORDER BY id"
    ):
        entry, batch, at, actor, intention, action, kind, record_id, before, after, reason, kept = row
        try:
            if (batch, at, actor, intention, action, kind) != head_of:  # most entries only differ in what follows
                led = "".join([f"{len(part)}:{part}" for part in (batch, at, actor, intention, action, kind)])
                if at < head_of[1]:
                    reading.jumps.append((entry, at, head_of[1]))
                head_of = (batch, at, actor, intention, action, kind)
                known = states.setdefault(kind, {})
            about = str(record_id)
            old = "-" if before is None else f"{len(before)}:{before}"  # written out: most of the doctor's time is here
            new = "-" if after is None else f"{len(after)}:{after}"
            why = "-" if reason is None else f"{len(reason)}:{reason}"
            text = f"{led}{len(about)}:{about}{old}{new}{why}"
            made = sha256(previous + text.encode("utf-8", "replace")).digest()
        except TypeError:  # a damaged page gives values of any type, or none
            made, head_of, known = b"", ("",) * 6, {}
        if entry != number + 1:
            faults.append(EntryFault(number + 1, "", 0, _gap("历史", number + 1, entry)))
        elif made != kept:
            faults.append(EntryFault(entry, kind, record_id, f"第{entry}条历史（{intention}）被改动，或前后顺序被调换"))
        previous, number = kept, entry
        try:
            known[record_id] = fold(known.get(record_id), action, at, after)
        except (ValueError, TypeError, AttributeError):
            faults.append(EntryFault(entry, kind, record_id, f"第{entry}条历史的内容读不出来"))
        reading.entries += 1
        if reading.entries % _BLOCK == 0:
            yield reading
    faults += _end_faults(conn, reading.entries, previous)
    yield reading


def _gap(what: str, wanted: int, found: int) -> str:
    """What to say when another entry is found than the next one."""
    if found < wanted:
        return f"{what}中编号为{found}的一条不是由程序写入的"
    return f"第{wanted}条{what}被删除" if found == wanted + 1 else f"第{wanted}至{found - 1}条{what}被删除"


_CHAINS = ("history", LOGIN_CHAIN, digests.CHAIN)


def _end_faults(conn: sqlite3.Connection, entries: int, last: bytes) -> Iterator[EntryFault]:
    for (name,) in conn.execute("SELECT name FROM chain"):
        if name not in _CHAINS:
            yield EntryFault(0, "", 0, f"链尾表中的“{name}”不是由程序写入的")
    noted, noted_last = chain_end(conn, "history")
    if noted > entries:
        yield EntryFault(entries + 1, "", 0, f"历史应有{noted}条，现有{entries}条：末尾或中间被删除")
    elif noted < entries:
        yield EntryFault(noted + 1, "", 0, f"历史应有{noted}条，现有{entries}条：有绕过程序写入的")
    elif noted_last != last:
        yield EntryFault(entries, "", 0, "历史末尾的校验值与登记的不符")


def login_faults(conn: sqlite3.Connection) -> Iterator[EntryFault]:
    """Lines of the login log that are not as they were written."""
    previous, last, count = GENESIS, 0, 0
    rows = conn.execute("SELECT id, at, ticks, name_key, event, hash FROM login_log ORDER BY id")
    for number, at, ticks, key, event, kept in rows:
        if number != last + 1:
            yield EntryFault(last + 1, LOGIN_CHAIN, last + 1, _gap("登录日志", last + 1, number))
        elif login_hash(previous, at, ticks, key, event) != kept:
            yield EntryFault(number, LOGIN_CHAIN, number, f"第{number}条登录日志（{key} {at}）被改动或调换")
        previous, last, count = kept, number, count + 1
    noted, noted_last = chain_end(conn, LOGIN_CHAIN)
    if (noted, noted_last) != (count, previous):
        yield EntryFault(count + 1, LOGIN_CHAIN, 0, f"登录日志应有{noted}条，现有{count}条，或末尾被改动")


# ----- rows


def row_faults(conn: sqlite3.Connection, table: str, states: Mapping[int, replay.State]) -> Iterator[RowFault]:
    """Every difference between the rows of a table and what their history says."""
    columns = replay.columns_of(table)
    seen = 0
    for row in replay.table_rows(conn, table):
        record_id, values = row[0], row[1:]
        state = states.get(record_id)
        if state is None:
            yield RowFault(table, record_id, "", "有这条记录", None)
            continue
        seen += 1
        if table in BOOKS and BOOKS[table].secret:
            values = tuple(told(BOOKS[table], dict(zip(columns, values, strict=True))).values())
        if tuple(map(state.get, columns)) != values:
            for name, stored in zip(columns, values, strict=True):
                if state.get(name) != stored:
                    yield RowFault(table, record_id, name, stored, state.get(name))
    if seen != len(states):
        present = {row[0] for row in conn.execute(f"SELECT id FROM {table}")}
        for record_id in states.keys() - present:
            yield RowFault(table, record_id, "", None, "应有这条记录")


def setting_faults(conn: sqlite3.Connection, state: Mapping[str, Value]) -> Iterator[RowFault]:
    """Settings that are not what their history says."""
    now = {n: v for n, v in conn.execute("SELECT name, value FROM setting") if not n.startswith(digests.UNTRACKED)}
    expected = {n: v for n, v in state.items() if n not in ("created_at", "updated_at")}
    for name in sorted(now.keys() | expected.keys()):
        if now.get(name) != expected.get(name):
            yield RowFault(SETTING, 0, name, now.get(name), expected.get(name))


# ----- search index


def search_faults(conn: sqlite3.Connection, kind: Kind) -> Iterator[tuple[int, str]]:
    """(record id, what is wrong) where the search index does not say what the record says."""
    names = tuple(dict.fromkeys((*kind.search, kind.label)))
    rows = conn.execute(f"SELECT id, {', '.join(names)} FROM {kind.name} WHERE deleted_at IS NULL")
    indexed = {row[0]: row[1:] for row in conn.execute(f"SELECT rowid, words, initials FROM {kind.name}_search")}
    for record_id, *values in rows:
        row = dict(zip(names, values, strict=True))
        found = indexed.pop(record_id, ("", ""))
        if found != (search.words_of(kind, row), search.initials_of(kind, row)):
            yield record_id, "检索内容与记录不符" if found[0] else "没有编入检索"
    for record_id in indexed:
        yield record_id, "检索中有已删除或不存在的记录"


def index_faults(path: Path) -> list[tuple[Kind, str]]:
    """What SQLite says about the inside of the search indexes that are not sound. Writes nothing.

    SQLite only checks them in what looks like a write; nothing is changed and everything is rolled back.
    """
    found: list[tuple[Kind, str]] = []
    with closing(connect(path)) as conn:
        conn.execute("BEGIN")
        try:
            for kind in reindex.searched_kinds():
                try:
                    conn.execute(f"INSERT INTO {kind.name}_search ({kind.name}_search) VALUES ('integrity-check')")
                except sqlite3.OperationalError:
                    raise
                except sqlite3.DatabaseError as error:
                    found.append((kind, str(error)))
        finally:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
    return found


_SHADOW = (("version", 4), ("hashsize", search.USUAL))
"""What FTS5 keeps of its own settings: its file format, and what `search.write_many` leaves behind."""


def search_setting_faults(conn: sqlite3.Connection) -> Iterator[str]:
    """Settings of a search index that the program never makes, and notes about indexes that do not exist."""
    kinds = {kind.name: kind for kind in reindex.searched_kinds()}
    for (name,) in conn.execute("SELECT kind FROM search_made"):
        if name not in kinds:
            yield f"登记了不存在的检索“{name}”"
    for kind in kinds.values():
        for key, value in conn.execute(f"SELECT k, v FROM {kind.name}_search_config"):
            if (key, value) not in _SHADOW:
                yield f"{kind.title}的检索设置“{key}”不是由程序写入的"


# ----- the file


def header_faults(conn: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the marks by which the program knows its file."""
    if conn.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        yield "文件头的程序标识被改动"


def version_fault(conn: sqlite3.Connection) -> str:
    """Why the tables can't be those of this version, '' when they can."""
    from ajx_tui.store import migrations

    version = migrations.version_of(conn)
    if version == migrations.VERSION:
        return ""
    way = "请先升级程序再体检" if version > migrations.VERSION else "它不是本程序写的，或者写到一半"
    return f"数据版本是{version}，本程序的是{migrations.VERSION}：{way}"


def schema_faults(conn: sqlite3.Connection) -> Iterator[str]:
    """Tables, indexes and triggers that are not those of a fresh database of this version."""
    wanted, steps = _fresh()
    found = _schema(conn)
    for key in sorted(wanted.keys() | found.keys()):
        if wanted.get(key) != found.get(key):
            what = "被删除" if key not in found else "是程序之外加的" if key not in wanted else "被改动"
            yield f"{_OBJECTS.get(key[0], key[0])} {key[1]} {what}"
    if _steps(conn) != steps:
        yield "表 _sqlite_migrations 中升级步骤的登记被改动"


_OBJECTS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图"}


def _schema(conn: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = conn.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema")
    return {(t, n): sql for t, n, sql in rows if not n.startswith(_NOT_OURS)}


_NOT_OURS = ("sqlite_", "_sqlite_", "idx__sqlite_")
"""What SQLite and sqlite-utils make for themselves, in whatever way their version does."""


def _steps(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    return conn.execute("SELECT migration_set, name FROM _sqlite_migrations ORDER BY rowid").fetchall()


@cache
def _fresh() -> tuple[Mapping[tuple[str, str], str], list[tuple[str, str]]]:
    """What a fresh database of this version is made of: its objects, and the steps that made them."""
    from ajx_tui.store import migrations

    with closing(connect(Path(":memory:"))) as fresh:
        migrations.migrate(fresh)
        return _schema(fresh), _steps(fresh)


def sqlite_faults(path: Path) -> list[str]:
    """What SQLite's own integrity_check and foreign_key_check report, on a connection of its own.

    SQLite works outside Python's lock, so that this runs beside the replay in a thread.
    """
    with closing(connect(path, readonly=True)) as conn:
        found = [str(row[0]) for row in conn.execute("PRAGMA integrity_check(50)") if row[0] != "ok"]
        for table, row_id, parent, _ in conn.execute("PRAGMA foreign_key_check").fetchall()[:50]:
            found.append(f"{table} 第{row_id}行关联的 {parent} 不存在")
    return found
