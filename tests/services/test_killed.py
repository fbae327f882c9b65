"""Killed in the middle of submit, approve, return, undo: the state before or the state after, never anything else."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from kill_driver import STEPS, TABLES
from office import FIRM, firms, hire, sheet

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import State
from ajx_tui.errors import AjxError
from ajx_tui.progress import run
from ajx_tui.services import checklists, doctor, drafts, records, review, undo
from ajx_tui.services.session import Session
from ajx_tui.store import accounts, reviews
from ajx_tui.store.database import Store


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Firms, a firm under review, a complete checklist and one that is not; the last work is 经办乙's."""
    path = tmp_path_factory.mktemp("office") / "db" / "ajx.db"
    store = Store.open(path)
    people = hire(store)
    firms(people["经办甲"], 2)
    review.submit(people["经办甲"], "enterprise", 1)
    sheet(people["经办甲"])
    sheet(people["经办甲"], None)
    firms(people["经办乙"], 3)
    store.close()
    return path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.parametrize("step", list(STEPS))
def test_a_kill_before_any_statement_leaves_the_state_before(office: Path, tmp_path: Path, step: str) -> None:
    """SIGKILL before the first statement of a step, the second, … COMMIT among them: nothing of it is there, nothing
    else is lost, the doctor is content, and the step can be taken again."""
    driver = Path(__file__).with_name("kill_driver.py")
    line = [sys.executable, str(driver), str(office), str(tmp_path / "work"), step]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] >= 3 and found["finished"], found
    assert (found["wrong"], found["changed"], found["again"]) == ([], 0, "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills")
def test_kills_at_any_moment_leave_a_state_the_table_knows(office: Path, tmp_path: Path) -> None:
    """Not between statements but whenever it happens: in the middle of a write or of a COMMIT too."""
    path = tmp_path / "ajx.db"
    shutil.copy(office, path)
    code = textwrap.dedent(f"""
        from pathlib import Path
        from ajx_tui.services import review
        from ajx_tui.services.session import Session
        from ajx_tui.store import accounts
        from ajx_tui.store.database import Store
        store = Store.open(Path({str(path)!r}))
        people = {{n: Session(store, n, accounts.by_name(store, n)) for n in ("经办甲", "审核丙")}}
        if review.get(people["经办甲"], 1).state == "submitted":
            review.withdraw(people["经办甲"], 1)
        print("ready", flush=True)
        while True:
            review.submit(people["经办甲"], "enterprise", 1)
            review.withdraw(people["经办甲"], 1)
    """)
    chance = random.Random(11)
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.15))
        child.kill()
        child.wait()
        child.stdout.close()
        store = Store.open(path)
        assert store.readonly_reason == ""
        found = reviews.get(store.conn, 1)
        assert found is not None and found.state in (State.DRAFT, State.SUBMITTED)
        taken = reviews.steps(store, 1)
        assert taken[-1].to_state == found.state, "the state and the step that led to it are never apart"
        store.close()
        assert run(doctor.examine(path)).findings == []


FULL = {
    "submit": ("经办甲", lambda s: review.submit(s, "enterprise", 2, note="长" * 9_000)),
    "approve": ("审核丙", lambda s: review.approve(s, 1, "长" * 9_000)),
    "undo": ("经办乙", lambda s: undo.undo(s, reason="长" * 9_000)),
    "save": ("经办乙", lambda s: records.save(s, FIRM, {"note": "长" * 400}, 5, "长" * 9_000)),
    "remark": ("经办乙", lambda s: checklists.fill(s, 2, {"1.1": {"remark": "长" * 400}}, "长" * 9_000)),
    "draft": ("经办乙", lambda s: drafts.keep(s, FIRM, None, {"note": "长" * 9_000})),
}  # fmt: skip


@pytest.mark.parametrize("step", list(FULL))
def test_a_full_disk_is_told_and_changes_nothing(office: Path, tmp_path: Path, step: str) -> None:
    path = tmp_path / "ajx.db"
    shutil.copy(office, path)
    store = Store.open(path)
    who, how = FULL[step]
    session = Session(store, who, accounts.by_name(store, who))
    before = [store.read(f"SELECT * FROM {t} ORDER BY 1, 2") for t in TABLES]
    pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AjxError, match=r"磁盘已满.*原有数据不受影响"):
        how(session)
    assert [store.read(f"SELECT * FROM {t} ORDER BY 1, 2") for t in TABLES] == before
    store.conn.execute("PRAGMA max_page_count = 1000000")
    how(session)
    assert [store.read(f"SELECT * FROM {t} ORDER BY 1, 2") for t in TABLES] != before
    store.close()
    assert run(doctor.examine(path)).findings == []


def test_a_draft_survives_a_kill_and_goes_with_saving(tmp_path: Path) -> None:
    path = tmp_path / "ajx.db"
    Store.open(path).close()
    code = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from ajx_tui.domain.records import KINDS
        from ajx_tui.services import drafts
        from ajx_tui.services.session import Session
        from ajx_tui.store.database import Store
        session = Session(Store.open(Path({str(path)!r})))
        drafts.keep(session, KINDS["sector"], None, {{"title": "煤矿[/red]", "aliases": ""}})
        drafts.keep(session, KINDS["sector"], None, {{"title": "煤矿[/red]", "aliases": "井工"}})
        os.kill(os.getpid(), 9)
    """)
    subprocess.run([sys.executable, "-c", code], capture_output=True)
    from office import SECTOR

    store = Store.open(path)
    session = Session(store)
    (waiting,) = drafts.waiting(session)
    assert dict(waiting.content) == {"title": "煤矿[/red]", "aliases": "井工"}
    assert drafts.title(session, waiting) == "新行业领域「煤矿[/red]」"
    assert drafts.keep(session, SECTOR, None, waiting.content) is False
    with pytest.raises(records.InvalidRecord):
        records.save(session, SECTOR, {"title": ""})
    assert drafts.restore(session, SECTOR, None) is not None
    saved = records.save(session, SECTOR, {"title": "煤矿"})
    assert drafts.restore(session, SECTOR, None) is None
    drafts.keep(session, SECTOR, saved.id, {"title": "煤矿业"})
    assert drafts.title(session, drafts.waiting(session)[0]) == "行业领域「煤矿」"
    drafts.keep(session, SECTOR, saved.id, {"title": ""})
    assert drafts.waiting(session) == []
    drafts.keep(session, SECTOR, saved.id, {"title": "改"})
    drafts.discard(session, SECTOR, saved.id)
    assert drafts.waiting(session) == []
    visit = KINDS["visit"]
    assert drafts.keep(session, visit, None, {}, [{"description": ""}, {}]) is False
    assert drafts.keep(session, visit, None, {"staff": "赵某"}, [{"description": "甲"}, {"description": ""}])
    assert drafts.lines_of(drafts.waiting(session)[0]) == [{"description": "甲"}, {}]
    assert drafts.keep(session, visit, None, {}) is True
    assert drafts.waiting(session) == []
    store.close()
    assert run(doctor.examine(path)).findings == []
