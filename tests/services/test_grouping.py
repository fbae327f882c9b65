"""统计 of any register: numbers beside a second count in Python, lists behind them, files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from small_county import County

from ajx_tui.domain.fields import Listed
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.progress import run
from ajx_tui.services.grouping import Grouped, export, grouped, grouped_text, way_of
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.grouping import measures, missing, ways
from ajx_tui.store.lists import Condition, ListQuery

DAY = date(2026, 10, 31)


def by(county: County, kind: str, way: str, query: ListQuery | None = None) -> Grouped:
    return grouped(county.session.store, query or ListQuery(kind), way_of(KINDS[kind], way), DAY)


def counts(made: Grouped) -> dict[str, int]:
    return {line.title: line.count for line in made.lines}


def test_every_way_of_every_kind_opens_exactly_what_it_counts(practised: Session) -> None:
    store, met = practised.store, 0
    for kind in KINDS.values():
        everything = list(lists.all_ids(store, ListQuery(kind.name)))
        for way in ways(kind):
            for one in (way, way.turned) if way.grain else (way,):
                made = grouped(store, ListQuery(kind.name), one, DAY)
                met += bool(made.lines)
                assert sorted(made.ids(made.total)) == sorted(everything), (kind.name, one.key)
                behind = [made.ids(line) for line in made.lines]
                assert [len(ids) for ids in behind] == [line.count for line in made.lines], (kind.name, one.key)
                assert set().union(*behind) == set(everything), (kind.name, one.key)
                assert made.several or sum(map(len, behind)) == len(everything), (kind.name, one.key)
    assert met > 200


def test_fields_and_sums_agree_with_a_count_by_hand(practised: Session) -> None:
    store = practised.store
    for kind in KINDS.values():
        values = records.get_many(store, kind, lists.all_ids(store, ListQuery(kind.name))).values()
        for way in ways(kind):
            inherits = [name for name in (way.field, *measures(kind)) if name and kind.fields[name].inherits]
            if way.place or inherits or isinstance(kind.fields[way.field], Listed):
                continue
            found = Counter(str(v[way.field] or "")[: 7 if way.grain else None] for v in values)
            made = grouped(store, ListQuery(kind.name), way, DAY)
            assert sorted(found.values()) == sorted(line.count for line in made.lines), (kind.name, way.key)
            for at, name in enumerate(made.names):
                known = [int(v[name] or 0) for v in values if v[name] is not None]
                assert (made.total.filled[at], made.total.sums[at]) == (len(known), sum(known)), (kind.name, name)
                assert sum(line.sums[at] for line in made.lines) == sum(known), (kind.name, way.key, name)


def test_a_place_is_told_by_the_object_then_the_enterprise(county: County) -> None:
    firm = county.firm("甲厂", "金属冶炼", township="东镇")
    building = records.ids_where(county.session.store, KINDS["sector"], "title", "建筑施工")[0]
    work = {"type": "project", "code": "SG1", "name": "一号工程", "township": "西镇", "sector_id": building}
    site = county.add("insured_object", enterprise_id=firm, **work)
    own, other = county.policy(firm), county.policy(firm, object_id=site)
    for policy, number in ((own, "FW1"), (other, "FW2"), (other, "FW3")):
        visit = county.add("visit", number=number, policy_id=policy, visited_on="2026-05-06", item="事故隐患排查")
        county.add("hazard", visit_id=visit, description=f"隐患{number}", level="general", found_on="2026-05-06")
    assert counts(by(county, "hazard", "township")) == {"西镇": 2, "东镇": 1}
    assert counts(by(county, "policy", "行业领域")) == {"金属冶炼": 1, "建筑施工": 1}
    assert counts(by(county, "visit", "sector")) == {"金属冶炼": 1, "建筑施工": 2}
    assert counts(by(county, "insured_object", "township")) == {"东镇": 1, "西镇": 1}


def test_departments_lead_sectors_on_a_day_and_may_share_them(county: County) -> None:
    sector = records.ids_where(county.session.store, KINDS["sector"], "title", "渔业生产")[0]
    first, second, own = (county.add("department", name=name) for name in ("甲局", "乙局", "丙局"))
    for old in records.ids_where(county.session.store, KINDS["sector_department"], "sector_id", sector):
        with county.session.unit("测试") as unit:
            unit.delete(KINDS["sector_department"], old, "测试")
    for department, until in ((first, None), (second, None), (own, "2026-01-01")):
        county.add("sector_department", sector_id=sector, department_id=department, lead="是", valid_until=until)
    county.firm("甲渔场", "渔业生产")
    county.firm("乙渔场", "渔业生产", department_id=own)
    made = by(county, "enterprise", "department")
    assert counts(made) == {"甲局": 1, "乙局": 1, "丙局": 1}
    assert made.several and made.total.count == 2
    assert "合计不重复计" in grouped_text(made)


def test_a_list_of_titles_counts_for_each_of_them(county: County) -> None:
    policy = county.policy(county.firm("甲厂"))
    titles = ("事故隐患排查", "安全风险辨识、评估")
    county.add("service_plan", number="FA1", policy_id=policy, agreed_on="2026-01-02", items="、".join(titles))
    county.add("service_plan", number="FA2", policy_id=policy, agreed_on="2026-01-02", items=titles[0])
    made = by(county, "service_plan", "items")
    assert counts(made) == {titles[0]: 2, titles[1]: 1} and made.several
    line = next(line for line in made.lines if line.title == titles[1])
    assert made.share(line).text == "50.0%" and len(made.ids(line)) == 1


def test_the_list_is_counted_as_it_is_filtered_searched_and_marked(county: County) -> None:
    firms = [
        county.firm(name, township=town) for name, town in (("宏盛厂", "东镇"), ("宏运厂", "西镇"), ("金鼎厂", "东镇"))
    ]
    town = Condition("township", "=", "东镇")
    assert counts(by(county, "enterprise", "township", ListQuery("enterprise", "宏"))) == {"东镇": 1, "西镇": 1}
    assert counts(by(county, "enterprise", "township", ListQuery("enterprise", conditions=(town,)))) == {"东镇": 2}
    assert counts(by(county, "enterprise", "township", ListQuery("enterprise", ids=tuple(firms[:1])))) == {"东镇": 1}


def test_what_nobody_filled_in_is_a_dash_and_a_mean_has_its_own_denominator(county: County) -> None:
    firm = county.firm("甲厂")
    county.policy(firm, limit_person="40万元", premium="1000元")
    county.policy(firm, limit_person="50万元", commission="5%")
    made = by(county, "policy", "sector")
    line = made.lines[0]
    shown = dict(zip(made.names, (made.text(line, at) for at in range(len(made.names))), strict=True))
    assert shown == {"limit_person": "45", "premium": "1,000.00", "commission": "5%"}
    assert "保费合计 1,000.00 元（1 条填写）" in made.told(line) and "占全部 2 条的 100.0%" in made.told(line)
    empty = by(county, "hazard", "level")
    assert empty.lines == () and empty.share(empty.total).text == "—"


def test_numbers_and_lists_are_of_one_state(county: County) -> None:
    county.firm("甲厂", township="东镇")
    made = by(county, "enterprise", "township")
    county.firm("乙厂", township="东镇")
    with pytest.raises(AjxError, match="数据已变动"):
        made.ids(made.lines[0])


def test_unknown_ways_are_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as refused:
        way_of(KINDS["hazard"], "颜色")
    assert "level（隐患等级）" in refused.value.message
    assert way_of(KINDS["hazard"], "发现日期（按年）") == way_of(KINDS["hazard"], "found_on.year")


def test_amounts_per_head_are_not_added_up_and_persons_not_counted() -> None:
    assert "limit_person" in measures(KINDS["policy"])
    assert KINDS["policy"].fields["limit_person"].summary == "mean"
    assert not {way.field for way in ways(KINDS["checklist"])} & {"checker", "present"}
    for kind in KINDS.values():
        assert not [way for way in ways(kind) if way.field and kind.fields[way.field].personal], kind.name


def test_the_file_says_what_it_counts(county: County, tmp_path: Path) -> None:
    county.policy(county.firm("=甲厂"), premium="1234.5元", end_reason=None)
    path = tmp_path / "新" / "统计.xlsx"
    run(export(county.session, by(county, "policy", "enterprise_id"), path, "在保"))
    text = "\n".join(
        "\t".join(map(str, row)) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    )
    assert "保单统计（按投保单位）" in text and "截止日 2026-10-31" in text and "在保" in text
    assert "=甲厂" in text and "1234.5" in text


def test_an_object_counts_by_what_it_leaves_to_its_enterprise(county: County) -> None:
    firm = county.firm("甲厂", headcount=30, status="停产", status_on="2026-05-01", status_proof="停产报告")
    county.add("insured_object", enterprise_id=firm, type="project", code="SG1", name="一号工程")
    made = by(county, "insured_object", "status")
    assert counts(made) == {"停产": 2}


def test_a_line_of_an_own_field_is_a_filter_too(practised: Session) -> None:
    store, met = practised.store, 0
    for kind in KINDS.values():
        for way in ways(kind):
            for one in (way, way.turned) if way.grain else (way,):
                made = grouped(store, ListQuery(kind.name), one, DAY)
                for line in made.lines[:20]:
                    if (conditions := made.conditions(line)) is not None:
                        met += 1
                        found = lists.all_ids(store, ListQuery(kind.name, conditions=conditions))
                        assert sorted(found) == sorted(made.ids(line)), (kind.name, one.key, line.title)
    assert met > 200


def test_what_is_not_filled_in_is_counted(county: County) -> None:
    county.firm("甲厂", phone="0370-1234567")
    county.firm("乙厂")
    lacking = missing(county.session.store, ListQuery("enterprise"))
    assert lacking["phone"] == 1 and lacking["address"] == 2 and "name" not in lacking
    assert missing(county.session.store, ListQuery("enterprise", "甲")).get("phone") is None
