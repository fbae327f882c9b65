"""What the program itself reads in the snapshot of figures and checks: names, leads, notes, what hangs on what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.policy.guard import Guard

_GROUP = 5_000
Link = tuple[str, int]
"""A record by kind and id."""


def revision(guard: Guard) -> int:
    """The data revision of the snapshot: the number of the last history entry."""
    return int(guard.own("SELECT coalesce(max(id), 0) FROM history")[0][0])


def area(guard: Guard) -> str:
    """The area of the office, empty while none is set up."""
    found = guard.own("SELECT area FROM office WHERE deleted_at IS NULL ORDER BY id LIMIT 1")
    return found[0][0] if found else ""


def titles(guard: Guard, kind: Kind) -> list[tuple[int, str]]:
    """(id, label) of every live record of a directory, in its order."""
    order = ", ".join((*kind.order, "id"))
    return guard.own(f"SELECT id, {kind.label} FROM {kind.name} WHERE deleted_at IS NULL ORDER BY {order}")


def leads(guard: Guard, day: str) -> dict[int, tuple[int, ...]]:
    """Sector → the departments that lead it on a day."""
    found: dict[int, tuple[int, ...]] = {}
    for sector, department in guard.own(
        "SELECT sector_id, department_id FROM sector_department WHERE deleted_at IS NULL AND lead = 1"
        " AND coalesce(valid_from, '') <= ? AND coalesce(valid_until, '9999') >= ? ORDER BY id",
        (day, day),
    ):
        found[sector] = (*found.get(sector, ()), department)
    return found


def object_codes(guard: Guard, ids: Sequence[int]) -> list[str]:
    """What people identify objects by: permit number, else the enterprise's credit code, else its name; ascending."""
    rows = _by_ids(
        guard,
        "SELECT coalesce(CASE WHEN o.type <> 'enterprise' THEN o.code END, e.credit_code, e.name)"
        " FROM insured_object o JOIN enterprise e ON e.id = o.enterprise_id WHERE o.id IN",
        ids,
    )
    return sorted(rows)


def policy_numbers(guard: Guard, ids: Sequence[int]) -> list[str]:
    """Numbers of policies, ascending."""
    return sorted(_by_ids(guard, "SELECT number FROM policy WHERE id IN", ids))


def _by_ids(guard: Guard, start: str, ids: Sequence[int]) -> Iterable[str]:
    for at in range(0, len(ids), _GROUP):
        group = ids[at : at + _GROUP]
        for row in guard.own(f"{start} ({', '.join('?' * len(group))})", group):
            yield row[0]


def notes(guard: Guard) -> list[tuple[str, str, int, str | None, str, str | None]]:
    """(check, kind, record id, basis, reason, last day) of every explanation, whether it still holds or not."""
    return guard.own(
        "SELECT check_name, record_kind, record_id, basis, reason, until FROM finding_note WHERE deleted_at IS NULL"
    )


def own_object(guard: Guard, enterprise_id: int) -> list[Link]:
    """The object that stands for an enterprise as a whole."""
    rows = guard.own(
        "SELECT id FROM insured_object WHERE enterprise_id = ? AND type = 'enterprise' AND deleted_at IS NULL",
        (enterprise_id,),
    )
    return [("insured_object", row[0]) for row in rows]


def upwards(guard: Guard, start: Link, targets: tuple[str, ...]) -> list[Link]:
    """A record and what its references lead to, among the kinds in `targets`; one of each kind."""
    found, seen, queue = [start], {start[0]}, [start]
    while queue:
        name, number = queue.pop(0)
        refs = {f: r.target for f, r in KINDS[name].refs.items() if r.target in targets and r.target not in seen}
        if not refs:
            continue
        rows = guard.own(f"SELECT {', '.join(refs)} FROM {name} WHERE id = ?", (number,))
        for target, value in zip(refs.values(), rows[0] if rows else (), strict=False):
            if value is not None and target not in seen:
                seen.add(target)
                found.append((target, value))
                queue.append((target, value))
    return found
