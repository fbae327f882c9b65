"""Every cell of role × action × state, for every sort of subject and every sort of person, in services alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from office import FIRM, firms, hire, paper, sheet

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import BATCH, STEPS, Act, Role, State
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.services import accounts, permissions, review, review_desk, rights, timeline, undo
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.store import books
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

PEOPLE = {"clerk": "经办乙", "reviewer": "审核丙", "leader": "签发丁", "reader": "只读戊", "admin": "管理己"}
"""Role → somebody who has this role alone and had no hand in the work."""

# Written out by hand, not read from the program: (state, act) → who may, and the state it leads to. '经办甲' submits.
ALLOWED: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "submit"): ({"clerk"}, "submitted"),
    ("submitted", "return"): ({"reviewer"}, "returned"),
    ("submitted", "approve"): ({"reviewer"}, "approved"),
    ("returned", "answer"): ({"clerk"}, "returned"),
    ("returned", "submit"): ({"clerk"}, "submitted"),
    ("approved", "return"): ({"leader"}, "returned"),
    ("approved", "sign"): ({"leader"}, "signed"),
    ("approved", "unlock"): ({"reviewer", "leader"}, "draft"),
    ("signed", "send"): ({"clerk", "leader"}, "sent"),
    ("signed", "unlock"): ({"leader"}, "draft"),
    ("sent", "unlock"): ({"leader"}, "draft"),
}
BATCH_ENDS = {("approved", "return"), ("approved", "sign")}
"""What there is no need of for a batch of changes: it ends with the approval."""
PASSING = {"return", "approve", "sign"}
"""What nobody may do to his own work."""
SORTS = ("service_body", "document", "checklist", BATCH)


class Desk:
    """An office with one subject of a sort under review, which can be put into any state."""

    def __init__(self, store: Store, sort: str) -> None:
        self.store, self.sort = store, sort
        self.people = hire(store)
        clerk = self.people["经办甲"]
        self.subject = self._made(clerk)
        self.submit(clerk)
        kind = BATCH if sort == BATCH else sort
        self.review = store.read("SELECT id FROM review WHERE subject_kind = ?", (kind,))[0][0]
        review.return_with(self.people["审核丙"], self.review, [NewFinding("有误")])
        self.finding = review.findings(clerk, self.review)[0].id
        with store.unit("管理己", "停用") as unit:
            number = unit.conn.execute("SELECT id FROM account WHERE name = '经办乙'").fetchone()[0]
            row = {"name": "停用辛", "name_key": "停用辛", "roles": "clerk,reviewer,leader,admin", "must_change": 0}
            row |= {"disabled_at": "2026-01-01", "created_at": unit.now}
            secret = unit.conn.execute("SELECT password FROM account WHERE id = ?", (number,)).fetchone()[0]
            books.add(unit, books.ACCOUNT, {**row, "password": secret})
            fresh = {**row, "name": "新来壬", "name_key": "新来壬", "must_change": 1, "disabled_at": None}
            books.add(unit, books.ACCOUNT, {**fresh, "password": secret})
        stored = {a.name: a for a in accounts.everyone(store)}
        self.others = {
            "a disabled account": Session(store, "停用辛", stored["停用辛"]),
            "a password somebody else chose": Session(store, "新来壬", stored["新来壬"]),
            "nobody": Session(store, "审核丙"),
            "nobody with the submitter's name": Session(store, "经办甲"),
        }

    def _made(self, clerk: Session) -> int:
        if self.sort == "checklist":
            return sheet(clerk)
        if self.sort == "document":
            return paper(clerk)
        with clerk.unit("登记") as unit:
            if self.sort == "service_body":
                return unit.insert(KINDS["service_body"], {"name": "示例技术服务有限公司", "type": "third_party"})
        firms(clerk, 2)
        return 0

    def submit(self, session: Session) -> None:
        """Submit it, or submit it again."""
        if self.sort == BATCH:
            found = [b.batch for b in timeline.batches(self.store) if b.intention == "登记企业"]
            review.submit_changes(session, found)
        else:
            review.submit(session, self.sort, self.subject)

    def put(self, state: str, *, answered: bool, submitter: str = "经办甲") -> None:
        """Arrange a state, past the workflow."""
        with self.store.unit("布置", "布置") as unit:
            books.change(unit, books.REVIEW, self.review, {"state": state, "submitter": submitter})
            outcome = ("fixed" if answered else "open", None if not answered else "经办甲")
            unit.conn.execute("UPDATE review_finding SET outcome = ?, answered_by = ?", outcome)

    def state(self) -> str:
        """Where the subject stands."""
        return review.get(self.people["经办甲"], self.review).state.value

    def do(self, session: Session, act: str) -> None:
        """Take a step as this person."""
        DO[act](self, session)

    def offered(self, session: Session) -> set[str]:
        """What screens offer this person, on the page of the review and in the queue."""
        found = {act.value for act in review.actions(session, review.get(session, self.review))}
        line = [x for x in review_desk.waiting(session) if x.review.id == self.review]
        assert all({act.value for act in x.acts} == found for x in line)
        return found


DO: dict[str, Callable[[Desk, Session], Any]] = {
    "submit": lambda d, s: d.submit(s),
    "withdraw": lambda d, s: review.withdraw(s, d.review),
    "answer": lambda d, s: review.answer_finding(s, d.finding, "fixed"),
    "return": lambda d, s: review.return_with(s, d.review, [NewFinding("地址不全")]),
    "approve": lambda d, s: review.approve(s, d.review),
    "sign": lambda d, s: review.sign(s, d.review),
    "send": lambda d, s: review.mark_sent(s, d.review),
    "unlock": lambda d, s: review.unlock(s, d.review, "数据有变"),
}


@pytest.fixture(scope="module", params=SORTS)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store = Store.open(tmp_path_factory.mktemp("matrix") / "ajx.db")
    store.conn.execute("PRAGMA synchronous = OFF")
    yield Desk(store, request.param)
    store.close()


def _refused(desk: Desk, session: Session, act: str, state: str) -> None:
    steps = desk.store.read("SELECT count(*) FROM review_step")
    with pytest.raises((RefusedError, NotPermittedError)):
        desk.do(session, act)
    assert desk.state() == state
    assert desk.store.read("SELECT count(*) FROM review_step") == steps


@pytest.mark.parametrize("act", [a.value for a in Act])
@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_for_whoever_had_no_hand_in_it(desk: Desk, state: str, act: str) -> None:
    allowed, target = ALLOWED.get((state, act), (set(), ""))
    if desk.sort == BATCH and (state, act) in BATCH_ENDS:
        allowed = set()
    for role, name in PEOPLE.items():
        session = desk.people[name]
        desk.put(state, answered=act == "submit")
        assert (act in desk.offered(session)) == (role in allowed), role
        if role not in allowed:
            _refused(desk, session, act, state)
            continue
        try:
            desk.do(session, act)
            assert desk.state() == target
        finally:  # who took a step that makes him a maker is none for the next cell
            desk.store.conn.execute("DELETE FROM review_step WHERE actor = ? AND act = 'submit'", (name,))


@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_for_whoever_made_it(desk: Desk, state: str) -> None:
    """'全能庚' may do everything, and had a hand in this."""
    session = desk.people["全能庚"]
    for act in DO:
        desk.put(state, answered=act == "submit", submitter="全能庚")
        allowed = bool(ALLOWED.get((state, act))) and act not in PASSING
        allowed |= (state, act) == ("submitted", "withdraw")
        if desk.sort == BATCH and (state, act) in BATCH_ENDS:
            allowed = False
        assert (act in desk.offered(session)) == allowed, act
        if allowed:
            desk.do(session, act)
        else:
            _refused(desk, session, act, state)


@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_for_whoever_is_nobody_here(desk: Desk, state: str) -> None:
    for who, session in desk.others.items():
        for act in DO:
            desk.put(state, answered=act == "submit", submitter="停用辛")
            assert desk.offered(session) == set(), who
            _refused(desk, session, act, state)


@pytest.mark.parametrize("state", [s.value for s in State])
def test_only_the_submitter_withdraws(desk: Desk, state: str) -> None:
    desk.put(state, answered=True)
    mine = desk.people["经办甲"]
    assert ("withdraw" in desk.offered(mine)) == (state == "submitted")
    if state == "submitted":
        assert review.withdraw(mine, desk.review).state is State.DRAFT
    else:
        _refused(desk, mine, "withdraw", state)


def test_the_table_written_here_is_the_table_of_the_program() -> None:
    steps = {(s.value, a.value): ({r.value for r in one.roles}, one.target.value) for (s, a), one in STEPS.items()}
    assert steps == {**ALLOWED, ("submitted", "withdraw"): ({"clerk"}, "draft")}
    assert {r.value for r in Role} == set(PEOPLE)


PARTS: dict[str, tuple[str, Values]] = {
    "document": (
        "document_version",
        {"document_id": 1, "version": 9, "format": "pdf", "made_by": "试", "made_at": "2026-10-31",
         "file_name": "b.pdf", "sha256": "1" * 64, "revision": "2", "content_sha256": "1" * 64, "content": "[]",
         "figures": "{}"},
    ),
    "checklist": (
        "checklist_item",
        {"checklist_id": 1, "position": 9, "code": "9", "text": "新加的一项", "weight": 100},
    ),
}  # fmt: skip
"""Sort → a record that would become part of the subject."""


class _Back(Exception):
    """Takes a try back."""


def _goes(session: Session, step: Callable[[Unit], object]) -> bool:
    try:
        with session.unit("试") as unit:
            step(unit)
            raise _Back
    except _Back:
        return True
    except (RefusedError, NotPermittedError):
        return False


@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_of_changing_the_content(desk: Desk, state: str) -> None:
    """Clerks and administrators change, delete, add to and hang files on what is a draft or was returned; nobody else,
    and nobody in any other state. The records of a batch of changes stay open, whatever its state."""
    desk.put(state, answered=True)
    kind = KINDS["enterprise" if desk.sort == BATCH else desk.sort]
    subject = desk.store.read(f"SELECT min(id) FROM {kind.name}")[0][0]
    file: Values = {"owner_kind": kind.name, "owner_id": subject, "name": "新.pdf", "sha256": "2" * 64, "size": 1}
    steps: dict[str, Callable[[Unit], object]] = {
        "change": lambda unit: unit.update(kind, subject, {"note": f"改{state}"}),
        "delete": lambda unit: unit.delete(kind, subject, "试"),
        "attach": lambda unit: unit.insert(KINDS["attachment"], file),
    }
    if desk.sort in PARTS:
        part, values = PARTS[desk.sort]
        steps["add a part"] = lambda unit: unit.insert(KINDS[part], values)
        steps["delete a part"] = lambda unit: unit.delete(KINDS[part], 1, "试")
    free = desk.sort == BATCH or state in ("draft", "returned")
    for role, name in PEOPLE.items():
        for what, step in steps.items():
            session = desk.people[name]
            assert _goes(session, step) == (free and role in ("clerk", "admin")), (role, what)
        against = rights.against_change(session, kind.name, (subject,))
        assert (against is None) == (free and role in ("clerk", "admin")), role


@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_of_taking_back_what_is_under_review(desk: Desk, state: str) -> None:
    """A batch under review is not undone: neither by who made it nor by who manages. Nor is one whose records are."""
    desk.put(state, answered=True)
    made = {BATCH: "登记企业", "checklist": "新建清单", "document": "导出工作方案"}.get(desk.sort, "登记")
    batch = next(b for b in timeline.batches(desk.store) if b.intention == made)
    before = desk.store.revision()
    for name in (*PEOPLE.values(), "经办甲"):
        session, job = desk.people[name], None
        allowed = state in ("draft", "returned") and name in ("经办甲", "管理己")
        try:
            job = undo.undo_job(session, batch.batch, "试")
            for _ in job:
                raise _Back  # everything was judged, nothing is written yet
        except _Back:
            assert allowed, name
        except (RefusedError, NotPermittedError):
            assert not allowed, name
        finally:
            if job is not None:
                job.close()
        assert desk.store.revision() == before
        assert undo.takes_back(session, batch) == allowed, name


@pytest.mark.parametrize("state", [s.value for s in State])
def test_every_cell_for_the_maker_in_a_one_person_office(desk: Desk, state: str) -> None:
    """He passes his own work as well, a document only when it says so itself."""
    session = desk.people["全能庚"]
    with desk.store.unit("管理己", "一人办公") as unit:
        unit.set_setting(permissions.ONE_PERSON, True)
    try:
        for act in DO:
            desk.put(state, answered=act == "submit", submitter="全能庚")
            allowed = bool(ALLOWED.get((state, act))) or (state, act) == ("submitted", "withdraw")
            if desk.sort == BATCH and (state, act) in BATCH_ENDS:
                allowed = False
            if desk.sort == "document" and act in ("approve", "sign"):
                allowed = False  # its version does not say that maker and checker are one
            assert (act in desk.offered(session)) == allowed, act
            if allowed:
                desk.do(session, act)
            else:
                _refused(desk, session, act, state)
    finally:
        with desk.store.unit("管理己", "恢复分离") as unit:
            unit.set_setting(permissions.ONE_PERSON, False)


def test_who_may_do_nothing_in_review_is_offered_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "ajx.db")
    people = hire(store)
    sent = review.submit(people["经办甲"], "enterprise", firms(people["经办甲"], 1)[0])
    assert review.actions(people["只读戊"], sent) == review.actions(people["管理己"], sent) == []
    assert FIRM.name == sent.subject_kind
    store.close()
