"""Rows come out as they lie in the file: same numbers, same types, whatever the format."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import made_files as make
import openpyxl
import pytest

from ajx_tui.errors import AjxError
from ajx_tui.exchange.reader import Merge, SheetInfo, column_letter, open_workbook, unmerge
from ajx_tui.exchange.sniff import FileKind


def save(path: Path, book: openpyxl.Workbook) -> Path:
    """Save an openpyxl workbook."""
    book.save(path)
    return path


def one_sheet(content: bytes, folder: Path, name: str = "x.dat") -> list[list[object]]:
    """Rows of the first sheet of a file with this content."""
    (folder / name).write_bytes(content)
    with open_workbook(folder / name) as book:
        return list(book.sheet(0).rows())


def test_native_types_survive(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    values = ["甲公司", 12, 1.5, True, date(2026, 10, 31), datetime(2026, 1, 2, 3, 4, 5), time(8, 30), None, "007"]
    book.active.append(values)
    with open_workbook(save(tmp_path / "x.xlsx", book)) as read:
        row = read.sheet(0).rows()[0]
    assert row == ["甲公司", 12.0, 1.5, True, date(2026, 10, 31), datetime(2026, 1, 2, 3, 4, 5), time(8, 30), "", "007"]
    assert [type(cell) for cell in row[:5]] == [str, float, float, bool, date]


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.XLS, FileKind.ODS])
def test_row_and_column_numbers_are_those_of_the_file(tmp_path: Path, kind: FileKind) -> None:
    content = {
        FileKind.XLSX: make.xlsx(
            make.row(3, make.text("C3", "甲"), make.number("D3", 5)) + make.row(5, make.number("D5"))
        ),
        FileKind.XLS: make.xls([["", "", "甲", 5.0], [], ["", "", "", 1.0]], first_row=2),
        FileKind.ODS: make.ods(
            make.ods_table(
                make.ods_row(make.ods_text(""), times=2),
                make.ods_row(make.ods_text("", 2), make.ods_text("甲"), make.ods_text("5")),
                make.ods_row(make.ods_text(""), times=1),
                make.ods_row(make.ods_text("", 3), make.ods_text("1")),
            )
        ),
    }[kind]
    (tmp_path / "没有后缀").write_bytes(content)
    with open_workbook(tmp_path / "没有后缀") as book:
        rows = book.sheet(0).rows()
        assert book.kind is kind
    assert len(rows) == 5 and {len(row) for row in rows} == {4}
    assert rows[2][2] == "甲" and str(rows[4][3]).startswith("1")
    assert rows[0] == ["", "", "", ""]


def test_content_decides_and_not_the_extension(tmp_path: Path) -> None:
    assert one_sheet("企业,人数\n甲,1\n".encode("gb18030"), tmp_path, "a.xls") == [["企业", "人数"], ["甲", "1"]]
    assert one_sheet(make.xls([["企业", 1.0]]), tmp_path, "b.csv") == [["企业", 1.0]]
    assert one_sheet(make.xlsx(make.row(1, make.text("A1", "企业"))), tmp_path, "c.txt") == [["企业"]]


def test_hidden_sheets_are_listed_as_such(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "底数"
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    with open_workbook(save(tmp_path / "x.xlsx", book)) as read:
        assert [(s.name, s.visible) for s in read.sheets] == [("底数", True), ("隐藏", False), ("深藏", False)]
    look = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta1" style:family="table">{look}</style:style>'
    cell = make.ods_row(make.ods_text("甲"))
    (tmp_path / "x.ods").write_bytes(
        make.ods(make.ods_table(cell, name="可见") + make.ods_table(cell, name="隐藏", style="ta1"), style)
    )
    with open_workbook(tmp_path / "x.ods") as read:
        assert [(s.name, s.visible) for s in read.sheets] == [("可见", True), ("隐藏", False)]


def test_sheets_are_found_by_index_name_and_info(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(make.zipped(make.xlsx_parts({"甲": "", "乙": make.row(1, make.number("A1"))})))
    with open_workbook(tmp_path / "x.xlsx") as book:
        assert book.sheet("乙") is book.sheet(1) is book.sheet(SheetInfo(1, "乙"))
        assert book.sheet("甲").rows() == []
        with pytest.raises(AjxError, match="甲、乙"):
            book.sheet("丙")
        read = book.sheet("乙")
        read.rows()
        unread = book.sheet("甲")
    assert read.rows() == [[1.0]]
    assert unread.rows() == []
    (tmp_path / "y.csv").write_text("a\n", "utf-8")
    with open_workbook(tmp_path / "y.csv") as book:
        closed = book.sheet(0)
    with pytest.raises(AjxError, match="关闭"):
        closed.rows()


def test_merged_cells_are_known_and_can_be_filled_down(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["台账", None, None], ["企业", "保单", "保费"], ["甲", "P1", 1], [None, "P2", 2], ["乙", "P3", 3]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A4")
    with open_workbook(save(tmp_path / "x.xlsx", book)) as read:
        sheet = read.sheet(0)
        assert set(sheet.merged) == {Merge(1, 0, 1, 2), Merge(3, 0, 4, 0)}
        filled = unmerge(sheet.rows(), sheet.merged, 3)
        assert [row[0] for row in filled] == ["台账", "企业", "甲", "甲", "乙"]
        assert sheet.rows()[3][0] == "", "the rows themselves stay as they were"


def test_formulas_give_their_cached_value_and_say_when_there_is_none(tmp_path: Path) -> None:
    cells = [
        '<c r="A2"><f>1+1</f><v>2</v></c>',
        '<c r="B2"><f>1+1</f></c>',
        '<c r="C2"><f>1+1</f><v></v></c>',
        '<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>',
        '<c r="E2" t="str"><f>"x"</f><v>x</v></c>',
        '<c r="F2"><f t="shared" si="0"/></c>',
        '<c r="G2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="H2" t="e"><v>#N/A</v></c>',
    ]
    body = make.row(1, make.text("A1", "头")) + make.row(2, *cells) + make.row(4, '<c r="J4"><f>A1</f></c>')
    (tmp_path / "x.xlsx").write_bytes(make.xlsx(body))
    with open_workbook(tmp_path / "x.xlsx") as book:
        sheet = book.sheet(0)
        assert sheet.rows()[1] == [2.0, None, None, "", "x", None, "#DIV/0!", "#N/A", "", ""]
        assert sheet.rows()[3] == [""] * 9 + [None]
        assert sheet.uncached_formulas == ((2, 1), (2, 2), (2, 5), (4, 9))
        assert "B2" in sheet.warnings[0] and "保存一次" in sheet.warnings[0]


def test_a_workbook_computed_by_nobody_is_flagged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["企业", "合计"])
    book.active.append(["甲", "=SUM(1,2)"])
    with open_workbook(save(tmp_path / "x.xlsx", book)) as read:
        assert read.sheet(0).rows() == [["企业", "合计"], ["甲", None]]
        assert read.sheet(0).uncached_formulas == ((2, 1),)


def test_formulas_of_ods_without_value_are_flagged(tmp_path: Path) -> None:
    cell = '<table:table-cell table:formula="of:=1+1"/>'
    (tmp_path / "x.ods").write_bytes(make.ods(make.ods_table(make.ods_row(make.ods_text("甲"), cell))))
    with open_workbook(tmp_path / "x.ods") as book:
        assert book.sheet(0).rows() == [["甲", None]]


def test_rows_of_blank_text_at_the_end_are_dropped(tmp_path: Path) -> None:
    body = make.row(1, make.text("A1", "甲")) + "".join(make.row(n, make.text(f"A{n}", "")) for n in range(2, 50))
    (tmp_path / "x.xlsx").write_bytes(make.xlsx(body))
    with open_workbook(tmp_path / "x.xlsx") as book:
        assert book.sheet(0).rows() == [["甲"]]


def test_zero_and_false_at_the_end_are_kept(tmp_path: Path) -> None:
    body = (
        make.row(1, make.text("A1", "甲"))
        + make.row(2, make.number("A2", 0))
        + make.row(3, '<c r="A3" t="b"><v>0</v></c>')
    )
    assert one_sheet(make.xlsx(body), tmp_path) == [["甲"], [0.0], [False]]


def test_a_workbook_without_sheet_relations_is_refused(tmp_path: Path) -> None:
    parts = make.xlsx_parts({"S": make.row(1, make.number("A1"))})
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("rId1", "rId9")
    (tmp_path / "x.xlsx").write_bytes(make.zipped(parts))
    with pytest.raises(AjxError, match="另存"), open_workbook(tmp_path / "x.xlsx") as book:
        book.sheet(0).rows()


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "worksheets/../worksheets/sheet1.xml"]
)
def test_other_ways_to_name_a_sheet_part_are_understood(tmp_path: Path, target: str) -> None:
    parts = make.xlsx_parts({"S": make.row(1, make.number("A1"))})
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace("worksheets/sheet1.xml", target)
    try:
        assert one_sheet(make.zipped(parts), tmp_path) == [[1.0]]
    except AjxError as error:
        assert "另存" in error.message, "what the library can't follow is explained"


def test_columns_have_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 27, 701, 702, 16_383)] == ["A", "Z", "AA", "AB", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize("size", [10, 5_000, 600_000])
def test_xls_of_any_size_is_read_from_its_new_container(size: int) -> None:
    from ajx_tui.exchange.compound import find_entry, read_stream, rebuild

    content = bytes(n % 251 for n in range(size))
    built = rebuild("Workbook", content)
    assert read_stream(built, find_entry(built, "Workbook")).rstrip(b"\0") == content.rstrip(b"\0")


def test_a_small_xls_in_the_mini_stream_is_read() -> None:
    import struct

    from ajx_tui.exchange.compound import find_entry, read_stream

    content = bytearray(make.ole({"Workbook": b"abc" * 50, "Mini": b"xyz" * 40}))
    # turn the first stream into the mini stream of the root, and the second into a mini stream of 120 bytes
    root, entry = 1024, find_entry(bytes(content), "Workbook")
    struct.pack_into("<IQ", content, root + 116, 2, 4096)
    struct.pack_into("<IQ", content, entry + 116, 0, 150)
    struct.pack_into("<II", content, 60, 10, 1)  # the mini table lies in the second stream's first sector
    struct.pack_into("<128I", content, 512 * 11, 1, 2, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    assert read_stream(bytes(content), entry) == b"abc" * 50


def test_a_workbook_reads_the_same_from_memory_twice(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for n in range(300):
        book.active.append([f"企业{n}", n, None, date(2026, 1, 1)])
    stream = io.BytesIO()
    book.save(stream)
    first = one_sheet(stream.getvalue(), tmp_path, "a.xlsx")
    assert first == one_sheet(stream.getvalue(), tmp_path, "b.xlsx")
    assert first[299] == ["企业299", 299.0, "", date(2026, 1, 1)]
