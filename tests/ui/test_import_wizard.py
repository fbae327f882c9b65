"""The import wizard from choosing files to looking at the new records: keys, mouse, both sizes, hostile cells."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input
from ui_county import HOSTILE, NARROW, WIDE, press, running, screen_lines, screen_text, settled

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.store.lists import ListQuery, count
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.imports.columns import ImportColumns
from ajx_tui.ui.screens.imports.preview import ImportPreview, ImportResult
from ajx_tui.ui.screens.imports.wizard import ImportFiles
from ajx_tui.ui.screens.registers.register import RegisterScreen
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.confirm import Ask, Choose, Confirm
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = re.compile(r"[\w.-]*/\S*|Ctrl\+[A-Z]|Esc|Delete|F\d+|KB|MB|\.?(?:xlsx|csv|pytest|tmp)\S*|red")


def code(number: int) -> str:
    body = f"91410000MB{number:07d}"
    return body + check_character(body)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "交来的表"
    made.mkdir()
    return made


def table(path: Path, *rows: list[object]) -> Path:
    path.write_text("\n".join(";".join(str(c) for c in row) for row in rows), encoding="utf-8")
    return path


def firms(folder: Path) -> Path:
    """One good row, one that will be refused, one with a warning; a column the program can't be sure of."""
    return table(
        folder / "01底数.csv",
        ["企业名称", "信用代码", "行业", "从业人数", "手机"],
        ["示例县新山煤业有限公司", code(1), "煤矿", 50, "赵某"],
        [HOSTILE.replace("\n", " "), "123", "煤矿", 5, "钱某"],
        ["示例县新河化工有限公司", code(2), "危险化学品", "不详", "孙某"],
    )


async def opened(pilot: Pilot[None], folder: Path) -> None:
    """The wizard, showing `folder`."""
    await press(pilot, "ctrl+o")
    path = pilot.app.screen.query_one("#path", Input)
    path.value = str(folder)
    path.focus()
    await press(pilot, "enter")


async def worked(pilot: Pilot[None]) -> None:
    """Wait until a job and its screen are gone."""
    for _ in range(200):
        await settled(pilot)
        if not isinstance(pilot.app.screen, JobScreen):
            await settled(pilot)
            return
    raise AssertionError("the job does not end")


def check_screen(app: AjxApp, size: tuple[int, int]) -> None:
    """Nothing overflows, and nothing is English."""
    for line in screen_lines(app):
        assert width_of(line) <= size[0], line
    left = LATIN.findall(ALLOWED.sub("", screen_text(app)))
    assert left == [], left


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
async def test_from_files_to_new_records(size: tuple[int, int], session: Session, folder: Path) -> None:
    firms(folder)
    async with running(session, size) as (app, pilot):
        await opened(pilot, folder)
        assert isinstance(app.screen, ImportFiles)
        check_screen(app, size)
        await press(pilot, "down", "space")
        assert "已选 1 个：01底数.csv" in screen_text(app)
        await press(pilot, "f2")
        await worked(pilot)

        assert isinstance(app.screen, ImportColumns)
        check_screen(app, size)
        assert "手机" in screen_text(app) and "联系电话" in screen_text(app)
        await press(pilot, "f2")
        assert isinstance(app.screen, Confirm)  # the doubtful column would be taken as guessed
        await press(pilot, "escape")
        await press(pilot, "f3", "enter")
        assert isinstance(app.screen, Choose)
        app.screen.dismiss("principal")
        await settled(pilot)
        assert "主要负责人" in screen_text(app) and "已指定" in screen_text(app)
        await press(pilot, "f2")
        await worked(pilot)

        assert isinstance(app.screen, ImportPreview)
        check_screen(app, size)
        assert "新增 2，修改 0，相同 0，重复 0，退回 1" in screen_text(app)
        assert "应为18位，这里是3位" in screen_text(app)
        assert count(session.store, ListQuery("enterprise")) == 5
        app.screen.query_one(TabRow).choose("warnings")
        await settled(pilot)
        assert "不是整数，已留空" in screen_text(app)
        await press(pilot, "f2")
        await worked(pilot)

        assert isinstance(app.screen, ImportResult)
        check_screen(app, size)
        assert count(session.store, ListQuery("enterprise")) == 7
        await press(pilot, "f8")
        assert isinstance(app.screen, RegisterScreen) and "本次导入新增" in screen_text(app)
        assert app.screen.query_one(RecordGrid).row_count == 2


async def test_what_was_confirmed_is_not_asked_again(session: Session, folder: Path) -> None:
    firms(folder)
    async with running(session) as (app, pilot):
        for expected in (Confirm, ImportPreview):
            await opened(pilot, folder)
            await press(pilot, "down", "enter")
            await worked(pilot)
            await press(pilot, "f2")
            await worked(pilot)
            assert isinstance(app.screen, expected)
            if expected is Confirm:
                await pilot.click("#yes")
                await worked(pilot)
                await press(pilot, "f2")
                await worked(pilot)
            await press(pilot, "escape")
            await app.back_to_base()
            await settled(pilot)


async def test_several_files_by_mouse_and_the_refused_rows_as_a_workbook(
    session: Session, folder: Path, tmp_path: Path
) -> None:
    firms(folder)
    table(folder / "02保单.csv", ["保单号", "企业名称", "起保日期", "终保日期"],
          ["N1", "示例县新山煤业有限公司", "2026-01-01", "2026-12-31"])  # fmt: skip
    async with running(session) as (app, pilot):
        await opened(pilot, folder)
        await press(pilot, "ctrl+a", "f2")
        await worked(pilot)
        assert screen_text(app).count("保单") and isinstance(app.screen, ImportColumns)
        await press(pilot, "f2")
        await pilot.click("#yes")
        await worked(pilot)
        await press(pilot, "f2")
        await worked(pilot)
        assert isinstance(app.screen, ImportResult)
        assert session.store.read("SELECT count(*) FROM policy WHERE number = 'N1'") == [(1,)]
        await pilot.click("#export")
        await settled(pilot)
        assert isinstance(app.screen, Ask)
        answer = app.screen.query_one("#answer", Input)
        answer.value = str(tmp_path / "没有的文件夹" / "退回.xlsx")
        await press(pilot, "enter")
        assert "没有这个文件夹" in screen_text(app)
        answer.value = str(tmp_path / "退回.xlsx")
        await press(pilot, "enter")
        await worked(pilot)
        assert (tmp_path / "退回.xlsx").is_file()
        await pilot.click("#done")
        await settled(pilot)
        assert not isinstance(app.screen, ImportResult)


async def test_a_required_column_blocks_until_it_is_answered(session: Session, folder: Path) -> None:
    table(folder / "a.csv", ["企业名称", "信用代码", "乡镇"], ["示例县新山煤业有限公司", code(1), "东山镇"])
    async with running(session, NARROW) as (app, pilot):
        await opened(pilot, folder)
        await press(pilot, "down", "enter")
        await worked(pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, ImportColumns) and "没有找到“行业领域”列" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Choose)
        app.screen.dismiss("煤矿")
        await settled(pilot)
        await press(pilot, "f2")
        await worked(pilot)
        assert isinstance(app.screen, ImportPreview) and "新增 1" in screen_text(app)


async def test_units_and_kind_can_be_corrected(session: Session, folder: Path) -> None:
    table(folder / "a.csv", ["保单号", "企业名称", "起保日期", "终保日期", "保费"],
          ["N1", "示例县宏盛煤业有限公司", "2026-01-01", "2026-12-31", 800])  # fmt: skip
    async with running(session) as (app, pilot):
        await opened(pilot, folder)
        await press(pilot, "down", "enter")
        await worked(pilot)
        await press(pilot, "f3", "f4")
        assert isinstance(app.screen, Choose)
        app.screen.dismiss("万元")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ImportColumns)
        assert [c.unit for c in screen.planned.recognition.columns][-1] == "万元"
        assert [q for q in screen.planned.questions if not q.optional] == []
        await press(pilot, "f6")
        app.screen.dismiss("enterprise")
        await settled(pilot)
        assert screen.planned.recognition.list_name == "enterprise"


async def test_a_bad_file_is_told_and_the_choice_kept(session: Session, folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "别.csv").write_text("甲;乙;丙\n1;2;3\n4;5;6\n", encoding="utf-8")
    async with running(session, NARROW) as (app, pilot):
        await opened(pilot, folder)
        await press(pilot, "end", "enter")
        for _ in range(50):
            await pilot.pause(0.02)
            if "未能完成" in screen_text(app):
                break
        assert "损坏" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ImportFiles)
        await press(pilot, "up", "enter")
        await worked(pilot)
        assert isinstance(app.screen, ImportFiles)


async def test_a_pasted_path_with_quotes_is_read(session: Session, folder: Path) -> None:
    path = firms(folder)
    async with running(session) as (app, pilot):
        await press(pilot, "ctrl+o", "f6", "2")
        await worked(pilot)
        assert "空白模板已写出" in screen_text(app)
        assert (session.store.path.parent.parent / "exports" / "保险机构填报模板.xlsx").is_file()
        line = app.screen.query_one("#path", Input)
        line.value = f"'{path}' "
        line.focus()
        await press(pilot, "enter")
        await worked(pilot)
        assert isinstance(app.screen, ImportColumns)


async def test_cancelling_the_preview_leaves_everything(session: Session, folder: Path) -> None:
    rows = [[f"示例县第{n}号煤业有限公司", code(n), "煤矿"] for n in range(1, 3000)]
    table(folder / "a.csv", ["企业名称", "信用代码", "行业"], *rows)
    async with running(session) as (_, pilot):
        before = session.store.revision()
        await opened(pilot, folder)
        await press(pilot, "down", "enter")
        await worked(pilot)
        await pilot.press("f2")
        await pilot.press("escape")
        await worked(pilot)
        assert session.store.revision() == before


async def test_a_reader_without_write_access_is_told(session: Session, tmp_path: Path) -> None:
    from ajx_tui.store.database import Store

    other = Session(Store.open(session.store.path), "李四")
    assert other.store.readonly_reason
    async with running(other) as (app, pilot):
        await press(pilot, "ctrl+o")
        assert not isinstance(app.screen, ImportFiles)
        assert "现在只能查看" in screen_text(app)
    other.store.close()


async def test_the_practice_county_through_the_wizard(session: Session, folder: Path) -> None:
    for entry in (files("ajx_tui") / "demo").iterdir():
        if entry.name.endswith((".xlsx", ".csv")):
            shutil.copy(str(entry), folder)
    async with running(session) as (app, pilot):
        await opened(pilot, folder)
        await press(pilot, "ctrl+a", "f2")
        await worked(pilot)
        await press(pilot, "f2")
        assert isinstance(app.screen, Confirm)
        app.screen.query_one("#yes", Button).press()
        await worked(pilot)
        assert isinstance(app.screen, ImportPreview)
        await press(pilot, "f2")
        await worked(pilot)
        assert isinstance(app.screen, ImportResult)
        assert count(session.store, ListQuery("enterprise")) == 5 + 128
        assert KINDS["policy"].title in screen_text(app)
        page = app.screen
        rows, summary = page.query_one("#rows", RecordGrid), page.query_one("#summary", RecordGrid)
        everything = rows.row_count
        at = next(n for n, (_, one) in enumerate(page._pairs) if one.refused and one.new)
        counts = page._pairs[at][1].counts()
        for name in ("refused", ""):
            page._open_count(*page._pairs[at], name)
            await settled(pilot)
            assert rows.row_count == (counts["refused"] if name else everything) and rows.has_focus
        assert counts["refused"] < everything
        summary.move_to(at)
        summary.focus()
        await press(pilot, "enter", "1")
        await settled(pilot)
        assert app.screen.query_one(RecordGrid).row_count == counts["new"]
