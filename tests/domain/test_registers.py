"""Field types and rules of the registers: what each refuses, and what it only points out."""

from __future__ import annotations

import pytest

from ajx_tui.domain.fields import FieldProblem
from ajx_tui.domain.quantities import Points, Ratio
from ajx_tui.domain.record import check
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.claim import LOSS_HEADS

FACTOR, RATE, POINTS = Ratio(title="系数"), Ratio(title="费率", unit="‰"), Points(title="得分")


@pytest.mark.parametrize(
    ("raw", "stored", "shown"),
    [
        (0.9, 900_000, "0.9"), ("1.25", 1_250_000, "1.25"), ("下浮10%", 900_000, "0.9"),
        ("上浮 15％", 1_150_000, "1.15"),
        ("-5%", 950_000, "0.95"), ("90%", 900_000, "0.9"), ("1", 1_000_000, "1"), (0, 0, "0"),
    ],
)  # fmt: skip
def test_factors(raw: object, stored: int, shown: str) -> None:
    assert FACTOR.parse(raw) == stored
    assert FACTOR.show(stored) == shown
    assert FACTOR.parse(FACTOR.edit(stored)) == stored


@pytest.mark.parametrize(
    ("raw", "stored", "shown"),
    [
        ("3.25", 3250, "3.25‰"),
        ("0.3%", 3000, "3‰"),
        ("3.25‰", 3250, "3.25‰"),
        (0.001, 1, "0.001‰"),
        (12, 12_000, "12‰"),
    ],
)
def test_rates_per_thousand_keep_their_digits(raw: object, stored: int, shown: str) -> None:
    assert RATE.parse(raw) == stored
    assert RATE.show(stored) == shown
    assert RATE.parse(RATE.edit(stored)) == stored


@pytest.mark.parametrize("raw", ["高", "-1", "上浮一成", "1万元", "1e30"])
def test_what_is_no_factor(raw: str) -> None:
    with pytest.raises(FieldProblem):
        FACTOR.parse(raw)


def test_points() -> None:
    assert [POINTS.parse(raw) for raw in ("85.5", 85.5, "85.5分", "", None, 0)] == [8550, 8550, 8550, None, None, 0]
    assert [POINTS.show(v) for v in (8550, 8500, 0, None)] == ["85.5", "85", "0", ""]
    for raw in ("优", "-1", "1001"):
        with pytest.raises(FieldProblem):
            POINTS.parse(raw)


CLAIM = {"number": "LP1", "policy_id": 1}


def test_heads_of_loss_sum_up_to_what_was_settled() -> None:
    assert len(LOSS_HEADS) == 7
    heads = {"loss_employees": "80000", "loss_medical": "20000.50"}
    assert check(KINDS["claim"], {**CLAIM, **heads, "settled": "100000.50"}).refused == ()
    assert check(KINDS["claim"], {**CLAIM, **heads}).refused == ()
    assert check(KINDS["claim"], {**CLAIM, "settled": "100000"}).refused == ()
    (problem,) = check(KINDS["claim"], {**CLAIM, **heads, "settled": "100000"}).refused
    assert problem.field == "settled"
    assert "100,000.50" in problem.text
    assert "100,000.00" in problem.text


def _refused(kind: str, **raw: object) -> set[str]:
    defaults = {n: s.default for n, s in KINDS[kind].fields.items() if s.default is not None}
    return {p.field for p in check(KINDS[kind], {**defaults, **raw}).refused}


def _warned(kind: str, **raw: object) -> set[str]:
    return {p.field for p in check(KINDS[kind], raw).warnings}


def test_what_needs_a_reason_has_one() -> None:
    assert "refusal_reason" in _refused("claim", **CLAIM, refused_on="2026-01-01")
    lead = {"number": "1", "received_on": "2026-01-01", "content": "x"}
    assert _refused("lead", **lead, closed_on="2026-01-02") == {"outcome"}
    assert _refused("lead", **lead, closed_on="2026-01-02", outcome="不属实") == set()
    problem = {"number": "1", "found_on": "2026-01-01", "description": "x"}
    assert _refused("problem", **problem, closed_on="2026-02-01") == {"proof"}
    breach = {"commitment_id": 1, "found_on": "2026-01-01", "facts": "x"}
    assert _refused("breach", **breach, closed_on="2026-02-01") == {"handling"}


@pytest.mark.parametrize(
    ("kind", "raw", "field"),
    [
        (
            "hazard",
            {"visit_id": 1, "description": "x", "found_on": "2026-02-01", "rectified_on": "2026-01-01"},
            "rectified_on",
        ),
        ("visit", {"policy_id": 1, "visited_on": "2026-02-01", "returned_on": "2026-01-01"}, "returned_on"),
        (
            "commitment",
            {"insurer_id": 1, "content": "x", "made_on": "2026-02-01", "valid_until": "2026-01-01"},
            "valid_until",
        ),
        (
            "lead",
            {"number": "1", "received_on": "2026-02-01", "content": "x", "answered_on": "2026-01-01"},
            "answered_on",
        ),
        (
            "loss_rate",
            {"sector_id": 1, "rate": "3", "valid_from": "2026-02-01", "valid_until": "2026-01-01"},
            "valid_until",
        ),
    ],
)
def test_days_come_in_their_order(kind: str, raw: dict[str, object], field: str) -> None:
    assert _refused(kind, **raw) == {field}


FUND = {"insurer_id": 1, "entry": "支出", "amount": "100", "occurred_on": "2026-01-01"}


def test_prevention_money_is_spent_on_vouchers_and_never_on_the_insured_or_an_authority() -> None:
    assert _refused("fund_entry", **FUND) == {"payee"}
    assert _warned("fund_entry", **FUND, payee="某", payee_type="投保单位") == {"payee_type", "voucher_no"}
    assert _warned("fund_entry", **FUND, payee="某", payee_type="行政机关", voucher_no="V1") == {"payee_type"}
    assert _warned("fund_entry", **FUND, payee="某", payee_type="服务机构", voucher_no="V1") == set()
    assert _refused("fund_entry", **{**FUND, "entry": "提取"}) == set()


CASE = {"number": "1", "enterprise_id": 1, "found_on": "2026-01-01"}


def test_a_penalty_is_told_first_and_its_surcharge_has_a_cap() -> None:
    officers = {"officer_1": "甲", "certificate_1": "1", "officer_2": "乙", "certificate_2": "2"}
    decided = {**CASE, **officers, "decided_on": "2026-03-01", "decision": "罚款", "fine": "50000"}
    assert _warned("enforcement_case", **decided) == {"notified_on"}
    assert _refused("enforcement_case", **decided, surcharge="60000") == {"surcharge"}
    assert _refused("enforcement_case", **{**decided, "fine": None}) == {"fine"}
    assert "certificate_2" in _warned("enforcement_case", **{**decided, "certificate_2": None})
