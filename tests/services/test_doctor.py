"""The doctor: damaged files, the seal, what is told of very many findings. Edits by hand: test_tampering.py."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
import tamper
from office import lived_in

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import NotPermittedError
from ajx_tui.progress import run
from ajx_tui.services import doctor
from ajx_tui.store import digests, seal
from ajx_tui.store.database import Store


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine")
    lived_in(folder)
    return folder


def _copy(pristine: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(pristine, to)
    return to / "ajx.db"


def test_a_sound_database_is_called_sound(pristine: Path) -> None:
    before = {p: p.read_bytes() for p in pristine.rglob("*") if p.is_file()}
    report = run(doctor.examine(pristine / "ajx.db"))
    assert report.findings == []
    assert report.notices == []
    assert (report.checked["enterprise"], report.checked["seal"]) == (30, 1)
    assert {p: p.read_bytes() for p in pristine.rglob("*") if p.is_file()} == before


def test_flipped_bits_in_data_are_named_without_the_seal(pristine: Path, tmp_path: Path) -> None:
    """Wherever a bit changes what a record says, history alone finds it; the seal is not needed for that."""
    chance = random.Random(5)
    for needle in ("煤业有限公司", "PZ000", "甲保险", "劳务派遣", "年度核对", "$argon2id"):
        path = _copy(pristine, tmp_path / "bits")
        seal.drop(path)
        content = bytearray(path.read_bytes())
        places = [i for i in range(len(content)) if content.startswith(needle.encode(), i)]
        content[chance.choice(places)] ^= 1 << chance.randrange(3)
        path.write_bytes(bytes(content))
        report = run(doctor.examine(path))
        assert report.findings, needle


@pytest.mark.parametrize("keep", [0, 50, 100, 4096, 50_000, -4096, -1])
def test_a_file_that_was_cut_off_is_a_finding_not_a_crash(pristine: Path, tmp_path: Path, keep: int) -> None:
    path = _copy(pristine, tmp_path / "cut")
    path.write_bytes(path.read_bytes()[:keep])
    assert run(doctor.examine(path)).findings


def test_text_that_is_no_text_any_more_is_read_around(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "bytes")
    seal.drop(path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE enterprise SET name = CAST(x'e7a4ba80ff' AS TEXT) WHERE id = 4")
        conn.commit()
    assert tamper.names("enterprise", (4,), column="name")(run(doctor.examine(path)))


def test_the_program_itself_never_breaks_the_seal(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "used")
    Store.open(path).close()
    assert run(doctor.examine(path)).findings == []
    store = Store.open(path)
    with store.unit("甲", "设置") as unit:
        unit.set_setting("as_of", "2026-12-31")
    assert run(doctor.examine(path)).findings == []
    assert any("封签" in text for text in run(doctor.examine(path)).notices)
    store.close()
    assert run(doctor.examine(path)).checked["seal"] == 1


def test_a_tail_that_was_cut_off_stays_missing_after_more_work(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "later")
    with tamper.shell(path) as conn:
        conn.execute("DELETE FROM history WHERE id > (SELECT max(id) FROM history) - 3")
    store = Store.open(path)
    for day in range(1, 6):
        with store.unit("甲", "设置") as unit:
            unit.set_setting("as_of", f"2027-01-0{day}")
    store.close()
    texts = [f.text for f in run(doctor.examine(path)).findings if f.sort == "history"]
    assert any("末尾或中间被删除" in text for text in texts)


def test_an_index_of_another_version_is_no_finding_and_made_anew_when_asked(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "old")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE search_made SET version = '0'")
        for (kind,) in conn.execute("SELECT kind FROM search_made").fetchall():
            digests.note(conn, "search_made", kind)
        conn.execute("UPDATE enterprise_search SET words = 'x'")
        conn.commit()
    report = run(doctor.examine(path))
    assert {f.sort for f in report.findings} <= {"seal"}
    assert any("ajx doctor --reindex" in text for text in report.notices)
    assert run(doctor.reindex_job(path)) > 0
    assert run(doctor.examine(path)).sound


def test_many_findings_are_counted_not_drowned_in(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "many")
    with tamper.shell(path) as conn:
        conn.execute("UPDATE history SET actor = '改'")
    report = run(doctor.examine(path))
    told = doctor.report_text(report)
    assert len(report.findings) <= doctor.MOST + 60
    assert "【历史】" in told
    assert report.as_json()["sound"] is False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills")
def test_a_save_that_was_cut_short_is_taken_back_by_whoever_only_reads(pristine: Path, tmp_path: Path) -> None:
    """SIGKILL while pages are written leaves a journal: reading and the doctor come before the next start, too."""
    code = textwrap.dedent("""
        import os, sqlite3, sys
        conn = sqlite3.connect(sys.argv[1], isolation_level=None)
        conn.execute("PRAGMA cache_size = 2")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("UPDATE enterprise SET headcount = 1, note = hex(randomblob(150))")
        conn.execute("UPDATE policy SET premium = 1, note = hex(randomblob(150))")
        os.kill(os.getpid(), 9)
    """)
    for readers in ("doctor", "log"):
        path = _copy(pristine, tmp_path / readers)
        subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True)
        assert path.with_name("ajx.db-journal").stat().st_size > 0
        assert path.read_bytes() != pristine.joinpath("ajx.db").read_bytes(), "pages were written already"
        if readers == "doctor":
            assert run(doctor.examine(path)).findings == []
        else:
            with closing(Store.open(path, readonly=True)) as store:
                assert store.read("SELECT count(*) FROM enterprise WHERE headcount = 1") == [(0,)]


def test_a_finding_says_what_to_do_and_doing_it_helps(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "mended")
    seal.drop(path)
    with tamper.shell(path) as conn:
        (was,) = conn.execute("SELECT headcount FROM enterprise WHERE id = 20").fetchone()
        conn.execute("UPDATE enterprise SET headcount = 77777 WHERE id = 20")
    (told,) = doctor.advice(run(doctor.examine(path)))
    assert "在程序中改正" in told and "留底" in told
    with closing(Store.open(path)) as store, store.unit("管理己", "改正", "体检发现") as unit:
        unit.update(KINDS["enterprise"], 20, {"headcount": was})
    assert run(doctor.examine(path)).sound
    path.write_bytes(b"")
    report = run(doctor.examine(path))
    assert "空的" in report.findings[0].text and "ajx backup restore" in doctor.report_text(report)


@pytest.mark.parametrize("what", ["doctor", "reading", "writing"])
def test_a_folder_nobody_may_look_into_is_told_not_called_damaged(
    pristine: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "stat", denied)
    with pytest.raises(NotPermittedError, match=r"打不开数据文件.*权限"):
        run(doctor.examine(pristine / "ajx.db")) if what == "doctor" else Store.open(
            pristine / "ajx.db", readonly=what == "reading"
        )
