"""What pack SQL may call beside SQLite's own functions: rules of the field that SQL alone can't say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar
from ajx_tui.domain.credit_code import explain
from ajx_tui.domain.steering import steering

_LONGEST_TERM = 3660

Functions = Mapping[str, tuple[int, Callable[..., Any]]]
"""Name → number of arguments and what it does. Each gives NULL for what it can't read, and never takes long."""


def provided(calendar: Callable[[], Calendar] = lambda: PLAIN_CALENDAR) -> Functions:
    """The functions, with the working days that `calendar` gives when it is asked.

    `credit_code_fault(code)`: what is wrong with a credit code, NULL when nothing is. `steering(text, names)`: the
    first words that steer the market, NULL without any; `names` are insurers with '|' between. `after_workdays(day,
    count)`: the last day of a term of working days that begins the day after.
    """

    def after_workdays(day: object, count: object) -> str | None:
        try:
            first, length = date.fromisoformat(str(day)), int(str(count))
        except ValueError:
            return None
        return calendar().after(first, length).isoformat() if 0 <= length <= _LONGEST_TERM else None

    return {"credit_code_fault": (1, _credit_code_fault), "steering": (2, _steering),
            "after_workdays": (2, after_workdays)}  # fmt: skip


def _credit_code_fault(code: object) -> str | None:
    return (explain(code) or None) if isinstance(code, str) else None


def _steering(text: object, names: object) -> str | None:
    if not isinstance(text, str):
        return None
    return next((words for _, words in steering(text, str(names or "").split("|"))), None)
