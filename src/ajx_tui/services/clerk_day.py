"""The clerk's day: what has to be done, each number with the records behind it and what it stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ajx_tui.domain.workflow import Act, Permission, State
from ajx_tui.policy.rules import Rules
from ajx_tui.services import drafts, packs, review_desk
from ajx_tui.services.checks import Finding, run_all
from ajx_tui.services.due_list import DueList, due_list
from ajx_tui.services.plan_steps import Timetable, timetable
from ajx_tui.services.rule_names import WARNINGS
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

EXPIRING = "expiring"
TASK_CHECKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "service_owed": ("服务欠账的保单", ("service_owed",)),
    "visit_unconfirmed": ("企业未确认的服务", ("visit_unconfirmed",)),
    "hazard_overdue": ("逾期未整改的隐患", ("hazard_overdue",)),
    "claim_slow": ("久拖未结的理赔", ("claim_slow", "claim_not_prepaid")),
}
"""Key of a task → its title and the checks that find its records. Policies that end stand before them."""
DUE_SOON = "hazard_week"
TOPICS_DUE: Mapping[str, str] = {"执法": "执法期限", "投诉": "投诉答复", "名录": "名录有效期", "其他": "问题和会议"}
"""Topics of what falls due that the tasks above don't tell already, with their titles."""


@dataclass(frozen=True, slots=True)
class Task:
    """Records of one kind that ask for something. `rule` is the check of the packs that the number stands on."""

    key: str
    title: str
    kind: str
    ids: tuple[int, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """Reviews this person has to decide on, and those that came back to this person."""

    waiting: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many ask for this person."""
        return len(self.waiting) + len(self.returned)


@dataclass(frozen=True, slots=True)
class Day:
    """What has to be done on a day. `found` counts the findings of the tasks' own checks by severity.

    `due` reaches `due_days` ahead.
    """

    tasks: tuple[Task, ...]
    found: Counter[str]
    due: DueList
    due_days: int
    reviews: Reviews
    drafts: int
    plan: Timetable


def day(session: Session, as_of: date) -> Day:
    """What has to be done, as things stand on a day. What was explained away does not count."""
    may_edit = not session.store.readonly_reason and session.may(Permission.EDIT)
    rules = packs.rules(session.store)
    ahead = packs.parameter(session.store, "due_soon_days", as_of.isoformat())
    findings = run_all(session.store, as_of, [name for name in _own_checks() if name in rules.checks])
    return Day(
        _tasks(session.store, as_of, rules, findings),
        Counter(finding.severity for finding in findings),
        due_list(session, ahead, as_of, TOPICS_DUE),
        ahead,
        reviews(session),
        len(drafts.waiting(session)) if may_edit else 0,
        timetable(session.store, as_of),
    )


def _own_checks() -> tuple[str, ...]:
    return (EXPIRING, *(name for _, names in TASK_CHECKS.values() for name in names))


def _tasks(store: Store, as_of: date, rules: Rules, findings: Iterable[Finding]) -> tuple[Task, ...]:
    """The tasks that the checks in force know, in the order a clerk takes them."""
    found: dict[str, list[Finding]] = {name: [] for name in _own_checks() if name in rules.checks}
    for finding in findings:
        found[finding.check].append(finding)
    made = _ending(rules, found[EXPIRING], as_of) if EXPIRING in found else []
    for key, (title, checks) in TASK_CHECKS.items():
        known = [name for name in checks if name in found]
        if known:
            ids = _ids(finding for name in known for finding in found[name])
            made.append(Task(key, title, rules.checks[known[0]].kind, ids, known[0]))
        if key == "hazard_overdue" and known:
            made.append(_due_soon(store, as_of, known[0]))
    return tuple(made)


def _ids(findings: Iterable[Finding]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(finding.record_id for finding in findings))


def _ending(rules: Rules, found: Sequence[Finding], as_of: date) -> list[Task]:
    """Policies that end without a successor, within each of the days of warning; later ones include earlier ones."""
    spans = sorted({int(rules.value(name, as_of.isoformat()) or 0) for name in WARNINGS})
    made = []
    for days in spans:
        last = (as_of + timedelta(days=days)).isoformat()
        ids = _ids(f for f in found if f.basis <= last)
        made.append(Task(f"{EXPIRING}_{days}", f"{days}天内到期未续的保单", "policy", ids, EXPIRING))
    return made


def _due_soon(store: Store, as_of: date, rule: str) -> Task:
    """Hazards whose time limit ends soon."""
    days = packs.parameter(store, "hazard_soon_days", as_of.isoformat())
    first, last = as_of.isoformat(), (as_of + timedelta(days=days)).isoformat()
    conditions = (
        Condition("rectified_on", "open", first), Condition("due_on", "≥", first), Condition("due_on", "≤", last),
    )  # fmt: skip
    ids = tuple(lists.all_ids(store, ListQuery("hazard", conditions=conditions)))
    return Task(DUE_SOON, f"{days}天内到整改期限的隐患", "hazard", ids, rule)


def other_findings(store: Store, as_of: date) -> Counter[str]:
    """How many findings of each severity the checks of no task make: together with `Day.found` all there are."""
    own = _own_checks()
    others = [name for name in packs.rules(store).checks if name not in own]
    return Counter(finding.severity for finding in run_all(store, as_of, others))


def reviews(session: Session) -> Reviews:
    """The reviews that wait for this person."""
    waiting: list[int] = []
    returned: list[int] = []
    for line in review_desk.waiting(session):
        if set(line.acts) - {Act.UNLOCK, Act.WITHDRAW}:
            (returned if line.review.state is State.RETURNED else waiting).append(line.review.id)
    return Reviews(tuple(waiting), tuple(returned))
