"""The unit of work: rows, history and search words change together or not at all."""

from __future__ import annotations

import sqlite3

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.store.database import Store
from ajx_tui.store.history import Action, broken_links, record_history
from ajx_tui.store.lists import Condition, ListQuery, all_ids, count, rows, texts
from ajx_tui.store.records import get

SECTOR, ENTERPRISE = KINDS["sector"], KINDS["enterprise"]


@pytest.fixture
def coal(store: Store) -> int:
    with store.unit("甲", "建立") as unit:
        return unit.insert(SECTOR, {"title": "煤矿"})


def _firm(store: Store, coal: int, **values: object) -> int:
    with store.unit("甲", "登记企业") as unit:
        return unit.insert(ENTERPRISE, {"name": "示例县双龙煤业有限公司", "sector_id": coal, **values})  # type: ignore[dict-item]


def test_create_change_delete_restore_leave_a_history(store: Store, coal: int) -> None:
    firm = _firm(store, coal, headcount=50)
    with store.unit("乙", "修改企业", "年度核对") as unit:
        assert unit.update(ENTERPRISE, firm, {"headcount": 60, "name": "示例县双龙煤业有限公司"}) == {"headcount": 50}
    with store.unit("乙", "删除企业", "重复登记") as unit:
        unit.delete(ENTERPRISE, firm, "重复登记")
    assert get(store, ENTERPRISE, firm) is None
    with store.unit("甲", "恢复企业") as unit:
        unit.restore(ENTERPRISE, firm)
    past = record_history(store.conn, "enterprise", firm)
    assert [p.action for p in past] == [Action.RESTORE, Action.DELETE, Action.UPDATE, Action.CREATE]
    assert (past[2].before, past[2].after, past[2].actor, past[2].reason) == (
        {"headcount": 50}, {"headcount": 60}, "乙", "年度核对",
    )  # fmt: skip
    assert list(broken_links(store.conn)) == []


@pytest.mark.parametrize("text", ["导入'; DROP TABLE history; --'甲.xlsx", "名\0字", '“双”引"号\n', ""])
def test_very_many_entries_are_written_like_a_few(store: Store, text: str) -> None:
    """What is the same in all of them stands in the statement there: whatever it says, it is only text."""
    for many in (3, 600):
        with store.unit(f"人{text}", f"做{text}", text) as unit:
            unit.insert_many(SECTOR, [{"title": f"行业{many}-{n}"} for n in range(many)])
    rows = store.read("SELECT DISTINCT actor, intention, reason, action, kind FROM history")
    assert rows == [(f"人{text}", f"做{text}", text or None, "create", "sector")]
    assert list(broken_links(store.conn)) == []


def test_nothing_is_written_when_nothing_changes(store: Store, coal: int) -> None:
    firm, before = _firm(store, coal, headcount=50), store.revision()
    with store.unit("甲", "修改企业") as unit:
        assert unit.update(ENTERPRISE, firm, {"headcount": 50}) == {}
    assert store.revision() == before + 0


def test_an_error_takes_everything_back(store: Store, coal: int) -> None:
    with pytest.raises(RuntimeError), store.unit("甲", "半途") as unit:
        unit.insert(ENTERPRISE, {"name": "示例县半途有限公司", "sector_id": coal})
        raise RuntimeError
    assert count(store, ListQuery("enterprise")) == 0
    assert all_ids(store, ListQuery("enterprise", text="半途")).tolist() == []
    assert [p.kind for p in record_history(store.conn, "enterprise", 1)] == []


def test_clashes_are_told_in_chinese(store: Store, coal: int) -> None:
    _firm(store, coal, credit_code="91350100M000100Y43")
    with pytest.raises(RefusedError, match="统一社会信用代码"):
        _firm(store, coal, credit_code="91350100M000100Y43")
    with pytest.raises(RefusedError, match="关联"):
        _firm(store, 99)
    with pytest.raises(AjxError), store.unit("甲", "试") as unit:
        unit.insert(ENTERPRISE, {"name": "x", "sector_id": coal, "status": "dancing"})


def test_history_can_not_be_rewritten(store: Store, coal: int) -> None:
    for statement in ("UPDATE history SET actor = '丙'", "DELETE FROM history"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.conn.execute(statement)
    store.conn.execute("DROP TRIGGER history_no_update")
    store.conn.execute("UPDATE history SET actor = '丙' WHERE id = 1")
    assert list(broken_links(store.conn)) == [1]


NAMES = [
    "示例县柳河双龙煤业有限公司", "示例县王屯鑫源煤业有限公司", "示例县𠮷祥采石场", "浚县重阳化工厂",
    "ABC物流(集团)有限公司", "甲[/red]公司", "示例县宏达，分公司",
]  # fmt: skip


@pytest.mark.parametrize(
    "needle",
    [
        "双龙",
        "司",
        "𠮷",
        "龙煤",
        "源煤业有限",
        "示例县王屯鑫源煤业有限公司",
        "abc",
        "公司",
        "集团",
        "厂",
        "没有",
        "县宏达分",
    ],
)
def test_search_finds_exactly_what_contains_it(store: Store, coal: int, needle: str) -> None:
    with store.unit("甲", "登记") as unit:
        ids = unit.insert_many(
            ENTERPRISE, [{"name": n, "sector_id": coal, "credit_code": f"{i:018}"} for i, n in enumerate(NAMES)]
        )
    plain = [n.casefold().replace("(", "").replace(")", "").replace("，", "") for n in NAMES]
    expected = [i for i, n in zip(ids, plain, strict=True) if needle in n]
    assert all_ids(store, ListQuery("enterprise", text=needle)).tolist() == expected


def test_search_by_code_initials_and_several_words(store: Store, coal: int) -> None:
    firm = _firm(store, coal, credit_code="91350100M000100Y43")
    for needle in ("m000100", "slmy", "煤业 双龙", "9135", "双龙 91350100"):
        assert all_ids(store, ListQuery("enterprise", text=needle)).tolist() == [firm]
    for needle in ("煤矿 双龙", "sxmy", '"', "*", "AND", "NEAR("):
        assert all_ids(store, ListQuery("enterprise", text=needle)).tolist() in ([], [firm])
    with store.unit("甲", "改名") as unit:
        unit.update(ENTERPRISE, firm, {"name": "示例县永盛煤业有限公司"})
    assert all_ids(store, ListQuery("enterprise", text="双龙")).tolist() == []
    assert all_ids(store, ListQuery("enterprise", text="永盛")).tolist() == [firm]


def test_lists_filter_sort_and_follow_a_figure(store: Store, coal: int) -> None:
    with store.unit("甲", "登记") as unit:
        unit.insert_many(
            ENTERPRISE,
            [{"name": f"企业{i}", "township": f"乡{i % 3}", "headcount": i, "sector_id": coal} for i in range(9)],
        )

    def ids(**options: object) -> list[int]:
        return all_ids(store, ListQuery("enterprise", **options)).tolist()  # type: ignore[arg-type]

    assert ids(sort="headcount", descending=True)[:2] == [9, 8]
    assert ids(conditions=(Condition("township", "=", "乡1"), Condition("headcount", "≥", 4))) == [5, 8]
    assert ids(ids=(7, 2, 5), sort="sector_id") == [2, 5, 7]
    assert ids(conditions=(Condition("credit_code", "empty"), Condition("headcount", "in", (1, 2)))) == [2, 3]
    shown = rows(store, ENTERPRISE, ["name", "sector_id", "headcount"], [3])
    assert texts(ENTERPRISE, ["name", "sector_id", "headcount"], shown[3]) == ["企业2", "煤矿", "2"]
