"""Exports for others: the right rows and columns, and a planted telephone number leaves by none of them."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from small_county import County

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import exchange_layouts as out
from ajx_tui.services import records

DAY = date(2026, 10, 31)
PHONE = "13800001234"
PLANTED = f"找张示例{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}"


def _cells(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    book = openpyxl.load_workbook(path)
    return [["" if v is None else str(v) for v in row] for sheet in book for row in sheet.iter_rows(values_only=True)]


def _export(county: County, layout_id: str, path: Path, **more: object) -> list[list[str]]:
    layout = out.find(county.session.store, layout_id)
    return _cells(run(out.export(county.session, layout, path, DAY, **more)))  # type: ignore[arg-type]


@pytest.fixture
def planted(county: County) -> County:
    """A county in which every text that takes it holds a telephone number, every phone field too."""
    firm = county.firm(f"示例县双龙冶炼有限公司{PHONE}", township=f"城关镇{PHONE}", headcount=50)
    insurer = county.add("insurer", name=f"甲保险支公司{PHONE}")
    body = county.add("service_body", name=f"示例安全技术服务公司{PHONE}")
    department = county.add("department", name=f"某局{PHONE}")
    policy = county.policy(firm, number=f"PZ-{PHONE}", insurer_id=insurer, headcount=50, limit_person="50")
    licence = county.add("insured_object", enterprise_id=firm, type="licence", code=f"XK-{PHONE}", name=PLANTED)
    mine = county.firm("示例县宏达石料有限公司", "非煤矿山", department_id=department)
    county.add("insured_object", enterprise_id=mine, type="licence", code="XK-2", name="露天开采")
    visit = county.add("visit", number=f"FW-{PHONE}", policy_id=policy, visited_on="2026-03-01", body_id=body)
    rows = {
        "enterprise": [firm, mine], "insurer": [insurer], "service_body": [body], "department": [department],
        "policy": [policy], "insured_object": [licence], "visit": [visit],
        "hazard": [county.add("hazard", visit_id=visit, description=PLANTED, level="重大")],
        "claim": [county.add("claim", number=f"LP-{PHONE}", policy_id=policy, happened_on="2026-05-01")],
        "lead": [county.add("lead", number=f"XS-{PHONE}", received_on="2026-05-01", content=PLANTED, insurer_id=insurer,
                            body_id=body, enterprise_id=firm)],
    }  # fmt: skip
    for name, ids in rows.items():
        kind = KINDS[name]
        for record_id in ids:
            stored = county.get(name, record_id)
            free = {}
            for field, spec in kind.fields.items():
                if stored[field] is None and spec.personal:
                    free[field] = PHONE if spec.personal == "phone" else "张示例"
                elif stored[field] is None and spec.type_title == "文本":
                    free[field] = PLANTED
            records.save(county.session, kind, free, record_id)
    return county


def _leaks(cells: list[list[str]]) -> list[str]:
    return [c for row in cells for c in row if PHONE in re.sub(r"\D", "", c) or "张示例" in c]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("layout_id", out.shipped())
def test_a_planted_phone_leaves_by_no_profile_but_the_internal(
    planted: County, layout_id: str, suffix: str, tmp_path: Path
) -> None:
    layout = out.find(planted.session.store, layout_id)
    for profile in Profile:
        cells = _export(planted, layout_id, tmp_path / f"{profile}{suffix}", profile=profile)
        assert len(cells) > (1 if suffix == ".csv" else 4)
        if profile is Profile.INTERNAL and layout.profile is Profile.INTERNAL:
            assert _leaks(cells)
        else:
            assert _leaks(cells) == []


def test_every_field_of_every_kind_could_be_a_column_without_leaking(planted: County, tmp_path: Path) -> None:
    for name in ("enterprise", "policy", "visit", "hazard", "claim", "lead", "insurer", "service_body", "department"):
        kind = KINDS[name]
        columns = "".join(f'[[column]]\npath = "{field}"\n' for field in kind.fields)
        for profile in ("report", "public"):
            head = (
                f'id = "all"\ntitle = "全部"\nrecipient = "某"\nversion = "1"\nkind = "{name}"\nprofile = "{profile}"\n'
            )
            file = tmp_path / "all.toml"
            file.write_text(head + columns, encoding="utf-8")
            layout = out.install(planted.session, file)
            cells = _cells(run(out.export(planted.session, layout, tmp_path / "out.csv", DAY)))
            assert len(cells) > 1
            assert len(cells[0]) == len(kind.fields)
            assert _leaks(cells) == [], (name, profile)


def test_rows_columns_and_types_are_those_of_the_layout(county: County, tmp_path: Path) -> None:
    insured = county.firm("示例县双龙冶炼有限公司", headcount=50, township="城关镇", phone=PHONE, principal="张示例")
    county.policy(insured, headcount=40, limit_person="30")
    county.firm("示例县永盛冶炼有限公司", township="王屯镇")
    closed = county.firm("示例县关停冶炼有限公司", status="关闭", status_on="2026-01-01", status_proof="文件")
    header, *rows = _export(county, "base-register-up", tmp_path / "x.csv")
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [f["企业名称"] for f in found] == ["示例县双龙冶炼有限公司", "示例县永盛冶炼有限公司"]
    one, other = found
    assert (one["行业领域"], one["所在乡镇（街道）"], one["从业人员数"]) == ("金属冶炼", "城关镇", "50")
    assert (one["是否投保"], one["未全员投保"], one["限额低于下限"], other["是否投保"]) == ("是", "是", "是", "否")
    assert (one["联系电话"], one["主要负责人"]) == ("138****34", "张**")
    assert closed
    assert [r[0] for r in _export(county, "uninsured-department", tmp_path / "y.csv")[1:]] == ["示例县永盛冶炼有限公司"]
    layout = out.find(county.session.store, "policies-insurer")
    sheet = openpyxl.load_workbook(run(out.export(county.session, layout, tmp_path / "z.xlsx", DAY))).active
    assert sheet is not None
    values = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert values[0][0] == "承保核对清单"
    assert "本级自定" in str(values[1][0])
    assert "上报档" in str(values[2][0])
    assert values[4][4].date() == date(2026, 1, 1)  # type: ignore[union-attr]
    assert values[4][8] == 300000


def test_each_recipient_gets_its_own_rows(county: County, tmp_path: Path) -> None:
    first, second = (county.add("insurer", name=n) for n in ("甲保险支公司", "乙保险支公司"))
    county.add("insurer", name="丙保险支公司")
    firm = county.firm("示例县双龙冶炼有限公司")
    county.policy(firm, number="A1", insurer_id=first)
    county.policy(firm, number="B1", insurer_id=second)
    county.policy(firm, number="C1")
    layout = out.find(county.session.store, "policies-insurer")
    assert out.recipients(county.session, layout, DAY) == {first: "甲保险支公司", second: "乙保险支公司"}
    assert [r[0] for r in _export(county, "policies-insurer", tmp_path / "a.csv", only=second)[1:]] == ["B1"]
    public = out.find(county.session.store, "insured-public")
    assert out.recipients(county.session, public, DAY) == {}
    with pytest.raises(RefusedError, match="不按收件方分开"):
        run(out.export(county.session, public, tmp_path / "b.csv", DAY, only=first))


GOOD = """id = "own"
title = "自定"
recipient = "某"
version = "1"
kind = "policy"
profile = "report"
[[column]]
path = "number"
"""


def test_a_county_puts_in_its_own_layout(county: County, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert out.install(county.session, file).id == "own"
    assert "own" in out.layouts(county.session.store)
    with pytest.raises(UsageError, match="own（自定）"):
        out.find(county.session.store, "nothing")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "policy"', 'kind = "polis"', "没有“polis”这种记录"),
        ('profile = "report"', 'profile = "open"', "不是遮盖档次"),
        ('path = "number"', 'path = "nummer"', "第1列：保单没有字段“nummer”"),
        ('path = "number"', 'path = "number.name"', "不指向别的记录"),
        ('path = "number"', 'path = ""', "没有字段"),
        ('path = "number"', 'path = "number"\nplain = "yes"', "不是列的键"),
        ('path = "number"', 'path = "number"\nfigure = "due"', "只写一个"),
        ('path = "number"', 'figure = "due"', "要写 title"),
        ('path = "number"', 'path = "number"\n[[column]]\npath = "number"', "两列都叫"),
        ('[[column]]\npath = "number"', "", "至少要有一列"),
        ('version = "1"', "version = 1", "version"),
        ('recipient = "某"', "", "recipient"),
        ('id = "own"', 'id = "own"\nmask = "off"', "不认识的键"),
        ("[[column]]", "[[column", "导出格式有误"),
    ],
)
def test_a_faulty_layout_is_refused_by_name_and_place(
    county: County, tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    before = county.session.store.revision()
    with pytest.raises(RefusedError, match=re.escape(told)):
        out.install(county.session, file)
    assert county.session.store.revision() == before
