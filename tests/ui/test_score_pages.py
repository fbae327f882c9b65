"""Scores, score sheets, losses and closures on screen."""

from __future__ import annotations

import pytest
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_lines, screen_text, settled, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.cases.assessment_page import AssessmentPage, ScoreSheetPage
from ajx_tui.ui.screens.cases.closures import ClosurePage
from ajx_tui.ui.screens.cases.loss_table import LossPage
from ajx_tui.ui.screens.cases.score_table import ScorePage
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.widgets.cells import width_of


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_scores_are_written_down_changed_and_weighed(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, pilot):
        await app.action_command("scores")
        await settled(pilot)
        assert isinstance(app.screen, ScorePage)
        text = screen_text(app)
        assert "城关镇" in text and "投保率" in text and "权重：本级自定" in text
        await press(pilot, "enter", "f2")
        assert "先按 F6" in screen_text(app)
        cell = app.screen.cell
        for number, expected in enumerate((cell.rate.numerator, cell.rate.denominator), 1):
            await press(pilot, "enter", str(number))
            assert isinstance(app.screen, RecordList) and app.screen.grid.row_count == expected
            await press(pilot, "escape")
        await press(pilot, "f6", "f2")
        assert isinstance(app.screen, FormScreen) and app.screen.form.focused_box is app.screen.form.boxes["points"]
        app.screen.form.boxes["points"].set_text("10")
        app.screen.form.boxes["reason"].set_text(HOSTILE)
        await press(pilot, "ctrl+s")
        assert "10*" in screen_text(app)
        await press(pilot, "f4")
        app.screen.query_one("#line-coverage").value = "七十"
        await press(pilot, "ctrl+s")
        assert "满分请用整数" in screen_text(app)
        app.screen.query_one("#line-coverage").value = "70"
        await press(pilot, "ctrl+s")
        assert "请写明依据" in screen_text(app)
        app.screen.query_one("#line-basis").value = "示安委〔2026〕2号"
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert "投保率70" in screen_text(app)
        assert all(width_of(line) == size[0] for line in screen_lines(app))
    assert value(session, "SELECT count(*) FROM score_row WHERE reason IS NOT NULL") == 1


async def test_a_sheet_is_filled_in_line_by_line(session: Session) -> None:
    with session.unit("测试") as unit:
        one = unit.insert(
            KINDS["assessment"],
            {"number": HOSTILE[:10], "insurer_id": 2, "period_from": "2026-01-01", "period_to": "2026-06-30",
             "assessor": HOSTILE},
        )  # fmt: skip
        rows = [{"assessment_id": one, "item": name, "weight": 5000, "position": n} for n, name in enumerate("甲乙", 1)]
        unit.insert_many(KINDS["assessment_item"], rows)
    async with running(session) as (app, pilot):
        app.open_record("assessment", one)
        await settled(pilot)
        assert isinstance(app.screen, AssessmentPage)
        await press(pilot, "f7")
        assert isinstance(app.screen, ScoreSheetPage) and "已打 0/2 项" in screen_text(app)
        await press(pilot, "enter", "4", "0", "enter", "enter")
        assert "没有得满分的须写明扣分原因" in screen_text(app)
        app.screen.query_one("#line-remark").value = "记录[/不全"
        await press(pilot, "ctrl+s")
        assert "已打 1/2 项" in screen_text(app) and app.screen.current.item == "乙"
        await press(pilot, "enter", "5", "0", "ctrl+s")
        assert "总分 90" in screen_text(app) and "记录[/不全" in screen_text(app)
        await press(pilot, "f8", "escape")
        assert isinstance(app.screen, AssessmentPage)
    assert value(session, "SELECT count(*) FROM assessment_item") == 9


async def test_losses_open_their_records_and_closures_their_penalties(session: Session) -> None:
    with session.unit("测试") as unit:
        for number, day in enumerate(("2026-05-06", "2026-07-01", "2026-09-01")):
            unit.insert(
                KINDS["enforcement_case"],
                {"number": f"ZF{number}", "enterprise_id": 5, "found_on": "2026-05-01", "decided_on": day,
                 "decision": "warning"},
            )  # fmt: skip
    async with running(session, NARROW) as (app, pilot):
        await app.action_command("losses")
        await settled(pilot)
        assert isinstance(app.screen, LossPage)
        assert "赔付率" in screen_text(app) and "煤矿" in screen_text(app)
        await press(pilot, "enter", "1")
        assert isinstance(app.screen, RecordList) and "PZ20260001" in screen_text(app)
        await press(pilot, "escape", "f2")
        assert "这个数字背后没有记录" in screen_text(app)
        await press(pilot, "escape", "escape")
        await app.action_command("closures")
        await settled(pilot)
        assert isinstance(app.screen, ClosurePage) and "坏[/甲]" in screen_text(app)
        assert "180日内3次" in screen_text(app).replace("\n", "").replace(" ", "")
        await press(pilot, "f2")
        assert isinstance(app.screen, RecordList) and "ZF2" in screen_text(app)
