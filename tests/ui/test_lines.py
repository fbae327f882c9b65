"""Status line, bars, notices and the crash page."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import on
from textual.app import ComposeResult
from textual.widgets import Button

from ajx_tui.errors import AjxError
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.crash import CrashApp
from ajx_tui.ui.widgets.bars import Bar, Bars
from ajx_tui.ui.widgets.key_line import KeyLine
from ajx_tui.ui.widgets.notice import diagnosis, show_error, write_diagnosis
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.status_line import Status, StatusLine

BARS = (
    Bar("coal", "煤矿", 12, 12, "good"),
    Bar("mine", "非煤矿山[/甲]", 1, 400, "bad", "缺 399 家"),
    Bar("fish", "渔业生产", 0, 0),
)


class LineApp(BaseApp[None]):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Bars(BARS)
        yield StatusLine(Status("2026-10-31", "某县应急管理局", "张三（经办）", rows=12, demo=True))
        yield KeyLine()

    @on(Bars.Opened)
    def _opened(self, event: Bars.Opened) -> None:
        self.heard.append(event.key)

    @on(StatusLine.Clicked)
    def _clicked(self, event: StatusLine.Clicked) -> None:
        self.heard.append(event.field)


def test_rates_round_down_and_have_no_value_without_a_denominator() -> None:
    assert [Bar("", "", done, total).rate for done, total in ((0, 0), (0, 3), (2, 3), (1999, 2000), (3, 3))] == [
        "—", "0.0%", "66.6%", "99.9%", "100.0%",
    ]  # fmt: skip


def test_a_bar_is_full_only_for_all_and_visible_for_a_few() -> None:
    assert [Bar("", "", done, total).filled(20) for done, total in ((0, 0), (0, 9), (1, 400), (399, 400), (9, 9))] == [
        0, 0, 1, 19, 20,
    ]  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_bars_align_open_and_follow_the_keys(size: tuple[int, int]) -> None:
    app = LineApp()
    async with app.run_test(size=size) as pilot:
        bars = app.query_one(Bars)
        lines = [bars.render_line(y) for y in range(3)]
        assert {strip.cell_length for strip in lines} == {size[0]}
        assert "12 / 12 100.0%" in lines[0].text and "1 / 400   0.2%" in lines[1].text and "缺 399 家" in lines[1].text
        assert "非煤矿山[/甲]" in lines[1].text and "0 / 0      —" in lines[2].text
        bars.focus()
        await pilot.press("down", "enter", "down", "down", "enter")
        await pilot.click(bars, offset=(3, 0))
        assert app.heard == ["mine", "fish", "coal"]
        bars.show(BARS[1:])
        await pilot.pause()
        assert bars.size.height == 2 and bars.cursor == 0
        bars.show(())
        await pilot.press("enter", "down")
        assert "没有数据" in bars.render_line(0).text


async def test_the_status_line_says_where_one_is_and_takes_clicks() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        line = app.query_one(StatusLine)
        assert line.render_line(0).text.split() == [
            "演示", "截止日", "2026-10-31", "某县应急管理局", "张三（经办）", "共", "12", "条",
        ]  # fmt: skip
        assert line.region.y == 22 and app.query_one(KeyLine).region.y == 23
        line.show(demo=False, marked=3, note="[red]")
        await pilot.pause()
        text = line.render_line(0).text
        assert "演示" not in text and "已标记 3 条" in text and "[red]" in text
        await pilot.click(line, offset=(3, 0))
        assert app.heard == ["as_of"]


async def test_an_error_becomes_one_chinese_notice_without_markup() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 24)) as pilot:
        show_error(app, AjxError("导入失败", "第 3 行的「[/甲]」不是日期。请改成 2026-10-31 这样的写法。"))
        await pilot.pause()
        (notice,) = app._notifications
        assert notice.title == "导入失败" and notice.severity == "error" and not notice.markup
        assert "[/甲]" in notice.message
        assert all(len(line) <= 40 for line in notice.message.splitlines())


def test_the_diagnosis_names_versions_and_place_but_no_local_data() -> None:
    secret = "13800000000"
    try:
        raise ValueError("boom")
    except ValueError as error:
        text = diagnosis(error)
    assert "ajx_tui" in text and "ValueError: boom" in text and "test_lines.py" in text
    assert secret not in text.replace('secret = "13800000000"', "")


def test_the_diagnosis_is_written_beside_the_database_or_where_it_can_be(tmp_path: Path) -> None:
    path = write_diagnosis("文", tmp_path)
    assert path is not None and path.parent == tmp_path and path.read_text(encoding="utf-8") == "文"
    other = write_diagnosis("文", tmp_path / "没有这个文件夹")
    assert other is not None and other.parent != tmp_path
    other.unlink()


async def test_the_crash_page_copies_the_diagnosis(tmp_path: Path) -> None:
    from ajx_tui.ui.compat.terminal import TerminalMode

    app = CrashApp(RuntimeError("坏 [/甲]"), tmp_path, TerminalMode())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert all(button.region.bottom <= 24 for button in app.screen.query(Button))
        await pilot.press("f8")
        assert "RuntimeError: 坏 [/甲]" in app.clipboard
        (file,) = tmp_path.iterdir()
        assert file.name in app.screen.query_one("#where", Prose).text.replace("\n", "")
        await pilot.press("escape")
    assert app.return_value is True
