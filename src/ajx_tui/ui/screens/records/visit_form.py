"""Recording a visit together with the hazards it found, on one page and in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Problem
from ajx_tui.domain.records import KINDS
from ajx_tui.store.lists import Condition
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.records.form_drafts import fill
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.form import FieldGroup

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved
    from ajx_tui.store.database import Store

ASKED = ("description", "level", "due_on", "rectified_on", "measure")
"""Fields of a hazard that are known on the day of the visit."""


class HazardEntry(Vertical):
    """The fields of one hazard."""

    DEFAULT_CSS = """
    HazardEntry { height: auto; }
    """

    def __init__(self, store: Store, number: int) -> None:
        super().__init__()
        kind = KINDS["hazard"]
        width = max(FieldBox.label_cells(kind.fields[name].title, kind.fields[name]) for name in ASKED)
        self.boxes = {
            name: FieldBox(
                name, kind.fields[name], kind.fields[name].default, store=store,
                required=kind.fields[name].required is True, label_width=max(14, width),
            )
            for name in ASKED
        }  # fmt: skip
        self._group = FieldGroup(f"隐患 {number}", list(self.boxes.values()))

    def compose(self) -> ComposeResult:
        """The fields under a heading."""
        yield self._group

    def raw(self) -> dict[str, object]:
        """What was typed."""
        return {name: box.raw for name, box in self.boxes.items()}

    @property
    def changed(self) -> bool:
        """Whether anything was typed."""
        return any(box.changed for box in self.boxes.values())

    def show_problems(self, problems: Sequence[Problem]) -> FieldBox | None:
        """Show problems at their fields; returns the first field with one."""
        told = {problem.field: problem.text for problem in reversed(problems)}
        for name, box in self.boxes.items():
            box.show_problem(told.get(name, ""))
        return next((box for name, box in self.boxes.items() if name in told), None)


class VisitForm(FormScreen):
    """A new visit. F6 adds a hazard, F8 takes the last one away again."""

    HELP = FormScreen.HELP + "　F6 加一条本次发现的隐患，F8 去掉最后一条；服务记录和隐患一起保存。"
    DEFAULT_CSS = """
    VisitForm #none { height: 1; padding: 0 1; color: $text-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("add_hazard", "加隐患", "加一条本次发现的隐患", ("f6",), "jyh", "表单"),
        Command("drop_hazard", "去掉隐患", "去掉最后一条隐患", ("f8",), "qdyh", "表单"),
    )

    def __init__(
        self,
        *,
        preset: Mapping[str, Value] | None = None,
        scopes: Mapping[str, Sequence[Condition]] | None = None,
    ) -> None:
        super().__init__(KINDS["visit"], preset=preset, scopes=scopes, title="登记服务记录及隐患")

    def on_mount(self) -> None:
        """Say how hazards are added."""
        self.form.mount(Static("本次没有发现隐患可直接保存；发现隐患按 F6 逐条登记。", id="none", markup=False))

    @property
    def entries(self) -> list[HazardEntry]:
        """The hazards entered so far."""
        return list(self.query(HazardEntry))

    @property
    def has_unsaved(self) -> bool:
        """A hazard that was typed counts too."""
        return super().has_unsaved or (self.is_mounted and any(entry.changed for entry in self.entries))

    def lines(self) -> list[dict[str, object]]:
        """The hazards, for the draft."""
        return [entry.raw() for entry in self.entries]

    async def take_lines(self, lines: Sequence[Mapping[str, object]]) -> None:
        """Put the hazards of a draft back."""
        for line in lines:
            fill((await self._entry()).boxes, line)
        self.refresh_bindings()

    async def _entry(self) -> HazardEntry:
        """The fields of another hazard."""
        entry = HazardEntry(self.session.store, len(self.entries) + 1)
        await self.form.mount(entry)
        return entry

    async def do_add_hazard(self) -> None:
        """Add the fields of another hazard and go there."""
        (await self._entry()).boxes["description"].focus_control()
        self.refresh_bindings()

    def can_drop_hazard(self) -> bool:
        """Only when there is one."""
        return self.is_mounted and bool(self.entries)

    async def do_drop_hazard(self) -> None:
        """Take the last hazard away."""
        await self.entries[-1].remove()
        self.refresh_bindings()

    def save_now(self) -> Saved:
        """Write visit and hazards together; shows the problems of the hazards at their own fields."""
        from ajx_tui.services.records import InvalidRecord, Saved
        from ajx_tui.services.visits import InvalidVisit, record_visit

        entries = self.entries
        try:
            saved = record_visit(self.session, self.form.raw(), [entry.raw() for entry in entries])
        except InvalidVisit as invalid:
            first = [entry.show_problems(invalid.hazards.get(at, ())) for at, entry in enumerate(entries)]
            loose = self.form.show_problems(invalid.visit)
            if not invalid.visit and (box := next((box for box in first if box is not None), None)) is not None:
                box.focus_control()
            self.tell_loose(loose, len(invalid.visit) + sum(map(len, invalid.hazards.values())))
            raise InvalidRecord(self.kind, ()) from invalid
        return Saved(saved.id, True, (), saved.warnings)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """`save_now` has shown them already."""
