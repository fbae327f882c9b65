"""README's table of demands, walked line by line: each page opens and each command works on the practice county."""

from __future__ import annotations

import re
import shlex
import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ui_county import press, running, screen_text

from ajx_tui.cli import run
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run as finish
from ajx_tui.services import demo
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (M\d+) \| (.+?) \| (\d) (.+?) \| `ajx (.+?)` \|$", README, re.M)


@lru_cache(maxsize=1)
def _county() -> Path:
    """A home with the practice county, built once."""
    home = Path(mkdtemp(prefix="ajx-demands-"))
    store = Store.open(home / "db" / "ajx.db")
    finish(demo.build(Session(store)))
    store.close()
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    (tmp_path / "db").mkdir()
    shutil.copy(_county() / "db" / "ajx.db", tmp_path / "db" / "ajx.db")
    return tmp_path


def test_every_demand_has_its_line() -> None:
    assert [row[0] for row in ROWS] == [f"M{n}" for n in range(1, 21)]


@pytest.mark.parametrize("command", sorted({row[4] for row in ROWS}))
def test_every_command_works(home: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    arguments = shlex.split(command)
    assert run([*arguments, "--home", str(home)]) in (0, 3)
    if arguments[0] == "export":
        assert list((home / "exports").iterdir())
    if arguments[0] == "template":
        assert next(home.glob("*导入模板.xlsx")).stat().st_size > 5_000


async def test_every_page_opens(home: Path) -> None:
    kinds = {kind.title: kind.name for kind in KINDS.values()}
    session = Session(Store.open(home / "db" / "ajx.db"))
    async with running(session) as (app, pilot):
        for number, _, room, titles, _ in ROWS:
            for title in titles.split("、"):
                await press(pilot, room)
                if title in kinds:
                    app.show_list(ListQuery(kinds[title]))
                    await press(pilot)
                assert app.current_mode == room, number
                assert title in screen_text(app), number
    session.store.close()
