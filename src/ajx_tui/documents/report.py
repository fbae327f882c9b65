"""What a render job reports: pages, faces, characters without a glyph, numbers with evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that no face can draw (□ on paper) and where it stands: the record or text it was met in."""

    character: str
    context: str


@dataclass(frozen=True, slots=True)
class FigureMark:
    """A number with evidence as it was printed: evidence id, printed text, page (from 1)."""

    evidence: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What a finished render job returns.

    `path` is the file written; `pages` its page count (0 where the format has no fixed pages); `faces` the log of
    faces used as 'role: face (bundled|system)'; `missing` the characters without a glyph;
    `figures` the numbers with evidence.
    """

    path: str
    pages: int
    faces: tuple[str, ...] = ()
    missing: tuple[MissingGlyph, ...] = ()
    figures: tuple[FigureMark, ...] = ()
