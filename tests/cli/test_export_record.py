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


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out))


def call(home: Path, document: str, *more: str) -> int:
    return run(["export", document, "--home", str(home), "--as-of", "2026-10-31", *more])


@pytest.mark.parametrize("name", documents.CATALOGUE)
def test_every_kind_comes_in_every_format_at_once(
    home: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = call(home, name, "--format", "pdf,docx", "--format", "xlsx", "--out", str(tmp_path / "文书"), "--json")
    assert code == 0
    told = listed(capsys)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["文书.docx", "文书.pdf", "文书.xlsx"]
    assert [Path(one["path"]).suffix for one in told["files"]] == [".pdf", ".docx", ".xlsx"]  # type: ignore[index,attr-defined]
    assert told["path"] == str(tmp_path / "文书.pdf")
    magic = [(tmp_path / f"文书.{suffix}").read_bytes()[:4] for suffix in ("pdf", "docx", "xlsx")]
    assert magic == [b"%PDF", b"PK\x03\x04", b"PK\x03\x04"]


def test_letters_go_to_whom_a_filter_or_a_name_finds(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import load_workbook

    args = ("--filter", "所在乡镇（街道）=城关镇", "--number", "next", "--format", "pdf,xlsx", "--out")
    assert call(home, "urging", *args, str(tmp_path / "催")) == 0
    assert "没有登记" in capsys.readouterr().out
    rows = list(load_workbook(tmp_path / "催.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert {row[3] for row in rows} == {"城关镇"} and all("〔2026〕" in str(row[1]) for row in rows)
    assert call(home, "urging", "--for", str(rows[0][2]), "--each", "--out", str(tmp_path / "一家")) == 0
    assert len(list((tmp_path / "一家").iterdir())) == 1
    for wrong, code in ((("--for", "没有这家"), 4), (("--filter", "没有=1"), 2), (("--number", "十"), 2),
                        (("--format", "odt"), 2), (("--date", "下周三"), 2)):  # fmt: skip
        assert call(home, "urging", *wrong) == code
    assert call(home, "plan", "--for", str(rows[0][2])) == 2
    assert call(home, "urging", "--each", "--format", "xlsx", "--out", str(tmp_path / "单")) == 2


def test_day_and_signer_stand_on_an_upward_report(home: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "a.pdf"
    assert call(home, "evaluation", "--signer", "王某某", "--date", "2026-11-03", "--out", str(path)) == 0
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert "签发人：王某某" in text and "2026年11月3日" in text


def test_a_character_without_a_glyph_is_told(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(home / "db" / "ajx.db")
    documents.save_chapter(Session(store), "bulletin", demo.AS_OF, "总体情况", "甲\U00030edd乙")
    store.close()
    assert call(home, "bulletin", "--out", str(tmp_path / "a.pdf")) == 0
    assert "\U00030edd" in capsys.readouterr().out
