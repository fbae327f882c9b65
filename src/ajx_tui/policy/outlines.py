"""The [[outline]] entries of a pack: which chapters and annexes a document has, in order, each with its clause."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ajx_tui.policy.clause import Document
from ajx_tui.policy.model import Problems
from ajx_tui.policy.papers import Outline, OutlinePart
from ajx_tui.policy.rules import Rules
from ajx_tui.policy.section import Section

_MOST_PARTS = 60
_LONGEST = {"title": 60, "text": 20_000}
Writable = Mapping[str, tuple[Collection[str], Collection[str]]]
"""Document → the chapters and the annexes that the program has words for."""


def outline(section: Section, documents: Mapping[str, Document]) -> Outline:
    """An [[outline]] with its [[outline.chapter]]s and [[outline.annex]]es."""
    section.only(("document", "title", "chapter", "annex", "clause"))
    made = Outline(
        section.name("document"), section.text("title"), _parts(section, "chapter", documents),
        _parts(section, "annex", documents), section.clause(documents), section.place(),
    )  # fmt: skip
    if not made.chapters:
        section.fail("chapter", "至少要有一章，请用 [[outline.chapter]] 写出")
    return made


def _parts(section: Section, key: str, documents: Mapping[str, Document]) -> tuple[OutlinePart, ...]:
    entries = section.tables(key)
    if len(entries) > _MOST_PARTS:
        section.fail(key, f"超过 {_MOST_PARTS} 个")
    made = tuple(_part(entry, documents) for entry in entries)
    for label in ("name", "title"):
        seen: set[str] = set()
        for entry, part in zip(entries, made, strict=True):
            if (value := getattr(part, label)) in seen:
                entry.fail(label, f"“{value}”在这份提纲中重复，请改名或删去一个")
            seen.add(value)
    return made


def _part(entry: Section, documents: Mapping[str, Document]) -> OutlinePart:
    entry.only(("name", "title", "text", "required", "clause"))
    texts = {"title": entry.text("title"), "text": entry.text("text", "")}
    for key, most in _LONGEST.items():
        if len(texts[key]) > most:
            entry.fail(key, f"有{len(texts[key])}个字，最多{most}个")
    if "\n" in texts["title"]:
        entry.fail("title", "标题只能有一行")
    return OutlinePart(
        entry.name(), texts["title"], texts["text"], entry.flag("required"), entry.clause(documents),
        entry.place("name"),
    )  # fmt: skip


def prove_outlines(rules: Rules, writable: Writable, problems: Problems) -> None:
    """Add to `problems` documents and parts that nobody can write, and required parts that a pack above left out."""
    for outline in rules.outlines.values():
        if outline.document not in writable:
            text = f"没有“{outline.document}”这种文书，可用的有：{'、'.join(writable)}"
            problems.add(outline.place, "document", text)
            continue
        for parts, known in zip((outline.chapters, outline.annexes), writable[outline.document], strict=True):
            for part in parts:
                if not part.text and part.name not in known:
                    text = f"程序里没有“{part.name}”这一部分；请写 text（本级自拟文字），或改为：{'、'.join(known)}"
                    problems.add(part.place, "name", text)
        _prove_required(rules, outline, problems)


def _prove_required(rules: Rules, outline: Outline, problems: Problems) -> None:
    there = {part.name for part in outline.parts}
    below = [o for pack in rules.packs for o in pack.outlines if o.document == outline.document and o is not outline]
    for part in (part for one in below for part in one.parts):
        if part.required and part.name not in there:
            text = f'{outline.title}缺少必备的“{part.title}”（name = "{part.name}"，依据{part.clause.text}）'
            problems.add(outline.place, "document", text)
