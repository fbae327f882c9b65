"""The whole life of an enterprise on screen: colour with reasons, numbers that open as many records."""

from __future__ import annotations

from datetime import date

from ui_county import AS_OF, NARROW, press, running, screen_text, settled

from ajx_tui.domain.records import KINDS
from ajx_tui.services.enterprise_numbers import due_text, numbers
from ajx_tui.services.enterprise_page import page
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.enterprise_life import EnterpriseLife
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.widgets.record_grid import RecordGrid


def told(session: Session, enterprise_id: int, day: date = AS_OF) -> dict[str, tuple[str, int]]:
    """Key of a number → its text and how many records stand behind it."""
    return {n.key: (n.text, len(n.ids)) for n in numbers(session, page(session, enterprise_id, day))}


def test_numbers_count_what_they_open(session: Session) -> None:
    found = told(session, 1)
    assert found["due"] == ("1 个", 1) and found["uninsured"] == ("0 个", 0)
    assert found["policies"] == ("1 份 12,345.00 元", 1)
    assert found["promised"] == ("4 次，已做 1 次", 1)
    assert found["hazards"] == ("1 条，重大 0 条", 1) and found["overdue"] == ("1 条", 1)
    assert found["claims"] == ("1 起，未结 0 起", 1)
    assert told(session, 2)["uninsured"] == ("1 个", 1)


def test_numbers_leave_out_what_came_later(session: Session) -> None:
    with session.unit("测试") as unit:
        unit.insert(KINDS["visit"], {"number": "FW9", "policy_id": 1, "visited_on": "2026-11-20"})
    assert told(session, 1)["visits"] == ("1 次，企业确认 0 次", 1)
    assert told(session, 1, date(2026, 12, 31))["visits"] == ("2 次，企业确认 0 次", 2)


def test_the_next_clock_is_told_with_what_is_overdue(session: Session) -> None:
    line = due_text(page(session, 1, AS_OF), AS_OF)
    assert "其中逾期 1 项" in line and "隐患整改 2026-10-01（逾期30天）" in line
    assert due_text(page(session, 4, AS_OF), AS_OF) == ""


async def test_colour_reasons_and_numbers_on_one_page(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "2", "enter", "f3")
        await settled(pilot)
        assert isinstance(app.screen, EnterpriseLife)
        text = screen_text(app)
        assert "状态 红" in text and "20 分起为黄，60 分起为红（本级自定）" in text and "隐患逾期未整改" in text
        await press(pilot, "f1")
        assert "依据核对情况" in screen_text(app)
        await press(pilot, "escape")
        made = app.screen._life.numbers
        for at, number in list(enumerate(made))[::3]:
            counts = app.screen.query_one("#numbers", RecordGrid)
            counts.post_message(RecordGrid.RowOpened(counts, at))
            await settled(pilot)
            assert isinstance(app.screen, RecordList)
            assert app.screen.grid.row_count == len(number.ids), number
            await press(pilot, "escape")
        await press(pilot, "home", "f2")
        assert isinstance(app.screen, FormScreen)
        await press(pilot, "escape", "enter")
        assert isinstance(app.screen, DetailScreen)
        await press(pilot, "escape", "ctrl+e", "enter")
        await settled(pilot)
        (written,) = exports_folder(app).glob("企业全貌-*.pdf")
        assert written.read_bytes().startswith(b"%PDF") and "企业全貌已导出" in screen_text(app)


async def test_hostile_enterprise_and_one_that_is_gone(session: Session) -> None:
    async with running(session) as (app, pilot):
        app.push_screen(EnterpriseLife(5))
        await settled(pilot)
        assert "坏[/甲][red]" in screen_text(app)
        app.push_screen(EnterpriseLife(999))
        await settled(pilot)
        assert "企业已不存在" in screen_text(app)
