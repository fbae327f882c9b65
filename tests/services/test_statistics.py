"""The statistics table and the six indicators: every cut, any day, months; every number has its list."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from small_county import County

from ajx_tui.domain.rate import Rate
from ajx_tui.errors import AjxError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import statistics
from ajx_tui.services.figures import TOTAL, figures
from ajx_tui.services.statistics import COLUMNS, INDICATORS

DAY, EARLIER = date(2026, 10, 31), date(2026, 3, 31)
DIMENSIONS = ("sector", "department", "township", "insurer")
DOMAIN = [
    "应投保数", "已投保数", "投保率", "应保人数", "在保人数", "人员覆盖率", "保费", "每人限额最低值", "累计保额",
    "应服务次数", "已服务次数", "服务覆盖企业数", "排查隐患", "重大隐患", "已整改", "整改率", "预防费用投入",
    "占实收保费", "报案", "结案", "赔款", "预付",
]  # fmt: skip
"""The columns of domain §5, without the first."""


@pytest.fixture
def lively(county: County) -> County:
    """Two insurers, three townships, policies old and new, a mine that stopped, services, hazards, claims, expenses."""
    first, second = (county.add("insurer", name=n) for n in ("甲保险支公司", "乙保险支公司"))
    works = county.firm("示例县双龙冶炼有限公司", headcount=50, township="城关镇")
    mine = county.firm("示例县宏达采石场", "非煤矿山", headcount=20, township="王屯镇")
    stopped = county.firm("示例县关停采石场", "非煤矿山", headcount=9, status="停产", status_on="2026-06-01",
                          status_proof="文件")  # fmt: skip
    county.firm("示例县顺达运输有限公司", "交通运输", headcount=30)
    money = {
        "headcount": 40,
        "limit_person": "50",
        "limit_total": "2000",
        "premium": "9000",
        "premium_received": "8000",
    }
    old = county.policy(works, insurer_id=first, promised_visits=4, **money)
    late = county.policy(mine, insurer_id=second, start_on="2026-05-01", end_on="2027-04-30", promised_visits=2,
                         headcount=20, limit_person="40", premium="1000", premium_received="1000")  # fmt: skip
    county.policy(stopped, insurer_id=second, start_on="2025-08-01", end_on="2026-07-31", headcount=9,
                  limit_person="40")  # fmt: skip
    for number, (policy, day) in enumerate(((old, "2026-02-01"), (old, "2026-08-01"), (late, "2026-06-01"))):
        county.add("visit", number=f"FW{number}", policy_id=policy, visited_on=day, confirmed="是")
    county.add("hazard", visit_id=1, description="甲", level="重大", found_on="2026-02-01", rectified_on="2026-04-15")
    county.add("hazard", visit_id=2, description="乙", level="一般", found_on="2026-08-01")
    county.add("claim", number="LP1", policy_id=old, happened_on="2026-02-10", reported_on="2026-02-11",
               prepaid="10000", prepaid_on="2026-02-20", settled="30000", settled_on="2026-04-12")  # fmt: skip
    for insurer, more in ((first, {"policy_id": old}), (first, {"visit_id": 2}), (second, {})):
        county.add("fund_entry", insurer_id=insurer, entry="支出", amount="400", payee="某机构", voucher_no="1",
                   occurred_on="2026-09-01", **more)  # fmt: skip
    return county


def _row(county: County, day: date, dimension: str, line: str) -> dict[str, str]:
    made = statistics.table(county.session.store, day)
    found = next(x for x in made.lines(dimension) if x.title == line)
    return {c.title.replace("（元）", ""): made.text(c, found) for c in made.columns}


def test_the_columns_are_those_of_the_domain(county: County) -> None:
    assert [c.title.replace("（元）", "") for c in COLUMNS] == DOMAIN
    made = statistics.table(county.session.store, DAY)
    assert made.columns == COLUMNS
    assert set(_row(county, DAY, "sector", "合计").values()) <= {"0", "—", "0.00"}


def test_a_line_of_each_cut(lively: County) -> None:
    works = {
        "应投保数": "1", "已投保数": "1", "投保率": "100.0%", "应保人数": "50", "在保人数": "40", "人员覆盖率": "80.0%",
        "保费": "9,000.00", "每人限额最低值": "500,000.00", "累计保额": "20,000,000.00", "应服务次数": "4",
        "已服务次数": "2", "服务覆盖企业数": "1", "排查隐患": "2", "重大隐患": "1", "已整改": "1", "整改率": "50.0%",
        "预防费用投入": "800.00", "占实收保费": "10.0%", "报案": "1", "结案": "1", "赔款": "30,000.00",
        "预付": "10,000.00",
    }  # fmt: skip
    for dimension, line in (("sector", "金属冶炼"), ("township", "城关镇")):
        assert _row(lively, DAY, dimension, line) == works
    first = _row(lively, DAY, "insurer", "甲保险支公司")
    assert {k for k, v in first.items() if v != works[k]} == {
        "应投保数", "已投保数", "投保率", "应保人数", "人员覆盖率", "服务覆盖企业数",
    }  # fmt: skip
    assert (first["应投保数"], first["投保率"], first["服务覆盖企业数"]) == ("—", "—", "—")
    total = _row(lively, DAY, "department", "合计")
    assert (total["应投保数"], total["已投保数"], total["预防费用投入"], total["占实收保费"]) == (
        "3",
        "2",
        "1,200.00",
        "13.3%",
    )
    assert total["每人限额最低值"] == "400,000.00"
    # What is spent on no policy has a line of its own, and is in the total once.
    assert _row(lively, DAY, "township", "未填乡镇")["预防费用投入"] == "400.00"
    assert _row(lively, DAY, "insurer", "乙保险支公司")["占实收保费"] == "40.0%"


def test_a_past_day_is_told_by_what_held_then(lively: County) -> None:
    mine = _row(lively, EARLIER, "sector", "非煤矿山")
    # The quarry that stopped in June was due, its policy in force; the other one had none yet.
    assert (mine["应投保数"], mine["已投保数"], mine["投保率"], mine["在保人数"]) == ("2", "1", "50.0%", "9")
    works = _row(lively, EARLIER, "sector", "金属冶炼")
    assert (works["已服务次数"], works["排查隐患"], works["已整改"], works["整改率"]) == ("1", "1", "0", "0.0%")
    assert (works["报案"], works["结案"], works["预付"], works["预防费用投入"]) == ("1", "0", "10,000.00", "—")


def test_every_number_of_every_cut_opens_exactly_its_records(lively: County) -> None:
    for day in (DAY, EARLIER):
        found = figures(lively.session.store, day)
        for name in found.rules.figures:
            for dimension in ("total", *DIMENSIONS):
                lines = [TOTAL] if dimension == "total" else found.lines(dimension)
                counts = [found.count(name, line.dimension, line.key) for line in lines]
                listed = [len(found.ids(name, line.dimension, line.key).ids) for line in lines]
                assert counts == listed, (name, dimension, day)
                if dimension in ("sector", "township") and found.is_cut(name, dimension):
                    assert sum(counts) == found.count(name), (name, dimension)
        for column in COLUMNS:
            assert column.figure in found.rules.figures or column.figure in found.rules.indicators


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_six_indicators_over_months(lively: County, dimension: str) -> None:
    store = lively.session.store
    rows = statistics.rates(figures(store, DAY), dimension)
    assert rows[-1][0] is TOTAL
    assert all(len(row) == len(INDICATORS) for _, row in rows)
    for place, name in enumerate(INDICATORS):
        made = statistics.month_series(store, DAY, dimension, name, 8)
        assert (len(made.days), made.days[0], made.days[-1]) == (8, "2026-03-31", "2026-10-31")
        last = {line.title: rates[-1] for line, rates in made.lines}
        for line, row in rows:
            assert last.get(line.title, Rate(0, 0)).text == row[place].text, (dimension, name)
        first = {line.title: rates[0] for line, rates in made.lines}
        then = {line.title: rates[place] for line, rates in statistics.rates(figures(store, EARLIER), dimension)}
        assert all(first[title].text == then[title].text for title in first if title in then)
    with pytest.raises(UsageError, match="没有名为 nothing"):
        statistics.month_series(store, DAY, dimension, "nothing")


def test_the_table_as_a_file(lively: County, tmp_path: Path) -> None:
    path = run(statistics.export(lively.session, DAY, "sector", tmp_path / "新" / "表.xlsx"))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert "按行业领域" in str(rows[0][0])
    assert "本级自定" in str(rows[1][0])
    header = next(n for n, row in enumerate(rows) if row[1] == "应投保数")
    lines = {row[0]: dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]}
    assert (lines["合计"]["应投保数"], lines["合计"]["保费（元）"]) == (3, 10000)
    assert lines["合计"]["投保率"] == pytest.approx(2 / 3)
    assert lines["交通运输"]["整改率"] == "—"
    path = run(statistics.export(lively.session, DAY, "insurer", tmp_path / "表.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        made = list(csv.DictReader(file))
    assert [row["保险机构"] for row in made] == ["乙保险支公司", "甲保险支公司", "合计"]
    assert (made[1]["占实收保费"], made[1]["投保率"], made[0]["累计保额（元）"]) == ("10%", "—", "—")
    with pytest.raises(AjxError):
        run(statistics.export(lively.session, DAY, "sector", tmp_path))
