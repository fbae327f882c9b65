"""What one does with one's own account: password, recovery code, logging out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ajx_tui.services import accounts
from ajx_tui.ui.screens.accounts.login import ask_new_password, show_code
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp


def open_own_account(app: AjxApp) -> None:
    """Choose what to do."""
    choices = [
        Choice("password", "修改口令"),
        Choice("code", "更换恢复码", "原来的作废，新的只显示一次"),
        Choice("lock", "锁定", "离开一会儿"),
        Choice("leave", "退出登录", "换别人登录"),
    ]

    def chosen(what: str | None) -> None:
        if what == "password":
            ask_new_password(app)
        elif what == "code":
            _new_code(app)
        elif what == "lock":
            app.call_next(app.lock_now)
        elif what == "leave":
            _leave(app)

    app.push_screen(Choose(f"我的账户：{app.session.person}", choices), chosen)


def _new_code(app: AjxApp) -> None:
    def answered(password: str | None) -> None:
        if password is not None:
            show_code(app, app.session, accounts.new_recovery_code(app.session, password))

    app.push_screen(Ask("更换恢复码", "请输入自己的口令：", password=True), answered)


def _leave(app: AjxApp) -> None:
    if app.at_job():
        notify(app, "还有工作在进行，请等它完成。", "没有退出", "warning")
        return
    app.call_next(app.leave_session)
