"""What the program asks of the policy packs by name: no number of a rule stands in the program itself."""

from __future__ import annotations

from ajx_tui.domain.clockwork import BASES, TERM_UNITS, TERMS
from ajx_tui.policy.asked import Asked
from ajx_tui.services.documents.stated import PAPER_LIMITS, PAPER_TARGETS
from ajx_tui.services.rule_names import (
    CLOSURE_COUNTS,
    CLOSURE_SPANS,
    LIGHT_LINES,
    LIGHT_POINTS,
    LIGHT_PREFIX,
    SCORE_SHEETS,
)

_LOOKING = ("due_soon_days", "hazard_soon_days", "directory_kept_days", "return_visit_kept_days",
            "directory_warning_days")  # fmt: skip


def asked() -> Asked:
    """Every parameter, basis and score sheet that the packs in force must give, on any day."""
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
