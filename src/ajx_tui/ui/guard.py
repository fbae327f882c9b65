"""Who is at work: the gate in front of the program, locking, trying roles, undo and redo, one's own account."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import App

from ajx_tui.ui import rooms
from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.rail import ROOMS

if TYPE_CHECKING:
    from textual.screen import Screen

    from ajx_tui.services.session import Session
    from ajx_tui.ui.app import AjxApp

GATE = "gate"
"""The mode in which the gate lies."""
TICK = 5.0
"""Seconds between two looks at the clock of the idle lock."""
GUARD_COMMANDS: tuple[Command, ...] = (
    Command("lock", "锁定", "锁上屏幕，没有保存的内容留作草稿", (), "sd", "账户", shown=False),
    Command("own_account", "我的账户", "修改口令、更换恢复码、退出登录", (), "wdzh", "账户", shown=False),
    Command("switch_role", "换角色", "演示县：换一个角色试用，看各人能做什么", (), "hjs", "账户", shown=False),
)


def make_gate() -> Screen[Any]:
    """The gate."""
    from ajx_tui.ui.screens.accounts.login import Gate

    return Gate()


def needs_login(session: Session) -> bool:
    """Whether nobody is logged in where somebody must be."""
    return session.account is None and not session.open


class Guard(App[Any]):
    """Mixin of the app. `locked` says that somebody is at work behind the gate."""

    session: Session
    locked: bool = False
    _touched: float = 0.0

    @property
    def _me(self) -> AjxApp:
        return cast("AjxApp", self)

    def start_guard(self) -> None:
        """Begin to watch for idleness."""
        self._touched = monotonic()
        self.set_interval(TICK, self._look_at_clock)

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is here."""
        if isinstance(event, events.InputEvent):
            self._touched = monotonic()
        await super().on_event(event)

    @property
    def logged_in(self) -> Session:
        """The session of the person at work, also while a past day is shown."""
        return self._me.present or self.session

    # ----- in and out

    def let_in(self, session: Session, code: str = "") -> None:
        """Go on with a session that just logged in, from the app's own message loop: pages that call this may end."""
        self.call_next(self._enter_as, session, code)

    async def _enter_as(self, session: Session, code: str) -> None:
        """Where it was left when locked, else from the first page. `code` is a fresh recovery code to show."""
        if self.locked and session.person == self.session.person:
            self.locked = False
            if self._me.present is not None:
                self._me.present = session
            else:
                self.session = session
            await self.switch_mode(self._behind)
            await self._drop_gate()
        else:
            await self.begin(session)
        self._touched = monotonic()
        self._me.greet()
        if code:
            from ajx_tui.ui.screens.accounts.login import show_code

            show_code(self._me, session, code)

    async def begin(self, session: Session) -> None:
        """Start anew with a session: every room is made again."""
        self.locked = False
        if self.current_mode != GATE:
            self._open_gate()
            await self.switch_mode(GATE)
        self.session = session
        for room in ROOMS:
            await self.remove_mode(room.key)
            self.add_mode(room.key, partial(rooms.make_screen, room.key))
        await self.switch_mode("1")
        await self._drop_gate()

    def _open_gate(self) -> None:
        if GATE not in self._modes:
            self.add_mode(GATE, make_gate)

    async def _drop_gate(self) -> None:
        """The next gate is a new one."""
        if GATE in self._modes and self.current_mode != GATE:
            await self.remove_mode(GATE)

    async def leave_session(self) -> None:
        """Log the person out and show the gate to whoever comes next; nothing of the person before stays in memory."""
        from ajx_tui.services.accounts import leave
        from ajx_tui.services.session import Session
        from ajx_tui.ui.screens.accounts.login import Gate

        self.keep_drafts()
        leave(self.logged_in)
        self._me.forget_past()
        self.locked, self.session = False, Session(self.session.store)
        self.clear_notifications()
        self._open_gate()
        await self.switch_mode(GATE)
        for room in ROOMS:
            await self.remove_mode(room.key)
            self.add_mode(room.key, partial(rooms.make_screen, room.key))
        if isinstance(self.screen, Gate):
            self.screen.reset()

    # ----- locking

    def _look_at_clock(self) -> None:
        """Lock when nobody touched anything for the minutes that are set."""
        if self.logged_in.account is None or self.current_mode == GATE:
            return
        from ajx_tui.services.accounts import idle_minutes

        minutes = idle_minutes(self.logged_in.store)
        if minutes and monotonic() - self._touched >= minutes * 60:
            self.call_next(self.lock_now)

    def at_job(self) -> bool:
        """Whether a job runs: its page must stay in front until it is done."""
        from ajx_tui.ui.jobs import JobScreen

        return any(isinstance(page, JobScreen) for stack in self._screen_stacks.values() for page in stack)

    async def lock_now(self) -> None:
        """Keep drafts and show the gate; a running job is waited for."""
        if self.logged_in.account is None or self.current_mode == GATE or self.at_job():
            return
        from ajx_tui.services.accounts import lock

        self.keep_drafts()
        self.clear_notifications()
        lock(self.logged_in)
        self._behind, self.locked = self.current_mode, True
        self._open_gate()
        await self.switch_mode(GATE)

    _behind: str = "1"

    def keep_drafts(self) -> None:
        """Have every form keep what stands in it."""
        for stack in self._screen_stacks.values():
            for page in stack:
                keep = getattr(page, "keep_draft", None)
                if callable(keep):
                    keep()

    def can_lock(self) -> bool:
        """Only who logged in can unlock."""
        return self.logged_in.account is not None

    async def do_lock(self) -> None:
        """Lock now."""
        await self.lock_now()

    # ----- own account

    def can_own_account(self) -> bool:
        """Needs a login."""
        return self.session.account is not None

    def do_own_account(self) -> None:
        """Choose what to do with one's own account."""
        from ajx_tui.ui.screens.accounts.own_account import open_own_account

        open_own_account(self._me)

    # ----- trying roles

    def can_switch_role(self) -> bool:
        """Where no login is needed."""
        return self.session.open and not self.session.store.readonly_reason

    def do_switch_role(self) -> None:
        """Choose a role to try."""
        from ajx_tui.domain.workflow import ROLE_TITLES, Role
        from ajx_tui.ui.widgets.confirm import Choice, Choose

        choices = [Choice(role.value, title, _ABOUT[role.value]) for role, title in ROLE_TITLES.items()]
        choices.append(Choice("", "全部角色", "不区分角色"))

        def chosen(value: str | None) -> None:
            if value is not None:
                self.session = self.session.as_role(*([Role(value)] if value else []))
                self._me.person_changed()

        current = next(iter(self.session.trying)).value if self.session.trying else ""
        told = "每个角色算作不同的人：用「经办」送审，再用「审核」处理。"
        self.push_screen(Choose("试用哪个角色？", choices, told, current=current), chosen)


_ABOUT = {
    "clerk": "登记、修改、送审", "reviewer": "审核、退回", "leader": "签发、解锁", "reader": "只查看",
    "admin": "登记、管理账户和设置",
}  # fmt: skip
