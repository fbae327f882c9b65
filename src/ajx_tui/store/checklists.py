"""Reading checklists: their numbers, how far they are filled, what hangs on their points."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ajx_tui.domain.fields import Value
from ajx_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a checklist is filled.

    `met` is the weight of points answered 符合, `applicable` that of 符合 and 不符合, both in hundredths;
    `unexplained` counts answers that still need a word.
    """

    total: int
    answered: int
    met: int
    applicable: int
    unexplained: int


def filled(store: Store, ids: Iterable[int]) -> dict[int, Filled]:
    """Checklist id → how far it is filled; lists without points are left out."""
    rows = store.read(
        "SELECT checklist_id, count(*), count(answer), coalesce(sum(weight) FILTER (WHERE answer = 'yes'), 0),"
        " coalesce(sum(weight) FILTER (WHERE answer IN ('yes', 'no')), 0),"
        " count(*) FILTER (WHERE answer IN ('no', 'na') AND remark IS NULL) FROM checklist_item"
        " WHERE deleted_at IS NULL AND checklist_id IN (SELECT value FROM json_each(?)) GROUP BY checklist_id",
        (json.dumps(list(ids)),),
    )
    return {row[0]: Filled(*row[1:]) for row in rows}


def last_number(store: Store, prefix: str) -> int:
    """The highest number behind a prefix such as 'QD2026-', deleted lists too: no number is given twice."""
    rows = store.read("SELECT number FROM checklist WHERE substr(number, 1, ?) = ?", (len(prefix), prefix))
    tails = [row[0][len(prefix) :] for row in rows]
    return max((int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 10), default=0)


def uid_of(store: Store, checklist_id: int) -> str:
    """The identifier that travels with a hand-out."""
    return str(store.read("SELECT uid FROM checklist WHERE id = ?", (checklist_id,))[0][0])


def by_uid(store: Store, uid: str) -> tuple[int, bool] | None:
    """(id, whether it is deleted) of the checklist with this identifier, None when it is not of this database."""
    rows = store.read("SELECT id, deleted_at IS NOT NULL FROM checklist WHERE uid = ?", (uid,))
    return (int(rows[0][0]), bool(rows[0][1])) if rows else None


def twin(store: Store, values: dict[str, Value]) -> str:
    """The number of the list of the same template for the same subject and period, '' when there is none."""
    columns = ("template", "period_from", "period_to", "scope", "township", "department_id", "enterprise_id",
               "object_id")  # fmt: skip
    where = " AND ".join(f"{c} IS ?" for c in columns)
    rows = store.read(
        f"SELECT number FROM checklist WHERE deleted_at IS NULL AND {where}", tuple(values.get(c) for c in columns)
    )
    return str(rows[0][0]) if rows else ""


def used_versions(store: Store, template: str) -> list[tuple[str, str]]:
    """(version, digest of the points) of every list made from a template, deleted ones too."""
    return store.read("SELECT DISTINCT version, digest FROM checklist WHERE template = ?", (template,))


def attachments(store: Store, item_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Point id → (attachment id, file name) of the files that hang on it, oldest first."""
    rows = store.read(
        "SELECT owner_id, id, name FROM attachment WHERE deleted_at IS NULL AND owner_kind = 'checklist_item'"
        " AND owner_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(item_ids)),),
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for owner, attachment_id, name in rows:
        found.setdefault(owner, []).append((attachment_id, name))
    return found


def townships(store: Store) -> list[str]:
    """Every township that enterprises or insured objects lie in, by name."""
    rows = store.read(
        "SELECT township FROM enterprise WHERE deleted_at IS NULL AND township IS NOT NULL"
        " UNION SELECT township FROM insured_object WHERE deleted_at IS NULL AND township IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in rows]


def supervising(store: Store, day: str) -> list[int]:
    """The departments that answer for a sector on a day, in their own order."""
    rows = store.read(
        "SELECT d.id FROM department d WHERE d.deleted_at IS NULL AND EXISTS (SELECT 1 FROM sector_department s"
        " WHERE s.department_id = d.id AND s.deleted_at IS NULL AND coalesce(s.valid_from, '') <= ?"
        " AND coalesce(s.valid_until, '9999') >= ?) ORDER BY d.position, d.name",
        (day, day),
    )
    return [row[0] for row in rows]
