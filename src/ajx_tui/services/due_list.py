"""What falls due within some days, of every kind: clocks of the law, agreed limits, policies that end unrenewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ajx_tui.domain.clockwork import Due, Holder
from ajx_tui.domain.records import KINDS
from ajx_tui.services import clocks, holidays, packs
from ajx_tui.services.clocks import DueItem
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

POLICY = KINDS["policy"]
POLICIES, OTHERS = "保单", "其他"
TOPICS: Mapping[str, tuple[str, ...]] = {
    "执法": ("enforcement_case", "enforcement_paper", "enforcement_plan_item"),
    "理赔": ("claim",),
    "投诉": ("lead",),
    "整改": ("hazard",),
    POLICIES: ("policy",),
    "名录": ("insurer", "service_body", "commitment"),
    OTHERS: ("problem", "meeting"),
}
"""Name of a group of clocks → the kinds of record they belong to."""
_GROUP = 500


@dataclass(frozen=True, slots=True)
class DueLine:
    """One clock with its remaining time: `workdays` are working days left, 0 when the day has come or passed."""

    item: DueItem
    topic: str
    workdays: int

    @property
    def day(self) -> date:
        """The last day in time."""
        return self.item.due.due

    @property
    def left(self) -> str:
        """The remaining time in Chinese."""
        days = self.item.days_left
        if days < 0:
            return f"逾期{-days}天" if self.item.late else f"已过{-days}天"
        return "今天" if not days else f"{days}天"

    def as_json(self) -> dict[str, Any]:
        """The line as plain values; days negative when the clock ran out."""
        item, due = self.item, self.item.due
        return {"due": due.due.isoformat(), "days_left": item.days_left, "workdays_left": self.workdays,
                "late": item.late, "topic": self.topic, "title": due.title, "clause": due.clause,
                "certainty": due.certainty, "holder": item.holder,
                "kind": item.kind, "id": item.record_id, "record": item.label, "enterprise": item.enterprise,
                "since": due.start.isoformat(), "note": due.note}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueList:
    """Everything due up to `until`, overdue first; `note` says where holidays are not known, empty when they are."""

    lines: tuple[DueLine, ...]
    until: date
    note: str

    def of_topic(self, topic: str) -> tuple[DueLine, ...]:
        """The lines of one topic; all for an empty one."""
        return tuple(line for line in self.lines if topic in ("", line.topic))

    def only(self, topic: str) -> DueList:
        """The list of one topic; the whole list for an empty one."""
        return replace(self, lines=self.of_topic(topic))

    @property
    def overdue(self) -> int:
        """How many clocks ran out."""
        return sum(line.item.late for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The list as plain values."""
        return {"until": self.until.isoformat(), "overdue": self.overdue, "note": self.note,
                "lines": [line.as_json() for line in self.lines]}  # fmt: skip


def due_list(session: Session, days: int, as_of: date | None = None, topics: Iterable[str] | None = None) -> DueList:
    """What is overdue or falls due within `days` after `as_of`, soonest first; only of some topics when given."""
    wanted = frozenset(TOPICS) if topics is None else frozenset(topics)
    day = as_of or session.today()
    until = day + timedelta(days=days)
    calendar = holidays.calendar(session.store)
    topic_of = {kind: topic for topic, kinds in TOPICS.items() for kind in kinds}
    found = clocks.within(session, days, day, [k for k in clocks.RUNNING if topic_of.get(k, OTHERS) in wanted])
    if POLICIES in wanted:
        found += _ending(session.store, day, until)
    items = sorted(found, key=lambda item: (item.due.due, item.kind, item.record_id))
    lines = [DueLine(item, topic_of.get(item.kind, OTHERS), calendar.between(day, item.due.due)) for item in items]
    return DueList(tuple(lines), until, calendar.note(day, max([until, *(line.day for line in lines)])))


def _ending(store: Store, day: date, until: date) -> list[DueItem]:
    """Policies in force that end by `until` and have no successor for the same object."""
    text = day.isoformat()
    running = (
        Condition("start_on", "≤", text), Condition("end_on", "≥", text), Condition("ended_on", "open", text),
        Condition("end_on", "≤", until.isoformat()),
    )  # fmt: skip
    ending = records.get_many(store, POLICY, lists.all_ids(store, ListQuery(POLICY.name, conditions=running)))
    later = _latest_ends(store, {int(v["object_id"]) for v in ending.values() if v["object_id"] is not None}, text)
    alone = {i: v for i, v in ending.items() if later.get(int(v["object_id"] or 0), "") <= str(v["end_on"])}
    owners = related.enterprises_of(store, POLICY, alone)
    clause, found = packs.clause(store, "policy_end", text), []
    for record_id, values in alone.items():
        last = date.fromisoformat(str(values["end_on"]))
        start = date.fromisoformat(str(values["start_on"]))
        due = Due(
            "policy_end", "保单到期", last, clause.short, None, start, Holder.ENTERPRISE, certainty=clause.certainty
        )
        name = owners.get(record_id, (0, ""))[1]
        label = str(values["number"] or f"{POLICY.title}{record_id}")
        found.append(DueItem(POLICY.name, record_id, label, name, due, due.days_left(day), False))
    return found


def _latest_ends(store: Store, objects: Iterable[int], day: str) -> dict[int, str]:
    """Object → the latest last day of its policies that were not ended early."""
    found: dict[int, str] = defaultdict(str)
    for group in records.in_groups(objects, _GROUP):
        conditions = (Condition("object_id", "in", tuple(group)), Condition("ended_on", "open", day))
        ids = lists.all_ids(store, ListQuery(POLICY.name, conditions=conditions))
        for values in records.get_many(store, POLICY, ids).values():
            owner = int(values["object_id"] or 0)
            found[owner] = max(found[owner], str(values["end_on"] or ""))
    return found
