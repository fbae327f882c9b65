"""Indicators on screen: cut four ways, months, the list behind every number; small charts line by line."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input
from ui_county import AS_OF, NARROW, press, running, screen_text, settled

from ajx_tui.domain.rate import Rate
from ajx_tui.services.figures import figures, months
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.findings.clause import ClauseDialog
from ajx_tui.ui.screens.findings.indicators import DIMENSIONS, Indicators
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.screens.registers.statistics import Statistics
from ajx_tui.ui.widgets.confirm import Choose
from ajx_tui.ui.widgets.month_bars import MonthBars
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow


def grid(app, name: str) -> RecordGrid:
    """One of the two lists."""
    return app.screen.query_one(name, RecordGrid)


async def test_every_cut_and_its_numbers_open_their_lists(session: Session) -> None:
    made = figures(session.store, AS_OF)
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "f8")
        await settled(pilot)
        assert isinstance(app.screen, Indicators)
        text = screen_text(app)
        assert "合计" in text and made.rate("coverage").text in text and "—" in text
        for dimension in DIMENSIONS:
            app.screen.query_one(TabRow).choose(dimension)
            await settled(pilot)
            lines = app.screen._lines
            assert lines[0].dimension == "total" and {line.dimension for line in lines[1:]} <= {dimension}
            grid(app, "#table").action_edge(True)
            await settled(pilot)
            line, parts = lines[-1], app.screen._parts
            for at in (0, len(parts) - 1):
                grid(app, "#numbers").post_message(RecordGrid.RowOpened(grid(app, "#numbers"), at))
                await settled(pilot)
                assert isinstance(app.screen, RecordList)
                assert app.screen.grid.row_count == made.count(parts[at].figure, line.dimension, line.key)
                await press(pilot, "escape")


async def test_months_of_the_chosen_indicator(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "f8")
        await settled(pilot)
        bars = app.screen.query_one(MonthBars)
        assert [m.label for m in bars.months] == [f"{int(day[5:7])}月" for day in months(AS_OF, 12)]
        assert bars.months[-1].value == figures(session.store, AS_OF).rate("coverage").text
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog) and "比率：投保率" in screen_text(app)
        await press(pilot, "escape", "f2")
        assert "下方显示哪一项指标" in screen_text(app)
        await press(pilot, "down", "enter")
        await settled(pilot)
        assert app.screen._indicator == "headcount_coverage"
        bars.focus()
        await press(pilot, "left", "enter")
        assert isinstance(app.screen, RecordList) and "截止 2026-09-30" in screen_text(app)
        await press(pilot, "f6")
        assert "在保人数" in screen_text(app)


def test_shares_of_rates_and_averages() -> None:
    assert Indicators._share(Rate(0, 0), 0) is None
    assert Indicators._share(Rate(3, 4), 0) == 0.75 and Indicators._share(Rate(5, 4), 0) == 1.0
    assert Indicators._share(Rate(10, 2, "天"), 20.0) == 0.25 and Indicators._share(Rate(0, 2, "天"), 0) == 0.0
    assert Indicators._brief(Rate(4, 4)) == "100%" and Indicators._brief(Rate(0, 0)) == "—"


async def test_the_statistics_table_opens_its_records_and_is_exported(session: Session, tmp_path: Path) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "f8")
        await settled(pilot)
        parts = {part.title: part.text for part in app.screen._parts}
        assert parts["在保保单"] == "3 条"
        await press(pilot, "f6")
        await settled(pilot)
        page = app.screen
        assert isinstance(page, Statistics)
        made = page._table
        assert made is not None
        for dimension in DIMENSIONS:
            page.query_one(TabRow).choose(dimension)
            await settled(pilot)
            assert [line.title for line in page._lines] == [line.title for line in made.lines(dimension)]
            for place, column in enumerate(made.columns):
                if made.text(column, page.line) != "—":
                    page._open_number(made, column, page.line)
                    await settled(pilot)
                    if isinstance(app.screen, Choose):
                        await press(pilot, "1")
                    assert isinstance(app.screen, RecordList)
                    assert app.screen.grid.row_count == made.counted(column, page.line), (dimension, column.name)
                    await press(pilot, "escape")
                    if place > 3:
                        break
        page.query_one(TabRow).choose("township")
        await press(pilot, "enter", "1")
        assert isinstance(app.screen, RecordList)
        await press(pilot, "escape", "f7")
        app.screen.query_one("#answer", Input).value = str(tmp_path / "统计表.csv")
        await press(pilot, "enter")
        assert "统计表已导出" in screen_text(app)
        await press(pilot, "escape")
        await press(pilot, "f1", "1")
        assert isinstance(app.screen, ClauseDialog)
    assert (tmp_path / "统计表.csv").read_text(encoding="utf-8-sig").startswith("乡镇（街道）,应投保数")
