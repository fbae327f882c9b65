"""What is plain is recognised, what is unsure is asked with the option that settles it, nothing is guessed silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from import_lists import ask, book, code, everything, take, text
from small_county import County

from ajx_tui.errors import UsageError
from ajx_tui.progress import run
from ajx_tui.services import imports

FIRMS = [["企业名称", "统一社会信用代码", "行业领域"], ["示例县东山煤业有限公司", code(1), "煤矿"]]
HEAD = ["保单号", "企业名称", "起保日期", "终保日期"]
POLICY = ["P1", "示例县东山煤业有限公司", "2026-01-01", "2026-12-31"]


def _policies(folder: Path, title: str, *values: Any) -> Path:
    """Policies with one more column."""
    rows = [[f"P{n}", *POLICY[1:], value] for n, value in enumerate(values, 1)]
    return book(folder / "保单.xlsx", {"S": [[*HEAD, title], *rows]})


@pytest.mark.parametrize(
    ("title", "values", "field", "stored"),
    [
        ("每人限额（万元）", [40, 50], "limit_person", [40_000_000, 50_000_000]),
        ("每人限额（元）", [400000, 500000], "limit_person", [40_000_000, 50_000_000]),
        ("每人限额", [40, 50], "limit_person", [40_000_000, 50_000_000]),
        ("每人限额", [400000, 500000], "limit_person", [40_000_000, 50_000_000]),
        ("每人限额", ["40万", "50万元"], "limit_person", [40_000_000, 50_000_000]),
        ("保险费", ["36,000.50元", "12000"], "premium", [3_600_050, 1_200_000]),
        ("保费", [1.23456, 2.5], "premium", [1_234_560, 2_500_000]),
        ("佣金", [0.05, 0.03], "commission", [500, 300]),
        ("佣金比例", [5, 3], "commission", [500, 300]),
        ("佣金比例", ["5%", "3%"], "commission", [500, 300]),
        ("佣金比例（%）", [5, 2.5], "commission", [500, 250]),
        ("参保人数", ["50人", 20.0], "headcount", [50, 20]),
    ],
)
def test_units_are_known_by_title_or_content(
    title: str, values: list[Any], field: str, stored: list[int], county: County, tmp_path: Path
) -> None:
    take(county.session, book(tmp_path / "企业.xlsx", {"S": FIRMS}), _policies(tmp_path, title, *values))
    assert [p[field] for p in everything(county.session, "policy")] == stored


@pytest.mark.parametrize(
    ("title", "values", "guess"),
    [
        ("保费", [800, 2500], "元"),  # 800 yuan, or eight million
        ("每人限额（万元）", [400000, 500000], ""),  # says 万元, looks like 元
        ("佣金比例（%）", [0.05, 0.03], "小数"),  # a percent cell read as a fraction, or truly 0.05 %
        ("佣金比例", [0.05, 4], ""),
        ("保费（十万元）", [0.3, 0.2], ""),
    ],
)
def test_unsure_units_are_asked_and_settled_by_the_option(
    title: str, values: list[Any], guess: str, county: County, tmp_path: Path
) -> None:
    path = _policies(tmp_path, title, *values)
    (question,) = [q for q in ask(county.session, path) if not q.optional]
    assert (question.topic, question.guess) == ("unit", guess)
    option = question.option.split(" 或 ")[0]
    assert option.startswith("--unit ")
    name, _, unit = option.removeprefix("--unit ").partition("=")
    assert [q for q in ask(county.session, path, units={name: unit}) if not q.optional] == []


def test_a_column_that_could_be_it_is_asked(county: County, tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv", [["企业名称", "信用代码", "行业", "老板"], ["示例县甲矿有限公司", code(1), "煤矿", "赵某"]]
    )
    assert [c.how for c in imports.plan(county.session, path).lists[0].recognition.columns][-1] == "未使用"
    take(county.session, path, columns={"老板": "主要负责人"})
    assert everything(county.session, "enterprise")[0]["principal"] == "赵某"


def test_numbers_under_an_unknown_title_are_never_taken_for_money(county: County, tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv",
        [["企业名称", "信用代码", "行业", "厂房面积"], ["示例县甲矿有限公司", code(1), "煤矿", "90000"]],
    )
    take(county.session, path)
    assert everything(county.session, "enterprise")[0]["revenue"] is None


def test_a_title_that_its_content_contradicts_is_asked(county: County, tmp_path: Path) -> None:
    rows = [["企业名称", "信用代码", "行业", "手机"], ["示例县甲矿有限公司", code(1), "煤矿", "赵某"]]
    (question,) = ask(county.session, text(tmp_path / "a.csv", rows))
    assert "是不是“联系电话”" in question.text and "赵某" in question.text
    assert question.option == "--column 手机=联系电话"


def test_days_under_strange_titles_are_proposed_in_order(county: County, tmp_path: Path) -> None:
    rows = [["保单号", "企业名称", "从哪天", "到哪天"], POLICY]
    asked = [q for q in ask(county.session, text(tmp_path / "a.csv", rows)) if not q.optional]
    assert [q.option for q in asked] == ["--column 从哪天=保险起期", "--column 到哪天=保险止期"]


def test_a_required_column_that_is_not_there_names_both_ways_out(county: County, tmp_path: Path) -> None:
    rows = [["企业名称", "信用代码", "乡镇"], ["示例县甲铺有限公司", code(1), "东山镇"]]
    (question,) = ask(county.session, text(tmp_path / "a.csv", rows))
    assert question.guess == "" and "--column 列名=行业领域" in question.option and "--set 行业领域=" in question.option
    take(county.session, tmp_path / "a.csv", values={"行业领域": "煤矿"})
    assert len(everything(county.session, "enterprise")) == 1


def test_columns_go_by_title_or_letter_also_where_a_title_stands_twice(county: County, tmp_path: Path) -> None:
    rows = [
        ["企业名称", "信用代码", "行业", "联系人", "联系人"],
        ["示例县甲矿有限公司", code(1), "煤矿", "赵某", "钱某"],
    ]
    path = text(tmp_path / "a.csv", rows)
    take(county.session, path, columns={"D": "", "E": "主要负责人"})
    assert everything(county.session, "enterprise")[0]["principal"] == "钱某"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"columns": {"不存在": "企业名称"}}, "--column 不存在=企业名称"),
        ({"columns": {"企业名称": "身高"}}, "“身高”不是任何清单的字段"),
        ({"units": {"企业名称": "斤"}}, "单位认不出来"),
        ({"values": {"身高": "1"}}, "“身高”不是任何清单的字段"),
        ({"values": {"保费": "1"}}, "--set 保费=1"),
        ({"values": {"从业人员数": "很多"}}, "不是整数"),
        ({"values": {"主管部门": "火星局"}}, "不在目录中"),
        ({"list_name": "火星"}, "不是清单种类"),
        ({"sheet": "火星"}, "没有名为“火星”的工作表，只有：S"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    options: dict[str, Any], told: str, county: County, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", {"S": FIRMS})
    with pytest.raises(UsageError) as caught:
        imports.plan(county.session, path, imports.Options(**options))
    assert told in str(caught.value)


def test_options_count_for_the_files_they_fit(county: County, tmp_path: Path) -> None:
    firms = book(tmp_path / "企业.xlsx", {"S": FIRMS})
    policies = book(tmp_path / "保单.xlsx", {"S": [[*HEAD, "佣金比例"], [*POLICY, 0.05], [*POLICY, 4]]})
    options = imports.Options(units={"佣金比例": "%"}, values={"保险机构": "甲保险"})
    plans = run(imports.plan_files(county.session, [firms, policies], options))
    assert [q for p in plans for q in p.questions] == []


def test_what_was_settled_is_remembered_by_the_header_and_may_be_overruled(county: County, tmp_path: Path) -> None:
    rows = [["企业名称", "信用代码", "行业", "老板", "手机"], ["示例县甲矿有限公司", code(1), "煤矿", "赵某", "钱某"]]
    take(county.session, text(tmp_path / "a.csv", rows), columns={"老板": "主要负责人", "手机": ""})
    later = text(tmp_path / "b.csv", [rows[0], ["示例县乙矿有限公司", code(2), "煤矿", "孙某", "李某"]], ";")
    planned = imports.plan(county.session, later).lists[0]
    assert planned.questions == ()
    hows = {c.key: c.how for c in planned.recognition.columns}
    assert hows["老板"] == "上次确认" and hows["手机"] == "已指定不用"
    again = imports.plan(county.session, later, imports.Options(columns={"老板": "法定代表人"})).lists[0]
    assert {c.key: c.slot.name for c in again.recognition.columns if c.slot}["老板"] == "legal_person"


def test_units_of_one_insurer_are_not_remembered_for_another(county: County, tmp_path: Path) -> None:
    """The same header with yuan in one file and 万元 in the next: content decides, not memory."""
    take(county.session, book(tmp_path / "企业.xlsx", {"S": FIRMS}), _policies(tmp_path, "每人限额", 400000, 500000))
    take(county.session, _policies(tmp_path, "每人限额", 40, 50))
    assert [p["limit_person"] for p in everything(county.session, "policy")] == [40_000_000, 50_000_000]


def test_an_insurer_in_the_title_is_taken_when_registered_else_asked(county: County, tmp_path: Path) -> None:
    rows = [["甲财产保险股份有限公司承保清单"], HEAD, POLICY]
    path = book(tmp_path / "保单.xlsx", {"S": rows})
    (question,) = ask(county.session, path)
    assert question.guess == "甲财产保险股份有限公司"
    county.add("insurer", name="甲财产保险股份有限公司", aliases="甲保险")
    planned = imports.plan(county.session, path).lists[0]
    assert planned.questions == () and any("保险机构" in n and "标题" in n for n in planned.notes)


def test_two_kinds_alike_are_asked(county: County, tmp_path: Path) -> None:
    (first, *_) = ask(county.session, text(tmp_path / "a.csv", [["信用代码", "机构名称"], [code(1), "示例某某机构"]]))
    assert first.topic == "kind" and "--as" in first.option
    planned = imports.plan(county.session, tmp_path / "a.csv", imports.Options(list_name="保险机构"))
    assert planned.lists[0].recognition.list_name == "insurer" and planned.questions == ()


def test_a_sheet_that_is_no_list_says_what_was_seen(county: County, tmp_path: Path) -> None:
    planned = imports.plan(
        county.session, text(tmp_path / "a.csv", [["甲", "乙", "丙"], ["1", "2", "3"], ["4", "5", "6"]])
    )
    assert planned.lists == () and len(planned.skipped) == 1
