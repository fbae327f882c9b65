"""What the program asks of the packs, score sheets and bases: refused with file, line and key when they are wrong."""

from __future__ import annotations

import pytest
from test_pack_loading import CHECK, CLAUSE, HEAD, KINDS, WRITABLE, guard, load, proved

from ajx_tui.policy.asked import Asked
from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import Problems
from ajx_tui.policy.proof import prove
from ajx_tui.policy.rules import Rules, merge
from ajx_tui.policy.source import PackSource

SHEET = f'\n[[score_sheet]]\nname = "assessment"\ntitle = "评分表"\n{CLAUSE}'
ITEM = f'\n[[score_sheet.item]]\ntitle = "服务"\nstandard = "按约定"\npoints = 60\n{CLAUSE}'
BASIS = f'\n[[basis]]\nname = "right"\ntitle = "权利"\n{CLAUSE}'
TERM = f'\n[[parameter]]\nname = "term"\ntitle = "期限"\nunit = "天"\nvalues = [{{ value = 5 }}]\n{CLAUSE}'
UNITS = {"term": ("天", "个月"), "low": ("分",), "high": ("分",)}
ASKED = Asked(UNITS, ("right",), ("assessment",), (("low", "high"),), "low")


def points(name: str, values: str) -> str:
    return f'\n[[parameter]]\nname = "{name}"\ntitle = "{name}"\nunit = "分"\nvalues = {values}\n{CLAUSE}'


SCORES = points("low", "[{ value = 20 }]") + points("high", "[{ value = 60 }]")
WHOLE = HEAD + SHEET + ITEM + BASIS + TERM + SCORES


def asked(text: str) -> list[str]:
    problems = Problems()
    pack = load_pack(PackSource({"pack.toml": text}, "试验"), {}, problems)
    assert pack is not None and not problems.found, problems.found
    prove(merge([pack]), guard(), KINDS, WRITABLE, problems, ASKED)
    return [str(p) for p in problems.found]


def test_a_weight_of_a_check_names_a_check_in_the_right_unit() -> None:
    check = CHECK.replace('"sample"', '"er"') + CLAUSE
    assert asked(WHOLE + check + points("lower", "[{ value = 1 }]")) == []
    (told,) = asked(WHOLE + points("lower", "[{ value = 1 }]"))
    assert told.endswith("lower：没有名为 er 的检查，请核对名称")
    (told,) = asked(WHOLE + check + points("lower", "[{ value = 1 }]").replace('"分"', '"天"'))
    assert "unit：lower的单位“天”应是 分" in told


def test_a_sound_sheet_and_all_that_is_asked_for() -> None:
    assert asked(WHOLE) == []
    pack, _ = load(WHOLE)
    assert pack is not None
    rules: Rules = merge([pack])
    (item,) = rules.score_sheets["assessment"].items
    assert (item.title, item.points, item.clause.text) == ("服务", 60, "《试验办法》（试〔2026〕1号）第一条")
    assert rules.clause("right", "2026-01-01") == rules.bases["right"].clause
    assert rules.clause("term", "2026-01-01") == rules.parameters["term"].clause and rules.clause("none", "") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SHEET, "pack.toml第10行 item：至少要有一项"),
        (SHEET + ITEM.replace(CLAUSE, ""), "pack.toml第15行 clause：缺少依据"),
        (SHEET.replace(CLAUSE, "") + ITEM, "pack.toml第10行 clause：缺少依据"),
        (SHEET + ITEM.replace("points = 60\n", ""), "points：请写出满分，1 到 1000 的整数"),
        (SHEET + ITEM.replace("60", "0"), "pack.toml第18行 points：请写出满分"),
        (SHEET + ITEM.replace("60", "12.5"), "points：请写出满分"),
        (SHEET + ITEM.replace("60", '"六十"'), "points：应是数字"),
        (SHEET + ITEM.replace("60", "1001"), "points：请写出满分"),
        (SHEET + ITEM.replace("points", "pionts"), "pack.toml第18行 pionts：不认识的项，是不是 points？"),
        (SHEET + ITEM.replace("服务", "服" * 61), "title：有61个字，最多60个"),
        (SHEET + ITEM + ITEM, "pack.toml第22行 title：“服务”在这份评分表中重复"),
        (SHEET + ITEM + SHEET + ITEM, "“assessment”与pack.toml第11行重复"),
        (SHEET + "".join(ITEM.replace("服务", f"第{n}项") for n in range(61)), "超过 60 项"),
        (SHEET + '\nitem = "服务"\n', "item：应写成若干个 [[item]] 小节"),
        (BASIS.replace(CLAUSE, ""), "pack.toml第10行 clause：缺少依据"),
        (BASIS.replace('"V"', '"X"'), "certainty“X”应是"),
        (BASIS.replace("rule", "nowhere"), "文件“nowhere”没有在 [documents] 中列出"),
        (BASIS + 'values = [{ value = 1 }]\n', "values：不认识的项"),
        (BASIS + BASIS, "“right”与pack.toml第11行重复"),
        (BASIS.replace('"right"', '"权利"'), "name：“权利”只能用小写字母"),
    ],
)  # fmt: skip
def test_a_wrong_sheet_or_basis_is_refused_with_its_place(text: str, told: str) -> None:
    _, found = load(HEAD + text)
    assert any(told in problem for problem in found), found


def test_a_sheet_names_indicators_that_are_shares() -> None:
    text = HEAD + SHEET + ITEM + 'indicator = "speed"\n'
    assert proved(text) == ["pack.toml第20行 indicator：speed 不是可计分的比率，可用的有："]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (TERM, "", "sample-pack term：缺少程序要用的参数 term，请用 [[parameter]] 写出"),
        (BASIS, "", "sample-pack right：缺少程序要用的依据 right，请用 [[basis]] 写出"),
        (SHEET + ITEM, "", "sample-pack assessment：缺少程序要用的评分表 assessment，请用 [[score_sheet]] 写出"),
        ('"天"', '"%"', "unit：期限的单位“%”应是 天、个月 之一"),
        ("value = 5 }", "from = 2020-01-01, value = 5 }", "期限是程序要用的，2020-01-01 之前没有取值，请补上"),
        ("value = 5 }", "until = 2030-12-31, value = 5 }", "期限是程序要用的，2031-01-01 起没有取值，请补上"),
        (
            "{ value = 5 }",
            "{ until = 2025-12-31, value = 5 }, { from = 2026-02-01, value = 6 }",
            "期限是程序要用的，2026-01-01 起没有取值，请补上",
        ),
        ("value = 5 }", "value = 500000 }", "期限最多 18300天，请核对取值和单位"),
        ("value = 60 }]", "value = 20 }]", "“high”应高于“low”"),
        ("[{ value = 60 }]", "[{ until = 2026-12-31, value = 60 }, { from = 2027-01-01, value = 9 }]",
         "自 2027-01-01 起“high”应高于“low”"),
    ],
)  # fmt: skip
def test_what_the_program_cannot_do_without_is_asked_for(old: str, new: str, told: str) -> None:
    assert old in WHOLE
    found = asked(WHOLE.replace(old, new))
    assert len(found) == 1 and told in found[0], found
