"""Personal data does not leave by the back door, and what is no personal data stays readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ajx_tui.domain.fields import Code, CreditCode, Phone, Ref, Text
from ajx_tui.domain.masking import HIDDEN, Profile, mask, scrub, stricter

PHONE = "13800001234"
SPELLED = [
    *("13800001234", "138 0000 1234", "138-0000-1234", "138—0000—1234", "138.0000.1234", "１３８００００１２３４"),
    *("+8613800001234", "86-138-0000-1234", "0086 13800001234", "1 3 8 0 0 0 0 1 2 3 4", "138\u200b0000\u200b1234"),
    *("(138)0000-1234", "138·0000·1234", "138，0000，1234", "一三八零零零零一二三四", "幺三八〇〇〇〇幺二三四"),
    *("138 0000\n1234", "138\u30000000\u30001234", "①③⑧⓪⓪⓪⓪①②③④", "138_0000_1234", "138/0000/1234", "138零零零零1234"),
]


def _digits(text: str) -> str:
    folded = text.translate(str.maketrans("〇零一二三四五六七八九幺", "0012345678９1"))
    return re.sub(r"\D", "", "".join(str(int(c)) if c.isdecimal() else c for c in folded))


@pytest.mark.parametrize("spelled", SPELLED)
@pytest.mark.parametrize(
    "around", ["{}", "联系张三{}，随时可打", "tel{}x", "电话：{}。", "2026-10-15 {} 已告知", "（{}）"]
)
def test_a_phone_is_found_however_it_is_written(spelled: str, around: str) -> None:
    scrubbed = scrub(around.format(spelled))
    assert HIDDEN in scrubbed
    assert spelled not in scrubbed
    assert "0000" not in _digits(scrubbed)


@pytest.mark.parametrize(
    "text",
    [
        "0370-1234567",
        "(0370)12345678",
        "0371 1234 5678",
        "电话1234567",
        "联系方式：8888 1234",
        "+86 371-12345678 0371-87654321",
    ],
)
def test_landlines(text: str) -> None:
    assert HIDDEN in scrub(text)


@pytest.mark.parametrize(
    "text", ["410102199003071234", "41010219900307123X", "410102 19900307 123x", "410102900307123"]
)
def test_identity_numbers(text: str) -> None:
    assert scrub(f"身份证{text}复印件") == f"身份证{HIDDEN}复印件"


@pytest.mark.parametrize(
    "text",
    [
        "保单号 PZ20264100003034，每人限额40万元",
        "2026-10-31 至 2027-10-31",
        "保费1,380,000.00元",
        "整改3处，其中重大1处",
        "隐患1、3、5、7、9、12、15、18、21、24号",
        "91350100M000100Y43",
        "一、二、三、四、五、六、七、八、九、十、十一",
        "示应急责改〔2026〕12号",
        "2026年1月3日8时30分",
        "20260101至20261231",
        "[/甲][red]",
        "",
    ],
)
def test_what_is_no_phone_stays(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(SPELLED))
def test_a_phone_never_survives_between_any_texts(before: str, after: str, spelled: str) -> None:
    # A digit, or what may stand within a number, directly beside it would make another number of it.
    before, after = before + "话", "吧" + after
    assert spelled not in scrub(before + spelled + after)


def test_tagged_fields_by_profile() -> None:
    phone, name, code = Phone(title="电话"), Text(title="联系人", personal="name"), Code(title="证", personal="id")
    assert mask(phone, PHONE, Profile.INTERNAL) == PHONE
    assert mask(phone, f"{PHONE},0370-1234567", Profile.REPORT) == "138****34、037****67"
    assert mask(phone, PHONE, Profile.PUBLIC) == HIDDEN
    assert mask(name, "张三、李四", Profile.REPORT) == "张**、李**"
    assert mask(name, "张三", Profile.PUBLIC) == HIDDEN
    assert mask(code, "410102199003071234", Profile.REPORT) == "***34"
    assert mask(phone, "", Profile.PUBLIC) == ""


def test_names_of_the_record_are_masked_in_its_texts() -> None:
    note, firm = Text(title="备注", lines=True), Ref(title="投保单位", target="enterprise")
    assert mask(note, "已电话告知张三丰本人", Profile.REPORT, ["张三丰"]) == "已电话告知张**本人"
    assert mask(firm, "示例县张三丰石料厂", Profile.REPORT, ["张三丰"]) == "示例县张三丰石料厂"
    assert HIDDEN in mask(firm, f"示例县石料厂{PHONE}", Profile.REPORT)


def test_a_name_that_ends_in_a_numeral_hides_no_number() -> None:
    assert scrub(f"张三{PHONE}") == f"张三{HIDDEN}"
    assert scrub(f"{PHONE}三次未接") == f"{HIDDEN}三次未接"


def test_a_valid_credit_code_is_no_identity_number() -> None:
    assert mask(CreditCode(title="代码"), "91350100M000100Y43", Profile.PUBLIC) == "91350100M000100Y43"


def test_profiles_only_get_stricter() -> None:
    assert stricter(Profile.REPORT, Profile.INTERNAL) is Profile.REPORT
    assert stricter(Profile.REPORT, Profile.PUBLIC) is Profile.PUBLIC
