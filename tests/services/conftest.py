"""Fixtures of the service tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    store = Store.open(tmp_path / "home" / "db" / "ajx.db")
    session = Session(store)
    packs.seed(session)
    yield County(session, count(1))
    store.close()
