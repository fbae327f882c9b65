"""Widths and glyphs that old consoles and Chinese fonts draw differently."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from rich import cells, segment
from textual.scrollbar import ScrollBarRender

from ajx_tui.ui.widgets.cells import forget_widths


def use_wide_ambiguous() -> None:
    """Make Rich, and so Textual's compositor, count ambiguous characters as two cells."""
    rich_cells: Any = cells
    rich_segment: Any = segment
    table: cells.CellTable = rich_cells.load_cell_table("auto")
    runs: list[tuple[int, int, int]] = []
    for code in range(0xA1, 0xFFFE):
        char = chr(code)
        if unicodedata.east_asian_width(char) != "A" or cells.get_character_cell_size(char) != 1:
            continue
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code, 2)
        else:
            runs.append((code, code, 2))
    # Codes that the table lists as narrow are replaced; it lists wide and zero-width ones, so nothing overlaps.
    wide = cells.CellTable(table.unicode_version, tuple(sorted([*table.widths, *runs])), table.narrow_to_wide)
    narrow: Callable[[str], bool] = frozenset(map(chr, range(0x20, 0x7F))).issuperset

    def load(_unicode_version: str = "auto") -> cells.CellTable:
        return wide

    rich_cells.load_cell_table = load
    rich_cells._is_single_cell_widths = rich_segment._is_single_cell_widths = narrow
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()
    forget_widths()


class BlockScrollBar(ScrollBarRender):
    """A scrollbar of whole cells: the eighth-blocks of the original are of ambiguous width."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def use_ascii_borders() -> None:
    """兼容模式: whatever border a style asks for is drawn with spaces."""
    from textual import _border

    blank = ((" ", " ", " "),) * 3
    for name in _border.BORDER_CHARS:
        _border.BORDER_CHARS[name] = blank
    _border.get_box.cache_clear()
