"""What commands ask for: each is offered to whom a service would let, and to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ajx_tui.domain.workflow import Permission
from ajx_tui.ui.commands import CommandHost

if TYPE_CHECKING:
    from ajx_tui.errors import AjxError
    from ajx_tui.services.session import Session

EDIT, EXPORT, MANAGE, REVIEW = Permission.EDIT, Permission.EXPORT, Permission.MANAGE, Permission.REVIEW


class Entitled(CommandHost):
    """Mixin of the app and its pages.

    `NEEDS` names the permission that the service behind a command asks for; those of the base classes are added.
    `refusal_<id>`, when it exists, returns what else is in the way, for example that a record is locked.
    """

    NEEDS: ClassVar[Mapping[str, Permission]] = MappingProxyType({})

    if TYPE_CHECKING:

        @property
        def session(self) -> Session:
            """Who is at work."""
            raise NotImplementedError

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        merged: dict[str, Permission] = {}
        for base in reversed(cls.__mro__):
            merged |= base.__dict__.get("NEEDS", {})
        cls.NEEDS = MappingProxyType(merged)

    def refusal(self, command_id: str) -> AjxError | None:
        """What a service would answer to this person in this state."""
        need = self.NEEDS.get(command_id)
        refused = self.session.refusal(need) if need is not None else None
        if refused is not None:
            return refused
        check = getattr(self, f"refusal_{command_id}", None)
        found: AjxError | None = check() if callable(check) else None
        return found
