"""Waiting until an app on a test screen has done what it was told.

Textual's own wait sleeps in steps of 20 ms until the process has used next to no processor time, twice for every key:
more than half of the time of a screen test passes asleep. The event loop knows better: nothing is ready to run, no
timer is about to fire, and no thread is at work.
"""

from __future__ import annotations

import asyncio
from time import process_time
from typing import Any

SOON = 0.02
"""Timers due within this many seconds are waited for; so long does Textual's own wait sleep at least."""
_GLANCE, _AT_WORK = 0.002, 0.0004


async def wait_for_idle(min_sleep: float = SOON, max_sleep: float = 1.0) -> None:
    """Stands in for `textual._wait.wait_for_idle`; `min_sleep` and `max_sleep` are seconds."""
    loop: Any = asyncio.get_running_loop()
    began = loop.time()
    until = None
    while loop.time() - began < max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        now = loop.time()
        until = until or now + max(SOON, min_sleep)
        due = min((timer._when for timer in loop._scheduled if not timer._cancelled), default=until)
        if due < until:
            await asyncio.sleep(max(0.0, due - now))
            continue
        used = process_time()
        await asyncio.sleep(_GLANCE)
        if process_time() - used < _AT_WORK:
            break
