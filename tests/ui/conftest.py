"""A session on a small county, fresh for every test; and no sleep longer than the app has something to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import settling
import textual.app
import textual.pilot
from ui_county import session_in

from ajx_tui.services.session import Session
from cheap import put_away


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The county, open for writing."""
    made = session_in(tmp_path)
    yield made
    put_away(made.store)


@pytest.fixture(scope="session", autouse=True)
def _short_waits() -> Iterator[None]:
    """Keys and pauses wait by the event loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textual.app, "wait_for_idle", settling.wait_for_idle)
        patch.setattr(textual.pilot, "wait_for_idle", settling.wait_for_idle)
        yield
