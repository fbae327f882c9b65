"""Logging in, locking, recovery, accounts: nothing shows before, nothing is lost after."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest
from textual.widgets import Input
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_text, settled, type_text, value

from ajx_tui.domain.workflow import Role
from ajx_tui.services import accounts, drafts
from ajx_tui.services.session import Session
from ajx_tui.store import accounts as stored
from ajx_tui.ui import guard
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.screens.accounts.accounts import AccountsScreen
from ajx_tui.ui.screens.accounts.login import Gate
from ajx_tui.ui.screens.accounts.secret_dialogs import AskLines, CodeScreen
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.registers.register import RegisterScreen

PASSWORD = "河水一路向东流去"
FIRM = "示例县宏盛煤业有限公司"


@pytest.fixture
def bare(session: Session) -> Session:
    """The county for real work, nobody has an account yet."""
    with session.store.unit("张三", "正式使用") as unit:
        unit.set_setting("demo", False)
    return session


@pytest.fixture
def code(bare: Session) -> str:
    """李四 is the administrator, 王五 a clerk; the recovery code of the former."""
    entered = accounts.set_up_first(bare.store, "李四", PASSWORD)
    accounts.add(entered.session, "王五", PASSWORD, frozenset({Role.CLERK}))
    with bare.store.unit("李四", "口令") as unit:
        unit.conn.execute("UPDATE account SET must_change = 0")
    return entered.recovery_code


async def log_in(app: AjxApp, pilot: object, name: str = "李四", password: str = PASSWORD) -> None:
    """Fill the gate in and press Enter."""
    app.screen.query_one("#name", Input).value = name
    field = app.screen.query_one("#password", Input)
    field.value = password
    field.focus()
    await settled(pilot)  # type: ignore[arg-type]
    await press(pilot, "enter")  # type: ignore[arg-type]
    while isinstance(app.screen, Gate) and app.screen._told == "正在核对":
        await settled(pilot)  # type: ignore[arg-type]
    await settled(pilot)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_nothing_shows_before_login(bare: Session, code: str, size: tuple[int, int]) -> None:
    async with running(bare, size) as (app, pilot):
        assert isinstance(app.screen, Gate)
        for key in ("1", "2", "f1", "f10", "ctrl+p", "ctrl+o", "f12", "escape"):
            app.screen.query_one("#enter").focus()
            await press(pilot, key)
            assert isinstance(app.screen, Gate) and FIRM not in screen_text(app)
        assert "1" not in app._screen_stacks
        await log_in(app, pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "李四" in screen_text(app)
        await press(pilot, "2")
        assert isinstance(app.screen, RegisterScreen)


async def test_wrong_password_costs_time_that_grows(bare: Session, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(bare) as (app, pilot):
        for _ in range(accounts.FREE_TRIES):
            await log_in(app, pilot, password="不是这个口令")
        text = screen_text(app)
        assert "请等" in text and "秒" in text
        tries = value(bare, "SELECT count(*) FROM login_log WHERE event = 'try'")
        await log_in(app, pilot)
        assert isinstance(app.screen, Gate)
        assert value(bare, "SELECT count(*) FROM login_log WHERE event = 'try'") == tries
        monkeypatch.setattr(accounts, "waiting", lambda *_args: 0)
        app.screen._until = monotonic() - 1
        app.screen._count_down()
        await settled(pilot)
        assert "现在可以再试" in screen_text(app)
        await log_in(app, pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_empty_and_hostile_names_are_refused(bare: Session, code: str) -> None:
    async with running(bare) as (app, pilot):
        await log_in(app, pilot, "", "")
        assert "请输入姓名和口令" in screen_text(app)
        await log_in(app, pilot, HOSTILE, "[/甲]" * 200)
        assert isinstance(app.screen, Gate) and "不对" in screen_text(app)


async def test_lock_keeps_the_form_and_shows_nothing(bare: Session, code: str) -> None:
    async with running(bare) as (app, pilot):
        await log_in(app, pilot)
        await press(pilot, "2", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        form.form.boxes["township"].set_text("新乡")
        await app.lock_now()
        await settled(pilot)
        text = screen_text(app)
        assert isinstance(app.screen, Gate) and "已锁定" in text and "新乡" not in text and FIRM not in text
        assert app.screen.query_one("#name", Input).disabled
        await log_in(app, pilot, password="不是这个口令")
        assert isinstance(app.screen, Gate)
        assert [d.content["township"] for d in drafts.waiting(app.session)] == ["新乡"]
        await log_in(app, pilot)
        assert app.screen is form and form.form.boxes["township"].raw == "新乡"
    events = [e.event for e in accounts.login_log(bare.store)]
    assert "lock" in events


async def test_another_person_takes_over_a_locked_screen_and_only_looks_at_accounts(bare: Session, code: str) -> None:
    async with running(bare) as (app, pilot):
        await log_in(app, pilot)
        await press(pilot, "2", "f2")
        await app.lock_now()
        await settled(pilot)
        await press(pilot, "f2")
        assert "2" not in app._screen_stacks
        await log_in(app, pilot, "王五")
        assert isinstance(app.screen, HomeScreen) and app.session.person == "王五"
        assert "王五" in screen_text(app)
        await press(pilot, "9", "f6")
        assert isinstance(app.screen, AccountsScreen)
        assert not any(app.screen.applies(c) for c in ("add", "roles", "reset", "toggle", "idle", "alone"))
        await press(pilot, "f2")
        assert "没有权限" in screen_text(app)


async def test_idle_time_locks_and_a_key_counts_as_being_here(
    bare: Session, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(bare) as (app, pilot):
        await log_in(app, pilot)
        app._look_at_clock()
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        app._touched -= 1e6
        await press(pilot, "down")
        app._look_at_clock()
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        app._touched -= accounts.IDLE_MINUTES * 60 + 1
        app._look_at_clock()
        await settled(pilot)
        assert isinstance(app.screen, Gate)
        await log_in(app, pilot)
        accounts.set_idle_minutes(app.session, 0)
        app._touched -= 1e6
        app._look_at_clock()
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_recovery_code_sets_a_new_password_and_is_replaced(
    bare: Session, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    async with running(bare) as (app, pilot):
        app.screen.query_one("#name", Input).value = "李四"
        await press(pilot, "f3")
        dialog = app.screen
        assert isinstance(dialog, AskLines)
        for key, text in (("code", code.lower()), ("new", "新的口令共有八个字"), ("again", "新的口令")):
            dialog.query_one(f"#line-{key}", Input).value = text
        await press(pilot, "ctrl+s")
        assert "两次输入的口令不一样" in screen_text(app)
        for key in ("new", "again"):
            dialog.query_one(f"#line-{key}", Input).value = "新的口令共八个字"
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, CodeScreen)
        assert code not in screen_text(app)
        monkeypatch.setattr("ajx_tui.ui.open_file.open_path", lambda path: opened.append(path) or "没有窗口")
        await press(pilot, "f7")
        assert "请用笔抄下" in screen_text(app) and opened and not opened[0].exists()
        await press(pilot, "escape")
        assert isinstance(app.screen, CodeScreen) and "再也看不到" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
    assert accounts.log_in(bare.store, "李四", "新的口令共八个字").person == "李四"


async def test_first_account_from_settings(bare: Session) -> None:
    async with running(bare) as (app, pilot):
        await press(pilot, "9", "f6")
        dialog = app.screen
        assert isinstance(dialog, AskLines) and "管理员" in screen_text(app)
        for key, text in (("name", "李四"), ("new", "12345678"), ("again", "12345678")):
            dialog.query_one(f"#line-{key}", Input).value = text
        await press(pilot, "ctrl+s")
        assert "请不要用" in screen_text(app)
        for key in ("new", "again"):
            dialog.query_one(f"#line-{key}", Input).value = PASSWORD
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, CodeScreen) and "恢复码" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, HomeScreen) and app.session.person == "李四"
        await press(pilot, "9", "f6")
        assert isinstance(app.screen, AccountsScreen) and "李四" in screen_text(app)
    assert not stored.open_mode(bare.store)


async def test_administrator_adds_and_closes_accounts(bare: Session, code: str) -> None:
    async with running(bare, NARROW) as (app, pilot):
        await log_in(app, pilot)
        await press(pilot, "9", "f6", "ctrl+n")
        for key, text in (("name", "赵[/六]"), ("new", PASSWORD), ("again", PASSWORD)):
            app.screen.query_one(f"#line-{key}", Input).value = text
        await press(pilot, "ctrl+s", "down", "space")
        await pilot.click("#ok")
        await settled(pilot)
        assert isinstance(app.screen, AccountsScreen)
        made = accounts.find(bare.store, "赵[/六]")
        assert made.roles == {Role.CLERK, Role.REVIEWER} and made.must_change
        app.screen.grid.move_to(made.id)
        await press(pilot, "f4")
        await type_text(pilot, "离岗")
        await press(pilot, "enter")
        assert "已停用" in screen_text(app)
        assert not accounts.find(bare.store, "赵[/六]").active
        app.screen.grid.move_to(accounts.find(bare.store, "李四").id)
        await settled(pilot)
        assert not app.screen.applies("toggle")
        await press(pilot, "f6")
        app.screen.query_one("#answer", Input).value = "９００"
        await press(pilot, "enter")
        assert "0 到 240" in screen_text(app)
        app.screen.query_one("#answer", Input).value = "５"
        await press(pilot, "enter")
        assert "5 分钟自动锁定" in screen_text(app)
        await press(pilot, "ctrl+pagedown")
        assert "登录成功" in screen_text(app)


async def test_a_given_password_must_be_changed(bare: Session, code: str) -> None:
    accounts.reset_password(accounts.log_in(bare.store, "李四", PASSWORD), "王五", "临时给的口令啊啊")
    async with running(bare) as (app, pilot):
        await log_in(app, pilot, "王五", "临时给的口令啊啊")
        dialog = app.screen
        assert isinstance(dialog, AskLines) and "改成自己的口令" in screen_text(app)
        for key, text in (("old", "临时给的口令啊啊"), ("new", PASSWORD), ("again", PASSWORD)):
            dialog.query_one(f"#line-{key}", Input).value = text
        await press(pilot, "ctrl+s")
        assert "口令已修改" in screen_text(app)
    assert not accounts.find(bare.store, "王五").must_change


async def test_roles_are_tried_in_the_practice_county(session: Session) -> None:
    async with running(session) as (app, pilot):
        assert app.applies("switch_role") and not app.applies("lock")
        app.do_switch_role()
        await settled(pilot)
        await press(pilot, "2")
        assert app.session.roles == {Role.REVIEWER}
        assert "（审核）" in screen_text(app)
        await press(pilot, "9", "f6")
        assert "演示县不用登录" in screen_text(app)


async def test_no_lock_while_a_job_runs(bare: Session, code: str) -> None:
    from ajx_tui.progress import Job, Progress
    from ajx_tui.ui.jobs import JobScreen

    def endless() -> Job[int]:
        import time

        while True:
            time.sleep(0.01)
            yield Progress(0, 1, "做着")

    async with running(bare) as (app, pilot):
        await log_in(app, pilot)
        app.push_screen(JobScreen("工作", endless()))
        await pilot.pause()
        await app.lock_now()
        assert isinstance(app.screen, JobScreen) and app.current_mode != guard.GATE
        await press(pilot, "escape")
