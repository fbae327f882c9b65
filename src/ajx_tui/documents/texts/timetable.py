"""Dates of plans and rectification, counted from the cut-off day, rounded as offices write them: 10日, 20日, 月底."""

from __future__ import annotations

import calendar
import datetime as dt

LEAST_DAYS = "plan_least_days"
"""The policy pack's parameter: with fewer days left to year's end a plan runs to the end of the next year."""


_APART = 5
"""Days between two steps at the least."""
_SHARES = (0.25, 0.65, 0.85)
"""How much of the time has passed at the end of each step but the last: a proposal, the office lays down its own."""


def final_day(as_of: dt.date, least_days: int) -> dt.date:
    """The last day of the plan: 31 December of the year of the cut-off day, or of the next one when it is too near."""
    end = dt.date(as_of.year, 12, 31)
    room = max(least_days, _APART * (len(_SHARES) + 1))
    return end if (end - as_of).days >= room else dt.date(as_of.year + 1, 12, 31)


def steps(as_of: dt.date, least_days: int) -> tuple[dt.date, ...]:
    """The last day of each step, strictly increasing, the last one `final_day`."""
    end = final_day(as_of, least_days)
    days = (end - as_of).days
    found: list[dt.date] = []
    for number, share in enumerate(_SHARES):
        wanted = rounded(as_of + dt.timedelta(days=round(days * share)))
        least = (found[-1] if found else as_of) + dt.timedelta(days=_APART)
        most = end - dt.timedelta(days=_APART * (len(_SHARES) - number))
        found.append(min(max(wanted, least), most))
    return (*found, end)


def rounded(day: dt.date) -> dt.date:
    """The nearest 10th, 20th or last day of a month; ties go to the later one."""
    last = calendar.monthrange(day.year, day.month)[1]
    before = day.replace(day=1) - dt.timedelta(days=1)
    marks = (before, day.replace(day=10), day.replace(day=20), day.replace(day=last))
    return min(reversed(marks), key=lambda mark: abs((mark - day).days))


def deadline(as_of: dt.date, days: int) -> dt.date:
    """A day of rectification at least `days` after the cut-off day, rounded up to 10日, 20日 or month's end."""
    day = as_of + dt.timedelta(days=days)
    last = calendar.monthrange(day.year, day.month)[1]
    return next(day.replace(day=mark) for mark in (10, 20, last) if mark >= day.day)
