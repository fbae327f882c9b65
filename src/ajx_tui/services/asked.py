"""What the program asks of the policy packs by name: no number of a rule stands in the program itself."""

from __future__ import annotations

from ajx_tui.documents.texts.aims import TARGETS
from ajx_tui.documents.texts.problems import RULES
from ajx_tui.domain.clockwork import BASES, TERM_UNITS, TERMS
from ajx_tui.policy.asked import Asked

LIGHT_POINTS = ("light_violation", "light_doubt", "light_hint")
LIGHT_LINES = ("light_yellow", "light_red")
PAPER_LIMITS = ("urging_days", "rectify_days", "order_days", "plan_least_days", "dispatch_days",
                *(rule.limit for rule in RULES))  # fmt: skip
"""Days that papers give, from the day they are written."""
WARNINGS = ("warning_days_last", "warning_days_second", "warning_days_first")
PAPER_TARGETS = tuple(f"target_{name}" for _, name in TARGETS)
PAPER_TERMS = ("review_days", "litigation_months", "hearing_request_days", "penalty_payment_days", "urge_days")
"""Terms that papers print."""
PAPER_ARTICLES = ("must_insure", "notice_rights", "hearing_right", "floor_per_person", "fine_least",
                  "late_payment_rate", "urge_days")  # fmt: skip
"""Bases and parameters whose articles papers print."""
FINES = ("fine_least", "fine_most", "fine_overdue_least", "fine_overdue_most")
CLOSURE_SPANS = ("closure_short_span", "closure_long_span")
CLOSURE_COUNTS = ("closure_short_count", "closure_long_count")
SCORE_SHEETS = ASSESSMENT_SHEET, PERFORMANCE_SHEET = ("assessment", "performance")
_LOOKING = ("due_soon_days", "hazard_soon_days", "directory_kept_days", "return_visit_kept_days")

ASKED = Asked(
    parameters={
        **dict.fromkeys((*TERMS, *CLOSURE_SPANS), TERM_UNITS),
        **dict.fromkeys((*PAPER_LIMITS, *WARNINGS, *_LOOKING, "urge_days"), ("天",)),
        **dict.fromkeys((*PAPER_TARGETS, "late_payment_rate"), ("%",)),
        **dict.fromkeys(CLOSURE_COUNTS, ("次",)),
        **dict.fromkeys((*LIGHT_POINTS, *LIGHT_LINES), ("分",)),
        "same_text_length": ("字",),
    },
    bases=(*BASES, "must_insure", "policy_end", "notice_rights", "hearing_right"),
    score_sheets=SCORE_SHEETS,
    rising=(LIGHT_LINES, CLOSURE_COUNTS),
)
