"""Names under which services find their rules in the policy packs."""

LIGHT_PREFIX = "light_"
"""What the names of the parameters of 红黄绿 begin with; a severity, a check or a colour follows."""
LIGHT_POINTS = ("light_violation", "light_doubt", "light_hint")
LIGHT_LINES = ("light_yellow", "light_red")
WARNINGS = ("warning_days_last", "warning_days_second", "warning_days_first")
CLOSURE_SPANS = ("closure_short_span", "closure_long_span")
CLOSURE_COUNTS = ("closure_short_count", "closure_long_count")
SCORE_SHEETS = ASSESSMENT_SHEET, PERFORMANCE_SHEET = ("assessment_sheet", "performance_sheet")
