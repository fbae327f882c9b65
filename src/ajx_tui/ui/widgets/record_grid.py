"""The grid of the whole program: a million rows cost no more than a screenful.

It holds the ordered ids (`array('q')`, 8 MB per million) and draws the visible lines only; rows are read in blocks of
64 into a bounded cache. Textual's DataTable keeps every cell and suits lists of up to some 200 rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.worker import get_current_worker

from ajx_tui.errors import AjxError
from ajx_tui.ui.commands import Command, CommandHost
from ajx_tui.ui.widgets.grid_paint import GUTTER
from ajx_tui.ui.widgets.grid_source import BLOCK, GridSource, RowCache
from ajx_tui.ui.widgets.grid_view import HEADER, GridView

FIRST_BLOCK = 4 * BLOCK
"""Ids read before the first paint: more than any terminal shows."""
WORKER_FROM = 10_000
"""Longer lists are read in a worker thread; shorter ones take a few milliseconds, less than the next key needs."""
SIDE_STEP = 8
"""Cells that the left and right arrows scroll."""
NO_RECORDS = "没有记录。\n按 Ctrl+N 新建，或按 Ctrl+P 查找可用的命令。"


@dataclass
class GridMessage(Message):
    """A message of one grid."""

    grid: RecordGrid

    @property
    def control(self) -> RecordGrid:
        """The grid that sent it, for `@on(..., "#id")`."""
        return self.grid


class RecordGrid(CommandHost, GridView):
    """A list of records with a cursor, marks, a sortable header and fixed first columns.

    Rows come from a `GridSource`; the widget never sorts or filters itself: on `SortRequested` the screen makes a
    new source and calls `replace`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,ctrl+home", "edge(False)", show=False),
        Binding("end,ctrl+end", "edge(True)", show=False),
        Binding("left", "side(-1)", show=False),
        Binding("right", "side(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("mark_row", "标记", "标记或取消标记当前行", ("space",), "bj", "列表", shown=False),
        Command("mark_all", "全部标记", "标记全部行；已全部标记时取消", ("ctrl+a",), "qbbj", "列表", shown=False),
    )

    @dataclass
    class RowOpened(GridMessage):
        """Enter or a double click on a row."""

        id: int

    @dataclass
    class RowHighlighted(GridMessage):
        """The cursor stands on another record; `id` is None in an empty list. A newer one replaces an older."""

        id: int | None

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor stands now matters."""
            return isinstance(message, RecordGrid.RowHighlighted) and message.grid is self.grid

    @dataclass
    class SortRequested(GridMessage):
        """A click on a column title. `column` is the column key."""

        column: str
        descending: bool

    @dataclass
    class MarksChanged(GridMessage):
        """Rows were marked or unmarked; `count` are marked now."""

        count: int

    @dataclass
    class Loaded(GridMessage):
        """The complete list of ids is there; `count` rows."""

        count: int

    @dataclass
    class LoadFailed(GridMessage):
        """The source could not be read; the grid shows what it has."""

        error: AjxError

    def __init__(
        self,
        source: GridSource | None = None,
        *,
        empty: str = NO_RECORDS,
        numbers: bool = False,
        sort: tuple[str, bool] | None = None,
        marks: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`numbers` shows row numbers; `sort` is the column key and direction (True is descending) shown in the title
        line; `marks` says that marked rows are good for something; `empty` is what an empty list says."""
        super().__init__(source, empty, numbers, sort, id, classes)
        self._markable = marks
        self._wanted_id: int | None = None
        self._failed = False

    # ----- what screens use

    @property
    def ids(self) -> array[int]:
        """The ids in order; only the first of them until `complete`."""
        return self._ids

    @property
    def row_count(self) -> int:
        """Rows known so far; all of them once `complete`."""
        return len(self._ids)

    @property
    def complete(self) -> bool:
        """Whether every id of the list has been read."""
        return self._complete

    @property
    def cursor_id(self) -> int | None:
        """The id of the current row, None in an empty list."""
        return self._ids[self.cursor] if self._ids else None

    @property
    def marks(self) -> frozenset[int]:
        """The marked ids."""
        return frozenset(self._marks)

    @property
    def sort(self) -> tuple[str, bool] | None:
        """Column key and direction (True is descending) that the title line shows."""
        return self._sort

    def replace(
        self,
        source: GridSource,
        keep: int | None = None,
        *,
        sort: tuple[str, bool] | None = None,
        empty: str | None = None,
        keep_marks: bool = False,
        pause: float = 0.0,
    ) -> None:
        """Show another source. The cursor goes to the record `keep`, or to the first row when it isn't there.

        `pause` is how many seconds the rest of a long list waits after the first rows: a search box that replaces the
        source with every key would otherwise read whole lists that nobody looks at.
        """
        self.workers.cancel_node(self)
        self._source = source
        self._rows = RowCache(source)
        self._failed = False
        if sort is not None:
            self._sort = sort
        if empty is not None:
            self.empty = empty
        if not keep_marks and self._marks:
            self.set_marks(())
        self._wanted_id = keep
        self._start_loading(pause)

    def refresh_rows(self, ids: Iterable[int] | None = None) -> None:
        """Read these records (or all) again when they are drawn; the order of rows stays."""
        self._rows.forget(None if ids is None else tuple(ids))
        self._failed = False
        self.refresh()

    def move_to(self, id_: int) -> bool:
        """Put the cursor on this record and return whether it is in the list."""
        try:
            index = self._ids.index(id_)
        except ValueError:
            return False
        self._go(index)
        return True

    def set_marks(self, ids: Iterable[int]) -> None:
        """Replace the marked rows."""
        self._marks = set(ids)
        self.refresh()
        self.post_message(self.MarksChanged(self, len(self._marks)))

    # ----- reading the list

    def on_mount(self) -> None:
        """Read the first rows before the first paint."""
        self._start_loading()

    def _start_loading(self, pause: float = 0.0) -> None:
        try:
            first = self._source.first_ids(FIRST_BLOCK)
        except AjxError as error:
            self._take(array("q"), complete=True)
            self._source_failed(error)
            return
        if len(first) < FIRST_BLOCK:
            self._take(first, complete=True)
        elif self._wanted_id is not None and self._wanted_id not in first:
            self._load_rest(self._source)
        else:
            self._take(first, complete=False)
            if pause:
                self.set_timer(pause, partial(self._load_rest, self._source))
            else:
                self.call_after_refresh(self._load_rest, self._source)

    def _load_rest(self, source: GridSource) -> None:
        """Read up to `WORKER_FROM` ids here and now, and longer lists in a worker thread."""
        if source is not self._source:
            return
        try:
            ids = source.first_ids(WORKER_FROM + 1)
        except AjxError as error:
            self._source_failed(error)
            return
        self._take(ids, complete=len(ids) <= WORKER_FROM)
        if not self._complete:
            self.run_worker(partial(self._load_all, source), thread=True, exclusive=True, group="ids")

    def _load_all(self, source: GridSource) -> None:
        """Read every id; runs in a worker thread."""
        worker = get_current_worker()
        try:
            ids = source.all_ids()
        except AjxError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._source_failed, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take_from, source, ids)

    def _take_from(self, source: GridSource, ids: array[int]) -> None:
        if source is self._source:
            self._take(ids, complete=True)

    def _take(self, ids: array[int], *, complete: bool) -> None:
        """Show these ids, keeping the cursor on its record."""
        before = self.cursor_id if self._ids else None
        wanted = self._wanted_id
        self._ids = ids
        self._complete = complete
        index = 0
        if wanted is not None:
            try:
                index = ids.index(wanted)
            except ValueError:
                index = 0 if complete else min(self.cursor, max(0, len(ids) - 1))
        self.set_reactive(RecordGrid.cursor, index)
        self._resize_virtual()
        self._show_cursor()
        self.refresh()
        if self.cursor_id != before or not ids:
            self._announce()
        if complete:
            self._wanted_id = self.cursor_id
            self.post_message(self.Loaded(self, len(ids)))

    def _source_failed(self, error: AjxError) -> None:
        if not self._failed:
            self._failed = True
            self.post_message(self.LoadFailed(self, error))

    # ----- cursor

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor inside the list."""
        return max(0, min(index, len(self._ids) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows that changed and tell the screen."""
        if not self._show_cursor():
            self._refresh_row(old)
            self._refresh_row(new)
        self._wanted_id = self.cursor_id
        self._announce()

    def _announce(self) -> None:
        self.post_message(self.RowHighlighted(self, self.cursor_id))

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + HEADER
        if HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _show_cursor(self) -> bool:
        """Scroll just enough to see the cursor row; return whether the view moved."""
        top, page = self.scroll_offset.y, self._page_size()
        if top <= self.cursor < top + page:
            return False
        target = self.cursor if self.cursor < top else self.cursor - page + 1
        self.scroll_to(y=target, animate=False, force=True)
        return self.scroll_offset.y != top

    def _go(self, index: int) -> None:
        if self._ids:
            self.cursor = index

    def action_move(self, step: int) -> None:
        """Move the cursor by `step` rows; up from the first row the key is the page's."""
        if step < 0 and not self.cursor:
            raise SkipAction
        self._go(self.cursor + step)

    def action_page(self, direction: int) -> None:
        """Move cursor and view by one page."""
        step = direction * self._page_size()
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, force=True)
        self._go(self.cursor + step)

    def action_edge(self, last: bool) -> None:
        """Go to the first or the last row."""
        self._go(len(self._ids) - 1 if last else 0)

    def action_side(self, direction: int) -> None:
        """Scroll sideways; the fixed columns stay."""
        self.scroll_to(x=self.scroll_offset.x + direction * SIDE_STEP, animate=False)

    def action_open(self) -> None:
        """Ask the screen to open the current record."""
        id_ = self.cursor_id
        if id_ is not None:
            self.post_message(self.RowOpened(self, id_))

    def concerns(self, command_id: str) -> bool:
        """Both commands mark rows."""
        return self._markable and super().concerns(command_id)

    def do_mark_row(self) -> None:
        """Mark or unmark the current row and go one down."""
        if self._ids:
            self._toggle(self.cursor)
            self.action_move(1)

    def do_mark_all(self) -> None:
        """Mark every row, or none when all are marked already."""
        if self._complete:
            self.set_marks(() if len(self._marks) == len(self._ids) else self._ids)

    def _toggle(self, index: int) -> None:
        self._marks ^= {self._ids[index]}
        self._refresh_row(index)
        self.post_message(self.MarksChanged(self, len(self._marks)))

    # ----- mouse

    def on_click(self, event: events.Click) -> None:
        """Select, open with a double click, mark in the gutter, sort by a title."""
        event.stop()
        if event.y < HEADER:
            self._click_title(event.x)
            return
        index = event.y - HEADER + self.scroll_offset.y
        if index >= len(self._ids):
            return
        self._go(index)
        if event.x < GUTTER and self._markable:
            self._toggle(index)
        elif event.chain == 2:
            self.action_open()

    def _click_title(self, x: int) -> None:
        span = self._grid_layout().column_at(x, self.scroll_offset.x)
        if span is None or not span.column.sortable:
            return
        key = span.column.key
        descending = self._sort is not None and self._sort[0] == key and not self._sort[1]
        self.post_message(self.SortRequested(self, key, descending))
