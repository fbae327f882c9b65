"""PDF, Word and workbook alike: bad input prints complete, a bad end says why and leaves nothing half-written."""

from __future__ import annotations

import errno
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ajx_tui.documents import blocks as b
from ajx_tui.documents import pdf, word
from ajx_tui.errors import AjxError
from ajx_tui.progress import Job, run
from ajx_tui.services.documents import sheets

FORMATS = ("pdf", "docx", "xlsx")
each_format = pytest.mark.parametrize("suffix", FORMATS)
HOSTILE = (
    "控\x00\x07\x1b[31m制", "方\u202e向\u2066x", "零\u200b\ufeff宽", "<b>&amp;</b>]]>", "=1+1", "[/甲][red]", "𠮷😀",
    "\ud800半", "\ufffe", "W" * 500, "名" * 2000, "表\t制\n行\r\n回", " ", "'00123", "@SUM(A1)",
)  # fmt: skip


def job(source: b.Document, path: Path) -> Job[Any]:
    """The render job of the format that the file's name asks for."""
    suffix = path.suffix.lstrip(".")
    if suffix == "pdf":
        return pdf.render(source, path, bundled_only=True)
    return word.render(source, path) if suffix == "docx" else sheets.render(source, (), path)


def read(path: Path) -> str:
    """All text of a file without line breaks and spaces."""
    if path.suffix == ".pdf":
        found = "".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".docx":
        body = docx.Document(str(path)).element.body
        found = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    else:
        book = load_workbook(path)
        found = "".join(str(c.value) for sheet in book for row in sheet for c in row if c.value is not None)
    return "".join(found.split())


def document(*blocks: b.Block) -> b.Document:
    return b.Document(b.DocumentMeta("测试文书"), blocks)


def table(*rows: tuple[b.Cell, ...], **more: Any) -> b.Table:
    rate, money = b.NumberFormat.RATE, b.NumberFormat.YUAN
    columns = (b.Column("企业", 3), b.Column("投保率", format=rate), b.Column("保费", format=money))
    return b.Table(columns, rows, caption="底数表", **more)


def whole() -> b.Document:
    """A document of text and of a table that takes several steps to write."""
    rows = [(f"示例县第{i}矿业有限公司", b.Ratio(i, 1300), i * 100) for i in range(1300)]
    return document(b.Title("文书"), *(b.Paragraph("正文" * 300) for _ in range(5)), table(*rows))


# ---------------------------------------------------------------- what goes in


@each_format
def test_a_name_of_2000_characters_is_complete(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    run(job(document(table(("名" * 2000, b.Ratio(1, 2), 100), ("乙", None, None))), path))
    assert read(path).count("名") == 2000


@each_format
def test_a_table_without_rows_says_so(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    run(job(document(table()), path))
    assert "（无）" in read(path) and "投保率" in read(path)


@each_format
def test_a_rate_over_nothing_is_a_dash(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    run(job(document(table(("甲", b.Ratio(0, 0), 0), ("乙", b.Ratio(3, 0), 0), ("丙", None, 0))), path))
    text = read(path)
    assert text.count("—") - (2 if suffix == "pdf" else 0) == 3  # the page number has two
    assert "0.0%" not in text and "nan" not in text.lower()


@each_format
def test_a_chapter_of_fifty_pages_is_complete(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    text = [b.Paragraph(f"第{i}段。" + "安全生产责任保险" * 150) for i in range(60)]
    report = run(job(document(b.Heading(1, "长章", 1), *text, table(("甲", None, 1))), path))
    if suffix == "xlsx":
        return
    told = read(path)
    assert all(f"第{i}段。" in told for i in range(60))
    assert told.count("责") == 60 * 150
    assert suffix == "docx" or report.pages >= 50


@each_format
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_text(suffix: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    blocks = (b.Title(text, text), b.Heading(1, text, 1), b.Paragraph(text), table((text, None, None), note=text))
    report = run(job(document(*blocks), path))
    assert read(path).count("企业") >= 1  # a name of pages repeats the header
    if suffix == "xlsx":
        cell = load_workbook(path).worksheets[0]["A4"]
        assert cell.data_type in ("s", "n") and not str(cell.value or "").startswith("{")
        assert cell.value is None or cell.data_type == "s"
    if suffix == "pdf" and text == "𠮷😀":
        assert {glyph.character for glyph in report.missing} == {"𠮷", "😀"}


@each_format
def test_the_same_document_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in "ab":
        run(job(whole(), tmp_path / f"{name}.{suffix}"))
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


# ---------------------------------------------------------------- how it ends


@each_format
def test_cancelling_anywhere_leaves_what_was_there(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    steps = len(list(job(whole(), path)))
    path.write_bytes(b"old")
    for stop in sorted({1, 2, 3, steps // 2, steps - 1, steps}):
        made = job(whole(), path)
        for _ in range(stop):
            next(made)
        made.close()
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        assert path.read_bytes() == b"old"


FULL_DISK = """
import resource, sys
sys.path.insert(0, {here!r})
from test_document_formats import job, whole
from ajx_tui.errors import AjxError
from ajx_tui.progress import run
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
try:
    run(job(whole(), Path(sys.argv[1])))
except AjxError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@each_format
def test_a_disk_that_takes_no_more(suffix: str, tmp_path: Path) -> None:
    """The system itself refuses to let the file grow."""
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")
    code = textwrap.dedent(FULL_DISK).format(here=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=tmp_path)
    assert "磁盘" in done.stdout, done.stderr
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"


def refused(monkeypatch: pytest.MonkeyPatch, method: str, **marks: int) -> None:
    """Let every call of a method of paths be refused by the system."""

    def refuse(*_: object, **__: object) -> None:
        error = PermissionError(errno.EACCES, "Permission denied")
        for name, value in marks.items():
            setattr(error, name, value)
        raise error

    monkeypatch.setattr(Path, method, refuse)


@each_format
@pytest.mark.parametrize(
    ("method", "marks", "told"),
    [("open", {}, "不能"), ("replace", {}, "打开|写入权限"), ("replace", {"winerror": 32}, "打开|写入权限")],
    ids=["folder without rights", "read-only or open", "open in WPS"],
)
def test_what_the_system_refuses_is_said(
    suffix: str, method: str, marks: dict[str, int], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")
    source = document(table(("甲", None, 1)))
    refused(monkeypatch, method, **marks)
    with pytest.raises(AjxError, match=told):
        run(job(source, path))
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"
    run(job(source, path))


@each_format
def test_a_missing_folder_is_named(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(AjxError, match="没有"):
        run(job(document(table()), tmp_path / "没有" / f"a.{suffix}"))
    assert list(tmp_path.iterdir()) == []
