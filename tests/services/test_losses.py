"""Claims against premium: sums by hand, no premium no ratio, the published rate that holds on the day."""

from __future__ import annotations

from datetime import date

import pytest
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import UsageError
from ajx_tui.services.losses import LossLine, loss_table, loss_text
from ajx_tui.store.records import ids_where

DAY = date(2026, 10, 31)


def _lines(county: County, by: str = "sector", day: date = DAY) -> dict[str, LossLine]:
    return {x.line.title: x for x in loss_table(county.session.store, day, by).lines}


def test_each_line_adds_up_and_nothing_is_divided_by_nothing(county: County) -> None:
    one, other = (county.add("insurer", name=name) for name in ("甲保险支公司", "乙保险支公司"))
    first = county.policy(county.firm("示例县甲冶炼有限公司"), premium="10000", insurer_id=one)
    free = county.policy(county.firm("示例县乙煤业有限公司", "煤矿"), insurer_id=other)
    county.add(
        "claim", number="LP1", policy_id=first, reported_on="2026-05-01", settled="2500", settled_on="2026-06-01"
    )
    county.add("claim", number="LP2", policy_id=first, reported_on="2026-07-01", prepaid="300", prepaid_on="2026-07-05")
    county.add("claim", number="LP3", policy_id=free, reported_on="2026-07-01", settled="900", settled_on="2026-08-01")
    county.add("claim", number="LP4", policy_id=first, reported_on="2026-12-01", settled="9", settled_on="2026-12-02")
    lines = _lines(county)
    smelting = lines["金属冶炼"]
    assert (smelting.policies, smelting.premium, smelting.claims, smelting.settled, smelting.prepaid) == (
        1, 1_000_000, 2, 250_000, 30_000,
    )  # fmt: skip
    assert smelting.ratio.text == "25.0%"
    assert (lines["煤矿"].settled, lines["煤矿"].ratio.text) == (90_000, "—")
    assert (lines["合计"].premium, lines["合计"].settled, lines["合计"].ratio.text) == (1_000_000, 340_000, "34.0%")
    assert set(lines) == {"金属冶炼", "煤矿", "合计"}
    by_insurer = _lines(county, "insurer")
    assert by_insurer["甲保险支公司"].ratio.text == "25.0%" and by_insurer["乙保险支公司"].ratio.text == "—"
    table = loss_table(county.session.store, DAY, "insurer")
    assert table.as_json()["lines"][0]["loss_ratio"] == 0.25 or table.as_json()["lines"][1]["loss_ratio"] == 0.25
    assert "没有保费的为 —" in loss_text(table)
    behind = table.found.ids("claims_settled", "insurer", by_insurer["甲保险支公司"].line.key)
    assert (behind.kind, behind.ids) == ("claim", (1,))


def test_the_published_rate_is_the_one_that_holds_on_the_day(county: County) -> None:
    county.policy(county.firm("示例县甲冶炼有限公司"), premium="10000")
    sector = ids_where(county.session.store, KINDS["sector"], "title", "金属冶炼")[0]
    for start, end, rate, part in (
        ("2025-01-01", "2025-12-31", "3.5", "全行业"), ("2026-01-01", None, "4.25", "全行业"),
        ("2026-06-01", None, "9", "铝冶炼"), ("2027-01-01", None, "5", "全行业"),
    ):  # fmt: skip
        county.add("loss_rate", sector_id=sector, rate=rate, valid_from=start, valid_until=end, subsector=part)
    assert _lines(county)["金属冶炼"].published == "4.25‰"
    assert _lines(county, day=date(2025, 6, 1))["合计"].published == ""
    assert _lines(county, day=date(2027, 2, 1))["金属冶炼"].published == "5‰"


def test_other_ways_to_cut_are_refused(county: County) -> None:
    with pytest.raises(UsageError):
        loss_table(county.session.store, DAY, "month")
