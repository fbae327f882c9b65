"""Search after the tokeniser changed: nothing is missed silently, and stopping half-way leaves the old index."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import LockedError
from ajx_tui.progress import run
from ajx_tui.store import reindex, search
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery, all_ids

SECTOR, DEPARTMENT = KINDS["sector"], KINDS["department"]
SAMPLE = ("示例县长垣浚县尉氏重庆银行煤业有限公司", "PZ2026-4100 000034", "ＡＢＣ（集团）", "乐亭行", "𠮷野", "é́")


def digest() -> str:
    """What the tokeniser makes of a sample, pinyin readings included."""
    made = [
        search.words_of(SECTOR, {"title": text}) + "|" + search.initials_of(SECTOR, {"title": text}) for text in SAMPLE
    ]
    return hashlib.sha256("\n".join(made).encode()).hexdigest()[:16]


def found(store: Store, text: str) -> list[int]:
    return list(all_ids(store, ListQuery("sector", text)))


@pytest.fixture
def filled(store: Store) -> Store:
    with store.unit("甲", "试") as unit:
        unit.insert_many(
            SECTOR, [{"title": title, "due_unit": "enterprise"} for title in ("煤矿", "非煤矿山", "金属冶炼")]
        )
        unit.delete(SECTOR, 3, "试")
    return store


def test_the_version_is_raised_with_every_change_of_the_tokens() -> None:
    """When this fails, raise `search.TOKENISER` and put the new pair here: old indexes are then made anew."""
    assert (search.TOKENISER, digest()) == (1, "16e793359023edf2")


def test_a_fresh_database_is_up_to_date(store: Store) -> None:
    assert reindex.outdated(store.conn) == []


def test_an_index_of_another_version_is_made_anew(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(filled, "煤矿") == [1, 2]
    monkeypatch.setattr(search, "TOKENISER", 2)
    monkeypatch.setattr(search, "tokens", lambda text: " ".join(f"x{c}" for c in text))
    monkeypatch.setattr(search, "match_expression", lambda text: None)
    monkeypatch.setattr("ajx_tui.store.lists.match_expression", lambda text: " AND ".join(f"x{c}" for c in text))
    assert found(filled, "煤矿") == []
    assert [k.name for k in reindex.outdated(filled.conn)] == [k.name for k in KINDS.values() if k.search]
    assert run(reindex.rebuild(filled, reindex.outdated(filled.conn))) == 2
    assert reindex.outdated(filled.conn) == []
    assert found(filled, "煤矿") == [1, 2]
    assert found(filled, "冶炼") == []


def test_only_kinds_whose_columns_changed_are_outdated(filled: Store) -> None:
    filled.conn.execute("UPDATE search_made SET version = '1:name:name' WHERE kind = 'sector'")
    filled.conn.execute("DELETE FROM search_made WHERE kind = 'department'")
    assert {k.name for k in reindex.outdated(filled.conn)} == {"sector", "department"}


def test_stopping_half_way_leaves_the_old_index_and_its_version(filled: Store) -> None:
    filled.conn.execute("UPDATE search_made SET version = 'old'")
    job = reindex.rebuild(filled, [SECTOR, DEPARTMENT])
    next(job)
    assert filled.conn.in_transaction
    job.close()
    assert not filled.conn.in_transaction
    assert found(filled, "煤矿") == [1, 2]
    assert SECTOR in reindex.outdated(filled.conn)


def test_who_may_only_look_rebuilds_nothing(filled: Store, path: Path) -> None:
    second = Store.open(path)
    with pytest.raises(LockedError):
        run(reindex.rebuild(second))
    second.close()
