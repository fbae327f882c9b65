"""Files appear whole or not at all, and the reason is said in Chinese."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from document_samples import document, every_block, table

from ajx_tui.atomic import file_error
from ajx_tui.documents import pdf, word
from ajx_tui.documents.blocks import Document, Paragraph
from ajx_tui.errors import AjxError, NotPermittedError
from ajx_tui.progress import Progress, run

Renderer = Callable[[Document, Path], Generator[Progress, None, Any]]
both = pytest.mark.parametrize("renderer", [pdf.render, word.render], ids=["pdf", "word"])


@both
def test_progress_only_grows_and_ends_below_its_total(renderer: Renderer, tmp_path: Path) -> None:
    steps = list(renderer(document(Paragraph("文"), table(1200)), tmp_path / "a"))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert len(steps) > 4
    assert all(step.done < step.total == steps[0].total for step in steps)
    assert all(step.text for step in steps)


@both
def test_cancelling_at_any_step_leaves_nothing(renderer: Renderer, tmp_path: Path) -> None:
    total = len(list(renderer(every_block(), tmp_path / "whole")))
    (tmp_path / "whole").unlink()
    for stop in range(1, total + 1):
        job = renderer(every_block(), tmp_path / "a")
        for _ in range(stop):
            next(job)
        job.close()
        assert list(tmp_path.iterdir()) == []


@both
def test_a_failure_keeps_the_file_that_was_there(
    renderer: Renderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("旧")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(AjxError, match="磁盘已满"):
        run(renderer(every_block(), tmp_path / "a"))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "旧"


@both
def test_a_missing_folder_is_named(renderer: Renderer, tmp_path: Path) -> None:
    with pytest.raises(AjxError, match=r"文件夹不存在.*没有"):
        run(renderer(document(), tmp_path / "没有" / "a.pdf"))


@both
def test_a_folder_instead_of_a_file_is_refused(renderer: Renderer, tmp_path: Path) -> None:
    with pytest.raises(AjxError, match="是一个文件夹"):
        run(renderer(document(), tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        tmp_path.chmod(0o500)
    else:  # root may write anywhere: let the system refuse

        def denied(*_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(NotPermittedError, match="没有写入权限"):
        run(pdf.render(document(), tmp_path / "a.pdf"))
    tmp_path.chmod(0o700)
    assert list(tmp_path.iterdir()) == []


def test_a_file_open_in_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_text("旧")

    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(AjxError, match="正在别的程序"):
        run(pdf.render(document(), tmp_path / "a.pdf"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_windows_sharing_violation_and_other_errors_are_explained(tmp_path: Path) -> None:
    error = OSError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined]
    assert file_error(error, tmp_path / "a.pdf").title == "文件正被占用"
    assert file_error(OSError(errno.EACCES, ""), tmp_path / "没有" / "a").title == "没有写入权限"
    assert file_error(OSError(errno.ENAMETOOLONG, ""), Path("长" * 300)).title == "文件名太长"
    assert "出错" in file_error(OSError(errno.EIO, "I/O"), tmp_path / "a").message


def test_an_overlong_file_name_is_explained(tmp_path: Path) -> None:
    with pytest.raises(AjxError, match="文件名太长"):
        run(pdf.render(document(), tmp_path / ("长" * 300 + ".pdf")))
    assert list(tmp_path.iterdir()) == []


def test_heavy_libraries_load_only_inside_a_render_job() -> None:
    code = (
        "import sys; from ajx_tui.documents import blocks, pdf, preview, word; "
        "print([m for m in ('reportlab', 'docx', 'lxml', 'xlsxwriter', 'PIL', 'fontTools') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_pdf_needs_no_font_tools(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules.update(fontTools=None); from ajx_tui.documents import pdf, blocks as b; "
        "from ajx_tui.progress import run; "
        "print(run(pdf.render(b.Document(b.DocumentMeta('t'), (b.Paragraph('p'),)), sys.argv[1])).pages)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.pdf")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "1"
