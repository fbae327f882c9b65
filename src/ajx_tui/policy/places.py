"""Where records belong: sector, township, department, insurer, packed into one integer per record, its cell.

Counting a hundred thousand rows by one small integer costs a third of counting them by four columns. The tables of
cells are temporary and live on the guarded connection of a thread. When the data has changed, the history tells which
records are to be placed again; after very many changes all of them are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ajx_tui.policy.guard import Guard

PREFIX = "place_"
_MOST_CHANGES = 2_000
# The records to place again after changes since :since. '+' keeps SQLite from reading the whole history by kind.
_ENTERPRISES = "SELECT record_id FROM history WHERE id > :since AND +kind = 'enterprise'"
_OBJECTS = (
    "SELECT record_id FROM history WHERE id > :since AND +kind = 'insured_object'"
    f" UNION SELECT id FROM insured_object WHERE enterprise_id IN ({_ENTERPRISES})"
)
_POLICIES = (
    "SELECT record_id FROM history WHERE id > :since AND +kind = 'policy'"
    f" UNION SELECT id FROM policy WHERE enterprise_id IN ({_ENTERPRISES})"
    f" UNION SELECT id FROM policy WHERE object_id IN ({_OBJECTS})"
)


class Place(NamedTuple):
    """The four dimensions of one group of records; None where it is not given."""

    sector: int | None
    township: str | None
    department: int | None
    insurer: int | None


class Layout(NamedTuple):
    """How many bits of a cell each dimension takes, from the lowest up; and the townships by number, from 1."""

    insurer: int
    department: int
    township: int
    sector: int
    towns: Sequence[str]

    @property
    def width(self) -> int:
        """Bits of a whole cell."""
        return self.insurer + self.department + self.township + self.sector

    def shift(self, dimension: str) -> int:
        """How many bits lie below a dimension."""
        below = self._fields[: self._fields.index(dimension)]
        return sum(getattr(self, name) for name in below)

    def unpack(self, cell: int) -> Place:
        """The place that one integer stands for."""
        found = []
        for bits in (self.insurer, self.department, self.township):
            found.append(cell & (1 << bits) - 1)
            cell >>= bits
        insurer, department, town = found
        return Place(cell or None, self.towns[town - 1] if town else None, department or None, insurer or None)

    def matches(self, alias: str, dimension: str) -> str:
        """SQL that tells whether the cell of `alias` lies on the line `:line` of a dimension (townships by number)."""
        return f"({alias}.cell >> {self.shift(dimension)} & {(1 << getattr(self, dimension)) - 1}) = :line"


def prepare(guard: Guard, revision: int, *, policies: bool) -> Layout:
    """Make or renew the temporary tables for this state of the data; says how their cells are made up.

    `policies` says whether those of policies are needed too.
    """
    guard.own("CREATE TEMP TABLE IF NOT EXISTS place_made (revision, policies, insurer, department, township, sector)")
    made = guard.own("SELECT * FROM place_made")
    if not made or (made[0][0] != revision and not _follow(guard, *made[0])):
        made = [(revision, 0, *_begin(guard))]
    _, filled, *bits = made[0]
    if policies and not filled:
        _place_policies(guard, "")
    now = (revision, int(filled or policies), *bits)
    if now != made[0] or not filled:
        guard.own("DELETE FROM place_made")
        guard.own("INSERT INTO place_made VALUES (?, ?, ?, ?, ?, ?)", now)
    insurer, department, township, sector = bits
    towns = [row[0] for row in guard.own("SELECT name FROM place_town ORDER BY id")]
    return Layout(insurer, department, township, sector, towns)


def _begin(guard: Guard) -> Sequence[int]:
    """Empty tables, and in them every enterprise and object; returns the bits of the dimensions."""
    for table in ("town", "enterprise", "object", "policy"):
        guard.own(f"DROP TABLE IF EXISTS place_{table}")
        columns = "name TEXT UNIQUE" if table == "town" else "cell INTEGER NOT NULL"
        guard.own(f"CREATE TEMP TABLE place_{table} (id INTEGER PRIMARY KEY, {columns})")
    guard.own(
        "INSERT INTO place_town (name) SELECT township FROM enterprise WHERE township IS NOT NULL"
        " UNION SELECT township FROM insured_object WHERE township IS NOT NULL ORDER BY 1"
    )
    bits = [bits + 1 for bits in _needed(guard)]  # room for as many again, so that a new one need not begin anew
    _place_objects(guard, bits, "", "")
    return bits


def _needed(guard: Guard) -> list[int]:
    """Bits that the highest number of each dimension takes, in the order of `Layout`."""
    highest = (f"coalesce((SELECT max(id) FROM {t}), 0)" for t in ("insurer", "department", "place_town", "sector"))
    return [int(number).bit_length() for number in guard.own(f"SELECT {', '.join(highest)}")[0]]


def _follow(guard: Guard, since: int, policies: int, *bits: int) -> bool:
    """Place again what was changed since a revision; False when beginning anew is better."""
    changes = "SELECT count(*) FROM history WHERE id > ? AND kind IN ('enterprise', 'insured_object', 'policy')"
    if guard.own(changes, (since,))[0][0] > _MOST_CHANGES:
        return False
    for table, changed in (("enterprise", _ENTERPRISES), ("insured_object", _OBJECTS)):
        guard.own(
            f"INSERT OR IGNORE INTO place_town (name) SELECT township FROM {table}"
            f" WHERE id IN ({changed}) AND township IS NOT NULL",
            {"since": since},
        )
    if any(needed > had for needed, had in zip(_needed(guard), bits, strict=True)):
        return False
    _place_objects(guard, bits, f" WHERE e.id IN ({_ENTERPRISES})", f" WHERE o.id IN ({_OBJECTS})", since)
    if policies:
        guard.own(f"DELETE FROM place_policy WHERE id IN ({_POLICIES})", {"since": since})
        _place_policies(guard, f" AND p.id IN ({_POLICIES})", since)
    return True


def _place_objects(guard: Guard, bits: Sequence[int], enterprises: str, objects: str, since: int = 0) -> None:
    """Place the enterprises and objects that two conditions name."""
    insurer, department, town, _ = bits
    for table, source, sector, township in (
        ("enterprise", f"e.id, {{}} FROM enterprise e{enterprises}", "e.sector_id", "e.township"),
        ("object", f"o.id, {{}} FROM insured_object o CROSS JOIN enterprise e ON e.id = o.enterprise_id{objects}",
         "coalesce(o.sector_id, e.sector_id)", "coalesce(o.township, e.township)"),
    ):  # fmt: skip
        cell = (
            f"({sector} << {insurer + department + town}) | (coalesce(e.department_id, 0) << {insurer})"
            f" | (coalesce((SELECT t.id FROM place_town t WHERE t.name = {township}), 0) << {insurer + department})"
        )
        guard.own(f"INSERT OR REPLACE INTO place_{table} SELECT {source.format(cell)}", {"since": since})


def _place_policies(guard: Guard, condition: str, since: int = 0) -> None:
    """Place the live policies that a condition names."""
    guard.own(
        "INSERT INTO place_policy SELECT p.id, coalesce(o.cell, e.cell) | coalesce(p.insurer_id, 0) FROM policy p"
        " LEFT JOIN place_object o ON o.id = p.object_id JOIN place_enterprise e ON e.id = p.enterprise_id"
        f" WHERE p.deleted_at IS NULL{condition}",
        {"since": since},
    )
