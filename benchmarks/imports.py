"""Importing 50 000 enterprises × 20 columns, held against the least that reading and storing them can cost.

python benchmarks/imports.py [--rows 50000] [--rounds 3]

`floor` is what anybody must do: read the workbook with python-calamine and `executemany` the same cells into one bare
table without types, checks or indexes. `table` puts them into the program's own enterprise table, with its checks,
references and indexes and durable writes, and does nothing else. `ours` reads the file through the real importer:
recognition, checks, comparing with what is stored, an insured object for each enterprise, a hash-chained history entry
for every record, and the search index with pinyin initials. Each runs in a process of its own on a prepared database;
times are those of the work alone, by the clock and of the processor (which other work on the machine stretches
less). The limit is ours ≤ 3 × the floor, by the median of alternating rounds.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from county import FIRST, SECOND, SECTORS, TOWNS, TRADES, code
from table import AS_JSON, Line, finish, say

if TYPE_CHECKING:
    from ajx_tui.services.session import Session

TITLES = (
    "企业名称", "统一社会信用代码", "行业领域", "细分行业", "所在乡镇（街道）", "生产经营地址", "法定代表人",
    "主要负责人", "联系电话", "安全管理负责人", "安全管理电话", "从业人员数", "经营状态", "停产/关闭日期",
    "停产/关闭依据", "风险等级", "企业规模", "安全生产许可证号", "许可证有效期至", "年营业收入（万元）",
)  # fmt: skip
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def write_workbook(path: Path, count: int) -> None:
    """A register of `count` enterprises, every cell of it different where it is in life."""
    import xlsxwriter

    chance = random.Random(20261031)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("底数")
    sheet.write_row(0, 0, ["示例县企业底数台账"])
    sheet.write_row(1, 0, TITLES)
    for i in range(count):
        sheet.write_row(i + 2, 0, _row(i, chance))
    book.close()


def _row(i: int, chance: random.Random) -> list[object]:
    at, town = chance.randrange(9), chance.choice(TOWNS)
    stopped = chance.random() < 0.05
    people = ["".join((chance.choice(FAMILY), chance.choice(GIVEN), chance.choice(GIVEN))) for _ in range(3)]
    return [
        f"示例县{chance.choice(FIRST)}{chance.choice(SECOND)}{TRADES[at]}{i}有限公司", code(i), SECTORS[at],
        f"{TRADES[at]}生产", town, f"示例县{town}{chance.randrange(1, 30)}村{chance.randrange(1, 900)}号", people[0],
        people[1], f"1390000{chance.randrange(10_000):04d}", people[2], f"1380000{chance.randrange(10_000):04d}",
        chance.randrange(3, 900), "停产" if stopped else "在营", "2026-03-01" if stopped else "",
        f"示应急〔2026〕{i}号" if stopped else "", chance.choice(("高", "中", "低")),
        chance.choice(("大型", "中型", "小型", "微型")), f"豫FM安许证字〔2024〕{i:06d}",
        f"2027-{chance.randrange(1, 13):02d}-15", round(chance.uniform(50, 90_000), 2),
    ]  # fmt: skip


def _cells(workbook: Path) -> list[list[object]]:
    """The rows below title and header, read with nothing in between."""
    from python_calamine import CalamineWorkbook

    rows: list[list[object]] = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python(False)  # type: ignore[assignment]
    return rows[2:]


def floor(workbook: Path, folder: Path) -> Iterator[int]:
    """Read and store with nothing in between."""
    conn = sqlite3.connect(folder / "floor.db")
    conn.execute(f"CREATE TABLE bare ({', '.join(f'c{n}' for n in range(len(TITLES)))})")
    yield 0
    rows = _cells(workbook)
    with conn:
        conn.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(TITLES))})", rows)
    yield len(rows)
    conn.close()


def table(workbook: Path, folder: Path) -> Iterator[int]:
    """Read, and store in the program's own table: its types, checks, references, indexes and durable writes."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.domain.records.enterprise import RISK_LEVELS, SCALES, STATUSES
    from ajx_tui.domain.slots import slots

    session = _prepared(folder)
    conn = session.store.conn
    fields = [s.field for t in TITLES for s in slots(KINDS["enterprise"]) if s.title == t.removesuffix("（万元）")]
    codes = {
        word: key for options in (STATUSES, RISK_LEVELS, SCALES) for key, words in options.items() for word in words
    }
    sectors = dict(conn.execute("SELECT title, id FROM sector"))
    yield 0
    rows = _cells(workbook)
    sql = f"INSERT INTO enterprise (uid, created_at, updated_at, {', '.join(fields)}) VALUES ({', '.join('?' * 23)})"
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(sql, (
        (f"{n:026d}", "", "", *r[:2], sectors[r[2]], *r[3:11], int(r[11]), codes[r[12]], r[13] or None, r[14] or None,
         codes[r[15]], codes[r[16]], r[17], r[18], int(r[19] * 1_000_000))
        for n, r in enumerate(rows)
    ))  # fmt: skip
    conn.execute("COMMIT")
    yield len(rows)
    session.store.close()


def _prepared(folder: Path) -> Session:
    """A session on a database with its directories, and everything loaded that a running program has loaded."""
    from ajx_tui.domain.pinyin import initials
    from ajx_tui.services.packs import code_lists
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store
    from county import directories

    session = Session(Store.open(folder / "ajx.db"), "基准")
    with session.unit("准备") as unit:
        directories(unit)
    code_lists(session.store)
    initials("示例")
    return session


def ours(workbook: Path, folder: Path) -> Iterator[int]:
    """The same file through the importer."""
    from ajx_tui.progress import run
    from ajx_tui.services import imports

    session = _prepared(folder)
    yield 0
    results = run(imports.run(session, [imports.plan(session, workbook)]))
    yield results[0].lists[0].new
    session.store.close()


WORKS = {"floor": floor, "table": table, "ours": ours}


def child(name: str, workbook: Path, count: int) -> None:
    """One measurement: seconds, processor seconds and peak memory (MB) on standard output.

    The work is what lies between two yields.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = WORKS[name](workbook, Path(folder))
        next(work)
        began, used = time.perf_counter(), time.process_time()
        done = next(work)
        took, used = time.perf_counter() - began, time.process_time() - used
        work.close()
    assert done == count, (done, count)
    print(f"{took:.3f} {used:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def measure(name: str, workbook: Path, count: int) -> tuple[float, float, float]:
    """(seconds, processor seconds, MB) of one child process."""
    command = [sys.executable, __file__, "--child", name, "--workbook", str(workbook), "--rows", str(count)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(told[-3]), float(told[-2]), float(told[-1])


def main() -> int:
    """Measure in alternating rounds and print one line per contestant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=sorted(WORKS))
    parser.add_argument("--workbook", type=Path)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.workbook, given.rows)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "底数.xlsx"
        write_workbook(workbook, given.rows)
        rounds = [{name: measure(name, workbook, given.rows) for name in WORKS} for _ in range(given.rounds)]
    took, used, memory = (
        {name: statistics.median(r[name][at] for r in rounds) for name in WORKS} for at in range(3)
    )  # fmt: skip
    for name in WORKS:
        times = (f"{all_[name]:6.2f} s = {all_[name] / all_['floor']:.2f} × floor" for all_ in (took, used))
        say(f"{name:6} {'; processor '.join(times)}; {memory[name]:4.0f} MB")
    beside = f"{took['ours']:.1f} s; only read and store {took['floor']:.1f} s, into our table {took['table']:.1f} s"
    processor = f"{used['ours']:.1f} s; only read and store {used['floor']:.1f} s"
    size = f"{given.rows:,} rows × {len(TITLES)}".replace(",", " ")
    return finish([
        Line(f"import of {size}", took["ours"] / took["floor"], "×", beside, 3),
        Line(f"import of {size}, processor time", used["ours"] / used["floor"], "×", processor),
        Line(f"import of {size}, peak memory", memory["ours"], "MB", f"only read and store {memory['floor']:.0f} MB"),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
