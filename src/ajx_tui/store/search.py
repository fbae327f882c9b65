"""Search by any part of a name or code, or by pinyin initials.

Text is cut into overlapping pairs of characters before it reaches FTS5; a query of two or more characters is a
phrase of such pairs, so that it finds exactly the records that contain it. The last character is also a token of
its own, so that one character is found wherever it stands.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import add

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.store import digests

TOKENISER = 1
"""Raise this whenever the same record would give other tokens (a test holds a sample of them against it): indexes made
by another version are made anew, since they would silently miss what is looked for."""
_DROP = re.compile(r"[\W_]+")
# A token between parts that folded text can never hold, so that no phrase runs over their border.
_BORDER = " · "
USUAL, _ROOMY = 1 << 20, 64 << 20
"""Bytes of new words that FTS5 holds in memory before it writes them: its own default, and for very many rows."""
Entry = tuple[int, str, str]
"""Record id, words, initials."""


def folded(text: object) -> str:
    """The form in which text is indexed and looked for: NFKC, lower case, letters and digits only."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold()
    return plain if plain.isalnum() else _DROP.sub("", plain)


def tokens(text: str) -> str:
    """The tokens of folded text: its pairs and its last character."""
    return " ".join([*map(add, text, text[1:]), text[-1]]) if text else ""


def words_of(kind: Kind, values: Mapping[str, Value]) -> str:
    """The words column of a record. A border token keeps a phrase from running over the border of two columns."""
    return _BORDER.join(tokens(folded(v)) for c in kind.search if (v := values.get(c)) is not None)


def initials_of(kind: Kind, values: Mapping[str, Value]) -> str:
    """The initials column of a record: every reading of the label, when it is Chinese."""
    from ajx_tui.domain.pinyin import initials

    label = values.get(kind.label)
    if label is None or str(label).isascii():
        return ""
    return _BORDER.join(tokens(reading) for reading in initials(str(label)))


def entries(kind: Kind, rows: Iterable[tuple[int, Mapping[str, Value]]]) -> Iterator[Entry]:
    """What goes into the search index for records of a kind; one with nothing to look for stays out of it."""
    for row_id, values in rows:
        words, letters = words_of(kind, values), initials_of(kind, values)
        if words or letters:
            yield row_id, words, letters


def _write(conn: sqlite3.Connection, name: str, made: Iterable[Entry]) -> None:
    conn.executemany(f"INSERT INTO {name}_search (rowid, words, initials) VALUES (?, ?, ?)", made)


def index_rows(conn: sqlite3.Connection, kind: Kind, rows: Iterable[tuple[int, Mapping[str, Value]]]) -> None:
    """Put new records into the search index of their kind."""
    _write(conn, kind.name, entries(kind, rows))


def write_many(conn: sqlite3.Connection, name: str, made: Iterable[Entry]) -> None:
    """Put very many entries into the search index of the kind `name`: sorted in memory and written in one piece."""
    table = f"{name}_search"
    conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_ROOMY})")
    _write(conn, name, made)
    conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {USUAL})")


def reindex_rows(conn: sqlite3.Connection, kind: Kind, rows: Sequence[tuple[int, Mapping[str, Value]]]) -> None:
    """Replace records in the search index of their kind."""
    drop_rows(conn, kind, [row_id for row_id, _ in rows])
    index_rows(conn, kind, rows)


def drop_rows(conn: sqlite3.Connection, kind: Kind, ids: Iterable[int]) -> None:
    """Take records out of the search index of their kind."""
    conn.executemany(f"DELETE FROM {kind.name}_search WHERE rowid = ?", ((i,) for i in ids))


def version_of(kind: Kind) -> str:
    """What the index of a kind is made by: the tokeniser and the columns that go into it."""
    return f"{TOKENISER}:{','.join(kind.search)}:{kind.label}"


def note_made(conn: sqlite3.Connection, kind: Kind) -> None:
    """Note that the index of a kind is of this version."""
    conn.execute("REPLACE INTO search_made VALUES (?, ?)", (kind.name, version_of(kind)))
    digests.note(conn, "search_made", kind.name)


def match_expression(text: str) -> str | None:
    """The FTS5 query for what a person typed, or None when it holds nothing to look for.

    Several words must all be found. A word of Latin letters is also tried as pinyin initials.
    """
    clauses = []
    for word in text.split():
        if not (needle := folded(word)):
            continue
        pairs = " ".join(map("".join, pairwise(needle)))
        phrase = f'"{pairs}"' if pairs else f'"{needle}"*'
        latin = needle.isascii() and needle.isalpha()
        clauses.append(f"{{words initials}} : {phrase}" if latin else f"words : {phrase}")
    return " AND ".join(f"({c})" for c in clauses) or None
