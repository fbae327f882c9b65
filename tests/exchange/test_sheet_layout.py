"""The table is found whatever stands above, below and beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ajx_tui.exchange.layout import TableLayout, detect, normalise_header
from ajx_tui.exchange.reader import Cell, Merge

HEAD: list[Cell] = ["序号", "企业名称", "统一社会信用代码", "行业领域", "从业人员数（人）", "投保日期"]
DATA: list[list[Cell]] = [
    [1.0, "示例县甲煤业有限公司", "91410000TH3BJ1XG66", "煤矿", 120.0, date(2026, 1, 2)],
    [2.0, "示例县乙煤业有限公司", "91410000Y7LLJY1J9D", "煤矿", 35.0, "2026.3.1"],
    [3.0, "示例县丙化工厂", "914100003JJL6B3H60", "危险化学品", "", date(2026, 5, 6)],
    [4.0, "示例县丁采石场", "91410000FTJ589045H", "非煤矿山", 60.0, ""],
]
KNOWN = {"企业名称", "统一社会信用代码", "行业领域", "从业人员数", "投保日期", "保费", "死亡人数", "受伤人数"}


def score(texts: Sequence[str]) -> float:
    """Share of known titles, as the importer gives it."""
    filled = [text for text in texts if text]
    return sum(text in KNOWN for text in filled) / len(filled) if filled else 0.0


def wide(*cells: Cell) -> list[Cell]:
    """A row of the table's width."""
    return [*cells, *[""] * (len(HEAD) - len(cells))]


def found(rows: Sequence[Sequence[Cell]], merged: Sequence[Merge] = ()) -> TableLayout:
    """The layout, which must be the same with and without knowledge of the titles."""
    by_looks, by_words = detect(rows, None, merged), detect(rows, score, merged)
    assert by_looks.header_rows == by_words.header_rows
    assert list(by_looks.data_row_numbers) == list(by_words.data_row_numbers)
    return by_words


def test_a_plain_table() -> None:
    layout = found([HEAD, *DATA])
    assert layout.header_row == 1 and list(layout.data_row_numbers) == [2, 3, 4, 5] and layout.first_data_row == 2
    assert [h.text for h in layout.headers] == [
        "序号",
        "企业名称",
        "统一社会信用代码",
        "行业领域",
        "从业人员数",
        "投保日期",
    ]
    assert [h.unit for h in layout.headers] == ["", "", "", "", "人", ""]
    assert layout.title_text == "" and layout.notes == () and layout.total_rows == ()


def test_title_notes_totals_and_signatures() -> None:
    rows = [
        wide("附件1"),
        wide("示例县高危行业领域应投保底数台账"),
        wide("填报单位：应急管理局", "", "", "填报日期：2026年10月31日"),
        wide(""),
        HEAD,
        *DATA,
        wide("合计", "", "", "", 215.0),
        wide(""),
        wide("填表人：张三", "", "审核人：李四", "", "联系电话：0371-1"),
        wide("注：本表每月五日前报送，逾期未报的在全县通报，数据以承保系统为准。"),
    ]
    layout = found(rows)
    assert layout.header_row == 5 and list(layout.data_row_numbers) == [6, 7, 8, 9]
    assert layout.title_text == "示例县高危行业领域应投保底数台账"
    assert layout.notes == ("附件1", "填报单位：应急管理局 填报日期：2026年10月31日")
    assert layout.total_rows == (10,) and layout.footnote_rows == (12, 13)
    assert layout.footnotes[0].startswith("填表人：张三")


@pytest.mark.parametrize(
    "label", ["合计", "总 计", "小计：", "煤矿合计", "一、全县合计", "共计（4家）", "合计4家", "本页小计", "共4家"]
)
def test_total_rows_in_their_many_words(label: str) -> None:
    rows = [HEAD, *DATA[:2], wide(label, "", "", "", 155.0, ""), *DATA[2:], wide("", label, "", "", 60.0)]
    layout = found(rows)
    assert layout.total_rows == (4, 7) and list(layout.data_row_numbers) == [2, 3, 5, 6]


def test_what_only_sounds_like_a_total_is_data() -> None:
    rows = [HEAD, *DATA, [5.0, "示例县合计矿业有限公司", "91410000FTJ589045H", "煤矿", 9.0, ""]]
    rows += [[6.0, "共计合作社", "91410000FTJ58904AA", "渔业生产", 9.0, date(2026, 1, 1)]]
    rows += [["合计", "某某有限公司", "91410000FTJ58904BB", "煤矿", 9.0, "在营"]]
    assert list(found(rows).data_row_numbers) == [2, 3, 4, 5, 6, 7, 8]


def test_a_row_with_only_a_name_is_data_so_that_it_can_be_refused() -> None:
    rows = [HEAD, *DATA, wide("", "示例县戊煤业有限公司"), wide(5.0)]
    assert list(found(rows).data_row_numbers) == [2, 3, 4, 5, 6, 7]


def test_empty_rows_are_skipped_and_numbers_stay() -> None:
    rows = [wide(""), HEAD, wide(""), DATA[0], wide(" "), wide("\u3000"), DATA[1]]
    layout = found(rows)
    assert layout.header_row == 2 and list(layout.data_row_numbers) == [4, 7]


def test_sections_numbering_examples_and_repeated_headers_are_skipped() -> None:
    rows = [
        HEAD,
        ["甲", "乙", "丙", "丁", 1.0, 2.0],
        wide("一、煤矿（2家）"),
        *DATA[:2],
        HEAD,
        wide("二、其他"),
        *DATA[2:],
    ]
    layout = found(rows)
    assert list(layout.data_row_numbers) == [4, 5, 8, 9] and layout.skipped_rows == (2, 3, 6, 7)
    layout = found([HEAD, ["例：1", "示例县某某有限公司", "91410000TH3BJ1XG66", "煤矿", "50", "2026-10-31"], *DATA])
    assert list(layout.data_row_numbers) == [3, 4, 5, 6] and layout.skipped_rows == (2,)
    assert list(found([HEAD, *DATA, ["例：2", *DATA[0][1:]]]).data_row_numbers) == [2, 3, 4, 5, 6], "only at the top"


def test_two_row_headers_by_merged_cells_and_by_gaps() -> None:
    upper: list[Cell] = ["企业名称", "保费（万元）", "", "伤亡情况", "", "投保日期"]
    lower: list[Cell] = ["", "应收", "实收（元）", "死亡（人）", "受伤", ""]
    data: list[list[Cell]] = [
        ["甲公司", 1.0, 2.0, 0.0, 1.0, date(2026, 1, 1)],
        ["乙公司", 3.0, 4.0, 0.0, 2.0, "2026.1.1"],
    ]
    merged = [Merge(2, 0, 3, 0), Merge(2, 1, 2, 2), Merge(2, 3, 2, 4), Merge(2, 5, 3, 5), Merge(1, 0, 1, 5)]
    title: list[Cell] = ["承保情况统计表", "", "", "", "", ""]
    for marks in (merged, []):
        layout = found([title, upper, lower, *data], marks)
        assert layout.header_rows == (2, 3) and layout.header_row == 3
        texts = [(h.text, h.unit, h.group, h.leaf) for h in layout.headers]
        assert texts == [
            ("企业名称", "", "", "企业名称"),
            ("保费应收", "万元", "保费", "应收"),
            ("保费实收", "元", "保费", "实收"),
            ("伤亡情况死亡", "人", "伤亡情况", "死亡"),
            ("伤亡情况受伤", "", "伤亡情况", "受伤"),
            ("投保日期", "", "", "投保日期"),
        ]
        assert layout.title_text == "承保情况统计表" and list(layout.data_row_numbers) == [4, 5]


def test_a_group_that_only_gathers_does_not_change_known_titles() -> None:
    upper: list[Cell] = ["企业信息", "", "", "事故", "", "保险信息", ""]
    lower: list[Cell] = ["企业名称", "行业领域", "从业人员数", "死亡人数", "受伤人数", "保费", "名称"]
    data: list[list[Cell]] = [["甲公司", "煤矿", n, 0.0, 1.0, 5.0, "乙支公司"] for n in (1.0, 2.0, 3.0)]
    texts = [h.text for h in detect([upper, lower, *data], score).headers]
    assert texts == ["企业名称", "行业领域", "从业人员数", "死亡人数", "受伤人数", "保费", "保险信息名称"]


def test_a_title_merged_over_everything_is_no_group() -> None:
    layout = found([wide("应投保企业一览表"), HEAD, *DATA], [Merge(1, 0, 1, 5)])
    assert layout.header_rows == (2,) and layout.headers[1].text == "企业名称"


def test_what_stands_beside_the_table_is_left_out() -> None:
    beside = [["", "说明", ""], ["", "红色为重点", ""], ["", "", "1234"], ["", "", ""], ["", "", ""]]
    rows = [[*row, *junk] for row, junk in zip([HEAD, *DATA], beside, strict=True)]
    layout = found(rows)
    assert [h.column for h in layout.headers] == [0, 1, 2, 3, 4, 5]
    assert list(layout.data_row_numbers) == [2, 3, 4, 5]


def test_an_empty_column_inside_the_table_does_not_cut_it() -> None:
    rows = [[*row[:3], "", *row[3:]] for row in [HEAD, *DATA]]
    assert [h.text for h in found(rows).headers][-1] == "投保日期"


def test_a_column_with_data_and_no_title_is_named() -> None:
    rows: list[list[Cell]] = [[*HEAD[:2], "", *HEAD[3:]], *DATA]
    assert found(rows).untitled_columns == (2,)


def test_a_table_that_starts_further_right_and_lower() -> None:
    rows = [["", "", *[""] * 6], *[["", "", *row] for row in [HEAD, *DATA]]]
    layout = found(rows)
    assert layout.header_row == 2 and [h.column for h in layout.headers] == [2, 3, 4, 5, 6, 7]


def test_a_file_without_header_is_said_to_have_none() -> None:
    for score_header in (None, score):
        layout = detect(DATA, score_header)
        assert layout.header_row is None and layout.headers == () and list(layout.data_row_numbers) == [1, 2, 3, 4]
        assert detect([], score_header).header_row is None
        assert detect([[""], ["一句话"]], score_header).header_row is None


def test_a_header_with_nothing_below_is_still_one() -> None:
    layout = found([wide("底数导入"), HEAD])
    assert layout.header_row == 2 and list(layout.data_row_numbers) == []
    assert layout.first_data_row == 3


def test_known_words_win_over_looks() -> None:
    rows: list[list[Cell]] = [
        ["编号", "名目", "内容", "备考"],
        ["企业名称", "行业领域", "从业人员数", "投保日期"],
        ["甲", "煤矿", "1", "x"],
    ]
    assert detect(rows, score).header_row == 2


def test_the_unit_above_the_table() -> None:
    assert found([wide("台账"), wide("", "", "", "", "单位：万元"), HEAD, *DATA]).unit == "万元"
    assert found([wide("台账（单位：元、人）"), HEAD, *DATA]).unit == "元"
    assert found([wide("填报单位：万元镇政府"), HEAD, *DATA]).unit == ""


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("每人责任限额（万元）", ("每人责任限额", "万元")),
        ("保 费\n(元)", ("保费", "元")),
        ("佣金比例（％）", ("佣金比例", "%")),
        ("所在乡镇（街道）", ("所在乡镇(街道)", "")),
        ("*企业名称（必填）", ("企业名称", "")),
        ("从业人员数（人）*", ("从业人员数", "人")),
        ("保费/万元", ("保费", "万元")),
        ("保费（单位：元）", ("保费", "元")),
        ("人均保费（元/人）", ("人均保费", "元/人")),
        ("停产/关闭日期", ("停产/关闭日期", "")),
        ("Ｎｏ．", ("No.", "")),
        ("（元）", ("(元)", "")),
        (2026.0, ("2026", "")),
        (None, ("", "")),
        ("\u200b统一\u3000社会 信用代码\xa0", ("统一社会信用代码", "")),
    ],
)
def test_titles_are_normalised(raw: object, expected: tuple[str, str]) -> None:
    assert normalise_header(raw) == expected


def test_the_fingerprint_depends_on_titles_and_units_only() -> None:
    plain = found([HEAD, *DATA]).fingerprint
    spaced: list[Cell] = [" 序号", "企业\n名称", *HEAD[2:]]
    assert found([wide("标题"), spaced, *DATA[:2]]).fingerprint == plain
    assert found([[*HEAD[:4], "从业人员数", HEAD[5]], *DATA]).fingerprint != plain


_TITLES = st.sampled_from(
    [wide("附件2"), wide("示例县企业台账"), wide("填报单位：住建局", "", "日期：2026.1.1"), wide("")]
)
_BELOW = st.sampled_from([wide("合计", "", "", "", 215.0), wide("制表：张三", "", "审核：李四"), wide("")])


@given(st.lists(_TITLES, max_size=6), st.lists(_BELOW, max_size=4), st.integers(1, 4), st.integers(0, 3))
def test_whatever_is_above_and_below_the_data_is_the_same(
    above: list[list[Cell]], below: list[list[Cell]], count: int, shift: int
) -> None:
    rows = [[*[""] * shift, *row] for row in [*above, HEAD, *DATA[:count], *below]]
    layout = found(rows)
    first = len(above) + 2
    assert list(layout.data_row_numbers) == list(range(first, first + count))
    assert [h.column for h in layout.headers] == list(range(shift, shift + 6))


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", None, "甲", "合计", "注：x", 1.0, True, "企业名称", date(2026, 1, 1)]), max_size=5
        ),
        max_size=8,
    )
)
def test_any_rows_are_sorted_without_loss(rows: list[list[Cell]]) -> None:
    for score_header in (None, score):
        layout = detect(rows, score_header)
        places = [
            *layout.header_rows,
            *layout.data_row_numbers,
            *layout.total_rows,
            *layout.skipped_rows,
            *layout.footnote_rows,
        ]
        assert len(places) == len(set(places))
