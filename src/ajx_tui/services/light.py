"""红、黄、绿: how an enterprise stands by what checks and clocks find about it. The weights are the county's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import UsageError
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

SETTING = "light.weights"


class Light(StrEnum):
    """How an enterprise stands."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


LIGHT_TITLES: Mapping[Light, str] = {Light.RED: "红", Light.YELLOW: "黄", Light.GREEN: "绿"}


@dataclass(frozen=True, slots=True)
class Weights:
    """Points per finding by severity, or by check where a county weighs one differently; and where colours begin."""

    severities: Mapping[str, int] = field(default_factory=lambda: {"violation": 60, "doubt": 20, "hint": 5})
    checks: Mapping[str, int] = field(default_factory=dict)
    red: int = 60
    yellow: int = 20

    def of(self, check: str, severity: str) -> int:
        """The points of one finding."""
        return self.checks.get(check, self.severities.get(severity, 0))

    def light(self, points: int) -> Light:
        """The colour of a sum of points."""
        return Light.RED if points >= self.red else Light.YELLOW if points >= self.yellow else Light.GREEN


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counts: what was found, on which clause and how sure that is, and how many points it has.

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
    field: str = ""
    next_step: str = ""
    explained: str = ""


def weights(store: Store) -> Weights:
    """The weights in force here."""
    stored = store.setting(SETTING)
    return Weights(**stored) if stored else Weights()


def set_weights(session: Session, wanted: Weights, reason: str = "") -> None:
    """Set the county's own weights. Raises UsageError for points that can't be, NotPermittedError."""
    proved(wanted)
    with session.unit("调整红黄绿权重（本级自定）", reason, permission=Permission.MANAGE) as unit:
        unit.set_setting(SETTING, asdict(wanted))


def proved(wanted: Weights) -> None:
    """Raises UsageError for weights that can't be."""
    points = (*wanted.severities.values(), *wanted.checks.values())
    if set(wanted.severities) != set(SEVERITIES):
        raise UsageError("权重有误", f"每种程度都要有分值：{'、'.join(SEVERITIES.values())}。")
    if not all(0 <= p <= 1000 for p in points):
        raise UsageError("权重有误", "分值应在 0 到 1000 之间。")
    if not 0 < wanted.yellow < wanted.red:
        raise UsageError("权重有误", "黄线应大于 0，红线应高于黄线。")


def changed(weights: Weights, key: str, points: int) -> Weights:
    """The weights with one of them changed: 'red', 'yellow', a severity, or the name of a check."""
    if key == "red":
        return replace(weights, red=points)
    if key == "yellow":
        return replace(weights, yellow=points)
    if key in weights.severities:
        return replace(weights, severities={**weights.severities, key: points})
    return replace(weights, checks={**weights.checks, key: points})


def read(store: Store, key: str, values: Sequence[str]) -> Weights:
    """The weights in force with one of them changed to what was typed. Raises UsageError."""
    from ajx_tui.services.packs import rules

    present = weights(store)
    if key not in ("red", "yellow", *present.severities, *rules(store).checks):
        raise UsageError("没有这项权重", f"{key} 不是 red、yellow、{'、'.join(present.severities)}，也不是检查的名称。")
    if len(values) != 1 or not values[0].isdecimal() or len(values[0]) > 4:
        raise UsageError("权重有误", "分值请写成 0 到 1000 的整数。")
    return changed(present, key, int(values[0]))


def weights_text(weights: Weights) -> str:
    """The weights in a line."""
    severities = "、".join(f"{SEVERITIES[name]} {points} 分" for name, points in weights.severities.items())
    own = "".join(f"，检查 {name} {points} 分" for name, points in weights.checks.items())
    return f"{severities}{own}；满 {weights.red} 分为红，满 {weights.yellow} 分为黄"


def total(reasons: Sequence[Reason]) -> int:
    """The points that count."""
    return sum(r.points for r in reasons if not r.explained)
