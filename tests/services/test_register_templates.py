"""The template of every kind of list comes back as that very list, with every column known."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from small_county import County

from ajx_tui.domain.records import list_kinds
from ajx_tui.domain.slots import slots
from ajx_tui.progress import run
from ajx_tui.services import imports, templates

FILLED = {
    "commitment": {"保险机构": "甲保险支公司", "承诺内容": "两小时到达现场", "承诺日期": "2026-01-15"},
    "loss_rate": {"行业领域": "金属冶炼", "细分行业": "全行业", "纯风险损失率": "3.25", "适用起始日": "2026-01-01"},
    "coordination_member": {"所在部门": "应急管理局", "姓名": "张示例", "机制职务": "联络员"},
    "meeting": {"召开日期": "2026-03-01", "会议议题": "一季度推进会"},
    "publicity": {"活动日期": "2026-06-16", "活动主题": "安责险进企业", "受众人数": "120"},
    "fund_entry": {"保险机构": "甲保险支公司", "收支类别": "支出", "金额": "800", "发生日期": "2026-05-01",
                   "收款方": "某机构"},
    "lead": {"线索编号": "XS1", "收到日期": "2026-05-01", "线索类别": "预防服务收费", "反映内容": "收取检查费"},
    "problem": {"问题编号": "WT1", "发现于": "自评", "发现日期": "2026-05-01", "问题描述": "底数不清"},
    "assessment": {
        "评估编号": "PG1", "保险机构": "甲保险支公司", "评估期起": "2026-01-01", "评估期止": "2026-06-30",
        "评估机构": "某评估机构",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", [n for n in list_kinds() if not n.startswith("checklist")])
def test_a_template_is_recognised_as_itself(county: County, tmp_path: Path, name: str) -> None:
    kind, variant = list_kinds()[name]
    wanted = [s for s in slots(kind, variant) if not s.extra]
    path = run(templates.write(county.session, name, tmp_path / "清单.xlsx"))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if sum(1 for c in row if c.value) == len(wanted))
    for cell in header:
        sheet.cell(header[0].row + 1, cell.column, "x" if cell.value else None)
    book.save(path)
    planned = imports.plan(county.session, path)
    (found,) = planned.lists
    assert found.recognition.list_name == name
    assert {c.slot.name for c in found.recognition.columns if c.slot} == {s.name for s in wanted}


@pytest.mark.parametrize("name", FILLED)
def test_a_filled_list_imports_once(county: County, tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(FILLED[name]))
    sheet.append(list(FILLED[name].values()))
    path = tmp_path / "清单.xlsx"
    book.save(path)
    counts = []
    for _ in range(2):
        planned = imports.plan(county.session, path, imports.Options(list_name=name))
        (result,) = run(imports.run(county.session, [planned]))
        assert [d.refused for d in result.lists[0].refused] == []
        counts.append((result.lists[0].new, result.lists[0].unchanged))
    assert counts == [(1, 0), (0, 1)]
