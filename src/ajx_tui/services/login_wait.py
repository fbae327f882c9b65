"""How long to wait after wrong passwords, measured by a clock that nobody can set.

The PC's calendar clock can be set forward by whoever sits before it. What counts is the time since the PC was started
(`time.monotonic`: since boot on Windows, Linux and macOS alike), which goes on when the program is closed and opened
again. After a new start of the PC at least as long has passed as it has been running: the wait is never longer than
the delay itself, whatever the clocks do.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import datetime

from ajx_tui.store import accounts as stored
from ajx_tui.store.database import Store

FREE_TRIES = 3
LONGEST_WAIT = 300
"""Seconds. Long enough to make guessing hopeless, short enough that nobody is locked out for a day."""
_APART = 10
"""Seconds by which two clocks may differ before it is worth noting."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by both clocks: `at` of the calendar, `ticks` in milliseconds since the PC was started."""

    at: datetime
    ticks: int

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(datetime.now(), int(time.monotonic() * 1000))

    @property
    def text(self) -> str:
        """The calendar's time as the login log keeps it."""
        return self.at.isoformat(timespec="milliseconds")

    def since(self, ticks: int) -> float:
        """Seconds that have passed at least since a moment with these ticks."""
        return (self.ticks - ticks if self.ticks >= ticks else self.ticks) / 1000


def waiting(store: Store, name: str, now: Moment | None = None) -> int:
    """Seconds until this name may try again; 0 when it may now. The wait is found from the login log alone."""
    tries, ticks = stored.failures(store, name)
    if tries < FREE_TRIES:
        return 0
    delay: int = min(2 ** min(tries - FREE_TRIES + 1, 20), LONGEST_WAIT)
    return max(0, math.ceil(delay - (now or Moment.now()).since(ticks)))


def clock_event(store: Store, now: Moment, wait: int) -> str:
    """What the login log must say about the calendar clock: 'clock' when it was set back, 'ahead' when it ran ahead of
    the time that has passed while somebody had to wait, '' when there is nothing to say."""
    last = stored.last_line(store)
    if last is None:
        return ""
    shown = (now.at - datetime.fromisoformat(last[0])).total_seconds()
    if shown < -_APART:
        return "clock"
    return "ahead" if wait and shown > now.since(last[1]) + _APART else ""
