"""The rules in force: packs merged in order, later ones over earlier ones, with the county's own overlay on top."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from ajx_tui.policy import sql
from ajx_tui.policy.clause import Clause
from ajx_tui.policy.model import (
    FOREVER,
    UNIT_FACTORS,
    Basis,
    Check,
    CodeList,
    DatedValue,
    DepartmentRule,
    DutyRule,
    Figure,
    Fragment,
    Indicator,
    Pack,
    Parameter,
    SectorRule,
    SwitchedOff,
)
from ajx_tui.policy.papers import Checklist, Outline, ScoreSheet

AS_OF = "as_of"
DATED, LISTED = "dated_", "list_"
T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """Every rule in force, by name. `packs` are those it was made of, lowest first.

    `warning` says in Chinese why the county's own overlay is left out, when it is.
    """

    packs: tuple[Pack, ...] = ()
    sectors: Mapping[str, SectorRule] = field(default_factory=dict)
    departments: Mapping[str, DepartmentRule] = field(default_factory=dict)
    duties: Mapping[tuple[str, str], DutyRule] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    own_fragments: Mapping[str, Fragment] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    warning: str = ""
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    switched_off: Mapping[str, SwitchedOff] = field(default_factory=dict)
    bases: Mapping[str, Basis] = field(default_factory=dict)
    score_sheets: Mapping[str, ScoreSheet] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever any rule does."""
        return hashlib.sha256("".join(f"{p.id}:{p.digest};" for p in self.packs).encode()).hexdigest()[:12]

    @cached_property
    def fragments(self) -> Mapping[str, tuple[str, bool]]:
        """Everything pack SQL may use as a table: own fragments, `dated_PARAMETER`, `list_CODELIST`."""
        made = {name: (f.query.sql, f.materialised) for name, f in self.own_fragments.items()}
        for name in self.parameters:
            made[DATED + name] = (_dated_sql(self.intervals(name)), False)
        for name, codes in self.code_lists.items():
            made[LISTED + name] = (_list_sql(codes.values), False)
        return made

    def intervals(self, name: str) -> list[tuple[str, str, int]]:
        """(from, until, value as SQL sees it) of a parameter; multiples of another one are worked out."""
        return [
            (start, end, int(value * UNIT_FACTORS[self.parameters[name].unit]))
            for start, end, value in self._spans(name, ())
        ]

    def _spans(self, name: str, path: tuple[str, ...]) -> list[tuple[str, str, Decimal]]:
        if name in path:
            raise RecursionError(" → ".join((*path, name)))
        found: list[tuple[str, str, Decimal]] = []
        for dated in self.parameters[name].values:
            if dated.value is not None:
                found.append((dated.valid_from, dated.valid_until, dated.value))
                continue
            for start, end, base in self._spans(dated.of, (*path, name)):
                first, last = max(start, dated.valid_from), min(end, dated.valid_until)
                if first <= last:
                    found.append((first, last, _multiple(dated, base)))
        return found

    def value(self, name: str, day: str) -> int | None:
        """A parameter on a day as SQL sees it (fen, hundredths of a percent, days), or None when none is valid."""
        return next((v for start, end, v in self.intervals(name) if start <= day <= end), None)

    def clause(self, name: str, day: str) -> Clause | None:
        """What a parameter's value of a day, or a basis, stands on; None for a name that is neither."""
        if name in self.parameters:
            return self.parameters[name].clause_on(day)
        return self.bases[name].clause if name in self.bases else None

    def bindings(self, text: str, day: str) -> dict[str, object]:
        """Values of the parameters that a composed statement binds."""
        wanted = sql.parameters(text)
        bound: dict[str, object] = {AS_OF: day} if AS_OF in wanted else {}
        bound.update({name: self.value(name, day) for name in wanted & self.parameters.keys()})
        return bound

    @cached_property
    def _statements(self) -> dict[tuple[str, str, str], str]:
        """Statements already put together: the same ones are run again and again."""
        return {}

    def statement(self, query: str, tail: str = "SELECT * FROM q", scope: str = "") -> str:
        """A whole statement: `query` as the table q, then `tail`, over these rules' fragments; see `sql.statement`."""
        key = (query, tail, scope)
        if key not in self._statements:
            self._statements[key] = sql.statement({"q": query}, tail, self.fragments, scope)
        return self._statements[key]

    def amounts(self, name: str) -> str:
        """The statement for (record id, amount) of a figure in the whole county, or '' when it has no amounts."""
        figure, (base, conditions) = self.figures[name], self.chain(name)
        if not figure.amount:
            return ""
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return self.statement(base.query.sql, f"SELECT r.id, {figure.amount_sql or 'r.amount'} FROM q r{where}")

    def scopes(self, query: str) -> set[str]:
        """The kinds of record that a query of these rules can be limited to."""
        if query not in self._seams:
            self._seams[query] = sql.scopes(self.statement(query))
        return self._seams[query]

    @cached_property
    def _seams(self) -> dict[str, set[str]]:
        return {}

    def chain(self, name: str) -> tuple[Figure, list[str]]:
        """The figure that `name` lies within, and the conditions to get there from it (over the alias `r`)."""
        figure, conditions = self.figures[name], []
        while figure.within:
            conditions.append(f"({figure.query.sql})")
            figure = self.figures[figure.within]
        return figure, conditions[::-1]

    def kind_of(self, name: str) -> str:
        """The kind of record that a figure counts."""
        return self.chain(name)[0].kind


def _multiple(dated: DatedValue, base: Decimal) -> Decimal:
    value = (dated.multiple or Decimal(0)) * base
    return max(value, dated.at_least) if dated.at_least is not None else value


def _dated_sql(intervals: Sequence[tuple[str, str, int]]) -> str:
    rows = " UNION ALL ".join(f"SELECT '{a}', '{b}', {v}" for a, b, v in intervals[1:])
    if not intervals:
        return "SELECT '' AS valid_from, '' AS valid_until, 0 AS value WHERE 0"
    a, b, v = intervals[0]
    first = f"SELECT '{a}' AS valid_from, '{b}' AS valid_until, {v} AS value"
    return f"{first} UNION ALL {rows}" if rows else first


def _list_sql(values: Sequence[str]) -> str:
    quoted = ["'" + v.replace("'", "''") + "'" for v in values]
    if not quoted:
        return "SELECT '' AS value WHERE 0"
    return " UNION ALL ".join([f"SELECT {quoted[0]} AS value", *(f"SELECT {q}" for q in quoted[1:])])


def merge(packs: Iterable[Pack]) -> Rules:
    """The rules of several packs, lowest first. An entry of a later pack replaces the one of the same name."""
    rules = Rules()
    for pack in packs:
        off = {d.name: d for d in pack.disabled}
        rules = replace(
            rules,
            packs=(*rules.packs, pack),
            sectors={**rules.sectors, **{s.title: s for s in pack.sectors}},
            departments={**rules.departments, **{d.name: d for d in pack.departments}},
            duties={**rules.duties, **{(d.sector, d.department): d for d in pack.duties}},
            parameters={
                **rules.parameters, **{p.name: _over(rules.parameters.get(p.name), p) for p in pack.parameters}
            },
            code_lists={**rules.code_lists, **{c.name: c for c in pack.code_lists}},
            own_fragments={**rules.own_fragments, **{f.name: f for f in pack.fragments}},
            figures={**rules.figures, **{f.name: f for f in pack.figures}},
            indicators={**rules.indicators, **{i.name: i for i in pack.indicators}},
            checks=_without(off, {**rules.checks, **{c.name: c for c in pack.checks}}),
            checklists=_without(off, {**rules.checklists, **{c.name: c for c in pack.checklists}}),
            switched_off={**rules.switched_off, **off},
            outlines={**rules.outlines, **{o.document: o for o in pack.outlines}},
            bases={**rules.bases, **{b.name: b for b in pack.bases}},
            score_sheets={**rules.score_sheets, **{s.name: s for s in pack.score_sheets}},
        )  # fmt: skip
    return rules


def _without(off: Collection[str], table: Mapping[str, T]) -> Mapping[str, T]:
    return {name: rule for name, rule in table.items() if name not in off}


def _over(below: Parameter | None, above: Parameter) -> Parameter:
    """New values from the first day they are valid; before it, what the pack below says still holds."""
    if below is None or not above.values:
        return above
    first = above.values[0].valid_from
    kept = []
    for value in below.values:
        if value.valid_from < first:
            until = min(value.valid_until, _eve(first))
            kept.append(replace(value, valid_until=until))
    last = above.values[-1].valid_until
    later = [] if last == FOREVER else [
        replace(v, valid_from=max(v.valid_from, _morrow(last))) for v in below.values if v.valid_until > last
    ]  # fmt: skip
    return replace(above, values=(*kept, *above.values, *later))


def _eve(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _morrow(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
