"""What a history that can't be bent costs, and how fast the doctor proves it.

python benchmarks/history.py [--rows 50000] [--rounds 3] [--firms 20000] [--entries 300000]

Import and save run through the real services with history and digests, and once more with them taken out: nothing
else differs. The doctor runs over `firms` enterprises with `entries` history entries, beside the least anybody must do
to have read them (a plain scan of every row) and beside SQLite's own quick_check, which proves far less. Every
measurement runs in a process of its own, in alternating rounds; medians. Limits: import (reading, matching, writing)
≤ 1.30 ×, save ≤ 3 ms more, doctor ≤ 5 s.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from table import AS_JSON, Line, finish


def without_history() -> None:
    """Take history, hashes and their bookkeeping out of the program."""
    from ajx_tui.store.history import HistoryWriter

    HistoryWriter.write = lambda self, entries: None  # type: ignore[method-assign]
    HistoryWriter.write_created = lambda self, kind, names, rows: None  # type: ignore[method-assign]
    HistoryWriter.finish = lambda self: None  # type: ignore[method-assign]


def imported(workbook: Path, folder: Path) -> tuple[float, float]:
    """Seconds of importing the workbook into a fresh database, and how many of them went into the writing alone."""
    from ajx_tui.progress import run
    from ajx_tui.services import imports
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store
    from county import directories

    session = Session(Store.open(folder / "ajx.db"), "基准")
    with session.unit("准备") as unit:
        directories(unit)
    began = time.perf_counter()
    plans = [imports.plan(session, workbook)]
    read = time.perf_counter()
    run(imports.run(session, plans))
    done = time.perf_counter()
    session.store.close()
    return done - began, done - read


def saved(folder: Path, times: int = 200) -> float:
    """Median seconds of saving one changed enterprise among 2 000."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store
    from county import directories, enterprises

    session = Session(Store.open(folder / "ajx.db"), "基准")
    with session.unit("准备") as unit:
        directories(unit)
        ids = enterprises(unit, 2_000, random.Random(1))
    took = []
    for n in range(times):
        began = time.perf_counter()
        with session.unit("修改企业") as unit:
            unit.update(KINDS["enterprise"], ids[n], {"headcount": 1_000 + n, "principal": "赵某"})
        took.append(time.perf_counter() - began)
    session.store.close()
    return statistics.median(took)


def past(folder: Path, firms: int, entries: int) -> None:
    """A database with a long past."""
    from ajx_tui.domain.records import KINDS
    from county import build

    store = build(folder, firms)
    chance = random.Random(7)
    kind = KINDS["enterprise"]
    done = store.revision()
    while done < entries:
        block = min(5_000, entries - done)
        with store.unit("基准", "修改企业") as unit:
            for _ in range(block):
                firm = chance.randrange(1, firms + 1)
                while not unit.update(kind, firm, {"headcount": chance.randrange(5, 5_000), "phone": "0370-1"}):
                    pass
        done = store.revision()
    store.optimise()
    store.close()


def doctor(folder: Path) -> float:
    """Seconds of a whole examination."""
    from ajx_tui.progress import run
    from ajx_tui.services.doctor import examine, report_text

    began = time.perf_counter()
    report = run(examine(folder / "ajx.db"))
    took = time.perf_counter() - began
    assert report.sound, report_text(report)
    return took


def scan(folder: Path) -> float:
    """Seconds of reading every row of every table the doctor proves, and the history."""
    from contextlib import closing

    from ajx_tui.store import replay
    from ajx_tui.store.connection import connect

    tables = replay.tracked()
    began = time.perf_counter()
    with closing(connect(folder / "ajx.db", readonly=True)) as conn:
        for table in (*tables, "history"):
            for _ in conn.execute(f"SELECT * FROM {table}"):
                pass
    return time.perf_counter() - began


def quick_check(folder: Path) -> float:
    """Seconds of PRAGMA quick_check."""
    return _pragma(folder, "quick_check")


def integrity_check(folder: Path) -> float:
    """Seconds of PRAGMA integrity_check."""
    return _pragma(folder, "integrity_check")


def _pragma(folder: Path, name: str) -> float:
    from contextlib import closing

    from ajx_tui.store.connection import connect

    began = time.perf_counter()
    with closing(connect(folder / "ajx.db", readonly=True)) as conn:
        assert conn.execute(f"PRAGMA {name}").fetchone()[0] == "ok"
    return time.perf_counter() - began


EXAMS: dict[str, Callable[[Path], float]] = {
    "scan": scan, "quick_check": quick_check, "integrity_check": integrity_check, "doctor": doctor,
}  # fmt: skip


def child(name: str, where: Path) -> None:
    """One measurement; its seconds on standard output."""
    work, _, mode = name.partition(":")
    if mode == "bare":
        without_history()
    if work in EXAMS:
        print(EXAMS[work](where))
        return
    with tempfile.TemporaryDirectory() as folder:
        if work == "save":
            print(saved(Path(folder)))
        else:
            print(imported(where, Path(folder))[work == "write"])


def measured(name: str, where: Path) -> float:
    """Seconds of one child process."""
    command = [sys.executable, __file__, "--child", name, "--where", str(where)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def rounds(names: tuple[str, ...], where: Path, count: int) -> dict[str, float]:
    """Medians of alternating rounds."""
    found: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(count):
        for name in names:
            found[name].append(measured(name, where))
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> int:
    """Measure everything and print a line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--firms", type=int, default=20_000)
    parser.add_argument("--entries", type=int, default=300_000)
    parser.add_argument("--only", choices=["import", "save", "doctor"])
    parser.add_argument("--child")
    parser.add_argument("--where", type=Path)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.where)
        return 0
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.only in (None, "import"):
            from imports import write_workbook

            write_workbook(folder / "底数.xlsx", given.rows)
            book, rows = folder / "底数.xlsx", f"{given.rows:,} rows".replace(",", " ")
            for work, what, limit in (("import", f"an import of {rows}", 30), ("write", "its writing alone", None)):
                took = rounds((f"{work}:bare", work), book, given.rounds)
                bare, full = took[f"{work}:bare"], took[work]
                beside = f"{full:.1f} s; without them {bare:.1f} s"
                lines.append(Line(f"history and digests in {what}", (full / bare - 1) * 100, "%", beside, limit))
        if given.only in (None, "save"):
            took = rounds(("save:bare", "save"), folder, given.rounds)
            bare, full = took["save:bare"] * 1000, took["save"] * 1000
            lines.append(Line("history and digests in one save", full - bare, "ms", f"whole save {full:.1f} ms", 3))
        if given.only in (None, "doctor"):
            past(folder, given.firms, given.entries)
            took = rounds(tuple(EXAMS), folder, given.rounds)
            size = (folder / "ajx.db").stat().st_size / 2**20
            firms, entries = (f"{count:,}".replace(",", " ") for count in (given.firms, given.entries))
            what = f"doctor, {firms} enterprises, {entries} entries, {size:.0f} MB"
            beside = ", ".join(f"{n} {t:.2f} s" for n, t in took.items() if n != "doctor")
            lines.append(Line(what, took["doctor"], "s", beside, 5))
    return finish(lines)


if __name__ == "__main__":
    sys.exit(main())
