"""Pack SQL reads, and does nothing else."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from ajx_tui.policy import sql
from ajx_tui.policy.guard import Guard, QueryRefused


@pytest.fixture
def conn(tmp_path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    made.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)")
    made.execute("INSERT INTO item VALUES (1, '甲')")
    return made


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO item VALUES (2, 'x')",
        "UPDATE item SET name = 'x'",
        "DELETE FROM item",
        "DROP TABLE item",
        "CREATE TABLE t (a)",
        "CREATE TEMP TABLE t (a)",
        "ATTACH 'other.db' AS o",
        "PRAGMA writable_schema = 1",
        "PRAGMA table_info(item)",
        "COMMIT",
        "VACUUM",
        "SELECT * FROM pragma_table_info('item')",
        "SELECT zeroblob(100)",
    ],
)
def test_nothing_but_reading(conn: sqlite3.Connection, text: str) -> None:
    guard = Guard(conn, {"item"}.__contains__)
    with pytest.raises(QueryRefused):
        guard.rows(text, {})
    assert guard.own("SELECT id, name FROM item") == [(1, "甲")]


def test_an_endless_query_is_stopped_in_time(conn: sqlite3.Connection) -> None:
    guard = Guard(conn, {"item"}.__contains__)
    start = time.monotonic()
    with pytest.raises(QueryRefused, match="没有结束"):
        guard.rows("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n", {}, 0.2)
    assert time.monotonic() - start < 5
    assert guard.rows("SELECT name FROM item", {}) == [("甲",)]


def test_a_snapshot_does_not_see_what_comes_after(conn: sqlite3.Connection, tmp_path: Path) -> None:
    conn.execute("PRAGMA journal_mode = WAL")
    guard = Guard(sqlite3.connect(tmp_path / "a.db", isolation_level=None), {"item"}.__contains__)
    with guard.snapshot():
        assert guard.rows("SELECT count(*) FROM item", {}) == [(1,)]
        conn.execute("INSERT INTO item VALUES (2, '乙')")
        assert guard.rows("SELECT count(*) FROM item", {}) == [(1,)]
    assert guard.rows("SELECT count(*) FROM item", {}) == [(2,)]


def test_words_in_texts_and_comments_are_no_names() -> None:
    text = "SELECT 'due_object :x' AS a -- due_object :y\nFROM item /* :z */ WHERE \"due_object\" = :as_of"
    assert "due_object" not in sql.words(text)
    assert sql.parameters(text) == {"as_of"}


def test_fragments_come_before_those_that_use_them() -> None:
    fragments = {"a": ("SELECT * FROM b", False), "b": ("SELECT 1 AS id", True), "c": ("SELECT 2", False)}
    text = sql.statement({"q": "SELECT * FROM a"}, "SELECT * FROM q", fragments)
    assert text.index("b AS MATERIALIZED") < text.index("a AS NOT MATERIALIZED") < text.index("q AS")
    assert "c AS" not in text


def test_a_scope_opens_only_its_own_seam() -> None:
    text = "SELECT 1 WHERE 1 /*scope enterprise e.id*/ /* scope insurer i.id */"
    assert sql.scopes(text) == {"enterprise", "insurer"}
    opened = sql.scoped(text, "enterprise")
    assert "AND e.id = :scope_id" in opened and "insurer" not in opened


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("after_workdays('2026-10-16', 10)", "2026-10-30"),
        ("after_workdays('十月', 10)", None),
        ("after_workdays('2026-10-16', -1)", None),
        ("after_workdays('2026-10-16', 99999999999)", None),
        ("after_workdays(NULL, NULL)", None),
        ("credit_code_fault('91110000600037341L')", None),
        ("credit_code_fault('')", "统一社会信用代码应为18位，这里是0位"),
        ("credit_code_fault(12)", None),
        ("steering('请到示例财险投保', '示例财险|某公司')", "到示例财险投保"),
        ("steering('不得指定保险公司', NULL)", None),
        ("steering(x'00ff', 3)", None),
        ("(SELECT group_concat(key || value) FROM json_each('{\"甲\":1}'))", "甲1"),
    ],
)
def test_the_programs_own_functions_answer_or_give_null(conn: sqlite3.Connection, call: str, value: object) -> None:
    assert Guard(conn, {"item"}.__contains__).rows(f"SELECT {call}", {}) == [(value,)]
