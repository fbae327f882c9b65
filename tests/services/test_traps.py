"""The things that are easy to get wrong (domain §4), by number, where no other test holds them as a whole.

Elsewhere: 3 test_statistics, 7 test_enforcement and test_document_papers, 8 documents/test_pdf, 10 test_checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from import_lists import book, take, why
from rule_county import DAY, County, open_county
from small_county import County as SmallCounty

from ajx_tui.documents.blocks import Figure
from ajx_tui.services import documents
from ajx_tui.services.checks import run_all
from ajx_tui.services.figures import figures
from ajx_tui.store.lists import ListQuery, all_ids


@pytest.fixture
def ruled(tmp_path: Path) -> Iterator[County]:
    with open_county(tmp_path) as made:
        yield made


def test_1_one_enterprise_can_have_several_units_that_are_due(ruled: County) -> None:
    mine, own = ruled.enterprise("示例矿业集团", "非煤矿山")
    units = [
        ruled.add("insured_object", enterprise_id=mine, type="licence", code="XK1"),
        ruled.add("insured_object", enterprise_id=mine, type="licence", code="XK2"),
        ruled.add("insured_object", enterprise_id=mine, type="project", code="SG1", name="厂房",
                  sector_id=ruled.sectors["建筑施工"]),
        ruled.add("insured_object", enterprise_id=mine, type="vessel", code="C1", sector_id=ruled.sectors["渔业生产"]),
    ]  # fmt: skip
    found = figures(ruled.store, DAY)
    assert found.ids("due").ids == tuple(units)
    by_sector = {line.title: found.count("due", "sector", line.key) for line in found.lines("sector")}
    assert {title: n for title, n in by_sector.items() if n} == {"非煤矿山": 2, "建筑施工": 1, "渔业生产": 1}
    ruled.policy("P1", mine, units[0])
    found = figures(ruled.store, DAY)
    assert (found.count("due"), found.count("insured"), own in found.ids("due").ids) == (4, 1, False)


@pytest.mark.parametrize(("kind", "status"), [("licence", "stopped"), ("project", "finished"), ("vessel", "closed")])
def test_2_units_leave_the_count_from_their_day_and_need_a_proof(ruled: County, kind: str, status: str) -> None:
    sector = {"licence": "非煤矿山", "project": "建筑施工", "vessel": "渔业生产"}[kind]
    firm, _ = ruled.enterprise("示例企业", sector)
    unit = ruled.add("insured_object", enterprise_id=firm, type=kind, code="A1", status=status, status_on="2026-06-01")
    assert unit in figures(ruled.store, "2026-05-31").ids("due").ids
    assert unit not in figures(ruled.store, "2026-06-01").ids("due").ids
    told = [f for f in run_all(ruled.store, DAY) if f.record_id == unit and f.field == "status_proof"]
    assert len(told) == 1
    ruled.change("insured_object", unit, status_proof="竣工验收备案表")
    assert not [f for f in run_all(ruled.store, DAY) if f.record_id == unit and f.field == "status_proof"]


def test_4_a_wrong_code_says_which_character_and_none_needs_a_reason(county: SmallCounty, tmp_path: Path) -> None:
    head = ["企业名称", "统一社会信用代码", "行业领域", "无代码原因"]
    rows = [
        head, ["示例甲厂", "91350100M000100Y44", "金属冶炼", ""], ["示例乙厂", "9135O100M000100Y43", "金属冶炼", ""],
        ["示例丙合作社", "N2350100M000100Y4X", "金属冶炼", ""], ["示例丁渔船", "", "渔业生产", ""],
        ["示例戊渔船", "", "渔业生产", "个人渔船"],
        ["示例己厂", "９１３５０１００ｍ０００１００ｙ４３ ", "金属冶炼", ""],
    ]  # fmt: skip
    (result,) = take(county.session, book(tmp_path / "企业.xlsx", {"企业": rows}))
    told = why(result)
    assert "第18位是“4”，按前17位应为“3”" in told[2]
    assert "第5位“O”不是规定字符" in told[3] and "疑为“0”" in told[3]
    assert "第18位是“X”" in told[4]
    assert "未填写" in told[5] or "无代码" in told[5]
    assert sorted(told) == [2, 3, 4, 5]
    assert [name for (name,) in county.session.store.read("SELECT name FROM enterprise ORDER BY id")] == [
        "示例戊渔船", "示例己厂",
    ]  # fmt: skip


def _numbers(value: Any) -> Iterator[Figure]:
    if isinstance(value, Figure):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _numbers(each)


def test_5_every_paper_of_a_day_prints_the_same_numbers(county: SmallCounty) -> None:
    from datetime import date

    from ajx_tui.services.office import set_up

    set_up(county.session, {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    for number, sector in enumerate(("金属冶炼", "非煤矿山", "交通运输", "金属冶炼")):
        firm = county.firm(f"示例县{number}号企业", sector, headcount=10, township="城关镇" if number else "王屯镇")
        if number % 2:
            county.policy(firm, headcount=9, limit_person="40")
    found = figures(county.session.store, "2026-10-31")
    seen: dict[str, set[object]] = {}
    for name in ("plan", "evaluation", "bulletin", "inspection"):
        for one in _numbers(documents.build(county.session, name, date(2026, 10, 31))):
            if isinstance(one.value, int) and one.evidence in found.rules.figures:
                seen.setdefault(one.evidence, set()).add(one.value)
    assert {"due", "insured", "uninsured"} <= seen.keys()
    for name, values in seen.items():
        allowed = {found.count(name), found.amount(name)} if found.rules.figures[name].amount else {found.count(name)}
        assert values <= allowed, name


@pytest.mark.parametrize(
    ("written", "fen"), [("0.29", 29), ("1.005万元", 1_005_000), ("4,968,201.10", 496_820_110), ("35.7万", 35_700_000)]
)
def test_6_money_is_whole_fen_however_it_is_written(county: SmallCounty, written: str, fen: int) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"), premium=written)
    assert county.get("policy", policy)["premium"] == fen
    assert figures(county.session.store, DAY).amount("policies_registered") == fen


@pytest.mark.parametrize(
    ("name", "typed"),
    [("长垣县某矿", "cyx"), ("长垣县某矿", "zyx"), ("浚县某矿", "xx"), ("浚县某矿", "jx"), ("尉氏县某矿", "ws"),
     ("尉氏县某矿", "ys"), ("单县某矿", "sx"), ("单县某矿", "dx")],
)  # fmt: skip
def test_9_place_names_are_found_by_the_local_reading_and_by_every_other(
    county: SmallCounty, name: str, typed: str
) -> None:
    wanted = county.firm(name)
    county.firm("示例市河东电力工程")
    assert list(all_ids(county.session.store, ListQuery("enterprise", typed))) == [wanted]


@pytest.mark.parametrize("product", ["雇主责任险", "雇主责任保险（A款）", "团体意外伤害保险", "团意险", "工伤保险"])
def test_11_other_insurance_is_not_this_insurance(ruled: County, product: str) -> None:
    firm, own = ruled.enterprise("示例矿")
    policy = ruled.policy("P1", firm, own, product=product)
    found = figures(ruled.store, DAY)
    assert (found.count("insured"), found.ids("uninsured").ids, found.count("policies_registered")) == (0, (own,), 0)
    ruled.change("policy", policy, product="安全生产责任保险")
    assert figures(ruled.store, DAY).count("insured") == 1
