"""The practice county's spreadsheets in whatever order: the same county in the end, or a clear word why not."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from import_lists import why

from ajx_tui.progress import run
from ajx_tui.services import demo, imports
from ajx_tui.services.figures import figures
from ajx_tui.services.session import Session
from ajx_tui.services.stats import stats_json
from ajx_tui.store.database import Store

EXPECTED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "county-a.json").read_text(encoding="utf-8")
)
NUMBERS = sorted(EXPECTED.keys() & {
    "enterprises_accepted", "projects_accepted", "coverage", "uninsured_due_objects", "headcount_short",
    "headcount_unknown", "below_floor", "overlapping", "commission_over_5_percent", "ended_early",
    "policies_accepted", "premium_yuan_all_policies", "visits_accepted", "visits_unconfirmed", "hazards", "claims",
})  # fmt: skip
FOLDER = Path(str(files("ajx_tui") / "demo"))
FILES = sorted(p for p in FOLDER.iterdir() if p.suffix in (".xlsx", ".csv"))


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    store = Store.open(tmp_path / "home" / "db" / "ajx.db")
    session = Session(store)
    demo._prepare(session)
    yield session
    store.close()


def take(session: Session, paths: Sequence[Path]) -> list[imports.FileResult]:
    return run(imports.run(session, [imports.plan(session, path) for path in paths]))


def agrees(session: Session) -> None:
    found = stats_json(figures(session.store, EXPECTED["as_of"]))
    for name in NUMBERS:
        told = EXPECTED[name]
        here = {k: found[name].get(k) for k in told} if isinstance(told, dict) else found[name]
        assert here == told, name


def named(*starts: str) -> list[Path]:
    return [path for start in starts for path in FILES if path.name.startswith(start)]


def test_all_at_once_in_any_order(empty: Session) -> None:
    shuffled = FILES[:]
    random.Random(11).shuffle(shuffled)
    take(empty, shuffled)
    agrees(empty)


def test_the_same_files_again_and_one_of_them_twice_change_nothing(empty: Session) -> None:
    take(empty, FILES[::-1])
    again = take(empty, [*FILES, FILES[4]])
    assert all(not one.new_ids and not one.changed for result in again for one in result.lists)
    assert [result for result in again if why(result)] != [], "refused rows are refused again"
    agrees(empty)


def test_one_by_one_against_the_order_says_what_is_missing_and_comes_right(empty: Session) -> None:
    """Visits before policies, policies before enterprises: refused rows name the missing record and what to do."""
    for path in named("08", "07", "06", "05"):
        (result,) = take(empty, [path])
        told = why(result)
        assert told and not any(one.new_ids for one in result.lists), path.name
        lacking = [text for text in told.values() if "查不到" in text and "请先登记或导入" in text]
        assert len(lacking) >= len(told) - 1, (path.name, set(told.values()) - set(lacking))
    for path in named("03", "04", "02", "01", "03", "05", "06", "07", "08"):
        take(empty, [path])
    agrees(empty)
