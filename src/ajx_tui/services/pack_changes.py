"""What is seen of a day under some rules, and how that differs under others: figures, findings, terms, parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ajx_tui.policy.rules import Rules
from ajx_tui.services import clocks, packs
from ajx_tui.services.checks import run_all
from ajx_tui.services.enforcement import closure_requests
from ajx_tui.services.figures import Figures, figures
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

SECONDS = 15.0
"""How long one query may take."""


@dataclass(frozen=True, slots=True)
class Change:
    """One number before and after."""

    what: str
    title: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}　{self.title}：{self.before or '无'} → {self.after or '无'}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a day. `late` and `soon` count the clocks that ran out, and those that end soon, by title."""

    day: str
    figures: Figures
    findings: Counter[str]
    late: Counter[str]
    soon: Counter[str]
    ahead: int
    closures: int

    @property
    def rules(self) -> Rules:
        """The rules it is seen under."""
        return self.figures.rules


def seen(store: Store, day: str, seconds: float = SECONDS) -> Seen:
    """What is seen of a day under the rules in force. Raises AjxError when a query takes too long."""
    session, as_of = Session(store), date.fromisoformat(day)
    found = figures(store, day, seconds=seconds)
    findings = Counter(f.check for f in run_all(store, day, seconds=seconds))
    ahead = packs.parameter(store, "due_soon_days", day)
    items = clocks.within(session, ahead, as_of)
    late = Counter(item.due.title for item in items if item.late)
    soon = Counter(item.due.title for item in items if not item.late)
    return Seen(day, found, findings, late, soon, ahead, len(closure_requests(session, as_of)))


def changes(before: Seen, after: Seen) -> tuple[Change, ...]:
    """Everything that differs."""
    return (
        *_figure_changes(before.figures, after.figures),
        *_finding_changes(before.rules, after.rules, before.findings, after.findings),
        *_due_changes(before, after),
        *_parameter_changes(before.rules, after.rules, before.day),
        *_text_changes(before.rules, after.rules),
    )


def _due_changes(before: Seen, after: Seen) -> list[Change]:
    found = []
    for title in sorted({*before.late, *before.soon, *after.late, *after.soon}):
        shown = [f"逾期{s.late[title]}项、{s.ahead}天内到期{s.soon[title]}项" for s in (before, after)]
        if shown[0] != shown[1]:
            found.append(Change("期限", title, *shown))
    if before.closures != after.closures:
        found.append(Change("期限", "应提请关闭的企业", f"{before.closures}家", f"{after.closures}家"))
    return found


def _figure_changes(before: Figures, after: Figures) -> list[Change]:
    found = []
    for name in dict.fromkeys([*before.rules.figures, *after.rules.figures]):
        numbers = [str(f.count(name)) if name in f.rules.figures else "" for f in (before, after)]
        if numbers[0] != numbers[1]:
            found.append(Change("指标", (after if name in after.rules.figures else before).title(name), *numbers))
    for name in dict.fromkeys([*before.rules.indicators, *after.rules.indicators]):
        rates = [f.rate(name).text if name in f.rules.indicators else "" for f in (before, after)]
        if rates[0] != rates[1]:
            found.append(Change("比率", (after if name in after.rules.indicators else before).title(name), *rates))
    return found


def _finding_changes(before: Rules, after: Rules, old: Counter[str], new: Counter[str]) -> list[Change]:
    found = []
    for name in dict.fromkeys([*before.checks, *after.checks]):
        counts = [str(c[name]) if name in r.checks else "" for c, r in ((old, before), (new, after))]
        if counts[0] != counts[1]:
            found.append(Change("检查", (after.checks.get(name) or before.checks[name]).title, *counts))
    return found


def _parameter_changes(before: Rules, after: Rules, day: str) -> list[Change]:
    found = []
    for name in dict.fromkeys([*before.parameters, *after.parameters]):
        shown = [packs.shown(r, name, day) if name in r.parameters else "" for r in (before, after)]
        if shown[0] != shown[1]:
            found.append(Change("参数", (after.parameters.get(name) or before.parameters[name]).title, *shown))
    return found


_TEXTS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("代码表", "code_lists", lambda rule: "、".join(rule.values)),
    ("文书提纲", "outlines", lambda rule: "、".join(part.title for part in rule.parts)),
    ("评分表", "score_sheets", lambda rule: "、".join(f"{item.title}{item.points}" for item in rule.items)),
    ("程序依据", "bases", lambda rule: rule.clause.text),
)
"""What else people read of the rules: kind, attribute, how one entry reads."""


def _text_changes(before: Rules, after: Rules) -> list[Change]:
    found = []
    for what, attribute, read in _TEXTS:
        old, new = getattr(before, attribute), getattr(after, attribute)
        for name in dict.fromkeys([*old, *new]):
            shown = [read(table[name]) if name in table else "" for table in (old, new)]
            if shown[0] != shown[1]:
                found.append(Change(what, (new.get(name) or old[name]).title, *shown))
    return found
