"""Text tables: encoding, delimiter and quotes are decided by evidence."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ajx_tui.errors import AjxError
from ajx_tui.exchange.csv_cells import from_csv, to_csv
from ajx_tui.exchange.text_table import decode, parse

HEAD = "企业名称,统一社会信用代码,人数"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    rows = "\n".join([HEAD, "示例县龙腾煤业有限公司,91410000TH3BJ1XG66,12", "𠮷安䶮煤矿,9141,8", ""])
    table = parse(rows.replace("\n", end).encode(encoding), "x.csv")
    assert table.rows[2] == ["𠮷安䶮煤矿", "9141", "8"] and len(table.rows) == 3
    assert table.delimiter == ","


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiters(delimiter: str) -> None:
    lines = ["示例县企业底数台账", "", delimiter.join(["企业名称", "行业", "人数", "地址"])]
    lines += [delimiter.join([f"第{n}煤矿", "煤矿", str(n), "甲镇"]) for n in range(4)]
    table = parse("\n".join(lines).encode(), "x.csv")
    assert table.delimiter == delimiter
    assert table.rows[2] == ["企业名称", "行业", "人数", "地址"] and table.rows[0][0] == "示例县企业底数台账"
    assert not table.warnings


def test_tabs_before_codes_are_no_delimiter() -> None:
    lines = [HEAD, *[f"第{n}煤矿,\t91410000E75KPY1946,{n}" for n in range(30)]]
    table = parse("\n".join(lines).encode("gb18030"), "x.csv")
    assert table.delimiter == "," and table.rows[1] == ["第0煤矿", "91410000E75KPY1946", "0"]


def test_commas_in_the_text_of_a_semicolon_file() -> None:
    lines = ["名称;人员;保费", *[f"第{n}矿;张三,李四,王五;1,234.5" for n in range(9)]]
    table = parse("\n".join(lines).encode(), "x.csv")
    assert table.delimiter == ";" and table.rows[1] == ["第0矿", "张三,李四,王五", "1,234.5"]


def test_equal_evidence_is_said() -> None:
    table = parse("\n".join(["a;b,c", *["1;2,3"] * 5]).encode(), "x.csv")
    assert table.delimiter == "," and "分隔符" in table.warnings[0]


def test_excels_separator_line_rules_and_is_no_row() -> None:
    assert parse("sep=;\n名称;人数\n甲,乙;3\n".encode(), "x.csv").rows == [["名称", "人数"], ["甲,乙", "3"]]


def test_one_column_is_a_table_too() -> None:
    assert parse("企业名称\n甲\n乙\n".encode(), "x.csv").rows == [["企业名称"], ["甲"], ["乙"]]


def test_quoted_cells_may_hold_anything() -> None:
    text = f'{HEAD}\n"甲,""老""矿","地址\n第二行",3\n乙,x,4\n'
    table = parse(text.encode(), "x.csv")
    assert table.rows[1:] == [['甲,"老"矿', "地址\n第二行", "3"], ["乙", "x", "4"]]


def test_an_unclosed_quote_eats_no_rows() -> None:
    text = f'{HEAD}\n"5寸管厂,1,2\n乙,3,4\n丙,"5"",6\n丁,7,8\n'
    table = parse(text.encode(), "x.csv")
    assert [row[0] for row in table.rows] == ["企业名称", '"5寸管厂', "乙", "丙", "丁"]
    assert "第 2 行" in table.warnings[0]


def test_two_stray_quotes_do_not_swallow_what_is_between() -> None:
    lines = [HEAD, '"5寸管厂,1,2', *[f"第{n}矿,1,2" for n in range(5)], '"6寸管厂,1,2']
    table = parse("\n".join(lines).encode(), "x.csv")
    assert len(table.rows) == 8 and all(len(row) == 3 for row in table.rows)


def test_blank_lines_keep_their_numbers_and_trailing_ones_go() -> None:
    table = parse(b"a,b\n\n1,2\n\n,\n\x1a", "x.csv")
    assert table.rows == [["a", "b"], [""], ["1", "2"]]


def test_a_mark_inside_the_text_is_no_encoding() -> None:
    assert decode("﻿甲".encode(), "x") == ("甲", "utf-8-sig")


def test_the_line_of_an_unknown_character_is_named() -> None:
    with pytest.raises(AjxError, match="第 3 行"):
        parse("企业\n甲\n".encode() + b"\xff\xfe\xfd\xff\n" + "乙\n丙\n".encode(), "x.csv")


_CELL = st.text(
    st.characters(exclude_characters="\r\0\t\x1a\ufeff", exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=8
)


@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(["企业名称", "代码", "人数"])
    writer.writerows([[to_csv(cell) for cell in row] for row in rows])
    table = parse(b"sep=,\n" + stream.getvalue().encode(), "x.csv")
    expected = [["企业名称", "代码", "人数"], *rows]
    while not any(expected[-1]):
        expected.pop()
    assert table.rows == expected


@example("\t", False)
@given(st.text(st.characters(exclude_categories=("Cs",))), st.booleans())
def test_neutralised_text_never_starts_a_formula_and_comes_back(text: str, codes: bool) -> None:
    written = to_csv(text, codes=codes)
    assert not written.lstrip("\t ").startswith(("=", "+", "-", "@")) or text.startswith(" ")
    assert from_csv(written).strip("\t") == text.strip("\t") or text.startswith('="')


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_an_explanation(data: bytes) -> None:
    try:
        table = parse(data, "x")
    except AjxError as error:
        assert error.message
    else:
        assert all(isinstance(cell, str) for row in table.rows for cell in row)
