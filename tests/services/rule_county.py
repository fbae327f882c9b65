"""A county of a few records, each there for one rule. Written through the unit of work like any other data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

DAY = "2026-10-31"


class County:
    """A store with helpers that add one record each and return its id."""

    def __init__(self, session: Session) -> None:
        self.session, self.store = session, session.store
        self.sectors = dict(self.store.read("SELECT title, id FROM sector"))
        self.departments = dict(self.store.read("SELECT name, id FROM department"))

    def add(self, kind: str, **values: Value) -> int:
        with self.session.unit("试验数据") as unit:
            return unit.insert(KINDS[kind], values)

    def change(self, kind: str, record_id: int, **values: Value) -> None:
        with self.session.unit("试验数据") as unit:
            unit.update(KINDS[kind], record_id, values)

    def delete(self, kind: str, record_id: int) -> None:
        with self.session.unit("试验数据") as unit:
            unit.delete(KINDS[kind], record_id, "试验")

    def enterprise(self, name: str, sector: str = "非煤矿山", **values: Value) -> tuple[int, int]:
        """An enterprise and its own object: (enterprise id, object id)."""
        given = {"township": "城关镇", "headcount": 50, "phone": "0370-0000000", "principal": "示例甲", **values}
        enterprise = self.add("enterprise", name=name, sector_id=self.sectors[sector], no_code_reason="试验", **given)
        return enterprise, self.add("insured_object", enterprise_id=enterprise, type="enterprise")

    def policy(self, number: str, enterprise: int, obj: int, **values: Value) -> int:
        """A sound policy in force on DAY unless values say otherwise."""
        given = {
            "start_on": "2026-01-01", "end_on": "2026-12-31", "headcount": 50, "limit_person": 50_000_000,
            "premium": 1_000_000, "promised_visits": 0, **values,
        }  # fmt: skip
        return self.add("policy", number=number, enterprise_id=enterprise, object_id=obj, **given)


@contextmanager
def open_county(folder: Path) -> Iterator[County]:
    """A new county with the shipped packs' sectors and departments."""
    store = Store.open(folder / "county.db")
    try:
        session = Session(store, "试验")
        packs.seed(session)
        yield County(session)
    finally:
        store.close()
