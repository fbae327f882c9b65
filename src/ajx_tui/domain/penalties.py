"""Amounts and counts that run up with the days: surcharge, daily penalty, penalties that ask for closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.calendar import PLAIN_CALENDAR
from ajx_tui.domain.clockwork import Term


@dataclass(frozen=True, slots=True)
class ClosureRule:
    """How many penalties within which span ask for closure: a short span, or a long one (安全生产法 Art. 113(1))."""

    short_count: int
    short_span: Term
    long_count: int
    long_span: Term

    def text(self, count: int) -> str:
        """What so many penalties fulfil: 180日内3次."""
        if count == self.short_count:
            return f"{self.short_span.text}内{count}次"
        return f"{self.long_span.text}内{count}次"


def surcharge(fine: int, last_day: date, until: date, rate: int) -> tuple[int, int]:
    """(surcharge in fen, days late) of a fine in fen whose last day in time was `last_day`, unpaid up to `until`.

    `rate` in hundredths of a percent per day; never above the fine (行政处罚法 Art. 72).
    """
    days = max(0, (until - last_day).days)
    return min(fine, fine * rate * days // 10_000), days


def daily_penalty(fine: int, ordered: date, until: date) -> tuple[int, int]:
    """(penalty in fen, days) of a daily penalty: the fine again for each day after the order (安全生产法 Art. 112)."""
    days = max(0, (until - ordered).days)
    return fine * days, days


def closure_days(penalties: list[date], as_of: date, rule: ClosureRule) -> tuple[date, ...]:
    """The days of penalties that together ask for closure, or none: the latest group up to `as_of` that `rule` names.

    The short span is looked at first, so that the fewest penalties that suffice are told.
    """
    days = sorted(d for d in penalties if d <= as_of)
    for last in range(len(days), 0, -1):
        for count, span in ((rule.short_count, rule.short_span), (rule.long_count, rule.long_span)):
            group = days[last - count : last] if 0 < count <= last else []
            if group and group[-1] <= span.end(group[0], PLAIN_CALENDAR):
                return tuple(group)
    return ()
