"""Filling the message of a check with the values of its SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from typing import Any

from ajx_tui.domain.quantities import money_text

SPECS = ("", "元", "万元", "%")
"""What may stand behind the colon: money of fen, rates of hundredths of a percent."""


class _Message(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "未填"
        if format_spec in ("元", "万元"):
            return money_text(int(value), format_spec)
        if format_spec == "%":
            return f"{Decimal(int(value)) / 100:f}%"
        return str(value)


_MESSAGE = _Message()


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The message with its values; empty values read 未填."""
    return _MESSAGE.vformat(template, (), values)
