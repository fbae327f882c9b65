"""Field types: what people write, and what is made of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ajx_tui.domain.fields import Choice, Code, CreditCode, FieldProblem, Flag, Listed, Phone, Reading, Text
from ajx_tui.domain.quantities import Count, Day, Money, Percent, money_text

DAY = Day(title="日期")
MONEY = Money(title="保费")
RATE = Percent(title="佣金比例")
COUNT = Count(title="从业人员数", unit="人")


@pytest.mark.parametrize(
    "raw",
    [
        "2026-10-31", "2026.10.31", "2026/10/31", "2026年10月31日", " 2026 年 10 月 31 日 ", "20261031", 20261031,
        46326, 46326.0, "46326", "２０２６－１０－３１", date(2026, 10, 31), datetime(2026, 10, 31, 8, 30),
        "2026-10-31 08:30:00",
    ],
)  # fmt: skip
def test_every_spelling_of_a_day(raw: object) -> None:
    assert DAY.parse(raw) == "2026-10-31"


@pytest.mark.parametrize("raw", ["2026-02-30", "10月31日", "去年", "2026-13-01", "1", 99999999, "31/10/2026", True])
def test_what_is_no_day_is_said_to_be_none(raw: object) -> None:
    with pytest.raises(FieldProblem, match="日期"):
        DAY.parse(raw)


@pytest.mark.parametrize(
    ("raw", "unit", "fen"),
    [
        (174264.0, "", 17426400), ("174,264.5", "", 17426450), ("3.5万元", "", 3500000), (40, "万元", 40_000_000),
        ("４０", "万元", 40_000_000), ("400000元", "万元", 40_000_000), ("¥12.34", "", 1234), (0, "", 0),
        ("", "", None),
        (0.1 + 0.2, "元", 30), ("1.005", "", 100),
    ],
)  # fmt: skip
def test_money_in_fen(raw: object, unit: str, fen: int | None) -> None:
    assert MONEY.parse(raw, Reading(unit=unit)) == fen


@pytest.mark.parametrize("raw", ["一百", "-5", "1e300", "12元3角", "=1+1", float("inf"), float("nan")])
def test_what_is_no_amount(raw: object) -> None:
    with pytest.raises(FieldProblem):
        MONEY.parse(raw)


@pytest.mark.parametrize(
    ("raw", "unit", "points"),
    [(5, "", 500), (0.05, "", 500), ("5%", "", 500), ("５％", "", 500), (5.0, "%", 500), (0.5, "%", 50),
     (0.05, "小数", 500), (1, "小数", 10_000), ("3.25", "", 325), ("21‰", "", 210)],
)  # fmt: skip
def test_five_percent_however_written(raw: object, unit: str, points: int) -> None:
    assert RATE.parse(raw, Reading(unit=unit)) == points


@pytest.mark.parametrize(("raw", "count"), [("50人", 50), (50.0, 50), ("５０", 50), ("1,200", 1200), ("约50人", 50)])
def test_counts(raw: object, count: int) -> None:
    assert COUNT.parse(raw) == count


@pytest.mark.parametrize("raw", ["不详", 3.5, -1, "五十", 10**12, "50台"])
def test_what_is_no_count(raw: object) -> None:
    with pytest.raises(FieldProblem):
        COUNT.parse(raw)


def test_real_credit_codes_are_accepted_however_spaced() -> None:
    spec = CreditCode(title="统一社会信用代码")
    assert spec.parse(" 91110000 600037341l\t") == "91110000600037341L"
    assert spec.parse("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("91350100M000100Y44", "第18位是“4”，按前17位应为“3”"),
        ("91350100M000100Y4", "应为18位，这里是17位"),
        ("9135010OM000100Y43", "第8位“O”不是规定字符（不用字母I、O、S、V、Z），疑为“0”"),
    ],
)
def test_a_wrong_credit_code_says_which_character(raw: str, told: str) -> None:
    with pytest.raises(FieldProblem) as problem:
        CreditCode(title="").parse(raw)
    assert told in str(problem.value)


def test_names_lose_the_spaces_people_add() -> None:
    assert (
        Text(title="", name=True).parse(" 示例县 双 龙\u3000煤业(集团)\u200b有限公司 ")
        == "示例县双龙煤业（集团）有限公司"
    )
    assert Text(title="").parse("ＡＢＣ　１２３，好") == "ABC 123，好"


def test_hostile_text_is_kept_as_text() -> None:
    spec = Text(title="备注", length=1000, lines=True)
    assert spec.parse("[/甲][red]\t=1+1\n𠮷\u200b\x07") == "[/甲][red] =1+1\n𠮷"
    with pytest.raises(FieldProblem, match="最多200个"):
        Text(title="备注").parse("长" * 201)


def test_codes_compare_without_case_and_spaces() -> None:
    assert Code(title="").parse(" sg 2025－0001 ") == "SG2025-0001"


def test_flags_choices_and_lists() -> None:
    assert [Flag(title="").parse(v) for v in ("是", "√", "N", True, "", "未确认")] == [1, 1, 0, 1, None, 0]
    spec = Choice(title="等级", options={"major": ("重大", "重大隐患"), "general": ("一般",)})
    assert spec.parse("重大隐患") == "major"
    assert spec.show("general") == "一般"
    with pytest.raises(FieldProblem, match="重大、一般"):
        spec.parse("较大")
    items = Listed(title="服务项目", code_list="item", several=True)
    lists = Reading(lists={"item": ["安全风险辨识、评估", "事故隐患排查", "其他"]})
    assert items.parse("事故隐患排查，安全风险辨识、评估", lists) == "安全风险辨识、评估、事故隐患排查"
    with pytest.raises(FieldProblem):
        items.parse("事故隐患排查、跳舞", lists)


def test_phone() -> None:
    assert Phone(title="电话").parse("0370-123 4567、13900000000") == "0370-1234567,13900000000"
    with pytest.raises(FieldProblem):
        Phone(title="电话").parse("找老张")


@given(st.integers(min_value=0, max_value=10**13))
def test_money_shown_and_read_back_is_the_same(fen: int) -> None:
    for unit in ("元", "万元"):
        spec = Money(title="", unit=unit)
        assert spec.parse(spec.edit(fen)) == fen
        assert spec.parse(money_text(fen, unit, exact=True)) == fen


@given(st.integers(min_value=0, max_value=10_000))
def test_percent_shown_and_read_back_is_the_same(points: int) -> None:
    assert RATE.parse(RATE.edit(points)) == points


@given(st.text(max_size=300))
def test_no_text_breaks_a_field(text: str) -> None:
    for spec in (DAY, MONEY, RATE, COUNT, CreditCode(title=""), Text(title=""), Code(title=""), Flag(title="")):
        try:
            value = spec.parse(text)
        except FieldProblem as problem:
            assert str(problem)
        else:
            assert value is None or spec.parse(spec.edit(value)) == value
