"""The [[score_sheet]] entries of a pack: reading them, and proving that the indicators they name exist."""

from __future__ import annotations

from collections.abc import Mapping

from ajx_tui.policy.clause import Document
from ajx_tui.policy.model import Problems
from ajx_tui.policy.papers import ScoreItem, ScoreSheet
from ajx_tui.policy.rules import Rules
from ajx_tui.policy.section import Section

MOST_POINTS = 1000
"""Most full marks of one line."""
_MOST_ITEMS = 60
_LONGEST = {"title": 60, "standard": 200}


def score_sheet(section: Section, documents: Mapping[str, Document]) -> ScoreSheet:
    """A [[score_sheet]] with its [[score_sheet.item]]s."""
    section.only(("name", "title", "item", "clause"))
    entries = section.tables("item")
    if not entries:
        section.fail("item", "至少要有一项，请用 [[score_sheet.item]] 写出")
    if len(entries) > _MOST_ITEMS:
        section.fail("item", f"超过 {_MOST_ITEMS} 项")
    items = tuple(_item(entry, documents) for entry in entries)
    for key in ("title", "indicator"):
        seen: set[str] = set()
        for entry, item in zip(entries, items, strict=True):
            if (value := getattr(item, key)) and value in seen:
                entry.fail(key, f"“{value}”在这份评分表中重复，请改名或删去一项")
            seen.add(value)
    return ScoreSheet(section.name(), section.text("title"), items, section.clause(documents), section.place("name"))


def _item(entry: Section, documents: Mapping[str, Document]) -> ScoreItem:
    entry.only(("title", "standard", "points", "indicator", "clause"))
    texts = {"title": entry.text("title"), "standard": entry.text("standard", "")}
    for key, most in _LONGEST.items():
        if len(texts[key]) > most:
            entry.fail(key, f"有{len(texts[key])}个字，最多{most}个")
    points = entry.number("points")
    if points is None or not 0 < points <= MOST_POINTS or points % 1:
        entry.fail("points", f"请写出满分，1 到 {MOST_POINTS} 的整数")
        points = None
    return ScoreItem(
        texts["title"], texts["standard"], int(points or 1), entry.text("indicator", ""), entry.clause(documents),
        entry.place("indicator"),
    )  # fmt: skip


def prove_score_sheets(rules: Rules, problems: Problems) -> None:
    """Add to `problems` every line whose indicator no pack knows, or is no share of something."""
    shares = [name for name, rule in rules.indicators.items() if rule.shown == "percent"]
    for sheet in rules.score_sheets.values():
        for item in sheet.items:
            if item.indicator and item.indicator not in shares:
                problems.add(
                    item.place, "indicator", f"{item.indicator} 不是可计分的比率，可用的有：{'、'.join(shares)}"
                )
