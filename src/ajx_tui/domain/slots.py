"""The columns of a list: what a template has, what an import recognises, what an export writes.

A plain field is one column. A reference is as many columns as there are ways to name its target.
"""

from __future__ import annotations

from dataclasses import dataclass

from ajx_tui.domain.fields import Ref, RefKey, Spec
from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.text import compare_key


@dataclass(frozen=True, slots=True)
class Slot:
    """One column a list can have. `name` is 'field' or 'field.key'; `words` are its header words, normalised."""

    name: str
    field: str
    key: RefKey | None
    spec: Spec
    title: str
    words: frozenset[str]
    required: bool


def slots(kind: Kind, variant: Variant | None = None) -> tuple[Slot, ...]:
    """The columns of a kind's list, in order; those of a variant by the names used there."""
    made: list[Slot] = []
    fixed = variant.fixed if variant else {}
    for field, spec in kind.fields.items():
        if not spec.imported or field in fixed or (variant and variant.fields and field not in variant.fields):
            continue
        if isinstance(spec, Ref):
            made += [_slot(field, spec, variant, key, first=key is spec.keys[0]) for key in spec.keys]
        else:
            made.append(_slot(field, spec, variant, None, first=True))
    return tuple(made)


def _slot(field: str, spec: Spec, variant: Variant | None, key: RefKey | None, *, first: bool) -> Slot:
    name = field if key is None else f"{field}.{key.column}"
    title = key.title if key else spec.title
    words = [title, *(key.synonyms if key else spec.synonyms)]
    required = spec.required is True and first
    if variant:
        title = variant.titles.get(name, title)
        words += [title, *variant.synonyms.get(name, ())]
        required = required or field in variant.required
    return Slot(name, field, key, spec, title, frozenset(map(compare_key, words)), required)
