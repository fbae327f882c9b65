"""Filled checklists as they leave the office: personal data as a masking profile lets it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ajx_tui.domain.masking import Profile, mask, names_in, scrub
from ajx_tui.domain.records import KINDS
from ajx_tui.services.checklists.model import Point, Proof, Sheet

_FIELDS = KINDS["checklist"].fields
_PERSONS = ("checker", "present")


def masked(about: Sheet, profile: Profile) -> Sheet:
    """The list with its persons masked, and telephone and identity numbers in all that was written into it.

    Nothing is masked in the profile 内部. What the template says is as it is: the token depends on it.
    """
    if profile is Profile.INTERNAL:
        return about
    names = [name for field in _PERSONS for name in names_in(getattr(about, field))]
    return replace(
        about,
        checker=mask(_FIELDS["checker"], about.checker, profile),
        present=mask(_FIELDS["present"], about.present, profile),
        head=replace(about.head, scope_title=scrub(about.head.scope_title)),
        conclusion=scrub(about.conclusion, names),
        note=scrub(about.note, names),
        points=tuple(_point(point, names) for point in about.points),
    )


def _point(point: Point, names: Sequence[str]) -> Point:
    return replace(
        point,
        remark=scrub(point.remark, names),
        figure_value=scrub(point.figure_value),
        proofs=tuple(_proof(proof, names) for proof in point.proofs),
    )


def _proof(proof: Proof, names: Sequence[str]) -> Proof:
    return replace(proof, label=scrub(proof.label, names), note=scrub(proof.note, names))


def as_handed_out(about: Sheet, field: str, value: object, point: Point | None = None) -> bool:
    """Whether a value that came back is only the masked form of what is kept: nobody wrote it, it changes nothing."""
    for profile in (Profile.REPORT, Profile.PUBLIC):
        kept = masked(about, profile)
        held = kept.point(point.item.code) if point is not None else kept
        if value == getattr(held, field) != getattr(point or about, field):
            return True
    return False
