"""Checklists: made from templates, filled with answers and figures, scored, submitted, locked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from office import hire
from small_county import County

from ajx_tui.domain.rate import Rate
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import State
from ajx_tui.errors import NotPermittedError, RefusedError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import checklists, records, review
from ajx_tui.services.checklists import Scope, Sheet, scopes
from ajx_tui.services.checklists.model import from_ranges, to_ranges
from ajx_tui.services.records import InvalidRecord
from ajx_tui.store.records import ids_where

START, END = date(2026, 7, 1), date(2026, 12, 31)
DAY = date(2026, 10, 31)
HOSTILE = "坏[/甲][red]𠮷零=1+1"


@pytest.fixture
def filled(county: County) -> County:
    """Two firms of 城关镇, one insured; one of 石桥乡."""
    first = county.firm("甲厂", township="城关镇", headcount=50)
    county.firm("乙厂", township="城关镇", headcount=30)
    county.firm("丙厂", township="石桥乡", headcount=20)
    policy = county.policy(first, headcount=40, promised_visits=2, limit_person="40")
    early = county.add("visit", policy_id=policy, visited_on="2026-03-01", confirmed="是")
    late = county.add("visit", policy_id=policy, visited_on="2026-08-01", confirmed="否")
    county.add("hazard", visit_id=early, description="旧", level="general", rectified_on="2026-03-09")
    county.add("hazard", visit_id=late, description="新", level="major", due_on="2026-09-01")
    return county


def town(county: County, name: str = "城关镇") -> int:
    return checklists.new(county.session, "township_self", Scope("township", name), START, END).ids[0]


def sheet(county: County, checklist_id: int, *, figures: bool = False) -> Sheet:
    if figures:
        run(checklists.autofill(county.session, checklist_id, DAY))
    return checklists.sheet(county.session, checklist_id)


def all_met(about: Sheet) -> dict[str, dict[str, object]]:
    return {p.item.code: {"answer": "符合"} for p in about.points}


# ----- making


def test_a_list_holds_copies_of_the_points_with_clause_and_certainty(filled: County) -> None:
    about = sheet(filled, town(filled))
    source = checklists.template(filled.session.store, "township_self")
    assert tuple(p.item for p in about.points) == source.items
    assert about.head.number == "QD2026-0001" and about.head.scope_title == "城关镇"
    assert (about.head.state, about.head.progress, about.head.score.text) == (State.DRAFT, "0/17", "—")
    doubtful = about.point("2.2")
    assert doubtful is not None and doubtful.item.basis.endswith("（据转述，请核对原文）")
    own = about.point("2.4")
    assert own is not None and own.item.basis.startswith("本级自定：")


def test_numbers_are_never_given_twice(filled: County) -> None:
    first = town(filled)
    checklists.delete(filled.session, first, "重复")
    assert sheet(filled, town(filled)).head.number == "QD2026-0002"


def test_the_same_list_twice_is_refused_and_named(filled: County) -> None:
    town(filled)
    with pytest.raises(RefusedError, match="QD2026-0001"):
        town(filled)
    other = checklists.new(
        filled.session, "township_self", Scope("township", "城关镇"), date(2027, 1, 1), END.replace(2027)
    )
    assert sheet(filled, other.ids[0]).head.number == "QD2027-0001"


def test_one_list_for_every_township_and_only_once(filled: County) -> None:
    town(filled)
    targets = scopes.everyone(filled.session.store, "township", DAY.isoformat())
    made = checklists.new_many(filled.session, "township_self", targets, START, END)
    assert len(made.ids) == 1 and made.present == ("QD2026-0001",)
    assert {h.scope_title for h in checklists.heads(filled.session)} == {"城关镇", "石桥乡"}


@pytest.mark.parametrize(
    ("template", "scope", "told"),
    [
        ("township_self", Scope("enterprise", 1), "请选择这一类对象"),
        ("enterprise_service", Scope("enterprise", 999), "企业不存在"),
        ("township_self", Scope("township", " "), "请写明乡镇"),
    ],
)
def test_what_does_not_fit_is_refused(filled: County, template: str, scope: Scope, told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checklists.new(filled.session, template, scope, START, END)
    assert told in f"{refused.value.title}{refused.value.message}"
    assert checklists.heads(filled.session) == []


def test_a_period_that_ends_before_it_begins(filled: County) -> None:
    with pytest.raises(RefusedError, match="早于"):
        checklists.new(filled.session, "township_self", Scope("township", "城关镇"), END, START)


def test_an_unknown_township_is_said(filled: County) -> None:
    made = checklists.new(filled.session, "township_self", Scope("township", "没有的镇"), START, END)
    assert "没有的镇" in made.notes[0]


def test_an_unknown_template_lists_those_there_are(filled: County) -> None:
    with pytest.raises(UsageError, match="township_self"):
        checklists.template(filled.session.store, "nothing")


def test_finding_what_a_list_is_about(filled: County) -> None:
    store = filled.session.store
    assert scopes.find(store, "enterprise", "甲厂") == scopes.find(store, "enterprise", "甲 厂")
    assert scopes.find(store, "department", "应急局").type == "department"
    with pytest.raises(UsageError, match=r"对应 3 条记录.*甲厂"):
        scopes.find(store, "enterprise", "厂")


# ----- own templates


def own_template(county: County) -> int:
    return checklists.copy(county.session, "township_self", "bj-01", "夏季专项清单")


def test_an_own_template_is_changed_and_old_lists_keep_their_points(filled: County) -> None:
    template = own_template(filled)
    made = checklists.new(filled.session, "BJ-01", Scope("township", "城关镇"), START, END).ids[0]
    item = ids_where(filled.session.store, KINDS["checklist_template_item"], "template_id", template)[0]
    records.save(filled.session, KINDS["checklist_template_item"], {"text": "改过的内容", "weight": "9"}, item)
    again = checklists.new(filled.session, "BJ-01", Scope("township", "石桥乡"), START, END).ids[0]
    old, new = sheet(filled, made), sheet(filled, again)
    assert (old.head.version, new.head.version) == ("1", "2")
    assert old.points[0].item.text != "改过的内容" == new.points[0].item.text
    assert old.points[0].item.weight == 600 and new.points[0].item.weight == 900
    assert old.digest != new.digest
    assert filled.get("checklist_template", template)["version"] == 2
    third = checklists.new(filled.session, "BJ-01", Scope("township", "别处"), START, END).ids[0]
    assert sheet(filled, third).head.version == "2"


def test_a_template_without_points_or_retired_makes_nothing(filled: County) -> None:
    filled.add("checklist_template", code="B2", title="空模板", scope="township")
    with pytest.raises(RefusedError, match="还没有检查项"):
        checklists.new(filled.session, "B2", Scope("township", "城关镇"), START, END)
    template = own_template(filled)
    records.save(filled.session, KINDS["checklist_template"], {"retired": "是"}, template)
    with pytest.raises(RefusedError, match="已停用"):
        checklists.new(filled.session, "BJ-01", Scope("township", "城关镇"), START, END)


def test_a_figure_may_be_named_by_its_title_or_be_unknown(filled: County) -> None:
    template = filled.add("checklist_template", code="B3", title="自拟", scope="township")
    for code, figure in (("1", "投保率"), ("2", "没有这个数")):
        filled.add("checklist_template_item", template_id=template, code=code, text=HOSTILE, figure=figure)
    about = sheet(
        filled, checklists.new(filled.session, "B3", Scope("township", "城关镇"), START, END).ids[0], figures=True
    )
    assert [p.figure_value for p in about.points] == ["50.0%（1/2）", "—"]
    assert about.points[1].behind is None


def test_a_weight_of_nothing_is_refused(filled: County) -> None:
    template = filled.add("checklist_template", code="B4", title="自拟", scope="township")
    with pytest.raises(InvalidRecord, match="权重应大于0"):
        filled.add("checklist_template_item", template_id=template, code="1", text="内容", weight="0")


# ----- figures


def figure(about: Sheet, code: str) -> tuple[str, tuple[int, ...]]:
    point = about.point(code)
    assert point is not None
    return point.figure_value, point.behind.ids if point.behind is not None else ()


def test_figures_are_those_of_the_township_and_can_be_walked_back(filled: County) -> None:
    about = sheet(filled, town(filled), figures=True)
    assert figure(about, "2.1") == ("2户", (1, 2))
    assert figure(about, "3.1")[0] == "50.0%（1/2）"
    value, ids = figure(about, "3.2")
    assert value == "1个"
    assert filled.get("insured_object", ids[0])["enterprise_id"] == 2
    coverage = about.point("3.1")
    assert coverage is not None and coverage.base is not None and len(coverage.base.ids) == 2
    assert coverage.figure_on == "2026-10-31", "the period has not ended: the present day stands for its end"


def test_a_figure_of_the_period_leaves_out_what_was_before(filled: County) -> None:
    about = sheet(filled, town(filled), figures=True)
    assert figure(about, "4.1") == ("1次", (2,))
    assert figure(about, "4.2") == ("1次", (2,))
    assert figure(about, "4.3")[0] == "50.0%（1/2）", "of the end of the period: the hazard of March counts"


def test_figures_of_an_enterprise_and_of_an_object(filled: County) -> None:
    made = checklists.new(filled.session, "enterprise_service", Scope("enterprise", 1), START, END).ids[0]
    about = sheet(filled, made, figures=True)
    assert figure(about, "1.3")[0] == "80.0%（40/50）"
    assert figure(about, "2.1")[0] == "1份，2次"
    assert figure(about, "2.2")[0] == "100.0%（2/2）"
    assert figure(about, "3.1")[0] == "0.0%（0/1）"
    project = filled.add("insured_object", enterprise_id=2, type="project", code="SG1", name="甲工程")
    filled.policy(2, object_id=project)
    template = filled.add("checklist_template", code="B5", title="工程", scope="project")
    for code, name in (("1", "policies_registered"), ("2", "visits"), ("3", "enterprises")):
        filled.add("checklist_template_item", template_id=template, code=code, text=code, figure=name)
    made = checklists.new(filled.session, "B5", Scope("project", project), START, END).ids[0]
    about = sheet(filled, made, figures=True)
    assert about.head.scope_title == "甲工程"
    assert [p.figure_value for p in about.points] == ["1份，0.00元", "0次", "—"]


def test_figures_of_a_department_follow_the_sectors_it_leads(filled: County) -> None:
    department = scopes.find(filled.session.store, "department", "应急管理局")
    made = checklists.new(filled.session, "department_supervision", department, START, END).ids[0]
    assert figure(sheet(filled, made, figures=True), "2.1")[0] == "3个"
    other = scopes.find(filled.session.store, "department", "交通运输局")
    made = checklists.new(filled.session, "department_supervision", other, START, END).ids[0]
    about = sheet(filled, made, figures=True)
    assert (figure(about, "2.1")[0], figure(about, "2.2")[0]) == ("0个", "—")


def test_filling_figures_again_writes_only_what_changed(filled: County) -> None:
    made = town(filled)
    sheet(filled, made, figures=True)
    before = filled.session.store.revision()
    assert run(checklists.autofill(filled.session, made, DAY)) == 0
    assert filled.session.store.revision() == before
    filled.firm("丁厂", township="城关镇")
    assert run(checklists.autofill(filled.session, made, DAY)) > 0
    assert figure(sheet(filled, made), "2.1")[0] == "3户"


def test_a_past_period_is_read_at_its_end(filled: County) -> None:
    made = checklists.new(
        filled.session, "township_self", Scope("township", "城关镇"), date(2025, 1, 1), date(2025, 6, 30)
    )
    about = sheet(filled, made.ids[0], figures=True)
    point = about.point("3.1")
    assert point is not None and (point.figure_value, point.figure_on) == ("0.0%（0/2）", "2025-06-30")


@pytest.mark.parametrize("ids", [(), (1,), (1, 2, 3), (5, 1, 2, 9, 8), tuple(range(1, 4000, 3))])
def test_ids_survive_as_ranges(ids: tuple[int, ...]) -> None:
    assert from_ranges(to_ranges(ids)) == tuple(sorted(ids))


# ----- answers


def test_answers_progress_and_score(filled: County) -> None:
    made = town(filled)
    given = {
        "1.1": {"answer": "符合"},
        "1.2": {"answer": "2", "remark": "有指定"},
        "1.3": {"answer": "不适用", "remark": "首年"},
    }
    assert checklists.fill(filled.session, made, given) == 3
    top = checklists.head(filled.session, made)
    assert (top.progress, top.score) == ("3/17", Rate(600, 1400))
    assert top.score.text == "42.9%"
    assert checklists.fill(filled.session, made, given) == 0
    assert checklists.fill(filled.session, made, {"1.1": {"answer": ""}}) == 1
    assert checklists.head(filled.session, made).score.text == "0.0%"


def test_no_applicable_point_has_no_score(filled: County) -> None:
    made = town(filled)
    checklists.fill(
        filled.session, made, {p.item.code: {"answer": "3", "remark": "无"} for p in sheet(filled, made).points}
    )
    top = checklists.head(filled.session, made)
    assert (top.progress, top.score.text, top.as_json()["score"]) == ("17/17", "—", None)


SPELLINGS = (("符合", "yes"), ("√", "yes"), ("１", "yes"), ("×", "no"), ("否", "no"), ("不涉及", "na"), ("3", "na"))


@pytest.mark.parametrize(("written", "stored"), SPELLINGS)
def test_answers_as_people_write_them(filled: County, written: str, stored: str) -> None:
    made = town(filled)
    checklists.fill(filled.session, made, {"1.1": {"answer": written}})
    assert sheet(filled, made).points[0].answer == stored


def test_every_unreadable_answer_is_told_and_nothing_is_written(filled: County) -> None:
    made = town(filled)
    given = {
        "1.1": {"answer": "符合"},
        "1.2": {"answer": "大概"},
        "9.9": {"answer": "符合"},
        "1.3": {"remark": "长" * 2001},
    }
    with pytest.raises(InvalidRecord) as refused:
        checklists.fill(filled.session, made, given)
    for part in ("1.2：结论“大概”", "没有编号为9.9的检查项", "1.3：情况说明有2001个字符"):
        assert part in refused.value.message
    assert checklists.head(filled.session, made).progress == "0/17"


def test_hostile_text_is_kept_as_it_is(filled: County) -> None:
    made = town(filled)
    checklists.fill(filled.session, made, {"1.1": {"answer": "不符合", "remark": HOSTILE}})
    assert sheet(filled, made).points[0].remark == HOSTILE


def test_the_other_fields_of_a_list_can_not_be_changed(filled: County) -> None:
    made = town(filled)
    checklists.describe(filled.session, made, {"checker": "张三", "checked_on": "2026.9.1", "conclusion": "总体较好"})
    about = sheet(filled, made)
    assert (about.checker, about.checked_on, about.conclusion) == ("张三", "2026-09-01", "总体较好")
    with pytest.raises(RefusedError, match="不能改"):
        checklists.describe(filled.session, made, {"digest": "0"})


# ----- evidence


def test_evidence_is_a_record_or_a_file(filled: County, tmp_path: Path) -> None:
    made = town(filled)
    checklists.add_evidence(filled.session, made, "3.2", "enterprise", 2, "已上门")
    with pytest.raises(RefusedError, match="已是佐证"):
        checklists.add_evidence(filled.session, made, "3.2", "enterprise", 2)
    with pytest.raises(RefusedError, match="佐证记录不存在"):
        checklists.add_evidence(filled.session, made, "3.2", "enterprise", 99)
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"jpeg")
    run(checklists.attach(filled.session, made, "3.2", photo))
    point = sheet(filled, made).point("3.2")
    assert point is not None
    assert [(p.kind, p.label, p.note, p.gone) for p in point.proofs] == [
        ("enterprise", "乙厂", "已上门", False), ("attachment", "照片.jpg", "", False),
    ]  # fmt: skip
    for proof in point.proofs:
        checklists.remove_evidence(filled.session, made, "3.2", proof.kind, proof.id, "放错了")
    assert sheet(filled, made).point("3.2").proofs == ()  # type: ignore[union-attr]


def test_evidence_whose_record_was_deleted_says_so(filled: County) -> None:
    made = town(filled)
    gone = filled.firm("要删的厂")
    checklists.add_evidence(filled.session, made, "3.2", "enterprise", gone)
    records.delete(filled.session, KINDS["enterprise"], gone, "重复")
    point = sheet(filled, made).point("3.2")
    assert point is not None and [(p.label, p.gone) for p in point.proofs] == [("要删的厂", True)]


# ----- review


def test_an_unfinished_list_is_not_submitted(filled: County) -> None:
    made = town(filled)
    about = sheet(filled, made)
    checklists.fill(filled.session, made, {**all_met(about), "5.1": {"answer": "不符合"}, "1.1": {"answer": ""}})
    with pytest.raises(RefusedError, match=r"还有 1 项没有结论（1.1）；1 项不符合或不适用的没有写明情况（5.1）"):
        checklists.finish(filled.session, made)
    assert checklists.head(filled.session, made).state is State.DRAFT


def test_a_submitted_list_is_locked_by_every_way(filled: County, tmp_path: Path) -> None:
    made = town(filled)
    about = sheet(filled, made)
    checklists.fill(filled.session, made, all_met(about))
    filed = checklists.add_evidence(filled.session, made, "1.1", "enterprise", 1)
    assert checklists.finish(filled.session, made).title == about.head.name
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"jpeg")
    before = filled.session.store.revision()
    attempts = (
        lambda: checklists.fill(filled.session, made, {"1.1": {"answer": "不符合", "remark": "改"}}),
        lambda: run(checklists.autofill(filled.session, made, DAY)),
        lambda: checklists.add_evidence(filled.session, made, "1.2", "enterprise", 1),
        lambda: checklists.remove_evidence(filled.session, made, "1.1", "enterprise", filed, "改"),
        lambda: run(checklists.attach(filled.session, made, "1.1", photo)),
        lambda: checklists.describe(filled.session, made, {"note": "改"}),
        lambda: checklists.delete(filled.session, made, "不要了"),
        lambda: records.save(filled.session, KINDS["checklist_item"], {"remark": "绕"}, about.points[0].id),
        lambda: records.save(filled.session, KINDS["checklist_evidence"], {"note": "绕"}, filed),
    )
    for attempt in attempts:
        with pytest.raises(RefusedError, match="待审核，不能修改"):
            attempt()
    assert filled.session.store.revision() == before


def test_returned_findings_point_at_the_point_and_the_maker_may_not_approve(filled: County) -> None:
    people = hire(filled.session.store)
    clerk, reviewer, reader = people["经办甲"], people["审核丙"], people["只读戊"]
    made = checklists.new(clerk, "township_self", Scope("township", "城关镇"), START, END).ids[0]
    about = checklists.sheet(clerk, made)
    with pytest.raises(NotPermittedError):
        checklists.fill(reader, made, all_met(about))
    checklists.fill(clerk, made, all_met(about))
    sent = checklists.finish(clerk, made)
    with pytest.raises(NotPermittedError):
        review.approve(clerk, sent.id)
    point = about.points[3]
    finding = review.NewFinding("台账有遗漏", "missing", "checklist_item", point.id, "answer", point.item.clause)
    review.return_with(reviewer, sent.id, [finding])
    top = checklists.head(clerk, made)
    assert (top.state, top.open_findings, top.editable) == (State.RETURNED, 1, True)
    assert [f.record_id for f in checklists.findings(clerk, made)] == [point.id]
    checklists.fill(clerk, made, {point.item.code: {"answer": "不符合", "remark": "漏登1户"}})
    review.answer_finding(clerk, checklists.findings(clerk, made)[0].id, "fixed")
    checklists.finish(clerk, made)
    assert review.approve(reviewer, sent.id).state is State.APPROVED
    assert checklists.head(clerk, made).state_text == "已审核"


def test_deleting_takes_points_and_evidence_along(filled: County) -> None:
    made = town(filled)
    checklists.add_evidence(filled.session, made, "1.1", "enterprise", 1)
    with pytest.raises(RefusedError, match="原因"):
        checklists.delete(filled.session, made, " ")
    checklists.delete(filled.session, made, "重复")
    store = filled.session.store
    for kind in ("checklist_item", "checklist_evidence"):
        assert ids_where(store, KINDS[kind], "checklist_id", made) == []
    with pytest.raises(RefusedError, match="已不存在"):
        checklists.sheet(filled.session, made)


def test_a_deleted_list_comes_back_whole(filled: County, tmp_path: Path) -> None:
    from ajx_tui.services import timeline, undo

    session = filled.session
    made = town(filled)
    firm = ids_where(session.store, KINDS["enterprise"], "name", "甲厂")[0]
    checklists.fill(session, made, {"1.1": {"answer": "符合", "remark": "有文件"}, "1.2": {"answer": "符合"}})
    checklists.add_evidence(session, made, "1.2", "enterprise", firm)
    checklists.add_evidence(session, made, "1.1", "enterprise", firm)
    taken_off = checklists.sheet(session, made).points[0].proofs[0].id
    checklists.remove_evidence(session, made, "1.1", "enterprise", taken_off, "弄错")
    before = sheet(filled, made)
    checklists.delete(session, made, "重复")
    assert [(b.kind, b.label) for b in timeline.recycle_bin(session.store) if b.reason == "重复"] == [
        ("checklist", "QD2026-0001")
    ]
    records.restore(session, KINDS["checklist"], made)
    assert sheet(filled, made) == before, "what was taken off before stays off"
    checklists.delete(session, made, "重复")
    town(filled)
    with pytest.raises(RefusedError, match="已有登记"):
        records.restore(session, KINDS["checklist"], made)
    undo.undo(session)
    records.restore(session, KINDS["checklist"], made)
    own = checklists.copy(session, "township_self", "BJ-01")
    points = len(ids_where(session.store, KINDS["checklist_template_item"], "template_id", own))
    checklists.delete_template(session, own, "不用")
    records.restore(session, KINDS["checklist_template"], own)
    assert len(ids_where(session.store, KINDS["checklist_template_item"], "template_id", own)) == points == 17


def test_a_list_that_was_taken_back_and_deleted_waits_for_nobody(filled: County) -> None:
    from ajx_tui.services import review_desk

    made = town(filled)
    checklists.fill(filled.session, made, all_met(sheet(filled, made)))
    sent = checklists.finish(filled.session, made)
    review.withdraw(filled.session, sent.id)
    checklists.delete(filled.session, made, "重复")
    assert review_desk.waiting(filled.session) == []
    found = review.get(filled.session, sent.id)
    assert "submit" not in {a.value for a in review.actions(filled.session, found)}
    with pytest.raises(RefusedError, match="不存在"):
        review.submit(filled.session, "checklist", made)
    records.restore(filled.session, KINDS["checklist"], made)
    assert [w.review.id for w in review_desk.waiting(filled.session)] == [sent.id]


def test_lists_are_made_with_their_figures_or_not_at_all(filled: County) -> None:
    """Stopped at any moment nothing is there; done, every list has its figures, those of `autofill` to the letter."""
    session = filled.session
    targets = scopes.everyone(session.store, "township", DAY.isoformat())
    revision = session.store.revision()
    for stop in range(6):
        job = checklists.issue(session, "township_self", targets, START, END, DAY)
        for _ in range(stop):
            next(job, None)
        if stop < 4:
            job.close()
            assert session.store.revision() == revision and checklists.heads(session) == [], stop
    made = run(checklists.issue(session, "township_self", targets, START, END, DAY))
    assert len(made.present) == 2, "the last one above ran to its end"
    for head in checklists.heads(session):
        about = sheet(filled, head.id)
        assert all(p.figure_value for p in about.points if p.item.figure)
        assert run(checklists.autofill(session, head.id, DAY)) == 0


def test_lists_made_while_somebody_saves_show_one_state_of_the_data(filled: County) -> None:
    session = filled.session
    targets = scopes.everyone(session.store, "township", DAY.isoformat())
    job = checklists.issue(session, "township_self", targets, START, END, DAY)
    next(job), next(job)
    filled.firm("丁厂", township="城关镇", headcount=9)
    made = run(job)
    about = next(s for i in made.ids if (s := sheet(filled, i)).township == "城关镇")
    point = about.point("2.1")
    assert point is not None and point.figure_value == "3户"
