"""The palette: whatever it shows in a room it finds there by name, initials and their beginnings; from anywhere all
that lies in no room, the settings, and every register."""

from __future__ import annotations

from ui_county import NARROW, press, running, screen_text

from ajx_tui.domain.pinyin import readings
from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.ui.pages import PAGE_COMMANDS, REGISTER_COMMANDS, SETTING_COMMANDS
from ajx_tui.ui.rooms import LISTS
from ajx_tui.ui.screens.cases.closures import ClosurePage
from ajx_tui.ui.screens.cases.loss_table import LossPage
from ajx_tui.ui.screens.cases.score_table import ScorePage
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.screens.settings.backups import BackupsScreen
from ajx_tui.ui.widgets.rail import ROOMS

ANYWHERE = (*PAGE_COMMANDS, *SETTING_COMMANDS, *REGISTER_COMMANDS)


async def test_every_command_is_found_from_every_room(session: Session) -> None:
    async with running(session) as (app, pilot):
        for room in ROOMS:
            await press(pilot, room.key)
            shown = {bound.command.id: bound for bound in app.commands.search("")}
            wanted = {(c.id, c.title, c.pinyin) for c in ANYWHERE}
            wanted |= {(name, b.command.title, b.command.pinyin) for name, b in shown.items()}
            for name, title, pinyin in sorted(wanted):
                assert name in shown, (room.title, name)
                for query in (title, title[:2], pinyin, pinyin.upper(), pinyin[: max(1, len(pinyin) - 1)]):
                    found = [bound.command.id for bound in app.commands.search(query)]
                    assert name in found, (room.title, name, query)
                first = app.commands.search(title)[0]
                assert title in {first.command.title, *(c.title for c in first.also)}, (room.title, title)


async def test_the_palette_opens_what_is_typed(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "ctrl+p", *"bf", "enter")
        assert isinstance(app.screen, BackupsScreen) and app.current_mode == "9"
        await press(pilot, "1", "ctrl+p", *"检查发现", "enter")
        assert "检查发现" in screen_text(app)
        await press(pilot, "escape", "ctrl+p", *"xsts", "enter")
        assert isinstance(app.screen, RegisterScreen) and app.screen.kind.name == "lead"


def test_registers_are_called_what_they_are() -> None:
    for command in REGISTER_COMMANDS:
        assert KINDS[command.id.removeprefix("list_")].title == command.title
        assert len(command.pinyin) == len(command.title)
        for letter, character in zip(command.pinyin, command.title, strict=True):
            assert letter in readings(character), command.title


def test_every_listed_kind_has_its_command() -> None:
    listed = [kind for kinds in LISTS.values() for kind in kinds]
    assert {command.id for command in REGISTER_COMMANDS} == {f"list_{kind}" for kind in listed}


async def test_pages_of_a_register_stand_on_its_key_line(session: Session) -> None:
    async with running(session, NARROW) as (app, pilot):
        pages = (
            ("claim", "赔付情况", LossPage),
            ("score_row", "计分表", ScorePage),
            ("enforcement_case", "提请关闭", ClosurePage),
        )
        for kind, title, page in pages:
            await getattr(app, f"do_list_{kind}")()
            await press(pilot)
            assert f"Ctrl+E {title}" in screen_text(app), kind
            await press(pilot, "ctrl+e")
            assert isinstance(app.screen, page), kind
            await press(pilot, "escape")
        await press(pilot, "3", "ctrl+e")
        assert isinstance(app.screen, RegisterScreen)
