"""Names that look like one firm, and names that only read alike."""

from __future__ import annotations

import pytest

from ajx_tui.domain.likeness import core, likeness

PLACES = ("示例县", "示例市", "河南省", "城关镇")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("示例县双龙煤业有限公司", "双龙煤业有限责任公司"),
        ("河南省示例县双龙煤业有限公司", "示例县双龙煤业 公司"),
        ("示例县双龙煤业（集团）有限公司", "示例县双龙煤业集团有限公司"),
        ("示例县城关镇鑫源采石场", "示例县鑫源采石场"),
        ("示例县宏达石料厂二分厂", "示例县宏达石料厂2分厂"),
    ],
)
def test_one_firm_written_in_two_ways(first: str, second: str) -> None:
    assert likeness(core(first, PLACES), core(second, PLACES)) >= 95


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("示例县第一煤矿有限公司", "示例县第二煤矿有限公司"),
        ("示例县鑫源煤业一矿有限公司", "示例县鑫源煤业三矿有限公司"),
        ("示例县东风石料厂", "示例县西风石料厂"),
        ("示例县双龙煤业有限公司", "示例县双凤煤业有限公司"),
        ("示例县永盛公司", "示例县永泰公司"),
        ("示例县有限公司", "示例市有限公司"),
    ],
)
def test_two_firms_that_read_alike(first: str, second: str) -> None:
    assert likeness(core(first, PLACES), core(second, PLACES)) < 85


def test_nothing_is_cut_to_nothing() -> None:
    for name in ("有限公司", "示例县", "公司", "示例县公司", "集团", "", "[/甲]"):
        assert len(core(name, PLACES)) >= min(2, len(name.strip("[]/")))
