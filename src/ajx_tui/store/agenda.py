"""What a clerk has to do soon that no single field of a record shows."""

from __future__ import annotations

from datetime import date

from ajx_tui.store.database import Store

# Whole visits that should have been made by the day, by the elapsed share of the term (domain §6 服务欠账).
_OWED = """
SELECT id FROM (
  SELECT p.id, p.promised_visits AS promised,
         (julianday(:day) - julianday(p.start_on) + 1.0) / (julianday(p.end_on) - julianday(p.start_on) + 1.0) AS share,
         (SELECT count(*) FROM visit v WHERE v.policy_id = p.id AND v.deleted_at IS NULL AND v.visited_on <= :day)
           AS done
  FROM policy p
  WHERE p.deleted_at IS NULL AND p.promised_visits > 0 AND p.start_on <= :day AND p.end_on >= :day
    AND (p.ended_on IS NULL OR p.ended_on > :day)
)
WHERE done < CAST(promised * share AS INTEGER)
ORDER BY id
"""


def visits_owed(store: Store, as_of: date) -> tuple[int, ...]:
    """Policies in force under which fewer visits were made than the promised number times the elapsed share."""
    return tuple(row[0] for row in store.read(_OWED, {"day": as_of.isoformat()}))
