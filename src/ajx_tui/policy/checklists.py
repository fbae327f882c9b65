"""The [[checklist]] entries of a pack: reading them, and proving that what they name exists."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ajx_tui.domain.text import clean_code
from ajx_tui.policy.clause import Document
from ajx_tui.policy.model import CHECKLIST_SCOPES, CHECKLIST_SPANS, Problems
from ajx_tui.policy.papers import Checklist, ChecklistItem
from ajx_tui.policy.rules import Rules
from ajx_tui.policy.section import Section

_MOST_ITEMS = 300
_LONGEST = {"code": 20, "section": 60, "text": 500, "method": 200}
MOST_WEIGHT = 100
"""Most points of one item."""


def checklist(section: Section, documents: Mapping[str, Document]) -> Checklist:
    """A [[checklist]] with its [[checklist.item]]s."""
    section.only(("name", "title", "scope", "help", "item", "clause"))
    clause = section.clause(documents)
    entries = section.tables("item")
    if not entries:
        section.fail("item", "至少要有一个检查项，请用 [[checklist.item]] 写出")
    if len(entries) > _MOST_ITEMS:
        section.fail("item", f"检查项超过 {_MOST_ITEMS} 个，请分成几份清单")
    items = tuple(_item(entry, documents) for entry in entries)
    seen: set[str] = set()
    for entry, item in zip(entries, items, strict=True):
        if item.code in seen:
            entry.fail("code", f"编号“{item.code}”在这份清单中重复，请改号")
        seen.add(item.code)
    return Checklist(
        section.name(), section.text("title"), section.choice("scope", CHECKLIST_SCOPES), section.text("help", ""),
        items, clause,
    )  # fmt: skip


def _item(entry: Section, documents: Mapping[str, Document]) -> ChecklistItem:
    entry.only(("code", "section", "text", "method", "weight", "figure", "span", "clause"))
    texts = {key: entry.text(key, None if key in ("code", "text") else "") for key in _LONGEST}
    for key, most in _LONGEST.items():
        if len(texts[key]) > most:
            entry.fail(key, f"有{len(texts[key])}个字，最多{most}个")
    code = clean_code(texts["code"])
    return ChecklistItem(
        code, texts["section"], texts["text"], texts["method"], _weight(entry), entry.text("figure", ""),
        entry.choice("span", CHECKLIST_SPANS, "day"), entry.clause(documents), entry.place("figure"),
    )  # fmt: skip


def _weight(entry: Section) -> int:
    number = entry.number("weight")
    number = Decimal(1) if number is None else number
    if not 0 < number <= MOST_WEIGHT or (number * 100) % 1:
        entry.fail("weight", f"权重应大于0、不超过{MOST_WEIGHT}，至多两位小数")
        return 100
    return int(number * 100)


def prove_checklists(rules: Rules, problems: Problems) -> None:
    """Add to `problems` every item whose figure no pack knows."""
    for rule in rules.checklists.values():
        for item in rule.items:
            if item.figure and item.figure not in rules.figures and item.figure not in rules.indicators:
                problems.add(item.place, "figure", f"没有名为 {item.figure} 的指标")
