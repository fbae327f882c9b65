"""What the program asks of the policy packs by name: no number of a rule stands in the program itself."""

from __future__ import annotations

from ajx_tui.domain.clockwork import BASES, TERM_UNITS, TERMS
from ajx_tui.policy.asked import Asked

LIGHT_PREFIX = "light_"
"""What the names of the parameters of 红黄绿 begin with; a severity, a check or a colour follows."""
LIGHT_POINTS = ("light_violation", "light_doubt", "light_hint")
LIGHT_LINES = ("light_yellow", "light_red")
WARNINGS = ("warning_days_last", "warning_days_second", "warning_days_first")
CLOSURE_SPANS = ("closure_short_span", "closure_long_span")
CLOSURE_COUNTS = ("closure_short_count", "closure_long_count")
SCORE_SHEETS = ASSESSMENT_SHEET, PERFORMANCE_SHEET = ("assessment_sheet", "performance_sheet")
_LOOKING = ("due_soon_days", "hazard_soon_days", "directory_kept_days", "return_visit_kept_days",
            "directory_warning_days")  # fmt: skip


def asked() -> Asked:
    """Every parameter, basis and score sheet that the packs in force must give, on any day."""
    from ajx_tui.services.documents.stated import PAPER_LIMITS, PAPER_TARGETS

    return Asked(
        parameters={
            **dict.fromkeys((*TERMS, *CLOSURE_SPANS), TERM_UNITS),
            **dict.fromkeys((*PAPER_LIMITS, *_LOOKING, "urge_days"), ("天",)),
            **dict.fromkeys((*PAPER_TARGETS, "late_payment_rate", "commission_ceiling"), ("%",)),
            **dict.fromkeys(CLOSURE_COUNTS, ("次",)),
            **dict.fromkeys((*LIGHT_POINTS, *LIGHT_LINES), ("分",)),
            "same_text_length": ("字",),
        },
        bases=(*BASES, "must_insure", "policy_end", "notice_rights", "hearing_right"),
        score_sheets=SCORE_SHEETS,
        rising=(LIGHT_LINES, CLOSURE_COUNTS),
        per_check=LIGHT_PREFIX,
    )
