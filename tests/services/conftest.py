"""Fixtures of the service tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.progress import run
from ajx_tui.services import demo, packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from cheap import put_away


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    store = Store.open(tmp_path / "home" / "db" / "ajx.db")
    session = Session(store)
    packs.seed(session)
    yield County(session, count(1))
    put_away(store)


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice county's database beside its attachments, built once and closed; to be copied, never opened."""
    path = tmp_path_factory.mktemp("practice") / "db" / "ajx.db"
    store = Store.open(path)
    run(demo.build(Session(store)))
    store.close()
    return path


@pytest.fixture
def practised(practice_file: Path, tmp_path: Path) -> Iterator[Session]:
    """A copy of the practice county that a test may change."""
    path = tmp_path / "db" / "ajx.db"
    shutil.copytree(practice_file.parent, path.parent)
    store = Store.open(path)
    yield Session(store)
    put_away(store)
