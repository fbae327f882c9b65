"""Who is at work on which database: the first argument of every service, and the one gate of permissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ajx_tui.domain.workflow import (
    ALL_ROLES,
    MANAGED_KINDS,
    MANAGED_SETTINGS,
    PERMISSION_TITLES,
    PERMISSIONS,
    Permission,
    Role,
    role_text,
)
from ajx_tui.errors import AjxError, NotPermittedError
from ajx_tui.store.accounts import Account, by_id, open_mode
from ajx_tui.store.database import Store

if TYPE_CHECKING:
    from ajx_tui.store.unit import Unit

NOBODY = "本机用户"
_WRITES = frozenset({Permission.EDIT, Permission.REVIEW, Permission.MANAGE})


@dataclass(frozen=True, slots=True)
class Session:
    """An open store and the person who uses it.

    `account` is None in open mode: nobody has an account yet, or this is the practice county, where `trying` limits
    the person to the roles tried out. `actor` is what the history calls the person.
    """

    store: Store
    actor: str = NOBODY
    account: Account | None = None
    trying: frozenset[Role] | None = None

    @property
    def person(self) -> str:
        """Who the history says it was: the account's name, which nothing can gainsay."""
        return self.account.name if self.account is not None else self.actor

    @property
    def open(self) -> bool:
        """Whether this database needs no login at the moment."""
        return open_mode(self.store)

    @property
    def practising(self) -> bool:
        """Whether this is the practice county, where each role that is tried out counts as a person."""
        return bool(self.store.setting("demo", False))

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in force now: read afresh, so that a disabled or changed account loses them at once."""
        if self.account is not None:
            current = by_id(self.store, self.account.id)
            same = current is not None and current.active and current.name == self.account.name
            return current.roles if current is not None and same else frozenset()
        if not self.open:
            return frozenset()
        return ALL_ROLES if self.trying is None else self.trying

    def may(self, permission: Permission) -> bool:
        """Whether this person has a permission now."""
        return bool(self.roles & PERMISSIONS[permission]) and (permission is Permission.READ or not self.must_change)

    @property
    def must_change(self) -> bool:
        """Whether this person still has the password that an administrator chose: he may look, but do nothing in his
        own name."""
        current = by_id(self.store, self.account.id) if self.account is not None else None
        return current is not None and current.must_change

    def require(self, permission: Permission) -> None:
        """Raises NotPermittedError when this person lacks a permission."""
        roles = self.roles
        if self.may(permission):
            return
        if roles & PERMISSIONS[permission]:
            raise NotPermittedError("请先修改口令", "管理员设置的口令只能用来登录，请先改成自己的口令。")
        title = PERMISSION_TITLES[permission]
        if not roles:
            raise NotPermittedError("请先登录", f"{title}需要登录；账户已停用的请找管理员。")
        wanted = role_text(PERMISSIONS[permission])
        told = f"{title}需要{wanted}角色，{self.person}是{role_text(roles)}。"
        raise NotPermittedError("没有权限", f"{told}请交给有这个角色的人办理。")

    def refusal(self, permission: Permission) -> AjxError | None:
        """What a service that asks for this permission would raise now, for screens; None when it would let him.

        Nobody writes where another window holds the data, nor in the past.
        """
        try:
            self.require(permission)
        except NotPermittedError as refused:
            return refused
        if permission in _WRITES and self.store.readonly_reason:
            return self.store.readonly_error("现在只能查看")
        return None

    @contextmanager
    def unit(self, intention: str, reason: str = "", permission: Permission = Permission.EDIT) -> Iterator[Unit]:
        """One intention of this person as one transaction.

        Raises NotPermittedError without the permission; also at the end, writing nothing, when something was changed
        by whatever service that only who manages may change.
        """
        self.require(permission)
        with self.store.unit(self.person, intention, reason) as unit:
            yield unit
            if unit.settings & MANAGED_SETTINGS or unit.touched.keys() & MANAGED_KINDS:
                self.require(Permission.MANAGE)

    def as_role(self, *roles: Role) -> Session:
        """The same session trying out roles (practice county, or before there are accounts).

        Each role is a person of its own there, so that maker and checker can be tried by one. Raises
        NotPermittedError where a login is needed.
        """
        if not self.open:
            raise NotPermittedError("不能试用角色", "这里已启用账户，请用相应角色的账户登录。")
        tried = frozenset(roles)
        if not tried:
            return replace(self, actor=NOBODY, account=None, trying=None)
        return replace(self, actor=f"{NOBODY}（{role_text(tried)}）", account=None, trying=tried)

    def today(self) -> date:
        """Today, for due dates and default cut-off days."""
        return date.today()
