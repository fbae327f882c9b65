"""Reads every style sheet once.

Textual reads all style sheets anew whenever a mode gets its first screen or a theme is set: four times before the
first page is painted, and for every app that a test starts. Rules depend on nothing but their text and the variables
of the theme, and are never changed after they were made.
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_MOST = 512
"""Sheets that are kept: those of every widget and page of the program, in both themes."""


def keep_rules() -> None:
    """Let all style sheets share what they have read. Calling it again changes nothing."""
    if hasattr(Stylesheet, "_ajx_kept"):
        return
    kept: LRUCache[tuple[object, ...], list[RuleSet]] = LRUCache(_MOST)
    original = Stylesheet._parse_rules

    def parse_rules(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope, frozenset(self._variables.items()))
        rules = kept.get(key)
        if rules is None:
            rules = original(self, css, read_from, is_default_rules, tie_breaker, scope)
            kept[key] = rules
        return rules

    Stylesheet._parse_rules = parse_rules  # type: ignore[method-assign]
    Stylesheet._ajx_kept = kept  # type: ignore[attr-defined]
