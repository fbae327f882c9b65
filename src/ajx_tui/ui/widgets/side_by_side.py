"""Records side by side: a field a line, a record a column; what differs is coloured, long texts are read below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

LABEL = 20
"""Cells for what a line is about."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: the title of a field, its text in every record, and how each text is coloured.

    `mark` stands before the title (and says without any colour what the colours say).
    """

    key: str
    title: str
    texts: tuple[str, ...]
    tones: tuple[Tone, ...] = ()
    mark: str = ""
    tone: Tone = ""
    extra: dict[str, str] = field(default_factory=dict)


class SideBySide(Vertical):
    """The lines, and in full what stands in the one under the cursor."""

    DEFAULT_CSS = """
    SideBySide { height: 1fr; }
    SideBySide > RecordGrid { height: 1fr; min-height: 4; }
    SideBySide > VerticalScroll { height: auto; max-height: 8; background: $panel; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._lines: tuple[Compared, ...] = ()

    def compose(self) -> ComposeResult:
        """The grid and the full text."""
        yield RecordGrid(id="lines", empty="正在读取")
        with VerticalScroll(can_focus=False):
            yield Prose(id="full")

    @property
    def grid(self) -> RecordGrid:
        """The lines."""
        return self.query_one("#lines", RecordGrid)

    @property
    def current(self) -> Compared | None:
        """The line under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._lines[at] if at is not None and at < len(self._lines) else None

    def show(self, heads: Sequence[str], lines: Sequence[Compared], *, width: int = 24, label: int = LABEL) -> None:
        """Show records; the cursor stays where it is. `width` is the least width of a record's column, `label` that of
        what a line is about."""
        at = self.grid.cursor_id
        self._heads, self._lines = tuple(heads), tuple(lines)
        columns = [GridColumn("title", "项目", label, fixed=True, sortable=False)]
        columns += [GridColumn(f"c{n}", head, width, sortable=False, grow=True) for n, head in enumerate(self._heads)]
        rows = {number: self._row(line) for number, line in enumerate(self._lines)}
        self.grid.replace(ListSource(columns, rows), at, empty="没有可以对照的内容。")
        self._tell()

    @staticmethod
    def _row(line: Compared) -> GridRow:
        tones: dict[str, Tone] = {f"c{n}": tone for n, tone in enumerate(line.tones) if tone}
        return GridRow((f"{line.mark}{line.title}", *line.texts), line.tone, tones)

    @on(RecordGrid.RowHighlighted, "#lines")
    def _tell(self) -> None:
        line = self.current
        parts = [] if line is None else [f"{h}　{t or '（空）'}" for h, t in zip(self._heads, line.texts, strict=False)]
        if line is not None:
            parts.insert(0, line.title if line.title.startswith("【") else f"【{line.title}】")
        self.query_one("#full", Prose).update("\n".join(parts))
