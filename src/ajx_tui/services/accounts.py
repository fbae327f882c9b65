"""Accounts: first set-up, login, recovery, and what an administrator does with them.

A wrong password costs waiting time that grows with every try and is never final. The try is on record before the
password is looked at, so that killing the program saves nobody a wait. Passwords are argon2id (RFC 9106) by libsodium.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime

from ajx_tui.domain.fields import Value
from ajx_tui.domain.workflow import Permission, Role
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.services.login_wait import FREE_TRIES, LONGEST_WAIT, Moment, clock_event, waiting
from ajx_tui.services.session import Session
from ajx_tui.store import accounts as stored
from ajx_tui.store import books
from ajx_tui.store.accounts import Account, LoginEvent, name_key, roles_text
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

__all__ = [
    "FREE_TRIES", "LONGEST_WAIT", "Account", "LoginEvent", "LoginRefused", "Moment", "everyone", "log_in", "login_log",
    "open_mode", "set_up_first", "waiting",
]  # fmt: skip

READING_WAIT = 8
"""Seconds after every wrong try in a window that can't write tries down."""
SHORTEST_PASSWORD = 8
FIRST_ROLES = frozenset({Role.ADMIN, Role.CLERK, Role.REVIEWER, Role.LEADER})
"""What the first account may do until others exist; maker ≠ checker holds for it all the same."""
IDLE_SETTING, IDLE_MINUTES = "idle_minutes", 10
EVENT_TITLES = {
    "try": "尝试登录", "ok": "登录成功", "recovered": "用恢复码登录", "clock": "电脑时间被调回",
    "ahead": "电脑时间被调快", "lock": "锁定", "unlock": "解锁", "leave": "退出",
}  # fmt: skip

everyone, open_mode, login_log = stored.everyone, stored.open_mode, stored.login_log

Values = dict[str, Value]


class LoginRefused(NotPermittedError):
    """Wrong name or password, or too soon after the last try; `wait` is how many seconds to wait from now."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__("没有登录", message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Entered:
    """A successful login. `recovery_code` is set when a new one was made; it must be printed now, nothing keeps it."""

    session: Session
    recovery_code: str = ""


# ----- secrets


PASSES, MEMORY = 3, 64 * 1024 * 1024
"""The second recommended option of RFC 9106 section 4: three passes over 64 MiB. About 0.1 s on an office PC."""
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=1$O98qIhmitytxEh5LrvD1PA$BByR7me0aUjqkB4CyC3lLEm8GRmlrjO3GHESKg/tEJg"
"""What an unknown name is checked against, at the same cost, so that it takes as long as a known one. The secret
behind it was random and thrown away."""


def hashed(secret: str) -> str:
    """The argon2id string of a secret."""
    from nacl.pwhash import argon2id

    return argon2id.str(_bytes(secret), PASSES, MEMORY).decode()


def matches(kept: str, secret: str) -> bool:
    """Whether a secret belongs to an argon2id string."""
    from nacl.exceptions import CryptoError
    from nacl.pwhash import argon2id

    try:
        return bool(argon2id.verify(kept.encode(), _bytes(secret)))
    except (CryptoError, ValueError):
        return False


def _bytes(secret: str) -> bytes:
    """Secrets are compared in NFKC: an input method may type full-width digits."""
    import unicodedata

    return unicodedata.normalize("NFKC", secret).encode("utf-8", "replace")


def new_code() -> str:
    """A recovery code: 25 characters of base 32 in groups of five, 125 bits."""
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    text = "".join(digits[b & 31] for b in os.urandom(25))
    return "-".join(text[i : i + 5] for i in range(0, 25, 5))


def _plain(code: str) -> str:
    """A recovery code as it is compared: case, dashes and spaces do not count, O and I are 0 and 1."""
    import unicodedata

    text = unicodedata.normalize("NFKC", code).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(c for c in text if c.isalnum())


def check_password(name: str, password: str) -> None:
    """Raises RefusedError for a password that is too short or too plain."""
    text = password.strip()
    if len(text) < SHORTEST_PASSWORD:
        raise RefusedError("口令太短", f"口令至少{SHORTEST_PASSWORD}个字符，现在是{len(text)}个。")
    if len(set(text)) < 4 or name_key(text) == name_key(name) or (text.isdigit() and text in "01234567890123456789"):
        raise RefusedError("口令太简单", "请不要用姓名、连续数字或重复字符作口令。")


# ----- logging in


def log_in(store: Store, name: str, password: str, now: Moment | None = None) -> Session:
    """The session of this person. Raises LoginRefused, with the seconds to wait before the next try."""
    return _enter(store, name, password, now or Moment.now(), "ok").session


def recover(store: Store, name: str, code: str, password: str, now: Moment | None = None) -> Entered:
    """Log in with the printed recovery code and set a new password; a new code replaces the used one.

    Raises LoginRefused, RefusedError for a poor new password.
    """
    check_password(name, password)
    entered = _enter(store, name, _plain(code), now or Moment.now(), "recovered")
    assert entered.session.account is not None
    fresh = new_code()
    with store.unit(entered.session.person, "用恢复码重设口令") as unit:
        changes: Values = {"password": hashed(password), "recovery": hashed(_plain(fresh)), "must_change": 0}
        books.change(unit, books.ACCOUNT, entered.session.account.id, changes)
    return Entered(entered.session, fresh)


def _enter(store: Store, name: str, secret: str, now: Moment, event: str) -> Entered:
    wait = waiting(store, name, now)
    if noted := clock_event(store, now, wait):
        _log(store, name, noted, now)
    if wait:
        why = "调电脑时间不能缩短等待。" if noted == "ahead" else ""
        raise LoginRefused(f"口令错误次数较多，请等{wait}秒再试。{why}", wait)
    _log(store, name, "try", now)
    account = stored.by_name(store, name)
    kept = stored.secrets_of(store, account.id)[event == "recovered"] if account is not None else ""
    right = matches(kept or NOBODYS, secret)
    if account is None or not account.active or not kept or not right:
        wait = READING_WAIT if store.readonly_reason else waiting(store, name, now)
        what = "恢复码" if event == "recovered" else "口令"
        raise LoginRefused(f"姓名或{what}不对{f'，请等{wait}秒再试' if wait else ''}。", wait)
    _log(store, name, event, now)
    return Entered(Session(store, account.name, account))


def _log(store: Store, name: str, event: str, now: Moment) -> None:
    """Put a line on record before anything else happens. A store that can't be written (second window) keeps none."""
    if not store.readonly_reason:
        with store.unit(name[:40], EVENT_TITLES[event]) as unit:
            stored.log_event(unit, name, event, now.text, now.ticks)


def idle_minutes(store: Store) -> int:
    """After how many minutes without a key the screen locks; 0 never."""
    return int(store.setting(IDLE_SETTING, IDLE_MINUTES))


def set_idle_minutes(session: Session, minutes: int) -> None:
    """Change the idle time, 0 to 240 minutes. Raises RefusedError, NotPermittedError."""
    if not 0 <= minutes <= 240:
        raise RefusedError("时间不合适", "请填0到240分钟，0表示不自动锁定。")
    with session.unit("设置自动锁定时间", permission=Permission.MANAGE) as unit:
        unit.set_setting(IDLE_SETTING, minutes)


def lock(session: Session) -> None:
    """Note that the screen was locked. Drafts stay where they are; the session goes on after `unlock`."""
    if session.account is not None:
        _log(session.store, session.person, "lock", Moment.now())


def unlock(session: Session, password: str, now: Moment | None = None) -> Session:
    """The same person's session after a locked screen. Raises LoginRefused like `log_in`."""
    return log_in(session.store, session.person, password, now) if session.account is not None else session


def leave(session: Session) -> None:
    """Note that a person logged out."""
    if session.account is not None:
        _log(session.store, session.person, "leave", Moment.now())


# ----- managing


def set_up_first(store: Store, name: str, password: str, roles: frozenset[Role] = FIRST_ROLES) -> Entered:
    """Make the first account; from then on a login is needed. Raises RefusedError when there is one already.

    The result carries the recovery code, to be printed and locked away.
    """
    code = new_code()
    row = _new(name, password, roles | {Role.ADMIN}) | {"recovery": hashed(_plain(code)), "must_change": 0}
    with store.unit(str(row["name"]), "建立第一个账户") as unit:
        if stored.taken(unit.conn):
            raise RefusedError("已经有账户", "请由管理员登录后添加其他账户。")
        books.add(unit, books.ACCOUNT, {**row, "created_at": unit.now})
        now = Moment.now()
        stored.log_event(unit, name, "ok", now.text, now.ticks)
    account = stored.by_name(store, name)
    assert account is not None
    return Entered(Session(store, account.name, account), code)


def add(session: Session, name: str, password: str, roles: frozenset[Role]) -> Account:
    """Add an account whose owner must choose a password of his own. Raises RefusedError, NotPermittedError."""
    session.require(Permission.MANAGE)
    if not stored.everyone(session.store):
        raise RefusedError("请先建立管理员账户", "第一个账户是管理员，之后才能添加其他账户。")
    row = _new(name, password, roles)
    with session.unit("添加账户", permission=Permission.MANAGE) as unit:
        if stored.taken(unit.conn, name):
            raise RefusedError("已有这个账户", f"{name}已有账户；同名的人请加部门或编号区分。")
        books.add(unit, books.ACCOUNT, {**row, "created_at": unit.now})
    made = stored.by_name(session.store, name)
    assert made is not None
    return made


def _new(name: str, password: str, roles: frozenset[Role]) -> Values:
    from ajx_tui.domain.text import clean_name

    text = clean_name(name)
    if not 1 <= len(text) <= 40:
        raise RefusedError("姓名不合适", "姓名应为1到40个字符。")
    if not roles:
        raise RefusedError("没有选角色", "请至少选一个角色：经办、审核、签发、只读、管理员。")
    check_password(text, password)
    return {
        "name": text, "name_key": name_key(text), "roles": roles_text(roles), "password": hashed(password),
        "must_change": 1,
    }  # fmt: skip


def find(store: Store, name: str) -> Account:
    """The account of that name. Raises RefusedError."""
    account = stored.by_name(store, name)
    if account is None:
        raise RefusedError("没有这个账户", f"没有名为“{name}”的账户。")
    return account


def change_roles(session: Session, name: str, roles: frozenset[Role], reason: str = "") -> None:
    """Give an account other roles. Raises RefusedError when no administrator would be left, NotPermittedError."""
    if not roles:
        raise RefusedError("没有选角色", "请至少选一个角色；不再使用的账户请停用。")
    _manage(session, name, {"roles": roles_text(roles)}, "修改账户角色", reason)


def disable(session: Session, name: str, reason: str = "") -> None:
    """Close an account; its name stays in the history. Raises RefusedError for the last administrator."""
    _manage(session, name, {"disabled_at": datetime.now().isoformat(timespec="seconds")}, "停用账户", reason)


def enable(session: Session, name: str, reason: str = "") -> None:
    """Open a closed account again. Raises NotPermittedError."""
    _manage(session, name, {"disabled_at": None}, "启用账户", reason)


def reset_password(session: Session, name: str, password: str) -> None:
    """Give somebody a new password, to be changed at the next login. Raises RefusedError, NotPermittedError."""
    check_password(name, password)
    _manage(session, name, {"password": hashed(password), "must_change": 1}, "重设口令", "")


def change_password(session: Session, old: str, new: str) -> None:
    """Change one's own password. Raises LoginRefused when the old one is wrong, RefusedError for a poor new one."""
    if session.account is None:
        raise RefusedError("没有登录", "登录后才能修改自己的口令。")
    check_password(session.person, new)
    entered = _enter(session.store, session.person, old, Moment.now(), "ok")
    with session.store.unit(entered.session.person, "修改口令") as unit:
        changes: Values = {"password": hashed(new), "must_change": 0}
        books.change(unit, books.ACCOUNT, session.account.id, changes)


def new_recovery_code(session: Session, password: str) -> str:
    """A new recovery code for one's own account, to be printed now; the old one is void. Raises LoginRefused."""
    if session.account is None:
        raise RefusedError("没有登录", "登录后才能更换恢复码。")
    _enter(session.store, session.person, password, Moment.now(), "ok")
    code = new_code()
    with session.store.unit(session.person, "更换恢复码") as unit:
        books.change(unit, books.ACCOUNT, session.account.id, {"recovery": hashed(_plain(code))})
    return code


def _manage(session: Session, name: str, changes: Values, title: str, reason: str) -> None:
    session.require(Permission.MANAGE)
    account = find(session.store, name)
    with session.unit(f"{title}：{account.name}", reason, Permission.MANAGE) as unit:
        books.change(unit, books.ACCOUNT, account.id, changes)
        _keep_an_admin(unit)


def _keep_an_admin(unit: Unit) -> None:
    if not stored.active_admins(unit.conn):
        raise RefusedError("至少要有一个管理员", "这样改以后没有人能管理账户，请先给别人管理员角色。")


def recovery_sheet(store: Store, name: str, code: str) -> list[str]:
    """The lines of the sheet to print: what the code is, how to use it, where to keep it."""
    from ajx_tui.store.office import office_name

    return [
        "安责险工作台 · 账户恢复码",
        f"单位：{office_name(store) or '（未登记）'}",
        f"账户：{name}",
        f"恢复码：{code}",
        f"生成日期：{datetime.now():%Y-%m-%d}",
        "忘记口令时，在登录页选“用恢复码登录”，输入上面的恢复码并设置新口令。",
        "恢复码用过即作废，程序会给出新的。请打印后装入信封，由单位保密柜保管，不要存在电脑里。",
    ]
