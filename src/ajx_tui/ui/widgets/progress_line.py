"""A progress bar of colour blocks."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.ui.widgets.cells import fit


class ProgressLine(Widget):
    """One line whose left part is coloured, with the percentage in the middle so that it reads without colour."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; width: 1fr; }
    ProgressLine > .progress-line--done { background: $primary; color: $background; text-style: bold; }
    ProgressLine > .progress-line--rest { background: $surface; color: $foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"progress-line--done", "progress-line--rest"}

    share: reactive[float] = reactive(0.0)
    """Done part, 0 to 1."""

    def validate_share(self, share: float) -> float:
        """Keep it between 0 and 1."""
        return max(0.0, min(1.0, share))

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        width = self.size.width
        if y or width <= 0:
            return Strip.blank(width, Style.null())
        text = fit(f"{int(self.share * 100)}%", width, "center")
        at = round(width * self.share)
        done = self.get_component_rich_style("progress-line--done")
        rest = self.get_component_rich_style("progress-line--rest")
        return Strip([Segment(text[:at], done), Segment(text[at:], rest)], width)
