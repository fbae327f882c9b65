"""Commands: declaration, scope, keys, palette, menu, help, key line."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.widgets import Input, OptionList, Static

from ajx_tui.errors import AjxError
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.commands import Command, CommandModal, CommandScreen, key_name
from ajx_tui.ui.widgets.key_line import KeyLine
from ajx_tui.ui.widgets.palette import HelpScreen, Palette
from ajx_tui.ui.widgets.rail import Rail
from ajx_tui.ui.widgets.record_grid import RecordGrid


class Room(CommandScreen[None]):
    TITLE = "企业"
    HELP = "这里列出全部企业。"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("new", "新建", "登记一家企业", ("ctrl+n",), "xj", "企业"),
        Command("find", "查找", "按名称查找", ("ctrl+f", "slash", "question_mark"), "cz", "企业"),
        Command("export", "导出", "导出为表格", ("f6",), "dc", "企业"),
        Command("fail", "失败", "总会失败", ("f7",), "sb", "企业"),
        Command("help", "条款", "显示条款依据", ("f1",), "tk", "企业"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []
        self.allowed = True

    def compose(self) -> ComposeResult:
        yield Rail("2")
        yield Input(id="field")
        yield RecordGrid(id="grid", marks=True)
        yield KeyLine()

    def do_new(self) -> None:
        self.ran.append("new")

    async def do_find(self) -> None:
        self.ran.append("find")

    def can_export(self) -> bool:
        return self.allowed

    def do_export(self) -> None:
        self.ran.append("export")

    def do_fail(self) -> None:
        raise AjxError("没有权限 [red]", "请联系管理员。")

    def do_help(self) -> None:
        self.ran.append("help")


class Deeper(Room):
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("new", "登记", "登记一条", ("ctrl+n",), "dj", "企业"),)


class Box(CommandModal[None]):
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("done", "完成", "关闭", ("escape",), "wc"),)

    def compose(self) -> ComposeResult:
        yield Static("框")

    def do_done(self) -> None:
        self.dismiss(None)


class RoomApp(BaseApp[None]):
    def __init__(self) -> None:
        super().__init__()
        self.rooms: list[str] = []

    def on_mount(self) -> None:
        self.room = Room()
        self.push_screen(self.room)

    def open_room(self, room: str) -> None:
        self.rooms.append(room)


@pytest.mark.parametrize(
    "key", ["n", "ctrl+space", "shift+f1", "ctrl+shift+n", "ctrl+i", "ctrl+m", "alt+x", "f13", "、"]
)
def test_keys_an_input_method_eats_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="input method"):
        Command("x", "甲", "", (key,))


def test_key_names_are_readable() -> None:
    assert [key_name(key) for key in ("ctrl+n", "f2", "enter", "slash", "up", "3")] == [
        "Ctrl+N", "F2", "回车", "/", "上", "3",
    ]  # fmt: skip


def test_a_redeclared_command_replaces_the_inherited() -> None:
    titles = [command.title for command in Deeper.all_commands()]
    assert "登记" in titles and "新建" not in titles and "导出" in titles


def test_the_palette_finds_by_text_and_initials() -> None:
    command = Command("export", "导出表格", "写成 xlsx", ("f6",), "dcbg", "企业")
    assert all(command.matches(query) for query in ("", "导出", "表", "dc", "DCBG", "bg", "xlsx", "企业", "f6"))
    assert not any(command.matches(query) for query in ("进口", "dz", "f5"))
    assert command.rank("导") < command.rank("dc") < command.rank("表") < command.rank("xlsx")


async def test_keys_reach_the_nearest_host_also_from_a_text_field() -> None:
    app = RoomApp()
    async with app.run_test(size=(120, 36)) as pilot:
        room = app.room
        room.query_one("#field").focus()
        await pilot.press("ctrl+n", "ctrl+f", "f6", "f1")
        assert room.ran == ["new", "find", "export", "help"], "the screen's F1 beats the app's"
        await pilot.press("slash", "2")
        assert room.ran[4:] == [] and app.rooms == [], "text goes into the field"
        assert room.query_one(Input).value == "/2"
        room.query_one("#grid").focus()
        await pilot.press("slash", "ideographic_comma", "fullwidth_question_mark", "question_mark")
        assert room.ran[4:] == ["find"] * 4
        await pilot.press("2", "３")
        assert app.rooms == ["2", "3"]
        room.allowed = False
        await pilot.press("f6")
        assert room.ran.count("export") == 1


async def test_scope_follows_focus_and_dialogs() -> None:
    app = RoomApp()
    async with app.run_test(size=(120, 36)) as pilot:
        room = app.room
        room.query_one("#grid").focus()
        await pilot.pause()
        ids = [bound.command.id for bound in app.commands.in_scope()]
        assert ids[:2] == ["mark_row", "mark_all"] and "new" in ids and "quit" in ids
        assert ids.count("help") == 1
        room.query_one("#field").focus()
        await pilot.pause()
        assert "mark_row" not in [bound.command.id for bound in app.commands.in_scope()]
        room.allowed = False
        assert "export" not in [bound.command.id for bound in app.commands.in_scope()]
        app.push_screen(Box())
        await pilot.pause()
        assert [bound.command.id for bound in app.commands.in_scope()] == ["done"]
        await pilot.press("ctrl+p", "3", "ctrl+n")
        assert isinstance(app.screen, Box) and app.rooms == [] and room.ran == []
        await pilot.press("escape")
        assert app.screen is room


async def test_palette_runs_what_was_found_on_the_screen_beneath() -> None:
    app = RoomApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Palette)
        await pilot.press("d", "c", "enter")
        await pilot.pause()
        assert app.room.ran == ["export"] and app.screen is app.room
        await pilot.press("ctrl+p", *"新建")
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("x")
        assert app.screen.query_one("#none").display and not app.screen.query_one(OptionList).display
        await pilot.press("enter", "escape")
        assert app.screen is app.room and app.room.ran == ["export"]
        await pilot.press("ctrl+p", "down", "enter")
        await pilot.pause()
        assert len(app.room.ran) == 2


async def test_menu_and_help_list_every_command_in_scope() -> None:
    app = RoomApp()
    async with app.run_test(size=(120, 50)) as pilot:
        count = len(app.commands.in_scope())
        await pilot.press("f10")
        options = app.screen.query_one(OptionList)
        enabled = [index for index in range(options.option_count) if not options.get_option_at_index(index).disabled]
        assert len(enabled) == count
        await pilot.press("escape")
        app.do_help()
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = "\n".join(str(each.content) for each in app.screen.query(Static))
        assert "登记一家企业" in text and "Ctrl+Q" in text and "审核与上报" in text
        await pilot.press("f1")
        assert app.screen is app.room


async def test_an_expected_failure_becomes_a_notice_and_the_screen_lives_on() -> None:
    app = RoomApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        (notice,) = app._notifications
        assert notice.title == "没有权限 [red]" and notice.message == "请联系管理员。" and not notice.markup
        await pilot.press("f6")
        assert app.room.ran == ["export"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_key_line_shows_keys_and_takes_clicks(size: tuple[int, int]) -> None:
    app = RoomApp()
    async with app.run_test(size=size) as pilot:
        line = app.room.query_one(KeyLine)
        text = line.render_line(0).text
        assert "Ctrl+N 新建" in text and text.rstrip().endswith("Ctrl+Q 退出") and line.region.bottom == size[1]
        cells = text[: text.index("导出")]
        await pilot.click(line, offset=(sum(2 if ord(char) > 255 else 1 for char in cells), 0))
        assert app.room.ran == ["export"]


async def test_the_rail_turns_into_a_line_on_a_narrow_terminal() -> None:
    app = RoomApp()
    async with app.run_test(size=(120, 36)) as pilot:
        rail = app.room.query_one(Rail)
        assert not rail.is_line and rail.size.width == 16
        await pilot.click(rail, offset=(4, 5))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert rail.is_line and rail.size.width == 80
        assert rail.render_line(0).text.rstrip().endswith("9 设置")
        await pilot.click(rail, offset=(1, 0))
        assert app.rooms == ["3", "1"]
