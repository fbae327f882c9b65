"""The statements behind figures: one pass over each base figure gives all figures within it, cut by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from ajx_tui.policy import places
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.model import ANCHORS, OWN_ANCHOR, Figure
from ajx_tui.policy.places import Layout, Place
from ajx_tui.policy.rules import Rules

DIMENSIONS = ("sector", "township", "department", "insurer")
SECONDS = 60.0
"""Figures of a large county on an old machine may take a while; only what never ends is stopped."""
T = TypeVar("T")
_COLUMN = re.compile(r"r\.\w+")
NOWHERE = Place(None, None, None, None)


MOST_BITS = 62
"""What an integer of SQLite holds beside its sign: the cell of a record, and one bit for each figure counting it."""
PLACED = ("object", "policy", "enterprise")
"""The tables of places."""


Counted = dict[int, tuple[int, ...]]
"""Numbers of records by their flags, one bit for each condition of a family: how many they are, then the sums of the
family's amounts."""


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

    `members` gives for each figure the bit of the flags that says whether it counts a record, and where its amount
    stands in the numbers, 0 for a figure that only counts.
    """

    members: Mapping[str, tuple[int, int]]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class _Pass:
    """The columns that a statement computes for each record of a base figure; `bits` are those of `flags`."""

    members: Mapping[str, tuple[int, int]]
    bits: int
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
        by_base: dict[str, list[str]] = {}
        for name in names:
            by_base.setdefault(self.rules.chain(name)[0].name, []).append(name)
        found = []
        for base, members in by_base.items():
            figure = self.rules.figures[base]
            table, _ = _anchor(figure)
            layout = self._layout(table) if table == "policy" or (cut and table in PLACED) else None
            most = MOST_BITS - (layout.width if layout is not None and cut else 0)
            for at in range(0, len(members), most):
                columns = _columns(self.rules, members[at : at + most])
                found.append(Family(columns.members, list(self._rows(figure, columns, layout, cut=cut))))
        return found

    def _layout(self, table: str) -> Layout:
        return places.prepare(self.guard, self.revision, policies=table == "policy")

    def _rows(self, base: Figure, columns: _Pass, layout: Layout | None, *, cut: bool) -> Iterator[Row]:
        """One statement: every place with the count and sum of each figure; without `cut` only the total.

        Records of a deleted policy have no place and don't count, in the total neither.
        """
        table, _ = _anchor(base)
        source = "q r" if layout is None else _placed(base)
        if cut and table == "insurer":
            for key, _, counted in self._grouped(base, "coalesce(r.insurer_id, 0)", "", columns, source):
                yield Row(Place(None, None, None, key or None), counted, True, False, True)
        elif not cut or layout is None:
            for _, _, counted in self._grouped(base, "0", "", columns, source):
                yield Row(NOWHERE, counted, True, False, False)
        else:
            more = "r.insurers" if base.by_insurer else ""
            for cell, insurers, counted in self._grouped(base, "coalesce(w.cell, 0)", more, columns, source):
                yield Row(layout.unpack(cell), counted, True, True, table == "policy" and not more)
                for insurer in str(insurers or 0).split(",") if more else ():
                    yield Row(Place(None, None, None, int(insurer) or None), counted, False, False, True)

    def _grouped(
        self, base: Figure, cell: str, more: str, columns: _Pass, source: str
    ) -> Iterator[tuple[int, Any, Counted]]:
        """What was counted, by the values of `cell` (an integer) and `more` (anything, '' for nothing)."""
        bits = columns.bits
        key = f"({cell} << {bits}) | ({columns.flags})"  # one number is quicker to sort and to hash than two
        if columns.amounts:
            amounts = "".join(f", {sql} AS a{n}" for n, sql in enumerate(columns.amounts))
            # LIMIT keeps SQLite from working the flags out once more for every column.
            inner = f"SELECT {key} AS k{f', {more} AS m' if more else ''}{amounts} FROM {source} LIMIT -1"
            sums = "".join(f", sum(a{n})" for n, _ in enumerate(columns.amounts))
            m = "m" if more else "0"
            tail = f"SELECT k, {m}, count(*){sums} FROM ({inner}) GROUP BY k{', m' if more else ''}"
            rows = self._run(self.guard.rows, base, tail)
        else:  # counting rows outside is quicker than GROUP BY, which sorts them first
            tail = f"SELECT {key}{f', {more}' if more else ''} FROM {source}"
            rows = [(k, m[0] if m else 0, n) for (k, *m), n in self._run(self.guard.counted, base, tail).items()]
        found: dict[tuple[int, Any], Counted] = {}
        for k, m, *numbers in rows:
            counted = found.setdefault((k >> bits, m), {})
            counted[k & (1 << bits) - 1] = tuple([number or 0 for number in numbers])
        return ((cell, m, counted) for (cell, m), counted in found.items())

    def _run(self, run: Callable[[str, Mapping[str, Any], float], T], base: Figure, tail: str) -> T:
        text = self.rules.statement(base.query.sql, tail)
        return run(text, self.rules.bindings(text, self.as_of), self.seconds)

    def ids(self, name: str, dimension: str, key: int | str | None, leads: Mapping[int, tuple[int, ...]]) -> list[int]:
        """Ids of the records that a figure counts on one line of a dimension, ascending."""
        base, where = self.rules.chain(name)
        table, _ = _anchor(base)
        source, line = "q r", key or 0
        if dimension == "insurer" and base.by_insurer:
            where.append("instr(',' || coalesce(r.insurers, 0) || ',', ',' || :line || ',') > 0")
        elif dimension == "insurer" and table == "insurer":
            where.append("coalesce(r.insurer_id, 0) = :line")
        elif dimension != "total":
            if dimension not in cut_by(base):
                return []
            layout = self._layout(table)
            source = _placed(base)
            if dimension == "township":
                line = list(layout.towns).index(str(key)) + 1 if key in layout.towns else -1 if key else 0
            matching = _of_department(layout, leads, key) if dimension == "department" else ""
            matching = matching or layout.matches("w", dimension)
            where.append(f"coalesce({matching}, :line = 0)" if _loose(base) else matching)
        tail = f"SELECT DISTINCT r.id FROM {source}{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY 1"
        text = self.rules.statement(base.query.sql, tail)
        bound = {**self.rules.bindings(text, self.as_of), **({"line": line} if ":line" in tail else {})}
        return [row[0] for row in self.guard.rows(text, bound, self.seconds)]


def _anchor(base: Figure) -> tuple[str, str]:
    """(which table of places, by which column) the records of a base figure are placed; empty for nowhere."""
    if base.kind in OWN_ANCHOR:
        return OWN_ANCHOR[base.kind], "id"
    return (ANCHORS[base.anchor], base.anchor) if base.anchor else ("", "")


def _loose(base: Figure) -> bool:
    """Whether records may stand without the policy that places them: they have an insurer of their own."""
    return base.by_insurer and _anchor(base)[0] == "policy"


def _placed(base: Figure) -> str:
    """SQL: the records of a base figure with their places. CROSS JOIN keeps SQLite from turning it round."""
    table, column = _anchor(base)
    return f"q r {'LEFT' if _loose(base) else 'CROSS'} JOIN {places.PREFIX}{table} w ON w.id = r.{column}"


def cut_by(base: Figure) -> frozenset[str]:
    """The dimensions by which the records of a base figure can be told apart."""
    table, _ = _anchor(base)
    found = {"sector", "township", "department"} if table in PLACED else set()
    return frozenset(found | ({"insurer"} if base.by_insurer or table in ("policy", "insurer") else set()))


def _of_department(layout: Layout, leads: Mapping[int, tuple[int, ...]], key: int | str | None) -> str:
    """SQL: the record's own department, or when it has none, one that leads its sector; `:line` 0 asks for neither."""
    led = [s for s, departments in leads.items() if key is None or key in departments]
    sectors = " OR ".join(layout.matches("w", "sector").replace(":line", str(int(s))) for s in led) or "0"
    own = layout.matches("w", "department")
    nobody = own.replace(":line", "0")
    if key is None:
        return f"({own} AND NOT ({sectors}))"
    return f"({own} OR ({nobody} AND ({sectors})))"


def _columns(rules: Rules, names: Sequence[str]) -> _Pass:
    """What to compute for each record so that all these figures of one base can be told from it."""
    conditions = {name: " AND ".join(rules.chain(name)[1]) for name in names}
    tests = list(dict.fromkeys(conditions.values()))
    users: dict[str, list[str]] = {"": []}
    for name in names:
        figure = rules.figures[name]
        amount = figure.amount_sql or ("r.amount" if figure.amount and not figure.within else "")
        users.setdefault(amount, []).append(name)
    _, *amounts = users
    return _Pass(
        {name: (tests.index(conditions[name]), n) for n, amount in enumerate(users) for name in users[amount]},
        len(tests),
        # CASE stops at the first half of a condition that is false; a bare AND would work out both.
        " | ".join(_when(test, str(1 << n), " ELSE 0") for n, test in enumerate(tests)),
        # A column is had for less than the question whether it is wanted: sums without their flag are left aside.
        tuple(a if _COLUMN.fullmatch(a) else _when(_either(conditions[n] for n in users[a]), a) for a in amounts),
    )


def _either(conditions: Iterable[str]) -> str:
    """SQL that holds where one of the conditions does; '' when one of them always does."""
    given = list(dict.fromkeys(conditions))
    return "" if "" in given else " OR ".join(f"({condition})" for condition in given)


def _when(condition: str, value: str, otherwise: str = "") -> str:
    return f"CASE WHEN {condition} THEN {value}{otherwise} END" if condition else value
