"""Tables: those of the records, made from their declarations, and the few that are not records."""

from __future__ import annotations

from collections.abc import Iterator

from ajx_tui.domain.fields import Ref, Spec
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS

# Columns that every record table has beside its declared fields.
SYSTEM_COLUMNS = (
    "id INTEGER PRIMARY KEY",
    "uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 26)",
    "created_at TEXT NOT NULL",
    "updated_at TEXT NOT NULL",
    "deleted_at TEXT",
    "deleted_reason TEXT",
)

FIXED_TABLES = (
    # Small facts about this file: office flags, the last cut-off day, window sizes. JSON values.
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Every change of every record, oldest first. hash = SHA-256 over the previous hash and this entry.
    """CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  intention TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete', 'restore')),
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  before TEXT,
  after TEXT,
  reason TEXT,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    "CREATE INDEX history_record ON history (kind, record_id)",
    "CREATE INDEX history_batch ON history (batch)",
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history"
    " BEGIN SELECT raise(ABORT, 'history is append-only'); END",
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history"
    " BEGIN SELECT raise(ABORT, 'history is append-only'); END",
    # Files that were imported, and how many rows came of each.
    """CREATE TABLE import_run (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sheet TEXT NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  counts TEXT NOT NULL
) STRICT""",
    # What a clerk confirmed about a list's columns, by the fingerprint of its header.
    """CREATE TABLE import_mapping (
  fingerprint TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # Forms that are not saved yet.
    """CREATE TABLE draft (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  content TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (owner, kind, record_id)
) STRICT, WITHOUT ROWID""",
)


def column_sql(name: str, spec: Spec) -> str:
    """The definition of one declared field as a column."""
    parts = [name, spec.sql_type]
    if spec.required is True:
        parts.append("NOT NULL")
    if isinstance(spec, Ref):
        parts.append(f"REFERENCES {spec.target} (id)")
    if check := spec.sql_check(name):
        parts.append(f"CHECK ({check})")
    return " ".join(parts)


def table_sql(kind: Kind) -> str:
    """CREATE TABLE for one kind of record."""
    columns = [SYSTEM_COLUMNS[0], SYSTEM_COLUMNS[1], *(column_sql(n, s) for n, s in kind.fields.items())]
    columns += SYSTEM_COLUMNS[2:]
    return f"CREATE TABLE {kind.name} (\n  " + ",\n  ".join(columns) + "\n) STRICT"


def index_sql(kind: Kind) -> Iterator[str]:
    """Indexes of one kind: uniqueness of its natural keys among live rows, then its sortable columns."""
    for number, columns in enumerate(kind.keys):
        others = [c for earlier in kind.keys[:number] for c in earlier if len(earlier) == 1]
        where = " AND ".join(["deleted_at IS NULL", *(f"{c} IS NULL" for c in others)])
        nullable = [f"coalesce({c}, 0)" if c in kind.refs and number == 0 else c for c in columns]
        yield f"CREATE UNIQUE INDEX {kind.name}_key{number or ''} ON {kind.name} ({', '.join(nullable)}) WHERE {where}"
    for number, definition in enumerate(kind.unique):
        yield f"CREATE UNIQUE INDEX {kind.name}_unique{number or ''} ON {kind.name} ({definition}"
    for columns_text in kind.indexes:
        name = columns_text.split(",")[0]
        yield f"CREATE INDEX {kind.name}_by_{name} ON {kind.name} ({columns_text})"


def search_sql(kind: Kind) -> str:
    """The full-text table of one kind: pre-tokenised character pairs of its searched columns, and pinyin initials.

    FTS5's own tokenisers find nothing for one or two Chinese characters; 'ascii' leaves our tokens alone.
    """
    return f"CREATE VIRTUAL TABLE {kind.name}_search USING fts5(words, initials, tokenize = 'ascii', detail = 'full')"


def statements() -> list[str]:
    """Everything that makes an empty database one of ours, in order."""
    made = list(FIXED_TABLES)
    for kind in KINDS.values():
        made.append(table_sql(kind))
        made.extend(index_sql(kind))
        if kind.search:
            made.append(search_sql(kind))
    return made
