"""Where the finding of a lint lies, so that a screen can lead there: chapter and words, page, or record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.lint import LintNote, Rule
from ajx_tui.services.documents.export import Draft
from ajx_tui.services.session import Session
from ajx_tui.store import paper_rows

_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look. `page` counts from 1, 0 is nowhere; `record` is (kind, id) of the record the words come from."""

    chapter: str = ""
    quote: str = ""
    page: int = 0
    record: tuple[str, int] | None = None


def place_of(session: Session, draft: Draft, note: LintNote) -> Place:
    """Where a finding lies: the chapter that can be edited, the page that shows it, the record it comes from."""
    titles = [one.title for one in editing.chapters(draft.document)]
    chapter = next((title for title in titles if note.where == title), "")
    named = paper_rows.named_in(session.store, note.where) if note.rule is Rule.GLYPH else None
    record = ("enterprise", named) if named is not None else None
    shown = note.where.replace(note.quote, "□") if note.rule is Rule.GLYPH else note.where
    page = page_of(draft.preview.page_texts, "" if note.rule is Rule.GLYPH else note.quote, shown)
    return Place(chapter, note.quote, page, record)


def page_of(pages: Sequence[str], quote: str, where: str) -> int:
    """The first page that shows these words, else the one with the title they stand under; 0 when none does."""
    squeezed = [_BLANK.sub("", page) for page in pages]
    for words in (quote, where):
        wanted = _BLANK.sub("", words)
        if wanted:
            for number, page in enumerate(squeezed, 1):
                if wanted in page:
                    return number
    return 0
