"""Whatever a service changes stands in the history: after every one of them the doctor finds nothing.

The services are those of test_permissions.py, each called by somebody it lets in, one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from test_permissions import EDITING, EXPORTING, MANAGING, PEOPLE, REVIEWING, Call, Office

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.progress import run
from ajx_tui.services import accounts, backups, doctor, drafts, merging, review_desk, undo
from ajx_tui.services.accounts import Moment
from ajx_tui.store import reindex

WORKING: dict[str, Call] = {
    "draft": lambda o, s: drafts.keep(s, KINDS["enterprise"], None, {"name": "新企业"}),
    "draft again": lambda o, s: drafts.keep(s, KINDS["enterprise"], None, {"name": "新企业", "note": "未完"}),
    "draft dropped": lambda o, s: drafts.discard(s, KINDS["enterprise"], None),
    "look": lambda o, s: review_desk.looked(s, o.sent.id),
    "look again": lambda o, s: review_desk.looked(s, o.sent.id),
    "lock": lambda o, s: accounts.lock(s),
    "login": lambda o, s: accounts.log_in(o.store, "没有这人", "口令", Moment.now()),
    "reindex": lambda o, s: run(reindex.rebuild(o.store)),
    "recover files": lambda o, s: run(backups.recover_job(s)),
    "merge": lambda o, s: merging.merge(s, o.firm, o.twin, "试"),
    "merge taken back": lambda o, s: undo.undo(s),
    "merge again": lambda o, s: undo.redo(s),
    "merge taken back for good": lambda o, s: undo.undo(s),
}
REFUSED = {"login", "paper of a case", "submit changes", "return", "withdraw", "pack", "restore"}
"""What cannot be done in the state this county is in by then; a refusal must leave nothing behind either."""


def _done(place: Office, who: str, calls: Mapping[str, Call]) -> set[str]:
    """The calls that went through; whether or not they did, nothing is found afterwards."""
    session, done = place.people[who], set()
    for name, call in calls.items():
        with suppress(AjxError):
            call(place, session)
            done.add(name)
        report = run(doctor.examine(place.store.path))
        assert report.findings == [], (name, doctor.report_text(report))
    return done


def test_the_doctor_finds_nothing_after_any_service(tmp_path: Path) -> None:
    place = Office(tmp_path)
    (tmp_path / "out").mkdir()
    clerk, admin = PEOPLE["clerk"], PEOPLE["admin"]
    done = _done(place, admin, {name: call for name, call in MANAGING.items() if name != "restore"})
    done |= _done(place, clerk, WORKING) | _done(place, clerk, EXPORTING)
    done |= _done(place, PEOPLE["reviewer"], REVIEWING) | _done(place, PEOPLE["leader"], REVIEWING)
    done |= _done(place, clerk, EDITING) | _done(place, clerk, REVIEWING)
    restored = backups.restore(place.people[admin], place.backup)
    restored.store.close()
    assert run(doctor.examine(place.store.path)).findings == []
    every = {*WORKING, *EXPORTING, *REVIEWING, *EDITING, *MANAGING}
    assert every - done <= REFUSED
