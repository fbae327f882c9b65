"""Likely duplicates on screen: compared, merged with undo, kept apart for good."""

from __future__ import annotations

import pytest
from ui_county import HOSTILE, NARROW, press, running, screen_text, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.registers.duplicates import DuplicateCompare, Duplicates
from ajx_tui.ui.widgets.side_by_side import SideBySide


def add_twin(session: Session) -> int:
    """A second registration of enterprise 1, with a policy of its own and a township that differs."""
    with session.unit("测试") as unit:
        sector = session.store.read("SELECT id FROM sector WHERE title = '煤矿'")[0][0]
        twin = unit.insert(
            KINDS["enterprise"],
            {"name": "示例县宏盛煤业", "no_code_reason": "筹建", "sector_id": sector, "status": "active",
             "township": "城关镇", "headcount": 60, "address": HOSTILE},
        )  # fmt: skip
        thing = unit.insert(KINDS["insured_object"], {"enterprise_id": twin, "type": "enterprise"})
        for n in range(5):
            unit.insert(
                KINDS["policy"],
                {"number": f"PZT{n}", "enterprise_id": twin, "object_id": thing, "insurer_id": 1,
                 "start_on": f"202{n}-01-01", "end_on": f"202{n}-12-31"},
            )  # fmt: skip
        return twin


def lines(app) -> dict[str, tuple[str, ...]]:
    """Field → texts, of the page in front."""
    return {
        line.key or line.title: (line.mark.strip(), *line.texts) for line in app.screen.query_one(SideBySide)._lines
    }


@pytest.mark.parametrize("size", [NARROW])
async def test_compare_choose_merge_undo(session: Session, size: tuple[int, int]) -> None:
    twin = add_twin(session)
    async with running(session, size) as (app, pilot):
        await press(pilot, "f9")
        await settled(pilot)
        assert isinstance(app.screen, Duplicates)
        assert [(p.first, p.second) for p in app.screen._pairs] == [(1, twin)]
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, DuplicateCompare)
        assert app.screen.kept == (twin, 1), "the one with more records is proposed to stay"
        await press(pilot, "f2")
        assert app.screen.kept == (1, twin)
        assert lines(app)["headcount"] == ("异", "50", "60", "50")
        at = next(n for n, line in enumerate(app.screen.query_one(SideBySide)._lines) if line.key == "headcount")
        app.screen.query_one(SideBySide).grid.move_to(at)
        await press(pilot, "f3")
        assert lines(app)["headcount"] == ("取", "50", "60", "60")
        assert "坏[/甲][red]" in lines(app)["address"][3]
        await press(pilot, "f4", "enter")
        await settled(pilot)
        assert isinstance(app.screen, Duplicates) and app.screen._pairs == []
        assert value(session, "SELECT headcount FROM enterprise WHERE id = 1") == 60
        assert value(session, "SELECT count(*) FROM policy WHERE enterprise_id = 1") == 6
        assert value(session, "SELECT deleted_at FROM enterprise WHERE id = ?", twin) is not None
        await press(pilot, "f8", "tab", "enter")
        await settled(pilot)
        assert value(session, "SELECT count(*) FROM policy WHERE enterprise_id = ?", twin) == 5
        assert value(session, "SELECT headcount FROM enterprise WHERE id = 1") == 50
        await press(pilot, "f8")
        assert isinstance(app.screen, Duplicates)


async def test_a_pair_that_is_none_is_not_shown_again(session: Session) -> None:
    add_twin(session)
    async with running(session) as (app, pilot):
        await press(pilot, "f9")
        await settled(pilot)
        await press(pilot, "f6")
        await settled(pilot)
        assert "没有疑似重复的企业" in screen_text(app)
        assert value(session, "SELECT verdict FROM duplicate_review") == "different"
        await press(pilot, "f7")
        assert "不是重复" in screen_text(app) and "示例县宏盛煤业" in screen_text(app)
        await press(pilot, "f8", "tab", "enter", "escape")
        await settled(pilot)
        assert isinstance(app.screen, Duplicates) and len(app.screen._pairs) == 1
