"""Room 7: the list of documents, the preview, exporting, cancelling, replacing, opening."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from textual.widgets import Input, OptionList
from ui_county import NARROW, WIDE, press, running, screen_text, settled

from ajx_tui.domain.records import KINDS
from ajx_tui.services import documents
from ajx_tui.services.session import Session
from ajx_tui.store.lists import Condition
from ajx_tui.ui import open_file
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.documents.edit import DocumentEdit
from ajx_tui.ui.screens.documents.export import ExportScreen
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.registers.filters import FilterPanel
from ajx_tui.ui.widgets.choice_field import ChoiceStrip, PickMany
from ajx_tui.ui.widgets.confirm import Choose, Confirm
from ajx_tui.ui.widgets.page_view import PageView
from ajx_tui.ui.widgets.prose import Prose

NAMES = list(documents.CATALOGUE)


async def opened(app, pilot) -> ExportScreen:
    """Room 7 with its first document laid out."""
    await press(pilot, "7")
    assert isinstance(app.screen, ExportScreen)
    await settled(pilot)
    return app.screen


async def choose(pilot, screen: ExportScreen, name: str) -> None:
    screen.query_one("#documents", OptionList).highlighted = NAMES.index(name)
    await settled(pilot)
    await settled(pilot)


def told(screen: ExportScreen) -> str:
    return screen.query_one("#told", Prose).text


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_every_document_is_listed_and_laid_out(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, pilot):
        screen = await opened(app, pilot)
        for name, entry in documents.CATALOGUE.items():
            await choose(pilot, screen, name)
            shown = screen_text(app)
            assert entry.title in shown
            assert "第 1 / " in shown
            if size == NARROW:
                assert "文件名" in shown
        assert "[/甲]" in screen_text(app)


async def test_pages_turn_and_scroll_on(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        screen = await opened(app, pilot)
        view = screen.query_one(PageView)
        view.focus()
        await press(pilot, "right")
        assert view.page == 1
        await press(pilot, "end")
        last = view.page
        assert f"第 {last + 1} / {last + 1} 页" in screen_text(app)
        await press(pilot, "right")
        assert view.page == last
        await press(pilot, "home")
        assert (view.page, view.top) == (0, 0)
        for _ in range(200):
            if view.page == 1:
                break
            await press(pilot, "pagedown")
        assert (view.page, view.top) == (1, 0)
        await press(pilot, "up")
        assert view.page == 0


async def test_the_outline_leads_to_a_page(session: Session) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        await press(pilot, "f6")
        assert isinstance(app.screen, Choose)
        await press(pilot, "end", "enter")
        outline = documents.draft(session, "plan", app.as_of).preview.outline
        assert screen.query_one(PageView).page == outline[-1].page - 1


async def test_export_writes_the_file_and_says_where(session: Session, tmp_path: Path) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        screen.query_one("#number", Input).value = "12"
        screen.query_one("#day", Input).value = "２０２６年11月3日"
        await settled(pilot)
        await press(pilot, "f2")
        path = tmp_path / "exports" / "演示-工作方案-2026-10-31.pdf"
        assert str(path) in told(screen)
        text = PdfReader(path).pages[0].extract_text()
        assert "〔2026〕12号" in text and "2026年11月3日" in text


async def test_word_and_excel_follow_the_format(session: Session, tmp_path: Path) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        for suffix, magic in (("docx", b"PK"), ("xlsx", b"PK")):
            screen.query(ChoiceStrip).first().value = suffix
            await settled(pilot)
            await press(pilot, "f2")
            assert (tmp_path / "exports" / f"演示-工作方案-2026-10-31.{suffix}").read_bytes()[:2] == magic


async def test_an_existing_file_is_only_replaced_when_confirmed(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "exports" / "改过.pdf"
    path.parent.mkdir()
    path.write_text("手工改过")
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        screen.query_one("#file", Input).value = "改过.pdf"
        await press(pilot, "f2")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "enter")  # the focus starts on 取消
        assert path.read_text() == "手工改过"
        await press(pilot, "f2", "tab", "enter")
        assert path.read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize(("field", "value"), [("#number", "十二"), ("#number", "0"), ("#day", "下周三")])
async def test_what_cannot_be_read_is_told_before_anything_is_written(
    session: Session, tmp_path: Path, field: str, value: str
) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        screen.query_one(field, Input).value = value
        await settled(pilot)
        await press(pilot, "f2")
        assert app.screen is screen
        assert not (tmp_path / "exports").exists()


async def test_a_folder_without_rights_is_told_and_leaves_the_page_as_it_was(session: Session, tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("不是文件夹")
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, JobScreen)
        assert "未能完成" in screen_text(app)
        await press(pilot, "enter")
        assert app.screen is screen
        assert "已写出" not in told(screen)


async def test_papers_for_each_enterprise_go_into_a_folder(session: Session, tmp_path: Path) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        assert not screen.query_one("#split-line").display
        await choose(pilot, screen, "urging")
        assert screen.query_one("#split-line").display
        screen.query(ChoiceStrip).last().value = True
        await settled(pilot)
        await press(pilot, "f2")
        folder = tmp_path / "exports" / "演示-催保通知-2026-10-31"
        assert len(list(folder.glob("*.pdf"))) > 0
        assert str(folder) in told(screen)


async def test_papers_can_be_limited_to_a_sector(session: Session) -> None:
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        assert not screen.can_scope()
        await choose(pilot, screen, "order")
        everybody = len(screen.query_one(PageView)._pages)
        await press(pilot, "f9")
        assert isinstance(app.screen, Choose)
        await press(pilot, "down", "down", "down", "enter")
        await settled(pilot)
        paper = screen._paper()
        assert paper is not None and paper.only and paper.scope
        assert len(screen.query_one(PageView)._pages) == len(paper.only) <= everybody
        assert "范围：" in screen_text(app)
        await choose(pilot, screen, "plan")
        assert screen._paper() == documents.Paper()


async def test_papers_go_to_whom_a_filter_a_tick_or_a_list_finds(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "space", "down", "space", "f9")  # two marked enterprises
        assert isinstance(app.screen, Choose) and "2 家企业" in screen_text(app)
        await press(pilot, "enter")
        await settled(pilot)
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ExportScreen) and screen.entry.name == "urging"
        assert screen.scoped() is not None and len(screen.scoped().enterprises) == 2
        assert "标记的2条企业" in screen_text(app) and "标记的2条企业" in screen.query_one("#file", Input).value
        await press(pilot, "f9", "down", "enter")
        assert isinstance(app.screen, FilterPanel)
        app.screen.dismiss({"name": (Condition("name", "contains", "鑫源"),)})
        await settled(pilot)
        await settled(pilot)
        assert screen.scoped().text == "企业名称：含“鑫源”" and len(screen.query_one(PageView)._pages) == 1
        await press(pilot, "f9", "down", "enter")
        app.screen.dismiss({"name": (Condition("name", "contains", "没有这家"),)})
        await settled(pilot)
        assert screen.scoped().text == "企业名称：含“鑫源”" and "没有企业" in screen_text(app)
        await press(pilot, "f9", "down", "down", "enter")
        assert isinstance(app.screen, PickMany)
        app.screen.query_one("#ok").press()
        await settled(pilot)
        await settled(pilot)
        assert screen.scoped().text == "勾选的1家" and len(screen.query_one(PageView)._pages) == 1
        await press(pilot, "f9", "home", "enter")
        await settled(pilot)
        assert screen.scoped() is None


async def test_formats_number_and_signer_follow_the_document(session: Session, tmp_path: Path) -> None:
    async with running(session, NARROW) as (app, pilot):
        screen = await opened(app, pilot)
        assert "下一号1" in screen_text(app) and not screen.query_one("#signer-line").display
        screen.query(ChoiceStrip).first().value = "xlsx"
        await choose(pilot, screen, "urging")
        screen.query(ChoiceStrip).last().value = True
        await settled(pilot)
        assert not screen.query_one("#split-line").display and not screen.settings.apart
        screen.query(ChoiceStrip).first().value = "pdf"
        await settled(pilot)
        assert screen.query_one("#split-line").display and screen.settings.apart
        await choose(pilot, screen, "evaluation")
        assert screen.query_one("#signer-line").display
        screen.query_one("#signer", Input).value = "王某某"
        screen.query_one("#number", Input).value = "5"
        await settled(pilot)
        await settled(pilot)
        await press(pilot, "f2")
        assert "签发人：王某某" in PdfReader(next((tmp_path / "exports").iterdir())).pages[0].extract_text()
        await settled(pilot)
        await settled(pilot)
        assert "下一号6" in screen_text(app)


async def test_a_finding_leads_to_its_place(session: Session) -> None:
    async with running(session) as (app, pilot):
        documents.save_chapter(session, "bulletin", app.as_of, "总体情况", "甲\n全部企业统一选择某保险公司投保。")
        with session.unit("改名") as unit:
            unit.update(KINDS["enterprise"], 2, {"name": "示例县\U00030edd煤业有限公司"})
        screen = await opened(app, pilot)
        await choose(pilot, screen, "bulletin")
        await press(pilot, "f4", "enter")
        await settled(pilot)
        edit = app.screen
        assert isinstance(edit, DocumentEdit)
        assert edit._shown == "总体情况" and edit.area.selected_text.startswith("统一选择某保险公司")
        await press(pilot, "escape")
        await choose(pilot, screen, "urging")
        await press(pilot, "f4", "enter")
        await settled(pilot)
        assert isinstance(app.screen, DetailScreen) and app.screen.record_id == 2


async def test_the_page_follows_the_cut_off_day(session: Session) -> None:
    from datetime import date

    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        app.set_as_of(date(2026, 3, 1))
        await settled(pilot)
        await settled(pilot)
        assert screen.query_one("#file", Input).value == "演示-工作方案-2026-03-01.pdf"
        view = screen.query_one(PageView)
        pages = "".join(documents.draft(session, "plan", date(2026, 3, 1)).preview.page_texts)
        assert "2026年3月1日" in pages
        assert view.lines[0]


async def test_opening_needs_a_written_file_and_survives_without_a_desktop(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with running(session) as (app, pilot):
        screen = await opened(app, pilot)
        assert not screen.can_open_file()
        await press(pilot, "f7")
        await press(pilot, "f2")
        assert screen.can_open_file() and screen.can_open_folder()
        await press(pilot, "f7", "f8")
        assert app.screen is screen


def test_open_path_tells_why_it_could_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "找不到" in open_file.open_path(tmp_path / "没有")
    monkeypatch.setattr(open_file.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert str(tmp_path) in open_file.open_path(tmp_path)
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(open_file.shutil, "which", lambda _: str(tmp_path))
    assert "系统没有打开它" in open_file.open_path(tmp_path)
