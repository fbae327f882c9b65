"""Find the table in a sheet: title, header, data, totals and footnotes, without knowing the fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ajx_tui.exchange.reader import Cell, Merge


@dataclass(frozen=True, slots=True)
class Header:
    """One column title. `text` is normalised (NFKC, no blanks or newlines, no unit); `group` the title it stands
    under in a two-row header (then `text` is group + leaf); `raw` what the cell says; `column` counts from 0."""

    text: str
    column: int
    unit: str = ""
    group: str = ""
    leaf: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where things are. All row numbers are 1-based as Excel shows them.

    `header_row` is the last row of the header, None when the sheet has none (`headers` is then empty);
    `header_rows` all of its rows. `notes` are the texts above the header besides the title, `footnotes` those below
    the data. Rows that are empty, totals or footnotes are not in `data_row_numbers`.
    """

    header_row: int | None
    headers: tuple[Header, ...]
    first_data_row: int
    data_row_numbers: Sequence[int]
    total_rows: tuple[int, ...]
    title_text: str
    notes: tuple[str, ...]
    header_rows: tuple[int, ...] = ()
    footnotes: tuple[str, ...] = ()
    footnote_rows: tuple[int, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Stable hash of the header texts with units, in column order, to remember a clerk's answer by."""
        raise NotImplementedError


def normalise_header(raw: object) -> tuple[str, str]:
    """(text, unit) of a header cell: '每人责任限额（万元）' → ('每人责任限额', '万元')."""
    raise NotImplementedError


def detect(
    rows: Sequence[Sequence[Cell]],
    score_header: Callable[[Sequence[str]], float] | None = None,
    merged: Sequence[Merge] = (),
) -> TableLayout:
    """Layout of the table in `rows`.

    `score_header` gets the normalised texts of a candidate row and returns 0 … 1: the share of them that it knows.
    `merged` sharpens the reading of two-row headers.
    """
    raise NotImplementedError
