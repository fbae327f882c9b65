"""What falls due within some days: clocks, limits, policies that end with nothing after them."""

from __future__ import annotations

from datetime import date

from small_county import County

from ajx_tui.services.clocks import RUNNING
from ajx_tui.services.due_list import TOPICS, due_list

DAY = date(2026, 10, 31)


def test_policies_that_end_unrenewed_are_due(county: County) -> None:
    firm, other, third = (county.firm(f"示例县第{n}冶炼有限公司") for n in "一二三")
    last = county.policy(firm, start_on="2025-11-11", end_on="2026-11-10")
    county.policy(other, start_on="2025-11-11", end_on="2026-11-10")
    county.policy(other, start_on="2026-11-11", end_on="2027-11-10")
    county.policy(third, start_on="2025-11-11", end_on="2026-11-10", ended_on="2026-06-01", end_reason="关闭")
    found = due_list(county.session, 30, DAY)
    assert [(line.item.record_id, line.topic, line.left, line.workdays) for line in found.lines] == [
        (last, "保单", "10天", 7)
    ]
    assert due_list(county.session, 9, DAY).lines == ()


def test_topics_overdue_and_remaining_time(county: County) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"))
    visit = county.add("visit", number="FW1", policy_id=policy, visited_on="2026-09-01")
    for text, due in (("甲", "2026-10-01"), ("乙", "2026-10-31"), ("丙", "2026-11-02")):
        county.add("hazard", visit_id=visit, description=text, found_on="2026-09-01", due_on=due)
    county.add("claim", number="LP1", policy_id=policy, happened_on="2026-09-01", reported_on="2026-10-05")
    found = due_list(county.session, 10, DAY)
    assert [(line.item.label, line.left) for line in found.of_topic("整改")] == [
        ("甲", "逾期30天"), ("乙", "今天"), ("丙", "2天"),
    ]  # fmt: skip
    assert [line.item.label for line in found.of_topic("理赔")] == ["LP1"]
    assert found.overdue == 1 and len(found.of_topic("")) == 4 and found.of_topic("执法") == ()


def test_note_says_from_which_year_on_holidays_are_not_known(county: County) -> None:
    assert due_list(county.session, 30, DAY).note == ""
    assert "节假日安排只到2026-12-31" in due_list(county.session, 90, DAY).note


def test_every_kind_with_a_running_clock_has_a_topic() -> None:
    assert set(RUNNING) | {"policy"} == {kind for kinds in TOPICS.values() for kind in kinds}
