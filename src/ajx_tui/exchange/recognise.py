"""Recognising a list: which kind it is and which column is which, from header words and from content.

Every answer says whether it is sure. What is not sure becomes a question; nothing is guessed silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ajx_tui.domain.fields import CodeLists
from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.records import list_kinds
from ajx_tui.domain.slots import Slot, slots
from ajx_tui.domain.text import compare_key
from ajx_tui.exchange.columns import content_fit, infer_unit
from ajx_tui.exchange.layout import Header, TableLayout
from ajx_tui.exchange.marked import EXTRA_TITLES

_SURE = 0.8
_POSSIBLE = 0.45
_IGNORED = frozenset(map(compare_key, ("序号", "编号", "行号", "No", *EXTRA_TITLES)))


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle. `option` is what settles it on the command line; `guess` may be empty.

    An optional question concerns a value that may stay empty.
    """

    about: str
    text: str
    option: str
    guess: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the file and the slot it fills (None: not used). `how` says in Chinese what it was known by."""

    header: Header
    slot: Slot | None
    sure: bool = True
    how: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a list was taken for."""

    list_name: str
    kind: Kind
    variant: Variant | None
    columns: tuple[ColumnMatch, ...]
    questions: tuple[Question, ...]
    score: float

    @property
    def title(self) -> str:
        """The Chinese name of the kind of list."""
        return self.variant.title if self.variant else self.kind.title

    def slot_columns(self) -> dict[str, ColumnMatch]:
        """Slot name → the column that fills it."""
        return {c.slot.name: c for c in self.columns if c.slot is not None}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the clerk has settled: kind of list, column titles → slot names ('' for unused), units by column title."""

    list_name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it lies in the file: its layout, a sample of its columns' values, and the words around it."""

    layout: TableLayout
    samples: Mapping[int, Sequence[object]]
    around: str
    lists: CodeLists


def header_score(texts: Sequence[str]) -> float:
    """Share of `texts` that some kind of list knows as a column title: finds the header row."""
    known = [t for t in texts if t and compare_key(t) in _all_words()]
    filled = [t for t in texts if t]
    return len(known) / len(filled) if filled else 0.0


@cache
def _all_words() -> frozenset[str]:
    """Every header word of every kind of list."""
    return frozenset(w for kind, variant in list_kinds().values() for s in slots(kind, variant) for w in s.words)


def recognise(table: Table, answers: Answers = Answers()) -> Recognition | None:
    """The likeliest kind of list with its columns, or None when the header says nothing the program knows.

    `answers` are final. A close second kind makes a question.
    """
    kinds = list_kinds()
    wanted = {answers.list_name: kinds[answers.list_name]} if answers.list_name else kinds
    found = sorted(
        (_match(name, kind, variant, table, answers) for name, (kind, variant) in wanted.items()),
        key=lambda r: r.score,
        reverse=True,
    )
    best = found[0]
    if not best.slot_columns():
        return None
    questions = list(best.questions)
    if not answers.list_name and (best.score < _POSSIBLE or (len(found) > 1 and best.score - found[1].score < 0.05)):
        names = "、".join(f"{r.list_name}（{r.title}）" for r in found[:3])
        questions.insert(0, Question("kind", f"不能确定这是什么清单，可能是：{names}", "--as", best.list_name))
    return replace(best, questions=tuple(questions))


def _match(name: str, kind: Kind, variant: Variant | None, table: Table, answers: Answers) -> Recognition:
    """Fit the columns of the file to the slots of one kind: best pairs first, each slot and column once."""
    places = slots(kind, variant)
    by_name = {s.name: s for s in places}
    pairs = [(_word_fit(header.text, slot), header, slot) for header in table.layout.headers for slot in places]
    taken: dict[str, tuple[Header, float]] = {}
    used: set[int] = set()
    for header in table.layout.headers:
        settled = answers.columns.get(header.text)
        if settled is not None:
            used.add(header.column)
            if settled in by_name:
                taken[settled] = (header, 2.0)
    for fit, header, slot in sorted(pairs, key=lambda p: -p[0]):
        if fit >= _POSSIBLE and header.column not in used and slot.name not in taken:
            taken[slot.name] = (header, fit)
            used.add(header.column)
    _match_by_content(table, places, taken, used)
    return _recognition(name, kind, variant, table, answers, by_name, taken)


def _word_fit(text: str, slot: Slot) -> float:
    """How well a column title says a slot: 1 for its title or a synonym, less when one holds the other."""
    key = compare_key(text)
    if not key or key in _IGNORED:
        return 0.0
    if key == compare_key(slot.title):
        return 1.0
    if key in slot.words:
        return 0.95
    best = 0.0
    for word in slot.words:
        if len(word) >= 2 and (word in key or key in word) and len(key) >= 2:
            best = max(best, 0.35 + 0.4 * min(len(word), len(key)) / max(len(word), len(key)))
    return best


def _match_by_content(
    table: Table, places: Sequence[Slot], taken: dict[str, tuple[Header, float]], used: set[int]
) -> None:
    """Give columns with unknown titles to slots that only their content can mean, such as a credit code."""
    for header in table.layout.headers:
        if header.column in used or compare_key(header.text) in _IGNORED:
            continue
        sample = table.samples.get(header.column, ())
        fits = [(content_fit(s.spec, sample, table.lists, key=s.key), s) for s in places if s.name not in taken]
        telling = [(fit, s) for fit, s in fits if fit is not None and fit >= _SURE]
        if len(telling) == 1:
            taken[telling[0][1].name] = (header, 0.6)
            used.add(header.column)


def _recognition(
    name: str,
    kind: Kind,
    variant: Variant | None,
    table: Table,
    answers: Answers,
    by_name: Mapping[str, Slot],
    taken: Mapping[str, tuple[Header, float]],
) -> Recognition:
    slot_of = {header.column: (by_name[slot], fit) for slot, (header, fit) in taken.items()}
    columns: list[ColumnMatch] = []
    questions: list[Question] = []
    for header in table.layout.headers:
        if header.column not in slot_of:
            columns.append(ColumnMatch(header, None, how="未使用"))
            continue
        slot, fit = slot_of[header.column]
        match, asked = _judge(header, slot, fit, table, answers)
        columns.append(match)
        questions += asked
    questions += _missing(name, by_name, taken)
    explained = sum(min(fit, 1.0) for _, fit in taken.values()) / max(1, _counted(table.layout.headers))
    needed = [s for s in by_name.values() if s.required]
    filled = {by_name[n].field for n in taken}
    have = sum(s.field in filled for s in needed) / max(1, len(needed))
    words = (variant.list_words if variant else kind.list_words) or ()
    named = any(word in table.around for word in words)
    score = 0.5 * min(explained, 1.0) + 0.4 * have + (0.1 if named else 0.0)
    return Recognition(name, kind, variant, tuple(columns), tuple(questions), score)


def _counted(headers: Sequence[Header]) -> int:
    """How many columns ought to be explained: serial numbers and our own extra columns are not."""
    return sum(1 for h in headers if h.text and compare_key(h.text) not in _IGNORED)


def _judge(
    header: Header, slot: Slot, fit: float, table: Table, answers: Answers
) -> tuple[ColumnMatch, list[Question]]:
    """Hold a matched column against its content: is it sure, and in which unit are its values."""
    sample = table.samples.get(header.column, ())
    content = content_fit(slot.spec, sample, table.lists, key=slot.key)
    settled = fit > 1
    sure = (
        settled or (fit >= _SURE and (content is None or content >= 0.3)) or (content is not None and content >= _SURE)
    )
    how = "已指定" if settled else "列名" if fit >= 0.95 else "内容" if fit == 0.6 else "列名相近"
    questions = []
    if not sure:
        questions.append(Question(header.text, f"“{header.raw or header.text}”列是不是{slot.title}，不能确定",
            f"--column {header.text}={slot.title}", slot.title))  # fmt: skip
    unit, doubt = answers.units.get(header.text, ""), ""
    if not unit:
        unit, doubt = infer_unit(slot.spec, header.unit, sample)
    if doubt:
        questions.append(Question(header.text, doubt, f"--unit {header.text}=", unit))
    return ColumnMatch(header, slot, sure, how, unit), questions


def _missing(name: str, by_name: Mapping[str, Slot], taken: Mapping[str, object]) -> list[Question]:
    """A question for every required field that no column fills."""
    filled = {by_name[n].field for n in taken}
    return [
        Question(slot.title, f"没有找到“{slot.title}”列，而它是必填的", f"--column 列名={slot.title}")
        for slot in by_name.values()
        if slot.required and slot.field not in filled and slot.spec.default is None
    ]
