"""Room 7 with documents on record: editing chapters, inserting numbers, what changed, sending to review."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, TextArea
from ui_county import NARROW, WIDE, press, running, screen_text, settled

from ajx_tui.services import documents
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.documents.changes import DocumentChanges
from ajx_tui.ui.screens.documents.edit import DocumentEdit
from ajx_tui.ui.screens.documents.export import ExportScreen
from ajx_tui.ui.widgets.confirm import Choose, Confirm

NAMES = list(documents.CATALOGUE)


async def opened(app, pilot, name: str) -> ExportScreen:
    await press(pilot, "7")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, ExportScreen)
    screen.query_one("#documents", OptionList).highlighted = NAMES.index(name)
    await settled(pilot)
    await settled(pilot)
    return screen


@pytest.mark.parametrize("size", [NARROW])
async def test_an_edited_chapter_is_kept_and_printed(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, pilot):
        room = await opened(app, pilot, "bulletin")
        await press(pilot, "ctrl+e")
        await settled(pilot)
        edit = app.screen
        assert isinstance(edit, DocumentEdit)
        edit.query_one("#chapters", OptionList).highlighted = 1
        await settled(pilot)
        area = edit.query_one("#text", TextArea)
        assert "{due}" in area.text and "总体情况" in screen_text(app)
        area.load_text("甲[/乙]{due}")
        await settled(pilot)
        assert "● 总体情况" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "escape")
        assert app.screen is edit
        area.focus()
        area.move_cursor(area.document.end)
        await press(pilot, "f4")
        assert isinstance(app.screen, Choose)
        await press(pilot, "enter")
        assert area.text.count("{") == 2
        await press(pilot, "ctrl+s")
        await press(pilot, "escape")
        await settled(pilot)
        await settled(pilot)
        assert app.screen is room
        assert documents.working(session, "bulletin", app.as_of).edited == {"总体情况": area.text}
        assert "改动1章" in screen_text(app)
        due = documents.facts_for(session, documents.entry("bulletin"), app.as_of).total.value("due")
        assert any(f"甲[/乙]{due}" in page for page in room._draft.preview.page_texts)


async def test_going_back_to_the_template(session: Session) -> None:
    async with running(session, WIDE) as (app, pilot):
        documents.save_chapter(session, "bulletin", app.as_of, "总体情况", "改")
        await opened(app, pilot, "bulletin")
        await press(pilot, "ctrl+e")
        await settled(pilot)
        edit = app.screen
        edit.query_one("#chapters", OptionList).highlighted = 1
        await settled(pilot)
        assert edit.query_one("#text", TextArea).text == "改"
        await press(pilot, "f6")
        await press(pilot, "ctrl+s")
        assert documents.working(session, "bulletin", app.as_of).edited == {}


async def test_what_changed_since_the_last_version(session: Session, tmp_path: Path) -> None:
    async with running(session, WIDE) as (app, pilot):
        room = await opened(app, pilot, "bulletin")
        await press(pilot, "ctrl+d")
        assert "还没有导出过" in screen_text(app)
        room.query_one("#file", Input).value = str(tmp_path / "a.pdf")
        await press(pilot, "f2")
        await settled(pilot)
        assert (tmp_path / "a.pdf").is_file()
        assert documents.working(session, "bulletin", app.as_of).current == 1
        documents.save_chapter(session, "bulletin", app.as_of, "总体情况", "话已改{insured}")
        await press(pilot, "ctrl+d")
        await settled(pilot)
        assert isinstance(app.screen, DocumentChanges)
        assert "话已改" in screen_text(app) and "第1版" in screen_text(app)


async def test_a_submitted_document_can_not_be_edited(session: Session) -> None:
    async with running(session, WIDE) as (app, pilot):
        await opened(app, pilot, "bulletin")
        await press(pilot, "ctrl+t")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "tab", "enter")
        await settled(pilot)
        await settled(pilot)
        present = documents.working(session, "bulletin", app.as_of)
        assert present.locked and present.current == 1
        assert "待审核" in screen_text(app)
        await press(pilot, "ctrl+e")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
