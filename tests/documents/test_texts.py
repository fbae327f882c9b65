"""What the documents say: chapters, live numbers, law, zero denominators, hostile names, papers in bulk."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from facts_maker import AS_OF, HOSTILE, case, county, empty, group, hostile, only_insured
from hypothesis import given
from hypothesis import strategies as st

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import plain_text
from ajx_tui.documents.preview import preview
from ajx_tui.documents.texts import (
    bulletin,
    enforcement,
    evaluation,
    evidence,
    letters,
    plan,
    problems,
    register,
    timetable,
)
from ajx_tui.documents.texts.clauses import lowest
from ajx_tui.documents.texts.facts import Enforcement, Evidence, Facts, Paper, Tracked
from ajx_tui.documents.texts.wording import Writer, unit, upper_unit, whole

BUILDERS: dict[str, Callable[[Facts, Paper | None], b.Document]] = {
    "plan": plan.build,
    "evaluation": evaluation.build,
    "bulletin": bulletin.build,
    "urging": letters.build_urging,
    "hazards": letters.build_hazards,
    "register": register.build,
    "inspection": enforcement.build_plan,
    "order": enforcement.build_orders,
}


def flat(blocks: Iterable[b.Block]) -> Iterator[b.Block]:
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from flat(block.blocks)
        else:
            yield block


def text_of(document: b.Document) -> str:
    """Headings and paragraphs, one per line."""
    lines = []
    for block in flat(document.blocks):
        if isinstance(block, b.Heading | b.Title | b.Recipient):
            lines.append(block.text)
        elif isinstance(block, b.Paragraph | b.Note):
            lines.append(plain_text(block.text))
    return "\n".join(lines)


def headings(document: b.Document) -> list[str]:
    return [block.text for block in flat(document.blocks) if isinstance(block, b.Heading) and block.level == 1]


def tables(document: b.Document) -> list[b.Table]:
    return [block for block in flat(document.blocks) if isinstance(block, b.Table)]


# ---------------------------------------------------------------- templates


def test_numbers_in_text_carry_their_evidence() -> None:
    runs = Writer(county()).runs("共{due}个，投保率{coverage}，{headcount_due.amount}人，赔款{claims.amount|wan}万元。")
    assert [(run.text, run.evidence) for run in runs if run.evidence] == [
        ("3", "due"), ("33.3%", "insured"), ("90", "headcount_due"), ("0", "claims"),
    ]  # fmt: skip


def test_a_field_nobody_knows_is_a_defect_not_a_blank() -> None:
    with pytest.raises(KeyError):
        Writer(county()).runs("{dues}")


def test_a_value_is_never_read_as_a_template() -> None:
    assert Writer(county()).text("{who}有{due}个", who="{coverage}公司") == "{coverage}公司有3个"


def test_a_group_has_evidence_of_its_own() -> None:
    facts = county()
    run = Writer(facts, facts.sectors[0]).runs("{uninsured}")[0]
    assert (run.text, run.evidence) == ("1", "sector:煤矿:uninsured")


@pytest.mark.parametrize(
    ("area", "level", "word"),
    [
        ("示例县", "county", "全县"),
        ("示例区", "county", "全区"),
        ("示例市", "city", "全市"),
        ("航空港", "county", "全县"),
    ],
)
def test_the_word_for_the_area(area: str, level: str, word: str) -> None:
    assert whole(replace(county().office, area=area, level=level)) == word


def test_departments_get_their_level_once() -> None:
    office = county().office
    assert unit(office, "应急管理局") == "县应急管理局" == unit(office, "县应急管理局")
    assert unit(office, "示例县水利局") == "示例县水利局"
    assert upper_unit(office) == "示例市安全生产委员会办公室"
    assert upper_unit(replace(office, city="")) == "上级安全生产委员会办公室"


def test_the_code_of_another_issuer_is_left_to_be_written_by_hand() -> None:
    office = county().office
    assert office.issuer_code == "示安委办"
    assert replace(office, code="示应急").issuer_code.strip("　") == ""
    assert replace(office, code="示应急", committee="").issuer_code == "示应急"
    assert replace(office, code="", committee="").issuer_code.strip("　") == ""


# ---------------------------------------------------------------- dates


@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2060, 12, 31)), st.integers(0, 400))
def test_steps_follow_each_other_and_end_with_the_year(as_of: dt.date, least: int) -> None:
    days = timetable.steps(as_of, least)
    assert list(days) == sorted(set(days))
    assert days[0] > as_of
    assert (days[-1].month, days[-1].day) == (12, 31)
    assert min(least, 365) <= (days[-1] - as_of).days <= 366 + max(least, 20)


@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2060, 12, 31)), st.integers(1, 90))
def test_a_deadline_is_never_earlier_than_wanted(as_of: dt.date, days: int) -> None:
    found = timetable.deadline(as_of, days)
    assert days <= (found - as_of).days <= days + 11
    assert found.day in (10, 20) or (found + dt.timedelta(days=1)).day == 1


# ---------------------------------------------------------------- the plan


def test_the_plan_has_its_chapters_and_attachments_in_order() -> None:
    made = plan.build(county())
    assert headings(made) == ["指导思想", "基本原则", "工作目标", "任务分工", "实施步骤", "组织保障"]
    attachments = [block.title for block in made.blocks if isinstance(block, b.Attachment)]
    listed = next(block.items for block in made.blocks if isinstance(block, b.AttachmentList))
    assert attachments == list(listed) == ["任务分工表", "应投保底数表"]


def test_the_plan_is_written_with_the_countys_numbers_and_departments() -> None:
    made = plan.build(county())
    text = text_of(made)
    assert "依法应投保对象3个、从业人员90人；已投保1个，投保率33.3%，应保未保2个" in text
    assert "其中煤矿1个、渔业生产1个" in text
    assert "县金融监管支局牵头" in text
    duty = tables(made)[0]
    assert [row[:3] for row in duty.rows] == [
        ("煤矿", "县应急管理局", "县工业和信息化局（民爆）"), ("渔业生产", "县农业农村局", "各有关部门"),
    ]  # fmt: skip


def test_only_what_was_read_in_a_published_text_is_printed_as_law() -> None:
    cited, uncited = county(), replace(county(), laws=(), articles={}, fines={})
    assert "《安全生产责任保险实施办法》（应急〔2025〕27号）" in text_of(plan.build(cited))
    for build in BUILDERS.values():
        for facts in (cited, uncited):
            text = text_of(build(facts, None))
            for second_hand in ("352号", "322号", "21%", "第三十九条", "第四十条"):
                assert second_hand not in text
        assert "第一百零九条" not in text_of(build(uncited, None))
        assert "第五十一条" not in text_of(build(uncited, None))


def test_floor_of_the_pack_is_printed_and_none_is_not_invented() -> None:
    assert "不低于40万元" in text_of(plan.build(county()))
    assert "40万元" not in text_of(plan.build(replace(county(), floor=None)))


# ---------------------------------------------------------------- the self-evaluation


def test_the_evaluation_has_its_chapters_and_a_line_for_the_signer() -> None:
    made = evaluation.build(county())
    assert headings(made) == [
        "基本情况", "目标完成情况", "投保情况", "保障水平", "事故预防服务情况", "隐患闭环管理情况", "理赔情况",
        "监督执法情况", "存在问题及原因", "整改措施", "下一步工作",
    ]  # fmt: skip
    head = made.blocks[0]
    assert isinstance(head, b.DocumentHead) and head.signer and not head.signer.strip("　")
    assert isinstance(made.blocks[2], b.Recipient) and made.blocks[2].text == "示例市安全生产委员会办公室"


def test_every_problem_has_an_owner_and_a_day_and_its_records() -> None:
    facts = county()
    found = problems.found(facts)
    assert [rule.name for rule in found] == ["uninsured", "hazards_overdue"]
    rows = problems.measures_table(facts, AS_OF).rows
    assert [(row[1], row[4], row[5]) for row in rows] == [
        ("应保未保尚未清零", "县应急管理局、县农业农村局", "11月30日"),
        ("隐患整改逾期", "县应急管理局", "11月10日"),
    ]
    listed = problems.case_tables(facts, AS_OF)
    assert [len(table.rows) for table in listed if isinstance(table, b.Table)] == [2, 2]


def test_targets_without_anything_to_count_are_not_called_reached() -> None:
    rows = {row[0]: row for row in tables(evaluation.build(county()))[0].rows}
    assert rows["应投保对象投保率"][-1] == "未达到"
    assert rows["约定服务履行率"][-1] == "—"


def test_the_charts_show_coverage_and_the_months() -> None:
    made = list(flat(evaluation.build(county()).blocks))
    bars = next(block for block in made if isinstance(block, b.BarChart))
    assert [(bar.label, bar.value) for bar in bars.bars] == [("煤矿", b.Ratio(1, 2)), ("渔业生产", b.Ratio(0, 1))]
    lines = [block for block in made if isinstance(block, b.LineChart)]
    assert [len(line.categories) for line in lines] == [10, 10]


# ---------------------------------------------------------------- evidence


def made_evidence(*sizes: tuple[str, range]) -> list[Evidence]:
    return [Evidence(name, name, "应投保对象", tuple(f"C{n:04d}" for n in numbers)) for name, numbers in sizes]


def test_evidence_refers_to_lists_instead_of_repeating_them() -> None:
    told = evidence.trails(made_evidence(("due", range(100)), ("insured", range(60)), ("uninsured", range(60, 100)),
                                         ("same", range(100)), ("less", range(98)), ("few", range(3))), {})  # fmt: skip
    assert [trail.text for trail in told] == [
        "见明细（一）", "第1项除去第3项", "见明细（二）", "同第1项", "第1项除去C0098、C0099", "C0000、C0001、C0002",
    ]  # fmt: skip


def test_evidence_that_repeats_a_label_is_listed_in_full() -> None:
    twice = Evidence("v", "v", "应投保对象", tuple(["C1"] * 20))
    assert evidence.trails([*made_evidence(("due", range(30))), twice], {})[1].listed


def test_every_number_of_the_text_is_in_the_evidence_table() -> None:
    facts = county()
    whole_county = {one.id for one in facts.evidence}
    made = evaluation.build(facts)
    assert whole_county <= evidence.used(made.blocks)


# ---------------------------------------------------------------- papers to enterprises


def test_one_reminder_per_enterprise_numbered_on() -> None:
    made = letters.build_urging(county(), Paper(number=7))
    titles = [block.subtitle for block in made.blocks if isinstance(block, b.Title)]
    assert titles == ["示安委办〔2026〕7号", "示安委办〔2026〕8号"]
    assert [block.text for block in made.blocks if isinstance(block, b.Recipient)] == ["甲煤矿", "乙渔业社"]
    breaks = [block for block in made.blocks if isinstance(block, b.PageBreak)]
    assert [block.restart_numbers for block in breaks] == [True]
    assert "处5万元以上10万元以下罚款；逾期未改正的，处10万元以上20万元以下罚款" in text_of(made)


def test_only_the_chosen_enterprises_get_a_paper() -> None:
    made = letters.build_urging(county(), Paper(only=frozenset({2})))
    assert [block.text for block in made.blocks if isinstance(block, b.Recipient)] == ["乙渔业社"]
    assert made.meta.title == "投保提醒通知（乙渔业社）"


def test_hazards_of_one_enterprise_stand_in_one_notice() -> None:
    made = letters.build_hazards(county())
    assert [len(table.rows) for table in tables(made)] == [2]
    assert [row[2] for row in tables(made)[0].rows] == ["重大", "一般"]
    assert "指令书" not in text_of(made)


def test_an_order_leaves_officers_certificates_and_signatures_blank() -> None:
    made = letters_of(enforcement.build_orders(county()))
    assert [recipient for recipient, _ in made] == ["甲煤矿", "乙渔业社"]
    for _, fields in made:
        assert [field.label for field in fields].count("证号：") == 2
        assert not any(field.value for field in fields)
    text = text_of(enforcement.build_orders(county()))
    assert "60日内向示例县人民政府申请行政复议" in text and "6个月内" in text


def letters_of(document: b.Document) -> list[tuple[str, list[b.FormField]]]:
    """Recipient and form fields of every paper of a document."""
    found: list[tuple[str, list[b.FormField]]] = []
    for block in document.blocks:
        if isinstance(block, b.Recipient):
            found.append((block.text, []))
        elif isinstance(block, b.FormLine):
            found[-1][1].extend(block.fields)
    return found


def test_the_inspection_plan_lists_each_enterprise_once_with_every_reason() -> None:
    rows = enforcement.planned(county())
    assert [(case.enterprise, reasons) for case, reasons in rows] == [
        ("乙渔业社", ("应投保未投保",)), ("甲煤矿", ("应投保未投保", "隐患逾期未整改")),
    ]  # fmt: skip


# ---------------------------------------------------------------- the bulletin


def test_equal_rates_share_a_place_and_nothing_due_is_not_ranked() -> None:
    groups = (group("乙", 4, 2), group("甲", 2, 2), group("丁", 0, 0), group("丙", 2, 1))
    assert [one.title for one in bulletin.ranking(groups)] == ["甲", "乙", "丙"]
    made = bulletin.build(replace(county(), sectors=groups))
    assert [row[:2] for row in tables(made)[0].rows] == [(1, "甲"), (2, "乙"), (2, "丙")]


def test_the_bulletin_tells_the_change_in_points() -> None:
    made = bulletin.build(county())
    assert "已投保对象增加1个，投保率提高33.3个百分点" in text_of(made)
    sector, township = tables(made)
    assert [row[-1] for row in sector.rows] == ["+50.0", "—"]
    assert [row[-1] for row in township.rows] == ["-50.0", "—"]


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("name", BUILDERS)
def test_an_empty_county_writes_every_document_with_dashes(name: str) -> None:
    made = BUILDERS[name](empty(), None)
    shown = "\n".join(preview(made, bundled_only=True).page_texts)
    assert "0.0%" not in shown
    assert "None" not in shown and "{" not in shown
    assert "率—" not in text_of(made) and "为—" not in text_of(made)


@pytest.mark.parametrize("make", [county, empty, only_insured], ids=["county", "empty", "insured"])
@pytest.mark.parametrize("name", BUILDERS)
def test_nothing_is_said_about_what_never_happened(name: str, make: Callable[[], Facts]) -> None:
    """No 「重复投保0个」: an office head strikes that out."""
    said = text_of(BUILDERS[name](make(), None))
    assert re.findall(r".{0,12}(?<![\d.])0(?:个|条|次|起|份|人|户|项|件|家|万元|分).{0,6}", said) == []
    assert "；。" not in said and "，。" not in said and "。。" not in said and "，，" not in said


def test_regions_with_the_same_rate_are_named_together() -> None:
    groups = (group("甲", 5, 1), group("乙", 4, 2), group("丙", 2, 1), group("丁", 6, 3), group("戊", 4, 3))
    assert lowest(groups) == "甲（20.0%），乙、丙、丁（均为50.0%）"
    assert lowest((group("甲", 5, 1), group("乙", 4, 2))) == "甲（20.0%）、乙（50.0%）"
    assert lowest((group("甲", 5, 5),)) == ""


def test_aims_are_told_as_they_stand() -> None:
    full = replace(only_insured(), months=())
    text = text_of(evaluation.build(full))
    assert "有业务的各项均已达到；另有" in text
    assert "没有发现重复投保、提前终止保单和佣金比例超过规定的情形" in text
    assert "在保对象均已全员投保" in text


@pytest.mark.parametrize("name", BUILDERS)
def test_a_hostile_record_prints_as_it_stands(name: str) -> None:
    made = preview(BUILDERS[name](hostile(), None), bundled_only=True)
    shown = "".join(made.page_texts).replace("\n", "")
    assert "坏[/甲][red]" in shown
    assert "{due}" in shown
    assert "\u200b" not in shown and "\t" not in shown
    assert HOSTILE.count("长") == 500


@pytest.mark.parametrize("name", BUILDERS)
def test_the_same_facts_give_the_same_document(name: str) -> None:
    assert BUILDERS[name](county(), None) == BUILDERS[name](county(), None)


def test_a_long_problem_list_is_cut_on_paper_and_whole_in_the_spreadsheet() -> None:
    many = tuple(case(n, f"企业{n}") for n in range(problems.LONGEST + 7))
    facts = replace(county(), cases={"uninsured": many})
    cut, whole_list = (problems.case_tables(facts, AS_OF, full=full)[0] for full in (False, True))
    assert isinstance(cut, b.Table) and isinstance(whole_list, b.Table)
    assert (len(cut.rows), cut.note) == (problems.LONGEST, "注：列出前200条，其余7条见随附电子表格。")
    assert (len(whole_list.rows), whole_list.note) == (problems.LONGEST + 7, "")


def test_too_many_records_are_counted_and_left_to_the_spreadsheet() -> None:
    told = evidence.trails([Evidence("visits", "服务次数", "服务记录", (), "9000", 9000),
                            Evidence("claims", "报案", "理赔案件", (), "0", 0)], {})  # fmt: skip
    assert [(t.text, t.evidence.records, t.listed) for t in told] == [
        ("记录较多，明细见随附电子表格", 9000, False), ("无", 0, False),
    ]  # fmt: skip


def test_enforcement_fund_and_earlier_problems_are_told_when_recorded() -> None:
    without = text_of(evaluation.build(replace(county(), total=group("合计", 3, 1, policies_in_force=1))))
    assert "没有安责险方面的立案查处" in without and "事故预防费用支出尚未报送登记" in without
    facts = replace(
        county(),
        enforcement=Enforcement(filed=3, ordered=3, corrected=2, fined=1, fines=5_000_000, closed=1),
        tracked=(
            Tracked("W1", "底数不清", "应急管理局", "2026-06-30", "2026-06-20"),
            Tracked("W2", "服务欠账", "", "2026-09-30", progress="已补三次"),
        ),
        total=group("合计", 3, 1, fund_spent=1_800_000, premium_received_year=10_000_000),
    )
    made = evaluation.build(facts)
    text = text_of(made)
    assert "立案查处安责险案件3件，其中责令改正3件，已改正2件，处以罚款1件、5万元，结案1件" in text
    assert "支出1.8万元，占本年起保保单实收保险费的18.0%" in text
    assert "问题2项，已销号1项，未销号1项，其中逾期1项" in text
    table = next(one for one in tables(made) if one.caption.endswith("以前评估发现问题的整改进展"))
    assert [row[4] for row in table.rows] == ["2026-06-20销号", "已补三次"]
