"""Reading what is under review. Writing goes through `store.books`, in the transaction of the service."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ATTACHMENT, BATCH, State, subject
from ajx_tui.store import digests
from ajx_tui.store.database import Store
from ajx_tui.store.history import Past, past
from ajx_tui.store.replay import state_at

_ENTRIES = 100_000
"""History entries of one subject that are read at most."""


@dataclass(frozen=True, slots=True)
class Review:
    """One subject and where it stands."""

    id: int
    subject_kind: str
    subject_id: int
    title: str
    state: State
    submitter: str
    submitted_at: str
    state_at: str
    round: int
    department_id: int | None
    township: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step that was taken. `alone` says that maker ≠ checker was switched off at the time."""

    id: int
    act: str
    from_state: str
    to_state: str
    actor: str
    at: str
    text: str
    revision: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reviewer found wrong, and how it was answered. `field` is empty for the record as a whole."""

    id: int
    review_id: int
    step_id: int
    kind: str
    record_id: int | None
    field: str
    code: str
    text: str
    clause: str
    outcome: str
    answer: str
    answered_by: str
    answered_at: str


_REVIEW = (
    "id, subject_kind, subject_id, title, state, submitter, submitted_at, state_at, round, department_id,"
    " coalesce(township, '')"
)
_FINDING = (
    "id, review_id, step_id, coalesce(kind, ''), record_id, coalesce(field, ''), code, text, coalesce(clause, ''),"
    " outcome, coalesce(answer, ''), coalesce(answered_by, ''), coalesce(answered_at, '')"
)


def _made(row: tuple[Any, ...]) -> Review:
    number, kind, subject_id, title, state, *others = row
    return Review(number, kind, subject_id, title, State(state), *others)


def get(conn: sqlite3.Connection, review_id: int) -> Review | None:
    """One review as the connection sees it now."""
    found = conn.execute(f"SELECT {_REVIEW} FROM review WHERE id = ?", (review_id,)).fetchone()
    return _made(found) if found else None


def of_subject(conn: sqlite3.Connection, kind: str, subject_id: int) -> Review | None:
    """The review of a subject, None when it was never submitted."""
    found = conn.execute(
        f"SELECT {_REVIEW} FROM review WHERE subject_kind = ? AND subject_id = ?", (kind, subject_id)
    ).fetchone()
    return _made(found) if found else None


def of_batch(conn: sqlite3.Connection, batch: str) -> Review | None:
    """The review that a batch of record changes belongs to."""
    columns = ", ".join(f"r.{c.strip()}" if "(" not in c else c for c in _REVIEW.split(", ", 9)[:9])
    found = conn.execute(
        f"SELECT {columns}, r.department_id, coalesce(r.township, '') FROM review r"
        " JOIN review_batch b ON b.review_id = r.id WHERE b.batch = ?",
        (batch,),
    ).fetchone()
    return _made(found) if found else None


def in_states(store: Store, states: Collection[State]) -> list[Review]:
    """The reviews in these states, those that wait longest first."""
    marks = ", ".join("?" * len(states))
    sql = f"SELECT {_REVIEW} FROM review WHERE state IN ({marks}) ORDER BY state_at, id"
    return [_made(row) for row in store.read(sql, tuple(s.value for s in states))]


def states(store: Store, kind: str, ids: Iterable[int]) -> dict[int, State]:
    """Subject id → state, for lists of documents or checklists. Subjects never submitted are left out."""
    rows = store.read(
        "SELECT subject_id, state FROM review"
        " WHERE subject_kind = ? AND subject_id IN (SELECT value FROM json_each(?))",
        (kind, json.dumps(list(ids))),
    )
    return {row[0]: State(row[1]) for row in rows}


def steps(store: Store, review_id: int) -> list[StepTaken]:
    """The steps of a review, oldest first."""
    rows = store.read(
        "SELECT id, act, from_state, to_state, actor, at, coalesce(text, ''), revision, alone FROM review_step"
        " WHERE review_id = ? ORDER BY id",
        (review_id,),
    )
    return [
        StepTaken(number, act, source, target, actor, at, text, revision, bool(alone))
        for number, act, source, target, actor, at, text, revision, alone in rows
    ]


def findings(conn: sqlite3.Connection, review_id: int, *, open_only: bool = False) -> list[Finding]:
    """The findings of a review, oldest first."""
    where = " AND outcome = 'open'" if open_only else ""
    rows = conn.execute(f"SELECT {_FINDING} FROM review_finding WHERE review_id = ?{where} ORDER BY id", (review_id,))
    return [Finding(*row) for row in rows]


def finding(conn: sqlite3.Connection, finding_id: int) -> Finding | None:
    """One finding."""
    found = conn.execute(f"SELECT {_FINDING} FROM review_finding WHERE id = ?", (finding_id,)).fetchone()
    return Finding(*found) if found else None


def open_findings(store: Store) -> dict[int, int]:
    """Review id → number of findings that wait for an answer."""
    return dict(store.read("SELECT review_id, count(*) FROM review_finding WHERE outcome = 'open' GROUP BY review_id"))


def batches(conn: sqlite3.Connection, review_id: int) -> list[str]:
    """The batches of record changes that a review is about."""
    rows = conn.execute("SELECT batch FROM review_batch WHERE review_id = ? ORDER BY id", (review_id,))
    return [row[0] for row in rows]


def _content_sql(conn: sqlite3.Connection, review: Review) -> tuple[str, list[Any]]:
    """A condition over history for the entries of a subject, its parts, and the files of both."""
    if review.subject_kind == BATCH:
        return "batch IN (SELECT batch FROM review_batch WHERE review_id = ?)", [review.id]
    return _records_sql([(kind, ids) for kind, ids in _records_of(conn, review).items()])


def _records_sql(records: list[tuple[str, list[int]]]) -> tuple[str, list[Any]]:
    """A condition over history for the entries of records."""
    one = "(kind = ? AND record_id IN (SELECT value FROM json_each(?)))"
    parameters = [part for kind, ids in records for part in (kind, json.dumps(ids))]
    return f"({' OR '.join([one] * len(records))})", parameters


def _records_of(conn: sqlite3.Connection, review: Review) -> dict[str, list[int]]:
    """Kind → ids of everything a subject consists of, deleted ones too."""
    found = {review.subject_kind: [review.subject_id]}
    for part in subject(review.subject_kind).parts:
        sql = f"SELECT id FROM {part.kind} WHERE {part.column} = ?" + (" AND type = ?" if part.type else "")
        rows = conn.execute(sql, (review.subject_id, *([part.type] if part.type else [])))
        found[part.kind] = [row[0] for row in rows]
    files: list[int] = []
    for kind, ids in found.items():
        sql = "SELECT id FROM attachment WHERE owner_kind = ? AND owner_id IN (SELECT value FROM json_each(?))"
        files += [row[0] for row in conn.execute(sql, (kind, json.dumps(ids)))]
    return {**found, ATTACHMENT: files} if files else found


def makers(conn: sqlite3.Connection, review: Review) -> dict[str, int]:
    """Everybody who made something of a subject by whatever route, submitted it or answered a finding: the history
    knows. Name → the entry of the history from which on he had a hand in it.
    """
    where, parameters = _content_sql(conn, review)
    rows = conn.execute(f"SELECT actor, min(id) FROM history WHERE {where} GROUP BY actor", parameters).fetchall()
    if review.subject_kind == "enterprise":
        where, parameters = _records_sql([("enterprise", _merged_into(conn, review.subject_id))])
        rows += conn.execute(f"SELECT actor, min(id) FROM history WHERE {where} GROUP BY actor", parameters).fetchall()
    rows += conn.execute(
        "SELECT actor, min(revision) FROM review_step WHERE review_id = ? AND act = 'submit' GROUP BY actor",
        (review.id,),
    ).fetchall()
    rows += conn.execute(
        "SELECT f.answered_by, min(s.revision) FROM review_finding f JOIN review_step s ON s.id = f.step_id"
        " WHERE f.review_id = ? AND f.answered_by IS NOT NULL GROUP BY f.answered_by",
        (review.id,),
    ).fetchall()
    rows += [(name, 0) for name in _named_in(conn, review)]
    found: dict[str, int] = {}
    for name, entry in rows:
        found[name] = min(entry, found.get(name, entry))
    return found


def _merged_into(conn: sqlite3.Connection, enterprise_id: int) -> list[int]:
    """The enterprises whose values went into this one by merging duplicates, at any remove."""
    rows = conn.execute(
        "WITH RECURSIVE same (uid) AS (SELECT uid FROM enterprise WHERE id = ? UNION"
        " SELECT iif(d.first_uid = s.uid, d.second_uid, d.first_uid) FROM same s JOIN duplicate_review d"
        " ON s.uid IN (d.first_uid, d.second_uid) WHERE d.verdict = 'merged' AND d.deleted_at IS NULL)"
        " SELECT e.id FROM enterprise e JOIN same s ON s.uid = e.uid",
        (enterprise_id,),
    )
    return [row[0] for row in rows]


def _named_in(conn: sqlite3.Connection, review: Review) -> list[str]:
    """Who filled a checklist in as the list itself says: somebody else may have typed it or read the table in."""
    if review.subject_kind != "checklist":
        return []
    found = conn.execute("SELECT checker FROM checklist WHERE id = ?", (review.subject_id,)).fetchone()
    text = str(found[0] or "") if found else ""
    return [name for name in (text, *_NAMES.split(text)) if name]


_NAMES = re.compile(r"[、，,；;/\\\s]+")


def entries(conn: sqlite3.Connection, review: Review, since: int = 0) -> list[Past]:
    """What was changed in a subject and its content after history entry `since`, oldest first."""
    where, parameters = _content_sql(conn, review)
    return past(conn, f"{where} AND id > ?", (*parameters, since), _ENTRIES)[::-1]


def is_written(conn: sqlite3.Connection, document_id: int) -> bool:
    """Whether a document has a version and its chapters are now what they were when that was written."""
    sql = "SELECT id FROM document_version WHERE document_id = ? AND deleted_at IS NULL"
    written = made_at(conn, "document_version", [row[0] for row in conn.execute(sql, (document_id,))])
    found = conn.execute("SELECT chapters FROM document WHERE id = ?", (document_id,)).fetchone()
    if not written or found is None:
        return False
    then = state_at(conn, "document", document_id, max(written.values())) or {}
    return bool(then.get("chapters") == found[0])


def says_alone(conn: sqlite3.Connection, review: Review) -> bool:
    """Whether the file of a document under review says that maker and checker were one person."""
    found = conn.execute(
        "SELECT coalesce(alone, 0) FROM document_version WHERE document_id = ? AND deleted_at IS NULL"
        " ORDER BY version DESC LIMIT 1",
        (review.subject_id,),
    ).fetchone()
    return bool(found and found[0])


def made_at(conn: sqlite3.Connection, kind: str, ids: Iterable[int]) -> dict[int, int]:
    """Record id → the history entry that made it."""
    rows = conn.execute(
        "SELECT record_id, min(id) FROM history WHERE kind = ? AND record_id IN (SELECT value FROM json_each(?))"
        " GROUP BY record_id",
        (kind, json.dumps(list(ids))),
    )
    return dict(rows)


def look(store: Store, review_id: int, person: str) -> int | None:
    """How far this person has read, None when never."""
    rows = store.read("SELECT revision FROM review_look WHERE review_id = ? AND person = ?", (review_id, person))
    return int(rows[0][0]) if rows else None


def note_look(conn: sqlite3.Connection, review_id: int, person: str, revision: int, at: str) -> None:
    """Remember how far a person has read."""
    conn.execute(
        "INSERT INTO review_look VALUES (?, ?, ?, ?) ON CONFLICT (review_id, person)"
        " DO UPDATE SET revision = excluded.revision, at = excluded.at",
        (review_id, person, revision, at),
    )
    digests.note(conn, "review_look", review_id, person)


def place_of(conn: sqlite3.Connection, kind: str, record_id: int) -> tuple[int | None, str | None]:
    """(department id, township) of a subject: its own, else those of its enterprise."""
    declared = KINDS.get(kind)
    if declared is None:
        return None, None
    wanted = [c for c in ("department_id", "township", "enterprise_id") if c in declared.fields]
    if not wanted:
        return None, None
    row = conn.execute(f"SELECT {', '.join(wanted)} FROM {kind} WHERE id = ?", (record_id,)).fetchone()
    found = dict(zip(wanted, row or [None] * len(wanted), strict=True))
    if found.get("enterprise_id") is not None:
        department, township = place_of(conn, "enterprise", found["enterprise_id"])
        return found.get("department_id") or department, found.get("township") or township
    return found.get("department_id"), found.get("township")


def batch_facts(conn: sqlite3.Connection, batch: str) -> tuple[str, str, int, str] | None:
    """(actor, intention, id of its first entry, kinds it touched with commas between), None for an unknown batch."""
    found = conn.execute(
        "SELECT min(actor), min(intention), min(id), group_concat(DISTINCT kind) FROM history WHERE batch = ?", (batch,)
    ).fetchone()
    return found if found and found[0] is not None else None


def exists(conn: sqlite3.Connection, kind: str, record_id: int) -> bool:
    """Whether a live record is there."""
    sql = f"SELECT 1 FROM {kind} WHERE id = ? AND deleted_at IS NULL"
    return conn.execute(sql, (record_id,)).fetchone() is not None


def gone(store: Store, listed: Iterable[Review]) -> set[int]:
    """The ids of those reviews whose subject lies in the recycle bin: nothing is waited for there."""
    by_kind: dict[str, dict[int, int]] = {}
    for one in listed:
        if one.subject_kind in KINDS:
            by_kind.setdefault(one.subject_kind, {})[one.subject_id] = one.id
    found: set[int] = set()
    for kind, subjects in by_kind.items():
        rows = store.read(
            f"SELECT id FROM {kind} WHERE deleted_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(subjects)),),
        )
        found |= {subjects[row[0]] for row in rows}
    return found


def departments(store: Store) -> dict[int, str]:
    """Department id → name, deleted ones too."""
    return dict(store.read("SELECT id, name FROM department"))
