"""Room 8: the queue, one key per decision, side by side, findings answered at the field, the overview."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from ui_county import HOSTILE, NARROW, press, running, screen_text, settled, type_text, value

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role, State
from ajx_tui.services import records, review, submitting
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.review.dialogs import FindingDialog
from ajx_tui.ui.screens.review.item import ReviewItem
from ajx_tui.ui.screens.review.overview import OverviewScreen
from ajx_tui.ui.screens.review.queue import ReviewQueue
from ajx_tui.ui.screens.review.submit import SubmitChanges
from ajx_tui.ui.widgets.record_grid import RecordGrid

FIRM = KINDS["enterprise"]


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReviewItem, "PAUSE", 0.0)


@pytest.fixture
def clerk(session: Session) -> Session:
    """Somebody who registers, in the practice county."""
    return session.as_role(Role.CLERK)


@pytest.fixture
def reviewer(session: Session) -> Session:
    """Somebody else who reviews."""
    return session.as_role(Role.REVIEWER)


def change(clerk: Session, firm: int, headcount: int) -> None:
    """One batch of changes."""
    records.save(clerk, FIRM, {"headcount": str(headcount)}, firm)


def send_firm(clerk: Session, firm: int) -> int:
    """A firm under review, with a change of the clerk's own."""
    change(clerk, firm, 70 + firm)
    return review.submit(clerk, "enterprise", firm).id


async def test_one_key_per_decision_and_on_to_the_next(session: Session, clerk: Session, reviewer: Session) -> None:
    numbers = [send_firm(clerk, firm) for firm in (1, 2, 5)]
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8")
        assert isinstance(app.screen, ReviewQueue)
        assert app.screen.tabs.current == "mine" and app.screen.grid.row_count == 3
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewItem)
        text = screen_text(app)
        assert "内容" in text and "原来" not in text and "71" in text and "1/3" in text
        await press(pilot, "f2")
        assert app.screen.review_id == numbers[1]
        await press(pilot, "f2")
        assert app.screen.review_id == numbers[2]
        assert "[/甲]" in screen_text(app)
        await press(pilot, "f2")
        assert isinstance(app.screen, ReviewQueue)
        assert "没有等您处理的审核" in screen_text(app)
    assert {review.get(session, n).state for n in numbers} == {State.APPROVED}


async def test_a_key_pressed_twice_does_not_approve_the_next(
    session: Session, clerk: Session, reviewer: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReviewItem, "PAUSE", 60.0)
    number = send_firm(clerk, 1)
    async with running(reviewer) as (_app, pilot):
        await press(pilot, "8", "enter", "f2")
    assert review.get(session, number).state is State.SUBMITTED


async def test_a_maker_is_told_why_he_can_not_approve(session: Session) -> None:
    both = session.as_role(Role.CLERK, Role.REVIEWER)
    number = send_firm(both, 1)
    async with running(both) as (app, pilot):
        await press(pilot, "8")
        app.push_screen(ReviewItem(number))
        await settled(pilot)
        assert "这是自己的工作，不能审核通过" in screen_text(app)
        await press(pilot, "f2")
    assert review.get(session, number).state is State.SUBMITTED


async def test_findings_on_fields_go_with_the_return(session: Session, clerk: Session, reviewer: Session) -> None:
    first, second = send_firm(clerk, 1), send_firm(clerk, 2)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter")
        item = app.screen
        assert isinstance(item, ReviewItem)
        at = next(n for n, place in item._places.items() if place.field == "headcount")
        item.query_one("#lines", RecordGrid).move_to(at)
        await press(pilot, "f4")
        assert isinstance(app.screen, FindingDialog)
        assert (
            FIRM.fields["headcount"].title in screen_text(app) and "第十六条" in app.screen.query_one("#clause").value
        )
        await press(pilot, "f2")
        assert "请写明意见" in screen_text(app)
        await type_text(pilot, "与社保不符[/甲]")
        await press(pilot, "f2")
        assert isinstance(app.screen, ReviewItem) and "写好意见 1 条" in screen_text(app)
        assert not app.screen.applies("approve")
        await press(pilot, "escape", "enter")
        assert isinstance(app.screen, ReviewItem) and "写好意见 1 条" in screen_text(app), "leaving loses nothing"
        await press(pilot, "f3")
        await pilot.click("#yes")
        await settled(pilot)
        assert isinstance(app.screen, ReviewItem) and app.screen.review_id == second
        assert "写好意见" not in screen_text(app)
    found = review.findings(session, first)[0]
    assert (found.kind, found.record_id, found.field, found.code) == ("enterprise", 1, "headcount", "wrong")
    assert found.text == "与社保不符[/甲]" and "第十六条" in found.clause
    assert review.get(session, first).state is State.RETURNED


async def test_return_without_a_finding_asks_for_one(session: Session, clerk: Session, reviewer: Session) -> None:
    number = send_firm(clerk, 1)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter", "f3", "escape")
        assert review.get(session, number).state is State.SUBMITTED
        await press(pilot, "f3")
        await type_text(pilot, "重填")
        await press(pilot, "f2")
        assert isinstance(app.screen, ReviewQueue)
    assert [f.text for f in review.findings(session, number)] == ["重填"]


async def test_returned_work_opens_at_the_field(session: Session, clerk: Session, reviewer: Session) -> None:
    number = send_firm(clerk, 1)
    listed = [NewFinding("人数不实", "wrong", "enterprise", 1, "headcount"), NewFinding("缺电话", "missing")]
    review.return_with(reviewer, number, listed, "请改")
    async with running(clerk) as (app, pilot):
        await press(pilot, "8")
        assert "已退回" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewItem) and app.screen.tabs.current == "findings"
        assert "人数不实" in screen_text(app) and "请改" in screen_text(app)
        assert not app.screen.applies("resubmit")
        await press(pilot, "enter", "1")
        form = app.screen
        assert isinstance(form, FormScreen)
        assert app.focused is form.form.boxes["headcount"].control
        form.form.boxes["headcount"].set_text("66")
        await press(pilot, "ctrl+s")
        assert [f.outcome for f in review.findings(session, number)] == ["fixed", "open"]
        await press(pilot, "down", "enter", "3")
        await type_text(pilot, "没有电话")
        await press(pilot, "enter")
        assert [f.outcome for f in review.findings(session, number)] == ["fixed", "explained"]
        await press(pilot, "f2")
        assert isinstance(app.screen, ReviewQueue)
    assert review.get(session, number).state is State.SUBMITTED
    assert value(session, "SELECT headcount FROM enterprise WHERE id = 1") == 66


async def test_only_what_changed_since_the_last_look(session: Session, clerk: Session, reviewer: Session) -> None:
    number = send_firm(clerk, 1)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter", "escape")
    review.return_with(reviewer, number, [NewFinding("乡镇不对", "wrong", "enterprise", 1, "township")])
    records.save(clerk, FIRM, {"township": "新乡"}, 1)
    review.answer_finding(clerk, review.findings(clerk, number)[0].id, "fixed")
    submitting.again(clerk, number)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter")
        text = screen_text(app)
        assert "上次看过以后" in text
        await press(pilot, "left")
        item = app.screen
        assert isinstance(item, ReviewItem)
        item.tabs.choose("changes")
        await settled(pilot)
        text = screen_text(app)
        assert "新乡" in text and "城关镇" in text and "71" not in text
        await press(pilot, "f6")
        assert "71" in screen_text(app) and "全部变更" in screen_text(app)


async def test_batches_are_chosen_and_corrections_join(session: Session, clerk: Session, reviewer: Session) -> None:
    change(clerk, 1, 61)
    change(clerk, 2, 62)
    async with running(clerk) as (app, pilot):
        await press(pilot, "8", "f3")
        assert isinstance(app.screen, SubmitChanges) and app.screen.grid.row_count == 2
        await press(pilot, "ctrl+a", "f2", "enter")
        assert isinstance(app.screen, ReviewQueue)
        assert "修改企业" in screen_text(app)
        await press(pilot, "f3")
        assert "没有可以送审的变更" in screen_text(app)
    number = int(str(value(session, "SELECT id FROM review")))
    review.return_with(reviewer, number, [NewFinding("不对", "wrong", "enterprise", 2, "headcount")])
    change(clerk, 2, 63)
    review.answer_finding(clerk, review.findings(clerk, number)[0].id, "fixed")
    submitting.again(clerk, number)
    assert value(session, "SELECT count(*) FROM review_batch") == 3
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8", "enter")
        app.screen.tabs.choose("changes")
        await settled(pilot)
        assert "63" in screen_text(app)


async def test_overview_leads_to_the_reviews(session: Session, clerk: Session) -> None:
    send_firm(clerk, 1)
    send_firm(clerk, 5)
    leader = session.as_role(Role.LEADER)
    async with running(leader, NARROW) as (app, pilot):
        await press(pilot, "8", "f4")
        assert isinstance(app.screen, OverviewScreen)
        assert "在办 2 件" in screen_text(app) and "待审核" in screen_text(app)
        app.screen.query_one("TabRow").choose("township")
        await settled(pilot)
        assert "城关镇" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewQueue) and app.screen.grid.row_count == 2
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, ReviewQueue)


async def test_unlocking_needs_a_reason(session: Session, clerk: Session, reviewer: Session) -> None:
    number = send_firm(clerk, 1)
    review.approve(reviewer, number)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8")
        app.screen.tabs.choose("open")
        await settled(pilot)
        await press(pilot, "enter", "f8", "enter")
        assert "请写明原因" in screen_text(app)
        await type_text(pilot, "数据有误")
        await press(pilot, "enter")
    assert review.get(session, number).state is State.DRAFT


async def test_hostile_work_on_every_tab(session: Session, clerk: Session, reviewer: Session) -> None:
    number = send_firm(clerk, 5)
    listed = [NewFinding(HOSTILE, "other", "enterprise", 5, "note", HOSTILE), NewFinding(HOSTILE)]
    review.return_with(reviewer, number, listed, HOSTILE)
    for one in review.findings(clerk, number):
        review.answer_finding(clerk, one.id, "explained", HOSTILE)
    review.submit(clerk, "enterprise", 5, HOSTILE, HOSTILE)
    async with running(reviewer, NARROW) as (app, pilot):
        await press(pilot, "8")
        assert "[/甲]" in screen_text(app)
        await press(pilot, "enter")
        for tab in ("findings", "steps", "changes"):
            app.screen.tabs.choose(tab)
            await settled(pilot)
            assert "[/甲]" in screen_text(app) and "\x1b" not in screen_text(app)
        await press(pilot, "f4", "escape", "enter")
        assert isinstance(app.screen, DetailScreen)


async def test_tabs_and_keys_by_mouse(session: Session, clerk: Session, reviewer: Session) -> None:
    send_firm(clerk, 1)
    async with running(reviewer) as (app, pilot):
        await press(pilot, "8")
        await _click_text(pilot, "全部在办")
        assert app.screen.tabs.current == "open"


async def _click_text(pilot: Pilot[None], text: str) -> None:
    """Click where a text stands."""
    from ajx_tui.ui.widgets.cells import width_of

    for y, line in enumerate(screen_text(pilot.app).split("\n")):  # type: ignore[arg-type]
        if text in line:
            await pilot.click(offset=(width_of(line[: line.index(text)]) + 1, y))
            await settled(pilot)
            return
    raise AssertionError(text)
