"""The records behind the numbers that are problems: who, where, owned by which department, what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ajx_tui.documents.texts.facts import Case
from ajx_tui.documents.texts.wording import money
from ajx_tui.services.figures import Figures
from ajx_tui.store.database import Store

MAJOR = "【重大】"
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
LISTED = (*_OBJECT_EXTRA, *_BELOW_EXTRA)
"""The numbers whose records documents list by name."""


def cases(store: Store, found: Figures, as_of: date) -> dict[str, tuple[Case, ...]]:
    """The records behind each number of `LISTED`."""
    return {name: tuple(_cases(store, name, found.ids(name).ids, as_of)) for name in LISTED}


def _cases(store: Store, name: str, ids: Iterable[int], as_of: date) -> Iterable[Case]:
    values = {"ids": json.dumps(list(ids)), "day": as_of.isoformat()}
    if name in _OBJECT_EXTRA:
        sql = _OBJECT.format(extra=_OBJECT_EXTRA[name])
    else:
        shape, extra = _BELOW_EXTRA[name]
        sql = _BELOW.format(**shape, extra=extra)
    for row in store.read(sql, values):
        *common, headcount, contact, phone, address, enterprise_id, x, y = row
        record_id, title, code, enterprise, sector, township, department = common
        major, text = str(y or "").startswith(MAJOR), str(y or "").removeprefix(MAJOR)
        yield Case(
            record_id,
            title,
            code,
            enterprise,
            sector,
            township,
            department,
            headcount,
            detail(name, headcount, x, y),
            contact,
            phone,
            address,
            enterprise_id,
            day=str(x or ""),
            text=text,
            major=major,
        )


def detail(name: str, headcount: int | None, x: Any, y: Any) -> str:
    """What is wrong with a record, in a few words."""
    match name:
        case "uninsured":
            return f"{x}到期未续保" if x else "未查到投保记录"
        case "headcount_short":
            return f"从业{headcount}人，投保{x}人"
        case "headcount_unknown":
            return "从业人员数未填报"
        case "below_floor":
            return f"每人限额{money(int(x))}万元" if x is not None else "每人限额未填报"
        case "overlapping":
            return f"同时有效保单{x}份"
        case "ended_early":
            return f"{x}终止" + (f"（{y}）" if y else "，未写明原因")
        case "commission_over":
            return f"佣金比例{int(x) / 100:g}%"
        case "visits_unconfirmed":
            return f"{x} {y or ''}".rstrip()
    return f"{y}（期限{x}）"


def lowest_limits(store: Store, found: Figures) -> dict[tuple[str, object], int]:
    """The lowest limit per person (fen) among the policies in force: in all, and by sector."""
    rows = store.read(
        "SELECT coalesce(o.sector_id, e.sector_id), min(p.limit_person) FROM policy p"
        " JOIN enterprise e ON e.id = p.enterprise_id LEFT JOIN insured_object o ON o.id = p.object_id"
        " WHERE p.limit_person IS NOT NULL AND p.id IN (SELECT value FROM json_each(?)) GROUP BY 1",
        (json.dumps(list(found.ids("policies_in_force").ids)),),
    )
    lowest: dict[tuple[str, object], int] = {("sector", sector): limit for sector, limit in rows}
    if rows:
        lowest["total", None] = min(limit for _, limit in rows)
    return lowest
