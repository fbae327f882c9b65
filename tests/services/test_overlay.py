"""本级自定: on top of the packs, seen before it is made, kept with its reason, and still there after any update."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rule_county import DAY, County, open_county

from ajx_tui.cli import run
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.services import overlay, packs, rule_lines
from ajx_tui.services.checks import run_all
from ajx_tui.services.documents.gathering import gather
from ajx_tui.services.figures import figures
from ajx_tui.services.overlay import Edit
from ajx_tui.services.pack_install import check_file, install, preview
from ajx_tui.store.database import Store

FLOOR, BASIS = "floor_per_person", "示例县政发〔2026〕1号"
UPDATE = """[pack]
id = "national-2025"
title = "全国安责险规则"
version = "2099.1"

[[parameter]]
name = "other"
title = "别的"
unit = "天"
values = [{ value = 1 }]
clause = { document = "local", article = "试验", certainty = "O" }
"""
CITY = """[pack]
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
"""


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with open_county(tmp_path) as made:
        enterprise, own = made.enterprise("示例矿一")
        made.policy("P1", enterprise, own, limit_person=50_000_000, end_on="2027-02-01")
        yield made


def floor(county: County, value: str = "80万元", since: str = "2026-06-01") -> Edit:
    return overlay.parameter(county.store, FLOOR, value, since, BASIS, "与市里一致")


def put(county: County, edit: Edit) -> None:
    overlay.apply(county.session, edit)


def test_it_lies_on_top_and_survives_a_new_pack(county: County, tmp_path: Path) -> None:
    store = county.store
    put(county, floor(county))
    put(county, overlay.codes(store, "service_item", ["隐患排查", " 培训 ", ""], BASIS))
    put(county, overlay.check(store, "uninsured", on=False, basis=BASIS, reason="试点县另行统计"))
    path = tmp_path / "city.toml"
    path.write_text(CITY, encoding="utf-8")
    install(county.session, path, DAY)

    def value(day: str) -> int:
        return packs.parameter(store, FLOOR, day)

    assert [value(d) for d in ("2025-12-31", "2026-05-31", "2026-06-01")] == [40_000_000, 60_000_000, 80_000_000]
    assert packs.code_lists(store)["service_item"] == ("隐患排查", "培训")
    rules = packs.rules(store)
    assert "uninsured" not in rules.checks and rules.switched_off["uninsured"].reason == "试点县另行统计"
    assert rules.parameters[FLOOR].clause_on("2026-05-31").certainty == "V"
    assert rules.parameters[FLOOR].clause_on(DAY).text == f"本级自定：{BASIS}"
    put(county, overlay.unset(store, FLOOR))
    put(county, overlay.check(store, "uninsured", on=True))
    assert value("2026-06-01") == 60_000_000 and "uninsured" in packs.rules(store).checks


def test_it_survives_a_program_whose_packs_lost_what_it_stands_on(county: County) -> None:
    put(county, floor(county))
    put(county, overlay.check(county.store, "uninsured", on=False, basis=BASIS, reason="试点"))
    kept = json.loads(county.store.setting_text(packs.OVERLAY))
    with county.session.unit("试验") as unit:
        unit.set_setting(packs.INSTALLED, {"national-2025": {"files": {"pack.toml": UPDATE}, "origin": ""}})
        unit.set_setting(packs.ACTIVE, ["national-2025"])
    rules = packs.rules(county.store)
    assert not rules.warning and rules.value(FLOOR, DAY) == 80_000_000
    assert json.loads(county.store.setting_text(packs.OVERLAY)) == kept


def test_its_effect_is_seen_before_it_is_made(county: County) -> None:
    before = county.store.revision()
    told = {
        (c.what, c.title): (c.before, c.after) for c in overlay.effect(county.session, floor(county, "60", DAY), DAY)
    }
    assert told[("参数", "每人死亡伤残责任限额下限")] == ("400,000.00 元", "60.00 元")
    edit = floor(county, "60万", "2026-01-01")
    told = {(c.what, c.title): (c.before, c.after) for c in overlay.effect(county.session, edit, DAY)}
    assert told[("检查", "未足额投保")] == told[("指标", "限额低于下限")] == ("0", "1")
    assert county.store.revision() == before and figures(county.store, DAY).count("below_floor") == 0
    overlay.apply(county.session, edit)
    assert figures(county.store, DAY).count("below_floor") == 1


def test_what_it_says_is_shown_beside_what_the_packs_say(county: County) -> None:
    put(county, floor(county))
    put(county, overlay.check(county.store, "low_price", on=False, basis=BASIS, reason="样本少"))
    (own, off) = rule_lines.local(county.store, DAY)
    assert (own.value, own.below, own.source) == ("800,000.00 元", "400,000.00 元", "本级自定")
    assert (off.value, off.below, off.details) == ("停用", "疑点", ("停用原因：样本少",))
    earlier = rule_lines.rule_help(county.store, FLOOR, "2026-05-31")
    assert earlier.own and earlier.source == "全国安责险规则" and "第十五条" in earlier.text


def test_what_only_the_county_says_is_not_printed_as_law(county: County) -> None:
    day = county.session.today().fromisoformat(DAY)
    county.add("office", name="示例县应急管理局", area="示例县")
    assert gather(county.store, day).cite(FLOOR) == "《安全生产责任保险实施办法》第十五条"
    put(county, floor(county, since="2026-11-01"))
    facts = gather(county.store, day)
    assert facts.cite(FLOOR) and facts.floor == 40_000_000
    put(county, floor(county))
    facts = gather(county.store, day)
    assert not facts.cite(FLOOR) and facts.floor == 80_000_000


def test_every_change_is_kept_with_its_reason(county: County) -> None:
    put(county, floor(county))
    put(county, overlay.unset(county.store, FLOOR, reason="市里已废止"))
    rows = county.store.read(
        "SELECT DISTINCT intention, reason FROM history WHERE kind = 'setting' ORDER BY id DESC LIMIT 2"
    )
    assert rows == [
        ("取消本级自定：每人死亡伤残责任限额下限", "市里已废止"),
        ("本级自定参数：每人死亡伤残责任限额下限自2026-06-01起为80万元", "与市里一致"),
    ]


def test_only_who_manages_may_make_rules(county: County) -> None:
    clerk = county.session.as_role(Role.CLERK)
    with pytest.raises(NotPermittedError):
        overlay.apply(clerk, floor(county))
    with pytest.raises(NotPermittedError):
        overlay.apply(clerk, overlay.parameter(county.store, "light_red", "90", "2026-01-01", BASIS))
    with pytest.raises(NotPermittedError), clerk.unit("绕道") as unit:
        unit.set_setting(packs.OVERLAY, {})
    assert packs.rules(county.store).value(FLOOR, DAY) == 40_000_000


@pytest.mark.parametrize(
    ("name", "values", "since", "basis", "told"),
    [
        ("nowhere", ["1"], DAY, "x", "没有名为 nowhere"),
        ("fee_floor", ["1"], "2026-13-01", "x", "请写成 2026-01-01"),
        ("fee_floor", ["1"], "", "x", "自哪一天起"),
        ("fee_floor", ["1", "2"], DAY, "x", "只能写一个取值"),
        ("fee_floor", ["1"], DAY, " ", "写明依据"),
        ("fee_floor", ["1"], DAY, "长" * 201, "最多200个"),
        ("fee_floor", ["-1"], DAY, "x", "不是"),
        ("fee_floor", ["15天"], DAY, "x", "单位是%"),
        ("warning_days_first", ["2.5"], DAY, "x", "小数位过多"),
        ("service_item", ["甲", "甲"], DAY, "x", "重复"),
        ("service_item", [" "], DAY, "x", "至少写一个"),
        ("uninsured", ["perhaps"], DAY, "x", "只能写"),
        ("uninsured", ["off"], DAY, "x", "写明原因"),
    ],
)
def test_what_does_not_fit_is_refused(
    county: County, name: str, values: list[str], since: str, basis: str, told: str
) -> None:
    before = county.store.revision()
    with pytest.raises(RefusedError, match=told):
        overlay.apply(county.session, overlay.by_name(county.store, name, values, since, basis))
    assert county.store.revision() == before


def test_taking_back_one_of_two_values(county: County) -> None:
    put(county, floor(county, "50万元", "2026-01-01"))
    put(county, floor(county))
    with pytest.raises(RefusedError, match="没有自 2026-02-01 起"):
        overlay.unset(county.store, FLOOR, "2026-02-01")
    put(county, overlay.unset(county.store, FLOOR, "2026-06-01"))
    assert packs.parameter(county.store, FLOOR, DAY) == 50_000_000
    with pytest.raises(RefusedError, match="没有自定过"):
        overlay.unset(county.store, "fee_floor")


def test_an_outline_of_the_countys_own(county: County) -> None:
    plan = packs.rules(county.store).outlines["plan"]
    swapped = replace(plan, chapters=plan.chapters[::-1])
    put(county, overlay.outline(county.store, swapped, BASIS))
    rules = packs.rules(county.store)
    assert [p.title for p in rules.outlines["plan"].chapters] == [p.title for p in plan.chapters[::-1]]
    without = replace(plan, annexes=plan.annexes[1:])
    with pytest.raises(RefusedError, match="缺少必备的“任务分工表”"):
        overlay.apply(county.session, overlay.outline(county.store, without, BASIS))
    put(county, overlay.unset(county.store, "plan"))
    assert packs.rules(county.store).outlines["plan"] == plan


def test_as_a_file_it_goes_out_and_comes_back(county: County, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    plan = packs.rules(county.store).outlines["plan"]
    put(county, floor(county))
    put(county, overlay.outline(county.store, plan, '含"引号"和\\ 的依据'))
    overlay.write(county.store, path)
    with pytest.raises(RefusedError, match="已经存在"):
        overlay.write(county.store, path)
    assert check_file(path, county.store).problems == ()
    assert preview(county.session, path, DAY).changes == ()
    put(county, overlay.unset(county.store, FLOOR))
    put(county, overlay.unset(county.store, "plan"))
    install(county.session, path, DAY)
    assert packs.parameter(county.store, FLOOR, DAY) == 80_000_000


def test_an_edit_is_not_made_on_another_overlay_than_it_was_worked_out_from(county: County) -> None:
    stale = floor(county)
    put(county, overlay.codes(county.store, "service_item", ["培训"], BASIS))
    with pytest.raises(RefusedError, match="重新修改"):
        put(county, stale)
    assert packs.code_lists(county.store)["service_item"] == ("培训",)


def broken(store: Store) -> str:
    text = '[pack]\nid = "local"\ntitle = "本级自定"\nversion = "1"\n[[parameter]]\nname = "gone"\n'
    return json.dumps({"files": {"pack.toml": text}, "origin": ""}, ensure_ascii=False)


def test_one_that_lost_its_footing_is_left_out_with_a_warning(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    with county.session.unit("试验") as unit:
        unit.set_setting(packs.OVERLAY, json.loads(broken(county.store)))
    rules = packs.rules(county.store)
    assert "暂未生效" in rules.warning and "本级自定/pack.toml第5行" in rules.warning
    assert figures(county.store, DAY).count("due") == 1 and run_all(county.store, DAY) is not None


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path), "--as-of", DAY]
    assert run(["demo", "--no-tui", "--home", str(tmp_path)]) == 0
    capsys.readouterr()
    given = ["pack", "set", FLOOR, "50万元", "--from", "2026-01-01", "--basis", BASIS, "--json", *home]
    assert run([*given, "--dry-run"]) == 0 and json.loads(capsys.readouterr().out)["saved"] is False
    assert run(given) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["saved"] and {"what": "检查", "title": "未足额投保", "before": "5", "after": "25"} in told["changes"]
    assert run(["pack", "set", "light_red", "80", "--from", "2026-01-01", "--basis", BASIS, *home]) == 0
    capsys.readouterr()
    assert run(["pack", "local", "--json", *home]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [line["name"] for line in shown["rules"]] == [FLOOR, "light_red"] and shown["weights"]["light_red"] == 80
    assert run(["pack", "rules", FLOOR, *home]) == 0 and "政策包为 400,000.00 元" in capsys.readouterr().out
    assert run(["pack", "unset", FLOOR, *home]) == 0 and "25 → 5" in capsys.readouterr().out
    assert run(["pack", "unset", FLOOR, *home]) != 0 and "没有自定过" in capsys.readouterr().err
    store = Store.open(tmp_path / "db" / "ajx.db")
    with store.unit("试验", "试验") as unit:
        unit.set_setting(packs.OVERLAY, json.loads(broken(store)))
    store.close()
    assert run(["check", *home]) == 3 and "注意：本级自定有误，暂未生效" in capsys.readouterr().err
