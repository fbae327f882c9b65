"""Working days: weekends, public holidays and the weekends worked in their stead, as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`off` are working days declared free, `worked` weekend days declared working; both are known for `years` only.

    Outside those years a working day is simply Monday to Friday, and `note` says so.
    """

    off: frozenset[date] = field(default=frozenset())
    worked: frozenset[date] = field(default=frozenset())
    years: frozenset[int] = field(default=frozenset())

    def working(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted."""
        return self._step(day, count, _DAY)

    def before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`, which itself is not counted."""
        return self._step(day, count, -_DAY)

    def _step(self, day: date, count: int, by: timedelta) -> date:
        while count > 0:
            day += by
            count -= self.working(day)
        return day

    def rolled(self, day: date) -> date:
        """`day`, or the next working day when it is none."""
        return day if self.working(day) else self.after(day, 1)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; 0 when `last` is not later."""
        return sum(self.working(first + timedelta(days=n)) for n in range(1, max(0, (last - first).days) + 1))

    def note(self, first: date, last: date) -> str:
        """Where the known years end within the span, and what is done beyond; empty when it lies within them."""
        unknown = next((year for year in range(first.year, last.year + 1) if year not in self.years), None)
        if unknown is None:
            return ""
        if unknown == first.year:
            return f"{unknown}年节假日安排未录入，按周一至周五推算"
        return f"节假日安排只到{unknown - 1}-12-31，之后按周末推算"


PLAIN_CALENDAR = Calendar()
"""Monday to Friday, no holiday known."""


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day when it has none (民法典 Art. 202)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
