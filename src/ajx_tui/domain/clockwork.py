"""What clocks are made of: lengths of time, who must act, a due date with its clause, and the days of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar, add_months
from ajx_tui.domain.fields import Value

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

    def begin(self, end: date, calendar: Calendar) -> date:
        """The last day on which the term can begin so that it has run out by `end`."""
        if self.unit == "个工作日":
            return calendar.before(end, self.count)
        if self.unit in ("个月", "年"):
            return add_months(end, -self.count * (12 if self.unit == "年" else 1))
        return end - timedelta(days=self.count)

    @property
    def text(self) -> str:
        """As papers write it: 60日, 5个工作日, 6个月."""
        return f"{self.count}{'日' if self.unit == '天' else self.unit}"


Terms = Mapping[str, Term]
"""Lengths by the names of the policy pack's parameters: no length of time stands in the program."""
TERMS = (
    "penalty_limitation_years", "penalty_limitation_harm_years", "case_decision_days", "hearing_request_days",
    "hearing_notice_days", "service_of_papers_days", "penalty_payment_days", "review_days", "litigation_months",
    "court_application_months", "reinspection_days", "claim_assess_days", "claim_pay_days", "claim_refusal_days",
    "claim_prepay_days", "claim_limitation_years", "complaint_days", "complaint_days_checked", "return_visit_days",
)  # fmt: skip
"""The parameters that clocks run by."""
TERM_UNITS = ("天", "个工作日", "个月", "年")
BASES = (
    "order_due", "daily_penalty", "lead_due", "hazard_due", "hazard_order_due", "plan_month", "paper_due",
    "problem_due", "meeting_due", "insurer_until", "body_until", "commitment_until",
)  # fmt: skip
"""What clocks without a length of their own stand on, by the names of the policy pack's bases."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause as it is cited in a list, and how sure it is (S, V, R, O); both empty when nothing is known."""

    text: str = ""
    certainty: str = ""


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
    the record says that it was met. `certainty` tells how sure `clause` is.
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
    certainty: str = ""

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


def day_of(values: Values, *names: str) -> date | None:
    """The first of these fields that holds a day."""
    for name in names:
        value = values.get(name)
        if value is not None:
            return date.fromisoformat(str(value))
    return None


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the clocks of one record are told by: its values, the day they are read, the rules, and the calendar.

    `terms` holds every length of `TERMS`, `cites` the clause of every one of them and of `BASES`, `late_rate` the
    surcharge per day in hundredths of a percent: all as the policy packs have them on that day.
    """

    values: Values
    as_of: date
    terms: Terms
    late_rate: int
    cites: Mapping[str, Cited] = field(default_factory=dict)
    calendar: Calendar = PLAIN_CALENDAR

    def day(self, *names: str) -> date | None:
        """The first of these fields that holds a day."""
        return day_of(self.values, *names)

    def due(
        self, name: str, title: str, start: date, done_on: date | None, holder: Holder, field: str,
        *, roll: bool = False,
    ) -> Due:  # fmt: skip
        """A clock of the term `name`. `roll` moves a last day that is no working day to the next one."""
        term = self.terms[name]
        end = term.end(start, self.calendar)
        if roll:
            end = self.calendar.rolled(end)
        note = self.calendar.note(start, end) if roll or term.unit == "个工作日" else ""
        return self.fixed(name, name, title, end, start, done_on, holder, field, note)

    def fixed(
        self, name: str, basis: str, title: str, end: date, start: date, done_on: date | None, holder: Holder,
        field: str, note: str = "",
    ) -> Due:  # fmt: skip
        """A clock whose last day is known, on the clause of a basis or parameter."""
        cited = self.cites.get(basis, Cited())
        return Due(name, title, end, cited.text, done_on, start, holder, note, field, cited.certainty)
