"""The records a figure counts among those of one record: what the page of an enterprise asks."""

from __future__ import annotations

from ajx_tui.policy import sql
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.rules import Rules

SECONDS = 10.0
TWINS = "twin"
"""The fragment of the packs that pairs enterprises which may be one."""


def can(rules: Rules, figure: str, scope: str) -> bool:
    """Whether a figure can be limited to one record of the kind `scope` without counting the whole county."""
    return figure in rules.figures and scope in rules.scopes(rules.chain(figure)[0].query.sql)


def ids(guard: Guard, rules: Rules, as_of: str, figure: str, scope: str, record_id: int) -> list[int]:
    """Ids of the records that a figure counts on a day and that concern one record. Raises QueryRefused."""
    base, conditions = rules.chain(figure)
    tail = "SELECT DISTINCT r.id FROM q r" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
    text = rules.statement(base.query.sql, f"{tail} ORDER BY 1", scope)
    return [
        row[0] for row in guard.rows(text, {**rules.bindings(text, as_of), sql.SCOPE_PARAMETER: record_id}, SECONDS)
    ]


def twins(guard: Guard, rules: Rules, enterprise_id: int) -> list[tuple[str, int]]:
    """(why, id) of the enterprises that may be the same as one; none when the packs don't pair them."""
    if TWINS not in rules.own_fragments:
        return []
    text = rules.statement(f"SELECT t.why AS why, t.other AS other FROM {TWINS} t", scope="enterprise")
    rows = guard.rows(text, {sql.SCOPE_PARAMETER: enterprise_id}, SECONDS)
    return [(str(why), int(other)) for why, other in rows]
