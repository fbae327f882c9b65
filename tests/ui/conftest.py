"""A session on a small county, fresh for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_county import session_in

from ajx_tui.services.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The county, open for writing."""
    made = session_in(tmp_path)
    yield made
    made.store.close()
