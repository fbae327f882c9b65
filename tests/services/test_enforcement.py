"""The enforcement plan drawn from who is uninsured, cases opened from it, and penalties that ask for closure."""

from __future__ import annotations

from datetime import date

import pytest
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services import enforcement, figures, records
from ajx_tui.store.lookups import own_object
from ajx_tui.store.records import ids_where

DAY = date(2026, 10, 31)
OFFICERS = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某", "certificate_2": "A2"}


def _plan(county: County) -> list[dict[str, object]]:
    ids = ids_where(county.session.store, KINDS["enforcement_plan_item"], "year", 2027)
    return [county.get("enforcement_plan_item", i) for i in ids]


def test_the_plan_is_exactly_who_is_due_and_uninsured(county: County) -> None:
    low = county.firm("示例县低风险冶炼有限公司", risk_level="低")
    high = county.firm("示例县高风险冶炼有限公司", risk_level="高")
    county.firm("示例县关停冶炼有限公司", status="关闭", status_on="2026-01-01", status_proof="文件")
    county.policy(county.firm("示例县已投保冶炼有限公司"))
    builder = county.firm("示例县建筑有限公司", "建筑施工")
    project = county.add(
        "insured_object", enterprise_id=builder, type="project", code="SG1", name="一号楼", start_on="2026-01-01",
        end_on="2027-12-31",
    )  # fmt: skip
    drawn = enforcement.draw_plan(county.session, 2027, DAY, months=(3, 6, 9))
    uninsured = figures.figures(county.session.store, DAY, ["uninsured"]).ids("uninsured").ids
    plan = _plan(county)
    assert {p["object_id"] for p in plan} == set(uninsured) == {
        own_object(county.session.store, low), own_object(county.session.store, high), project,
    }  # fmt: skip
    assert (len(drawn.added), drawn.kept) == (3, 0)
    assert [(p["enterprise_id"], p["month"]) for p in plan] == [(high, 3), (low, 6), (builder, 9)]
    names = {county.get("department", p["department_id"])["name"] for p in plan}  # type: ignore[arg-type]
    assert names == {"应急管理局", "住房和城乡建设局"}


def test_drawing_again_adds_only_what_is_new_and_keeps_what_people_did(county: County) -> None:
    first, second = county.firm("示例县甲冶炼有限公司"), county.firm("示例县乙冶炼有限公司")
    drawn = enforcement.draw_plan(county.session, 2027, DAY)
    revision = county.session.store.revision()
    again = enforcement.draw_plan(county.session, 2027, DAY)
    assert (again.added, again.kept, again.removed, again.cleared) == ((), 2, 0, ())
    assert county.session.store.revision() == revision
    item = KINDS["enforcement_plan_item"]
    records.save(county.session, item, {"month": 11, "note": "与住建联合"}, drawn.added[0])
    records.delete(county.session, item, drawn.added[1], "已搬迁")
    third = county.firm("示例县丙冶炼有限公司")
    more = enforcement.draw_plan(county.session, 2027, DAY)
    assert (len(more.added), more.kept, more.removed) == (1, 1, 1)
    assert {(p["enterprise_id"], p["month"]) for p in _plan(county)} >= {(first, 11)}
    assert {p["enterprise_id"] for p in _plan(county)} == {first, third}
    assert second not in {p["enterprise_id"] for p in _plan(county)}


def test_who_insured_since_is_cleared(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    drawn = enforcement.draw_plan(county.session, 2027, DAY)
    county.policy(firm)
    assert enforcement.draw_plan(county.session, 2027, DAY).cleared == drawn.added
    assert [p["state"] for p in _plan(county)] == ["cleared"]


def test_months_must_be_months(county: County) -> None:
    for months in ((), (0,), (13,)):
        with pytest.raises(UsageError):
            enforcement.draw_plan(county.session, 2027, DAY, months=months)


def test_two_officers_who_are_two_people(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    base = {"number": "ZF1", "enterprise_id": firm, "found_on": "2026-01-01", "notified_on": "2026-02-01"}
    with pytest.raises(RefusedError, match="两名执法人员"):
        county.add("enforcement_case", **base)
    twins = {**OFFICERS, "officer_2": "甲某", "certificate_2": "A1"}
    with pytest.raises(RefusedError, match="同一人"):
        county.add("enforcement_case", **base, **twins)
    county.add("enforcement_case", **base, **OFFICERS)


def test_a_reinspection_needs_its_order(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    case = county.add("enforcement_case", number="ZF1", enterprise_id=firm, found_on="2026-01-01")
    paper = {"case_id": case, "issued_on": "2026-01-20"}
    with pytest.raises(RefusedError, match="对应一份责令限期整改指令书"):
        county.add("enforcement_paper", type="整改复查意见书", number="F1", **paper)
    with pytest.raises(RefusedError, match="整改期限"):
        county.add("enforcement_paper", type="责令限期整改指令书", number="Z1", **paper)
    order = county.add("enforcement_paper", type="责令限期整改指令书", number="Z1", due_on="2026-02-01", **paper)
    county.add("enforcement_paper", type="整改复查意见书", number="F1", follows_id=order, **paper)


def test_closure_is_asked_for_when_penalties_and_an_open_major_hazard_meet(county: County) -> None:
    firm, other = county.firm("示例县甲冶炼有限公司"), county.firm("示例县乙冶炼有限公司")
    for owner in (firm, other):
        for number, day in enumerate(("2026-05-06", "2026-07-01", "2026-09-01")):
            county.add(
                "enforcement_case", number=f"ZF{owner}-{number}", enterprise_id=owner, found_on="2026-05-01",
                notified_on="2026-05-02", decided_on=day, decision="fine", fine="50000", **OFFICERS,
            )  # fmt: skip
    visit = county.add("visit", number="FW1", policy_id=county.policy(firm), visited_on="2026-04-01")
    hazard = county.add("hazard", visit_id=visit, description="通风系统失效", level="重大")
    (found,) = enforcement.closure_requests(county.session, DAY)
    assert (found.enterprise_id, found.hazards, len(found.cases)) == (firm, (hazard,), 3)
    assert "180日内3次" in found.text and "2026-09-01" in found.text
    assert enforcement.closure_request(county.session, firm, DAY) == found
    assert enforcement.closure_request(county.session, other, DAY) is None
    assert enforcement.closure_requests(county.session, date(2026, 8, 31)) == []
    records.save(county.session, KINDS["hazard"], {"rectified_on": "2026-10-01"}, hazard)
    assert enforcement.closure_requests(county.session, DAY) == []
