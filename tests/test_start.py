"""The short road from `ajx` to the first page takes exactly the command lines it understands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ajx_tui.start import Plain, without_subcommand


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], Plain()), (["--plain"], Plain(plain=True)), (["--home", "a"], Plain(Path("a"))),
        (["--home=a b", "--plain"], Plain(Path("a b"), True)), (["--home"], None), (["--home="], None),
        (["--home", "--plain"], None), (["demo"], None), (["--home", "a", "stats"], None), (["--help"], None),
        (["--hom", "a"], None),
    ],
)  # fmt: skip
def test_command_lines(arguments: list[str], asked: Plain | None) -> None:
    assert without_subcommand(arguments) == asked


def test_without_a_terminal_the_command_line_explains(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ajx_tui", "--home", str(tmp_path)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode != 0
    assert "不是终端" in done.stderr


def test_short_road_loads_no_command_line_library() -> None:
    code = "import sys, ajx_tui.start, ajx_tui.services.session, ajx_tui.ui.app, ajx_tui.ui.screens.home;"
    code += "print([m for m in ('click', 'pydantic', 'sqlite_utils', 'ajx_tui.domain.record') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
