"""What changed between two versions of a document, or since the last one: in words and in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from ajx_tui.documents.blocks import Document
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import RATIOS, Facts
from ajx_tui.documents.texts.wording import FIGURES, Writer
from ajx_tui.policy.rules import Rules
from ajx_tui.services.documents.archive import Version
from ajx_tui.services.documents.drafting import printed


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph that is new ('' before), gone ('' after) or worded differently."""

    chapter: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that prints differently: its title in Chinese and what it printed then and now."""

    evidence: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs, texts in the order of the document."""

    texts: tuple[TextChange, ...]
    numbers: tuple[NumberChange, ...]

    def __bool__(self) -> bool:
        return bool(self.texts or self.numbers)


def between(before: Version, after: Version, rules: Rules) -> Changes:
    """What changed from one version to another."""
    return _compare(before.chapters, after.chapters, before.figures, after.figures, rules)


def since(before: Version, document: Document, rules: Rules) -> Changes:
    """What a document would say differently from a version that was written."""
    chapters = {one.title: one.plain for one in editing.chapters(document)}
    return _compare(before.chapters, chapters, before.figures, printed(document), rules)


def _compare(
    chapters_before: Mapping[str, str],
    chapters_after: Mapping[str, str],
    figures_before: Mapping[str, tuple[str, ...]],
    figures_after: Mapping[str, tuple[str, ...]],
    rules: Rules,
) -> Changes:
    texts: list[TextChange] = []
    for title in dict.fromkeys((*chapters_after, *chapters_before)):
        texts += paragraphs(title, chapters_before.get(title, ""), chapters_after.get(title, ""))
    numbers = [
        NumberChange(evidence, title_of(evidence, rules, old + new), "、".join(old) or "—", "、".join(new) or "—")
        for evidence in dict.fromkeys((*figures_after, *figures_before))
        if (old := figures_before.get(evidence, ())) != (new := figures_after.get(evidence, ()))
    ]
    return Changes(tuple(texts), tuple(numbers))


def paragraphs(title: str, before: str, after: str) -> list[TextChange]:
    """The paragraphs of one chapter that differ, side by side."""
    old, new = before.splitlines(), after.splitlines()
    made = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            made += [TextChange(title, a, b) for a, b in zip_longest(old[i1:i2], new[j1:j2], fillvalue="")]
    return made


def live_fields(facts: Facts, rules: Rules) -> list[tuple[str, str, str]]:
    """Every number that can be put into a chapter: field, title in Chinese, what it is now."""
    write = Writer(facts)
    names = [*sorted(FIGURES & rules.figures.keys(), key=list(rules.figures).index), *RATIOS]
    made = []
    for name in names:
        made.append((f"{{{name}}}", title_of(name, rules), write.text(f"{{{name}}}")))
        rule = rules.figures.get(name)
        if rule is not None and rule.amount:
            field = f"{{{name}.amount|wan}}" if rule.amount == "元" else f"{{{name}.amount}}"
            unit = "万元" if rule.amount == "元" else rule.amount
            made.append((field, f"{rule.title}（{unit}）", write.text(field)))
    return made


def title_of(evidence: str, rules: Rules, texts: Iterable[str] = ()) -> str:
    """'sector:煤矿:due' → 煤矿 应投保. A rate carries the evidence of its numerator: `texts` tell which is printed."""
    *group, name = evidence.split(":")
    rule = rules.figures.get(name) or rules.indicators.get(name)
    shown = [rule.title if rule is not None else name]
    rates = [text.endswith("%") for text in texts]
    if any(rates):
        of_it = [i.title for i in rules.indicators.values() if i.numerator.partition(".")[0] == name]
        shown = of_it[:1] or shown if all(rates) else [*shown, *of_it[:1]]
    return f"{group[-1]} {'、'.join(shown)}" if group else "、".join(shown)
