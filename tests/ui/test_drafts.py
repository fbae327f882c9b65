"""What was being written comes back after a kill, a lock or somebody else: hazards, findings, remarks, chapters."""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import OptionList, TextArea
from ui_county import HOSTILE, press, running, screen_text, settled, type_text, value

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role, State
from ajx_tui.services import checklists, documents, drafts, records, review
from ajx_tui.services.checklists import Scope
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.checklists.fill import ChecklistFill
from ajx_tui.ui.screens.checklists.parts import Remark
from ajx_tui.ui.screens.documents.edit import DocumentEdit
from ajx_tui.ui.screens.records.visit_form import VisitForm
from ajx_tui.ui.screens.review.dialogs import FindingDialog
from ajx_tui.ui.screens.review.item import ReviewItem
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.record_grid import RecordGrid


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "EVERY", 0.05)
    monkeypatch.setattr(ReviewItem, "PAUSE", 0.0)


async def test_a_visit_comes_back_with_all_its_hazards(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter", "f8", "f6", "f6")
        form = app.screen
        assert isinstance(form, VisitForm)
        form.form.boxes["visited_on"].set_text("2026-10-20")
        first, second = form.entries
        first.boxes["description"].set_text("应急照明损坏")
        first.boxes["due_on"].set_text("2026-11-01")
        second.boxes["description"].set_text(HOSTILE[:30])
        second.boxes["level"].control.value = "major"
        await pilot.pause(0.2)
    async with running(session) as (app, pilot):
        await app.do_drafts()
        await settled(pilot)
        assert "新服务记录及隐患2条" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Confirm)
        await pilot.click("#yes")
        await settled(pilot)
        form = app.screen
        assert isinstance(form, VisitForm), screen_text(app)
        assert form.form.boxes["policy_id"].raw == 1
        first, second = form.entries
        assert (first.boxes["description"].raw, first.boxes["due_on"].raw) == ("应急照明损坏", "2026-11-01")
        assert "[/甲]" in str(second.boxes["description"].raw) and second.boxes["level"].raw == "major"
        await press(pilot, "f8")
        await pilot.pause(0.2)
        assert len(drafts.lines_of(drafts.waiting(session)[0])) == 1
        await press(pilot, "ctrl+s")
    assert drafts.waiting(session) == []
    assert session.store.read("SELECT description FROM hazard WHERE visit_id = 3") == [("应急照明损坏",)]


async def test_findings_that_were_not_sent_come_back(session: Session) -> None:
    clerk, reviewer = session.as_role(Role.CLERK), session.as_role(Role.REVIEWER)
    records.save(clerk, KINDS["enterprise"], {"headcount": "71"}, 1)
    number = review.submit(clerk, "enterprise", 1).id
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter")
        item = app.screen
        assert isinstance(item, ReviewItem)
        at = next(n for n, place in item._places.items() if place.field == "headcount")
        item.query_one("#lines", RecordGrid).move_to(at)
        await press(pilot, "f4")
        await type_text(pilot, "与社保不符[/甲]")
        await press(pilot, "f2", "f4")
        await type_text(pilot, "第二条写到一半")
        await pilot.pause(0.2)
        assert isinstance(app.screen, FindingDialog)
    async with running(clerk) as (app, pilot):
        await press(pilot, "8")
        app.push_screen(ReviewItem(number))
        await settled(pilot)
        assert "与社保不符" not in screen_text(app), "one's own drafts only"
    async with running(reviewer) as (app, pilot):
        assert "草稿" in screen_text(app)
        await app.do_drafts()
        await settled(pilot)
        assert "审核意见 1 条「企业 示例县宏盛煤业有限公司」" in screen_text(app)
        await press(pilot, "enter")
        item = app.screen
        assert isinstance(item, ReviewItem) and "没有发出的意见 1 条" in screen_text(app)
        assert not item.applies("approve")
        item.query_one("#lines", RecordGrid).move_to(at)
        await press(pilot, "f4")
        assert app.screen.text == "第二条写到一半"
        await press(pilot, "f2", "f3")
        await pilot.click("#yes")
        await settled(pilot)
    assert [f.text for f in review.findings(session, number)] == ["与社保不符[/甲]", "第二条写到一半"]
    assert review.get(session, number).state is State.RETURNED
    assert drafts.waiting(reviewer) == []


async def test_a_remark_that_was_being_written_comes_back(session: Session) -> None:
    made = checklists.new(
        session, "township_self", Scope("township", "城关镇"), date(2026, 7, 1), date(2026, 12, 31)
    ).ids[0]
    async with running(session) as (app, pilot):
        app.push_screen(ChecklistFill(made, "1"))
        await settled(pilot)
        await press(pilot, "2")
        assert isinstance(app.screen, Remark)
        await type_text(pilot, "有2户未投保")
        await pilot.pause(0.2)
    async with running(session) as (app, pilot):
        await app.do_drafts()
        await settled(pilot)
        assert "清单情况说明" in screen_text(app)
        await press(pilot, "enter", "f2")
        assert isinstance(app.screen, Remark) and app.screen.text == "有2户未投保"
        await press(pilot, "enter")
    assert checklists.sheet(session, made).points[0].remark == "有2户未投保"
    assert drafts.waiting(session) == []


async def test_a_chapter_that_was_being_written_comes_back(session: Session) -> None:
    day, chosen = date(2026, 10, 31), documents.entry("bulletin")
    facts = documents.facts_for(session, chosen, day)
    async with running(session) as (app, pilot):
        app.push_screen(DocumentEdit("bulletin", day, facts, "7"))
        await settled(pilot)
        app.screen.query_one("#chapters", OptionList).highlighted = 1
        await settled(pilot)
        app.screen.query_one("#text", TextArea).load_text("甲[/乙]{due}")
        await pilot.pause(0.2)
        assert app.unsaved()
    async with running(session) as (app, pilot):
        await app.do_drafts()
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, Confirm) and "总体情况" in screen_text(app)
        await pilot.click("#yes")
        await settled(pilot)
        await press(pilot, "ctrl+s", "escape")
    assert documents.working(session, "bulletin", day).edited == {"总体情况": "甲[/乙]{due}"}
    assert drafts.waiting(session) == []


async def test_who_takes_over_sees_nothing_and_loses_nothing(session: Session) -> None:
    """Two people in turns on one PC: what one was writing waits for him and is not shown to the other."""
    from ajx_tui.services import accounts

    word = "河水一路向东流去"
    with session.store.unit("张三", "正式使用") as unit:
        unit.set_setting("demo", False)
    chief = accounts.set_up_first(session.store, "李四", word).session
    accounts.add(chief, "王五", word, frozenset({Role.CLERK}))
    with session.store.unit("李四", "口令") as unit:
        unit.conn.execute("UPDATE account SET must_change = 0")
    async with running(chief) as (app, pilot):
        await press(pilot, "2", "enter", "f8", "f6")
        app.screen.entries[0].boxes["description"].set_text("应急照明损坏")
        await app.lock_now()
        await app.leave_session()
        await settled(pilot)
        app.let_in(accounts.log_in(session.store, "王五", word))
        await settled(pilot)
        assert not app.applies("drafts") or drafts.waiting(app.session) == []
        await press(pilot, "2", "enter", "f8")
        assert isinstance(app.screen, VisitForm) and not app.screen.entries
        await app.lock_now()
        await app.leave_session()
        app.let_in(accounts.log_in(session.store, "李四", word))
        await settled(pilot)
        assert [drafts.lines_of(d)[0]["description"] for d in drafts.waiting(app.session)] == ["应急照明损坏"]
    assert value(session, "SELECT count(*) FROM hazard") == 2
