"""Which screen stands behind each room, and which lists lie in it.

A screen is named as 'module:factory' and imported when its room is first opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from textual.screen import Screen

SCREENS: Mapping[str, str] = MappingProxyType(
    {
        "1": "ajx_tui.ui.screens.home:HomeScreen",
        "2": "ajx_tui.ui.screens.registers.register:enterprises",
        "3": "ajx_tui.ui.screens.registers.register:policies",
        "4": "ajx_tui.ui.screens.registers.register:services",
        "5": "ajx_tui.ui.screens.registers.register:claims",
        "6": "ajx_tui.ui.screens.registers.register:directories",
        "7": "ajx_tui.ui.screens.documents.export:ExportScreen",
        "8": "ajx_tui.ui.screens.review.queue:ReviewQueue",
        "9": "ajx_tui.ui.screens.settings.settings:SettingsScreen",
    }
)
"""Room → factory of its screen, called without arguments. A `Page` fits in best."""


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Lists of one room that belong together, under a name of their own where the room has several groups."""

    title: str
    kinds: tuple[str, ...]


GROUPS: Mapping[str, tuple[ListGroup, ...]] = MappingProxyType(
    {
        "2": (ListGroup("", ("enterprise", "insured_object")),),
        "3": (ListGroup("", ("policy",)),),
        "4": (ListGroup("", ("visit", "hazard", "service_plan")),),
        "5": (ListGroup("", ("claim", "fund_entry")),),
        "6": (
            ListGroup("名录", ("insurer", "service_body", "commitment", "breach", "assessment")),
            ListGroup("执法", ("enforcement_case", "enforcement_paper", "enforcement_plan_item")),
            ListGroup("线索与考核", ("lead", "problem", "score_row")),
            ListGroup("协调与宣传", ("plan_step", "coordination_member", "meeting", "publicity")),
            ListGroup("规则", ("sector", "department", "sector_department", "loss_rate")),
        ),
        "7": (ListGroup("", ("document_paper", "document")),),
    }
)
"""Room → the kinds of record listed there, as tabs; several groups of them take a second line."""
LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {room: tuple(kind for group in groups for kind in group.kinds) for room, groups in GROUPS.items()}
)
"""Room → the kinds of record listed there, in order."""


def make_screen(room: str) -> Screen[Any]:
    """The screen of a room."""
    module, _, factory = SCREENS[room].partition(":")
    screen: Screen[Any] = getattr(import_module(module), factory)()
    return screen


def room_of(kind: str) -> str:
    """The room in which records of this kind are listed; policies for what has no list of its own."""
    return next((room for room, kinds in LISTS.items() if kind in kinds), "3")
