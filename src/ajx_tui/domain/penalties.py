"""Amounts and counts that run up with the days: surcharge, daily penalty, penalties that ask for closure."""

from __future__ import annotations

from datetime import date

from ajx_tui.domain.calendar import add_months

LATE_RATE = 300
"""Surcharge on an unpaid fine per day, in hundredths of a percent (行政处罚法 Art. 72)."""


def surcharge(fine: int, last_day: date, until: date, rate: int = LATE_RATE) -> tuple[int, int]:
    """(surcharge in fen, days late) of a fine in fen whose last day in time was `last_day`, unpaid up to `until`.

    `rate` in hundredths of a percent per day; never above the fine (行政处罚法 Art. 72).
    """
    days = max(0, (until - last_day).days)
    return min(fine, fine * rate * days // 10_000), days


def daily_penalty(fine: int, ordered: date, until: date) -> tuple[int, int]:
    """(penalty in fen, days) of a daily penalty: the fine again for each day after the order (安全生产法 Art. 112)."""
    days = max(0, (until - ordered).days)
    return fine * days, days


def closure_days(penalties: list[date], as_of: date) -> tuple[date, ...]:
    """The days of penalties that together ask for closure, or none (安全生产法 Art. 113(1)).

    Three within 180 days or four within a year, counted up to `as_of`; the latest such group.
    """
    days = sorted(d for d in penalties if d <= as_of)
    for last in range(len(days) - 1, 1, -1):
        if (days[last] - days[last - 2]).days <= 180:
            return tuple(days[last - 2 : last + 1])
        if last >= 3 and days[last] <= add_months(days[last - 3], 12):
            return tuple(days[last - 3 : last + 1])
    return ()
