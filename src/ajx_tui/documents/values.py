"""How values of a document are aligned and printed, and rates that remember what they were made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Horizontal alignment. `AUTO`: justified text, left text cells, right-aligned numbers."""

    AUTO = "auto"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class NumberFormat(StrEnum):
    """How a value is printed: in a column, or beside the bars and points of a chart."""

    TEXT = "text"
    """As it stands; an `int` prints without separators."""
    INTEGER = "integer"
    """A count: 12345 → 12345 (official papers carry no thousands separator)."""
    DECIMAL = "decimal"
    """Two decimals: 3.5 → 3.50."""
    RATE = "rate"
    """A `Ratio`, or a fraction 0..1, as per cent with one decimal: 0.875 → 87.5%."""
    YUAN = "yuan"
    """Integer fen as 元 with two decimals: 1234500 → 12345.00."""
    WAN = "wan"
    """Integer fen as 万元 with two decimals: 123450000 → 123.45."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate that remembers what it was made of. A denominator of 0 prints '—' (never 0 % or 100 %)."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The fraction, or None where the denominator is zero."""
        return self.numerator / self.denominator if self.denominator else None
