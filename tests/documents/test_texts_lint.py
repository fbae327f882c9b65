"""Lint: wording that steers the market, gaps, tables that disagree, missing attachments."""

from __future__ import annotations

import pytest
from facts_maker import county, hostile

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import MissingGlyph
from ajx_tui.documents.texts import bulletin, enforcement, evaluation, letters, plan, register
from ajx_tui.documents.texts.lint import Rule, lint


def notes(*blocks: b.Block | str, **given: object) -> list[str]:
    made = tuple(b.Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return [note.text for note in lint(b.Document(b.DocumentMeta("试"), made), **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "全县企业统一由某财产保险公司承保。",
        "推荐甲财险保险公司为首选。",
        "经研究，确定三家保险机构承担本县业务。",
        "各保险机构份额分别为甲60%、乙40%。",
        "由甲公司占60%的份额。",
        "由甲公司任首席承保人，组建共保体。",
        "企业必须到指定的保险公司投保。",
        "不参加的不予受理，企业一律在三家保险机构投保。",
    ],
)
def test_steering_is_found(text: str) -> None:
    assert any("保险机构" in note or "份额" in note for note in notes(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "不为企业指定保险机构，不划分市场份额。",
        "不得指定或者变相指定保险机构，不得分配业务份额。",
        "严禁推荐、指定保险机构。",
        "企业自主选择符合条件的保险机构投保。",
        "依法查处指定保险机构、划分份额等行为。",
        "督促保险机构按合同履行服务。",
        "占实收保费的比例为18%。",
    ],
)
def test_forbidding_it_is_not_steering(text: str) -> None:
    assert notes(text) == []


def test_naming_an_insurer_as_the_one_to_go_to_is_found() -> None:
    assert notes("请到甲保险投保。", insurers=["甲保险"]) == ["点名要求到某家保险机构投保"]
    assert notes("甲保险已承保12户。", insurers=["甲保险"]) == []


def test_a_telephone_number_in_the_text_is_pointed_out_unless_it_is_the_offices_own() -> None:
    told = "有电话或证件号码，请确认可以公开"
    assert told in notes("请联系李某 138 0000-1234。")
    assert told in notes("身份证410102199003071234。")
    assert notes("联系电话0399-6666666。", contact="0399-6666666") == []
    assert told in notes("联系电话0399-6666666，13800001234。", contact="0399-6666666")
    assert notes("保单PZ20264100000037，2026-10-31到期。") == []


def test_gaps_are_found() -> None:
    assert notes("由××局负责。") == ["有待补的内容"]
    assert notes("投保率—，共有3户。") == ["有没有数值的数字"]
    assert notes("安全第一——预防为主。") == []


def table(total: int, *values: int, evidence: str = "x") -> b.Table:
    columns = (b.Column("名"), b.Column("数", format=b.NumberFormat.INTEGER))
    rows = [("行", b.Figure(value, f"{evidence}{n}")) for n, value in enumerate(values)]
    return b.Table(columns, rows, caption=f"表{evidence}", total=("合计", b.Figure(total, evidence)))


def test_a_total_that_is_not_the_sum_is_found() -> None:
    assert notes(table(3, 1, 2)) == []
    assert notes(table(4, 1, 2)) == ["合计与各行之和不符（合计4，各行之和3）"]


def test_one_number_with_two_values_is_found() -> None:
    found = notes(table(3, 1, 2), b.Landscape((table(5, 5),)))
    assert found == ["同一数字在两处不一致（表x为1，表x为5）", "同一数字在两处不一致（表x为3，表x为5）"]


def test_attachments_must_match_their_list() -> None:
    assert notes(b.AttachmentList(("甲表",)), b.Attachment(1, "乙表")) == [
        "附件说明列出了，正文后没有这个附件", "有这个附件，附件说明没有列出",
    ]  # fmt: skip


def test_a_character_without_a_glyph_is_told_with_its_record() -> None:
    made = lint(b.Document(b.DocumentMeta("试")), missing=[MissingGlyph("\U0002ffff", "甲公司")])
    assert "甲公司" in str(made[0]) and "U+2FFFF" in str(made[0]) and made[0].serious


@pytest.mark.parametrize(
    "build",
    [
        plan.build,
        evaluation.build,
        bulletin.build,
        letters.build_urging,
        letters.build_hazards,
        register.build,
        enforcement.build_plan,
        enforcement.build_orders,
    ],
)
def test_our_own_texts_are_clean(build) -> None:
    facts = county()
    names = [one.title for one in facts.insurers]
    found = [
        str(n) for n in lint(build(facts), insurers=names) if "没有数值" not in n.text and "各行之和" not in n.text
    ]
    assert found == []
    lint(build(hostile()))


def rules(*blocks: b.Block | str, **given: object) -> list[Rule]:
    made = tuple(b.Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return [note.rule for note in lint(b.Document(b.DocumentMeta("试"), made), **given)]  # type: ignore[arg-type]


ATTACHED = (b.AttachmentList(("甲表",)), b.Attachment(1, "甲表"))


@pytest.mark.parametrize(
    ("rule", "bad", "good", "given"),
    [
        (Rule.STEERING, "统一由某财险公司承保。", "不得指定保险机构。", {}),
        (Rule.STEERING, "请到甲 财 险投保。", "甲财险承保12户。", {"insurers": ["甲财产保险股份有限公司"]}),
        (Rule.PERSONAL, "联系人手机13812345678。", "联系电话0370-0000000。", {"contact": "0370-0000000"}),
        (Rule.GAP, "由××局负责，119户。", "由应急管理局负责，119户。", {}),
        (Rule.EMPTY, "投保率—，共有3户。", "投保率63.0%，共有3户。", {}),
        (Rule.SUM, table(4, 1, 2), table(3, 1, 2), {}),
        (Rule.ANNEX, b.AttachmentList(("甲表",)), ATTACHED[0], {}),
    ],
)
def test_every_rule_finds_what_is_wrong_and_only_that(
    rule: Rule, bad: b.Block | str, good: b.Block | str, given: dict[str, object]
) -> None:
    assert rules(bad, **given) == [rule]
    rest = ATTACHED[1:] if rule is Rule.ANNEX else ()
    assert rules(good, *rest, **given) == []


def test_disagreeing_tables_and_missing_glyphs_have_their_rules() -> None:
    assert set(rules(table(3, 1, 2), b.Landscape((table(5, 5),)))) == {Rule.MISMATCH}
    assert rules(table(3, 1, 2), b.Landscape((table(3, 1, 2),))) == []
    assert rules("话", missing=[MissingGlyph("\U00030edd", "甲公司")]) == [Rule.GLYPH] and rules("话", missing=[]) == []


def test_words_in_notes_landscape_pages_and_headings_are_looked_at_too() -> None:
    wrong = "统一由某财险公司承保"
    for block in (b.Note(wrong), b.Landscape((b.Paragraph(wrong),)), b.Heading(2, wrong, 1)):
        assert rules(block) == [Rule.STEERING], block
