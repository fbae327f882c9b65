"""Pages of one record: tabs, children with their parent filled in, renewal, visits with hazards, history."""

from __future__ import annotations

from ui_county import HOSTILE, press, running, screen_text, settled, type_text, value

from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.relations import RELATED, new_child, related_query
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.records.parts import wrapped
from ajx_tui.ui.screens.records.visit_form import VisitForm
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow


def row(app) -> TabRow:
    """The tabs of the page in front."""
    return app.screen.query_one(TabRow)


async def test_head_tells_whether_the_enterprise_is_insured(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter")
        assert "在保（有效保单 1 份）" in screen_text(app)
        await press(pilot, "escape", "down", "enter")
        assert "截止日没有有效保单" in screen_text(app)


async def test_tabs_count_and_open_what_hangs_on_the_enterprise(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter")
        for title in ("应投保对象 1", "保单 1", "服务记录 1", "隐患 1", "理赔 1"):
            assert title in screen_text(app)
        await press(pilot, "ctrl+pagedown", "ctrl+pagedown")
        assert row(app).current.startswith("policy")
        await press(pilot, "enter")
        assert (app.screen.kind.name, app.screen.record_id) == ("policy", 1)
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, DetailScreen)


async def test_new_policy_has_its_enterprise(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "down", "enter")
        row(app).choose("policy.enterprise_id")
        await press(pilot, "ctrl+n")
        assert app.screen.form.boxes["enterprise_id"].raw == 2
        for name, text in (("number", "PZ9"), ("start_on", "2026-06-01"), ("end_on", "2027-05-31")):
            app.screen.form.boxes[name].set_text(text)
        await press(pilot, "ctrl+s")
        assert "保单 1" in screen_text(app)
        assert "在保（有效保单 1 份）" in screen_text(app)
    assert value(session, "SELECT object_id FROM policy WHERE number = 'PZ9'") == 2


async def test_renewal_proposes_the_next_term(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "enter", "f9")
        boxes = app.screen.form.boxes
        raw = {name: boxes[name].raw for name in ("enterprise_id", "object_id", "insurer_id", "renews_id", "number")}
        assert raw == {"enterprise_id": 1, "object_id": 1, "insurer_id": 1, "renews_id": 1, "number": None}
        assert (boxes["start_on"].raw, boxes["end_on"].raw) == ("2027-02-01", "2028-01-31")
        assert boxes["premium_received"].raw is None
        await type_text(pilot, "PZ20270001")
        await press(pilot, "ctrl+s")
        assert "后续保单 1" in screen_text(app)
    assert value(session, "SELECT renews_id FROM policy WHERE number = 'PZ20270001'") == 1


async def test_visit_and_hazards_in_one_flow(session: Session) -> None:
    before = session.store.revision()
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter", "f8")
        form = app.screen
        assert isinstance(form, VisitForm)
        assert form.form.boxes["policy_id"].raw == 1
        form.form.boxes["visited_on"].set_text("2026-10-20")
        await press(pilot, "f6", "f6")
        first, second = form.entries
        first.boxes["description"].set_text("应急照明损坏")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, VisitForm)
        assert "隐患描述未填写" in screen_text(app)
        assert value(session, "SELECT count(*) FROM visit") == 2
        second.boxes["description"].set_text("应急照明损坏")
        second.boxes["level"].control.value = "major"
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, DetailScreen)
        assert "隐患 3" in screen_text(app)
    rows = session.store.read("SELECT found_on, level, occurrence FROM hazard WHERE visit_id = 3 ORDER BY id")
    assert rows == [("2026-10-20", "general", 1), ("2026-10-20", "major", 2)]
    assert value(session, "SELECT count(DISTINCT batch) FROM history WHERE id > ?", before) == 1


async def test_typed_hazard_is_guarded_and_can_be_dropped(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "4", "ctrl+n", "f6")
        app.screen.entries[0].boxes["description"].set_text("甲")
        assert app.screen.has_unsaved
        await press(pilot, "f8")
        assert not app.screen.entries and not app.screen.has_unsaved


async def test_history_shows_before_and_after_and_reason(session: Session) -> None:
    from ajx_tui.services import records

    records.save(session, KINDS["enterprise"], {"township": "柳林镇", "headcount": 66}, 1, "现场核实")
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter")
        row(app).choose("history")
        await settled(pilot)
        text = screen_text(app)
        for part in ("张三", "修改", "现场核实", "城关镇", "改为", "柳林镇", "从业人员数", "66"):
            assert part in text


async def test_edit_changes_the_record_under_the_cursor_or_the_page(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter", "f2")
        assert (app.screen.kind.name, app.screen.record_id) == ("enterprise", 1)
        await press(pilot, "escape")
        row(app).choose("claim.policy_id")
        await settled(pilot)
        app.screen.query_one(RecordGrid).focus()
        await press(pilot, "f2")
        assert isinstance(app.screen, FormScreen)
        assert (app.screen.kind.name, app.screen.record_id) == ("claim", 1)


async def test_deleting_the_record_closes_its_page(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "down", "enter", "delete")
        await type_text(pilot, "登记错误")
        await press(pilot, "enter")
        assert not isinstance(app.screen, DetailScreen)
        assert app.screen.query_one(RecordGrid).row_count == 4


async def test_page_of_a_record_deleted_elsewhere_closes(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "down", "enter", "1")
        with session.unit("测试", "别处删除") as unit:
            unit.delete(KINDS["enterprise"], 2, "别处删除")
        await press(pilot, "2")
        await settled(pilot)
        assert not isinstance(app.screen, DetailScreen)


async def test_related_record_opens(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "5", "enter", "f4")
        assert (app.screen.kind.name, app.screen.record_id) == ("policy", 1)


# ----- without a screen


def test_relations_name_real_references() -> None:
    for kind, relations in RELATED.items():
        for relation in relations:
            target = KINDS[relation.kind]
            for column in relation.path:
                target = KINDS[target.refs[column].target]
            assert target.name == kind, relation


def test_child_two_steps_below_is_limited_to_the_parent(session: Session) -> None:
    from ui_county import AS_OF

    hazard = next(r for r in RELATED["enterprise"] if r.kind == "hazard")
    start = new_child(session.store, "enterprise", 1, hazard, AS_OF)
    assert start.preset == {"visit_id": 1}
    claim = next(r for r in RELATED["enterprise"] if r.kind == "claim")
    assert new_child(session.store, "enterprise", 2, claim, AS_OF).preset == {}


def test_related_lists_hold_only_what_hangs_on_the_record(session: Session) -> None:
    from ajx_tui.store.lists import all_ids

    found = {r.kind: list(all_ids(session.store, related_query(session.store, r, 5))) for r in RELATED["enterprise"]}
    assert found == {
        "insured_object": [5, 6],
        "policy": [3],
        "visit": [2],
        "hazard": [2],
        "claim": [2],
        "enforcement_case": [],
        "lead": [],
        "service_plan": [],
        "enforcement_plan_item": [],
        "document_paper": [],
    }


def test_long_texts_wrap_by_cells() -> None:
    assert wrapped("甲乙丙丁", 5) == ["甲乙", "丙丁"]
    assert wrapped("一行\n二行", 10) == ["一行", "二行"]
    assert all("\x1b" not in line and "\n" not in line for line in wrapped(HOSTILE, 8))


async def test_the_course_shows_what_is_next_and_opens_its_field(session: Session) -> None:
    with session.unit("测试") as unit:
        case = unit.insert(
            KINDS["enforcement_case"],
            {"number": "ZF1", "enterprise_id": 2, "found_on": "2026-08-03", "filed_on": "2026-08-05",
             "ordered_on": "2026-08-05", "order_due_on": "2026-08-20"},
        )  # fmt: skip
    async with running(session) as (app, pilot):
        app.open_record("enforcement_case", case)
        await settled(pilot)
        text = screen_text(app)
        for part in ("立案", "2026-08-20", "逾期72天", "行政处罚法第六十条", "还有3天", "要求听证"):
            assert (part in text) is (part != "要求听证"), part
        assert "下一步：督促企业改正违法行为，2026-08-20 前（逾期72天）" in text
        await press(pilot, "enter")
        form = app.screen
        assert isinstance(form, FormScreen) and form.form.focused_box is form.form.boxes["corrected_on"]
        await type_text(pilot, "2026-10-30")
        await press(pilot, "ctrl+s")
        assert "迟71天" in screen_text(app)
        app.open_record("visit", 2)
        await settled(pilot)
        assert "书面告知隐患" in screen_text(app) and "AQ 9010-2019" in screen_text(app)
