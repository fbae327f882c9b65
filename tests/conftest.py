"""For every test: passwords and new databases cost next to nothing, because they are the matter of few tests only; and
garbage is looked for seldom, because every app on a screen makes much that stays until it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import cheap

gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _cheap_secrets() -> Iterator[None]:
    """Argon2id with the least work that libsodium accepts."""
    from ajx_tui.services import accounts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "PASSES", 1)
        patch.setattr(accounts, "MEMORY", 8192)
        nobodys = "$argon2id$v=19$m=8,t=1,p=1$ptMaMw4BifY14NqRJK+P9A$1CFHmnbI94R7RGUOd7h2BSDfSRBCyOvUPsthiGIgjZo"
        patch.setattr(accounts, "NOBODYS", nobodys)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_databases() -> Iterator[None]:
    """Copies of an empty database, and no wait for the disk."""
    with cheap.databases():
        yield
