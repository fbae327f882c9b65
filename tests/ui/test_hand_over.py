"""导出给…: from a list with its filter, by layout and recipient; changing a layout; the log."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList
from ui_county import HOSTILE, NARROW, press, running, screen_lines, screen_text, settled, type_text, value

from ajx_tui.domain.masking import Profile
from ajx_tui.services import layouts
from ajx_tui.services.session import Session
from ajx_tui.store.handouts import handouts
from ajx_tui.ui.screens.exchange.hand_over import HandOver
from ajx_tui.ui.screens.exchange.handout_log import HandoutLog
from ajx_tui.ui.screens.exchange.layout_columns import LayoutColumns
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.review.queue import ReviewQueue
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid


async def choose(pilot, layout_id: str) -> None:
    """Move to a layout and wait for its rows."""
    screen = pilot.app.screen
    places = [one.id if one else "" for one in screen._layouts]
    screen.query_one("#layouts", OptionList).highlighted = places.index(layout_id)
    await settled(pilot)
    await settled(pilot)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def test_a_filtered_list_is_handed_over_and_noted(session: Session, tmp_path: Path) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f4", "2", "f7")
        screen = app.screen
        assert isinstance(screen, HandOver)
        await settled(pilot)
        assert "企业列表" in screen_text(app)
        assert [one.id for one in screen._layouts if one] == ["all-enterprise", "enterprises-department"]
        await choose(pilot, "enterprises-department")
        shown = screen_text(app)
        assert "给行业主管部门" in shown
        assert "示例县宏盛煤业有限公司" in shown
        assert "示例县金鼎采石场" not in shown
        screen.query_one("#file", Input).value = str(tmp_path / "名单.csv")
        await press(pilot, "f2")
        assert "并登记" in screen.query_one("#told", Prose).text
        assert screen.order.layout.id == "enterprises-department"
        await press(pilot, "f2")
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, HandoutLog)
        await settled(pilot)
        assert "企业底数核对清单" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, RegisterScreen)
    found = rows_of(tmp_path / "名单.csv")
    assert [row[0] for row in found[1:]].count("示例县宏盛煤业有限公司") == 1
    assert "示例县金鼎采石场" not in [row[0] for row in found]
    log = handouts(session.store)
    assert [(e.file_name, e.entries, e.filter) for e in log] == [
        ("名单(2).csv", len(found) - 1, "在营"), ("名单.csv", len(found) - 1, "在营"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [NARROW])
async def test_every_layout_is_shown_from_room_8(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, pilot):
        await press(pilot, "8", "f7")
        screen = app.screen
        assert isinstance(screen, HandOver)
        await settled(pilot)
        for one in [each for each in screen._layouts if each]:
            await choose(pilot, one.id)
            lines = screen_lines(app)
            assert {width_of(line) for line in lines} == {size[0]}, one.id
            assert one.title in "".join(lines)
            assert screen._preview is not None
            if screen._preview.count:
                assert "文件名" in "".join(lines)
        await choose(pilot, "policies-insurer")
        await press(pilot, "f4", "4")
        assert screen.order.only == 2
        assert screen._preview.count == 1
        await press(pilot, "f4", "1", "f9", "2")
        assert screen.order.masking is Profile.PUBLIC
        await press(pilot, "f4", "2", "f2")
        assert "2 个文件" in screen.query_one("#told", Prose).text
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewQueue)
    assert {e.recipient for e in handouts(session.store)} == {"甲财产保险示例支公司", HOSTILE}
    names = [p.name for p in screen._written.iterdir()]
    assert not [name for name in names if re.search(r"[/\n\t\x1b]", name)]


async def test_a_layout_is_changed_on_screen(session: Session, tmp_path: Path) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f7")
        await choose(pilot, "policies-insurer")
        await press(pilot, "f6")
        screen = app.screen
        assert isinstance(screen, LayoutColumns)
        await press(pilot, "down", "ctrl+up", "f2")
        await press(pilot, *["backspace"] * 10)
        await type_text(pilot, "投保企业")
        await press(pilot, "enter", "end", "delete")
        assert "（未保存）" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert app.screen is screen
        await press(pilot, "ctrl+s")
        assert "2026.11+本县1" in screen_text(app)
        await press(pilot, "f3", "enter")
        assert screen._kept.id == "own-policy-1"
        await press(pilot, "f7", "escape")
        await settled(pilot)
        assert isinstance(app.screen, HandOver)
        await choose(pilot, "policies-insurer")
        assert [column.title for column in app.screen.query_one("#preview", RecordGrid)._source.columns][:2] == [
            "投保企业", "保单号",
        ]  # fmt: skip
        await press(pilot, "f6", "f8", "tab", "enter")
        assert app.screen._kept == layouts.shipped()["policies-insurer"]
        bad = tmp_path / "坏.toml"
        bad.write_text('id = "x"\n', encoding="utf-8")
        await press(pilot, "f6")
        app.screen.query_one("#answer", Input).value = str(bad)
        await press(pilot, "enter")
        assert "坏.toml第1行" in screen_text(app)
    assert set(layouts.shelf(session.store).own) == {"own-policy-1"}
    assert list(session.store.path.parent.parent.joinpath("exports").glob("*.toml"))
    assert value(session, "SELECT count(*) FROM handout") == 0
