"""What must be known of an ods document before the reading library lays it out.

Ods repeats cells and rows by a number, so a short document can stand for millions of filled cells.
"""

from __future__ import annotations

from xml.parsers import expat

from ajx_tui.exchange.limits import MAX_CELLS, MAX_TEXT_BYTES
from ajx_tui.exchange.package import Package
from ajx_tui.exchange.sniff import damaged, refused
from ajx_tui.exchange.xlsx_guard import MAX_FLAGGED, SheetFacts, too_wide


def inspect_ods(package: Package) -> list[tuple[str, SheetFacts]]:
    """(name, facts) of every table in order. Raises RefusedError when laying one out would take too much memory."""
    package.refuse_encrypted_ods()
    walker = _Walker(package.name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walker.on_start
    parser.EndElementHandler = walker.on_end
    parser.CharacterDataHandler = walker.on_text
    try:
        parser.Parse(package.read("content.xml"), True)
    except expat.ExpatError as error:
        raise damaged(package.name) from error
    return walker.tables


class _Walker:
    """Counts rows, columns and text of each table while the parser runs over the document."""

    def __init__(self, file_name: str) -> None:
        self.tables: list[tuple[str, SheetFacts]] = []
        self._file_name = file_name
        self._row = self._column = 0
        self._row_times = self._cell_times = 1
        self._row_columns = self._row_text = self._text = self._cell_text = 0
        self._in_cell = self._has_formula = self._filled = False

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter a table, row or cell."""
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._in_cell, self._cell_text = True, 0
            self._cell_times = _times(attributes.get("table:number-columns-repeated"))
            self._has_formula = "table:formula" in attributes
            self._filled = any(key.startswith("office:") and key.endswith("value") for key in attributes)
        elif tag == "table:table-row":
            self._column = self._row_columns = self._row_text = 0
            self._row_times = _times(attributes.get("table:number-rows-repeated"))
        elif tag == "table:table":
            self.tables.append((attributes.get("table:name", ""), SheetFacts()))
            self._row = self._text = 0

    def on_text(self, text: str) -> None:
        """Text of the current cell."""
        if self._in_cell:
            self._cell_text += len(text)

    def on_end(self, tag: str) -> None:
        """Leave a cell or row: add it up."""
        if not self.tables:
            return
        facts = self.tables[-1][1]
        if tag in ("table:table-cell", "table:covered-table-cell"):
            filled = self._filled or self._cell_text > 0
            if self._has_formula and not filled and len(facts.uncached) < MAX_FLAGGED:
                facts.uncached.append((self._row + 1, self._column))
            self._column += self._cell_times
            if filled or self._has_formula:
                self._row_columns = self._column
                self._row_text += self._cell_text * self._cell_times
            self._in_cell = False
        elif tag == "table:table-row":
            self._row += self._row_times
            if self._row_columns:
                facts.rows = self._row
                facts.columns = max(facts.columns, self._row_columns)
                self._text += self._row_text * self._row_times
                self._check(facts)

    def _check(self, facts: SheetFacts) -> None:
        name = self.tables[-1][0]
        if facts.rows * facts.columns > MAX_CELLS:
            raise too_wide(self._file_name, name, facts.rows, facts.columns)
        if self._text > MAX_TEXT_BYTES // 4:
            raise refused(self._file_name, f"工作表「{name}」里的文字太多，放不进内存。请检查是否有超长的单元格。")


def _times(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 1
