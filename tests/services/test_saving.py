"""Saving one record: derived values, every problem at once, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services import packs, records
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.lookups import own_object
from ajx_tui.store.records import get, ids_where

ENTERPRISE, POLICY, OBJECT, VISIT = (KINDS[n] for n in ("enterprise", "policy", "insured_object", "visit"))
TERM = {"start_on": "2026-01-01", "end_on": "2026-12-31"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = Store.open(tmp_path / "db" / "ajx.db")
    session = Session(store)
    packs.seed(session)
    yield session
    store.close()


@pytest.fixture
def firm(session: Session) -> int:
    sector = ids_where(session.store, KINDS["sector"], "title", "煤矿")[0]
    raw = {
        "name": "示例县双龙煤业有限公司",
        "credit_code": "91350100M000100Y43",
        "sector_id": sector,
        "headcount": "50人",
    }
    return records.save(session, ENTERPRISE, raw).id


def test_an_enterprise_is_itself_an_insured_object(session: Session, firm: int) -> None:
    own = own_object(session.store, firm)
    assert own is not None
    assert get(session.store, OBJECT, own) | {"enterprise_id": firm, "type": "enterprise"} == get(  # type: ignore[operator]
        session.store, OBJECT, own
    )


def test_a_policy_falls_to_the_enterprise_itself(session: Session, firm: int) -> None:
    saved = records.save(session, POLICY, {"number": "P1", "enterprise_id": firm, **TERM, "limit_person": "50"})
    stored = get(session.store, POLICY, saved.id)
    assert stored is not None
    assert stored["object_id"] == own_object(session.store, firm)
    assert stored["limit_person"] == 50_000_000


def test_all_problems_come_together_and_nothing_is_saved(session: Session, firm: int) -> None:
    before = session.store.revision()
    with pytest.raises(records.InvalidRecord) as refused:
        records.save(session, POLICY, {"number": "", "enterprise_id": firm, "start_on": "昨天", "end_on": "2026-01-01"})
    assert {p.field for p in refused.value.problems} == {"number", "start_on"}
    assert session.store.revision() == before


def test_an_object_of_another_enterprise_is_refused(session: Session, firm: int) -> None:
    sector = ids_where(session.store, KINDS["sector"], "title", "煤矿")[0]
    other = records.save(session, ENTERPRISE, {"name": "别家", "no_code_reason": "筹建", "sector_id": sector}).id
    raw = {"number": "P2", "enterprise_id": firm, "object_id": own_object(session.store, other), **TERM}
    with pytest.raises(records.InvalidRecord, match="不属于该投保单位"):
        records.save(session, POLICY, raw)


def test_changing_one_field_keeps_the_rest(session: Session, firm: int) -> None:
    saved = records.save(session, ENTERPRISE, {"headcount": "60"}, firm, "年度核对")
    assert saved.changed == ("headcount",)
    assert records.shown(session, ENTERPRISE, firm)["name"] == "示例县双龙煤业有限公司"
    assert records.save(session, ENTERPRISE, {"headcount": "60"}, firm).changed == ()


def test_deleting_needs_a_reason_and_no_dependents(session: Session, firm: int) -> None:
    policy = records.save(session, POLICY, {"number": "P1", "enterprise_id": firm, **TERM}).id
    with pytest.raises(RefusedError, match="保单1条"):
        records.delete(session, ENTERPRISE, firm, "重复")
    with pytest.raises(RefusedError, match="原因"):
        records.delete(session, POLICY, policy, " ")
    records.delete(session, POLICY, policy, "录错")
    records.delete(session, ENTERPRISE, firm, "重复")
    assert own_object(session.store, firm) is None
    records.restore(session, ENTERPRISE, firm)
    assert own_object(session.store, firm) is not None
    with pytest.raises(RefusedError, match="不存在"):
        records.save(session, ENTERPRISE, {"headcount": 1}, 999)
