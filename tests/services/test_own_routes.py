"""Every route by which somebody can have a hand in what goes to review: none of them lets him pass it himself.

Further routes (files, answers, merging, redo, names, passwords, roles, an import of a list) are in `test_own_work` and
`test_review`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from office import FIRM, POLICY, firms, hire, paper, policies, sheet
from openpyxl import load_workbook

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role, State
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import accounts, backups, checklists, documents, merging, records, review, timeline, undo
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.store.accounts import by_name
from ajx_tui.store.database import Store

ALL = frozenset({Role.CLERK, Role.REVIEWER, Role.LEADER})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "db" / "ajx.db")
    opened.conn.execute("PRAGMA synchronous = OFF")
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> dict[str, Session]:
    return hire(store)


def _handed_in(session: Session, list_id: int) -> None:
    """Hand the form out, fill it in and import it."""
    path = session.store.path.parent / "清单.xlsx"
    run(checklists.export_job(session, list_id, path, suffix="xlsx"))
    book = load_workbook(path)
    page = book["清单"]
    row, column = next((c.row, c.column) for line in page.iter_rows() for c in line if c.value == "结论")
    page.cell(row + 1, column).value = "不符合"
    page.cell(row + 1, column + 1).value = "没有台账"
    book.save(path)
    (outcome,) = run(checklists.read_files(session, [path]))
    assert (outcome.changed, outcome.refused) == (1, "")


def _back_and_forth(session: Session, list_id: int) -> None:
    checklists.fill(session, list_id, {"1.1": {"answer": "na", "remark": "试"}})
    checklists.fill(session, list_id, {"1.1": {"answer": "yes", "remark": ""}})


def _binned(session: Session, list_id: int) -> None:
    checklists.delete(session, list_id, "误删")
    records.restore(session, KINDS["checklist"], list_id)


def _undone(session: Session, list_id: int) -> None:
    checklists.fill(session, list_id, {"1.1": {"answer": "no", "remark": "试"}})
    undo.undo(session)


CHECKLISTS: dict[str, Callable[[Session, int], object]] = {
    "fill": lambda s, i: checklists.fill(s, i, {"1.1": {"answer": "no", "remark": "没有台账"}}),
    "fill and back again": _back_and_forth,
    "import of the filled form": _handed_in,
    "head": lambda s, i: checklists.describe(s, i, {"conclusion": "基本符合"}),
    "evidence": lambda s, i: checklists.add_evidence(s, i, "1.1", "enterprise", 1),
    "recycle bin": _binned,
    "undo": _undone,
}


@pytest.mark.parametrize("route", CHECKLISTS)
def test_a_checklist(store: Store, people: dict[str, Session], route: str) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    firms(clerk, 1)
    mine, theirs = sheet(clerk), sheet(clerk)
    CHECKLISTS[route](both, mine)
    _not_his(both, checklists.finish(clerk, mine).id)
    assert review.approve(both, checklists.finish(clerk, theirs).id).state is State.APPROVED


def _not_his(session: Session, review_id: int) -> None:
    found = review.get(session, review_id)
    assert not {"approve", "sign", "return"} & {act.value for act in review.actions(session, found)}
    for step in (review.approve, lambda s, r: review.return_with(s, r, [NewFinding("改")])):
        with pytest.raises(NotPermittedError, match=r"自己的工作.*由其他人办理"):
            step(session, review_id)
    assert review.get(session, review_id).state is State.SUBMITTED


def _new_version(session: Session, document: int) -> None:
    with session.unit("导出工作方案") as unit:
        unit.insert(
            KINDS["document_version"],
            {"document_id": document, "version": 2, "format": "pdf", "made_by": session.person, "made_at": "2026-11-01",
             "file_name": "b.pdf", "sha256": "1" * 64, "revision": "2", "content_sha256": "1" * 64,
             "content": '[{"title": "工作目标", "plain": "全部投保"}]', "figures": "{}"},
        )  # fmt: skip


def _chapter_and_back(session: Session, _document: int) -> None:
    documents.save_chapter(session, "plan", date(2026, 10, 31), "工作目标", "改成这样")
    documents.save_chapter(session, "plan", date(2026, 10, 31), "工作目标", None)


@pytest.mark.parametrize("route", [_new_version, _chapter_and_back])
def test_a_document(store: Store, people: dict[str, Session], route: Callable[[Session, int], None]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    document = paper(clerk)
    route(both, document)
    _not_his(both, review.submit(clerk, "document", document).id)


def test_a_batch_of_changes(store: Store, people: dict[str, Session]) -> None:
    """Submitted by somebody else, corrected after a return, joined by a batch of one's own: his all the same."""
    clerk, both, reviewer = people["经办甲"], people["全能庚"], people["审核丙"]
    firms(both, 2)
    mine = timeline.batches(store)[0].batch
    _not_his(both, review.submit_changes(clerk, [mine]).id)
    policies(clerk, range(1, 2))
    theirs = timeline.batches(store)[0].batch
    sent = review.submit_changes(clerk, [theirs])
    review.return_with(reviewer, sent.id, [NewFinding("保额不符", "figure", "policy", 1, "limit_person")])
    records.save(both, POLICY, {"headcount": "9"}, 1)
    review.answer_finding(clerk, review.findings(clerk, sent.id)[0].id, "fixed")
    review.submit_changes(clerk, [theirs, timeline.batches(store, both.person)[0].batch])
    _not_his(both, sent.id)


def test_unlocking_what_one_made_opens_no_way_round(store: Store, people: dict[str, Session]) -> None:
    """He may unlock his own work; it starts over as a draft, and is his own on every later round."""
    clerk, both, reviewer = people["经办甲"], people["全能庚"], people["审核丙"]
    firm = firms(both, 1)[0]
    sent = review.submit(both, "enterprise", firm)
    review.approve(reviewer, sent.id)
    review.unlock(both, sent.id, "人数有变")
    review.submit(clerk, "enterprise", firm)
    _not_his(both, sent.id)
    review.approve(reviewer, sent.id)
    with pytest.raises(NotPermittedError, match="自己的工作"):
        review.sign(both, sent.id)


def test_taking_a_submission_back_does_not_make_it_somebody_elses(store: Store, people: dict[str, Session]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    firm = firms(clerk, 1)[0]
    sent = review.submit(both, "enterprise", firm)
    review.withdraw(both, sent.id)
    review.submit(clerk, "enterprise", firm)
    _not_his(both, sent.id)


def test_a_merge_by_somebody_else_brings_ones_work_along(store: Store, people: dict[str, Session]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    keep = firms(clerk, 1)[0]
    drop = firms(both, 1)[0]
    policies(clerk, range(drop, drop + 1))
    merging.merge(clerk, keep, drop, "同一家")
    _not_his(both, review.submit(clerk, "enterprise", keep).id)


def test_putting_a_backup_back_washes_nothing_clean(store: Store, people: dict[str, Session]) -> None:
    """Who may do everything makes work, backs up and restores: the history in the backup still says that it is his."""
    chief = people["管理己"]
    accounts.change_roles(chief, "全能庚", ALL | {Role.ADMIN}, "兼任")
    both, clerk = people["全能庚"], people["经办甲"]
    firm = firms(clerk, 1)[0]
    records.save(both, FIRM, {"headcount": "77"}, firm)
    saved = backups.make(both)
    _not_his(both, review.submit(clerk, "enterprise", firm).id)
    back = backups.restore(both, saved)
    try:
        again = Session(back.store, "经办甲", by_name(back.store, "经办甲"))
        sent = review.submit(again, "enterprise", firm)
        _not_his(Session(back.store, "全能庚", by_name(back.store, "全能庚")), sent.id)
    finally:
        back.store.close()


def test_no_rule_of_ones_own_changes_who_may_pass_what(store: Store, people: dict[str, Session]) -> None:
    """The rule is a setting that rules of the county (本级自定), packs and undoing can't reach."""
    from ajx_tui.services import overlay, permissions

    accounts.change_roles(people["管理己"], "全能庚", ALL | {Role.ADMIN}, "兼任")
    both = people["全能庚"]
    for name in ("review.one_person", "one_person", "workflow"):
        with pytest.raises(RefusedError):
            overlay.apply(both, overlay.by_name(store, name, ["true"], "2026-01-01", "试", "试"))
    assert not permissions.maker_checker_off(store)
