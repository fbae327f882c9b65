"""Ratios as people read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of two whole numbers, kept as such so that rates can be added up and checked.

    `unit` is '%' or the unit of an average (天).
    """

    numerator: int
    denominator: int
    unit: str = "%"

    @property
    def value(self) -> float | None:
        """The ratio (percent rates as a fraction of one), or None when nothing is counted."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def text(self) -> str:
        """One decimal; '—' for a zero denominator. Only what is complete reads 100.0%, only nothing reads 0.0%."""
        if not self.denominator:
            return "—"
        if self.unit != "%":
            return f"{self.numerator / self.denominator:.1f}{self.unit}"
        tenths = (self.numerator * 2000 + self.denominator) // (2 * self.denominator)
        if tenths >= 1000 and self.numerator < self.denominator:
            tenths = 999
        elif tenths == 0 and self.numerator > 0:
            tenths = 1
        return f"{tenths // 10}.{tenths % 10}%"

    def __str__(self) -> str:
        return self.text
