"""Who is due, who is insured, and that every number can be walked back to its records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rule_county import DAY, County, open_county

from ajx_tui.domain.rate import Rate
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.services import packs
from ajx_tui.services.figures import coverage, figures, months, series
from ajx_tui.services.stats import stats_json, stats_text
from ajx_tui.store.database import Store


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with open_county(tmp_path) as made:
        yield made


def due(county: County, day: str = DAY) -> int:
    return figures(county.store, day).count("due")


def insured(county: County, day: str = DAY) -> int:
    return figures(county.store, day).count("insured")


def test_an_empty_county_has_no_rate(county: County) -> None:
    found = figures(county.store, DAY)
    assert found.count("due") == 0
    assert {found.rate(name).text for name in found.rules.indicators} == {"—"}
    assert stats_json(found)["coverage"]["total"] == {"due": 0, "insured": 0}
    assert "—" in stats_text(found)


def test_construction_firms_are_not_due_but_their_open_projects_are(county: County) -> None:
    firm, own = county.enterprise("示例建筑", "建筑施工")
    county.policy("P1", firm, own)
    assert (due(county), insured(county)) == (0, 0)
    project = county.add("insured_object", enterprise_id=firm, type="project", code="SG1", name="甲工程",
                         start_on="2026-01-01", end_on="2026-10-31")  # fmt: skip
    assert (due(county), insured(county)) == (1, 0)
    assert (due(county, "2026-11-01"), due(county, "2025-12-31")) == (0, 0)
    county.policy("P2", firm, project)
    assert insured(county) == 1
    county.change("enterprise", firm, status="closed", status_on="2026-10-31")
    assert (due(county), due(county, "2026-10-30")) == (0, 1)


def test_licences_are_due_each_and_the_enterprise_only_without_them(county: County) -> None:
    mine, _ = county.enterprise("示例煤业", "煤矿")
    assert due(county) == 1
    first = county.add("insured_object", enterprise_id=mine, type="licence", code="XK1")
    county.add("insured_object", enterprise_id=mine, type="licence", code="XK2")
    assert due(county) == 2
    county.policy("P1", mine, first)
    assert insured(county) == 1


def test_a_licence_in_a_sector_counted_by_enterprise_is_not_due(county: County) -> None:
    works, own = county.enterprise("示例冶炼", "金属冶炼")
    county.add("insured_object", enterprise_id=works, type="licence", code="XK1")
    assert figures(county.store, DAY).ids("due").ids == (own,)


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"status": "stopped"}, False),
        ({"status": "stopped", "status_on": DAY}, False),
        ({"status": "closed", "status_on": "2026-11-01"}, True),
        ({"status": "active", "status_on": "2026-01-01"}, True),
        ({"status": None}, True),
    ],
)
def test_stopped_and_closed_leave_from_their_day(county: County, values: dict[str, str | None], counted: bool) -> None:
    county.enterprise("示例矿", **values)
    assert due(county) == int(counted)


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"start_on": DAY}, True),
        ({"end_on": DAY}, True),
        ({"start_on": "2026-11-01", "end_on": "2027-10-31"}, False),
        ({"end_on": "2026-10-30"}, False),
        ({"ended_on": DAY, "end_reason": "试验"}, False),
        ({"ended_on": "2026-11-01", "end_reason": "试验"}, True),
        ({"product": "雇主责任险"}, False),
        ({"product": "安全生产责任保险（含雇主责任）"}, True),
    ],
)
def test_insured_means_in_force_on_the_day(county: County, values: dict[str, str], counted: bool) -> None:
    enterprise, own = county.enterprise("示例矿")
    county.policy("P1", enterprise, own, **values)
    assert insured(county) == int(counted)


def test_deleted_records_do_not_count(county: County) -> None:
    enterprise, own = county.enterprise("示例矿")
    policy = county.policy("P1", enterprise, own)
    county.delete("policy", policy)
    assert (due(county), insured(county)) == (1, 0)
    county.delete("insured_object", own)
    assert due(county) == 0


def test_sectors_opened_locally_are_due_within_their_days(county: County) -> None:
    sector = county.add("sector", title="粉尘涉爆", due_unit="enterprise", due_from="2026-10-31")
    county.sectors["粉尘涉爆"] = sector
    county.enterprise("示例木业", "粉尘涉爆")
    assert (due(county), due(county, "2026-10-30")) == (1, 0)
    assert stats_json(figures(county.store, DAY))["coverage"]["粉尘涉爆"] == {"due": 1, "insured": 0}


def test_dimensions_add_up_and_open_their_records(county: County) -> None:
    insurer, other = county.add("insurer", name="示例甲保险"), county.add("insurer", name="示例乙保险")
    a, a_own = county.enterprise("示例矿一")
    b, b_own = county.enterprise("示例矿二", township="河东乡")
    c, c_own = county.enterprise("示例矿三", township=None, department_id=county.departments["水利局"])
    county.policy("P1", a, a_own, insurer_id=insurer)
    county.policy("P2", a, a_own, insurer_id=other)
    county.policy("P3", a, a_own, insurer_id=insurer)
    county.policy("P4", b, b_own, insurer_id=other)
    found = figures(county.store, DAY)
    for dimension in ("sector", "township", "department"):
        lines = found.lines(dimension)
        assert sum(found.count("due", dimension, line.key) for line in lines) == 3
        for line in lines:
            for name in ("due", "insured", "covered", "policies_in_force"):
                behind = found.ids(name, dimension, line.key)
                assert len(behind.ids) == found.count(name, dimension, line.key), (name, line)
    assert found.ids("due", "township", None).ids == (c_own,)
    assert found.ids("due", "department", county.departments["水利局"]).ids == (c_own,)
    assert found.ids("due", "department", county.departments["应急管理局"]).ids == (a_own, b_own)
    assert found.lines("township")[-1].title == "未填乡镇"
    # One object with policies of two insurers counts once for each, and once in all.
    assert (found.count("covered"), found.count("covered", "insurer", insurer)) == (2, 1)
    assert found.count("covered", "insurer", other) == 2
    assert found.ids("covered", "insurer", other).ids == (a_own, b_own)
    assert found.rate("coverage", "insurer", other).text == "—"
    assert c


def test_departments_come_from_the_day_and_leading_pairs(county: County) -> None:
    county.enterprise("示例矿")
    pair = county.store.read("SELECT id FROM sector_department WHERE sector_id = ?", (county.sectors["非煤矿山"],))[0][
        0
    ]
    county.change("sector_department", pair, valid_until="2026-06-30")
    county.add("sector_department", sector_id=county.sectors["非煤矿山"],
               department_id=county.departments["工业和信息化局"], lead=1, valid_from="2026-07-01")  # fmt: skip
    by = lambda day, name: figures(county.store, day).count("due", "department", county.departments[name])  # noqa: E731
    assert (by("2026-06-30", "应急管理局"), by("2026-06-30", "工业和信息化局")) == (1, 0)
    assert (by("2026-07-01", "应急管理局"), by("2026-07-01", "工业和信息化局")) == (0, 1)


def test_headcount_limits_and_overlaps(county: County) -> None:
    a, a_own = county.enterprise("示例矿一", headcount=60)
    b, b_own = county.enterprise("示例矿二", headcount=None)
    county.policy("P1", a, a_own, headcount=40, limit_person=30_000_000)
    county.policy("P2", a, a_own, headcount=50)
    county.policy("P3", b, b_own, headcount=500)
    found = figures(county.store, DAY)
    assert found.ids("headcount_short").ids == (a_own,)
    assert found.ids("headcount_unknown").ids == (b_own,)
    assert found.ids("below_floor").ids == (a_own,)
    assert found.ids("overlapping").ids == (a_own,)
    assert (found.amount("headcount_due"), found.amount("headcount_covered")) == (60, 50)
    assert found.rate("headcount_coverage") == Rate(50, 60)


def test_the_floor_is_that_of_the_start(county: County) -> None:
    a, a_own = county.enterprise("示例矿一")
    county.policy("P1", a, a_own, start_on="2025-03-28", end_on="2027-03-27", limit_person=30_000_000)
    assert figures(county.store, DAY).count("below_floor") == 0
    b, b_own = county.enterprise("示例矿二")
    county.policy("P2", b, b_own, start_on="2025-03-29", end_on="2027-03-28", limit_person=39_999_999)
    assert figures(county.store, DAY).ids("below_floor").ids == (b_own,)


def test_services_hazards_and_claims(county: County) -> None:
    a, a_own = county.enterprise("示例矿一")
    policy = county.policy("P1", a, a_own, promised_visits=2)
    for n, (day, confirmed) in enumerate((("2026-03-01", 1), ("2026-04-01", 0), ("2026-05-01", None),
                                          ("2026-11-01", 1))):  # fmt: skip
        county.add("visit", number=f"FW{n}", policy_id=policy, visited_on=day, confirmed=confirmed)
    visit = county.store.read("SELECT min(id) FROM visit")[0][0]
    for n, (level, due_on, done) in enumerate(
        (("major", "2026-10-30", None), ("general", "2026-10-30", DAY), ("general", DAY, None),
         ("general", "2026-10-30", "2026-11-01"), ("general", None, None))
    ):  # fmt: skip
        county.add("hazard", visit_id=visit, description=f"隐患{n}", level=level, due_on=due_on, rectified_on=done)
    county.add("claim", number="LP1", policy_id=policy, reported_on="2026-02-01", settled_on="2026-02-11",
               settled=100_00, prepaid=50_00, deaths=1)  # fmt: skip
    county.add("claim", number="LP2", policy_id=policy, reported_on="2026-02-01", settled_on="2026-11-01", settled=1)
    found = figures(county.store, DAY)
    assert (found.count("visits"), found.count("visits_unconfirmed")) == (3, 2)
    assert (found.amount("services_promised"), found.amount("services_delivered")) == (2, 2)
    names = ("hazards", "hazards_major", "hazards_rectified", "hazards_overdue")
    assert [found.count(n) for n in names] == [5, 1, 1, 2]
    assert found.rate("claims_speed").text == "10.0天"
    assert (found.count("claims"), found.amount("claims_settled"), found.amount("claims_prepaid")) == (2, 10000, 5000)
    assert found.amount("deaths") == 1


def test_figures_follow_every_change_as_if_counted_anew(county: County) -> None:
    def agree() -> None:
        fresh = Store.open(county.store.path, readonly=True)
        try:
            assert figures(county.store, DAY).sums == figures(fresh, DAY).sums
        finally:
            fresh.close()

    insurers = [county.add("insurer", name=f"示例{n}保险") for n in "甲乙"]
    a, a_own = county.enterprise("示例矿一")
    b, b_own = county.enterprise("示例矿二", township="河东乡")
    policy = county.policy("P1", a, a_own, insurer_id=insurers[0])
    visit = county.add("visit", number="FW1", policy_id=policy, visited_on="2026-03-01")
    county.add("hazard", visit_id=visit, description="隐患", level="major")
    agree()
    for change in (
        lambda: county.change("enterprise", a, township="河东乡"),
        lambda: county.change("enterprise", a, township="从未有过的乡", sector_id=county.sectors["金属冶炼"]),
        lambda: county.change("insured_object", a_own, township="又一个乡", sector_id=county.sectors["非煤矿山"]),
        lambda: county.change("policy", policy, insurer_id=insurers[1]),
        lambda: county.change("policy", policy, enterprise_id=b, object_id=b_own),
        lambda: county.change("enterprise", b, department_id=county.departments["水利局"]),
        lambda: county.policy("P2", b, b_own, insurer_id=insurers[0]),
        lambda: county.delete("policy", policy),
        lambda: county.enterprise("示例矿三", township="第三个乡"),
        lambda: [county.add("insurer", name=f"示例{n}号保险") for n in range(9)],  # more than the cells had room for
        lambda: county.change("policy", policy + 1, insurer_id=insurers[-1] + 9),
    ):
        change()
        agree()
    for n in range(20):  # townships beyond the room for them
        county.enterprise(f"示例厂{n}", township=f"第{n}镇")
    agree()
    assert figures(county.store, DAY).count("enterprises", "township", "第7镇") == 1


def test_a_pack_may_count_more_figures_of_one_kind_than_fit_into_one_statement(county: County) -> None:
    clause = 'clause = { document = "local", article = "试验", certainty = "O" }'
    many = "".join(
        f'[[figure]]\nname = "at_least_{n}"\ntitle = "不少于{n}人"\nwithin = "due"\nwhere = "r.headcount >= {n}"\n'
        f'amount = "人"\namount_sql = "r.headcount"\n{clause}\n'
        for n in range(80)
    )
    head = '[pack]\nid = "local"\ntitle = "本级自定"\nversion = "1"\n'
    with county.session.unit("试验") as unit:
        unit.set_setting(packs.OVERLAY, {"files": {"pack.toml": head + many}, "origin": "本级自定"})
    for people in (10, 70, 100):
        county.enterprise(f"示例矿{people}", headcount=people)
    found = figures(county.store, DAY)
    assert [found.count(f"at_least_{n}") for n in (0, 10, 11, 70, 71, 79)] == [3, 3, 2, 2, 1, 1]
    assert [found.amount(f"at_least_{n}", "township", "城关镇") for n in (10, 11, 79)] == [180, 170, 100]
    assert found.ids("at_least_71").ids == found.ids("at_least_79").ids


def test_ids_refuse_to_disagree_with_the_number(county: County) -> None:
    county.enterprise("示例矿一")
    found = figures(county.store, DAY)
    county.enterprise("示例矿二")
    with pytest.raises(AjxError, match="数据已变动"):
        found.ids("due")


def test_a_month_series_ends_on_the_day(county: County) -> None:
    a, a_own = county.enterprise("示例矿一")
    county.policy("P1", a, a_own)
    days = months("2026-03-31", 4)
    assert days == ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"]
    assert [f.rate("coverage").text for f in series(county.store, days, ["coverage"])] == [
        "0.0%", "100.0%", "100.0%", "100.0%",
    ]  # fmt: skip
    assert coverage(county.store, DAY).rate("coverage") == Rate(1, 1)


def test_unknown_figures_are_named(county: County) -> None:
    with pytest.raises(UsageError, match="covrage"):
        figures(county.store, DAY, ["covrage"])
    with pytest.raises(UsageError, match="due"):
        figures(county.store, DAY, ["visits"]).count("due")


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Rate(0, 0), "—"), (Rate(0, 3), "0.0%"), (Rate(3, 3), "100.0%"), (Rate(9_999_999, 10_000_000), "99.9%"),
        (Rate(1, 10_000_000), "0.1%"), (Rate(1, 3), "33.3%"), (Rate(75, 119), "63.0%"), (Rate(0, 0, "天"), "—"),
    ],
)  # fmt: skip
def test_rates_are_read_as_they_are_meant(rate: Rate, text: str) -> None:
    assert rate.text == text
