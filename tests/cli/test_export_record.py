"""`ajx export --record --evidence`: a version on record, the papers of enterprises, the evidence beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ajx_tui.cli import run
from ajx_tui.progress import run as run_job
from ajx_tui.services import demo, documents
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the practice county."""
    home = tmp_path_factory.mktemp("home")
    store = Store.open(home / "db" / "ajx.db")
    run_job(demo.build(Session(store)))
    store.close()
    return home


def papers(home: Path) -> int:
    store = Store.open(home / "db" / "ajx.db")
    try:
        return len(list(lists.all_ids(store, ListQuery("document_paper"))))
    finally:
        store.close()


def export(home: Path, *more: str) -> int:
    return run(["export", "hazards", "--home", str(home), "--as-of", "2026-10-31", "--json", *more])


def test_only_a_recorded_export_changes_the_data(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(home, "--out", str(tmp_path / "a.pdf")) == 0
    assert papers(home) == 0
    capsys.readouterr()
    assert export(home, "--out", str(tmp_path / "b.pdf"), "--record", "--evidence", "--number", "3") == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["evidence"]).name == "b-数据来源.xlsx" and Path(told["evidence"]).is_file()
    store = Store.open(home / "db" / "ajx.db")
    present = documents.working(Session(store), "hazards", demo.AS_OF)
    assert present.id is not None and present.current == 1
    expected = {case.enterprise_id for case in documents.gather(store, demo.AS_OF).cases["hazards_overdue"]}
    store.close()
    assert papers(home) == len(expected) > 0
    assert export(home, "--out", str(tmp_path / "c.pdf"), "--record", "--number", "3") == 0
    assert papers(home) == len(expected)
    assert (tmp_path / "c.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
