"""Where records belong: sector, township, department, insurer, packed into one integer per record.

Grouping a hundred thousand rows by one integer costs a third of grouping them by four columns. The tables are
temporary, live on the guarded connection of a thread and are made anew when the data has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ajx_tui.policy.guard import Guard

_INSURER, _DEPARTMENT, _TOWN, _SECTOR = 17, 15, 16, 15
_BITS = ((_INSURER, 0), (_DEPARTMENT, _INSURER), (_TOWN, _INSURER + _DEPARTMENT))
_SECTOR_SHIFT = _INSURER + _DEPARTMENT + _TOWN
PREFIX = "place_"


class Place(NamedTuple):
    """The four dimensions of one group of records; None where it is not given."""

    sector: int | None
    township: str | None
    department: int | None
    insurer: int | None


def prepare(guard: Guard, revision: int, *, policies: bool) -> Sequence[str]:
    """Make the temporary tables of this state of the data if they aren't there; returns the townships by number.

    `policies` says whether those of policies are needed too.
    """
    guard.own("CREATE TEMP TABLE IF NOT EXISTS place_made (name TEXT PRIMARY KEY, revision INTEGER)")
    made = dict(guard.own("SELECT name, revision FROM place_made"))
    if made.get("object") != revision:
        _objects(guard)
        guard.own("INSERT OR REPLACE INTO place_made VALUES ('object', ?)", (revision,))
    if policies and made.get("policy") != revision:
        _policies(guard)
        guard.own("INSERT OR REPLACE INTO place_made VALUES ('policy', ?)", (revision,))
    return [row[0] for row in guard.own("SELECT name FROM place_town ORDER BY id")]


def _objects(guard: Guard) -> None:
    for table in ("place_town", "place_object", "place_enterprise"):
        guard.own(f"DROP TABLE IF EXISTS {table}")
    guard.own("CREATE TEMP TABLE place_town (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    guard.own(
        "INSERT INTO place_town (name) SELECT township FROM enterprise WHERE township IS NOT NULL"
        " UNION SELECT township FROM insured_object WHERE township IS NOT NULL ORDER BY 1"
    )
    for table, source, sector, town in (
        ("place_enterprise", "enterprise e", "e.sector_id", "e.township"),
        ("place_object", "insured_object o CROSS JOIN enterprise e ON e.id = o.enterprise_id",
         "coalesce(o.sector_id, e.sector_id)", "coalesce(o.township, e.township)"),
    ):  # fmt: skip
        guard.own(f"CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY, cell INTEGER NOT NULL)")
        key = "e.id" if table == "place_enterprise" else "o.id"
        guard.own(
            f"INSERT INTO {table} SELECT {key}, ({sector} << {_SECTOR_SHIFT})"
            f" | (coalesce((SELECT t.id FROM place_town t WHERE t.name = {town}), 0) << {_INSURER + _DEPARTMENT})"
            f" | (coalesce(e.department_id, 0) << {_INSURER}) FROM {source}"
        )


def _policies(guard: Guard) -> None:
    guard.own("DROP TABLE IF EXISTS place_policy")
    guard.own("CREATE TEMP TABLE place_policy (id INTEGER PRIMARY KEY, cell INTEGER NOT NULL)")
    guard.own(
        "INSERT INTO place_policy SELECT p.id, coalesce(o.cell, e.cell) | coalesce(p.insurer_id, 0) FROM policy p"
        " LEFT JOIN place_object o ON o.id = p.object_id JOIN place_enterprise e ON e.id = p.enterprise_id"
        " WHERE p.deleted_at IS NULL"
    )


def unpack(cell: int, towns: Sequence[str]) -> Place:
    """The place that one integer stands for."""
    insurer, department, town = (cell >> shift & (1 << bits) - 1 for bits, shift in _BITS)
    sector = cell >> _SECTOR_SHIFT
    return Place(sector or None, towns[town - 1] if town else None, department or None, insurer or None)


def matches(alias: str, dimension: str) -> str:
    """SQL that tells whether the cell of `alias` lies on the line `:line` of a dimension (townships by number)."""
    bits, shift = {"insurer": _BITS[0], "department": _BITS[1], "township": _BITS[2],
                   "sector": (_SECTOR, _SECTOR_SHIFT)}[dimension]  # fmt: skip
    return f"({alias}.cell >> {shift} & {(1 << bits) - 1}) = :line"
