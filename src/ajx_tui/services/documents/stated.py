"""What papers say of the rules on a day: days and targets, terms of the law, and the articles that may be printed."""

from __future__ import annotations

from ajx_tui.documents.numbers import chinese_numeral
from ajx_tui.documents.texts.aims import TARGETS
from ajx_tui.documents.texts.problems import RULES
from ajx_tui.documents.texts.timetable import LEAST_DAYS
from ajx_tui.domain.citing import Article
from ajx_tui.domain.clockwork import Term
from ajx_tui.policy.rules import Rules
from ajx_tui.services.rule_names import WARNINGS

PAPER_LIMITS = ("urging_days", "rectify_days", "order_days", LEAST_DAYS, "dispatch_days", *WARNINGS,
                *(rule.limit for rule in RULES))  # fmt: skip
"""Days that papers give."""
PAPER_TARGETS = tuple(f"target_{name}" for _, name in TARGETS)
PAPER_TERMS = ("review_days", "litigation_months", "hearing_request_days", "penalty_payment_days", "urge_days")
"""Terms that papers print."""
PAPER_ARTICLES = ("must_insure", "notice_rights", "hearing_right", "floor_per_person", "fine_least",
                  "late_payment_rate", "urge_days")  # fmt: skip
"""Bases and parameters whose articles papers print."""
FINES = ("fine_least", "fine_most", "fine_overdue_least", "fine_overdue_most")


def _values(rules: Rules, names: tuple[str, ...], day: str) -> dict[str, int]:
    found = {name: rules.value(name, day) for name in names if name in rules.parameters}
    return {name: value for name, value in found.items() if value is not None}


def limits(rules: Rules, day: str) -> dict[str, int]:
    """Days and targets (hundredths of a percent) by parameter."""
    return _values(rules, (*PAPER_LIMITS, *PAPER_TARGETS), day)


def terms(rules: Rules, day: str) -> dict[str, str]:
    """Terms by parameter as papers write them: 60日, 6个月; the surcharge per day as 百分之三."""
    found = _values(rules, PAPER_TERMS, day)
    told = {name: Term(value, rules.parameters[name].unit).text for name, value in found.items()}
    rate = _values(rules, ("late_payment_rate",), day)
    return told | {name: _percent(value) for name, value in rate.items()}


def _percent(hundredths: int) -> str:
    """百分之三 as laws write it; a rate with a fraction in digits."""
    whole, rest = divmod(hundredths, 100)
    return f"{hundredths / 100:g}%" if rest or not 0 < whole < 100 else f"百分之{chinese_numeral(whole)}"


def articles(rules: Rules, day: str) -> dict[str, Article]:
    """What may be printed as law: only what was read in a published text."""
    found = {name: rules.clause(name, day) for name in PAPER_ARTICLES}
    return {name: (c.document.title, c.article) for name, c in found.items() if c is not None and c.sure}


def fines(rules: Rules, day: str) -> dict[str, int]:
    """The fines that may be printed (fen)."""
    sure = [name for name in FINES if (clause := rules.clause(name, day)) is not None and clause.sure]
    return _values(rules, tuple(sure), day)
