"""A small county to try services on: seeded rules, and one call for each record a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.services import records
from ajx_tui.services.session import Session
from ajx_tui.store.records import get, ids_where

TERM = {"start_on": "2026-01-01", "end_on": "2026-12-31"}


@dataclass
class County:
    """A session and shorthands; every `add…` saves through the real service and returns the id."""

    session: Session
    numbers: Iterator[int]

    def add(self, kind: str, **raw: object) -> int:
        return records.save(self.session, KINDS[kind], raw).id

    def get(self, kind: str, record_id: int) -> dict[str, object]:
        found = get(self.session.store, KINDS[kind], record_id)
        assert found is not None
        return dict(found)

    def gone(self, kind: str, record_id: int) -> bool:
        return get(self.session.store, KINDS[kind], record_id) is None

    def firm(self, name: str, sector: str = "金属冶炼", **raw: object) -> int:
        number = next(self.numbers)
        body = f"91410100MA{number:07d}"
        sector_id = ids_where(self.session.store, KINDS["sector"], "title", sector)[0]
        return self.add(
            "enterprise", **{"name": name, "credit_code": body + check_character(body), "sector_id": sector_id, **raw}
        )

    def policy(self, enterprise: int, **raw: object) -> int:
        number = f"PZ{next(self.numbers):05d}"
        return self.add("policy", **{"number": number, "enterprise_id": enterprise, **TERM, **raw})
