"""避头尾, words kept whole, justification."""

from __future__ import annotations

import random

import pytest

from ajx_tui.documents.faces import BUNDLED, Role, load
from ajx_tui.documents.linebreak import MAX_STRETCH, NO_END, NO_START, break_lines, spread
from ajx_tui.documents.titles import WORDS, balanced

WIDTHS = load(BUNDLED[Role.FANGSONG]).widths
SIZE, WIDTH = 15.75, 442.2
HANZI = "安全生产责任保险应急管理局煤矿企业隐患整改投保率服务机构事故预防"
PIECES = (
    "，", "。", "、", "；", "：", "？", "！", "……", "——", "”", "’", "》", "）", "“", "‘", "《", "（", "〔", "〕", "％",
    "2026年", "87.6%", "91410122MA4XXXXX0A", "GB/T 9704-2012", "1,234.56", "No. 7", " ", "·", "～", "【", "】",
)  # fmt: skip


def sentence(random_source: random.Random) -> str:
    """Random Chinese text with marks, numbers and codes, never two of them in a row."""
    parts = []
    for _ in range(random_source.randint(5, 60)):
        parts.append("".join(random_source.choices(HANZI, k=random_source.randint(1, 6))))
        if random_source.random() < 0.7:
            parts.append(random_source.choice(PIECES))
    return "".join(parts)


def violations(text: str, lines: list[tuple[int, int]]) -> list[str]:
    """Lines that start or end with a mark that must not stand there."""
    bad = [text[start:end] for start, end in lines[1:] if text[start] in NO_START]
    return bad + [text[start:end] for start, end in lines[:-1] if text[end - 1] in NO_END]


def test_ten_thousand_random_sentences_keep_the_rules() -> None:
    source = random.Random(9704)
    broken = 0
    for _ in range(10_000):
        text = sentence(source)
        width = source.choice((WIDTH, WIDTH, WIDTH / 2, 200.0))
        lines = break_lines(text, WIDTHS, SIZE, width, source.choice((0.0, 2 * SIZE)))
        broken += len(lines) - 1
        assert violations(text, lines) == []
        assert "".join(text[a:b] for a, b in lines).replace(" ", "") == text.replace(" ", "")
        for start, end in lines:
            assert sum(WIDTHS[c] for c in text[start:end]) * SIZE / 1000 <= width + 0.01
    assert broken > 20_000


@pytest.mark.parametrize("word", ["91410122MA4XXXXX0A", "1,234.56", "87.6%", "2026-10-31", "GB/T9704-2012"])
def test_numbers_and_codes_stay_on_one_line(word: str) -> None:
    for before in range(1, 40):
        text = "安" * before + word + "全" * 40
        assert any(word in text[a:b] for a, b in break_lines(text, WIDTHS, SIZE, WIDTH))


def test_a_dash_and_an_ellipsis_never_start_a_line() -> None:
    for before in range(20, 30):
        for mark in ("……", "——"):
            text = "安" * before + mark + "全" * 30
            lines = break_lines(text, WIDTHS, SIZE, WIDTH)
            assert any(mark in text[a:b] for a, b in lines)


def test_a_word_longer_than_a_line_is_cut_and_nothing_is_lost() -> None:
    text = "W" * 500
    lines = break_lines(text, WIDTHS, SIZE, 100.0)
    assert "".join(text[a:b] for a, b in lines) == text
    assert len(lines) > 10


def test_a_column_narrower_than_a_character_still_ends() -> None:
    assert len(break_lines("安全生产", WIDTHS, SIZE, 3.0)) == 4


def test_newlines_end_lines_and_empty_lines_stay() -> None:
    text = "甲\n\n乙"
    assert [text[a:b] for a, b in break_lines(text, WIDTHS, SIZE, WIDTH)] == ["甲", "", "乙"]
    assert break_lines("", WIDTHS, SIZE, WIDTH) == [(0, 0)]


def set_width(line: str, slack: float) -> float:
    """How much wider a line gets, without the space after its last character."""
    parts = spread(line, slack, SIZE)
    assert "".join(line[a:z] for a, z, *_ in parts) == line
    return sum(each * (z - a) + more for a, z, each, more in parts) - parts[-1][2]


def test_spreading_fills_the_line_and_has_a_limit() -> None:
    for line in ("安全生产责任保险应急管理局", "投保率89.5%，共1家、No. 7号；登记95次（其中3次），", "2026年10月31日"):
        gaps = len(line) - 1
        for slack in (0.5, 3.0, 10.0, 0.9 * MAX_STRETCH * SIZE * gaps / 2):
            assert set_width(line, slack) == pytest.approx(slack)
        assert spread(line, MAX_STRETCH * SIZE * len(line), SIZE) == [(0, len(line), 0.0, 0.0)]
        assert spread(line, -1.0, SIZE) == [(0, len(line), 0.0, 0.0)]
    assert spread("安", 3.0, SIZE) == [(0, 1, 0.0, 0.0)]


def test_numbers_are_never_spread() -> None:
    line = "投保率89.5%，共1家、No. 7号2026"
    still = [line[a:z] for a, z, each, _ in spread(line, 20.0, SIZE) if not each]
    assert still == ["89.5", "No", "202"]


def test_a_loose_line_opens_after_marks_and_beside_figures() -> None:
    line = "40.1%；登记服务记录95次，其中企业未确认10次，确认率"
    parts = spread(line, 40.0, SIZE)
    assert max(each for *_, each, _ in parts) <= 0.08 * SIZE
    assert {line[z - 1 : z + 1] for _, z, _, more in parts if more} == {
        "；登",
        "录9",
        "5次",
        "，其",
        "认1",
        "0次",
        "，确",
    }


@pytest.mark.parametrize("end", ["个。", "个", "5个。", "个）。", "2026。"])
def test_a_last_line_is_never_a_single_character(end: str) -> None:
    for count in range(20, 90):
        text = (HANZI * 3)[:count] + end
        lines = break_lines(text, WIDTHS, SIZE, WIDTH, 2 * SIZE)
        assert violations(text, lines) == []
        if len(lines) > 1:
            assert len(text[slice(*lines[-1])].rstrip("。）")) > 1


def test_titles_break_between_words_into_equal_lines() -> None:
    title = "甲县2026年安全生产责任保险扩面提质工作方案"
    lines = [title[a:b] for a, b in balanced(title, WIDTHS, 22.0, 400.0)]
    assert lines == ["甲县2026年安全生产责任保险", "扩面提质工作方案"]
    long = "甲县人民政府安全生产委员会办公室关于2026年上半年安全生产责任保险工作情况的通报"
    lines = [long[a:b] for a, b in balanced(long, WIDTHS, 22.0, 400.0)]
    assert "".join(lines) == long
    for line in lines[:-1]:
        at = long.index(line) + len(line)
        assert long[at - 1 : at + 1] not in WORDS
    assert balanced("名" * 2000, WIDTHS, 22.0, 400.0)[-1][1] == 2000


@pytest.mark.parametrize(
    "lines",
    [
        ["示例县安全生产委员会办公室关于印发", "《示例县安全生产责任保险工作方案》的", "通　知"],
        ["甲县安全生产委员会办公室", "关于2026年第三季度", "安全生产责任保险工作情况的通报"],
        ["示例县应急管理局2026年度", "安全生产责任保险执法检查计划"],
        ["示例县安全生产责任保险工作自评报告"],
    ],
)
def test_titles_as_an_office_would_break_them(lines: list[str]) -> None:
    widths = load(BUNDLED[Role.XIAOBIAOSONG]).widths
    title = "".join(lines).replace("通　知", "\n通　知")
    assert [title[a:b] for a, b in balanced(title, widths, 22.0, 398.0)] == lines


def test_a_writers_own_break_in_a_title_is_kept() -> None:
    title = "甲县\n工作方案"
    assert [title[a:b] for a, b in balanced(title, WIDTHS, 22.0, 400.0)] == ["甲县", "工作方案"]
