"""From the cells of a list to the values of records, each problem with the column it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ajx_tui.domain.fields import CodeLists, FieldProblem, Reading, Ref, RefKey, Spec, Value
from ajx_tui.domain.record import Kind, Values, apply_rules, missing
from ajx_tui.services.completion import Completer
from ajx_tui.services.imports.plan import ListPlan
from ajx_tui.services.imports.resolve import Resolver
from ajx_tui.store.database import Store

_MEMO_LIMIT = 20_000
_LONGEST_CELL = 20_000


@dataclass(slots=True)
class Draft:
    """One row of a list on its way to a record: its values, and what is wrong by column (-1: no single column)."""

    row: int
    values: Values
    refused: dict[int, str] = field(default_factory=dict)
    warnings: dict[int, str] = field(default_factory=dict)

    def problem(self, column: int, text: str, *, refuses: bool) -> None:
        """Add a problem; several in one column are told together."""
        where = self.refused if refuses else self.warnings
        where[column] = f"{where[column]}；{text}" if column in where else text


@dataclass(slots=True)
class _Column:
    """How one plain column is read. Equal cells are read once."""

    name: str
    column: int
    spec: Spec
    reading: Reading
    memo: dict[Any, Value | FieldProblem] = field(default_factory=dict)

    def read(self, raw: Any) -> Value | FieldProblem:
        key = (raw.__class__, raw)
        found = self.memo.get(key)
        if found is None:
            found = self._read(raw)
            if len(self.memo) < _MEMO_LIMIT:
                self.memo[key] = found
        return found

    def _read(self, raw: Any) -> Value | FieldProblem:
        if isinstance(raw, str) and len(raw) > _LONGEST_CELL:
            return FieldProblem(f"{self.spec.title}有{len(raw)}个字符，太长了")
        try:
            return self.spec.parse(raw, self.reading)
        except FieldProblem as problem:
            return problem


@dataclass(slots=True)
class _Reference:
    """How one reference is read: its columns, surest key first, and values fixed for the whole list."""

    name: str
    places: list[tuple[RefKey, int]]
    fixed: list[tuple[RefKey, str]]
    resolver: Resolver


class RowReader:
    """Reads all rows of one planned list."""

    def __init__(self, store: Store, planned: ListPlan, lists: CodeLists) -> None:
        recognition = planned.recognition
        self.kind: Kind = recognition.kind
        self._planned = planned
        self._constant: Values = dict(recognition.variant.fixed) if recognition.variant else {}
        self._plain: list[_Column] = []
        self._completer = Completer(store, bulk=True)
        by_field: dict[str, _Reference] = {}
        for name, match in recognition.slot_columns().items():
            slot = match.slot
            assert slot is not None
            if isinstance(slot.spec, Ref) and slot.key:
                ref = by_field.setdefault(slot.field, _Reference(slot.field, [], [], Resolver(slot.spec, store)))
                ref.places.append((slot.key, match.header.column))
            else:
                reading = Reading(unit=match.unit, lists=lists)
                self._plain.append(_Column(name, match.header.column, slot.spec, reading))
        for name, value in planned.fixed.items():
            self._fix(store, by_field, name, value, lists)
        for ref in by_field.values():
            order = [k.column for k in ref.resolver.spec.keys]
            ref.places.sort(key=lambda place: order.index(place[0].column))
        self.references = list(by_field.values())
        self._column_of = {c.name: c.column for c in self._plain}
        self._column_of.update({r.name: r.places[0][1] for r in self.references if r.places})

    def _fix(self, store: Store, refs: dict[str, _Reference], name: str, value: str, lists: CodeLists) -> None:
        """A value for every row: a reference by one of its keys, or a plain field."""
        field_name, _, key_name = name.partition(".")
        spec = self.kind.fields[field_name]
        if isinstance(spec, Ref):
            ref = refs.setdefault(field_name, _Reference(field_name, [], [], Resolver(spec, store)))
            ref.fixed.append((next(k for k in spec.keys if k.column == key_name), value))
        else:
            self._constant[field_name] = spec.parse(value, Reading(lists=lists))

    def drafts(self) -> Iterator[Draft]:
        """Every data row of the list, in order."""
        rows = self._planned.rows
        for number in self._planned.layout.data_row_numbers:
            yield self._draft(number, rows[number - 1])

    def _draft(self, number: int, cells: Sequence[Any]) -> Draft:
        draft = Draft(number, dict(self._constant))
        width = len(cells)
        for column in self._plain:
            raw = cells[column.column] if column.column < width else None
            value = column.read(raw) if raw is not None and raw != "" else None
            if isinstance(value, FieldProblem):
                optional = column.spec.required is False
                text = f"{value}，已留空" if optional else str(value)
                draft.problem(column.column, text, refuses=not optional)
                value = None
            draft.values[column.name] = value
        for ref in self.references:
            self._resolve(ref, cells, draft)
        self._judge(draft)
        return draft

    def _resolve(self, ref: _Reference, cells: Sequence[Any], draft: Draft) -> None:
        raws: list[tuple[RefKey, object]] = [(k, cells[c]) for k, c in ref.places if c < len(cells)]
        raws += ref.fixed
        try:
            draft.values[ref.name] = ref.resolver.find(raws)
        except FieldProblem as problem:
            draft.values[ref.name] = None
            column = next((c for _, c in ref.places if c < len(cells) and cells[c] not in (None, "")), -1)
            parent = ref.resolver.spec.required is not False or ref.name == "object_id"
            draft.problem(column, str(problem) if parent else f"{problem}，已留空", refuses=parent)

    def _judge(self, draft: Draft) -> None:
        """Required fields, derived fields, and the kind's own rules."""
        values = draft.values
        wrong = {name for name, column in self._column_of.items() if column in draft.refused}
        for problem in missing(self.kind, values, skip=wrong):
            if self.kind.fields[problem.field].default is None:
                draft.problem(self._column_of.get(problem.field, -1), problem.text, refuses=True)
        if not draft.refused:
            for problem in self._completer.fill(self.kind, values):
                draft.problem(self._column_of.get(problem.field, -1), problem.text, refuses=problem.refuses)
        for problem in apply_rules(self.kind, values):
            draft.problem(self._column_of.get(problem.field, -1), problem.text, refuses=problem.refuses)


def settle_new_entries(drafts: Sequence[Draft], created: Mapping[str, Mapping[int, int]]) -> None:
    """Put the ids of freshly created directory entries in the place of their placeholders."""
    for draft in drafts:
        for name, ids in created.items():
            value = draft.values.get(name)
            if isinstance(value, int) and value < 0:
                draft.values[name] = ids[value]
