"""Policy packs on screen: what is at hand, the clause of every entry, installing only after the dry run was read."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui_county import NARROW, WIDE, press, running, screen_text, settled

from ajx_tui.services import packs as service
from ajx_tui.services.session import Session
from ajx_tui.ui.screens.findings.clause import ClauseDialog
from ajx_tui.ui.screens.settings.packs import SECTIONS, PackContents, Packs, PackText
from ajx_tui.ui.widgets.tab_row import TabRow

PACK = """[pack]
id = "city-rules"
title = "示例市规定[red]"
version = "2"
extends = ["national-2025"]

[documents.city]
title = "《示例市安责险办法》"

[[parameter]]
name = "floor_per_person"
values = [{ from = 2020-01-01, value = 600000 }]
clause = { document = "city", article = "第五条", certainty = "V" }
"""


async def answer(app, pilot, path: Path) -> None:
    """Give a path and wait for what follows."""
    app.screen.query_one("#answer").value = str(path)
    await press(pilot, "enter")
    for _ in range(4):
        await settled(pilot)


async def test_dry_run_is_shown_before_anything_changes(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "city.toml"
    path.write_text(PACK, encoding="utf-8")
    async with running(session) as (app, pilot):
        await press(pilot, "9", "f9")
        await settled(pilot)
        assert isinstance(app.screen, Packs) and "生效" in screen_text(app)
        await press(pilot, "f2")
        await answer(app, pilot, tmp_path / "没有.toml")
        assert "没有这个文件" in screen_text(app)
        await answer(app, pilot, path)
        assert isinstance(app.screen, PackText) and "没有问题" in screen_text(app)
        await press(pilot, "escape", "f3")
        await answer(app, pilot, path)
        assert isinstance(app.screen, PackText)
        assert "未足额投保：0 → 3" in screen_text(app)
        await press(pilot, "escape")
        assert "city-rules" not in service.active(session.store)
        await press(pilot, "f3")
        await answer(app, pilot, path)
        await press(pilot, "tab", "enter")
        for _ in range(4):
            await settled(pilot)
        assert "city-rules" in service.active(session.store)
        assert "示例市规定[red]" in screen_text(app)


async def test_a_wrong_pack_is_refused_with_its_place(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "city.toml"
    path.write_text(PACK.replace('certainty = "V"', 'certainty = "X"'), encoding="utf-8")
    async with running(session) as (app, pilot):
        app.push_screen(Packs("9"))
        await settled(pilot)
        await press(pilot, "f3")
        await answer(app, pilot, path)
        assert "未能完成：政策包没有安装" in screen_text(app) and "第13行" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Packs)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_every_entry_has_its_clause(session: Session, size: tuple[int, int]) -> None:
    async with running(session, size) as (app, pilot):
        app.push_screen(PackContents("national-2025", "国家"))
        await settled(pilot)
        for key, _ in SECTIONS:
            app.screen.query_one(TabRow).choose(key)
            await settled(pilot)
            assert len(app.screen._entries) == len(app.screen._shown[key])
            assert all(entry.clause and entry.certainty in "SVRO" for entry in app.screen._entries)
        app.screen.query_one(TabRow).choose("checks")
        await settled(pilot)
        await press(pilot, "f1")
        assert isinstance(app.screen, ClauseDialog) and "依据核对情况" in screen_text(app)
