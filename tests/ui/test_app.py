"""The program as a whole: rooms, status, cut-off day, first start, leaving, both sizes, hostile data, language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from page_checks import faults
from textual.pilot import Pilot
from ui_county import (
    AS_OF,
    HOSTILE,
    NARROW,
    WIDE,
    press,
    running,
    screen_lines,
    screen_text,
    session_in,
    settled,
    value,
)

from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.screens.accounts.setup import SetupScreen
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.records.form import FormScreen, Leave
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.rail import ROOMS, Rail
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

LATIN = re.compile(r"[A-Za-z]{2,}")
KEYS = re.compile(r"Ctrl\+[A-Z]|Esc|Delete|Home|Shift|Tab")
DATA = re.compile(
    r"\[re?d?(?=\]|\.\.|\s|$)|[A-Z]{2}\d{3,}|(AQ|GB)[/ ]?[T\d]*|9141\w*|/\S*|ajx\S*|MB|KB"
    r"|PDF|Word|Excel|CSV|\.(pdf|docx|xlsx)|U\+[0-9A-F]+"
)
"""What may stand on a screen in Latin letters: keys, numbers of papers, standards, the hostile record's markup."""


async def test_digits_open_rooms(session: Session) -> None:
    async with running(session) as (app, pilot):
        assert isinstance(app.screen, HomeScreen)
        for room in ROOMS:
            await press(pilot, room.key)
            assert app.current_mode == room.key
            assert app.screen.query_one(Rail).current == room.key


async def test_rail_click_opens_room(session: Session) -> None:
    async with running(session) as (app, pilot):
        await pilot.click(Rail, offset=(4, 3))
        await settled(pilot)
        assert app.current_mode == "2"


async def test_room_keeps_its_pages_until_its_digit_is_pressed_again(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "enter")
        assert isinstance(app.screen, DetailScreen)
        await press(pilot, "3", "2")
        assert isinstance(app.screen, DetailScreen)
        await press(pilot, "2")
        assert isinstance(app.screen, RegisterScreen)


async def test_status_shows_practice_data_day_unit_and_user(session: Session) -> None:
    async with running(session) as (app, _):
        line = next(line for line in screen_lines(app) if "截止日" in line and "张三" in line)
        for part in ("演示", "2026-10-31", "示例县应急管理局"):
            assert part in line


async def test_read_only_says_so_and_opens_no_form(session: Session) -> None:
    reader = Session(Store.open(session.store.path), "李四")
    assert reader.store.readonly_reason
    async with running(reader) as (app, pilot):
        assert "只读" in screen_text(app)
        await press(pilot, "2", "f2")
        assert not isinstance(app.screen, FormScreen)
        assert "现在只能查看" in screen_text(app)
    reader.store.close()


async def test_search_of_another_version_is_made_anew_at_the_start(session: Session) -> None:
    session.store.conn.execute("UPDATE search_made SET version = '0'")
    session.store.conn.execute("UPDATE enterprise_search SET words = 'x', initials = 'x'")
    async with running(session) as (app, pilot):
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        await press(pilot, "2", "ctrl+f", *"恒通")
        assert "示例县恒通化工有限公司" in screen_text(app)
        assert "示例县宏盛煤业有限公司" not in screen_text(app)
    assert value(session, "SELECT count(DISTINCT version) FROM search_made WHERE version = '0'") == 0


async def test_cut_off_day_changes_figures_and_states(session: Session) -> None:
    async with running(session) as (app, pilot):
        assert "已投保 3" in screen_text(app)
        await press(pilot, "f12")
        app.screen.query_one("#answer").value = "２０２７年３月１日"
        await press(pilot, "enter")
        assert app.as_of == date(2027, 3, 1)
        assert "已投保 0" in screen_text(app)
        assert "截止日 2027-03-01" in screen_text(app)


async def test_unreadable_cut_off_day_is_told(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "f12")
        app.screen.query_one("#answer").value = "明天"
        await press(pilot, "enter")
        assert "请写成" in screen_text(app)
        assert app.as_of == AS_OF


async def test_practice_county_keeps_its_day(session: Session) -> None:
    with session.unit("测试") as unit:
        unit.set_setting("as_of", "2026-10-31")
    assert AjxApp(session).as_of == AS_OF
    with session.unit("测试") as unit:
        unit.set_setting("demo", False)
    assert AjxApp(session).as_of == session.today()


async def test_quit_asks_while_something_is_unsaved(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n", "甲")
        app.open_room("3")
        await settled(pilot)
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, Confirm)
        assert "登记企业" in screen_text(app)
        await press(pilot, "escape")
        assert app.is_running
        app.open_room("2")
        await settled(pilot)
        assert isinstance(app.screen, FormScreen)


async def test_list_of_a_figure_does_not_close_an_unsaved_form(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "ctrl+n", "甲")
        app.open_room("1")
        await settled(pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, FormScreen)
        assert app.screen.has_unsaved


async def test_first_start_sets_up_office(tmp_path: Path) -> None:
    session = Session(Store.open(tmp_path / "db" / "ajx.db"), "张三")
    async with running(session) as (app, pilot):
        assert isinstance(app.screen, SetupScreen)
        await press(pilot, "ctrl+s")
        assert "需要改正" in screen_text(app)
        boxes = app.screen.query_one("#form").boxes
        boxes["name"].set_text("新县应急管理局")
        boxes["area"].set_text("新县")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, HomeScreen)
        assert "新县应急管理局" in screen_text(app)
    assert value(session, "SELECT name FROM office") == "新县应急管理局"
    assert value(session, "SELECT count(*) FROM sector") > 8
    session.store.close()


async def test_first_start_can_be_left_for_later(tmp_path: Path) -> None:
    session = Session(Store.open(tmp_path / "db" / "ajx.db"))
    async with running(session) as (app, pilot):
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
        assert "0 / 0" in screen_text(app) and "—" in screen_text(app)
    session.store.close()


async def test_page_reads_again_what_another_room_changed(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2")
        assert app.screen.query_one(RecordGrid).row_count == 5
        await press(pilot, "1")
        with session.unit("测试") as unit:
            from ajx_tui.domain.records import KINDS

            unit.insert(KINDS["enterprise"], {"name": "新来的企业", "sector_id": 1})
        await press(pilot, "2")
        assert app.screen.query_one(RecordGrid).row_count == 6


# ----- every screen


MAIN = ("enterprise", "insured_object", "policy", "visit", "hazard", "claim")


@dataclass
class Walk:
    """A walk through the program: what every page showed, and what was wrong with it."""

    app: AjxApp
    pilot: Pilot[None]
    seen: list[tuple[str, list[str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        return self.app.size.width == WIDE[0]

    def note(self, name: str) -> None:
        """Keep what the page in front shows."""
        self.seen.append((name, screen_lines(self.app)))
        self.faults += [f"{name}: {fault}" for fault in faults(self.app)]

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    async def rooms(self) -> None:
        """Every list of every room; behind the main lists also every page (half of them at each size), behind others
        the form."""
        self.note("home")
        for room in ROOMS:
            await self.press(room.key)
            self.note(room.title)
            if isinstance(self.app.screen, RegisterScreen):
                for kind in self.app.screen._kinds:
                    self.app.screen._switch(kind)
                    await self.press("end")
                    self.note(kind)
                    if kind in MAIN[self.wide :: 2]:
                        await self.kind(kind)
                    elif self.wide and kind not in MAIN:
                        await self.form(kind)

    async def kind(self, kind: str) -> None:
        """The filter panel, the page with its tabs and the form of one kind; the hostile record is the last one."""
        await self.press("f3")
        self.note(f"{kind} filter")
        await self.press("escape")
        if self.app.screen.query_one(RecordGrid).row_count:
            await self.press("enter")
            self.note(f"{kind} detail")
            for _ in self.app.screen.query_one(TabRow).keys[1:]:
                await self.press("ctrl+pagedown")
                self.note(f"{kind} tab")
            await self.press("escape")
        await self.form(kind)

    async def form(self, kind: str) -> None:
        """The form of one kind; for the main kinds also the help of its first field."""
        app = self.app
        await self.press("f2" if app.screen.query_one(RecordGrid).row_count else "ctrl+n")
        assert isinstance(app.screen, FormScreen), (kind, app.screen)
        self.note(f"{kind} form")
        if kind in MAIN:
            await self.press("f1")
            self.note(f"{kind} help")
            await self.press("escape")
        await self.press("escape")
        assert isinstance(app.screen, RegisterScreen), (kind, app.screen)


@pytest.mark.parametrize("size", [NARROW])
async def test_walk(session: Session, size: tuple[int, int]) -> None:
    """Every page: in Chinese, exactly as wide as the terminal, hostile data as text, every key on the key line true,
    no word of the program cut off."""
    async with running(session, size) as (app, pilot):
        walk = Walk(app, pilot)
        await walk.rooms()
    assert walk.faults == []
    assert len(walk.seen) > 50
    hostile = 0
    for name, lines in walk.seen:
        assert len(lines) == size[1], name
        for line in lines:
            assert width_of(line) == size[0], (name, line)
            rest = DATA.sub("", KEYS.sub("", line))
            assert not LATIN.search(rest), (name, line)
            hostile += "坏[/甲]" in line
        assert "\x1b" not in "".join(lines) and "\u200b" not in "".join(lines)
    assert hostile > 20, "the hostile record was not met"


def test_hostile_record_is_really_hostile() -> None:
    for part in ("[/甲]", "[red]", "\t", "\n", "𠮷", "\u200b", "=1+1", "\x1b"):
        assert part in HOSTILE


async def test_confirm_of_hostile_record_names_it(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "end", "delete")
        assert "坏[/甲][red]" in screen_text(app)


async def test_form_survives_resize(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2")
        boxes = app.screen.query_one("#form").boxes
        assert boxes["sector_id"].region.x < boxes["subsector"].region.x
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert boxes["sector_id"].region.x == boxes["subsector"].region.x
        assert app.focused in boxes["name"].walk_children(with_self=True)
        assert isinstance(app.screen.query(FieldBox).first(), FieldBox)


async def test_leave_dialog_is_not_shown_without_changes(session: Session) -> None:
    async with running(session) as (app, pilot):
        await press(pilot, "2", "f2", "escape")
        assert isinstance(app.screen, RegisterScreen)
        assert not isinstance(app.screen, Leave)


def test_second_copy_of_the_county_is_independent(tmp_path: Path) -> None:
    first, second = session_in(tmp_path / "a"), session_in(tmp_path / "b")
    with first.unit("测试") as unit:
        unit.set_setting("x", 1)
    assert second.store.setting("x") is None
    first.store.close()
    second.store.close()


async def test_the_walk_finds_false_keys_and_cut_words(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from ajx_tui.ui.commands import Command
    from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource

    unbound = Command("unbound", "没有的键", "", ("f11",), "", place=-1)
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "5")
        assert faults(app) == []
        monkeypatch.setattr(RegisterScreen, "COMMANDS", (unbound, *RegisterScreen.COMMANDS))
        page = app.screen
        page.query_one(RecordGrid).replace(ListSource((GridColumn("a", "标题太长", 4),), {1: ("甲",)}))
        await settled(pilot)
        assert faults(app) == [
            "RegisterScreen: F11 没有的键: the key is not bound", "RegisterScreen: 没有的键: nothing carries it out",
            "RegisterScreen: column 标题太长",
        ]  # fmt: skip
