"""F1 on the numbers of the first page: meaning, clause, certainty in words; elsewhere the help of the page."""

from __future__ import annotations

from datetime import date

from ui_county import AS_OF, WIDE, press, running, screen_text, settled

from ajx_tui.domain.records import KINDS
from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.services import checklists, documents
from ajx_tui.services.rule_lines import rule_help
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.cases.due_papers import DuePapers
from ajx_tui.ui.screens.checklists.fill import ChecklistFill
from ajx_tui.ui.screens.documents.edit import DocumentEdit
from ajx_tui.ui.screens.findings.clause import ClauseDialog
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.count_list import CountList


async def test_every_number_of_home_says_what_it_stands_on(session: Session) -> None:
    async with running(session) as (app, pilot):
        home = app.screen
        assert isinstance(home, HomeScreen)
        for name in ("#day", "#standing"):
            rows = home.query_one(name, CountList)
            rows.focus()
            for at, row in enumerate(rows.rows):
                if row.key is None:
                    continue
                rows.cursor = at
                await pilot.pause()
                assert home.can_clause(), row.key
                rule = home._rule()
                assert rule if row.key.startswith(("task:", "doubt:")) else not rule
                if at % 3:
                    continue  # That every line has a basis is known now; some are looked at on screen.
                await press(pilot, "f1")
                assert isinstance(app.screen, ClauseDialog)
                if rule:
                    expected, text = rule_help(session.store, rule), screen_text(app)
                    assert expected.title in text and CERTAINTIES[expected.clause.certainty] in text, row.key
                await press(pilot, "escape")
        home.bars.focus()
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog) and "比率：投保率" in screen_text(app)


async def test_lists_points_chapters_and_clocks_name_their_clause(session: Session) -> None:
    made = checklists.new(session, "township_self", checklists.Scope("township", "城关镇"), date(2026, 10, 1), AS_OF)
    with session.unit("测试") as unit:
        unit.insert(KINDS["claim"], {"number": "LP9", "policy_id": 1, "reported_on": "2026-10-01",
                                     "claimed_on": "2026-10-02"})  # fmt: skip
    async with running(session, WIDE) as (app, pilot):

        async def asked(*told: str) -> None:
            await press(pilot, "f1")
            text = screen_text(app)
            assert all(part in text for part in told), text
            await press(pilot, "escape")

        app.push_screen(ChecklistFill(made.ids[0]))
        await settled(pilot)
        await asked("检查项 1.1", "四（一）", CERTAINTIES["S"])
        await press(pilot, "escape")

        app.push_screen(DocumentEdit("plan", AS_OF, documents.gather(session.store, AS_OF)))
        await settled(pilot)
        app.screen.query_one("#chapters").focus()
        await press(pilot, "down", "down")
        await asked("指导思想", "本级自定：各地工作方案的通行结构", CERTAINTIES["O"])
        await press(pilot, "escape")

        app.push_screen(FormScreen(KINDS["promised_service"]))
        await settled(pilot)
        app.screen.form.boxes["item"].focus_control()
        await settled(pilot)
        await asked("选项依据", "应急〔2025〕27号", CERTAINTIES["R"])
        await press(pilot, "escape")

        app.push_screen(DuePapers())
        await settled(pilot)
        await press(pilot, "down")  # the first line is a day that the record itself sets
        await asked("期限长度", "《中华人民共和国保险法》", CERTAINTIES["V"])
