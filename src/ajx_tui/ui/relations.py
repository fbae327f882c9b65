"""What hangs on a record: the lists of its detail page, and what a new record in one of them starts with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from ajx_tui.domain.fields import Value
from ajx_tui.domain.quantities import Count, Day, Money, Percent, Points, Ratio
from ajx_tui.domain.records import KINDS
from ajx_tui.store import lists, related
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery


@dataclass(frozen=True, slots=True)
class Related:
    """A list on a detail page. `path` are the references that lead from its records to the record shown."""

    kind: str
    path: tuple[str, ...]
    title: str = ""

    @property
    def key(self) -> str:
        """Stable name of its tab."""
        return f"{self.kind}.{self.path[0]}"

    @property
    def name(self) -> str:
        """What the tab is called."""
        return self.title or KINDS[self.kind].title


RELATED: Mapping[str, tuple[Related, ...]] = MappingProxyType(
    {
        "enterprise": (
            Related("insured_object", ("enterprise_id",)),
            Related("policy", ("enterprise_id",)),
            Related("visit", ("policy_id", "enterprise_id")),
            Related("hazard", ("visit_id", "policy_id", "enterprise_id")),
            Related("claim", ("policy_id", "enterprise_id")),
            Related("enforcement_case", ("enterprise_id",)),
            Related("lead", ("enterprise_id",)),
            Related("service_plan", ("policy_id", "enterprise_id")),
            Related("enforcement_plan_item", ("enterprise_id",)),
            Related("document_paper", ("enterprise_id",)),
        ),
        "document": (Related("document_version", ("document_id",)),),
        "insured_object": (
            Related("policy", ("object_id",)),
            Related("enforcement_case", ("object_id",)),
            Related("enforcement_plan_item", ("object_id",)),
        ),
        "policy": (
            Related("promised_service", ("policy_id",)),
            Related("visit", ("policy_id",)),
            Related("hazard", ("visit_id", "policy_id")),
            Related("claim", ("policy_id",)),
            Related("policy", ("renews_id",), "后续保单"),
            Related("service_plan", ("policy_id",)),
            Related("fund_entry", ("policy_id",)),
            Related("rate_factor", ("policy_id",)),
        ),
        "service_plan": (Related("visit", ("plan_id",)),),
        "visit": (Related("hazard", ("visit_id",)), Related("fund_entry", ("visit_id",))),
        "insurer": (
            Related("policy", ("insurer_id",)),
            Related("commitment", ("insurer_id",)),
            Related("breach", ("commitment_id", "insurer_id")),
            Related("assessment", ("insurer_id",)),
            Related("fund_entry", ("insurer_id",)),
            Related("lead", ("insurer_id",)),
            Related("service_body", ("insurer_id",)),
        ),
        "service_body": (
            Related("visit", ("body_id",)),
            Related("service_plan", ("body_id",)),
            Related("lead", ("body_id",)),
        ),
        "commitment": (Related("breach", ("commitment_id",)),),
        "assessment": (Related("assessment_item", ("assessment_id",)),),
        "enforcement_case": (
            Related("enforcement_paper", ("case_id",)),
            Related("hazard", ("case_id",)),
            Related("enforcement_plan_item", ("case_id",)),
        ),
        "enforcement_paper": (Related("enforcement_paper", ("follows_id",), "后续文书"),),
        "sector": (
            Related("enterprise", ("sector_id",)),
            Related("sector_department", ("sector_id",)),
            Related("loss_rate", ("sector_id",)),
        ),
        "department": (
            Related("sector_department", ("department_id",)),
            Related("enterprise", ("department_id",)),
            Related("enforcement_case", ("department_id",)),
            Related("enforcement_plan_item", ("department_id",)),
            Related("lead", ("department_id",)),
            Related("problem", ("department_id",)),
            Related("coordination_member", ("department_id",)),
            Related("meeting", ("organiser_id",)),
            Related("publicity", ("organiser_id",)),
        ),
    }
)
"""Kind → the lists on its page, those that are opened most first."""

ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "enterprise": ("credit_code", "sector_id", "township", "status"),
        "insured_object": ("type", "code", "enterprise_id", "end_on"),
        "policy": ("enterprise_id", "insurer_id", "start_on", "end_on"),
        "promised_service": ("policy_id", "times"),
        "rate_factor": ("policy_id", "coefficient", "basis"),
        "service_plan": ("policy_id", "agreed_on", "body_id", "times"),
        "visit": ("visited_on", "policy_id", "item", "body_id"),
        "hazard": ("level", "found_on", "due_on", "rectified_on"),
        "claim": ("policy_id", "happened_on", "settled"),
        "fund_entry": ("insurer_id", "entry", "amount", "occurred_on", "payee"),
        "insurer": ("aliases", "licence", "qualified_until"),
        "service_body": ("type", "qualification", "qualified_until"),
        "department": ("contact", "phone"),
        "sector": ("due_unit", "basis"),
        "sector_department": ("department_id", "scope"),
        "commitment": ("insurer_id", "made_on", "topic"),
        "breach": ("commitment_id", "found_on", "closed_on"),
        "assessment": ("insurer_id", "assessor", "period_from", "period_to", "total"),
        "assessment_item": ("assessment_id", "weight", "score"),
        "loss_rate": ("subsector", "rate", "valid_from", "publisher"),
        "enforcement_case": ("enterprise_id", "cause", "decision", "fine"),
        "enforcement_paper": ("case_id", "type", "issued_on", "due_on"),
        "enforcement_plan_item": ("year", "enterprise_id", "month", "state"),
        "lead": ("topic", "received_on", "insurer_id", "enterprise_id", "outcome"),
        "plan_step": ("due_on", "owner", "done_on"),
        "coordination_member": ("department_id", "role", "phone"),
        "meeting": ("held_on", "type", "follow_up_on"),
        "publicity": ("held_on", "form", "people"),
        "problem": ("number", "department_id", "due_on", "closed_on"),
        "score_row": ("year", "indicator", "rate", "points"),
    }
)
"""Kind → the fields that the second line of a record's page tells."""


QUANTITIES = (Count, Day, Money, Percent, Points, Ratio)
"""Fields whose value needs its title beside it."""


def about_facts(kind: str, shown: Mapping[str, str]) -> list[str]:
    """Those facts as texts. A name speaks for itself, a day or a number needs its title."""
    fields = KINDS[kind].fields
    return [
        f"{fields[name].title} {shown[name]}" if isinstance(fields[name], QUANTITIES) else shown[name]
        for name in ABOUT.get(kind, ())
        if shown.get(name)
    ]


def related_query(store: Store, relation: Related, record_id: int) -> ListQuery:
    """The query of such a list for one record."""
    if len(relation.path) == 1:
        return ListQuery(relation.kind, conditions=(Condition(relation.path[0], "=", record_id),))
    ids = related.ids_below(store, KINDS[relation.kind], relation.path, record_id)
    return ListQuery(relation.kind, ids=tuple(ids))


@dataclass(frozen=True, slots=True)
class Start:
    """What a new record starts with: proposed values, and what its references may point at."""

    preset: dict[str, Value] = field(default_factory=dict)
    scopes: dict[str, tuple[Condition, ...]] = field(default_factory=dict)


def new_child(store: Store, parent: str, parent_id: int, relation: Related, as_of: date) -> Start:
    """What a record entered from the list `relation` of a detail page starts with.

    A child two steps below gets its own parent proposed when only one comes into question, and a limited choice
    otherwise.
    """
    if relation.kind == "policy" and parent == "insured_object":
        owner = related.enterprises_of(store, KINDS[parent], [parent_id]).get(parent_id)
        return Start({"object_id": parent_id, "enterprise_id": owner[0] if owner else None})
    column = relation.path[0]
    if len(relation.path) == 1:
        return Start({column: parent_id})
    scope = _scope(store, relation.path, parent_id)
    between = KINDS[relation.kind].refs[column].target
    found = list(lists.all_ids(store, ListQuery(between, conditions=scope)))
    if between == "policy":
        found = policies_in_force(store, found, as_of) or found
    return Start({column: found[-1]} if len(found) == 1 else {}, {column: scope})


def _scope(store: Store, path: tuple[str, ...], parent_id: int) -> tuple[Condition, ...]:
    """Conditions on the middle record of `path` that lead to the record on top."""
    if len(path) == 2:
        return (Condition(path[1], "=", parent_id),)
    ids = related.ids_below(store, KINDS["policy"], path[2:], parent_id)
    return (Condition(path[1], "in", tuple(ids)),)


def policies_in_force(store: Store, ids: list[int], as_of: date) -> list[int]:
    """Those of these policies that are in force on the day."""
    day = as_of.isoformat()
    conditions = (Condition("start_on", "≤", day), Condition("end_on", "≥", day), Condition("ended_on", "open", day))
    return list(lists.all_ids(store, ListQuery("policy", conditions=conditions, ids=tuple(ids))))
