"""The declarations as a whole, and reading one record with all its problems."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ajx_tui.domain.credit_code import ALPHABET, check_character, is_valid
from ajx_tui.domain.fields import PERSONAL_KINDS, Ref
from ajx_tui.domain.pinyin import initials
from ajx_tui.domain.record import check
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import slots


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_declaration_is_complete(kind) -> None:  # type: ignore[no-untyped-def]
    assert kind.title
    assert kind.label in kind.fields
    for name in (*kind.search, *(c for key in kind.keys for c in key), *kind.order):
        assert name in kind.fields or name == "id"
    for name, spec in kind.fields.items():
        assert spec.title, name
        assert spec.personal in ("", *PERSONAL_KINDS)
        if isinstance(spec, Ref):
            assert spec.target in KINDS
            assert spec.keys
            for key in spec.keys:
                assert key.column in KINDS[spec.target].fields
    schema = kind.model.json_schema()
    assert all(schema["properties"][n]["title"] == s.title for n, s in kind.fields.items())


@pytest.mark.parametrize("name", list_kinds())
def test_no_two_columns_of_a_list_share_a_header(name: str) -> None:
    kind, variant = list_kinds()[name]
    titles = [s.title for s in slots(kind, variant)]
    assert len(titles) == len(set(titles))


def test_parents_come_before_children() -> None:
    order = list(KINDS)
    for kind in KINDS.values():
        assert all(order.index(ref.target) <= order.index(kind.name) for ref in kind.refs.values())


def test_all_problems_at_once() -> None:
    raw = {"name": "", "credit_code": "91350100M000100Y44", "headcount": "很多", "sector_id": 1, "phone": "x"}
    checked = check(KINDS["enterprise"], raw)
    assert {p.field for p in checked.refused} == {"name", "credit_code", "headcount", "phone"}
    lenient = check(KINDS["enterprise"], {**raw, "name": "甲"}, lenient=True)
    assert {p.field for p in lenient.refused} == {"credit_code"}
    assert {p.field for p in lenient.warnings} == {"headcount", "phone"}


def test_a_code_may_be_missing_with_a_reason() -> None:
    assert check(KINDS["enterprise"], {"name": "甲", "sector_id": 1, "no_code_reason": "筹建"}).refused == ()
    refused = check(KINDS["enterprise"], {"name": "甲", "sector_id": 1}).refused
    assert [p.field for p in refused] == ["credit_code"]


def test_a_policy_that_ends_before_it_starts() -> None:
    raw = {"number": "P1", "enterprise_id": 1, "start_on": "2026-12-31", "end_on": "2026-01-01"}
    assert [p.text for p in check(KINDS["policy"], raw).refused] == ["保险止期 2026-01-01 早于保险起期 2026-12-31"]


def test_the_models_validate_by_the_same_declarations() -> None:
    model = KINDS["enterprise"].model
    made = model.model_validate({"name": "甲 公司", "credit_code": "91350100m000100y43", "sector_id": 3})
    assert made.model_dump()["credit_code"] == "91350100M000100Y43"
    with pytest.raises(ValidationError, match="第18位"):
        model.model_validate({"name": "甲", "credit_code": "91350100M000100Y44", "sector_id": 3})


def test_check_characters_of_real_codes() -> None:
    for code in ("91110000600037341L", "91350100M000100Y43"):
        assert check_character(code[:17]) == code[17]
        for wrong in ALPHABET:
            assert is_valid(code[:17] + wrong) == (wrong == code[17])


def test_place_names_keep_every_reading() -> None:
    assert initials("长垣")[0] == "cy"
    assert initials("浚县某厂")[0].startswith("xx")
    assert "jxmc" in initials("浚县某厂")
    assert initials("单县")[0] == "sx"
    assert len(initials("重" * 12)) == 1 + 12 * (len("zct") - 1)
    assert initials("𠮷祥A1")[-1].endswith("xa1")
