"""Rows for official documents: what records are called on paper, what is wrong with them, who answers for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

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
    "fund_entry": "SELECT o.id, coalesce(o.number, o.voucher_no, o.occurred_on) FROM fund_entry o",
}


MAJOR = "【重大】"
"""What the description of a major hazard begins with."""
_OWNER = """coalesce(
    (SELECT d.name FROM department d WHERE d.id = e.department_id AND d.deleted_at IS NULL),
    (SELECT d.name FROM sector_department x JOIN department d ON d.id = x.department_id
      WHERE x.sector_id = s.id AND x.lead = 1 AND x.deleted_at IS NULL AND d.deleted_at IS NULL
        AND coalesce(x.valid_from, '') <= :day AND coalesce(x.valid_until, '9999') >= :day
      ORDER BY x.id LIMIT 1), '')"""
_OBJECT = f"""
SELECT o.id AS id,
  CASE WHEN o.type = 'enterprise' THEN e.name ELSE coalesce(o.name, o.code, e.name) END AS name,
  coalesce(CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code, '') AS code,
  e.name AS enterprise, coalesce(s.title, '') AS sector, coalesce(o.township, e.township, '') AS township,
  {_OWNER} AS department,
  CASE WHEN o.headcount IS NOT NULL OR o.type = 'project' THEN o.headcount ELSE e.headcount END AS headcount,
  coalesce(e.principal, e.legal_person, '') AS contact, coalesce(e.phone, '') AS phone,
  coalesce(e.address, '') AS address, e.id AS enterprise_id,
  {{extra}}
FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id
LEFT JOIN sector s ON s.id = coalesce(o.sector_id, e.sector_id)
WHERE o.id IN (SELECT value FROM json_each(:ids))
ORDER BY s.position, sector, township, name, o.id"""
_BELOW = f"""
SELECT {{id}} AS id, {{name}} AS name, {{code}} AS code, e.name AS enterprise, coalesce(s.title, '') AS sector,
  coalesce(o.township, e.township, '') AS township, {_OWNER} AS department, NULL AS headcount,
  coalesce(e.principal, e.legal_person, '') AS contact, coalesce(e.phone, '') AS phone,
  coalesce(e.address, '') AS address, e.id AS enterprise_id,
  {{extra}}
FROM {{source}} JOIN enterprise e ON e.id = p.enterprise_id
LEFT JOIN insured_object o ON o.id = p.object_id
LEFT JOIN sector s ON s.id = coalesce(o.sector_id, e.sector_id)
WHERE {{id}} IN (SELECT value FROM json_each(:ids))
ORDER BY {{order}}"""
_FORCE = (
    "p.object_id = o.id AND p.deleted_at IS NULL AND p.start_on <= :day AND p.end_on >= :day"
    " AND (p.ended_on IS NULL OR p.ended_on > :day)"
)
_OBJECT_EXTRA: Mapping[str, str] = {
    "uninsured": "(SELECT max(min(p.end_on, coalesce(p.ended_on, p.end_on))) FROM policy p WHERE p.object_id = o.id"
    " AND p.deleted_at IS NULL AND p.start_on <= :day) AS x, NULL AS y",
    "headcount_short": f"(SELECT max(p.headcount) FROM policy p WHERE {_FORCE}) AS x, NULL AS y",
    "headcount_unknown": "NULL AS x, NULL AS y",
    "below_floor": f"(SELECT min(p.limit_person) FROM policy p WHERE {_FORCE}) AS x, NULL AS y",
    "overlapping": f"(SELECT count(*) FROM policy p WHERE {_FORCE}) AS x, NULL AS y",
}
_POLICY = {"id": "p.id", "name": "e.name", "code": "p.number", "source": "policy p", "order": "p.number"}
_VISIT = {
    "id": "v.id",
    "name": "e.name",
    "code": "coalesce(v.number, p.number)",
    "source": "visit v JOIN policy p ON p.id = v.policy_id",
    "order": "v.visited_on, v.id",
}
_HAZARD = {
    "id": "h.id",
    "name": "e.name",
    "code": "coalesce(v.number, p.number)",
    "source": "hazard h JOIN visit v ON v.id = h.visit_id JOIN policy p ON p.id = v.policy_id",
    "order": "h.level = 'major' DESC, h.due_on, h.id",
}
_BELOW_EXTRA: Mapping[str, tuple[Mapping[str, str], str]] = {
    "ended_early": (_POLICY, "p.ended_on AS x, p.end_reason AS y"),
    "commission_over": (_POLICY, "p.commission AS x, NULL AS y"),
    "visits_unconfirmed": (_VISIT, "v.visited_on AS x, v.item AS y"),
    "hazards_overdue": (_HAZARD, "h.due_on AS x, CASE WHEN h.level = 'major' THEN '【重大】' ELSE '' END"
                        " || h.description AS y"),
}  # fmt: skip
PROBLEMS = (*_OBJECT_EXTRA, *_BELOW_EXTRA)
"""The figures whose records `problem_rows` can tell of."""
_COVER = """
SELECT p.object_id, i.name, p.number, p.end_on, p.headcount, p.limit_person
FROM policy p JOIN insurer i ON i.id = p.insurer_id
WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.end_on, p.id"""
_REGISTER = f"""
SELECT o.id, CASE WHEN o.type = 'enterprise' THEN e.name ELSE coalesce(o.name, o.code, e.name) END AS name,
  coalesce(CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code, '') AS code,
  s.title, coalesce(o.township, e.township, '') AS township,
  {_OWNER},
  coalesce(e.principal, e.legal_person, ''), coalesce(e.phone, ''),
  CASE WHEN o.headcount IS NOT NULL OR o.type = 'project' THEN o.headcount ELSE e.headcount END
FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id
JOIN sector s ON s.id = coalesce(o.sector_id, e.sector_id)
WHERE o.id IN (SELECT value FROM json_each(:objects))
ORDER BY s.position, s.title, township, name, o.id"""
_DUTIES = """
SELECT s.title, d.name, coalesce(x.scope, ''), coalesce(x.lead, 0) FROM sector_department x
JOIN sector s ON s.id = x.sector_id JOIN department d ON d.id = x.department_id
WHERE x.deleted_at IS NULL AND s.deleted_at IS NULL AND d.deleted_at IS NULL
  AND coalesce(x.valid_from, '') <= ? AND coalesce(x.valid_until, '9999') >= ?
ORDER BY s.position, s.title, x.lead DESC, d.position, d.name"""
_ENFORCEMENT = """
SELECT count(*), coalesce(sum(ordered_on <= :day), 0), coalesce(sum(corrected_on <= :day), 0),
  coalesce(sum(decided_on <= :day AND decision = 'fine'), 0),
  coalesce(sum(CASE WHEN decided_on <= :day AND decision = 'fine' THEN fine END), 0),
  coalesce(sum(closed_on <= :day), 0)
FROM enforcement_case
WHERE deleted_at IS NULL AND filed_on <= :day AND substr(filed_on, 1, 4) = substr(:day, 1, 4)"""
_TRACKED = """
SELECT coalesce(p.number, ''), p.description, coalesce(d.name, ''), coalesce(p.due_on, ''),
  CASE WHEN p.closed_on <= :day THEN p.closed_on ELSE '' END, coalesce(p.progress, ''), p.stage,
  coalesce(p.found_on, ''), coalesce(p.measure, ''), coalesce(p.proof, '')
FROM problem p LEFT JOIN department d ON d.id = p.department_id
WHERE p.deleted_at IS NULL AND (p.found_on IS NULL OR p.found_on <= :day)
ORDER BY p.closed_on <= :day, p.due_on, p.id"""
_ORDERS = f"""
SELECT * FROM (
  SELECT c.id AS id, e.name AS name,
    coalesce((SELECT x.number FROM enforcement_paper x WHERE x.case_id = c.id AND x.type = 'order'
      AND x.deleted_at IS NULL ORDER BY x.issued_on DESC, x.id DESC LIMIT 1), c.number) AS code,
    e.name AS enterprise, coalesce(s.title, '') AS sector, coalesce(e.township, '') AS township,
    coalesce(d.name, {_OWNER}) AS department, NULL AS headcount, coalesce(e.principal, e.legal_person, '') AS contact,
    coalesce(e.phone, '') AS phone, coalesce(e.address, '') AS address, e.id AS enterprise_id,
    coalesce(c.order_due_on, '') AS due, coalesce(c.facts, '') AS text, c.cause AS cause, 0 AS major,
    c.ordered_on AS ordered, CASE WHEN c.corrected_on <= :day THEN c.corrected_on ELSE '' END AS done
  FROM enforcement_case c JOIN enterprise e ON e.id = c.enterprise_id LEFT JOIN sector s ON s.id = e.sector_id
  LEFT JOIN department d ON d.id = c.department_id
  WHERE c.deleted_at IS NULL AND c.ordered_on <= :day AND (c.order_due_on <= :day OR c.corrected_on <= :day)
    AND (c.reinspected_on IS NULL OR c.reinspected_on > :day) AND (c.closed_on IS NULL OR c.closed_on > :day)
  UNION ALL
  SELECT h.id, e.name, '', e.name, coalesce(s.title, ''), coalesce(e.township, ''), {_OWNER}, NULL,
    coalesce(e.principal, e.legal_person, ''), coalesce(e.phone, ''), coalesce(e.address, ''), e.id,
    coalesce(h.order_due_on, ''), h.description, '', h.level = 'major', h.ordered_on,
    CASE WHEN h.rectified_on <= :day THEN h.rectified_on ELSE '' END
  FROM hazard h JOIN visit v ON v.id = h.visit_id JOIN policy p ON p.id = v.policy_id
  JOIN enterprise e ON e.id = p.enterprise_id LEFT JOIN sector s ON s.id = e.sector_id
  WHERE h.deleted_at IS NULL AND h.ordered_on <= :day AND h.case_id IS NULL
    AND (h.order_due_on <= :day OR h.rectified_on <= :day) AND (h.verified_on IS NULL OR h.verified_on > :day)
) ORDER BY enterprise, enterprise_id, ordered, id"""
_ASSESSED = """
SELECT a.id, a.number, i.name, a.period_from, a.period_to, a.assessor, coalesce(a.assessed_on, ''),
  coalesce(a.total, (SELECT sum(x.score) FROM assessment_item x WHERE x.assessment_id = a.id AND x.deleted_at IS NULL)),
  coalesce(a.grade, ''), coalesce(a.conclusion, ''), coalesce(a.problems, ''),
  CASE WHEN a.published_on <= :day THEN a.published_on ELSE '' END
FROM assessment a JOIN insurer i ON i.id = a.insurer_id
WHERE a.deleted_at IS NULL AND coalesce(a.assessed_on, a.period_to) <= :day
  AND substr(coalesce(a.assessed_on, a.period_to), 1, 4) = substr(:day, 1, 4)
ORDER BY i.name, a.period_to, a.id"""
_SCORES = """
SELECT assessment_id, item, weight, score, coalesce(remark, '') FROM assessment_item
WHERE deleted_at IS NULL ORDER BY assessment_id, position, id"""
_LOWEST = """
SELECT coalesce(o.sector_id, e.sector_id), min(p.limit_person) FROM policy p
JOIN enterprise e ON e.id = p.enterprise_id LEFT JOIN insured_object o ON o.id = p.object_id
WHERE p.limit_person IS NOT NULL AND p.id IN (SELECT value FROM json_each(?)) GROUP BY 1"""


def labels(store: Store, kind: str, ids: Sequence[int]) -> tuple[str, ...]:
    """What people identify records of one kind by (credit code, permit, number), sorted; one per record."""
    if not ids:
        return ()
    rows = store.read(
        f"WITH named(id, label) AS ({_LABELS[kind]}) SELECT label FROM named"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY label, id",
        (json.dumps(list(ids)),),
    )
    return tuple(str(row[0]) for row in rows)


_OWNERS: Mapping[str, str] = {
    "insured_object": "SELECT o.id, coalesce(CASE WHEN o.type <> 'enterprise' THEN o.name END, e.name)"
    " FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id",
    "enterprise": "SELECT o.id, o.name FROM enterprise o",
    "policy": "SELECT o.id, e.name FROM policy o JOIN enterprise e ON e.id = o.enterprise_id",
    "visit": "SELECT o.id, e.name FROM visit o JOIN policy p ON p.id = o.policy_id"
    " JOIN enterprise e ON e.id = p.enterprise_id",
    "hazard": "SELECT o.id, e.name || '：' || o.description FROM hazard o JOIN visit v ON v.id = o.visit_id"
    " JOIN policy p ON p.id = v.policy_id JOIN enterprise e ON e.id = p.enterprise_id",
    "claim": "SELECT o.id, e.name FROM claim o JOIN policy p ON p.id = o.policy_id"
    " JOIN enterprise e ON e.id = p.enterprise_id",
    "fund_entry": "SELECT o.id, i.name FROM fund_entry o LEFT JOIN insurer i ON i.id = o.insurer_id",
}


def described(store: Store, kind: str, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Id → (what people identify a record by, whose or what it is), for records of one kind."""
    text = json.dumps(list(ids))
    found: list[dict[int, str]] = []
    for source in (_LABELS[kind], _OWNERS[kind]):
        rows = store.read(f"WITH named(id, label) AS ({source}) SELECT id, label FROM named WHERE id IN"
                          " (SELECT value FROM json_each(?))", (text,))  # fmt: skip
        found.append({row[0]: str(row[1] or "") for row in rows})
    labels_, owners = found
    return {i: (label, owners.get(i, "")) for i, label in labels_.items()}


def named_in(store: Store, text: str) -> int | None:
    """The enterprise whose name or credit code stands in a text; of several the one with the longest name."""
    rows = store.read(
        "SELECT id FROM enterprise WHERE deleted_at IS NULL AND (instr(?1, name) > 0 OR instr(?1, credit_code) > 0)"
        " ORDER BY length(name) DESC, id LIMIT 1",
        (text,),
    )
    return int(rows[0][0]) if rows else None


def problem_rows(store: Store, name: str, ids: Sequence[int], day: str) -> list[Any]:
    """The records behind a figure of `PROBLEMS` on a day.

    Columns: id, name, code, enterprise, sector, township, department, headcount, contact, phone, address,
    enterprise id, and two that say what is wrong (their meaning depends on the figure).
    """
    if name in _OBJECT_EXTRA:
        sql = _OBJECT.format(extra=_OBJECT_EXTRA[name])
    else:
        shape, extra = _BELOW_EXTRA[name]
        sql = _BELOW.format(**shape, extra=extra)
    return store.read(sql, {"ids": json.dumps(list(ids)), "day": day})


def register_rows(store: Store, objects: Sequence[int], policies: Sequence[int], day: str) -> list[Any]:
    """The base register: one row per object, with the one of `policies` on it that ends last.

    Columns: name, code, sector, township, department, principal, phone, headcount, then insurer, policy number, end,
    people and limit per person (fen), empty without a policy.
    """
    # Joined here: SQLite scans a derived table of policies once per object.
    cover = {row[0]: tuple(row[1:]) for row in store.read(_COVER, (json.dumps(list(policies)),))}
    rows = store.read(_REGISTER, {"objects": json.dumps(list(objects)), "day": day})
    return [(*row[1:], *cover.get(row[0], ("", "", "", None, None))) for row in rows]


def duty_rows(store: Store, day: str) -> list[Any]:
    """Sector, department, scope, lead of every pair in force on a day, in the order of the sectors."""
    return store.read(_DUTIES, (day, day))


def department_rows(store: Store) -> list[Any]:
    """Name and duty of every department."""
    return store.read("SELECT name, duty FROM department WHERE deleted_at IS NULL ORDER BY position, name")


def enforcement_row(store: Store, day: str) -> Any:
    """Cases filed in the year of a day up to it: filed, ordered, corrected, fined, fines (fen), closed."""
    return store.read(_ENFORCEMENT, {"day": day})[0]


def tracked_rows(store: Store, day: str) -> list[Any]:
    """Problems of evaluations up to a day: number, description, department, due, closed (if by then), progress, then
    stage, day found, measure, proof."""
    return store.read(_TRACKED, {"day": day})


def order_rows(store: Store, day: str) -> list[Any]:
    """Orders to rectify (cases, and hazards without a case) that are due or done and not re-inspected yet.

    Columns: the twelve of `problem_rows` up to the enterprise id, then time limit, facts, cause, major, ordered, done.
    """
    return store.read(_ORDERS, {"day": day})


def assessment_rows(store: Store, day: str) -> tuple[list[Any], list[Any]]:
    """Assessments of insurers of the year of a day up to it, and the lines of all score sheets by assessment."""
    return store.read(_ASSESSED, {"day": day}), store.read(_SCORES)


def lowest_limits(store: Store, policies: Sequence[int]) -> dict[int | None, int]:
    """Sector id → the lowest limit per person (fen) among these policies."""
    return dict(store.read(_LOWEST, (json.dumps(list(policies)),)))
