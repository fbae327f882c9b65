"""Clocks as the packs that come with the program have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ajx_tui.domain.calendar import PLAIN_CALENDAR, Calendar
from ajx_tui.domain.clockwork import BASES, TERMS, Cited, Clockwork, Term
from ajx_tui.services.packs import rules_of

DAY = "2026-10-31"


def terms() -> dict[str, Term]:
    """Every length."""
    rules = rules_of("", "", "")
    return {name: Term(rules.value(name, DAY) or 0, rules.parameters[name].unit) for name in TERMS}


def work(values: Mapping[str, object], as_of: date, calendar: Calendar = PLAIN_CALENDAR, **other: Term) -> Clockwork:
    """The clocks of one record; `other` lengths replace those of the packs."""
    rules = rules_of("", "", "")
    rate = rules.value("late_payment_rate", DAY) or 0
    clauses = {name: rules.clause(name, DAY) for name in (*TERMS, *BASES)}
    cites = {name: Cited(c.short, c.certainty) for name, c in clauses.items() if c is not None}
    return Clockwork(values, as_of, {**terms(), **other}, rate, cites, calendar)  # type: ignore[arg-type]
