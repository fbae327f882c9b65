"""What people identify records by on paper: credit code, permit, policy, visit, case number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ajx_tui.store.database import Store

_LABELS: Mapping[str, str] = {
    "insured_object": "SELECT o.id, coalesce(CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code, e.name)"
    " FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id",
    "enterprise": "SELECT o.id, coalesce(o.credit_code, o.name) FROM enterprise o",
    "policy": "SELECT o.id, o.number FROM policy o",
    "visit": "SELECT o.id, coalesce(o.number, p.number || ' ' || o.visited_on)"
    " FROM visit o JOIN policy p ON p.id = o.policy_id",
    "hazard": "SELECT o.id, coalesce(v.number, v.visited_on) || '-' || row_number() OVER"
    " (PARTITION BY o.visit_id ORDER BY o.id)"
    " FROM hazard o JOIN visit v ON v.id = o.visit_id",
    "claim": "SELECT o.id, o.number FROM claim o",
}


def labels(store: Store, kind: str, ids: Sequence[int]) -> tuple[str, ...]:
    """The labels of records of one kind, sorted; one per record."""
    if not ids:
        return ()
    rows = store.read(
        f"WITH named(id, label) AS ({_LABELS[kind]}) SELECT label FROM named"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY label, id",
        (json.dumps(list(ids)),),
    )
    return tuple(str(row[0]) for row in rows)
