"""Permissions for screens: what to offer, and the table that says who may do what."""

from __future__ import annotations

from typing import Any

from ajx_tui.domain.workflow import (
    PERMISSION_TITLES,
    PERMISSIONS,
    ROLE_TITLES,
    Permission,
    Role,
)  # fmt: skip
from ajx_tui.errors import RefusedError
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

ONE_PERSON = "review.one_person"
"""The setting by which a one-person office does without a second pair of eyes."""


def permitted(session: Session) -> frozenset[Permission]:
    """All permissions of a person, for screens that build their commands."""
    roles = session.roles
    return frozenset(p for p in Permission if roles & PERMISSIONS[p])


def maker_checker_off(store: Store) -> bool:
    """Whether this office does without maker ≠ checker. Documents and packages must then say so."""
    return bool(store.setting(ONE_PERSON, False))


def set_maker_checker_off(session: Session, off: bool, reason: str = "") -> None:
    """Switch maker ≠ checker off for a one-person office, or on again.

    Raises RefusedError when it is switched off without a reason, NotPermittedError.
    """
    session.require(Permission.MANAGE)
    if off and not reason.strip():
        raise RefusedError("请写明原因", "编制与审核不分离的原因会记入历史，供日后核查。")
    title = "一人办公：编制与审核不分离" if off else "恢复编制与审核分离"
    with session.unit(title, reason, Permission.MANAGE) as unit:
        unit.set_setting(ONE_PERSON, off)


def table() -> list[dict[str, Any]]:
    """Permission by role, for the help page: one row per permission."""
    return [
        {"permission": p.value, "title": PERMISSION_TITLES[p], "roles": {ROLE_TITLES[r]: r in allowed for r in Role}}
        for p, allowed in PERMISSIONS.items()
    ]
