"""A short list of counts, each of which opens the records behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment

from ajx_tui.ui.widgets.cells import fit, width_of
from ajx_tui.ui.widgets.grid_source import Tone
from ajx_tui.ui.widgets.line_list import LineList


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line: `key` comes back when it is opened; `tone` colours the count when it is not zero, a line of nothing is
    muted. `text` stands at the right end in place of the count."""

    key: str
    title: str
    count: int
    tone: Tone = ""
    unit: str = "条"
    text: str = ""

    @property
    def tail(self) -> str:
        """What stands at the right end."""
        return self.text or f"{self.count} {self.unit}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names the rows below it; `note` stands beside the title."""

    title: str
    note: str = ""
    key: None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that only says something."""

    text: str
    tone: Tone = "dim"
    key: None = None


Entry = CountRow | Heading | Remark


class CountList(LineList[Entry]):
    """Titles at the left, counts at the right, under headings."""

    DEFAULT_CSS = """
    CountList > .counts--row { background: $surface; color: $foreground; }
    CountList > .counts--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
                                  text-style: bold; }
    CountList > .counts--heading { background: $panel; color: $primary; text-style: bold; }
    CountList > .counts--note { background: $panel; color: $text-muted; }
    CountList > .counts--dim { background: $surface; color: $text-muted; }
    CountList > .counts--good { background: $surface; color: $text-success; }
    CountList > .counts--warn { background: $surface; color: $text-warning; text-style: bold; }
    CountList > .counts--bad { background: $surface; color: $text-error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"counts--{name}" for name in ("row", "cursor", "heading", "note", "dim", "good", "warn", "bad")
    }

    def __init__(self, rows: Sequence[Entry] = (), *, empty: str = "正在统计", id: str | None = None) -> None:
        super().__init__(rows, empty=empty, id=id)

    @property
    def counts(self) -> tuple[CountRow, ...]:
        """The rows that can be opened."""
        return tuple(row for row in self.rows if isinstance(row, CountRow))

    def draw(self, row: Entry, width: int, current: bool) -> list[Segment]:
        """Title and number, or a heading across the line."""
        style = self.get_component_rich_style
        if isinstance(row, Heading):
            title = f" {row.title}　" if row.note else f" {row.title}"
            room = max(0, width - width_of(title))
            return [Segment(fit(title, width - room), style("counts--heading")),
                    Segment(fit(row.note, room), style("counts--note"))]  # fmt: skip
        if isinstance(row, Remark):
            return [Segment(fit(f" {row.text}", width), style(f"counts--{row.tone or 'row'}"))]
        tone = row.tone if row.count or row.text else "dim"
        base = style("counts--cursor" if current else "counts--dim" if tone == "dim" else "counts--row")
        number = base if current or not tone else style(f"counts--{tone}")
        tail = f"{row.tail} "
        lead = (">" if current else " ") + fit(row.title, max(0, width - width_of(tail) - 2)) + " "
        return [Segment(lead, base), Segment(tail, number)]
