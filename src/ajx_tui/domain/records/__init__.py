"""The records of the office, one declaration each. `KINDS` is every kind by name, parents before children."""

from __future__ import annotations

from collections.abc import Mapping

from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.records import claim, directory, enterprise, insured_object, office, policy, service

KINDS: Mapping[str, Kind] = {
    model.kind.name: model.kind
    for model in (
        office.Office,
        office.Sector,
        office.Department,
        office.SectorDepartment,
        directory.Insurer,
        directory.ServiceBody,
        enterprise.Enterprise,
        insured_object.InsuredObject,
        policy.Policy,
        policy.PromisedService,
        service.Visit,
        service.Hazard,
        claim.Claim,
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
