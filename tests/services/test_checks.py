"""Each check finds what it is for, once, and nothing else; limited to one record it finds the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rule_county import DAY, County, open_county

from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import checks, demo, packs
from ajx_tui.services.checks import Finding, explain, findings_text, reopen, run_all, run_enterprise, run_for
from ajx_tui.services.clocks import of_record
from ajx_tui.services.figures import figures
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "county-a.json").read_text(encoding="utf-8"))


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with open_county(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("practice") / "county.db")
    run(demo.build(Session(store)))
    yield store
    store.close()


def code_of(store: Store, finding: Finding) -> str:
    """The permit number or credit code of the object a finding is about."""
    row = store.read(
        "SELECT CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code FROM insured_object o"
        " JOIN enterprise e ON e.id = o.enterprise_id WHERE o.id = ?",
        (finding.object_id,),
    )[0]
    return str(row[0] or row[1])


@pytest.mark.parametrize(
    ("check", "key"),
    [
        ("uninsured", "uninsured_due_objects"), ("headcount_short", "headcount_short"),
        ("headcount_unknown", "headcount_unknown"), ("below_floor", "below_floor"), ("overlapping", "overlapping"),
    ],
)  # fmt: skip
def test_the_sample_county_gives_exactly_the_expected_objects(practice: Store, check: str, key: str) -> None:
    found = run_all(practice, EXPECTED["as_of"], [check])
    assert sorted(code_of(practice, f) for f in found) == EXPECTED[key]


def test_the_sample_county_gives_the_other_expected_findings(practice: Store) -> None:
    counts = Counter(f.check for f in run_all(practice, EXPECTED["as_of"]))
    assert counts["commission_over"] == len(EXPECTED["commission_over_5_percent"])
    assert counts["visit_unconfirmed"] == EXPECTED["visits_unconfirmed"]
    assert counts["hazard_overdue"] == EXPECTED["hazards"]["overdue_at_cutoff"]
    ended = run_all(practice, EXPECTED["as_of"], ["ended_early"])
    assert [number in f.text for f, number in zip(ended, EXPECTED["ended_early"], strict=True)] == [True]


def test_enterprise_by_enterprise_the_findings_are_the_same(practice: Store) -> None:
    apart = ("insurer", "service_body", "lead", "problem")  # which hang on no enterprise
    whole = [f for f in run_all(practice, DAY) if f.kind not in apart]
    parts = [
        f for (number,) in practice.read("SELECT id FROM enterprise") for f in run_enterprise(practice, number, DAY)
    ]
    key: Callable[[Finding], tuple[str, int, str]] = lambda f: (f.check, f.record_id, f.text)  # noqa: E731
    assert sorted(map(key, whole)) == sorted(map(key, parts))
    assert len({(f.check, f.kind, f.record_id) for f in whole}) == len(whole)


def names(county: County) -> Counter[str]:
    return Counter(f.check for f in run_all(county.store, DAY))


def test_a_sound_enterprise_has_no_finding(county: County) -> None:
    a, own = county.enterprise("示例矿一", credit_code="91350100M000100Y43")
    county.change("enterprise", a, no_code_reason=None)
    insurer = county.add("insurer", name="示例甲保险")
    county.policy("P1", a, own, insurer_id=insurer, start_on="2026-01-01", end_on="2027-02-01")
    assert names(county) == Counter()
    assert findings_text([]) == "没有发现问题。"


Plant = Callable[[County, int, int], None]


def policies(*rows: dict[str, object]) -> Plant:
    def plant(county: County, enterprise: int, own: int) -> None:
        for number, values in enumerate(rows, 1):
            county.policy(f"P{number}", enterprise, own, **values)  # type: ignore[arg-type]

    return plant


def visits(*rows: dict[str, object]) -> Plant:
    def plant(county: County, enterprise: int, own: int) -> None:
        policy = county.policy("P1", enterprise, own, end_on="2027-02-01")
        for number, values in enumerate(rows, 1):
            given = {"number": f"FW{number}", "visited_on": "2026-05-01", "confirmed": 1, **values}
            county.add("visit", policy_id=policy, **given)  # type: ignore[arg-type]

    return plant


def hazards(**values: object) -> Plant:
    def plant(county: County, enterprise: int, own: int) -> None:
        visits({})(county, enterprise, own)
        visit = county.store.read("SELECT max(id) FROM visit")[0][0]
        county.add("hazard", visit_id=visit, description="护栏缺失", **values)  # type: ignore[arg-type]

    return plant


def claims(**values: object) -> Plant:
    def plant(county: County, enterprise: int, own: int) -> None:
        policy = county.policy("P1", enterprise, own, end_on="2027-02-01")
        county.add("claim", number="LP1", policy_id=policy, **values)  # type: ignore[arg-type]

    return plant


LAST, NEXT = {"start_on": "2025-01-01", "end_on": "2025-12-31"}, {"end_on": "2027-02-01"}
CASES: list[tuple[str, Plant, int]] = [
    ("uninsured", policies(LAST), 1),
    ("expiring", policies({"end_on": "2026-12-30"}), 1),
    ("expiring", policies({"end_on": "2026-12-31"}), 0),
    ("expiring", policies({"end_on": "2026-12-30"}, {"start_on": "2026-12-31", "end_on": "2027-12-30"}), 0),
    ("expiring", policies({"end_on": "2026-12-30"}, {"start_on": "2027-01-01", "end_on": "2027-12-30"}), 1),
    ("gap", policies(LAST, NEXT | {"start_on": "2026-01-02"}), 1),
    ("gap", policies(LAST, NEXT | {"start_on": "2026-01-01"}), 0),
    ("gap", policies(LAST | {"ended_on": "2025-12-31", "end_reason": "关闭"}, NEXT | {"start_on": "2026-01-01"}), 1),
    ("gap", policies({"start_on": "2023-01-01", "end_on": "2023-12-31"}, {"start_on": "2025-06-01"} | NEXT), 0),
    ("ended_early", policies({"ended_on": "2026-06-01", "end_reason": "不想保了"}), 1),
    ("ended_early", policies({"ended_on": "2026-06-01", "end_reason": "企业注销"}), 0),
    ("ended_early", policies({"ended_on": "2026-12-31", "end_reason": "不想保了"}), 0),
    ("ended_early", policies({"ended_on": "2026-06-01", "end_reason": "换公司"}, {"start_on": "2026-05-31"} | NEXT), 0),
    ("limit_differs", policies(NEXT, NEXT | {"limit_person": 60_000_000}), 1),
    ("limit_differs", policies(NEXT, NEXT), 0),
    ("overlapping", policies(NEXT, NEXT, NEXT), 1),
    ("below_floor", policies(NEXT | {"limit_person": 30_000_000}, NEXT | {"limit_person": 20_000_000}), 1),
    ("other_product", policies(NEXT | {"product": "雇主责任保险"}), 1),
    ("other_product", policies(NEXT | {"product": "安责险"}), 0),
    ("product_unclear", policies(NEXT | {"product": "综合责任保险"}), 1),
    ("product_unclear", policies(NEXT | {"product": "安全生产责任保险附加工伤"}, NEXT | {"product": "雇主责任险"}), 0),
    ("premium_from_employees", policies(NEXT | {"premium_source": "employees"}), 1),
    ("commission_over", policies(NEXT | {"commission": 501}), 1),
    ("commission_over", policies(NEXT | {"commission": 500}), 0),
    ("premium_unpaid", policies(NEXT | {"premium_received": 999_999}), 1),
    ("premium_unpaid", policies(NEXT | {"premium_received": 1_000_000}), 0),
    ("policy_incomplete", policies(NEXT | {"premium": None}), 1),
    ("service_owed", policies(NEXT | {"promised_visits": 2}), 1),
    ("service_owed", policies({"start_on": "2026-10-01", "end_on": "2027-09-30", "promised_visits": 4}), 0),
    ("visit_unconfirmed", visits({"confirmed": None}, {"confirmed": 0}, {"confirmed": 1}), 2),
    ("visit_not_returned", visits({"returned": 0}, {"returned": None}, {"returned": 1}), 2),
    ("visit_not_returned", visits({"returned_on": "2026-06-01"}), 0),
    ("visit_not_returned", visits({"returned": 0, "visited_on": "2026-09-01"}), 0),
    ("visit_outside_term", visits({"visited_on": "2025-12-31"}, {"visited_on": "2026-01-01"}), 1),
    ("sham_too_many", visits(*[{"staff": "示例乙"}] * 6), 6),
    ("sham_too_many", visits(*[{"staff": "示例乙"}] * 5), 0),
    ("sham_same_text", visits(*[{"process": "检查了现场并提出了意见"}] * 6), 0),
    ("hazard_overdue", hazards(due_on="2026-10-30"), 1),
    ("hazard_overdue", hazards(due_on=DAY), 0),
    ("hazard_overdue", hazards(due_on="2026-10-30", rectified_on=DAY), 0),
    ("hazard_no_limit", hazards(), 1),
    ("claim_slow", claims(reported_on="2026-09-30"), 1),
    ("claim_slow", claims(reported_on="2026-10-01"), 0),
    ("claim_slow", claims(reported_on="2026-01-01", prepaid=100), 1),
    ("claim_unpaid", claims(reported_on="2026-09-01", agreed_on="2026-10-20"), 1),
    ("claim_unpaid", claims(reported_on="2026-09-01", agreed_on="2026-10-21"), 0),
    ("claim_unpaid", claims(reported_on="2026-09-01", agreed_on="2026-10-01", paid_on="2026-10-30"), 0),
    ("claim_refused_badly", claims(reported_on="2026-09-01", not_covered=1, assessed_on="2026-10-27"), 1),
    ("claim_refused_badly", claims(reported_on="2026-09-01", not_covered=1, assessed_on="2026-10-28"), 0),
    ("claim_refused_badly", claims(reported_on="2026-09-01", refused_on="2026-10-01"), 1),
    ("claim_refused_badly", claims(reported_on="2026-09-01", refused_on=DAY, refusal_reason="不属责任"), 0),
    ("claim_not_prepaid", claims(reported_on="2026-08-31"), 1),
    ("claim_not_prepaid", claims(reported_on="2026-09-01"), 0),
    ("claim_not_prepaid", claims(reported_on="2026-01-01", settled=1, settled_on="2026-02-01"), 0),
]


@pytest.mark.parametrize(("check", "plant", "times"), CASES, ids=lambda v: v if isinstance(v, str) else None)
def test_each_check_at_its_edge(county: County, check: str, plant: Plant, times: int) -> None:
    enterprise, own = county.enterprise("示例矿一")
    plant(county, enterprise, own)
    found = run_all(county.store, DAY, [check])
    assert len(found) == times
    scoped = [f for f in run_enterprise(county.store, enterprise, DAY) if f.check == check]
    assert [f.record_id for f in scoped] == [f.record_id for f in found]


def two_townships(county: County) -> tuple[int, int]:
    made = []
    for name, town in (("示例矿一", "城关镇"), ("示例矿二", "河东乡")):
        enterprise, own = county.enterprise(name, township=town)
        made.append(county.policy(f"P{name}", enterprise, own, end_on="2027-02-01"))
    return made[0], made[1]


def test_one_expert_in_two_places_at_once(county: County) -> None:
    for n, policy in enumerate(two_townships(county)):
        county.add("visit", number=f"FW{n}", policy_id=policy, visited_on="2026-05-01", staff="示例乙", confirmed=1)
    found = run_all(county.store, DAY, ["sham_two_places"])
    assert len(found) == 2 and all("城关镇" in f.text and "河东乡" in f.text for f in found)
    first = county.store.read("SELECT min(id) FROM visit")[0][0]
    concerning = [f for f in run_for(county.store, "visit", first, DAY) if f.check == "sham_two_places"]
    assert [f.record_id for f in concerning] == [first]


def test_the_same_words_at_different_enterprises(county: County) -> None:
    one, other = two_townships(county)
    for n, policy in enumerate((one, one, other)):
        county.add("visit", number=f"FW{n}", policy_id=policy, visited_on=f"2026-05-0{n + 1}", confirmed=1,
                   process="检查了现场并提出了意见")  # fmt: skip
    assert len(run_all(county.store, DAY, ["sham_same_text"])) == 3


def test_a_body_that_never_finds_a_hazard(county: County) -> None:
    one, _ = two_townships(county)
    body = county.add("service_body", name="示例技术服务所", qualified_until="2026-05-05")
    for n in range(1, 11):
        county.add("visit", number=f"FW{n}", policy_id=one, visited_on=f"2026-05-{n:02}", confirmed=1, body_id=body,
                   item="事故隐患排查")  # fmt: skip
    assert [f.record_id for f in run_for(county.store, "service_body", body, DAY)] == [body, body]
    assert {f.check for f in run_all(county.store, DAY)} >= {"sham_no_hazard", "body_expired"}
    visit = county.store.read("SELECT max(id) FROM visit")[0][0]
    county.add("hazard", visit_id=visit, description="护栏缺失", due_on="2027-01-01")
    assert run_all(county.store, DAY, ["sham_no_hazard"]) == []


def test_the_same_number_at_two_enterprises(county: County) -> None:
    for name in ("示例矿一", "示例矿二"):
        enterprise, own = county.enterprise(name)
        county.policy("P1", enterprise, own)
    assert len(run_all(county.store, DAY, ["same_number"])) == 2


def test_twins_are_doubted_until_somebody_says_they_differ(county: County) -> None:
    ids = [county.enterprise("示例矿一", township=town)[0] for town in ("城关镇", "河东乡")]
    assert len(run_all(county.store, DAY, ["duplicate_enterprise"])) == 2
    uids = sorted(u for (u,) in county.store.read("SELECT uid FROM enterprise"))
    county.add("duplicate_review", first_uid=uids[0], second_uid=uids[1], names="示例", verdict="different")
    assert run_all(county.store, DAY, ["duplicate_enterprise"]) == [] and len(ids) == 2


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"name": "示例矿业", "township": "城关镇"}, {"name": "示例矿业", "township": "河东乡"}, "名称相同"),
        (
            {"name": "示例矿甲", "credit_code": "91350100M000100Y43"},
            {"name": "示例矿乙", "credit_code": "92350100M000100Y42"},
            "信用代码中的主体标识码相同",
        ),
        ({"name": "示例矿甲", "permit": "豫001"}, {"name": "示例矿乙", "permit": "豫001"}, "许可证号相同"),
        ({"name": "示例矿甲", "permit": "豫001"}, {"name": "示例矿乙", "licence": "豫001"}, "许可证号相同"),
    ],
)
def test_twins_by_name_code_and_licence(
    county: County, first: dict[str, str], second: dict[str, str], why: str
) -> None:
    ids = []
    for values in (first, second):
        licence = values.pop("licence", "")
        ids.append(county.enterprise(**values)[0])  # type: ignore[arg-type]
        if licence:
            county.add("insured_object", enterprise_id=ids[-1], type="licence", code=licence)
    county.enterprise("示例别家", credit_code="91110000600037341L")
    found = run_all(county.store, DAY, ["duplicate_enterprise"])
    assert [f.record_id for f in found] == ids and all(why in f.text for f in found)
    for number in ids:
        one = [f for f in run_enterprise(county.store, number, DAY) if f.check == "duplicate_enterprise"]
        assert [f.record_id for f in one] == [number]


@pytest.mark.parametrize(
    ("days", "typed", "times"),
    [
        (range(0, 70, 7), "2026-09-01", 10),
        (range(0, 63, 7), "2026-09-01", 0),  # one visit too few
        (range(0, 60, 6), "2026-09-01", 0),  # too close together to be strange
        (range(0, 70, 7), None, 0),
    ],
)
def test_records_of_a_long_time_all_written_on_one_day(
    county: County, days: range, typed: str | None, times: int
) -> None:
    one, other = two_townships(county)
    body = county.add("service_body", name="示例技术服务所")
    for n, day in enumerate(days):
        visited = (date(2026, 6, 1) + timedelta(days=day)).isoformat()
        county.add("visit", number=f"FW{n}", policy_id=one, visited_on=visited, confirmed=1, body_id=body,
                   **{"recorded_on" if n % 2 else "archived_on": typed})  # fmt: skip
    county.add("visit", number="FW-", policy_id=other, visited_on="2026-06-01", confirmed=1, recorded_on=typed)
    found = run_all(county.store, DAY, ["sham_one_day"])
    assert len(found) == times
    assert all("示例技术服务所这一天共填写 10 次" in f.text for f in found)


def test_wording_that_steers_the_market(county: County) -> None:
    county.add("insurer", name="示例甲财产保险公司")
    edited = {"任务分工": "各单位不得指定保险公司。", "组织保障": "请各企业统一向示例甲财产保险公司投保。"}
    chapters = json.dumps(edited, ensure_ascii=False)
    county.add("document", name="plan", title="工作方案", as_of=DAY, chapters=chapters)
    county.add("document", name="urging", title="催保通知", as_of=DAY, chapters="{坏的")
    county.add("meeting", held_on="2026-03-01", topic="推进会", decisions="由示例甲财产保险公司承保全县企业。")
    county.add("meeting", held_on="2026-04-01", topic="例会", decisions="严禁指定保险公司。")
    county.add("publicity", held_on="2026-03-02", theme="安责险进企业", effect="推荐三家保险机构。")
    case = county.add("enforcement_case", number="A1", enterprise_id=county.enterprise("示例矿一")[0], found_on=DAY)
    county.add(
        "enforcement_paper",
        case_id=case,
        type="order",
        number="1",
        issued_on="2026-03-03",
        content="到指定的保险公司投保",
    )
    found = {f.check: f.text for f in run_all(county.store, DAY) if f.group == "措辞"}
    assert found.keys() == {"steering_document", "steering_meeting", "steering_publicity", "steering_paper"}
    assert "工作方案“组织保障”一章" in found["steering_document"] and "推进会" in found["steering_meeting"]
    document = county.store.read("SELECT min(id) FROM document")[0][0]
    assert [f.check for f in run_for(county.store, "document", document, DAY)] == ["steering_document"]


def test_wrong_codes_and_objects_without_a_day(county: County) -> None:
    enterprise, _ = county.enterprise("示例矿一", credit_code="91110000600037341X")
    county.add("insured_object", enterprise_id=enterprise, type="licence", code="豫1", status="stopped")
    found = {f.check: f for f in run_all(county.store, DAY)}
    assert "第18位是“X”，按前17位应为“L”" in found["credit_code_wrong"].text
    assert found["object_status_without_day"].field == "status_on"


def test_a_low_price_is_far_below_its_sector(county: County) -> None:
    for n in range(6):
        enterprise, own = county.enterprise(f"示例矿{n}")
        county.policy(f"P{n}", enterprise, own, premium=1_000_000 if n else 299_000)
    found = run_all(county.store, DAY, ["low_price"])
    assert len(found) == 1 and "59.80 元" in found[0].text and "200.00 元" in found[0].text


def test_saving_a_policy_shows_what_concerns_it(county: County) -> None:
    a, own = county.enterprise("示例矿一", headcount=60)
    other, other_own = county.enterprise("示例矿二")
    policy = county.policy("P1", a, own, commission=600)
    county.policy("P2", other, other_own, commission=600)
    found = run_for(county.store, "policy", policy, DAY)
    assert {f.check for f in found} >= {"commission_over", "headcount_short"}
    assert "示例矿二" not in findings_text(found)


def test_an_explanation_holds_while_its_facts_do(county: County) -> None:
    a, own = county.enterprise("示例矿一", headcount=60)
    policy = county.policy("P1", a, own)
    (finding,) = run_all(county.store, DAY, ["headcount_short"])
    explain(county.session, finding, "十人为实习学生，另有保险")
    assert run_all(county.store, DAY, ["headcount_short"]) == []
    (kept,) = run_all(county.store, DAY, ["headcount_short"], explained=True)
    assert kept.explained == "十人为实习学生，另有保险"
    county.change("policy", policy, headcount=40)
    (again,) = run_all(county.store, DAY, ["headcount_short"])
    assert not again.explained and again.earlier == "十人为实习学生，另有保险"
    assert "以前的说明已不适用：十人为实习学生" in findings_text([again])
    explain(county.session, again, "另有说明", until="2026-11-30")
    assert run_all(county.store, DAY, ["headcount_short"]) == []
    (late,) = run_all(county.store, "2026-12-01", ["headcount_short"])
    assert late.earlier == "另有说明"
    reopen(county.session, again)
    assert len(run_all(county.store, DAY, ["headcount_short"])) == 1
    with pytest.raises(RefusedError):
        explain(county.session, again, " ")


LEDGER = {"entry": "spent", "amount": 100_000_00, "occurred_on": "2026-03-01", "voucher_no": "PZ-1"}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {"fund_no_visit"}),
        ({"voucher_no": None}, {"fund_no_visit", "fund_no_voucher"}),
        ({"payee_type": "authority"}, {"fund_no_visit", "fund_payee"}),
        ({"amount": 210_001_00}, {"fund_no_visit", "fund_over_ceiling"}),
        ({"amount": 210_000_00}, {"fund_no_visit"}),
        ({"occurred_on": "2025-12-31"}, {"fund_no_visit", "fund_zero"}),
        ({"occurred_on": "2026-11-01"}, {"fund_zero"}),
        ({"entry": "drawn"}, set()),
    ],
)
def test_the_prevention_ledger(county: County, values: dict[str, object], found: set[str]) -> None:
    insurer = county.add("insurer", name="示例甲保险")
    a, own = county.enterprise("示例矿一")
    county.policy("P1", a, own, insurer_id=insurer, premium=1_000_000_00, premium_received=1_000_000_00)
    entry = county.add("fund_entry", insurer_id=insurer, **(LEDGER | values))  # type: ignore[arg-type]
    assert {f.check for f in run_all(county.store, DAY) if f.group == "费用"} == found
    saved = {f.check for f in run_for(county.store, "fund_entry", entry, DAY)}
    assert saved == found - {"fund_over_ceiling", "fund_zero"}


def test_fund_use_is_counted_by_insurer_and_where_no_policy_says_the_sector_apart(county: County) -> None:
    insurer = county.add("insurer", name="示例甲保险")
    a, own = county.enterprise("示例矿一")
    county.policy("P1", a, own, insurer_id=insurer, premium_received=1_000_000_00, premium=1_000_000_00)
    entry = county.add("fund_entry", insurer_id=insurer, **LEDGER)  # type: ignore[arg-type]
    found = figures(county.store, DAY)
    assert found.rate("fund_use").text == found.rate("fund_use", "insurer", insurer).text == "10.0%"
    assert found.ids("fund_spent", "insurer", insurer).ids == (entry,)
    assert found.ids("fund_spent", "sector", None).ids == (entry,)
    assert found.ids("fund_spent", "sector", county.sectors["非煤矿山"]).ids == ()


def test_major_hazards_orders_charges_and_photos(county: County) -> None:
    a, own = county.enterprise("示例矿一")
    policy = county.policy("P1", a, own, end_on="2027-02-01")
    ids = [
        county.add(
            "visit", number=f"FW{n}", policy_id=policy, visited_on="2026-05-01", confirmed=1, returned=1, charged=n
        )
        for n in (0, 1)
    ]
    hazard = county.add("hazard", visit_id=ids[0], description="护栏缺失", level="major", due_on="2027-01-01",
                        ordered_on="2026-06-01", order_due_on="2026-10-30")  # fmt: skip
    for n, visit in enumerate(ids):
        county.add("attachment", owner_kind="visit", owner_id=visit, name=f"{n}.jpg", sha256="a" * 64, size=9)
    found = Counter(f.check for f in run_all(county.store, DAY) if f.group in ("服务", "隐患"))
    assert found == {"hazard_major_untold": 1, "hazard_order_overdue": 1, "service_charged": 1, "sham_same_photo": 2}
    county.change("hazard", hazard, principal_notified_on=DAY, rectified_on=DAY)
    assert {f.check for f in run_all(county.store, DAY) if f.group == "隐患"} == set()


@pytest.mark.parametrize(
    ("values", "late"),
    [
        # Ten working days end on Friday the 30th; thirty of them run over 国庆 and the weekends worked for it.
        ({"received_on": "2026-10-19"}, False),
        ({"received_on": "2026-10-16"}, True),
        ({"received_on": "2026-10-09", "accepted_on": "2026-10-19"}, False),
        ({"received_on": "2026-09-15", "needs_check": 1}, False),
        ({"received_on": "2026-09-14", "needs_check": 1}, True),
        ({"received_on": "2026-10-29", "due_on": "2026-10-30"}, True),
        ({"received_on": "2026-01-01", "answered_on": "2026-02-01"}, False),
    ],
)
def test_leads_are_answered_in_time(county: County, values: dict[str, object], late: bool) -> None:
    lead = county.add("lead", number="XS1", content="示例", topic="charge", **values)  # type: ignore[arg-type]
    assert [f.record_id for f in run_all(county.store, DAY, ["lead_overdue"])] == ([lead] if late else [])
    assert [f.record_id for f in run_for(county.store, "lead", lead, DAY)] == ([lead] if late else [])
    due = of_record(county.session, "lead", lead, date.fromisoformat(DAY))
    assert any(clock.done_on is None and clock.late(date.fromisoformat(DAY)) for clock in due) is late


def test_hostile_names_pass_through_unharmed(county: County) -> None:
    hostile = "{as_of}[/甲]{0.__class__}'\"；DROP TABLE policy--𠮷"
    county.enterprise(hostile)
    (finding,) = run_all(county.store, DAY, ["uninsured"])
    assert hostile in finding.text and hostile in findings_text([finding])


def test_every_check_says_what_to_do_and_where_it_stands(county: County) -> None:
    rules = packs.rules(county.store)
    for check in rules.checks.values():
        assert check.next_step and check.clause.document.title and check.severity in checks.SEVERITIES
        assert check.field == "" or check.field in packs.KINDS[check.kind].fields
