"""Undo and redo, recycle bin, a past day, the check-up, drafts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_text, session_in, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.services import drafts, records
from ajx_tui.services.session import Session
from ajx_tui.store.history import past
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.records.journal import Journal
from ajx_tui.ui.screens.registers.recycle_bin import RecycleBin
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.settings.backups import BackupsScreen
from ajx_tui.ui.screens.settings.doctor import DoctorScreen
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.tab_row import TabRow

FIRM = KINDS["enterprise"]


def township(session: Session, firm: int = 1) -> object:
    return value(session, "SELECT township FROM enterprise WHERE id = ?", firm)


# ----- undo


async def test_undo_tells_what_changes_and_redo_brings_it_back(session: Session) -> None:
    records.save(session, FIRM, {"township": "新乡"}, 1)
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+z")
        assert isinstance(app.screen, Confirm)
        text = screen_text(app)
        assert "修改企业" in text and "改回企业 1 条" in text
        assert app.focused is app.screen.query_one("#cancel")
        await press(pilot, "escape")
        assert township(session) == "新乡"
        await press(pilot, "ctrl+z")
        await pilot.click("#yes")
        await settled(pilot)
        assert township(session) == "城关镇" and "新乡" not in screen_text(app)
        await press(pilot, "ctrl+y")
        await pilot.click("#yes")
        await settled(pilot)
        assert township(session) == "新乡"
    assert len(past(session.store.conn, "kind = 'enterprise' AND record_id = 1", ())) == 4


async def test_undo_is_refused_with_the_reason(session: Session) -> None:
    records.save(session, FIRM, {"township": "新乡"}, 1)
    other = session.as_role(Role.CLERK)
    records.save(other, FIRM, {"township": HOSTILE[:8]}, 1)
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+z")
        assert "之后又有改动" in screen_text(app) and "又被本机用户（经办）修改" in screen_text(app).replace("\n", "")
        assert not isinstance(app.screen, Confirm)


async def test_undo_in_a_form_or_for_a_reader_does_nothing(session: Session) -> None:
    records.save(session, FIRM, {"township": "新乡"}, 1)
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        app.set_focus(None)
        await press(pilot, "ctrl+z")
        assert isinstance(app.screen, FormScreen)
    async with running(session.as_role(Role.READER)) as (app, pilot):
        assert not app.applies("undo")


# ----- recycle bin


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_deleted_records_come_back(session: Session, size: tuple[int, int]) -> None:
    records.delete(session, KINDS["claim"], 2, HOSTILE)
    records.delete(session, KINDS["claim"], 1, "重复")
    async with running(session, size) as (app, pilot):
        await app.do_recycle_bin()
        await settled(pilot)
        assert isinstance(app.screen, RecycleBin) and app.screen.grid.row_count == 2
        assert "[/甲]" in screen_text(app)
        await press(pilot, "f3", "2")
        assert app.screen.grid.row_count == 2 and "理赔" in screen_text(app)
        await press(pilot, "ctrl+a", "f2")
        assert "回收站是空的" in screen_text(app)
    assert value(session, "SELECT count(*) FROM claim WHERE deleted_at IS NULL") == 2


async def test_a_reader_sees_the_bin_and_restores_nothing(session: Session) -> None:
    records.delete(session, KINDS["claim"], 1, "重复")
    async with running(session.as_role(Role.READER)) as (app, pilot):
        await app.do_recycle_bin()
        await settled(pilot)
        assert not app.screen.applies("restore")
        await press(pilot, "enter")
    assert value(session, "SELECT count(*) FROM claim WHERE deleted_at IS NULL") == 1


# ----- a past day


async def test_a_past_day_is_shown_and_left(session: Session) -> None:
    today = session.today().isoformat()
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        await app.do_past_day()
        await settled(pilot)
        app.screen.query_one("#answer").value = "1999-01-01"
        await press(pilot, "enter")
        assert "没有任何登记" in screen_text(app)
        await press(pilot, "escape")
        await app.do_past_day()
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert f"历史 {today} 当天的数据" in screen_text(app)
        records.save(session, FIRM, {"township": "新乡"}, 1)
        await press(pilot, "2")
        assert isinstance(app.screen, RegisterScreen)
        assert "示例县宏盛煤业有限公司" in screen_text(app) and "新乡" not in screen_text(app)
        assert not app.applies("undo") and not app.applies("past_day")
        folder = app.session.store.path.parent
        assert exports_folder(app) == session.store.path.parent.parent / "exports"
        await press(pilot, "9")
        app.push_screen(BackupsScreen())
        await settled(pilot)
        assert not app.screen.applies("backup") and not app.screen.applies("restore")
        await press(pilot, "ctrl+r")
        await settled(pilot)
        assert app.session is session and not folder.exists()
        await press(pilot, "2")
        assert "新乡" in screen_text(app) and "当天的数据" not in screen_text(app)


async def test_the_past_goes_away_with_the_program(session: Session) -> None:
    async with running(session) as (app, pilot):
        await app.do_past_day()
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        folder = app.session.store.path.parent
        assert folder.exists()
        app.forget_past()
        assert not folder.exists() and app.session is session


# ----- check-up


async def test_check_up_names_a_row_changed_behind_the_programs_back(tmp_path: Path) -> None:
    made = session_in(tmp_path)
    made.store.close()
    with sqlite3.connect(made.store.path) as conn:
        conn.execute("UPDATE enterprise SET headcount = 9999 WHERE id = 5")
    from ajx_tui.store.database import Store

    session = Session(Store.open(made.store.path), "张三")
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "9", "ctrl+t")
        await settled(pilot)
        assert isinstance(app.screen, DoctorScreen)
        text = screen_text(app)
        assert "处问题" in text and "[/甲]" in text
        at = next(n for n, f in enumerate(app.screen._report.findings) if f.field == "headcount")
        app.screen.query_one("#grid").move_to(at)
        await settled(pilot)
        assert "9,999" in screen_text(app) or "9999" in screen_text(app)
        assert app.screen.applies("open_it")
    session.store.close()


async def test_check_up_of_sound_data(session: Session) -> None:
    async with running(session) as (app, pilot):
        await app.do_doctor()
        await settled(pilot)
        assert isinstance(app.screen, DoctorScreen) and "没有发现问题" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_journal_shows_what_was_done_and_takes_it_back(session: Session) -> None:
    records.save(session, FIRM, {"township": "新乡"}, 1, "核实")
    records.save(session, FIRM, {"headcount": "77"}, 2)
    records.save(Session(session.store, "李四"), FIRM, {"headcount": "88"}, 3)
    async with running(session) as (app, pilot):
        await app.do_journal()
        await settled(pilot)
        page = app.screen
        text = screen_text(app)
        assert isinstance(page, Journal) and "李四" in text and "核实" in text
        page.grid.move_to(2)
        await press(pilot, "enter")
        assert "新乡" in screen_text(app) and "城关镇" in screen_text(app) and "改为" in screen_text(app)
        await press(pilot, "escape", "f8")
        assert isinstance(app.screen, Confirm) and "改回企业 1 条" in screen_text(app)
        await pilot.click("#yes")
        await settled(pilot)
        await settled(pilot)
        assert township(session) == "城关镇"
        assert "已撤销" in screen_text(app)
        page.grid.move_to(0)
        await press(pilot, "f8")
        assert "重做" in screen_text(app)
        await press(pilot, "escape", "f6")
        assert "李四" not in screen_text(app).split("操作记录", 1)[1].split("共", 1)[0].replace("全部人员", "")
        app.open_record("enterprise", 1)
        await settled(pilot)
        app.screen.query_one(TabRow).choose("history")
        await settled(pilot)
        assert "［已撤销］" in screen_text(app)
    records.save(Session(session.store, "李四"), FIRM, {"headcount": "99"}, 2)
    async with running(session) as (app, pilot):
        await app.do_journal()
        await settled(pilot)
        mine = [n for n, b in enumerate(app.screen._batches) if b.intention == "修改企业" and b.actor == session.person]
        app.screen.grid.move_to(mine[0])
        await press(pilot, "f8")
        text = screen_text(app)
        assert "不能撤销" in text and "又被李四修改" in text


# ----- drafts


async def test_a_form_left_by_a_crash_is_offered_again(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        form.form.boxes["township"].set_text(HOSTILE[:20])
        form.form.boxes["headcount"].set_text("")
        form.form.boxes["risk_level"].control.value = "high"
        form.keep_draft()
    kept = drafts.waiting(session)
    assert len(kept) == 1 and "headcount" not in kept[0].content
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        assert isinstance(app.screen, Confirm) and "草稿" in screen_text(app)
        await pilot.click("#yes")
        await settled(pilot)
        boxes = app.screen.form.boxes
        assert "[/甲]" in str(boxes["township"].raw) and boxes["headcount"].raw is None
        assert boxes["risk_level"].raw == "high" and app.screen.has_unsaved
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RegisterScreen)
    assert drafts.waiting(session) == []
    assert "[/甲]" in str(township(session))


async def test_a_draft_can_be_thrown_away(session: Session) -> None:
    drafts.keep(session, FIRM, 1, {"township": "新乡"})
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2", "escape")
        assert isinstance(app.screen, FormScreen) and not app.screen.has_unsaved
    assert drafts.waiting(session) == [] and township(session) == "城关镇"


async def test_leaving_without_saving_forgets_the_draft(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        app.screen.form.boxes["name"].set_text("某公司")
        app.screen.keep_draft()
        assert len(drafts.waiting(session)) == 1
        await press(pilot, "escape")
        await pilot.click("#drop")
        await settled(pilot)
    assert drafts.waiting(session) == []


async def test_forms_are_kept_every_few_seconds(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "EVERY", 0.05)
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        await pilot.pause(0.15)
        assert drafts.waiting(session) == []
        app.screen.form.boxes["name"].set_text("某公司")
        await pilot.pause(0.3)
        assert [d.content["name"] for d in drafts.waiting(session)] == ["某公司"]


async def test_drafts_are_listed_and_opened(session: Session) -> None:
    drafts.keep(session, FIRM, None, {"name": HOSTILE})
    drafts.keep(session, KINDS["insured_object"], None, {"type": "project", "name": "一号工程"})
    async with running(session) as (app, pilot):
        assert "有 2 份没有保存完的草稿" in screen_text(app)
        await app.do_drafts()
        await settled(pilot)
        assert "[/甲]" in screen_text(app) and "一号工程" in screen_text(app)
        await press(pilot, "2" if "1 新企业" not in screen_text(app) else "1")
        await settled(pilot)
        assert isinstance(app.screen, Confirm)
        await pilot.click("#yes")
        await settled(pilot)
        assert "[/甲]" in str(app.screen.form.boxes["name"].raw)


# ----- what is offered


async def test_a_record_is_submitted_from_its_page(session: Session) -> None:
    async with running(session.as_role(Role.CLERK)) as (app, pilot):
        await press(pilot, "2")
        assert not app.applies("submit_record")
        await press(pilot, "enter")
        assert app.applies("submit_record")
        app.do_submit_record()
        await settled(pilot)
        await press(pilot, "enter")
        assert "等待审核" in screen_text(app)
        assert not app.applies("submit_record")
    assert (
        value(session, "SELECT state FROM review WHERE subject_kind = 'enterprise' AND subject_id = 1") == "submitted"
    )


async def test_who_may_not_write_is_offered_no_writing(session: Session) -> None:
    async with running(session.as_role(Role.READER)) as (app, pilot):
        assert not app.applies("import_lists") and not app.applies("drafts")
        await press(pilot, "2", "ctrl+n", "f2", "delete")
        assert isinstance(app.screen, RegisterScreen)
        keys = screen_text(app).splitlines()[-1]
        assert "新建" not in keys and "修改" not in keys and "没有权限" in screen_text(app)
        await press(pilot, "enter", "f2", "delete", "ctrl+n")
        assert "修改" not in screen_text(app).splitlines()[-1]
