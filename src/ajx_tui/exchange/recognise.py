"""Recognising a list: which kind it is and which column is which, from header words and from content.

Every answer says whether it is sure. What is not sure becomes a question; nothing is guessed silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ajx_tui.domain.fields import CodeLists, FieldProblem, Spec, Value
from ajx_tui.domain.quantities import Day, Money, Percent
from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot, find_slot, slots
from ajx_tui.domain.text import compare_key, plain, shorten
from ajx_tui.exchange.columns import (
    MONEY_UNITS,
    PERCENT_UNITS,
    content_fit,
    infer_unit,
    is_empty,
    signature,
    valid_codes,
)
from ajx_tui.exchange.layout import Header, TableLayout
from ajx_tui.exchange.marked import EXTRA_TITLES
from ajx_tui.exchange.wording import SAME, SURE, TITLE, canonical, canonical_words, word_fit

_FEWEST, _MOST = 4, 10
POSSIBLE = 0.45
"""Titles less like a slot than this say nothing; lists less like a kind than this are asked about."""
_BY_CODE, _BY_PLACE = 0.79, 0.46
_SETTLED, _REMEMBERED = 2.0, 1.5
_IGNORED = frozenset(map(compare_key, ("序号", "编号", "行号", "No", "NO.", "项次", *EXTRA_TITLES)))


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle. `option` is what settles it on the command line; `guess` may be empty.

    `topic` is 'kind', 'column', 'unit' or 'value'; `about` the column's key or the field's title. An optional question
    concerns a value that may stay empty.
    """

    topic: str
    about: str
    text: str
    option: str
    guess: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the file and the slot it fills (None: not used). `how` says in Chinese what it was known by.

    `key` names the column in answers and options: its title, with #2 … where a title stands twice.
    """

    header: Header
    key: str
    slot: Slot | None
    sure: bool = True
    how: str = "未使用"
    unit: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a list was taken for. `score` is 0 … 1."""

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

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every column such a list can have."""
        return slots(self.kind, self.variant)

    def slot_columns(self) -> dict[str, ColumnMatch]:
        """Slot name → the column that fills it."""
        return {c.slot.name: c for c in self.columns if c.slot is not None}

    def filled(self) -> set[str]:
        """The fields that some column fills."""
        return {f for c in self.columns if c.slot is not None for f in c.slot.fields}


@dataclass(frozen=True, slots=True)
class Answers:
    """What is settled: kind of list, column keys → slots by name or title ('' for unused), units by column key."""

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
    filled = [t for t in texts if t]
    known = [t for t in filled if canonical(compare_key(t)) in _all_words()]
    return len(known) / len(filled) if filled else 0.0


@cache
def _all_words() -> frozenset[str]:
    """Every header word of every kind of list, and those of the columns we skip."""
    return frozenset().union(*map(_words_of, list_kinds()), map(canonical, _IGNORED))


@cache
def _words_of(list_name: str) -> frozenset[str]:
    """Every header word of one kind of list, in canonical form."""
    return frozenset(w for s in slots(*list_kinds()[list_name]) for w in canonical_words(s.words))


@cache
def _told_above(kind_name: str) -> frozenset[str]:
    """Titles under which a list names what its parents refer to, e.g. the insurer of a visit's policy: no field of
    its own, and no reason to ask about one with a similar title."""
    found: set[str] = set()
    for ref in KINDS[kind_name].refs.values():
        if ref.target != kind_name:
            found |= {canonical(compare_key(above.title)) for above in KINDS[ref.target].refs.values()}
            found |= _told_above(ref.target)
    return frozenset(found)


def _likely(table: Table) -> list[str]:
    """The kinds of list whose words the header shares most: only those are looked at closely."""
    keys = {canonical(compare_key(h.text)) for h in table.layout.headers}
    shared = {name: len(keys & _words_of(name)) for name in list_kinds()}
    order = sorted(shared, key=lambda name: -shared[name])
    return [n for place, n in enumerate(order) if place < _FEWEST or shared[n] >= shared[order[0]] - 2][:_MOST]


def column_keys(headers: Sequence[Header]) -> dict[int, str]:
    """Column → its key: the title, with #2, #3 … where it stands several times."""
    keys: dict[int, str] = {}
    times: dict[str, int] = {}
    for header in headers:
        times[header.text] = times.get(header.text, 0) + 1
        keys[header.column] = header.text if times[header.text] == 1 else f"{header.text}#{times[header.text]}"
    return keys


def type_header(variant: Variant | None, kind: Kind, headers: Sequence[Header]) -> Header | None:
    """The column in which the rows of a variant's list say what they are, e.g. 对象类型; None when there is none."""
    if variant is None or not variant.fixed:
        return None
    title = compare_key(kind.fields[next(iter(variant.fixed))].title)
    return next((header for header in headers if compare_key(header.text) == title), None)


def read_type(spec: Spec, cell: object) -> Value:
    """What a row says that it is; None when it says nothing that is known."""
    try:
        return spec.parse(cell)
    except FieldProblem:
        return None


def recognise(table: Table, answers: Answers = Answers(), remembered: Answers = Answers()) -> Recognition | None:
    """The likeliest kind of list with its columns, or None when no column could identify a record of any kind.

    `answers` are final; what was `remembered` comes before words and content. A close second kind makes a question.
    """
    kinds = list_kinds()
    settled = answers.list_name or remembered.list_name
    wanted = [settled] if settled in kinds else _likely(table)
    contents: dict[tuple[object, ...], float | None] = {}
    matches = (_Match(name, *kinds[name], table, answers, remembered, contents) for name in wanted)
    found = sorted((m.made() for m in matches if m.identifies()), key=lambda r: r.score, reverse=True)
    if not found:
        return None
    best = found[0]
    questions = list(best.questions)
    if settled not in kinds and (best.score < POSSIBLE or (len(found) > 1 and best.score - found[1].score < 0.05)):
        names = "、".join(f"{r.title}（--as {r.list_name}）" for r in found[:3])
        text = f"不能确定这是什么清单，可能是：{names}"
        questions.insert(0, Question("kind", "kind", text, f"--as {best.list_name}", best.list_name))
    return replace(best, questions=tuple(questions))


class _Match:
    """Fits the columns of a file to the slots of one kind: best pairs first, each slot and column once."""

    def __init__(
        self, name: str, kind: Kind, variant: Variant | None, table: Table, answers: Answers, remembered: Answers,
        contents: dict[tuple[object, ...], float | None],
    ) -> None:  # fmt: skip
        self.name, self.kind, self.variant, self.table = name, kind, variant, table
        self._answers, self._remembered = answers, remembered
        self._contents = contents
        self._places = slots(kind, variant)
        self._headers = table.layout.headers
        self._keys = column_keys(self._headers)
        self._taken: dict[int, tuple[Slot, float]] = {}
        self._closed: set[int] = {h.column for h in self._headers if compare_key(h.text) in _IGNORED}
        self._typed = self._type_share()
        self._settle()
        self._by_words()
        self._by_code()
        self._by_place()

    def identifies(self) -> bool:
        """Whether some column could tell the records of this kind apart, and none says that they are of another."""
        if self._typed == 0:
            return False
        columns = {c for key in self.kind.keys for c in key}
        return any(f in columns for slot, _ in self._taken.values() for f in slot.fields)

    def _type_share(self) -> float | None:
        """Share of the rows that say of themselves to be of this variant; None where no column says it."""
        if self.variant is not None and not self.variant.fixed:
            return self._mixed_share()
        header = type_header(self.variant, self.kind, self._headers)
        if header is None or self.variant is None:
            return None
        (name, wanted), *_ = self.variant.fixed.items()
        told = [read_type(self.kind.fields[name], v) for v in self.table.samples.get(header.column, ())]
        known = [value for value in told if value is not None]
        return sum(value == wanted for value in known) / len(known) if known else None

    def _mixed_share(self) -> float:
        """1 where a column is there to say of each row what it is, unless all are of a type that has its own list."""
        for variant in self.kind.variants:
            header = type_header(variant, self.kind, self._headers)
            if header is None:
                continue
            (name, _), *_ = variant.fixed.items()
            told = {read_type(self.kind.fields[name], v) for v in self.table.samples.get(header.column, ())} - {None}
            own = {each.fixed[name] for each in self.kind.variants if name in each.fixed}
            return float(len(told) != 1 or bool(told - own))
        return 0.0

    def _free(self, slot: Slot) -> bool:
        return all(slot.name != taken.name for taken, _ in self._taken.values())

    def _settle(self) -> None:
        """What people said about columns, today's word last."""
        for answers, fit in ((self._remembered, _REMEMBERED), (self._answers, _SETTLED)):
            for header in self._headers:
                name = answers.columns.get(self._keys[header.column])
                if name is None:
                    continue
                self._closed.add(header.column)
                self._taken.pop(header.column, None)
                slot = find_slot(self._places, name) if name else None
                if slot is not None:
                    self._taken = {c: pair for c, pair in self._taken.items() if pair[0].name != slot.name}
                    self._taken[header.column] = (slot, fit)

    def _content(self, header: Header, slot: Slot) -> float | None:
        """How well the column's values fit the slot, looked at once per column and kind of field."""
        place = (header.column, *signature(slot.spec, slot.key))
        if place not in self._contents:
            sample = self.table.samples.get(header.column, ())
            self._contents[place] = content_fit(slot.spec, sample, self.table.lists, key=slot.key)
        return self._contents[place]

    def _by_words(self) -> None:
        pairs = []
        above = _told_above(self.kind.name)
        for header in self._headers:
            if header.column in self._closed:
                continue
            for slot in self._places:
                fit = word_fit(header.text, slot)
                if fit < POSSIBLE or (fit < SAME and canonical(compare_key(header.text)) in above):
                    continue
                content = self._content(header, slot) if fit < TITLE else None
                if content is not None and content < 0.3 and fit < SAME:
                    continue
                pairs.append((fit + (0.04 * content if content is not None else 0.02), fit, header, slot))
        for _, fit, header, slot in sorted(pairs, key=lambda p: -p[0]):
            if header.column not in self._taken and self._free(slot):
                self._taken[header.column] = (slot, fit)

    def _open(self) -> list[Header]:
        return [h for h in self._headers if h.column not in self._taken and h.column not in self._closed]

    def _by_code(self) -> None:
        """A column of valid credit codes is that, whatever its title says."""
        free = [s for s in self._places if s.name.rpartition(".")[2] == "credit_code" and self._free(s)]
        for header in self._open():
            if len(free) == 1 and valid_codes(self.table.samples.get(header.column, ())) >= 0.6:
                self._taken[header.column] = (free.pop(), _BY_CODE)

    def _by_place(self) -> None:
        """Required days, amounts and names that no title says: proposed where as many columns could be them."""
        for wanted in (Day, Money):
            free = [s for s in self._places if s.required and isinstance(s.spec, wanted) and self._free(s)]
            fitting = [h for h in self._open() if free and (self._content(h, free[0]) or 0.0) >= 0.9]
            if free and len(free) == len(fitting):
                for header, slot in zip(fitting, free, strict=True):
                    self._taken[header.column] = (slot, _BY_PLACE)

    def made(self) -> Recognition:
        """The recognition, with the questions that remain."""
        columns: list[ColumnMatch] = []
        questions: list[Question] = []
        for header in self._headers:
            match, asked = self._judged(header)
            columns.append(match)
            questions += asked
        result = Recognition(self.name, self.kind, self.variant, tuple(columns), tuple(questions), 0.0)
        return replace(result, score=self._score(result))

    def _score(self, result: Recognition) -> float:
        counted = sum(1 for h in self._headers if h.text and compare_key(h.text) not in _IGNORED)
        explained = sum(min(fit, 1.0) for _, fit in self._taken.values()) / max(1, counted)
        needed = [s for s in self._places if s.required]
        have = sum(s.field in result.filled() for s in needed) / max(1, len(needed))
        words = (self.variant.list_words if self.variant else self.kind.list_words) or ()
        named = any(word in self.table.around for word in words)
        score = 0.5 * min(explained, 1.0) + 0.4 * have + (0.1 if named else 0.0)
        return score if self._typed is None else score * (0.5 + 0.5 * self._typed)

    def _judged(self, header: Header) -> tuple[ColumnMatch, list[Question]]:
        """A column held against its content: is it sure, and in which unit are its values."""
        key = self._keys[header.column]
        sample = self.table.samples.get(header.column, ())
        shown = tuple(shorten(plain(v).strip(), 24) for v in sample if not is_empty(v))[:3]
        if header.column not in self._taken:
            said = header.column in self._closed and compare_key(header.text) not in _IGNORED
            return ColumnMatch(header, key, None, how="已指定不用" if said else "未使用", samples=shown), []
        slot, fit = self._taken[header.column]
        content = self._content(header, slot)
        sure = fit >= TITLE or fit == _BY_CODE or (fit >= SURE and (content is None or content >= 0.3))
        sure = sure or (fit >= 0.65 and content is not None and content >= SURE)
        asked = []
        if not sure:
            like = f"（内容如“{'、'.join(shown[:2])}”）" if shown else ""
            text = f"“{header.raw or header.text}”列{like}是不是“{slot.title}”，不能确定"
            asked.append(Question("column", key, text, f"--column {key}={slot.title}", slot.title))
        unit, doubt, guess = self._unit(header, key, slot, sample)
        if doubt:
            units = PERCENT_UNITS if isinstance(slot.spec, Percent) else MONEY_UNITS[:3:2]
            asked.append(Question("unit", key, doubt, " 或 ".join(f"--unit {key}={u}" for u in units), guess))
        return ColumnMatch(header, key, slot, sure, _how(fit), unit, shown), asked

    def _unit(self, header: Header, key: str, slot: Slot, sample: Sequence[object]) -> tuple[str, str, str]:
        """(unit, doubt, guess): what was said today, what content says, what was said before."""
        if said := self._answers.units.get(key, ""):
            return said, "", ""
        unit, doubt, guess = infer_unit(slot.spec, header.unit, self.table.layout.unit, sample)
        if doubt and (before := self._remembered.units.get(key, "")):
            return before, "", ""
        return unit, doubt, guess


def _how(fit: float) -> str:
    """What a column was known by."""
    if fit in (_SETTLED, _REMEMBERED):
        return "已指定" if fit == _SETTLED else "上次确认"
    if fit in (_BY_CODE, _BY_PLACE):
        return "内容"
    return "列名" if fit >= SURE else "列名相近"
