"""What a list shows where a field is left to the record above it."""

from __future__ import annotations

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery, all_ids, inherited, rows

OBJECT = KINDS["insured_object"]


@pytest.fixture
def county(store: Store) -> Store:
    """A mine and a works with one object each that says nothing of its own, and a project in another township."""
    with store.unit("甲", "测试") as unit:
        for title in ("煤矿", "危险化学品"):
            unit.insert(KINDS["sector"], {"title": title, "due_unit": "enterprise"})
        unit.insert(KINDS["enterprise"], {"name": "宏盛煤业", "sector_id": 1, "township": "石桥乡"})
        unit.insert(
            KINDS["enterprise"], {"name": "恒通化工", "sector_id": 2, "township": "城关镇", "status": "stopped"}
        )
        for owner in (1, 2):
            unit.insert(OBJECT, {"enterprise_id": owner, "type": "enterprise"})
        unit.insert(
            OBJECT, {"enterprise_id": 1, "type": "project", "code": "SG1", "name": "一期", "township": "城关镇"}
        )
    return store


def test_an_empty_field_shows_that_of_the_enterprise(county: Store) -> None:
    assert rows(county, OBJECT, ["sector_id", "township", "status"], [1, 2, 3]) == {
        1: ["煤矿", "石桥乡", "active"],
        2: ["危险化学品", "城关镇", "stopped"],
        3: ["煤矿", "城关镇", "active"],
    }


def test_filters_and_order_take_it_too(county: Store) -> None:
    def found(condition: Condition) -> list[int]:
        return list(all_ids(county, ListQuery("insured_object", conditions=(condition,))))

    assert found(Condition("sector_id", "=", 1)) == [1, 3]
    assert found(Condition("township", "in", ("城关镇",))) == [2, 3]
    assert found(Condition("township", "empty")) == []
    assert list(all_ids(county, ListQuery("insured_object", sort="township"))) == [2, 3, 1]
    assert list(all_ids(county, ListQuery("insured_object", sort="sector_id", descending=True)))[-1] == 2


def test_the_page_of_a_record_says_whose_value_it_is(county: Store) -> None:
    empty = {"sector_id": None, "township": "城关镇", "status": "stopped", "status_on": None}
    assert inherited(county, OBJECT, 3, empty) == {"sector_id": "煤矿（随企业）"}
    assert inherited(county, KINDS["enterprise"], 1, {"township": None}) == {}


def test_what_is_stored_stays_empty(county: Store) -> None:
    assert county.read("SELECT count(*) FROM insured_object WHERE sector_id IS NULL")[0][0] == 3
