"""Chapters of a document as text that people edit, with the number fields kept live.

A chapter is written one paragraph a line. Numbers and words that come from the records stand as fields (`{due}`), small
headings begin with `## ` (`### `, `#### ` below it) and are numbered when they are printed; tables, charts and notes
stand as a line of their own (`【表1：…】`) that can be moved or taken out, not changed. A brace that is meant as a
brace is doubled.

Texts are read from the built document itself, so every document of the catalogue can be edited, and what nobody
changed goes on following the templates. Of many papers in one document the first is edited, and every paper is filled
with its own fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import plain_text
from ajx_tui.documents.texts.facts import Facts
from ajx_tui.documents.texts.wording import STYLES, Writer

_FIELD = re.compile(r"\{\{|\{([a-z_.]+)(?:\|([a-z]+))?\}")
_FIXED = re.compile(r"^【(表|图|注|段|横页)(\d+)(?:：.*)?】$")
_MARKS: Mapping[str, int] = {"####": 4, "###": 3, "##": 2}
BODY = "正文"
LONGEST = 200_000
"""Characters of one chapter."""

Body = b.Paragraph | b.Heading | b.Table | b.BarChart | b.LineChart | b.Note | b.Landscape


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its title, its text with fields, and the text as it prints."""

    title: str
    text: str
    plain: str
    fields: Mapping[str, str]
    """The fields of the chapter with what they stand for now."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The blocks start..end of a document that are one chapter of one paper."""

    title: str
    paper: int
    start: int
    end: int


def chapters(document: b.Document) -> tuple[Chapter, ...]:
    """The chapters of the first (mostly the only) paper of a document."""
    made = []
    for span in _spans(document.blocks):
        blocks = document.blocks[span.start : span.end]
        if span.paper == 0 and any(isinstance(block, b.Paragraph) for block in blocks):
            runs = _live(blocks)
            shown = {field: run.text for field, run in runs.items()}
            made.append(Chapter(span.title, _text(blocks, runs), plain(blocks), shown))
    return tuple(made)


def fill(document: b.Document, edited: Mapping[str, str], facts: Facts) -> b.Document:
    """The document with its edited chapters (title → text) in place of those the templates gave.

    A field that nobody knows stays as it was typed, which `lint` reports.
    """
    if not edited:
        return document
    write, made, at = Writer(facts), list[b.Block](), 0
    spans = tuple(_spans(document.blocks))
    papers: dict[int, dict[str, b.Run]] = {}
    for span in spans:
        papers.setdefault(span.paper, {}).update(_live(document.blocks[span.start : span.end]))
    first = {span.title: _fixed(document.blocks[span.start : span.end]) for span in spans if span.paper == 0}
    for span in spans:
        if span.title not in edited:
            continue
        blocks = document.blocks[span.start : span.end]
        runs = {**papers[span.paper], **_live(blocks)}
        made += document.blocks[at : span.start]
        made += _read(edited[span.title], blocks, runs, write, kept=set(_fixed(blocks)) - set(first[span.title]))
        at = span.end
    return replace(document, blocks=(*made, *document.blocks[at:]))


def unknown(document: b.Document, edited: Mapping[str, str]) -> tuple[str, ...]:
    """Titles of edited chapters that the document doesn't have any more: their text would be lost from it."""
    there = {span.title for span in _spans(document.blocks)}
    return tuple(title for title in edited if title not in there)


def plain(blocks: Sequence[b.Block]) -> str:
    """The running text of blocks, a paragraph a line."""
    lines = []
    for block in blocks:
        if isinstance(block, b.Heading):
            lines.append(block.text)
        elif isinstance(block, b.Paragraph | b.Note):
            lines.append(plain_text(block.text))
    return "\n".join(lines)


def _spans(blocks: Sequence[b.Block]) -> Iterator[_Span]:
    """The chapters of every paper. Attachments are lists and tables, not text."""
    paper, start, title, bodies, attached = 0, -1, "", 0, False
    for index, block in enumerate((*blocks, b.PageBreak())):
        body = isinstance(block, Body) and not attached
        chapter = isinstance(block, b.Heading) and block.level == 1
        if start >= 0 and (not body or chapter):
            if index > start:
                yield _Span(title, paper, start, index)
            start = -1
        if body and chapter and isinstance(block, b.Heading):
            start, title = index + 1, block.text
        elif body and start < 0:
            bodies += 1
            start, title = index, BODY if bodies == 1 else f"{BODY}{bodies}"
        attached = attached or isinstance(block, b.Attachment)
        if isinstance(block, b.PageBreak) and block.restart_numbers:
            paper, bodies, attached = paper + 1, 0, False


def typed(text: str, write: Writer) -> list[b.Block]:
    """Words written in the language of the editor as blocks."""
    return _read(text, (), {}, write, set())


def _live(blocks: Sequence[b.Block]) -> dict[str, b.Run]:
    """The fields of a chapter; one that stands for different things in one chapter is left as text."""
    found: dict[str, b.Run] = {}
    several: set[str] = set()
    for block in blocks:
        if isinstance(block, b.Paragraph) and not isinstance(block.text, str):
            for run in block.text:
                if run.field and found.setdefault(run.field, run) != run:
                    several.add(run.field)
    return {field: run for field, run in found.items() if field not in several}


def _fixed(blocks: Sequence[b.Block]) -> dict[str, b.Block]:
    """The blocks that are not text, by what their line begins with: 表1, 图1, 注1."""
    found: dict[str, b.Block] = {}
    counted: dict[str, int] = {}
    for block in blocks:
        if mark := _mark(block):
            counted[mark] = counted.get(mark, 0) + 1
            found[f"{mark}{counted[mark]}"] = block
    return found


def _mark(block: b.Block) -> str:
    match block:
        case b.Table():
            return "表"
        case b.BarChart() | b.LineChart():
            return "图"
        case b.Note():
            return "注"
        case b.Landscape():
            return "横页"
        case b.Paragraph(indent=indent, align=align) if not indent or align is not b.Align.AUTO:
            return "段"
    return ""


def _text(blocks: Sequence[b.Block], runs: Mapping[str, b.Run]) -> str:
    """A chapter as it is edited."""
    marks = {id(block): mark for mark, block in _fixed(blocks).items()}
    lines = []
    for block in blocks:
        if id(block) in marks:
            about = getattr(block, "caption", "") or (plain_text(block.text) if isinstance(block, b.Note) else "")
            lines.append(f"【{marks[id(block)]}：{_one_line(about)[:40]}】" if about else f"【{marks[id(block)]}】")
        elif isinstance(block, b.Heading):
            lines.append(f"{'#' * block.level} {_literal(block.text)}")
        elif isinstance(block, b.Paragraph):
            lines.append(_template(block.text, runs))
    return "\n".join(lines)


def _template(text: b.RichText, runs: Mapping[str, b.Run]) -> str:
    if isinstance(text, str):
        return _literal(text)
    return "".join(run.field if run.field in runs else _literal(run.text) for run in text)


def _literal(text: str) -> str:
    return _one_line(text).replace("{", "{{")


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _read(
    text: str, blocks: Sequence[b.Block], runs: Mapping[str, b.Run], write: Writer, kept: set[str]
) -> list[b.Block]:
    """An edited chapter as blocks. `kept` are fixed blocks that only this paper has: they follow its first lines."""
    fixed, made, numbers = _fixed(blocks), list[b.Block](), {2: 0, 3: 0, 4: 0}
    for line in text[:LONGEST].splitlines():
        stripped = line.strip()
        if not stripped:
            continue
        mark = _FIXED.match(stripped)
        level = _MARKS.get(stripped.split(" ", 1)[0])
        if mark is not None:
            if (block := fixed.get(mark[1] + mark[2])) is not None:
                made.append(block)
        elif level is not None:
            title = "".join(run.text for run in _runs(stripped.lstrip("#").strip(), runs, write))
            if title:
                numbers[level] += 1
                numbers.update({below: 0 for below in numbers if below > level})
                made.append(b.Heading(level, title, numbers[level]))
        else:
            made.append(b.Paragraph(tuple(_runs(stripped, runs, write))))
    first = next((i for i, block in enumerate(made) if isinstance(block, b.Paragraph)), -1) + 1
    return [*made[:first], *(block for mark, block in fixed.items() if mark in kept), *made[first:]]


def _runs(template: str, runs: Mapping[str, b.Run], write: Writer) -> Iterator[b.Run]:
    """The runs of a line; fields of the document first, then any number or word there is."""
    end = 0
    for match in _FIELD.finditer(template):
        if match.start() > end:
            yield b.Run(template[end : match.start()])
        end = match.end()
        if match[0] == "{{":
            yield b.Run("{")
        elif match[0] in runs:
            yield runs[match[0]]
        else:
            yield _looked_up(match[0], match[2] or "", write)
    if end < len(template):
        yield b.Run(template[end:])


def _looked_up(field: str, style: str, write: Writer) -> b.Run:
    if style not in STYLES:
        return b.Run(field)
    try:
        return write.runs(field)[0]
    except KeyError:
        return b.Run(field)
