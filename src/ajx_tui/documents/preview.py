"""What a document will look like, for the terminal: page count, headings with their pages, text of each page."""

from __future__ import annotations

from dataclasses import dataclass

from ajx_tui.documents.blocks import Document, FigureMark, MissingGlyph
from ajx_tui.documents.layout import Layout
from ajx_tui.documents.page import BODY_SIZE, CHARACTERS, OutlineEntry, Page, Text
from ajx_tui.documents.typeface import FontSet

_COLUMNS = 2 * CHARACTERS
"""Half-width characters that the text block takes on the terminal."""
_APART = 0.5
"""Em between two marks from which on they are cells, not parts of a line that is spread."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The layout of a document without a file: `page_texts[i]` is the text of page i + 1, one line per printed line."""

    pages: int
    outline: tuple[OutlineEntry, ...]
    page_texts: tuple[str, ...]
    missing: tuple[MissingGlyph, ...]
    figures: tuple[FigureMark, ...]


def preview(document: Document, *, bundled_only: bool = False) -> Preview:
    """Lay a document out exactly as `pdf.render` does, writing nothing."""
    fonts = FontSet(bundled_only=bundled_only)
    layout = Layout(document, fonts)
    texts = [page_text(page) for _, pages in layout.steps() for page in pages]
    flow = layout.flow
    return Preview(len(texts), tuple(flow.outline), tuple(texts), tuple(fonts.missing), tuple(flow.figures))


def page_text(page: Page) -> str:
    """The text of a page in reading order: marks on one baseline form a line.

    Lines and the cells of a table begin as far from the left as on paper where there is room, so that indents, titles,
    columns and signatures show.
    """
    rows: dict[int, list[Text]] = {}
    for mark in page.marks:
        if type(mark) is Text:
            rows.setdefault(round(mark.y), []).append(mark)
    column = page.block_width / _COLUMNS
    lines = [_line(sorted(marks, key=lambda mark: mark.x), page.left, column) for _, marks in sorted(rows.items())]
    return "\n".join([*lines, *(mark.text for mark in page.sheet_marks)])


def _line(marks: list[Text], left: float, column: float) -> str:
    line, end = "", left - _APART * BODY_SIZE - 1
    for mark in marks:
        if mark.x - end > mark.size * _APART:
            wanted = round((mark.x - left) / column)
            line += " " * max(wanted - sum(2 if character > "\u2e7f" else 1 for character in line), 2 if line else 0)
        line += mark.text
        end = mark.x + mark.typeface.width(mark.text, mark.size) + mark.spacing * len(mark.text)
    return line
