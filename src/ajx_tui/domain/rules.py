"""Rules over several fields of one record that many kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Problem, Rule


def in_order(*pairs: tuple[str, str, str, str]) -> Rule:
    """A rule that refuses a day before the one it must follow.

    Each pair is (earlier field, its title, later field, its title); pairs with an empty day are not judged.
    """

    def rule(values: Mapping[str, Value]) -> Iterable[Problem]:
        for earlier, earlier_title, later, later_title in pairs:
            first, second = values.get(earlier), values.get(later)
            if first is not None and second is not None and str(second) < str(first):
                yield Problem(later, f"{later_title} {second} 早于{earlier_title} {first}")

    return rule
