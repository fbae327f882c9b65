"""Write a list to xlsx or csv. Strings are never formulas, codes are text, the file appears only when complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ajx_tui.progress import Job


class ColumnKind(StrEnum):
    """What a column holds: `money` integer fen, `date` ISO text or date, `percent` a fraction (0.05 is 5 %)."""

    TEXT = "text"
    INT = "int"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of an exported list. `width` in half-width characters, None: from the title and the kind."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int | None = None
    note: str = ""


def write_list(
    path: Path,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[object]],
    *,
    total: int = 0,
    title: str = "",
    notes: Sequence[str] = (),
    sheet_name: str = "清单",
) -> Job[Path]:
    """Write `rows` to `path`: xlsx, or csv when the suffix is .csv. `total` is the expected number of rows, for the
    progress only. `title` and `notes` stand above the header (xlsx only). None and '' give an empty cell; a value that
    does not fit its column's kind is written as text. Returns the path. Raises AjxError for a full disk, missing rights or a
    file open elsewhere; nothing is left behind then or when the job is closed."""
    raise NotImplementedError
    yield
