"""Renewing a policy: the next term as a proposal for the form."""

from __future__ import annotations

from datetime import date, timedelta

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.session import Session
from ajx_tui.store import records

CARRIED = (
    "enterprise_id", "object_id", "insurer_id", "headcount", "limit_person", "limit_total", "premium",
    "premium_source", "commission", "promised_visits", "product",
)  # fmt: skip
"""What a renewal usually keeps; number, payment and end are its own."""


def proposal(session: Session, policy_id: int) -> Values:
    """The values of the policy that would follow: same terms, starting the day after, pointing back at the old one.

    Raises RefusedError when the policy is gone.
    """
    old = records.get(session.store, KINDS["policy"], policy_id)
    if old is None:
        raise RefusedError("保单已不存在", "它可能刚被删除，请返回列表刷新。")
    start, end = next_term(date.fromisoformat(str(old["start_on"])), date.fromisoformat(str(old["end_on"])))
    fresh: Values = {name: old[name] for name in CARRIED if old[name] is not None}
    return {**fresh, "start_on": start.isoformat(), "end_on": end.isoformat(), "renews_id": policy_id}


def next_term(start: date, end: date) -> tuple[date, date]:
    """The term after `start`…`end`: whole years stay whole years across 29 February, others keep their days."""
    fresh = end + timedelta(days=1)
    years = fresh.year - start.year
    if years > 0 and _years_later(start, years) == fresh:
        return fresh, _years_later(fresh, years) - timedelta(days=1)
    return fresh, fresh + (end - start)


def _years_later(day: date, years: int) -> date:
    """The same calendar day; 1 March for a 29 February that the year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
