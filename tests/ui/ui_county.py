"""A small county for screen tests, with one hostile record of every kind, and what tests ask of a running app."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.ui.app import AjxApp

AS_OF = date(2026, 10, 31)
WIDE, NARROW = (120, 36), (80, 24)
HOSTILE = "坏[/甲][red]\t制表\n换行𠮷零\u200b宽=1+1\x1b[2J"
LONG = HOSTILE + "长" * 60
CODES = ("91410000000000001M", "91410000000000002Q", "91410000000000003U")
"""Credit codes of the first three enterprises; the check characters are right."""


@lru_cache(maxsize=1)
def _template() -> Path:
    """The database every test starts from, built once."""
    path = Path(mkdtemp(prefix="ajx-ui-")) / "db" / "ajx.db"
    store = Store.open(path)
    session = Session(store, "张三")
    packs.seed(session)
    with store.unit("张三", "建立测试县") as unit:
        unit.insert(KINDS["office"], {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
        sectors = dict(store.read("SELECT title, id FROM sector"))
        unit.insert_many(KINDS["insurer"], [{"name": "甲财产保险示例支公司"}, {"name": HOSTILE}])
        unit.insert_many(KINDS["service_body"], [{"name": "示例安全技术公司"}, {"name": HOSTILE}])
        firms = [
            ("示例县宏盛煤业有限公司", CODES[0], "煤矿", "active"),
            ("示例县鑫源煤业有限公司", CODES[1], "煤矿", "active"),
            ("示例县恒通化工有限公司", CODES[2], "危险化学品", "active"),
            ("示例县金鼎采石场", None, "非煤矿山", "stopped"),
            (LONG, None, "煤矿", "active"),
        ]
        ids = unit.insert_many(
            KINDS["enterprise"],
            [
                {"name": n, "credit_code": c, "no_code_reason": None if c else "筹建", "sector_id": sectors[s],
                 "status": st, "township": "城关镇", "headcount": 50, "note": HOSTILE if n is LONG else None}
                for n, c, s, st in firms
            ],
        )  # fmt: skip
        objects = unit.insert_many(
            KINDS["insured_object"],
            [*({"enterprise_id": i, "type": "enterprise"} for i in ids),
             {"enterprise_id": 5, "type": "project", "code": HOSTILE, "name": HOSTILE}],
        )  # fmt: skip
        policies = [("PZ20260001", 1, "2026-02-01", "2027-01-31"), ("PZ20260003", 3, "2025-11-05", "2026-11-04"),
                    (HOSTILE, 5, "2026-02-01", "2027-01-31")]  # fmt: skip
        unit.insert_many(
            KINDS["policy"],
            [{"number": n, "enterprise_id": e, "object_id": objects[e - 1], "insurer_id": 2 if e == 5 else 1,
              "start_on": a, "end_on": b, "headcount": 50, "limit_person": 40_000_000, "premium": 1_234_500,
              "promised_visits": 4, "note": HOSTILE if e == 5 else None} for n, e, a, b in policies],
        )  # fmt: skip
        unit.insert_many(
            KINDS["visit"],
            [{"number": "FW00001", "policy_id": 1, "visited_on": "2026-09-01", "confirmed": 0, "staff": "赵某"},
             {"number": HOSTILE, "policy_id": 3, "visited_on": "2026-09-02", "staff": HOSTILE, "process": HOSTILE}],
        )  # fmt: skip
        unit.insert_many(
            KINDS["hazard"],
            [{"visit_id": 1, "description": "配电箱未接地", "level": "general", "due_on": "2026-10-01",
              "found_on": "2026-09-01"},
             {"visit_id": 2, "description": HOSTILE, "level": "major", "found_on": "2026-09-02"}],
        )  # fmt: skip
        unit.insert_many(
            KINDS["claim"],
            [{"number": "LP00001", "policy_id": 1, "happened_on": "2026-08-01", "settled": 12_000_000},
             {"number": HOSTILE, "policy_id": 3, "accident": HOSTILE}],
        )  # fmt: skip
        unit.insert(KINDS["department"], {"name": HOSTILE, "duty": HOSTILE})
        unit.insert(KINDS["sector"], {"title": HOSTILE[:20], "due_unit": "enterprise", "basis": HOSTILE})
        unit.insert(KINDS["promised_service"], {"policy_id": 3, "item": HOSTILE, "times": 2})
        unit.set_setting("demo", True)
    store.optimise()
    store.close()
    return path


def session_in(folder: Path) -> Session:
    """A session on a fresh copy of the county in `folder`."""
    path = folder / "db" / "ajx.db"
    path.parent.mkdir(parents=True)
    shutil.copy(_template(), path)
    return Session(Store.open(path), "张三")


@asynccontextmanager
async def running(
    session: Session, size: tuple[int, int] = WIDE, day: date | None = AS_OF
) -> AsyncIterator[tuple[AjxApp, Pilot[None]]]:
    """The app on a session, ready for keys."""
    app = AjxApp(session, as_of=day)
    async with app.run_test(size=size, notifications=True) as pilot:
        await app.records_loaded()
        await settled(pilot)
        yield app, pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until workers are done and everything is drawn."""
    await pilot.pause()
    for _ in range(20):
        if not pilot.app.workers:
            break
        try:
            await pilot.app.workers.wait_for_complete()
            break
        except WorkerCancelled:  # a newer worker took its place: that one is waited for next
            await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they set off."""
    await pilot.press(*keys)
    await settled(pilot)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text as an input method sends it, one character at a time."""
    await press(pilot, *text)


def screen_lines(app: AjxApp) -> list[str]:
    """What a person sees, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def screen_text(app: AjxApp) -> str:
    """What a person sees, as one text."""
    return "\n".join(screen_lines(app))


def value(session: Session, sql: str, *parameters: object) -> object:
    """The first value of a query."""
    rows = session.store.read(sql, parameters)
    return rows[0][0] if rows else None
