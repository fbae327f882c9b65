"""Looking a document over before it is signed: wording that steers the market, gaps, tables that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ajx_tui.documents import blocks as b
from ajx_tui.documents.blocks import MissingGlyph, plain_text
from ajx_tui.documents.numbers import format_cell
from ajx_tui.domain.masking import scrub
from ajx_tui.domain.steering import NAMED, steering

_PLACEHOLDER = re.compile(r"[×xX]{2,}|\{[a-z_.|]+\}|待补充|待填写|待明确|TODO")
_EMPTY = re.compile(r"(?:[：、，（]|率|为|共)—(?=[，。；、）个户次条份人万]|$)")


class Rule(StrEnum):
    """What a finding is about."""

    STEERING = "steering"
    PERSONAL = "personal"
    GAP = "gap"
    EMPTY = "empty"
    MISMATCH = "mismatch"
    SUM = "sum"
    ANNEX = "annex"
    CHAPTER = "chapter"
    GLYPH = "glyph"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class LintNote:
    """One thing to look at: what, where in the document (heading, table, record), and the words it is about.

    `serious` ones should stop a signature.
    """

    text: str
    where: str = ""
    quote: str = ""
    serious: bool = False
    rule: Rule = Rule.GAP

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.text}" + (f"“{self.quote}”" if self.quote else "")


def lint(
    document: b.Document,
    *,
    missing: Sequence[MissingGlyph] = (),
    insurers: Sequence[str] = (),
    contact: str = "",
) -> tuple[LintNote, ...]:
    """Everything to look at before export, in the order of the document.

    `missing` are the characters without a glyph of a layout; `insurers` the names and short names of insurers, which
    must not be named as the one to insure with; `contact` is the office's own telephone, which may be printed.
    """
    notes: list[LintNote] = []
    for where, text in _texts(document.blocks):
        notes += _steering(where, text, insurers)
        notes += _gaps(where, text)
        notes += _personal(where, text, contact)
    notes += _tables(document.blocks)
    notes += _attachments(document.blocks)
    for glyph in missing:
        code = f"U+{ord(glyph.character[:1] or ' '):04X}"
        notes.append(LintNote(f"字体中没有这个字（{code}），将印成□", glyph.context, glyph.character, True, Rule.GLYPH))
    return tuple(dict.fromkeys(notes))


def _texts(blocks: Iterable[b.Block], where: str = "") -> Iterator[tuple[str, str]]:
    """Running text with the heading it stands under."""
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from _texts(block.blocks, where)
        elif isinstance(block, b.Heading):
            where = block.text
            yield where, block.text
        elif isinstance(block, b.Attachment):
            where = f"附件{block.number or ''}{block.title}"
        elif isinstance(block, b.Paragraph | b.Note):
            yield where, plain_text(block.text)


def _steering(where: str, text: str, insurers: Sequence[str]) -> Iterator[LintNote]:
    for what, words in steering(text, insurers):
        yield LintNote(what if what == NAMED else f"有{what}的措辞", where, words, True, Rule.STEERING)


def _personal(where: str, text: str, own: str) -> Iterator[LintNote]:
    """Telephone and identity numbers that somebody wrote into the text, apart from the office's own."""
    rest = text.replace(own, "") if own else text
    if scrub(rest) != rest:
        yield LintNote("有电话或证件号码，请确认可以公开", where, text[:20], rule=Rule.PERSONAL)


def _gaps(where: str, text: str) -> Iterator[LintNote]:
    for match in _PLACEHOLDER.finditer(text):
        yield LintNote("有待补的内容", where, match[0], serious=True)
    if _EMPTY.search(text):
        yield LintNote("有没有数值的数字", where, _around(text), rule=Rule.EMPTY)


def _around(text: str) -> str:
    match = _EMPTY.search(text)
    at = match.start() if match else 0
    return text[max(0, at - 10) : at + 6]


def _tables(blocks: Iterable[b.Block]) -> Iterator[LintNote]:
    """Totals that are not the sum of their rows, and one number printed with two values."""
    seen: dict[tuple[str, bool], tuple[str, str]] = {}
    for table in _all_tables(blocks):
        name = table.caption or "表格"
        yield from _sums(table, name)
        for row in [*table.rows, *([table.total] if table.total else [])]:
            for column, one in zip(table.columns, row, strict=False):
                if not isinstance(one, b.Figure) or not isinstance(one.value, int):
                    continue
                money = column.format in (b.NumberFormat.WAN, b.NumberFormat.YUAN)
                key, shown = (f"{one.evidence}/{column.title}", money), format_cell(one.value, column.format)
                before = seen.setdefault(key, (shown, name))
                if before[0] != shown:
                    text = f"同一数字在两处不一致（{before[1]}为{before[0]}，{name}为{shown}）"
                    yield LintNote(text, name, column.title.replace("\n", ""), True, Rule.MISMATCH)


def _sums(table: b.Table, name: str) -> Iterator[LintNote]:
    if table.total is None or not table.rows:
        return
    for index, column in enumerate(table.columns):
        values = [_whole(row[index]) if index < len(row) else None for row in table.rows]
        total = _whole(table.total[index]) if index < len(table.total) else None
        numbers = [value for value in values if value is not None]
        if total is not None and len(numbers) == len(values) and sum(numbers) != total:
            text = f"合计与各行之和不符（合计{total}，各行之和{sum(numbers)}）"
            yield LintNote(text, name, column.title.replace("\n", ""), rule=Rule.SUM)


def _whole(cell: b.Cell) -> int | None:
    """A counted number; a plain one in a table may be anything, such as the lowest of its column."""
    value = cell.value if isinstance(cell, b.Figure) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _all_tables(blocks: Iterable[b.Block]) -> Iterator[b.Table]:
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from _all_tables(block.blocks)
        elif isinstance(block, b.Table):
            yield block


def _attachments(blocks: Iterable[b.Block]) -> Iterator[LintNote]:
    """Attachments that are listed but missing, or there but not listed."""
    listed = [item for block in blocks if isinstance(block, b.AttachmentList) for item in block.items]
    there = [block.title for block in blocks if isinstance(block, b.Attachment)]
    for title in listed:
        if title not in there:
            yield LintNote("附件说明列出了，正文后没有这个附件", "附件", title, True, Rule.ANNEX)
    for title in there:
        if title not in listed:
            yield LintNote("有这个附件，附件说明没有列出", "附件", title, rule=Rule.ANNEX)
