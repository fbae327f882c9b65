"""Search keystroke to screen in the register, beside Textual's own floor and a LIKE search on the same file.

    python benchmarks/search.py [--sizes 100000,1000000] [--repeat 5]

* floor   a key typed into an Input that copies it to a Static: key event to painted frame
* key     a key typed into the search box of the register: key event to the frame that shows the new list
* like    only the query `name LIKE '%…%' LIMIT 256` for the same text, without any screen

Each text is typed key by key; figures are the median and the worst key in milliseconds. Limits: median ≤ 45 at
100 000 enterprises, ≤ 70 at 1 000 000.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from county import FIRST, SECOND, TOWNS, TRADES, code, directories
from table import AS_JSON, Line, finish, say

TEXTS = ("宏盛煤业", "鑫", "化工", "4100000", "ylhg", "示例县金")
BATCH = 50_000


def build(folder: Path, size: int) -> Any:
    """A store with `size` enterprises and their search words; no history, which search never reads."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.store import search
    from ajx_tui.store.database import Store
    from ajx_tui.store.ulid import new_ulids

    store = Store.open(folder / "db" / "ajx.db")
    chance, kind = random.Random(7), KINDS["enterprise"]
    with store.unit("基准", "建立企业") as unit:
        directories(unit)
        unit.insert(KINDS["office"], {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
        for start in range(0, size, BATCH):
            rows = []
            for number in range(start, min(start + BATCH, size)):
                firm = f"示例县{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(TRADES)}{number}有限公司"
                rows.append((number + 1, firm, code(number), 1 + number % 9, chance.choice(TOWNS)))
            unit.conn.executemany(
                "INSERT INTO enterprise (id, uid, name, credit_code, sector_id, township, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, '2026', '2026')",
                [(row[0], uid, *row[1:]) for row, uid in zip(rows, new_ulids(len(rows)), strict=True)],
            )
            search.index_rows(unit.conn, kind, [(r[0], {"name": r[1], "credit_code": r[2]}) for r in rows])
    store.optimise()
    return store


async def keys(app: Any, shown: asyncio.Event, type_key: Any) -> list[float]:
    """Milliseconds of every key of every text; `shown` is set by the frame that answers a key."""
    times = []
    for text in TEXTS:
        for character in text:
            shown.clear()
            started = time.perf_counter()
            type_key(character)
            await asyncio.wait_for(shown.wait(), 30)
            times.append((time.perf_counter() - started) * 1000)
            # The rest of a long list is read after the frame; a person's next key comes later than that.
            await asyncio.sleep(0.12)
        type_key("")
        await asyncio.sleep(0.4)
    return times


async def floor() -> list[float]:
    """Textual alone."""
    from textual import events
    from textual.app import App, ComposeResult
    from textual.widgets import Input, Static

    shown = asyncio.Event()

    class Bare(App[None]):
        armed = False

        def compose(self) -> ComposeResult:
            yield Input()
            yield Static()

        def on_input_changed(self, event: Input.Changed) -> None:
            self.query_one(Static).update(event.value)
            self.armed = True

        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            if self.armed and renderable is not None:
                self.armed = False
                shown.set()

    app = Bare()

    def type_key(character: str) -> None:
        if character:
            app.post_message(events.Key(character, character))
        else:
            app.query_one(Input).value = ""

    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        return await keys(app, shown, type_key)


async def program(store: Any) -> list[float]:
    """The register of the program."""
    from textual import events
    from textual.widgets import Input

    from ajx_tui.services.session import Session
    from ajx_tui.ui.app import AjxApp
    from ajx_tui.ui.widgets.record_grid import RecordGrid

    shown = asyncio.Event()

    class Watched(AjxApp):
        armed = False

        def _display(self, screen: Any, renderable: Any) -> None:
            super()._display(screen, renderable)
            if self.armed and renderable is not None:
                self.armed = False
                shown.set()

    app = Watched(Session(store))
    original = RecordGrid.replace

    def replaced(self: Any, *args: Any, **named: Any) -> None:
        original(self, *args, **named)
        app.armed = True

    RecordGrid.replace = replaced  # type: ignore[method-assign]

    def type_key(character: str) -> None:
        if character:
            app.post_message(events.Key(character, character))
        else:
            app.screen.query_one("#search", Input).value = ""

    try:
        async with app.run_test(size=(120, 36)) as pilot:
            await app.records_loaded()
            await pilot.app.workers.wait_for_complete()
            app.open_room("2")
            await pilot.pause(0.5)
            await pilot.press("ctrl+f")
            await pilot.pause(0.5)
            return await keys(app, shown, type_key)
    finally:
        RecordGrid.replace = original  # type: ignore[method-assign]


def like(store: Any) -> list[float]:
    """The obvious query, without a screen."""
    times = []
    for text in TEXTS:
        for end in range(1, len(text) + 1):
            started = time.perf_counter()
            store.read(
                "SELECT id FROM enterprise WHERE deleted_at IS NULL AND (name LIKE ? OR credit_code LIKE ?)"
                " ORDER BY id LIMIT 256",
                (f"%{text[:end]}%", f"%{text[:end]}%"),
            )
            times.append((time.perf_counter() - started) * 1000)
    return times


def main() -> int:
    """Measure every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    lines = []
    say(f"{'enterprises':>11} {'what':<7}{'median':>9}{'worst':>9}")
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            store = build(Path(folder), size)
            runs: dict[str, list[float]] = {"floor": [], "key": [], "like": []}
            for _ in range(options.repeat):
                runs["floor"] += asyncio.run(floor())
                runs["key"] += asyncio.run(program(store))
                runs["like"] += like(store)
            store.close()
        for name, times in runs.items():
            say(f"{size:>11} {name:<7}{statistics.median(times):>9.1f}{max(times):>9.1f}")
        middle = {name: statistics.median(times) for name, times in runs.items()}
        beside = f"Textual's own {middle['floor']:.0f} ms; LIKE, no screen, up to {max(runs['like']):.0f} ms"
        what = f"search key to screen, {size:,} enterprises".replace(",", " ")
        lines.append(Line(what, middle["key"], "ms", beside, 45 if size <= 100_000 else 70))
    return finish(lines)


if __name__ == "__main__":
    sys.exit(main())
