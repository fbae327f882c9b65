"""From any record down to what hangs on it, up to its enterprise, and found by its words."""

from __future__ import annotations

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.store import related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery, all_ids


@pytest.fixture
def county(store: Store) -> Store:
    """Three enterprises with a chain below the first two."""
    with store.unit("甲", "测试") as unit:
        unit.insert(KINDS["sector"], {"title": "煤矿", "due_unit": "enterprise"})
        names = ("宏盛煤业", "鑫源煤业", "恒通化工")
        unit.insert_many(KINDS["enterprise"], [{"name": n, "sector_id": 1} for n in names])
        unit.insert_many(KINDS["insured_object"], [{"enterprise_id": i, "type": "enterprise"} for i in (1, 2, 3)])
        unit.insert_many(
            KINDS["policy"],
            [{"number": f"PZ2026{i}", "enterprise_id": i, "object_id": i, "start_on": "2026-01-01",
              "end_on": "2026-12-31"} for i in (1, 2)],
        )  # fmt: skip
        unit.insert_many(
            KINDS["visit"], [{"number": f"FW{i}", "policy_id": i, "visited_on": "2026-05-01"} for i in (1, 2)]
        )
        unit.insert_many(
            KINDS["hazard"],
            [{"visit_id": 1, "description": "未接地"}, {"visit_id": 2, "description": "未接地"},
             {"visit_id": 1, "description": "未审批"}],
        )  # fmt: skip
    return store


def test_up_and_down(county: Store) -> None:
    path = related.path_up("hazard", "enterprise")
    assert path == ("visit_id", "policy_id", "enterprise_id")
    assert related.ids_below(county, KINDS["hazard"], path, 1) == [3, 1]
    assert related.ids_below(county, KINDS["hazard"], path, 3) == []
    assert related.path_up("enterprise", "enterprise") == ()
    assert related.path_up("insurer", "enterprise") is None
    found = related.enterprises_of(county, KINDS["hazard"], [1, 2, 3])
    assert found == {1: (1, "宏盛煤业"), 2: (2, "鑫源煤业"), 3: (1, "宏盛煤业")}
    assert related.enterprises_of(county, KINDS["insurer"], [1]) == {}


def test_deleted_records_between_hide_what_is_below(county: Store) -> None:
    with county.unit("甲", "测试") as unit:
        unit.delete(KINDS["visit"], 1, "试")
    assert related.ids_below(county, KINDS["hazard"], ("visit_id", "policy_id", "enterprise_id"), 1) == []


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("hazard", "宏盛", [1, 3]), ("hazard", "hsmy", [1, 3]), ("hazard", "接地", [1, 2]),
        ("hazard", "宏盛 接地", [1]), ("hazard", "PZ20262", [2]), ("visit", "鑫源", [2]),
        ("policy", "煤业 20261", [1]), ("enterprise", "煤业", [1, 2]),
        ("enterprise", "宏盛 恒通", []),
    ],
)  # fmt: skip
def test_found_by_the_words_of_the_parents(county: Store, kind: str, text: str, found: list[int]) -> None:
    assert list(all_ids(county, ListQuery(kind, text=text))) == found


@pytest.mark.parametrize("text", ["煤业", "宏", "hs", "恒通", "没有", "!!", ""])
def test_first_hits_are_the_start_of_all_hits(county: Store, text: str) -> None:
    for conditions in ((), (Condition("name", "contains", "鑫"),)):
        query = ListQuery("enterprise", text=text, conditions=conditions)
        for limit in (0, 1, 2, 50):
            assert list(all_ids(county, query, limit)) == list(all_ids(county, query))[:limit]


def test_conditions_on_empty_and_open_fields(county: Store) -> None:
    with county.unit("甲", "测试") as unit:
        unit.update(KINDS["hazard"], 1, {"rectified_on": "2026-06-01"})
        unit.update(KINDS["hazard"], 2, {"rectified_on": "2026-08-01"})
    still = ListQuery("hazard", conditions=(Condition("rectified_on", "open", "2026-07-01"),))
    assert list(all_ids(county, still)) == [2, 3]
    either = ListQuery("hazard", conditions=(Condition("rectified_on", "in", ("2026-06-01", None)),))
    assert list(all_ids(county, either)) == [1, 3]
