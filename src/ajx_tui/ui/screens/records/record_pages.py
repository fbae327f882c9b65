"""Which page shows a record of which kind: the general one, or one with commands of its own."""

from __future__ import annotations

from ajx_tui.ui.screens.records.detail import DetailScreen


def page_of(kind: str, record_id: int, room: str = "") -> DetailScreen:
    """A new page on one record."""
    if kind == "enforcement_case":
        from ajx_tui.ui.screens.cases.case_page import CasePage

        return CasePage(record_id, room)
    if kind == "assessment":
        from ajx_tui.ui.screens.cases.assessment_page import AssessmentPage

        return AssessmentPage(record_id, room)
    return DetailScreen(kind, record_id, room)
