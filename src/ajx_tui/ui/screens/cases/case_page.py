"""The page of an enforcement case: its clocks, the fine provided, whether closure is to be requested, its papers."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual.content import Content

from ajx_tui.services import cases, enforcement
from ajx_tui.services.cases import CASE
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.widgets.cells import display


class CasePage(DetailScreen):
    """One case."""

    HELP = DetailScreen.HELP + "　F7 打印这个案件的文书：指令书、复查意见书、告知书、决定书、送达回证等。"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("papers", "文书", "打印这个案件的文书，并登记到案件名下", ("f7",), "ws", "执法"),
    )
    NEEDS = MappingProxyType({"papers": EXPORT})

    def __init__(self, record_id: int, room: str = "") -> None:
        super().__init__(CASE.name, record_id, room)

    def _about(self, shown: dict[str, str]) -> Content:
        """The case in a line, the fine that is provided, and what follows from repeated penalties."""
        lines = [super()._about(shown)]
        fine = cases.fine_range(self.session.store, self._values, self.app.as_of)
        if fine is not None:
            lines.append(Content.styled(display(fine.text), "$text-warning"))
        firm = int(self._values.get("enterprise_id") or 0)
        closing = enforcement.closure_request(self.session, firm, self.app.as_of)
        if closing is not None:
            lines.append(Content.styled(display(closing.text), "$text-error"))
        return Content("\n").join(lines)

    def do_papers(self) -> None:
        """Choose a paper to print."""
        from ajx_tui.ui.screens.cases.case_papers import choose_paper

        choose_paper(self.app, self.record_id, self._saved)
