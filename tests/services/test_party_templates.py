"""What a party fills in comes in at one go, goes out by its layout, and coming in again changes nothing."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_county import County

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.errors import UsageError
from ajx_tui.progress import run
from ajx_tui.services import imports, templates
from ajx_tui.services import layouts as out
from ajx_tui.services.layouts import Layout, Order
from ajx_tui.services.session import Session
from ajx_tui.store.lists import Condition, ListQuery, all_ids

CODE, OTHER = "91350100M000100Y43", "91110000600037341L"
INSURER, BODY = "甲财产保险股份有限公司示例支公司", "示例安全技术服务有限公司"
FILLED: dict[str, dict[str, dict[str, Any]]] = {
    "for-department": {
        "企业": {
            "企业名称": "示例县双龙冶炼有限公司", "统一社会信用代码": CODE, "行业领域": "金属冶炼", "细分行业": "炼钢",
            "主管部门": "工业和信息化局", "所在乡镇（街道）": "城关镇", "生产经营地址": "城关镇工业路1号",
            "法定代表人": "张示例", "主要负责人": "李示例", "联系电话": "13800001234", "安全管理负责人": "王示例",
            "安全管理电话": "0399-6666666", "从业人员数": 60, "经营状态": "在营", "风险等级": "高", "企业规模": "小型",
            "安全生产许可证号": "AQ2026001", "许可证有效期至": "2027-12-31", "年营业收入": 1234.5, "备注": "联系李示例",
        },
        "在建工程": {"施工单位统一社会信用代码": CODE, "施工许可证号": "SG2026001", "工程名称": "二号厂房",
                     "行业领域": "建筑施工", "工程造价": 350, "开工日期": "2026-01-01", "计划竣工日期": "2026-12-31",
                     "现场从业人员": 30},
        "许可证": {"所属企业统一社会信用代码": CODE, "许可证编号": "XK2026001", "许可范围": "露天开采",
                   "行业领域": "非煤矿山", "起始日期": "2026-01-01", "截止日期": "2028-12-31"},
        "船舶": {"所属企业统一社会信用代码": CODE, "船名号": "豫渔00001", "行业领域": "渔业生产", "船员人数": 4},
        "执法案件": {"案件编号": "ZF2026001", "统一社会信用代码": CODE, "案由": "未按规定投保安责险",
                     "违法事实": "未投保", "承办部门": "应急管理局", "执法人员一": "赵示例", "执法证号一": "1601001",
                     "执法人员二": "钱示例", "执法证号二": "1601002", "发现日期": "2026-03-01",
                     "立案日期": "2026-03-02"},
        "宣传活动": {"活动日期": "2026-06-16", "活动主题": "安责险政策进企业", "受众人数": 120},
    },
    "for-insurer": {
        "保单": {"保单号": "PZ20260001", "统一社会信用代码": CODE, "保险机构": INSURER, "保险起期": "2026-01-01",
                 "保险止期": "2026-12-31", "投保人数": 60, "全员投保声明": "是", "每人责任限额": 40,
                 "累计责任限额": 2400, "保费": 24000.55, "实收保费": 24000, "保费来源": "安全生产费用",
                 "佣金比例": 4.5, "浮动系数": 0.9,
                 "约定服务次数": 2, "备注": "找李示例13800001234"},
        "约定服务": {"保单号": "PZ20260001", "服务项目": "事故隐患排查", "约定次数": 2},
        "服务方案": {"保单号": "PZ20260001", "方案编号": "FA2026001", "商定日期": "2026-01-05", "服务机构": BODY,
                     "服务人员": "孙示例", "服务项目": "事故隐患排查", "服务频次": "每半年一次", "约定次数": 2,
                     "免费服务": "是"},
        "理赔": {"案件号": "LP2026001", "保单号": "PZ20260001", "出险日期": "2026-05-01", "报案日期": "2026-05-02",
                 "事故经过": "机械伤害", "受伤人数": 1, "预付赔款": 10000, "预付日期": "2026-05-10",
                 "结案赔款": 32000.5,
                 "结案日期": "2026-06-01", "从业人员人身伤亡": 32000.5},
        "预防费用台账": {"保险机构": INSURER, "收支类别": "支出", "金额": 800, "发生日期": "2026-05-01",
                         "保单号": "PZ20260001", "费用用途": "事故隐患排查", "收款方": BODY, "收款方类型": "服务机构",
                         "凭证号": "PZ-1"},
        "公开承诺": {"保险机构": INSURER, "承诺内容": "两小时到达现场", "承诺日期": "2026-01-15",
                     "承诺类别": "理赔时效", "公开途径": "县政府门户网站"},
    },
    "for-body": {
        "服务方案": {"保单号": "PZ20260002", "方案编号": "FA2026002", "服务机构": BODY},
        "服务记录": {"服务编号": "FW00001", "保单号": "PZ20260002", "服务日期": "2026-03-01",
                     "服务项目": "事故隐患排查", "服务机构": BODY, "服务人员": "孙示例、周示例", "服务地点": "生产车间",
                     "服务过程": "查看炉前作业",
                     "建议措施": "加装护栏", "参加人数": 12, "企业确认": "是", "是否回访": "否"},
        "隐患": {"服务编号": "FW00001", "隐患描述": "炉前护栏缺失", "隐患等级": "一般", "发现日期": "2026-03-01",
                 "整改期限": "2026-03-15", "整改完成日期": "2026-03-10", "复查日期": "2026-03-12", "复查人": "孙示例"},
    },
}  # fmt: skip
LAYOUTS = {
    "for-department": ("enterprises-department",),
    "for-insurer": ("policies-insurer", "policies-up", "claims-insurer", "claims-regulator", "funds-insurer",
                    "commitments-public"),
    "for-body": ("visits-body", "visits-insurer", "visits-up", "hazards-body", "hazards-up"),
}  # fmt: skip
"""What goes back out to each party, and up."""


def _fill(path: Path, lists: dict[str, dict[str, Any]]) -> None:
    """Type a row below the example of each sheet."""
    book = openpyxl.load_workbook(path)
    for title, row in lists.items():
        sheet = book[title]
        places = {str(cell.value).rstrip("*").split("（")[0]: cell.column for cell in sheet[1]}
        for name, value in row.items():
            sheet.cell(3, places[name.split("（")[0]], value)
    book.save(path)


def _ready(county: County, party: str) -> None:
    """What must be registered before a party's lists come in."""
    if party != "for-department":
        county.firm("示例县双龙冶炼有限公司", credit_code=CODE, headcount=60, principal="李示例", phone="13800001234")
    if party == "for-body":
        county.policy(1, number="PZ20260002")


def _import(session: Session, path: Path) -> list[tuple[str, dict[str, int]]]:
    planned = imports.plan(session, path)
    assert planned.lists, planned.skipped
    assert [q.text for q in planned.questions if not q.optional] == []
    (result,) = run(imports.run(session, [planned]))
    told = [(one.title, list(d.refused.values())) for one in result.lists for d in one.refused]
    assert told == []
    return [(one.title, one.counts()) for one in result.lists]


def _state(session: Session) -> list[object]:
    kinds = [k for k in KINDS if k not in ("attachment",)]
    return [session.store.read(f"SELECT * FROM {kind} ORDER BY id") for kind in kinds]


@pytest.mark.parametrize("party", FILLED)
def test_there_and_back_again(county: County, tmp_path: Path, party: str) -> None:
    session = county.session
    _ready(county, party)
    one = templates.PARTIES[party]
    assert set(FILLED[party]) == {_title(name) for name in one.lists}
    path = run(templates.write(session, party, tmp_path / f"{one.title}.xlsx"))
    _fill(path, FILLED[party])
    counts = dict(_import(session, path))
    assert {title: c["new"] for title, c in counts.items()} == dict.fromkeys(FILLED[party], 1)
    before = _state(session)
    assert {c["unchanged"] for _, c in _import(session, path)} == {1}

    numbers = count(1)
    for layout, query in _orders(session, party):
        for profile in Profile:
            order = Order(layout, county.session.today(), query, profile=profile)
            if order.masking is not profile:
                continue
            for suffix in ("xlsx", "csv"):
                file = tmp_path / f"{next(numbers)}{layout.title}.{suffix}"
                handed = run(out.export(session, order, file))
                assert handed.rows, layout.id
                for title, c in _import(session, file):
                    assert (c["new"], c["changed"]) == (0, 0), (layout.id, profile, suffix, title)
    assert _state(session) == before


def _orders(session: Session, party: str) -> list[tuple[Layout, ListQuery | None]]:
    """What goes back: the layouts of the party, then each of its lists with all fields, objects type by type."""
    found: list[tuple[Layout, ListQuery | None]] = [(out.find(session.store, one), None) for one in LAYOUTS[party]]
    for name in templates.PARTIES[party].lists:
        kind, variant = list_kinds()[name]
        if variant is None:
            found.append((out.whole(kind), None))
        else:
            query = ListQuery(kind.name, conditions=(Condition("type", "=", variant.name),))
            found.append((out.find(session.store, "objects-department"), query))
    return found


def _title(name: str) -> str:
    kind, variant = list_kinds()[name]
    return variant.title if variant else kind.title


def test_sheets_that_stay_empty_are_no_trouble(county: County, tmp_path: Path) -> None:
    _ready(county, "for-insurer")
    path = run(templates.write(county.session, "保险机构填报", tmp_path / "交来的表.xlsx"))
    _fill(path, {"保单": FILLED["for-insurer"]["保单"]})
    planned = imports.plan(county.session, path)
    assert [one.recognition.list_name for one in planned.lists] == ["policy"]
    assert planned.questions == ()
    assert all("没有数据" in text for text in planned.skipped)


def test_names_of_templates(county: County) -> None:
    for text in ("for-insurer", "保险机构填报", "保险机构填报模板"):
        assert templates.title_of(text) == "保险机构填报模板"
    for text in ("insurer", "保险机构", "保险机构导入模板"):
        assert templates.title_of(text) == "保险机构导入模板"
    assert templates.title_of("project") == templates.title_of("在建工程") == "在建工程导入模板"
    with pytest.raises(UsageError, match="for-body（服务机构填报模板）"):
        templates.named("火星")
    titles = [title for title, _ in templates.offered().values()]
    assert len(titles) == len(set(titles))
    assert all_ids(county.session.store, ListQuery("policy")).tolist() == []
