"""What a column title says: the same word, the same word in other clothes, a relative, or something else."""

from __future__ import annotations

import pytest

from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot, slots
from ajx_tui.exchange.columns import content_fit, infer_unit
from ajx_tui.exchange.recognise import POSSIBLE, header_score
from ajx_tui.exchange.wording import SURE, word_fit

FIRM = {s.name: s for s in slots(KINDS["enterprise"])}
POLICY = {s.name: s for s in slots(KINDS["policy"])}


def best(text: str, places: dict[str, Slot]) -> tuple[str, float]:
    fits = {name: word_fit(text, slot) for name, slot in places.items()}
    name = max(fits, key=lambda n: fits[n])
    return name, fits[name]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("企业名称", "name"), ("企 业 名 称", "name"), ("企业名称（全称）", "name"), ("单位全称", "name"),
        ("统一社会信用代码", "credit_code"), ("社会信用代码", "credit_code"), ("员工总数", "headcount"),
        ("企业从业人员总数", "headcount"), ("从业人员", "headcount"), ("所在乡镇", "township"), ("属地", "township"),
        ("法人代表姓名", "legal_person"), ("企业负责人姓名", "principal"), ("行业类别", "sector_id.title"),
    ],
)  # fmt: skip
def test_words_that_say_it_plainly(title: str, field: str) -> None:
    name, fit = best(title, FIRM)
    assert (name, fit >= SURE) == (field, True)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("保险单号码", "number"), ("保单编号", "number"), ("起保时间", "start_on"), ("保险起始日期", "start_on"),
        ("保险期间", "start_on+end_on"), ("投保人名称", "enterprise_id.name"), ("每人赔偿限额", "limit_person"),
        ("手续费率", "commission"), ("施工许可证", "object_id.code"), ("被保险人数", "headcount"),
    ],
)  # fmt: skip
def test_words_of_insurers(title: str, field: str) -> None:
    name, fit = best(title, POLICY)
    assert (name, fit >= SURE) == (field, True)


@pytest.mark.parametrize("title", ["厂房面积", "邮箱", "传真", "纬度", "党员数", "用电量", "是否上市", "登记日期", ""])
def test_words_that_say_something_else(title: str) -> None:
    assert best(title, FIRM)[1] < POSSIBLE


def test_a_relative_is_possible_but_not_sure() -> None:
    name, fit = best("法定代表人电话", FIRM)
    assert name in ("phone", "legal_person") and POSSIBLE <= fit < SURE


def test_no_two_fields_of_a_list_are_called_the_same() -> None:
    """A title of one field may not be the title of another: nothing could tell them apart."""
    for list_name, (kind, variant) in list_kinds().items():
        titles = [s.title for s in slots(kind, variant) if not s.extra]
        assert len(titles) == len(set(titles)), list_name


def test_header_rows_score_by_known_words() -> None:
    assert header_score(["序号", "单位全称", "社会信用代码", "所属行业"]) == 1
    assert header_score(["示例县某某公司", "91350100M000100Y43", "煤矿"]) == 0
    assert header_score([]) == 0


@pytest.mark.parametrize(
    ("field", "values", "fits"),
    [
        ("phone", ["13900000001", "0370-1234567"], True), ("phone", ["赵某", "钱某"], False),
        ("principal", ["赵某某", "钱某"], True), ("principal", ["13900000001"], False),
        ("credit_code", ["91350100M000100Y43", "91350100M000100Y4"], True), ("credit_code", ["赵某"], False),
        ("name", ["示例县某某煤业有限公司", "东山采石场"], True), ("name", ["2026-01-01", "50"], False),
        ("status", ["在营", "停产"], True), ("status", ["良好"], False),
        ("status_on", ["2026.1.5", 46023.0], True), ("status_on", ["甲"], False),
    ],
)  # fmt: skip
def test_content_speaks_for_or_against_a_field(field: str, values: list[object], fits: bool) -> None:
    slot = FIRM[field]
    content = content_fit(slot.spec, [*values, "", "—", None], {}, slot.key)
    assert content is not None and (content >= SURE) == fits


@pytest.mark.parametrize(
    ("field", "written", "around", "values", "unit", "doubtful"),
    [
        ("premium", "", "", [36000.5, 1200], "元", False), ("premium", "", "", [3.6], "万元", False),
        ("premium", "", "万元", [3.6], "万元", False), ("premium", "元", "万元", [36000], "元", False),
        ("premium", "万元/年", "", [3.6], "万元", False), ("premium", "", "", [800, 900], "元", True),
        ("premium", "", "", ["800元", "1万元"], "元", False), ("premium", "", "", [], "元", False),
        ("limit_person", "元", "", [40, 50], "元", True), ("limit_person", "十万元", "", [4], "万元", True),
        ("commission", "", "", [0.05], "小数", False), ("commission", "", "", [5, 0.5], "%", True),
        ("commission", "%", "", [5], "%", False), ("commission", "%", "", [0.05], "小数", True),
        ("commission", "", "", ["5%"], "%", False),
    ],
)  # fmt: skip
def test_units(field: str, written: str, around: str, values: list[object], unit: str, doubtful: bool) -> None:
    found, doubt, _ = infer_unit(POLICY[field].spec, written, around, values)
    assert (found, bool(doubt)) == (unit, doubtful)
