"""The page of one review for reading: what changed, before beside after; findings; what happened so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from ajx_tui.domain.workflow import Act
from ajx_tui.services import drafts
from ajx_tui.services.review import Finding, NewFinding
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.review import parts
from ajx_tui.ui.screens.review.dialogs import Place
from ajx_tui.ui.screens.review.drafts import FindingDrafts, Written
from ajx_tui.ui.screens.review.parts import Shown
from ajx_tui.ui.widgets.grid_source import GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import LABEL, SideBySide
from ajx_tui.ui.widgets.tab_row import TabRow

CHANGES, FINDINGS, STEPS = "changes", "findings", "steps"
LABEL_NARROW, LABEL_WIDE = 34, 56
"""Cells for a point of a checklist on a narrow and on a wide terminal."""
MORE = 1_000_000_000
"""Grid ids of findings that are not sent yet begin here."""


class ReviewPage(ReadingPage[Shown]):
    """Shows one review; `queue` are the reviews it is one of."""

    AUTO_FOCUS = "#lines"
    DEFAULT_CSS = """
    ReviewPage #head { height: auto; max-height: 6; padding: 0 1; background: $surface; margin-bottom: 1; }
    ReviewPage.-narrow #head { margin-bottom: 0; }
    ReviewPage #notes, ReviewPage #changes { height: 1fr; }
    ReviewPage #about { height: auto; max-height: 6; padding: 0 1; background: $panel; }
    ReviewPage #story { height: 1fr; padding: 0 1; background: $surface; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("all_changes", "全部变更", "全部变更和上次看过以后的变更之间切换", ("f6",), "qbbg", "审核"),
    )

    def __init__(self, review_id: int, queue: Sequence[int] = (), room: str = "8") -> None:
        super().__init__("审核", room)
        self.review_id = review_id
        self._queue = list(queue) or [review_id]
        self._everything = False
        self._shown: Shown | None = None
        self._places: dict[int, Place] = {}
        self._drafts = FindingDrafts(self)
        self._since = 0.0
        self._seen = False

    # ----- building and reading

    def body(self) -> ComposeResult:
        """Head, tabs, and the content of each."""
        yield Prose("正在读取", id="head")
        yield TabRow([(CHANGES, "变更"), (FINDINGS, "意见"), (STEPS, "经过")])
        yield SideBySide(id=CHANGES)
        yield RecordGrid(id="notes", empty="没有意见。")
        yield Prose(id="about")
        with VerticalScroll(id="story"):
            yield Prose(id="told")

    def on_mount(self) -> None:
        """Show the first tab and read."""
        self._show_tab(focus=False)
        self.set_interval(drafts.EVERY, self.keep_draft)

    def keep_draft(self) -> None:
        """Keep the findings that are not sent, and what is being typed."""
        if self._shown is not None:
            self._drafts.keep()

    @property
    def _drafted(self) -> list[Written]:
        """The findings that are not sent yet, where this person may return the work."""
        may = self._shown is not None and Act.RETURN in self._shown.acts
        return self._drafts.written if may else []

    @property
    def notes(self) -> RecordGrid:
        """The findings."""
        return self.query_one("#notes", RecordGrid)

    @property
    def shown(self) -> Shown | None:
        """What was read."""
        return self._shown

    def read(self) -> Shown:
        """Everything about the review."""
        return parts.read(self.session, self.review_id, everything=self._everything)

    def show_read(self, data: Shown) -> None:
        """Show it; what is new to this person opens on the tab that needs him."""
        if data.review.id != self.review_id:
            return
        new = self._shown is None
        self._shown = data
        back = self._drafts.take_up()
        if self._drafted and back:
            notify(self.app, f"上次写好、没有发出的意见 {back} 条还在「意见」一栏。", "草稿")
        lines, self._places = parts.change_lines(data.changes)
        sides, label = self.query_one(SideBySide), self._label(data)
        if data.changes and all(one.new for one in data.changes):
            sides.show(("内容",), parts.new_lines(lines), label=label)
        else:
            sides.show(("原来", "现在"), lines, label=label)
        told = "全部变更" if self._everything or data.first_look else "上次看过以后的变更"
        if data.unchanged:
            told = "上次看过以后没有变更，列出全部"
        at = self._queue.index(self.review_id) + 1 if self.review_id in self._queue else 1
        self.headline(data.review.title, f"{at}/{len(self._queue)}")
        self.query_one("#head", Prose).update(parts.head_lines(data, datetime.now(), told))
        self.query_one("#told", Prose).update(parts.steps_text(data.steps))
        self._show_findings()
        self.tabs.show_counts({CHANGES: len(data.changes), STEPS: len(data.steps)})
        self._seen = True
        if new:
            self._since = monotonic()
            self.tabs.choose(FINDINGS if data.open_findings or (not data.changes and data.findings) else CHANGES)
            self._show_tab()
        self.refresh_bindings()

    def _label(self, data: Shown) -> int:
        """Cells for what a line is about: the points of a checklist are sentences, their answers are short."""
        if data.review.subject_kind != "checklist":
            return LABEL
        return LABEL_WIDE if self.has_class("-wide") else LABEL_NARROW

    def _show_findings(self) -> None:
        if self._shown is None:
            return
        rows: dict[int, GridRow] = {f.id: parts.finding_row(self._shown, f) for f in self._shown.findings}
        rows |= {MORE + n: parts.drafted_row(*one) for n, one in enumerate(self._drafted)}
        self.notes.replace(ListSource(parts.FINDING_COLUMNS, rows), self.notes.cursor_id, empty="没有意见。")
        self.tabs.show_counts({FINDINGS: len(rows)})
        self.status.show(note=f"写好意见 {len(self._drafted)} 条，F3 退回" if self._drafted else "")
        self._tell()

    def _show_tab(self, *, focus: bool = True) -> None:
        current = self.tabs.current
        self.query_one(f"#{CHANGES}").display = current == CHANGES
        self.notes.display = self.query_one("#about").display = current == FINDINGS
        self.query_one("#story").display = current == STEPS
        if focus:
            where = {CHANGES: self.query_one(SideBySide).grid, FINDINGS: self.notes}
            self.focus_content(where.get(current, self.query_one("#story")))
        self.refresh_bindings()

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self._show_tab()

    @on(RecordGrid.RowHighlighted)
    def _tell(self) -> None:
        one = self.finding
        self.query_one("#about", Prose).update(parts.finding_text(one) if one is not None else "")
        self.refresh_bindings()

    @property
    def finding(self) -> Finding | NewFinding | None:
        """The finding under the cursor."""
        at = self.notes.cursor_id if self.is_mounted else None
        if at is None or self._shown is None:
            return None
        if at >= MORE:
            return self._drafted[at - MORE][0] if at - MORE < len(self._drafted) else None
        return next((f for f in self._shown.findings if f.id == at), None)

    @property
    def place(self) -> Place:
        """What the cursor points at: a changed record or field, else the subject itself."""
        if self.is_mounted and self.tabs.current == CHANGES:
            at = self.query_one(SideBySide).grid.cursor_id
            if at is not None and at in self._places:
                return self._places[at]
        return Place()

    def can_all_changes(self) -> bool:
        """Where a part of the changes was seen before."""
        return self._shown is not None and not self._shown.first_look and not self._shown.unchanged

    def do_all_changes(self) -> None:
        """All changes, or those since the last look."""
        self._everything = not self._everything
        self.reload()
