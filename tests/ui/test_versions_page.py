"""Room 7's versions: the list, any two side by side, one version with its numbers and their records, the papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_text, settled

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import documents
from ajx_tui.services.session import Session
from ajx_tui.ui import open_file
from ajx_tui.ui.screens.documents import files as document_files
from ajx_tui.ui.screens.documents.changes import DocumentChanges
from ajx_tui.ui.screens.documents.paper_register import PaperRegister
from ajx_tui.ui.screens.documents.trail import KeptRecords
from ajx_tui.ui.screens.documents.version import DocumentVersion
from ajx_tui.ui.screens.documents.versions import DocumentVersions
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import SideBySide

DAY = date(2026, 10, 31)


def export(session: Session, name: str, path: Path, day: date = DAY, **paper: int) -> Path:
    given = documents.Paper(**paper)  # type: ignore[arg-type]
    run(documents.export_job(session, name, day, path, bundled_only=True, recorded=True, paper=given))
    return path


@pytest.mark.parametrize("size", [NARROW])
async def test_versions_are_listed_compared_and_walked_back(
    session: Session, tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(document_files, "open_path", lambda path: shown.append(path) or "")
    export(session, "bulletin", tmp_path / "八月.pdf", date(2026, 8, 31))
    first = export(session, "bulletin", tmp_path / "十月.pdf", number=12)
    with session.unit("改") as unit:
        unit.update(KINDS["enterprise"], 2, {"headcount": 51})
        unit.delete(KINDS["policy"], 1, "误登")
    documents.save_chapter(session, "bulletin", DAY, "总体情况", f"话已改{HOSTILE[:20]}")
    export(session, "bulletin", tmp_path / "十月二.pdf")
    async with running(session, size) as (app, pilot):
        await press(pilot, "7")
        await settled(pilot)
        await press(pilot, "f5")
        await settled(pilot)
        page = app.screen
        assert isinstance(page, DocumentVersions)
        page._only = ""
        page.reload()
        await settled(pilot)
        text = screen_text(app)
        assert "第2版" in text and "12号" in text and "2026-08-31" in text and "3 版" in text
        await press(pilot, "ctrl+d")  # with the version before
        await settled(pilot)
        assert isinstance(app.screen, DocumentChanges)
        lines = app.screen.query_one(SideBySide)._lines
        assert any("话已改" in line.texts[1] for line in lines)
        assert any(line.title == "已投保、投保率" for line in lines)
        await press(pilot, "escape")
        await press(pilot, "space", "down", "down", "space", "ctrl+d")  # any two that are marked
        await settled(pilot)
        assert isinstance(app.screen, DocumentChanges) and "八月.pdf" in screen_text(app)
        await press(pilot, "escape", "up", "enter")
        await settled(pilot)
        version = app.screen
        assert isinstance(version, DocumentVersion) and "12号" in screen_text(app)
        await press(pilot, "f7")
        assert [path.read_bytes() for path in shown] == [first.read_bytes()]
        await press(pilot, "right")
        numbers = version.query_one("#numbers", RecordGrid)
        assert version._trails is not None
        at = [one.evidence for one in version._trails.numbers].index("insured")
        numbers.move_to(at)
        numbers.focus()
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(app.screen, KeptRecords)
        assert len(app.screen._found) == int(version._trails.numbers[at].texts[0])
        await press(pilot, "escape", "f2")
        answer = app.screen.query_one(Input)
        answer.value = str(tmp_path / "又.pdf")
        await press(pilot, "enter")
        await settled(pilot)
        assert (tmp_path / "又.pdf").read_bytes() == first.read_bytes()


async def test_the_register_of_papers_opens_the_letter_that_went_out(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(document_files, "open_path", lambda path: shown.append(path) or "")
    run(documents.export_each_job(session, "urging", DAY, tmp_path / "分户", bundled_only=True, recorded=True,
                                  paper=documents.Paper(number=3)))  # fmt: skip
    letters = {path.name: path.read_bytes() for path in (tmp_path / "分户").iterdir()}
    async with running(session, WIDE) as (app, pilot):
        await press(pilot, "7")
        await settled(pilot)
        await press(pilot, "ctrl+b")
        await settled(pilot)
        page = app.screen
        assert isinstance(page, PaperRegister) and "〔2026〕3号" in screen_text(app)
        await press(pilot, "f8")
        assert [path.read_bytes() for path in shown] == [letters[shown[0].name]]
        await press(pilot, "ctrl+b")
        assert f"用到{2 + len(letters)}号" in screen_text(app) and "没有空号" in screen_text(app)
        await press(pilot, "escape")
        await settled(pilot)
        assert app.screen is not page


async def test_there_may_be_nothing_to_list(session: Session) -> None:
    assert open_file.open_path(Path("/nowhere")) != ""
    async with running(session, NARROW) as (app, pilot):
        await press(pilot, "7")
        await settled(pilot)
        documents.save_chapter(session, "plan", app.as_of, "工作目标", "改")
        await press(pilot, "f5")
        await settled(pilot)
        assert "未导出" in screen_text(app)
        await press(pilot, "enter", "ctrl+d", "f2", "f7")
        assert isinstance(app.screen, DocumentVersions)
