"""F1 on a figure, a check or a line of a list: what it means, the clause it stands on, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button

from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.prose import Prose

OWN = "本级自定"

if TYPE_CHECKING:
    from ajx_tui.policy.clause import Clause
    from ajx_tui.services.rule_lines import RuleLine
    from ajx_tui.ui.app import AjxApp


class ClauseDialog(Dialog[bool]):
    """Shows headed paragraphs. Dismisses with True when the help of the page is wanted instead."""

    AUTO_FOCUS = "#cancel"
    DEFAULT_CSS = """
    ClauseDialog > .dialog { width: 76; }
    ClauseDialog .clause--head { color: $text-muted; }
    ClauseDialog .clause--text { margin-bottom: 1; padding-left: 2; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "知道了", "关闭说明", ("escape", "enter"), "zdl", "对话框"),
        Command("page_help", "本页帮助", "说明本页每个按键和命令", ("f1",), "bybz", "对话框"),
    )

    def __init__(self, title: str, parts: tuple[tuple[str, str], ...]) -> None:
        """`parts` are (heading, text); those without text are left out."""
        super().__init__(title)
        self._parts = tuple((head, text) for head, text in parts if text)

    def body(self) -> ComposeResult:
        """Heading and text of each part."""
        for head, text in self._parts:
            yield Prose(head, classes="clause--head")
            yield Prose(text, classes="clause--text")

    def buttons(self) -> ComposeResult:
        """Close, or go on to the page's help."""
        yield Button("本页帮助 F1", id="page-help", compact=True)
        yield Button("知道了", id="cancel", compact=True)

    def do_cancel(self) -> None:
        """Close."""
        self.dismiss(False)

    @on(Button.Pressed, "#page-help")
    def do_page_help(self) -> None:
        """Show the page's help instead."""
        self.dismiss(True)


def show_parts(app: AjxApp, title: str, *parts: tuple[str, str]) -> None:
    """Show headed paragraphs; the page's own help follows when it is wanted."""
    app.push_screen(ClauseDialog(title, parts), lambda more: app.do_help() if more else None)


def check_parts(clause: str, note: str, next_step: str) -> tuple[tuple[str, str], ...]:
    """What a check stands on and what to do about what it finds, as headed paragraphs."""
    return (("依据", clause), ("依据核对情况", note), ("下一步", next_step))


def show_check(app: AjxApp, title: str, clause: Clause, next_step: str) -> None:
    """Show what a check stands on and what to do about what it finds."""
    show_parts(app, f"检查：{title}", *check_parts(clause.text, clause.note, next_step))


def show_rule(app: AjxApp, name: str, *more: tuple[str, str]) -> None:
    """Show what stands behind a figure, indicator, check or parameter of the packs, by its name, and `more` of it.

    Raises UsageError when the packs in force know nothing of that name.
    """
    from ajx_tui.services.rule_lines import rule_help

    found = rule_help(app.session.store, name, app.as_of.isoformat())
    show_line(app, found, *more)


def show_line(app: AjxApp, found: RuleLine, *more: tuple[str, str]) -> None:
    """Show one rule in full: what holds, what the packs say where the county says otherwise, the clause."""
    show_parts(
        app,
        f"{found.kind_title}：{found.title}",
        ("现行", found.value + (f"（{OWN}）" if found.own and found.value else "")),
        ("政策包原定", found.below),
        ("明细", "\n".join(found.details)),
        ("说明", found.help),
        ("依据", found.clause.text),
        ("依据核对情况", found.clause.note),
        ("来源", found.source),
        *more,
    )
