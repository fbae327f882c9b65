"""Home: figures, what is due, and the list behind every number."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui_county import NARROW, WIDE, press, running, screen_lines, screen_text, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.services import drafts, review
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.ui.screens.cases.due_papers import DuePapers
from ajx_tui.ui.screens.findings.findings import FindingsScreen
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.home_rows import DOUBTS
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.review.queue import ReviewQueue
from ajx_tui.ui.screens.settings.settings import SettingsScreen
from ajx_tui.ui.widgets.bars import Bars
from ajx_tui.ui.widgets.count_list import CountList


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
        await press(pilot, "right", "down", "enter")
        assert isinstance(app.screen, RegisterScreen)
        assert "应保未保 · 煤矿 · 1 条" in screen_text(app)
        assert "示例县鑫源煤业有限公司" in screen_text(app)
        await press(pilot, "1", "f4", "2")
        assert "已投保 · 煤矿 · 2 条" in screen_text(app)


async def test_click_on_a_bar_opens_it(session: Session) -> None:
    async with running(session) as (app, pilot):
        await pilot.click(Bars, offset=(3, 0))
        await settled(pilot)
        assert "应保未保 · 1 条" in screen_text(app)


def _behind(page: object) -> int:
    """How many records the page shows that a number opened."""
    match page:
        case RegisterScreen() | ReviewQueue():
            return page.grid.row_count
        case DuePapers():
            return len(page._lines)
        case FindingsScreen():
            return sum(group.open for group in page._groups)
    raise AssertionError(page)


async def test_every_count_opens_as_many_records(session: Session) -> None:
    clerk = session.as_role(Role.CLERK)
    with clerk.unit("测试") as unit:
        made = unit.insert(KINDS["publicity"], {"held_on": "2026-10-01", "theme": "宣传月"})
    review.submit(clerk, "publicity", made)
    drafts.keep(session, KINDS["enterprise"], None, {"name": "没写完"})
    async with running(session, NARROW) as (app, pilot):
        home = app.screen
        seen = {}
        for name in ("#day", "#standing"):
            rows = home.query_one(name, CountList)
            for row in rows.counts:
                if row.key.startswith(("step:", "drafts:")):
                    continue
                rows.post_message(CountList.Opened(rows, row.key))
                await settled(pilot)
                await settled(pilot)
                assert app.screen is not home and _behind(app.screen) == row.count, row
                seen[row.key] = row.count
                if app.current_mode == "1":
                    await app.pop_screen()
                app.open_room("1")
                await settled(pilot)
        assert seen["task:expiring_15"] == 1 and seen["task:expiring_60"] == 1 and seen["task:hazard_overdue"] == 1
        assert seen["task:visit_unconfirmed"] == 2 and seen["review:waiting"] == 1 and seen["found:violation"] > 1
        assert "没有填完的表单" in screen_text(app)
        assert "8 审核 1" in screen_lines(app)[0], "the rail says that a review waits"


async def test_the_timetable_is_laid_down_and_counted_in_working_days(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        text = screen_text(app)
        assert "按模板推算" in text and "11-20  余15工作日" in text and "节假日" not in text
        await press(pilot, "end", "enter")
        assert "工作方案还没有定，按模板推算" in screen_text(app)
        await press(pilot, "1")
        await settled(pilot)
        assert isinstance(app.screen, RegisterScreen) and app.screen.kind.name == "plan_step"
        assert app.screen.grid.row_count == 4
        with session.unit("测试") as unit:
            unit.update(KINDS["plan_step"], 1, {"done_on": "2026-10-30"})
            unit.update(KINDS["plan_step"], 2, {"due_on": "2026-10-28"})
            unit.update(KINDS["plan_step"], 4, {"due_on": "2027-03-31"})
        app.clear_notifications()
        await press(pilot, "1")
        text = screen_text(app)
        assert "已完成" in text and "10-28" in text and "逾期2工作日" in text and "2027-03-31" in text
        assert "节假日安排只到2026-12-31，之后按周末推算" in text
        await press(pilot, "end", "enter")
        assert isinstance(app.screen, DetailScreen) and app.screen.kind.name == "plan_step"


async def test_figures_refuse_to_open_when_the_data_moved_on(session: Session) -> None:
    async with running(session) as (app, pilot):
        with session.unit("测试") as unit:
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
        assert "按 Ctrl+O 从表格导入底数" in screen_text(app)
    session.store.close()


def test_doubts_are_figures_of_the_packs(session: Session) -> None:
    from ajx_tui.services.packs import rules

    assert {name for name, _, _ in DOUBTS} <= set(rules(session.store).figures)


# ----- room 9


async def test_backup_and_restore(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "9", "f7")
        assert "还没有备份" in screen_text(app)
        await press(pilot, "f7")
        assert "已备份并校验" in screen_text(app)
        with session.unit("测试") as unit:
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
        assert "浅色" in screen_text(app) and "兼容模式已打开" in screen_text(app)
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
