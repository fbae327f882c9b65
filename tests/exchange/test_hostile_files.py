"""Every file that is not a sound spreadsheet gets a Chinese explanation, and none can exhaust memory or time."""

from __future__ import annotations

import errno
import io
import os
import random
import zipfile
from pathlib import Path

import made_files as make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ajx_tui.errors import AjxError, LockedError, NotPermittedError, RefusedError
from ajx_tui.exchange import limits, package, sniff, xlsx_guard
from ajx_tui.exchange.layout import detect
from ajx_tui.exchange.reader import open_workbook
from ajx_tui.exchange.sniff import file_error


def refusal(folder: Path, content: bytes, name: str = "台账.xlsx") -> AjxError:
    """The error that reading every sheet of a file with this content raises."""
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(AjxError) as caught, open_workbook(path) as book:
        for info in book.sheets:
            book.sheet(info).rows()
    assert caught.value.title and caught.value.message, "title and advice"
    return caught.value


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "0 字节"),
        (b"%PDF-1.7 xxx", "PDF"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "解压"),
        (b"SQLite format 3\x00" + b"\0" * 100, "数据库"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "网页"),
        ("<html><table>".encode("utf-16"), "网页"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML 表格 2003"),
        (b'<?xml version="1.0"?><data/>', "XML 数据"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00", "早版本"),
        (make.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "密码"),
        (make.xls([["甲"]], encrypted=True), "密码"),
        (make.ole({"WordDocument": b"x"}), "Word"),
        (make.ole({"PowerPoint Document": b"x"}), "演示文稿"),
        (make.ole({"ETContents": b"x"}), "另存为"),
        (make.zipped({"word/document.xml": "<w/>"}), "Word"),
        (make.zipped({"ppt/presentation.xml": "<p/>"}), "演示文稿"),
        (make.zipped({"OFD.xml": "<o/>"}), "OFD"),
        (make.zipped({"xl/workbook.bin": b"\0"}), "xlsb"),
        (make.zipped({"底数.xlsx": b"PK"}), "解压"),
        (make.zipped({"a.txt": "x"}), "不是表格"),
        (random.Random(1).randbytes(5000).replace(b"\0", b"?"), ""),
        ("企业,人数\n甲,1\0\n".encode(), "NUL"),
        ("企业,人数\n甲,1\n".encode()[:-9], "断了"),
        (b"\x01\x02\x03\x04\x05" * 200, "乱码"),
        (("企业," * 40_000).encode(), "列"),
        (b"," * 1_000_000, "列"),
        ((",".join(map(str, range(16_000))) + "\n" + "x\n" * 2_000).encode(), "第 1 行有 16000 列"),
    ],
)
def test_what_is_not_a_sound_spreadsheet_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    error = refusal(tmp_path, content)
    assert word in error.message
    assert isinstance(error, RefusedError)


def test_a_cut_or_damaged_xlsx_is_refused_at_every_length(tmp_path: Path) -> None:
    whole = make.xlsx(make.row(1, make.text("A1", "企业名称")) + make.row(2, make.number("A2")))
    for size in range(5, len(whole) - 1, 37):
        assert "不完整" in refusal(tmp_path, whole[:size]).message


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bytes_end_in_rows_or_in_an_explanation(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    table = [["企业名称", "人数"], *[["甲公司", 12.0]] * 30]
    body = "".join(make.row(n, make.text(f"A{n}", "甲"), make.number(f"B{n}")) for n in range(1, 20))
    seeds = [
        make.xls(table),
        make.xlsx(body),
        make.ods(make.ods_table(make.ods_row(make.ods_text("甲", 3), times=4))),
        '企业,代码\n甲,"a\nb"\n'.encode("gb18030"),
    ]
    path = tmp_path / "x"
    outcomes = set()
    for _ in range(150):
        content = bytearray(dice.choice(seeds))
        for _ in range(dice.choice((1, 3, 20))):
            at = dice.randrange(len(content))
            content[at : at + dice.choice((0, 1, 4))] = dice.choice(
                (b"\xff\xff\xff\xff", b"\0", bytes([dice.randrange(256)]))
            )
        path.write_bytes(content)
        try:
            with open_workbook(path) as book:
                for info in book.sheets:
                    sheet = book.sheet(info)
                    detect(sheet.rows(), None, sheet.merged)
            outcomes.add("rows")
        except AjxError:
            outcomes.add("explained")
    assert outcomes == {"rows", "explained"}


def test_a_circle_in_the_sector_chain_is_refused(tmp_path: Path) -> None:
    content = bytearray(make.xls([["甲"]]))
    content[512 + 4 * 3 : 512 + 4 * 4] = (2).to_bytes(4, "little")
    assert "损坏" in refusal(tmp_path, bytes(content)).message


def test_one_cell_at_the_far_corner_is_refused_with_its_place(tmp_path: Path) -> None:
    far = make.row(1, make.number("A1")) + make.row(1048576, make.number("XFD1048576"))
    error = refusal(tmp_path, make.xlsx(far))
    assert "第 1048576 行、第 16384 列" in error.message and "Ctrl+End" in error.message


@pytest.mark.parametrize(
    "body",
    [
        "<row r='1'><c r='A1'><v>1</v></c><c r='XFD1048576'><v>1</v></c></row>",
        '<row><c><v>1</v></c></row><row r="1048576"><c\nr = "ZZZ9"><v>1</v></c><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>" * 9000,
        '<x:row xmlns:x="x"><x:c r="xfd1048576"><x:v>1</x:v></x:c></x:row>' + "<row><c><v>1</v></c></row>",
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c s=">" r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_far_cells_can_not_be_hidden_from_the_guard(tmp_path: Path, body: str) -> None:
    refusal(tmp_path, make.xlsx(body))


def test_a_far_cell_in_ods_is_refused(tmp_path: Path) -> None:
    table = make.ods_table(make.ods_row(make.ods_text("甲", 10_000), times=100_000))
    assert "延伸到" in refusal(tmp_path, make.ods(table)).message


def test_far_cells_in_xls_are_refused(tmp_path: Path) -> None:
    content = make.xls([["甲", 1.0]])
    at = content.index(b"\x03\x02\x0e\x00")  # NUMBER
    assert "损坏" in refusal(tmp_path, content[: at + 6] + b"\xff\xff" + content[at + 8 :]).message


def test_two_hundred_thousand_formatted_empty_rows_cost_nothing(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="C{n}" s="0"></c></row>' for n in range(3, 200_003))
    path = tmp_path / "x.xlsx"
    path.write_bytes(make.xlsx(make.row(1, make.text("A1", "企业")) + make.row(2, make.text("A2", "甲")) + blank))
    with open_workbook(path) as book:
        rows = book.sheet(0).rows()
    assert [row[0] for row in rows] == ["企业", "甲"]


def test_formatting_down_to_the_last_row_does_not_count_as_content(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="ZZ{n}" s="1"/></row>' for n in range(1_040_000, 1_048_577))
    path = tmp_path / "x.xlsx"
    path.write_bytes(make.xlsx(make.row(1, make.text("B1", "企业")) + blank))
    with open_workbook(path) as book:
        assert book.sheet(0).rows() == [["", "企业"]]


def test_trailing_empty_rows_of_ods_are_not_laid_out(tmp_path: Path) -> None:
    table = make.ods_table(make.ods_row(make.ods_text("企业")), make.ods_row(make.ods_text("", 16384), times=1_048_575))
    path = tmp_path / "x.ods"
    path.write_bytes(make.ods(table))
    with open_workbook(path) as book:
        assert book.sheet(0).rows() == [["企业"]]


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    bomb = make.zipped({**make.xlsx_parts({"S": ""}), "xl/media/x.bin": b"\0" * 1000})
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    fake = bomb.replace((1000).to_bytes(4, "little"), (limits.MAX_UNPACKED_BYTES).to_bytes(4, "little"))
    assert size < 20_000 and "解压后超过" in refusal(tmp_path, fake).message


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path, part: str) -> None:
    parts = make.xlsx_parts({"S": make.row(1, make.number("A1")) + " " * 3_000_000}, ["甲"])
    parts[part] += "<!-- " + " " * 3_000_000 + "-->"
    whole = make.zipped(parts)
    true_size = len(parts[part].encode()).to_bytes(4, "little")
    assert whole.count(true_size) >= 2
    refusal(tmp_path, whole.replace(true_size, (500).to_bytes(4, "little")))


def test_a_long_shared_string_used_a_million_times_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_guard, "MAX_TEXT_BYTES", 50_000_000)
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 20_000))
    assert "文字太多" in refusal(tmp_path, make.xlsx(cells, ["甲", "x" * 30_000])).message
    path = tmp_path / "ok.xlsx"
    path.write_bytes(make.xlsx(cells.replace("<v>1<", "<v>0<"), ["甲", "x" * 30_000]))
    with open_workbook(path) as book:
        assert len(book.sheet(0).rows()) == 19_999


def test_text_in_an_ods_repeated_a_million_times_is_refused(tmp_path: Path) -> None:
    table = make.ods_table(make.ods_row(make.ods_text("x" * 1000, 100), times=10_000))
    assert "文字太多" in refusal(tmp_path, make.ods(table)).message


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!-- c --><?p i?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_document_types_are_refused(tmp_path: Path, prolog: str, part: str) -> None:
    parts = make.xlsx_parts({"S": make.row(1, make.text("A1", "x"))}, ["甲"])
    body = parts[part].removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    assert "DTD" in refusal(tmp_path, make.zipped({**parts, part: prolog + body})).message


def test_sheets_in_another_encoding_are_refused(tmp_path: Path) -> None:
    parts = make.xlsx_parts({"S": make.row(1, make.number("A1"))})
    part = "xl/worksheets/sheet1.xml"
    refusal(tmp_path, make.zipped({**parts, part: parts[part].encode("utf-16")}))


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO(make.xlsx(make.row(1, make.number("A1"))))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<x/>")
    assert "重复" in refusal(tmp_path, stream.getvalue()).message


def test_external_links_are_ignored_and_their_cached_values_used(tmp_path: Path) -> None:
    parts = make.xlsx_parts({"S": make.row(1, '<c r="A1"><f>[1]S!A1</f><v>7</v></c>')})
    link = '<externalLink xmlns:r="r"><externalBook r:id="rId1"/></externalLink>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(make.zipped({**parts, "xl/externalLinks/externalLink1.xml": link}))
    with open_workbook(path) as book:
        assert book.sheet(0).rows() == [[7.0]]


def test_five_megabytes_in_one_cell_are_read(tmp_path: Path) -> None:
    big = "长" * 1_700_000
    path = tmp_path / "x"
    for content in (make.xlsx(make.row(1, make.text("A1", big))), f'企业,备注\n甲,"{big}"\n'.encode()):
        path.write_bytes(content)
        with open_workbook(path) as book:
            assert big in book.sheet(0).rows()[-1]


def test_unclosed_quotes_everywhere_do_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("企业,备注\n" + 'a,"b""c\n' * 60_000, "utf-8")
    with open_workbook(path) as book:
        sheet = book.sheet(0)
        assert len(sheet.rows()) == 60_001 and sheet.rows()[5] == ["a", '"b""c']
        assert 1 <= len(sheet.warnings) <= 20


def test_missing_folder_and_link_loop_are_explained(tmp_path: Path) -> None:
    for path, word in ((tmp_path / "无.xlsx", "找不到"), (tmp_path, "文件夹"), (Path("a\0b"), "找不到")):
        with pytest.raises(AjxError, match=word):
            open_workbook(path)
    (tmp_path / "甲").symlink_to(tmp_path / "乙")
    (tmp_path / "乙").symlink_to(tmp_path / "甲")
    with pytest.raises(AjxError, match="指向自己"):
        open_workbook(tmp_path / "甲")
    with pytest.raises(AjxError, match="太长"):
        open_workbook(tmp_path / ("长" * 300))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    with pytest.raises(AjxError, match="不是普通文件"):
        open_workbook(tmp_path / "管道")


def test_missing_rights_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"x")

    def deny(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(NotPermittedError, match="没有权限"):
        open_workbook(path)


def test_a_file_held_by_another_program_is_explained() -> None:
    held = PermissionError(errno.EACCES, "sharing violation")
    held.winerror = 32  # type: ignore[attr-defined]
    assert isinstance(file_error(Path("台账.xlsx"), held), LockedError)
    assert "关闭它" in file_error(Path("台账.xlsx"), held).message
    assert "磁盘" in file_error(Path("台账.xlsx"), OSError(errno.EIO, "i/o")).message


def test_a_file_above_the_size_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniff, "MAX_FILE_BYTES", 1000)
    assert "分成" in refusal(tmp_path, b"a,b\n" * 1000).message


def test_a_text_table_above_the_cell_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ajx_tui.exchange import text_table

    monkeypatch.setattr(text_table, "MAX_CELLS", 1000)
    assert "太大" in refusal(tmp_path, b"a,b\n" * 1000).message


def test_an_unreadable_sheet_does_not_spoil_the_others(tmp_path: Path) -> None:
    good = make.row(1, make.text("A1", "甲"))
    far = make.row(1, make.number("A1")) + make.row(1048576, make.number("XFD1048576"))
    for parts in ({"坏": far, "好": good}, {"好": good, "坏": far}):
        path = tmp_path / "x.xlsx"
        path.write_bytes(make.zipped(make.xlsx_parts(parts)))
        with open_workbook(path) as book:
            assert book.sheet("好").rows() == [["甲"]]
            with pytest.raises(RefusedError, match="坏"):
                book.sheet("坏").rows()


def test_an_unknown_entity_is_explained(tmp_path: Path) -> None:
    assert "另存" in refusal(tmp_path, make.xlsx('<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>')).message


_COLUMN = st.integers(0, 16_383)
_ROW = st.integers(1, 1_048_576)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_ROW, _COLUMN, st.sampled_from(["v", "f", "empty", "is"])), max_size=30), st.integers(0, 3))
def test_the_guard_never_finds_less_than_there_is(cells: list[tuple[int, int, str]], style: int) -> None:
    contents = {"v": "<v>1</v>", "f": "<f>A1</f>", "is": "<is><t>x</t></is>"}
    parts = []
    for r, c, kind in cells:
        reference = f"{package_letters(c)}{r}"
        open_tag = [f'<c r="{reference}"', f"<c r='{reference}'", f'<x:c r="{reference}"', f'<c s="1" r="{reference}"'][
            style
        ]
        close_tag = "</x:c>" if style == 2 else "</c>"
        parts.append(f"{open_tag}/>" if kind == "empty" else f"{open_tag}>{contents[kind]}{close_tag}")
    body = f'<s xmlns:x="x"><sheetData>{"".join(parts)}</sheetData></s>'.encode()
    box = package.Package(make.xlsx(""), "x")
    rows, columns = xlsx_guard._extent(body, box)
    filled = [(r, c) for r, c, kind in cells if kind != "empty"]
    assert rows >= max((r for r, _ in filled), default=0)
    assert columns >= max((c + 1 for _, c in filled), default=0)


def package_letters(column: int) -> str:
    """Letters of a 0-based column, written apart from the code under test."""
    return (package_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


@given(st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_row_patterns_match_exactly_the_rows_up_to_their_limit(limit: int, number: int) -> None:
    import re

    scale = 10 ** (len(str(limit)) - 1)
    limit = (limit // scale + 1) * scale - 1
    matched = re.fullmatch(xlsx_guard._rows_up_to(limit), str(number).encode()) is not None
    assert matched == (number <= limit)
