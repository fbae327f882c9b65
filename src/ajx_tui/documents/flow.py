"""The cursor that walks down the pages: room, page breaks, lines of text, bookmarks, figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ajx_tui.documents.blocks import Align, DocumentMeta, FigureMark, RichText
from ajx_tui.documents.faces import Role
from ajx_tui.documents.linebreak import break_lines, spread
from ajx_tui.documents.page import BASELINE, BODY_SIZE, PITCH, RED, Line, OutlineEntry, Page, Shape, Text
from ajx_tui.documents.text import shorten, tidy
from ajx_tui.documents.typeface import FontSet, Typeface

_EPSILON = 0.01


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of cleaned text in one role; `evidence` names the evidence of a figure."""

    start: int
    end: int
    role: Role
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """Cleaned running text and the spans it consists of."""

    text: str
    spans: tuple[Span, ...]


class Flow:
    """Places marks on pages from top to bottom. Finished pages are collected with `take`."""

    def __init__(self, fonts: FontSet, meta: DocumentMeta) -> None:
        self.fonts = fonts
        self.meta = meta
        self.outline: list[OutlineEntry] = []
        self.figures: list[FigureMark] = []
        self.page_count = 1
        self.page = Page(1)
        self.y = 0.0
        self.head_gap = False
        self._finished: list[Page] = []
        self._fresh = True

    # pages

    @property
    def room(self) -> float:
        """Points left below the cursor."""
        return self.page.block_height - self.y

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on the current page yet."""
        return self._fresh

    def take(self) -> list[Page]:
        """The pages finished since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def finish(self) -> None:
        """Finish the last page."""
        self._close()

    def new_page(self, *, landscape: bool | None = None, number: int | None = None) -> None:
        """Finish the current page and start the next; `number` restarts page numbering."""
        turned = self.page.landscape if landscape is None else landscape
        self._close()
        self.page = Page(self.page.number + 1 if number is None else number, turned)
        self.page_count += 1
        self.y, self._fresh = 0.0, True

    def turn(self, landscape: bool) -> None:
        """Go on in this orientation: a page that is still empty is turned, another one finished."""
        if self.page.landscape == landscape:
            return
        if self._fresh:
            self.page = Page(self.page.number, landscape)
        else:
            self.new_page(landscape=landscape)

    def need(self, height: float) -> None:
        """Start a new page unless `height` points are left or the page is empty."""
        if height > self.room + _EPSILON and not self._fresh:
            self.new_page()

    def advance(self, height: float) -> None:
        """Move the cursor down over something that was drawn."""
        self.y += height
        self._fresh = False

    def skip(self, height: float) -> None:
        """Leave white space; none at the top of a page."""
        if not self._fresh:
            self.y = min(self.y + height, self.page.block_height)

    def snap(self) -> None:
        """Move down to the next line of the body grid."""
        self.y = math.ceil((self.y - 0.05) / PITCH) * PITCH

    def _close(self) -> None:
        page = self.page
        if self.meta.page_numbers and page.numbered:
            self._page_number(page)
        if self.meta.demo:
            self._demo_mark(page)
        self._finished.append(page)

    def _page_number(self, page: Page) -> None:
        """'— 1 —' in 4号 half-width 宋体, 7 mm below the text block, one character from the outer edge (§7.5).

        On landscape pages it keeps its place on the sheet (§7.5, last sentence).
        """
        face, size = self.fonts[Role.SONGTI], 14.0
        text = f"— {page.number} —"
        upright = Page(page.number)
        y = upright.top + upright.block_height + 7 * 72 / 25.4 + size * 0.88
        right = upright.left + upright.block_width - size - face.width(text, size)
        x = right if page.number % 2 else upright.left + size
        page.sheet_marks.append(Text(x, y, face, size, text))

    def _demo_mark(self, page: Page) -> None:
        """演示: a framed mark in the margin above the text block, so that fictional data is never taken for real."""
        face, size, text = self.fonts[Role.HEITI], 14.0, "演示数据"
        width = face.width(text, size)
        x, y = page.left + page.block_width - width - 6, page.top - 22
        corners = ((x - 6, y - 16), (x + width + 6, y - 16), (x + width + 6, y + 6), (x - 6, y + 6))
        page.marks.append(Shape(corners, None, RED, 0.8))
        page.marks.append(Text(x, y, face, size, text, 0.0, RED))

    # marks

    def text(self, x: float, y: float, role: Role, size: float, text: str, *, spacing: float = 0.0) -> None:
        """Put cleaned text at (x, baseline y) relative to the text block."""
        if text:
            page = self.page
            page.marks.append(Text(page.left + x, page.top + y, self.fonts[role], size, text, spacing))
            self._fresh = False

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5) -> None:
        """Draw a rule relative to the text block."""
        left, top = self.page.left, self.page.top
        self.page.marks.append(Line(left + x1, top + y1, left + x2, top + y2, width))
        self._fresh = False

    def bookmark(self, level: int, text: str) -> None:
        """Put a bookmark at the cursor."""
        label = " ".join(tidy(text).split())[:200]
        page = self.page
        self.outline.append(OutlineEntry(level, label, self.page_count, page.top + self.y, page.landscape))

    # running text

    def styled(self, text: RichText, role: Role, context: str = "") -> Styled:
        """Clean running text; bold runs take 黑体."""
        if isinstance(text, str):
            clean = self.fonts.clean(text, context or self.context(text))
            return Styled(clean, (Span(0, len(clean), role),))
        whole = context or self.context("".join(run.text for run in text))
        parts, spans, at = [], [], 0
        for run in text:
            part = self.fonts.clean(run.text, whole)
            if part:
                spans.append(Span(at, at + len(part), Role.HEITI if run.bold else role, run.evidence))
                parts.append(part)
                at += len(part)
        return Styled("".join(parts), tuple(spans) or (Span(0, 0, role),))

    def one_line(self, text: str, context: str = "") -> str:
        """Cleaned text with spaces for its newlines, for places that hold one line."""
        return self.fonts.clean(text, context or self.context(text)).replace("\n", " ")

    def fit(self, text: str, role: Role, size: float, room: float) -> str:
        """Cleaned one-line text cut to `room` points; a text that is cut ends in …"""
        face = self.fonts[role]
        if face.width(text, size) <= room:
            return text
        start, end = break_lines(text, face.widths, size, max(room - face.width("…", size), size))[0]
        return text[start:end] + "…"

    def context(self, text: str) -> str:
        """How a warning names the place of a text: the document's record and the beginning of the text."""
        return "：".join(part for part in (self.meta.context, shorten(text)) if part)

    def widths_of(self, styled: Styled) -> dict[str, int]:
        """One width table for a text; a text of several roles gets the widest advance of each of its characters."""
        if len(styled.spans) == 1:
            return self.fonts[styled.spans[0].role].widths
        table: dict[str, int] = {}
        for span in styled.spans:
            widths = self.fonts[span.role].widths
            for character in set(styled.text[span.start : span.end]) - {"\n"}:
                table[character] = max(table.get(character, 0), widths[character])
        return table

    def break_styled(self, styled: Styled, size: float, width: float, indent: float = 0.0) -> list[tuple[int, int]]:
        """The lines of a styled text."""
        return break_lines(styled.text, self.widths_of(styled), size, width, indent)

    def lines(
        self,
        styled: Styled,
        *,
        size: float = BODY_SIZE,
        pitch: float = PITCH,
        left: float = 0.0,
        right: float = 0.0,
        indent: float = 0.0,
        align: Align = Align.AUTO,
        tail: float = 0.0,
    ) -> None:
        """Set a paragraph line by line, over as many pages as it takes; `left` and `right` are insets in points.

        `tail` is the height of what follows and must not stand on a page without two lines of this text.
        """
        width = self.page.block_width - left - right
        broken = self.break_styled(styled, size, width, indent)
        for number, (start, end) in enumerate(broken):
            left_over = len(broken) - number
            self.need(pitch * left_over + tail if tail and left_over <= 2 else pitch)
            inset = indent if number == 0 else 0.0
            last = number == len(broken) - 1 or styled.text[end : end + 1] == "\n"
            self._line(styled, start, end, size, pitch, left + inset, width - inset, align, last)
            self.advance(pitch)

    def _line(
        self,
        styled: Styled,
        start: int,
        end: int,
        size: float,
        pitch: float,
        x: float,
        width: float,
        align: Align,
        last: bool,
    ) -> None:
        pieces = [
            (span, self.fonts[span.role], max(start, span.start), min(end, span.end))
            for span in styled.spans
            if span.start < end and span.end > start
        ]
        natural = sum(face.width(styled.text[a:z], size) for _, face, a, z in pieces)
        slack = 0.0 if align is not Align.AUTO or last else width - natural
        segments = spread(styled.text[start:end], slack, size)
        if align in (Align.CENTER, Align.RIGHT):
            x += (width - natural) / (2 if align is Align.CENTER else 1)
        y = self.y + pitch / 2 + BASELINE * size
        for span, face, begin, stop in pieces:
            for first, after, each, more in segments:
                a, z = max(begin, start + first), min(stop, start + after)
                if a < z:
                    self.text(x, y, span.role, size, styled.text[a:z], spacing=each)
                    x += face.width(styled.text[a:z], size) + each * (z - a) + (more if z == start + after else 0.0)
            if span.evidence and span.start >= start:
                self.figure(span.evidence, styled.text[span.start : span.end])

    def figure(self, evidence: str, text: str) -> None:
        """Note that a figure was printed on this page."""
        self.figures.append(FigureMark(evidence, text, self.page_count))

    def centred(
        self, text: str, lines: Sequence[tuple[int, int]], role: Role, size: float, pitch: float = PITCH
    ) -> None:
        """Set cleaned text centred, broken as given."""
        face: Typeface = self.fonts[role]
        for start, end in lines:
            self.need(pitch)
            part = text[start:end]
            x = (self.page.block_width - face.width(part, size)) / 2
            self.text(x, self.y + pitch / 2 + BASELINE * size, role, size, part)
            self.advance(pitch)
