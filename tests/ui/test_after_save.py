"""After 已保存: what the checks find about the record, never at the cost of the save."""

from __future__ import annotations

import pytest
from ui_county import press, running, screen_text, value

from ajx_tui.errors import AjxError
from ajx_tui.services import checks
from ajx_tui.services.session import Session
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.records.form import FormScreen


async def test_findings_of_the_saved_record_are_told(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(session) as (app, pilot):
        actions.edit_record(app, "policy", 1, lambda _id: None)
        await press(pilot)
        app.screen.form.boxes["limit_person"].set_text("30")
        await press(pilot, "ctrl+s")
        assert not isinstance(app.screen, FormScreen)
        text = screen_text(app)
        assert "已保存，请留意" in text and "违规：" in text and "低于起期时的下限" in text
        app.clear_notifications()

        def broken(*_args: object) -> list[checks.Finding]:
            raise AjxError("检查没有完成", "政策包的查询出错")

        monkeypatch.setattr(checks, "run_for", broken)
        actions.edit_record(app, "policy", 1, lambda _id: None)
        await press(pilot)
        app.screen.form.boxes["limit_person"].set_text("60")
        await press(pilot, "ctrl+s")
        assert not isinstance(app.screen, FormScreen)
        assert "保存之后的检查没有完成" in screen_text(app)
    assert value(session, "SELECT limit_person FROM policy WHERE id = 1") == 60_000_000


async def test_a_record_in_order_is_only_saved(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "run_for", lambda *_args: [])
    async with running(session) as (app, pilot):
        actions.edit_record(app, "insurer", 1, lambda _id: None)
        await press(pilot)
        app.screen.form.boxes["aliases"].set_text("甲财险")
        await press(pilot, "ctrl+s")
        assert "已保存" in screen_text(app) and "请留意" not in screen_text(app)
