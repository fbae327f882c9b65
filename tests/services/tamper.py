"""Edits somebody with the sqlite3 shell or a hex editor can make, made by chance, each with what must be named.

Constraints hold while an edit is made, as they do in the shell once it asks for them: what breaks one is SQLite's to
see, and proves nothing about the digests.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.services.doctor import Report
from ajx_tui.services.timeline import KIND_TITLES, field_title
from ajx_tui.store import seal
from ajx_tui.store.books import BOOKS
from ajx_tui.store.digests import UNTRACKED, WORKING

_SYSTEM = {
    "uid": "唯一编号", "created_at": "登记时间", "updated_at": "修改时间", "deleted_at": "删除时间",
    "deleted_reason": "删除原因",
}  # fmt: skip
_CHAINS = {"history": "历史", "login_log": "登录日志", "digest": "登记的校验值之和"}
Named = Callable[[Report], bool]


@dataclass(frozen=True)
class Edit:
    """One edit: what was done, to which table or thing, and whether a report names it."""

    how: str
    what: str
    named: Named


@contextmanager
def shell(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as in the shell: triggers that forbid editing are out of the way and back afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("BEGIN")
        triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        yield conn
        for _, sql in triggers:
            conn.execute(sql)
        conn.execute("COMMIT")


def tables(conn: sqlite3.Connection) -> list[str]:
    """Every table with rows that a program relies on; SQLite's own and the inside of the search indexes are not."""
    rows = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [n for (n,) in rows if "_search" not in n and not n.startswith(("sqlite_", "_sqlite_"))]


def columns(conn: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """(key columns, the others)."""
    rows = conn.execute(f"PRAGMA table_info({table})").fetchall()
    return [r[1] for r in rows if r[5]], [r[1] for r in rows if not r[5]]


def _where(key: list[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in key)


def _rows(conn: sqlite3.Connection, table: str, chance: random.Random) -> list[tuple[Any, ...]]:
    key, _ = columns(conn, table)
    found = conn.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
    chance.shuffle(found)
    return found


# ----- what must be named


def names(table: str, key: tuple[Any, ...], sort: str = "row", column: str = "") -> Named:
    """Whether a report tells where: the table and the record or entry in Chinese, the field too when one is meant."""
    if table in KINDS or table in BOOKS:
        title = KIND_TITLES[table]
        field = _SYSTEM.get(column) or field_title(table, column) if column else ""
        return lambda report: any(
            (f.sort, f.kind, f.record_id) == (sort, table, key[0])
            and (not column or f.field == column)
            and title in f.text
            and field in f.text
            for f in report.findings
        )
    if table == "history":
        return _says("history", f"第{key[0]}条", "末尾或中间被删除" if sort == "missing" else "")
    if table == "login_log":
        return _says("login", f"第{key[0]}条登录日志", "登录日志应有" if sort == "missing" else "")
    if table == "chain":
        return _says("", _CHAINS.get(key[0], f"“{key[0]}”"))
    if table == "setting" and not key[0].startswith(UNTRACKED):
        return lambda report: any((f.sort, f.field) == ("setting", key[0]) for f in report.findings)
    if table == "digest":
        table, key = key[0], tuple(json.loads(key[1]))
    return lambda report: any(
        (f.sort, f.kind) == ("working", table)
        and WORKING[table].title in f.text
        and f.field == "、".join(map(str, key))
        for f in report.findings
    )


def _says(sort: str, *texts: str) -> Named:
    return lambda report: any(
        f.sort == (sort or f.sort) and any(text and text in f.text for text in texts) for f in report.findings
    )


# ----- edits of rows


def change(conn: sqlite3.Connection, table: str, chance: random.Random, column: str = "") -> Edit | None:
    """Another value in one column of one row."""
    key, others = columns(conn, table)
    chosen = column or chance.choice(others + (key if table in WORKING or table in ("chain", "digest") else []))
    for row in _rows(conn, table, chance)[:5]:
        old = conn.execute(f"SELECT {chosen} FROM {table} WHERE {_where(key)}", row).fetchone()[0]
        for new in _candidates(conn, table, chosen, old, chance):
            try:
                conn.execute(f"UPDATE {table} SET {chosen} = ? WHERE {_where(key)}", (new, *row))
            except sqlite3.IntegrityError:
                continue
            return Edit(f"change {chosen} from {old!r} to {new!r}", table, names(table, row, column=chosen))
    return None


def _candidates(conn: sqlite3.Connection, table: str, column: str, old: Any, chance: random.Random) -> list[Any]:
    """Other values, in a random order: nothing, empty, nearly the same, that of another row."""
    found = [r[0] for r in conn.execute(f"SELECT DISTINCT {column} FROM {table} LIMIT 50")]
    made: list[Any] = [None, "", 0, 1, *chance.sample(found, min(3, len(found)))]
    if isinstance(old, int):
        made += [old + 1, old - 1, old + 1000, -old]
    elif isinstance(old, bytes):
        made += [bytes(32), old[:-1] + bytes([old[-1] ^ 1])]
    else:
        made += [
            f"{old or ''}改",
            f"{old or ''} ",
            str(old or "甲")[:-1],
            "2020-01-01",
            "$argon2id$x",
            "0" * 26,
            "0" * 64,
            "{}",
        ]
    chance.shuffle(made)
    return [value for value in made if type(value) is not type(old) or value != old]


def delete(conn: sqlite3.Connection, table: str, chance: random.Random) -> Edit | None:
    """One row gone that nothing refers to."""
    key, _ = columns(conn, table)
    for row in _rows(conn, table, chance)[:20]:
        try:
            conn.execute(f"DELETE FROM {table} WHERE {_where(key)}", row)
        except sqlite3.IntegrityError:
            continue
        return Edit("delete", table, names(table, row, "missing"))
    return None


def insert(conn: sqlite3.Connection, table: str, chance: random.Random) -> Edit | None:
    """A copy of a row with another key."""
    key, others = columns(conn, table)
    for row in _rows(conn, table, chance)[:5]:
        all_columns = key + others
        values = dict(
            zip(all_columns, conn.execute(f"SELECT {', '.join(all_columns)} FROM {table} WHERE {_where(key)}", row)
                .fetchone(), strict=True)
        )  # fmt: skip
        if key == ["id"]:
            values["id"] = conn.execute(f"SELECT max(id) + 1 FROM {table}").fetchone()[0]
        for _ in range(8):
            try:
                conn.execute(
                    f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                    tuple(values.values()),
                )
            except sqlite3.IntegrityError as error:
                if not _moved(values, str(error)):
                    break
                continue
            return Edit("insert", table, names(table, tuple(values[k] for k in key), "unknown"))
    return None


def _moved(values: dict[str, Any], error: str) -> bool:
    """Give the columns of a violated uniqueness another value."""
    if "UNIQUE" not in error:
        return False
    if "index" in error:  # of live rows only
        values["deleted_at"] = "2026-01-01T00:00:00"
        return True
    column = error.rpartition(".")[2]
    old = values[column]
    values[column] = old + 1000 if isinstance(old, int) else _next(str(old))
    return True


def _next(text: str) -> str:
    if text.startswith("["):
        read = json.loads(text)
        return json.dumps(
            [*read[:-1], read[-1] + 99 if isinstance(read[-1], int) else f"{read[-1]}改"], ensure_ascii=False
        )
    return text[:-1] + ("0" if text[-1] != "0" else "1") if len(text) in (26, 64) else f"{text}改"


def swap(conn: sqlite3.Connection, table: str, chance: random.Random) -> Edit | None:
    """Two rows in each other's place."""
    key, _ = columns(conn, table)
    rows = _rows(conn, table, chance)
    if key != ["id"] or len(rows) < 2:
        return None
    (first,), (second,) = rows[:2]
    conn.execute("PRAGMA defer_foreign_keys = ON")
    for old, new in ((first, -1), (second, first), (-1, second)):
        conn.execute(f"UPDATE {table} SET id = ? WHERE id = ?", (new, old))
    both = names(table, (first,)), names(table, (second,))
    return Edit(f"swap {first} and {second}", table, lambda report: all(named(report) for named in both))


# ----- edits of other things


def search(conn: sqlite3.Connection, chance: random.Random) -> Edit:
    """A search index that no longer says what the records say."""
    kind = chance.choice([k for k in KINDS.values() if k.search])
    (row,) = chance.choice(conn.execute(f"SELECT rowid FROM {kind.name}_search").fetchall())
    sql = chance.choice((
        "DELETE FROM {}_search WHERE rowid = ?", "UPDATE {}_search SET words = '别的 的' WHERE rowid = ?",
        "UPDATE {}_search SET initials = 'bd d' WHERE rowid = ?", "UPDATE {}_search_content SET c0 = 'x' WHERE id = ?",
        "INSERT INTO {}_search (rowid, words, initials) VALUES (? + 5000, '私 加', '')",
    ))  # fmt: skip
    conn.execute(sql.format(kind.name), (row,))
    at = row + 5000 if sql.startswith("INSERT") else row
    return Edit(
        sql, f"{kind.name}_search",
        lambda report: any((f.sort, f.kind, f.record_id) == ("search", kind.name, at) for f in report.findings),
    )  # fmt: skip


def search_inside(conn: sqlite3.Connection, chance: random.Random) -> Edit:
    """The inside of a search index, which nobody ever sees."""
    kind = chance.choice([k for k in KINDS.values() if k.search])
    sql = chance.choice((
        "DELETE FROM {}_search_docsize WHERE id = (SELECT min(id) FROM {}_search_docsize)",
        "DELETE FROM {}_search_content WHERE id = (SELECT min(id) FROM {}_search_content)",
        "INSERT INTO {}_search_config VALUES ('rank', 'bm25(9.0)')",
    ))  # fmt: skip
    conn.execute(sql.replace("{}", kind.name))
    return Edit(sql, f"{kind.name}_search", _says("search", f"{kind.title}的检索", f"{kind.title}「"))


def schema(conn: sqlite3.Connection, chance: random.Random) -> Edit:
    """Something taken from, or added to, what the tables are."""
    statement, name = chance.choice((
        ("DROP INDEX history_record", "history_record"), ("CREATE VIEW v AS SELECT 1", "v"),
        ("CREATE TABLE mine (x)", "mine"), ("ALTER TABLE policy ADD COLUMN x", "policy"),
        ("CREATE INDEX i ON policy (note)", "i"), ("DROP INDEX enterprise_key", "enterprise_key"),
        ("DELETE FROM _sqlite_migrations", "_sqlite_migrations"),
    ))  # fmt: skip
    conn.execute(statement)
    return Edit(statement, "schema", _says("schema", f" {name} "))


def trigger(path: Path, chance: random.Random) -> Edit:
    """A trigger gone, or one more."""
    statement, name = chance.choice((
        ("DROP TRIGGER history_no_delete", "history_no_delete"),
        ("DROP TRIGGER login_log_no_update", "login_log_no_update"),
        ("CREATE TRIGGER t AFTER INSERT ON policy BEGIN SELECT 1; END", "t"),
    ))  # fmt: skip
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(statement)
        conn.commit()
    return Edit(statement, "trigger", _says("schema", f"触发器 {name} "))


def attachment(path: Path, chance: random.Random) -> Edit:
    """The bytes of a file: a bit, the end, all of them; or a file nobody registered."""
    root = path.parent / "attachments"
    file = chance.choice(sorted(p for p in root.rglob("*") if p.is_file()))
    with closing(sqlite3.connect(path)) as conn:
        (number,) = conn.execute("SELECT id FROM attachment WHERE sha256 = ?", (file.name,)).fetchone()
    how = chance.choice(("bit", "cut", "gone", "stray"))
    content = bytearray(file.read_bytes())
    file.chmod(0o644)
    if how == "gone":
        file.unlink()
    elif how == "stray":
        number, stray = 0, file.with_name(file.name[:2] + "0" * 62)
        stray.write_bytes(content)
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content if how == "bit" else content[:-1])
    return Edit(
        how, "attachment bytes",
        lambda report: any((f.sort, f.record_id) == ("attachment", number) for f in report.findings),
    )  # fmt: skip


def flip(path: Path, chance: random.Random) -> Edit:
    """One bit anywhere in the file."""
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return Edit(f"bit at {at}", "file", _says("seal", f"第{at // seal.BLOCK + 1}块"))
