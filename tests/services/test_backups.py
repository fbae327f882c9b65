"""Backups with their files: whole, verified, restorable, taken elsewhere and back; a bad disk never makes it worse."""

from __future__ import annotations

import errno
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from small_county import County

from ajx_tui.cli import run as ajx
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import attachments, backup_copies, backups, doctor, records, timeline
from ajx_tui.services.session import Session
from ajx_tui.store import backup, files, replay
from ajx_tui.store.connection import connect
from ajx_tui.store.database import Store
from ajx_tui.store.records import count


class Filed(County):
    """A county with files on a firm."""

    def attach(self, name: str, content: bytes) -> str:
        """Attach a file to the first firm; returns its digest."""
        path = self.session.store.path.parent.parent / name
        path.write_bytes(content)
        number = run(attachments.add(self.session, "enterprise", 1, path))
        return str(self.get("attachment", number)["sha256"])

    def live(self, sha256: str) -> Path:
        return files.place(files.root(self.session.store.path), sha256)

    def saved(self, sha256: str) -> Path:
        return files.place(backup.files_folder(backup.folder(self.session.store.path)), sha256)

    def hurt(self, path: Path) -> None:
        path.chmod(0o644)
        path.write_bytes(b"rotten")


@pytest.fixture
def filed(county: County) -> Iterator[Filed]:
    made = Filed(county.session, county.numbers)
    made.firm("示例县双龙冶炼有限公司")
    yield made
    made.session.store.close()


def test_going_back_brings_data_and_files_back(filed: Filed) -> None:
    first = filed.attach("凭证[red]甲.pdf", b"one" * 1000)
    path = backups.make(filed.session)
    second = filed.attach("照片.jpg", b"two")
    filed.firm("示例县永盛冶炼有限公司")
    filed.hurt(filed.live(first))
    filed.session = backups.restore(filed.session, path)
    assert count(filed.session.store, KINDS["enterprise"]) == 1
    assert filed.live(first).read_bytes() == b"one" * 1000
    assert not filed.live(second).exists() and filed.saved(second).read_bytes() == b"two"
    assert run(doctor.examine(filed.session.store.path)).sound
    latest = backups.existing(filed.session.store.path)[0]
    assert (latest.label, backups.contents(latest)) == ("恢复前", backups.Contents(2, 3003, ()))
    filed.session = backups.restore(filed.session, latest.path)
    assert filed.live(second).read_bytes() == b"two" and count(filed.session.store, KINDS["enterprise"]) == 2


def test_the_same_file_is_kept_once_for_all_backups(filed: Filed) -> None:
    digest = filed.attach("凭证.pdf", b"one" * 1000)
    backups.make(filed.session)
    written = filed.saved(digest).stat().st_mtime_ns
    backups.make(filed.session)
    assert filed.saved(digest).stat().st_mtime_ns == written
    assert len(list(files.stored(backup.files_folder(backup.folder(filed.session.store.path))))) == 1


def test_a_damaged_file_is_told_and_never_overwrites_a_good_copy(filed: Filed) -> None:
    good, bad = filed.attach("好.pdf", b"good"), filed.attach("坏.pdf", b"bad")
    run(backups.make_job(filed.session))
    fresh = filed.attach("新.pdf", b"fresh")
    for digest in (good, fresh):
        filed.hurt(filed.live(digest))
    filed.live(bad).unlink()
    made = run(backups.make_job(filed.session))
    assert (made.files, made.lost) == (2, ("新.pdf",))
    assert filed.saved(good).read_bytes() == b"good" and not filed.saved(fresh).exists()
    done = run(backups.recover_job(filed.session))
    assert (done.brought, done.lost) == (2, ("新.pdf",))
    assert filed.live(good).read_bytes() == b"good" and filed.live(bad).read_bytes() == b"bad"
    assert run(backups.recover_job(filed.session)).brought == 0


def test_a_damaged_copy_among_the_backups_is_not_given_back(filed: Filed) -> None:
    digest = filed.attach("凭证.pdf", b"one")
    path = backups.make(filed.session)
    filed.hurt(filed.saved(digest))
    filed.live(digest).unlink()
    done = run(backups.restore_job(filed.session, path))
    filed.session = done.session
    assert done.lost == ("凭证.pdf",) and done.failed is None
    assert not filed.live(digest).exists()


@pytest.mark.parametrize("step", [1, 2])
def test_a_full_disk_leaves_everything_as_it_was(filed: Filed, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    filed.attach("一.pdf", b"one")
    filed.attach("二.pdf", b"two")
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > (step - 1) * 2:  # each file is synced, then its folder
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(AjxError, match="磁盘已满"):
        backups.make(filed.session)
    monkeypatch.undo()
    folder = backup.folder(filed.session.store.path)
    assert [p for p in folder.rglob("*") if p.is_file()] == []
    assert backups.make(filed.session).is_file()


def test_a_restore_onto_a_full_disk_keeps_the_data(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = filed.attach("凭证.pdf", b"one")
    path = backups.make(filed.session)
    filed.firm("示例县永盛冶炼有限公司")
    backups.make(filed.session)
    filed.live(digest).unlink()
    monkeypatch.setattr(files.os, "fsync", lambda _h: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(backups.RestoreFailed, match="磁盘已满") as failed:
        backups.restore(filed.session, path)
    filed.session = failed.value.session
    assert count(filed.session.store, KINDS["enterprise"]) == 2
    records.delete(filed.session, KINDS["enterprise"], 2, "不留")


def test_old_backups_go_with_the_files_that_only_they_had(filed: Filed) -> None:
    empty = backups.make(filed.session)
    old = filed.attach("旧.pdf", b"old")
    made = backups.make(filed.session)
    assert filed.saved(old).exists()
    for number in range(backup.KEEP):
        shutil.copy(empty, made.with_name(f"209901{number + 1:02}-000000-新.db"))
    backup.prune(backup.folder(filed.session.store.path))
    assert not made.exists() and not filed.saved(old).exists()


def test_a_cancelled_backup_leaves_nothing(filed: Filed) -> None:
    filed.attach("一.pdf", b"one")
    filed.attach("二.pdf", b"two")
    job = backups.make_job(filed.session)
    for _ in range(3):
        next(job)
    job.close()
    assert [p for p in backup.folder(filed.session.store.path).rglob("*") if p.is_file()] == []


# ----- one file for a stick


def test_a_backup_goes_to_another_computer_and_back(filed: Filed, tmp_path: Path) -> None:
    digest = filed.attach("凭证[red]甲.pdf", os.urandom(5000))
    backups.make(filed.session)
    made = backups.existing(filed.session.store.path)[0]
    packed = run(backup_copies.take_out_job(filed.session, made, tmp_path / "备份.zip"))
    with zipfile.ZipFile(packed) as opened:
        assert sorted(opened.namelist()) == ["ajx.db", f"attachments/{digest[:2]}/{digest}"]
    other = Session(Store.open(tmp_path / "other" / "db" / "ajx.db"))
    brought = run(backup_copies.bring_in_job(other, packed))
    assert [one.path for one in backups.existing(other.store.path)] == [brought]
    other = backups.restore(other, brought)
    assert count(other.store, KINDS["enterprise"]) == 1
    (found,) = attachments.of_record(other, "enterprise", 1)
    assert found.there and attachments.viewable(other, found.id).read_bytes() == filed.live(digest).read_bytes()
    bare = run(backup_copies.bring_in_job(other, backups.existing(filed.session.store.path)[0].path))
    assert bare.is_file()
    other.store.close()


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_what_is_no_backup_is_refused_and_leaves_nothing(filed: Filed, tmp_path: Path) -> None:
    digest = filed.attach("凭证.pdf", b"one")
    database = backups.make(filed.session).read_bytes()
    place = f"attachments/{digest[:2]}/{digest}"
    changed = tmp_path / "改过.db"
    changed.write_bytes(database)
    import sqlite3

    with closing(sqlite3.connect(changed)) as conn:
        conn.execute("CREATE TRIGGER evil AFTER INSERT ON enterprise BEGIN DELETE FROM policy; END")
        conn.commit()
    text = tmp_path / "信.zip"
    text.write_bytes(b"PK nothing")
    files_of = {
        "没有": tmp_path / "没有.zip", "不是压缩文件": text, "改过的数据": changed,
        "越界": _zip(tmp_path / "a.zip", **{"ajx.db": database, "../evil": b"x"}),
        "没有数据": _zip(tmp_path / "b.zip", **{place: b"one"}),
        "附件不符": _zip(tmp_path / "c.zip", **{"ajx.db": database, f"attachments/00/{'0' * 64}": b"one"}),
        "不是数据库": _zip(tmp_path / "d.zip", **{"ajx.db": b"not a database" * 100}),
    }  # fmt: skip
    cut = tmp_path / "e.zip"
    cut.write_bytes(_zip(tmp_path / "whole.zip", **{"ajx.db": database}).read_bytes()[:-400])
    files_of["截断"] = cut
    before = sorted(backup.folder(filed.session.store.path).rglob("*"))
    for why, path in files_of.items():
        with pytest.raises(RefusedError, match="没有拷入"):
            run(backup_copies.bring_in_job(filed.session, path))
            pytest.fail(why)
    assert sorted(backup.folder(filed.session.store.path).rglob("*")) == before


def test_a_file_that_unpacks_without_end_is_stopped(
    filed: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make(filed.session)
    bomb = _zip(tmp_path / "f.zip", **{"ajx.db": b"\0" * 3_000_000})
    monkeypatch.setattr(backup_copies, "_MOST_DATABASE", 1_000_000)
    with pytest.raises(RefusedError, match="大得不正常"):
        run(backup_copies.bring_in_job(filed.session, bomb))


# ----- proof that data were put back


def test_a_restore_stands_in_the_history_it_brought_back(filed: Filed) -> None:
    path = backups.make(filed.session)
    filed.firm("示例县永盛冶炼有限公司")
    before = replay.head(filed.session.store.conn)
    filed.session = backups.restore(filed.session, path)
    (told,) = filed.session.store.read("SELECT act, actor, file_name, sha256, entries, head, saved_as FROM restoration")
    saved = backups.existing(filed.session.store.path)[0]
    assert told == ("restore", filed.session.person, path.name, files.digest_of(path), before[0], before[1].hex(),
                    saved.path.name)  # fmt: skip
    (line,) = timeline.log(filed.session.store, "restoration")
    assert (line.label, line.intention, line.kind_title) == ("恢复备份", "恢复备份", "备份恢复")
    assert {f.title: f.after for f in line.fields}["备份文件"] == path.name
    with closing(connect(saved.path, readonly=True)) as kept:
        assert replay.head(kept) == before, "what was replaced lies where the entry says"
    filed.session.store.close()
    assert run(doctor.examine(filed.session.store.path)).sound


def test_files_brought_back_stand_in_the_history(filed: Filed) -> None:
    digest = filed.attach("凭证.pdf", b"one")
    backups.make(filed.session)
    filed.live(digest).unlink()
    assert run(backups.recover_job(filed.session)).brought == 1
    assert filed.session.store.read("SELECT act, files, lost FROM restoration") == [("recover", 1, None)]
    run(backups.recover_job(filed.session))
    assert len(timeline.log(filed.session.store, "restoration")) == 1, "nothing to bring back, nothing to note"


@pytest.mark.parametrize("hurt", ["head", "middle"])
def test_data_that_can_not_be_opened_any_more_is_put_back_and_kept(filed: Filed, hurt: str) -> None:
    """By the command that the message of the damage names: nobody can log in then, and it is noted all the same."""
    path = backups.make(filed.session)
    database = filed.session.store.path
    filed.session.store.close()
    content = bytearray(database.read_bytes())
    start = 0 if hurt == "head" else 3 * 8192
    content[start : start + 12_000] = b"\xa5" * 12_000
    database.write_bytes(content)
    assert ajx(["backup", "list", "--home", str(database.parent.parent)]) == 0
    assert ajx(["backup", "restore", path.name, "--yes", "--home", str(database.parent.parent)]) == 0
    filed.session = Session(Store.open(database))
    (told,) = filed.session.store.read("SELECT act, saved_as FROM restoration")
    assert told[0] == "rescue" if hurt == "head" else told[0] in ("rescue", "restore")
    assert (backup.folder(database) / told[1]).read_bytes() == bytes(content)
    with pytest.raises(RefusedError, match="数据文件是好的"):
        run(backups.rescue_job(database, path))
