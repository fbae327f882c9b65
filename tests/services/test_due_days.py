"""Clocks over the whole database: what is due, by the packs' lengths and the holidays known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.errors import RefusedError
from ajx_tui.services import clocks, holidays, packs

DAY = date(2026, 10, 31)


def test_what_is_due_names_its_record_firm_and_clause(county: County) -> None:
    firm = county.firm("示例县双龙冶炼有限公司")
    policy = county.policy(firm)
    county.add("claim", number="LP1", policy_id=policy, happened_on="2026-09-01", reported_on="2026-10-05")
    county.add(
        "claim", number="LP2", policy_id=policy, reported_on="2026-08-01", settled="100", settled_on="2026-08-09"
    )
    county.add("lead", number="XS1", received_on="2026-10-20", content="收取服务费", topic="charge", enterprise_id=firm)
    found = clocks.within(county.session, 30, DAY)
    told = [(i.label, i.due.title, i.due.due.isoformat(), i.enterprise, i.late, i.holder) for i in found]
    assert told == [
        ("XS1", "答复投诉", "2026-11-03", "示例县双龙冶炼有限公司", False, "本单位"),
        ("LP1", "作出核定", "2026-11-04", "示例县双龙冶炼有限公司", False, "保险机构"),
    ]
    assert [i.due.title for i in clocks.within(county.session, 40, DAY)][-1] == "先予支付可确定的数额"
    assert found[1].due.clause == "保险法第二十三条"


def test_overdue_comes_first_and_lapsed_rights_do_not_come(county: County) -> None:
    firm = county.firm("示例县双龙冶炼有限公司")
    officers = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某", "certificate_2": "A2"}
    case = county.add(
        "enforcement_case", number="ZF1", enterprise_id=firm, found_on="2026-01-05", filed_on="2026-01-06",
        notified_on="2026-01-20", decided_on="2026-02-02", decision="fine", fine="50000", served_on="2026-02-03",
        **officers,
    )  # fmt: skip
    found = clocks.within(county.session, 0, DAY)
    assert [i.due.title for i in found] == ["缴纳罚款"]
    assert found[0].late
    assert "已达罚款数额上限" in found[0].due.note
    assert {d.title for d in clocks.of_record(county.session, "enforcement_case", case, DAY)} == {
        "作出处罚决定", "送达决定书", "缴纳罚款", "申请行政复议", "提起行政诉讼", "申请法院强制执行",
    }  # fmt: skip


def test_return_visits_are_listed_when_asked_for(county: County) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"))
    owed = county.add("visit", number="FW1", policy_id=policy, visited_on="2026-09-10")
    county.add("visit", number="FW2", policy_id=policy, visited_on="2026-09-10", returned=True)
    county.add("visit", number="FW3", policy_id=policy, visited_on="2026-09-10", returned_on="2026-09-20")
    assert [i.record_id for i in clocks.within(county.session, 10, DAY, ["visit"])] == [owed]
    assert clocks.within(county.session, 10, DAY) == []


def test_the_pack_sets_the_lengths(county: County) -> None:
    rules = packs.rules(county.session.store)
    lengths = clocks.terms(county.session.store, DAY)
    assert (lengths["complaint_days_checked"].count, lengths["complaint_days_checked"].unit) == (
        rules.value("complaint_days_checked", "2026-10-31"), rules.parameters["complaint_days_checked"].unit,
    )  # fmt: skip
    assert lengths["litigation_months"].unit == "个月"
    assert clocks.late_rate(county.session.store, DAY) == 300


def test_shipped_holidays_are_those_published() -> None:
    known = holidays._shipped()
    for year, days_off in ((2025, 28), (2026, 33)):
        assert len(holidays._days(known[year]["off"])) == days_off
        assert all(d.weekday() >= 5 for d in holidays._days(known[year]["work"]))


NEXT = '[[year]]\nyear = 2027\noff = ["2027-01-01..2027-01-03"]\nwork = []\n'


def test_a_county_puts_in_the_next_year(county: County, tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(NEXT, encoding="utf-8")
    assert "2026-12-31" in holidays.calendar(county.session.store).note(DAY, date(2027, 1, 5))
    assert holidays.install(county.session, file) == (2027,)
    calendar = holidays.calendar(county.session.store)
    assert calendar.note(DAY, date(2027, 1, 5)) == ""
    assert calendar.after(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有 \\[\\[year\\]\\]"),
        ("[[year]\n", "格式有误"),
        ("[[year]]\nyear = '今年'\n", "没有写明年份"),
        ("[[year]]\nyear = 2027\noff = '2027-01-01'\nwork = []\n", "off 应是日期列表"),
        ("[[year]]\nyear = 2027\noff = ['2027-02-30']\nwork = []\n", "不是日期"),
        ("[[year]]\nyear = 2027\noff = ['2027-01-03..2027-01-01']\nwork = []\n", "起止日期不对"),
        ("[[year]]\nyear = 2027\noff = ['2027-01-01..2029-01-01']\nwork = []\n", "起止日期不对"),
        ("[[year]]\nyear = 2027\noff = ['2028-01-01']\nwork = []\n", "不属于2027年"),
        ("[[year]]\nyear = 2027\noff = []\nwork = ['2027-01-04']\n", "不是周末"),
    ],
)
def test_what_is_no_holiday_file_is_refused(county: County, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    before = county.session.store.revision()
    with pytest.raises(RefusedError, match=told):
        holidays.install(county.session, file)
    assert county.session.store.revision() == before
