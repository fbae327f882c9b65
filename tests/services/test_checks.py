"""Each check finds what it is for, once, and nothing else; limited to one record it finds the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rule_county import DAY, County, open_county

from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import checks, demo, packs
from ajx_tui.services.checks import Finding, explain, findings_text, reopen, run_all, run_enterprise, run_for
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
    whole = [f for f in run_all(practice, DAY) if f.kind not in ("insurer", "service_body")]
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
    ("premium_from_employees", policies(NEXT | {"premium_source": "employees"}), 1),
    ("commission_over", policies(NEXT | {"commission": 501}), 1),
    ("commission_over", policies(NEXT | {"commission": 500}), 0),
    ("premium_unpaid", policies(NEXT | {"premium_received": 999_999}), 1),
    ("premium_unpaid", policies(NEXT | {"premium_received": 1_000_000}), 0),
    ("policy_incomplete", policies(NEXT | {"premium": None}), 1),
    ("service_owed", policies(NEXT | {"promised_visits": 2}), 1),
    ("service_owed", policies({"start_on": "2026-10-01", "end_on": "2027-09-30", "promised_visits": 4}), 0),
    ("visit_unconfirmed", visits({"confirmed": None}, {"confirmed": 0}, {"confirmed": 1}), 2),
    ("visit_not_returned", visits({"returned": 0}, {"returned": None}, {"returned": 1}), 1),
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
    assert not again.explained
    explain(county.session, again, "另有说明", until="2026-11-30")
    assert run_all(county.store, DAY, ["headcount_short"]) == []
    assert len(run_all(county.store, "2026-12-01", ["headcount_short"])) == 1
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


def test_fund_use_is_counted_by_insurer(county: County) -> None:
    insurer = county.add("insurer", name="示例甲保险")
    a, own = county.enterprise("示例矿一")
    county.policy("P1", a, own, insurer_id=insurer, premium_received=1_000_000_00, premium=1_000_000_00)
    entry = county.add("fund_entry", insurer_id=insurer, **LEDGER)  # type: ignore[arg-type]
    found = figures(county.store, DAY)
    assert found.rate("fund_use").text == found.rate("fund_use", "insurer", insurer).text == "10.0%"
    assert found.ids("fund_spent", "insurer", insurer).ids == (entry,)
    assert found.ids("fund_spent", "sector", None).ids == ()


def test_major_hazards_orders_charges_and_photos(county: County) -> None:
    a, own = county.enterprise("示例矿一")
    policy = county.policy("P1", a, own, end_on="2027-02-01")
    ids = [
        county.add("visit", number=f"FW{n}", policy_id=policy, visited_on="2026-05-01", confirmed=1, charged=n)
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
        ({"received_on": "2026-10-09"}, False),
        ({"received_on": "2026-10-08"}, True),
        ({"received_on": "2026-10-01", "needs_check": 1}, False),
        ({"received_on": "2026-09-30", "needs_check": 1}, True),
        ({"received_on": "2026-10-29", "due_on": "2026-10-30"}, True),
        ({"received_on": "2026-01-01", "answered_on": "2026-02-01"}, False),
    ],
)
def test_leads_are_answered_in_time(county: County, values: dict[str, object], late: bool) -> None:
    lead = county.add("lead", number="XS1", content="示例", topic="charge", **values)  # type: ignore[arg-type]
    assert [f.record_id for f in run_all(county.store, DAY, ["lead_overdue"])] == ([lead] if late else [])
    assert [f.record_id for f in run_for(county.store, "lead", lead, DAY)] == ([lead] if late else [])


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
