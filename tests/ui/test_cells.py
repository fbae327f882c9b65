"""Widths and cuts of displayed text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ajx_tui.ui.widgets.cells import cut, display, fit, width_of
from ajx_tui.ui.widgets.prose import wrap

HOSTILE = [
    "备注[/甲]", "[red]", "制\t表", "换\n行", "长" * 500, "𠮷野家", "零\u200b宽", "=1+1", "e\u0301tude", "\x1b[2J",
    "\ud800", "\u202e倒", "🇨🇳", "👨‍👩‍👧", "名\U000e0100字", "\u3000全角", "", "\x00",
    "“引号”…①", "a\u2028b", "ไทย", "한\u1100",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [0, 1, 2, 5, 6, 9, 40])
@pytest.mark.parametrize("align", ["left", "right", "center"])
def test_fit_is_exact_and_printable(text: str, width: int, align: str) -> None:
    shown = fit(text, width, align)  # type: ignore[arg-type]
    assert cell_len(shown) == width
    assert all(char.isprintable() or char == "\u3000" for char in shown)


@given(st.text(st.characters(codec=None), max_size=60), st.integers(0, 30))
def test_fit_is_exact_for_any_text(text: str, width: int) -> None:
    shown = fit(text, width)
    assert cell_len(shown) == width
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in shown)


def test_display_keeps_what_a_reader_needs() -> None:
    assert display("备注[/甲]") == "备注[/甲]"
    assert display("a\tb\r\nc") == "a b  c"
    assert display("零\u200b宽\u202e") == "零宽"
    assert display("e\u0301") == "é"
    assert display("\x1b[2J") == "?[2J"


def test_a_cut_says_so_and_never_halves_a_character() -> None:
    assert fit("安全生产责任保险", 9) == "安全生.. "
    assert fit("安全生产责任保险", 16) == "安全生产责任保险"
    assert cut("安全", 3) == "安"
    assert fit("安全", 3) == "安 "
    assert fit("12", 4, "right") == "  12"


def test_a_cell_of_megabytes_costs_no_more_than_a_short_one() -> None:
    text = "长" * 2_000_000
    assert width_of(fit(text, 30)) == 30
    # Zero-width padding must not hide that something follows.
    assert fit("\u200b" * 5_000_000 + "尾", 10).strip() == ".."


@pytest.mark.parametrize("width", [7, 20, 31, 50])
def test_wrap_keeps_the_rules_of_line_ends(width: int) -> None:
    text = "请按 F8 复制诊断信息（连同版本号）交给维护人员；信息中，只有「程序位置」和《错误说明》。共 12345 字！"
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert width_of(line) <= width
        assert line[0] not in "，。；：！）」》"
        assert line[-1] not in "（「《"
        assert "12345" in line or not any(part in line for part in ("123", "345"))


def test_wrap_breaks_what_cannot_fit_and_keeps_paragraphs() -> None:
    assert wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert wrap("一\n二", 10) == ["一", "二"]
    assert wrap("", 10) == [""]


@given(st.text(max_size=80), st.integers(2, 40))
def test_wrap_loses_nothing_and_never_overflows(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(width_of(line) <= width for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join("".join(display(part) for part in text.splitlines()).split())
