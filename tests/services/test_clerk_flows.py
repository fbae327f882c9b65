"""Renewal, visits with hazards, bulk deletion, backups and the office: what the pages of the program stand on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import backups, bulk, office, renewal, visits
from ajx_tui.services.records import InvalidRecord
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two enterprises, one policy."""
    made = Session(Store.open(tmp_path / "db" / "ajx.db"), "张三")
    with made.unit("测试") as unit:
        unit.insert(KINDS["sector"], {"title": "煤矿", "due_unit": "enterprise"})
        unit.insert_many(KINDS["enterprise"], [{"name": n, "sector_id": 1} for n in ("甲煤矿", "乙煤矿", "丙煤矿")])
        unit.insert_many(KINDS["insured_object"], [{"enterprise_id": i, "type": "enterprise"} for i in (1, 2, 3)])
        unit.insert(
            KINDS["policy"],
            {"number": "PZ1", "enterprise_id": 1, "object_id": 1, "start_on": "2026-02-01", "end_on": "2027-01-31",
             "premium": 100, "premium_received": 100, "note": "旧"},
        )  # fmt: skip
    yield made
    made.store.close()


@pytest.mark.parametrize(
    ("start", "end", "next_start", "next_end"),
    [
        ("2026-02-01", "2027-01-31", "2027-02-01", "2028-01-31"),
        ("2023-03-01", "2024-02-29", "2024-03-01", "2025-02-28"),
        ("2024-02-29", "2025-02-28", "2025-03-01", "2026-02-28"),
        ("2026-01-01", "2026-06-30", "2026-07-01", "2026-12-28"),
        ("2025-01-01", "2026-12-31", "2027-01-01", "2028-12-31"),
    ],
)  # fmt: skip
def test_next_term(start: str, end: str, next_start: str, next_end: str) -> None:
    found = renewal.next_term(date.fromisoformat(start), date.fromisoformat(end))
    assert tuple(day.isoformat() for day in found) == (next_start, next_end)


def test_renewal_keeps_terms_but_not_what_was_paid(session: Session) -> None:
    found = renewal.proposal(session, 1)
    assert (found["enterprise_id"], found["premium"], found["renews_id"]) == (1, 100, 1)
    assert not {"number", "premium_received", "note", "ended_on"} & set(found)
    with pytest.raises(RefusedError):
        renewal.proposal(session, 99)


def test_visit_and_hazards_are_one_intention(session: Session) -> None:
    before = session.store.revision()
    raw = {"policy_id": 1, "visited_on": "2026-05-01"}
    saved = visits.record_visit(session, raw, [{"description": "甲"}, {"description": "甲"}, {"description": "乙"}])
    rows = session.store.read("SELECT visit_id, found_on, occurrence FROM hazard ORDER BY id")
    assert rows == [(saved.id, "2026-05-01", 1), (saved.id, "2026-05-01", 2), (saved.id, "2026-05-01", 1)]
    assert session.store.read("SELECT count(DISTINCT batch) FROM history WHERE id > ?", (before,)) == [(1,)]


def test_visit_with_a_bad_hazard_saves_nothing_and_tells_all(session: Session) -> None:
    with pytest.raises(visits.InvalidVisit) as caught:
        visits.record_visit(session, {"policy_id": 1}, [{"description": "好"}, {"due_on": "明天"}])
    assert {p.field for p in caught.value.visit} == {"visited_on"}
    assert {p.field for p in caught.value.hazards[1]} == {"description", "due_on"}
    assert 0 not in caught.value.hazards
    assert session.store.read("SELECT count(*) FROM visit") == [(0,)]


def test_bulk_deletion_is_all_or_nothing(session: Session) -> None:
    kind = KINDS["enterprise"]
    with pytest.raises(RefusedError, match="甲煤矿"):
        run(bulk.delete_many(session, kind, [2, 1], "重复"))
    assert records.count(session.store, kind) == 3
    with pytest.raises(RefusedError, match="原因"):
        run(bulk.delete_many(session, kind, [2], " "))
    assert run(bulk.delete_many(session, kind, [2, 3], "重复")) == 2
    assert records.count(session.store, kind) == 1
    assert records.ids_where(session.store, KINDS["insured_object"], "enterprise_id", 2) == []


def test_backup_is_listed_and_restored(session: Session) -> None:
    path = backups.make(session)
    with session.unit("测试") as unit:
        unit.update(KINDS["enterprise"], 1, {"name": "改了名"})
    again = backups.restore(session, path)
    assert again.store.read("SELECT name FROM enterprise WHERE id = 1") == [("甲煤矿",)]
    assert [one.label for one in backups.existing(again.store.path)] == ["恢复前", "手工备份"]
    assert again.actor == "张三"
    again.store.close()


def test_damaged_backup_leaves_the_data_as_it_was(session: Session, tmp_path: Path) -> None:
    broken = tmp_path / "坏.db"
    broken.write_bytes(b"SQLite format 3\x00" + b"\x07" * 4096)
    with pytest.raises(backups.RestoreFailed) as caught:
        backups.restore(session, broken)
    store = caught.value.session.store
    assert store.read("SELECT count(*) FROM enterprise") == [(3,)]
    store.close()


def test_reader_may_not_restore(session: Session) -> None:
    path = backups.make(session)
    reader = Session(Store.open(session.store.path))
    with pytest.raises(AjxError):
        backups.restore(reader, path)
    reader.store.close()


def test_there_is_one_office(session: Session) -> None:
    assert office.office(session.store) is None and office.office_name(session.store) == ""
    with pytest.raises(InvalidRecord):
        office.set_up(session, {"name": ""})
    first = office.set_up(session, {"name": "甲局", "area": "甲县", "level": "county"})
    second = office.set_up(session, {"name": "乙局", "area": "甲县", "level": "county"})
    assert first.id == second.id and not second.created
    assert office.office_name(session.store) == "乙局"
