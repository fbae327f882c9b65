"""One table for all benchmarks: what was measured, beside what in the same run, and whether it keeps its limit."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

AS_JSON = "--lines"
"""The switch by which `python -m benchmarks` asks a script for its lines alone."""
_DIGITS = {"ms": 0, "MB": 0, "pages/s": 0, "KB/page": 1, "×": 2, "s": 2, "%": 0}


@dataclass(frozen=True)
class Line:
    """One figure. `beside` is the floor or peer of the same run; `limit` is what may not be exceeded (or, with
    `least`, what must be reached), None for what is only noted."""

    what: str
    value: float
    unit: str
    beside: str = ""
    limit: float | None = None
    least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the limit is kept, if there is one."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.least else self.value <= self.limit

    def cells(self) -> tuple[str, str, str, str, str]:
        """The cells of the table."""
        bound = "" if self.limit is None else f"{'≥' if self.least else '≤'} {self.limit:g} {self.unit}"
        mark = "" if self.limit is None else "✓" if self.kept else "✗"
        small = 1 if self.unit == "ms" and self.value < 100 else 0
        return mark, self.what, f"{self.value:.{_DIGITS[self.unit] + small}f} {self.unit}", bound, self.beside


def asked_for_lines() -> bool:
    """Whether only the lines are wanted."""
    return AS_JSON in sys.argv


def say(text: str) -> None:
    """A detail on the way: among the output, or beside it when only the lines are wanted."""
    print(text, file=sys.stderr if asked_for_lines() else sys.stdout, flush=True)


def finish(lines: Sequence[Line]) -> int:
    """Print the lines; the exit code says whether all limits were kept."""
    if asked_for_lines():
        print(json.dumps([asdict(line) for line in lines], ensure_ascii=False))
    else:
        print()
        print(table(lines))
    return int(not all(line.kept for line in lines))


def table(lines: Sequence[Line]) -> str:
    """The lines under each other."""
    rows = [("", "what", "measured", "limit", "beside, in the same run"), *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def machine() -> str:
    """What it was measured on, in one line; how busy it was matters as much as what it is."""
    model = platform.processor() or platform.machine()
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.release()}, {os.cpu_count()} × {model}{busy}"
    return (
        f"{system}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Textual {version('textual')}"
    )
