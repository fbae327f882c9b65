"""The statements behind figures: one pass over each base figure gives all figures within it, cut by place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ajx_tui.policy import places
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.model import ANCHORS, OWN_ANCHOR, Figure
from ajx_tui.policy.places import Place
from ajx_tui.policy.rules import Rules

DIMENSIONS = ("sector", "township", "department", "insurer")
SECONDS = 60.0
"""Figures of a large county on an old machine may take a while; only what never ends is stopped."""
NOWHERE = Place(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Row:
    """What the figures of one family count in one place: count and amount of each, in turn.

    `total` and `placed` tell whether it counts in the total and on the lines of sector, township and department;
    `insured` whether on the insurer's.
    """

    place: Place
    numbers: tuple[int, ...]
    total: bool
    placed: bool
    insured: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The figures that are counted in one pass, and what the pass gave."""

    members: list[str]
    rows: list[Row]


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
        chosen: dict[str, list[str]] = {}
        for name in names:
            chosen.setdefault(self.rules.chain(name)[0].name, []).append(name)
        found = []
        for base_name, members in chosen.items():
            base = self.rules.figures[base_name]
            rows = self._cut(base, members) if cut else self._whole(base, members)
            if base.by_insurer and any(not row.insured for row in rows) and cut:
                rows += self._several(base, members)
            found.append(Family(members, rows))
        return found

    def _whole(self, base: Figure, members: list[str]) -> list[Row]:
        """The totals. Records of a deleted policy don't count, here as in the cut figures."""
        table, column = _anchor(base)
        source = "q r"
        if table == "policy":
            places.prepare(self.guard, self.revision, policies=True)
            source = f"q r CROSS JOIN {places.PREFIX}policy w ON w.id = r.{column}"
        rows = self._rows(base, f"SELECT {self._columns(members)} FROM {source}")
        return [Row(NOWHERE, _numbers(row), True, False, False) for row in rows]

    def _cut(self, base: Figure, members: list[str]) -> list[Row]:
        """One statement: every place with the count and sum of each figure."""
        table, column = _anchor(base)
        if not table:
            return self._whole(base, members)
        if table == "insurer":
            rows = self._rows(base, f"SELECT r.insurer_id, {self._columns(members)} FROM q r GROUP BY 1")
            return [Row(Place(None, None, None, row[0]), _numbers(row[1:]), True, False, True) for row in rows]
        towns = places.prepare(self.guard, self.revision, policies=table == "policy")
        insurer = "r.insurer_id" if base.by_insurer else "NULL"
        source = f"q r CROSS JOIN {places.PREFIX}{table} w ON w.id = r.{column}"
        if any(_amount(self.rules, name) for name in members):
            group = "1, 2" if base.by_insurer else "1"
            tail = f"SELECT w.cell, {insurer}, {self._columns(members)} FROM {source} GROUP BY {group}"
            rows = self._rows(base, tail)
        else:
            rows = self._flagged(base, members, f"w.cell, {insurer}", source)
        made = []
        for cell, of_insurer, *numbers in rows:
            at, insured = places.unpack(cell, towns), table == "policy"
            if base.by_insurer:
                insured = of_insurer != places.SEVERAL
                at = Place(at.sector, at.township, at.department, of_insurer or None)
            made.append(Row(at, _numbers(numbers), True, True, insured))
        return made

    def _columns(self, members: list[str]) -> str:
        return ", ".join(part for name in members for part in _measures(self.rules, name))

    def _flagged(self, base: Figure, members: list[str], places_: str, source: str) -> list[tuple[int, ...]]:
        """The rows of `_cut` for figures without amounts: one number per record tells which figures count it."""
        flags = " | ".join(f"((({_condition(self.rules, name)}) IS TRUE) << {n})" for n, name in enumerate(members))
        text = self.rules.statement(base.query.sql, f"SELECT {places_}, {flags} FROM {source}")
        counted = self.guard.counted(text, self.rules.bindings(text, self.as_of), self.seconds)
        return [
            (cell, insurer, *(part for n in range(len(members)) for part in ((bits >> n & 1) * times, 0)))
            for (cell, insurer, bits), times in counted.items()
        ]

    def _several(self, base: Figure, members: list[str]) -> list[Row]:
        """Objects with policies in force of several insurers count for each of them."""
        again = (
            "SELECT 1 FROM in_force o WHERE o.object_id = p.object_id AND o.insurer_id IS p.insurer_id AND o.id < p.id"
        )
        rows = self._rows(
            base,
            f"SELECT p.insurer_id, {self._columns(members)} FROM q r CROSS JOIN in_force p ON p.object_id = r.id"
            f" WHERE r.insurer_id = {places.SEVERAL} AND NOT EXISTS ({again}) GROUP BY 1",
        )
        return [Row(Place(None, None, None, row[0]), _numbers(row[1:]), False, False, True) for row in rows]

    def _rows(self, base: Figure, tail: str) -> list[tuple[int, ...]]:
        text = self.rules.statement(base.query.sql, tail)
        return self.guard.rows(text, self.rules.bindings(text, self.as_of), self.seconds)

    def ids(self, name: str, dimension: str, key: int | str | None, leads: Mapping[int, tuple[int, ...]]) -> list[int]:
        """Ids of the records that a figure counts on one line of a dimension, ascending."""
        base, where = self.rules.chain(name)
        table, column = _anchor(base)
        source, line = "q r", key or 0
        if dimension == "insurer" and base.by_insurer:
            where.append(
                "EXISTS (SELECT 1 FROM in_force p WHERE p.object_id = r.id AND coalesce(p.insurer_id, 0) = :line)"
            )
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


def _numbers(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(value or 0 for value in values)


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


def _amount(rules: Rules, name: str) -> str:
    """SQL of what a figure adds up, empty for one that only counts."""
    figure = rules.figures[name]
    return figure.amount_sql or ("r.amount" if figure.amount and not figure.within else "")


def _condition(rules: Rules, name: str) -> str:
    """SQL that tells whether a figure counts a record of its base figure."""
    return " AND ".join(rules.chain(name)[1]) or "1"


def _measures(rules: Rules, name: str) -> tuple[str, str]:
    """The two columns of one figure: how many, and the sum of its amounts."""
    amount, condition = _amount(rules, name), _condition(rules, name)
    if condition == "1":
        return "count(*)", f"sum({amount})" if amount else "0"
    return f"sum(({condition}) IS TRUE)", f"sum(CASE WHEN {condition} THEN {amount} END)" if amount else "0"
