"""Cases opened from what is found: prefilled, once, linked, with the fine the law provides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import attachments, cases, enforcement, records
from ajx_tui.services.documents import case_papers
from ajx_tui.services.documents.case_papers import CasePaper
from ajx_tui.services.office import set_up
from ajx_tui.services.records import InvalidRecord
from ajx_tui.store.lookups import own_object
from ajx_tui.store.records import ids_where

DAY = date(2026, 10, 31)
OFFICERS = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某", "certificate_2": "A2"}


def _propose(county: County, kind: str, record_id: int, check: str = "", day: date = DAY) -> cases.Proposal:
    return cases.propose(county.session, kind, record_id, day, check)


def test_an_uninsured_object_proposes_its_case(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    county.policy(firm, start_on="2025-01-01", end_on="2025-12-31")
    thing = own_object(county.session.store, firm)
    assert thing is not None
    made = _propose(county, "insured_object", thing)
    told = made.values
    assert (told["enterprise_id"], told["object_id"], told["cause"]) == (firm, thing, "uninsured")
    assert (told["number"], told["found_on"]) == ("ZF2026001", "2026-10-31")
    assert "第一百零九条" in str(told["basis"])
    assert "示例县甲冶炼有限公司属金属冶炼领域" in str(told["facts"]) and "2026年10月31日没有在保" in str(told["facts"])
    assert county.get("department", int(str(told["department_id"])))["name"] == "应急管理局"
    assert made.fine is not None and made.fine.text == "安全生产法第一百零九条：处5万元以上10万元以下罚款"
    assert _propose(county, "enterprise", firm).values["object_id"] == thing


def test_what_is_wrong_decides_the_cause(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司", headcount=100)
    policy = county.policy(firm, headcount=60, limit_person="30")
    thing = own_object(county.session.store, firm) or 0
    assert _propose(county, "insured_object", thing).values["cause"] == "not_all_employees"
    about = _propose(county, "policy", policy, "below_floor")
    assert about.values["cause"] == "underinsured" and "30" in str(about.values["facts"])
    assert about.fine is not None and not about.fine.sure and "由本级认定" in about.fine.text
    fine = county.firm("示例县乙冶炼有限公司", headcount=10)
    county.policy(fine, headcount=10, limit_person="60")
    other = _propose(county, "enterprise", fine)
    assert (other.values["cause"], other.values["facts"], other.fine) == ("other", None, None)


def test_hazards_and_complaints_open_cases_too(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    visit = county.add("visit", number="FW1", policy_id=county.policy(firm), visited_on="2026-04-01")
    hazard = county.add(
        "hazard", visit_id=visit, description="通风系统失效", level="重大", due_on="2026-05-01",
        ordered_on="2026-05-10", order_due_on="2026-05-20",
    )  # fmt: skip
    told = _propose(county, "hazard", hazard).values
    assert (told["cause"], told["ordered_on"], told["order_due_on"]) == ("hazard", "2026-05-10", "2026-05-20")
    assert "重大隐患“通风系统失效”" in str(told["facts"]) and told.get("basis") is None
    lead = county.add("lead", number="XS1", received_on="2026-06-01", content="拒绝服务", topic="拒绝接受服务",
                      enterprise_id=firm)  # fmt: skip
    assert _propose(county, "lead", lead).values["cause"] == "refused_service"
    case = cases.open_case(county.session, {**told, **OFFICERS}, ("hazard", hazard)).id
    assert county.get("hazard", hazard)["case_id"] == case
    with pytest.raises(RefusedError, match="已经立案"):
        cases.open_case(county.session, {**told, "number": "ZF9"}, ("hazard", hazard))
    nobody = county.add("lead", number="XS2", received_on="2026-06-01", content="收费")
    with pytest.raises(RefusedError, match="没有写明是哪家企业"):
        _propose(county, "lead", nobody)


def test_a_planned_inspection_is_marked_with_its_case(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    (item,) = enforcement.draw_plan(county.session, 2027, DAY).added
    county.add(
        "enforcement_case", number="ZF2027007", enterprise_id=firm, found_on="2027-01-01", closed_on="2027-01-02"
    )
    county.add("enforcement_case", number="ZF2027-旧", enterprise_id=firm, found_on="2027-01-01", cause="其他")
    made = _propose(county, "enforcement_plan_item", item, day=date(2027, 3, 4))
    assert (made.values["number"], made.values["cause"], made.existing) == ("ZF2027008", "uninsured", {})
    saved = cases.open_case(county.session, made.values, made.source)
    linked = county.get("enforcement_plan_item", item)
    assert (linked["case_id"], linked["state"], linked["inspected_on"]) == (saved.id, "case", "2027-03-04")
    again = _propose(county, "enforcement_plan_item", item, day=date(2027, 3, 5))
    assert again.existing == {saved.id: "ZF2027008"}
    with pytest.raises(RefusedError, match="已经立案"):
        cases.open_case(county.session, again.values, again.source)


def test_from_the_list_of_the_uninsured_the_plan_is_marked_as_well(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    (item,) = enforcement.draw_plan(county.session, 2026, DAY).added
    made = _propose(county, "insured_object", own_object(county.session.store, firm) or 0)
    saved = cases.open_case(county.session, made.values, made.source)
    assert county.get("enforcement_plan_item", item)["case_id"] == saved.id


def test_nothing_is_saved_when_something_is_wrong(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    (item,) = enforcement.draw_plan(county.session, 2026, DAY).added
    made = _propose(county, "enforcement_plan_item", item)
    with pytest.raises(InvalidRecord, match="同一人"):
        twins = {**OFFICERS, "officer_2": "甲某", "certificate_2": "A1"}
        cases.open_case(county.session, {**made.values, **twins}, made.source)
    assert county.get("enforcement_plan_item", item)["state"] == "planned"
    assert ids_where(county.session.store, KINDS["enforcement_case"], "enterprise_id", firm) == []


def test_the_fine_rises_when_the_time_limit_passed(county: County) -> None:
    case = {"cause": "uninsured", "ordered_on": "2026-10-01", "order_due_on": "2026-10-16"}
    store = county.session.store
    late = cases.fine_range(store, case, DAY)
    assert late is not None and (late.least, late.most, late.overdue) == (10_000_000, 20_000_000, True)
    assert late.holds(10_000_000) and not late.holds(9_999_999) and not late.holds(20_000_001)
    in_time = cases.fine_range(store, {**case, "corrected_on": "2026-10-16"}, DAY)
    assert in_time is not None and (in_time.least, in_time.most) == (5_000_000, 10_000_000)
    assert cases.fine_range(store, case, date(2026, 10, 16)) == in_time
    assert cases.fine_range(store, {**case, "cause": "hazard"}, DAY) is None
    assert cases.fine_range(store, {**case, "decided_on": "2020-01-01"}, DAY) is None, "the amounts are dated"


def test_officers_are_remembered_latest_first(county: County) -> None:
    firm = county.firm("示例县甲冶炼有限公司")
    base = {"enterprise_id": firm, "found_on": "2026-01-01"}
    county.add("enforcement_case", number="ZF1", **base, **OFFICERS)
    county.add("enforcement_case", number="ZF2", **base, officer_1="丙某", certificate_1="A3")
    assert cases.officers(county.session.store) == [("丙某", "A3"), ("甲某", "A1"), ("乙某", "A2")]


# ----- papers


@pytest.fixture
def case(county: County) -> int:
    set_up(county.session, {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    firm = county.firm("示例县坏[/甲]冶炼有限公司")
    return county.add(
        "enforcement_case", number="ZF1", enterprise_id=firm, found_on="2026-08-03", filed_on="2026-08-04",
        facts="没有投保。\n从业人员46人。", basis="安全生产法第一百零九条", **OFFICERS,
    )  # fmt: skip


def _print(county: County, case: int, kind: str, folder: Path, number: str = "", suffix: str = "pdf") -> str:
    path = folder / f"{kind}.{suffix}"
    paper = CasePaper(number, date(2026, 8, 20))
    run(case_papers.print_job(county.session, case, kind, path, paper, DAY, suffix=suffix))
    if suffix != "pdf":
        return ""
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(str(path)).pages).replace("\n", "")


def test_each_paper_waits_for_what_it_needs(county: County, case: int, tmp_path: Path) -> None:
    def missing() -> set[str]:
        return {one.kind for one in case_papers.printable(county.session, case) if one.missing}

    assert missing() == {"order", "reinspection", "decision", "urge"}
    with pytest.raises(RefusedError, match="改正期限"):
        _print(county, case, "order", tmp_path)
    with pytest.raises(RefusedError, match="须先有责令限期整改指令书"):
        _print(county, case, "reinspection", tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
    records.save(
        county.session, KINDS["enforcement_case"], {"ordered_on": "2026-08-05", "order_due_on": "2026-08-20"}, case
    )
    text = _print(county, case, "order", tmp_path, "（示）应急责改〔2026〕7号")
    for part in (
        "责令限期整改指令书",
        "（示）应急责改〔2026〕7号",
        "坏[/甲]",
        "从业人员46人",
        "2026年8月20日前整改完毕",
        "甲某",
        "A2",
        "60日内",
        "6个月内",
    ):
        assert part in text, part
    assert missing() == {"decision", "urge"}
    text = _print(county, case, "reinspection", tmp_path)
    assert "（示）应急责改〔2026〕7号" in text and "2026年8月5日" in text


def test_a_printed_paper_is_on_record_once_with_its_file(county: County, case: int, tmp_path: Path) -> None:
    records.save(
        county.session, KINDS["enforcement_case"], {"ordered_on": "2026-08-05", "order_due_on": "2026-08-20"}, case
    )
    for number in ("7号", "7号", ""):
        _print(county, case, "order", tmp_path, number)
    _print(county, case, "order", tmp_path, "7号", "docx")
    _print(county, case, "reinspection", tmp_path)
    papers = [
        county.get("enforcement_paper", i)
        for i in ids_where(county.session.store, KINDS["enforcement_paper"], "case_id", case)
    ]
    assert [(p["type"], p["number"], p["due_on"], p["follows_id"]) for p in papers] == [
        ("order", "7号", "2026-08-20", None), ("reinspection", "ZF1-2", None, 1),
    ]  # fmt: skip
    (kept,) = attachments.of_record(county.session, "enforcement_paper", 1)
    assert kept.there and kept.name == "order.pdf"
    assert case_papers.proposed(county.session, case, "order", DAY) == CasePaper("7号", date(2026, 8, 5))
    assert case_papers.proposed(county.session, case, "reinspection", DAY).number == ""


def test_the_decision_says_what_the_law_wants_said(county: County, case: int, tmp_path: Path) -> None:
    decided = {"notified_on": "2026-08-22", "hearing_right": True, "decided_on": "2026-09-01", "decision": "罚款",
               "fine": "60000", "served_on": "2026-09-03"}  # fmt: skip
    records.save(county.session, KINDS["enforcement_case"], decided, case)
    text = _print(county, case, "decision", tmp_path)
    for part in (
        "陆万元整（¥60,000.00）",
        "15日内",
        "百分之三",
        "不超出罚款的数额",
        "行政复议",
        "示例县人民政府",
        "行政诉讼",
    ):
        assert part in text, part
    told = _print(county, case, "notice", tmp_path)
    assert "陈述、申辩" in told and "要求听证" in told and "5个工作日内" in told
    urged = _print(county, case, "urge", tmp_path)
    assert "加处罚款人民币陆万元整" in urged, "42 days late at 3 % a day is above the fine"
    for kind in ("filing", "delivery", "closing"):
        assert "ZF1" in _print(county, case, kind, tmp_path)
    with pytest.raises(UsageError):
        _print(county, case, "transfer", tmp_path)
