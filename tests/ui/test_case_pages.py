"""Cases on screen: opened from what is found, prefilled, and their papers printed."""

from __future__ import annotations

from ui_county import press, running, screen_text, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.cases.case_page import CasePage
from ajx_tui.ui.screens.cases.case_papers import PaperDialog
from ajx_tui.ui.screens.records.case_form import CaseForm
from ajx_tui.ui.widgets.confirm import Choose


async def test_from_the_uninsured_to_a_printed_order(session: Session) -> None:
    with session.unit("测试") as unit:
        case = {"number": "ZF2025001", "enterprise_id": 4, "found_on": "2025-01-01", "closed_on": "2025-02-01"}
        names = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某[/坏]", "certificate_2": "A2"}
        unit.insert(KINDS["enforcement_case"], {**case, **names})
    async with running(session) as (app, pilot):
        await press(pilot, "f2")
        assert "应保未保 · 1 条　Ctrl+K 立案" in screen_text(app)
        await press(pilot, "ctrl+k")
        form = app.screen
        assert isinstance(form, CaseForm)
        assert "处5万元以上10万元以下罚款" in screen_text(app)
        assert (form.form.boxes["enterprise_id"].raw, form.form.boxes["cause"].raw) == (2, "uninsured")
        for digit in ("1", "1"):
            await press(pilot, "f6")
            assert isinstance(app.screen, Choose)
            await press(pilot, digit)
        raw = form.form.raw()
        assert (raw["officer_1"], raw["certificate_2"]) == ("甲某", "A2")
        for name, text in (("ordered_on", "2026-10-31"), ("order_due_on", "2026-11-15"), ("fine", "300000")):
            form.form.boxes[name].set_text(text)
        form.form.boxes["fine"].focus_control()
        await settled(pilot)
        assert "填写的罚款不在这个幅度内" in screen_text(app)
        form.form.boxes["fine"].set_text("")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, CasePage)
        assert "2026-11-15" in screen_text(app) and "还有15天" in screen_text(app)
        await press(pilot, "f7", "3")
        assert "须先有责令限期整改指令书" in screen_text(app)
        await press(pilot, "f7", "2")
        assert isinstance(app.screen, PaperDialog)
        app.screen.query_one("#number").value = "示责改7号"
        await press(pilot, "enter")
        for _ in range(3):
            await settled(pilot)
        assert "文书已写出" in screen_text(app)
        await press(pilot, "escape")
        assert "执法文书 1" in screen_text(app)
        await press(pilot, "escape", "ctrl+k")
        assert "已有同一案由的未结案件" in screen_text(app)
    assert value(session, "SELECT number FROM enforcement_paper WHERE case_id = 2") == "示责改7号"
    exports = session.store.path.parent.parent / "exports"
    assert [p.name for p in exports.iterdir()] == ["演示-ZF2026001-责令限期整改指令书.pdf"]


async def test_what_belongs_to_nobody_opens_no_case(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "6")
        assert not app.screen.applies("file_case")
        await press(pilot, "2")
        assert app.screen.applies("file_case")


async def test_long_text_in_a_line_of_a_form_is_seen(session: Session) -> None:
    async with running(session, (80, 24)) as (app, pilot):
        app.push_screen(CaseForm(preset={"basis": "依据" * 40}))
        await settled(pilot)
        line = next(text for text in screen_text(app).splitlines() if "处罚依据" in text)
        assert line.count("依据") > 10
