"""Tables as text: columns as wide as their longest text, a Chinese character counting two cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ajx_tui.domain.text import cells


def table_text(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Rows of equal length as aligned lines, the first one the head. `right` are the columns aligned to the right."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths, right) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    pieces = []
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        blank = " " * (width - cells(text))
        pieces.append(blank + text if column in right else text + blank)
    return "  ".join(pieces).rstrip()
