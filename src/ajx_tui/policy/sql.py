"""Putting pack SQL together: which fragments and parameters a text uses, and the statement that is run.

A fragment is named like a table and becomes a common table expression. A comment `/*scope KIND EXPRESSION*/` is a
seam: when only what concerns one record is asked for, it turns into `AND EXPRESSION = :scope_id`; else it stays a
comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<string>'(?:[^']|'')*')|(?P<quoted>"(?:[^"]|"")*")|(?P<comment>--[^\n]*|/\*.*?\*/)"""
    r"""|(?P<parameter>[:@$][A-Za-z_]\w*|\?\d*)|(?P<word>[A-Za-z_]\w*)|(?P<end>;)|(?P<other>\s+|.)""",
    re.S,
)
_SCOPE = re.compile(r"/\*\s*scope\s+(\w+)\s+([\w.]+)\s*\*/")
_NOW = frozenset(["'now'", "current_date", "current_time", "current_timestamp"])
SCOPE_PARAMETER = "scope_id"
_KEPT = 2_048
"""Texts whose words are remembered: a fragment is looked into for every query that may use it."""


def tokens(sql: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of every token."""
    for match in _TOKEN.finditer(sql):
        yield match.lastgroup or "other", match[0]


@lru_cache(_KEPT)
def words(sql: str) -> frozenset[str]:
    """Every bare identifier and keyword, in lower case."""
    return frozenset(text.lower() for kind, text in tokens(sql) if kind == "word")


@lru_cache(_KEPT)
def parameters(sql: str) -> frozenset[str]:
    """Names of the bound parameters, without the colon; other marks are given as they stand."""
    return frozenset(text[1:] if text[0] == ":" else text for kind, text in tokens(sql) if kind == "parameter")


def scopes(sql: str) -> set[str]:
    """The kinds of record that the text can be limited to."""
    return {match[1] for match in _SCOPE.finditer(sql)}


@lru_cache(_KEPT)
def complaint(sql: str) -> str:
    """What makes this text no single SELECT, in Chinese, or empty."""
    meaningful = [(k, t) for k, t in tokens(sql) if k != "comment" and t.strip()]
    if not meaningful:
        return "SQL 是空的"
    if meaningful[0][1].upper() not in ("SELECT", "WITH"):
        return f"政策包只能查询：SQL 应以 SELECT 或 WITH 开头，现在是“{meaningful[0][1]}”"
    if any(k == "end" for k, _ in meaningful):
        return "只能写一条查询，请去掉分号"
    if any(t.lower() in _NOW for _, t in meaningful):
        return "不能取今天的日期（同一截止日的结果必须相同），请改用 :as_of"
    return ""


def scoped(sql: str, kind: str) -> str:
    """The text with its seams for `kind` opened."""
    return _SCOPE.sub(lambda m: f" AND {m[2]} = :{SCOPE_PARAMETER} " if m[1] == kind else " ", sql)


def used(sql: str, fragments: Mapping[str, tuple[str, bool]]) -> list[str]:
    """Names of the fragments the text uses, directly or through others; each after those it needs itself.

    Raises RecursionError when fragments use each other in a circle.
    """
    ordered: list[str] = []

    def visit(text: str, path: tuple[str, ...]) -> None:
        for name in sorted(words(text) & fragments.keys()):
            if name in path:
                raise RecursionError(" → ".join((*path, name)))
            if name not in ordered:
                visit(fragments[name][0], (*path, name))
                ordered.append(name)

    visit(sql, ())
    return ordered


def statement(body: Mapping[str, str], tail: str, fragments: Mapping[str, tuple[str, bool]], scope: str = "") -> str:
    """`WITH` the fragments used, then the named bodies, then `tail`. With `scope` limited to one record."""
    parts = []
    for name in used("\n".join([*body.values(), tail]), fragments):
        sql, materialised = fragments[name]
        parts.append(f"{name} AS {'' if materialised and not scope else 'NOT '}MATERIALIZED (\n{sql}\n)")
    parts += [f"{name} AS (\n{sql}\n)" for name, sql in body.items()]
    whole = f"WITH {', '.join(parts)}\n{tail}" if parts else tail
    return scoped(whole, scope) if scope else whole
