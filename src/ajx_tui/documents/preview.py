"""What a document will look like, for the terminal: page count, headings with their pages, text of each page."""

from __future__ import annotations

from dataclasses import dataclass

from ajx_tui.documents.blocks import Document, FigureMark, MissingGlyph
from ajx_tui.documents.layout import Layout
from ajx_tui.documents.page import OutlineEntry, Page, Text
from ajx_tui.documents.typeface import FontSet


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
    """The text of a page in reading order: marks on one baseline form a line, cells are set apart by two spaces."""
    rows: dict[int, list[Text]] = {}
    for mark in page.marks:
        if type(mark) is Text:
            rows.setdefault(round(mark.y), []).append(mark)
    lines = []
    for _, marks in sorted(rows.items()):
        marks.sort(key=lambda mark: mark.x)
        line, end = "", 0.0
        for mark in marks:
            gap = "  " if line and mark.x - end > mark.size * 0.3 else ""
            line += gap + mark.text
            end = mark.x + mark.typeface.width(mark.text, mark.size) + mark.spacing * len(mark.text)
        lines.append(line)
    lines += [mark.text for mark in page.sheet_marks]
    return "\n".join(lines)
