"""How the list of each kind looks: which columns come first and how wide, and which rows are late, open or over.

What one looks for first stands first, and what stands first fits into 80 cells; the other columns follow as declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from ajx_tui.domain.fields import Value
from ajx_tui.ui.widgets.grid_source import Tone

ENTERPRISE = "@enterprise"
"""Key of the column that names the enterprise a record belongs to."""
Leading = str | tuple[str, int]
"""A column, with its width in cells where that is not the declared one."""

LEADING: Mapping[str, tuple[Leading, ...]] = MappingProxyType(
    {
        "enterprise": (("name", 28), "credit_code", "sector_id", "township", "status", "headcount"),
        "insured_object": ("enterprise_id", "type", "name", ("sector_id", 12), ("township", 10)),
        "policy": ("number", "enterprise_id", "start_on", "end_on", "headcount", "limit_person", "premium"),
        "promised_service": (("item", 30), "times", ("note", 24)),
        "rate_factor": ("factor", "coefficient", "basis"),
        "service_plan": ("number", ENTERPRISE, "agreed_on", "times", ("frequency", 10)),
        "visit": (ENTERPRISE, "visited_on", "item", "confirmed", "staff"),
        "hazard": ((ENTERPRISE, 26), ("description", 24), "level", "due_on", "rectified_on", "found_on"),
        "claim": (("number", 12), (ENTERPRISE, 26), "reported_on", "settled", "prepaid", "happened_on"),
        "fund_entry": ("occurred_on", "entry", "amount", ("payee", 24), "voucher_no", "insurer_id"),
        "insurer": (("name", 34), ("aliases", 10), "qualified_until", "phone", "contact"),
        "service_body": ("name", "type", "qualified_until", "phone", "contact"),
        "department": ("name", "contact", "phone", ("duty", 26)),
        "sector": ("title", "due_unit", "due_from", "basis"),
        "sector_department": ("sector_id", "department_id", ("lead", 6), "scope"),
        "commitment": (("content", 32), ("insurer_id", 32), "made_on"),
        "breach": (("facts", 30), ("commitment_id", 24), "found_on", "closed_on"),
        "lead": (("number", 12), "topic", ("content", 28), "received_on", "closed_on", "outcome"),
        "assessment": (("number", 12), ("insurer_id", 32), "total", "grade", "published_on"),
        "assessment_item": (("item", 16), ("weight", 6), ("score", 6), ("remark", 36)),
        "loss_rate": ("sector_id", "subsector", "rate", "valid_from", "valid_until"),
        "enforcement_case": (("number", 12), "enterprise_id", ("cause", 18), "found_on"),
        "enforcement_paper": ("type", ("number", 24), "issued_on", "due_on", "met_on"),
        "enforcement_plan_item": (("year", 4), "enterprise_id", ("reason", 12), "month", "state"),
        "plan_step": ("title", "due_on", "owner", "done_on"),
        "coordination_member": ("name", "department_id", "role", "post", "phone"),
        "meeting": ("held_on", "topic", "type", "follow_up_on", "done_on"),
        "publicity": ("held_on", "theme", "form", "people"),
        "problem": ("number", "description", "due_on", "closed_on", "department_id"),
        "score_row": ("subject", "indicator", "rate", ("weight", 6), ("points", 6), ("year", 4)),
        "document_paper": (("number", 22), ("title", 16), ("enterprise_id", 24), "issued_on", "served_on", "void_on"),
        "document": (("title", 30), "as_of", ("number", 20), ("current", 8)),
    }
)
"""Kind → the columns that stand first."""

GROWING = frozenset(
    {"name", "enterprise_id", ENTERPRISE, "description", "title", "item", "department_id", "content", "facts",
     "topic", "theme", "subject", "payee", "number", "remark", "basis"}
)  # fmt: skip
"""Columns that take the room a wide terminal leaves, when they stand among the first."""
SOON_DAYS = 30
"""What ends within so many days is marked."""

Values = Mapping[str, Value]
ToneOf = Callable[[Values, date], Tone]


def policy_tone(values: Values, as_of: date) -> Tone:
    """Ended policies are dim, those that end soon warn."""
    day, end, ended = as_of.isoformat(), values.get("end_on"), values.get("ended_on")
    if (ended is not None and str(ended) <= day) or (end is not None and str(end) < day):
        return "dim"
    return "warn" if end is not None and str(end) <= _soon(as_of) else ""


def hazard_tone(values: Values, as_of: date) -> Tone:
    """Rectified hazards are dim, overdue ones bad, open major ones warn."""
    return deadline("due_on", "rectified_on")(values, as_of) or ("warn" if values.get("level") == "major" else "")


def enterprise_tone(values: Values, as_of: date) -> Tone:
    """Enterprises that stopped or closed by the day are dim."""
    since = values.get("status_on")
    gone = values.get("status") in ("stopped", "closed", "finished")
    return "dim" if gone and (since is None or str(since) <= as_of.isoformat()) else ""


def visit_tone(values: Values, _as_of: date) -> Tone:
    """Visits that the enterprise did not confirm warn."""
    return "warn" if values.get("confirmed") == 0 else ""


def plan_tone(values: Values, as_of: date) -> Tone:
    """What was dealt with is dim; a month that has passed without inspection is bad."""
    if values.get("state") != "planned":
        return "dim"
    month = f"{int(values.get('year') or 0):04d}-{int(values.get('month') or 12):02d}"
    return "bad" if month < as_of.isoformat()[:7] else ""


def deadline(due: str, done: str) -> ToneOf:
    """Done is dim, past its day and not done is bad."""

    def tone(values: Values, as_of: date) -> Tone:
        day, last, finished = as_of.isoformat(), values.get(due), values.get(done)
        if finished is not None and str(finished) <= day:
            return "dim"
        return "bad" if last is not None and str(last) < day else ""

    return tone


def validity(until: str) -> ToneOf:
    """Expired is bad, ending soon warns."""

    def tone(values: Values, as_of: date) -> Tone:
        last = values.get(until)
        if last is None:
            return ""
        return "bad" if str(last) < as_of.isoformat() else "warn" if str(last) <= _soon(as_of) else ""

    return tone


def over(*ends: str) -> ToneOf:
    """What has ended is dim."""

    def tone(values: Values, as_of: date) -> Tone:
        day = as_of.isoformat()
        return "dim" if any(values.get(name) is not None and str(values[name]) <= day for name in ends) else ""

    return tone


def _soon(as_of: date) -> str:
    return (as_of + timedelta(days=SOON_DAYS)).isoformat()


TONES: Mapping[str, ToneOf] = MappingProxyType(
    {
        "policy": policy_tone,
        "hazard": hazard_tone,
        "enterprise": enterprise_tone,
        "insured_object": enterprise_tone,
        "visit": visit_tone,
        "enforcement_plan_item": plan_tone,
        "enforcement_paper": deadline("due_on", "met_on"),
        "problem": deadline("due_on", "closed_on"),
        "plan_step": deadline("due_on", "done_on"),
        "meeting": deadline("follow_up_on", "done_on"),
        "insurer": validity("qualified_until"),
        "service_body": validity("qualified_until"),
        "commitment": over("valid_until"),
        "loss_rate": over("valid_until"),
        "coordination_member": over("until"),
        "enforcement_case": over("closed_on"),
        "lead": over("closed_on"),
        "breach": over("closed_on"),
    }
)
"""Kind → how a row is coloured on a day, by the values of its columns."""
