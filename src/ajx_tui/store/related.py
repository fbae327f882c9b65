"""How records hang together: from a record down to everything below it, and up to its enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.records import in_groups

PARENT: Mapping[str, str] = MappingProxyType(
    {
        "insured_object": "enterprise_id",
        "policy": "enterprise_id",
        "promised_service": "policy_id",
        "rate_factor": "policy_id",
        "service_plan": "policy_id",
        "visit": "policy_id",
        "hazard": "visit_id",
        "claim": "policy_id",
        "fund_entry": "policy_id",
        "enforcement_case": "enterprise_id",
        "enforcement_paper": "case_id",
        "enforcement_plan_item": "enterprise_id",
        "lead": "enterprise_id",
        "document_paper": "enterprise_id",
        "document_version": "document_id",
        "commitment": "insurer_id",
        "breach": "commitment_id",
        "assessment": "insurer_id",
        "assessment_item": "assessment_id",
        "checklist_template_item": "template_id",
        "checklist_item": "checklist_id",
        "checklist_evidence": "item_id",
    }
)
"""Kind → the reference that leads one step up: towards the enterprise, or the insurer, that a record belongs to."""


def path_up(kind: str, ancestor: str) -> tuple[str, ...] | None:
    """The references that lead from a record of `kind` to its `ancestor`, or None when there is no such way."""
    columns: list[str] = []
    while kind != ancestor:
        column = PARENT.get(kind)
        if column is None:
            return None
        columns.append(column)
        kind = KINDS[kind].refs[column].target
    return tuple(columns)


def ids_below(store: Store, kind: Kind, path: tuple[str, ...], record_id: int) -> list[int]:
    """Ids of the live records of `kind` that reach `record_id` by `path`, newest first."""
    inner, target = "?", kind
    tables = []
    for column in path:
        tables.append((target, column))
        target = KINDS[target.refs[column].target]
    for table, column in reversed(tables[1:]):
        inner = f"SELECT id FROM {table.name} WHERE deleted_at IS NULL AND {column} IN ({inner})"
    sql = f"SELECT id FROM {kind.name} WHERE deleted_at IS NULL AND {path[0]} IN ({inner}) ORDER BY id DESC"
    return [row[0] for row in store.read(sql, (record_id,))]


def enterprise_sql(kind: str, alias: str) -> str | None:
    """An SQL expression for the id of the enterprise that the row `alias` of `kind` belongs to."""
    path = path_up(kind, "enterprise")
    if path is None:
        return None
    if not path:
        return f"{alias}.id"
    expression, target = f"{alias}.{path[0]}", KINDS[kind].refs[path[0]].target
    for step, column in enumerate(path[1:]):
        expression = f"(SELECT u{step}.{column} FROM {target} u{step} WHERE u{step}.id = {expression})"
        target = KINDS[target].refs[column].target
    return expression


def enterprises_of(store: Store, kind: Kind, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Record id → (id, name) of its enterprise, for the kinds that belong to one."""
    expression = enterprise_sql(kind.name, "r")
    found: dict[int, tuple[int, str]] = {}
    if expression is None:
        return found
    for group in in_groups(ids):
        marks = ", ".join("?" * len(group))
        sql = (
            f"SELECT x.id, e.id, e.name FROM (SELECT r.id AS id, {expression} AS owner FROM {kind.name} r"
            f" WHERE r.id IN ({marks})) x JOIN enterprise e ON e.id = x.owner"
        )
        found.update({row[0]: (row[1], row[2]) for row in store.read(sql, group)})
    return found
