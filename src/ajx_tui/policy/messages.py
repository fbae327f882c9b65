"""Filling the message of a check with the values of its SELECT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

from ajx_tui.domain.quantities import money_text

SPECS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "元": lambda value: money_text(int(value), "元"),
    "万元": lambda value: money_text(int(value), "万元"),
    "%": lambda value: f"{Decimal(int(value)) / 100:f}%",
}
"""What may stand behind the colon: money of fen, rates of hundredths of a percent."""

Part = tuple[str, str, str]
"""Literal text, then the name of a value and how it is shown (both empty at the end of the message)."""


@lru_cache(maxsize=512)
def parts(template: str) -> tuple[Part, ...]:
    """The pieces of a message. Raises ValueError when it can't be read: odd braces, an unknown way of showing."""
    found = []
    for literal, name, spec, conversion in Formatter().parse(template):
        if conversion or (spec or "") not in SPECS:
            raise ValueError(f"{{{name}}} 的写法不对，冒号后只能是 {'、'.join(s for s in SPECS if s)}")
        found.append((literal, name or "", spec or ""))
    return tuple(found)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The message with its values; empty values read 未填."""
    made = []
    for literal, name, spec in parts(template):
        made.append(literal)
        if name:
            value = values[name]
            made.append("未填" if value is None else SPECS[spec](value))
    return "".join(made)
