"""What is in the packs, for people: the list of those at hand, and one in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ajx_tui.errors import UsageError
from ajx_tui.policy.clause import LOCAL
from ajx_tui.policy.model import (
    SEVERITIES,
    Check,
    CodeList,
    DepartmentRule,
    DutyRule,
    Pack,
    Parameter,
    SectorRule,
    SwitchedOff,
)
from ajx_tui.policy.papers import Checklist, Outline, ScoreItem, ScoreSheet
from ajx_tui.services import packs
from ajx_tui.services.rule_lines import dated_text, sheet_text
from ajx_tui.store.database import Store

SECTIONS: Mapping[str, str] = {
    "parameters": "参数", "checks": "检查", "indicators": "比率", "figures": "指标", "sectors": "行业领域",
    "departments": "部门", "duties": "分工", "code_lists": "代码表", "checklists": "清单", "outlines": "文书提纲",
    "score_sheets": "评分表", "bases": "程序依据", "disabled": "停用",
}  # fmt: skip
"""The kinds of entry of a pack: attribute → title."""


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack at hand. `origin` is where it came from; `active` whether its rules are in force."""

    id: str
    title: str
    version: str
    origin: str
    active: bool
    note: str

    def as_json(self) -> dict[str, Any]:
        """The line as JSON."""
        return {"id": self.id, "title": self.title, "version": self.version, "origin": self.origin,
                "active": self.active, "note": self.note}  # fmt: skip


def pack_list(store: Store) -> list[PackLine]:
    """Every pack at hand: those in force first, in the order they apply."""
    rules, shipped = packs.rules(store), packs.shipped()
    at_hand = packs.at_hand(store)
    lines = [PackLine(p.id, p.title, p.version, _origin(p.id, at_hand, shipped), True, p.note) for p in rules.packs]
    active = {p.id for p in rules.packs}
    for pack_id in at_hand.keys() - active:
        pack = _alone(pack_id, store)
        lines.append(PackLine(pack.id, pack.title, pack.version, _origin(pack_id, at_hand, shipped), False, pack.note))
    return lines


def _origin(pack_id: str, at_hand: Any, shipped: Any) -> str:
    if pack_id == LOCAL:
        return "本级自定"
    return "随程序提供" if at_hand[pack_id] is shipped.get(pack_id) else f"安装自 {at_hand[pack_id].origin}"


def _alone(pack_id: str, store: Store) -> Pack:
    from ajx_tui.policy.model import Problems

    return packs.load_all([pack_id], packs.at_hand(store), Problems())[-1]


def pack_list_text(lines: list[PackLine]) -> str:
    """The packs as lines for the command line."""
    return "\n".join(
        f"{'●' if p.active else '○'} {p.id}　{p.title}　版本 {p.version}　{p.origin}"
        + (f"\n    {p.note}" if p.note else "")
        for p in lines
    )


def pack_show(store: Store, pack_id: str, day: str) -> dict[str, Any]:
    """One pack in full as JSON: every entry with its clause. Raises UsageError when there is no such pack."""
    if pack_id not in packs.at_hand(store):
        raise UsageError("没有这个政策包", f"{pack_id} 不存在；可用的有：{'、'.join(packs.at_hand(store))}。")
    rules = packs.rules(store)
    pack = next((p for p in rules.packs if p.id == pack_id), None) or _alone(pack_id, store)
    return {
        "id": pack.id, "title": pack.title, "version": pack.version, "extends": list(pack.extends), "note": pack.note,
        "documents": [d.text for d in pack.documents.values() if d.id != LOCAL],
        **{section: [_shown(entry) for entry in getattr(pack, section)] for section in SECTIONS},
    }  # fmt: skip


def _shown(entry: Any) -> dict[str, Any]:
    """One entry of a pack as JSON: its name, title and clause, and what is its own."""
    made: dict[str, Any] = {"name": _name(entry), "title": _title(entry), "value": _value(entry)}
    for attribute in ("severity", "help", "due_unit", "lead", "scope", "reason"):
        if value := getattr(entry, attribute, ""):
            made[attribute] = value
    if next_step := getattr(entry, "next_step", ""):
        made["next"] = next_step
    parts = getattr(entry, "items", None) or getattr(entry, "parts", None)
    if parts:
        made["parts"] = [
            {"name": _part_name(p), "title": _part_title(p),
             "required": getattr(p, "required", False), "clause": p.clause.as_json()}
            for p in parts
        ]  # fmt: skip
    return {**made, "clause": entry.clause.as_json()}


def _part_name(part: Any) -> str:
    return str(getattr(part, "code", "") or getattr(part, "name", "") or getattr(part, "indicator", "") or part.title)


def _part_title(part: Any) -> str:
    if isinstance(part, ScoreItem):
        return f"{part.title} {part.points} 分" + (f"　{part.standard}" if part.standard else "")
    return str(getattr(part, "title", "") or part.text)


def _name(entry: Any) -> str:
    if isinstance(entry, DutyRule):
        return f"{entry.sector}/{entry.department}"
    return str(getattr(entry, "name", "") or getattr(entry, "document", "") or entry.title)


def _title(entry: Any) -> str:
    if isinstance(entry, DutyRule):
        scope = f"（{entry.scope}）" if entry.scope else ""
        return f"{entry.sector}：{entry.department}{scope}"
    return str(getattr(entry, "title", "") or entry.name)


def _value(entry: Any) -> str:
    """What an entry says, in a line."""
    match entry:
        case Parameter():
            return "；".join(dated_text(v, entry.unit) for v in entry.values)
        case CodeList():
            return "、".join(entry.values)
        case Check():
            return SEVERITIES[entry.severity]
        case SectorRule():
            return "、".join(entry.aliases)
        case DepartmentRule():
            return entry.duty
        case DutyRule():
            return "主管" if entry.lead else "配合"
        case Checklist():
            return f"{len(entry.items)} 项"
        case Outline():
            return " · ".join(part.title for part in entry.parts)
        case SwitchedOff():
            return entry.reason
        case ScoreSheet():
            return sheet_text(entry)
    return ""


def pack_show_text(shown: dict[str, Any]) -> str:
    """`pack_show` for people."""
    lines = [f"{shown['title']}（{shown['id']} {shown['version']}）", shown["note"], ""]
    for key, title in SECTIONS.items():
        if not shown[key]:
            continue
        lines.append(f"{title}（{len(shown[key])}）")
        for entry in shown[key]:
            value = f"：{entry['value']}" if entry["value"] else ""
            lines.append(f"  {entry['title']}{value}　〔{_cited(entry['clause'])}〕")
            for part in entry.get("parts", ()):
                must = "（必备）" if part["required"] else ""
                lines.append(f"    · {part['title']}{must}　〔{_cited(part['clause'])}〕")
        lines.append("")
    return "\n".join(lines).rstrip()


def _cited(clause: dict[str, str]) -> str:
    return f"{clause['text']}·{clause['certainty']}"
