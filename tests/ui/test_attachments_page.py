"""Files of a record on screen: added by path as people write paths, opened, saved, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui_county import press, running, screen_text, settled, value

from ajx_tui.services.session import Session
from ajx_tui.ui.screens.records import attachments as page
from ajx_tui.ui.screens.records.attachments import AddFile, Attachments, size_text, typed_path


def test_paths_as_they_are_pasted_and_dropped(tmp_path: Path) -> None:
    wanted = tmp_path / "扫描 件(1).pdf"
    wanted.write_bytes(b"x")
    escaped = str(wanted).replace(" ", "\\ ").replace("(", "\\(")
    for text in (str(wanted), f" '{wanted}' ", f'"{wanted}"', wanted.as_uri(), escaped):
        assert typed_path(text) == wanted, text
    assert typed_path("file:///C:/a%20b.pdf") == Path("C:/a b.pdf")


def test_sizes() -> None:
    assert [size_text(n) for n in (12, 2048, 3_500_000)] == ["12 字节", "2 KB", "3.3 MB"]


async def test_add_open_save_remove(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "现场[red]照片.jpg"
    source.write_bytes(b"\xff\xd8" + b"1" * 5000)
    opened: list[Path] = []
    monkeypatch.setattr(page, "open_path", lambda path: opened.append(path) or "")
    async with running(session) as (app, pilot):
        app.open_record("visit", 1)
        await settled(pilot)
        await press(pilot, "f6")
        assert isinstance(app.screen, Attachments) and "还没有附件" in screen_text(app)
        await press(pilot, "ctrl+n", "enter")
        assert "请写明文件路径" in screen_text(app)
        app.screen.query_one("#path").value = str(tmp_path / "没有.jpg")
        await press(pilot, "enter")
        assert isinstance(app.screen, AddFile) and "没有这个文件" in screen_text(app)
        app.screen.query_one("#path").value = f"'{source}'"
        app.screen.query_one("#note").value = "配电室"
        await press(pilot, "enter")
        for _ in range(3):
            assert "现场[red]照片.jpg" in screen_text(app) and "配电室" in screen_text(app)
        assert value(session, "SELECT owner_kind FROM attachment WHERE owner_id = 1") == "visit"
        await press(pilot, "enter")
        assert opened and opened[0].read_bytes() == source.read_bytes()
        copy = tmp_path / "另存.jpg"
        await press(pilot, "f7")
        app.screen.query_one("#answer").value = str(copy)
        await press(pilot, "enter")
        assert copy.read_bytes() == source.read_bytes()
        await press(pilot, "delete", "enter")
        assert "请写明原因" in screen_text(app)
        await press(pilot, *"误传", "enter")
        assert "还没有附件" in screen_text(app)
        assert value(session, "SELECT deleted_at FROM attachment") is not None
        app.clear_notifications()
        await press(pilot, "f8")
        assert "现场[red]照片.jpg" in screen_text(app) and "移除：误传" in screen_text(app)
        await press(pilot, "enter")
        assert "已找回" in screen_text(app) and "配电室" in screen_text(app)
        assert "找回" not in screen_text(app).splitlines()[-1]
        await press(pilot, "escape")
