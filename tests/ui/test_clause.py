"""F1 on the numbers of the first page: meaning, clause, certainty in words; elsewhere the help of the page."""

from __future__ import annotations

from ui_county import press, running, screen_text

from ajx_tui.policy.model import CERTAINTIES
from ajx_tui.services.rule_lines import rule_help
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.clause import ClauseDialog
from ajx_tui.ui.screens.home import HomeScreen
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
