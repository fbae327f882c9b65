"""The practice county's other registers: every one alive, coherent, marked as invented, and built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import case_list, demo, demo_life, doctor, scoring
from ajx_tui.services.due_list import TOPICS, due_list
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import count, get_many, ids_where

ALIVE = (
    "commitment", "breach", "loss_rate", "coordination_member", "meeting", "publicity", "problem", "lead",
    "service_plan", "fund_entry", "assessment", "assessment_item", "enforcement_case", "enforcement_paper",
    "enforcement_plan_item", "score_row", "promised_service", "attachment", "checklist", "checklist_item",
)  # fmt: skip


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    store = Store.open(tmp_path_factory.mktemp("life") / "db" / "ajx.db")
    session = Session(store)
    run(demo.build(session))
    yield session
    store.close()


def test_every_register_has_something_to_show(practice: Session) -> None:
    assert {kind: count(practice.store, KINDS[kind]) for kind in ALIVE if not count(practice.store, KINDS[kind])} == {}
    due = due_list(practice, 60, demo.AS_OF)
    assert {line.topic for line in due.lines} >= set(TOPICS) - {"理赔"}


def test_it_says_of_itself_that_it_is_invented(practice: Session) -> None:
    for kind in ALIVE:
        chosen = KINDS[kind]
        if "note" in chosen.fields and kind != "enforcement_plan_item":
            ids = ids_where(practice.store, chosen, "deleted_at", None)
            assert {v["note"] for v in get_many(practice.store, chosen, ids).values()} == {demo_life.MARK}, kind
    names = practice.store.read("SELECT name FROM coordination_member UNION SELECT officer_1 FROM enforcement_case")
    assert all(str(name).startswith("演示") for (name,) in names)


def test_cases_stand_at_different_steps_with_fines_that_the_law_provides(practice: Session) -> None:
    shown = [case_list.show(practice, line.id, demo.AS_OF) for line in case_list.cases(practice, demo.AS_OF)]
    assert [len(one["papers"]) for one in shown] == [6, 5, 4, 2, 1]
    assert shown[0]["next"] == "" and all(one["next"] for one in shown[1:])
    for one in shown:
        steps = {step["field"]: step for step in one["course"]}
        fine = one["registered"].get("罚款数额")
        if fine:
            late = steps["corrected_on"]["state"] == "overdue"
            assert fine == ("120,000.00" if late else "60,000.00")


def test_the_finished_assessment_adds_up(practice: Session) -> None:
    totals = [v["total"] for v in get_many(practice.store, KINDS["assessment"], (1, 2)).values()]
    assert totals == [8600, None]
    assert [s.rank for s in scoring.table(practice.store, demo.AS_OF, "township").subjects][:1] == [1]


def test_building_it_again_changes_nothing_and_all_is_in_the_history(practice: Session) -> None:
    revision = practice.store.revision()
    demo_life.build(practice, demo.AS_OF)
    assert practice.store.revision() == revision
    assert run(doctor.examine(practice.store.path)).sound
