"""Packs in a database: seeding, the county's own overlay, installing from a file. What is refused changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rule_county import DAY, County, open_county

from ajx_tui.errors import AjxError, RefusedError, UsageError
from ajx_tui.services import packs, rule_lines, rule_pages
from ajx_tui.services.checks import run_all
from ajx_tui.services.figures import figures
from ajx_tui.services.pack_install import check_file, install, preview

PACK = """[pack]
id = "city-rules"
title = "示例市规定"
version = "2"
extends = ["national-2025"]

[documents.city]
title = "《示例市安责险办法》"

[[parameter]]
name = "floor_per_person"
values = [{ from = 2026-01-01, value = 600000 }]
clause = { document = "city", article = "第五条", certainty = "V" }

[[sector]]
title = "粉尘涉爆"
clause = { document = "city", article = "第二条", certainty = "V" }
"""
CHECK = """
[[check]]
name = "no_address"
title = "没有地址"
kind = "enterprise"
severity = "hint"
field = "address"
message = "{name}没有登记地址。"
next = "补填地址。"
clause = { document = "city", article = "第九条", certainty = "V" }
sql = '''
SELECT e.id AS id, e.name AS name FROM enterprise e
WHERE e.address IS NULL AND e.deleted_at IS NULL /*scope enterprise e.id*/
'''
"""


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with open_county(tmp_path) as made:
        enterprise, own = made.enterprise("示例矿一")
        made.policy("P1", enterprise, own, limit_person=50_000_000, end_on="2027-02-01")
        yield made


def write(folder: Path, text: str, name: str = "city.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def state(county: County) -> list[object]:
    tables = ("setting", "sector", "department", "sector_department", "history")
    return [county.store.read(f"SELECT * FROM {t} ORDER BY 1") for t in tables]


def test_the_shipped_packs_are_sound() -> None:
    for pack_id in packs.shipped():
        found = check_file(Path(packs.policy.__file__).parent / "packs" / pack_id)
        assert found.problems == (), found.text


def test_seeding_twice_writes_once(county: County) -> None:
    before = state(county)
    assert packs.seed(county.session) == 0
    assert state(county) == before


def test_seeding_leaves_what_the_county_changed(county: County, tmp_path: Path) -> None:
    sector = county.sectors["煤矿"]
    county.change("sector", sector, aliases="本县写法", due_unit="enterprise")
    county.delete("department", county.departments["财政局"])
    county.change("department", county.departments["水利局"], name="示例县水利局")
    install(county.session, write(tmp_path, PACK), DAY)
    rows = dict(county.store.read("SELECT title, aliases FROM sector WHERE deleted_at IS NULL"))
    assert rows["煤矿"] == "本县写法" and "粉尘涉爆" in rows
    names = {n for (n,) in county.store.read("SELECT name FROM department WHERE deleted_at IS NULL")}
    assert "示例县水利局" in names and not {"水利局", "财政局"} & names


def test_a_newer_pack_changes_what_nobody_touched(county: County, tmp_path: Path) -> None:
    install(county.session, write(tmp_path, PACK), DAY)
    changed = PACK.replace('version = "2"', 'version = "3"').replace(
        'title = "粉尘涉爆"', 'title = "粉尘涉爆"\naliases = ["粉尘"]'
    )
    install(county.session, write(tmp_path, changed), DAY)
    assert county.store.read("SELECT aliases FROM sector WHERE title = '粉尘涉爆'") == [("粉尘",)]


def test_a_dry_run_tells_and_changes_nothing(county: County, tmp_path: Path) -> None:
    before = state(county)
    tried = preview(county.session, write(tmp_path, PACK + CHECK), DAY)
    told = {(c.what, c.title): (c.before, c.after) for c in tried.changes}
    assert told[("指标", "限额低于下限")] == ("0", "1")
    assert told[("检查", "未足额投保")] == ("0", "1")
    assert told[("检查", "没有地址")] == ("", "1")
    assert told[("参数", "每人死亡伤残责任限额下限")] == ("400,000.00 元", "600,000.00 元")
    assert "没有地址：无 → 1" in tried.text
    assert state(county) == before


def test_installing_puts_the_rules_in_force(county: County, tmp_path: Path) -> None:
    install(county.session, write(tmp_path, PACK + CHECK), DAY)
    assert packs.parameter(county.store, "floor_per_person", DAY) == 60_000_000
    assert packs.parameter(county.store, "floor_per_person", "2025-12-31") == 40_000_000
    assert figures(county.store, DAY).count("below_floor") == 1
    assert len(run_all(county.store, DAY, ["no_address"])) == 1
    lines = {line.id: line for line in rule_pages.pack_list(county.store)}
    assert lines["city-rules"].active and lines["city-rules"].origin == "安装自 city.toml"
    with pytest.raises(RefusedError, match="比正在使用的版本旧"):
        install(county.session, write(tmp_path, PACK.replace('version = "2"', 'version = "1"')), DAY)


BAD = {
    "syntax": (PACK + "[[check", "TOML 语法错误"),
    "write": (PACK + CHECK.replace("SELECT e.id", "DELETE e.id"), "政策包只能查询"),
    "column": (PACK + CHECK.replace("e.address IS NULL", "e.adress IS NULL"), "没有“e.adress”这个列"),
    "clause": (PACK + CHECK.replace('clause = { document = "city", article = "第九条", certainty = "V" }\n', ""),
               "缺少依据"),
    "endless": (PACK + CHECK.replace(
        "SELECT e.id AS id, e.name AS name FROM enterprise e\n",
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)\n"
        "SELECT n.x AS id, e.name AS name FROM n LEFT JOIN enterprise e ON e.id = n.x\n"), "没有结束"),
    "secret": (PACK + CHECK.replace("FROM enterprise e", "FROM history e"), "不能读取表 history"),
    "parent": (PACK.replace("national-2025", "national-2099"), "没有政策包 national-2099"),
    "message": (PACK + CHECK.replace("{name}没有", "{nane}没有"), "{nane}"),
    "field": (PACK + CHECK.replace('field = "address"', 'field = "adress"'), "没有“adress”这个字段"),
    "itself": (PACK.replace("national-2025", "city-rules"), "不能建立在自己之上"),
    "deep": (PACK + "a = " + "[" * 5000, "括号套得太深"),
    "kind": (PACK + CHECK.replace('kind = "enterprise"', 'kind = "firm"'), "没有“firm”这种记录"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_pack_is_refused_and_changes_nothing(county: County, tmp_path: Path, name: str) -> None:
    text, told = BAD[name]
    path = write(tmp_path, text)
    before = state(county)
    with pytest.raises(RefusedError) as refused:
        install(county.session, path, DAY)
    assert told in refused.value.message and "没有任何改动" in refused.value.message
    assert state(county) == before
    assert any(told in str(p) for p in check_file(path, county.store).problems)


def test_what_only_real_data_shows_is_refused_too(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ajx_tui.services import pack_install

    monkeypatch.setattr(pack_install, "TRIAL_SECONDS", 0.3)
    for n in range(40):
        county.enterprise(f"示例{n}")
    slow = CHECK.replace(
        "FROM enterprise e\n", "FROM enterprise e, enterprise a, enterprise b, enterprise c, sector s\n"
    )
    before = state(county)
    with pytest.raises(RefusedError, match="没有结束"):
        install(county.session, write(tmp_path, PACK + slow.replace("e.id AS id", "DISTINCT e.id AS id")), DAY)
    assert state(county) == before


def test_help_names_the_clause(county: County) -> None:
    told = rule_lines.rule_help(county.store, "below_floor").text
    assert "第十五条" in told and "已核对公布文本" in told
    assert "尚" not in rule_lines.rule_help(county.store, "煤矿").text
    with pytest.raises(UsageError):
        rule_lines.rule_help(county.store, "nothing")
    shown = rule_pages.pack_show(county.store, "henan-2023", DAY)
    assert "四（二）" in rule_pages.pack_show_text(shown)


def test_a_parameter_without_a_value_is_named(county: County) -> None:
    with pytest.raises(AjxError, match="floor_per_person"):
        packs.parameter(county.store, "floor_per_person", "1999-01-01")


def test_pack_sql_sees_records_only(county: County) -> None:
    tables = {n for (n,) in county.store.read("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {t for t in tables if packs.readable(t)} <= set(packs.KINDS)
    assert not packs.readable("account") and not packs.readable("setting") and not packs.readable("draft")


def test_a_broken_file_is_explained(county: County) -> None:
    figures(county.store, DAY)
    with county.store.path.open("r+b") as file:
        file.seek(0)
        file.write(b"x" * 20_000)
    with pytest.raises(AjxError, match="数据"):
        for _ in range(2):
            county.store.conn.execute("PRAGMA cache_size = 1")
            packs.guard(county.store).own("PRAGMA shrink_memory")
            run_all(county.store, DAY)
