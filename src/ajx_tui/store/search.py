"""Search by any part of a name or code, or by pinyin initials.

Text is cut into overlapping pairs of characters before it reaches FTS5; a query of two or more characters is a
phrase of such pairs, so that it finds exactly the records that contain it. The last character is also a token of
its own, so that one character is found wherever it stands.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from operator import add

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.store import digests

TOKENISER = 1
"""Raise this whenever the same record would give other tokens (a test holds a sample of them against it): indexes made
by another version are made anew, since they would silently miss what is looked for."""
_DROP = re.compile(r"[\W_]+")
_DROP_IN_LINES = re.compile(r"[^\w\n]+|_+")
# A token between parts that folded text can never hold, so that no phrase runs over their border.
_BORDER = " · "
_POINTS = f"utf-32-{sys.byteorder[0]}e"
_LINE_END = re.compile(r"\n \n. ", re.S)
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


def folded_many(texts: Sequence[str]) -> list[str]:
    """What `folded` makes of each text: all of them as the lines of one."""
    lines = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    made = (lines if lines.isalnum() else _DROP_IN_LINES.sub("", lines)).split("\n")
    return made if len(made) == len(texts) else [folded(text) for text in texts]


def tokens_of_many(texts: Sequence[str]) -> list[str]:
    """What `tokens` makes of each folded text, in a sixth of the time for very many.

    Written into one array: every character, the one after it, a space. Where a line ends, its last character has
    the end of line beside it, and the end of line the first character of the next: that is where lines are parted.
    """
    filled = [text for text in texts if text]
    if not filled:
        return [""] * len(texts)
    points = array("I", "\n".join([*filled, "\n"]).encode(_POINTS, "surrogatepass"))
    count = len(points) - 1
    pairs = array("I", bytes(points.itemsize * 3 * count))
    pairs[0::3], pairs[1::3], pairs[2::3] = points[:count], points[1:], array("I", [32]) * count
    made = iter(_LINE_END.split(pairs.tobytes().decode(_POINTS, "surrogatepass")))
    return [next(made) if text else "" for text in texts]


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


def entries_of_many(kind: Kind, rows: Sequence[tuple[int, Mapping[str, Value]]]) -> list[Entry]:
    """What `entries` gives for very many records, all of a column at once."""
    columns = [_words_of_many([values.get(c) for _, values in rows]) for c in kind.search]
    words = [_BORDER.join([w for w in parts if w is not None]) for parts in zip(*columns, strict=True)]
    letters = _initials_of_many([values.get(kind.label) for _, values in rows])
    return [(row_id, w, i) for (row_id, _), w, i in zip(rows, words, letters, strict=True) if w or i]


def _words_of_many(values: Sequence[Value]) -> list[str | None]:
    made = iter(tokens_of_many(folded_many([str(v) for v in values if v is not None])))
    return [None if v is None else next(made) for v in values]


def _initials_of_many(labels: Sequence[Value]) -> list[str]:
    from ajx_tui.domain.pinyin import initials_of_many

    chinese = [None if v is None or str(v).isascii() else str(v) for v in labels]
    spelled = initials_of_many([name for name in chinese if name is not None])
    made = iter(tokens_of_many([reading for readings in spelled for reading in readings]))
    whole = iter([_BORDER.join(islice(made, len(readings))) for readings in spelled])
    return ["" if name is None else next(whole) for name in chinese]


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
