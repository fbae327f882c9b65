"""The first start: whose database this is, or the practice county."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import Cancelled
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.prose import Prose

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved

WELCOME = (
    "第一次使用，请填写本单位。带 * 的必填，其余可以以后在“设置”中补充；填完按 Ctrl+S。"
    "想先看看程序的样子，按 F9 打开演示县：数据全部虚构，和正式数据分开。"
)


class SetupScreen(FormScreen):
    """Asks for the office; F9 builds the practice county instead."""

    DEFAULT_CSS = """
    SetupScreen #welcome { height: auto; padding: 0 1; margin-bottom: 1; background: $surface; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("demo", "演示县", "不填单位，先打开数据全部虚构的演示县", ("f9",), "ysx", "首次使用"),
    )

    def __init__(self) -> None:
        super().__init__(KINDS["office"], title="建立本单位")

    def body(self) -> ComposeResult:
        """A few words above the form."""
        yield Prose(WELCOME, id="welcome")
        yield from super().body()

    def save_now(self) -> Saved:
        """Record the office, and the sectors and departments of the policy pack."""
        from ajx_tui.services import office, packs

        saved = office.set_up(self.session, self.form.raw())
        packs.seed(self.session)
        return saved

    def do_demo(self) -> None:
        """Build the practice county."""
        from ajx_tui.services import demo

        def built(result: object) -> None:
            if not isinstance(result, Cancelled | None):
                self.form.settle()
                self.app.set_as_of(demo.AS_OF)
                self.dismiss(None)

        self.app.push_screen(JobScreen("建立演示县", demo.build(self.session)), built)
