"""The statements behind figures: one pass over each base figure gives all figures within it, cut by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ajx_tui.policy.guard import Guard
from ajx_tui.policy.model import Figure
from ajx_tui.policy.rules import Rules

DIMENSIONS = ("sector", "township", "department", "insurer")
SECONDS = 60.0
"""Figures of a large county on an old machine may take a while; only what never ends is stopped."""
_PLACES = ("sector_id", "township", "department_id")
_INSURED_KIND = "insured_object"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one figure counts in one place. `by_insurer` marks rows that only count for the insurer dimension."""

    sector: int | None
    township: str | None
    department: int | None
    insurer: int | None
    count: int
    amount: int
    has_insurer: bool
    by_insurer: bool = False


def cells(guard: Guard, rules: Rules, as_of: str, names: Iterable[str]) -> dict[str, list[Cell]]:
    """The cells of the figures named."""
    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(rules.chain(name)[0].name, []).append(name)
    found: dict[str, list[Cell]] = {}
    for base_name, members in families.items():
        base = rules.figures[base_name]
        found.update(_family(guard, rules, as_of, base, members, by_insurer=False))
        if base.by_insurer:
            for name, rows in _family(guard, rules, as_of, base, members, by_insurer=True).items():
                found[name] += rows
    return found


def _family(
    guard: Guard, rules: Rules, as_of: str, base: Figure, members: list[str], *, by_insurer: bool
) -> dict[str, list[Cell]]:
    """One statement: every place with the count and sum of each figure."""
    columns = [part for name in members for part in _measures(rules, name)]
    if by_insurer:
        places = ["NULL", "NULL", "NULL", "x.insurer_id"]
        source = (
            "(SELECT DISTINCT p.object_id AS object_id, p.insurer_id AS insurer_id FROM in_force p) x"
            " JOIN q r ON r.id = x.object_id"
        )
    else:
        places, source = _placing(base)
    tail = f"SELECT {', '.join([*places, *columns])} FROM {source} GROUP BY 1, 2, 3, 4"
    text = rules.statement({"q": base.query.sql}, tail)
    has_insurer = base.kind != _INSURED_KIND and base.kind != "enterprise"
    found: dict[str, list[Cell]] = {name: [] for name in members}
    for row in guard.rows(text, rules.bindings(text, as_of), SECONDS):
        for number, name in enumerate(members):
            count, amount = row[4 + 2 * number], row[5 + 2 * number]
            if count:
                sector, township, department, insurer = row[:4]
                found[name].append(
                    Cell(sector, township, department, insurer, count, amount or 0, has_insurer, by_insurer)
                )
    return found


def _placing(base: Figure) -> tuple[list[str], str]:
    """Where the places of a base figure's rows come from."""
    if base.placed:
        return [f"r.{p}" for p in (*_PLACES, "insurer_id")], "q r"
    insurer = "w.insurer_id" if base.kind != _INSURED_KIND else "NULL"
    return [*(f"w.{p}" for p in _PLACES), insurer], f"q r JOIN place_{base.kind} w ON w.id = r.id"


def _measures(rules: Rules, name: str) -> tuple[str, str]:
    """The two columns of one figure: how many, and the sum of its amounts."""
    figure, (base, conditions) = rules.figures[name], rules.chain(name)
    amount = figure.amount_sql or ("r.amount" if figure.amount and figure is base else "")
    if not conditions:
        return "count(*)", f"sum({amount})" if amount else "0"
    both = " AND ".join(conditions)
    return f"sum(({both}) IS TRUE)", f"sum(CASE WHEN {both} THEN {amount} END)" if amount else "0"


def ids(
    guard: Guard, rules: Rules, as_of: str, name: str, dimension: str, key: int | str | None,
    leads: Mapping[int, tuple[int, ...]],
) -> list[int]:  # fmt: skip
    """Ids of the records that a figure counts on one line of a dimension, ascending."""
    base, conditions = rules.chain(name)
    body = {"q": base.query.sql}
    _, source = _placing(base)
    alias = "r" if base.placed else "w"
    where = list(conditions)
    values: dict[str, object] = {}
    if dimension == "insurer" and base.kind == _INSURED_KIND:
        where.append("EXISTS (SELECT 1 FROM in_force p WHERE p.object_id = r.id AND p.insurer_id IS :line)")
    elif dimension == "department":
        sectors = [str(s) for s, departments in leads.items() if key in departments] if key is not None else [
            str(s) for s in leads
        ]  # fmt: skip
        among = f"{alias}.sector_id {'IN' if key is not None else 'NOT IN'} ({', '.join(sectors) or 'NULL'})"
        if key is None and not sectors:
            among = "1"
        inherited = f"({alias}.department_id IS NULL AND {among})"
        where.append(inherited if key is None else f"({alias}.department_id = :line OR {inherited})")
    elif dimension != "total":
        column = "township" if dimension == "township" else f"{dimension}_id"
        where.append(f"{alias}.{column} IS :line")
    tail = f"SELECT DISTINCT r.id FROM {source}" + (f" WHERE {' AND '.join(where)}" if where else "") + " ORDER BY 1"
    text = rules.statement(body, tail)
    if ":line" in tail:
        values["line"] = key
    return [row[0] for row in guard.rows(text, {**rules.bindings(text, as_of), **values}, SECONDS)]
