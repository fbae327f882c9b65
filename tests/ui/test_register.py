"""Lists: search, sort, filter, the records behind a figure, marks, tabs, and what is done to records."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot
from ui_county import AS_OF, CODES, NARROW, press, running, screen_lines, screen_text, settled, type_text, value

from ajx_tui.services.quick_filters import quick_filters
from ajx_tui.services.records import dependents
from ajx_tui.services.session import Session
from ajx_tui.store.lists import Condition, ListQuery, all_ids
from ajx_tui.ui.grid_design import LEADING, TONES, hazard_tone, policy_tone
from ajx_tui.ui.register_source import StoreSource, columns
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.screens.registers.filters import AskRange, FilterPanel, describe
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.registers.state import SearchInput
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.choice_field import PickMany
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow


def shown(pilot: Pilot[None]) -> list[int]:
    """The ids in the grid, in order."""
    return list(pilot.app.screen.query_one(RecordGrid).ids)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("宏盛", [1]),
        ("煤业", [1, 2]),
        ("hsmy", [1]),
        (CODES[2][-6:], [3]),
        ("４１００００", [1, 2, 3]),
        ("没有", []),
        ("煤", [1, 2]),
    ],
)
async def test_search_finds_while_typing(session: Session, typed: str, found: list[int]) -> None:
    async with running(session) as (_, pilot):
        await press(pilot, "2", "ctrl+f")
        await type_text(pilot, typed)
        assert shown(pilot) == found


async def test_what_is_typed_in_the_list_is_looked_for(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "h", "f", "s", "y")
        assert app.screen.query_one(SearchInput).value == "hfsy" and app.screen.query_one(SearchInput).has_focus
        await press(pilot, "escape", "escape", "space")
        assert app.screen.query_one(SearchInput).value == "" and len(app.screen.grid.marks) == 1
        await press(pilot, "宏", "丰")
        assert app.screen.query_one(SearchInput).value == "宏丰"


async def test_search_of_policies_finds_by_the_firm(session: Session) -> None:
    async with running(session) as (_, pilot):
        await press(pilot, "3", "ctrl+f")
        await type_text(pilot, "宏盛")
        assert shown(pilot) == [1]
        await type_text(pilot, " 0003")
        assert shown(pilot) == []


async def test_search_of_hazards_finds_by_firm_policy_and_text(session: Session) -> None:
    async with running(session) as (_, pilot):
        await press(pilot, "4", "ctrl+pagedown", "ctrl+f")
        for typed in ("宏盛", "20260001", "接地"):
            await type_text(pilot, typed)
            assert shown(pilot) == [1], typed
            await press(pilot, "escape", "ctrl+f")


async def test_escape_clears_search_and_returns_to_the_list(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "slash")
        await type_text(pilot, "宏盛")
        await press(pilot, "escape")
        assert len(shown(pilot)) == 5
        assert isinstance(app.focused, RecordGrid)
        assert app.focused.cursor_id == 1


async def test_digits_in_the_search_box_open_no_room(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+f", "3")
        assert app.current_mode == "2"


async def test_down_leads_from_search_into_the_list(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+f", "down")
        assert isinstance(app.focused, RecordGrid)


async def test_sort_by_command_and_header(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f6", "3")
        by_code = shown(pilot)
        assert by_code[-3:] == [1, 2, 3] or by_code[:3] == [1, 2, 3]
        await press(pilot, "f6", "3")
        assert shown(pilot) == by_code[::-1]
        grid = app.screen.query_one(RecordGrid)
        await pilot.click(RecordGrid, offset=(4, 0))
        await settled(pilot)
        assert grid.sort == ("name", False)


async def test_filter_panel_by_choice_and_number(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f3")
        panel = app.screen
        assert isinstance(panel, FilterPanel)
        fields = panel.query_one("#fields")
        fields.highlighted = panel._names.index("status")
        await press(pilot, "enter")
        assert isinstance(app.screen, PickMany)
        await press(pilot, "down", "space", "tab", "tab", "enter")
        assert "停产" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert shown(pilot) == [4]
        assert "经营状态：停产" in screen_text(app)
        await press(pilot, "escape")
        assert len(shown(pilot)) == 5


async def test_filter_range_reads_what_people_write(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f3")
        panel = app.screen
        panel.query_one("#fields").highlighted = panel._names.index("end_on")
        await press(pilot, "enter")
        assert isinstance(app.screen, AskRange)
        app.screen.query_one("#high").value = "２０２６年12月31日"
        app.screen.query_one("#low").value = "昨天"
        await press(pilot, "enter")
        assert "不是日期" in screen_text(app)
        app.screen.query_one("#low").value = ""
        await press(pilot, "enter", "ctrl+s")
        assert shown(pilot) == [2]


async def test_quick_filter_follows_the_cut_off_day(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "3", "f4", "3")
        assert shown(pilot) == [2]
        assert "15天内到期" in screen_text(app)
        app.set_as_of(date(2027, 1, 30))
        await settled(pilot)
        assert shown(pilot) == [1, 3]


async def test_records_behind_a_figure_with_crumb(session: Session) -> None:
    async with running(session) as (app, pilot):
        app.show_list(ListQuery("insured_object", ids=(2, 4)), "应保未保 · 煤矿")
        await settled(pilot)
        assert app.current_mode == "2"
        assert shown(pilot) == [2, 4]
        assert "应保未保 · 煤矿 · 2 条" in screen_text(app)
        await press(pilot, "escape")
        assert len(shown(pilot)) == 6
        assert "应保未保" not in screen_text(app)


async def test_object_that_is_the_enterprise_opens_the_enterprise(session: Session) -> None:
    async with running(session) as (app, pilot):
        app.open_record("insured_object", 2)
        await settled(pilot)
        assert isinstance(app.screen, DetailScreen)
        assert (app.screen.kind.name, app.screen.record_id) == ("enterprise", 2)


async def test_tabs_keep_their_state(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "4", "ctrl+f")
        await type_text(pilot, "FW00001")
        await pilot.click(TabRow, offset=(16, 0))
        await settled(pilot)
        assert app.screen.kind.name == "hazard"
        assert len(shown(pilot)) == 2
        await press(pilot, "ctrl+pageup")
        assert shown(pilot) == [1]
        assert app.screen.search_box.value == "FW00001"


async def test_bulk_delete_needs_a_reason_and_is_all_or_nothing(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        app.screen.query_one(RecordGrid).set_marks((2, 4))
        await press(pilot, "delete", "enter")
        assert "请写明原因" in screen_text(app)
        await type_text(pilot, "重复登记")
        await press(pilot, "enter")
        assert shown(pilot) == [1, 3, 5]
        app.screen.query_one(RecordGrid).set_marks((1, 3))
        await press(pilot, "delete")
        await type_text(pilot, "试")
        await press(pilot, "enter")
        assert "名下还有保单1条" in screen_text(app)
        await press(pilot, "enter")
        assert shown(pilot) == [1, 3, 5]
    assert value(session, "SELECT count(*) FROM history WHERE action = 'delete' AND reason = '重复登记'") == 4


async def test_single_delete_says_what_hangs_on_the_record(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        assert "删除" not in screen_lines(app)[-1]
        await press(pilot, "delete")
        assert "名下还有保单1条" in screen_text(app)
        assert len(shown(pilot)) == 5


async def test_the_marked_record_is_deleted_though_the_one_under_the_cursor_is_held(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        screen = app.screen
        assert isinstance(screen, RegisterScreen)
        free = next(i for i in screen.grid.ids if not dependents(session, screen.kind, i))
        screen.grid.move_to(free)
        await press(pilot, "space", "home")
        assert screen.grid.cursor_id != free and dependents(session, screen.kind, screen.grid.cursor_id)
        await press(pilot, "delete")
        await type_text(pilot, "重复登记")
        await press(pilot, "enter")
        assert free not in shown(pilot) and len(shown(pilot)) == 4


async def test_new_object_asks_for_its_type(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+pagedown", "ctrl+n", "1")
        assert isinstance(app.screen, FormScreen)
        assert "登记在建工程" in screen_text(app)
        assert "施工许可证号" in screen_text(app)
        assert "type" not in app.screen.form.boxes


async def test_saved_record_is_under_the_cursor(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "6", "ctrl+n")
        await type_text(pilot, "丁财产保险")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RegisterScreen)
        grid = app.screen.query_one(RecordGrid)
        assert grid.cursor_id == 3
        assert "已保存" in screen_text(app)


async def test_key_hints_stay_visible_at_80_columns(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "2")
        last = screen_text(app).splitlines()[-1]
        for part in ("Ctrl+F 查找", "Ctrl+N 新建", "F1 帮助", "Ctrl+P 命令"):
            assert part in last


async def test_plain_text_of_a_row_never_becomes_markup(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        assert "坏[/甲][red] 制表 换行𠮷零" in screen_text(app)


# ----- without a screen


def test_source_gives_rows_in_column_order(session: Session) -> None:
    source = StoreSource(session.store, ListQuery("hazard"), AS_OF)
    row = source.rows([1])[1]
    by_title = dict(zip((column.title for column in source.columns), row.cells, strict=True))
    assert by_title["企业"] == "示例县宏盛煤业有限公司"
    assert by_title["隐患等级"] == "一般"
    assert row.tone == "bad"


def test_money_column_names_its_unit(session: Session) -> None:
    from ajx_tui.domain.records import KINDS

    titles = [column.title for column in columns(KINDS["policy"])]
    assert "每人责任限额（万元）" in titles
    row = StoreSource(session.store, ListQuery("policy"), AS_OF).rows([1])[1]
    assert "40" in row.cells and "12,345.00" in row.cells


@pytest.mark.parametrize(
    ("values", "tone"),
    [
        ({"end_on": "2026-10-30"}, "dim"), ({"end_on": "2026-10-31"}, "warn"), ({"end_on": "2026-11-30"}, "warn"),
        ({"end_on": "2026-12-01"}, ""), ({"end_on": "2027-12-01", "ended_on": "2026-10-31"}, "dim"),
        ({"end_on": "2027-12-01", "ended_on": "2026-11-01"}, ""),
    ],
)  # fmt: skip
def test_policy_tone(values: dict[str, str], tone: str) -> None:
    assert policy_tone(values, AS_OF) == tone


def test_hazard_is_late_only_after_its_day() -> None:
    assert hazard_tone({"due_on": "2026-10-31"}, AS_OF) == ""
    assert hazard_tone({"due_on": "2026-10-30"}, AS_OF) == "bad"
    assert hazard_tone({"due_on": "2026-10-01", "rectified_on": "2026-11-05"}, AS_OF) == "bad"


def test_quick_filters_name_fields_of_their_kind(session: Session) -> None:
    from ajx_tui.domain.records import KINDS

    for name, kind in KINDS.items():
        for quick in quick_filters(session.store, name, AS_OF):
            assert all(condition.field in kind.fields for condition in quick.conditions), (name, quick)


def test_every_list_can_be_searched_and_filtered_by_its_fields(session: Session) -> None:
    from ajx_tui.domain.records import KINDS
    from ajx_tui.store.grouping import missing, ways
    from ajx_tui.ui.rooms import LISTS
    from ajx_tui.ui.screens.registers.quick_choice import search_hint

    for name in (name for names in LISTS.values() for name in names):
        kind = KINDS[name]
        assert search_hint(kind) and width_of(search_hint(kind)) <= 40, name
        assert ways(kind) or missing(session.store, ListQuery(name)) or name == "department", name
        words = all_ids(session.store, ListQuery(name, "没有这几个字"))
        assert len(words) == 0, name
    assert list(all_ids(session.store, ListQuery("sector_department", "煤矿"))) != []


async def test_quick_choice_of_a_value_a_day_a_range_and_a_gap(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):

        async def choose(*titles: str) -> None:
            await press(pilot, "f4")
            for title in titles:
                options = app.screen.query_one("#choices")
                texts = [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]
                options.highlighted = next(n for n, text in enumerate(texts) if title in text)
                await press(pilot, "enter")

        await press(pilot, "4", "ctrl+pagedown")
        await choose("按隐患等级", "重大")
        assert shown(pilot) == [2] and "隐患等级：重大" in screen_text(app)
        await choose("按整改期限", "未填写")
        assert shown(pilot) == [2] and "整改期限：未填写" in screen_text(app)
        await press(pilot, "escape")
        await choose("按发现日期", "截止日当年")
        assert shown(pilot) == [1, 2] and "发现日期：≥2026-01-01，≤2026-12-31" in screen_text(app)
        await press(pilot, "escape")
        await choose("按乡镇", "城关镇")
        assert shown(pilot) == [1, 2] and "乡镇（街道）：城关镇" in screen_text(app)
        await press(pilot, "escape")
        await choose("按缺项", "整改期限")
        assert shown(pilot) == [2]
        await press(pilot, "3")
        await choose("按保费…")
        assert isinstance(app.screen, AskRange)


def test_conditions_are_told_in_words(session: Session) -> None:
    from ajx_tui.domain.records import KINDS

    kind = KINDS["policy"]
    told = [
        (Condition("end_on", "≤", "2026-12-31"), "≤2026-12-31"),
        (Condition("insurer_id", "in", (1, None)), "甲财产保险示例支公司、（未填写）"),
        (Condition("headcount", "empty"), "未填写"), (Condition("number", "contains", "PZ"), "含“PZ”"),
    ]  # fmt: skip
    for condition, text in told:
        assert describe(session.store, kind, (condition,)) == text


async def test_digits_and_arrows_lead_to_every_list_of_a_room(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "6", "6")
        assert "看哪一组？" in screen_text(app) and "执法案件、执法文书" in screen_text(app)
        await press(pilot, "2", "3")
        assert isinstance(app.screen, RegisterScreen) and app.screen.kind.name == "enforcement_plan_item"
        await press(pilot, "up")
        assert app.screen.tabs.has_focus
        await press(pilot, "right", "up", "right", "down", "down")
        assert app.screen.kind.name == "plan_step"
        assert app.screen.grid.has_focus
        await press(pilot, "4", "ctrl+g", "2")
        assert isinstance(app.screen, RegisterScreen) and app.screen.kind.name == "hazard"


def test_what_stands_first_in_a_list_fits_into_80_cells() -> None:
    from ajx_tui.domain.records import KINDS
    from ajx_tui.ui.rooms import LISTS

    for kind in (KINDS[name] for kinds in LISTS.values() for name in kinds):
        assert kind.name in LEADING, kind.name
        made = columns(kind)
        wanted = 3 if kind.name in ("enterprise", "insured_object", "commitment", "breach") else 4
        assert 2 + sum(column.width + 1 for column in made[:wanted]) <= 81, kind.name
        assert made[0].fixed and not any(column.fixed for column in made[1:])


@pytest.mark.parametrize(
    ("kind", "values", "tone"),
    [
        ("enforcement_plan_item", {"state": "planned", "year": 2026, "month": 9}, "bad"),
        ("enforcement_plan_item", {"state": "planned", "year": 2026, "month": 10}, ""),
        ("enforcement_plan_item", {"state": "case", "year": 2026, "month": 9}, "dim"),
        ("problem", {"due_on": "2026-10-30", "closed_on": None}, "bad"),
        ("problem", {"due_on": "2026-10-31", "closed_on": None}, ""),
        ("problem", {"due_on": "2026-10-30", "closed_on": "2026-10-31"}, "dim"),
        ("insurer", {"qualified_until": "2026-10-30"}, "bad"),
        ("insurer", {"qualified_until": "2026-11-30"}, "warn"),
        ("insurer", {"qualified_until": None}, ""),
        ("enforcement_case", {"closed_on": "2026-10-31"}, "dim"),
        ("enforcement_case", {"closed_on": "2026-11-01"}, ""),
    ],
)
def test_rows_are_coloured_by_what_is_late_or_over(kind: str, values: dict[str, object], tone: str) -> None:
    assert TONES[kind](values, AS_OF) == tone  # type: ignore[arg-type]
