"""The timetable of the work plan: where its days come from, working days left, laying it down, printing it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.documents.blocks import Heading, Paragraph, plain_text
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import documents, plan_steps
from ajx_tui.services.plan_steps import Origin
from ajx_tui.services.session import Session
from ajx_tui.services.undo import last_undoable, undo

DAY = date(2026, 10, 31)
USUAL = ["动员部署，核准底数", "集中投保，补齐短板", "规范服务，整改隐患", "评估总结，巩固提升"]


def test_without_a_plan_the_template_gives_the_days(county: County) -> None:
    found = plan_steps.timetable(county.session.store, DAY)
    assert found.origin is Origin.TEMPLATE and found.note == ""
    assert [step.title for step in found.steps] == USUAL
    first = found.steps[0]
    assert (first.due, first.days, first.workdays, first.left) == (date(2026, 11, 20), 20, 15, "余15工作日")
    # National Day 2026: of 1 to 7 October nobody works, Saturday the 10th is worked.
    september = plan_steps.timetable(county.session.store, date(2026, 9, 30))
    assert [(s.due.isoformat(), s.workdays) for s in september.steps][:1] == [("2026-10-20", 10)]


def test_where_holidays_are_not_known_it_is_said(county: County) -> None:
    found = plan_steps.timetable(county.session.store, date(2026, 12, 20))
    assert found.steps[-1].due == date(2027, 12, 31)
    assert found.note == "节假日安排只到2026-12-31，之后按周末推算"


def test_what_is_laid_down_counts_and_is_printed(county: County) -> None:
    county.add("office", name="示例县应急管理局", area="示例县", level="county")
    ids = plan_steps.lay_down(county.session, DAY)
    assert len(ids) == 4
    with county.session.unit("试") as unit:
        unit.update(KINDS["plan_step"], ids[0], {"done_on": "2026-10-30"})
        unit.update(KINDS["plan_step"], ids[1], {"due_on": "2026-10-28", "content": "逐户{上门}。"})
    county.add("plan_step", title="上一年没有做完的", due_on="2025-12-31")
    county.add("plan_step", title="上一年做完的", due_on="2025-11-30", done_on="2025-11-20")
    found = plan_steps.timetable(county.session.store, DAY)
    assert found.origin is Origin.LAID_DOWN
    assert [(s.title, s.left) for s in found.steps][:3] == [
        ("上一年没有做完的", "逾期204工作日"), ("集中投保，补齐短板", "逾期2工作日"), ("动员部署，核准底数", "已完成"),
    ]  # fmt: skip
    before = plan_steps.timetable(county.session.store, date(2026, 10, 29))
    assert [s.left for s in before.steps if s.title == USUAL[0]] == ["余16工作日"], "not done yet on that day"
    document = documents.build(county.session, "plan", DAY)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert "集中投保，补齐短板（2026年10月28日前）" in headings
    texts = [plain_text(block.text) for block in document.blocks if isinstance(block, Paragraph)]
    assert "逐户{上门}。" in texts, "the office's own words are printed as they are"
    assert any("召开部署会议" in text for text in texts), "steps without words of their own keep the template's"
    with pytest.raises(RefusedError, match="已经定下"):
        plan_steps.lay_down(county.session, DAY)


def test_a_plan_that_was_written_gives_its_days(county: County, tmp_path: Path) -> None:
    county.add("office", name="示例县应急管理局", area="示例县", level="county")
    edited = "## 摸清底数（2026年11月5日前）\n11月5日以前逐户核对。\n## 集中投保（2026年12月1日前）\n全部投保。"
    documents.save_chapter(county.session, "plan", DAY, "实施步骤", edited)
    found = plan_steps.timetable(county.session.store, DAY)
    assert (found.origin, found.source) == (Origin.PLAN, "截止日 2026-10-31，未导出")
    run(documents.export_job(county.session, "plan", DAY, tmp_path / "方案.pdf", recorded=True))
    later = plan_steps.timetable(county.session.store, date(2026, 11, 10))
    assert later.source == "截止日 2026-10-31，第1版"
    assert [(s.title, s.due.isoformat(), s.late) for s in later.steps] == [
        ("摸清底数", "2026-11-05", True), ("集中投保", "2026-12-01", False),
    ]  # fmt: skip
    earlier = plan_steps.timetable(county.session.store, date(2026, 10, 1))
    assert earlier.origin is Origin.TEMPLATE, "the plan was not there yet"


def test_laying_down_is_a_clerks_work_and_can_be_taken_back(county: County) -> None:
    reader = county.session.as_role(Role.READER)
    with pytest.raises(NotPermittedError):
        plan_steps.lay_down(reader, DAY)
    session: Session = county.session
    plan_steps.lay_down(session, DAY)
    one = last_undoable(session)
    assert one is not None and one.intention == "定下工作方案的时间表"
    undo(session, one.batch)
    assert plan_steps.timetable(session.store, DAY).origin is Origin.TEMPLATE
