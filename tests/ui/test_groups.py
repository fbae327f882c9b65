"""The 统计 page of a list: as it is filtered, by another field, behind each line, as a file."""

from __future__ import annotations

from pathlib import Path

from ui_county import NARROW, press, running, screen_text, settled, type_text

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.screens.registers.groups import Groups
from ajx_tui.ui.screens.registers.record_list import RecordList


async def test_a_list_is_counted_opened_and_written(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "统计.xlsx"
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "2", "ctrl+f")
        await type_text(pilot, "煤业")
        await press(pilot, "down", "f8")
        page = app.screen
        assert isinstance(page, Groups)
        text = screen_text(app)
        assert "企业统计" in text and "查找“煤业”" in text and "煤矿" in text and "100.0%" in text
        await press(pilot, "f4", "end", "enter", "f6")
        assert page._way.key == "permit_until.year" and "按年" in screen_text(app)
        await press(pilot, "f4", "2", "enter")
        assert isinstance(app.screen, RecordList)
        assert sorted(app.screen.grid.ids) == [1, 2] and "城关镇 · 查找“煤业”" in screen_text(app)
        await press(pilot, "f8")
        assert isinstance(app.screen, Groups) and app.screen is not page
        await press(pilot, "escape", "escape", "f7")
        app.screen.query_one("#answer").value = str(path)
        await press(pilot, "enter")
        for _ in range(3):
            await settled(pilot)
        assert "统计已导出" in screen_text(app) and path.stat().st_size > 3_000


async def test_papers_are_counted_by_another_key(session: Session) -> None:
    with session.unit("测试") as unit:
        paper = {"number": "示安〔2026〕1号", "title": "催保通知书", "enterprise_id": 1, "issued_on": "2026-05-06"}
        unit.insert(KINDS["document_paper"], paper)
    async with running(session) as (app, pilot):
        app.show_list(ListQuery("document_paper"))
        await press(pilot)
        await press(pilot, "f8")
        assert "没有留存这份文书" in screen_text(app)
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, Groups) and "煤矿" in screen_text(app)
