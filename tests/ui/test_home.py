"""Home: figures, what is due, and the list behind every number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ui_county import AS_OF, NARROW, WIDE, press, running, screen_lines, screen_text, settled, value

from ajx_tui.services.session import Session
from ajx_tui.store.agenda import visits_owed
from ajx_tui.store.database import Store
from ajx_tui.ui.quick_filters import quick_filters
from ajx_tui.ui.screens.home import AGENDA, DOUBTS, HomeScreen
from ajx_tui.ui.screens.register import RegisterScreen
from ajx_tui.ui.screens.settings import SettingsScreen
from ajx_tui.ui.widgets.bars import Bars
from ajx_tui.ui.widgets.count_list import CountList
from ajx_tui.ui.widgets.record_grid import RecordGrid


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_coverage_by_sector(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, _):
        bars = {bar.label: (bar.done, bar.total, bar.rate) for bar in app.screen.query_one("#coverage", Bars).rows}
        assert bars["合计"] == (3, 4, "75.0%")
        assert bars["煤矿"] == (2, 3, "66.6%")
        assert bars["危险化学品"] == (1, 1, "100.0%")
        assert "非煤矿山" not in bars
        assert any("煤矿" in line and "2 / 3" in line for line in screen_lines(app))


async def test_bar_opens_the_uninsured_of_its_sector(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, RegisterScreen)
        assert "应保未保 · 煤矿 · 1 条" in screen_text(app)
        assert "示例县鑫源煤业有限公司" in screen_text(app)


async def test_click_on_a_bar_opens_it(session: Session) -> None:
    async with running(session) as (app, pilot):
        await pilot.click(Bars, offset=(3, 0))
        await settled(pilot)
        assert "应保未保 · 1 条" in screen_text(app)


async def test_every_count_opens_as_many_records(session: Session) -> None:
    async with running(session) as (app, pilot):
        home = app.screen
        for name in ("#agenda", "#doubts", "#holdings"):
            for row in home.query_one(name, CountList).counts:
                home.query_one(name, CountList).post_message(CountList.Opened(home.query_one(name, CountList), row.key))
                await settled(pilot)
                await settled(pilot)
                assert isinstance(app.screen, RegisterScreen), row
                assert app.screen.query_one(RecordGrid).row_count == row.count, row
                app.open_room("1")
                await settled(pilot)


async def test_agenda_counts(session: Session) -> None:
    async with running(session) as (app, _):
        counts = {row.key: row.count for row in app.screen.query_one("#agenda", CountList).counts}
        assert counts["policy.ends_7"] == 1 and counts["hazard.overdue"] == 1 and counts["visit.unconfirmed"] == 1
        assert counts["owed"] == 3


async def test_figures_refuse_to_open_when_the_data_moved_on(session: Session) -> None:
    async with running(session) as (app, pilot):
        with session.unit("测试") as unit:
            from ajx_tui.domain.records import KINDS

            unit.update(KINDS["enterprise"], 1, {"township": "别处"})
        await press(pilot, "f2")
        assert isinstance(app.screen, HomeScreen)
        assert "数据已变动" in screen_text(app)
        await press(pilot, "f5", "f2")
        assert isinstance(app.screen, RegisterScreen)


async def test_empty_database_has_no_rate(tmp_path: Path) -> None:
    session = Session(Store.open(tmp_path / "db" / "ajx.db"))
    async with running(session) as (app, pilot):
        await press(pilot, "escape")
        assert app.screen.query_one("#coverage", Bars).rows[0].rate == "—"
    session.store.close()


def test_agenda_names_existing_filters() -> None:
    for key, _, _ in AGENDA:
        kind, _, name = key.partition(".")
        assert name in {quick.key for quick in quick_filters(kind, AS_OF)}


def test_doubts_are_figures_of_the_packs(session: Session) -> None:
    from ajx_tui.services.packs import rules

    assert {name for name, _, _ in DOUBTS} <= set(rules(session.store).figures)


def test_visits_owed_follow_the_elapsed_share(session: Session) -> None:
    assert visits_owed(session.store, date(2026, 3, 1)) == (2,)
    assert visits_owed(session.store, AS_OF) == (1, 2, 3)
    assert visits_owed(session.store, date(2027, 6, 1)) == ()


# ----- room 9


async def test_backup_and_restore(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "9", "f7")
        assert "已备份并校验" in screen_text(app)
        with session.unit("测试") as unit:
            from ajx_tui.domain.records import KINDS

            unit.update(KINDS["enterprise"], 1, {"township": "后来的镇"})
        await press(pilot, "f8")
        assert "恢复备份" in screen_text(app)
        await press(pilot, "tab", "enter")
        await settled(pilot)
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert value(app.session, "SELECT township FROM enterprise WHERE id = 1") == "城关镇"
        assert app.session is not session
        await press(pilot, "9")
        assert isinstance(app.screen, SettingsScreen)
        assert "恢复前" in screen_text(app)
        app.session.store.close()


async def test_settings_remember_the_look(session: Session) -> None:
    from ajx_tui import settings
    from ajx_tui.paths import Home

    path = Home(session.store.path.parent.parent).settings
    async with running(session) as (app, pilot):
        await press(pilot, "9", "f3", "f4")
        assert "浅色" in screen_text(app)
        assert app.theme == "ajx-light"
    assert settings.load(path) == settings.Settings(plain=True, theme="ajx-light")


async def test_office_is_changed_in_settings(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "9", "f2")
        app.screen.form.boxes["name"].set_text("示例县新局")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, SettingsScreen)
        assert "示例县新局" in screen_text(app)
        file = session.store.path.parent / "2027.toml"
        file.write_text('[[year]]\nyear = 2027\noff = ["2027-01-01..2027-01-03"]\nwork = []\n', encoding="utf-8")
        app.screen.do_holidays()
        await settled(pilot)
        assert "节假日安排录入到2026年底" in screen_text(app)
        await press(pilot, "ctrl+n")
        app.screen.query_one("#answer").value = str(file)
        await press(pilot, "enter")
        assert "节假日安排录入到2027年底" in screen_text(app) and "本单位装入" in screen_text(app)
    assert session.store.read("SELECT name FROM office") == [("示例县新局",)]
