"""Dialogs of the review: writing a finding, writing several things down before work is returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static, TextArea

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import FINDING_CODES
from ajx_tui.services.review import NewFinding
from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.choice_field import PopupChoice
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Place:
    """What a finding is about: kind and record empty for the subject itself, field empty for the whole record.

    `told` says it in words.
    """

    kind: str = ""
    record_id: int | None = None
    field: str = ""
    told: str = "送审内容整体"

    @property
    def clause(self) -> str:
        """The clause that asks for the field."""
        declared = KINDS.get(self.kind)
        spec = declared.fields.get(self.field) if declared is not None else None
        return spec.clause if spec is not None else ""


def field_title(kind: str, field: str) -> str:
    """The title of a field, '' for none; of a chapter of a document its own name."""
    name, _, chapter = field.partition(":")
    declared = KINDS.get(kind)
    spec = declared.fields.get(name) if declared is not None else None
    return chapter or (spec.title if spec is not None else "")


class FindingDialog(Dialog[NewFinding | None]):
    """Asks for one finding: text, code, clause. Dismisses with it, or None."""

    AUTO_FOCUS = "#text"
    DEFAULT_CSS = """
    FindingDialog > .dialog { width: 76; }
    FindingDialog TextArea { height: 4; margin-bottom: 1; }
    FindingDialog Horizontal.line { height: 1; }
    FindingDialog .line > Static { width: 8; color: $text-muted; }
    FindingDialog .line > Input { width: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("ok", "确定", "写下这条意见", ("ctrl+s", "f2"), "qd", "对话框"),)

    def __init__(self, place: Place, typed: str = "", *, title: str = "写意见", ok: str = "确定") -> None:
        super().__init__(title)
        self.place, self._typed, self._ok = place, typed, ok

    @property
    def text(self) -> str:
        """What was typed so far."""
        return next((area.text.strip() for area in self.query(TextArea)), self._typed)

    def body(self) -> ComposeResult:
        """Where, what, of which sort, on which clause."""
        yield Prose(f"对象：{self.place.told}", classes="dialog--text")
        area = TextArea(
            self._typed, tab_behavior="focus", soft_wrap=True, show_line_numbers=False, compact=True, id="text"
        )
        area.highlight_cursor_line = False
        yield area
        with Horizontal(classes="line"):
            yield Static("类别", markup=False)
            yield PopupChoice("意见类别", list(FINDING_CODES.items()), "wrong", clearable=False)
        with Horizontal(classes="line"):
            yield Static("依据", markup=False)
            yield Input(self.place.clause, placeholder="条款，可不填", id="clause")
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and take."""
        yield Button("取消", id="cancel", compact=True)
        yield Button(f"{self._ok}（F2）", id="ok", variant="primary", compact=True)

    @on(Button.Pressed, "#ok")
    @on(Input.Submitted, "#clause")
    def do_ok(self) -> None:
        """Take the finding, when it says something."""
        text = self.text
        if not text:
            self.query_one("#wrong", Prose).update("请写明意见，经办人才知道改什么。")
            self.query_one("#text", TextArea).focus()
            return
        code, clause = str(self.query_one(PopupChoice).value), self.query_one("#clause", Input).value.strip()
        place = self.place
        self.dismiss(NewFinding(text, code, place.kind, place.record_id, place.field, clause))
