"""What falls due on screen: by day, by topic, further ahead, with the note of the calendar."""

from __future__ import annotations

import pytest
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_lines, screen_text, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.cases.due_papers import DuePapers
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.record_grid import RecordGrid


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_due_by_day_topic_and_span(session: Session, size: tuple[int, int]) -> None:
    with session.unit("测试") as unit:
        extra = {"found_on": "2026-09-01", "visit_id": 1}
        unit.insert(KINDS["hazard"], {"description": HOSTILE, "due_on": "2026-11-04", **extra})
    async with running(session, size) as (app, pilot):
        await press(pilot, "f7")
        assert isinstance(app.screen, DuePapers)
        grid = app.screen.query_one(RecordGrid)
        assert grid.row_count == len(app.screen._lines) == 3
        days = [line[:34] for line in screen_lines(app) if "2026-" in line and "周" in line]
        assert len(days) == 2, "a day that two clocks share is written once"
        assert "逾期30天" in screen_text(app) and "依据：省实施意见四（七）" in screen_text(app)
        await press(pilot, "end", "f1")
        assert "期限：" in screen_text(app) and "起算" in screen_text(app)
        await press(pilot, "escape", "ctrl+pagedown", "ctrl+pagedown", "ctrl+pagedown", "ctrl+pagedown")
        assert {line.topic for line in app.screen._lines} == {"整改"}
        await press(pilot, "home", "enter")
        assert isinstance(app.screen, DetailScreen) and app.screen.kind.name == "hazard"
        await press(pilot, "escape", "f2", "5")
        await settled(pilot)
        assert "90 天以内" in screen_text(app) and "节假日安排只到2026-12-31" in screen_text(app)


async def test_entering_what_was_done_takes_it_off_the_list(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "f7", "f3")
        assert isinstance(app.screen, FormScreen)
        app.screen.form.boxes["rectified_on"].set_text("2026-10-20")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert value(session, "SELECT rectified_on FROM hazard WHERE id = 1") == "2026-10-20"
        assert isinstance(app.screen, DuePapers) and [line.topic for line in app.screen._lines] == ["保单"]
