"""`ajx checklist`: the whole way of a list on the command line, with its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ajx_tui.cli import run
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs, records
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import ids_where


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A county with two firms in one township."""
    home = tmp_path / "home"
    store = Store.open(home / "db" / "ajx.db")
    session = Session(store)
    packs.seed(session)
    records.save(session, KINDS["office"], {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    sector = ids_where(store, KINDS["sector"], "title", "金属冶炼")[0]
    for name in ("甲厂", "乙厂"):
        raw = {"name": name, "no_code_reason": "筹建", "sector_id": sector, "township": "城关镇", "headcount": 9}
        records.save(session, KINDS["enterprise"], raw)
    store.close()
    return home


class Shell:
    """Runs `ajx checklist …` in one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        assert run(["checklist", *arguments, "--home", str(self.home)]) == code
        shown = self._capsys.readouterr()
        return shown.out + shown.err

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code))


@pytest.fixture
def ajx(home: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(home, capsys)


def new(ajx: Shell, *more: str) -> str:
    made = ajx.json(
        "new", "township_self", "--township", "城关镇", "--period", "2026年下半年", "--as-of", "2026-10-31", *more
    )
    return str(made["made"][0]["number"])


def test_from_template_to_review(ajx: Shell, tmp_path: Path) -> None:
    codes = [t["code"] for t in ajx.json("list", "--templates")]
    assert {"township_self", "department_supervision", "enterprise_service"} <= set(codes)
    number = new(ajx)
    points = ajx.json("list", "--points", number)["points"]
    uninsured = next(p for p in points if p["figure"] == "uninsured")
    assert uninsured["figure_value"] == "2个" and len(uninsured["figure_records"]["ids"]) == 2
    assert {"document", "article"} & points[0].keys() == set() and points[0]["certainty"] == "S"
    told = ajx.json(
        "fill", number, "--answer", "1.1=符合", "--answer", "1.2=×", "--remark", "1.2=有=号", "--checker", "张三"
    )
    assert (told["answered"], told["changed"]) == (2, 2) and told["score"] == pytest.approx(6 / 14, abs=1e-6)
    assert "还有 15 项没有结论" in ajx("fill", number, "--submit", code=4)
    sheet = tmp_path / "表.xlsx"
    ajx("export", number, "--out", str(sheet))
    book = load_workbook(sheet)
    for row in range(11, 26):
        book["清单"].cell(row, 8, "符合")
    book.save(sheet)
    assert ajx.json("import", str(sheet), "--dry-run")["files"][0]["new"] == 15
    assert ajx.json("list")[0]["answered"] == 2
    assert ajx.json("import", str(sheet))["files"][0]["new"] == 15
    again = ajx.json("import", str(sheet))["files"][0]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 17)
    assert ajx.json("fill", number, "--submit")["state"] == "submitted"
    assert "待审核，不能修改" in ajx("import", str(sheet), code=4)
    assert "待审核，不能修改" in ajx("fill", number, "--answer", "1.1=不符合", code=4)
    assert "已填17/17" in ajx("list") and "待审核" in ajx("list")


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_exports(ajx: Shell, suffix: str, home: Path) -> None:
    number = new(ajx)
    told = ajx.json("export", number, "--blank", "--format", suffix)
    assert Path(told["path"]).parent == home / "exports" and Path(told["path"]).stat().st_size > 1000
    assert f"{number}-" in told["path"] and told["path"].endswith(f"-空白.{suffix}")
    if suffix != "xlsx":
        assert Path(ajx.json("export", "enterprise_service", "--format", suffix)["path"]).exists()


def test_for_all_townships_once(ajx: Shell) -> None:
    number = new(ajx)
    told = ajx.json("new", "township_self", "--all", "--period", "2026-07-01至2026-12-31")
    assert told["made"] == [] and told["present"] == [number]
    made = ajx.json("new", "department_supervision", "--all", "--period", "2026Q3")["made"]
    assert len(made) == 6 and {m["period_to"] for m in made} == {"2026-09-30"}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("new", "township_self", "--township", "城关镇"), 2, "缺少期间"),
        (("new", "township_self", "--township", "城关镇", "--period", "去年"), 2, "期间看不懂"),
        (("new", "nothing", "--township", "城关镇", "--period", "2026"), 2, "没有这份清单模板"),
        (("new", "township_self", "--enterprise", "甲厂", "--period", "2026"), 2, "--township"),
        (("new", "enterprise_service", "--enterprise", "厂", "--period", "2026"), 2, "对应 2 条记录"),
        (("new", "enterprise_service", "--all", "--period", "2026"), 2, "逐个新建"),
        (("fill", "QD9", "--answer", "1.1=符合"), 2, "没有这份清单"),
        (("export", "nothing"), 2, "没有这份清单模板"),
        (("import", "没有这个文件.xlsx"), 1, "没有收下"),
    ],
)
def test_what_can_not_be_done_says_why(ajx: Shell, arguments: tuple[str, ...], code: int, told: str) -> None:
    shown = ajx(*arguments, code=code)
    assert told in shown


@pytest.mark.parametrize(
    ("option", "value", "code", "told"),
    [
        ("--answer", "1.1", 2, "编号=内容"),
        ("--answer", "9.9=符合", 4, "没有编号为9.9的检查项"),
        ("--answer", "1.1=也许", 4, "1.1：结论“也许”"),
        ("--evidence", "1.1=enterprise", 2, "种类:记录号"),
        ("--evidence", "1.1=enterprise:999", 4, "佐证记录不存在"),
        ("--attach", "1.1=没有.jpg", 4, "文件不存在"),
        ("--checked-on", "昨天", 4, "不是日期"),
    ],
)
def test_slips_while_filling(ajx: Shell, option: str, value: str, code: int, told: str) -> None:
    number = new(ajx)
    assert told in ajx("fill", number, option, value, code=code)
    assert ajx.json("list")[0]["answered"] == 0
