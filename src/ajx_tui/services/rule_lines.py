"""The rules in force, one by one: what holds, what the packs say where the county says otherwise, on which clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ajx_tui.domain.quantities import money_text
from ajx_tui.errors import UsageError
from ajx_tui.policy.clause import LOCAL, Clause
from ajx_tui.policy.model import FOREVER, SEVERITIES, DatedValue
from ajx_tui.policy.papers import Outline, OutlinePart, ScoreSheet
from ajx_tui.policy.rules import Rules
from ajx_tui.services import packs
from ajx_tui.services.rule_names import LIGHT_PREFIX
from ajx_tui.store.database import Store

OWN = "本级自定"
KIND_TITLES: Mapping[str, str] = {
    "parameter": "参数", "code_list": "代码表", "check": "检查", "outline": "文书提纲", "sector": "行业领域",
    "department": "部门", "duty": "分工", "figure": "指标", "indicator": "比率", "checklist": "清单",
    "checklist_item": "检查项", "outline_part": "文书的章和附件", "light": "红黄绿", "score_sheet": "评分表",
    "basis": "程序依据",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as it holds on a day. `below` is what the packs say where the county says otherwise.

    `details` tell more: every dated value, every code, why a check is switched off.
    """

    kind: str
    name: str
    title: str
    value: str
    clause: Clause
    source: str
    below: str = ""
    own: bool = False
    help: str = ""
    details: tuple[str, ...] = ()

    @property
    def kind_title(self) -> str:
        """What kind of rule it is, in Chinese."""
        return KIND_TITLES[self.kind]

    @property
    def text(self) -> str:
        """The rule as lines."""
        told = f"{self.value}（{OWN}；政策包为 {self.below}）" if self.own and self.below else self.value
        lines = (
            f"{self.kind_title}：{self.title}", told, *self.details, self.help,
            f"依据：{self.clause.text}（{self.clause.note}）", f"来源：{self.source}",
        )  # fmt: skip
        return "\n".join(line for line in lines if line)

    def as_json(self) -> dict[str, Any]:
        """The line as JSON."""
        return {"kind": self.kind, "name": self.name, "title": self.title, "value": self.value, "below": self.below,
                "own": self.own, "source": self.source, "details": list(self.details), "help": self.help,
                "clause": self.clause.as_json()}  # fmt: skip


def lines(store: Store, day: str) -> list[RuleLine]:
    """Everything a county may set as it holds on a day, in the order of the packs, and what the program stands on.

    Checks that are switched off are among them.
    """
    rules, below = packs.rules(store), packs.pack_rules(store)
    made = (_parameters, _code_lists, _checks, _outlines, _score_sheets, _bases)
    return [line for make in made for line in make(rules, below, day)]


def weight_lines(store: Store, day: str) -> list[RuleLine]:
    """What every check in force weighs that has no weight of its own: the points of its severity."""
    rules, found = packs.rules(store), []
    for name, check in rules.checks.items():
        severity = f"{LIGHT_PREFIX}{check.severity}"
        if f"{LIGHT_PREFIX}{name}" not in rules.parameters and severity in rules.parameters:
            told = f"与“{SEVERITIES[check.severity]}每条”相同；可以另定"
            source = _source(rules, "parameters", severity)
            found.append(
                RuleLine("light", f"{LIGHT_PREFIX}{name}", f"检查：{check.title}", packs.shown(rules, severity, day),
                         rules.parameters[severity].clause_on(day), source, help=told)
            )  # fmt: skip
    return found


def local(store: Store, day: str) -> list[RuleLine]:
    """What the county set itself."""
    return [line for line in lines(store, day) if line.own]


def dated_text(dated: DatedValue, unit: str) -> str:
    """A dated value as people write it: 自 2025-03-29 起 400,000.00 元."""
    since = "" if dated.valid_from == "0001-01-01" else f"自 {dated.valid_from} 起"
    until = "" if dated.valid_until == FOREVER else f"至 {dated.valid_until} 止"
    if dated.value is None:
        told = f"{dated.of} 的 {dated.multiple} 倍" + (
            f"，不低于 {dated.at_least}" if dated.at_least is not None else ""
        )
    else:
        told = f"{money_text(int(dated.value * 100))}" if unit == "元" else f"{Decimal(dated.value):f}"
    span = f"{since}{until} " if since or until else ""
    return f"{span}{told}{unit if unit == '%' else f' {unit}'}".strip()


def _parameters(rules: Rules, below: Rules, day: str) -> Iterator[RuleLine]:
    for name, rule in rules.parameters.items():
        valid = rule.on(day)
        own = any(value.pack == LOCAL for value in rule.values)
        packs_say = packs.shown(below, name, day) if own and name in below.parameters else ""
        details = tuple(
            f"{dated_text(v, rule.unit)}（{OWN if v.pack == LOCAL else v.clause.text}）" for v in rule.values
        ) if own or len(rule.values) > 1 else ()  # fmt: skip
        source = _title(rules, valid.pack) if valid is not None else OWN if own else ""
        kind = "light" if name.startswith(LIGHT_PREFIX) else "parameter"
        title = rule.title.removeprefix(f"{KIND_TITLES['light']}：")
        yield RuleLine(kind, name, title, packs.shown(rules, name, day), rule.clause_on(day), source, packs_say, own,
                       rule.help, details)  # fmt: skip


def _code_lists(rules: Rules, below: Rules, _day: str) -> Iterator[RuleLine]:
    for name, rule in rules.code_lists.items():
        source = _source(rules, "code_lists", name)
        own = source == OWN
        packs_say = "、".join(below.code_lists[name].values) if own and name in below.code_lists else ""
        yield RuleLine("code_list", name, rule.title, "、".join(rule.values), rule.clause, source, packs_say, own)


def _checks(rules: Rules, below: Rules, _day: str) -> Iterator[RuleLine]:
    known = {**below.checks, **rules.checks}
    for name, rule in known.items():
        off = rules.switched_off.get(name)
        severity = SEVERITIES[rule.severity]
        own = _source(rules, "disabled" if off is not None else "checks", name) == OWN
        if off is None:
            yield RuleLine("check", name, rule.title, severity, rule.clause, _source(rules, "checks", name), "", own,
                           rule.next_step)  # fmt: skip
        else:
            source = _source(rules, "disabled", name)
            yield RuleLine("check", name, rule.title, "停用", off.clause, source, severity if own else "", own,
                           rule.next_step, (f"停用原因：{off.reason}",))  # fmt: skip


def _outlines(rules: Rules, below: Rules, _day: str) -> Iterator[RuleLine]:
    for name, rule in rules.outlines.items():
        source = _source(rules, "outlines", name)
        own = source == OWN
        packs_say = outline_text(below.outlines[name]) if own and name in below.outlines else ""
        yield RuleLine("outline", name, rule.title, outline_text(rule), rule.clause, source, packs_say, own, "",
                       tuple(_part_text(part) for part in rule.parts))  # fmt: skip


def _score_sheets(rules: Rules, below: Rules, _day: str) -> Iterator[RuleLine]:
    for name, rule in rules.score_sheets.items():
        source = _source(rules, "score_sheets", name)
        own = source == OWN
        packs_say = sheet_text(below.score_sheets[name]) if own and name in below.score_sheets else ""
        details = tuple(
            f"{item.title} {item.points} 分{f'　{item.standard}' if item.standard else ''}"
            f"　{item.clause.text}（{item.clause.note}）" for item in rule.items
        )  # fmt: skip
        yield RuleLine(
            "score_sheet", name, rule.title, sheet_text(rule), rule.clause, source, packs_say, own, "", details
        )


def sheet_text(sheet: ScoreSheet) -> str:
    """How many lines and marks, and which."""
    told = "、".join(f"{item.title} {item.points}" for item in sheet.items)
    return f"{len(sheet.items)} 项 {sum(item.points for item in sheet.items)} 分：{told}"


def sheet_lines(sheet: ScoreSheet) -> list[str]:
    """The sheet as `overlay.score_sheet` reads it."""
    return [f"{item.title}|{item.points}|{item.indicator or item.standard}" for item in sheet.items]


def _bases(rules: Rules, below: Rules, _day: str) -> Iterator[RuleLine]:
    for name, rule in rules.bases.items():
        source = _source(rules, "bases", name)
        own = source == OWN
        packs_say = below.bases[name].clause.short if own and name in below.bases else ""
        yield RuleLine("basis", name, rule.title, rule.clause.short, rule.clause, source, packs_say, own)


def outline_text(outline: Outline) -> str:
    """The chapters, then the annexes, in a line."""
    annexes = "、".join(part.title for part in outline.annexes)
    return " · ".join(part.title for part in outline.chapters) + (f"；附件 {annexes}" if annexes else "")


def _part_text(part: OutlinePart) -> str:
    return f"{part.title}{'（必备）' if part.required else ''}　{part.clause.text}（{part.clause.note}）"


def _source(rules: Rules, attribute: str, name: str) -> str:
    """The title of the last pack that has the entry."""
    keys = {"outlines": "document", "sectors": "title"}
    for pack in reversed(rules.packs):
        if any(getattr(entry, keys.get(attribute, "name")) == name for entry in getattr(pack, attribute)):
            return _title(rules, pack.id)
    return ""


def _title(rules: Rules, pack_id: str) -> str:
    return OWN if pack_id == LOCAL else next((p.title for p in rules.packs if p.id == pack_id), pack_id)


def rule_help(store: Store, name: str, day: str = "") -> RuleLine:
    """What stands behind a figure, indicator, check, parameter, code list, sector, … by its name, as F1 shows it.

    A chapter or annex is named 'document.part', a sector's department 'sector/department', an item of a checklist
    'checklist.code'. `day` (ISO) picks the value of a parameter; without it the last one is shown. Raises UsageError
    when the rules know nothing of that name.
    """
    rules = packs.rules(store)
    for find in (_counted, _set_by_day, _listed, _duty, _part):
        found = find(store, rules, name, day)
        if found is not None:
            return found
    raise UsageError("没有这条规则", f"政策包中没有名为 {name} 的规则。")


def _counted(_store: Store, rules: Rules, name: str, _day: str) -> RuleLine | None:
    return _plain(rules, name, (("indicator", "indicators"), ("figure", "figures")))


def _listed(_store: Store, rules: Rules, name: str, _day: str) -> RuleLine | None:
    return _plain(rules, name, (("sector", "sectors"), ("department", "departments"), ("checklist", "checklists")))


def _plain(rules: Rules, name: str, tables: tuple[tuple[str, str], ...]) -> RuleLine | None:
    for kind, attribute in tables:
        rule: Any = getattr(rules, attribute).get(name)
        if rule is not None:
            told = getattr(rule, "help", "") or getattr(rule, "duty", "")
            title = getattr(rule, "title", "") or rule.name
            return RuleLine(kind, name, title, "", rule.clause, _source(rules, attribute, name), help=told)
    return None


def _set_by_day(store: Store, rules: Rules, name: str, day: str) -> RuleLine | None:
    tables: tuple[Mapping[str, Any], ...] = (rules.checks, rules.switched_off, rules.parameters, rules.code_lists,
                                             rules.outlines, rules.score_sheets, rules.bases)  # fmt: skip
    if not any(name in table for table in tables):
        return None
    return next((line for line in lines(store, day or FOREVER) if line.name == name), None)


def _duty(_store: Store, rules: Rules, name: str, _day: str) -> RuleLine | None:
    sector, _, department = name.partition("/")
    rule = rules.duties.get((sector, department))
    if rule is None:
        return None
    title = f"{rule.sector}：{rule.department}" + (f"（{rule.scope}）" if rule.scope else "")
    source = next(_title(rules, p.id) for p in reversed(rules.packs) if rule in p.duties)
    return RuleLine("duty", name, title, "主管" if rule.lead else "配合", rule.clause, source)


def _part(_store: Store, rules: Rules, name: str, _day: str) -> RuleLine | None:
    whole, _, part_name = name.partition(".")
    if whole in rules.outlines:
        part = next((p for p in rules.outlines[whole].parts if p.name == part_name), None)
        if part is not None:
            value = "必备" if part.required else "可以调整"
            return RuleLine("outline_part", name, part.title, value, part.clause, _source(rules, "outlines", whole))
    if whole in rules.checklists:
        item = next((i for i in rules.checklists[whole].items if i.code == part_name), None)
        if item is not None:
            return RuleLine("checklist_item", name, item.text, "", item.clause, _source(rules, "checklists", whole),
                            help=item.method)  # fmt: skip
    return None
