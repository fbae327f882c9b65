"""What a `RecordGrid` shows and where it comes from."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ajx_tui.ui.widgets.cells import Align

Tone = Literal["", "good", "warn", "bad", "dim"]
"""How a row or cell is coloured; the colours belong to the theme."""

BLOCK = 64
"""Rows are read in blocks of this many ids."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column of a grid. `width` is in terminal cells; a Chinese character takes two.

    `fixed` columns must come first and stay when the grid scrolls sideways; `grow` columns share the room that is
    left over on a wide terminal.
    """

    key: str
    title: str
    width: int
    align: Align = "left"
    sortable: bool = True
    fixed: bool = False
    grow: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """The texts of one row, in column order, with a tone for the whole row and tones for single cells by column key."""

    cells: Sequence[str]
    tone: Tone = ""
    tones: Mapping[str, Tone] = field(default_factory=dict)


class GridSource(Protocol):
    """An ordered list of record ids and the formatted texts of the records behind them."""

    @property
    def columns(self) -> Sequence[GridColumn]:
        """The columns, in order. Must not change during the life of the source."""

    def first_ids(self, limit: int) -> array[int]:
        """Return at most `limit` ids from the start of the list, quickly (SQL `LIMIT`). Called on the UI thread."""

    def all_ids(self) -> array[int]:
        """Return every id in order. May be called in a worker thread: a source on SQLite opens a connection for it."""

    def rows(self, ids: Sequence[int]) -> Mapping[int, Sequence[str] | GridRow]:
        """Return the rows of these ids; an id that no longer exists is left out. Called on the UI thread."""


class ListSource:
    """A `GridSource` over rows that are in memory already: short lists, previews, reports."""

    def __init__(self, columns: Sequence[GridColumn], rows: Mapping[int, Sequence[str] | GridRow]) -> None:
        self.columns = columns
        self._rows = rows

    def first_ids(self, limit: int) -> array[int]:
        """Return the first `limit` ids in the order of the mapping."""
        return self.all_ids()[:limit]

    def all_ids(self) -> array[int]:
        """Return every id in the order of the mapping."""
        return array("q", self._rows)

    def rows(self, ids: Sequence[int]) -> Mapping[int, Sequence[str] | GridRow]:
        """Return the rows of these ids."""
        return {id_: self._rows[id_] for id_ in ids if id_ in self._rows}


GONE = GridRow(("（记录已删除）",), "dim")
"""Stands for an id whose record vanished after the list was read."""


class RowCache:
    """The most recently used rows of a source, read block by block and bounded."""

    def __init__(self, source: GridSource, capacity: int = 32 * BLOCK) -> None:
        self._source = source
        self._capacity = capacity
        self._rows: OrderedDict[int, GridRow] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, ids: array[int], index: int) -> GridRow:
        """Return the row at `index` of `ids`; a miss reads its whole block of `BLOCK` ids in one query."""
        rows = self._rows
        id_ = ids[index]
        row = rows.get(id_)
        if row is not None:
            rows.move_to_end(id_)
            return row
        start = index - index % BLOCK
        wanted = [other for other in ids[start : start + BLOCK] if other not in rows]
        found = self._source.rows(wanted)
        for other in wanted:
            data = found.get(other, GONE)
            rows[other] = data if isinstance(data, GridRow) else GridRow(data)
        while len(rows) > self._capacity:
            rows.popitem(last=False)
        return rows.get(id_, GONE)

    def forget(self, ids: Sequence[int] | None = None) -> None:
        """Forget these rows, or all, so that they are read again when they are next drawn."""
        if ids is None:
            self._rows.clear()
            return
        for id_ in ids:
            self._rows.pop(id_, None)
