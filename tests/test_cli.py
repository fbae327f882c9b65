"""The command line: Chinese help, exit codes, errors that say what to do next."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ajx_tui.cli import run


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "用法：ajx" in shown
    for line in shown.splitlines():
        assert not re.search(r"[A-Z][a-z]+ [a-z]+", line), line


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "没有命令 nonsense"),
        (["import"], "缺少参数"),
        (["stats", "--as-of"], "选项缺少值"),
        (["stats", "--nonsense"], "没有选项 --nonsense"),
        (["stats", "extra"], "多出的参数"),
        (["dictionary", "nonsense"], "没有这种记录"),
    ],
)
def test_usage_errors_are_chinese(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert told in capsys.readouterr().err


def test_no_data_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stats", "--home", str(tmp_path)]) == 1
    assert "ajx demo" in capsys.readouterr().err
    assert not (tmp_path / "db").exists()


def test_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ajx_tui.store.database import Store

    Store.open(tmp_path / "db" / "ajx.db").close()
    assert run(["stats", "--home", str(tmp_path), "--as-of", "昨天"]) == 2
    assert "2026-10-31" in capsys.readouterr().err


def test_the_dictionary_names_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    from ajx_tui.domain.records import KINDS

    assert run(["dictionary", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert [e["kind"] for e in entries] == list(KINDS)
    assert all([f["name"] for f in e["fields"]] == list(KINDS[e["kind"]].fields) for e in entries)
    assert run(["dictionary", "enterprise"]) == 0
    assert "| credit_code | 统一社会信用代码 |" in capsys.readouterr().out


def test_the_program_needs_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--home", str(tmp_path)]) == 2
    assert "终端" in capsys.readouterr().err
