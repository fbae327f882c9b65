"""Lists of other counties: other header words, units, delimiters, shapes. They import without touching code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from import_lists import book, code, counts, everything, take, text
from small_county import County

YUAN = 100


@dataclass
class Other:
    """One county's files and what must come of them: (kind, field, value by order of registration)."""

    write: Callable[[Path], list[Path]]
    expect: dict[str, dict[str, list[Any]]]
    options: dict[str, Any] = field(default_factory=dict)


def _semicolons(folder: Path) -> list[Path]:
    """`;` between cells, no title rows, rate as a fraction, limits in yuan, other words."""
    firms = [["单位全称", "社会信用代码", "所属行业", "属地", "员工总数", "负责人姓名", "手机号码"],
             ["示例县东山煤业有限公司", code(1), "煤矿", "东山镇", "120人", "李某", "13900000001"],
             ["示例县西河化工有限公司", code(2), "危险化学品", "西河镇", "45", "王某", "13900000002"]]  # fmt: skip
    head = "保险单号码 投保人名称 投保人代码 保险起始日期 保险终止日期 承保人数 单人限额 保险费 手续费率"
    policies = [head.split(),
                ["P-001", "示例县东山煤业有限公司", code(1), "20260101", "20261231", 120, 500000, 36000.50, 0.05],
                ["P-002", "示例县西河化工有限公司", code(2), "20260301", "20270228", 45, 400000, 18000, 0.03],
    ]  # fmt: skip
    return [text(folder / "底数.csv", firms, ";"), text(folder / "平安险保单.csv", policies, ";", "gb18030")]


def _terms(folder: Path) -> list[Path]:
    """Term in one column, 万元 above the table, spreadsheet days, a two-row header, totals and signature."""
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    for row in (
        ["2026年度安全生产责任保险投保情况统计表"], ["填报单位：某保险公司", None, None, None, "单位：万元"],
        ["序号", "投保企业信息", None, "保单情况", None, None, None],
        [None, "企业名称", "统一信用代码", "保单编号", "保险期间", "保费", "每人赔偿限额"],
        [1, "示例县东山煤业有限公司", code(1), "A1", "2026年1月1日0时至2026年12月31日24时", 3.6, 50],
        [2, "示例县西河化工有限公司", code(2), "A2", "2026.03.01-2027.02.28", 1.85, 40],
        ["合计", None, None, None, None, 5.45, None], ["制表人：赵某", None, None, "审核人：钱某"],
    ):  # fmt: skip
        sheet.append(row)
    for cells in ("A3:A4", "B3:C3", "D3:G3", "A1:G1"):
        sheet.merge_cells(cells)
    made.save(folder / "投保情况.xlsx")
    return [_firms(folder), folder / "投保情况.xlsx"]


def _firms(folder: Path) -> Path:
    return text(folder / "企业.csv", [
        ["企业名称", "统一社会信用代码", "行业领域"],
        ["示例县东山煤业有限公司", code(1), "煤矿"], ["示例县西河化工有限公司", code(2), "危险化学品"],
    ])  # fmt: skip


def _one_workbook(folder: Path) -> list[Path]:
    """All lists as sheets of one workbook, with a hidden one, instructions and a summary; real date cells."""
    return [book(folder / "全县报表.xlsx", {
        "填报说明": [["本表由各乡镇填报，请于每月5日前报送。"]],
        "汇总": [["行业", "应投保数", "已投保数", "投保率"], ["煤矿", 1, 1, "100%"], ["危险化学品", 1, 0, "0%"]],
        "保单": [["承保公司", "保单号", "被保险人", "生效日期", "到期日期", "人数"],
                 ["甲财产保险股份有限公司", "B1", "示例县东山煤业有限公司", date(2026, 1, 1), date(2026, 12, 31), 100]],
        "企业": [["领域", "企业名称", "信用代码", "乡镇街道", "职工人数"],
                 ["煤矿", "示例县东山煤业有限公司", code(1), "东山镇", 120],
                 ["危险化学品", "示例县西河化工有限公司", code(2), "西河镇", 45]],
        "去年": [["企业名称", "信用代码", "行业"], ["示例县旧矿有限公司", code(9), "煤矿"]],
        "服务": [["保单号", "服务时间", "服务内容", "专家姓名", "服务单位", "企业是否确认"],
                 ["B1", date(2026, 5, 6), "事故隐患排查", "周某", "示例安全技术服务有限公司", "√"]],
    }, hidden=["去年"])]  # fmt: skip


def _no_titles(folder: Path) -> list[Path]:
    """Construction: projects by permit, policies that name nothing but the permit."""
    firms = [["施工企业名称", "统一社会信用代码", "行业类别"], ["示例县宏图建筑有限公司", code(3), "建筑施工"]]
    head = "施工许可证编号 工程项目名称 总包单位 合同价（万元） 合同开工日期 合同竣工日期 施工人数"
    projects = [head.split(),
                ["SG-1", "东山小学教学楼", "示例县宏图建筑有限公司", 1200, "2026-02-01", "2027-01-31", 60],
                ["SG-2", "西河大桥", "示例县宏图建筑有限公司", 860.5, "2026-03-01", "2026-12-31", 35]]  # fmt: skip
    policies = [
        ["保单号", "施工许可证", "保险期限", "被保险人数", "应收保费（元）"],
        ["C1", "SG-1", "2026-02-01至2027-01-31", 60, 42000],
        ["C2", "SG-2", "2026-03-01至2026-12-31", 35, 9000],
    ]
    return [text(folder / "建筑企业.txt", firms, "\t"), book(folder / "工程.xlsx", {"S": projects}),
            book(folder / "工程保单.xlsx", {"S": policies})]  # fmt: skip


def _group_policy(folder: Path) -> list[Path]:
    """One policy number for several firms; visits and claims name the firm to tell them apart."""
    policies = [
        ["保单号", "企业名称", "起保日期", "终保日期", "参保人数"],
        ["G1", "示例县东山煤业有限公司", 46023, 46387, 10],
        ["G1", "示例县西河化工有限公司", 46023, 46387, 20],
    ]
    visits = [
        ["服务单号", "保险单号", "企业名称", "上门日期", "服务类别"],
        ["V1", "G1", "示例县西河化工有限公司", "2026/5/6", "事故隐患排查"],
    ]
    claims = [["赔案号", "保单号码", "信用代码", "事故日期", "赔款金额（元）"],
              ["L1", "G1", code(1), "2026-06-01", 52000]]  # fmt: skip
    return [_firms(folder), book(folder / "团单.xlsx", {"S": policies}), book(folder / "服务.xlsx", {"S": visits}),
            book(folder / "赔案.xlsx", {"S": claims})]  # fmt: skip


def _fishery(folder: Path) -> list[Path]:
    """A sector's own list without a sector column (the title says it), any order, extra columns, vessels."""
    firms = [
        ["渔业企业名单"],
        ["备注", "邮箱", "法人代表", "企业名称", "统一社会信用代码", "传真"],
        ["", "a@example.com", "孙某", "示例县东湖渔业有限公司", code(4), "0370-1"],
    ]
    vessels = [["船名", "单位名称", "船员人数", "作业类型"], ["豫渔001", "示例县东湖渔业有限公司", 5, "捕捞"]]
    return [book(folder / "渔业.xlsx", {"Sheet1": firms}), book(folder / "渔船名录.xlsx", {"Sheet1": vessels})]


COUNTIES = {
    "semicolons": Other(_semicolons, {
        "enterprise": {"name": ["示例县东山煤业有限公司", "示例县西河化工有限公司"], "headcount": [120, 45],
                       "township": ["东山镇", "西河镇"], "principal": ["李某", "王某"],
                       "phone": ["13900000001", "13900000002"]},
        "policy": {"number": ["P-001", "P-002"], "start_on": ["2026-01-01", "2026-03-01"],
                   "limit_person": [500_000 * YUAN, 400_000 * YUAN], "premium": [3_600_050, 1_800_000],
                   "commission": [500, 300], "headcount": [120, 45]},
    }),
    "terms": Other(_terms, {
        "policy": {"number": ["A1", "A2"], "start_on": ["2026-01-01", "2026-03-01"],
                   "end_on": ["2026-12-31", "2027-02-28"], "premium": [36_000 * YUAN, 18_500 * YUAN],
                   "limit_person": [500_000 * YUAN, 400_000 * YUAN]},
        "insurer": {"name": ["乙财产保险股份有限公司"]},
    }, {"values": {"保险机构": "乙财产保险股份有限公司"}}),
    "one workbook": Other(_one_workbook, {
        "enterprise": {"credit_code": [code(1), code(2)], "headcount": [120, 45]},
        "policy": {"start_on": ["2026-01-01"], "end_on": ["2026-12-31"], "headcount": [100]},
        "visit": {"visited_on": ["2026-05-06"], "staff": ["周某"], "confirmed": [1], "item": ["事故隐患排查"]},
        "insurer": {"name": ["甲财产保险股份有限公司"]},
    }),
    "projects": Other(_no_titles, {
        "insured_object": {"code": [None, "SG-1", "SG-2"], "cost": [None, 12_000_000 * YUAN, 8_605_000 * YUAN],
                           "headcount": [None, 60, 35]},
        "policy": {"object_id": [2, 3], "enterprise_id": [1, 1], "premium": [42_000 * YUAN, 9_000 * YUAN]},
    }),
    "group policy": Other(_group_policy, {
        "policy": {"number": ["G1", "G1"], "enterprise_id": [1, 2], "start_on": ["2026-01-01", "2026-01-01"],
                   "end_on": ["2026-12-31", "2026-12-31"], "headcount": [10, 20]},
        "visit": {"policy_id": [2], "visited_on": ["2026-05-06"]},
        "claim": {"policy_id": [1], "settled": [52_000 * YUAN]},
    }),
    "fishery": Other(_fishery, {
        "enterprise": {"name": ["示例县东湖渔业有限公司"], "legal_person": ["孙某"], "note": [None]},
        "insured_object": {"type": ["enterprise", "vessel"], "code": [None, "豫渔001"], "headcount": [None, 5]},
    }, {"values": {"行业领域": "渔业生产"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTIES)
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_other_counties_import_as_they_are(name: str, backwards: bool, county: County, tmp_path: Path) -> None:
    other = COUNTIES[name]
    paths = other.write(tmp_path)
    results = take(county.session, *(reversed(paths) if backwards else paths), **other.options)
    assert [d.refused for r in results for one in r.lists for d in one.refused] == []
    for kind, fields in other.expect.items():
        records = everything(county.session, kind)
        assert {f: [r[f] for r in records] for f in fields} == fields, kind

    before = county.session.store.revision()
    again = take(county.session, *paths, **other.options)
    assert [counts(r)[:2] for r in again] == [(0, 0)] * len(paths)
    assert county.session.store.revision() == before


def test_the_hidden_sheet_and_the_weak_ones_are_told(county: County, tmp_path: Path) -> None:
    from ajx_tui.services import imports

    told = "\n".join(imports.plan(county.session, *_one_workbook(tmp_path)).skipped)
    assert "“去年”是隐藏的" in told and "--sheet 去年" in told
    assert "“填报说明”" in told and "“汇总”" in told


def test_the_hidden_sheet_is_read_when_asked_for(county: County, tmp_path: Path) -> None:
    take(county.session, *_one_workbook(tmp_path), sheet="去年")
    assert [e["name"] for e in everything(county.session, "enterprise")] == ["示例县旧矿有限公司"]
