"""Horizontal bars of a share, one row each: coverage by sector, rectification by township, and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style

from ajx_tui.ui.widgets.cells import display, fit, width_of
from ajx_tui.ui.widgets.grid_source import Tone
from ajx_tui.ui.widgets.line_list import LineList

NO_RATE = "—"
"""A share of nothing: neither 0 % nor 100 %."""
MIN_BAR = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: `done` of `total`. `key` comes back when the row is opened; `tone` colours the bar; `note` stands at
    the end of the row."""

    key: str
    label: str
    done: int
    total: int
    tone: Tone = ""
    note: str = ""

    @property
    def rate(self) -> str:
        """The share as text with one decimal, rounded down so that only all of them read 100.0%."""
        if self.total <= 0:
            return NO_RATE
        tenths = self.done * 1000 // self.total
        return f"{tenths // 10}.{tenths % 10}%"

    def filled(self, width: int) -> int:
        """Coloured cells of a bar of `width` cells; none is left for all, and one shows for a few."""
        if self.total <= 0 or self.done <= 0:
            return 0
        if self.done >= self.total:
            return width
        return min(width - 1, max(1, round(width * self.done / self.total)))


class Bars(LineList[Bar]):
    """Bars with aligned labels and numbers. Where the terminal has no colours their cells are filled with a sign."""

    DEFAULT_CSS = """
    Bars > .bars--row { background: $surface; color: $foreground; }
    Bars > .bars--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    Bars > .bars--empty { background: $panel; color: $text-muted; }
    Bars > .bars--plain { background: $primary; color: $background; }
    Bars > .bars--good { background: $success; color: $background; }
    Bars > .bars--warn { background: $warning; color: $background; }
    Bars > .bars--bad { background: $error; color: $background; }
    Bars > .bars--dim { background: $panel-lighten-2; color: $background; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"bars--{name}" for name in ("row", "cursor", "empty", "plain", "good", "warn", "bad", "dim")
    }

    def __init__(self, rows: Sequence[Bar] = (), *, empty: str = "没有数据。", id: str | None = None) -> None:
        super().__init__(rows, empty=empty, id=id)

    @staticmethod
    def _texts(bar: Bar) -> tuple[str, str, str, str]:
        return display(bar.label), f"{bar.done} / {bar.total}", bar.rate, display(bar.note)

    def draw(self, row: Bar, width: int, current: bool) -> list[Segment]:
        """Label, bar, numbers, share, note."""
        columns = [max(map(width_of, texts)) for texts in zip(*map(self._texts, self.rows), strict=True)]
        label_width, count_width, rate_width, note_width = columns
        numbers = count_width + rate_width + 3 + (note_width + 1 if note_width else 0)
        label_width = max(4, min(label_width, width - numbers - MIN_BAR - 3))
        bar_width = max(0, width - label_width - numbers - 3)
        style = self.get_component_rich_style("bars--cursor" if current else "bars--row")
        filled = row.filled(bar_width)
        label, count, rate, note = self._texts(row)
        tail = f" {fit(count, count_width, 'right')} {fit(rate, rate_width, 'right')} "
        if note_width:
            tail += fit(note, note_width) + " "
        app: Any = self.app
        sign = "=" if app.colourless else " "
        return [
            Segment((">" if current else " ") + fit(label, label_width) + " ", style),
            Segment(sign * filled, self._block(row.tone or "plain")),
            Segment(" " * (bar_width - filled), self._block("empty")),
            Segment(tail + " " * max(0, width - label_width - 2 - bar_width - width_of(tail)), style),
        ]

    def _block(self, name: str) -> Style:
        return self.get_component_rich_style(f"bars--{name}")
