"""Tabs: the open one is always in sight, hidden ones can be reached."""

from __future__ import annotations

from textual.app import ComposeResult

from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.widgets.line_parts import parts_width
from ajx_tui.ui.widgets.tab_row import TabGroup, TabRow

TITLES = [(str(number), f"第{number}类清单") for number in range(18)]


class Tabbed(BaseApp[None]):
    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TabRow(TITLES)

    def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        self.chosen.append(event.key)


async def test_open_tab_is_in_sight_and_the_line_fits() -> None:
    app = Tabbed()
    async with app.run_test(size=(60, 5)) as pilot:
        row = app.query_one(TabRow)
        for key in row.keys:
            row.choose(key)
            await pilot.pause()
            texts = [part.text for part in row.parts()]
            assert any(text.startswith(" >") and f"第{key}类清单" in text for text in texts)
            assert parts_width(row.parts()) <= 61
        assert texts[0] == "< "


async def test_marks_lead_to_hidden_tabs() -> None:
    app = Tabbed()
    async with app.run_test(size=(60, 5)) as pilot:
        row = app.query_one(TabRow)
        shown = [part.value for part in row.parts() if part.text.strip() not in ("", ">")]
        await pilot.click(TabRow, offset=(parts_width(row.parts()) - 1, 0))
        await pilot.pause()
        assert row.current not in shown
        assert app.chosen == [row.current]


async def test_arrows_go_round() -> None:
    app = Tabbed()
    async with app.run_test(size=(60, 5)) as pilot:
        app.query_one(TabRow).focus()
        await pilot.press("left")
        await pilot.pause()
        assert app.chosen == ["17"]


GROUPS = [TabGroup("a", "名录", ("0", "1", "2")), TabGroup("b", "执法", ("3", "4")), TabGroup("c", "规则", ("5",))]


class Grouped(Tabbed):
    def compose(self) -> ComposeResult:
        yield TabRow(TITLES[:6], groups=GROUPS)


async def test_groups_have_a_line_of_their_own() -> None:
    app = Grouped()
    async with app.run_test(size=(80, 5)) as pilot:
        row = app.query_one(TabRow)
        row.focus()
        assert row.size.height == 2
        assert [p.text.strip(" >") for p in row.parts(0) if p.value] == ["名录", "执法", "规则"]
        await pilot.press("right", "right", "right")
        assert app.chosen == ["1", "2", "3"] and row.group == GROUPS[1]
        assert [p.text.strip(" >") for p in row.parts() if p.value] == ["第3类清单", "第4类清单"]
        await pilot.press("right", "up", "left")
        assert row.current == "2", "a group opens where it was left"
        await pilot.press("right", "right", "down", "left")
        assert app.chosen[-3:] == ["4", "5", "4"]
        await pilot.click(TabRow, offset=(3, 0))
        await pilot.pause()
        assert row.current == "2"
        await pilot.click(TabRow, offset=(3, 1))
        await pilot.pause()
        assert row.current == "0"
