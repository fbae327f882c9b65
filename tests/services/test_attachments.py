"""Attachments: copied whole or not at all, stored once, verified, refused in words a clerk understands."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, LockedError, NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import attachments
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.history import record_history


@pytest.fixture
def firm(county: County) -> int:
    return county.firm("示例县双龙冶炼有限公司")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场照片[red].jpg"
    path.write_bytes(b"\xff\xd8\xff" + os.urandom(3_000_000))
    return path


def _files(county: County) -> list[Path]:
    root = attachments.folder(county.session.store)
    return [p for p in root.rglob("*") if p.is_file()] if root.is_dir() else []


def test_a_file_is_kept_under_its_digest_with_history(county: County, firm: int, photo: Path) -> None:
    made = run(attachments.add(county.session, "enterprise", firm, photo, "主井口"))
    (found,) = attachments.of_record(county.session, "enterprise", firm)
    assert (found.id, found.name, found.size, found.media_type, found.note, found.there) == (
        made, photo.name, 3_000_003, "image/jpeg", "主井口", True,
    )  # fmt: skip
    (stored,) = _files(county)
    assert stored.read_bytes() == photo.read_bytes()
    assert stored.relative_to(attachments.folder(county.session.store)).parts == (found.sha256[:2], found.sha256)
    assert record_history(county.session.store.conn, "attachment", made)[0].intention == "添加企业附件"


def test_the_same_bytes_are_stored_once(county: County, firm: int, photo: Path) -> None:
    other = county.firm("示例县永盛冶炼有限公司")
    run(attachments.add(county.session, "enterprise", firm, photo))
    run(attachments.add(county.session, "enterprise", other, photo))
    assert len(_files(county)) == 1
    with pytest.raises(RefusedError, match="内容相同"):
        run(attachments.add(county.session, "enterprise", firm, photo))
    assert len(attachments.of_record(county.session, "enterprise", firm)) == 1


def test_what_can_not_be_attached_is_told(
    county: County, firm: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "空.pdf"
    empty.touch()
    big = tmp_path / "大.mp4"
    big.write_bytes(b"x" * 5000)
    monkeypatch.setattr(attachments, "MOST_BYTES", 4000)
    for path, told in ((tmp_path, "文件夹"), (empty, "空文件"), (big, "MB"), (tmp_path / "没有.pdf", "不存在")):
        with pytest.raises(RefusedError, match=told):
            run(attachments.add(county.session, "enterprise", firm, path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(RefusedError, match="普通文件"):
            run(attachments.add(county.session, "enterprise", firm, tmp_path / "pipe"))
    monkeypatch.undo()
    with pytest.raises(RefusedError, match="所属记录"):
        run(attachments.add(county.session, "enterprise", 999, big))
    assert _files(county) == []


def test_no_rights(county: County, firm: int, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **more: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NotPermittedError, match="没有读取权限"):
        run(attachments.add(county.session, "enterprise", firm, photo))


def test_a_full_disk_leaves_nothing(county: County, firm: int, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AjxError, match="磁盘空间不足"):
        run(attachments.add(county.session, "enterprise", firm, photo))
    assert _files(county) == []
    assert attachments.of_record(county.session, "enterprise", firm) == []


def test_cancelling_leaves_nothing(county: County, firm: int, photo: Path) -> None:
    job = attachments.add(county.session, "enterprise", firm, photo)
    next(job)
    job.close()
    assert _files(county) == []


def test_a_disk_that_changes_what_it_is_given_is_noticed(
    county: County, firm: int, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "_digest_of", lambda path: "0" * 64)
    with pytest.raises(AjxError, match="不一致"):
        run(attachments.add(county.session, "enterprise", firm, photo))
    assert _files(county) == []


def test_a_read_only_instance_adds_nothing(county: County, firm: int, photo: Path) -> None:
    second = Store.open(county.session.store.path)
    with pytest.raises(LockedError):
        run(attachments.add(Session(second), "enterprise", firm, photo))
    second.close()
    assert _files(county) == []


def test_viewing_uses_a_copy_and_never_runs_a_program(county: County, firm: int, photo: Path, tmp_path: Path) -> None:
    made = run(attachments.add(county.session, "enterprise", firm, photo))
    shown = attachments.viewable(county.session, made)
    assert shown.suffix == ".jpg"
    assert shown.read_bytes() == photo.read_bytes()
    shown.write_bytes(b"changed in the viewer")
    assert run(attachments.verify(county.session)) == []
    script = tmp_path / "发票.PDF.exe"
    script.write_bytes(b"MZ")
    ran = run(attachments.add(county.session, "enterprise", firm, script))
    with pytest.raises(RefusedError, match="程序或脚本"):
        attachments.viewable(county.session, ran)
    assert attachments.save_as(county.session, ran, tmp_path / "out" / "x.bin").read_bytes() == b"MZ"


def test_verify_names_missing_changed_and_strange_files(county: County, firm: int, tmp_path: Path) -> None:
    made = []
    for name in ("甲.pdf", "乙.pdf", "丙.pdf"):
        path = tmp_path / name
        path.write_bytes(name.encode() * 100)
        made.append(run(attachments.add(county.session, "enterprise", firm, path)))
    stored = {
        a.name: attachments.place(county.session.store, a.sha256)
        for a in attachments.of_record(county.session, "enterprise", firm)
    }
    stored["甲.pdf"].unlink()
    stored["乙.pdf"].chmod(0o644)
    stored["乙.pdf"].write_bytes(b"!")
    (stored["丙.pdf"].parent / ("f" * 64)).write_bytes(b"?")
    faults = run(attachments.verify(county.session))
    assert [(f.attachment_id, f.name, f.text) for f in faults] == [
        (made[0], "甲.pdf", "文件缺失或读不出来"), (made[1], "乙.pdf", "内容与添加时不一致"),
        (None, "f" * 64, "不属于任何记录"),
    ]  # fmt: skip
    with pytest.raises(AjxError, match="缺失"):
        attachments.viewable(county.session, made[0])
    with pytest.raises(AjxError, match="损坏"):
        attachments.viewable(county.session, made[1])


def test_a_damaged_copy_is_healed_by_adding_the_file_again(county: County, firm: int, photo: Path) -> None:
    run(attachments.add(county.session, "enterprise", firm, photo))
    (stored,) = _files(county)
    stored.chmod(0o644)
    stored.write_bytes(b"damaged")
    run(attachments.add(county.session, "enterprise", county.firm("示例县永盛冶炼有限公司"), photo))
    assert run(attachments.verify(county.session)) == []


def test_removing_needs_a_reason_and_keeps_the_bytes(county: County, firm: int, photo: Path) -> None:
    made = run(attachments.add(county.session, "enterprise", firm, photo))
    with pytest.raises(RefusedError, match="原因"):
        attachments.remove(county.session, made, "  ")
    attachments.remove(county.session, made, "传错了")
    assert attachments.of_record(county.session, "enterprise", firm) == []
    assert len(_files(county)) == 1
    assert run(attachments.verify(county.session)) == []
    assert record_history(county.session.store.conn, "attachment", made)[0].reason == "传错了"
    run(attachments.add(county.session, "enterprise", firm, photo))
    assert KINDS["attachment"].title == "附件"
