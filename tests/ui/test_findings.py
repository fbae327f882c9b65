"""Findings on screen: by check, one by one, explained, narrowed, exported, and visits side by side."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_text, settled, type_text, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services import checks, evidence, finding_list, packs
from ajx_tui.services.finding_list import Narrowed
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.findings.clause import ClauseDialog
from ajx_tui.ui.screens.findings.evidence_compare import EvidenceCompare
from ajx_tui.ui.screens.findings.finding_pages import CheckFindings
from ajx_tui.ui.screens.findings.findings import FindingsScreen
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import SideBySide

DAY = "2026-10-31"
PROCESS = "检查配电室和消防通道，查阅培训记录"


def grid(app) -> RecordGrid:
    """The list of the page in front."""
    return app.screen.query_one(RecordGrid)


async def open_check(app, pilot, check: str) -> None:
    """Open the findings of one check."""
    app.push_screen(FindingsScreen("1"))
    await settled(pilot)
    at = next(n for n, group in enumerate(app.screen._groups) if group.check == check)
    grid(app).move_to(at)
    await press(pilot, "enter")
    await settled(pilot)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_checks_are_listed_gravest_first_with_their_counts(session: Session, size: tuple[int, int]) -> None:
    found = checks.run_all(session.store, DAY)
    async with running(session, size) as (app, pilot):
        await press(pilot, "f6")
        assert isinstance(app.screen, FindingsScreen)
        groups = app.screen._groups
        assert {g.check: g.open for g in groups} == {
            name: sum(f.check == name for f in found) for name in {f.check for f in found}
        }
        order = ["violation", "doubt", "hint"]
        assert [order.index(g.severity) for g in groups] == sorted(order.index(g.severity) for g in groups)
        text = screen_text(app)
        assert f"待处理 {len(found)} 条" in text and "依据：" in text and "下一步：" in text


async def test_f1_tells_clause_and_certainty_then_the_help_of_the_page(session: Session) -> None:
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "uninsured")
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog)
        text = screen_text(app)
        assert "检查：应保未保" in text and "第五十一条第二款" in text and "已核对公布文本" in text
        await press(pilot, "f1")
        assert "写明说明" in screen_text(app)


async def test_enter_opens_the_record_and_f2_its_field(session: Session) -> None:
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "hazard_overdue")
        assert "配电箱未接地" in screen_text(app) and "字段：" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, DetailScreen)
        assert (app.screen.kind.name, app.screen.record_id) == ("hazard", 1)
        await press(pilot, "escape", "f2")
        assert isinstance(app.screen, FormScreen)
        assert app.screen.form.focused_box is app.screen.form.boxes["rectified_on"]


async def test_correcting_the_record_takes_the_finding_away(session: Session) -> None:
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "hazard_overdue")
        before = len(app.screen._all)
        await press(pilot, "f2")
        app.screen.form.boxes["rectified_on"].set_text("2026-09-20")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, CheckFindings) and len(app.screen._all) == before - 1


async def test_finding_of_a_whole_enterprise_is_corrected_at_the_enterprise(session: Session) -> None:
    with session.unit("测试") as unit:
        unit.update(KINDS["enterprise"], 1, {"headcount": None})
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "headcount_unknown")
        await press(pilot, "f2")
        assert app.screen.kind.name == "enterprise"
        assert app.screen.form.focused_box is app.screen.form.boxes["headcount"]


async def test_explaining_away_and_taking_it_back(session: Session) -> None:
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "uninsured")
        total = len(app.screen._all)
        await press(pilot, "f3", "enter")
        assert "请写明理由" in screen_text(app)
        await type_text(pilot, "停产")
        await press(pilot, "enter")
        await settled(pilot)
        assert value(session, "SELECT reason FROM finding_note WHERE deleted_at IS NULL") == "停产"
        assert f"待处理 {total - 1} 条" in screen_text(app) and "已说明 1 条" in screen_text(app)
        explained = next(p for p in app.screen._all if p.finding.explained)
        await press(pilot, "f8")
        assert grid(app).row_count == total - 1
        await press(pilot, "f8")
        grid(app).move_to(explained.finding.record_id)
        await settled(pilot)
        assert "说明：停产" in screen_text(app)
        await press(pilot, "f4", "tab", "enter")
        await settled(pilot)
        assert f"待处理 {total} 条" in screen_text(app)


async def test_explanation_until_a_day_must_be_a_day(session: Session) -> None:
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "uninsured")
        await press(pilot, "f3")
        await type_text(pilot, "理由")
        await press(pilot, "tab", *"明年", "enter")
        assert "日期请写成" in screen_text(app)
        app.screen.query_one("#until").value = "２０２６年１２月３１日"
        await press(pilot, "enter")
        assert value(session, "SELECT until FROM finding_note") == "2026-12-31"


async def test_narrowed_by_township_and_severity(session: Session) -> None:
    with session.unit("测试") as unit:
        unit.update(KINDS["enterprise"], 2, {"township": "柳河镇"})
    async with running(session) as (app, pilot):
        await press(pilot, "f6", "f4")
        assert "柳河镇" in screen_text(app)
        await press(pilot, "down", "down", "enter")
        await settled(pilot)
        assert app.screen._limits == Narrowed(township="柳河镇")
        listed = app.screen._listed()
        assert listed and {p.township for p in listed} == {"柳河镇"}
        await press(pilot, "enter")
        await settled(pilot)
        assert {p.township for p in app.screen._all} == {"柳河镇"}
        await press(pilot, "escape", "f2", "1")
        assert "违规" not in [g.severity for g in app.screen._groups]


async def test_export_writes_what_is_listed(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "发现.csv"
    async with running(session) as (app, pilot):
        await press(pilot, "f6", "f7")
        app.screen.query_one("#answer").value = str(path)
        await press(pilot, "enter")
        for _ in range(3):
            await settled(pilot)
        assert "条已导出" in screen_text(app)
        await press(pilot, "escape")
        total = len(app.screen._listed())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == total
    assert any(row["检查"] == "应保未保" and row["依据核对情况"] == "已核对公布文本" for row in rows)


def alike(session: Session) -> tuple[int, int]:
    """Two visits of two enterprises with one person, one day and one wording."""
    same = {"visited_on": "2026-09-05", "staff": "钱某", "process": PROCESS}
    with session.unit("测试") as unit:
        unit.update(KINDS["enterprise"], 3, {"township": "柳河镇"})
        first = unit.insert(KINDS["visit"], {"number": "FW1", "policy_id": 1, **same})
        return first, unit.insert(KINDS["visit"], {"number": "FW2", "policy_id": 2, **same})


def test_evidence_names_what_is_shared(session: Session) -> None:
    first, second = alike(session)
    found = evidence.side_by_side(session, "visit", first, date.fromisoformat(DAY)).columns
    assert [e.id for e in found] == [first, second]
    assert found[0].shares == () and found[1].shares == ("同一人员同一天", "服务过程一字不差")
    assert found[1].township == "柳河镇"
    assert [e.id for e in evidence.side_by_side(session, "visit", 1, date.fromisoformat(DAY)).columns] == [1]


def test_every_doubt_about_services_has_evidence_beside_it(session: Session) -> None:
    doubts = [c for c in packs.rules(session.store).checks.values() if c.group == "服务" and c.severity == "doubt"]
    assert len(doubts) >= 8
    for check in doubts:
        assert evidence.comparable(check.kind), check.name


def test_evidence_of_batches_bodies_policies_and_enterprises(session: Session) -> None:
    first, second = alike(session)
    day = date.fromisoformat(DAY)
    with session.unit("测试") as unit:
        for number, typed in ((first, "recorded_on"), (second, "archived_on")):
            unit.update(KINDS["visit"], number, {"body_id": 1, "process": None, "staff": None, typed: "2026-10-01"})
        third = unit.insert(KINDS["visit"], {"number": "FW3", "policy_id": 2, "visited_on": "2026-06-01", "body_id": 1,
                                             "recorded_on": "2026-10-01"})  # fmt: skip
        again = unit.insert(KINDS["policy"], {"number": "PZ20260001", "enterprise_id": 3, "object_id": 3,
                                              "start_on": "2026-01-01", "end_on": "2026-12-31"})  # fmt: skip
        unit.update(KINDS["enterprise"], 1, {"permit": "豫001"})
        unit.update(KINDS["enterprise"], 3, {"permit": "豫001"})
    batch = evidence.side_by_side(session, "visit", first, day).columns
    assert [(e.id, e.shares) for e in batch] == [(first, ()), (third, ("同一机构同一天填写",))]
    body = evidence.side_by_side(session, "service_body", 1, day)
    assert not body.doubted and {e.id for e in body.columns} >= {first, second, third}
    same = evidence.side_by_side(session, "policy", again, day).columns
    assert {"同一保单号"} <= {why for e in same[1:] for why in e.shares} and len(same) >= 3
    owned = evidence.side_by_side(session, "insured_object", 3, day)
    assert owned.kind.name == "policy" and again in {e.id for e in owned.columns}
    twins = evidence.side_by_side(session, "enterprise", 1, day).columns
    assert [(e.id, e.shares) for e in twins] == [(1, ()), (3, ("许可证号相同",))]


async def test_sham_visits_stand_side_by_side(session: Session) -> None:
    first, _ = alike(session)
    async with running(session) as (app, pilot):
        await open_check(app, pilot, "sham_two_places")
        grid(app).move_to(first)
        await press(pilot, "f6")
        await settled(pilot)
        assert isinstance(app.screen, EvidenceCompare)
        lines = {line.key: line for line in app.screen.query_one(SideBySide)._lines}
        assert lines["process"].texts == (PROCESS, PROCESS) and lines["process"].mark.startswith("＝")
        assert lines["enterprise"].texts[0] != lines["enterprise"].texts[1]
        assert "同一人员同一天" in screen_text(app)
        await press(pilot, "enter", "2")
        assert isinstance(app.screen, DetailScreen) and app.screen.record_id != first


async def test_hostile_findings_are_explained_as_text(session: Session) -> None:
    with session.unit("测试") as unit:
        unit.update(KINDS["visit"], 2, {"process": HOSTILE * 2, "staff": HOSTILE, "visited_on": "2026-09-01"})
    found = [p for p in finding_list.gather(session.store, date.fromisoformat(DAY)) if p.enterprise]
    assert any(HOSTILE[:6] in p.enterprise for p in found)
    hostile = next(p.finding for p in found if HOSTILE[:6] in p.enterprise)
    async with running(session, NARROW) as (app, pilot):
        app.push_screen(CheckFindings(hostile.check, hostile.title))
        await settled(pilot)
        grid(app).move_to(hostile.record_id)
        await press(pilot, "f3")
        assert "坏[/甲][red]" in screen_text(app)
