"""The main job end to end: ten spreadsheets in, work plan and self-evaluation out, every number as expected."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXPECTED: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "county-a.json").read_text(encoding="utf-8"))


def ajx(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `ajx` as its own process on `home`."""
    command = [sys.executable, "-m", "ajx_tui", *arguments, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with the practice county, and what `ajx demo` printed."""
    home = tmp_path_factory.mktemp("county")
    done = ajx("demo", "--no-tui", "--json", home=home)
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


NUMBERS = [key for key in EXPECTED if key not in ("rejected", "_notes")]


@pytest.mark.parametrize("key", NUMBERS)
def test_the_demo_prints_every_number(county: tuple[Path, dict[str, Any]], key: str) -> None:
    assert county[1][key] == EXPECTED[key]


def test_stats_prints_the_same_numbers(county: tuple[Path, dict[str, Any]]) -> None:
    told = json.loads(ajx("stats", "--as-of", EXPECTED["as_of"], "--json", home=county[0]).stdout)
    assert {key: told[key] for key in NUMBERS} == {key: EXPECTED[key] for key in NUMBERS}


def test_exactly_the_expected_rows_are_refused_for_their_reasons(county: tuple[Path, dict[str, Any]]) -> None:
    rejected = county[1]["rejected"]
    reasons = {
        "credit code: wrong check character": "校验不符",
        "sector not in the code list": "目录中",
        "name missing": "企业名称未填写",
        "credit code: 16 characters": "这里是16位",
    }
    expected = {row["row"]: reasons[row["why"]] for row in EXPECTED["rejected"]["01"]}
    assert {r["row"] for r in rejected["01"]} == set(expected)
    for row in rejected["01"]:
        assert expected[row["row"]] in row["why"][0]
    policies = {r["label"]: r["why"][0] for r in rejected["05"]}
    assert "查不到" in policies["PZ2026419999"]
    assert "早于保险起期" in policies["PZ2026418888"]
    # The rest hang on the four enterprises refused in 01; nothing else is refused.
    assert len(policies) == 2 + len(expected)
    assert {name: len(rows) for name, rows in rejected.items() if rows} == {"01": 4, "05": 6, "06": 8, "07": 4}


def test_warnings_duplicates_and_totals_are_told(county: tuple[Path, dict[str, Any]]) -> None:
    base = next(f for f in county[1]["imports"] if f["file"].startswith("01"))["lists"][0]
    assert [w["row"] for w in base["warnings"]] == [EXPECTED["rejected"]["01_warning_row"]]
    assert [d["row"] for d in base["duplicates"]] == [EXPECTED["rejected"]["01_duplicate_row"]]
    assert base["total_rows"] == [EXPECTED["rejected"]["01_total_row"]]


def test_both_documents_are_written(county: tuple[Path, dict[str, Any]]) -> None:
    from pypdf import PdfReader

    for name, words in (("plan", "工作方案"), ("evaluation", "自评报告")):
        text = "".join(page.extract_text() for page in PdfReader(county[1]["documents"][name]).pages)
        assert words in text.replace("\n", "")
        assert "演示" in text
        assert "119" in text


def test_building_it_again_changes_nothing(county: tuple[Path, dict[str, Any]]) -> None:
    again = json.loads(ajx("demo", "--no-tui", "--json", home=county[0]).stdout)
    for file in again["imports"]:
        for one in file["lists"]:
            assert (one["counts"]["new"], one["counts"]["changed"]) == (0, 0), file["file"]
    assert {key: again[key] for key in NUMBERS} == {key: EXPECTED[key] for key in NUMBERS}


def test_the_demo_keeps_out_of_real_data(tmp_path: Path) -> None:
    from ajx_tui.services.office import set_up
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store

    store = Store.open(tmp_path / "db" / "ajx.db")
    set_up(Session(store), {"name": "某县应急管理局", "area": "某县", "level": "县级"})
    store.close()
    done = ajx("demo", "--no-tui", home=tmp_path)
    assert done.returncode == 4
    assert "已有正式数据" in done.stderr
