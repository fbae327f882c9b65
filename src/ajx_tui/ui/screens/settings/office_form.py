"""The form of the office's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ajx_tui.domain.records import KINDS
from ajx_tui.services.office import office_id, set_up
from ajx_tui.ui.screens.records.form import FormScreen

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved
    from ajx_tui.services.session import Session


class OfficeForm(FormScreen):
    """Changes the office, or records it when there is none."""

    def __init__(self, session: Session) -> None:
        super().__init__(KINDS["office"], office_id(session.store), title="本单位资料")

    def save_now(self) -> Saved:
        """Write the office."""
        return set_up(self.session, self.form.raw())
