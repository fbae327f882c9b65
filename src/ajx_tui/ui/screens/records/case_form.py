"""Opening a case: prefilled from what was found, with the fine the law provides and officers to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from ajx_tui.domain.fields import Value
from ajx_tui.services import cases
from ajx_tui.services.cases import CASE, SOURCES, Proposal
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.confirm import Choice, Choose, plain
from ajx_tui.ui.widgets.form import FormBody

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved
    from ajx_tui.ui.app import AjxApp

AGAIN = "again"


class CaseForm(FormScreen):
    """A case. The first line says what fine is provided as the case stands."""

    HELP = FormScreen.HELP + "　F6 从以前的案件中选执法人员。最上面一行是按案由和改正期限计算的罚款幅度。"
    DEFAULT_CSS = """
    CaseForm #range { height: auto; padding: 0 1; color: $text-warning; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("officers", "执法人员", "从以前的案件中选执法人员和证号", ("f6",), "zfry", "表单"),
    )

    def __init__(
        self,
        record_id: int | None = None,
        *,
        preset: Mapping[str, Value] | None = None,
        source: tuple[str, int] | None = None,
        at: str = "",
    ) -> None:
        super().__init__(CASE, record_id, preset=preset, title="" if record_id else "立案", at=at)
        self._source = source

    def body(self) -> ComposeResult:
        """The fine above the fields."""
        yield Static("", id="range", markup=False)
        yield from super().body()

    def on_mount(self) -> None:
        """Say what fine is provided."""
        super().on_mount()
        self._show_range()

    def _show_range(self) -> None:
        values = {name: box.parsed() for name, box in self.form.boxes.items()}
        found = cases.fine_range(self.session.store, values, self.app.as_of)
        fine, text = values.get("fine"), found.text if found is not None else ""
        if found is not None and fine is not None and not found.holds(int(fine)):
            text += "。填写的罚款不在这个幅度内"
        line = self.query_one("#range", Static)
        line.display = bool(text)
        line.update(plain(text))

    def on_form_body_field_focused(self, event: FormBody.FieldFocused) -> None:
        """The fine depends on what was filled in."""
        super().on_form_body_field_focused(event)
        self._show_range()

    def save_now(self) -> Saved:
        """Save the case, a new one with its link to where it comes from."""
        if self.record_id is not None:
            return super().save_now()
        return cases.open_case(self.session, self.form.raw(), self._source)

    def can_officers(self) -> bool:
        """Once there are officers to choose from."""
        return self.is_mounted and bool(cases.officers(self.session.store))

    def do_officers(self) -> None:
        """Fill the first free place with an officer of earlier cases; the second place when both are filled."""
        known = cases.officers(self.session.store)
        boxes = self.form.boxes
        place = "1" if boxes["officer_1"].raw is None else "2"

        def chosen(number: str | None) -> None:
            if number is not None:
                name, certificate = known[int(number)]
                boxes[f"officer_{place}"].set_text(name)
                boxes[f"certificate_{place}"].set_text(certificate)
                boxes[f"certificate_{place}"].focus_control()

        taken = boxes["officer_1"].raw if place == "2" else None
        choices = [Choice(str(n), name, number) for n, (name, number) in enumerate(known) if name != taken]
        title = f"执法人员{'一' if place == '1' else '二'}"
        self.app.push_screen(Choose(title, choices, "不得少于两人，均应持证。"), chosen)


def next_number(app: AjxApp) -> str:
    """The number proposed for a case that is entered without a source."""
    return cases.next_number(app.session.store, app.as_of.year)


def can_file(kind: str) -> bool:
    """Whether a case can be opened from a record of this kind."""
    return kind in SOURCES


def file_case(app: AjxApp, kind: str, record_id: int, check: str = "") -> None:
    """Open the form of a new case on a record; where a case is open already, ask which is meant."""
    made = cases.propose(app.session, kind, record_id, app.as_of, check)
    if not made.existing:
        _open(app, made)
        return

    def chosen(answer: str | None) -> None:
        if answer == AGAIN:
            _open(app, made)
        elif answer is not None:
            app.open_record(CASE.name, int(answer))

    choices = [Choice(str(i), f"打开 {number}", "未结案") for i, number in made.existing.items()]
    app.push_screen(Choose("已有同一案由的未结案件", [*choices, Choice(AGAIN, "另立一案")]), chosen)


def _open(app: AjxApp, made: Proposal) -> None:
    def saved(done: Saved | None) -> None:
        if done is not None:
            app.person_changed()
            app.open_record(CASE.name, done.id)

    app.push_screen(CaseForm(preset=made.values, source=made.source), saved)
