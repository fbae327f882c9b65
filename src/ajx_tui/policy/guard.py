"""Running pack SQL: nothing but reading, only the tables it may read, only so long, only so many rows."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ajx_tui.policy.functions import Functions, provided

LIMIT_SECONDS = 5.0
MOST_ROWS = 5_000_000
_TICK = 20_000
_LONGEST_VALUE = 4_000_000

_FUNCTIONS = """
abs avg ceil ceiling char coalesce count cume_dist date dense_rank first_value floor glob group_concat iif
ifnull instr json_array json_array_length json_each json_extract json_group_array json_object json_type
json_valid julianday lag last_value lead length like likelihood likely lower ltrim max min nth_value ntile nullif
percent_rank rank replace round row_number rtrim sign strftime substr substring sum total trim typeof unicode
unlikely upper
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
"""Functions pack SQL may call: those that give the same answer for the same data and can't grow without bound."""
_TABLE_FUNCTIONS = frozenset(["json_each"])

_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}
_ACTIONS = {
    sqlite3.SQLITE_INSERT: "写入", sqlite3.SQLITE_UPDATE: "修改", sqlite3.SQLITE_DELETE: "删除",
    sqlite3.SQLITE_ATTACH: "打开别的数据文件", sqlite3.SQLITE_PRAGMA: "更改设置",
    sqlite3.SQLITE_TRANSACTION: "操作事务",
}  # fmt: skip


class QueryRefused(Exception):
    """Pack SQL that can't or mustn't be run; the message says why in Chinese. `token` is the word at fault."""

    def __init__(self, text: str, token: str = "") -> None:
        super().__init__(text)
        self.text, self.token = text, token


class Guard:
    """A connection that pack SQL is run on. `tables` are those it may read, `functions` what it may call besides."""

    def __init__(
        self, conn: sqlite3.Connection, tables: Callable[[str], bool], functions: Functions | None = None
    ) -> None:
        self._conn = conn
        self._functions = provided() if functions is None else functions
        for name, (arguments, call) in self._functions.items():
            conn.create_function(name, arguments, call, deterministic=True)
        self._tables = tables
        self._trusted = False
        self._denied: tuple[str, str] | None = None
        self._deadline = 0.0
        for name in _TABLE_FUNCTIONS:
            conn.execute(f"SELECT 1 FROM {name}('[]')")  # the first use declares it, which the authorizer would refuse
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        conn.set_authorizer(self._authorise)
        conn.set_progress_handler(self._tick, _TICK)

    def _authorise(self, action: int, one: str | None, two: str | None, _db: str | None, _by: str | None) -> int:
        if self._trusted or action in _READING:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and (not one or one in _TABLE_FUNCTIONS or self._tables(one)):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and ((two or "").lower() in FUNCTIONS or two in self._functions):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            self._denied = (f"不能读取表 {one}", one or "")
        elif action == sqlite3.SQLITE_FUNCTION:
            self._denied = (f"不能使用函数 {two}()", two or "")
        else:
            self._denied = (f"只能查询，不能{_ACTIONS.get(action, '改动数据库')}", "")
        return sqlite3.SQLITE_DENY

    def _tick(self) -> int:
        return int(time.monotonic() > self._deadline)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one state of the data."""
        self._trust("BEGIN")
        try:
            yield
        finally:
            self._trust("COMMIT")

    def _trust(self, sql: str) -> None:
        self._trusted = True
        try:
            self._conn.execute(sql)
        finally:
            self._trusted = False

    def own(self, sql: str, values: Any = ()) -> list[Any]:
        """Rows of a query of the program itself, in the same snapshot, without the limits on pack SQL."""
        self._trusted, self._deadline = True, time.monotonic() + 600
        try:
            return self._conn.execute(sql, values).fetchall()
        finally:
            self._trusted = False

    def rows(self, sql: str, values: Mapping[str, Any], seconds: float = LIMIT_SECONDS) -> list[Any]:
        """All rows of pack SQL. Raises QueryRefused when it fails, writes, reads what it mustn't, or never ends."""
        return self.table(sql, values, seconds)[1]

    def table(
        self, sql: str, values: Mapping[str, Any], seconds: float = LIMIT_SECONDS
    ) -> tuple[tuple[str, ...], list[Any]]:
        """Column names and all rows of pack SQL; raises as `rows` does."""
        self._denied, self._deadline = None, time.monotonic() + seconds
        try:
            cursor = self._conn.execute(sql, values)
            columns = tuple(d[0] for d in cursor.description or ())
            rows = cursor.fetchmany(MOST_ROWS + 1)
            cursor.close()
        except sqlite3.Error as error:
            raise self._refusal(error, seconds) from error
        if len(rows) > MOST_ROWS:
            raise QueryRefused(f"查询结果超过{MOST_ROWS}行，请检查连接条件")
        return columns, rows

    def counted(self, sql: str, values: Mapping[str, Any], seconds: float = LIMIT_SECONDS) -> Counter[tuple[Any, ...]]:
        """How often each row of pack SQL occurs; raises as `rows` does. Quicker than GROUP BY, which sorts first."""
        self._denied, self._deadline = None, time.monotonic() + seconds
        try:
            return Counter(self._conn.execute(sql, values))
        except sqlite3.Error as error:
            raise self._refusal(error, seconds) from error

    def _refusal(self, error: sqlite3.Error, seconds: float) -> QueryRefused:
        text = str(error)
        if self._denied is not None:
            return QueryRefused(*self._denied)
        if "interrupted" in text:
            return QueryRefused(f"查询超过{seconds:g}秒没有结束，请检查是否有死循环或缺少连接条件")
        return explain(error)


def explain(error: sqlite3.Error) -> QueryRefused:
    """What SQLite says about pack SQL, in Chinese."""
    text = str(error)
    for start, chinese in (
        ("no such column: ", "没有“{}”这个列，请对照数据字典改正"),
        ("no such table: ", "没有“{}”这个表或片段，请对照数据字典改正"),
        ("no such function: ", "没有“{}”这个函数"),
        ("ambiguous column name: ", "列“{}”在几个表中都有，请写明是哪个表的"),
    ):
        if text.startswith(start):
            token = text[len(start) :]
            return QueryRefused(chinese.format(token), token)
    if text.startswith("near "):
        token = text[len('near "') : text.rfind('"')]
        return QueryRefused(f"SQL 语法错误，在“{token}”附近", token)
    if "too big" in text or "out of memory" in text:
        return QueryRefused("查询产生的文字过长")
    return QueryRefused(f"SQL 不能执行：{text}")
