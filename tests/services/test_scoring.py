"""Scores of departments, townships and insurers: from the indicators, changeable with a reason, never invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services import overlay, records, score_sheets, scoring
from ajx_tui.store.records import get_many, ids_where

DAY = date(2026, 10, 31)
ROW = KINDS["score_row"]
BASIS = "示安委〔2026〕2号"


def _rows(county: County, subject: str) -> dict[str, dict[str, object]]:
    store = county.session.store
    rows = get_many(store, ROW, ids_where(store, ROW, "subject", subject))
    return {str(v["indicator"]): {"id": i, **v} for i, v in rows.items()}


@pytest.fixture
def drawn(county: County) -> County:
    for number in range(4):
        firm = county.firm(f"示例县第{number}冶炼有限公司", township="城关镇", headcount=10)
        if number < 3:
            county.policy(firm, headcount=10, limit_person="60")
    county.policy(
        county.firm("示例县双龙冶炼有限公司", township="王屯镇", headcount=10), headcount=5, limit_person="60"
    )
    assert scoring.draw(county.session, 2026, DAY).added == 12
    return county


def test_points_are_share_times_full_marks(drawn: County) -> None:
    rows = _rows(drawn, "城关镇")
    coverage = rows["投保率"]
    assert (coverage["numerator"], coverage["denominator"], coverage["rate"]) == (3, 4, 750_000)
    assert (coverage["weight"], coverage["drawn_points"], coverage["points"]) == (4000, 3000, 3000)
    assert _rows(drawn, "王屯镇")["人员覆盖率"]["points"] == 1000
    assert ROW.fields["rate"].show(750_000) == "75%"


def test_nothing_promised_gives_no_score(drawn: County) -> None:
    row = _rows(drawn, "城关镇")["服务履行率"]
    assert (row["denominator"], row["rate"], row["drawn_points"], row["points"]) == (0, None, None, None)
    ranked = scoring.table(drawn.session.store, DAY, "township").subjects
    assert [(s.title, s.points, s.full, s.rank) for s in ranked] == [
        ("王屯镇", 5000, 6000, 1),
        ("城关镇", 4500, 6000, 2),
    ]
    assert [s.title for s in scoring.table(drawn.session.store, DAY, "department").subjects] == ["应急管理局"]


def test_drawing_again_keeps_what_people_set(drawn: County) -> None:
    revision = drawn.session.store.revision()
    assert scoring.draw(drawn.session, 2026, DAY) == scoring.Scored(0, 0, 0)
    assert drawn.session.store.revision() == revision
    row = _rows(drawn, "城关镇")["投保率"]
    with pytest.raises(RefusedError, match="调整理由"):
        records.save(drawn.session, ROW, {"points": "35"}, int(str(row["id"])))
    with pytest.raises(RefusedError, match="超过满分"):
        records.save(drawn.session, ROW, {"points": "41", "reason": "多给"}, int(str(row["id"])))
    records.save(drawn.session, ROW, {"points": "35", "reason": "一户正在办理"}, int(str(row["id"])))
    firm = ids_where(drawn.session.store, KINDS["enterprise"], "name", "示例县第3冶炼有限公司")[0]
    drawn.policy(firm, headcount=10, limit_person="60")
    again = scoring.draw(drawn.session, 2026, DAY)
    assert (again.added, again.kept) == (0, 1)
    row = _rows(drawn, "城关镇")["投保率"]
    assert (row["drawn_points"], row["points"], row["reason"]) == (4000, 3500, "一户正在办理")


def test_weights_are_the_countys_own(drawn: County) -> None:
    for wrong in ({}, {"投保率": 10}, {"claims_speed": 10}, {"coverage": 0}):
        with pytest.raises(UsageError, match="权重有误"):
            scoring.set_weights(drawn.session, wrong, BASIS)
    with pytest.raises(RefusedError, match="没有写依据"):
        scoring.set_weights(drawn.session, {"coverage": 100}, " ")
    scoring.set_weights(drawn.session, {"coverage": 100}, BASIS)
    scoring.draw(drawn.session, 2026, DAY)
    assert _rows(drawn, "城关镇")["投保率"]["points"] == 7500


def test_an_assessment_is_totalled_only_when_every_line_is_scored(county: County) -> None:
    insurer = county.add("insurer", name="甲保险支公司")
    raw = {
        "number": "PG1",
        "insurer_id": insurer,
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "assessor": "某评估机构",
    }
    sheet = county.add("assessment", **raw)
    with pytest.raises(RefusedError, match="还没有评分表"):
        score_sheets.total_up(county.session, sheet)
    assert score_sheets.draw_sheet(county.session, sheet) == 7
    assert score_sheets.draw_sheet(county.session, sheet) == 0
    item = KINDS["assessment_item"]
    lines = ids_where(county.session.store, item, "assessment_id", sheet)
    assert sum(int(str(county.get("assessment_item", i)["weight"])) for i in lines) == 10_000
    with pytest.raises(RefusedError, match="没有打分"):
        score_sheets.total_up(county.session, sheet)
    with pytest.raises(RefusedError, match="扣分原因"):
        records.save(county.session, item, {"score": "3"}, lines[0])
    for line in lines:
        records.save(county.session, item, {"score": "4.5", "remark": "记录不全"}, line)
    assert score_sheets.total_up(county.session, sheet) == 450 * len(lines)
    assert county.get("assessment", sheet)["total"] == 450 * len(lines)


def test_the_table_is_of_its_day_and_keeps_what_people_set(drawn: County) -> None:
    row = _rows(drawn, "城关镇")["投保率"]
    records.save(drawn.session, ROW, {"points": "39", "reason": "一户正在办理"}, int(str(row["id"])))
    table = scoring.table(drawn.session.store, DAY, "township")
    first = table.subjects[0]
    assert (first.title, first.points, first.rank) == ("城关镇", 5400, 1)
    assert first.cells[0].own and first.cells[0].reason == "一户正在办理" and not first.cells[1].own
    assert "39*" in scoring.table_text(table) and "一户正在办理" in scoring.table_text(table)
    told = table.as_json()["subjects"][0]
    assert (told["points"], told["scores"]["coverage"]) == (
        54.0,
        {"rate": 0.75, "points": 39.0, "reason": "一户正在办理"},
    )
    assert scoring.table(drawn.session.store, date(2025, 10, 31), "township").subjects[0].share.text in ("0.0%", "—")
    scoring.set_weights(drawn.session, {"coverage": 30}, BASIS)
    assert scoring.table(drawn.session.store, DAY, "township").subjects[0].cells[0].points == 3000
    with pytest.raises(UsageError):
        scoring.table(drawn.session.store, DAY, "sector")


def test_the_table_is_written_in_every_format(drawn: County, tmp_path: Path) -> None:
    from python_calamine import load_workbook

    from ajx_tui.progress import run
    from ajx_tui.services.documents.score_paper import export_job
    from ajx_tui.services.office import set_up

    set_up(drawn.session, {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    row = _rows(drawn, "城关镇")["投保率"]
    records.save(drawn.session, ROW, {"points": "35", "reason": "[/甲]核减"}, int(str(row["id"])))
    for suffix in ("pdf", "docx", "xlsx"):
        run(export_job(drawn.session, "township", DAY, tmp_path / f"表.{suffix}"))
    with pytest.raises(UsageError):
        run(export_job(drawn.session, "township", DAY, tmp_path / "表.txt"))
    rows = load_workbook(str(tmp_path / "表.xlsx")).get_sheet_by_index(0).to_python()
    assert any("王屯镇" in str(row) and "83.3%" in str(row) for row in rows)
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(str(tmp_path / "表.pdf")).pages)
    assert "由30分调整为35分：[/甲]核减" in text.replace("\n", "")


def test_scoring_a_line_brings_the_total_along(county: County) -> None:
    insurer = county.add("insurer", name="甲保险支公司")
    raw = {
        "number": "PG1",
        "insurer_id": insurer,
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "assessor": "某",
    }
    sheet = county.add("assessment", **raw)
    own = overlay.by_name(county.session.store, "assessment_sheet", ["服务|60|按约定", "理赔|40"], "", BASIS)
    overlay.apply(county.session, own)
    assert score_sheets.draw_sheet(county.session, sheet) == 2
    first, second = (line.id for line in score_sheets.sheet(county.session.store, sheet).lines)
    with pytest.raises(RefusedError, match="超过满分"):
        score_sheets.score(county.session, first, "61")
    with pytest.raises(RefusedError, match="扣分原因"):
        score_sheets.score(county.session, first, "50")
    assert score_sheets.score(county.session, first, "50", "记录不全").total is None
    assert county.get("assessment", sheet)["total"] is None
    assert score_sheets.score(county.session, second, "40").total == 9000
    assert county.get("assessment", sheet)["total"] == 9000
    records.delete(county.session, KINDS["assessment_item"], first, "不评这一项")
    score_sheets.settle(county.session, sheet)
    assert county.get("assessment", sheet)["total"] == 4000
    assert "40" in score_sheets.sheet_text(score_sheets.sheet(county.session.store, sheet))
    (line,) = score_sheets.overview(county.session.store)
    assert (line["scored"], line["total"]) == ("1/1", "40")
