"""Insured objects of several types in one list: written out and read back whole, into the same county and a new one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from import_lists import everything, take, why
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import layouts, packs
from ajx_tui.services.layouts import Order
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery

DAY = date(2026, 10, 31)
TYPES = ["enterprise", "enterprise", "project", "licence", "vessel"]


@pytest.fixture
def mixed(county: County) -> County:
    first = county.firm(
        "甲厂", township="东镇", headcount=30, status="停产", status_on="2026-05-01", status_proof="报告"
    )
    second = county.firm("乙厂", township="西镇")
    term = {"start_on": "2026-01-01", "end_on": "2027-01-01", "cost": "100万元"}
    county.add("insured_object", enterprise_id=first, type="project", code="SG1", name="一号工程", **term)
    county.add("insured_object", enterprise_id=first, type="licence", code="XK1", name="采矿许可", township="北镇")
    county.add("insured_object", enterprise_id=second, type="vessel", code="豫渔001", name="渔船一号", headcount=5)
    return county


def _files(county: County, folder: Path) -> list[Path]:
    made = []
    for name in ("insured_object", "enterprise"):
        path = folder / f"{name}.xlsx"
        run(layouts.export(county.session, Order(layouts.whole(KINDS[name]), DAY, ListQuery(name)), path))
        made.append(path)
    return made


def _objects(session: Session) -> list[dict[str, object]]:
    return [dict(values) for values in everything(session, "insured_object")]


def test_the_whole_register_comes_back_unchanged(mixed: County, tmp_path: Path) -> None:
    before, firms = _objects(mixed.session), everything(mixed.session, "enterprise")
    results = take(mixed.session, *_files(mixed, tmp_path))
    assert [one.list_name for result in results for one in result.lists] == ["insured_object", "enterprise"]
    for result in results:
        assert why(result) == {}
        for one in result.lists:
            assert (one.new_ids, one.changed, one.duplicates) == ((), 0, {})
    assert _objects(mixed.session) == before and everything(mixed.session, "enterprise") == firms


def test_a_new_county_gets_every_type_and_what_objects_inherit_stays_inherited(mixed: County, tmp_path: Path) -> None:
    paths = _files(mixed, tmp_path)
    store = Store.open(tmp_path / "new" / "db" / "ajx.db")
    fresh = Session(store)
    packs.seed(fresh)
    take(fresh, *paths)
    assert [one["type"] for one in _objects(fresh)] == TYPES
    assert _objects(fresh) == _objects(mixed.session)
    store.close()


def test_a_list_of_one_type_is_still_that_list(mixed: County, tmp_path: Path) -> None:
    path = tmp_path / "工程.xlsx"
    order = Order(layouts.whole(KINDS["insured_object"]), DAY, ListQuery("insured_object", ids=(3,)))
    run(layouts.export(mixed.session, order, path))
    (result,) = take(mixed.session, path)
    assert [one.list_name for one in result.lists] == ["project"] and why(result) == {}
