"""The rules of the house, as failing builds: who may import what, where SQL lives, how big rooms may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "ajx_tui"
FILES = sorted(SRC.rglob("*.py"))
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\b|SELECT\s+(\w+\.)?\w+,|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b"
    r"|CREATE\s+TABLE\b|\w+ [=>]=? \?)",
    re.S,
)


def _loaded_by(module: str) -> set[str]:
    code = f"import {module}, sys; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("ajx_tui.cli.commands", {"textual", "reportlab", "pydantic", "sqlite_utils", "docx", "xlsxwriter", "sqlite3"}),
        ("ajx_tui.services.records", {"textual", "reportlab", "docx", "xlsxwriter", "pypinyin", "python_calamine"}),
        ("ajx_tui.services.imports", {"textual", "reportlab", "docx", "pypinyin"}),
        ("ajx_tui.ui.app", {"reportlab", "pydantic", "sqlite_utils", "docx", "xlsxwriter", "pypinyin", "numpy"}),
        ("ajx_tui.store.database", {"sqlite_utils", "textual", "reportlab", "numpy"}),
    ],
)
def test_heavy_libraries_stay_inside_the_work_that_needs_them(module: str, heavy: set[str]) -> None:
    assert not heavy & _loaded_by(module)


def _strings(path: Path) -> list[tuple[int, str]]:
    """Every string constant of a file but docstrings, with its line; f-strings by their constant parts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def test_sql_lives_in_the_store_and_in_policy_packs() -> None:
    elsewhere = [
        f"{path.relative_to(SRC)}:{line}"
        for path in FILES
        if path.relative_to(SRC).parts[0] not in ("store", "policy")
        for line, text in _strings(path)
        if SQL.match(text)
    ]
    assert elsewhere == []


def test_only_the_program_itself_knows_textual() -> None:
    offenders = []
    for path in FILES:
        place = path.relative_to(SRC)
        if place.parts[0] == "ui":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            offenders += [str(place) for n in names if n.split(".")[0] in ("textual", "rich")]
    assert offenders == []


def test_rooms_stay_small() -> None:
    """No file above 400 lines and no function above 60, so that each can be read at one sitting."""
    too_big = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            too_big.append(f"{path.relative_to(SRC)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > 60:
                    too_big.append(f"{path.relative_to(SRC)}:{node.lineno} {node.name}: {length} lines")
    assert too_big == []


def test_screens_and_commands_write_through_services() -> None:
    """Only services begin a unit of work."""
    offenders = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in FILES
        if path.relative_to(SRC).parts[0] in ("ui", "cli")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unit"
    ]
    assert offenders == []


def test_nothing_opens_a_socket() -> None:
    """The program works without a network; no module of it may even import one (design: no socket ever opened)."""
    network = {"socket", "http", "urllib.request", "requests", "httpx", "ssl", "ftplib", "smtplib"}
    offenders = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            offenders += [f"{path.relative_to(SRC)}: {n}" for n in names if n in network or n.split(".")[0] in network]
    assert offenders == []


# ----- the rules of the documents are data: no number of one, and no article, stands in the program

CLOCKWORK = (
    "domain/clocks.py", "domain/case_clocks.py", "domain/clockwork.py", "domain/penalties.py", "services/clocks.py",
    "services/light.py", "services/scoring.py",
    "documents/texts/letters.py", "documents/texts/aims.py", "services/documents/stated.py",
)  # fmt: skip
PLAIN = frozenset([0, 1, 2, 3, 4, 12, 100, 10_000, 1_000_000])
"""Counts of a few things, months of a year, and the factors of stored units: no rule among them."""
NUMERAL = "[0-9０-９零一二三四五六七八九十百]"
RULE_IN_WORDS = re.compile(
    rf"第{NUMERAL}+条|百分之{NUMERAL}|{NUMERAL}+ ?(?:个?工作日|个月|日|天|年)(?:内|以内|之内)|{NUMERAL}次.{{0,4}}处罚"
)
SAID = frozenset(["clause", "example", "placeholder", "metavar", "help", "synonyms"])
"""Arguments whose words explain: the article of a field's declaration, examples of what to type."""


def _rules_in(text: str) -> list[str]:
    """Every rule in words or days that a program's text holds outside of what only explains."""
    tree = ast.parse(text)
    explained = {
        id(inner)
        for node in ast.walk(tree)
        if (isinstance(node, ast.keyword) and node.arg in SAID)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for inner in ast.walk(node.value)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            found += [f"{node.lineno}: {hit[0]}" for hit in RULE_IN_WORDS.finditer(node.value)]
        days = node.value if isinstance(node, ast.keyword) and node.arg == "days" else None
        if isinstance(days, ast.Constant) and days.value not in (0, 1):
            found.append(f"{days.lineno}: days={days.value}")
    return found


def test_no_article_and_no_term_of_a_rule_stands_in_the_program() -> None:
    """What is told of the law comes from the packs; the practice county's records are no rules."""
    own = [path for path in FILES if not path.name.startswith("demo")]
    found = [f"{path.relative_to(SRC)}:{hit}" for path in own for hit in _rules_in(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_clockwork_holds_no_number_of_a_rule() -> None:
    found = [
        f"{name}:{node.lineno} {node.value}"
        for name in CLOCKWORK
        for node in ast.walk(ast.parse((SRC / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value not in PLAIN
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('x = "依据第一百零九条"', 1), ('x = "自收到之日起60日内"', 1), ('x = f"{days}日内"', 0),
        ('x = "每日百分之三"', 1),
        ("timedelta(days=15)", 1), ("timedelta(days=1)", 0), ('Text(clause="安全生产法 第一百零九条")', 0),
        ('x = "五个工作日内"', 1), ('x = "一年内四次受到处罚"', 2), ('"""第一条"""', 0),
    ],
)  # fmt: skip
def test_rules_in_the_program_are_found(text: str, count: int) -> None:
    assert len(_rules_in(text)) == count
