"""The statements behind figures: one pass over each base figure gives all figures within it, cut by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from ajx_tui.policy import places
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.model import ANCHORS, OWN_ANCHOR, Figure
from ajx_tui.policy.places import Place
from ajx_tui.policy.rules import Rules

DIMENSIONS = ("sector", "township", "department", "insurer")
SECONDS = 60.0
"""Figures of a large county on an old machine may take a while; only what never ends is stopped."""
T = TypeVar("T")
_COLUMN = re.compile(r"r\.\w+")
NOWHERE = Place(None, None, None, None)


MOST_FLAGS = 60
"""Figures that one statement can tell apart: one bit each of SQLite's 63-bit integers."""


Counted = dict[int, tuple[int, ...]]
"""Records by the figures of a family that count them: bit n stands for its nth member. The numbers are how many they
are, then the sums of the family's amounts."""


class Row(NamedTuple):
    """What was counted in one place.

    `total` and `placed` tell whether it counts in the total and on the lines of sector, township and department;
    `insured` whether on the insurer's.
    """

    place: Place
    counted: Counted
    total: bool
    placed: bool
    insured: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The figures that are counted in one pass, and what the pass gave.

    `members` gives for each figure where its amount stands in the numbers of a row, 0 for one that only counts.
    """

    members: Mapping[str, int]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class _Pass:
    """The columns that a statement computes for each record of a base figure."""

    members: Mapping[str, int]
    flags: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """One snapshot that figures are read from."""

    guard: Guard
    rules: Rules
    as_of: str
    revision: int
    seconds: float = SECONDS

    def families(self, names: Iterable[str], *, cut: bool) -> list[Family]:
        """The figures named, by family; without `cut` only their totals, which is quicker."""
        chosen: dict[tuple[str, int], list[str]] = {}
        sizes: Counter[str] = Counter()
        for name in names:
            base = self.rules.chain(name)[0].name
            chosen.setdefault((base, sizes[base] // MOST_FLAGS), []).append(name)
            sizes[base] += 1
        found = []
        for (base, _), members in chosen.items():
            figure, columns = self.rules.figures[base], _columns(self.rules, members)
            found.append(Family(columns.members, (self._cut if cut else self._whole)(figure, columns)))
        return found

    def _whole(self, base: Figure, columns: _Pass) -> list[Row]:
        """The totals. Records of a deleted policy don't count, here as in the cut figures."""
        table, column = _anchor(base)
        source = "q r"
        if table == "policy":
            places.prepare(self.guard, self.revision, policies=True)
            source += f" CROSS JOIN {places.PREFIX}policy w ON w.id = r.{column}"
        return [
            Row(NOWHERE, counted, True, False, False) for counted in self._grouped(base, (), columns, source).values()
        ]

    def _cut(self, base: Figure, columns: _Pass) -> list[Row]:
        """One statement: every place with the count and sum of each figure."""
        table, column = _anchor(base)
        if not table:
            return self._whole(base, columns)
        if table == "insurer":
            found = self._grouped(base, ("r.insurer_id",), columns, "q r")
            return [Row(Place(None, None, None, key), counted, True, False, True) for (key,), counted in found.items()]
        towns = places.prepare(self.guard, self.revision, policies=table == "policy")
        source = f"q r CROSS JOIN {places.PREFIX}{table} w ON w.id = r.{column}"
        rows = []
        keys = ("w.cell", "r.insurers") if base.by_insurer else ("w.cell",)
        for (cell, *insurers), counted in self._grouped(base, keys, columns, source).items():
            rows.append(Row(places.unpack(cell, towns), counted, True, True, table == "policy"))
            for key in str(insurers[0] or 0).split(",") if insurers else ():
                rows.append(Row(Place(None, None, None, int(key) or None), counted, False, False, True))
        return rows

    def _grouped(
        self, base: Figure, keys: Sequence[str], columns: _Pass, source: str
    ) -> dict[tuple[Any, ...], Counted]:
        """What was counted, by the values of `keys`."""
        if columns.amounts:
            named = {**{f"k{n}": sql for n, sql in enumerate(keys)}, "f": columns.flags}
            group, sums = ", ".join(named), "".join(f", sum(a{n})" for n, _ in enumerate(columns.amounts))
            named |= {f"a{n}": sql for n, sql in enumerate(columns.amounts)}
            # LIMIT keeps SQLite from working the flags out once more for every column.
            inner = f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in named.items())} FROM {source} LIMIT -1"
            rows = self._run(self.guard.rows, base, f"SELECT {group}, count(*){sums} FROM ({inner}) GROUP BY {group}")
        else:  # counting rows outside is quicker than GROUP BY, which sorts them first
            tail = f"SELECT {', '.join((*keys, columns.flags))} FROM {source}"
            rows = [(*row, times) for row, times in self._run(self.guard.counted, base, tail).items()]
        found: dict[tuple[Any, ...], Counted] = {}
        width = len(keys)
        for row in rows:
            found.setdefault(row[:width], {})[row[width]] = tuple([number or 0 for number in row[width + 1 :]])
        return found

    def _run(self, run: Callable[[str, Mapping[str, Any], float], T], base: Figure, tail: str) -> T:
        text = self.rules.statement(base.query.sql, tail)
        return run(text, self.rules.bindings(text, self.as_of), self.seconds)

    def ids(self, name: str, dimension: str, key: int | str | None, leads: Mapping[int, tuple[int, ...]]) -> list[int]:
        """Ids of the records that a figure counts on one line of a dimension, ascending."""
        base, where = self.rules.chain(name)
        table, column = _anchor(base)
        source, line = "q r", key or 0
        if dimension == "insurer" and base.by_insurer:
            where.append("instr(',' || coalesce(r.insurers, 0) || ',', ',' || :line || ',') > 0")
        elif dimension == "insurer" and table == "insurer":
            where.append("coalesce(r.insurer_id, 0) = :line")
        elif dimension != "total":
            if table == "insurer" or not table or (dimension == "insurer" and table != "policy"):
                return []
            towns = places.prepare(self.guard, self.revision, policies=table == "policy")
            source += f" CROSS JOIN {places.PREFIX}{table} w ON w.id = r.{column}"
            if dimension == "township":
                line = list(towns).index(str(key)) + 1 if key in towns else -1 if key else 0
            where.append(_of_department(leads, key) if dimension == "department" else places.matches("w", dimension))
        tail = f"SELECT DISTINCT r.id FROM {source}{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY 1"
        text = self.rules.statement(base.query.sql, tail)
        bound = {**self.rules.bindings(text, self.as_of), **({"line": line} if ":line" in tail else {})}
        return [row[0] for row in self.guard.rows(text, bound, self.seconds)]


def _anchor(base: Figure) -> tuple[str, str]:
    """(which table of places, by which column) the records of a base figure are placed; empty for nowhere."""
    if base.kind in OWN_ANCHOR:
        return OWN_ANCHOR[base.kind], "id"
    return (ANCHORS[base.anchor], base.anchor) if base.anchor else ("", "")


def _of_department(leads: Mapping[int, tuple[int, ...]], key: int | str | None) -> str:
    """SQL: the record's own department, or when it has none, one that leads its sector; `:line` 0 asks for neither."""
    led = [s for s, departments in leads.items() if key is None or key in departments]
    sectors = " OR ".join(places.matches("w", "sector").replace(":line", str(int(s))) for s in led) or "0"
    own = places.matches("w", "department")
    nobody = own.replace(":line", "0")
    if key is None:
        return f"({own} AND NOT ({sectors}))"
    return f"({own} OR ({nobody} AND ({sectors})))"


def _columns(rules: Rules, names: Sequence[str]) -> _Pass:
    """What to compute for each record so that all these figures of one base can be told from it."""
    conditions = {name: " AND ".join(rules.chain(name)[1]) for name in names}
    users: dict[str, list[str]] = {}
    for name in names:
        figure = rules.figures[name]
        if amount := figure.amount_sql or ("r.amount" if figure.amount and not figure.within else ""):
            users.setdefault(amount, []).append(name)
    amounts = list(users)
    places_ = {name: n for n, amount in enumerate(amounts, 1) for name in users[amount]}
    return _Pass(
        {name: places_.get(name, 0) for name in names},
        # CASE stops at the first half of a condition that is false; a bare AND would work out both.
        " | ".join(_when(conditions[name], str(1 << n), " ELSE 0") for n, name in enumerate(names)),
        # A column is had for less than the question whether it is wanted: sums without their flag are left aside.
        tuple(a if _COLUMN.fullmatch(a) else _when(_either(conditions[n] for n in users[a]), a) for a in amounts),
    )


def _either(conditions: Iterable[str]) -> str:
    """SQL that holds where one of the conditions does; '' when one of them always does."""
    given = list(dict.fromkeys(conditions))
    return "" if "" in given else " OR ".join(f"({condition})" for condition in given)


def _when(condition: str, value: str, otherwise: str = "") -> str:
    return f"CASE WHEN {condition} THEN {value}{otherwise} END" if condition else value
