"""The course of a record on its page: what was done when, every clock with its clause, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from ajx_tui.domain.course import Line, State
from ajx_tui.services.clocks import HOLDER_TITLES
from ajx_tui.services.course import Course
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("title", "步骤", 16, fixed=True, sortable=False, grow=True),
    GridColumn("done", "办理", 10, sortable=False),
    GridColumn("due", "最后一天", 10, sortable=False),
    GridColumn("state", "情况", 10, sortable=False),
    GridColumn("holder", "责任方", 10, sortable=False),
    GridColumn("clause", "依据", 20, sortable=False, grow=True),
)
_TONES: dict[State, Tone] = {
    State.OVERDUE: "bad", State.RUNNING: "warn", State.DONE: "good", State.DONE_LATE: "warn", State.AHEAD: "dim",
    State.MAY: "dim", State.LAPSED: "dim",
}  # fmt: skip
_QUIET = (State.AHEAD, State.MAY, State.LAPSED)


class CourseView(Vertical):
    """The steps as a list; Enter asks for the field of a step to be filled in."""

    DEFAULT_CSS = """
    CourseView { height: 1fr; }
    CourseView RecordGrid { height: 1fr; }
    CourseView Prose { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    """

    @dataclass
    class Chosen(Message):
        """A step was opened."""

        field: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._course: Course | None = None

    def compose(self) -> ComposeResult:
        """The steps, and the one under the cursor in full."""
        yield RecordGrid(id="steps")
        yield Prose(id="step")

    @property
    def grid(self) -> RecordGrid:
        """The steps."""
        return self.query_one("#steps", RecordGrid)

    @property
    def current(self) -> Line | None:
        """The step under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._course.lines[at] if self._course is not None and at is not None else None

    def show(self, course: Course, *, keep: bool) -> None:
        """Show a course, the cursor on what comes next unless it is to be kept."""
        self._course = course
        rows = {number: self._row(line, course) for number, line in enumerate(course.lines)}
        ahead = next((n for n, line in enumerate(course.lines) if line == course.next), 0)
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id if keep else ahead)
        self._tell()

    @staticmethod
    def _row(line: Line, course: Course) -> GridRow:
        mark = "> " if line == course.next else "  "
        due = line.due.due.isoformat() if line.due is not None else ""
        cells = (
            mark + line.title,
            line.done,
            due,
            line.state_text(course.as_of),
            HOLDER_TITLES[line.holder],
            line.clause,
        )
        tone = _TONES.get(line.state, "")
        return GridRow(cells, "dim" if line.state in _QUIET else "", {"state": tone} if tone else {})

    @on(RecordGrid.RowHighlighted, "#steps")
    def _tell(self) -> None:
        line = self.current
        if line is None or self._course is None:
            return
        parts = [f"依据：{line.clause}" if line.clause else "", line.note]
        told = "　".join(part for part in parts if part)
        self.query_one("#step", Prose).update(f"{self._course.next_text or '没有待办的步骤'}\n{line.title}　{told}")

    @on(RecordGrid.RowOpened, "#steps")
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        event.stop()
        if (line := self.current) is not None:
            self.post_message(self.Chosen(line.field))

    @on(RecordGrid.Loaded, "#steps")
    def _loaded(self, event: RecordGrid.Loaded) -> None:
        event.stop()
