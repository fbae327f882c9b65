"""Drawing the yearly enforcement plan from the screen."""

from __future__ import annotations

from ui_county import press, running, screen_text, settled, value

from ajx_tui.services.enforcement import Drawn
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.yearly_plan import told, year_of


def test_years_as_they_are_typed() -> None:
    assert [year_of(text) for text in ("2027", " ２０２７年 ", "27", "明年", "")] == [2027, 2027, None, None, None]


def test_what_drawing_did_is_told() -> None:
    assert told(Drawn((1, 2), 3, 0, (4,))) == "新列入 2 项，原已列入 3 项，已投保销项 1 项"
    assert told(Drawn((), 0, 0, ())) == "没有应保未保的对象"


async def test_the_uninsured_are_put_into_the_plan_once(session: Session) -> None:
    async with running(session) as (app, pilot):
        for _ in range(2):
            await app.do_yearly_plan()
            await settled(pilot)
            await press(pilot, "enter")
            for _ in range(3):
                await settled(pilot)
            assert isinstance(app.screen, RegisterScreen)
            assert "2027 年执法计划" in screen_text(app)
            assert value(session, "SELECT count(*) FROM enforcement_plan_item WHERE year = 2027") == 1
        assert "示例县鑫源煤业有限公司" in screen_text(app)
