"""What the rules say, for people: the list of packs, one pack in full, and the clause behind any figure or check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ajx_tui.errors import UsageError
from ajx_tui.policy.model import LOCAL, SEVERITIES, Clause, Pack
from ajx_tui.services import packs
from ajx_tui.store.database import Store


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


@dataclass(frozen=True, slots=True)
class RuleHelp:
    """What F1 shows on a figure, check, parameter, list or sector."""

    kind: str
    title: str
    help: str
    clause: Clause

    @property
    def text(self) -> str:
        """The help as lines."""
        lines = [f"{self.kind}：{self.title}", self.help, f"依据：{self.clause.text}（{self.clause.note}）"]
        return "\n".join(line for line in lines if line)


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
        "documents": [d.text for d in pack.documents.values()],
        "sectors": [{"title": s.title, "due_unit": s.due_unit, "clause": s.clause.as_json()} for s in pack.sectors],
        "departments": [{"name": d.name, "clause": d.clause.as_json()} for d in pack.departments],
        "parameters": [
            {"name": p.name, "title": p.title, "value": packs.shown(rules, p.name, day) if p.name in rules.parameters
             else "", "clause": p.clause.as_json()}
            for p in pack.parameters
        ],
        "code_lists": [{"name": c.name, "title": c.title, "values": list(c.values), "clause": c.clause.as_json()}
                       for c in pack.code_lists],
        "figures": [{"name": f.name, "title": f.title, "clause": f.clause.as_json()} for f in pack.figures],
        "indicators": [{"name": i.name, "title": i.title, "clause": i.clause.as_json()} for i in pack.indicators],
        "checks": [{"name": c.name, "title": c.title, "severity": c.severity, "next": c.next_step,
                    "clause": c.clause.as_json()} for c in pack.checks],
    }  # fmt: skip


def pack_show_text(shown: dict[str, Any]) -> str:
    """`pack_show` for people."""
    lines = [f"{shown['title']}（{shown['id']} {shown['version']}）", shown["note"], ""]
    for key, title in (
        ("sectors", "行业领域"), ("departments", "部门"), ("parameters", "参数"), ("code_lists", "代码表"),
        ("figures", "指标"), ("indicators", "比率"), ("checks", "检查"),
    ):  # fmt: skip
        if not shown[key]:
            continue
        lines.append(f"{title}（{len(shown[key])}）")
        for entry in shown[key]:
            value = f"：{entry['value']}" if entry.get("value") else ""
            severity = f"【{SEVERITIES[entry['severity']]}】" if "severity" in entry else ""
            clause = entry["clause"]
            lines.append(
                f"  {severity}{entry.get('title') or entry['name']}{value}　"
                f"〔{clause['document']}{clause['article']}·{clause['certainty']}〕"
            )
        lines.append("")
    return "\n".join(lines).rstrip()


def rule_help(store: Store, name: str) -> RuleHelp:
    """What stands behind a figure, indicator, check, parameter, code list or sector, by its name.

    Raises UsageError when the rules know nothing of that name.
    """
    rules = packs.rules(store)
    for kind, table in (
        ("比率", rules.indicators), ("指标", rules.figures), ("检查", rules.checks), ("参数", rules.parameters),
        ("代码表", rules.code_lists), ("行业领域", rules.sectors),
    ):  # fmt: skip
        rule: Any = table.get(name)
        if rule is not None:
            help_text = getattr(rule, "help", "") or getattr(rule, "next_step", "")
            return RuleHelp(kind, rule.title, help_text, rule.clause)
    raise UsageError("没有这条规则", f"政策包中没有名为 {name} 的规则。")
