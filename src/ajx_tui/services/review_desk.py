"""The desk of whoever reviews: the queue, what changed since the last look, and the supervisor's overview."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import (
    STATE_TITLES,
    SUBJECTS,
    WAITS_FOR,
    Act,
    Permission,
    State,
    role_text,
    subject,
)
from ajx_tui.services.review import actions, get
from ajx_tui.services.review_view import SideBySide, side_by_side
from ajx_tui.services.session import Session
from ajx_tui.store import reviews
from ajx_tui.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a queue: the review, what this person can do to it now, and for how long it has waited."""

    review: Review
    subject_title: str
    state_title: str
    waits_for: str
    acts: tuple[Act, ...]
    open_findings: int
    days: int
    department: str

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return {**asdict(self), "acts": [a.value for a in self.acts]}


def queue(session: Session, *, mine_only: bool = True, now: datetime | None = None) -> list[Waiting]:
    """What waits, longest first: only what this person can act on, or everything that is not finished."""
    lines = waiting(session, now)
    return [line for line in lines if line.acts and set(line.acts) != {Act.UNLOCK}] if mine_only else lines


def waiting(session: Session, now: datetime | None = None) -> list[Waiting]:
    """Every review that is not finished, longest wait first."""
    store, moment = session.store, now or datetime.now()
    left, named = reviews.open_findings(store), reviews.departments(store)
    open_ones = reviews.in_states(store, [s for s in State if WAITS_FOR[s] is not None])
    open_ones = [one for one in open_ones if one.state is not subject(one.subject_kind).final]
    binned = reviews.gone(store, open_ones)
    return [_line(session, one, left.get(one.id, 0), named, moment) for one in open_ones if one.id not in binned]


def finished(session: Session, limit: int = 500, now: datetime | None = None) -> list[Waiting]:
    """The latest reviews that nothing is waited for in, newest first."""
    store, moment = session.store, now or datetime.now()
    named = reviews.departments(store)
    done = [r for r in reviews.in_states(store, list(State)) if r.state is subject(r.subject_kind).final]
    return [_line(session, review, 0, named, moment) for review in done[: -limit - 1 : -1]]


def _line(session: Session, review: Review, left: int, named: dict[int, str], moment: datetime) -> Waiting:
    role = WAITS_FOR[review.state]
    title = SUBJECTS[review.subject_kind].title if review.subject_kind in SUBJECTS else KINDS[review.subject_kind].title
    days = max(0, (moment - datetime.fromisoformat(review.state_at)).days)
    department = named.get(review.department_id, "") if review.department_id is not None else ""
    waits = role_text(frozenset({role})) if role is not None else ""
    acts = tuple(actions(session, review))
    return Waiting(review, title, STATE_TITLES[review.state], waits, acts, left, days, department)


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """How much waits at one place: number, longest and mean waiting time in days."""

    by: str
    name: str
    count: int
    longest: int
    mean: float
    reviews: tuple[int, ...]


def overview(session: Session, now: datetime | None = None) -> list[OverviewLine]:
    """What waits where and for how long: by state, role, person (submitter), department and township."""
    groups: dict[tuple[str, str], list[Waiting]] = {}
    for line in waiting(session, now):
        for by, name in (
            ("state", line.state_title), ("role", line.waits_for), ("person", line.review.submitter),
            ("department", line.department or "未定部门"), ("township", line.review.township or "未填乡镇"),
        ):  # fmt: skip
            groups.setdefault((by, name), []).append(line)
    made = [
        OverviewLine(
            by, name, len(lines), max(x.days for x in lines), sum(x.days for x in lines) / len(lines),
            tuple(x.review.id for x in lines),
        )
        for (by, name), lines in groups.items()
    ]  # fmt: skip
    order = ("state", "role", "person", "department", "township")
    return sorted(made, key=lambda one: (order.index(one.by), -one.longest, one.name))


def changes_since_last_look(session: Session, review_id: int, limit: int = 2_000) -> list[SideBySide]:
    """What changed in a subject since this person last looked, before beside after; all of it at the first look.

    At most `limit` records. Looking changes nothing: `looked` notes how far one has read.
    """
    review = get(session, review_id)
    since = reviews.look(session.store, review_id, session.person) or 0
    return side_by_side(session, review, since, limit)


def looked(session: Session, review_id: int) -> None:
    """Note that this person has seen a subject as it stands now."""
    revision = session.store.revision()
    with session.unit("查看送审内容", permission=Permission.READ) as unit:
        reviews.note_look(unit.conn, review_id, session.person, revision, unit.now)
