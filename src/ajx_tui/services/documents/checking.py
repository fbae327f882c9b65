"""The checks run before a document: what they find is told to who is about to sign it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from ajx_tui.documents.texts.lint import LintNote, Rule
from ajx_tui.domain.records import KINDS
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services.checks import run_all
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

WHERE = "检查发现"
_BETWEEN = re.compile(r"[、，,；;\s]+")
_NAMED = 4
"""Checks that are named, those with most findings; the others are only counted."""


def findings(session: Session, as_of: date) -> tuple[LintNote, ...]:
    """A note about what the checks find and nobody explained; none when there is nothing.

    Raises AjxError when a pack's SQL fails.
    """
    open_ones = run_all(session.store, as_of)
    if not open_ones:
        return ()
    severities = Counter(f.severity for f in open_ones)
    counted = "、".join(f"{title}{severities[name]}条" for name, title in SEVERITIES.items() if severities[name])
    most = Counter(f.title for f in open_ones if f.severity != "hint").most_common(_NAMED)
    named = f"，较多的是{'、'.join(f'{title}{count}' for title, count in most)}" if most else ""
    return (LintNote(f"台账还有{counted}没有处理或说明{named}", WHERE, rule=Rule.CHECKS),)


def insurer_names(store: Store) -> list[str]:
    """The names and short names of every insurer in the directory: none may be named as the one to insure with."""
    names: list[str] = []
    for _, name, aliases in records.columns(store, KINDS["insurer"], ["name", "aliases"]):
        names += [str(name), *(part for part in _BETWEEN.split(str(aliases or "")) if part)]
    return list(dict.fromkeys(names))
