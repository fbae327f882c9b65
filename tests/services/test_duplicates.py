"""Likely duplicates: found for a reason, decided once, merged without losing anything, taken back."""

from __future__ import annotations

import pytest
from small_county import County

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import duplicates, merging, records, undo
from ajx_tui.services.office import set_up
from ajx_tui.store.history import broken_links, record_history
from ajx_tui.store.lookups import own_object
from ajx_tui.store.records import count, ids_where, labels

OFFICE = {"name": "示例县应急管理局", "area": "示例县", "level": "county", "city": "示例市", "province": "河南省"}


def _found(county: County) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    return [(p.names, p.reasons) for p in run(duplicates.candidates(county.session))]


@pytest.fixture(autouse=True)
def office(county: County) -> None:
    set_up(county.session, OFFICE)


def test_each_reason_finds_its_pair_and_nothing_else(county: County) -> None:
    county.firm("示例县双龙冶炼有限公司", township="城关镇")
    county.firm("双龙冶炼有限责任公司", township="王屯镇")
    county.firm("示例县永盛特种合金冶炼有限公司", township="柳河镇")
    county.firm("示例县永盛特种合金治炼有限公司", township="柳河镇")
    county.firm("示例县第一铸造有限公司", township="柳河镇")
    county.firm("示例县第二铸造有限公司", township="柳河镇")
    county.firm("示例县宏达石料有限公司", "非煤矿山", township="岗李乡", permit="（豫）FM安许证字〔2026〕1号")
    mine = county.firm("中泰矿业有限公司", "非煤矿山", township="岗李乡")
    county.add("insured_object", enterprise_id=mine, type="licence", code="(豫)FM安许证字〔2026〕1号", name="露天")
    county.firm("示例县鑫源耐火材料厂", township="东乡", phone="13800001234")
    county.firm("示例县鑫源耐火材料经营部", township="北乡", phone="13800001234")
    county.firm("示例县鑫源耐火砖厂", township="南乡", phone="13900001234")
    body = "91419999" + "MA1234567"
    county.firm("甲乙化工有限公司", township="东乡", credit_code=body + check_character(body))
    body = "91410100" + "MA1234567"
    county.firm("丙丁化工有限公司", township="西乡", credit_code=body + check_character(body))
    assert _found(county) == [
        (("甲乙化工有限公司", "丙丁化工有限公司"), ("信用代码中的主体标识码相同",)),
        (("示例县宏达石料有限公司", "中泰矿业有限公司"), ("许可证号相同",)),
        (("示例县双龙冶炼有限公司", "双龙冶炼有限责任公司"), ("名称相同",)),
        (("示例县永盛特种合金冶炼有限公司", "示例县永盛特种合金治炼有限公司"), ("同在柳河镇且名称相近",)),
        (("示例县鑫源耐火材料厂", "示例县鑫源耐火材料经营部"), ("电话相同且名称相近",)),
    ]


def test_not_a_duplicate_is_remembered(county: County) -> None:
    first, second = county.firm("示例县双龙冶炼有限公司"), county.firm("示例县双龙冶炼有限责任公司")
    assert len(_found(county)) == 1
    duplicates.keep_apart(county.session, second, first, "两个独立法人")
    assert _found(county) == []
    with pytest.raises(RefusedError):
        duplicates.keep_apart(county.session, first, first)
    with pytest.raises(RefusedError, match="已有登记"):
        duplicates.keep_apart(county.session, first, second)
    records.delete(county.session, KINDS["enterprise"], second, "关闭")


def test_side_by_side_shows_what_differs(county: County) -> None:
    first = county.firm("示例县双龙冶炼有限公司", headcount=50, phone="0370-1234567")
    second = county.firm("双龙冶炼有限公司", headcount=60)
    lines = {line.title: line for line in duplicates.side_by_side(county.session, first, second)}
    assert lines["从业人员数"].differs
    assert (lines["联系电话"].first, lines["联系电话"].second, lines["联系电话"].differs) == ("0370-1234567", "", False)
    assert not lines["行业领域"].differs
    assert "备注" not in lines


@pytest.fixture
def two(county: County) -> tuple[int, int]:
    """The first knows little; the second has all records, one policy of which both have."""
    first = county.firm("示例县双龙冶炼有限公司", headcount=50)
    second = county.firm("双龙冶炼有限公司", headcount=60, phone="0370-1234567")
    twin = {"number": "PZ-甲", "premium": "5000"}
    county.policy(first, **twin)
    both = county.policy(second, **twin, headcount=60)
    alone = county.policy(second, number="PZ-乙", start_on="2025-01-01", end_on="2025-12-31")
    visit = county.add("visit", number="FW1", policy_id=both, visited_on="2026-03-01")
    county.add("hazard", visit_id=visit, description="除尘器积灰")
    county.add("claim", number="LP1", policy_id=alone, happened_on="2025-06-01")
    county.add("insured_object", enterprise_id=second, type="licence", code="XK1", name="冶炼")
    county.add("enforcement_case", number="ZF1", enterprise_id=second, found_on="2026-01-01")
    county.add("enforcement_plan_item", year=2027, enterprise_id=first, reason="应保未保", month=3)
    county.add("enforcement_plan_item", year=2027, enterprise_id=second, reason="应保未保", month=5)
    county.add("lead", number="XS1", received_on="2026-01-01", content="拒绝服务", enterprise_id=second)
    return first, second


def _everything(county: County) -> dict[str, list[dict[str, object]]]:
    found = {}
    for name, kind in KINDS.items():
        if name != "duplicate_review":
            ids = ids_where(county.session.store, kind, "deleted_at", None)
            found[name] = [county.get(name, i) | {"id": i} for i in ids]
    return found


def test_merging_loses_nothing_and_tells_what_it_gave_up(county: County, two: tuple[int, int]) -> None:
    first, second = two
    merged = merging.merge(county.session, first, second, "同一家企业登记了两次")
    assert merged.moved == {"应投保对象": 1, "保单": 1, "服务记录": 1, "执法案件": 1, "执法计划": 1, "线索投诉": 1}
    assert merged.joined == {"应投保对象": 1, "保单": 1, "执法计划": 1}
    firm = county.get("enterprise", first)
    assert (firm["headcount"], firm["phone"]) == (50, "0370-1234567")
    assert county.gone("enterprise", second)
    told = {(d.kind, d.field, d.kept, d.dropped) for d in merged.dropped}
    assert {("企业", "从业人员数", "50", "60"), ("执法计划", "计划月份", "3", "5")} <= told
    store = county.session.store
    assert len(ids_where(store, KINDS["policy"], "enterprise_id", first)) == 2
    for name, kind in KINDS.items():
        for column, ref in kind.refs.items():
            for record in ids_where(store, kind, "deleted_at", None):
                target = county.get(name, record)[column]
                assert target is None or not county.gone(ref.target, int(str(target))), (name, column)
    twin = ids_where(store, KINDS["policy"], "number", "PZ-甲")
    assert len(twin) == 1
    assert (county.get("policy", twin[0])["headcount"], county.get("policy", twin[0])["object_id"]) == (
        60, own_object(store, first),
    )  # fmt: skip
    assert labels(store, KINDS["hazard"], [1]) == {1: "除尘器积灰"}
    assert record_history(store.conn, "enterprise", second)[0].reason == "同一家企业登记了两次"
    assert list(broken_links(store.conn)) == []


def test_taking_the_code_of_the_other(county: County, two: tuple[int, int]) -> None:
    first, second = two
    code, name = county.get("enterprise", second)["credit_code"], county.get("enterprise", second)["name"]
    merging.merge(county.session, first, second, "以后一条为准", frozenset({"credit_code", "name"}))
    assert (county.get("enterprise", first)["credit_code"], county.get("enterprise", first)["name"]) == (code, name)


def test_a_merge_is_taken_back_whole(county: County, two: tuple[int, int]) -> None:
    before = _everything(county)
    merged = merging.merge(county.session, *two, "误以为同一家")
    assert _everything(county) != before
    undo.undo(county.session, merged.batch)
    assert _everything(county) == before
    assert len(_found(county)) == 1
    undo.redo(county.session)
    assert county.gone("enterprise", two[1])
    assert list(broken_links(county.session.store.conn)) == []


def test_a_merge_is_not_taken_back_over_later_work(county: County, two: tuple[int, int]) -> None:
    first, second = two
    merged = merging.merge(county.session, first, second, "同一家")
    records.save(county.session, KINDS["enterprise"], {"phone": "0370-7654321"}, first)
    after = _everything(county)
    with pytest.raises(RefusedError, match="联系电话"):
        undo.undo(county.session, merged.batch)
    assert _everything(county) == after


def test_merging_after_keeping_apart_changes_the_decision(county: County, two: tuple[int, int]) -> None:
    duplicates.keep_apart(county.session, *two)
    merging.merge(county.session, *two, "核实后确为同一家")
    assert count(county.session.store, KINDS["duplicate_review"]) == 1


def test_what_can_not_be_merged(county: County, two: tuple[int, int]) -> None:
    first, second = two
    for pair, reason in (((first, second), " "), ((first, first), "同一家"), ((first, 99), "同一家")):
        with pytest.raises(RefusedError):
            merging.merge(county.session, *pair, reason)
