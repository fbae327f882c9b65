"""The records of the office, one declaration each. `KINDS` is every kind by name, parents before children."""

from __future__ import annotations

from collections.abc import Mapping

from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.records import (
    assessment,
    attachment,
    checklist,
    claim,
    commitment,
    coordination,
    directory,
    document,
    duplicate_review,
    enforcement_case,
    enforcement_paper,
    enterprise,
    evaluation,
    finding,
    fund,
    hazard,
    insured_object,
    lead,
    loss_rate,
    office,
    plan_step,
    policy,
    promised_service,
    rate_factor,
    service,
    service_plan,
)

KINDS: Mapping[str, Kind] = {
    model.kind.name: model.kind
    for model in (
        office.Office,
        office.Sector,
        office.Department,
        office.SectorDepartment,
        directory.Insurer,
        directory.ServiceBody,
        commitment.Commitment,
        commitment.Breach,
        loss_rate.LossRate,
        coordination.CoordinationMember,
        coordination.Meeting,
        coordination.Publicity,
        plan_step.PlanStep,
        enterprise.Enterprise,
        insured_object.InsuredObject,
        policy.Policy,
        promised_service.PromisedService,
        rate_factor.RateFactor,
        service_plan.ServicePlan,
        service.Visit,
        enforcement_case.EnforcementCase,
        enforcement_paper.EnforcementPaper,
        enforcement_paper.EnforcementPlanItem,
        hazard.Hazard,
        claim.Claim,
        fund.FundEntry,
        lead.Lead,
        assessment.Assessment,
        assessment.AssessmentItem,
        evaluation.Problem,
        evaluation.ScoreRow,
        attachment.Attachment,
        duplicate_review.DuplicateReview,
        finding.FindingNote,
        checklist.ChecklistTemplate,
        checklist.ChecklistTemplateItem,
        checklist.Checklist,
        checklist.ChecklistItem,
        checklist.ChecklistEvidence,
        document.Document,
        document.DocumentVersion,
        document.DocumentPaper,
    )
}


def list_kinds() -> dict[str, tuple[Kind, Variant | None]]:
    """Every kind of list that can be imported, by the name used for `--as`: kinds, and variants of kinds."""
    found: dict[str, tuple[Kind, Variant | None]] = {}
    for kind in KINDS.values():
        if kind.variants:
            found.update({v.name: (kind, v) for v in kind.variants})
        elif kind.list_words:
            found[kind.name] = (kind, None)
    return found
