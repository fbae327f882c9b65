"""Tabs: the open one is always in sight, hidden ones can be reached."""

from __future__ import annotations

from textual.app import ComposeResult

from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.widgets.line_parts import parts_width
from ajx_tui.ui.widgets.tab_row import TabRow

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
