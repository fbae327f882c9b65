"""Runs one step again and again in forked children, each killed at another SQL statement; prints what it found as JSON.

Started by `test_killed.py` in a process of its own, so that no thread of the test runner is forked. A child takes
SIGKILL just before its nth statement that writes, BEGIN and COMMIT among them (before one that reads nothing differs
from the writing one before); the parent then opens what is left as the next start would.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import State
from ajx_tui.progress import run
from ajx_tui.services import accounts as entry
from ajx_tui.services import checklists, doctor, drafts, records, review, submitting, undo
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.store import accounts
from ajx_tui.store.database import Store

FIRM = KINDS["enterprise"]
STEPS: dict[str, tuple[str, Callable[[Session], Any]]] = {
    "submit": ("经办甲", lambda s: review.submit(s, "enterprise", 2)),
    "submit a checklist": ("经办甲", lambda s: submitting.submit(s, "checklist", 1)),
    "withdraw": ("经办甲", lambda s: review.withdraw(s, 1)),
    "approve": ("审核丙", lambda s: review.approve(s, 1)),
    "return": ("审核丙", lambda s: review.return_with(s, 1, [NewFinding("改"), NewFinding("再改")])),
    "undo": ("经办乙", undo.undo),
    "save": ("经办乙", lambda s: records.save(s, FIRM, {"headcount": "99"}, 5)),
    "fill a checklist": ("经办乙", lambda s: checklists.fill(s, 2, {"1.1": {"answer": "不符合", "remark": "缺"}})),
    "draft": ("经办乙", lambda s: drafts.keep(s, FIRM, None, {"name": "新企业"})),
    "lock": ("经办乙", entry.lock),
}
"""Step → who takes it, and how."""
TABLES = ("enterprise", "review", "review_step", "review_finding", "checklist_item", "draft", "login_log", "undo_link")
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT")
MOST = 200


def _state(store: Store) -> list[Any]:
    return [store.read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]


def _session(store: Store, who: str) -> Session:
    return Session(store, who, accounts.by_name(store, who))


def _child(path: Path, who: str, work: Callable[[Session], Any], nth: int) -> None:
    """Take the step and die before the nth statement; never returns."""
    store = Store.open(path)
    session = _session(store, who)
    seen = 0

    def count(statement: str) -> None:
        nonlocal seen
        seen += statement.lstrip().startswith(WRITES)
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    store.conn.set_trace_callback(count)
    work(session)
    os._exit(0)  # no tidy end: the lock and the missing seal stay, as after a kill


def _after(path: Path, before: list[Any], *, examined: bool) -> dict[str, Any]:
    """What a kill left: whether it is the state before, and everything that is wrong with it."""
    store = Store.open(path)
    known = {state.value for state in State}
    wrong = [row for row in store.read("SELECT state FROM review") if row[0] not in known]
    if store.readonly_reason:
        wrong.append(store.readonly_reason)
    same = _state(store) == before
    store.close()
    if examined:
        wrong += [finding.line() for finding in run(doctor.examine(path)).findings]
    return {"same": same, "wrong": wrong}


def main(pristine: Path, work: Path, step: str) -> None:
    """Kill the step at its first statement, its second, and so on, until one child comes to its end."""
    who, how = STEPS[step]
    store = Store.open(pristine)
    before = _state(store)
    store.close()
    found: dict[str, Any] = {"kills": 0, "wrong": [], "changed": 0, "finished": False, "again": ""}
    path = work / "ajx.db"
    for nth in range(1, MOST):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(pristine.parent, work)
        pid = os.fork()
        if pid == 0:
            _child(path, who, how, nth)
        _, status = os.waitpid(pid, 0)
        told = _after(path, before, examined=nth % 4 == 2 or not os.WIFSIGNALED(status))
        found["wrong"] += told["wrong"]
        if not os.WIFSIGNALED(status):
            found["finished"] = os.WEXITSTATUS(status) == 0 and not told["same"]
            break
        found["kills"] += 1
        found["changed"] += not told["same"]
        if nth == 3:  # whoever comes back can take the step again
            store = Store.open(path)
            how(_session(store, who))
            found["again"] = "" if _state(store) != before else "nothing happened"
            store.close()
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
