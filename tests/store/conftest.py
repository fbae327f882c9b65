"""A store in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ajx_tui.store.database import Store
from cheap import none_of_it


@pytest.fixture(scope="module", autouse=True)
def _as_in_life() -> Iterator[None]:
    """Databases are what these tests are about."""
    with none_of_it():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db" / "ajx.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path)
    yield opened
    opened.close()
