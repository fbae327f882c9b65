"""In which line of a TOML text a key stands; `tomllib` itself does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\"']+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w\-\"'.]+)\s*=")
_QUOTES = ('"""', "'''")


def key_lines(text: str) -> Mapping[Path, int]:
    """Path of every table and key → line number from 1. Entries of arrays of tables are numbered from 0."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    open_quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        if open_quote:
            if line.count(open_quote) % 2:
                open_quote = ""
            continue
        if match := _HEADER.match(line):
            *above, last = match[2].replace('"', "").replace("'", "").split(".")
            table = (*_inside(above, counts), last)
            if match[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
            continue
        if match := _KEY.match(line):
            found.setdefault((*table, match[1].strip("\"'")), number)
        open_quote = next((q for q in _QUOTES if line.count(q) % 2), "")
    return found


def _inside(names: Sequence[str], counts: Mapping[Path, int]) -> Path:
    """The path of these tables; a name that is an array means its latest entry."""
    path: Path = ()
    for name in names:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the nearest known ancestor of `path`."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
