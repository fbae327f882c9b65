"""`ajx document`: versions listed, shown, compared, restored; numbers walked back; lint; the register of papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ajx_tui.cli import run
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import ExitCode
from ajx_tui.progress import run as run_job
from ajx_tui.services import demo, documents
from ajx_tui.services.figures import figures
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

DAY = demo.AS_OF


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice county with two versions of a bulletin and the letters of a day."""
    home = tmp_path_factory.mktemp("home")
    session = Session(Store.open(home / "db" / "ajx.db"))
    run_job(demo.build(session))

    def export(name: str, path: Path, number: int) -> None:
        paper = documents.Paper(number=number)
        run_job(documents.export_job(session, name, DAY, path, bundled_only=True, recorded=True, paper=paper))

    export("bulletin", home / "一.pdf", 7)
    export("urging", home / "催.pdf", 20)
    gone = figures(session.store, DAY).ids("insured").ids[0]
    with session.unit("删") as unit:
        unit.delete(KINDS["insured_object"], gone, "误登")
    export("bulletin", home / "二.pdf", 7)
    session.store.close()
    return home


@pytest.fixture
def shell(home: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*line: str) -> tuple[int, str]:
        code = run(["document", *line, "--home", str(home)])
        told = capsys.readouterr()
        return int(code), told.out + told.err

    return call


def test_versions_are_listed_and_shown(shell: Any) -> None:
    code, text = shell("list")
    assert code == 0 and "第2版" in text and "〔2026〕7号" in text
    listed = json.loads(shell("list", "--kind", "通报", "--json")[1])
    assert [one["version"] for one in listed] == [2, 1] and listed[0]["current"] and listed[0]["state"] is None
    first = str(listed[1]["version_id"])
    assert "【总体情况】" in shell("show", first)[1]
    assert json.loads(shell("show", first, "--json")[1])["issued_number"].endswith("〔2026〕7号")
    code, text = shell("show", "999")
    assert code == ExitCode.REFUSED and "没有这个版次" in text


def test_a_number_is_walked_back(shell: Any) -> None:
    first = str(json.loads(shell("list", "--kind", "bulletin", "--json")[1])[1]["version_id"])
    assert "应保未保" in shell("show", first, "--numbers")[1]
    code, text = shell("show", first, "--number", "应投保")
    assert code == 0 and text.count("已删除") == 1
    (due,) = json.loads(shell("show", first, "--number", "due", "--json")[1])
    assert len(due["records"]) == int(due["texts"][0]) and sum(bool(r["since"]) for r in due["records"]) == 1
    code, text = shell("show", first, "--number", "没有的")
    assert code == ExitCode.USAGE and "应投保" in text


def test_any_two_versions_are_compared(shell: Any) -> None:
    second, first = (str(one["version_id"]) for one in json.loads(shell("list", "--kind", "bulletin", "--json")[1]))
    code, text = shell("compare", first, second)
    assert code == ExitCode.FINDINGS and "已投保、投保率：75、63.0% → 74、62.7%" in text
    assert json.loads(shell("compare", first, second, "--json")[1])["texts"]
    assert shell("compare", first, first) == (0, "没有不同。\n")


def test_a_version_is_restored_byte_for_byte(shell: Any, home: Path, tmp_path: Path) -> None:
    first = str(json.loads(shell("list", "--kind", "bulletin", "--json")[1])[1]["version_id"])
    path = tmp_path / "又.pdf"
    told = json.loads(shell("restore", first, "--out", str(path), "--json")[1])
    assert told["path"] == str(path) and path.read_bytes() == (home / "一.pdf").read_bytes()


def test_papers_tell_their_numbers_and_the_gaps(shell: Any) -> None:
    code, text = shell("papers")
    assert code == 0 and "催保通知" in text and "空号8、9、" in text
    told = json.loads(shell("papers", "--json")[1])
    assert told["series"][0]["next"] == 20 + sum(one["title"] == "催保通知" for one in told["papers"])


def test_lint_says_what_to_look_at(shell: Any, home: Path) -> None:
    code, text = shell("lint", "plan", "--as-of", DAY.isoformat())
    assert code == ExitCode.FINDINGS and text.startswith("请核实：检查发现：台账还有") and text.count("\n") == 1
    session = Session(Store.open(home / "db" / "ajx.db"))
    documents.save_chapter(session, "plan", DAY, "工作目标", "全部企业统一选择甲保险公司投保。")
    session.store.close()
    code, text = shell("lint", "工作方案", "--as-of", DAY.isoformat())
    assert code == ExitCode.FINDINGS and "应当处理：工作目标" in text
    assert json.loads(shell("lint", "plan", "--as-of", DAY.isoformat(), "--json")[1])[0]["serious"]


def test_the_page_of_one_enterprise_and_a_paper_for_one(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def export(*line: str) -> tuple[int, str]:
        code = run(["export", *line, "--home", str(home), "--as-of", DAY.isoformat(), "--bundled-fonts"])
        told = capsys.readouterr()
        return int(code), told.out + told.err

    page = tmp_path / "全貌.pdf"
    code, text = export("enterprise", "--for", "示例县昌盛采石场", "--out", str(page))
    assert code == 0 and "已写出" in text and page.read_bytes().startswith(b"%PDF")
    code, text = export(
        "企业全貌", "--for", "示例县昌盛采石场", "--format", "xlsx", "--json", "--out", str(tmp_path / "a.xlsx")
    )
    assert code == 0 and json.loads(text)["path"].endswith("a.xlsx")
    code, text = export("enterprise")
    assert code == ExitCode.USAGE and "--for" in text
    code, text = export("enterprise", "--for", "没有这一家")
    assert code == ExitCode.REFUSED and "没有这家企业" in text
    one = tmp_path / "催.pdf"
    code, text = export("urging", "--for", "示例县昌盛采石场", "--out", str(one))
    assert code == 0 and "（1 页）" in text
    early = ["--as-of", "2026-01-31", "--out", str(tmp_path / "复查.pdf")]
    code = run(["export", "reinspection", "--home", str(home), *early])
    text = capsys.readouterr().err
    assert code == ExitCode.REFUSED and "没有要出整改复查意见书的企业" in text and not (tmp_path / "复查.pdf").exists()
