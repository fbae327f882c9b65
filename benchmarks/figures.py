"""Figures and checks over an invented county, each beside a plain scan of the tables it reads, in one run.

python benchmarks/figures.py                     # 20 000 enterprises, 60 000 policies, 100 000 visits
python benchmarks/figures.py --large             # coverage at 100 000 enterprises, 315 000 policies as well

Limits: all figures ≤ 0.5 s, all checks ≤ 3 s, the checks of one saved record ≤ 20 ms.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from ajx_tui.services import packs
from ajx_tui.services.checks import run_all, run_for
from ajx_tui.services.figures import coverage, figures, months, series
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.ulid import new_ulids
from county import code
from table import AS_JSON, Line, finish

TABLES = ("enterprise", "insured_object", "policy", "visit", "hazard", "claim")
AS_OF = "2026-10-31"
_NOW = "2026-10-31T09:00:00"
_FIRST = date(2024, 1, 1)


def _insert(conn: sqlite3.Connection, table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    names = f"uid, created_at, updated_at, {columns}"
    marks = ", ".join("?" * len(names.split(",")))
    uids = new_ulids(len(rows))
    conn.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",
        ((u, _NOW, _NOW, *row) for u, row in zip(uids, rows, strict=True)),
    )


def build(path: Path, enterprises: int, policies: int, visits: int) -> Store:
    """A county with that many records, written past the history: only its tables matter here."""
    store = Store.open(path)
    packs.seed(Session(store))
    conn, dice = store.conn, random.Random(7)
    sectors = [row[0] for row in store.read("SELECT id FROM sector ORDER BY id")]
    projects = store.read("SELECT id FROM sector WHERE due_unit = 'project'")[0][0]
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("BEGIN")
    _insert(conn, "insurer", "name", [(f"第{n}财产保险公司示例支公司",) for n in range(6)])
    _insert(conn, "service_body", "name", [(f"示例安全技术服务{n}所",) for n in range(12)])
    made = [
        (f"示例企业{n}", code(n), dice.choice(sectors), f"第{n % 25}镇", dice.randint(5, 400),
         "stopped" if n % 23 == 0 else "active", "2026-03-01" if n % 23 == 0 else None)
        for n in range(enterprises)
    ]  # fmt: skip
    _insert(
        conn, "enterprise", "name, credit_code, sector_id, township, headcount, status, status_on, principal, phone",
        [(*row, "示例负责人", "0370-0000000") for row in made],
    )  # fmt: skip
    _insert(conn, "insured_object", "enterprise_id, type", [(n + 1, "enterprise") for n in range(enterprises)])
    works = [n + 1 for n in range(enterprises) if made[n][2] == projects]
    _insert(
        conn, "insured_object", "enterprise_id, type, code, name, start_on, end_on, headcount",
        [(e, "project", f"SG{e}", f"示例工程{e}", "2025-03-01", "2027-05-01", dice.randint(20, 200)) for e in works],
    )  # fmt: skip
    objects = {e: enterprises + n + 1 for n, e in enumerate(works)}
    _insert(conn, "policy", _POLICY, [_policy(n, enterprises, objects, dice) for n in range(policies)])
    starts = store.read("SELECT id, start_on FROM policy WHERE start_on <= ? ORDER BY id", (AS_OF,))
    _insert(conn, "visit", _VISIT, [_visit(n, starts, enterprises, dice) for n in range(visits)])
    _insert(
        conn, "hazard", "visit_id, description, level, due_on, rectified_on, occurrence",
        [(dice.randint(1, visits), f"示例隐患{n}", "major" if n % 20 == 0 else "general",
          _day(dice, 300, 1100), _day(dice, 300, 1000) if n % 20 else None, n) for n in range(visits // 2)],
    )  # fmt: skip
    _insert(
        conn, "claim", "number, policy_id, happened_on, reported_on, settled, settled_on",
        [(f"LP{n}", dice.randint(1, policies), "2026-02-01", "2026-02-03", 10_000_000, _day(dice, 800, 1000))
         for n in range(policies // 50)],
    )  # fmt: skip
    conn.execute("COMMIT")
    conn.execute("PRAGMA synchronous = EXTRA")
    store.optimise()
    return store


_POLICY = (
    "number, enterprise_id, object_id, insurer_id, start_on, end_on, headcount, limit_person, premium,"
    " premium_received, commission, promised_visits, ended_on, end_reason"
)
_VISIT = "number, policy_id, visited_on, item, body_id, staff, process, confirmed, returned"


def _day(dice: random.Random, first: int, last: int) -> str:
    return (_FIRST + timedelta(days=dice.randint(first, last))).isoformat()


def _policy(n: int, enterprises: int, objects: dict[int, int], dice: random.Random) -> tuple[object, ...]:
    """A policy a year for each enterprise, mostly renewed in time; a few late, short, low or ended early."""
    enterprise = n % enterprises + 1
    start = _FIRST + timedelta(days=365 * (n // enterprises) + enterprise % 360)
    start += timedelta(days=dice.randint(1, 60) if n % 20 == 0 else 0)
    early = n % 211 == 0
    premium = dice.randint(3_000_000, 5_000_000)
    return (
        f"PZ{n}", enterprise, objects.get(enterprise, enterprise), n % 6 + 1, start.isoformat(),
        (start + timedelta(days=364)).isoformat(), dice.randint(5, 400) if n % 20 == 0 else 400,
        (300 if n % 50 == 0 else 500) * 100_000, premium, premium - (n % 50 == 0), 600 if n % 90 == 0 else 400,
        dice.randint(1, 4), (start + timedelta(days=90)).isoformat() if early else None, "企业要求" if early else None,
    )  # fmt: skip


def _visit(n: int, starts: list[tuple[int, str]], enterprises: int, dice: random.Random) -> tuple[object, ...]:
    """A visit inside the term of its policy, by an expert who keeps to one township; a few are odd."""
    policy = dice.randrange(len(starts))
    start = date.fromisoformat(starts[policy][1])
    day = start + timedelta(days=dice.randint(0, max(0, min(364, (date.fromisoformat(AS_OF) - start).days))))
    town = (starts[policy][0] - 1) % enterprises % 25 if n % 200 else 3
    return (
        f"FW{n}", starts[policy][0], day.isoformat(), "事故隐患排查", n % 12 + 1, f"专家{town}-{n % 6}",
        f"现场排查并讲解第{n if n % 500 else 0}号要点", int(n % 50 > 0), int(n % 40 > 0),
    )  # fmt: skip


def timed(work: Callable[[], object], rounds: int = 5) -> float:
    """The median time of `rounds` runs in milliseconds, after one that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _fresh(path: Path) -> None:
    store = Store.open(path, readonly=True)
    figures(store, AS_OF)
    store.close()


def scan(store: Store, *tables: str) -> float:
    """The floor: every row of the tables is looked at once, its last column read."""
    return timed(lambda: [store.read(f"SELECT count(deleted_at), count(*) FROM {t}") for t in tables])


def county(folder: Path) -> list[Line]:
    """20 000 enterprises, 60 000 policies, 100 000 visits."""
    store = build(folder / "county.db", 20_000, 60_000, 100_000)
    beside = f"plain scan of the tables {scan(store, *TABLES):.0f} ms"
    saves = iter(range(1, 1_000_000, 7))
    one = timed(lambda: run_for(store, "policy", next(saves), AS_OF), 50)
    lines = [
        Line("every figure and indicator, all dimensions", timed(lambda: figures(store, AS_OF)), "ms", beside, 500),
        Line("the same on a fresh connection", timed(lambda: _fresh(store.path), 3), "ms", beside, 500),
        Line("coverage alone", timed(lambda: coverage(store, AS_OF)), "ms", beside),
        Line("coverage, twelve months", timed(lambda: series(store, months(AS_OF), ["coverage"]), 3), "ms", beside),
        Line("every check", timed(lambda: run_all(store, AS_OF), 3), "ms", beside, 3_000),
        Line("the checks of one policy after it was saved", one, "ms", beside, 20),
    ]
    store.close()
    return lines


def large(folder: Path) -> list[Line]:
    """Coverage alone at 100 000 enterprises, 315 000 policies."""
    store = build(folder / "large.db", 100_000, 315_000, 1_000)
    beside = f"plain scan of the tables {scan(store, *TABLES[:3]):.0f} ms"
    lines = [Line("coverage, 100 000 enterprises", timed(lambda: coverage(store, AS_OF)), "ms", beside)]
    store.close()
    return lines


def main() -> int:
    """Print the figures of the README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = county(Path(folder))
        if options.large:
            lines += large(Path(folder))
    return finish(lines)


if __name__ == "__main__":
    sys.exit(main())
