"""The page of an enterprise: every number from its records, every colour from reasons that are named."""

from __future__ import annotations

from datetime import date

import pytest
from small_county import County

from ajx_tui.domain.escalation import Stage
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services import checks, overlay, records
from ajx_tui.services.enterprise_page import page
from ajx_tui.services.light import Light
from ajx_tui.store.lookups import own_object

DAY = date(2026, 10, 31)


@pytest.fixture
def firm(county: County) -> int:
    """A firm with everything in order."""
    firm = county.firm(
        "示例县双龙冶炼有限公司", headcount=50, township="城关镇", phone="0370-1234567", principal="张示例",
        legal_person="张示例", risk_level="中", address="示例路1号", safety_officer="李示例", scale="小型",
    )  # fmt: skip
    insurer = county.add("insurer", name="甲保险支公司", qualified_until="2027-12-31")
    body = county.add("service_body", name="示例安全技术服务公司", qualified_until="2027-12-31")
    policy = county.policy(
        firm, number="PZ1", insurer_id=insurer, headcount=50, limit_person="60", limit_total="3000", premium="5000",
        premium_received="5000", premium_source="安全生产费用", commission="3", promised_visits=1,
        product="安全生产责任保险", declared_all=True,
    )  # fmt: skip
    county.add(
        "visit", number="FW1", policy_id=policy, visited_on="2026-03-01", confirmed=True, returned_on="2026-03-20",
        body_id=body, process="现场排查", item="事故隐患排查", staff="王示例",
    )  # fmt: skip
    return firm


def test_all_in_order_is_green_with_no_reason(county: County, firm: int) -> None:
    found = page(county.session, firm, DAY)
    assert [(r.title, r.points) for r in found.reasons if r.severity != "hint"] == []
    assert found.light is Light.GREEN
    assert found.must_insure
    (own,) = found.objects
    assert (own.id, own.due, own.insured, own.headcount_short, own.below_floor) == (
        own_object(county.session.store, firm), True, True, False, False,
    )  # fmt: skip
    (policy,) = found.policies
    assert (policy.number, policy.in_force, policy.promised, policy.visits, policy.limit_person) == (
        "PZ1", True, 1, 1, 60_000_000,
    )  # fmt: skip
    assert ("从业人员数", "50") in found.basic
    assert found.due == ()


def test_uninsured_is_red_and_says_why_on_which_clause(county: County) -> None:
    firm = county.firm("示例县永盛冶炼有限公司", headcount=50)
    found = page(county.session, firm, DAY)
    assert found.light is Light.RED
    reason = next(r for r in found.reasons if r.title == "应保未保")
    assert "第一百零九条" in reason.clause
    assert reason.certainty == "V"
    assert reason.next_step
    assert found.points >= reason.points > 0


def test_numbers_are_those_of_the_records_up_to_the_day(county: County, firm: int) -> None:
    policy = page(county.session, firm, DAY).policies[0].id
    visit = county.add("visit", number="FW2", policy_id=policy, visited_on="2026-05-01")
    county.add("visit", number="FW3", policy_id=policy, visited_on="2026-11-05")
    hazards = {
        "甲": {"level": "重大", "due_on": "2026-06-01"}, "乙": {"due_on": "2026-06-01", "rectified_on": "2026-05-20"},
        "丙": {"due_on": "2026-12-01", "notified_on": "2026-05-01"},
    }  # fmt: skip
    for description, more in hazards.items():
        county.add("hazard", visit_id=visit, description=description, **more)
    county.add("claim", number="LP1", policy_id=policy, happened_on="2026-06-01", reported_on="2026-06-02",
               settled="3万元", settled_on="2026-07-01", prepaid="1万元", prepaid_on="2026-06-10")  # fmt: skip
    county.add("claim", number="LP2", policy_id=policy, happened_on="2026-10-01", reported_on="2026-10-20")
    county.add("claim", number="LP3", policy_id=policy, happened_on="2026-11-02", reported_on="2026-11-02")
    county.add("fund_entry", insurer_id=1, policy_id=policy, entry="支出", amount="800", occurred_on="2026-05-03",
               payee="示例安全技术服务公司", voucher_no="V1")  # fmt: skip
    found = page(county.session, firm, DAY)
    t = found.totals
    assert (t.policies, t.premium, t.visits, t.visits_confirmed, t.visits_returned) == (1, 500_000, 2, 1, 1)
    assert (t.hazards, t.hazards_major, t.hazards_open, t.hazards_overdue) == (3, 1, 2, 1)
    assert (t.claims, t.claims_open, t.settled, t.prepaid, t.fund_spent) == (2, 1, 3_000_000, 1_000_000, 80_000)
    assert [(h.description, h.stage) for h in found.hazards] == [
        ("甲", Stage.OVERDUE), ("丙", Stage.NOTIFIED), ("乙", Stage.RECTIFIED),
    ]  # fmt: skip
    assert [(i.label, i.due.title) for i in found.overdue] == [("甲", "隐患整改"), ("FW2", "服务回访")]
    assert ("LP2", "作出核定") in [(i.label, i.due.title) for i in found.due]
    assert "LP3" not in [i.label for i in found.due]
    assert len(found.related["visit"]) == 3
    assert found.light is Light.RED


def test_an_unpaid_fine_counts(county: County, firm: int) -> None:
    officers = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某", "certificate_2": "A2"}
    county.add("enforcement_case", number="ZF1", enterprise_id=firm, found_on="2026-01-05", notified_on="2026-01-20",
               decided_on="2026-02-02", decision="fine", fine="50000", served_on="2026-02-03", **officers)  # fmt: skip
    found = page(county.session, firm, DAY)
    reason = next(r for r in found.reasons if r.title == "缴纳罚款逾期")
    assert "第六十七条" in reason.clause
    assert "加处罚款" in reason.text
    assert found.light is Light.RED
    assert found.totals.fines == 5_000_000


def test_what_was_explained_is_listed_and_counts_nothing(county: County) -> None:
    firm = county.firm("示例县永盛冶炼有限公司", headcount=50)
    before = page(county.session, firm, DAY)
    for finding in checks.run_enterprise(county.session.store, firm, DAY):
        checks.explain(county.session, finding, "正在办理停产手续")
    after = page(county.session, firm, DAY)
    assert len(after.reasons) == len(before.reasons)
    assert (after.light, after.points) == (Light.GREEN, 0)
    assert {r.explained for r in after.reasons} == {"正在办理停产手续"}


def test_the_county_sets_its_own_weights(county: County) -> None:
    firm, session = county.firm("示例县永盛冶炼有限公司", headcount=50), county.session

    def put(name: str, points: str, since: str = "2026-01-01") -> None:
        overlay.apply(session, overlay.by_name(session.store, name, [points], since, "示安委〔2026〕2号"))

    put("light_red", "500")
    put("light_yellow", "25")
    put("light_uninsured", "30")
    found = page(session, firm, DAY)
    reason = next(r for r in found.reasons if r.title == "应保未保")
    assert (reason.points, reason.weight) == (30, "本级自定：示安委〔2026〕2号") and found.light is Light.YELLOW
    others = {r.weight for r in found.reasons if r is not reason}
    assert others <= {"本级自定：红黄绿分值和界限由本级确定"}
    put("light_uninsured", "0", "2026-12-01")
    assert page(session, firm, DAY).points == found.points  # not yet on that day
    for name, wrong in (("light_yellow", "500"), ("light_red", "25"), ("light_hint", "1001"), ("light_hint", "-1")):
        with pytest.raises(RefusedError, match=r"应高于|最多 1000分|看不懂"):
            put(name, wrong)
    with pytest.raises(RefusedError, match="没有名为 light_nothing 的"):
        put("light_nothing", "5")


def test_a_firm_that_lawfully_stopped_need_not_insure(county: County) -> None:
    firm = county.firm("示例县关停冶炼有限公司", status="关闭", status_on="2026-01-01", status_proof="文件")
    found = page(county.session, firm, DAY)
    assert not found.must_insure
    assert "应保未保" not in {r.title for r in found.reasons}
    records.delete(county.session, KINDS["enterprise"], firm, "关闭")
    with pytest.raises(RefusedError, match="已不存在"):
        page(county.session, firm, DAY)
