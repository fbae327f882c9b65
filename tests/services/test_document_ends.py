"""Bad ends of an export: whatever happens, no half-written file, no paper without its record, no number twice."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest

from ajx_tui.errors import AjxError, LockedError, NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import attachments, demo, doctor, documents
from ajx_tui.services.documents import archive, numbering
from ajx_tui.services.documents.numbering import PAPER, ledger
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery

DAY = demo.AS_OF
NUMBERED = documents.Paper(number=1)


def target(folder: Path, apart: bool) -> Path:
    return folder / ("分户" if apart else "a.pdf")


def export(session: Session, path: Path, apart: bool, name: str = "hazards") -> Any:
    make = documents.export_each_job if apart else documents.export_job
    return run(make(session, name, DAY, path, bundled_only=True, recorded=True, paper=NUMBERED))


def taken(session: Session) -> list[int]:
    office = documents.gather(session.store, DAY).office
    return sorted(ledger(session.store, numbering.series_of(documents.entry("hazards"), office, DAY)).taken)


def nothing_happened(session: Session, folder: Path) -> bool:
    """No version, no number, no bytes beside those of the county's attachments, nothing in the folder."""
    known = {attachments.place(session.store, sha) for (sha,) in session.store.read("SELECT sha256 FROM attachment")}
    kept = [p for p in attachments.folder(session.store).rglob("*") if p.is_file() and p not in known]
    return (documents.working(session, "hazards", DAY).id, taken(session), kept, list(folder.iterdir())) == (
        None, [], [], [],
    )  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "出"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("nth", [1, 2, 3, 8])
def test_a_disk_that_is_full_takes_nothing(
    practised: Session, out: Path, monkeypatch: pytest.MonkeyPatch, apart: bool, nth: int
) -> None:
    synced, real = [], os.fsync

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) >= nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AjxError, match=r"磁盘|空间"):
        export(practised, target(out, apart), apart)
    monkeypatch.undo()
    assert nothing_happened(practised, out)
    export(practised, target(out, apart), apart)


@pytest.mark.parametrize("apart", [False, True])
def test_a_database_that_can_not_grow_takes_nothing(practised: Session, out: Path, apart: bool) -> None:
    pages = practised.store.conn.execute("PRAGMA page_count").fetchone()[0]
    practised.store.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AjxError, match=r"磁盘|空间"):
        export(practised, target(out, apart), apart)
    assert nothing_happened(practised, out)
    practised.store.conn.execute("PRAGMA max_page_count = 1000000")
    export(practised, target(out, apart), apart)


def refuse(monkeypatch: pytest.MonkeyPatch, method: str, path: Path, mode: str = "") -> None:
    """Let the system refuse one method of paths, as Windows does for a file that is open in WPS."""
    real = getattr(Path, method)

    def refusing(self: Path, *args: Any, **more: Any) -> Any:
        other = args[0] if args and isinstance(args[0], Path) else self
        if other == path and (not mode or mode in args):
            error = PermissionError(errno.EACCES, "used by another process")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        return real(self, *args, **more)

    monkeypatch.setattr(Path, method, refusing)


def test_a_target_open_elsewhere_is_told_before_anything_is_recorded(
    practised: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = out / "a.pdf"
    path.write_text("旧")
    refuse(monkeypatch, "open", path, "r+b")
    with pytest.raises(AjxError, match="正在别的程序"):
        export(practised, path, False)
    assert path.read_text() == "旧" and taken(practised) == []
    assert documents.working(practised, "hazards", DAY).id is None


@pytest.mark.parametrize("apart", [False, True])
def test_a_target_that_locks_at_the_last_moment_leaves_the_version_to_be_saved_elsewhere(
    practised: Session, out: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    path = target(out, apart)
    refuse(monkeypatch, "rename" if apart else "replace", path)
    with pytest.raises(AjxError, match="已经登记为第1版") as told:
        export(practised, path, apart)
    assert "正在别的程序" in str(told.value) and list(out.iterdir()) == []
    monkeypatch.undo()
    (version,) = documents.versions(practised, documents.working(practised, "hazards", DAY).id or 0)
    run(documents.restore_job(practised, version, path))
    before = taken(practised)
    export(practised, out / "b", apart)
    assert taken(practised) == before != []


def test_a_folder_without_rights_takes_nothing(practised: Session, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refusing(self: Path, *args: Any, **more: Any) -> Any:
        if self.parent == out:
            raise PermissionError(errno.EACCES, "denied")
        return real(self, *args, **more)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(NotPermittedError, match="没有写入权限"):
        export(practised, out / "a.pdf", False)
    monkeypatch.undo()
    assert nothing_happened(practised, out)


@pytest.mark.parametrize("apart", [False, True])
def test_two_exports_at_once_never_share_a_number(practised: Session, out: Path, apart: bool) -> None:
    """Two windows of one program: both see number 1 free; one gets it, the other is told and leaves nothing."""
    results: list[object] = []
    gate = threading.Barrier(2)

    def work(name: str) -> None:
        make = documents.export_each_job if apart else documents.export_job
        path = out / (name if apart else f"{name}.pdf")
        job = make(practised, name, DAY, path, bundled_only=True, recorded=True, paper=NUMBERED)
        try:
            for _ in range(20):
                next(job)
            gate.wait(20)
            results.append(run(job))
        except (AjxError, StopIteration) as error:
            results.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("urging", "hazards")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [v for v in sequences(practised) if v is not None]
    assert len(numbers) == len(set(numbers)) > 0
    failed = [one for one in results if isinstance(one, AjxError)]
    assert len(failed) == 1 and len(list(out.iterdir())) == 1
    assert run(doctor.examine(practised.store.path)).findings == []


def sequences(session: Session) -> list[object]:
    ids = lists.all_ids(session.store, ListQuery(PAPER.name))
    return [row[0] for row in lists.rows(session.store, PAPER, ["sequence"], ids).values()]


def test_a_window_without_the_lock_records_nothing(practised: Session, out: Path) -> None:
    other = Store.open(practised.store.path)
    assert other.readonly_reason
    with pytest.raises(LockedError, match="不能登记文书"):
        export(Session(other), out / "a.pdf", False)
    run(documents.export_job(Session(other), "urging", DAY, out / "b.pdf", bundled_only=True))
    other.close()
    assert [p.name for p in out.iterdir()] == ["b.pdf"]


def test_data_that_changes_between_number_and_list_is_not_recorded(
    practised: Session, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ajx_tui.services.documents import export as module

    real = module.render_job

    def meddling(*given: Any) -> Any:
        with practised.unit("存") as unit:
            unit.set_setting("as_of", "2026-01-01")
        monkeypatch.setattr(module, "render_job", real)
        return real(*given)

    monkeypatch.setattr(module, "render_job", meddling)
    with pytest.raises(RefusedError, match="数据正在变动"):
        export(practised, out / "a.pdf", False)
    assert nothing_happened(practised, out)


KILLS = {
    "written": "from ajx_tui.services.documents import recording as m; m._keep = lambda *a: die()",
    "kept": "from ajx_tui.services.documents import recording as m; m._commit = lambda *a: die()",
    "half recorded": "from ajx_tui.services.documents import recording as m; m._papers = lambda *a: die()",
    "recorded": "from ajx_tui.services.documents import export as m; real = m.record\n"
    "def dying(*a):\n    yield from real(*a)\n    die()\nm.record = dying",
}


@pytest.mark.parametrize(
    ("where", "apart"),
    [("written", False), ("kept", True), ("half recorded", False), ("recorded", False), ("recorded", True)],
)
def test_killed_between_writing_and_recording(practice_file: Path, tmp_path: Path, where: str, apart: bool) -> None:
    path, out = tmp_path / "db" / "ajx.db", tmp_path / "出"
    shutil.copytree(practice_file.parent, path.parent)
    out.mkdir()
    code = (
        textwrap.dedent("""
        import os
        from datetime import date
        from pathlib import Path
        from ajx_tui.progress import run
        from ajx_tui.services import documents
        from ajx_tui.services.session import Session
        from ajx_tui.store.database import Store
        def die():
            os.kill(os.getpid(), 9)
    """)
        + KILLS[where]
        + textwrap.dedent(f"""
        session = Session(Store.open(Path({str(path)!r})))
        make = documents.export_each_job if {apart} else documents.export_job
        run(make(session, "hazards", date.fromisoformat({DAY.isoformat()!r}), Path({str(target(out, apart))!r}),
                 bundled_only=True, recorded=True, paper=documents.Paper(number=1)))
    """)
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == -9
    session = Session(Store.open(path))
    assert not target(out, apart).exists()
    assert session.store.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    present = documents.working(session, "hazards", DAY)
    if where == "recorded":
        (version,) = documents.versions(session, present.id or 0)
        assert archive.bytes_there(session, version)
        run(documents.restore_job(session, version, target(out, apart)))
    else:
        assert present.id is None and taken(session) == []
    recent = out / ".ajx-1234.tmp"
    recent.write_text("正在写")
    for left in out.glob(".ajx-*"):
        if left != recent:
            os.utime(left, (1, 1))
    export(session, out / "又", apart)
    assert list(out.glob(".ajx-*")) == [recent]
    numbers = sequences(session)
    assert len(numbers) == len(set(numbers)) and sorted(map(int, map(str, numbers))) == list(range(1, len(numbers) + 1))
    session.store.close()
    assert run(doctor.examine(path)).findings == []
