"""How fast the record grid opens and pages, beside a bare Textual app (floor) and DataTable (peer).

    python benchmarks/grid.py [--sizes 1000,100000,1000000] [--keys 100] [--repeat 3]

Every figure comes from a fresh process on a real SQLite file; the runs of one size alternate, so that a busy machine
slows all of them. Figures are medians in milliseconds:

* open      process start to the first painted frame that shows rows (DataTable: after every row was added)
* complete  process start until the whole list can be scrolled
* page      one Page-Down, key event to painted frame, and its CPU time; Textual's 60 frames a second are lifted to
            1000, or every key would read 16.7
* move      one Down, the same
* mb        peak memory of the process, MB

Limits: 1 000 000 rows open in ≤ 1 s, a page key costs ≤ 16 ms at any size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from table import AS_JSON, Line, finish, say

TABLE_LIMIT = 10_000
"""DataTable is measured up to this size: beyond it a run takes minutes."""
LARGEST = 1_000_000
TOWNS = ("城关镇", "东乡", "西岭街道", "南河镇")
COLUMNS = (
    ("name", "企业名称", 30),
    ("code", "信用代码", 18),
    ("town", "乡镇", 10),
    ("people", "人数", 8),
    ("memo", "备注", 30),
)


def build(path: Path, size: int) -> None:
    """Write a table of `size` enterprises with an index on the sort column."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE e (id INTEGER PRIMARY KEY, name TEXT, code TEXT, town TEXT, people INT, memo TEXT)"
        )
        rows = (
            (i, f"测试县第{i * 7919 % size}号矿业有限公司", f"9141{i:014d}", TOWNS[i % 4], i % 997, "备注" * (i % 9))
            for i in range(1, size + 1)
        )
        connection.executemany("INSERT INTO e VALUES (?,?,?,?,?,?)", rows)
        connection.execute("CREATE INDEX e_name ON e (name)")
        connection.execute("ANALYZE")


class TableSource:
    """The grid's source on that file: ids by index, rows by `id IN (…)`."""

    def __init__(self, path: str) -> None:
        from ajx_tui.ui.widgets.grid_source import GridColumn

        self._path = path
        self._connection = sqlite3.connect(path)
        self.columns = tuple(GridColumn(key, title, width, fixed=key == "name") for key, title, width in COLUMNS)

    def first_ids(self, limit: int) -> array[int]:
        found = self._connection.execute("SELECT id FROM e ORDER BY name LIMIT ?", (limit,))
        return array("q", (row[0] for row in found))

    def all_ids(self) -> array[int]:
        connection = sqlite3.connect(self._path)
        try:
            return array("q", (row[0] for row in connection.execute("SELECT id FROM e ORDER BY name")))
        finally:
            connection.close()

    def rows(self, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        marks = ",".join("?" * len(ids))
        found = self._connection.execute(f"SELECT id, name, code, town, people, memo FROM e WHERE id IN ({marks})", ids)
        return {row[0]: (row[1], row[2], row[3], str(row[4]), row[5]) for row in found}


def child(kind: str, path: str, keys: int) -> None:
    """One process: open, page, move; prints the figures as JSON."""
    started = float(os.environ["BENCH_STARTED"])
    if kind == "grid":
        import ajx_tui.ui  # noqa: F401 - sets the terminal switches, as in the program
    from textual import events
    from textual.app import App, ComposeResult
    from textual.widget import Widget

    figures: dict[str, float] = {}

    def make_target() -> Widget:
        if kind == "grid":
            from ajx_tui.ui.widgets.record_grid import RecordGrid

            return RecordGrid(TableSource(path), id="target")
        if kind == "bare":
            from textual.widgets import Static

            return Static("测试", id="target")
        from textual.widgets import DataTable

        table: DataTable[str] = DataTable(cursor_type="row", id="target")
        for _key, title, width in COLUMNS:
            table.add_column(title, width=width)
        for row in sqlite3.connect(path).execute("SELECT name, code, town, people, memo FROM e ORDER BY name"):
            table.add_row(*row)
        return table

    class Bench(App[None]):
        painted: asyncio.Event

        def compose(self) -> ComposeResult:
            yield make_target()

        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            if renderable is not None and getattr(self, "painted", None) is not None:
                self.painted.set()

        async def press(self, key: str) -> tuple[float, float]:
            """Return wall and CPU milliseconds from the key to the next frame."""
            self.painted.clear()
            wall, cpu = time.perf_counter(), time.process_time()
            self.post_message(events.Key(key, None))
            await self.painted.wait()
            return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000

        async def on_mount(self) -> None:
            self.painted = asyncio.Event()
            self.run_worker(self.measure())

        async def measure(self) -> None:
            await self.painted.wait()
            target: Any = self.query_one("#target")
            figures["open"] = (time.time() - started) * 1000
            if kind == "grid":
                while not target.complete:
                    await asyncio.sleep(0.001)
            figures["complete"] = (time.time() - started) * 1000
            if kind != "bare":
                target.focus()
                await asyncio.sleep(0.1)
                for name, there, back in (("page", "pagedown", "pageup"), ("move", "down", "up")):
                    # Twenty there, twenty back: also the smallest list has room, and every key paints.
                    times = [await self.press(back if turn // 20 % 2 else there) for turn in range(keys)]
                    figures[name] = statistics.median(wall for wall, _ in times)
                    figures[f"{name}_cpu"] = statistics.median(cpu for _, cpu in times)
            self.exit()

    Bench().run(headless=True, size=(120, 36))
    figures["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


def run(kind: str, path: Path, keys: int) -> dict[str, float]:
    """Measure one process."""
    command = [sys.executable, __file__, "--child", kind, str(path), str(keys)]
    environ = {**os.environ, "BENCH_STARTED": str(time.time()), "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "1000"}
    answer = subprocess.run(command, env=environ, check=True, capture_output=True, text=True, timeout=120).stdout
    figures: dict[str, float] = json.loads(answer.splitlines()[-1])
    return figures


def main() -> int:
    """Measure every size in alternating runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--keys", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = ("open", "complete", "page", "page_cpu", "move", "move_cpu", "mb")
    lines: list[Line] = []
    say(f"{'rows':>9} {'what':<10}" + "".join(f"{name:>10}" for name in names))
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, options.sizes.split(",")):
            path = Path(folder) / f"{size}.db"
            build(path, size)
            kinds = ["bare", "grid", *(["table"] if size <= TABLE_LIMIT else [])]
            runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
            for _ in range(options.repeat):
                for kind in kinds:
                    runs[kind].append(run(kind, path, options.keys))
            middle = {kind: _middle(runs[kind], names) for kind in kinds}
            for kind, found in middle.items():
                say(f"{size:>9} {kind:<10}" + "".join(f"{found.get(name, float('nan')):>10.1f}" for name in names))
            lines += _lines(size, middle)
            path.unlink()
    return finish(lines)


def _middle(runs: Sequence[Mapping[str, float]], names: Sequence[str]) -> dict[str, float]:
    """The medians of one contestant."""
    return {name: statistics.median(each[name] for each in runs) for name in names if name in runs[0]}


def _lines(size: int, middle: Mapping[str, Mapping[str, float]]) -> list[Line]:
    ours, bare, table = middle["grid"], middle["bare"], middle.get("table")
    rows = f"{size:,} rows".replace(",", " ")
    peer = f"; DataTable {table['page']:.1f} ms" if table else ""
    lines = [Line(f"page key in a list of {rows}", ours["page"], "ms", f"CPU {ours['page_cpu']:.1f} ms{peer}", 16)]
    if size == LARGEST:
        lines += [
            Line(f"list of {rows} opens", ours["open"] / 1000, "s", f"bare Textual app {bare['open'] / 1000:.2f} s", 1),
            Line(f"list of {rows} complete", ours["complete"] / 1000, "s", f"opened in {ours['open'] / 1000:.2f} s"),
            Line(f"memory with a list of {rows}", ours["mb"], "MB", f"bare Textual app {bare['mb']:.0f} MB"),
        ]
    return lines


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main())
