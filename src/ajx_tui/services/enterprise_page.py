"""The whole life of one enterprise as plain data: due, insured, served, open, overdue, paid; for screen and paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.clockwork import Holder
from ajx_tui.domain.escalation import NEXT_STEPS, STAGE_TITLES, Stage, stage
from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.insured_object import OBJECT_TYPES
from ajx_tui.errors import RefusedError
from ajx_tui.policy import among
from ajx_tui.services import checks, clocks, packs
from ajx_tui.services.clocks import DueItem
from ajx_tui.services.light import Light, Reason, Weights, total, weights
from ajx_tui.services.session import Session
from ajx_tui.store import records, related
from ajx_tui.store.database import Store

ENTERPRISE = KINDS["enterprise"]
_HELD = ("due", "insured", "headcount_short", "below_floor", "policies_in_force")


@dataclass(frozen=True, slots=True)
class ObjectLine:
    """One insured object: whether it must be insured on the day, and is."""

    id: int
    type: str
    title: str
    due: bool
    insured: bool
    headcount_short: bool
    below_floor: bool


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy, with the services it promised and got. `promised` is None when nothing was agreed."""

    id: int
    number: str
    insurer: str
    object_id: int | None
    start_on: str
    end_on: str
    in_force: bool
    headcount: int | None
    limit_person: int | None
    premium: int | None
    promised: int | None
    visits: int


@dataclass(frozen=True, slots=True)
class HazardLine:
    """One hazard and the step it has reached."""

    id: int
    description: str
    major: bool
    found_on: str
    due_on: str
    stage: Stage

    @property
    def stage_title(self) -> str:
        """The step in Chinese."""
        return STAGE_TITLES[self.stage]

    @property
    def next_step(self) -> str:
        """What comes next."""
        return NEXT_STEPS[self.stage]

    @property
    def open(self) -> bool:
        """Whether it is not rectified yet."""
        return self.stage not in (Stage.RECTIFIED, Stage.VERIFIED)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all records up to the day; money in fen."""

    policies: int
    premium: int
    premium_received: int
    visits: int
    visits_confirmed: int
    visits_returned: int
    hazards: int
    hazards_major: int
    hazards_open: int
    hazards_overdue: int
    claims: int
    claims_open: int
    settled: int
    prepaid: int
    fines: int
    fund_spent: int


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """Everything about one enterprise on a day. `basic` are (title, text) pairs; `related` kind → ids, newest first."""

    id: int
    name: str
    as_of: date
    light: Light
    points: int
    reasons: tuple[Reason, ...]
    basic: tuple[tuple[str, str], ...]
    objects: tuple[ObjectLine, ...]
    policies: tuple[PolicyLine, ...]
    hazards: tuple[HazardLine, ...]
    due: tuple[DueItem, ...]
    totals: Totals
    related: Mapping[str, tuple[int, ...]]

    @property
    def must_insure(self) -> bool:
        """Whether any of its objects is due on the day."""
        return any(o.due for o in self.objects)

    @property
    def overdue(self) -> tuple[DueItem, ...]:
        """The clocks that ran out."""
        return tuple(item for item in self.due if item.late)


def page(session: Session, enterprise_id: int, as_of: date | None = None) -> EnterprisePage:
    """The page of one enterprise. Raises RefusedError when it is gone, AjxError when a pack's SQL fails."""
    store, day = session.store, as_of or session.today()
    values = records.get(store, ENTERPRISE, enterprise_id)
    if values is None:
        raise RefusedError("企业已不存在", "它可能刚被删除或合并，请返回列表刷新。")
    below = _below(store, enterprise_id)
    held = _held(store, enterprise_id, day)
    rows = {name: records.get_many(store, KINDS[name], ids) for name, ids in below.items()}
    due = _due(session, below, day)
    weight = weights(store, day)
    reasons = _reasons(store, enterprise_id, day, due, weight)
    shown = records.show(store, ENTERPRISE, values)
    hazards = _hazards(rows["hazard"], day)
    return EnterprisePage(
        enterprise_id, str(values["name"]), day, weight.light(total(reasons)), total(reasons), tuple(reasons),
        tuple((s.title, shown[n]) for n, s in ENTERPRISE.fields.items() if shown[n]),
        _objects(store, rows["insured_object"], held), _policies(store, rows, held["policies_in_force"], day), hazards,
        due, _totals(rows, hazards, day), {name: tuple(ids) for name, ids in below.items()},
    )  # fmt: skip


def _below(store: Store, enterprise_id: int) -> dict[str, list[int]]:
    """Kind → the records that belong to the enterprise, newest first."""
    found: dict[str, list[int]] = {}
    for name, kind in KINDS.items():
        path = related.path_up(name, "enterprise")
        if path:
            found[name] = related.ids_below(store, kind, path, enterprise_id)
    return found


def _held(store: Store, enterprise_id: int, day: date) -> dict[str, frozenset[int]]:
    """Figure → the enterprise's objects or policies it counts; empty for a figure the packs don't have."""
    rules, guard = packs.rules(store), packs.guard(store)
    with guard.snapshot():
        return {
            name: frozenset(among.ids(guard, rules, day.isoformat(), name, "enterprise", enterprise_id))
            if among.can(rules, name, "enterprise") else frozenset()
            for name in _HELD
        }  # fmt: skip


def _objects(store: Store, rows: Mapping[int, Values], held: Mapping[str, frozenset[int]]) -> tuple[ObjectLine, ...]:
    titles = records.labels(store, KINDS["insured_object"], rows)
    own_first = sorted(rows, key=lambda i: (rows[i]["type"] != "enterprise", i))
    return tuple(
        ObjectLine(
            i, OBJECT_TYPES[str(rows[i]["type"])][0], titles[i], i in held["due"], i in held["insured"],
            i in held["headcount_short"], i in held["below_floor"],
        )
        for i in own_first
    )  # fmt: skip


def _policies(
    store: Store, rows: Mapping[str, Mapping[int, Values]], in_force: frozenset[int], day: date
) -> tuple[PolicyLine, ...]:
    """Policies, the latest term first."""
    insurers = records.labels(store, KINDS["insurer"], {_int(v["insurer_id"]) for v in rows["policy"].values()} - {0})
    visits = Counter(v["policy_id"] for v in rows["visit"].values() if str(v["visited_on"]) <= day.isoformat())
    lines = [
        PolicyLine(
            i, str(v["number"]), insurers.get(_int(v["insurer_id"]), ""), _maybe(v["object_id"]), str(v["start_on"]),
            str(v["end_on"]), i in in_force, _maybe(v["headcount"]), _maybe(v["limit_person"]), _maybe(v["premium"]),
            _maybe(v["promised_visits"]), visits[i],
        )
        for i, v in rows["policy"].items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda p: (p.end_on, p.id), reverse=True))


def _hazards(rows: Mapping[int, Values], day: date) -> tuple[HazardLine, ...]:
    """Hazards found by the day; open and major ones first."""
    lines = [
        HazardLine(
            i, str(v["description"]), v["level"] == "major", str(v["found_on"] or ""), str(v["due_on"] or ""),
            stage(v, day),
        )
        for i, v in rows.items()
        if str(v["found_on"] or "") <= day.isoformat()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda h: (not h.open, not h.major, h.due_on or "9999", h.id)))


def _due(session: Session, below: Mapping[str, Sequence[int]], day: date) -> tuple[DueItem, ...]:
    """The running clocks of all its records, soonest first."""
    found: list[DueItem] = []
    for name, ids in below.items():
        found += clocks.running(session, name, ids, day)
    return tuple(sorted(found, key=lambda item: (item.due.due, item.kind, item.record_id)))


def _reasons(store: Store, enterprise_id: int, day: date, due: Sequence[DueItem], weight: Weights) -> list[Reason]:
    """What counts against the enterprise, heaviest first: findings of the checks, and papers it did not meet."""
    found = [
        Reason(
            f.title, f.text, f.severity, f.clause.text, f.clause.certainty, own.points, f.kind, f.record_id,
            own.clause.text, f.field, f.next_step, f.explained,
        )
        for f in checks.run_enterprise(store, enterprise_id, day)
        for own in (weight.of(f.check, f.severity),)
    ]  # fmt: skip
    for item in due:
        if item.late and item.due.holder is Holder.ENTERPRISE and item.kind.startswith("enforcement"):
            text = f"{item.label}：{item.due.title}应于 {item.due.due.isoformat()} 前完成，已逾期 {-item.days_left} 天"
            text += f"；{item.due.note}" if item.due.note else ""
            own = weight.severities["violation"]
            found.append(
                Reason(
                    f"{item.due.title}逾期", text, "violation", item.due.clause, item.due.certainty, own.points,
                    item.kind, item.record_id, own.clause.text,
                )
            )  # fmt: skip
    return sorted(found, key=lambda r: (bool(r.explained), -r.points))


def _totals(rows: Mapping[str, Mapping[int, Values]], hazards: Sequence[HazardLine], day: date) -> Totals:
    text = day.isoformat()

    def until(kind: str, name: str) -> list[Values]:
        return [v for v in rows[kind].values() if v[name] is not None and str(v[name]) <= text]

    policies, visits = until("policy", "start_on"), until("visit", "visited_on")
    claims = [v for v in rows["claim"].values() if str(v["reported_on"] or v["happened_on"] or "") <= text]
    settled = [v for v in claims if v["settled"] is not None and str(v["settled_on"] or "") <= text]
    ended = [v for v in claims if v in settled or (v["refused_on"] is not None and str(v["refused_on"]) <= text)]
    prepaid = [v for v in claims if v["prepaid"] is not None and str(v["prepaid_on"] or "") <= text]
    spent = [v for v in until("fund_entry", "occurred_on") if v["entry"] == "spent"]
    return Totals(
        len(policies), _sum(policies, "premium"), _sum(policies, "premium_received"), len(visits),
        sum(1 for v in visits if v["confirmed"]),
        sum(1 for v in visits if v["returned"] or v["returned_on"] is not None),
        len(hazards), sum(h.major for h in hazards), sum(h.open for h in hazards),
        sum(h.open and bool(h.due_on) and h.due_on < text for h in hazards),
        len(claims), len(claims) - len(ended), _sum(settled, "settled"), _sum(prepaid, "prepaid"),
        _sum(until("enforcement_case", "decided_on"), "fine"), _sum(spent, "amount"),
    )  # fmt: skip


def _sum(rows: Sequence[Values], name: str) -> int:
    return sum(_int(v[name]) for v in rows)


def _int(value: Value) -> int:
    return int(value or 0)


def _maybe(value: Value) -> int | None:
    return None if value is None else int(value)
