"""Lists are written complete or not at all, and no text becomes a formula."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import names

from ajx_tui.atomic import file_error, writing
from ajx_tui.errors import AjxError, LockedError, NotPermittedError
from ajx_tui.exchange.reader import open_workbook
from ajx_tui.exchange.writer import ColumnKind, OutColumn, write_list
from ajx_tui.exchange.xlsx_out import CUT, MAX_TEXT, display_width, safe_text, sheet_title
from ajx_tui.progress import Progress, run

COLUMNS = [
    OutColumn("企业名称", note="全称"),
    OutColumn("统一社会信用代码"),
    OutColumn("保费", ColumnKind.MONEY),
    OutColumn("起期", ColumnKind.DATE),
    OutColumn("佣金", ColumnKind.PERCENT),
    OutColumn("投保率", ColumnKind.RATIO),
    OutColumn("人数", ColumnKind.INT),
]
ROWS: list[list[object]] = [
    ["甲公司", "914100001234567890", 123456, "2026-01-02", 500, 0.125, 12],
    ["=1+1", "007", -5, date(2026, 3, 4), "—", "—", ""],
    ["[/甲]\t𠮷\n二行", "@x", None, "待定", None, None, True],
]


def read(path: Path) -> list[list[object]]:
    """Rows of the first sheet."""
    with open_workbook(path) as book:
        return list(book.sheet(0).rows())


def test_xlsx_holds_native_values(tmp_path: Path) -> None:
    assert run(write_list(tmp_path / "x.xlsx", COLUMNS, ROWS)) == tmp_path / "x.xlsx"
    rows = read(tmp_path / "x.xlsx")
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1] == ["甲公司", "914100001234567890", 1234.56, date(2026, 1, 2), 0.05, 0.125, 12.0]
    assert rows[2] == ["=1+1", "007", -0.05, date(2026, 3, 4), "—", "—", ""]
    assert rows[3] == ["[/甲]\t𠮷\n二行", "@x", "", "待定", "", "", "是"]


def test_csv_is_neutralised_and_comes_back(tmp_path: Path) -> None:
    path = run(write_list(tmp_path / "x.csv", COLUMNS, ROWS))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    text = raw.decode("utf-8-sig")
    assert "'=1+1" in text and "'@x" in text and "\t914100001234567890" in text and "\t007" in text
    rows = read(path)
    assert rows[1] == ["甲公司", "914100001234567890", "1234.56", "2026-01-02", "5%", "12.5%", "12"]
    assert rows[2] == ["=1+1", "007", "-0.05", "2026-03-04", "—", "—", ""]
    assert rows[3] == ["[/甲]\t𠮷\n二行", "@x", "", "待定", "", "", "是"]


def test_xlsx_is_ready_to_use(tmp_path: Path) -> None:
    path = run(
        write_list(tmp_path / "x.xlsx", COLUMNS, ROWS, title="=承保清单", notes=["单位：元"], sheet_name="承保[1]")
    )
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "承保1"
    assert sheet["A1"].value == "=承保清单" and sheet["A1"].data_type == "s"
    assert sheet.freeze_panes == "A4" and sheet.auto_filter.ref == "A3:G6"
    assert sheet["A3"].comment.text == "全称"
    assert sheet["B4"].number_format == "@" and sheet["C4"].number_format == "#,##0.00"
    assert sheet["A5"].data_type == "s" and sheet["B4"].value == "914100001234567890"
    assert 10 < sheet.column_dimensions["B"].width < 30


def test_an_empty_list_still_has_its_header(tmp_path: Path) -> None:
    for name in ("x.xlsx", "x.csv"):
        assert len(read(run(write_list(tmp_path / name, COLUMNS, [])))) == 1


def test_progress_grows_and_ends_at_the_number_of_rows(tmp_path: Path) -> None:
    job = write_list(tmp_path / "x.xlsx", [OutColumn("甲")], ([str(n)] for n in range(1700)), total=1700)
    steps = list(job)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total == 1700 and len(steps) >= 3
    assert all(isinstance(step, Progress) and step.text for step in steps)


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_a_cancelled_job_leaves_the_old_file_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    job = write_list(path, [OutColumn("甲")], ([str(n)] for n in range(5000)))
    next(job)
    next(job)
    job.close()
    assert path.read_bytes() == b"old" and names(tmp_path) == [name]


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path, name: str) -> None:
    def rows() -> Iterator[list[object]]:
        yield from (["x"] for _ in range(600))
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        run(write_list(tmp_path / name, [OutColumn("甲")], rows()))
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv"])
def test_a_full_disk_is_explained(tmp_path: Path, name: str) -> None:
    resource = pytest.importorskip("resource")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))
    try:
        with pytest.raises(AjxError, match="磁盘空间不足"):
            run(write_list(tmp_path / name, [OutColumn("甲")], ([f"企业{n * 7919}"] for n in range(20_000))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert names(tmp_path) == []


def test_places_that_can_not_be_written_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "夹").mkdir()
    for path, word in (
        (tmp_path / "夹", "是一个文件夹"),
        (tmp_path / "无" / "x.csv", "不存在"),
        (tmp_path / ("长" * 300), "太长"),
    ):
        with pytest.raises(AjxError, match=word):
            run(write_list(path, COLUMNS, []))

    def deny(*_: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "replace", deny)
    with pytest.raises(NotPermittedError, match="权限"):
        run(write_list(tmp_path / "x.csv", COLUMNS, []))
    assert names(tmp_path) == ["夹"]


def test_a_target_open_in_another_program_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"")
    target = tmp_path / "x.xlsx"
    monkeypatch.setattr(os, "name", "nt")
    error = file_error(PermissionError(errno.EACCES, "denied"), target)
    monkeypatch.undo()
    assert isinstance(error, LockedError) and "关闭它" in error.message
    assert "只读" in file_error(OSError(errno.EROFS, "read-only"), target).message


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    with writing(tmp_path / "x") as stream:
        stream.write(b"1")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)


def test_more_rows_than_excel_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ajx_tui.exchange import writer

    monkeypatch.setattr(writer, "MAX_ROWS", 50)
    with pytest.raises(AjxError, match="csv"):
        run(write_list(tmp_path / "x.xlsx", [OutColumn("甲")], [["x"]] * 60))
    assert names(tmp_path) == []


def test_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    run(write_list(tmp_path / "x.xlsx", [OutColumn("甲")], [["𠮷" * 40_000]]))
    cell = read(tmp_path / "x.xlsx")[1][0]
    assert isinstance(cell, str) and cell.endswith(CUT) and cell.startswith("𠮷" * 16_000)
    assert len(cell.encode("utf-16-le")) // 2 <= MAX_TEXT


def test_numbers_beyond_fifteen_digits_stay_whole(tmp_path: Path) -> None:
    run(write_list(tmp_path / "x.xlsx", [OutColumn("甲", ColumnKind.INT)], [[12345678901234567]]))
    assert read(tmp_path / "x.xlsx")[1] == ["12345678901234567"]


def test_days_before_excels_calendar_are_text(tmp_path: Path) -> None:
    run(write_list(tmp_path / "x.xlsx", [OutColumn("甲", ColumnKind.DATE)], [["1899-12-31"], ["2026-02-30"]]))
    assert read(tmp_path / "x.xlsx")[1:] == [["1899-12-31"], ["2026-02-30"]]


_TEXT = st.text(max_size=12) | st.sampled_from(
    ["=cmd|' /C calc'!A0", "+1", "-1", "@a", "'=1", "_x0041_", "\ud800", "\x00", "﻿"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_TEXT, min_size=1, max_size=5))
def test_any_text_comes_back_from_both_formats(tmp_path: Path, texts: list[str]) -> None:
    kept = [safe_text(text) for text in texts]
    for name in ("t.xlsx", "t.csv"):
        run(write_list(tmp_path / name, [OutColumn("首"), OutColumn("文")], [["x", text] for text in texts]))
        rows = read(tmp_path / name)[1:]
        back = [row[1] for row in rows]
        if name == "t.csv":
            kept = [text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\t") for text in kept]
            back = [str(cell).rstrip("\t") for cell in back]
        assert back == kept
    workbook = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert all(cell.data_type != "f" for row in workbook.active.iter_rows() for cell in row)


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4))
def test_sheet_names_are_always_acceptable(text: str, taken: list[str]) -> None:
    name = sheet_title(text, taken)
    assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
    assert not set(name) & set("[]:*?/\\") and not name.startswith("'") and not name.endswith("'")
    assert name.casefold() not in {other.casefold() for other in taken}


def test_display_width_counts_chinese_twice() -> None:
    assert display_width("甲a") == 3 and display_width("a\n甲乙") == 4 and display_width("") == 0
