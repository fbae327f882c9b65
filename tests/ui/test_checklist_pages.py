"""Checklists on screen: making, filling with one key per answer, figures, evidence, review, files, templates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot
from ui_county import HOSTILE, NARROW, press, running, screen_lines, screen_text, settled, type_text, value

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.progress import run
from ajx_tui.services import checklists, review
from ajx_tui.services.checklists import Scope
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.screens.checklists.checklists import ChecklistsScreen
from ajx_tui.ui.screens.checklists.fill import ChecklistFill
from ajx_tui.ui.screens.checklists.parts import BehindScreen, PickRecord, Remark
from ajx_tui.ui.screens.checklists.templates import TemplateScreen, TemplatesScreen
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.confirm import Choose, Confirm
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

START, END, DAY = date(2026, 7, 1), date(2026, 12, 31), date(2026, 10, 31)


def make(session: Session, scope: Scope | None = None, template: str = "township_self") -> int:
    made = checklists.new(session, template, scope or Scope("township", "城关镇"), START, END).ids[0]
    run(checklists.autofill(session, made, DAY))
    return made


def meet_all(session: Session, made: int) -> None:
    about = checklists.sheet(session, made)
    checklists.fill(session, made, {p.item.code: {"answer": "符合"} for p in about.points})


async def open_fill(app: AjxApp, pilot: Pilot[None], made: int) -> ChecklistFill:
    page = ChecklistFill(made, "1")
    app.push_screen(page)
    await settled(pilot)
    return page


def answers(session: Session, made: int) -> list[str]:
    return [p.answer for p in checklists.sheet(session, made).points]


# ----- the list


async def test_new_lists_for_every_township(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l")
        assert isinstance(app.screen, ChecklistsScreen) and "还没有清单" in screen_text(app)
        await press(pilot, "ctrl+n")
        assert isinstance(app.screen, Choose)
        await press(pilot, "2", "1", "1")
        await settled(pilot)
        assert isinstance(app.screen, ChecklistFill), "the only township's list is opened"
        assert "2026年第四季度" in screen_text(app)
        await press(pilot, "escape")
        assert app.screen.query_one(RecordGrid).row_count == 1
        await press(pilot, "ctrl+n", "2", "1", "1")
        await settled(pilot)
        assert value(session, "SELECT count(*) FROM checklist") == 1
        await press(pilot, "escape")
    assert value(session, "SELECT count(*) FROM checklist_item WHERE figure_value IS NOT NULL") > 5


async def test_new_list_for_one_enterprise_and_a_typed_period(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l", "ctrl+n", "1")
        assert isinstance(app.screen, PickRecord)
        await type_text(pilot, "没有这家")
        assert "没有找到" in screen_text(app) and "新建企业" not in screen_text(app)
        for _ in "没有这家":
            await press(pilot, "backspace")
        await type_text(pilot, "恒通")
        await press(pilot, "enter", "6")
        await type_text(pilot, "明年")
        await press(pilot, "enter")
        assert "期间看不懂" in screen_text(app) or "请写成" in screen_text(app)
        app.screen.query_one("#answer").value = "2026年9月"
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, ChecklistFill)
        assert "恒通化工" in screen_text(app) and "2026年9月" in screen_text(app)


async def test_tabs_search_and_delete(session: Session) -> None:
    first = make(session)
    make(session, Scope("enterprise", 1), "enterprise_service")
    meet_all(session, first)
    checklists.finish(session, first)
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l")
        grid = app.screen.query_one(RecordGrid)
        assert grid.row_count == 2
        await press(pilot, "ctrl+pagedown")
        assert (app.screen.query_one(TabRow).current, grid.row_count) == ("open", 1)
        await press(pilot, "ctrl+pagedown")
        assert grid.row_count == 1 and "待审核" in screen_text(app)
        await press(pilot, "delete")
        assert isinstance(app.screen, ChecklistsScreen), "what is under review is not deleted"
        await press(pilot, "ctrl+pageup", "ctrl+pageup", "ctrl+f")
        await type_text(pilot, "宏盛")
        assert grid.row_count == 1
        await press(pilot, "enter", "delete")
        app.screen.query_one("#answer").value = "重复"
        await press(pilot, "enter")
        assert grid.row_count == 0
        await press(pilot, "escape")
        assert grid.row_count == 1
        await press(pilot, "escape")
        assert not isinstance(app.screen, ChecklistsScreen)


async def test_mouse_opens_a_list(session: Session) -> None:
    make(session)
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l")
        await pilot.click(RecordGrid, offset=(10, 1), times=2)
        await settled(pilot)
        assert isinstance(app.screen, ChecklistFill)
        await pilot.click(RecordGrid, offset=(10, 4))
        await settled(pilot)
        assert app.screen.point is not None and app.screen.point.item.code == "2.1"


# ----- filling


async def test_one_key_per_answer(session: Session) -> None:
    made = make(session)
    async with running(session) as (app, pilot):
        page = await open_fill(app, pilot, made)
        await press(pilot, "1", "1")
        assert answers(session, made)[:3] == ["yes", "yes", ""]
        assert page.point is not None and page.point.item.code == "1.3"
        await press(pilot, "2")
        assert isinstance(app.screen, Remark)
        await type_text(pilot, "上年1项没改完")
        await press(pilot, "enter")
        assert page.point is not None and page.point.item.code == "2.1"
        await press(pilot, "３", "escape")
        assert page.point.item.code == "2.1" and "待说明" in screen_text(app)
        assert "已填 4/17" in screen_text(app) and "得分率 77.8%" in screen_text(app)
        await press(pilot, "delete")
        assert answers(session, made)[3] == "" and app.current_mode == "1"
    assert checklists.sheet(session, made).points[2].remark == "上年1项没改完"


async def test_remark_of_several_lines(session: Session) -> None:
    made = make(session)
    async with running(session) as (app, pilot):
        await open_fill(app, pilot, made)
        await press(pilot, "f2", "a", "ctrl+j", "b", "enter")
    assert checklists.sheet(session, made).points[0].remark == "a\nb"


async def test_single_point_and_next_open(session: Session) -> None:
    made = make(session)
    meet_all(session, made)
    checklists.fill(session, made, {"3.3": {"answer": ""}})
    async with running(session) as (app, pilot):
        page = await open_fill(app, pilot, made)
        assert page.point is not None and page.point.item.code == "3.3", "begins where something is left to do"
        await press(pilot, "f4", "home")
        assert "1.2" not in screen_text(app) and "依据" in screen_text(app)
        await press(pilot, "f3")
        assert page.point.item.code == "3.3"
        await press(pilot, "1", "f4")
        assert answers(session, made).count("yes") == 17
        await press(pilot, "f3")
        assert "全部检查项都已填完" in screen_text(app)


async def test_enter_opens_the_records_behind_a_figure(session: Session) -> None:
    made = make(session)
    async with running(session) as (app, pilot):
        page = await open_fill(app, pilot, made)
        page.grid.move_to(checklists.sheet(session, made).point("2.1").id)  # type: ignore[union-attr]
        await press(pilot, "enter")
        assert isinstance(app.screen, BehindScreen)
        assert app.screen.query_one(RecordGrid).row_count == 5 and "坏[/甲]" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, DetailScreen)
        await press(pilot, "escape", "escape")
        assert app.screen is page
        page.grid.move_to(checklists.sheet(session, made).point("3.1").id)  # type: ignore[union-attr]
        await press(pilot, "enter")
        assert isinstance(app.screen, Choose) and "差额" in screen_text(app)
        await press(pilot, "1")
        assert isinstance(app.screen, BehindScreen)


async def test_figures_are_filled_anew(session: Session) -> None:
    made = make(session)
    with session.unit("测试") as unit:
        unit.insert(KINDS["enterprise"], {"name": "新厂", "sector_id": 1, "township": "城关镇"})
    async with running(session) as (app, pilot):
        await open_fill(app, pilot, made)
        assert "5户" in screen_text(app)
        await press(pilot, "f8")
        await settled(pilot)
        assert "6户" in screen_text(app)


async def test_evidence_is_added_opened_and_removed(session: Session, tmp_path: Path) -> None:
    made = make(session)
    photo = tmp_path / "照片[甲].jpg"
    photo.write_bytes(b"jpeg")
    async with running(session) as (app, pilot):
        await open_fill(app, pilot, made)
        await press(pilot, "f6", "1", "1")
        await type_text(pilot, "恒通")
        await press(pilot, "enter")
        assert "企业「示例县恒通化工有限公司」" in screen_text(app)
        await press(pilot, "f6", "2")
        app.screen.query_one("#answer").value = str(photo)
        await press(pilot, "enter")
        await settled(pilot)
        assert "照片[甲].jpg" in screen_text(app) and "证 2" in screen_text(app)
        await press(pilot, "f6", "3", "1")
        assert isinstance(app.screen, DetailScreen)
        await press(pilot, "escape", "f6", "3", "2")
        app.screen.query_one("#answer").value = "放错了"
        await press(pilot, "enter")
        assert "证 1" in screen_text(app)


async def test_who_checked(session: Session) -> None:
    made = make(session)
    async with running(session) as (app, pilot):
        await open_fill(app, pilot, made)
        await press(pilot, "ctrl+e")
        assert isinstance(app.screen, FormScreen)
        app.screen.query_one("#form").boxes["checker"].set_text(HOSTILE[:20])
        await press(pilot, "ctrl+s")
    assert checklists.sheet(session, made).checker.startswith("坏[/甲]")


# ----- review


async def test_submitting_locks_and_offers_nothing_more(session: Session) -> None:
    made = make(session)
    async with running(session) as (app, pilot):
        page = await open_fill(app, pilot, made)
        await press(pilot, "f9")
        assert "还有 17 项没有结论" in screen_text(app)
        meet_all(session, made)
        await press(pilot, "f5", "f9")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "tab", "enter")
        assert "待审核" in screen_text(app)
        for command in ("answer_yes", "answer_no", "remark", "clear", "figures", "head", "submit", "reply"):
            assert not page.applies(command), command
        before = session.store.revision()
        await press(pilot, "1", "2", "delete", "f2", "f8", "f9", "ctrl+e")
        assert app.screen is page and session.store.revision() == before and app.current_mode == "1"


async def test_a_returned_list_opens_at_its_finding(session: Session) -> None:
    clerk = session.as_role(Role.CLERK)
    made = make(clerk)
    meet_all(clerk, made)
    sent = checklists.finish(clerk, made)
    point = checklists.sheet(clerk, made).point("3.2")
    assert point is not None
    finding = review.NewFinding(f"缺少督促记录{HOSTILE}", "evidence", "checklist_item", point.id, "answer")
    review.return_with(session.as_role(Role.REVIEWER), sent.id, [finding])
    async with running(clerk) as (app, pilot):
        await press(pilot, "ctrl+l")
        assert "已退回 1" in screen_text(app)
        await press(pilot, "enter")
        page = app.screen
        assert isinstance(page, ChecklistFill) and page.point is not None and page.point.id == point.id
        assert "缺少督促记录坏[/甲]" in screen_text(app) and "意见 1 条待答复" in screen_text(app)
        await press(pilot, "2")
        await type_text(pilot, "已补")
        await press(pilot, "enter", "up", "ctrl+r", "1")
        assert "意见 1 条待答复" not in screen_text(app)
        await press(pilot, "f9", "tab", "enter")
        assert "待审核" in screen_text(app)
    assert review.get(clerk, sent.id).round == 2


async def test_a_reader_is_offered_nothing(session: Session) -> None:
    made = make(session)
    reader = session.as_role(Role.READER)
    async with running(reader) as (app, pilot):
        page = await open_fill(app, pilot, made)
        assert not any(page.applies(c) for c in ("answer_yes", "remark", "figures", "head", "submit"))
        await press(pilot, "1", "escape", "ctrl+l")
        assert isinstance(app.screen, ChecklistsScreen)
        assert not any(app.screen.applies(c) for c in ("new", "receive", "delete", "export"))
    assert answers(session, made)[0] == ""


async def test_a_second_instance_changes_nothing(session: Session) -> None:
    made = make(session)
    second = Session(Store.open(session.store.path))
    assert second.store.readonly_reason
    async with running(second) as (app, pilot):
        page = await open_fill(app, pilot, made)
        assert not page.applies("answer_yes")
        await press(pilot, "1")
        assert app.screen is page
    second.store.close()


# ----- files and templates


async def test_table_goes_out_and_comes_back(session: Session) -> None:
    made = make(session)
    folder = session.store.path.parent.parent / "exports"
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l", "f7", "5")
        await settled(pilot)
        assert isinstance(app.screen, Choose) and "清单已导出" in screen_text(app)
        await press(pilot, "escape")
        path = next(folder.glob("*.xlsx"))
        book = load_workbook(path)
        book["清单"]["H9"] = "符合"
        book.save(path)
        await press(pilot, "f8")
        app.screen.query_one("#answer").value = str(folder / "没有")
        await press(pilot, "enter")
        assert "没有这个文件或文件夹" in screen_text(app)
        app.screen.query_one("#answer").value = str(folder)
        await press(pilot, "enter")
        await settled(pilot)
        assert "收下这些内容" in screen_text(app) and "填 1 项，修改 0 项" in screen_text(app)
        await press(pilot, "tab", "enter")
        await settled(pilot)
        assert "1/17" in screen_text(app)
        await press(pilot, "f7", "1")
        await settled(pilot)
    assert answers(session, made)[0] == "yes"
    assert [p.suffix for p in sorted(folder.iterdir())] == [".pdf", ".xlsx"]


async def test_own_template_from_a_pack(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+l", "f3")
        page = app.screen
        assert isinstance(page, TemplatesScreen)
        assert not page.applies("edit") and not page.applies("delete")
        await press(pilot, "f8")
        app.screen.query_one("#answer").value = "BJ-01"
        await press(pilot, "enter", "end", "enter")
        assert isinstance(app.screen, TemplateScreen) and "本级自定 第1版" in screen_text(app)
        before = app.screen.query_one(RecordGrid).row_count
        await press(pilot, "ctrl+n")
        boxes = app.screen.query_one("#form").boxes
        for name, text in (("code", "9.1"), ("text", HOSTILE), ("weight", "5")):
            boxes[name].set_text(text)
        await press(pilot, "ctrl+s")
        assert app.screen.query_one(RecordGrid).row_count == before + 1
        await press(pilot, "end", "f4", "2")
        assert "坏[/甲]" in screen_text(app)
        await press(pilot, "escape", "f7", "1")
        await settled(pilot)
        await press(pilot, "escape", "delete")
        app.screen.query_one("#answer").value = "不用了"
        await press(pilot, "enter")
        assert app.screen.query_one(RecordGrid).row_count == 3
    figure = value(session, "SELECT figure FROM checklist_template_item WHERE code = '9.1'")
    assert figure == checklists.figures(session.store)[0][0]


# ----- looks


LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = re.compile(r"Delete|Home|Ctrl\+[A-Z]|Esc|QD2026-\d+|PDF|Word|Excel|BJ-?|\[re?d?(?=\]|\.\.|\s|$)|AQ ?9010")


STEPS = (
    *(("ctrl+l",), ("enter",), ("home",), ("f4",), ("f4", "f6"), ("3",), ("escape", "f2"), ("escape", "f1")),
    *(("escape", "f7"), ("escape", "ctrl+e"), ("escape", "escape", "f3"), ("end", "enter"), ("f2",)),
    *(("escape", "escape", "escape", "ctrl+n"), ("2",), ("1",)),
)


@pytest.mark.parametrize("size", [NARROW])
async def test_every_page_is_chinese_and_fits(session: Session, size: tuple[int, int]) -> None:
    checklists.copy(session, "township_self", "BJ-01", HOSTILE[:12])
    made = make(session, Scope("enterprise", 5), "enterprise_service")
    code = checklists.sheet(session, made).points[0].item.code
    checklists.fill(session, made, {code: {"answer": "不符合", "remark": HOSTILE}})
    checklists.add_evidence(session, made, code, "enterprise", 5, HOSTILE)
    seen: list[list[str]] = []
    async with running(session, size) as (app, pilot):
        for keys in STEPS:
            await press(pilot, *keys)
            seen.append(screen_lines(app))
    for lines in seen:
        assert len(lines) == size[1]
        for line in lines:
            assert width_of(line) == size[0], line
            assert not LATIN.search(ALLOWED.sub("", line)), line
    everything = "".join("".join(lines) for lines in seen)
    assert "\x1b" not in everything and "坏[/甲]" in everything
