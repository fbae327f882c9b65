"""Tables: those of the records, made from their declarations, and the few that are not records."""

from __future__ import annotations

import re
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
    # Every change of every record, book and setting, oldest first. hash = SHA-256 over the hash before and this entry.
    """CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  intention TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action = 'create' OR action = 'update' OR action = 'delete' OR action = 'restore'),
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
    # The end of each hash chain, written in the same transaction: so that a cut-off tail shows.
    """CREATE TABLE chain (
  name TEXT PRIMARY KEY,
  entries INTEGER NOT NULL CHECK (entries >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID""",
    # A digest of each row of the working tables, which leave no history (store/digests.py).
    """CREATE TABLE digest (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID""",
    # Who may use the program, as what. Roles are codes with commas between; passwords argon2id.
    """CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  name_key TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL CHECK (length(roles) > 0),
  password TEXT NOT NULL CHECK (password LIKE '$argon2id$%'),
  recovery TEXT CHECK (recovery LIKE '$argon2id$%'),
  must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
  disabled_at TEXT,
  created_at TEXT NOT NULL
) STRICT""",
    # Every attempt to log in, oldest first, hashed like the history. 'try' is written before the password is checked.
    # ticks: milliseconds since the PC was started, by which the waiting time goes (services/login_wait.py).
    """CREATE TABLE login_log (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  ticks INTEGER NOT NULL CHECK (ticks >= 0),
  name_key TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('try', 'ok', 'recovered', 'clock', 'ahead', 'lock', 'unlock', 'leave')),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    "CREATE INDEX login_log_name ON login_log (name_key, id)",
    "CREATE TRIGGER login_log_no_update BEFORE UPDATE ON login_log"
    " BEGIN SELECT raise(ABORT, 'login_log is append-only'); END",
    "CREATE TRIGGER login_log_no_delete BEFORE DELETE ON login_log"
    " BEGIN SELECT raise(ABORT, 'login_log is append-only'); END",
    # What is under review and where it stands. States and steps: domain/workflow.py.
    """CREATE TABLE review (
  id INTEGER PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'signed', 'sent')),
  submitter TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  state_at TEXT NOT NULL,
  round INTEGER NOT NULL DEFAULT 1 CHECK (round >= 1),
  department_id INTEGER REFERENCES department (id),
  township TEXT,
  UNIQUE (subject_kind, subject_id)
) STRICT""",
    "CREATE INDEX review_state ON review (state, subject_kind)",
    """CREATE TABLE review_step (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  text TEXT,
  revision INTEGER NOT NULL,
  alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1))
) STRICT""",
    "CREATE INDEX review_step_review ON review_step (review_id, id)",
    """CREATE TABLE review_finding (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  step_id INTEGER NOT NULL REFERENCES review_step (id),
  kind TEXT,
  record_id INTEGER,
  field TEXT,
  code TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  clause TEXT,
  outcome TEXT NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'fixed', 'explained')),
  answer TEXT,
  answered_by TEXT,
  answered_at TEXT
) STRICT""",
    "CREATE INDEX review_finding_review ON review_finding (review_id, id)",
    # The batches of history that one review of record changes is about.
    """CREATE TABLE review_batch (
  id INTEGER PRIMARY KEY,
  review_id INTEGER NOT NULL REFERENCES review (id),
  batch TEXT NOT NULL UNIQUE
) STRICT""",
    "CREATE INDEX review_batch_review ON review_batch (review_id)",
    # How far each person has read a review: what came later is shown side by side.
    """CREATE TABLE review_look (
  review_id INTEGER NOT NULL REFERENCES review (id),
  person TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (review_id, person)
) STRICT, WITHOUT ROWID""",
    # Which batch took back which.
    """CREATE TABLE undo_link (
  id INTEGER PRIMARY KEY,
  batch TEXT NOT NULL UNIQUE,
  undoes TEXT NOT NULL
) STRICT""",
    "CREATE INDEX undo_link_undoes ON undo_link (undoes)",
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
    # Lists handed over to others: who gave what to whom, with how much of personal data.
    """CREATE TABLE handout (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  layout TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  party TEXT NOT NULL,
  recipient TEXT NOT NULL,
  profile TEXT NOT NULL CHECK (profile IN ('internal', 'report', 'public')),
  kind TEXT NOT NULL,
  as_of TEXT NOT NULL,
  entries INTEGER NOT NULL CHECK (entries >= 0),
  filter TEXT,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT""",
    # Where the data did not grow by work but was put back: which backup took the place of which history.
    """CREATE TABLE restoration (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('restore', 'rescue', 'recover')),
  file_name TEXT,
  sha256 TEXT CHECK (length(sha256) = 64),
  entries INTEGER,
  head TEXT CHECK (length(head) = 64),
  saved_as TEXT,
  files INTEGER NOT NULL CHECK (files >= 0),
  lost TEXT
) STRICT""",
    # What a clerk confirmed about a list's columns, by the fingerprint of its header.
    """CREATE TABLE import_mapping (
  fingerprint TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # By which version of the tokeniser the search index of each kind was made (store/search.py).
    "CREATE TABLE search_made (kind TEXT PRIMARY KEY, version TEXT NOT NULL) STRICT, WITHOUT ROWID",
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
        # An empty value would pass the check too, but only after its functions were called.
        empty = f"{name} IS NULL OR " if spec.required is not True and "(" in check else ""
        parts.append(f"CHECK ({empty}{check})")
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
        filled = [f"{c} IS NOT NULL" for c in columns if kind.fields[c].required is not True]
        where = " AND ".join(["deleted_at IS NULL", *(f"{c} IS NULL" for c in others), *filled])
        yield f"CREATE UNIQUE INDEX {kind.name}_key{number or ''} ON {kind.name} ({', '.join(columns)}) WHERE {where}"
    for number, definition in enumerate(kind.unique):
        yield f"CREATE UNIQUE INDEX {kind.name}_unique{number or ''} ON {kind.name} ({definition}"
    for columns_text in kind.indexes:
        name = re.sub(r"\W+", "_", columns_text.split(",")[0])
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
