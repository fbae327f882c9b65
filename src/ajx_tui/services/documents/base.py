"""What only some documents need beside the figures: the base register, and the numbers of an earlier day."""

from __future__ import annotations

import json
from datetime import date, timedelta

from ajx_tui.documents.texts.facts import Entry
from ajx_tui.services.figures import Figures
from ajx_tui.store.database import Store

_REGISTER = """
WITH cover AS (
  SELECT p.object_id AS object_id, p.number AS number, p.end_on AS end_on, p.headcount AS headcount,
    p.limit_person AS limit_person, i.name AS insurer,
    row_number() OVER (PARTITION BY p.object_id ORDER BY p.end_on DESC, p.id DESC) AS place
  FROM policy p JOIN insurer i ON i.id = p.insurer_id
  WHERE p.id IN (SELECT value FROM json_each(:policies))
)
SELECT CASE WHEN o.type = 'enterprise' THEN e.name ELSE coalesce(o.name, o.code, e.name) END AS name,
  coalesce(CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code, '') AS code,
  s.title, coalesce(o.township, e.township, '') AS township,
  coalesce(
    (SELECT d.name FROM department d WHERE d.id = e.department_id AND d.deleted_at IS NULL),
    (SELECT d.name FROM sector_department x JOIN department d ON d.id = x.department_id
      WHERE x.sector_id = s.id AND x.lead = 1 AND x.deleted_at IS NULL AND d.deleted_at IS NULL
        AND coalesce(x.valid_from, '') <= :day AND coalesce(x.valid_until, '9999') >= :day
      ORDER BY x.id LIMIT 1), ''),
  coalesce(e.principal, e.legal_person, ''), coalesce(e.phone, ''),
  CASE WHEN o.headcount IS NOT NULL OR o.type = 'project' THEN o.headcount ELSE e.headcount END,
  coalesce(c.insurer, ''), coalesce(c.number, ''), coalesce(c.end_on, ''), c.headcount, c.limit_person
FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id
JOIN sector s ON s.id = coalesce(o.sector_id, e.sector_id)
LEFT JOIN cover c ON c.object_id = o.id AND c.place = 1
WHERE o.id IN (SELECT value FROM json_each(:objects))
ORDER BY s.position, s.title, township, name, o.id"""


def register(store: Store, found: Figures) -> tuple[Entry, ...]:
    """Every due object of the figures' day, by sector and township, with the policy in force that ends last."""
    values = {
        "objects": json.dumps(list(found.ids("due").ids)),
        "policies": json.dumps(list(found.ids("policies_in_force").ids)),
        "day": found.as_of,
    }
    return tuple(Entry(*row) for row in store.read(_REGISTER, values))


def eve_of_month(as_of: date) -> date:
    """The last day of the month before: what a bulletin compares with."""
    return as_of.replace(day=1) - timedelta(days=1)
