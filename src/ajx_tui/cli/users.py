"""`ajx user`: accounts and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import home_option, json_option, password_of, print_json, session_of
from ajx_tui.errors import UsageError

if TYPE_CHECKING:
    from ajx_tui.domain.workflow import Role
    from ajx_tui.services.accounts import Account

NEW = "AJX_NEW_PASSWORD"


def roles_of(text: str) -> frozenset[Role]:
    """Roles from what was typed. Raises UsageError."""
    from ajx_tui.domain.workflow import read_roles

    try:
        return read_roles(text)
    except ValueError as error:
        allowed = "经办（clerk）、审核（reviewer）、签发（leader）、只读（reader）、管理员（admin）"
        raise UsageError("没有这个角色", f"“{error}”不是角色，可用：{allowed}，多个用逗号隔开。") from error


@click.group("user", cls=Group, short_help="账户和角色：添加、修改、停用")
def user_group() -> None:
    """账户和角色。第一个账户是管理员；建立以后，每条会写入数据的命令都要 --user 和口令。"""


@user_group.command("add", cls=Command, short_help="添加账户")
@click.argument("name", metavar="姓名")
@click.option("--role", "roles", metavar="角色", default="", help="经办、审核、签发、只读、管理员，可多个，用逗号隔开")
@json_option
@home_option
@click.pass_context
def add_command(ctx: click.Context, /, name: str, roles: str, as_json: bool, **_: Any) -> None:
    """添加账户。第一个账户自动成为管理员，并给出恢复码，请打印保管。口令另外询问，或放在 AJX_NEW_PASSWORD。"""
    from ajx_tui.services import accounts

    with session_of(ctx) as session:
        wanted = roles_of(roles)
        password = password_of(NEW, f"{name}的口令", twice=True)
        if not accounts.everyone(session.store):
            entered = accounts.set_up_first(session.store, name, password, wanted or accounts.FIRST_ROLES)
            made, code = accounts.find(session.store, name), entered.recovery_code
            sheet = accounts.recovery_sheet(session.store, made.name, code)
        else:
            made, code, sheet = accounts.add(session, name, password, wanted), "", []
    if as_json:
        print_json({"name": made.name, "roles": [r.value for r in sorted(made.roles)], "recovery_code": code or None})
    else:
        click.echo("\n".join(sheet) if sheet else f"已添加账户 {made.name}，首次登录后须改口令。")


@user_group.command("list", cls=Command, short_help="列出账户")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出账户、角色和状态。"""
    from ajx_tui.domain.workflow import role_text
    from ajx_tui.services import accounts

    with session_of(ctx, readonly=True) as session:
        found = accounts.everyone(session.store)
    if as_json:
        print_json([_facts(a) for a in found])
        return
    for account in found:
        state = f"（{account.disabled_at[:10]}停用）" if not account.active else ""
        click.echo(f"{account.name}  {role_text(account.roles)}{state}")
    if not found:
        click.echo("还没有账户，任何人都可以使用全部功能。")


@user_group.command("role", cls=Command, short_help="修改角色")
@click.argument("name", metavar="姓名")
@click.argument("roles", metavar="角色")
@click.option("--reason", default="", metavar="原因", help="记入历史")
@json_option
@home_option
@click.pass_context
def role_command(ctx: click.Context, /, name: str, roles: str, reason: str, as_json: bool, **_: Any) -> None:
    """把账户改成这些角色，多个用逗号隔开。至少要留一个管理员。"""
    from ajx_tui.services import accounts

    with session_of(ctx) as session:
        accounts.change_roles(session, name, roles_of(roles), reason)
        made = accounts.find(session.store, name)
    _tell(made, f"已修改 {made.name} 的角色。", as_json)


@user_group.command("password", cls=Command, short_help="修改或重设口令")
@click.argument("name", metavar="姓名", required=False)
@click.option("--recovery", "code", metavar="恢复码", default="", help="忘记口令时用打印的恢复码重设")
@json_option
@home_option
@click.pass_context
def password_command(ctx: click.Context, /, name: str | None, code: str, as_json: bool, **_: Any) -> None:
    """不带姓名时修改自己的口令；管理员带姓名时为别人重设；忘记口令时带姓名和恢复码。

    新口令另外询问，或放在 AJX_NEW_PASSWORD。
    """
    from ajx_tui.services import accounts

    if code:
        _recover(ctx, name or "", code, as_json)
        return
    with session_of(ctx) as session:
        if name is None or name == session.person:
            old = password_of("AJX_PASSWORD", "现在的口令")
            accounts.change_password(session, old, password_of(NEW, "新口令", twice=True))
        else:
            accounts.reset_password(session, name, password_of(NEW, f"{name}的新口令", twice=True))
        made = accounts.find(session.store, name or session.person)
    _tell(made, f"{made.name}的口令已修改。" if name else "口令已修改。", as_json)


def _recover(ctx: click.Context, name: str, code: str, as_json: bool) -> None:
    """Set a new password by the printed code; a new code is printed in its place. Raises UsageError without a name."""
    from ajx_tui.cli.context import home_of
    from ajx_tui.services import accounts
    from ajx_tui.store.database import Store

    if not name:
        raise UsageError("缺少姓名", "用恢复码时请写明姓名：ajx user password 姓名 --recovery 恢复码。")
    store = Store.open(home_of(ctx).database)
    try:
        entered = accounts.recover(store, name, code, password_of(NEW, "新口令", twice=True))
        made = accounts.find(store, entered.session.person)
        sheet = accounts.recovery_sheet(store, made.name, entered.recovery_code)
    finally:
        store.close()
    _tell(made, "\n".join(sheet), as_json, recovery_code=entered.recovery_code)


def _facts(account: Account) -> dict[str, Any]:
    """An account as plain values."""
    return {
        "name": account.name, "roles": [r.value for r in sorted(account.roles)], "active": account.active,
        "must_change": account.must_change, "created_at": account.created_at,
    }  # fmt: skip


def _tell(account: Account, text: str, as_json: bool, **more: Any) -> None:
    """Say what was done to an account."""
    if as_json:
        print_json({**_facts(account), **more})
    else:
        click.echo(text)


def _switch(word: str, title: str, call: str) -> click.Command:
    @user_group.command(word, cls=Command, short_help=f"{title}账户")
    @click.argument("name", metavar="姓名")
    @click.option("--reason", default="", metavar="原因", help="记入历史")
    @json_option
    @home_option
    @click.pass_context
    def command(ctx: click.Context, /, name: str, reason: str, as_json: bool, **_: Any) -> None:
        from ajx_tui.services import accounts

        with session_of(ctx) as session:
            (accounts.disable if call == "disable" else accounts.enable)(session, name, reason)
            made = accounts.find(session.store, name)
        _tell(made, f"已{title}账户 {made.name}。", as_json)

    command.help = f"{title}账户。姓名仍保留在历史里。"
    return command


_switch("disable", "停用", "disable")
_switch("enable", "启用", "enable")

COMMANDS = (user_group,)
