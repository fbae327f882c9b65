"""Forms: all errors at once, normalising, references, guard against loss, honest 「已保存」."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from ui_county import CODES, NARROW, press, running, screen_text, settled, type_text, value

from ajx_tui.services.session import Session
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.screens.records.form import FormScreen, Leave
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.widgets.choice_field import ChoiceStrip, PopupChoice
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.ref_field import RefField


def box(app: AjxApp, name: str) -> FieldBox:
    """A field of the form in front."""
    assert isinstance(app.screen, FormScreen)
    return app.screen.form.boxes[name]


async def fill(pilot: Pilot[None], name: str, text: str) -> None:
    """Type into a field and leave it."""
    app = pilot.app
    assert isinstance(app, AjxApp)
    box(app, name).focus_control()
    await pilot.pause()
    await type_text(pilot, text)
    await press(pilot, "tab")


async def test_all_errors_at_once_with_focus_on_the_first(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n", "ctrl+s")
        text = screen_text(app)
        assert "有 4 处需要改正，没有保存" in text
        for told in ("保单号未填写", "投保单位未填写", "保险起期未填写", "保险止期未填写"):
            assert told in text
        assert app.focused is box(app, "number").control
    assert value(session, "SELECT count(*) FROM policy") == 3


async def test_unreadable_and_missing_and_rule_problems_together(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        for name, text in (("start_on", "2026-05-01"), ("end_on", "2026-04-01"), ("headcount", "五十个")):
            box(app, name).set_text(text)
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "早于保险起期" in text and "不是整数" in text and "保单号未填写" in text


async def test_problem_of_a_rule_stays_until_the_value_changes(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f2")
        await fill(pilot, "end_on", "2026-01-01")
        await press(pilot, "ctrl+s")
        assert "早于保险起期" in screen_text(app)
        box(app, "number").focus_control()
        await settled(pilot)
        assert "早于保险起期" in screen_text(app)
        await fill(pilot, "end_on", "2027-01-31")
        assert "早于保险起期" not in screen_text(app)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("start_on", "２０２６年３月１日", "2026-03-01"), ("start_on", "2026.3.1", "2026-03-01"),
        ("start_on", "20260301", "2026-03-01"),
        ("premium", "１２，３４５.６", "12345.6"), ("premium", "1.5万元", "15000"), ("limit_person", "４０", "40"),
        ("limit_person", "400000元", "40"), ("commission", "0.05", "5%"), ("headcount", "５０人", "50"),
        ("number", "pz　２０２６", "PZ2026"),
    ],
)  # fmt: skip
async def test_leaving_a_field_shows_what_will_be_stored(session: Session, name: str, typed: str, shown: str) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        await fill(pilot, name, typed)
        assert box(app, name).control.value == shown


async def test_unreadable_value_is_told_on_leaving(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        await fill(pilot, "start_on", "春天")
        assert "不是日期" in screen_text(app)
        assert box(app, "start_on").control.value == "春天"


async def test_reference_is_picked_by_initials(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        box(app, "enterprise_id").focus_control()
        field = box(app, "enterprise_id").control
        assert isinstance(field, RefField)
        await type_text(pilot, "hthg")
        assert field.is_open
        assert CODES[2] in screen_text(app)
        await press(pilot, "enter")
        assert field.raw == 3
        assert field.input.value == "示例县恒通化工有限公司"
        await press(pilot, "tab")
        assert not field.is_open


async def test_text_that_names_nothing_is_refused(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        await fill(pilot, "enterprise_id", "不存在的厂")
        assert "请从列表中选择企业" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert "还没有对应的记录" in screen_text(app)


async def test_reference_can_be_cleared(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f2")
        field = box(app, "insurer_id").control
        box(app, "insurer_id").focus_control()
        await press(pilot, "delete")
        assert field.raw is None
        await press(pilot, "tab", "ctrl+s")
    assert value(session, "SELECT insurer_id FROM policy WHERE id = 1") is None


async def test_objects_offered_are_those_of_the_enterprise(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        field = box(app, "object_id").control
        assert isinstance(field, RefField)
        box(app, "object_id").focus_control()
        await press(pilot, "down")
        assert "没有找到" in screen_text(app)
        await press(pilot, "escape")
        box(app, "enterprise_id").control.choose(5)
        box(app, "object_id").focus_control()
        await press(pilot, "down")
        assert len(field._listed) == 2


async def test_new_insurer_is_entered_on_the_way(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        box(app, "insurer_id").focus_control()
        await type_text(pilot, "戊财产")
        assert "新建保险机构「戊财产」" in screen_text(app)
        field = box(app, "insurer_id").control
        await press(pilot, "down", "enter")
        assert "登记保险机构" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert field.raw == 3
        assert field.input.value == "戊财产"


async def test_hasty_enter_makes_no_new_record(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "ctrl+n")
        box(app, "insurer_id").focus_control()
        await type_text(pilot, "戊财产")
        await press(pilot, "enter")
        assert "登记保单" in screen_text(app)
        assert "请从列表中选择保险机构" in screen_text(app)


async def test_choices_by_digit_arrows_and_mouse(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        strip = box(app, "risk_level").control
        assert isinstance(strip, ChoiceStrip)
        strip.focus()
        await press(pilot, "2")
        assert strip.value == "medium" and app.current_mode == "2"
        await press(pilot, "right", "right")
        assert strip.value == "low"
        await press(pilot, "delete")
        assert strip.value is None
        await pilot.click(strip, offset=(2, 0))
        assert strip.value == "high"
        await press(pilot, "３")
        assert strip.value == "low"


async def test_long_choices_open_a_dialog(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f2")
        popup = box(app, "premium_source").control
        assert isinstance(popup, PopupChoice)
        popup.focus()
        await press(pilot, "enter", "2")
        assert popup.value == "own_cost"


async def test_several_of_a_code_list(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "4", "f2")
        popup = box(app, "item").control
        popup.focus()
        await press(pilot, "enter", "space", "down", "down", "space")
        await press(pilot, "tab", "tab", "enter")
        assert str(popup.value).count("、") >= 1


async def test_guard_offers_three_ways(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        await fill(pilot, "township", "新乡")
        await press(pilot, "escape")
        assert isinstance(app.screen, Leave)
        assert app.focused is app.screen.query_one("#cancel")
        await press(pilot, "escape")
        assert isinstance(app.screen, FormScreen)
        assert box(app, "township").control.value == "新乡"
        await press(pilot, "escape")
        await pilot.click("#drop")
        await settled(pilot)
        assert isinstance(app.screen, RegisterScreen)
        assert value(session, "SELECT township FROM enterprise WHERE id = 1") == "城关镇"
        await press(pilot, "f2")
        await fill(pilot, "township", "新乡")
        await press(pilot, "escape")
        await pilot.click("#save")
        await settled(pilot)
        assert isinstance(app.screen, RegisterScreen)
    assert value(session, "SELECT township FROM enterprise WHERE id = 1") == "新乡"


async def test_change_and_back_is_no_change(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        box(app, "township").set_text("新乡")
        assert app.screen.has_unsaved
        box(app, "township").set_text("城关镇")
        assert not app.screen.has_unsaved


async def test_warning_is_shown_and_record_is_saved(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f2")
        await fill(pilot, "premium_received", "99999999")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RegisterScreen)
        assert "已保存，请留意" in screen_text(app)
        assert "实收保费大于保费" in screen_text(app)
    assert value(session, "SELECT premium_received FROM policy WHERE id = 1") == 9_999_999_900


async def test_taken_key_is_told_and_form_stays(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        box(app, "name").set_text("另一家")
        box(app, "credit_code").set_text(CODES[0])
        box(app, "sector_id").control.choose(1)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, FormScreen)
        assert "已有登记" in screen_text(app)
        assert "已保存" not in screen_text(app)


async def test_saved_is_said_only_after_saving_returned(session: Session, monkeypatch) -> None:
    from ajx_tui.errors import AjxError
    from ajx_tui.services import records

    def full(*_args: object, **_named: object) -> None:
        raise AjxError("磁盘已满", "数据没有写入。")

    monkeypatch.setattr(records, "save", full)
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        await fill(pilot, "township", "新乡")
        await press(pilot, "ctrl+s")
        assert "磁盘已满" in screen_text(app)
        assert "已保存" not in screen_text(app)
        assert isinstance(app.screen, FormScreen) and app.screen.has_unsaved


async def test_conditional_mark_follows_other_fields(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        assert box(app, "credit_code").required
        await fill(pilot, "no_code_reason", "个体渔船")
        assert not box(app, "credit_code").required


async def test_help_of_the_focused_field(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        box(app, "headcount").focus_control()
        await settled(pilot)
        assert "依据：应急〔2025〕27号 第十六条" in screen_text(app)
        await press(pilot, "f1")
        assert "含临时用工和劳务派遣人员" in screen_text(app)


async def test_pasted_lines_lose_nothing(session: Session) -> None:
    from textual import events

    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        box(app, "name").focus_control()
        await pilot.pause()
        app.focused.post_message(events.Paste("甲\n乙公司"))
        await settled(pilot)
        assert box(app, "name").control.value == "甲 乙公司"


async def test_enter_goes_through_the_form(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "2", "ctrl+n")
        assert app.focused is box(app, "name").control
        await press(pilot, "enter")
        assert app.focused is box(app, "credit_code").control
        await press(pilot, "up")
        assert app.focused is box(app, "name").control


async def test_hostile_record_is_saved_as_it_reads(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "end", "f2")
        assert not app.screen.has_unsaved
        await fill(pilot, "township", "=1+1[/甲]")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RegisterScreen)
    assert value(session, "SELECT township FROM enterprise WHERE id = 5") == "=1+1[/甲]"
    stored = str(value(session, "SELECT name FROM enterprise WHERE id = 5"))
    assert "[/甲][red]" in stored and "𠮷" in stored and "\x1b" not in stored
