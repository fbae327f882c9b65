"""Putting a document together as its outline in the policy packs says: which parts, in which order, under which title.

The words of a part are the program's (each text module lists its parts) or the county's own, written in the pack in
the language of the chapter editor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import Facts, Outline, Part
from ajx_tui.documents.texts.lint import LintNote, Rule
from ajx_tui.documents.texts.wording import Writer

Parts = Mapping[str, Callable[[Facts, Writer], list[b.Block]]]
"""Name of a part → what writes it."""


def chapters(parts: Parts, write: Writer) -> list[b.Block]:
    """The chapters of the writer's outline, each under its numbered heading."""
    blocks: list[b.Block] = []
    for number, part in enumerate(write.outline.chapters, 1):
        blocks += [b.Heading(1, part.title, number), *_words(part, parts, write)]
    return blocks


def paragraphs(parts: Parts, write: Writer) -> list[b.Block]:
    """The parts of a paper that has no headings, such as a letter."""
    return [block for part in write.outline.chapters for block in _words(part, parts, write)]


def annex_list(write: Writer) -> list[b.Block]:
    """附件说明; nothing without annexes."""
    titles = tuple(part.title for part in write.outline.annexes)
    return [b.AttachmentList(titles)] if titles else []


def annexes(parts: Parts, write: Writer) -> list[b.Block]:
    """The annexes of the writer's outline, each on a page of its own."""
    blocks: list[b.Block] = []
    for part in write.outline.annexes:
        blocks += [b.Attachment(write.outline.number(part.name) or 0, part.title), *_words(part, parts, write)]
    return blocks


def gaps(document: b.Document, outline: Outline) -> Iterator[LintNote]:
    """Required chapters that say nothing, because somebody took their words out."""
    required = {part.title for part in outline.chapters if part.required}
    blocks = (*document.blocks, b.PageBreak())
    for heading, following in pairwise(blocks):
        if isinstance(heading, b.Heading) and heading.level == 1 and heading.text in required:
            ends = isinstance(following, b.Heading) and following.level == 1
            if ends or not isinstance(following, editing.Body):
                yield LintNote("必备的一章没有内容", heading.text, "", True, Rule.CHAPTER)


def _words(part: Part, parts: Parts, write: Writer) -> list[b.Block]:
    if part.text:
        return editing.typed(part.text, write)
    return parts[part.name](write.facts, write)
