"""本级自定 on screen: seen beside the packs' rules, tried before it is saved, taken back; the outline of a document."""

from __future__ import annotations

from datetime import date

from ui_county import NARROW, press, running, screen_text, settled

from ajx_tui.domain.workflow import Role
from ajx_tui.services import light, overlay, packs
from ajx_tui.services.session import Session
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.documents.outline_edit import OutlineEdit
from ajx_tui.ui.screens.findings.clause import ClauseDialog
from ajx_tui.ui.screens.settings.local_rules import LocalRules
from ajx_tui.ui.screens.settings.rule_dialogs import Effect, RuleDialog
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

FLOOR, BASIS = "floor_per_person", "示政办〔2026〕3号"


async def job_done(app, pilot) -> None:
    """Wait until a job has ended; a busy machine takes a while."""
    await settled(pilot)
    for _ in range(300):
        if not isinstance(app.screen, JobScreen):
            break
        await pilot.pause(0.05)
    await settled(pilot)


def fill(app, **values: str) -> None:
    for name, value in values.items():
        field = app.screen.query_one(f"#{name}")
        if hasattr(field, "load_text"):
            field.load_text(value)
        else:
            field.value = value


async def save(app, pilot, **values: str) -> None:
    """Answer the dialog, read the effect, save."""
    fill(app, **values)
    await press(pilot, "tab")
    app.screen.query_one("#ok").press()
    await job_done(app, pilot)
    assert isinstance(app.screen, Effect), screen_text(app)
    app.screen.query_one("#save").press()
    await job_done(app, pilot)


async def test_a_parameter_a_list_a_check_and_the_weights(session: Session) -> None:
    store = session.store
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "9", "f9")
        await settled(pilot)
        await press(pilot, "f4")
        await settled(pilot)
        assert isinstance(app.screen, LocalRules)
        await press(pilot, "f2")
        assert isinstance(app.screen, RuleDialog)
        fill(app, value="五十", since="2026-01-01", basis=BASIS)
        app.screen.query_one("#ok").press()
        await settled(pilot)
        assert "请写成数字" in screen_text(app)
        await save(app, pilot, value="50万元", reason="与市里一致")
        assert packs.parameter(store, FLOOR, "2026-10-31") == 50_000_000
        text = screen_text(app)
        assert "500,000.00 元" in text and "400,000.00 元" in text and "本级自定" in text
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog) and "政策包原定" in screen_text(app)
        await press(pilot, "escape")

        app.screen.query_one(TabRow).choose("code_list")
        await settled(pilot)
        await press(pilot, "f2")
        await save(app, pilot, values="隐患排查\n 培训[red] \n", basis=BASIS)
        assert packs.code_lists(store)["service_item"] == ("隐患排查", "培训[red]")

        app.screen.query_one(TabRow).choose("check")
        await settled(pilot)
        await press(pilot, "f2")
        await save(app, pilot, reason="试点县另行统计", basis=BASIS)
        assert "uninsured" not in packs.rules(store).checks and "停用" in screen_text(app)
        await press(pilot, "f3")
        await job_done(app, pilot)
        app.screen.query_one("#save").press()
        await job_done(app, pilot)
        assert "uninsured" in packs.rules(store).checks

        app.screen.query_one(TabRow).choose("light")
        await settled(pilot)
        await press(pilot, "f2")
        fill(app, value="七十", since="2026-01-01", basis=BASIS)
        app.screen.query_one("#ok").press()
        await settled(pilot)
        assert "“七十”不是" in screen_text(app)
        await save(app, pilot, value="70")
        found = light.weights(store, date(2026, 10, 31)).severities["violation"]
        assert (found.points, found.clause.article) == (70, BASIS)

        app.screen.query_one(TabRow).choose("score_sheet")
        await settled(pilot)
        assert "服务方案" in screen_text(app)
        await press(pilot, "f2")
        await save(app, pilot, values="服务次数|60|约定几次做几次\n理赔｜40｜按时", basis=BASIS)
        assert [(i.title, i.points) for i in packs.rules(store).score_sheets["assessment_sheet"].items] == [
            ("服务次数", 60), ("理赔", 40)]  # fmt: skip
        app.screen.query_one(TabRow).choose("basis")
        await settled(pilot)
        assert "应当投保" in screen_text(app) and not app.screen.can_change()


async def test_the_outline_of_a_document(session: Session) -> None:
    store = session.store
    async with running(session) as (app, pilot):
        app.push_screen(OutlineEdit("plan"))
        await settled(pilot)
        screen, grid = app.screen, app.screen.query_one("#parts", RecordGrid)
        assert not screen.can_save() and not screen.can_up()
        await press(pilot, "f4")
        assert [p.title for p in screen.outline.chapters][:2] == ["基本原则", "指导思想"]
        grid.cursor = 3
        await pilot.pause()
        assert "必备" in screen_text(app) and not screen.can_drop()
        grid.cursor = 0
        await pilot.pause()
        await press(pilot, "delete")
        assert len(screen.outline.chapters) == 5 and len(screen.outline.annexes) == 2
        await press(pilot, "f2")
        fill(app, title="总体要求[/b]", text="## 目标\n应投保对象{due}个。")
        app.screen.query_one("#ok").press()
        await settled(pilot)
        await press(pilot, "f6")
        assert "本级自拟一章" in screen_text(app) and "基本原则" in screen_text(app)
        await press(pilot, "escape", "ctrl+s")
        await save(app, pilot, basis=BASIS)
        assert not isinstance(app.screen, OutlineEdit)
        made = packs.rules(store).outlines["plan"]
        assert made.chapters[0].title == "总体要求[/b]" and "{due}" in made.chapters[0].text
        assert overlay.overlay(store)["outline"][0]["clause"]["article"] == BASIS


async def test_who_does_not_manage_sees_the_rules_only(session: Session) -> None:
    async with running(session.as_role(Role.CLERK)) as (app, pilot):
        app.push_screen(LocalRules("9"))
        await settled(pilot)
        assert not app.screen.can_change() and not app.screen.can_unset()
        await press(pilot, "enter")
        assert isinstance(app.screen, ClauseDialog)


async def test_rules_that_are_left_out_are_told_on_every_page(session: Session) -> None:
    text = '[pack]\nid = "local"\ntitle = "本级自定"\nversion = "1"\n[[parameter]]\nname = "gone"\n'
    with session.unit("试验") as unit:
        unit.set_setting(packs.OVERLAY, {"files": {"pack.toml": text}, "origin": ""})
    async with running(session) as (app, pilot):
        assert "本级自定未生效" in screen_text(app)
        app.push_screen(LocalRules("9"))
        await settled(pilot)
        assert "本级自定/pack.toml第5行" in screen_text(app)
