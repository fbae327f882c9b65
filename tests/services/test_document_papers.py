"""Re-inspection opinions, assessments of insurers, the overall evaluation: from records as clerks enter them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from ajx_tui.documents.texts.lint import lint
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import demo, documents
from ajx_tui.services.records import save
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store.lists import Condition, ListQuery

DAY = demo.AS_OF
HOSTILE = "坏[/甲][red]{due}=1+1"


@pytest.fixture
def session(practised: Session) -> Session:
    """The practice county without the cases, orders, assessments and problems it comes with."""
    with practised.unit("清理") as unit:
        for name in ("assessment_item", "assessment", "problem", "enforcement_paper", "enforcement_case"):
            unit.delete_many(KINDS[name], list(lists.all_ids(practised.store, ListQuery(name))), "测试")
        ordered = ListQuery("hazard", conditions=(Condition("ordered_on", "filled"),))
        blank = {"ordered_on": None, "order_due_on": None}
        unit.update_many(KINDS["hazard"], [(i, blank) for i in lists.all_ids(practised.store, ordered)])
    return practised


def text_of(session: Session, name: str, path: Path) -> str:
    run(documents.export_job(session, name, DAY, path, bundled_only=True))
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def order(session: Session, number: str, enterprise: int, **values: object) -> int:
    given: dict[str, object] = {
        "number": number, "enterprise_id": enterprise, "cause": "uninsured", "found_on": "2026-08-20",
        "filed_on": "2026-08-25", "ordered_on": "2026-09-01", "order_due_on": "2026-09-20", "facts": f"未投保{number}",
    }  # fmt: skip
    return save(session, KINDS["enforcement_case"], given | values).id


def test_a_reinspection_needs_a_prior_order_that_is_due_and_not_looked_at(session: Session, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="没有要出整改复查意见书的企业"):
        text_of(session, "reinspection", tmp_path / "0.pdf")
    with pytest.raises(RefusedError, match="没有要通知的企业"):
        run(documents.export_each_job(session, "reinspection", DAY, tmp_path / "分户"))
    case = order(session, "ZF1", 1, facts=f"未投保{HOSTILE}")
    order(session, "ZF2", 2, ordered_on=None, order_due_on=None)
    order(session, "ZF3", 3, order_due_on="2026-11-20")
    order(session, "ZF4", 4, reinspected_on="2026-09-25")
    order(session, "ZF5", 5, order_due_on="2026-11-20", corrected_on="2026-10-10")
    paper = {"case_id": case, "type": "order", "number": "（示）应急责改〔2026〕7号", "issued_on": "2026-09-01",
             "due_on": "2026-09-20"}  # fmt: skip
    save(session, KINDS["enforcement_paper"], paper)
    hazard = KINDS["hazard"]
    save(session, hazard, {"ordered_on": "2026-10-10", "order_due_on": "2026-10-30", "rectified_on": None,
                           "verified_on": None}, 1)  # fmt: skip
    found = documents.gather(session.store, DAY, "orders").cases["orders"]
    assert {one.enterprise_id: (one.ordered, one.day, one.done) for one in found if one.code} == {
        1: ("2026-09-01", "2026-09-20", ""),
        5: ("2026-09-01", "2026-11-20", "2026-10-10"),
    }
    assert sorted(one.code for one in found if one.code) == ["(示)应急责改〔2026〕7号", "ZF5"]
    assert sum(one.code == "" for one in found) == 1
    text = text_of(session, "reinspection", tmp_path / "1.pdf")
    assert text == text_of(session, "reinspection", tmp_path / "2.pdf")
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    assert "(示)应急责改〔2026〕7号" in text.replace(" ", "") and f"未投保{HOSTILE}" in text
    assert "2026-10-10" in text and "ZF3" not in text and "ZF4" not in text
    assert text.count("复查意见：") == len({one.enterprise_id for one in found})


def test_an_assessment_is_told_with_its_score_sheet(session: Session, tmp_path: Path) -> None:
    assert "尚未登记第三方评估结果" in text_of(session, "assessment", tmp_path / "0.pdf")
    made = save(session, KINDS["assessment"], {
        "number": "PG2026-01", "insurer_id": 1, "period_from": "2026-01-01", "period_to": "2026-06-30",
        "assessor": f"某评估公司{HOSTILE}", "assessed_on": "2026-07-20", "grade": "good", "problems": "服务次数不足",
    }).id  # fmt: skip
    for item, weight, score, remark in (("服务频次", "60", "50.5", "少2次"), ("服务质量", "40", "40", None)):
        row = {"assessment_id": made, "item": item, "weight": weight, "score": score, "remark": remark}
        save(session, KINDS["assessment_item"], row)
    save(session, KINDS["assessment"], {
        "number": "PG2025-09", "insurer_id": 1, "period_from": "2025-01-01", "period_to": "2025-06-30",
        "assessor": "旧", "assessed_on": "2025-07-20",
    })  # fmt: skip
    (one,) = documents.gather(session.store, DAY, "assessments").assessments
    assert (one.total, one.grade, [line.score for line in one.items]) == (9050, "良好", [5050, 4000])
    text = text_of(session, "assessment", tmp_path / "1.pdf")
    for part in ("总分90.5分", "良好", "少2次", "PG2026-01", f"某评估公司{HOSTILE}", "服务次数不足", "未公布"):
        assert part in text, part
    assert "PG2025-09" not in text
    document = documents.build(session, "assessment", DAY)
    names = [group.title for group in documents.gather(session.store, DAY).insurers]
    assert [note for note in lint(document, insurers=names) if note.serious and "保险机构" in str(note)] == []


def test_the_overall_evaluation_tracks_every_problem_to_its_end(session: Session, tmp_path: Path) -> None:
    kind = KINDS["problem"]
    base = {"found_on": "2026-03-01", "department_id": 1}
    closed = {"closed_on": "2026-06-20", "proof": "复核记录3号", "due_on": "2026-06-30"}
    save(session, kind, base | closed | {"number": "WT1", "stage": "stage", "description": f"甲{HOSTILE}"})
    save(session, kind, base | {"number": "WT2", "stage": "stage", "description": "乙", "due_on": "2026-09-30"})
    save(session, kind, base | {"number": "WT3", "stage": "superior", "description": "丙", "due_on": "2026-12-30"})
    save(session, kind, base | {"number": "WT4", "stage": "self", "description": "后", "found_on": "2026-11-05"})
    text = text_of(session, "overall", tmp_path / "1.pdf")
    assert "总体评估报告" in text and "自评报告" not in text
    assert "共发现并跟踪问题3项，已销号1项，未销号2项，其中超过整改时限1项" in text
    for part in (f"甲{HOSTILE}", "复核记录3号", "上级检查评估", "逾期：整改中", "33.3%", "历次评估问题未销号2项"):
        assert part in text, part
    assert "WT4" not in text
    draft = documents.draft(session, "overall", DAY)
    assert [str(note) for note in draft.notes if note.serious] == []


@pytest.mark.parametrize("name", ["reinspection", "assessment", "overall"])
def test_the_new_papers_come_in_all_their_formats(session: Session, tmp_path: Path, name: str) -> None:
    order(session, "ZF1", 1)
    for suffix in documents.entry(name).formats:
        path = tmp_path / f"文书.{suffix}"
        run(documents.export_job(session, name, DAY, path, suffix=suffix, bundled_only=True))
        assert path.stat().st_size > 2000
