"""Writing very many rows: what is put off is made up for, and nothing of it stays when the work is given up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services.doctor import examine
from ajx_tui.store import bulk, search
from ajx_tui.store.bulk import Bulk
from ajx_tui.store.database import Store
from ajx_tui.store.search import match_expression

KIND = KINDS["enterprise"]
TABLES = ("enterprise", "history")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(bulk, "WORTH_IT", 3)
    opened = Store.open(tmp_path / "ajx.db")
    with opened.unit("试验", "建立") as unit:
        unit.insert(KINDS["sector"], {"title": "煤矿", "due_unit": "enterprise"})
        unit.insert(KIND, {"name": "示例老矿有限公司", "sector_id": 1, "township": "城关镇"})
    yield opened
    opened.close()


def rows(count: int, start: int = 0) -> list[dict[str, str | int | None]]:
    dice = random.Random(start)
    return [
        {"name": f"示例{dice.choice('宏盛恒鑫')}{n}重庆煤业有限公司", "sector_id": 1, "township": "城关镇"}
        for n in range(start, start + count)
    ]


def indexes(store: Store) -> list[tuple[str, str]]:
    return store.read("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")


def found(store: Store, text: str) -> int:
    sql = "SELECT count(*) FROM enterprise_search WHERE enterprise_search MATCH ?"
    return int(store.read(sql, (match_expression(text),))[0][0])


TEXTS = st.none() | st.text(st.sampled_from("示例县长重行单中牟有限公司ⅣＡ１ß_·-\n\x85 \u0301é𠮷ab0ς")) | st.text()


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"name": TEXTS, "credit_code": TEXTS, "note": TEXTS})))
def test_words_of_many_records_are_those_of_each(records: list[dict[str, str | None]]) -> None:
    numbered = list(enumerate(records, 1))
    assert search.entries_of_many(KIND, numbered) == list(search.entries(KIND, numbered))


def test_indexes_and_search_are_there_at_the_end(store: Store) -> None:
    before = indexes(store)
    with store.unit("试验", "导入") as unit:
        work = Bulk(unit, TABLES, 40)
        for start in (0, 20):
            unit.insert_many(KIND, rows(20, start))
        assert not unit.conn.execute("SELECT name FROM sqlite_schema WHERE name = 'enterprise_by_name'").fetchall()
        assert list(work.finish())
        unit.insert(KIND, {"name": "示例后来有限公司", "sector_id": 1, "township": "城关镇"})
    assert indexes(store) == before
    assert (found(store, "重庆煤业"), found(store, "cqmy"), found(store, "后来"), found(store, "老矿")) == (
        40,
        40,
        1,
        1,
    )
    path = store.path
    store.close()
    assert run(examine(path)).findings == []


def test_work_given_up_leaves_everything_as_it_was(store: Store) -> None:
    before, entries = indexes(store), store.revision()
    with pytest.raises(RuntimeError), store.unit("试验", "导入") as unit:
        work = Bulk(unit, TABLES, 40)
        unit.insert_many(KIND, rows(40))
        for _ in work.finish():
            raise RuntimeError
    assert indexes(store) == before and store.revision() == entries
    assert (found(store, "重庆煤业"), found(store, "老矿")) == (0, 1)
    with store.unit("试验", "再来") as unit:
        unit.insert_many(KIND, rows(2))
    assert found(store, "重庆煤业") == 2


def test_a_few_rows_are_written_the_usual_way(store: Store) -> None:
    with store.unit("试验", "导入") as unit:
        work = Bulk(unit, TABLES, 2)
        unit.insert_many(KIND, rows(2))
        assert unit.conn.execute("SELECT name FROM sqlite_schema WHERE name = 'enterprise_by_name'").fetchall()
        assert list(work.finish()) == []
    assert found(store, "重庆煤业") == 2
