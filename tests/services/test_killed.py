"""Killed in the middle of submit, approve, return, undo: the state before or the state after, never anything else."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from office import FIRM, firms, hire

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import State
from ajx_tui.progress import run
from ajx_tui.services import doctor, drafts, review, undo
from ajx_tui.services.session import Session
from ajx_tui.store import accounts
from ajx_tui.store.database import Store
from ajx_tui.store.records import count

STEPS = {
    "submit": ("经办甲", "review.submit(session, 'enterprise', 2)", None),
    "approve": ("审核丙", "review.approve(session, 1)", State.SUBMITTED),
    "return": ("审核丙", "review.return_with(session, 1, [review.NewFinding('改')])", State.SUBMITTED),
    "undo": ("经办乙", "undo.undo(session)", State.SUBMITTED),
}


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_kill_in_the_middle_leaves_a_state_the_table_knows(tmp_path: Path, step: str, nth: int) -> None:
    path = tmp_path / "ajx.db"
    store = Store.open(path)
    people = hire(store)
    firms(people["经办甲"], 2)
    review.submit(people["经办甲"], "enterprise", 1)
    firms(people["经办乙"], 3)
    before = store.revision()
    store.close()
    who, call, _ = STEPS[step]
    done = _killed(path, who, call, nth)
    store = Store.open(path)
    who_now = Session(store, who, accounts.by_name(store, who))
    assert store.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    if "finished" not in done:
        assert store.revision() == before
        assert review.get(who_now, 1).state is State.SUBMITTED
        assert review.review_of(who_now, "enterprise", 2) is None
        assert count(store, FIRM) == 5
        if step == "undo":
            undo.undo(who_now)
    store.close()
    assert run(doctor.examine(path)).findings == []


def _killed(path: Path, who: str, call: str, nth: int) -> str:
    """Run a step in a process that kills itself at its `nth` history write; what it managed to say."""
    code = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from ajx_tui.services import review, undo
        from ajx_tui.services.session import Session
        from ajx_tui.store import accounts
        from ajx_tui.store.database import Store
        from ajx_tui.store.history import HistoryWriter
        store = Store.open(Path({str(path)!r}))
        session = Session(store, {who!r}, accounts.by_name(store, {who!r}))
        write, times = HistoryWriter.write, []
        def counted(self, entries):
            write(self, entries)
            times.append(1)
            if len(times) == {nth}:
                os.kill(os.getpid(), 9)
        HistoryWriter.write = counted
        {call}
        print("finished", flush=True)
    """)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout


def test_a_draft_survives_a_kill_and_goes_with_saving(tmp_path: Path) -> None:
    from ajx_tui.services import records

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
