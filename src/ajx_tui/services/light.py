"""红、黄、绿: how an enterprise stands by what checks and clocks find about it.

Points and where colours begin are parameters of the policy packs (`light_…`), which a county sets as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ajx_tui.policy.clause import LOCAL, Clause
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.policy.rules import Rules
from ajx_tui.services import packs
from ajx_tui.services.rule_names import LIGHT_LINES, LIGHT_POINTS, LIGHT_PREFIX
from ajx_tui.store.database import Store


class Light(StrEnum):
    """How an enterprise stands."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


LIGHT_TITLES: Mapping[Light, str] = {Light.RED: "红", Light.YELLOW: "黄", Light.GREEN: "绿"}


@dataclass(frozen=True, slots=True)
class Weight:
    """The points of a finding or of a colour's beginning, and what they stand on."""

    points: int
    clause: Clause


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per finding by severity, or by check where one weighs differently; and where colours begin."""

    severities: Mapping[str, Weight]
    checks: Mapping[str, Weight]
    red: Weight
    yellow: Weight

    def of(self, check: str, severity: str) -> Weight:
        """What one finding weighs."""
        return self.checks.get(check) or self.severities[severity]

    def light(self, points: int) -> Light:
        """The colour of a sum of points."""
        return Light.RED if points >= self.red.points else Light.YELLOW if points >= self.yellow.points else Light.GREEN

    @property
    def text(self) -> str:
        """The weights in a line."""
        told = [f"{SEVERITIES[name]} {weight.points} 分" for name, weight in self.severities.items()]
        told += [f"检查 {name} {weight.points} 分" for name, weight in self.checks.items()]
        return f"{'、'.join(told)}；{self.lines_text}"

    @property
    def lines_text(self) -> str:
        """Where the colours begin."""
        return f"{self.yellow.points} 分起为黄，{self.red.points} 分起为红"

    @property
    def basis(self) -> str:
        """What they stand on: each clause once, with how sure it is."""
        used = (*self.severities.values(), *self.checks.values(), self.red, self.yellow)
        return "；".join(dict.fromkeys(f"{w.clause.text}（{w.clause.note}）" for w in used))

    @property
    def own(self) -> bool:
        """Whether they are the county's own, as long as no paper lays them down."""
        return self.red.clause.document.id == LOCAL

    def as_json(self) -> dict[str, int]:
        """Points by the names of the parameters."""
        made = {f"{LIGHT_PREFIX}{name}": w.points for name, w in (*self.severities.items(), *self.checks.items())}
        return {**made, f"{LIGHT_PREFIX}yellow": self.yellow.points, f"{LIGHT_PREFIX}red": self.red.points}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counts: what was found, on which clause and how sure that is, and how many points it has.

    `weight` tells what the points stand on.

    What was explained away is listed with its explanation and counts nothing.
    """

    title: str
    text: str
    severity: str
    clause: str
    certainty: str
    points: int
    kind: str
    record_id: int
    weight: str
    field: str = ""
    next_step: str = ""
    explained: str = ""


def weights(store: Store, as_of: date) -> Weights:
    """The weights in force on a day. Raises AjxError when the packs in force lack one."""
    rules, day = packs.rules(store), as_of.isoformat()

    def weight(name: str) -> Weight:
        return Weight(packs.parameter(store, name, day), packs.clause(store, name, day))

    severities = {name.removeprefix(LIGHT_PREFIX): weight(name) for name in LIGHT_POINTS}
    checks = {name.removeprefix(LIGHT_PREFIX): weight(name) for name in own_weights(rules)}
    yellow, red = (weight(name) for name in LIGHT_LINES)
    return Weights(severities, checks, red, yellow)


def own_weights(rules: Rules) -> list[str]:
    """The parameters that give one check a weight of its own."""
    return [n for n in rules.parameters if n.startswith(LIGHT_PREFIX) and n not in (*LIGHT_POINTS, *LIGHT_LINES)]


def total(reasons: Sequence[Reason]) -> int:
    """The points that count."""
    return sum(r.points for r in reasons if not r.explained)
