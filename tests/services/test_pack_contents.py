"""What the program asks of the packs is in the packs that come with it, and what they hold is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ajx_tui
from ajx_tui.domain.fields import Listed
from ajx_tui.domain.records import KINDS
from ajx_tui.policy import sql
from ajx_tui.policy.clause import CERTAINTIES, Clause
from ajx_tui.policy.rules import DATED, LISTED, Rules
from ajx_tui.services.asked import asked as asked_for
from ajx_tui.services.packs import rules_of

SOURCE = Path(ajx_tui.__file__).parent
DAY = "2026-10-31"


@cache
def rules() -> Rules:
    return rules_of("", "", "")


@cache
def constants() -> frozenset[str]:
    """Every text that stands in the program itself."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py"))
    return frozenset(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def in_sql() -> frozenset[str]:
    """Every word and parameter of the packs' SQL and messages."""
    made = rules()
    queries = [q.query.sql for table in (made.own_fragments, made.figures, made.checks) for q in table.values()]
    words = {w for text in queries for w in sql.words(text) | sql.parameters(text)}
    return frozenset(words | {part for c in made.checks.values() for part in c.message.replace("}", "{").split("{")})


def asked() -> Iterator[str]:
    """Names of parameters that the program asks for by name: rules.value("x", …), packs.parameter(store, "x", …)."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                place = {"parameter": 1, "value": 0}.get(called)
                if place is not None and len(node.args) == place + 2:
                    name = node.args[place]
                    if isinstance(name, ast.Constant) and isinstance(name.value, str):
                        yield name.value


def test_every_code_list_of_a_record_is_in_a_pack() -> None:
    wanted = {s.code_list for kind in KINDS.values() for s in kind.fields.values() if isinstance(s, Listed)}
    assert wanted <= rules().code_lists.keys() and len(wanted) >= 3
    for kind in KINDS.values():
        for spec in kind.fields.values():
            if isinstance(spec, Listed) and spec.example:
                assert spec.example in rules().code_lists[spec.code_list].values


def test_every_parameter_the_program_asks_for_is_in_a_pack() -> None:
    found = set(asked())
    assert {"late_payment_rate", "due_soon_days"} <= found
    assert found <= rules().parameters.keys()


@pytest.mark.parametrize("day", ["1990-01-01", DAY, "2090-12-31"])
def test_what_the_program_cannot_do_without_is_in_the_packs_on_any_day(day: str) -> None:
    made = rules()
    assert len(asked_for().parameters) > 50
    assert all(made.value(name, day) is not None for name in asked_for().parameters)
    assert all(made.parameters[name].unit in units for name, units in asked_for().parameters.items())
    assert set(asked_for().bases) <= made.bases.keys() and set(asked_for().score_sheets) <= made.score_sheets.keys()


def test_nothing_in_the_packs_lies_idle() -> None:
    used = constants() | in_sql()
    used |= set(asked_for().parameters) | set(asked_for().bases) | set(asked_for().score_sheets)
    idle = [n for n in rules().parameters if n not in used and DATED + n not in used]
    idle += [n for n in (*rules().bases, *rules().score_sheets) if n not in used]
    idle += [n for n in rules().code_lists if n not in used and LISTED + n not in used]
    assert idle == []


def test_every_entry_stands_on_a_clause() -> None:
    made = rules()
    tables: list[Mapping[Any, Any]] = [
        made.sectors, made.departments, made.duties, made.parameters, made.code_lists, made.figures, made.indicators,
        made.checks, made.checklists, made.outlines, made.bases, made.score_sheets,
    ]  # fmt: skip
    entries = [entry for table in tables for entry in table.values()]
    entries += [item for c in made.checklists.values() for item in c.items]
    entries += [item for s in made.score_sheets.values() for item in s.items]
    entries += [part for o in made.outlines.values() for part in o.parts]
    for entry in entries:
        clause: Clause = entry.clause
        assert clause.document.title and clause.article and clause.certainty in CERTAINTIES
    assert len(entries) > 200
