"""`ajx hand-over`, `ajx layout` and the tables of `ajx stats`: what a county's script would run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ajx_tui.cli import run
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs, records
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import ids_where


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two enterprises in two townships, none insured."""
    store = Store.open(tmp_path / "db" / "ajx.db")
    session = Session(store)
    packs.seed(session)
    sector = ids_where(store, KINDS["sector"], "title", "金属冶炼")[0]
    for number, town in enumerate(("城关镇", "王屯镇")):
        values = {"name": f"示例县{number}号冶炼有限公司", "sector_id": sector, "township": town,
                  "phone": "13800001234", "no_code_reason": "尚未办理", "status": "正常"}  # fmt: skip
        records.save(session, KINDS["enterprise"], values)
    store.close()
    return tmp_path


def _ajx(home: Path, *arguments: str) -> int:
    return run([*arguments, "--home", str(home)])


def test_handing_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ajx(home, "hand-over", "企业底数核对清单", "--filter", "所在乡镇（街道）=王屯镇", "--format", "csv") == 0
    (file,) = (home / "exports").glob("企业底数核对清单-*.csv")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[0] for row in csv.reader(stream)] == ["企业名称", "示例县1号冶炼有限公司"]
    assert (
        _ajx(home, "hand-over", "enterprises-department", "--filter", "所在乡镇（街道）=王屯镇", "--format", "csv") == 0
    )
    assert len(list((home / "exports").glob("*.csv"))) == 2
    capsys.readouterr()
    assert _ajx(home, "hand-over", "uninsured-department", "--each", "--profile", "公示", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["files"], told["profile"]) == (2, 1, "public")
    assert _ajx(home, "layout", "log", "--json") == 0
    log = json.loads(capsys.readouterr().out)
    assert [(e["recipient"], e["entries"], e["profile"]) for e in log] == [
        ("应急管理局", 2, "public"), ("行业主管部门", 1, "internal"), ("行业主管部门", 1, "internal"),
    ]  # fmt: skip
    assert log[1]["filter"] == "所在乡镇（街道）=王屯镇"
    assert _ajx(home, "hand-over", "uninsured-department", "--preview", "1") == 0
    shown = capsys.readouterr().out
    assert "共 2 条" in shown
    assert "应急管理局：2 条" in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "没有这种导出格式"),
        (["insured-public", "--profile", "内部"], "至少要用公示档"),
        (["uninsured-department", "--to", "水利局"], "这次可以分给：应急管理局（2 条）"),
        (["all-enterprise", "--filter", "乡镇"], "请写成 字段=值"),
        (["all-enterprise", "--filter", "面积=3"], "企业没有字段“面积”"),
        (["all-enterprise", "--filter", "从业人员数>很多"], "从业人员数"),
        (["all-enterprise", "--filter", "行业领域=养蜂"], "没有名为“养蜂”的行业领域"),
        (["all-enterprise", "--filter", "行业领域>煤矿"], "只能用 =、!= 或 含"),
        (["all-enterprise", "--filter", "从业人员数含3"], "只有文字字段能用“含”"),
        (["all-enterprise", "--filter", "备注<空"], "空值只能用 = 或 !="),
    ],
)
def test_what_can_not_be_handed_over(
    home: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _ajx(home, "hand-over", *arguments) == 2
    assert told in capsys.readouterr().err
    assert not (home / "exports").exists()


@pytest.mark.parametrize(
    ("written", "rows"),
    [("从业人员数=空", 2), ("备注!=空", 0), ("企业名称含0号", 1), ("行业领域=金属冶炼", 2), ("行业领域!=金属冶炼", 0),
     ("行业领域含冶炼", 2), ("name≠示例县0号冶炼有限公司", 1), ("经营状态=正常", 2), ("停产/关闭日期>=2026-01-01", 0)],
)  # fmt: skip
def test_filters(home: Path, written: str, rows: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ajx(home, "hand-over", "all-enterprise", "--filter", written, "--preview", "9", "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == rows


def test_a_copy_is_taken_out_changed_and_put_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "我的.toml"
    assert _ajx(home, "layout", "show", "base-register-up", "--out", str(file)) == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('path = "note"', 'path = "noted"'), encoding="utf-8")
    assert _ajx(home, "layout", "check", str(file)) == 3
    assert "path：应投保对象没有字段“noted”，是不是 note？" in capsys.readouterr().out
    assert _ajx(home, "layout", "install", str(file)) == 4
    file.write_text(text.replace('path = "note"\n', 'path = "note"\ntitle = "说明"\n'), encoding="utf-8")
    assert _ajx(home, "layout", "check", str(file)) == 0
    assert _ajx(home, "layout", "install", str(file)) == 0
    capsys.readouterr()
    assert _ajx(home, "layout", "show", "base-register-up", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["columns"][-1]["title"], told["label"], told["note"][:4]) == ("说明", "本级自定", "本县修改")
    assert _ajx(home, "layout", "list") == 0
    assert "本县修改（基于 2026.11）" in capsys.readouterr().out
    assert _ajx(home, "layout", "remove", "base-register-up") == 0
    assert _ajx(home, "layout", "remove", "base-register-up") == 4


def test_tables_and_months_of_statistics(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--as-of", "2026-10-31")
    assert _ajx(home, "stats", "--indicators", "--by", "township", *day) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["城关镇", "0.0%", "—"]
    assert _ajx(home, "stats", "--indicators", "--json", *day) == 0
    assert json.loads(capsys.readouterr().out)[-1]["coverage"] == "0.0%"
    assert _ajx(home, "stats", "--months", "3", "--indicator", "rectification", *day) == 0
    assert "2026-08  2026-09  2026-10" in capsys.readouterr().out
    assert _ajx(home, "stats", "--months", "3", "--json", *day) == 0
    assert json.loads(capsys.readouterr().out)["days"] == ["2026-08-31", "2026-09-30", "2026-10-31"]
    assert _ajx(home, "stats", "--table", "--json", "--by", "department", *day) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(r["line"], r["due"], r["coverage"]["text"]) for r in rows] == [
        ("应急管理局", 2, "0.0%"),
        ("合计", 2, "0.0%"),
    ]
    assert _ajx(home, "stats", "--table", *day) == 0
    assert "服务覆盖企业数" in capsys.readouterr().out
    assert _ajx(home, "stats", "--out", str(home / "统计.xlsx"), *day) == 0
    assert (home / "统计.xlsx").is_file()
    assert _ajx(home, "stats", "--out", str(home / "统计.pdf"), *day) == 2
    assert _ajx(home, "stats", "--months", "3", "--indicator", "nothing", *day) == 2
