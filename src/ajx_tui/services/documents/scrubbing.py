"""What papers take from notes and descriptions, without the telephone and identity numbers that clerks put there.

Papers leave the office. The office's own contact is printed on purpose; persons of enterprises stand in fields of their
own, which each document prints, masks or leaves out itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ajx_tui.documents.blocks import Ratio
from ajx_tui.documents.texts.facts import Facts, Number, Office
from ajx_tui.domain.credit_code import is_valid
from ajx_tui.domain.masking import scrub

T = TypeVar("T")

_AS_THEY_ARE = (Office, Number, Ratio)
_OWN_FIELDS = frozenset({"phone", "principal", "contact", "revision", "rules", "outlines"})


def scrubbed(facts: Facts) -> Facts:
    """The facts with every number that could be a person's masked in their texts."""
    made: Facts = _clean(facts)
    return made


def scrubbed_text(text: str) -> str:
    """A text with every number that could be a person's masked; a credit code stays."""
    return text if is_valid(text) else scrub(text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed_text(value)
    if isinstance(value, tuple):
        return tuple(_clean(each) for each in value)
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, (type, *_AS_THEY_ARE)):
        return value
    made = {f.name: _clean(getattr(value, f.name)) for f in fields(value) if f.name not in _OWN_FIELDS}
    changed = {name: new for name, new in made.items() if new is not getattr(value, name)}
    return replace(value, **changed) if changed else value
