"""The gate: logging in, and the locked screen. It lies in a mode of its own, so that no data stands behind it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from ajx_tui.services import accounts
from ajx_tui.services.accounts import LoginRefused
from ajx_tui.services.office import office_name
from ajx_tui.store.accounts import name_key
from ajx_tui.ui.commands import Command, CommandModal
from ajx_tui.ui.screens.accounts.secret_dialogs import (
    PASSWORD_TWICE,
    Answers,
    AskLines,
    CodeScreen,
    Line,
    passwords_wrong,
)
from ajx_tui.ui.widgets.key_line import KeyLine
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.services.session import Session
    from ajx_tui.ui.app import AjxApp


class Gate(CommandModal[None]):
    """Asks for name and password. While the app is locked only the password of the person at work is asked for."""

    # A modal, so that the app's commands are out of reach; opaque, and the only screen of its mode.
    DEFAULT_CSS = """
    Gate { align: center middle; background: $background; }
    Gate > .gate { width: 60; max-width: 96%; height: auto; padding: 1 3; background: $panel; }
    Gate #what { color: $primary; text-style: bold; }
    Gate #where { color: $text-muted; margin-bottom: 1; }
    Gate .line { height: 1; margin-bottom: 1; }
    Gate .line > Static { width: 8; color: $text-muted; }
    Gate .line > Input { width: 1fr; }
    Gate #wrong { color: $text-error; min-height: 1; }
    Gate #wrong.muted { color: $text-muted; }
    Gate .buttons { height: 1; margin-top: 1; align-horizontal: right; }
    Gate .buttons Button { margin-left: 2; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("other", "换人", "由另一个人登录；这边没有保存的内容留作草稿", ("f2",), "hr", "登录"),
        Command("recover", "忘记口令", "用打印的恢复码重设口令", ("f3",), "wjkl", "登录"),
        Command("quit", "退出", "退出程序", ("ctrl+q",), "tc", "登录"),
    )

    app: AjxApp

    def __init__(self) -> None:
        super().__init__()
        self._until = 0.0
        self._told = ""

    @property
    def locked(self) -> bool:
        """Whether somebody is at work behind the gate."""
        return self.app.locked

    def compose(self) -> ComposeResult:
        """Where one is, name, password."""
        yield KeyLine()
        with Vertical(classes="gate"):
            yield Prose("安责险工作台", id="what")
            yield Prose(office_name(self.app.logged_in.store), id="where")
            with Horizontal(classes="line"):
                yield Static("姓名", markup=False)
                yield Input(id="name")
            with Horizontal(classes="line"):
                yield Static("口令", markup=False)
                yield Input(password=True, id="password")
            yield Prose(id="wrong")
            with Horizontal(classes="buttons"):
                yield Button("忘记口令", id="recover", compact=True)
                yield Button("登录", id="enter", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Start the clock of the waiting time."""
        self.reset()
        self.set_interval(0.5, self._count_down)

    def reset(self) -> None:
        """Name the person who is at work, else the one who was here last."""
        person = self.app.session.person if self.locked else self._last_person()
        name = self.query_one("#name", Input)
        name.value, name.disabled = person, self.locked
        self.query_one("#what", Prose).update("已锁定" if self.locked else "安责险工作台")
        self._tell("没有保存的内容已留作草稿，输入口令后继续。" if self.locked else "", calm=True)
        self.query_one("#password" if person else "#name", Input).focus()
        self.refresh_bindings()

    def _last_person(self) -> str:
        """Who logged in last here."""
        store = self.app.logged_in.store
        key = next((e.name_key for e in accounts.login_log(store, 50) if e.event in ("ok", "recovered")), "")
        return next((a.name for a in accounts.everyone(store) if a.active and name_key(a.name) == key), "")

    # ----- logging in

    @on(Input.Submitted, "#name")
    def _to_password(self) -> None:
        self.query_one("#password", Input).focus()

    @on(Input.Submitted, "#password")
    @on(Button.Pressed, "#enter")
    def _entered(self) -> None:
        name, password = self.query_one("#name", Input).value, self.query_one("#password", Input).value
        if monotonic() < self._until:
            return
        if not name.strip() or not password:
            self._tell("请输入姓名和口令。")
            return
        self._tell("正在核对")
        # The check takes a moment by design; what is on screen must say so first.
        self.call_after_refresh(self._try, name, password)

    def _try(self, name: str, password: str) -> None:
        session = self.app.logged_in
        try:
            made = accounts.unlock(session, password) if self.locked else accounts.log_in(session.store, name, password)
        except LoginRefused as refused:
            self._refuse(refused)
            return
        self.query_one("#password", Input).value = ""
        self.app.let_in(made)

    def _refuse(self, refused: LoginRefused) -> None:
        self._until = monotonic() + refused.wait if refused.wait else 0.0
        self._tell(refused.message)
        field = self.query_one("#password", Input)
        field.value = ""
        field.focus()
        self.query_one("#enter", Button).disabled = refused.wait > 0

    def _count_down(self) -> None:
        """Say how long is left to wait."""
        left = self._until - monotonic()
        if left > 0:
            self._tell(f"口令错误次数较多，请等 {int(left) + 1} 秒再试。")
        elif self._until:
            self._until = 0.0
            self._tell("现在可以再试。忘记口令的，按 F3 用恢复码重设，或请管理员重设。")
            self.query_one("#enter", Button).disabled = False

    def _tell(self, text: str, *, calm: bool = False) -> None:
        """Say what is wrong, or `calm`ly how things stand."""
        if text != self._told:
            self._told = text
            line = self.query_one("#wrong", Prose)
            line.set_class(calm, "muted")
            line.update(text)

    # ----- other ways

    def can_other(self) -> bool:
        """Only a locked screen has somebody to take over from."""
        return self.locked

    def do_other(self) -> None:
        """Let somebody else log in."""
        self.app.call_next(self.app.leave_session)

    @on(Button.Pressed, "#recover")
    def do_recover(self) -> None:
        """Ask for the recovery code and a new password."""
        name = self.query_one("#name", Input).value
        lines = (Line("name", "姓名", name), Line("code", "恢复码"), *PASSWORD_TWICE)
        text = "恢复码在建立账户时打印，由单位保管。没有恢复码的，请管理员重设口令。"
        dialog = AskLines("用恢复码重设口令", text, lines, lambda a: passwords_wrong(a["name"], a), "重设并登录")
        self.app.push_screen(dialog, self._recover)

    def _recover(self, answers: Answers | None) -> None:
        if answers is None:
            return
        store = self.app.logged_in.store
        try:
            entered = accounts.recover(store, answers["name"], answers["code"], answers["new"])
        except LoginRefused as refused:
            self._refuse(refused)
            return
        self.app.let_in(entered.session, entered.recovery_code)

    def do_quit(self) -> None:
        """End the program; unsaved work lies in drafts."""
        self.app.exit()


def show_code(app: AjxApp, session: Session, code: str) -> None:
    """Show a fresh recovery code, once."""
    app.push_screen(CodeScreen(code, accounts.recovery_sheet(session.store, session.person, code)))


def ask_new_password(app: AjxApp, text: str = "") -> None:
    """Ask for the old and a new password and change it."""
    person = app.session.person

    def answered(answers: Answers | None) -> None:
        if answers is not None:
            accounts.change_password(app.session, answers["old"], answers["new"])
            notify(app, "下次登录请用新口令。", "口令已修改")

    lines = (Line("old", "现在的口令", secret=True), *PASSWORD_TWICE)
    app.push_screen(AskLines("修改口令", text, lines, lambda a: passwords_wrong(person, a)), answered)
