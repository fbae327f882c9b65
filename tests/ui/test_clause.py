"""F1 on the numbers of the first page: meaning, clause, certainty in words; elsewhere the help of the page."""

from __future__ import annotations

from ui_county import press, running, screen_text, settled

from ajx_tui.policy.model import CERTAINTIES
from ajx_tui.services.rule_pages import rule_help
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.clause import ClauseDialog
from ajx_tui.ui.screens.home import RULES, HomeScreen
from ajx_tui.ui.widgets.count_list import CountList


async def test_every_number_of_home_names_its_clause(session: Session) -> None:
    async with running(session) as (app, pilot):
        home = app.screen
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog) and "比率：投保率" in screen_text(app)
        await press(pilot, "escape")
        for name in ("#agenda", "#doubts"):
            rows = home.query_one(name, CountList)
            rows.focus()
            for at, row in enumerate(rows.rows):
                rows.cursor = at
                await pilot.pause()
                expected = rule_help(session.store, RULES.get(row.key, row.key))
                if at % 3:
                    continue  # That every line has a rule is known now; some are looked at on screen.
                home.do_clause()
                await settled(pilot)
                text = screen_text(app)
                assert expected.title in text and CERTAINTIES[expected.clause.certainty] in text, row.key
                await press(pilot, "escape")
        home.query_one("#holdings", CountList).focus()
        await press(pilot, "f1")
        assert not isinstance(app.screen, ClauseDialog | HomeScreen)
