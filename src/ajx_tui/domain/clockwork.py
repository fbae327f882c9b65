"""What clocks are made of: lengths of time, who must act, a due date with its clause, and the days of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar, add_months
from ajx_tui.domain.fields import Value
from ajx_tui.domain.penalties import LATE_RATE

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as rules give it: a number of 天, 个工作日, 个月 or 年."""

    count: int
    unit: str = "天"

    def end(self, start: date, calendar: Calendar) -> date:
        """The last day of the term that begins the day after `start`."""
        if self.unit == "个工作日":
            return calendar.after(start, self.count)
        if self.unit in ("个月", "年"):
            return add_months(start, self.count * (12 if self.unit == "年" else 1))
        return start + timedelta(days=self.count)


Terms = Mapping[str, Term]
DEFAULT_TERMS: Terms = MappingProxyType(
    {
        "penalty_limitation_years": Term(2, "年"),
        "penalty_limitation_harm_years": Term(5, "年"),
        "case_decision_days": Term(90),
        "hearing_request_days": Term(5, "个工作日"),
        "hearing_notice_days": Term(7, "个工作日"),
        "service_of_papers_days": Term(7, "个工作日"),
        "penalty_payment_days": Term(15),
        "review_days": Term(60),
        "litigation_months": Term(6, "个月"),
        "court_application_months": Term(3, "个月"),
        "reinspection_days": Term(10),
        "claim_assess_days": Term(30),
        "claim_pay_days": Term(10),
        "claim_refusal_days": Term(3),
        "claim_prepay_days": Term(60),
        "claim_limitation_years": Term(2, "年"),
        "complaint_days": Term(10, "个工作日"),
        "complaint_days_checked": Term(30, "个工作日"),
        "return_visit_days": Term(60),
    }
)
"""Lengths by the names of the policy pack's parameters (domain §3); what a pack or county says replaces them."""


class Holder(StrEnum):
    """Who must act before the day. When a right of the party lapses, nothing is overdue: the way is free."""

    OFFICE = "office"
    INSURER = "insurer"
    ENTERPRISE = "enterprise"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Due:
    """One clock: `due` is the last day in time; `done_on` the day it was met, None while it runs.

    `note` holds what a person must know besides: amounts that run up, days past the known holidays. `field` is where
    the record says that it was met.
    """

    name: str
    title: str
    due: date
    clause: str
    done_on: date | None
    start: date
    holder: Holder
    note: str = ""
    field: str = ""

    def open(self, as_of: date) -> bool:
        """Whether it still runs, or ran out unmet."""
        return (self.done_on is None or self.done_on > as_of) and not (self.holder is Holder.RIGHT and self.due < as_of)

    def late(self, as_of: date) -> bool:
        """Whether it was missed: met after its day, or unmet and past."""
        if self.holder is Holder.RIGHT:
            return False
        return self.due < (as_of if self.done_on is None else min(self.done_on, as_of))

    def days_left(self, as_of: date) -> int:
        """Days until the last day in time; negative when it has passed."""
        return (self.due - as_of).days


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the clocks of one record are told by: its values, the lengths, the calendar, and the day they are read.

    `late_rate` is the surcharge per day in hundredths of a percent.
    """

    values: Values
    as_of: date
    calendar: Calendar = PLAIN_CALENDAR
    terms: Terms = field(default_factory=lambda: DEFAULT_TERMS)
    late_rate: int = LATE_RATE

    def day(self, *names: str) -> date | None:
        """The first of these fields that holds a day."""
        for name in names:
            value = self.values.get(name)
            if value is not None:
                return date.fromisoformat(str(value))
        return None

    def term(self, name: str) -> Term:
        """The length of that name: the pack's, or the default."""
        return self.terms.get(name, DEFAULT_TERMS[name])

    def due(
        self,
        name: str,
        title: str,
        clause: str,
        start: date,
        done_on: date | None,
        holder: Holder,
        field: str = "",
        *,
        roll: bool = False,
    ) -> Due:
        """A clock of the term `name`. `roll` moves a last day that is no working day to the next one."""
        term = self.term(name)
        end = term.end(start, self.calendar)
        if roll:
            end = self.calendar.rolled(end)
        note = self.calendar.note(start, end) if roll or term.unit == "个工作日" else ""
        return Due(name, title, end, clause, done_on, start, holder, note, field)
